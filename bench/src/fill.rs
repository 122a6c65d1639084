//! Fills a database with a history: websites of one account in three regions, what years
//! are answered from, and the newest ticks.
//!
//! Everything follows from one function of website, region and slot
//! (`bench/src/fill/site.rs`): all ticks of all days are made in memory, hours and days
//! of them, and the newest ones are stored as well, in the order of time in which they
//! would have arrived.

mod account;
mod days;
mod site;
pub(crate) mod sizes;
mod spans;
mod writer;

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, ensure};
use clap::Args;
use entity::compaction::{self, Unit};
use entity::dropped::{self, Kind};
use entity::{RegionKey, WebsiteKey};
use migration::{Migrator, MigratorTrait};
use sea_orm::prelude::ChronoDateTimeUtc;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbBackend, EntityTrait};
use status::Keep;
use status::retention::drop_old;
use status::rollup::due::GRACE_MS;
use status::rollup::{DAY_MS, HOUR_MS, day_of, hour_of};

use crate::process;
use account::Span;
use days::{Known, Plan};
use site::Site;
use writer::Writer;

#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    /// Websites that the account has in the end, at least.
    #[arg(long, default_value_t = 1_000)]
    pub(crate) websites: usize,

    /// Whole days of history before today.
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=3_650))]
    pub(crate) days: u16,

    /// Days of ticks that are stored, up to now; at most --days.
    #[arg(long, default_value_t = 3)]
    pub(crate) tick_days: u16,

    /// Seconds between two checks of the websites that are made.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(i64).range(10..=86_400))]
    pub(crate) interval_secs: i64,

    /// What the websites that are made watch; {n} is their number.
    #[arg(long, default_value = "https://{n}.upbeat-bench.test/")]
    pub(crate) url: String,

    /// Whose the websites are; the account is made where it is missing.
    #[arg(long, env = "UPBEAT_EMAIL", value_name = "ADDRESS")]
    pub(crate) email: String,

    /// The password of an account that is made. Without it one is made up and printed.
    #[arg(long, env = "UPBEAT_PASSWORD", hide_env_values = true)]
    pub(crate) password: Option<String>,

    /// What is filled: sqlite://FILE or postgres://….
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) database_url: String,
}

/// Hours of response times are kept so many days. Source: ARCHITECTURE.md, "Storage".
const HOURS_DAYS: u16 = 90;

/// Ticks are written so many milliseconds of slots at a time.
const PIECE_MS: i64 = 10 * 60_000;

/// The tables that PostgreSQL keeps by days, with what a day is in their column of time.
const BY_DAY: [(&str, i64); 3] = [("tick", DAY_MS), ("evidence", DAY_MS), ("rollup_hour", 24)];

/// Fills the database, and says how long it took and how large it is.
#[expect(clippy::print_stdout, reason = "the result")]
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    ensure!(
        options.tick_days <= options.days,
        "TICK_DAYS must be at most DAYS"
    );
    let began = Instant::now();
    migrate(&options.database_url).await?;
    let mut writer = Writer::begin(&options.database_url).await?;
    let start_ms = now_ms()?;
    let today = day_of(start_ms);
    let span = Span {
        from_ms: days::starts_ms(today - i32::from(options.days)),
        now_ms: start_ms,
    };
    let ticks_from_ms =
        (start_ms - i64::from(options.tick_days) * DAY_MS).div_euclid(HOUR_MS) * HOUR_MS;
    let plan = Plan {
        hours_from: Ord::max(day_of(span.from_ms), today - i32::from(HOURS_DAYS)) * 24,
        hours_to: hour_of(start_ms - GRACE_MS),
        days_to: day_of(start_ms - GRACE_MS),
    };
    let organization = account::organization(&writer.db, options, start_ms).await?;
    let regions = Arc::new(account::regions(&writer.db, span).await?);
    let made = account::make_websites(&writer.db, organization, options, span).await?;
    let (websites, others) = account::empty(&writer.db, organization, span).await?;
    println!(
        "filling {} websites in {} regions, {made} of them new; {others} have a history already \
         and are left as they are",
        websites.len(),
        regions.len()
    );
    if websites.is_empty() {
        return writer.commit().await;
    }
    make_days(&writer, day_of(span.from_ms), day_of(ticks_from_ms), today).await?;
    let known = Arc::new(known(websites, &regions, start_ms)?);
    write_days(&mut writer, &known, &regions, span, plan).await?;
    println!(
        "  {:>6.1} s: hours and days are written",
        began.elapsed().as_secs_f64()
    );

    let recorded_ms = spans::recorded_to_ms(start_ms);
    write_ticks(&mut writer, &known, &regions, ticks_from_ms, recorded_ms).await?;
    // What passed meanwhile.
    let end_ms = spans::recorded_to_ms(now_ms()?);
    write_ticks(&mut writer, &known, &regions, recorded_ms, end_ms).await?;
    write_standing(&mut writer, &known, &regions, end_ms).await?;
    let ticks_from = day_of(ticks_from_ms + DAY_MS - 1);
    write_progress(&writer, plan, ticks_from).await?;
    writer.commit().await?;
    println!(
        "  {:>6.1} s: ticks and statuses are written",
        began.elapsed().as_secs_f64()
    );
    settle(&writer, options).await?;
    println!("  {:>6.1} s in all", began.elapsed().as_secs_f64());
    sizes::print(&writer.db, &writer.tables).await
}

async fn migrate(url: &str) -> anyhow::Result<()> {
    let db = entity::database::connect(url, 2)
        .await
        .context("DATABASE_URL: the database cannot be opened")?;
    Migrator::up(&db, None).await?;
    Ok(db.close().await?)
}

/// Incidents are thought out for a day ahead: filling takes less.
fn known(
    websites: Vec<(entity::website::Model, entity::schedule::Model)>,
    regions: &[RegionKey],
    now_ms: i64,
) -> anyhow::Result<Vec<Known>> {
    let of = |(website, schedule)| {
        let site = Site::new(&website, schedule, regions, now_ms + DAY_MS)?;
        let views = spans::views(&site, regions, spans::recorded_to_ms(now_ms));
        Ok(Known { site, views })
    };
    websites.into_iter().map(of).collect()
}

/// The days' partitions on PostgreSQL, up to tomorrow; the server makes those ahead.
async fn make_days(writer: &Writer, from: i32, ticks_from: i32, today: i32) -> anyhow::Result<()> {
    if writer.db.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for (table, length) in BY_DAY {
        let first = match table {
            "rollup_hour" => Ord::max(from, today - i32::from(HOURS_DAYS)),
            _ => ticks_from,
        };
        for day in first..=today + 1 {
            let date = ChronoDateTimeUtc::from_timestamp_millis(days::starts_ms(day));
            let name = format!("{table}_{}", date.context("a date")?.format("%Y%m%d"));
            let (from, to) = (i64::from(day) * length, (i64::from(day) + 1) * length);
            writer
                .db
                .execute_unprepared(&format!(
                    "CREATE TABLE IF NOT EXISTS {name} PARTITION OF {table} \
                     FOR VALUES FROM ({from}) TO ({to})"
                ))
                .await?;
        }
    }
    Ok(())
}

/// Day by day; the next one is computed while one is written.
async fn write_days(
    writer: &mut Writer,
    known: &Arc<Vec<Known>>,
    regions: &Arc<Vec<RegionKey>>,
    span: Span,
    plan: Plan,
) -> anyhow::Result<()> {
    let (first, last) = (day_of(span.from_ms), day_of(span.now_ms));
    let compute = |day| {
        let (known, regions) = (Arc::clone(known), Arc::clone(regions));
        tokio::spawn(days::make(known, regions, day, plan))
    };
    let mut next = compute(first);
    for day in first..=last {
        let made = next.await??;
        next = compute(day + 1);
        writer.add(made.hours.into_iter().flatten()).await?;
        writer.add(made.days).await?;
        writer.add(made.uptime).await?;
    }
    Ok(())
}

/// Ticks of slots from `from_ms` to `to_ms`, in the order of time.
async fn write_ticks(
    writer: &mut Writer,
    known: &[Known],
    regions: &[RegionKey],
    from_ms: i64,
    to_ms: i64,
) -> anyhow::Result<()> {
    let mut piece_ms = from_ms;
    while piece_ms < to_ms {
        let end_ms = Ord::min(piece_ms + PIECE_MS, to_ms);
        let mut slots: Vec<(i64, &Site)> = known
            .iter()
            .flat_map(|known| {
                let site = &known.site;
                site.slots(piece_ms, end_ms)
                    .map(move |slot_ms| (slot_ms, site))
            })
            .collect();
        slots.sort_unstable_by_key(|(slot_ms, site)| (*slot_ms, site.key));
        let ticks = slots
            .iter()
            .flat_map(|(slot_ms, site)| regions.iter().map(|region| site.tick(*region, *slot_ms)));
        writer.add(ticks).await?;
        piece_ms = end_ms;
    }
    Ok(())
}

/// The log, the votes and the statuses, with all slots before `to_ms` recorded.
async fn write_standing(
    writer: &mut Writer,
    known: &[Known],
    regions: &[RegionKey],
    to_ms: i64,
) -> anyhow::Result<()> {
    let (mut log, mut statuses, mut votes) = (Vec::new(), Vec::new(), Vec::new());
    for Known { site, .. } in known {
        let views = spans::views(site, regions, to_ms);
        let (status, own) = spans::standing(site, regions, &views, to_ms);
        log.extend(spans::log(site.key, &views));
        statuses.push(status);
        votes.extend(own);
    }
    log.sort_unstable_by_key(|change| change.at_ms);
    writer.add(log).await?;
    writer.add(statuses).await?;
    writer.add(votes).await
}

/// The server goes on with the hours and days from here, and knows that of days before
/// `ticks_from` no ticks are there.
async fn write_progress(writer: &Writer, plan: Plan, ticks_from: i32) -> anyhow::Result<()> {
    let of = |unit, done_to| compaction::ActiveModel {
        unit: Set(unit),
        done_to: Set(done_to),
        after_key: Set(WebsiteKey::BEFORE_ALL),
    };
    let rows = [of(Unit::Hour, plan.hours_to), of(Unit::Day, plan.days_to)];
    compaction::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::column(compaction::Column::Unit)
                .update_columns([compaction::Column::DoneTo, compaction::Column::AfterKey])
                .to_owned(),
        )
        .exec_without_returning(&writer.db)
        .await?;
    let of = |kind, before_day| dropped::ActiveModel {
        kind: Set(kind),
        before_day: Set(before_day),
    };
    let rows = [
        of(Kind::Ticks, ticks_from),
        of(Kind::Hours, plan.hours_from / 24),
    ];
    dropped::Entity::insert_many(rows)
        .on_conflict_do_nothing_on([dropped::Column::Kind])
        .exec_without_returning(&writer.db)
        .await?;
    Ok(())
}

/// What comes about by itself when time passes: keys of days that are over are rebuilt,
/// statistics and visibility on PostgreSQL, the checkpoint on SQLite.
async fn settle(writer: &Writer, options: &Options) -> anyhow::Result<()> {
    let keep = Keep {
        ticks_days: options.days.saturating_add(1),
        hours_days: options.days.saturating_add(1).max(HOURS_DAYS),
        history_days: None,
    };
    while drop_old(&writer.db, &options.database_url, &keep, now_ms()?)
        .await?
        .rebuilt
        > 0
    {}
    let sql = match writer.db.get_database_backend() {
        DbBackend::Postgres => "VACUUM (ANALYZE)",
        _ => "PRAGMA wal_checkpoint(TRUNCATE)",
    };
    writer.db.execute_unprepared(sql).await?;
    Ok(())
}

fn now_ms() -> anyhow::Result<i64> {
    Ok(process::now_ms()?.try_into()?)
}
