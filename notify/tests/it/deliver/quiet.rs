//! Hours of quiet: what they hold, what breaks them, and what comes afterwards.

use entity::alert::AlertKind;
use entity::channel::{Quiet, Rules};
use entity::delivery::DeliveryState::{self, Delivered, Dropped, Summarized, Waiting};
use notify::sample;

use crate::stand_in::{Answer, Seen, StandIn};

use super::{NOON_MS, World, of, on_both_engines, opened, resolved, rules};

on_both_engines!(
    quiet_hours_hold_what_may_not_break_them,
    a_quiet_weekend_loses_nothing,
    what_breaks_the_quiet_takes_along_what_is_held_before_it,
    the_end_of_what_nobody_heard_of_breaks_no_quiet,
    a_storm_in_the_quiet_is_told_without_what_is_held,
    afterwards_only_what_goes_on_is_told,
);

const HOUR_MS: i64 = 3_600_000;

/// Quiet from 11:00 to 13:00 UTC, but for `except`.
fn noon(except: &[AlertKind]) -> Rules {
    hours(11 * 60, 13 * 60, &[], except)
}

fn hours(from_minute: i16, to_minute: i16, days: &[i16], except: &[AlertKind]) -> Rules {
    Rules {
        time_zone: Some("UTC".to_owned()),
        quiet: Some(Quiet {
            from_minute,
            to_minute,
            days: days.to_vec(),
            except: except.to_vec(),
        }),
        ..rules()
    }
}

fn texts(service: &StandIn) -> Vec<String> {
    service.seen().iter().map(Seen::text).collect()
}

async fn quiet_hours_hold_what_may_not_break_them(world: World) {
    let service = StandIn::always(Answer::text(200, "ok")).await;
    let channel = world.chat(&service, noon(&[AlertKind::Partial])).await;
    let over = world
        .tell(channel, 1, &[of("over"), resolved()], NOON_MS)
        .await;
    let open = world.tell(channel, 2, &[of("open")], NOON_MS).await;
    world.incident(over, 1, Some(NOON_MS)).await;
    world.incident(open, 2, None).await;
    let breaks = sample::alert(AlertKind::Partial, NOON_MS);
    world.tell(channel, 3, &[breaks], NOON_MS).await;
    world.passes(NOON_MS, NOON_MS + 10_000).await;
    assert_eq!(service.seen().len(), 1, "what may break it");
    world
        .passes(NOON_MS + HOUR_MS, NOON_MS + HOUR_MS + 1_000)
        .await;
    assert_eq!(service.seen().len(), 2);
    assert!(service.seen()[1].text().contains("open"));
    assert_eq!(
        world.states().await,
        [Dropped, Dropped, Delivered, Delivered]
    );
}

async fn a_quiet_weekend_loses_nothing(world: World) {
    let service = StandIn::always(Answer::text(200, "ok")).await;
    let at = |text: &str| {
        let at: jiff::Timestamp = text.parse().unwrap();
        at.as_millisecond()
    };
    let channel = world.chat(&service, hours(0, 0, &[6, 7], &[])).await;
    let saturday = at("2026-06-06T10:00:00Z");
    let open = world.tell(channel, 1, &[opened()], saturday).await;
    world.incident(open, 1, None).await;
    let sunday = at("2026-06-07T23:59:50Z");
    world.passes(sunday, sunday + 9_000).await;
    assert_eq!(world.states().await, [Waiting]);
    world.passes(sunday + 10_000, sunday + 11_000).await;
    assert_eq!(world.states().await, [Delivered]);
}

async fn what_breaks_the_quiet_takes_along_what_is_held_before_it(world: World) {
    let service = StandIn::always(Answer::text(200, "ok")).await;
    let rules = noon(&[AlertKind::IncidentOpened]);
    let channel = world.chat(&service, rules).await;
    let first = world
        .tell(channel, 1, &[of("first"), resolved()], NOON_MS)
        .await;
    world.incident(first, 1, Some(NOON_MS)).await;
    world.passes(NOON_MS, NOON_MS + 5_000).await;
    assert_eq!(world.states().await, [Delivered, Waiting]);
    world
        .tell(channel, 1, &[of("second")], NOON_MS + 6_000)
        .await;
    world.passes(NOON_MS + 6_000, NOON_MS + 8_000).await;
    assert_eq!(world.states().await, [Delivered; 3]);
    let texts = texts(&service);
    assert!(texts[0].contains("first") && texts[2].contains("second"));
}

async fn the_end_of_what_nobody_heard_of_breaks_no_quiet(world: World) {
    let service = StandIn::always(Answer::text(200, "ok")).await;
    let rules = noon(&[AlertKind::IncidentResolved]);
    let channel = world.chat(&service, rules).await;
    let over = world
        .tell(channel, 1, &[opened(), resolved()], NOON_MS)
        .await;
    world.incident(over, 1, Some(NOON_MS)).await;
    world.passes(NOON_MS, NOON_MS + 5_000).await;
    assert_eq!(world.states().await, [Waiting, Waiting]);
    world
        .passes(NOON_MS + HOUR_MS, NOON_MS + HOUR_MS + 1_000)
        .await;
    assert_eq!(world.states().await, [Dropped, Dropped]);
    assert!(world.lanes().await.is_empty());
}

async fn a_storm_in_the_quiet_is_told_without_what_is_held(world: World) {
    let service = StandIn::always(Answer::text(200, "ok")).await;
    let rules = noon(&[AlertKind::IncidentOpened]);
    let channel = world.chat(&service, rules).await;
    let held = sample::alert(AlertKind::Degraded, NOON_MS);
    for website in 1..=8 {
        world
            .tell(channel, website, std::slice::from_ref(&held), NOON_MS)
            .await;
    }
    for website in 11..=18 {
        let open = world.tell(channel, website, &[opened()], NOON_MS).await;
        world.incident(open, website, None).await;
    }
    world.passes(NOON_MS, NOON_MS + 59_000).await;
    assert_eq!(service.seen().len(), 5, "what is held takes no place");
    world.passes(NOON_MS + 60_000, NOON_MS + 119_000).await;
    assert_eq!(service.seen().len(), 6);
    let summary = texts(&service).pop().unwrap();
    assert!(summary.contains("3 down"), "{summary}");
    world
        .tell(channel, 20, &[of("later")], NOON_MS + 121_000)
        .await;
    world.passes(NOON_MS + 121_000, NOON_MS + 130_000).await;
    assert!(texts(&service).pop().unwrap().contains("later"));
    let states = world.states().await;
    let count = |state: DeliveryState| states.iter().filter(|it| **it == state).count();
    assert_eq!([count(Waiting), count(Summarized)], [8, 3]);
}

async fn afterwards_only_what_goes_on_is_told(world: World) {
    let service = StandIn::always(Answer::text(200, "ok")).await;
    let channel = world.chat(&service, noon(&[])).await;
    for website in 1..=8 {
        let over = world
            .tell(channel, website, &[opened(), resolved()], NOON_MS)
            .await;
        world.incident(over, website, Some(NOON_MS)).await;
    }
    let open = world.tell(channel, 9, &[of("open")], NOON_MS).await;
    world.incident(open, 9, None).await;
    world
        .passes(NOON_MS + HOUR_MS - 5_000, NOON_MS + HOUR_MS + 120_000)
        .await;
    let texts = texts(&service);
    assert_eq!(texts.len(), 1, "{texts:?}");
    assert!(texts[0].contains("open"), "{texts:?}");
    assert!(world.lanes().await.is_empty());
}
