//! SQLite while ingest goes on: the server checks the filled websites for real, each
//! against a website of ours, and is asked meanwhile.

use std::time::{Duration, Instant};

use anyhow::ensure;
use sea_orm::ConnectionTrait;
use tokio::time::sleep;

use super::{Options, alone};
use crate::fill;
use crate::process::{self, Process};
use crate::questions::Questions;
use crate::report::{Limit, Report};
use crate::server::Server;

/// Checks a second.
const CHECKS_A_SEC: usize = 100;

/// How long the server may take until checks come in at their pace.
const PACE_LIMIT: Duration = Duration::from_secs(60);

/// Stored ticks, in `/metrics`.
const REPORTS: &str = "upbeat_ingest_reports_total";

#[expect(clippy::print_stdout, reason = "the result")]
pub(super) async fn run(options: &Options, report: &mut Report) -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let url = format!("sqlite://{}", directory.path().join("upbeat.db").display());
    let (_target, address) = Process::serve("website", &["target", "--delay-ms", "20"])?;
    println!("SQLite:");
    let watched = format!("http://{address}/{{n}}");
    fill::run(&options.filling(&url, options.sqlite_days, 1, Some(&watched))).await?;
    hurry(&url, options.websites).await?;

    let environment = [("DATABASE_URL", url.as_str()), ("REDIS_URL", "")];
    let mut server = Server::start(directory.path(), &environment)?;
    let mut client = server.sign_in(&options.email, &options.password).await?;
    let limit = Instant::now() + PACE_LIMIT;
    // Each website was checked once, and the rhythm is there.
    while server.counted(REPORTS, "\"stored\"").await? < options.websites as f64 {
        ensure!(Instant::now() < limit, "the checks do not come in");
        sleep(Duration::from_millis(200)).await;
    }
    let questions = Questions::gather(&mut client).await?;
    let (began, before) = (Instant::now(), server.counted(REPORTS, "\"stored\"").await?);
    let used = process::cpu(server.id());
    println!(
        "SQLite, {} websites over {} days, while ingest goes on; {} requests by one client",
        questions.website.len(),
        options.sqlite_days,
        options.requests
    );
    let dashboard = alone("dashboard", &mut client, &questions.dashboard, options).await?;
    alone(
        "a website's 90 days",
        &mut client,
        &questions.website,
        options,
    )
    .await?;
    let secs = began.elapsed().as_secs_f64();
    let stored = server.counted(REPORTS, "\"stored\"").await? - before;
    let used = process::cpu(server.id()).saturating_sub(used);
    let failures = server.counted("upbeat_ingest_failures_total", "").await?;
    let log = server.log()?;
    let locked = log
        .lines()
        .filter(|line| line.contains("is locked"))
        .count();
    println!(
        "  {:.1} ticks a second were stored meanwhile; {failures} failures of ingest, \
         \"database is locked\" {locked} times; upbeat took {:.0} % of a core",
        stored / secs,
        used.as_secs_f64() / secs * 100.0
    );
    for line in log.lines().take(20) {
        println!("  the log says: {line}");
    }
    report.note(
        "SQLite: dashboard while ingest goes on, p99",
        dashboard.p99,
        "ms",
        Limit::AtMost(50.0),
    );
    report.note(
        "SQLite: stored meanwhile",
        stored / secs,
        "a second",
        Limit::AtLeast(95.0),
    );
    report.note(
        "SQLite: failures of ingest",
        failures,
        "",
        Limit::AtMost(0.0),
    );
    report.note(
        "SQLite: database is locked",
        locked as f64,
        "times",
        Limit::AtMost(0.0),
    );
    ensure!(failures == 0.0 && locked == 0, "ingest fails on SQLite");
    Ok(())
}

/// Another rhythm from now on, which makes 100 checks a second in the one region that
/// has a prober.
async fn hurry(url: &str, websites: usize) -> anyhow::Result<()> {
    let db = entity::database::connect(url, 1).await?;
    let now_ms = process::now_ms()?;
    let interval_ms = (websites * 1_000 / CHECKS_A_SEC).max(10_000);
    for sql in [
        format!("UPDATE schedule SET valid_to_ms = {now_ms}, updated_at_ms = {now_ms}"),
        format!(
            "INSERT INTO schedule (website_key, revision, website_id, interval_ms, timeout_ms, \
             retries, url, quorum, organization_id, valid_from_ms, updated_at_ms) \
             SELECT website_key, revision + 1, website_id, {interval_ms}, timeout_ms, retries, \
             url, quorum, organization_id, {now_ms}, {now_ms} FROM schedule"
        ),
        format!("UPDATE website SET revision = revision + 1, interval_ms = {interval_ms}"),
    ] {
        db.execute_unprepared(&sql).await?;
    }
    Ok(db.close().await?)
}
