//! Heartbeats and leadership.

use std::time::Duration;

use fred::clients::Client;
use fred::interfaces::{HashesInterface, KeysInterface, PubsubInterface};
use fred::types::Value;
use futures_util::future::try_join_all;
use tracing::debug;

use super::function::{self, Function, Role};
use super::{RedisTransport, regions, reply, whole_ms};
use crate::transport::{REMEMBERED, is_remembered};
use crate::{Error, Heartbeat, Leadership, ProberName, RegionName, Result, SeenProber, Transport};

/// Field of the lease for the rows that its holder left out.
const ARREARS: &str = "arrears";

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
    let (hash, ()) = tokio::join!(
        write(queue, client, &key, prober, &json),
        greet(queue, client, region)
    );
    let hash = hash.map_err(&failed)?;
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

/// Writes a heartbeat and returns all heartbeats of the region. It uses our function, which
/// even a full server runs, or plain commands if the function is missing or the user's
/// permissions are older.
async fn write(
    queue: &RedisTransport,
    client: &Client,
    key: &str,
    prober: &ProberName,
    json: &str,
) -> Result<Value, fred::error::Error> {
    let lifetime_secs = i64::try_from(REMEMBERED.as_secs()).unwrap_or(i64::MAX);
    let args = [
        prober.as_str().to_owned(),
        json.to_owned(),
        lifetime_secs.to_string(),
        whole_ms(Heartbeat::LIFETIME).to_string(),
        Heartbeat::AHEAD_MS.to_string(),
    ];
    match function::call(client, queue.role, Function::Beat, key, args).await {
        Err(err) if function::is_missing(&err) || err.details().starts_with("NOPERM") => {}
        result => return result,
    }
    let pipeline = client.pipeline();
    let () = pipeline.hset(key, (prober.as_str(), json)).await?;
    let () = pipeline.expire(key, lifetime_secs, None).await?;
    let () = pipeline.hgetall(key).await?;
    let (_, _, hash): (Value, Value, Value) = pipeline.all().await?;
    Ok(hash)
}

/// Announces a prober in `region`. If this fails, a search finds the region later.
async fn greet(queue: &RedisTransport, client: &Client, region: &RegionName) {
    let said = match queue.role {
        Role::Api => regions::note(client, &queue.keys, region).await,
        Role::Prober => client.publish(queue.keys.hello(region), 1).await,
    };
    if let Err(err) = said {
        debug!(%region, error = ?err, "Cannot announce the region");
    }
}

/// Verifies that a heartbeat would be accepted: deleting a missing field is a write too.
pub(super) async fn try_beat(queue: &RedisTransport, region: &RegionName) -> Result<()> {
    let nobody = "";
    queue
        .client()?
        .hdel(queue.keys.probers(region), nobody)
        .await
        .map_err(queue.failed("write to the queue"))
}

/// Verifies that the queue accepts the api's writes, with a key that is overwritten each time
/// and expires a minute after the last one.
pub(super) async fn try_write(queue: &RedisTransport) -> Result<()> {
    let client = queue.client()?;
    let failed = queue.failed("write to the queue");
    let key = queue.keys.health();
    let pipeline = client.pipeline();
    let () = pipeline.hset(&key, ("written", 1)).await.map_err(&failed)?;
    let () = pipeline.expire(&key, 60, None).await.map_err(&failed)?;
    let _: Vec<Value> = pipeline.all().await.map_err(&failed)?;
    Ok(())
}

pub(super) async fn note_arrears(queue: &RedisTransport, note: String) -> Result<()> {
    let lease = queue.keys.lease();
    queue
        .client()?
        .hset(lease, (ARREARS, note))
        .await
        .map_err(queue.failed("note what was left out"))
}

pub(super) async fn arrears(queue: &RedisTransport) -> Result<Option<String>> {
    let lease = queue.keys.lease();
    queue
        .client()?
        .hget(lease, ARREARS)
        .await
        .map_err(queue.failed("read what was left out"))
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
    queue.listen();
    let now_ms = queue.time_ms().await?;
    let regions = regions::known(client, &queue.keys).await;
    let regions = regions.map_err(queue.failed("list probers"))?;
    let all = regions.iter().map(|region| heartbeats(queue, region));
    let mut probers = try_join_all(all).await?.concat();
    probers.retain(|seen| is_remembered(&seen.heartbeat, now_ms));
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
