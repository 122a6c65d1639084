//! Ten thousand websites that go down within a minute: what ingest takes to open an incident for
//! each and to write its alerts, and what their channels then get.
//!
//! It calls ingest and the delivery loop as libraries, on one PostgreSQL.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use clap::Args;
use entity::WebsiteKey;
use entity::slots::Grid;
use migration::{Migrator, MigratorTrait};
use net::fetch::Tls;
use net::roots::Roots;
use net::{EgressPolicy, Resolver};
use notify::channel::Means;
use notify::deliver::{self, Deliverer};
use queue::{Clock, InstanceKeys, JobKey, RegionName, Report, SigningKey};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::ingest::{INTERVAL_MS, fixture, website_id};
use crate::process;
use crate::receiver::Receiver;
use crate::stores::Stores;

#[derive(Args)]
pub(crate) struct Options {
    /// Websites, each checked once a minute.
    #[arg(long, default_value_t = 10_000)]
    websites: u32,

    /// Ticks in one transaction.
    #[arg(long, default_value_t = 1_000)]
    batch: usize,

    /// How long the channels are watched, in seconds.
    #[arg(long, default_value_t = 130)]
    secs: u64,
}

/// The organization of the fixture.
const ORGANIZATION: Uuid = Uuid::from_u128(1);

/// Secret of the webhook.
const SECRET: &str = "whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

/// Channels: a program that gets each alert, and a chat.
const MACHINE: Uuid = Uuid::from_u128(2);
const CHAT: Uuid = Uuid::from_u128(3);

struct Storm<'a> {
    db: DatabaseConnection,
    stores: Stores,
    options: &'a Options,
    signing: SigningKey,
    region: RegionName,
    keys: InstanceKeys,
    from_ms: i64,
}

#[expect(clippy::print_stdout, reason = "the result")]
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let storm = Storm::new(options).await?;
    let (machine, chat) = (
        Receiver::start((Ipv4Addr::LOCALHOST, 0).into()).await?,
        Receiver::start((Ipv4Addr::LOCALHOST, 0).into()).await?,
    );
    storm.add_channels(&machine, &chat).await?;
    println!(
        "{} websites, {} ticks a transaction",
        options.websites, options.batch
    );
    println!("                     secs    ticks/s   us of ours   us of PostgreSQL, a tick");
    let mut now_ms = 0;
    for (name, nth, is_down) in [
        ("all up", 0, false),
        ("all up again", 1, false),
        ("all down", 2, true),
        ("still down", 3, true),
        ("all up", 4, false),
    ] {
        now_ms = storm.round(name, nth, is_down).await?;
    }
    let incidents = storm.count("SELECT count(*) AS n FROM incident").await?;
    let alerts = storm.count("SELECT count(*) AS n FROM delivery").await?;
    println!("{incidents} incidents and {alerts} alerts written");
    ensure!(incidents == i64::from(options.websites) && alerts == 2 * incidents);
    storm.deliver(now_ms, &machine, &chat).await
}

impl<'a> Storm<'a> {
    async fn new(options: &'a Options) -> anyhow::Result<Self> {
        let stores = Stores::fresh("bench_storm")?;
        let db = entity::database::connect(&stores.database_url, 8).await?;
        Migrator::up(&db, None).await?;
        let now_ms = i64::try_from(process::now_ms()?)?;
        status::retention::pass(&db, now_ms).await?;
        let from_ms = now_ms - 6 * INTERVAL_MS;
        for sql in fixture(options.websites, from_ms) {
            db.execute_unprepared(&sql).await?;
        }
        Ok(Self {
            db,
            stores,
            options,
            signing: SigningKey::new([7; 32]),
            region: "one".parse()?,
            keys: InstanceKeys::generate(),
            from_ms,
        })
    }

    async fn add_channels(&self, machine: &Receiver, chat: &Receiver) -> anyhow::Result<()> {
        let seal = |id: Uuid, secrets: serde_json::Value| {
            let secrets = secrets.to_string();
            let sealed = self.keys.seal_channel(secrets.as_bytes(), ORGANIZATION, id);
            let sealed = sealed.context("a key")?;
            let hex: String = sealed.iter().map(|byte| format!("{byte:02x}")).collect();
            anyhow::Ok(hex)
        };
        let url = |receiver: &Receiver| format!("http://{}/", receiver.address);
        let rules = r#"{"kinds":["incident_opened","incident_resolved"]}"#;
        for (id, settings, secrets) in [
            (
                MACHINE,
                serde_json::json!({ "kind": "webhook", "url": url(machine) }),
                seal(MACHINE, serde_json::json!({ "secret": SECRET }))?,
            ),
            (
                CHAT,
                serde_json::json!({ "kind": "mattermost" }),
                seal(CHAT, serde_json::json!({ "url": url(chat) }))?,
            ),
        ] {
            let sql = format!(
                "INSERT INTO channel (id, organization_id, name, rules, settings, secrets, paused,
                     is_fallback, failures, is_broken, minute_from_ms, minute_sent, is_storm,
                     paced_until_ms, created_at_ms)
                 VALUES ('{id}', '{ORGANIZATION}', 'c', '{rules}', '{settings}',
                     decode('{secrets}', 'hex'), false, false, 0, false, 0, 0, false, 0, 0)"
            );
            self.db.execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    /// Ingests one tick of each website, all in one outcome; returns when that is, in
    /// milliseconds of Unix time.
    #[expect(clippy::print_stdout, reason = "the result")]
    async fn round(&self, name: &str, nth: i64, is_down: bool) -> anyhow::Result<i64> {
        let keys = 1..=i32::try_from(self.options.websites)?;
        let reports: Vec<(RegionName, Report)> = keys
            .map(|key| (self.region.clone(), self.report(key, nth, is_down)))
            .collect();
        let now_ms = self.from_ms + (nth + 2) * INTERVAL_MS;
        let before = (Instant::now(), process::own_cpu(), self.postgres_cpu()?);
        for batch in reports.chunks(self.options.batch) {
            let (keep, reports) = (status::Keep::default(), batch.to_vec());
            let outcome =
                status::ingest::store(&self.db, &self.signing, &keep, reports, now_ms).await?;
            ensure!(outcome.stored == batch.len(), "ticks are missing");
        }
        let wall = before.0.elapsed().as_secs_f64();
        let own = process::own_cpu().saturating_sub(before.1);
        let postgres = self.postgres_cpu()?.saturating_sub(before.2);
        let ticks = f64::from(self.options.websites);
        let micros = |cpu: Duration| cpu.as_secs_f64() * 1e6 / ticks;
        println!(
            "  {name:<16} {wall:>7.2}   {:>8.0}   {:>10.1}   {:>16.1}",
            ticks / wall,
            micros(own),
            micros(postgres)
        );
        Ok(now_ms)
    }

    fn report(&self, key: i32, nth: i64, is_down: bool) -> Report {
        let website = website_id(WebsiteKey(key));
        let grid = Grid::new(website, INTERVAL_MS);
        let slot_ms = grid.first_from(self.from_ms) + nth * INTERVAL_MS;
        let key = JobKey {
            website,
            website_key: key,
            revision: 1,
            slot_ms,
            origin: queue::Origin::Schedule,
        };
        Report {
            mac: self.signing.sign(&self.region, &key),
            key,
            checked_at_ms: slot_ms + 80,
            outcome: if is_down {
                queue::Outcome::Down
            } else {
                queue::Outcome::Up
            },
            failure: is_down.then(|| queue::Failure {
                class: queue::FailureClass::Connect,
                detail: "connect.refused".to_owned(),
                reason: "connection refused by 203.0.113.5:443".to_owned(),
            }),
            http_status: None,
            phases: None,
            attempts: 2,
            tls: None,
            evidence: None,
        }
    }

    /// Delivers for some time, and says what came.
    #[expect(clippy::print_stdout, reason = "the result")]
    async fn deliver(
        &self,
        now_ms: i64,
        machine: &Receiver,
        chat: &Receiver,
    ) -> anyhow::Result<()> {
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        let roots = Roots::new(vec![], &provider)?;
        let deliverer = Deliverer {
            db: self.db.clone(),
            clock: Clock::starting_at(now_ms),
            keys: self.keys.clone(),
            means: Arc::new(Means {
                egress: EgressPolicy::new(vec!["127.0.0.0/8".parse()?]),
                resolver: Resolver::from_system(),
                tls: Tls::new(Arc::new(roots))?,
                mail: None,
                deadline: Duration::from_secs(30),
            }),
            public_url: None,
            wake: Arc::default(),
        };
        let stop = CancellationToken::new();
        let began = (Instant::now(), process::own_cpu(), self.postgres_cpu()?);
        let running = tokio::spawn(deliver::run(deliverer, stop.clone()));
        let all = usize::try_from(self.options.websites)?;
        let mut taken = None;
        while began.0.elapsed() < Duration::from_secs(self.options.secs) {
            if taken.is_none() && machine.events().len() >= all {
                let own = process::own_cpu().saturating_sub(began.1);
                let postgres = self.postgres_cpu()?.saturating_sub(began.2);
                taken = Some((began.0.elapsed(), own, postgres));
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        stop.cancel();
        running.await?;
        let (wall, own, postgres) = taken.context("the program did not get each alert")?;
        let micros = |cpu: Duration| cpu.as_secs_f64() * 1e6 / f64::from(self.options.websites);
        println!(
            "{all} webhooks in {:.1} s, {:.0} us of ours (the receiver included) and {:.0} us of \
             PostgreSQL each",
            wall.as_secs_f64(),
            micros(own),
            micros(postgres)
        );
        let mut seconds = chat.events().into_iter();
        let first = seconds.next().context("the chat got nothing")?.at;
        let rest = seconds.map(|event| (event.at - first).as_secs().to_string());
        let rest: Vec<String> = rest.collect();
        println!(
            "the chat got {} messages in {} s, after 0, {} s",
            rest.len() + 1,
            self.options.secs,
            rest.join(", ")
        );
        Ok(())
    }

    async fn count(&self, sql: &str) -> anyhow::Result<i64> {
        let statement = Statement::from_string(sea_orm::DbBackend::Postgres, sql);
        let row = self.db.query_one_raw(statement).await?.context("a count")?;
        Ok(row.try_get("", "n")?)
    }

    fn postgres_cpu(&self) -> anyhow::Result<Duration> {
        let family = process::family(self.stores.postgres_id()?);
        Ok(family.into_iter().map(process::cpu).sum())
    }
}
