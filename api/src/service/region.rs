//! Regions, and who probes there.

use std::collections::HashMap;

use entity::region;
use entity::website::RegionKeys;
use queue::{SeenProber, Transport};
use sea_orm::DatabaseConnection;

use super::{Error, Result};

/// A region with the probers that are alive.
#[derive(Clone, Debug)]
pub struct Staffed {
    /// The region.
    pub region: region::Model,
    /// Its probers whose heartbeat is fresh, by name.
    pub probers: Vec<SeenProber>,
}

impl Staffed {
    /// Whether somebody probes here, and nobody can tell anything of websites.
    pub fn is_impaired(&self) -> bool {
        let mut impairments = self.probers.iter().map(|seen| &seen.heartbeat.impairment);
        !self.probers.is_empty() && impairments.all(Option::is_some)
    }
}

/// Every region with its living probers, by name.
///
/// # Errors
/// Where the database or the queue fails.
pub async fn staffed(
    db: &DatabaseConnection,
    transport: &dyn Transport,
    now_ms: i64,
) -> Result<Vec<Staffed>> {
    let mut probers: HashMap<String, Vec<SeenProber>> = HashMap::new();
    for seen in transport.probers().await? {
        if seen.heartbeat.is_alive(now_ms) {
            probers
                .entry(seen.region.to_string())
                .or_default()
                .push(seen);
        }
    }
    let mut regions: Vec<Staffed> = status::region::all(db)
        .await?
        .into_iter()
        .map(|region| {
            let mut probers = probers.remove(&region.name).unwrap_or_default();
            probers.sort_by(|a, b| a.name.cmp(&b.name));
            Staffed { region, probers }
        })
        .collect();
    regions.sort_by(|a, b| a.region.name.cmp(&b.region.name));
    Ok(regions)
}

/// The keys of the regions called `names`, of those there are.
///
/// # Errors
/// [`Error::Input`] on `regions` where one is unknown, or none is named.
pub fn chosen(names: &[String], regions: &[region::Model]) -> Result<RegionKeys> {
    if names.is_empty() {
        return Err(Error::input(
            "regions",
            "is empty; leave it out for all regions",
        ));
    }
    let mut keys = Vec::with_capacity(names.len());
    for name in names {
        match regions.iter().find(|region| region.name == *name) {
            Some(region) => keys.push(region.key),
            None => {
                let shown: String = name.chars().take(64).collect();
                return Err(Error::input(
                    "regions",
                    format!("has the unknown region {shown}"),
                ));
            }
        }
    }
    keys.sort_unstable();
    keys.dedup();
    Ok(RegionKeys(keys))
}

/// The region called `name`.
///
/// # Errors
/// [`Error::Input`] on `region` where it is unknown.
pub fn named(name: &str, regions: &[region::Model]) -> Result<region::Model> {
    let region = regions.iter().find(|region| region.name == name);
    region
        .cloned()
        .ok_or_else(|| Error::input("region", "is unknown"))
}

#[cfg(test)]
mod tests {
    use queue::Heartbeat;

    use super::*;

    #[test]
    fn a_region_is_impaired_where_all_of_its_probers_are() {
        let prober = |impairment: Option<&str>| SeenProber {
            region: "india".parse().unwrap(),
            name: "india-1".parse().unwrap(),
            heartbeat: Heartbeat {
                at_ms: 0,
                version: "0.1.0".to_owned(),
                egress_allow: vec![],
                impairment: impairment.map(str::to_owned),
            },
        };
        let (able, unable) = (prober(None), prober(Some("no name server answers")));
        for (probers, impaired) in [
            (vec![], false),
            (vec![able.clone()], false),
            (vec![unable.clone()], true),
            (vec![unable.clone(), able], false),
            (vec![unable.clone(), unable], true),
        ] {
            let region = region::Model {
                key: 1,
                name: "india".to_owned(),
                valid_from_ms: 0,
            };
            assert_eq!(Staffed { region, probers }.is_impaired(), impaired);
        }
    }
}
