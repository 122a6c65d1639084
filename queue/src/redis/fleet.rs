//! Who is there, and who leads.

use std::time::Duration;

use fred::interfaces::{ClientLike, HashesInterface, KeysInterface};
use fred::types::Value;
use fred::types::scan::ScanType;
use futures_util::TryStreamExt;

use super::function::Function;
use super::{RedisTransport, reply, whole_ms};
use crate::transport::{REMEMBERED, is_remembered};
use crate::{Error, Heartbeat, Leadership, ProberName, RegionName, Result, SeenProber, Transport};

pub(super) async fn beat(
    queue: &RedisTransport,
    region: &RegionName,
    prober: &ProberName,
    heartbeat: &Heartbeat,
) -> Result<()> {
    let client = queue.client()?;
    let failed = queue.failed("announce a prober");
    let key = queue.keys.probers(region);
    let json = serde_json::to_string(heartbeat).map_err(|err| Error::Answer {
        operation: "announce a prober",
        answer: err.to_string(),
    })?;
    let lifetime_secs = i64::try_from(REMEMBERED.as_secs()).unwrap_or(i64::MAX);
    let pipeline = client.pipeline();
    let () = pipeline
        .hset(&key, (prober.as_str(), json))
        .await
        .map_err(&failed)?;
    let () = pipeline
        .expire(&key, lifetime_secs, None)
        .await
        .map_err(&failed)?;
    let () = pipeline.hgetall(&key).await.map_err(&failed)?;
    let (_, _, hash): (Value, Value, Value) = pipeline.all().await.map_err(&failed)?;
    let forgotten: Vec<String> = reply::probers(region, hash)
        .map_err(&failed)?
        .into_iter()
        .filter(|seen| !is_remembered(&seen.heartbeat, heartbeat.at_ms))
        .map(|seen| seen.name.into())
        .collect();
    if !forgotten.is_empty() {
        let () = client.hdel(&key, forgotten).await.map_err(&failed)?;
    }
    Ok(())
}

pub(super) async fn retire(
    queue: &RedisTransport,
    region: &RegionName,
    prober: &ProberName,
) -> Result<()> {
    let key = queue.keys.probers(region);
    queue
        .client()?
        .hdel(key, prober.as_str())
        .await
        .map_err(queue.failed("retire a prober"))
}

pub(super) async fn probers(queue: &RedisTransport) -> Result<Vec<SeenProber>> {
    let client = queue.client()?;
    let failed = queue.failed("list probers");
    let pattern = queue.keys.probers_pattern();
    let keys: Vec<_> = if client.is_clustered() {
        let scan = client.scan_cluster_buffered(pattern, Some(1_000), Some(ScanType::Hash));
        scan.try_collect().await.map_err(failed)?
    } else {
        let scan = client.scan_buffered(pattern, Some(1_000), Some(ScanType::Hash));
        scan.try_collect().await.map_err(failed)?
    };
    let mut regions: Vec<RegionName> = keys
        .iter()
        .filter_map(|key| queue.keys.region_of_probers(key.as_str()?))
        .collect();
    // A scan may give a key twice.
    regions.sort();
    regions.dedup();
    let mut probers = Vec::new();
    for region in &regions {
        probers.extend(neighbours(queue, region).await?);
    }
    Ok(probers)
}

pub(super) async fn neighbours(
    queue: &RedisTransport,
    region: &RegionName,
) -> Result<Vec<SeenProber>> {
    let now_ms = queue.time_ms().await?;
    let mut probers = heartbeats(queue, region).await?;
    probers.retain(|seen| is_remembered(&seen.heartbeat, now_ms));
    Ok(probers)
}

pub(super) async fn lead(
    queue: &RedisTransport,
    holder: &str,
    ttl: Duration,
    watermark_ms: Option<i64>,
) -> Result<Option<Leadership>> {
    let watermark = watermark_ms.map(|ms| ms.to_string()).unwrap_or_default();
    let args = vec![holder.to_owned(), whole_ms(ttl).to_string(), watermark];
    let reply = queue
        .call(Function::Lead, "take the lease", queue.keys.lease(), args)
        .await?;
    if reply.is_null() {
        return Ok(None);
    }
    let text = reply
        .convert::<String>()
        .map_err(queue.failed("take the lease"))?;
    match text.parse() {
        Ok(ms) => Ok(Some(Leadership {
            watermark_ms: Some(ms),
        })),
        Err(_) if text.is_empty() => Ok(Some(Leadership { watermark_ms: None })),
        Err(_) => Err(Error::Answer {
            operation: "take the lease",
            answer: text,
        }),
    }
}

pub(super) async fn resign(queue: &RedisTransport, holder: &str) -> Result<()> {
    let lease = queue.keys.lease();
    queue
        .call(Function::Resign, "resign the lease", lease, [holder])
        .await?;
    Ok(())
}

async fn heartbeats(queue: &RedisTransport, region: &RegionName) -> Result<Vec<SeenProber>> {
    let hash = queue.client()?.hgetall(queue.keys.probers(region)).await;
    hash.and_then(|hash| reply::probers(region, hash))
        .map_err(queue.failed("list probers"))
}
