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
