//! A running server, people who use it, websites that can be switched off.

mod app;
mod browser;
mod client;
mod history;
mod process;
mod receiver;
mod redis;
mod socket;
mod target;

use std::time::Duration;

pub(crate) use app::{Settings, TestApp};
pub(crate) use browser::Browser;
pub(crate) use client::{Answer, Client, Response};
pub(crate) use history::{History, NOW_MS};
pub(crate) use process::{Process, command};
pub(crate) use receiver::{Receiver, webhook_secret};
pub(crate) use redis::TestRedis;
pub(crate) use socket::Socket;
pub(crate) use target::Target;

/// How long [`eventually`] waits: far longer than anything takes, even on a busy
/// machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks again and again until there is an answer.
///
/// # Panics
/// When none comes; `what` says what was waited for.
pub(crate) async fn eventually<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let waited = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    waited
        .await
        .unwrap_or_else(|_| panic!("waited in vain for {what}"))
}
