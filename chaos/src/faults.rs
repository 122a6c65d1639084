//! The faults, each made on purpose and seen to have happened.

use std::fmt::Write as _;
use std::fs;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use clap::ValueEnum;
use tokio::time::sleep;

use super::fleet::{FAKED, Fleet, REGIONS, region_of};
use super::ground::until;
use super::{now_ms, queue_faults};

/// How long the two long faults last.
const LONG: Duration = Duration::from_secs(60);

/// Longer than a leader's lease, 4 s.
const BEYOND_LEASE: Duration = Duration::from_secs(6);

/// How long a stepped clock stays so: more than an interval.
const STEPPED: Duration = Duration::from_secs(13);

/// How far a clock is stepped, seconds.
const STEP_SECS: i64 = 7_200;

/// Entries that nobody can read: more than the dead letters of a region may be.
const GARBAGE: usize = 12_000;

/// The dead letters that are kept of a region, or a few more: they are trimmed by
/// whole nodes.
const DEAD_LETTERS: usize = 10_000;

/// A new leader has published by then. Source: ARCHITECTURE.md, "Leadership".
const LEADER_LIMIT_MS: i64 = 5_000;

/// What can go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Fault {
    /// Nothing does.
    Calm,
    /// The wall clock of one api and one prober is stepped by 2 h, both ways.
    Clock,
    /// Each prober is killed and started again.
    Prober,
    /// The api that leads is killed.
    Leader,
    /// The other api is killed.
    Api,
    /// Redis is killed and reads its append-only file.
    Redis,
    /// PostgreSQL is killed and recovers.
    Postgres,
    /// Two apis believe that they lead.
    Leaders,
    /// The dead letters fill up.
    Dead,
    /// A prober is frozen for a minute.
    Stop,
    /// Redis fails over to a replica, and keeps its connections.
    Failover,
    /// Redis is full.
    Full,
    /// Redis comes up after an api and a prober.
    Late,
    /// A region's network is cut for a minute.
    Cut,
}

/// What was seen of a fault.
pub(super) type Notes = Vec<String>;

impl Fault {
    /// Whether a website may be visited twice for one tick: jobs are handed out at
    /// least once.
    pub(super) fn may_visit_twice(self) -> bool {
        !matches!(self, Self::Calm | Self::Clock | Self::Dead)
    }

    /// Whether every slot is measured all the same, and evenly in time.
    pub(super) fn is_harmless(self) -> bool {
        matches!(self, Self::Calm | Self::Clock | Self::Dead | Self::Leaders)
    }

    pub(super) async fn happen(self, fleet: &mut Fleet, short: bool) -> anyhow::Result<Notes> {
        match self {
            Self::Calm => calm().await,
            Self::Clock => clock(fleet).await,
            Self::Prober if short => probers(fleet, &["india-1"]).await,
            Self::Prober => probers(fleet, &["india-1", "india-2", "usa-1", "usa-2"]).await,
            Self::Leader => leader(fleet).await,
            Self::Api => api(fleet).await,
            Self::Redis => redis(fleet).await,
            Self::Postgres => postgres(fleet).await,
            Self::Leaders => leaders(fleet).await,
            Self::Dead => dead(fleet).await,
            Self::Stop => stop(fleet).await,
            Self::Failover => queue_faults::failover(fleet).await,
            Self::Full => queue_faults::full(fleet).await,
            Self::Late => queue_faults::late(fleet).await,
            Self::Cut => cut(fleet).await,
        }
    }
}

async fn calm() -> anyhow::Result<Notes> {
    sleep(STEPPED).await;
    Ok(Notes::new())
}

async fn clock(fleet: &mut Fleet) -> anyhow::Result<Notes> {
    let leader = fleet.some_leader().await?;
    let mut notes = vec![format!("{leader} leads")];
    for offset in [STEP_SECS, -STEP_SECS, 0] {
        fleet.step_clock(&format!("{offset:+}"))?;
        for name in FAKED {
            until("a stepped clock", async || {
                let ahead = fleet.ahead_secs(name)?;
                Ok(ahead.is_some_and(|ahead| (ahead - offset).abs() <= 30))
            })
            .await?;
        }
        notes.push(format!("api-1 and usa-1 at {offset:+} s"));
        sleep(STEPPED).await;
    }
    Ok(notes)
}

async fn probers(fleet: &mut Fleet, names: &[&str]) -> anyhow::Result<Notes> {
    let mut notes = Notes::new();
    for name in names {
        let region = region_of(name);
        let stream = format!("upbeat:{{{region}}}:checks");
        // In the middle of a job, so that it leaves something behind.
        until("a prober at work", async || {
            Ok(fleet.pending(&stream, region, name)? > 0)
        })
        .await?;
        fleet.kill(name).await?;
        notes.push(taken_over(fleet, name).await?);
        fleet.restart(name).await?;
    }
    Ok(notes)
}

/// Waits until neighbours have taken a prober's jobs over.
async fn taken_over(fleet: &Fleet, name: &str) -> anyhow::Result<String> {
    let began = Instant::now();
    let region = region_of(name);
    let stream = format!("upbeat:{{{region}}}:checks");
    let left = fleet.pending(&stream, region, name)?;
    until("somebody to take over", async || {
        Ok(fleet.pending(&stream, region, name)? == 0)
    })
    .await?;
    let secs = began.elapsed().as_secs_f64();
    Ok(format!(
        "{name} left {left} jobs, taken over in {secs:.1} s"
    ))
}

async fn leader(fleet: &mut Fleet) -> anyhow::Result<Notes> {
    let old = fleet.some_leader().await?;
    fleet.kill(&old).await?;
    let killed_ms = now_ms();
    let note = next_leader(fleet, &old, killed_ms).await?;
    fleet.restart(&old).await?;
    Ok(vec![note])
}

/// Waits until another than `old` has published a job after `since_ms`.
async fn next_leader(fleet: &Fleet, old: &str, since_ms: i64) -> anyhow::Result<String> {
    let mut published_ms = 0;
    until("the next leader's first job", async || {
        published_ms = fleet.published_ms()?;
        Ok(published_ms > since_ms)
    })
    .await?;
    let new = fleet.some_leader().await?;
    ensure!(new != old, "{old} leads although it stands still");
    let took_ms = published_ms - since_ms;
    ensure!(
        took_ms <= LEADER_LIMIT_MS,
        "{new} published its first job only {took_ms} ms after {old} was gone"
    );
    Ok(format!(
        "{old} led, {new} published {:.1} s later",
        took_ms as f64 / 1_000.0
    ))
}

async fn api(fleet: &mut Fleet) -> anyhow::Result<Notes> {
    let leader = fleet.some_leader().await?;
    let other = ["api-1", "api-2"].into_iter().find(|name| *name != leader);
    let other = other.context("another api")?;
    let before = ingesters(fleet)?;
    fleet.kill(other).await?;
    let began = Instant::now();
    fleet.restart(other).await?;
    // What it had read and not stored is taken over by those that live.
    until("reports to be taken over", async || {
        Ok(before.iter().all(|(stream, consumer)| {
            let idle = [
                "XPENDING", stream, "ingest", "IDLE", "2000", "-", "+", "1", consumer,
            ];
            fleet
                .ground
                .redis(&idle)
                .is_ok_and(|pending| pending.is_empty())
        }))
    })
    .await?;
    let secs = began.elapsed().as_secs_f64();
    let now = fleet.some_leader().await?;
    ensure!(now == leader, "the lead went from {leader} to {now}");
    Ok(vec![format!(
        "{other} killed, {leader} leads on; nothing of it is pending after {secs:.1} s"
    )])
}

/// Who takes reports in, by stream.
fn ingesters(fleet: &Fleet) -> anyhow::Result<Vec<(String, String)>> {
    let mut consumers = Vec::new();
    for region in REGIONS {
        let stream = format!("upbeat:{{{region}}}:results");
        let info = fleet
            .ground
            .redis(&["XINFO", "CONSUMERS", &stream, "ingest"])?;
        let lines: Vec<&str> = info.lines().collect();
        let names = lines.windows(2).filter(|pair| pair[0] == "name");
        consumers.extend(names.map(|pair| (stream.clone(), pair[1].to_owned())));
    }
    Ok(consumers)
}

async fn redis(fleet: &mut Fleet) -> anyhow::Result<Notes> {
    fleet.ground.kill_redis()?;
    let killed_ms = now_ms();
    sleep(Duration::from_secs(1)).await;
    fleet.ground.start_redis().await?;
    let down_ms = now_ms() - killed_ms;
    until("jobs after Redis' restart", async || {
        Ok(fleet.published_ms()? > killed_ms + down_ms)
    })
    .await?;
    let again_ms = fleet.published_ms()? - killed_ms;
    Ok(vec![format!(
        "Redis away for {:.1} s, jobs published again after {:.1} s",
        down_ms as f64 / 1_000.0,
        again_ms as f64 / 1_000.0
    )])
}

async fn postgres(fleet: &mut Fleet) -> anyhow::Result<Notes> {
    fleet.ground.kill_postgres()?;
    let killed = Instant::now();
    let killed_ms = now_ms();
    sleep(Duration::from_secs(2)).await;
    until("jobs while PostgreSQL is away", async || {
        Ok(fleet.published_ms()? > killed_ms)
    })
    .await?;
    fleet.ground.start_postgres().await?;
    let down = killed.elapsed().as_secs_f64();
    let before = newest_tick(fleet)?;
    until("ticks after PostgreSQL's restart", async || {
        Ok(newest_tick(fleet)? > before)
    })
    .await?;
    let again = killed.elapsed().as_secs_f64();
    Ok(vec![format!(
        "PostgreSQL away for {down:.1} s, ticks stored again after {again:.1} s"
    )])
}

/// Slot of the newest tick.
fn newest_tick(fleet: &Fleet) -> anyhow::Result<i64> {
    Ok(fleet.ground.sql("SELECT max(slot_ms) FROM tick")?.parse()?)
}

async fn leaders(fleet: &mut Fleet) -> anyhow::Result<Notes> {
    let old = fleet.some_leader().await?;
    let frozen_ms = now_ms();
    fleet.member(&old)?.freeze().await?;
    let frozen = Instant::now();
    let note = next_leader(fleet, &old, frozen_ms).await?;
    sleep(BEYOND_LEASE.saturating_sub(frozen.elapsed())).await;
    // It wakes up in the middle of what it did, and believes to lead.
    fleet.member(&old)?.thaw().await?;
    let mut notes = vec![format!("{note}, then {old} went on")];
    let mut taken = 0;
    for _ in 0..5 {
        let before = fleet.some_leader().await?;
        let lost = ["HDEL", "upbeat:{leader}", "holder", "until"];
        fleet.ground.redis(&lost)?;
        let after = fleet.some_leader().await?;
        taken += usize::from(before != after);
        sleep(Duration::from_millis(1_500)).await;
    }
    notes.push(format!(
        "the lease was deleted 5 times, {taken} times taken by the other"
    ));
    Ok(notes)
}

async fn dead(fleet: &mut Fleet) -> anyhow::Result<Notes> {
    let file = fleet.ground.path("garbage");
    let mut commands = String::new();
    for n in 0..GARBAGE {
        writeln!(commands, "XADD upbeat:{{india}}:checks * b garbage-{n}")?;
    }
    fs::write(&file, commands)?;
    let length = |fleet: &Fleet| -> anyhow::Result<usize> {
        Ok(fleet
            .ground
            .redis(&["XLEN", "upbeat:{india}:dead"])?
            .parse()?)
    };
    let before = length(fleet)?;
    let began = Instant::now();
    fleet.ground.redis_pipe(&file)?;
    until("the dead letters to fill up", async || {
        Ok(length(fleet)? >= before.max(DEAD_LETTERS))
    })
    .await?;
    until("the garbage to be put away", async || {
        let waiting = fleet.ground.redis(&["XLEN", "upbeat:{india}:checks"])?;
        Ok(waiting.parse::<usize>()? < 500)
    })
    .await?;
    let secs = began.elapsed().as_secs_f64();
    let length = length(fleet)?;
    ensure!(
        length < DEAD_LETTERS + 1_000,
        "{length} dead letters: they are not bounded"
    );
    Ok(vec![format!(
        "{GARBAGE} unreadable jobs put away in {secs:.1} s, {length} dead letters kept"
    )])
}

async fn stop(fleet: &mut Fleet) -> anyhow::Result<Notes> {
    let name = "usa-2";
    fleet.member(name)?.freeze().await?;
    let frozen = Instant::now();
    let note = taken_over(fleet, name).await?;
    sleep(LONG.saturating_sub(frozen.elapsed())).await;
    fleet.member(name)?.thaw().await?;
    Ok(vec![format!(
        "frozen for {:.0} s: {note}",
        frozen.elapsed().as_secs_f64()
    )])
}

async fn cut(fleet: &mut Fleet) -> anyhow::Result<Notes> {
    let visited = |fleet: &Fleet| {
        let india = fleet.site.visits();
        let theirs = india
            .iter()
            .filter(|visit| visit.peer.to_string() == super::ground::INDIA);
        theirs.count()
    };
    fleet.ground.cut()?;
    let cut = Instant::now();
    sleep(Duration::from_secs(1)).await;
    let before = visited(fleet);
    sleep(LONG.saturating_sub(cut.elapsed())).await;
    ensure!(
        visited(fleet) == before,
        "india reaches the website although it is cut off"
    );
    fleet.ground.mend()?;
    let mended = Instant::now();
    until("india to come back", async || Ok(visited(fleet) > before)).await?;
    Ok(vec![format!(
        "india without website and Redis for {:.0} s, at work {:.1} s after",
        LONG.as_secs_f64(),
        mended.elapsed().as_secs_f64()
    )])
}
