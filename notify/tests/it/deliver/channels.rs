//! Channels: their pace, summaries, quiet hours, and what happens when one fails.

use std::sync::atomic::Ordering;

use entity::alert::AlertKind;
use entity::delivery::{self, DeliveryState};
use entity::{WebsiteKey, channel, maintenance, maintenance_scope, maintenance_window};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};

use uuid::Uuid;

use crate::stand_in::{Answer, Seen, StandIn};

use super::{NOON_MS, World, faulty, ids, of, on_both_engines, opened, resolved, rules};

on_both_engines!(
    an_open_incident_is_repeated_until_somebody_takes_care_of_it,
    a_broken_channel_is_told_by_all_others_once_and_tried_each_hour,
    people_get_five_a_minute_and_then_summaries_until_it_is_calm,
    programs_get_each,
    nothing_overtakes_a_summary,
    what_keeps_failing_goes_to_the_fallback_once,
    an_end_is_told_to_who_was_told_of_the_beginning_later,
    a_pause_that_is_asked_for_holds_the_whole_channel,
    channels_that_break_at_once_are_told_of_each_other,
);

async fn a_broken_channel_is_told_by_all_others_once_and_tried_each_hour(world: World) {
    let (gone, works) = faulty(404).await;
    let service = StandIn::always(Answer::text(200, "ok")).await;
    let broken = world.chat(&gone, rules()).await;
    let others = [
        world.webhook(&service).await,
        world.chat(&service, rules()).await,
    ];
    world.tell(broken, 1, &[opened()], NOON_MS).await;
    world.tell(broken, 2, &[opened()], NOON_MS).await;
    world.passes(NOON_MS, NOON_MS + 60_000).await;
    let row = world.row(broken).await;
    assert!(row.is_broken && row.problem.is_some(), "{row:?}");
    let told = world.deliveries().await;
    for other in others {
        let told: Vec<_> = told
            .iter()
            .filter(|row| row.channel_id == other)
            .map(|row| (row.kind, row.state))
            .collect();
        let expected = (AlertKind::ChannelTrouble, DeliveryState::Delivered);
        assert_eq!(told, [expected]);
    }
    let before = gone.seen().len();
    world.passes(NOON_MS + 60_000, NOON_MS + 70_000).await;
    assert_eq!(gone.seen().len(), before, "it is not disturbed");
    assert_eq!(world.pass(NOON_MS + 3_660_000).await, 1);
    works.store(1, Ordering::SeqCst);
    world.passes(NOON_MS + 7_300_000, NOON_MS + 7_301_000).await;
    let row = world.row(broken).await;
    assert_eq!((row.is_broken, row.problem), (false, None));
    let states = world.states().await;
    assert!(
        states
            .iter()
            .all(|state| *state == DeliveryState::Delivered),
        "{states:?}"
    );
}

async fn people_get_five_a_minute_and_then_summaries_until_it_is_calm(world: World) {
    let service = StandIn::always(Answer::text(200, "ok")).await;
    let channel = world.chat(&service, rules()).await;
    for website in 1..=30 {
        let alert = of(&format!("site {website}"));
        world.tell(channel, website, &[alert], NOON_MS).await;
    }
    world.passes(NOON_MS, NOON_MS + 59_000).await;
    assert_eq!(service.seen().len(), 5);
    for website in 31..=33 {
        world
            .tell(channel, website, &[opened()], NOON_MS + 50_000)
            .await;
    }
    world.passes(NOON_MS + 60_000, NOON_MS + 119_000).await;
    let seen = service.seen();
    assert_eq!(seen.len(), 6);
    let summary = seen[5].text();
    assert!(summary.contains("28"), "{summary}");
    assert!(world.row(channel).await.is_storm);
    for website in 40..=42 {
        world
            .tell(channel, website, &[opened()], NOON_MS + 61_000)
            .await;
    }
    world.passes(NOON_MS + 61_000, NOON_MS + 179_000).await;
    assert_eq!(service.seen().len(), 7, "one summary a minute");
    world.passes(NOON_MS + 180_000, NOON_MS + 300_000).await;
    world
        .tell(channel, 50, &[opened()], NOON_MS + 300_000)
        .await;
    world.passes(NOON_MS + 300_000, NOON_MS + 301_000).await;
    assert_eq!(service.seen().len(), 8, "calm again");
    assert!(!world.row(channel).await.is_storm);
    let rows = world.deliveries().await;
    let of_state = |state| rows.iter().filter(|row| row.state == state).count();
    assert_eq!(of_state(DeliveryState::Summarized), 31);
    assert_eq!(of_state(DeliveryState::Delivered), 8);
    assert!(world.lanes().await.is_empty());
}

async fn programs_get_each(world: World) {
    let service = StandIn::always(Answer::text(200, "")).await;
    let channel = world.webhook(&service).await;
    for website in 1..=100 {
        world.tell(channel, website, &[opened()], NOON_MS).await;
    }
    world.passes(NOON_MS, NOON_MS + 1_000).await;
    let mut ids = ids(&service);
    ids.sort();
    ids.dedup();
    assert_eq!((service.seen().len(), ids.len()), (100, 100));
}

async fn nothing_overtakes_a_summary(world: World) {
    let (service, works) = faulty(500).await;
    works.store(1, Ordering::SeqCst);
    let channel = world.chat(&service, rules()).await;
    for website in 1..=10 {
        world.tell(channel, website, &[opened()], NOON_MS).await;
    }
    world.passes(NOON_MS, NOON_MS + 30_000).await;
    works.store(0, Ordering::SeqCst);
    world.passes(NOON_MS + 60_000, NOON_MS + 61_000).await;
    world
        .tell(channel, 10, &[of("later")], NOON_MS + 61_000)
        .await;
    world.passes(NOON_MS + 61_000, NOON_MS + 130_000).await;
    works.store(1, Ordering::SeqCst);
    world.passes(NOON_MS + 130_000, NOON_MS + 400_000).await;
    let texts: Vec<String> = service.seen().iter().map(Seen::text).collect();
    let last = texts.last().unwrap();
    assert!(last.contains("later"), "{last}");
    assert!(texts[texts.len() - 2].contains("SUMMARY"), "{texts:?}");
}

async fn what_keeps_failing_goes_to_the_fallback_once(world: World) {
    let (service, _) = faulty(500).await;
    let works = StandIn::always(Answer::text(200, "")).await;
    let failing = world.webhook(&service).await;
    let fallback = world.webhook(&works).await;
    let row = channel::ActiveModel {
        id: Set(fallback),
        is_fallback: Set(true),
        ..Default::default()
    };
    row.update(world.db()).await.unwrap();
    for website in 1..=3 {
        world.tell(failing, website, &[opened()], NOON_MS).await;
    }
    world.passes(NOON_MS, NOON_MS + 290_000).await;
    assert_eq!(works.seen().len(), 0);
    world.passes(NOON_MS + 300_000, NOON_MS + 400_000).await;
    assert_eq!(works.seen().len(), 3);
    let waiting = delivery::Entity::find()
        .filter(delivery::Column::ChannelId.eq(failing))
        .filter(delivery::Column::State.eq(DeliveryState::Waiting));
    let waiting = waiting.all(world.db()).await.unwrap();
    assert_eq!(waiting.len(), 3, "they are still tried");
}

async fn an_end_is_told_to_who_was_told_of_the_beginning_later(world: World) {
    let service = StandIn::always(Answer::text(200, "")).await;
    let channel = world.webhook(&service).await;
    let alerts = [opened(), opened(), resolved()];
    world.tell(channel, 1, &alerts, NOON_MS).await;
    world
        .tell(channel, 2, &[opened(), resolved()], NOON_MS)
        .await;
    // As a pause does, after which the resumption tells of what is open.
    for row in world.deliveries().await {
        if row.seq == 1 || row.seq == 4 {
            let mut row = row.into_active_model();
            row.state = Set(DeliveryState::Dropped);
            row.update(world.db()).await.unwrap();
        }
    }
    world.passes(NOON_MS, NOON_MS + 2_000).await;
    use DeliveryState::{Delivered, Dropped};
    assert_eq!(
        world.states().await,
        [Dropped, Delivered, Delivered, Dropped, Dropped]
    );
}

async fn a_pause_that_is_asked_for_holds_the_whole_channel(world: World) {
    let busy = Answer::json(429, serde_json::json!({ "retry_after": 20 }));
    let service = StandIn::always(busy).await;
    let channel = world.chat(&service, rules()).await;
    for website in 1..=3 {
        world.tell(channel, website, &[opened()], NOON_MS).await;
    }
    world.pass(NOON_MS).await;
    let asked = service.seen().len();
    world.passes(NOON_MS + 1_000, NOON_MS + 19_000).await;
    assert_eq!(service.seen().len(), asked);
    world.passes(NOON_MS + 20_000, NOON_MS + 22_000).await;
    assert!(service.seen().len() > asked);
    let problem = world.row(channel).await.problem.unwrap();
    assert!(
        problem.starts_with("the reply is 429 Too Many Requests: "),
        "{problem}"
    );
}

async fn channels_that_break_at_once_are_told_of_each_other(world: World) {
    let (gone, _) = faulty(404).await;
    let mut channels = Vec::new();
    for _ in 0..6 {
        channels.push(world.chat(&gone, rules()).await);
    }
    for channel in &channels {
        // What is about no website shares a lane with what is told of other channels.
        world.tell(*channel, 0, &[opened()], NOON_MS).await;
    }
    world.passes(NOON_MS, NOON_MS + 3_000).await;
    let told = world.deliveries().await;
    for channel in &channels {
        let told = told.iter().filter(|row| row.channel_id == *channel);
        let told = told.filter(|row| row.kind == AlertKind::ChannelTrouble);
        assert_eq!(told.count(), channels.len() - 1);
        let row = world.row(*channel).await;
        assert!(row.is_broken && row.is_reported);
    }
}

async fn an_open_incident_is_repeated_until_somebody_takes_care_of_it(world: World) {
    let service = StandIn::always(Answer::text(200, "")).await;
    let channel = world.webhook(&service).await;
    let row = channel::ActiveModel {
        id: Set(channel),
        repeat_secs: Set(Some(600)),
        ..Default::default()
    };
    row.update(world.db()).await.unwrap();
    let id = world.tell(channel, 1, &[opened()], NOON_MS).await;
    let row = world.incident(id, 1, None).await;
    world.passes(NOON_MS, NOON_MS + 599_000).await;
    assert_eq!(service.seen().len(), 1);
    world.passes(NOON_MS + 601_000, NOON_MS + 1_199_000).await;
    assert_eq!(service.seen().len(), 2);
    maintained(&world, NOON_MS + 1_200_000, NOON_MS + 1_900_000).await;
    world.passes(NOON_MS + 1_202_000, NOON_MS + 1_898_000).await;
    assert_eq!(service.seen().len(), 2, "not in maintenance");
    world.passes(NOON_MS + 1_901_000, NOON_MS + 1_910_000).await;
    assert_eq!(service.seen().len(), 3);
    let mut row = row.into_active_model();
    row.acknowledged_at_ms = Set(Some(NOON_MS + 1_910_000));
    row.update(world.db()).await.unwrap();
    world.passes(NOON_MS + 1_912_000, NOON_MS + 3_500_000).await;
    assert_eq!(service.seen().len(), 3);
}

/// Maintenance of the first website.
async fn maintained(world: &World, from_ms: i64, to_ms: i64) {
    let website = entity::testing::website(world.organization, NOON_MS);
    let website = website.insert(world.db()).await.unwrap();
    assert_eq!(website.key, WebsiteKey(1));
    let id = Uuid::now_v7();
    let row = maintenance::Model {
        id,
        organization_id: world.organization,
        title: "Move".to_owned(),
        public_title: None,
        public_text: None,
        scope_id: id,
        rule: maintenance::Rule::Once { from_ms, to_ms },
        time_zone: "UTC".to_owned(),
        chosen: None,
        plan_at_ms: None,
        created_at_ms: NOON_MS,
        cancelled_at_ms: None,
    };
    let row = row.into_active_model().reset_all();
    row.insert(world.db()).await.unwrap();
    let scope = maintenance_scope::ActiveModel {
        id: Set(id),
        maintenance_id: Set(id),
        websites: Set(None),
    };
    scope.insert(world.db()).await.unwrap();
    let window = maintenance_window::ActiveModel {
        maintenance_id: Set(id),
        organization_id: Set(world.organization),
        scope_id: Set(id),
        from_ms: Set(from_ms),
        to_ms: Set(to_ms),
        ..Default::default()
    };
    window.insert(world.db()).await.unwrap();
}
