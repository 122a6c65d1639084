//! A running server, people who use it, websites that can be switched off.

mod app;
mod browser;
mod client;
mod events;
mod history;
mod mail_server;
mod node;
mod process;
mod proxy;
mod receiver;
mod redis;
mod socket;
mod target;
pub(crate) mod waiting;

use std::time::Duration;

pub(crate) use app::{Settings, TestApp};
pub(crate) use browser::Browser;
pub(crate) use client::{Answer, Client, Response};
pub(crate) use events::{EventStream, ServerEvent};
pub(crate) use history::{History, NOW_MS};
pub(crate) use mail_server::MailServer;
pub(crate) use node::{failure, node};
pub(crate) use process::{Process, command};
pub(crate) use proxy::CuttingProxy;
pub(crate) use receiver::{Receiver, webhook_secret};
pub(crate) use redis::TestRedis;
pub(crate) use socket::Socket;
pub(crate) use target::Target;

/// Gives each account on SQLite a second factor, of which nobody has a code.
pub(crate) const WITH_SECOND_FACTOR: &str = "INSERT INTO totp
    (user_id, secret, last_step, created_at, confirmed_at)
    SELECT id, x'00', 0, created_at, created_at FROM \"user\"";

/// Makes tests of functions that take a [`History`].
macro_rules! on_both_engines {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            use crate::support::History;

            $(#[tokio::test]
            async fn $test() {
                super::$test(History::sqlite().await).await;
            })*
        }

        mod postgres {
            use crate::support::History;

            $(#[tokio::test]
            async fn $test() {
                super::$test(History::postgres().await).await;
            })*
        }
    };
}
pub(crate) use on_both_engines;

/// Makes tests of functions that take a [`TestApp`], which has a key for secrets.
macro_rules! apps_on_both_engines {
    ($($test:ident),* $(,)?) => {
        mod sqlite {
            use crate::support::TestApp;

            $(#[tokio::test]
            async fn $test() {
                super::$test(TestApp::new().await).await;
            })*
        }

        mod postgres {
            use crate::support::TestApp;

            $(#[tokio::test]
            async fn $test() {
                let key = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
                super::$test(TestApp::on_postgres_with_key(key).await).await;
            })*
        }
    };
}
pub(crate) use apps_on_both_engines;

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
