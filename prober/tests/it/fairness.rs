//! Checks of one organization that hang do not hold up another's.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use prober::WorkerOptions;
use queue::{JobKey, Outcome, Tenant, codec};
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::bench::Bench;
use crate::server::{OK, answering, serve};

/// Number of checks that may run at once.
const CONCURRENCY: usize = 256;

/// Number of those that an organization may run beyond that.
const EACH: u32 = 4;

/// A website that answers nobody, and has a permit for each visitor.
async fn silent() -> (String, Arc<Semaphore>) {
    let visitors = Arc::new(Semaphore::new(0));
    let seen = Arc::clone(&visitors);
    let server = serve(move |stream| {
        seen.add_permits(1);
        async move {
            std::future::pending::<()>().await;
            drop(stream);
        }
    })
    .await;
    (format!("http://{server}/"), visitors)
}

/// Publishes so many jobs of an organization; their keys.
async fn publish(bench: &Bench, organization: u128, url: &str, jobs: usize) -> Vec<JobKey> {
    let tenant = Some(Tenant::of(Uuid::from_u128(organization)));
    let (mut keys, mut bodies): (Vec<JobKey>, Vec<Bytes>) = (Vec::new(), Vec::new());
    for _ in 0..jobs {
        let mut job = bench.job(url);
        job.check.timeout_ms = 60_000;
        job.tenant = tenant;
        bodies.push(codec::encode(&job).unwrap());
        keys.push(job.key);
    }
    bench.publish(bodies).await;
    keys
}

fn options(bench: &Bench) -> WorkerOptions {
    WorkerOptions {
        concurrency: CONCURRENCY,
        grace: Duration::ZERO,
        ..bench.options()
    }
}

#[tokio::test]
async fn ten_checks_do_not_wait_for_thousands_of_another_organization_that_hang() {
    let bench = Bench::in_memory().await;
    let worker = bench.start_with(options(&bench));
    let (slow, visitors) = silent().await;
    publish(&bench, 1, &slow, 2_500).await;
    // It has all permits while nobody else needs one.
    let all = u32::try_from(CONCURRENCY).unwrap();
    visitors.acquire_many(all).await.unwrap().forget();

    let fast = format!("http://{}/", answering(OK).await);
    let mut expected = publish(&bench, 2, &fast, 10).await;
    let mut answered = Vec::new();
    for _ in 0..10 {
        let report = bench.next_report().await;
        assert_eq!(report.outcome, Outcome::Up, "{report:?}");
        answered.push(report.key);
    }
    answered.sort_by_key(|key| key.website);
    expected.sort_by_key(|key| key.website);
    assert_eq!(answered, expected);
    // Nor do they wait if they come again, and in one that began to hang, too.
    publish(&bench, 3, &slow, 100).await;
    visitors.acquire_many(EACH).await.unwrap().forget();
    publish(&bench, 2, &fast, 10).await;
    for _ in 0..10 {
        assert_eq!(bench.next_report().await.outcome, Outcome::Up);
    }
    assert_eq!(visitors.available_permits(), 0, "more ran than may");
    bench.stop(worker).await;
    // What hung, and what waited for it, is left to another prober.
    assert_eq!(bench.report(Duration::ZERO).await, None);
    assert_eq!(bench.backlog().await.0, 2_600);
}

/// What an older api publishes names nobody; then nothing is read ahead.
#[tokio::test]
async fn jobs_that_do_not_say_whose_they_are_run_as_before() {
    let bench = Bench::in_memory().await;
    let worker = bench.start_with(options(&bench));
    let (slow, visitors) = silent().await;
    for _ in 0..2 * CONCURRENCY {
        bench.ask(&slow).await;
    }
    let all = u32::try_from(CONCURRENCY).unwrap();
    visitors.acquire_many(all).await.unwrap().forget();
    let (len, pending) = bench.backlog().await;
    assert_eq!((len, pending), (2 * u64::from(all), u64::from(all)));
    bench.stop(worker).await;
}
