//! Entries that were delivered but not acknowledged.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use super::{Engine, bodies, bodies_of, eventually, ids, read_all, region, seat};
use crate::{Backlog, EntryId, GroupConsumer, JobResult, Limits, Pending, Stream, Transport};

const AN_HOUR: Duration = Duration::from_secs(3_600);
const NOBODY: [String; 0] = [];
const BRIEFLY: Duration = Duration::from_millis(50);

/// Publishes `count` jobs and delivers them to the region's first prober.
async fn delivered(queue: &dyn Transport, count: usize) -> (Stream, GroupConsumer, Vec<EntryId>) {
    let checks = Stream::checks(&region("india"));
    let first = seat(&checks, "india-1");
    queue.publish(&checks, bodies(count)).await.unwrap();
    let read = read_all(queue, &first).await;
    assert_eq!(read.len(), count);
    (checks, first, ids(&read))
}

/// All pending entries, once each of them has been idle for `idle`: they were not delivered at
/// the same instant.
async fn idle_for(queue: &dyn Transport, stream: &Stream, idle: Duration) -> Vec<Pending> {
    eventually("entries are idle", async || {
        let all = queue.pending(stream, Duration::ZERO, 1_000).await.unwrap();
        let pending = queue.pending(stream, idle, 1_000).await.unwrap();
        (!pending.is_empty() && pending.len() == all.len()).then_some(pending)
    })
    .await
}

/// All of it, by a neighbor that can then answer.
pub async fn what_a_dead_prober_left_is_claimed(engine: Engine) {
    let queue = engine.queue();
    let (dead, neighbour) = (queue.open().await, queue.open().await);
    let (checks, first, jobs) = delivered(&*dead, 600).await;
    dead.close().await;
    let left = idle_for(&*neighbour, &checks, BRIEFLY).await;
    assert_eq!(
        left.iter()
            .map(|entry| entry.id.clone())
            .collect::<Vec<_>>(),
        jobs
    );
    assert!(
        left.iter()
            .all(|entry| entry.consumer == first.consumer && entry.idle >= BRIEFLY)
    );
    assert_eq!(
        neighbour.pending(&checks, BRIEFLY, 7).await.unwrap().len(),
        7
    );

    let second = seat(&checks, "india-2");
    let claimed = neighbour.claim(&second, BRIEFLY, &jobs).await.unwrap();
    assert_eq!(bodies_of(&claimed), bodies(600));
    let now_held = neighbour
        .pending(&checks, Duration::ZERO, 1_000)
        .await
        .unwrap();
    assert!(now_held.iter().all(|entry| entry.consumer == "india-2"));
    let answers = jobs.into_iter().map(|job| JobResult {
        job,
        report: None,
        dead: None,
    });
    neighbour
        .answer(&checks.region, answers.collect())
        .await
        .unwrap();
    let backlog = neighbour.backlog(&checks).await.unwrap();
    assert_eq!((backlog.len, backlog.pending), (0, 0));
}

/// Not even listed.
pub async fn nothing_is_claimed_before_it_is_idle(engine: Engine) {
    let queue = engine.queue().open().await;
    let (checks, _, jobs) = delivered(&*queue, 3).await;
    assert_eq!(queue.pending(&checks, AN_HOUR, 10).await.unwrap(), []);
    assert_eq!(
        queue
            .claim(&seat(&checks, "india-2"), AN_HOUR, &jobs)
            .await
            .unwrap(),
        []
    );
    let held = queue.pending(&checks, Duration::ZERO, 10).await.unwrap();
    assert!(
        held.iter()
            .all(|entry| entry.consumer == "india-1" && entry.deliveries == 1)
    );
}

/// A claim resets the idle time.
pub async fn two_claimers_never_get_the_same_entry(engine: Engine) {
    let queue = engine.queue();
    let (one, two) = (queue.open().await, queue.open().await);
    let (checks, _, jobs) = delivered(&*one, 400).await;
    // Longer than all claims below: only the first delivery is that old.
    let idle = Duration::from_secs(1);
    eventually("all are idle", async || {
        (one.pending(&checks, idle, 1_000).await.unwrap().len() == 400).then_some(())
    })
    .await;
    let (second, third) = (seat(&checks, "india-2"), seat(&checks, "india-3"));
    let (forwards, backwards) = (jobs.clone(), jobs.into_iter().rev().collect::<Vec<_>>());
    let started = Instant::now();
    let (a, b) = tokio::join!(
        one.claim(&second, idle, &forwards),
        two.claim(&third, idle, &backwards)
    );
    let claimed = [ids(&a.unwrap()), ids(&b.unwrap())].concat();
    assert!(started.elapsed() < idle, "this machine is too slow to tell");
    assert_eq!(claimed.len(), 400);
    assert_eq!(claimed.iter().collect::<HashSet<_>>().len(), 400);
}

/// The job is done.
pub async fn what_was_acknowledged_is_not_claimed(engine: Engine) {
    let queue = engine.queue().open().await;
    let (checks, first, jobs) = delivered(&*queue, 2).await;
    queue.ack(&checks, &jobs[..1]).await.unwrap();
    queue.keep(&first, &jobs).await.unwrap();
    let claimed = queue
        .claim(&seat(&checks, "india-2"), Duration::ZERO, &jobs)
        .await
        .unwrap();
    assert_eq!(ids(&claimed), jobs[1..]);
}

/// So that a job that kills its probers is detected.
pub async fn deliveries_are_counted(engine: Engine) {
    let queue = engine.queue().open().await;
    let (checks, first, jobs) = delivered(&*queue, 1).await;
    for deliveries in 2..=4 {
        let second = seat(&checks, "india-2");
        assert_eq!(
            queue
                .claim(&second, Duration::ZERO, &jobs)
                .await
                .unwrap()
                .len(),
            1
        );
        queue.keep(&first, &jobs).await.unwrap();
        queue.keep(&second, &jobs).await.unwrap();
        let pending = queue.pending(&checks, Duration::ZERO, 10).await.unwrap();
        assert_eq!(pending[0].deliveries, deliveries, "keeping is no delivery");
    }
}

/// A living prober keeps its slow job.
pub async fn keeping_an_entry_resets_its_idle_time(engine: Engine) {
    let queue = engine.queue().open().await;
    let (checks, first, jobs) = delivered(&*queue, 2).await;
    idle_for(&*queue, &checks, 4 * BRIEFLY).await;
    let before_keeping = Instant::now();
    queue.keep(&first, &jobs[..1]).await.unwrap();
    let pending = queue.pending(&checks, Duration::ZERO, 10).await.unwrap();
    // Redis counts whole milliseconds.
    let since = before_keeping.elapsed() + Duration::from_millis(2);
    assert!(pending[0].idle <= since, "{pending:?} after {since:?}");
    assert!(pending[1].idle >= 4 * BRIEFLY, "the other one is not kept");
}

/// A prober that was too late has lost the job.
pub async fn keeping_takes_nothing_from_a_neighbour(engine: Engine) {
    let queue = engine.queue().open().await;
    let (checks, first, jobs) = delivered(&*queue, 1).await;
    queue
        .claim(&seat(&checks, "india-2"), Duration::ZERO, &jobs)
        .await
        .unwrap();
    idle_for(&*queue, &checks, BRIEFLY).await;
    queue.keep(&first, &jobs).await.unwrap();
    let pending = queue.pending(&checks, Duration::ZERO, 10).await.unwrap();
    assert_eq!(pending[0].consumer, "india-2");
    assert!(
        pending[0].idle >= BRIEFLY,
        "nor is it kept for the neighbour"
    );
    let elsewhere = seat(&Stream::checks(&region("usa")), "usa-1");
    queue.keep(&elsewhere, &jobs).await.unwrap();
}

/// Otherwise it would stay pending forever.
pub async fn what_was_trimmed_is_acknowledged_by_a_claim(engine: Engine) {
    let limits = Limits {
        checks_len: 100,
        ..Limits::default()
    };
    let queue = engine.bounded(limits).open().await;
    let (checks, _, jobs) = delivered(&*queue, 1).await;
    queue.publish(&checks, bodies(1_000)).await.unwrap();
    assert_eq!(queue.backlog(&checks).await.unwrap().pending, 1);
    let claimed = queue
        .claim(&seat(&checks, "india-2"), Duration::ZERO, &jobs)
        .await
        .unwrap();
    assert_eq!(claimed, []);
    assert_eq!(queue.backlog(&checks).await.unwrap().pending, 0);
}

/// Entries held by the consumer that left can still be claimed.
pub async fn leaving_loses_nothing(engine: Engine) {
    let queue = engine.queue().open().await;
    let (checks, first, jobs) = delivered(&*queue, 2).await;
    queue.leave(&first).await.unwrap();
    let second = seat(&checks, "india-2");
    assert_eq!(
        queue
            .claim(&second, Duration::ZERO, &jobs)
            .await
            .unwrap()
            .len(),
        2
    );
    queue.ack(&checks, &jobs).await.unwrap();
    queue.leave(&second).await.unwrap();
    queue
        .leave(&seat(&Stream::checks(&region("usa")), "usa-1"))
        .await
        .unwrap();
    // A consumer that left may come back.
    queue.publish(&checks, bodies(1)).await.unwrap();
    assert_eq!(read_all(&*queue, &second).await.len(), 1);
}

/// Otherwise it would stay pending forever if its consumer keeps refreshing it.
pub async fn what_was_trimmed_can_still_be_answered(engine: Engine) {
    let limits = Limits {
        checks_len: 100,
        ..Limits::default()
    };
    let queue = engine.bounded(limits).open().await;
    let (checks, first, jobs) = delivered(&*queue, 2).await;
    queue.publish(&checks, bodies(1_000)).await.unwrap();
    queue.keep(&first, &jobs).await.unwrap();
    let answers = jobs.into_iter().map(|job| JobResult {
        job,
        report: bodies(1).pop(),
        dead: None,
    });
    queue
        .answer(&checks.region, answers.collect())
        .await
        .unwrap();
    assert_eq!(queue.backlog(&checks).await.unwrap().pending, 0);
    let results = Stream::results(&checks.region);
    assert_eq!(queue.backlog(&results).await.unwrap().len, 2);
}

/// No other consumers are removed, and no pending entries are lost.
pub async fn tidying_loses_nothing(engine: Engine) {
    let queue = engine.queue();
    let (api, gone) = (queue.open().await, queue.open().await);
    let (checks, first, jobs) = delivered(&*gone, 1).await;
    let idle = seat(&checks, "india-2");
    gone.read(&idle, 1, Duration::ZERO).await.unwrap();
    assert_eq!(api.tidy(&checks, AN_HOUR).await.unwrap(), NOBODY);
    let tidied = api.tidy(&checks, Duration::ZERO).await.unwrap();
    assert!(!tidied.contains(&first.consumer), "{tidied:?}");
    let claimed = api.claim(&idle, Duration::ZERO, &jobs).await.unwrap();
    assert_eq!(claimed.len(), 1, "it may come again");
}

/// This is not an error: the region is new.
pub async fn a_stream_without_a_group_has_nothing_pending(engine: Engine) {
    let queue = engine.queue().open().await;
    let checks = Stream::checks(&region("india"));
    assert_eq!(
        queue.pending(&checks, Duration::ZERO, 10).await.unwrap(),
        []
    );
    let empty = Backlog {
        limit: Limits::default().checks_len,
        ..Backlog::default()
    };
    assert_eq!(queue.backlog(&checks).await.unwrap(), empty);
    assert_eq!(queue.tidy(&checks, Duration::ZERO).await.unwrap(), NOBODY);
    let nobodys = [EntryId("1-1".to_owned())];
    let claimed = queue
        .claim(&seat(&checks, "india-1"), Duration::ZERO, &nobodys)
        .await
        .unwrap();
    assert_eq!(claimed, []);
    queue.ack(&checks, &nobodys).await.unwrap();
}
