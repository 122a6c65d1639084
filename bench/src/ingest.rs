//! What ingest costs: the same ticks by raw `COPY`, by ingest's own insert, and by a
//! whole batch with its signatures, votes, statuses and feed, on one PostgreSQL.
//!
//! It calls ingest as a library, without a queue, so that the rest of the fleet is
//! not measured with it.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use clap::Args;
use entity::slots::Grid;
use entity::{FailureClass, Origin, Outcome, RegionKey, WebsiteKey, tick};
use migration::{Migrator, MigratorTrait};
use queue::{JobKey, RegionName, Report, SigningKey};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use uuid::Uuid;

use crate::process;
use crate::rows;
use crate::stores::Stores;

#[derive(Args)]
pub(crate) struct Options {
    /// Websites, each with a tick a minute.
    #[arg(long, default_value_t = 20_000)]
    websites: u32,

    /// Ticks of each website in one run.
    #[arg(long, default_value_t = 5)]
    rounds: u32,

    /// Ticks in one transaction; ingest takes at most 1,000.
    #[arg(long, default_value_t = 1_000)]
    batch: usize,

    /// How often each way is run; the median counts.
    #[arg(long, default_value_t = 5)]
    runs: usize,
}

pub(crate) const INTERVAL_MS: i64 = 60_000;

/// Of so many ticks one has failed.
const FAILING: usize = 50;

/// The schema that `COPY` fills: the ticks', in one table without days.
const COPY_TABLE: &str = "CREATE TABLE tick_copy (LIKE tick INCLUDING ALL)";

/// What a run of one way used.
#[derive(Clone, Copy)]
struct Used {
    wall: Duration,
    own: Duration,
    postgres: Duration,
}

/// Everything a way needs.
struct Bench<'a> {
    db: DatabaseConnection,
    stores: Stores,
    options: &'a Options,
    signing: SigningKey,
    region: RegionName,
    ticks: Vec<tick::Model>,
    now_ms: i64,
}

#[expect(clippy::print_stdout, reason = "the result")]
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let bench = Bench::new(options).await?;
    let (mut copy, mut insert, mut whole) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.runs.max(1) {
        copy.push(bench.copy().await?);
        insert.push(bench.insert().await?);
        whole.push(bench.whole().await?);
    }
    let rows = bench.ticks.len();
    println!(
        "{rows} ticks of {} websites, {} a transaction, median of {} runs; \
         PostgreSQL without fsync, its one connection and we on the same machine",
        options.websites,
        options.batch,
        options.runs.max(1)
    );
    println!("                       rows/s   of COPY   us of PostgreSQL   us of ours, a row");
    let base = speed(median(&mut copy), rows);
    for (name, used) in [
        ("raw COPY", median(&mut copy)),
        ("ticks alone", median(&mut insert)),
        ("whole batch", median(&mut whole)),
    ] {
        let speed = speed(used, rows);
        println!(
            "  {name:<16} {speed:>10.0}   {:>6.0} %   {:>16.1}   {:>17.1}",
            speed / base * 100.0,
            micros(used.postgres, rows),
            micros(used.own, rows)
        );
    }
    Ok(())
}

impl<'a> Bench<'a> {
    async fn new(options: &'a Options) -> anyhow::Result<Self> {
        let stores = Stores::fresh("bench_ingest")?;
        let db = entity::database::connect(&stores.database_url, 1).await?;
        Migrator::up(&db, None).await?;
        let now_ms = i64::try_from(process::now_ms()?)?;
        status::retention::pass(&db, now_ms).await?;
        let from_ms = now_ms - INTERVAL_MS * (i64::from(options.rounds) + 1);
        for sql in fixture(options.websites, from_ms) {
            db.execute_unprepared(&sql).await?;
        }
        Ok(Self {
            db,
            stores,
            options,
            signing: SigningKey::new([7; 32]),
            region: "one".parse()?,
            ticks: ticks(options, from_ms),
            now_ms,
        })
    }

    /// The rows in PostgreSQL's binary form, a transaction a batch.
    async fn copy(&self) -> anyhow::Result<Used> {
        let bodies: Vec<Vec<u8>> = self.ticks.chunks(self.options.batch).map(binary).collect();
        self.empty("tick_copy").await?;
        let statement = rows::copy_statement::<tick::Model>("tick_copy");
        self.measure("tick_copy", async || {
            let mut connection = self.db.get_postgres_connection_pool().acquire().await?;
            for body in &bodies {
                let mut copy = connection.copy_in_raw(&statement).await?;
                copy.send(body.as_slice()).await?;
                copy.finish().await?;
            }
            Ok(())
        })
        .await
    }

    /// Ingest's insert, a transaction a batch.
    async fn insert(&self) -> anyhow::Result<Used> {
        self.empty("tick").await?;
        let batches: Vec<Vec<_>> = self
            .ticks
            .chunks(self.options.batch)
            .map(<[_]>::to_vec)
            .collect();
        self.measure("tick", async || {
            for batch in batches {
                let len = batch.len();
                let transaction = entity::database::begin_write(&self.db).await?;
                let new = status::ingest::insert_ticks(&transaction, batch).await?;
                ensure!(new.len() == len, "ticks were there already");
                transaction.commit().await?;
            }
            Ok(())
        })
        .await
    }

    /// All that ingest does with signed reports, a transaction a batch.
    async fn whole(&self) -> anyhow::Result<Used> {
        for table in ["tick", "vote", "status_change", "feed"] {
            self.empty(table).await?;
        }
        self.db
            .execute_unprepared("UPDATE website_status SET last_slot_ms = NULL")
            .await?;
        let reports: Vec<Vec<_>> = self
            .ticks
            .chunks(self.options.batch)
            .map(|batch| batch.iter().map(|row| self.report(row)).collect())
            .collect();
        self.measure("tick", async || {
            for batch in reports {
                let len = batch.len();
                let outcome = status::ingest::store(
                    &self.db,
                    &self.signing,
                    &status::Keep::default(),
                    batch,
                    self.now_ms,
                )
                .await?;
                ensure!(outcome.stored == len, "{outcome:?}");
            }
            Ok(())
        })
        .await
    }

    fn report(&self, row: &tick::Model) -> (RegionName, Report) {
        let key = JobKey {
            website: website_id(row.website_key),
            website_key: row.website_key.0,
            revision: row.revision,
            slot_ms: row.slot_ms,
            origin: queue::Origin::Schedule,
        };
        let failed = row.failure.is_some();
        let us = |us: Option<i32>| us.and_then(|us| u32::try_from(us).ok());
        let report = Report {
            mac: self.signing.sign(&self.region, &key),
            key,
            checked_at_ms: row.checked_at_ms,
            outcome: if failed {
                queue::Outcome::Down
            } else {
                queue::Outcome::Up
            },
            failure: failed.then(|| queue::Failure {
                class: queue::FailureClass::Connect,
                detail: row.detail.clone().unwrap_or_default(),
                reason: row.reason.clone().unwrap_or_default(),
            }),
            http_status: row
                .http_status
                .and_then(|status| u16::try_from(status).ok()),
            phases: Some(queue::Phases {
                dns_us: us(row.dns_us),
                connect_us: us(row.connect_us),
                tls_us: us(row.tls_us),
                ttfb_us: us(row.ttfb_us),
                transfer_us: us(row.transfer_us),
            }),
            attempts: 1,
            tls: None,
            evidence: None,
        };
        (self.region.clone(), report)
    }

    async fn empty(&self, table: &str) -> anyhow::Result<()> {
        self.db
            .execute_unprepared(&format!("TRUNCATE {table}"))
            .await?;
        Ok(())
    }

    /// Runs `work`, after which `table` must hold every tick.
    async fn measure(
        &self,
        table: &str,
        work: impl AsyncFnOnce() -> anyhow::Result<()>,
    ) -> anyhow::Result<Used> {
        let before = (Instant::now(), process::own_cpu(), self.postgres_cpu()?);
        work().await?;
        let used = Used {
            wall: before.0.elapsed(),
            own: process::own_cpu().saturating_sub(before.1),
            postgres: self.postgres_cpu()?.saturating_sub(before.2),
        };
        let count = format!("SELECT count(*) AS rows FROM {table}");
        let count = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, count);
        let row = self.db.query_one_raw(count).await?.context("a count")?;
        let rows: i64 = row.try_get("", "rows")?;
        ensure!(usize::try_from(rows)? == self.ticks.len(), "{rows} rows");
        Ok(used)
    }

    fn postgres_cpu(&self) -> anyhow::Result<Duration> {
        let family = process::family(self.stores.postgres_id()?);
        Ok(family.into_iter().map(process::cpu).sum())
    }
}

/// Websites with keys from 1 on, in one region, watched from `from_ms` on.
pub(crate) fn fixture(websites: u32, from_ms: i64) -> [String; 6] {
    let id = "('00000000-0000-0007-0000-' || lpad(to_hex(n), 12, '0'))::uuid";
    let all = format!("FROM generate_series(1, {websites}) AS n");
    [
        "INSERT INTO organization (id, name, created_at) \
         VALUES ('00000000-0000-0000-0000-000000000001', 'Acme', now())"
            .to_owned(),
        "INSERT INTO region (key, name, valid_from_ms) VALUES (1, 'one', 0)".to_owned(),
        format!(
            "INSERT INTO website (key, id, organization_id, name, url, interval_ms, timeout_ms, \
             retries, paused, quorum, revision, created_at, updated_at) \
             SELECT n, {id}, '00000000-0000-0000-0000-000000000001', 'a.test', \
             'https://a.test/' || n, {INTERVAL_MS}, 10000, 1, false, 'majority', 1, now(), now() {all}"
        ),
        format!(
            "INSERT INTO schedule (website_key, revision, website_id, interval_ms, timeout_ms, \
             retries, url, quorum, valid_from_ms, updated_at_ms) \
             SELECT n, 1, {id}, {INTERVAL_MS}, 10000, 1, 'https://a.test/' || n, 'majority', \
             {from_ms}, {from_ms} {all}"
        ),
        format!(
            "INSERT INTO website_status (website_key, status, since_ms) \
             SELECT n, 0, {from_ms} {all}"
        ),
        COPY_TABLE.to_owned(),
    ]
}

pub(crate) fn website_id(key: WebsiteKey) -> Uuid {
    Uuid::from_u64_pair(7, u64::try_from(key.0).unwrap_or_default())
}

/// The ticks of all rounds, in the order of their slots.
fn ticks(options: &Options, from_ms: i64) -> Vec<tick::Model> {
    let keys = 1..=i32::try_from(options.websites).unwrap_or(i32::MAX);
    let mut slots: Vec<(i64, WebsiteKey)> = keys
        .map(WebsiteKey)
        .flat_map(|key| {
            let first_ms = Grid::new(website_id(key), INTERVAL_MS).first_from(from_ms);
            (0..i64::from(options.rounds)).map(move |n| (first_ms + n * INTERVAL_MS, key))
        })
        .collect();
    slots.sort_unstable();
    let row = |(n, (slot_ms, website_key)): (usize, (i64, WebsiteKey))| {
        let failed = n % FAILING == FAILING - 1;
        tick::Model {
            website_key,
            region_key: RegionKey(1),
            slot_ms,
            checked_at_ms: slot_ms + 80,
            revision: 1,
            origin: Origin::Schedule,
            outcome: if failed { Outcome::Down } else { Outcome::Up },
            failure: failed.then_some(FailureClass::Connect),
            attempts: 1,
            http_status: (!failed).then_some(200),
            dns_us: Some(900),
            connect_us: Some(12_000),
            tls_us: (!failed).then_some(25_000),
            ttfb_us: (!failed).then_some(40_000),
            transfer_us: (!failed).then_some(300),
            detail: failed.then(|| "connect.refused".to_owned()),
            reason: failed.then(|| "connection refused by 203.0.113.5:443".to_owned()),
        }
    };
    slots.into_iter().enumerate().map(row).collect()
}

/// A batch as `COPY` takes it.
fn binary(batch: &[tick::Model]) -> Vec<u8> {
    let mut out = rows::copy_head();
    for row in batch {
        rows::copy_row(row, &mut out);
    }
    rows::copy_end(&mut out);
    out
}

fn median(runs: &mut [Used]) -> Used {
    runs.sort_by_key(|used| used.wall);
    runs[runs.len() / 2]
}

fn speed(used: Used, rows: usize) -> f64 {
    rows as f64 / used.wall.as_secs_f64()
}

fn micros(cpu: Duration, rows: usize) -> f64 {
    cpu.as_secs_f64() * 1e6 / rows as f64
}
