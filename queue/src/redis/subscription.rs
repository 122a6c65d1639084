//! Listening for announcements, on a connection of its own.
//!
//! It starts when somebody listens: a prober's Redis user may not subscribe.

use std::time::Duration;

use fred::clients::SubscriberClient;
use fred::interfaces::{EventInterface, PubsubInterface};
use tokio::sync::{broadcast, watch};
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use super::connection::{Connector, quit};
use crate::transport::advance;

/// Pause after a failed attempt to subscribe.
const PAUSE: Duration = Duration::from_secs(1);

/// Follows `channel` until `closed`.
pub(super) async fn run(
    connector: Connector,
    channel: String,
    announced: watch::Sender<i64>,
    closed: CancellationToken,
) {
    while !closed.is_cancelled() {
        match connector.subscriber().await {
            Ok(client) => {
                tokio::select! {
                    () = closed.cancelled() => {}
                    () = follow(&client, &channel, &announced) => {}
                }
                quit(&client).await;
            }
            Err(err) => warn!(error = ?err, "Could not connect for announcements, trying again"),
        }
        tokio::select! {
            () = closed.cancelled() => {}
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

/// Takes in announcements while the client lives.
async fn follow(client: &SubscriberClient, channel: &str, announced: &watch::Sender<i64>) {
    let mut messages = client.message_rx();
    // Subscribes again after each reconnect.
    let _resubscribing = tokio_util::task::AbortOnDropHandle::new(client.manage_subscriptions());
    if let Err(err) = client.subscribe(channel).await {
        warn!(error = ?err, "Could not subscribe to announcements, trying again");
        return;
    }
    loop {
        match messages.recv().await {
            Ok(message) => match message.value.convert::<i64>() {
                Ok(seq) => advance(announced, seq),
                Err(err) => debug!(error = ?err, "Skipped an unreadable announcement"),
            },
            // Only the newest counts, and it is still to come.
            Err(broadcast::error::RecvError::Lagged(_)) => {}
            Err(broadcast::error::RecvError::Closed) => return,
        }
    }
}
