//! Of which checks the answer is kept.

use queue::{Origin, Outcome, codec};

use crate::bench::Bench;
use crate::server::{OK, answering};

/// A failing region can be compared with one where the website works.
#[tokio::test]
async fn of_what_is_up_only_checks_beside_the_schedule_keep_the_answer() {
    let bench = Bench::in_memory().await;
    let worker = bench.start();
    let server = answering(OK).await;
    for (origin, is_kept) in [
        (Origin::Schedule, false),
        (Origin::Confirmation, true),
        (Origin::Person, true),
    ] {
        let mut job = bench.job(&format!("http://{server}/"));
        job.key.origin = origin;
        bench.publish(vec![codec::encode(&job).unwrap()]).await;
        let report = bench.next_report().await;
        assert_eq!((report.key, report.outcome), (job.key, Outcome::Up));
        let head = report.evidence.and_then(|evidence| evidence.head);
        let is_head = |head: &String| head.starts_with("HTTP/1.1 200 OK\n");
        assert_eq!(
            head.as_ref().map(is_head),
            is_kept.then_some(true),
            "{head:?}"
        );
    }
    bench.stop(worker).await;
}
