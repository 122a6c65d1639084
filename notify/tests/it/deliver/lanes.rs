//! Lanes: order, retries, leases, and what becomes of messages.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use entity::attempt::{self, AttemptOutcome};
use entity::database::begin_write;
use entity::delivery::{DeliveryState, NewDelivery, enqueue};
use entity::{WebsiteKey, channel};
use notify::deliver::{GIVE_UP_MS, LEASE_MS, pass};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QueryOrder};
use serde_json::{Value, json};

use crate::stand_in::{Answer, StandIn};

use super::{NOON_MS, World, faulty, ids, of, on_both_engines, opened, resolved, rules, types};

on_both_engines!(
    whatever_a_receiver_does_for_ten_minutes_every_alert_arrives_in_order,
    a_message_is_retried_with_its_id_until_it_is_taken_and_keeps_its_place,
    a_lane_that_waits_delays_no_other,
    a_receiver_that_keeps_failing_is_tried_with_one_message_at_a_time,
    what_a_dead_process_had_claimed_is_sent_again_with_the_same_id,
    what_is_refused_is_sent_once_more_in_plain_and_then_left,
    what_cannot_be_delivered_for_a_day_expires_and_its_resolve_is_dropped,
    replicas_deliver_each_once_and_in_order,
    a_receiver_asks_for_a_pause_and_gets_it,
);

async fn a_message_is_retried_with_its_id_until_it_is_taken_and_keeps_its_place(world: World) {
    let (service, works) = faulty(500).await;
    let channel = world.webhook(&service).await;
    world
        .tell(channel, 1, &[opened(), resolved()], NOON_MS)
        .await;
    assert_eq!(world.pass(NOON_MS).await, 1);
    assert_eq!(world.pass(NOON_MS + 700).await, 0, "it is too early");
    assert_eq!(world.pass(NOON_MS + 1_500).await, 1);
    works.store(1, Ordering::SeqCst);
    world.passes(NOON_MS + 2_000, NOON_MS + 6_000).await;
    let opened = "incident.opened";
    assert_eq!(
        types(&service),
        [opened, opened, opened, "incident.resolved"]
    );
    let ids = ids(&service);
    assert!(ids[0] == ids[1] && ids[1] == ids[2] && ids[2] != ids[3]);
    let rows = world.deliveries().await;
    assert_eq!(rows[0].id.to_string(), ids[0]);
    assert_eq!((rows[0].attempts, rows[1].attempts), (3, 1));
    let attempts = attempt::Entity::find().order_by_asc(attempt::Column::Number);
    let attempts = attempts.all(world.db()).await.unwrap();
    let of_first: Vec<_> = attempts
        .iter()
        .filter(|row| row.delivery_seq == rows[0].seq)
        .map(|row| (row.outcome, row.status, row.reply.as_str()))
        .collect();
    use AttemptOutcome::{Delivered, Later};
    let later = (Later, Some(500), "later");
    assert_eq!(of_first, [later, later, (Delivered, Some(200), "ok")]);
    assert!(world.lanes().await.is_empty());
    let row = world.row(channel).await;
    assert_eq!(
        (row.failures, row.failing_since_ms, row.problem),
        (0, None, None)
    );
}

async fn a_lane_that_waits_delays_no_other(world: World) {
    let slow = StandIn::new(
        |seen| match seen.json()["data"]["website"]["name"].as_str() {
            Some("bad") => Answer::text(500, ""),
            _ => Answer::text(200, ""),
        },
    );
    let slow = slow.await;
    let hangs = StandIn::always(Answer::Silence).await;
    let (one, other) = (world.webhook(&slow).await, world.webhook(&hangs).await);
    world
        .tell(one, 1, &[of("bad"), of("after bad")], NOON_MS)
        .await;
    world.tell(other, 1, &[of("never")], NOON_MS).await;
    world
        .tell(one, 2, &[of("good"), of("after good")], NOON_MS)
        .await;
    world.pass(NOON_MS).await;
    world.pass(NOON_MS + 500).await;
    let names: Vec<Value> = slow
        .seen()
        .iter()
        .map(|seen| seen.json()["data"]["website"]["name"].clone())
        .collect();
    let mut sorted = names.clone();
    sorted.sort_by_key(|name| name.to_string());
    assert_eq!(sorted, ["after good", "bad", "good"], "{names:?}");
}

async fn a_receiver_that_keeps_failing_is_tried_with_one_message_at_a_time(world: World) {
    let (service, works) = faulty(503).await;
    let channel = world.webhook(&service).await;
    for website in 1..=100 {
        world.tell(channel, website, &[opened()], NOON_MS).await;
    }
    let mut first = 0;
    while service.seen().len() < 5 {
        first += world.pass(NOON_MS).await;
    }
    assert!(first <= 8, "{first}");
    let before = service.seen().len();
    assert_eq!(world.pass(NOON_MS).await, 0, "the gate is closed");
    let row = world.row(channel).await;
    assert!(row.failures >= 5 && row.failing_since_ms.is_some());
    world.passes(NOON_MS + 1_000, NOON_MS + 600_000).await;
    let tried = service.seen().len() - before;
    assert!((5..=15).contains(&tried), "{tried} in ten minutes");
    works.store(1, Ordering::SeqCst);
    world.passes(NOON_MS + 600_000, NOON_MS + 1_300_000).await;
    assert!(
        world
            .states()
            .await
            .iter()
            .all(|state| *state == DeliveryState::Delivered)
    );
    assert_eq!(world.row(channel).await.failures, 0);
}

async fn what_a_dead_process_had_claimed_is_sent_again_with_the_same_id(world: World) {
    let service = StandIn::always(Answer::text(200, "")).await;
    let channel = world.webhook(&service).await;
    world.tell(channel, 1, &[opened()], NOON_MS).await;
    // It dies after the receiver took the message and before that is stored.
    let hangs = StandIn::always(Answer::Silence).await;
    let row = channel::ActiveModel {
        id: Set(channel),
        settings: Set(json!({ "kind": "webhook", "url": hangs.url }).to_string()),
        ..Default::default()
    };
    row.update(world.db()).await.unwrap();
    let deliverer = world.deliverer.clone();
    let dying = tokio::spawn(async move { pass(&deliverer, NOON_MS).await });
    while hangs.seen().is_empty() {
        tokio::task::yield_now().await;
    }
    dying.abort();
    assert!(dying.await.unwrap_err().is_cancelled());
    let row = channel::ActiveModel {
        id: Set(channel),
        settings: Set(json!({ "kind": "webhook", "url": service.url }).to_string()),
        ..Default::default()
    };
    row.update(world.db()).await.unwrap();
    assert_eq!(world.pass(NOON_MS + LEASE_MS - 1).await, 0);
    assert_eq!(world.pass(NOON_MS + LEASE_MS).await, 1);
    assert_eq!(ids(&hangs), ids(&service));
    assert_eq!(world.states().await, [DeliveryState::Delivered]);
}

async fn what_is_refused_is_sent_once_more_in_plain_and_then_left(world: World) {
    let service = StandIn::new(|seen| match seen.text().contains("Poison") {
        true => Answer::text(400, "no"),
        false => Answer::text(200, "ok"),
    });
    let service = service.await;
    let channel = world.chat(&service, rules()).await;
    world
        .tell(channel, 1, &[of("Poison"), of("Shop")], NOON_MS)
        .await;
    world.passes(NOON_MS, NOON_MS + 1_000).await;
    assert_eq!(service.seen().len(), 3);
    use DeliveryState::{Delivered, Refused};
    assert_eq!(world.states().await, [Refused, Delivered]);
    assert_eq!(world.deliveries().await[0].attempts, 2);
    assert_eq!(world.row(channel).await.failures, 0);
}

async fn what_cannot_be_delivered_for_a_day_expires_and_its_resolve_is_dropped(world: World) {
    let (service, works) = faulty(500).await;
    let channel = world.webhook(&service).await;
    world.tell(channel, 1, &[opened()], NOON_MS).await;
    world.pass(NOON_MS).await;
    let incident_id = world.deliveries().await[0].incident_id;
    works.store(1, Ordering::SeqCst);
    let transaction = begin_write(world.db()).await.unwrap();
    let resolve = NewDelivery {
        organization_id: world.organization,
        channel_id: channel,
        website_key: WebsiteKey(1),
        incident_id,
        alert: resolved(),
    };
    let late_ms = NOON_MS + GIVE_UP_MS;
    enqueue(&transaction, vec![resolve], late_ms).await.unwrap();
    transaction.commit().await.unwrap();
    world.passes(late_ms, late_ms + 1_000).await;
    use DeliveryState::{Dropped, Expired};
    assert_eq!(world.states().await, [Expired, Dropped]);
    assert_eq!(service.seen().len(), 1);
    assert!(world.lanes().await.is_empty());
}

async fn replicas_deliver_each_once_and_in_order(world: World) {
    let order: Arc<Mutex<BTreeMap<String, Vec<String>>>> = Arc::default();
    let seen_order = Arc::clone(&order);
    let service = StandIn::new(move |seen| {
        let body = seen.json();
        let name = body["data"]["website"]["name"].as_str().unwrap().to_owned();
        let kind = body["type"].as_str().unwrap().to_owned();
        seen_order
            .lock()
            .unwrap()
            .entry(name)
            .or_default()
            .push(kind);
        Answer::text(200, "")
    });
    let service = service.await;
    let channel = world.webhook(&service).await;
    for website in 1..=40 {
        let mut alerts = [opened(), resolved(), opened(), resolved()];
        for alert in &mut alerts {
            alert.website.as_mut().unwrap().name = website.to_string();
        }
        world.tell(channel, website, &alerts, NOON_MS).await;
    }
    let replica = |_| {
        let deliverer = world.deliverer.clone();
        tokio::spawn(async move {
            let (mut idle, mut now_ms) = (0, NOON_MS);
            while idle < 3 {
                match pass(&deliverer, now_ms).await.unwrap() {
                    0 => idle += 1,
                    _ => idle = 0,
                }
                now_ms += 100;
            }
        })
    };
    for replica in [1, 2, 3].map(replica) {
        replica.await.unwrap();
    }
    world.passes(NOON_MS, NOON_MS + 60_000).await;
    assert_eq!(service.seen().len(), 160);
    for (name, kinds) in &*order.lock().unwrap() {
        let pair = ["incident.opened", "incident.resolved"];
        assert_eq!(*kinds, [pair, pair].concat(), "{name}");
    }
}

async fn a_receiver_asks_for_a_pause_and_gets_it(world: World) {
    let service = StandIn::always(Answer::Full(
        429,
        "Retry-After: 100\r\n",
        "slow down".to_owned(),
    ));
    let service = service.await;
    let channel = world.webhook(&service).await;
    world.tell(channel, 1, &[opened()], NOON_MS).await;
    world.passes(NOON_MS, NOON_MS + 99_000).await;
    assert_eq!(service.seen().len(), 1);
    world.passes(NOON_MS + 100_000, NOON_MS + 102_000).await;
    assert_eq!(service.seen().len(), 2);
}

async fn whatever_a_receiver_does_for_ten_minutes_every_alert_arrives_in_order(world: World) {
    let moved = "Location: http://127.0.0.1:9/\r\n";
    for answer in [
        Answer::text(500, ""),
        Answer::Full(302, moved, String::new()),
        Answer::text(404, ""),
        Answer::Half(500),
        Answer::Close,
        Answer::Silence,
    ] {
        let works = Arc::new(AtomicUsize::new(0));
        let (told, fault) = (Arc::clone(&works), answer.clone());
        let service = StandIn::new(move |_| match told.load(Ordering::SeqCst) {
            0 => fault.clone(),
            _ => Answer::text(200, ""),
        });
        let service = service.await;
        let channel = world.webhook(&service).await;
        world
            .tell(channel, 1, &[opened(), resolved()], NOON_MS)
            .await;
        for minute in 0..10 {
            world.pass(NOON_MS + minute * 60_000).await;
        }
        works.store(1, Ordering::SeqCst);
        for minute in 10..30 {
            world.pass(NOON_MS + minute * 60_000).await;
        }
        let (ids, types) = (ids(&service), types(&service));
        let first = ids.iter().filter(|id| **id == ids[0]).count();
        assert!(first >= 3, "{answer:?}: {types:?}");
        assert_eq!(first + 1, ids.len(), "{answer:?}: {types:?}");
        assert_eq!(types.last().unwrap(), "incident.resolved", "{answer:?}");
        assert!(types[..first].iter().all(|it| it == "incident.opened"));
    }
    assert!(
        world
            .states()
            .await
            .iter()
            .all(|state| *state == DeliveryState::Delivered)
    );
}
