//! Live ticks: no gap, no repeat, whatever happens to subscriber and ingester.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::{Value, json};

use crate::support::{Client, Socket, Target, TestApp, TestRedis, eventually};

const TICKS: &str =
    "subscription($ids: [ID!], $after: String) { ticks(websiteIds: $ids, after: $after) {
    cursor website { id } tick { slot region outcome askedBy } } }";

/// What identifies a tick on the wire.
type Seen = (String, String, String);

fn event(message: &Value) -> (String, Seen) {
    let event = message
        .pointer("/payload/data/ticks")
        .unwrap_or_else(|| panic!("{message}"));
    let text = |pointer: &str| event.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    (
        text("/cursor"),
        (
            text("/website/id"),
            text("/tick/region"),
            text("/tick/slot"),
        ),
    )
}

#[tokio::test]
async fn a_subscriber_hears_its_own_websites_later_ones_too() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let target = Target::start().await;
    let mut socket = Socket::sign_in(app.address, ada.token.as_ref().unwrap()).await;
    socket.subscribe("1", TICKS, json!({})).await;
    bob.create_website(&target.url()).await;
    let first = ada.create_website(&target.url()).await;
    assert_eq!(event(&socket.receive().await).1.0, first);
    let second = ada.create_website(&target.url()).await;
    loop {
        let website = event(&socket.receive().await).1.0;
        if website == second {
            break;
        }
        assert_eq!(website, first);
    }
}

#[tokio::test]
async fn whoever_subscribes_after_creating_misses_nothing() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let target = Target::start().await;
    let id = ada.create_website(&target.url()).await;
    eventually("the first tick", async || {
        (!ada.website(&id, "lastTick { slot }").await["lastTick"].is_null()).then_some(())
    })
    .await;
    let mut socket = Socket::sign_in(app.address, ada.token.as_ref().unwrap()).await;
    socket.subscribe("1", TICKS, json!({ "ids": [id] })).await;
    assert_eq!(event(&socket.receive().await).1.0, id);
}

#[tokio::test]
async fn what_cannot_be_followed_is_refused() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let bobs = bob.create_website("http://127.0.0.1:9/").await;
    let mut socket = Socket::sign_in(app.address, ada.token.as_ref().unwrap()).await;
    for (variables, code, field) in [
        (json!({ "ids": [bobs] }), "NOT_FOUND", Some("websiteIds")),
        (
            json!({ "ids": ["7"] }),
            "BAD_USER_INPUT",
            Some("websiteIds"),
        ),
        (
            json!({ "after": "nonsense" }),
            "BAD_USER_INPUT",
            Some("after"),
        ),
        // Of a feed that has got further than this one.
        (
            json!({ "after": "AAAAAAAAJxAAAAAA" }),
            "BAD_USER_INPUT",
            Some("after"),
        ),
    ] {
        socket.subscribe("1", TICKS, variables.clone()).await;
        let message = socket.receive().await;
        let extensions = message
            .pointer("/payload/0/extensions")
            .or_else(|| message.pointer("/payload/errors/0/extensions"))
            .unwrap_or_else(|| panic!("{message}"));
        assert_eq!(extensions["code"], code, "{variables}");
        assert_eq!(
            extensions.get("field").and_then(Value::as_str),
            field,
            "{variables}"
        );
        if message["type"] == "next" {
            assert_eq!(socket.receive().await["type"], "complete");
        }
    }
}

#[tokio::test]
async fn a_cursor_older_than_the_feed_is_refused() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let target = Target::start().await;
    let mut socket = Socket::sign_in(app.address, ada.token.as_ref().unwrap()).await;
    socket.subscribe("1", TICKS, json!({})).await;
    ada.create_website(&target.url()).await;
    let (cursor, _) = event(&socket.receive().await);
    ada.create_website(&target.url()).await;
    event(&socket.receive().await);
    let db = app.database().await;
    // A day later: the rows behind the cursor are gone.
    db.execute_unprepared("UPDATE feed_head SET seq = seq + 10; DELETE FROM feed")
        .await
        .unwrap();
    socket
        .subscribe("2", TICKS, json!({ "after": cursor }))
        .await;
    let message = loop {
        let message = socket.receive().await;
        if message["id"] == "2" {
            break message;
        }
    };
    let text = message.to_string();
    assert!(
        text.contains("\"field\":\"after\"") && text.contains("24 hours"),
        "{text}"
    );
}

/// 100 subscribers that are cut off and resume at random, two ingesters, and a
/// batch that is held open on purpose: every tick once, in the one order.
#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_subscribers_cut_off_at_random_hear_every_tick_once_and_in_order() {
    let redis = TestRedis::start().await;
    let database = migration::testing::TestDb::postgres().await.unwrap();
    let (one, other) = TestApp::replicas(&database.url, &redis.url).await;
    let probers: Vec<_> = ["a-1", "a-2"]
        .into_iter()
        .map(|name| crate::fleet::prober(&redis, "a", name))
        .collect();
    crate::fleet::wait_for_regions(&one.user("watcher").await, &["a"]).await;
    let ada = one.user("ada").await;
    let target = Target::start().await;

    let mut begin = Socket::sign_in(one.address, ada.token.as_ref().unwrap()).await;
    begin.subscribe("1", TICKS, json!({})).await;
    let website = ada.create_website(&target.url()).await;
    let (start, first) = event(&begin.receive().await);
    let mut ids = vec![website];
    for _ in 0..19 {
        ids.push(ada.create_website(&target.url()).await);
    }

    let wanted = 60;
    let subscribers: Vec<_> = (0..100)
        .map(|seed| {
            let address = if seed % 2 == 0 {
                one.address
            } else {
                other.address
            };
            let token = ada.token.clone().unwrap();
            tokio::spawn(follow(address, token, start.clone(), wanted, seed))
        })
        .collect();

    // Meanwhile one batch at a time is held open: its website's vote is locked,
    // while other batches want to go on.
    let db = one.database().await;
    for id in &ids[..3] {
        let held = db.begin().await.unwrap();
        let lock = format!(
            "SELECT 1 FROM vote WHERE website_key = (SELECT key FROM website WHERE id = '{id}') FOR UPDATE"
        );
        held.execute_unprepared(&lock).await.unwrap();
        let others = ids.iter().filter(|other| *other != id);
        let released = async {
            join_all(others.map(|id| check_now(&ada, id))).await;
            held.rollback().await.unwrap();
        };
        // This one waits if a batch with a tick of its rhythm is the one held open.
        tokio::join!(check_now(&ada, id), released);
        eventually("the questions to be answered", async || {
            let open = "SELECT 1 FROM ask";
            let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, open);
            db.query_all_raw(statement)
                .await
                .unwrap()
                .is_empty()
                .then_some(())
        })
        .await;
    }

    let mut stories = Vec::new();
    for subscriber in subscribers {
        stories.push(subscriber.await.unwrap());
    }
    let reference = &stories[0];
    let distinct: BTreeSet<&Seen> = reference.iter().collect();
    assert_eq!(distinct.len(), wanted, "no repeat");
    assert!(!distinct.contains(&first), "it begins behind its cursor");
    for story in &stories {
        assert_eq!(story, reference, "the same ticks in the same order");
    }
    drop(probers);
}

async fn check_now(ada: &Client, id: &str) {
    let query = "mutation($id: ID!) { checkNow(id: $id) { id } }";
    ada.graphql(query, json!({ "id": id }))
        .await
        .data("/checkNow");
}

/// Follows from `cursor` on for `wanted` ticks, cutting the connection at random.
async fn follow(
    address: std::net::SocketAddr,
    token: String,
    mut cursor: String,
    wanted: usize,
    seed: u64,
) -> Vec<Seen> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut story = Vec::new();
    while story.len() < wanted {
        let mut socket = Socket::sign_in(address, &token).await;
        socket
            .subscribe("1", TICKS, json!({ "after": cursor }))
            .await;
        for _ in 0..random.random_range(1..8) {
            if story.len() == wanted {
                break;
            }
            let (next, seen) = event(&socket.receive().await);
            cursor = next;
            story.push(seen);
        }
        // Dropped without a goodbye.
    }
    story
}
