//! Ingest, sweep, ledger and retention on real databases.

#![expect(
    clippy::unwrap_used,
    reason = "the whole crate is tests, its helpers too"
)]

mod acts;
mod confirm;
mod days;
mod facts;
mod ingest;
mod late;
mod ledger;
mod old;
mod outage;
mod partitions;
mod reads;
mod retention;
mod rollup;
mod server;
mod support;
mod sweep;

/// Runs each named test on both engines; the test takes a `World`.
macro_rules! on_both_engines {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $test() {
                super::$test(crate::support::World::sqlite().await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $test() {
                super::$test(crate::support::World::postgres().await).await;
            })+
        }
    };
}
pub(crate) use on_both_engines;
