//! One stream with its consumer group: a pure structure that gets the time as an argument.
//!
//! It behaves like a Redis stream as far as the contract can tell, including entries that stay
//! pending after they were trimmed.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use crate::{Backlog, Entry, EntryId, Pending};

/// Milliseconds of Unix time, and a number within the millisecond.
pub(super) type Id = (i64, u64);

/// Entries in insertion order, and their deliveries.
#[derive(Debug, Default)]
pub(super) struct Log {
    entries: BTreeMap<Id, Bytes>,
    last_added: Id,
    last_delivered: Id,
    pending: BTreeMap<Id, Delivery>,
    trimmed_age: u64,
    trimmed_len: u64,
}

/// An entry that was delivered to a consumer and not acknowledged.
#[derive(Debug)]
struct Delivery {
    consumer: String,
    since: Instant,
    deliveries: u32,
}

impl Log {
    /// Adds an entry. Ids only grow, even if the wall clock steps back.
    pub(super) fn add(&mut self, now_ms: i64, body: Bytes) {
        let (last_ms, last_number) = self.last_added;
        self.last_added = if now_ms > last_ms {
            (now_ms, 0)
        } else {
            (last_ms, last_number + 1)
        };
        self.entries.insert(self.last_added, body);
    }

    /// Drops the oldest entries beyond `len`.
    pub(super) fn trim_to(&mut self, len: u64) {
        while self.entries.len() as u64 > len {
            self.entries.pop_first();
            self.trimmed_len += 1;
        }
    }

    /// Drops the entries added before `oldest_ms`.
    pub(super) fn trim_before(&mut self, oldest_ms: i64) {
        let kept = self.entries.split_off(&(oldest_ms, 0));
        let old = std::mem::replace(&mut self.entries, kept);
        self.trimmed_age += old.len() as u64;
    }

    /// Delivers up to `max` new entries to `consumer`.
    pub(super) fn deliver(&mut self, consumer: &str, max: usize, now: Instant) -> Vec<Entry> {
        let (ms, number) = self.last_delivered;
        let fresh: Vec<(Id, Bytes)> = self
            .entries
            .range((ms, number + 1)..)
            .take(max)
            .map(|(id, body)| (*id, body.clone()))
            .collect();
        for (id, _) in &fresh {
            let delivery = Delivery {
                consumer: consumer.to_owned(),
                since: now,
                deliveries: 1,
            };
            self.pending.insert(*id, delivery);
            self.last_delivered = *id;
        }
        fresh
            .into_iter()
            .map(|(id, body)| Entry { id: text(id), body })
            .collect()
    }

    /// Removes entries, delivered or not.
    pub(super) fn remove(&mut self, ids: &[EntryId]) {
        for id in ids.iter().filter_map(parse) {
            self.pending.remove(&id);
            self.entries.remove(&id);
        }
    }

    /// Up to `max` pending entries idle for `min_idle`, oldest first.
    pub(super) fn pending(&self, min_idle: Duration, max: usize, now: Instant) -> Vec<Pending> {
        self.pending
            .iter()
            .map(|(id, delivery)| Pending {
                id: text(*id),
                consumer: delivery.consumer.clone(),
                idle: now - delivery.since,
                deliveries: delivery.deliveries,
            })
            .filter(|pending| pending.idle >= min_idle)
            .take(max)
            .collect()
    }

    /// Reassigns those of `ids` that have been idle for `min_idle` to `consumer`.
    pub(super) fn claim(
        &mut self,
        consumer: &str,
        min_idle: Duration,
        ids: &[EntryId],
        now: Instant,
    ) -> Vec<Entry> {
        let mut claimed = Vec::new();
        for id in ids.iter().filter_map(parse) {
            let Some(delivery) = self.pending.get_mut(&id) else {
                continue;
            };
            if now - delivery.since < min_idle {
                continue;
            }
            let Some(body) = self.entries.get(&id) else {
                self.pending.remove(&id);
                continue;
            };
            delivery.consumer = consumer.to_owned();
            delivery.since = now;
            delivery.deliveries = delivery.deliveries.saturating_add(1);
            claimed.push(Entry {
                id: text(id),
                body: body.clone(),
            });
        }
        claimed
    }

    /// Resets the idle time of those of `ids` that `consumer` holds.
    pub(super) fn keep(&mut self, consumer: &str, ids: &[EntryId], now: Instant) {
        for id in ids.iter().filter_map(parse) {
            if let Some(delivery) = self.pending.get_mut(&id)
                && delivery.consumer == consumer
            {
                delivery.since = now;
            }
        }
    }

    /// Backlog of the stream.
    pub(super) fn backlog(&self) -> Backlog {
        Backlog {
            len: self.entries.len() as u64,
            pending: self.pending.len() as u64,
            oldest_ms: self.entries.keys().next().map(|(ms, _)| *ms),
            limit: 0,
            trimmed_age: self.trimmed_age,
            trimmed_len: self.trimmed_len,
        }
    }
}

fn text((ms, number): Id) -> EntryId {
    EntryId(format!("{ms}-{number}"))
}

/// The id in sortable form; a foreign id matches nothing.
fn parse(id: &EntryId) -> Option<Id> {
    let (ms, number) = id.0.split_once('-')?;
    Some((ms.parse().ok()?, number.parse().ok()?))
}
