//! Tracks regions without scanning all keys.
//!
//! The api keeps a hash of their names. A prober may not write to it, or it could add regions
//! other than its own; it announces itself on its region's channel with each heartbeat, which
//! Redis' ACL restricts to the region. Regions that are not announced, because a prober is
//! older or its user may not publish, are found by a scan of all keys: at startup, and
//! occasionally after that.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use fred::clients::Client;
use fred::error::Error;
use fred::interfaces::{ClientLike, HashesInterface, KeysInterface};
use fred::types::Value;
use fred::types::scan::ScanType;
use futures_util::TryStreamExt;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use tracing::debug;

use super::keys::Keys;
use crate::RegionName;

/// Interval between two scans.
const SEARCH_EVERY: Duration = Duration::from_secs(60);

/// Pause after a failed scan.
const PAUSE: Duration = Duration::from_secs(5);

/// Keys examined by one command, and the pause between two: a scan of a million keys takes ten
/// seconds, and does not delay other clients.
const PAGE: u32 = 1_000;
const PAGE_EVERY: Duration = Duration::from_millis(10);

/// How long an announced region need not be recorded again: a scan by another replica may have
/// removed it meanwhile.
const NOTED_FOR: Duration = Duration::from_secs(10);

/// Regions in the hash.
pub(super) async fn known(client: &Client, keys: &Keys) -> Result<BTreeSet<RegionName>, Error> {
    let names: HashMap<Vec<u8>, Value> = client
        .hgetall::<Value, _>(keys.regions())
        .await
        .and_then(Value::convert)?;
    let names = names
        .into_keys()
        .filter_map(|name| String::from_utf8(name).ok());
    Ok(names.filter_map(|name| name.parse().ok()).collect())
}

/// Adds `region` to the hash.
pub(super) async fn note(client: &Client, keys: &Keys, region: &RegionName) -> Result<(), Error> {
    client.hset(keys.regions(), (region.as_str(), 1)).await
}

/// Scans until `closed`.
pub(super) async fn run(client: Client, keys: Keys, closed: CancellationToken) {
    let mut failing = false;
    while !closed.is_cancelled() {
        let pause = match closed.run_until_cancelled(search(&client, &keys)).await {
            None => return,
            Some(Ok(())) => {
                failing = false;
                SEARCH_EVERY
            }
            Some(Err(err)) => {
                if !std::mem::replace(&mut failing, true) {
                    debug!(error = ?err, "Cannot search for regions, retrying");
                }
                PAUSE
            }
        };
        closed.run_until_cancelled(sleep(pause)).await;
    }
}

/// Updates the hash to the existing keys.
async fn search(client: &Client, keys: &Keys) -> Result<(), Error> {
    let before = known(client, keys).await?;
    let found = found(client, keys).await?;
    for region in found.difference(&before) {
        note(client, keys, region).await?;
    }
    let gone: Vec<String> = before.difference(&found).map(ToString::to_string).collect();
    if !gone.is_empty() {
        // A region that has come back meanwhile announces itself within a second.
        let () = client.hdel(keys.regions(), gone).await?;
    }
    Ok(())
}

async fn found(client: &Client, keys: &Keys) -> Result<BTreeSet<RegionName>, Error> {
    let pattern = keys.probers_pattern();
    let mut found = BTreeSet::new();
    let mut take = |key: &str| found.extend(keys.region_of_probers(key));
    if client.is_clustered() {
        let scan = client.scan_cluster_buffered(pattern, Some(PAGE), Some(ScanType::Hash));
        let all: Vec<fred::types::Key> = scan.try_collect().await?;
        all.iter()
            .filter_map(|key| key.as_str())
            .for_each(&mut take);
        return Ok(found);
    }
    let mut cursor = "0".to_owned();
    loop {
        let page = client.scan_page::<(String, Vec<String>), _, _>(
            cursor,
            pattern.clone(),
            Some(PAGE),
            Some(ScanType::Hash),
        );
        let (next, names) = page.await?;
        names.iter().for_each(|name| take(name));
        if next == "0" {
            return Ok(found);
        }
        cursor = next;
        sleep(PAGE_EVERY).await;
    }
}

/// Recently announced regions.
#[derive(Debug, Default)]
pub(super) struct Greeted(HashMap<RegionName, Instant>);

impl Greeted {
    /// Whether `region` must be recorded at `now`; if so, marks it as recorded.
    pub(super) fn is_due(&mut self, region: &RegionName, now: Instant) -> bool {
        // Without an ACL any client can announce any name, so this stays bounded.
        self.0.retain(|_, at| now < *at + NOTED_FOR);
        let is_due = !self.0.contains_key(region);
        if is_due {
            self.0.insert(region.clone(), now);
        }
        is_due
    }
}
