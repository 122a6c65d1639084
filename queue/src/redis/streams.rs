//! Operations on streams: what the contract says, as Redis commands.

use std::time::Duration;

use bytes::Bytes;
use fred::interfaces::{LuaInterface, StreamsInterface};
use fred::types::Value;
use fred::types::streams::XPendingArgs;
use tracing::warn;

use super::{RedisTransport, reply, script, whole_ms};
use crate::{
    Answer, Backlog, Entry, EntryId, Pending, RegionName, Result, Seat, Stream, StreamKind,
};

/// Entries in one pipeline or script: a command stays short, so that it fits
/// its time limit and no other client waits long behind it.
const BATCH: usize = 500;

pub(super) async fn publish(
    queue: &RedisTransport,
    stream: &Stream,
    bodies: Vec<Bytes>,
) -> Result<()> {
    queue.client()?;
    let mut newest = None;
    for batch in bodies.chunks(BATCH) {
        newest = add(queue, stream, batch).await?;
    }
    if let (StreamKind::Checks, Some(newest)) = (stream.kind, newest) {
        // The entries are in. Were this an error, they would come twice.
        if let Err(err) = trim_by_age(queue, stream, &newest).await {
            warn!(%stream, error = ?err, "Could not trim a stream, the next publish will");
        }
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
    answers: Vec<Answer>,
) -> Result<()> {
    let client = queue.client()?;
    let checks = Stream::checks(region);
    let keys = [&checks, &Stream::results(region), &Stream::dead(region)];
    let keys = keys.map(|stream| queue.keys.stream(stream)).to_vec();
    for batch in answers.chunks(BATCH) {
        let mut args: Vec<Value> = vec![
            checks.group().into(),
            queue.max_len(StreamKind::Results).to_string().into(),
            queue.max_len(StreamKind::Dead).to_string().into(),
        ];
        for answer in batch {
            args.push(answer.job.0.as_str().into());
            args.push(Value::Bytes(answer.report.clone().unwrap_or_default()));
            args.push(Value::Bytes(answer.dead.clone().unwrap_or_default()));
        }
        let () = client
            .eval(script::ANSWER, keys.clone(), args)
            .await
            .map_err(queue.failed("answer jobs"))?;
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
    seat: &Seat,
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

pub(super) async fn keep(queue: &RedisTransport, seat: &Seat, ids: &[EntryId]) -> Result<()> {
    let client = queue.client()?;
    let key = queue.keys.stream(&seat.stream);
    for batch in ids.chunks(BATCH) {
        let mut args = vec![seat.stream.group(), &seat.consumer];
        args.extend(batch.iter().map(|id| id.0.as_str()));
        let () = client
            .eval(script::KEEP, &key, args)
            .await
            .map_err(queue.failed("keep entries"))?;
    }
    Ok(())
}

pub(super) async fn leave(queue: &RedisTransport, seat: &Seat) -> Result<()> {
    let client = queue.client()?;
    queue.readers.close(seat).await;
    let args = vec![seat.stream.group(), &seat.consumer];
    let key = queue.keys.stream(&seat.stream);
    client
        .eval(script::LEAVE, key, args)
        .await
        .map_err(queue.failed("leave a group"))
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
    let mut replies = pipeline.try_all::<Value>().await.into_iter();
    // Where the pipeline as a whole failed there is one error, the first.
    let missing = || Ok(Value::Null);
    let mut next = || replies.next().unwrap_or_else(missing);
    reply::backlog(next(), next(), next()).map_err(failed)
}

/// Adds entries, and gives the id of the last.
async fn add(queue: &RedisTransport, stream: &Stream, bodies: &[Bytes]) -> Result<Option<EntryId>> {
    let pipeline = queue.client()?.pipeline();
    let key = queue.keys.stream(stream);
    let max_len = queue.max_len(stream.kind).to_string();
    let failed = queue.failed("publish");
    for body in bodies {
        let cap = ("MAXLEN", "~", max_len.as_str());
        let fields = (reply::FIELD, body.clone());
        let () = pipeline
            .xadd(&key, false, cap, "*", fields)
            .await
            .map_err(&failed)?;
    }
    let ids: Vec<String> = pipeline.all().await.map_err(failed)?;
    Ok(ids.into_iter().next_back().map(EntryId))
}

/// Drops jobs that nobody needs to run any more, by the server's time,
/// which the id of the `newest` entry tells.
async fn trim_by_age(queue: &RedisTransport, checks: &Stream, newest: &EntryId) -> Result<()> {
    let Some(now_ms) = newest.added_ms() else {
        return Ok(());
    };
    let age_ms = i64::try_from(queue.limits.checks_age.as_millis()).unwrap_or(i64::MAX);
    let oldest = now_ms.saturating_sub(age_ms).max(0).to_string();
    let cap = ("MINID", "~", oldest.as_str());
    let key = queue.keys.stream(checks);
    queue
        .client()?
        .xtrim(key, cap)
        .await
        .map_err(queue.failed("trim"))
}
