//! Connections, and their behavior when the server is slow or unavailable.
//!
//! By default, fred waits forever, queues without bound and never detects a silent connection.
//! Here every command has a time limit, the buffer is bounded, and reconnecting continues
//! until the client is closed.

use std::time::Duration;

use fred::clients::{Client, SubscriberClient};
use fred::error::Error;
use fred::interfaces::ClientLike;
use fred::socket2::TcpKeepalive;
use fred::types::Builder;
use fred::types::config::{
    Config, ConnectionConfig, PerformanceConfig, ReconnectPolicy, TcpConfig, UnresponsiveConfig,
};

/// Time limit of a command that does not block on the server.
pub(super) const COMMAND_TIMEOUT: Duration = Duration::from_secs(5);

/// Time limit of a connection attempt, and of each command that sets it up.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

/// Time limit of a graceful disconnect: a stopping process does not wait for an unavailable
/// server.
pub(super) const GOODBYE: Duration = Duration::from_secs(1);

/// A connection whose server has owed a response for this long is replaced. Longer than the
/// longest blocking read, or idle readers would reconnect forever.
const UNRESPONSIVE_AFTER: Duration = Duration::from_secs(10);

/// Commands that may wait for the server; further ones fail immediately.
const MAX_BUFFERED_COMMANDS: usize = 10_000;

/// Creates clients for one server.
#[derive(Clone, Debug)]
pub(super) struct Connector {
    builder: Builder,
}

impl Connector {
    /// A connector for `redis://`, `rediss://`, `redis-cluster://`, `redis-sentinel://` or
    /// `redis+unix://` URLs. It does not connect yet.
    pub(super) fn new(url: &str) -> Result<Self, Error> {
        let mut builder = Builder::from_config(Config::from_url(url)?);
        // No limit on attempts; 100 ms doubling to 5 s.
        let mut policy = ReconnectPolicy::new_exponential(0, 100, 5_000, 2);
        policy.set_jitter(100);
        builder
            .set_policy(policy)
            .set_performance_config(PerformanceConfig {
                default_command_timeout: COMMAND_TIMEOUT,
                ..PerformanceConfig::default()
            })
            .set_connection_config(ConnectionConfig {
                connection_timeout: CONNECT_TIMEOUT,
                internal_command_timeout: CONNECT_TIMEOUT,
                max_command_buffer_len: MAX_BUFFERED_COMMANDS,
                unresponsive: UnresponsiveConfig {
                    max_timeout: Some(UNRESPONSIVE_AFTER),
                    interval: Duration::from_secs(2),
                },
                tcp: TcpConfig {
                    nodelay: Some(true),
                    keepalive: Some(
                        TcpKeepalive::new()
                            .with_time(Duration::from_secs(15))
                            .with_interval(Duration::from_secs(5)),
                    ),
                    ..TcpConfig::default()
                },
                ..ConnectionConfig::default()
            });
        Ok(Self { builder })
    }

    /// A connected client, or an error within seconds if the server is unavailable. Once
    /// connected, it reconnects automatically.
    pub(super) async fn client(&self) -> Result<Client, Error> {
        let client = self.builder.build()?;
        client.init().await?;
        Ok(client)
    }

    /// As [`Self::client`], for subscriptions to channels.
    pub(super) async fn subscriber(&self) -> Result<SubscriberClient, Error> {
        let client = self.builder.build_subscriber_client()?;
        client.init().await?;
        Ok(client)
    }
}

/// Disconnects gracefully, and waits briefly for the response.
pub(super) async fn quit(client: &impl ClientLike) {
    // If this fails, the connection is already gone, which is fine.
    let _ = tokio::time::timeout(GOODBYE, client.quit()).await;
}
