//! The worker between a queue and its checks.
//!
//! Where time is paused the check is of a refused address: it touches no
//! network, which paused time would overtake.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use prober::{Error, WorkerOptions};
use queue::{
    Clock, FailureClass, Heartbeat, Job, Limits, MemoryTransport, Outcome, ProberName, Report,
    Stream, codec,
};
use tokio::sync::Notify;

use crate::bench::Bench;
use crate::failing_queue::Flaky;
use crate::server::{OK, answering, exchange, serve};

const REFUSED: &str = "http://10.0.0.1/";

fn detail(report: &Report) -> &str {
    report
        .failure
        .as_ref()
        .map_or("", |failure| &failure.detail)
}

#[tokio::test]
async fn a_job_becomes_a_report_and_leaves_the_stream() {
    let bench = Bench::in_memory().await;
    let worker = bench.start();
    let server = answering(OK).await;
    let before_ms = bench.clock.now_ms();
    let key = bench.ask(&format!("http://{server}/")).await;
    let report = bench.next_report().await;
    assert_eq!((report.key, report.mac), (key, [7; 32]));
    assert_eq!((report.outcome, report.failure), (Outcome::Up, None));
    assert_eq!((report.http_status, report.attempts), (Some(200), 1));
    assert!(report.phases.unwrap().total_us() > 0);
    assert!(report.checked_at_ms >= before_ms);
    assert_eq!(bench.backlog().await, (0, 0));
    bench.stop(worker).await;
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_becomes_a_dead_letter_and_the_next_job_runs() {
    let bench = Bench::in_memory().await;
    let worker = bench.start();
    let poison = Bytes::from_static(b"\xffnonsense");
    bench.publish(vec![poison.clone()]).await;
    let key = bench.ask(REFUSED).await;
    assert_eq!(bench.next_dead_letter().await, poison);
    assert_eq!(bench.next_report().await.key, key);
    assert_eq!(bench.backlog().await, (0, 0));
    bench.stop(worker).await;
}

#[tokio::test(start_paused = true)]
async fn a_job_that_comes_too_late_is_not_run() {
    let bench = Bench::in_memory().await;
    let mut job = bench.job(REFUSED);
    job.start_before_ms = bench.clock.now_ms() - 1;
    bench.publish(vec![codec::encode(&job).unwrap()]).await;
    let worker = bench.start();
    let report = bench.next_report().await;
    assert_eq!(
        (report.outcome, detail(&report)),
        (Outcome::Unmeasured, "expired.late")
    );
    assert_eq!((report.attempts, report.phases), (0, None));
    assert_eq!(report.failure.unwrap().class, FailureClass::Expired);
    bench.stop(worker).await;
}

#[tokio::test(start_paused = true)]
async fn a_dead_neighbours_jobs_are_taken_over() {
    let bench = Bench::in_memory().await;
    let key = bench.ask(REFUSED).await;
    bench.take_as("india-9").await;
    let worker = bench.start();
    // A prober may read before its first heartbeat: it is given five seconds.
    assert_eq!(bench.report(Duration::from_secs(4)).await, None);
    let report = bench
        .report(Duration::from_secs(4))
        .await
        .expect("not taken over");
    assert_eq!(report.key, key);
    assert_eq!(bench.backlog().await, (0, 0));
    bench.stop(worker).await;
}

#[tokio::test(start_paused = true)]
async fn a_living_neighbour_is_left_alone_for_as_long_as_a_job_may_take() {
    let bench = Bench::in_memory().await;
    bench.ask(REFUSED).await;
    bench.take_as("india-9").await;
    let neighbour: ProberName = "india-9".parse().unwrap();
    let (queue, region, clock) = (
        bench.queue.clone(),
        bench.region.clone(),
        bench.clock.clone(),
    );
    let living = tokio::spawn(async move {
        loop {
            let heartbeat = heartbeat(&clock);
            queue.beat(&region, &neighbour, &heartbeat).await.unwrap();
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    });
    let worker = bench.start();
    assert_eq!(bench.report(Duration::from_secs(240)).await, None);
    assert!(bench.report(Duration::from_secs(10)).await.is_some());
    living.abort();
    bench.stop(worker).await;
}

/// While the queue takes no heartbeats all of them grow old: that tells of nobody's
/// death, and neither does the first moment afterwards.
#[tokio::test(start_paused = true)]
async fn who_could_not_say_that_it_lives_is_not_taken_for_dead() {
    let refuses = Arc::new(AtomicBool::new(false));
    let bench = Bench::new(Flaky {
        refuses: Arc::clone(&refuses),
        ..Flaky::on(MemoryTransport::new(Limits::default()))
    })
    .await;
    bench.ask(REFUSED).await;
    bench.take_as("india-9").await;
    let living = tokio::spawn({
        let (queue, region) = (bench.queue.clone(), bench.region.clone());
        let (neighbour, clock) = ("india-9".parse().unwrap(), bench.clock.clone());
        async move {
            loop {
                // Just before each second ends, so that ours comes first.
                tokio::time::sleep(Duration::from_millis(990)).await;
                let _ = queue.beat(&region, &neighbour, &heartbeat(&clock)).await;
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    });
    let worker = bench.start();
    assert_eq!(bench.report(Duration::from_secs(10)).await, None);
    for _ in 0..3 {
        refuses.store(true, Ordering::SeqCst);
        assert_eq!(bench.report(Duration::from_secs(20)).await, None);
        refuses.store(false, Ordering::SeqCst);
        assert_eq!(bench.report(Duration::from_secs(10)).await, None);
    }
    living.abort();
    let taken_over = bench.report(Duration::from_secs(10)).await;
    assert!(taken_over.is_some(), "now it is dead");
    bench.stop(worker).await;
}

fn heartbeat(clock: &Clock) -> Heartbeat {
    Heartbeat {
        at_ms: clock.now_ms(),
        version: String::new(),
        egress_allow: vec![],
        impairment: None,
        instance: String::new(),
        load: queue::Load::default(),
    }
}

#[tokio::test(start_paused = true)]
async fn the_jobs_of_an_own_former_life_are_taken_up() {
    let bench = Bench::in_memory().await;
    let key = bench.ask(REFUSED).await;
    bench.take_as("india-1").await;
    let worker = bench.start();
    assert_eq!(
        bench
            .report(Duration::from_secs(10))
            .await
            .expect("forgotten")
            .key,
        key
    );
    bench.stop(worker).await;
}

#[tokio::test(start_paused = true)]
async fn a_job_that_kills_its_probers_becomes_a_dead_letter_and_a_report() {
    let bench = Bench::in_memory().await;
    let key = bench.ask(REFUSED).await;
    bench.take_as("india-7").await;
    let stream = Stream::checks(&bench.region);
    for neighbour in ["india-8", "india-9"] {
        let pending = bench
            .queue
            .pending(&stream, Duration::ZERO, 1)
            .await
            .unwrap();
        let ids = [pending[0].id.clone()];
        bench
            .queue
            .claim(&bench.seat(neighbour), Duration::ZERO, &ids)
            .await
            .unwrap();
    }
    let worker = bench.start();
    let report = bench.next_report().await;
    assert_eq!(
        (report.key.clone(), detail(&report)),
        (key.clone(), "internal.poison")
    );
    assert_eq!((report.outcome, report.attempts), (Outcome::Unmeasured, 0));
    let dead: Job = codec::decode(&bench.next_dead_letter().await).unwrap();
    assert_eq!(dead.key, key);
    assert_eq!(bench.backlog().await, (0, 0));
    bench.stop(worker).await;
}

#[tokio::test(start_paused = true)]
async fn results_are_kept_while_the_queue_is_away() {
    // Sooner than a job that we forgot would be taken up again.
    let soon = Duration::from_secs(3);
    for taken in [false, true] {
        let inner = MemoryTransport::new(Limits::default());
        let bench = Bench::new(Flaky {
            failures: 3.into(),
            taken,
            panics: false,
            ..Flaky::on(inner)
        })
        .await;
        let worker = bench.start();
        let key = bench.ask(REFUSED).await;
        // An answer that was taken unheard comes again, and harms nobody.
        for _ in 0..if taken { 4 } else { 1 } {
            assert_eq!(bench.report(soon).await.expect("forgotten").key, key);
        }
        bench.stop(worker).await;
        assert_eq!(bench.report(soon).await, None);
        assert_eq!(bench.backlog().await, (0, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn no_job_is_taken_while_results_fill_the_memory() {
    let inner = MemoryTransport::new(Limits::default());
    let bench = Bench::new(Flaky {
        failures: 6.into(),
        panics: false,
        ..Flaky::on(inner)
    })
    .await;
    let worker = bench.start_with(WorkerOptions {
        waiting_limit: 1,
        ..bench.options()
    });
    let first = bench.ask(REFUSED).await;
    // Six pauses take three seconds at least; a read that has begun ends sooner.
    assert_eq!(bench.report(Duration::from_secs(2)).await, None);
    let second = bench.ask(REFUSED).await;
    assert_eq!(bench.report(Duration::from_millis(500)).await, None);
    assert_eq!(bench.backlog().await, (2, 1));
    assert_eq!(bench.next_report().await.key, first);
    assert_eq!(bench.next_report().await.key, second);
    bench.stop(worker).await;
}

#[tokio::test(start_paused = true)]
async fn it_says_each_second_that_it_lives_and_takes_that_back_when_it_stops() {
    let bench = Bench::in_memory().await;
    let worker = bench.start();
    for _ in 0..3 {
        tokio::time::advance(Duration::from_secs(10)).await;
        // The worker's timers rang; a read lets it act on them.
        bench.report(Duration::from_millis(1_100)).await;
        let seen = bench.queue.neighbours(&bench.region).await.unwrap();
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].name.as_str(), "india-1");
        assert!(seen[0].heartbeat.is_alive(bench.clock.now_ms()));
        assert_eq!(seen[0].heartbeat.egress_allow, ["127.0.0.1/32"]);
    }
    bench.stop(worker).await;
    assert_eq!(bench.queue.neighbours(&bench.region).await.unwrap(), []);
}

/// A server that answers when told to, and says when it was asked.
pub(crate) async fn held_back() -> (String, Arc<Notify>, Arc<Notify>) {
    let (asked, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (asks, goes) = (Arc::clone(&asked), Arc::clone(&go));
    let server = serve(move |mut stream| {
        let (asks, goes) = (Arc::clone(&asks), Arc::clone(&goes));
        async move {
            asks.notify_one();
            goes.notified().await;
            exchange(&mut stream, OK).await;
        }
    })
    .await;
    (format!("http://{server}/"), asked, go)
}

#[tokio::test]
async fn a_graceful_stop_finishes_what_is_running_and_takes_nothing_new() {
    let bench = Bench::in_memory().await;
    // With its one permit in use, no read delays the stop.
    let worker = bench.start_with(WorkerOptions {
        concurrency: 1,
        ..bench.options()
    });
    let (url, asked, go) = held_back().await;
    let key = bench.ask(&url).await;
    asked.notified().await;
    bench.shutdown.cancel();
    // It is there when the permit is free again, and the worker still lives.
    bench.ask(&url).await;
    go.notify_one();
    worker.await.unwrap().unwrap();
    let report = bench
        .report(Duration::ZERO)
        .await
        .expect("the running check was dropped");
    assert_eq!((report.key, report.outcome), (key, Outcome::Up));
    assert_eq!(bench.report(Duration::ZERO).await, None);
    assert_eq!(bench.backlog().await, (1, 0), "the second one was taken");
}

#[tokio::test]
async fn what_does_not_end_in_time_stays_in_the_queue() {
    let bench = Bench::in_memory().await;
    let worker = bench.start_with(WorkerOptions {
        grace: Duration::ZERO,
        ..bench.options()
    });
    let (url, asked, _go) = held_back().await;
    bench.ask(&url).await;
    asked.notified().await;
    bench.stop(worker).await;
    assert_eq!(bench.report(Duration::ZERO).await, None);
    assert_eq!(bench.backlog().await, (1, 1));
}

#[tokio::test]
async fn no_more_jobs_are_taken_than_may_run() {
    let bench = Bench::in_memory().await;
    let worker = bench.start_with(WorkerOptions {
        concurrency: 2,
        ..bench.options()
    });
    let (url, asked, go) = held_back().await;
    for _ in 0..5 {
        bench.ask(&url).await;
    }
    asked.notified().await;
    assert_eq!(bench.backlog().await.0, 5);
    for _ in 0..5 {
        assert!(bench.backlog().await.1 <= 2, "{:?}", bench.backlog().await);
        go.notify_one();
        assert_eq!(bench.next_report().await.outcome, Outcome::Up);
    }
    bench.stop(worker).await;
}

#[tokio::test(start_paused = true)]
async fn a_running_job_is_kept_from_its_neighbours() {
    let bench = Bench::in_memory().await;
    let worker = bench.start();
    let (url, asked, _go) = held_back().await;
    let mut job = bench.job(&url);
    job.check.timeout_ms = 60_000;
    bench.publish(vec![codec::encode(&job).unwrap()]).await;
    asked.notified().await;
    let stream = Stream::checks(&bench.region);
    let mut looks = 0;
    while bench.report(Duration::from_secs(1)).await.is_none() {
        let idle = Duration::from_secs(4);
        assert_eq!(
            bench.queue.pending(&stream, idle, 9).await.unwrap(),
            [],
            "{looks}"
        );
        looks += 1;
    }
    assert!(looks >= 50, "{looks}");
    bench.stop(worker).await;
}

#[tokio::test(start_paused = true)]
async fn a_part_that_panics_ends_the_worker() {
    let inner = MemoryTransport::new(Limits::default());
    let queue = Flaky {
        failures: 0.into(),
        panics: true,
        ..Flaky::on(inner)
    };
    let bench = Bench::new(queue).await;
    let ended = bench.start().await.unwrap();
    assert!(
        matches!(ended, Err(Error::LoopEnded("take-over"))),
        "{ended:?}"
    );
}
