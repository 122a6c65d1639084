//! What may become of Redis without its dying: another server takes its place and the
//! old one keeps its connections, it is full, or it comes up after everybody else.

use std::time::{Duration, Instant};

use anyhow::ensure;
use tokio::time::sleep;

use super::faults::Notes;
use super::fleet::{Fleet, address, region_of};
use super::ground::until;
use super::now_ms;
use bench::client::get_any;

/// Longer than a prober lives without a heartbeat, 5 s, and shorter than a check may
/// wait for its begin, 10 s.
const FULL: Duration = Duration::from_millis(6_500);

/// How long Redis is away while others start.
const LATE: Duration = Duration::from_secs(4);

const PROBERS: [&str; 4] = ["india-1", "india-2", "usa-1", "usa-2"];

/// A replica becomes the primary, and whoever is connected to the old one stays so
/// until it leaves by itself.
pub(super) async fn failover(fleet: &mut Fleet) -> anyhow::Result<Notes> {
    let before = fleet.ground.clients_of_redis()?;
    fleet.ground.fail_redis_over().await?;
    let (failed, failed_ms) = (Instant::now(), now_ms());
    until("jobs on the new primary", async || {
        Ok(fleet.published_ms()? > failed_ms)
    })
    .await?;
    let published = failed.elapsed().as_secs_f64();
    until("everybody to leave the old one", async || {
        Ok(fleet.ground.clients_of_old_redis()? == 0 && fleet.ground.clients_of_redis()? >= before)
    })
    .await?;
    let left = failed.elapsed().as_secs_f64();
    Ok(vec![format!(
        "jobs on the new primary after {published:.1} s, all {before} connections there after {left:.1} s"
    )])
}

/// Nothing can be added, and who lives is not taken for dead.
pub(super) async fn full(fleet: &mut Fleet) -> anyhow::Result<Notes> {
    let set = |fleet: &Fleet, bytes: &str| {
        let command = ["CONFIG", "SET", "maxmemory", bytes];
        fleet.ground.redis(&command)
    };
    set(fleet, "1")?;
    let full = Instant::now();
    for api in ["api-1", "api-2"] {
        until("an api that says why", async || {
            let said = get_any(address(api)?, "/readyz").await?;
            Ok(said.contains("out of memory (maxmemory)"))
        })
        .await?;
    }
    sleep(FULL.saturating_sub(full.elapsed())).await;
    let mut oldest_ms = 0;
    for prober in PROBERS {
        let age_ms = fleet.heartbeat_age_ms(region_of(prober), prober)?;
        ensure!(
            age_ms < 3_000,
            "{prober} looks dead: its last heartbeat is {age_ms} ms old"
        );
        oldest_ms = oldest_ms.max(age_ms);
    }
    set(fleet, "0")?;
    let freed_ms = now_ms();
    until("jobs after there is room", async || {
        Ok(fleet.published_ms()? > freed_ms)
    })
    .await?;
    Ok(vec![format!(
        "full for {:.1} s, heartbeats {oldest_ms} ms old at most, jobs {} ms after",
        full.elapsed().as_secs_f64(),
        now_ms() - freed_ms
    )])
}

/// An api and a prober start while Redis is away, as after a machine's start.
pub(super) async fn late(fleet: &mut Fleet) -> anyhow::Result<Notes> {
    let leader = fleet.some_leader().await?;
    let api = if leader == "api-1" { "api-2" } else { "api-1" };
    let prober = "india-1";
    fleet.kill(api).await?;
    fleet.kill(prober).await?;
    fleet.ground.kill_redis()?;
    let away = Instant::now();
    for name in [api, prober] {
        fleet.member(name)?.start()?;
    }
    until("an api that waits", async || {
        let alive = get_any(address(api)?, "/healthz").await;
        let ready = get_any(address(api)?, "/readyz").await;
        Ok(alive.is_ok_and(|alive| alive == "ok")
            && ready.is_ok_and(|ready| ready.contains("\"ready\":false")))
    })
    .await?;
    sleep(LATE.saturating_sub(away.elapsed())).await;
    fleet.ground.start_redis().await?;
    let (secs, back) = (away.elapsed().as_secs_f64(), Instant::now());
    let this = &*fleet;
    until("the late ones to work", async || {
        let ready = get_any(address(api)?, "/readyz").await?;
        let age_ms = this.heartbeat_age_ms("india", prober)?;
        Ok(ready.contains("\"ready\":true") && age_ms < 2_000)
    })
    .await?;
    Ok(vec![format!(
        "Redis away for {secs:.1} s, {api} and {prober} at work {:.1} s after",
        back.elapsed().as_secs_f64()
    )])
}
