//! Bounds of streams.

use std::time::Duration;

use super::{Engine, bodies, bodies_of, eventually, ids, read_all, region, seat};
use crate::{JobResult, Limits, Stream};

/// Redis drops whole nodes of its stream, of 100 entries each.
const NODE: u64 = 100;

const SMALL: Limits = Limits {
    checks_len: 200,
    checks_age: Duration::from_secs(300),
    results_len: 300,
    dead_len: 400,
};

/// The oldest entries are dropped first.
pub async fn streams_are_bounded_in_length(engine: Engine) {
    let queue = engine.bounded(SMALL).open().await;
    let india = region("india");
    let sent = bodies(1_500);
    let bounds = [
        (Stream::checks(&india), SMALL.checks_len),
        (Stream::results(&india), SMALL.results_len),
        (Stream::dead(&india), SMALL.dead_len),
    ];
    for (stream, bound) in bounds {
        queue.publish(&stream, sent.clone()).await.unwrap();
        let backlog = queue.backlog(&stream).await.unwrap();
        let len = backlog.len;
        assert!((bound..=bound + NODE).contains(&len), "{stream} has {len}");
        assert_eq!(backlog.limit, bound, "{stream}");
        assert_eq!(backlog.trimmed_len, 1_500 - len, "{stream}");
        assert_eq!(backlog.trimmed_age, 0, "{stream}");
        let kept = bodies_of(&read_all(&*queue, &seat(&stream, "a")).await);
        assert_eq!(kept, sent[sent.len() - kept.len()..], "the newest are kept");
    }
}

/// A prober cannot fill the queue beyond its bounds.
pub async fn answers_are_bounded_in_length(engine: Engine) {
    let queue = engine.bounded(SMALL).open().await;
    let india = region("india");
    let answers = bodies(1_000).into_iter().map(|body| JobResult {
        job: crate::EntryId("1-1".to_owned()),
        report: Some(body.clone()),
        dead: Some(body),
    });
    queue.answer(&india, answers.collect()).await.unwrap();
    let results = queue.backlog(&Stream::results(&india)).await.unwrap();
    let dead = queue.backlog(&Stream::dead(&india)).await.unwrap();
    assert_eq!(results.trimmed_len, 1_000 - results.len);
    assert_eq!(dead.trimmed_len, 1_000 - dead.len);
    let (results, dead) = (results.len, dead.len);
    assert!((300..=300 + NODE).contains(&results), "{results} results");
    assert!((400..=400 + NODE).contains(&dead), "{dead} dead letters");
}

/// A region that comes back finds only jobs that are still worth running; reports are kept
/// however old they are.
pub async fn jobs_are_bounded_in_age(engine: Engine) {
    let limits = Limits {
        checks_age: Duration::from_millis(50),
        ..Limits::default()
    };
    let queue = engine.bounded(limits).open().await;
    let (checks, results) = (
        Stream::checks(&region("india")),
        Stream::results(&region("india")),
    );
    queue.publish(&results, bodies(500)).await.unwrap();
    queue.publish(&checks, bodies(500)).await.unwrap();
    let mut published = 500;
    let backlog = eventually("old jobs are gone", async || {
        queue.publish(&checks, bodies(1)).await.unwrap();
        queue.publish(&results, bodies(1)).await.unwrap();
        published += 1;
        let backlog = queue.backlog(&checks).await.unwrap();
        (backlog.len <= 2 * NODE).then_some(backlog)
    })
    .await;
    assert_eq!(backlog.trimmed_age, published - backlog.len);
    assert_eq!(backlog.trimmed_len, 0);
    let results = queue.backlog(&results).await.unwrap();
    assert!(results.len > 500);
    assert_eq!((results.trimmed_age, results.trimmed_len), (0, 0));
    let kept = read_all(&*queue, &seat(&checks, "india-1")).await;
    assert_eq!(kept.last().map(|entry| entry.body.clone()), bodies(1).pop());
}

/// Delivered entries count until they are acknowledged.
pub async fn a_backlog_tells_how_full_a_stream_is(engine: Engine) {
    let queue = engine.queue().open().await;
    let checks = Stream::checks(&region("india"));
    let before_ms = queue.time_ms().await.unwrap();
    queue.publish(&checks, bodies(10)).await.unwrap();
    let after_ms = queue.time_ms().await.unwrap();
    let first = seat(&checks, "india-1");
    let read = queue.read(&first, 4, Duration::ZERO).await.unwrap();
    let backlog = queue.backlog(&checks).await.unwrap();
    assert_eq!((backlog.len, backlog.pending), (10, 4));
    assert!((before_ms..=after_ms).contains(&backlog.oldest_ms.unwrap()));
    queue.ack(&checks, &ids(&read)).await.unwrap();
    let backlog = queue.backlog(&checks).await.unwrap();
    assert_eq!((backlog.len, backlog.pending), (6, 0));
}
