//! The chaos suite: a fleet in which everything dies once, freezes, is cut off or
//! lives in another time, and which loses nothing by it.
//!
//! After each fault the ledger is counted from configuration alone, and compared
//! with the stored ticks, with the api's own ledger, and with the website's access
//! log. During each fault one website is really down: of that somebody is told, and of
//! nothing else. It uses GraphQL, `redis-cli`, `psql` for reading, `/metrics`, logs and
//! signals, as an operator would.

mod faults;
mod fleet;
mod ground;
mod ledger;
mod member;
mod outage;
mod queue_faults;
mod site;

use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail, ensure};
use clap::{Parser, ValueEnum};
use tokio::time::sleep;

use self::faults::{Fault, Notes};
use self::fleet::{Fleet, REGIONS};
use self::ledger::{Account, Plan};
use self::outage::Outages;

/// Where Debian puts libfaketime.
const LIBRARIES: &str = "/usr/lib";

/// By when each slot of a window is recorded, or never will be: its latest start,
/// its attempts, and the take-over of what a dead process left.
const SETTLED: Duration = Duration::from_secs(60);

#[derive(Parser)]
#[command(
    name = "upbeat-chaos",
    about = "A fleet in which everything dies once, freezes, is cut off or lives in another time"
)]
struct Options {
    /// Websites, each checked every 10 s from two regions.
    #[arg(long)]
    websites: Option<usize>,

    /// The faults to make, in this order; all of them where none is named.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Fault>,

    /// Few websites, and the faults of a minute.
    #[arg(long)]
    short: bool,

    /// Keeps the logs and the stores' files, and says where.
    #[arg(long)]
    keep: bool,

    /// Set by this program when it starts itself in a network of its own.
    #[arg(long, hide = true)]
    inside: bool,
}

/// A fault, and what became of the slots meanwhile.
struct Chapter {
    fault: Fault,
    notes: Notes,
    accounts: Vec<Account>,
    from_ms: i64,
    to_ms: i64,
}

#[tokio::main]
#[expect(clippy::print_stdout, reason = "the result")]
async fn main() -> anyhow::Result<()> {
    let options = &Options::parse();
    if !options.inside {
        return enter();
    }
    let websites = options
        .websites
        .unwrap_or(if options.short { 40 } else { 500 });
    let faults = options.faults();
    let faketime = if faults.contains(&Fault::Clock) {
        Some(faketime()?)
    } else {
        None
    };
    let mut fleet = Fleet::start(websites, faketime.as_deref()).await?;
    println!("{websites} websites, 2 regions, 2 probers each, 2 apis");
    let outcome = play(&mut fleet, options, &faults, websites).await;
    if options.keep {
        println!("Kept in {}", fleet.keep().display());
    }
    let breaches = outcome?;
    ensure!(breaches.is_empty(), "{}", breaches.join("\n"));
    println!("Nothing is missing, nothing doubled, nothing was called down that was up");
    Ok(())
}

impl Options {
    fn faults(&self) -> Vec<Fault> {
        if !self.only.is_empty() {
            self.only.clone()
        } else if self.short {
            vec![
                Fault::Prober,
                Fault::Leader,
                Fault::Redis,
                Fault::Failover,
                Fault::Postgres,
            ]
        } else {
            Fault::value_variants().to_vec()
        }
    }
}

/// Starts this program again as the root of a network of its own.
fn enter() -> anyhow::Result<()> {
    let error = Command::new("unshare")
        .args(["--map-root-user", "--net"])
        .arg(std::env::current_exe()?)
        .args(std::env::args_os().skip(1))
        .arg("--inside")
        .exec();
    Err(error).context("cannot start unshare")
}

/// Makes the faults in turn; what promises they broke.
#[expect(clippy::print_stdout, reason = "the result")]
async fn play(
    fleet: &mut Fleet,
    options: &Options,
    faults: &[Fault],
    websites: usize,
) -> anyhow::Result<Vec<String>> {
    let plan = Plan::read(&fleet.ground, websites)?;
    let names = faults.iter().enumerate();
    let names: Vec<String> = names
        .map(|(n, fault)| format!("{}-{fault:?}", n + 1))
        .collect();
    let mut outages = Outages::prepare(&names).await?;
    // Changes take effect 3 s ahead: from here on each website is in its rhythm.
    sleep(Duration::from_secs(4)).await;
    let began_ms = now_ms();
    let mut breaches = Vec::new();
    let mut chapters: Vec<Chapter> = Vec::new();
    println!("{HEAD}");
    for (fault, name) in faults.iter().zip(&names) {
        let from_ms = chapters.last().map_or(began_ms, |last| last.to_ms);
        outages.begin(fleet, name);
        let mut notes = fault
            .happen(fleet, options.short)
            .await
            .with_context(|| name.clone())?;
        let to_ms = now_ms();
        let accounts = settle(fleet, &plan, from_ms, to_ms).await?;
        let waited = outages.end(fleet, name).await?;
        notes.push(format!(
            "somebody was told of the outage {:.1} s later at the latest",
            waited.as_secs_f64()
        ));
        let chapter = Chapter {
            fault: *fault,
            notes,
            accounts,
            from_ms,
            to_ms,
        };
        chapter.print();
        breaches.extend(chapter.breaches(websites));
        breaches.extend(no_false_verdict(fleet, *fault)?);
        breaches.extend(fleet.ended()?);
        chapters.push(chapter);
    }
    let end_ms = chapters.last().map_or(began_ms, |last| last.to_ms);
    breaches.extend(conclude(fleet, &plan, began_ms, end_ms).await?);
    breaches.extend(outages.conclude(fleet).await?);
    Ok(breaches)
}

/// Waits until each slot of the window is recorded, or never will be.
async fn settle(
    fleet: &Fleet,
    plan: &Plan,
    from_ms: i64,
    to_ms: i64,
) -> anyhow::Result<Vec<Account>> {
    let limit = Instant::now() + SETTLED;
    loop {
        let accounts = plan.audit(&fleet.ground, &fleet.site.visits(), from_ms, to_ms)?;
        let is_whole = accounts.iter().all(|account| account.missing == 0);
        if is_whole || Instant::now() > limit {
            return Ok(accounts);
        }
        sleep(Duration::from_millis(500)).await;
    }
}

/// Whether anything that is up was ever called down, by a region or by all.
fn no_false_verdict(fleet: &Fleet, fault: Fault) -> anyhow::Result<Option<String>> {
    // As the table has them: partial 3, down 4.
    let query = "SELECT count(*) FROM status_change c JOIN website w ON w.key = c.website_key \
                 WHERE c.status IN (3, 4) AND w.url LIKE '%/w/%'";
    let count = fleet.ground.sql(query)?;
    Ok((count != "0").then(|| format!("{fault:?}: {count} changes to down or partial")))
}

/// The whole time once more: by the ticks, and by what the api says of itself.
#[expect(clippy::print_stdout, reason = "the result")]
async fn conclude(
    fleet: &mut Fleet,
    plan: &Plan,
    from_ms: i64,
    to_ms: i64,
) -> anyhow::Result<Vec<String>> {
    let mut breaches = Vec::new();
    // Whole seconds, within the time that was looked at.
    let (from_ms, to_ms) = ((from_ms / 1_000 + 1) * 1_000, to_ms / 1_000 * 1_000);
    let accounts = settle(fleet, plan, from_ms, to_ms).await?;
    let (from, to) = (date(from_ms)?, date(to_ms)?);
    for (region, account) in REGIONS.into_iter().zip(&accounts) {
        let limit = Instant::now() + SETTLED;
        let said = loop {
            let client = fleet.client().await?;
            match client.ledger(Some(region), &from, &to).await {
                Ok(said) => break said,
                // A busy api says that it is unavailable, and to come again.
                Err(error) => ensure!(Instant::now() < limit, "{region}'s ledger: {error}"),
            }
            sleep(Duration::from_secs(1)).await;
        };
        println!(
            "{region}: {} planned = {} recorded + {} missing; the api says {} = {} + {}",
            account.planned,
            account.recorded,
            account.missing,
            said.planned,
            said.recorded,
            said.missing
        );
        if account.planned == 0 {
            breaches.push(format!("{region}: nothing was planned"));
        }
        let ours = [account.planned, account.recorded, account.missing];
        if ours != [said.planned, said.recorded, said.missing] {
            breaches.push(format!("{region}: the api's ledger is another"));
        }
    }
    let causes = fleet.causes().await?;
    for (cause, count) in &causes {
        println!("{cause} {count}");
    }
    // Whatever happened, it is over.
    let still = "SELECT count(*) FROM website_status WHERE status <> 1";
    let mut left = String::new();
    let limit = Instant::now() + SETTLED;
    while left != "0" {
        left = fleet.ground.sql(still)?;
        if Instant::now() > limit {
            breaches.push(format!("{left} websites are not up at the end"));
            break;
        }
        sleep(Duration::from_millis(200)).await;
    }
    Ok(breaches)
}

/// The table's head; `extra` are visits without a tick of their own, `peak` the
/// most visits within a second, `latest` the longest time from a slot to the end of
/// its check.
const HEAD: &str = "\
fault     region  secs planned recorded missing    up expired unmeas. visits extra peak latest/ms";

impl Chapter {
    #[expect(clippy::print_stdout, reason = "the result")]
    fn print(&self) {
        let secs = (self.to_ms - self.from_ms) / 1_000;
        for (region, a) in REGIONS.into_iter().zip(&self.accounts) {
            let fault = format!("{:?}", self.fault);
            println!(
                "{fault:<9} {region:<7} {secs:>4} {:>7} {:>8} {:>7} {:>5} {:>7} {:>7} {:>6} {:>5} {:>4} {:>9}",
                a.planned,
                a.recorded,
                a.missing,
                a.up,
                a.expired,
                a.unmeasured,
                a.visits,
                a.extra_visits,
                a.peak,
                a.latest_ms
            );
        }
        for note in &self.notes {
            println!("          {note}");
        }
    }

    fn breaches(&self, websites: usize) -> Vec<String> {
        let mut breaches = Vec::new();
        for (region, account) in REGIONS.into_iter().zip(&self.accounts) {
            let mut broken = |count: i64, what: &str| {
                if count != 0 {
                    breaches.push(format!("{:?}, {region}: {count} {what}", self.fault));
                }
            };
            broken(account.missing, "slots are missing");
            broken(
                account.false_verdicts,
                "ticks call a website down that is up",
            );
            broken(account.unplanned, "ticks of no slot");
            broken(account.unseen, "ticks of checks that the website never saw");
            if !self.fault.may_visit_twice() {
                broken(account.extra_visits, "visits without a tick");
            }
            if self.fault.is_harmless() {
                broken(account.expired + account.unmeasured, "slots not measured");
            }
            if matches!(self.fault, Fault::Calm | Fault::Clock) {
                // Slots are spread evenly: 5 times the mean is a burst.
                let mean = i64::try_from(websites).unwrap_or(0) * 1_000 / ledger::INTERVAL_MS;
                broken(
                    i64::from(account.peak > 5 * mean.max(4)),
                    "times a burst of visits",
                );
                let late = account.latest_ms > ledger::INTERVAL_MS / 2;
                broken(i64::from(late), "times late by half an interval");
            }
        }
        breaches
    }
}

/// Now, milliseconds of Unix time.
fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(0))
}

/// A date as the api takes it.
fn date(at_ms: i64) -> anyhow::Result<String> {
    let at = format!("@{}", at_ms / 1_000);
    ground::run(Command::new("date").args(["-u", "-d", &at, "+%Y-%m-%dT%H:%M:%SZ"]))
}

/// The library that steps a process's wall clock.
fn faketime() -> anyhow::Result<PathBuf> {
    for entry in std::fs::read_dir(LIBRARIES)? {
        let library = entry?.path().join("faketime/libfaketime.so.1");
        if library.exists() {
            return Ok(library);
        }
    }
    bail!("libfaketime is not installed: run by make")
}
