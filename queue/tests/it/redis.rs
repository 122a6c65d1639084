//! What only Redis does: keys that others read, and what it refuses.

use std::time::Duration;

use bytes::Bytes;
use queue::testing::{self, region, seat};
use queue::{Error, JobResult, Limits, RedisTransport, Stream, Transport};

use queue::testing::server::{Server, ask, connect};

use crate::{body, heartbeat};

const NOW: Duration = Duration::ZERO;

#[tokio::test]
async fn keys_are_the_documented_ones() {
    let server = Server::start().await;
    let (queue, redis) = server.connected().await;
    let india = region("india");
    queue
        .publish(&Stream::checks(&india), body("job"))
        .await
        .unwrap();
    let job = queue
        .read(&seat(&Stream::checks(&india), "india-1"), 1, NOW)
        .await
        .unwrap();
    let text = Some(Bytes::from("text"));
    let answer = JobResult {
        job: job[0].id.clone(),
        report: text.clone(),
        dead: text,
    };
    queue.answer(&india, vec![answer]).await.unwrap();
    let now_ms = queue.time_ms().await.unwrap();
    queue
        .beat(&india, &"india-1".parse().unwrap(), &heartbeat(now_ms))
        .await
        .unwrap();
    queue
        .lead("api-1", Duration::from_secs(5), Some(42))
        .await
        .unwrap()
        .unwrap();

    let mut keys: Vec<String> = ask(&redis, "KEYS *").await;
    keys.sort();
    assert_eq!(
        keys,
        [
            "upbeat:regions",
            "upbeat:{india}:checks",
            "upbeat:{india}:dead",
            "upbeat:{india}:probers",
            "upbeat:{india}:results",
            "upbeat:{leader}",
        ]
    );
    let json: String = ask(&redis, "HGET upbeat:{india}:probers india-1").await;
    let expected = format!(
        r#"{{"at_ms":{now_ms},"version":"0.1.0","egress_allow":[],"impairment":null,"instance":"","load":{{"running":0,"capacity":0,"waiting_results":0,"waiting_bytes":0,"answered_total":0,"expired_total":0,"taken_over_total":0}}}}"#
    );
    assert_eq!(json, expected);
    let secs: i64 = ask(&redis, "TTL upbeat:{india}:probers").await;
    assert!((3_590..=3_600).contains(&secs), "{secs}");
    let lease: Vec<String> = ask(&redis, "HMGET upbeat:{leader} holder watermark").await;
    assert_eq!(lease, ["api-1", "42"]);
    let until_ms: i64 = ask(&redis, "HGET upbeat:{leader} until").await;
    assert!((now_ms..now_ms + 20_000).contains(&until_ms), "{until_ms}");
}

#[tokio::test]
async fn a_consumer_that_left_is_gone_from_its_group() {
    let server = Server::start().await;
    let (queue, redis) = server.connected().await;
    let checks = Stream::checks(&region("india"));
    let place = seat(&checks, "india-1");
    queue.publish(&checks, body("job")).await.unwrap();
    let job = queue.read(&place, 1, NOW).await.unwrap();
    let consumers = async || -> usize {
        let rows: fred::types::Value =
            ask(&redis, "XINFO CONSUMERS upbeat:{india}:checks india").await;
        rows.into_array().len()
    };
    queue.leave(&place).await.unwrap();
    assert_eq!(consumers().await, 1, "it still has a job");
    queue.ack(&checks, &[job[0].id.clone()]).await.unwrap();
    queue.leave(&place).await.unwrap();
    assert_eq!(consumers().await, 0);
}

#[tokio::test]
async fn consumers_that_took_no_leave_are_tidied_away() {
    let server = Server::start().await;
    let (queue, gone) = (server.transport().await, server.transport().await);
    let checks = Stream::checks(&region("india"));
    queue.publish(&checks, body("job")).await.unwrap();
    for name in ["india-1", "india-2", "india-3"] {
        gone.read(&seat(&checks, name), 1, NOW).await.unwrap();
    }
    gone.close().await;
    let tidied = queue.tidy(&checks, NOW).await.unwrap();
    assert_eq!(tidied, ["india-2", "india-3"]);
    assert_eq!(queue.pending(&checks, NOW, 9).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_trimmed_is_counted_where_anybody_can_read_it() {
    let server = Server::start().await;
    let limits = Limits {
        checks_len: 100,
        dead_len: 0,
        ..Limits::default()
    };
    let queue = RedisTransport::connect(&server.url(), "upbeat", limits).await;
    let (queue, redis) = (queue.unwrap(), connect(&server.url()).await.unwrap());
    let checks = Stream::checks(&region("india"));
    let many = vec![Bytes::from_static(b"job"); 700];
    queue.publish(&checks, many.clone()).await.unwrap();
    queue
        .publish(&Stream::dead(&region("india")), many)
        .await
        .unwrap();
    let counted: Vec<String> =
        ask(&redis, "HMGET upbeat:{india}:trimmed checks_len dead_len").await;
    assert_eq!(counted, ["600", "700"]);
}

#[tokio::test]
async fn functions_that_are_gone_are_loaded_by_an_api_and_waited_for_by_a_prober() {
    let server = Server::start().await;
    let (api, redis) = (
        server.transport().await,
        connect(&server.url()).await.unwrap(),
    );
    let prober = RedisTransport::connect_prober(&server.url(), "upbeat", Limits::default())
        .await
        .unwrap();
    let india = region("india");
    let answer = JobResult {
        job: queue::EntryId("1-1".to_owned()),
        report: body("report").pop(),
        dead: None,
    };
    let _: String = ask(&redis, "FUNCTION FLUSH").await;
    let err = prober.answer(&india, vec![answer.clone()]).await;
    let text = err.unwrap_err().to_string();
    assert!(
        text.starts_with("cannot answer jobs: Redis lacks the functions"),
        "{text}"
    );
    // Whatever an api does first brings them back.
    api.lead("api-1", Duration::from_secs(5), None)
        .await
        .unwrap();
    prober.answer(&india, vec![answer]).await.unwrap();
    let _: String = ask(&redis, "FUNCTION FLUSH").await;
    api.publish(&Stream::checks(&india), body("job"))
        .await
        .unwrap();
    prober
        .leave(&seat(&Stream::checks(&india), "india-1"))
        .await
        .unwrap();
}

/// Redis that is full refuses what would fill it further, and nothing is lost:
/// whoever has it, keeps it. Old jobs make room, and so does ingest.
#[tokio::test]
async fn a_full_server_refuses_and_recovers() {
    let server = Server::start().await;
    let limits = Limits {
        checks_age: Duration::from_millis(1),
        ..Limits::default()
    };
    let queue = RedisTransport::connect(&server.url(), "upbeat", limits).await;
    let (queue, redis) = (queue.unwrap(), connect(&server.url()).await.unwrap());
    let india = region("india");
    let (checks, results) = (Stream::checks(&india), Stream::results(&india));
    let place = seat(&checks, "india-1");
    queue.publish(&results, body("old report")).await.unwrap();
    queue.read(&place, 1, NOW).await.unwrap();
    queue.publish(&checks, body("old job")).await.unwrap();
    let job = queue.read(&place, 1, NOW).await.unwrap();
    queue
        .lead("api-1", Duration::from_secs(60), Some(1))
        .await
        .unwrap();
    let reports = queue.read(&seat(&results, "api-1"), 1, NOW).await.unwrap();
    let prober = RedisTransport::connect_prober(&server.url(), "upbeat", limits).await;
    let (prober, name) = (prober.unwrap(), "india-1".parse().unwrap());
    let at_ms = queue.time_ms().await.unwrap();

    let _: String = ask(&redis, "CONFIG SET maxmemory 1").await;
    let err = queue.publish(&checks, body("new job")).await.unwrap_err();
    assert_eq!(err.to_string(), "cannot publish");
    let answer = JobResult {
        job: job[0].id.clone(),
        report: body("report").pop(),
        dead: None,
    };
    let err = queue.answer(&india, vec![answer.clone()]).await;
    assert_eq!(err.unwrap_err().to_string(), "cannot answer jobs");
    assert_eq!(queue.backlog(&checks).await.unwrap().pending, 1);
    let refused = queue.try_write().await.unwrap_err();
    assert_eq!(
        refused.refusal(),
        Some("Redis refuses writes: out of memory (maxmemory)")
    );
    // The prober says that it lives, and is heard of.
    prober.beat(&india, &name, &heartbeat(at_ms)).await.unwrap();
    let seen = prober.neighbours(&india).await.unwrap();
    assert_eq!(seen[0].heartbeat, heartbeat(at_ms));
    // The leader leads on, the prober keeps its job, ingest makes room.
    let led = queue.lead("api-1", Duration::from_secs(60), Some(2)).await;
    assert_eq!(led.unwrap().unwrap().watermark_ms, Some(2));
    queue
        .keep(&place, std::slice::from_ref(&answer.job))
        .await
        .unwrap();
    queue.ack(&results, &[reports[0].id.clone()]).await.unwrap();

    let _: String = ask(&redis, "CONFIG SET maxmemory 0").await;
    queue.answer(&india, vec![answer]).await.unwrap();
    assert_eq!(queue.backlog(&results).await.unwrap().len, 1);
    assert_eq!(queue.backlog(&checks).await.unwrap().pending, 0);
}

#[tokio::test]
async fn a_silent_probers_announcement_is_deleted() {
    let server = Server::start().await;
    let (queue, redis) = server.connected().await;
    let india = region("india");
    let now_ms = queue.time_ms().await.unwrap();
    let old = heartbeat(now_ms - 3_600_001);
    queue
        .beat(&india, &"old".parse().unwrap(), &old)
        .await
        .unwrap();
    queue
        .beat(&india, &"new".parse().unwrap(), &heartbeat(now_ms))
        .await
        .unwrap();
    let names: Vec<String> = ask(&redis, "HKEYS upbeat:{india}:probers").await;
    assert_eq!(names, ["new"]);
}

#[tokio::test]
async fn what_is_not_a_heartbeat_hides_no_prober() {
    let server = Server::start().await;
    let redis = connect(&server.url()).await.unwrap();
    let queue = RedisTransport::connect(&server.url(), "up*", Limits::default())
        .await
        .unwrap();
    for command in [
        "SET up*:{text}:probers text",
        "HSET up*:{Not-A-Region}:probers a b",
        "HSET upbeat:{other}:probers a b",
        "HSET up*:{india}:probers india-2 nonsense",
        "HSET up*:{india}:probers NOT-A-NAME {}",
    ] {
        let _: fred::types::Value = ask(&redis, command).await;
    }
    let now_ms = queue.time_ms().await.unwrap();
    let other = RedisTransport::connect(&server.url(), "upbeat", Limits::default())
        .await
        .unwrap();
    let name = "a".parse().unwrap();
    other
        .beat(&region("elsewhere"), &name, &heartbeat(now_ms))
        .await
        .unwrap();
    queue
        .beat(&region("india"), &name, &heartbeat(now_ms))
        .await
        .unwrap();
    let found = queue.probers().await.unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (found[0].region.as_str(), found[0].name.as_str()),
        ("india", "a")
    );
}

#[tokio::test]
async fn an_answer_that_fails_leaves_its_job_pending() {
    let server = Server::start().await;
    let (queue, redis) = server.connected().await;
    let checks = Stream::checks(&region("india"));
    queue.publish(&checks, body("job")).await.unwrap();
    let job = queue.read(&seat(&checks, "india-1"), 1, NOW).await.unwrap();
    let _: String = ask(&redis, "SET upbeat:{india}:results occupied").await;
    let answer = JobResult {
        job: job[0].id.clone(),
        report: body("report").pop(),
        dead: None,
    };
    let err = queue
        .answer(&checks.region, vec![answer])
        .await
        .unwrap_err();
    assert_eq!(err.to_string(), "cannot answer jobs");
    let backlog = queue.backlog(&checks).await.unwrap();
    assert_eq!((backlog.len, backlog.pending), (1, 1));
}

#[tokio::test]
async fn a_url_that_does_not_parse_is_an_error() {
    for url in ["", "localhost", "http://localhost"] {
        let result = RedisTransport::connect(url, "upbeat", Limits::default()).await;
        assert!(matches!(result, Err(Error::Transport { .. })), "{url:?}");
    }
}

#[tokio::test]
async fn private_queues_share_nothing() {
    let (one, two) = (testing::redis().await, testing::redis().await);
    let checks = Stream::checks(&region("india"));
    one.publish(&checks, body("job")).await.unwrap();
    assert_eq!(two.backlog(&checks).await.unwrap().len, 0);
}
