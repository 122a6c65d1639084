//! Regions, and who probes there.

use std::collections::HashMap;

use entity::region;
use entity::website::RegionKeys;
use queue::{Backlog, RegionName, SeenProber, Stream, Transport};
use sea_orm::DatabaseConnection;

use super::{Error, Result};

/// A region with the probers that were heard of lately.
#[derive(Clone, Debug)]
pub struct Staffed {
    /// The region.
    pub region: region::Model,
    /// Its probers of the last hour, by name, with whether they live.
    pub probers: Vec<(SeenProber, bool)>,
}

/// How full a region's streams are.
#[derive(Clone, Copy, Debug)]
pub struct Queues {
    /// Jobs to run, running ones included.
    pub checks: Backlog,
    /// Reports to take in.
    pub results: Backlog,
    /// What could not be handled.
    pub dead: Backlog,
}

impl Staffed {
    /// Whether somebody probes here, and nobody can tell anything of websites.
    pub fn is_impaired(&self) -> bool {
        self.impairment().is_some()
    }

    /// What a living prober here lacks, where none can tell anything of websites.
    pub fn impairment(&self) -> Option<&str> {
        let mut lacks = self
            .living()
            .map(|seen| seen.heartbeat.impairment.as_deref());
        let first = lacks.next()??;
        lacks.all(|lack| lack.is_some()).then_some(first)
    }

    /// Whether nobody probes here.
    pub fn is_silent(&self) -> bool {
        self.living().next().is_none()
    }

    /// Its probers that live, by name.
    pub fn living(&self) -> impl Iterator<Item = &SeenProber> {
        let living = self.probers.iter().filter(|(_, is_alive)| *is_alive);
        living.map(|(seen, _)| seen)
    }
}

/// Every region with its probers, by name.
///
/// # Errors
/// Where the database or the queue fails.
pub async fn staffed(
    db: &DatabaseConnection,
    transport: &dyn Transport,
    now_ms: i64,
) -> Result<Vec<Staffed>> {
    let mut probers: HashMap<String, Vec<(SeenProber, bool)>> = HashMap::new();
    for seen in transport.probers().await? {
        let is_alive = seen.heartbeat.is_alive(now_ms);
        let of_region = probers.entry(seen.region.to_string()).or_default();
        of_region.push((seen, is_alive));
    }
    let mut regions: Vec<Staffed> = status::region::all(db)
        .await?
        .into_iter()
        .map(|region| {
            let mut probers = probers.remove(&region.name).unwrap_or_default();
            probers.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
            Staffed { region, probers }
        })
        .collect();
    regions.sort_by(|a, b| a.region.name.cmp(&b.region.name));
    Ok(regions)
}

/// How full the streams of the region called `name` are.
///
/// # Errors
/// Where the queue fails, or `name` is none.
pub async fn queues(transport: &dyn Transport, name: &str) -> Result<Queues> {
    let name: RegionName = name.parse().map_err(|_| Error::NotFound("region"))?;
    let (checks, results, dead) = (
        Stream::checks(&name),
        Stream::results(&name),
        Stream::dead(&name),
    );
    let (checks, results, dead) = tokio::try_join!(
        transport.backlog(&checks),
        transport.backlog(&results),
        transport.backlog(&dead),
    )?;
    Ok(Queues {
        checks,
        results,
        dead,
    })
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
                instance: String::new(),
                load: queue::Load::default(),
            },
        };
        let (able, unable) = (prober(None), prober(Some("no name server answers")));
        let gone = able.clone();
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
            let mut probers: Vec<_> = probers.into_iter().map(|seen| (seen, true)).collect();
            // Nobody asks those who are gone.
            probers.push((gone.clone(), false));
            assert_eq!(Staffed { region, probers }.is_impaired(), impaired);
        }
    }
}
