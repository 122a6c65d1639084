//! Operations on streams, as Redis commands.

use std::time::Duration;

use bytes::Bytes;
use fred::interfaces::{HashesInterface, StreamsInterface};
use fred::types::Value;
use fred::types::streams::XPendingArgs;
use tracing::warn;

use super::function::Function;
use super::{RedisTransport, reply, whole_ms};
use crate::{
    Backlog, Entry, EntryId, Error, GroupConsumer, JobResult, Pending, RegionName, Result, Stream,
};

/// Entries in one pipeline or call: short commands stay within their time limit and do not
/// delay other clients.
const BATCH: usize = 500;

pub(super) async fn publish(
    queue: &RedisTransport,
    stream: &Stream,
    bodies: Vec<Bytes>,
) -> Result<()> {
    queue.client()?;
    for batch in bodies.chunks(BATCH) {
        add(queue, stream, batch).await?;
    }
    Ok(())
}

pub(super) async fn ack(queue: &RedisTransport, stream: &Stream, ids: &[EntryId]) -> Result<()> {
    let client = queue.client()?;
    let key = queue.keys.stream(stream);
    let failed = queue.failed("acknowledge");
    for batch in ids.chunks(BATCH) {
        let ids: Vec<&str> = batch.iter().map(|id| id.0.as_str()).collect();
        let pipeline = client.pipeline();
        let () = pipeline
            .xack(&key, stream.group(), ids.clone())
            .await
            .map_err(&failed)?;
        let () = pipeline.xdel(&key, ids).await.map_err(&failed)?;
        let _: Vec<Value> = pipeline.all().await.map_err(&failed)?;
    }
    Ok(())
}

pub(super) async fn answer(
    queue: &RedisTransport,
    region: &RegionName,
    answers: Vec<JobResult>,
) -> Result<()> {
    queue.client()?;
    let checks = Stream::checks(region);
    let keys = [&checks, &Stream::results(region), &Stream::dead(region)];
    let mut keys = keys.map(|stream| queue.keys.stream(stream)).to_vec();
    keys.push(queue.keys.trimmed(region));
    for batch in answers.chunks(BATCH) {
        let mut args: Vec<Value> = vec![
            checks.group().into(),
            queue.limits.results_len.to_string().into(),
            queue.limits.dead_len.to_string().into(),
        ];
        for answer in batch {
            args.push(answer.job.0.as_str().into());
            args.push(Value::Bytes(answer.report.clone().unwrap_or_default()));
            args.push(Value::Bytes(answer.dead.clone().unwrap_or_default()));
        }
        queue
            .call(Function::Answer, "answer jobs", keys.clone(), args)
            .await?;
    }
    Ok(())
}

pub(super) async fn pending(
    queue: &RedisTransport,
    stream: &Stream,
    min_idle: Duration,
    max: usize,
) -> Result<Vec<Pending>> {
    let client = queue.client()?;
    let range = XPendingArgs {
        idle: Some(whole_ms(min_idle)),
        start: Some("-".into()),
        end: Some("+".into()),
        count: Some(max as u64),
        consumer: None,
    };
    match client
        .xpending(queue.keys.stream(stream), stream.group(), range)
        .await
    {
        Err(err) if reply::is_group_missing(&err) => Ok(Vec::new()),
        rows => rows
            .and_then(reply::pending)
            .map_err(queue.failed("list pending entries")),
    }
}

pub(super) async fn claim(
    queue: &RedisTransport,
    seat: &GroupConsumer,
    min_idle: Duration,
    ids: &[EntryId],
) -> Result<Vec<Entry>> {
    let client = queue.client()?;
    let key = queue.keys.stream(&seat.stream);
    let (group, consumer) = (seat.stream.group(), seat.consumer.as_str());
    let min_idle_ms = whole_ms(min_idle);
    let mut claimed = Vec::new();
    for batch in ids.chunks(BATCH) {
        let ids: Vec<&str> = batch.iter().map(|id| id.0.as_str()).collect();
        let reply = client
            .xclaim(
                &key,
                group,
                consumer,
                min_idle_ms,
                ids,
                None,
                None,
                None,
                false,
                false,
            )
            .await;
        match reply {
            Err(err) if reply::is_group_missing(&err) => return Ok(claimed),
            reply => claimed.extend(
                reply
                    .and_then(reply::entries)
                    .map_err(queue.failed("claim"))?,
            ),
        }
    }
    Ok(claimed)
}

pub(super) async fn keep(
    queue: &RedisTransport,
    seat: &GroupConsumer,
    ids: &[EntryId],
) -> Result<()> {
    queue.client()?;
    let key = queue.keys.stream(&seat.stream);
    for batch in ids.chunks(BATCH) {
        let mut args = vec![seat.stream.group(), &seat.consumer];
        args.extend(batch.iter().map(|id| id.0.as_str()));
        queue
            .call(Function::Keep, "keep entries", &key, args)
            .await?;
    }
    Ok(())
}

pub(super) async fn leave(queue: &RedisTransport, seat: &GroupConsumer) -> Result<()> {
    queue.client()?;
    queue.readers.close(seat).await;
    dismiss(queue, &seat.stream, &seat.consumer).await?;
    Ok(())
}

pub(super) async fn tidy(
    queue: &RedisTransport,
    stream: &Stream,
    idle: Duration,
) -> Result<Vec<String>> {
    let client = queue.client()?;
    let key = queue.keys.stream(stream);
    let consumers = match client
        .xinfo_consumers::<Value, _, _>(key, stream.group())
        .await
    {
        Err(err) if reply::is_group_missing(&err) => return Ok(Vec::new()),
        rows => rows
            .and_then(reply::consumers)
            .map_err(queue.failed("list consumers"))?,
    };
    let mut dismissed = Vec::new();
    for consumer in consumers {
        let is_idle = consumer.pending == 0 && consumer.idle >= idle;
        if is_idle && dismiss(queue, stream, &consumer.name).await? {
            dismissed.push(consumer.name);
        }
    }
    Ok(dismissed)
}

/// Removes a consumer without pending entries, and returns whether it did.
async fn dismiss(queue: &RedisTransport, stream: &Stream, consumer: &str) -> Result<bool> {
    let (key, args) = (queue.keys.stream(stream), vec![stream.group(), consumer]);
    let left = queue
        .call(Function::Leave, "leave a group", key, args)
        .await?;
    Ok(left.as_u64() == Some(1))
}

pub(super) async fn backlog(queue: &RedisTransport, stream: &Stream) -> Result<Backlog> {
    let pipeline = queue.client()?.pipeline();
    let key = queue.keys.stream(stream);
    let failed = queue.failed("measure a stream");
    let () = pipeline.xlen(&key).await.map_err(&failed)?;
    let () = pipeline
        .xpending(&key, stream.group(), ())
        .await
        .map_err(&failed)?;
    let () = pipeline
        .xrange(&key, "-", "+", Some(1))
        .await
        .map_err(&failed)?;
    let kind = stream.kind.as_str();
    let fields = vec![format!("{kind}_age"), format!("{kind}_len")];
    let () = pipeline
        .hmget(queue.keys.trimmed(&stream.region), fields)
        .await
        .map_err(&failed)?;
    let mut replies = pipeline.try_all::<Value>().await.into_iter();
    // If the whole pipeline failed, there is a single error, the first.
    let missing = || Ok(Value::Null);
    let mut next = || replies.next().unwrap_or_else(missing);
    let backlog = reply::backlog(next(), next(), next(), next()).map_err(failed)?;
    Ok(Backlog {
        limit: queue.limits.len(stream.kind),
        ..backlog
    })
}

/// Adds entries, and trims the stream in the same pipeline, also if the server is too full to
/// add any, since trimming makes room.
async fn add(queue: &RedisTransport, stream: &Stream, bodies: &[Bytes]) -> Result<()> {
    let key = vec![queue.keys.stream(stream)];
    let bodies = bodies.iter().cloned();
    let added = queue.call(Function::Publish, "publish", key, bodies).await;
    // A full server takes nothing, but drops what is too old.
    if added.as_ref().map_or_else(is_full, |_| true) {
        let (keys, args) = trim(queue, stream);
        // The entries were added. If the rest were an error, they would be added twice.
        if let Err(err) = queue.call(Function::Trim, "trim", keys, args).await {
            warn!(%stream, error = &err as &dyn std::error::Error, "Could not trim a stream, the next publish will");
        }
    }
    added.map(drop)
}

fn is_full(err: &Error) -> bool {
    matches!(err, Error::Transport { source, .. } if source.details().starts_with("OOM"))
}

/// Arguments of [`Function::Trim`] for `stream`.
fn trim(queue: &RedisTransport, stream: &Stream) -> (Vec<String>, Vec<String>) {
    let age = queue.limits.age(stream.kind).unwrap_or_default();
    let keys = vec![
        queue.keys.stream(stream),
        queue.keys.trimmed(&stream.region),
    ];
    let args = vec![
        stream.kind.as_str().to_owned(),
        queue.limits.len(stream.kind).to_string(),
        whole_ms(age).to_string(),
    ];
    (keys, args)
}
