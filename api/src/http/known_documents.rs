//! Keeps what was found in documents that come again.
//!
//! Dashboards send the same documents all the time, and reading one costs more than many of its
//! fields. So for a minute a document of a signed-in caller stays parsed and checked, with the
//! shape and the cost that it has for the variables that it came with. No longer, as a window up
//! to now costs more as time passes. What is not valid has no cost, so its errors are found
//! anew each time; documents of strangers, which may be shorter, are neither kept nor found here.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_graphql::ServerError;
use async_graphql::parser::types::{ExecutableDocument, OperationType};
use serde_json::Value;

use super::guard::Length;
use super::reading::{self, Asked, Reading};
use super::shape::Types;

/// How long what was found is used.
const LIFE: Duration = Duration::from_secs(60);

/// Most documents kept by this process, and their approximate memory in bytes.
const MOST: usize = 1_024;
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// Approximate memory of the largest document kept, in bytes.
const LARGEST_BYTES: usize = 1024 * 1024;

/// Most readings of a document kept: dashboards have few variables that change.
const MOST_READINGS: usize = 16;

/// Most values in the variables of a reading: they are compared while others wait.
const MOST_VALUES: usize = 64;

/// Most bytes of names and texts in the variables of a reading.
const MOST_GIVEN_BYTES: usize = 4 * 1024;

/// Approximate memory of an entry besides what it holds, in bytes.
const ENTRY_BYTES: usize = 256;

/// The documents of this process.
#[derive(Default)]
pub(super) struct KnownDocuments(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    documents: HashMap<Arc<str>, Entry>,
    bytes: usize,
    /// Number of uses so far.
    uses: u64,
}

struct Entry {
    document: Arc<ExecutableDocument>,
    readings: Vec<Arc<Reading>>,
    bytes: usize,
    kept_at: Instant,
    /// Number of its last use.
    used: u64,
}

/// What is known of a document.
enum Known {
    Nothing,
    Parsed(Arc<ExecutableDocument>),
    Read(Arc<Reading>),
}

impl KnownDocuments {
    /// Reads the document in `text`, as far as that was not done within a minute.
    ///
    /// # Errors
    /// The problem with the document, for the response.
    pub(super) fn read(
        &self,
        types: &Types,
        text: &str,
        most: Length,
        asked: Asked,
        now: Instant,
    ) -> Result<Arc<Reading>, ServerError> {
        let document = match self.lock().find(text, &asked, now) {
            Known::Read(reading) => return Ok(reading),
            Known::Parsed(document) => document,
            Known::Nothing => Arc::new(reading::parse(types, text, most)?),
        };
        let reading = Arc::new(Reading::new(types, document, asked)?);
        self.lock().keep(text, &reading, now);
        Ok(reading)
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn find(&mut self, text: &str, asked: &Asked, now: Instant) -> Known {
        let Some(entry) = self.documents.get_mut(text) else {
            return Known::Nothing;
        };
        if entry.is_over(now) {
            return Known::Nothing;
        }
        self.uses += 1;
        entry.used = self.uses;
        let same = |reading: &&Arc<Reading>| {
            let known = &reading.asked;
            known.operation == asked.operation && known.given == asked.given
        };
        match entry.readings.iter().find(same) {
            Some(reading) => Known::Read(Arc::clone(reading)),
            None => Known::Parsed(Arc::clone(&entry.document)),
        }
    }

    /// Keeps a reading of the document in `text`, in place of what nobody has used for the
    /// longest.
    fn keep(&mut self, text: &str, reading: &Arc<Reading>, now: Instant) {
        let known = self.documents.get(text).filter(|known| !known.is_over(now));
        if known.is_none() {
            self.remove(text);
            let bytes = ENTRY_BYTES + text.len() + reading.document_bytes;
            if bytes > LARGEST_BYTES {
                return;
            }
            self.make_room(bytes, now);
            self.uses += 1;
            let entry = Entry {
                document: Arc::clone(&reading.document),
                readings: Vec::new(),
                bytes,
                kept_at: now,
                used: self.uses,
            };
            self.bytes += bytes;
            self.documents.insert(text.into(), entry);
        }
        self.add(text, reading, now);
    }

    fn add(&mut self, text: &str, reading: &Arc<Reading>, now: Instant) {
        // Variables of mutations may hold secrets, and do not come again.
        if reading.kind == OperationType::Mutation || given_bytes(reading) > MOST_GIVEN_BYTES {
            return;
        }
        let mut room = MOST_VALUES;
        let mut given = reading.asked.given.values();
        if !given.all(|value| reading::fits(value, &mut room)) {
            return;
        }
        let bytes = reading.bytes + given_bytes(reading);
        if bytes > LARGEST_BYTES {
            return;
        }
        self.make_room(bytes, now);
        let Some(entry) = self.documents.get_mut(text) else {
            return;
        };
        let mut freed = 0;
        if entry.readings.len() >= MOST_READINGS {
            let freed_reading = entry.readings.remove(0);
            freed = freed_reading.bytes + given_bytes(&freed_reading);
        }
        entry.readings.push(Arc::clone(reading));
        entry.bytes = entry.bytes + bytes - freed;
        self.bytes = self.bytes + bytes - freed;
    }

    /// Makes room for one more document of `bytes`: what is over goes first, then what was used
    /// the longest ago, until half of the room is free.
    fn make_room(&mut self, bytes: usize, now: Instant) {
        let is_full = |kept: &Self, parts| {
            kept.bytes + bytes > MOST_BYTES / parts || kept.documents.len() >= MOST / parts
        };
        if !is_full(self, 1) {
            return;
        }
        self.documents.retain(|_, entry| !entry.is_over(now));
        self.bytes = self.documents.values().map(|entry| entry.bytes).sum();
        if !is_full(self, 1) {
            return;
        }
        let entries = self.documents.iter();
        let mut oldest: Vec<_> = entries.map(|(text, it)| (it.used, text.clone())).collect();
        oldest.sort_unstable_by_key(|(used, _)| *used);
        for (_, text) in oldest {
            if !is_full(self, 2) {
                break;
            }
            self.remove(&text);
        }
    }

    fn remove(&mut self, text: &str) {
        if let Some(entry) = self.documents.remove(text) {
            self.bytes -= entry.bytes;
        }
    }
}

/// Length of the names and texts in the variables of a reading, which are there twice, in bytes.
fn given_bytes(reading: &Reading) -> usize {
    fn of(value: &Value) -> usize {
        match value {
            Value::String(text) => text.len(),
            Value::Array(items) => items.iter().map(of).sum(),
            Value::Object(fields) => fields.iter().map(|(name, it)| name.len() + of(it)).sum(),
            _ => 0,
        }
    }
    let given = reading.asked.given.iter();
    2 * given.map(|(name, it)| name.len() + of(it)).sum::<usize>()
}

impl Entry {
    fn is_over(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.kept_at) >= LIFE
    }
}

#[cfg(test)]
mod tests;
