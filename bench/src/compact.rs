//! What the compactor costs: whole hours made of a fleet's ticks, on PostgreSQL,
//! without the rest of the fleet beside it.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use clap::Args;
use entity::compaction::Unit;
use sea_orm::DatabaseConnection;
use status::Keep;
use status::rollup::compactor::step;
use status::rollup::{RollupProgress, made};

use crate::fill;
use crate::process;
use crate::stores::Stores;

#[derive(Args)]
pub(crate) struct Options {
    /// Websites in three regions, each checked every 60 s.
    #[arg(long, default_value_t = 10_000)]
    websites: usize,

    /// Hours that are made, one after the other.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(i32).range(1..=20))]
    hours: i32,
}

/// Most CPU time of an hour, ours and PostgreSQL's together.
const LIMIT: Duration = Duration::from_secs(60);

/// What an hour took.
#[derive(Clone, Copy, Default)]
struct Used {
    wall: Duration,
    own: Duration,
    postgres: Duration,
}

#[expect(clippy::print_stdout, reason = "the result")]
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let stores = Stores::fresh("bench_compact")?;
    println!("PostgreSQL (without fsync):");
    fill::run(&fill::Options {
        websites: options.websites,
        days: 1,
        tick_days: 1,
        interval_secs: 60,
        url: "https://{n}.upbeat-bench.test/".to_owned(),
        email: "bench@example.org".to_owned(),
        password: None,
        database_url: stores.database_url.clone(),
    })
    .await?;
    let db = entity::database::connect(&stores.database_url, 2).await?;
    let filled = made(&db).await?;
    unmake(&stores, filled, options.hours)?;
    let now_ms = i64::try_from(process::now_ms()?)?;

    println!("made of {} websites in three regions:", options.websites);
    let mut costliest = Duration::ZERO;
    for _ in 0..options.hours {
        let used = make_an_hour(&db, &stores, now_ms).await?;
        println!(
            "  an hour in {:>5.1} s, CPU: ours {:>6.2} s, PostgreSQL {:>6.2} s",
            used.wall.as_secs_f64(),
            used.own.as_secs_f64(),
            used.postgres.as_secs_f64()
        );
        costliest = costliest.max(used.own + used.postgres);
    }
    ensure!(
        made(&db).await? == filled,
        "not all is made that was filled"
    );
    ensure!(
        costliest <= LIMIT,
        "an hour takes {costliest:.1?} of CPU, more than {LIMIT:?}"
    );
    Ok(())
}

/// Takes the newest hours away again.
fn unmake(stores: &Stores, filled: RollupProgress, hours: i32) -> anyhow::Result<()> {
    let hour = filled.hours_to - hours;
    for sql in [
        format!("DELETE FROM rollup_hour WHERE hour >= {hour}"),
        format!("UPDATE compaction SET done_to = {hour} WHERE unit = 1"),
        "VACUUM (ANALYZE)".to_owned(),
    ] {
        stores.sql(&sql)?;
    }
    Ok(())
}

/// Makes the next whole hour.
async fn make_an_hour(
    db: &DatabaseConnection,
    stores: &Stores,
    now_ms: i64,
) -> anyhow::Result<Used> {
    let postgres = stores.postgres_id()?;
    let cpu_of_postgres = || -> Duration {
        let processes = process::family(postgres).into_iter();
        processes.map(process::cpu).sum()
    };
    let (began, own, before) = (Instant::now(), process::own_cpu(), cpu_of_postgres());
    loop {
        let made = step(db, &Keep::default(), now_ms).await?;
        let made = made.context("nothing is due")?;
        ensure!(made.unit == Unit::Hour, "{:?} is made first", made.unit);
        if made.is_whole {
            break;
        }
    }
    Ok(Used {
        wall: began.elapsed(),
        own: process::own_cpu().saturating_sub(own),
        postgres: cpu_of_postgres().saturating_sub(before),
    })
}
