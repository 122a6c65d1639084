//! Who leads, what they go on with, and what is told of what was skipped.

use std::process::Command;
use std::time::{Duration, Instant};

use entity::website;
use queue::testing::{Engine, TestQueue};

use crate::support::{BEGIN_MS, INDIA, USA, World, grid};

/// Long enough for a stalled machine; a lease is looked at each second.
const PATIENCE: Duration = Duration::from_secs(30);

/// Makes Redis forget all of `queue`, as if it came back empty.
fn forget(queue: &TestQueue) {
    let TestQueue::Redis { url, prefix, .. } = queue else {
        panic!("only Redis forgets");
    };
    let socket = url.trim_start_matches("redis+unix://");
    let script = "for _, key in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', key) end";
    let done = Command::new("redis-cli")
        .args(["-s", socket, "EVAL", script, "0", &format!("{prefix}:*")])
        .status()
        .unwrap();
    assert!(done.success());
}

fn newest(website: &website::Model, now_ms: i64) -> i64 {
    *grid(website, now_ms - 9_999, now_ms).last().unwrap()
}

#[tokio::test]
async fn a_leader_notices_that_redis_came_back_empty() {
    let queue = Engine::Redis.queue();
    let world = World::with(queue.open().await).await;
    let lost = world.website(None, BEGIN_MS - 100_000).await;
    let stored = world.website(None, BEGIN_MS - 100_000).await;
    let mut scheduler = world.scheduler("one");
    for step in 0..=20 {
        scheduler.pass(BEGIN_MS + step * 1_000).await.unwrap();
    }
    let now_ms = BEGIN_MS + 20_000;
    world.record(&stored, newest(&stored, now_ms)).await;
    forget(&queue);

    let limit = Instant::now() + PATIENCE;
    let mut again = Vec::new();
    while again.is_empty() {
        assert!(Instant::now() < limit, "nothing is published again");
        scheduler.pass(now_ms).await.unwrap();
        again = world.jobs("india").await;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let again: Vec<_> = again
        .iter()
        .map(|job| (job.key.website_key, job.key.slot_ms))
        .collect();
    assert_eq!(again, [(lost.key.0, newest(&lost, now_ms))]);
    assert_eq!(scheduler.health().memory_losses(), 1);

    // It goes on as before.
    for step in 21..=40 {
        scheduler.pass(BEGIN_MS + step * 1_000).await.unwrap();
    }
    let mut expected = grid(&lost, now_ms + 1, BEGIN_MS + 40_000);
    expected.extend(grid(&stored, now_ms + 1, BEGIN_MS + 40_000));
    expected.sort_unstable();
    assert_eq!(world.slots("india").await, expected);
    assert_eq!(scheduler.health().memory_losses(), 1);
}

/// Both sign the same slots, so they become the same ticks.
#[tokio::test]
async fn two_leaders_for_a_moment_publish_the_same_slots() {
    let world = World::new().await;
    let website = world.website(None, BEGIN_MS - 100_000).await;
    let mut one = world.scheduler("one");
    let mut other = world.scheduler("other");
    let limit = Instant::now() + PATIENCE;
    // The first trusts its lease for a second, in which it is taken from it; on a
    // machine that stalls for longer there are no two leaders, and all begins anew.
    for round in 1.. {
        assert!(Instant::now() < limit, "there are never two leaders");
        let now_ms = BEGIN_MS + round * 20_000;
        one.pass(now_ms - 10_000).await.unwrap();
        world.transport.resign("one").await.unwrap();
        world.jobs("india").await;
        let by_other = other.pass(now_ms).await.unwrap();
        let by_one = one.pass(now_ms).await.unwrap();
        let slots = world.slots("india").await;
        let expected = grid(&website, now_ms - 9_999, now_ms);
        if by_one > 0 && by_other > 0 {
            assert_eq!(slots, [expected.clone(), expected].concat());
            break;
        }
        assert_eq!(slots, expected);
        world.transport.resign("one").await.unwrap();
        world.transport.resign("other").await.unwrap();
    }
    assert_eq!(one.pass(BEGIN_MS + 1_000_000).await.unwrap(), 0, "it lost");
    assert!(!one.health().is_leader() && other.health().is_leader());
}

#[tokio::test]
async fn what_a_stall_makes_too_late_is_skipped_and_counted() {
    let world = World::new().await;
    world.region(USA, "usa", 0).await;
    let everywhere = world.website(None, BEGIN_MS - 100_000).await;
    let chosen = world.website(Some(vec![INDIA]), BEGIN_MS - 100_000).await;
    let mut scheduler = world.scheduler("one");
    let health = scheduler.health();
    assert!(!health.is_leader());
    scheduler.pass(BEGIN_MS).await.unwrap();
    world.slots("india").await;
    world.slots("usa").await;
    assert_eq!(health.jobs_skipped(), 0);
    assert!(health.is_leader());
    assert_eq!(health.plan_len(), 2);
    assert_eq!(health.last_pass_ms(), BEGIN_MS);
    let before = health.jobs_published();

    let now_ms = BEGIN_MS + 100_000;
    scheduler.pass(now_ms).await.unwrap();
    let skipped = |website| grid(website, BEGIN_MS + 1, now_ms - 10_000).len();
    let expected = 2 * skipped(&everywhere) + skipped(&chosen);
    assert_eq!(health.jobs_skipped(), u64::try_from(expected).unwrap());
    assert_eq!(health.jobs_published(), before + 3);
    assert_eq!(world.slots("usa").await, [newest(&everywhere, now_ms)]);
    let oldest = newest(&everywhere, now_ms).min(newest(&chosen, now_ms));
    // Noted when it was published, which on a slow machine is seconds later.
    let seconds = (0..60).map(|second| now_ms + second * 1_000);
    let latest_ms = seconds.map(|at_ms| health.lateness_ms(at_ms)).max();
    assert!(latest_ms >= Some(now_ms - oldest));

    scheduler.pass(now_ms + 10_000).await.unwrap();
    assert_eq!(health.jobs_skipped(), u64::try_from(expected).unwrap());
}
