//! Blocking reads: a separate client for each seat.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use fred::clients::Client;
use fred::interfaces::{ClientLike, StreamsInterface};
use fred::types::Value;
use fred::types::config::Options;
use futures_util::future::join_all;
use tokio::sync::{Mutex, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::info;

use super::connection::{COMMAND_TIMEOUT, Connector, quit};
use super::failover::{Failover, Pace, is_elsewhere};
use super::reply;
use crate::{Entry, Error, GroupConsumer, Result};

/// Longest time that one command blocks on the server. Longer reads repeat it, so closing
/// takes no longer than this.
const MAX_BLOCK: Duration = Duration::from_secs(1);

/// First pause if a group disappears right after its creation; doubled each time.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// How often one read creates the group before it fails.
const MAX_GROUPS_MADE: u32 = 4;

/// The readers, created on first use.
#[derive(Debug, Default)]
pub(super) struct Readers {
    by_seat: std::sync::Mutex<HashMap<GroupConsumer, Arc<Reader>>>,
}

/// Connection parameters of a reader.
pub(super) struct Way<'a> {
    pub(super) connector: &'a Connector,
    pub(super) failover: &'a Failover,
    pub(super) closed: &'a CancellationToken,
}

/// The client of one seat, connected by its first read. A read holds the lock, so that the
/// connection is not closed under it, which would lose arriving entries.
#[derive(Debug, Default)]
pub(super) struct Reader {
    slot: Mutex<Slot>,
}

#[derive(Debug, Default)]
struct Slot {
    /// With the signal to leave its server for another one.
    client: Option<(Client, watch::Receiver<u64>)>,
    pace: Pace,
}

impl Readers {
    /// The reader of `seat`.
    pub(super) fn of(&self, seat: &GroupConsumer) -> Arc<Reader> {
        Arc::clone(self.map().entry(seat.clone()).or_default())
    }

    /// Closes the connection of `seat`, if there is one.
    pub(super) async fn close(&self, seat: &GroupConsumer) {
        let reader = self.map().remove(seat);
        if let Some(reader) = reader {
            reader.close().await;
        }
    }

    /// Closes all connections, each after its current read.
    pub(super) async fn close_all(&self) {
        let readers: Vec<_> = self.map().drain().map(|(_, reader)| reader).collect();
        join_all(readers.iter().map(|reader| reader.close())).await;
    }

    fn map(&self) -> std::sync::MutexGuard<'_, HashMap<GroupConsumer, Arc<Reader>>> {
        self.by_seat.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reader {
    /// Returns up to `max` new entries of the stream at `key`; see [`crate::Transport::read`].
    pub(super) async fn read(
        &self,
        way: &Way<'_>,
        key: &str,
        seat: &GroupConsumer,
        max: usize,
        wait: Duration,
    ) -> Result<Vec<Entry>> {
        let mut slot = self.slot.lock().await;
        slot.read(way, key, seat, max, wait)
            .await
            .map_err(|source| {
                if is_elsewhere(&source) && slot.pace.is_due(Instant::now()) {
                    slot.leave();
                }
                match way.closed.is_cancelled() {
                    true => Error::Closed,
                    false => Error::Transport {
                        operation: "read",
                        source,
                    },
                }
            })
    }

    async fn close(&self) {
        if let Some((client, _)) = self.slot.lock().await.client.take() {
            quit(&client).await;
        }
    }
}

impl Slot {
    async fn read(
        &mut self,
        way: &Way<'_>,
        key: &str,
        seat: &GroupConsumer,
        max: usize,
        wait: Duration,
    ) -> Result<Vec<Entry>, fred::error::Error> {
        let deadline = Instant::now() + wait;
        let mut groups_made = 0;
        loop {
            if way.closed.is_cancelled() {
                return Err(fred::error::Error::new_canceled());
            }
            let client = self.client(way, key, seat).await?;
            let left = deadline.saturating_duration_since(Instant::now());
            match read_once(client, key, seat, max, left.min(MAX_BLOCK)).await {
                Ok(entries) if entries.is_empty() && !left.is_zero() && max > 0 => {}
                Err(err)
                    if !is_elsewhere(&err)
                        && reply::is_group_missing(&err)
                        && groups_made < MAX_GROUPS_MADE =>
                {
                    if groups_made > 0 {
                        tokio::time::sleep(FIRST_PAUSE * 2_u32.pow(groups_made - 1)).await;
                    }
                    take_seat(client, key, seat).await?;
                    groups_made += 1;
                }
                result => return result,
            }
        }
    }

    /// The client, connected to the server that also receives the commands.
    async fn client(
        &mut self,
        way: &Way<'_>,
        key: &str,
        seat: &GroupConsumer,
    ) -> Result<&Client, fred::error::Error> {
        let has_turned =
            |(_, turns): &(Client, watch::Receiver<u64>)| turns.has_changed().unwrap_or(true);
        if self.client.as_ref().is_some_and(has_turned) {
            self.leave();
        }
        if self.client.is_none() {
            let turns = way.failover.turns();
            let client = way.connector.client().await?;
            let seated = take_seat(&client, key, seat).await;
            if seated.as_ref().is_err_and(|err| !is_elsewhere(err)) {
                quit(&client).await;
            } else {
                // A client of another server is replaced in due course.
                self.client = Some((client, turns));
            }
            seated?;
        }
        let connected = self.client.as_ref().map(|(client, _)| client);
        connected.ok_or_else(fred::error::Error::new_canceled)
    }

    /// Drops the connection; entries that were delivered but not received stay pending.
    fn leave(&mut self) {
        if let Some((client, _)) = self.client.take() {
            tokio::spawn(async move { quit(&client).await });
        }
    }
}

async fn read_once(
    client: &Client,
    key: &str,
    seat: &GroupConsumer,
    max: usize,
    block: Duration,
) -> Result<Vec<Entry>, fred::error::Error> {
    if max == 0 {
        return Ok(Vec::new());
    }
    // Redis would interpret 0 ms as forever.
    let block_ms = u64::try_from(block.as_millis()).ok().filter(|ms| *ms > 0);
    let options = Options {
        timeout: Some(block + COMMAND_TIMEOUT),
        ..Options::default()
    };
    let (group, consumer) = (seat.stream.group(), seat.consumer.as_str());
    let reply: Value = client
        .with_options(&options)
        .xreadgroup(group, consumer, Some(max as u64), block_ms, false, key, ">")
        .await?;
    reply::read_entries(reply)
}

/// Creates the group and the consumer if missing, so that `XINFO` shows the readers before
/// there is anything to read.
async fn take_seat(
    client: &Client,
    key: &str,
    seat: &GroupConsumer,
) -> Result<(), fred::error::Error> {
    make_group(client, key, seat).await?;
    let (group, consumer) = (seat.stream.group(), seat.consumer.as_str());
    match client
        .xgroup_createconsumer::<Value, _, _, _>(key, group, consumer)
        .await
    {
        // Already deleted again: the read will notice, and take its time.
        Err(err) if !reply::is_group_missing(&err) => Err(err),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Creates the group at the start of the stream, so that earlier entries are not lost.
async fn make_group(
    client: &Client,
    key: &str,
    seat: &GroupConsumer,
) -> Result<(), fred::error::Error> {
    let group = seat.stream.group();
    match client
        .xgroup_create::<(), _, _, _>(key, group, "0", true)
        .await
    {
        Err(err) if err.details().starts_with("BUSYGROUP") => Ok(()),
        Err(err) => Err(err),
        Ok(()) => {
            info!(stream = %seat.stream, group, "Created a consumer group");
            Ok(())
        }
    }
}
