//! Blocking reads: a client for each seat, with nothing else on it.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use fred::clients::Client;
use fred::interfaces::{ClientLike, StreamsInterface};
use fred::types::Value;
use fred::types::config::Options;
use tokio::sync::Mutex;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tracing::info;

use super::connection::{COMMAND_TIMEOUT, Connector, quit};
use super::reply;
use crate::{Entry, Error, Result, Seat};

/// Longest time that one command blocks on the server. A read waits longer by
/// asking again, so closing takes no longer than this.
const MAX_BLOCK: Duration = Duration::from_secs(1);

/// First pause where a group vanishes as soon as it was made; doubles.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// How often one read makes the group before it gives up.
const MAX_GROUPS_MADE: u32 = 4;

/// The readers, made as seats ask for them.
#[derive(Debug, Default)]
pub(super) struct Readers {
    by_seat: std::sync::Mutex<HashMap<Seat, Arc<Reader>>>,
}

/// One seat's client, connected by its first read. A read holds the lock, so
/// that nobody closes the connection under it and loses what arrives.
#[derive(Debug, Default)]
pub(super) struct Reader {
    client: Mutex<Option<Client>>,
}

impl Readers {
    /// The reader of `seat`.
    pub(super) fn of(&self, seat: &Seat) -> Arc<Reader> {
        Arc::clone(self.map().entry(seat.clone()).or_default())
    }

    /// Ends the connection of `seat`, if there is one.
    pub(super) async fn close(&self, seat: &Seat) {
        let reader = self.map().remove(seat);
        if let Some(reader) = reader {
            reader.close().await;
        }
    }

    /// Ends all connections, each after the read that is under way.
    pub(super) async fn close_all(&self) {
        let readers: Vec<_> = self.map().drain().map(|(_, reader)| reader).collect();
        for reader in readers {
            reader.close().await;
        }
    }

    fn map(&self) -> std::sync::MutexGuard<'_, HashMap<Seat, Arc<Reader>>> {
        self.by_seat.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reader {
    /// Up to `max` new entries of the stream at `key`; see [`crate::Transport::read`].
    pub(super) async fn read(
        &self,
        connector: &Connector,
        key: &str,
        seat: &Seat,
        max: usize,
        wait: Duration,
        closed: &CancellationToken,
    ) -> Result<Vec<Entry>> {
        let failed = |source| match closed.is_cancelled() {
            true => Error::Closed,
            false => Error::Transport {
                operation: "read",
                source,
            },
        };
        let deadline = Instant::now() + wait;
        let mut slot = self.client.lock().await;
        let mut groups_made = 0;
        loop {
            if closed.is_cancelled() {
                return Err(Error::Closed);
            }
            let client = match &mut *slot {
                Some(client) => client,
                empty => {
                    let client = connector.client().await.map_err(failed)?;
                    if let Err(err) = take_seat(&client, key, seat).await {
                        quit(&client).await;
                        return Err(failed(err));
                    }
                    empty.insert(client)
                }
            };
            let left = deadline.saturating_duration_since(Instant::now());
            match read_once(client, key, seat, max, left.min(MAX_BLOCK)).await {
                Ok(entries) if entries.is_empty() && !left.is_zero() && max > 0 => {}
                Ok(entries) => return Ok(entries),
                Err(err) if reply::is_group_missing(&err) && groups_made < MAX_GROUPS_MADE => {
                    if groups_made > 0 {
                        tokio::time::sleep(FIRST_PAUSE * 2_u32.pow(groups_made - 1)).await;
                    }
                    take_seat(client, key, seat).await.map_err(failed)?;
                    groups_made += 1;
                }
                Err(err) => return Err(failed(err)),
            }
        }
    }

    async fn close(&self) {
        if let Some(client) = self.client.lock().await.take() {
            quit(&client).await;
        }
    }
}

async fn read_once(
    client: &Client,
    key: &str,
    seat: &Seat,
    max: usize,
    block: Duration,
) -> Result<Vec<Entry>, fred::error::Error> {
    if max == 0 {
        return Ok(Vec::new());
    }
    // To Redis, no milliseconds would be for ever.
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

/// Makes the group and the consumer where they are missing, so that anybody sees
/// with `XINFO` who reads, before there is anything to read.
async fn take_seat(client: &Client, key: &str, seat: &Seat) -> Result<(), fred::error::Error> {
    make_group(client, key, seat).await?;
    let (group, consumer) = (seat.stream.group(), seat.consumer.as_str());
    match client
        .xgroup_createconsumer::<Value, _, _, _>(key, group, consumer)
        .await
    {
        // Gone again already: the read will find out, and take its time.
        Err(err) if !reply::is_group_missing(&err) => Err(err),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Makes the group from the stream's beginning: what was published before
/// anybody read is not lost.
async fn make_group(client: &Client, key: &str, seat: &Seat) -> Result<(), fred::error::Error> {
    let group = seat.stream.group();
    match client
        .xgroup_create::<(), _, _, _>(key, group, "0", true)
        .await
    {
        Err(err) if err.details().starts_with("BUSYGROUP") => Ok(()),
        Err(err) => Err(err),
        Ok(()) => {
            info!(stream = %seat.stream, group, "Made a consumer group");
            Ok(())
        }
    }
}
