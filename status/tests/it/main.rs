//! Ingest, sweep, ledger and retention on real databases.

#![expect(
    clippy::unwrap_used,
    reason = "the whole crate is tests, its helpers too"
)]

mod acts;
mod backlog;
mod confirm;
mod duplicates;
mod evidence;
mod feed;
mod first_day;
mod incidents;
mod incidents_acts;
mod incidents_told;
mod ingest;
mod late_ticks;
mod ledger;
mod maintenance;
mod maintenance_past;
mod maintenance_windows;
mod many_revisions;
mod outage;
mod partitions;
mod postgres_server;
mod random_days;
mod random_history;
mod retention;
mod rollup;
mod sqlite_file;
mod support;
mod sweep;
mod troubles;
mod windows;

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

/// The same, and once more on the day of the installation, after the compactor's first look.
macro_rules! on_both_engines_and_the_first_day {
    ($($test:ident),+ $(,)?) => {
        crate::on_both_engines!($($test),+);
        mod first_day_on_sqlite {
            $(#[tokio::test]
            async fn $test() {
                super::$test(crate::support::World::sqlite().await.compacted().await).await;
            })+
        }
        mod first_day_on_postgres {
            $(#[tokio::test]
            async fn $test() {
                super::$test(crate::support::World::postgres().await.compacted().await).await;
            })+
        }
    };
}
pub(crate) use on_both_engines_and_the_first_day;
