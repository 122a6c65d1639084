//! Regions and their probers.

use std::collections::HashMap;

use entity::region;
use entity::website::RegionKeys;
use queue::{Backlog, RegionName, SeenProber, Stream, Transport};
use sea_orm::DatabaseConnection;

use super::{Error, Result};

/// A region with its recent probers.
#[derive(Clone, Debug)]
pub struct RegionProbers {
    /// The region's row.
    pub region: region::Model,
    /// Probers whose last heartbeat is at most an hour old, by name, with whether they are
    /// alive.
    pub probers: Vec<(SeenProber, bool)>,
}

/// Backlogs of a region's streams.
#[derive(Clone, Copy, Debug)]
pub struct Queues {
    /// Jobs to run, including running ones.
    pub checks: Backlog,
    /// Reports to ingest.
    pub results: Backlog,
    /// Messages that could not be processed.
    pub dead: Backlog,
}

impl RegionProbers {
    /// Whether the region has living probers, none of which can measure websites.
    pub fn is_impaired(&self) -> bool {
        self.impairment().is_some()
    }

    /// What keeps a living prober from measuring websites, if none of them can.
    pub fn impairment(&self) -> Option<&str> {
        let mut lacks = self
            .living()
            .map(|seen| seen.heartbeat.impairment.as_deref());
        let first = lacks.next()??;
        lacks.all(|lack| lack.is_some()).then_some(first)
    }

    /// Whether the region has no living prober.
    pub fn is_silent(&self) -> bool {
        self.living().next().is_none()
    }

    /// Living probers, by name.
    pub fn living(&self) -> impl Iterator<Item = &SeenProber> {
        let living = self.probers.iter().filter(|(_, is_alive)| *is_alive);
        living.map(|(seen, _)| seen)
    }
}

pub use entity::RegionKey;

/// A region's row.
pub type Region = region::Model;

/// All regions with their probers, by name.
///
/// # Errors
/// If the database or the queue fails.
pub async fn staffed(
    db: &DatabaseConnection,
    transport: &dyn Transport,
    now_ms: i64,
) -> Result<Vec<RegionProbers>> {
    let mut probers: HashMap<String, Vec<(SeenProber, bool)>> = HashMap::new();
    for seen in transport.probers().await? {
        let is_alive = seen.heartbeat.is_alive(now_ms);
        let of_region = probers.entry(seen.region.to_string()).or_default();
        of_region.push((seen, is_alive));
    }
    let mut regions: Vec<RegionProbers> = status::region::all(db)
        .await?
        .into_iter()
        .map(|region| {
            let mut probers = probers.remove(&region.name).unwrap_or_default();
            probers.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
            RegionProbers { region, probers }
        })
        .collect();
    regions.sort_by(|a, b| a.region.name.cmp(&b.region.name));
    Ok(regions)
}

/// Backlogs of the region called `name`.
///
/// # Errors
/// If the queue fails, or `name` is not a valid region name.
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

/// Keys of the regions called `names`.
///
/// # Errors
/// [`Error::Input`] on `regions` if a name is unknown, or the list is empty.
pub fn chosen(names: &[String], regions: &[region::Model]) -> Result<RegionKeys> {
    if names.is_empty() {
        return Err(Error::input("regions", "is empty; omit it for all regions"));
    }
    let mut keys = Vec::with_capacity(names.len());
    for name in names {
        match regions.iter().find(|region| region.name == *name) {
            Some(region) => keys.push(region.key),
            None => {
                let shown: String = name.chars().take(64).collect();
                return Err(Error::input(
                    "regions",
                    format!("contains the unknown region {shown}"),
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
/// [`Error::Input`] on `region` if it is unknown.
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
                key: RegionKey(1),
                name: "india".to_owned(),
                valid_from_ms: 0,
            };
            let mut probers: Vec<_> = probers.into_iter().map(|seen| (seen, true)).collect();
            // Dead probers do not matter.
            probers.push((gone.clone(), false));
            assert_eq!(RegionProbers { region, probers }.is_impaired(), impaired);
        }
    }
}
