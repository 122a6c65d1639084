//! Converts Redis' replies to our types.

use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;
use fred::error::Error;
use fred::types::Value;
use tracing::debug;

use crate::{Backlog, Entry, EntryId, Heartbeat, Pending, ProberName, RegionName, SeenProber};

/// The only field of an entry.
pub(super) const FIELD: &str = "b";

/// Entries of an `XREADGROUP` of one stream; none if it timed out.
pub(super) fn read_entries(reply: Value) -> Result<Vec<Entry>, Error> {
    if reply.is_null() {
        return Ok(Vec::new());
    }
    let streams = reply.into_xread_response::<String, String, Vec<u8>, Bytes>()?;
    let entries = streams.into_values().flatten();
    Ok(entries
        .filter_map(|(id, fields)| entry(id, fields))
        .collect())
}

/// Entries of an `XCLAIM` or `XRANGE`. From Redis 7.0 on, `XCLAIM` itself acknowledges entries
/// that were trimmed, and omits them.
pub(super) fn entries(reply: Value) -> Result<Vec<Entry>, Error> {
    let entries = reply.into_xread_value::<String, Vec<u8>, Bytes>()?;
    Ok(entries
        .into_iter()
        .filter_map(|(id, fields)| entry(id, fields))
        .collect())
}

/// Rows of an `XPENDING` with a range.
pub(super) fn pending(reply: Value) -> Result<Vec<Pending>, Error> {
    let rows = reply.into_array().into_iter();
    rows.map(|row| {
        let (id, consumer, idle_ms, deliveries): (String, String, u64, u64) = row.convert()?;
        Ok(Pending {
            id: EntryId(id),
            consumer,
            idle: Duration::from_millis(idle_ms),
            deliveries: u32::try_from(deliveries).unwrap_or(u32::MAX),
        })
    })
    .collect()
}

/// A consumer in `XINFO CONSUMERS`.
pub(super) struct Consumer {
    pub(super) name: String,
    pub(super) pending: u64,
    /// Time since its last command.
    pub(super) idle: Duration,
}

/// Rows of an `XINFO CONSUMERS`.
pub(super) fn consumers(reply: Value) -> Result<Vec<Consumer>, Error> {
    let rows = reply.into_array().into_iter();
    rows.map(|row| {
        let mut fields: HashMap<String, Value> = row.convert()?;
        let mut field = |name| fields.remove(name).unwrap_or(Value::Null);
        Ok(Consumer {
            name: field("name").convert()?,
            pending: field("pending").convert()?,
            idle: Duration::from_millis(field("idle").convert()?),
        })
    })
    .collect()
}

/// From `XLEN`, `XPENDING` (an error if there is no group), an `XRANGE` of the first entry,
/// and the numbers of entries dropped by age and by length.
pub(super) fn backlog(
    len: Result<Value, Error>,
    pending: Result<Value, Error>,
    first: Result<Value, Error>,
    trimmed: Result<Value, Error>,
) -> Result<Backlog, Error> {
    let len = len?.convert()?;
    let pending = match pending {
        Ok(summary) => summary
            .into_array()
            .into_iter()
            .next()
            .unwrap_or(Value::Integer(0)),
        Err(err) if is_group_missing(&err) => Value::Integer(0),
        Err(err) => return Err(err),
    };
    let (trimmed_age, trimmed_len): (Value, Value) = trimmed?.convert()?;
    Ok(Backlog {
        len,
        pending: pending.convert()?,
        oldest_ms: entries(first?)?
            .first()
            .and_then(|entry| entry.id.added_ms()),
        limit: 0,
        trimmed_age: count(&trimmed_age),
        trimmed_len: count(&trimmed_len),
    })
}

/// A count that a prober's Redis user may have written: an invalid one counts as 0.
fn count(value: &Value) -> u64 {
    value
        .as_str()
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
}

/// The heartbeats in a region's hash. Foreign content is ignored: a prober's Redis user may
/// write anything there.
pub(super) fn probers(region: &RegionName, hash: Value) -> Result<Vec<SeenProber>, Error> {
    let fields: HashMap<Vec<u8>, Bytes> = hash.convert()?;
    let mut probers = Vec::with_capacity(fields.len());
    for (name, json) in fields {
        let name = String::from_utf8_lossy(&name).into_owned();
        let parsed = (
            ProberName::try_from(name.clone()),
            serde_json::from_slice::<Heartbeat>(&json),
        );
        if let (Ok(name), Ok(heartbeat)) = parsed {
            probers.push(SeenProber {
                region: region.clone(),
                name,
                heartbeat,
            });
        } else {
            debug!(%region, prober = ?name, "Skipped an unreadable heartbeat");
        }
    }
    probers.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(probers)
}

/// Whether the group or its stream does not exist: Redis lost its data, or no reader has
/// created it yet.
pub(super) fn is_group_missing(err: &Error) -> bool {
    let missing = [
        "NOGROUP",
        "UNBLOCKED",
        "ERR no such key",
        "ERR The XGROUP subcommand requires the key to exist",
    ];
    missing.iter().any(|text| err.details().starts_with(text))
}

/// An entry without our field is not one of ours; it gets an empty body, which cannot be
/// decoded.
fn entry(id: String, mut fields: HashMap<Vec<u8>, Bytes>) -> Option<Entry> {
    Some(Entry {
        id: EntryId(id),
        body: fields.remove(FIELD.as_bytes()).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use fred::error::ErrorKind;

    use super::*;

    #[test]
    fn a_server_that_is_away_is_named_as_the_cause() {
        let away = Error::new(ErrorKind::IO, "connection refused");
        let none = || Ok(Value::Null);
        let err = backlog(Err(away), none(), none(), none()).unwrap_err();
        assert_eq!(err.details(), "connection refused");
    }
}
