//! A server, or the way to it, that fails in every manner.

use std::pin::Pin;
use std::time::{Duration, Instant};

use bytes::Bytes;
use queue::testing::proxy::{Proxy, Weather};
use queue::testing::server::{Server, calls, connect};
use queue::testing::{eventually, region, seat};
use queue::{Heartbeat, JobResult, Limits, RedisTransport, Stream, Transport};

use crate::body;

const NOW: Duration = Duration::ZERO;
const SHORTLY: Duration = Duration::from_millis(100);

async fn by_way_of(proxy: &Proxy) -> RedisTransport {
    RedisTransport::connect(&proxy.url(), "upbeat", Limits::default())
        .await
        .unwrap()
}

/// With an append-only file that is written at once.
#[tokio::test]
async fn a_killed_server_that_keeps_a_file_loses_nothing_that_it_took() {
    let mut server = Server::start_durable().await;
    let queue = server.transport().await;
    let india = region("india");
    let (checks, results) = (Stream::checks(&india), Stream::results(&india));
    let place = seat(&checks, "india-1");
    queue
        .publish(&checks, vec![Bytes::from_static(b"job"); 300])
        .await
        .unwrap();
    let read = queue.read(&place, 200, NOW).await.unwrap();
    let answers: Vec<_> = read[..100]
        .iter()
        .map(|entry| JobResult {
            job: entry.id.clone(),
            report: body("report").pop(),
            dead: None,
        })
        .collect();
    queue.answer(&india, answers).await.unwrap();
    queue
        .lead("api-1", Duration::from_secs(60), Some(42))
        .await
        .unwrap();
    server.kill();
    server.restart().await;
    let backlog = eventually("the server is used again", async || {
        queue.backlog(&checks).await.ok()
    })
    .await;
    assert_eq!((backlog.len, backlog.pending), (200, 100));
    assert_eq!(queue.backlog(&results).await.unwrap().len, 100);
    let led = queue.lead("api-1", Duration::from_secs(60), None).await;
    assert_eq!(led.unwrap().unwrap().watermark_ms, Some(42));
    // The functions are in the file too.
    let prober = RedisTransport::connect_prober(&server.url(), "upbeat", Limits::default())
        .await
        .unwrap();
    prober.leave(&seat(&checks, "india-2")).await.unwrap();
    let rest = eventually("reading goes on", async || {
        queue.read(&place, 200, SHORTLY).await.ok()
    })
    .await;
    assert_eq!(rest.len(), 100);
}

#[tokio::test]
async fn a_way_that_swallows_everything_is_noticed_and_used_again() {
    let server = Server::start().await;
    let proxy = Proxy::start(server.socket()).await;
    let queue = by_way_of(&proxy).await;
    let checks = Stream::checks(&region("india"));
    let place = seat(&checks, "india-1");
    queue.publish(&checks, body("before")).await.unwrap();
    assert_eq!(queue.read(&place, 1, NOW).await.unwrap().len(), 1);
    for weather in [Weather::HoldCommands, Weather::HoldAnswers, Weather::Hold] {
        let (began, before) = (Instant::now(), proxy.connections());
        proxy.set(weather);
        let (published, read) = tokio::join!(
            queue.publish(&checks, body("meanwhile")),
            queue.read(&place, 1, NOW)
        );
        assert!(published.is_err() && read.is_err(), "{weather:?}");
        let took = began.elapsed();
        assert!(took < Duration::from_secs(15), "{weather:?}: {took:?}");
        proxy.set(Weather::Fair);
        eventually("it is used again", async || {
            queue.publish(&checks, body("after")).await.ok()?;
            let read = queue.read(&place, 100, SHORTLY).await.ok()?;
            read.iter().any(|entry| entry.body == "after").then_some(())
        })
        .await;
        let connections = proxy.connections() - before;
        let limit = 10 * (began.elapsed().as_secs() + 1);
        assert!(
            connections < limit,
            "{weather:?}: {connections} connections"
        );
    }
}

/// An answer that nobody heard is taken all the same, and comes again.
#[tokio::test]
async fn lost_answers_are_asked_for_again() {
    let server = Server::start().await;
    let proxy = Proxy::start(server.socket()).await;
    let queue = by_way_of(&proxy).await;
    let india = region("india");
    let (checks, results) = (Stream::checks(&india), Stream::results(&india));
    queue.publish(&checks, body("job")).await.unwrap();
    let read = queue.read(&seat(&checks, "india-1"), 1, NOW).await.unwrap();
    let answer = vec![JobResult {
        job: read[0].id.clone(),
        report: body("report").pop(),
        dead: None,
    }];
    proxy.set(Weather::LoseAnswers);
    queue.answer(&india, answer.clone()).await.unwrap_err();
    // What lost an answer is of no more use.
    proxy.set(Weather::HangUp);
    let _ = tokio::time::timeout(SHORTLY, queue.time_ms()).await;
    proxy.set(Weather::Fair);
    eventually("the answer is heard", async || {
        queue.answer(&india, answer.clone()).await.ok()
    })
    .await;
    let taken = queue.backlog(&results).await.unwrap().len;
    assert!((2..=5).contains(&taken), "taken {taken} times");
    let backlog = queue.backlog(&checks).await.unwrap();
    assert_eq!((backlog.len, backlog.pending), (0, 0));
}

/// Connections that are closed again and again, for three seconds.
#[tokio::test]
async fn a_way_that_flaps_makes_no_hot_loop() {
    let server = Server::start().await;
    let proxy = Proxy::start(server.socket()).await;
    let queue = by_way_of(&proxy).await;
    let checks = Stream::checks(&region("india"));
    let place = seat(&checks, "india-1");
    queue.read(&place, 1, NOW).await.unwrap();
    let (began, before) = (Instant::now(), proxy.connections());
    while began.elapsed() < Duration::from_secs(3) {
        for weather in [Weather::HangUp, Weather::Fair] {
            proxy.set(weather);
            let _ = tokio::time::timeout(SHORTLY, queue.time_ms()).await;
        }
    }
    // Two clients, each with a pause of 100 ms at least before a new connection.
    let limit = 2 * 10 * (began.elapsed().as_secs() + 1);
    let connections = proxy.connections() - before;
    assert!(connections < limit, "{connections} connections");
    eventually("it is used again", async || {
        queue.publish(&checks, body("after")).await.ok()?;
        queue.read(&place, 9, SHORTLY).await.ok()?.pop()
    })
    .await;
    let redis = connect(&server.url()).await.unwrap();
    assert!(calls(&redis, "xreadgroup").await < 200);
}

/// Nothing arrives, or nothing comes back: each call is an error within seconds, and so
/// is closing.
#[tokio::test]
async fn every_call_ends_while_the_way_holds_everything() {
    type Call<'a> = Pin<Box<dyn Future<Output = queue::Result<()>> + Send + 'a>>;
    for weather in [Weather::HoldCommands, Weather::HoldAnswers, Weather::Hold] {
        let server = Server::start().await;
        let proxy = Proxy::start(server.socket()).await;
        let queue = by_way_of(&proxy).await;
        let (india, name) = (region("india"), "india-1".parse().unwrap());
        let checks = Stream::checks(&india);
        let (place, elsewhere) = (seat(&checks, "india-1"), seat(&checks, "india-2"));
        queue.publish(&checks, body("job")).await.unwrap();
        let read = queue.read(&place, 1, NOW).await.unwrap();
        let ids = [read[0].id.clone()];
        let answer = JobResult {
            job: ids[0].clone(),
            report: body("report").pop(),
            dead: None,
        };
        let heartbeat = Heartbeat {
            at_ms: queue.time_ms().await.unwrap(),
            version: String::new(),
            egress_allow: vec![],
            impairment: None,
            instance: String::new(),
            load: queue::Load::default(),
        };
        queue.beat(&india, &name, &heartbeat).await.unwrap();
        assert_eq!(queue.probers().await.unwrap().len(), 1);
        proxy.set(weather);
        let minute = Duration::from_secs(60);
        let calls: Vec<(&str, Call<'_>)> = vec![
            (
                "time_ms",
                Box::pin(async { queue.time_ms().await.map(drop) }),
            ),
            ("try_write", Box::pin(queue.try_write())),
            ("try_beat", Box::pin(queue.try_beat(&india))),
            ("publish", Box::pin(queue.publish(&checks, body("job")))),
            (
                "read",
                Box::pin(async { queue.read(&place, 1, NOW).await.map(drop) }),
            ),
            (
                "read of a new seat",
                Box::pin(async { queue.read(&elsewhere, 1, NOW).await.map(drop) }),
            ),
            ("ack", Box::pin(queue.ack(&checks, &ids))),
            ("answer", Box::pin(queue.answer(&india, vec![answer]))),
            (
                "pending",
                Box::pin(async { queue.pending(&checks, NOW, 9).await.map(drop) }),
            ),
            (
                "claim",
                Box::pin(async { queue.claim(&place, NOW, &ids).await.map(drop) }),
            ),
            ("keep", Box::pin(queue.keep(&place, &ids))),
            (
                "tidy",
                Box::pin(async { queue.tidy(&checks, NOW).await.map(drop) }),
            ),
            (
                "backlog",
                Box::pin(async { queue.backlog(&checks).await.map(drop) }),
            ),
            ("beat", Box::pin(queue.beat(&india, &name, &heartbeat))),
            ("retire", Box::pin(queue.retire(&india, &name))),
            (
                "probers",
                Box::pin(async { queue.probers().await.map(drop) }),
            ),
            (
                "neighbours",
                Box::pin(async { queue.neighbours(&india).await.map(drop) }),
            ),
            (
                "lead",
                Box::pin(async { queue.lead("api-1", minute, None).await.map(drop) }),
            ),
            ("resign", Box::pin(queue.resign("api-1"))),
            ("note_arrears", Box::pin(queue.note_arrears(String::new()))),
            (
                "arrears",
                Box::pin(async { queue.arrears().await.map(drop) }),
            ),
            ("announce", Box::pin(queue.announce(1))),
        ];
        let began = Instant::now();
        let ended = calls.into_iter().map(async |(name, call)| {
            let failed = call.await.is_err();
            (name, failed, began.elapsed())
        });
        for (name, failed, took) in futures_util::future::join_all(ended).await {
            assert!(failed, "{weather:?}: {name} succeeds");
            assert!(
                took < Duration::from_secs(12),
                "{weather:?}: {name} takes {took:?}"
            );
        }
        let began = Instant::now();
        queue.close().await;
        let took = began.elapsed();
        assert!(
            took < Duration::from_secs(5),
            "{weather:?}: closing takes {took:?}"
        );
    }
}
