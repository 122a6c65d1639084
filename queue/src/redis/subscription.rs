//! Subscribes to announcements of feed rows and of regions, on a separate connection.
//!
//! It starts on demand, because a prober's Redis user may not subscribe.

use std::time::Duration;

use fred::clients::{Client, SubscriberClient};
use fred::interfaces::{EventInterface, PubsubInterface};
use fred::types::Message;
use tokio::sync::{broadcast, watch};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use tracing::{debug, info, warn};

use super::connection::{Connector, quit};
use super::keys::Keys;
use super::regions::{self, Greeted};
use crate::transport::advance;

/// Pause after a failed attempt to subscribe.
const PAUSE: Duration = Duration::from_secs(1);

/// State of the subscription.
pub(super) struct Listener {
    pub(super) connector: Connector,
    pub(super) keys: Keys,
    /// Records regions.
    pub(super) client: Client,
    pub(super) announced: watch::Sender<i64>,
    /// Signals that the server must be left for another one.
    pub(super) turns: watch::Receiver<u64>,
    pub(super) closed: CancellationToken,
}

impl Listener {
    /// Listens until `closed`.
    pub(super) async fn run(mut self) {
        let closed = self.closed.clone();
        while !closed.is_cancelled() {
            // The next connection will not be to a server that was already left.
            self.turns.borrow_and_update();
            match self.connector.subscriber().await {
                Ok(client) => {
                    closed.run_until_cancelled(self.follow(&client)).await;
                    quit(&client).await;
                }
                Err(err) => {
                    warn!(error = ?err, "Could not connect for announcements, trying again");
                }
            }
            closed.run_until_cancelled(sleep(PAUSE)).await;
        }
    }

    /// Processes messages while the client is connected to the right server.
    async fn follow(&mut self, client: &SubscriberClient) {
        let mut messages = client.message_rx();
        // Subscribes again after each reconnect.
        let _resubscribing =
            tokio_util::task::AbortOnDropHandle::new(client.manage_subscriptions());
        if let Err(err) = client.subscribe(self.keys.feed()).await {
            warn!(error = ?err, "Could not subscribe to announcements, trying again");
            return;
        }
        if let Err(err) = client.psubscribe(self.keys.hello_pattern()).await {
            info!(
                error = ?err,
                "New regions are found within a minute: see `upbeat redis-acl` for users by whom they are found at once"
            );
        }
        let mut greeted = Greeted::default();
        loop {
            let message = tokio::select! {
                message = messages.recv() => message,
                _ = self.turns.changed() => return,
            };
            match message {
                Ok(message) => self.take_in(&message, &mut greeted).await,
                // Only the newest announcement matters, and it will still arrive; regions are
                // announced every second.
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return,
            }
        }
    }

    async fn take_in(&self, message: &Message, greeted: &mut Greeted) {
        if let Some(region) = self.keys.region_of_hello(&message.channel) {
            if !greeted.is_due(&region, Instant::now()) {
                return;
            }
            if let Err(err) = regions::note(&self.client, &self.keys, &region).await {
                debug!(%region, error = ?err, "Cannot note a region");
            }
            return;
        }
        match message.value.clone().convert::<i64>() {
            Ok(seq) => advance(&self.announced, seq),
            Err(err) => debug!(error = ?err, "Skipped an unreadable announcement"),
        }
    }
}
