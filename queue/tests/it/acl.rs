//! Redis users by our rules, in a real ACL file, asked by `redis-cli`.

use queue::redis::acl;
use queue::testing::server::{Server, ask, connect};
use queue::testing::{eventually, region, seat};
use queue::{Heartbeat, JobResult, Limits, RedisTransport, Stream, Transport};

/// A server with the users `api`, `india` and `usa`, their passwords their names.
async fn guarded() -> Server {
    let line =
        |name: &str, rules: Vec<String>| format!("user {name} on >{name} {}", rules.join(" "));
    let of = |name: &str| line(name, acl::region("upbeat", &region(name)));
    let users = [line("api", acl::api("upbeat")), of("india"), of("usa")];
    Server::start_with_users(&users).await
}

#[tokio::test]
async fn a_regions_user_sees_and_changes_nothing_but_its_own() {
    let server = guarded().await;
    let _api = RedisTransport::connect(&server.url_as("api:api@"), "upbeat", Limits::default())
        .await
        .unwrap();
    let all = |command: &str| server.cli("test", "test", command);
    for key in [
        "{india}:checks",
        "{usa}:checks",
        "{india}:results",
        "{usa}:results",
    ] {
        all(&format!("XADD upbeat:{key} * b x"));
    }
    all("XGROUP CREATE upbeat:{usa}:checks usa 0");
    all("XGROUP CREATE upbeat:{india}:checks india 0");
    all("HSET upbeat:{usa}:probers usa-1 {}");
    all("HSET upbeat:{leader} holder api-1 until 9999999999999");
    for command in [
        // Another region's.
        "XREADGROUP GROUP usa india-1 STREAMS upbeat:{usa}:checks >",
        "XADD upbeat:{usa}:results * b forged",
        "XADD upbeat:{usa}:dead * b forged",
        "XPENDING upbeat:{usa}:checks usa",
        "XACK upbeat:{usa}:checks usa 1-1",
        "XDEL upbeat:{usa}:checks 1-1",
        "XGROUP DELCONSUMER upbeat:{usa}:checks usa usa-1",
        "HGETALL upbeat:{usa}:probers",
        "HSET upbeat:{usa}:probers usa-1 {}",
        "HINCRBY upbeat:{usa}:trimmed checks_len 1",
        "FCALL upbeat_v1_leave 1 upbeat:{usa}:checks usa usa-1",
        "FCALL upbeat_v1_trim 2 upbeat:{usa}:checks upbeat:{usa}:trimmed checks 0 0",
        // The api's.
        "HGETALL upbeat:{leader}",
        "FCALL upbeat_v1_resign 1 upbeat:{leader} api-1",
        "PUBLISH upbeat:feed 9",
        "SUBSCRIBE upbeat:feed",
        "PSUBSCRIBE *",
        // Its own, but not its to do.
        "XADD upbeat:{india}:checks * b forged",
        "XTRIM upbeat:{india}:checks MAXLEN 0",
        "XRANGE upbeat:{india}:results - +",
        "XREAD STREAMS upbeat:{india}:results 0",
        "DEL upbeat:{india}:checks",
        // The server's.
        "EVAL return(1) 0",
        "EVALSHA ffff 0",
        "FUNCTION LIST",
        "FUNCTION FLUSH",
        "FUNCTION DELETE upbeat_v1",
        "KEYS *",
        "SCAN 0",
        "RANDOMKEY",
        "DBSIZE",
        "FLUSHALL",
        "FLUSHDB",
        "CONFIG GET *",
        "ACL LIST",
        "CLIENT LIST",
        "MONITOR",
        "SHUTDOWN NOSAVE",
        "REPLICAOF NO ONE",
    ] {
        let said = server.cli("india", "india", command);
        assert!(said.starts_with("NOPERM"), "{command}: {said}");
    }
    // Trimming is part of a call that it may make, on no other stream.
    let said = server.cli(
        "india",
        "india",
        "FCALL upbeat_v1_trim 2 upbeat:{india}:checks upbeat:{india}:trimmed checks 0 0",
    );
    assert!(
        said.contains("can't access at least one of the keys"),
        "{said}"
    );
    assert_eq!(all("XLEN upbeat:{india}:checks"), "1");
    assert_eq!(all("XLEN upbeat:{usa}:results"), "1");
    for user in ["default", "nobody"] {
        let said = server.cli(user, "", "PING");
        assert!(
            said.contains("WRONGPASS") || said.contains("NOAUTH"),
            "{user}: {said}"
        );
    }
}

#[tokio::test]
async fn the_apis_user_may_do_nothing_that_it_need_not() {
    let server = guarded().await;
    for command in [
        "EVAL return(1) 0",
        "FLUSHALL",
        "CONFIG GET *",
        "KEYS *",
        "FUNCTION FLUSH",
        "ACL LIST",
        "SHUTDOWN NOSAVE",
        "DEL upbeat:{india}:checks",
        "XADD other:{india}:checks * b x",
        "PUBLISH other 1",
    ] {
        let said = server.cli("api", "api", command);
        assert!(said.starts_with("NOPERM"), "{command}: {said}");
    }
}

/// Everything that a prober calls, none of it refused.
#[tokio::test]
async fn a_prober_works_as_its_regions_user() {
    let server = guarded().await;
    let (api, prober) = (server.url_as("api:api@"), server.url_as("india:india@"));
    let api = RedisTransport::connect(&api, "upbeat", Limits::default())
        .await
        .unwrap();
    let prober = RedisTransport::connect_prober(&prober, "upbeat", Limits::default())
        .await
        .unwrap();
    let india = region("india");
    let checks = Stream::checks(&india);
    let place = seat(&checks, "india-1");
    let now = std::time::Duration::ZERO;
    let bodies = vec![bytes::Bytes::from_static(b"x"); 3];
    // It makes the group where it is first.
    assert_eq!(prober.read(&place, 1, now).await.unwrap(), []);
    api.publish(&checks, bodies.clone()).await.unwrap();
    let read = prober.read(&place, 3, now).await.unwrap();
    let jobs: Vec<_> = read.into_iter().map(|entry| entry.id).collect();
    prober.keep(&place, &jobs).await.unwrap();
    assert_eq!(prober.pending(&checks, now, 9).await.unwrap().len(), 3);
    assert_eq!(prober.claim(&place, now, &jobs).await.unwrap().len(), 3);
    let answers = jobs.into_iter().map(|job| JobResult {
        job,
        report: bodies.first().cloned(),
        dead: bodies.first().cloned(),
    });
    prober.answer(&india, answers.collect()).await.unwrap();
    let name = "india-1".parse().unwrap();
    let at_ms = prober.time_ms().await.unwrap();
    let old = Heartbeat {
        at_ms: at_ms - 9_000_000,
        version: String::new(),
        egress_allow: vec![],
        impairment: None,
        instance: String::new(),
        load: queue::Load::default(),
    };
    let old_name = "india-2".parse().unwrap();
    prober.beat(&india, &old_name, &old).await.unwrap();
    prober
        .beat(
            &india,
            &name,
            &Heartbeat {
                at_ms,
                ..old.clone()
            },
        )
        .await
        .unwrap();
    assert_eq!(prober.neighbours(&india).await.unwrap().len(), 1);
    eventually("the api hears of the region", async || {
        prober
            .beat(
                &india,
                &name,
                &Heartbeat {
                    at_ms,
                    ..old.clone()
                },
            )
            .await
            .unwrap();
        (api.probers().await.unwrap().len() == 1).then_some(())
    })
    .await;
    prober.try_beat(&india).await.unwrap();
    api.try_write().await.unwrap();
    api.note_arrears("[]".to_owned()).await.unwrap();
    assert_eq!(api.arrears().await.unwrap().as_deref(), Some("[]"));
    prober.retire(&india, &name).await.unwrap();
    prober.leave(&place).await.unwrap();
    let results = api.backlog(&Stream::results(&india)).await.unwrap();
    let dead = api.backlog(&Stream::dead(&india)).await.unwrap();
    assert_eq!((results.len, dead.len), (3, 3));
    prober.close().await;
    let admin = connect(&server.url()).await.unwrap();
    let log: fred::types::Value = ask(&admin, "ACL LOG").await;
    assert_eq!(log.into_array(), [], "something was refused on the way");
}
