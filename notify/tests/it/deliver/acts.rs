//! What people do to channels: tests, pauses, other settings.

use std::sync::atomic::Ordering;

use entity::alert::AlertKind;
use entity::database::begin_write;
use entity::delivery::DeliveryState;
use entity::{WebsiteKey, attempt, lane};
use notify::deliver::{GIVE_UP_MS, LEASE_MS, drop_waiting, forget_threads, make_due, test};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::stand_in::{Answer, StandIn};

use super::{NOON_MS, World, faulty, on_both_engines, opened, rules};

on_both_engines!(
    a_test_is_tried_once_past_what_waits,
    what_is_under_way_is_not_made_due,
    what_a_dropped_summary_held_was_not_told,
    another_receiver_gets_no_thread_of_the_one_before,
);

async fn a_test_is_tried_once_past_what_waits(world: World) {
    let (service, works) = faulty(500).await;
    let channel = world.chat(&service, rules()).await;
    for website in 1..=9 {
        world.tell(channel, website, &[opened()], NOON_MS).await;
    }
    world.passes(NOON_MS, NOON_MS + 30_000).await;
    let test = async |now_ms| {
        let row = world.row(channel).await;
        test(&world.deliverer, &row, now_ms).await.unwrap()
    };
    let before = (service.seen().len(), world.row(channel).await);
    assert!(before.1.paced_until_ms > NOON_MS + 30_000 || before.1.minute_sent >= 5);
    let tested = test(NOON_MS + 30_000).await;
    assert_eq!(
        (tested.kind, tested.state),
        (AlertKind::Test, DeliveryState::Expired)
    );
    assert_eq!(service.seen().len(), before.0 + 1);
    assert_eq!(world.row(channel).await, before.1, "it says nothing new");

    works.store(1, Ordering::SeqCst);
    let tested = test(NOON_MS + 31_000).await;
    assert_eq!(tested.state, DeliveryState::Delivered);
    let attempts = attempt::Entity::find()
        .filter(attempt::Column::DeliverySeq.eq(tested.seq))
        .all(world.db())
        .await
        .unwrap();
    assert_eq!(attempts.len(), 1);
    let row = world.row(channel).await;
    assert_eq!((row.failures, row.problem), (0, None));
    let lanes = world.lanes().await;
    assert!(lanes.iter().all(|lane| lane.due_ms <= NOON_MS + 32_000));
}

async fn what_is_under_way_is_not_made_due(world: World) {
    let (service, _) = faulty(500).await;
    let channel = world.webhook(&service).await;
    for website in 1..=2 {
        world.tell(channel, website, &[opened()], NOON_MS).await;
    }
    world.pass(NOON_MS).await;
    let leased = lane::ActiveModel {
        channel_id: Set(channel),
        website_key: Set(WebsiteKey(1)),
        due_ms: Set(NOON_MS + LEASE_MS),
        is_leased: Set(true),
        ..Default::default()
    };
    leased.update(world.db()).await.unwrap();
    let transaction = begin_write(world.db()).await.unwrap();
    make_due(&transaction, channel, NOON_MS + 100)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    let due: Vec<i64> = world.lanes().await.iter().map(|lane| lane.due_ms).collect();
    assert_eq!(due, [NOON_MS + LEASE_MS, NOON_MS + 100]);
}

async fn what_a_dropped_summary_held_was_not_told(world: World) {
    let (service, works) = faulty(500).await;
    works.store(1, Ordering::SeqCst);
    let channel = world.chat(&service, rules()).await;
    for website in 1..=9 {
        world.tell(channel, website, &[opened()], NOON_MS).await;
    }
    world.passes(NOON_MS, NOON_MS + 30_000).await;
    works.store(0, Ordering::SeqCst);
    world.passes(NOON_MS + 60_000, NOON_MS + 62_000).await;
    let of_state = async |state| {
        let rows = world.deliveries().await.into_iter();
        rows.filter(|row| row.state == state).count()
    };
    assert_eq!(of_state(DeliveryState::Summarized).await, 4);
    let transaction = begin_write(world.db()).await.unwrap();
    drop_waiting(&transaction, channel, NOON_MS + 63_000)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(of_state(DeliveryState::Summarized).await, 0);
    assert_eq!(of_state(DeliveryState::Dropped).await, 5, "and the summary");
    // The same if it is never delivered.
    for website in 11..=19 {
        world
            .tell(channel, website, &[opened()], NOON_MS + 120_000)
            .await;
    }
    works.store(0, Ordering::SeqCst);
    world.passes(NOON_MS + 180_000, NOON_MS + 182_000).await;
    let held = of_state(DeliveryState::Summarized).await;
    assert!(held > 0);
    let end_ms = NOON_MS + 182_000 + GIVE_UP_MS;
    world.passes(end_ms, end_ms + 2_000).await;
    assert_eq!(of_state(DeliveryState::Summarized).await, 0);
    assert_eq!(of_state(DeliveryState::Expired).await, held + 1);
}

async fn another_receiver_gets_no_thread_of_the_one_before(world: World) {
    let service = StandIn::always(Answer::json(
        200,
        serde_json::json!({
            "ok": true, "channel": "C1", "ts": "1.1"
        }),
    ))
    .await;
    let settings = serde_json::json!({ "kind": "slack", "channel": "C1", "base_url": service.url });
    let secrets = serde_json::json!({ "token": "xoxb-1" });
    let channel = world.channel(settings, secrets, rules()).await;
    let id = world.tell(channel, 1, &[opened()], NOON_MS).await;
    world.incident(id, 1, None).await;
    world.passes(NOON_MS, NOON_MS + 1_000).await;
    let receipt = world.deliveries().await[0].receipt.clone();
    assert!(receipt.is_some());
    let transaction = begin_write(world.db()).await.unwrap();
    forget_threads(&transaction, channel).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(world.deliveries().await[0].receipt, None);
}
