//! Hours of quiet: what they hold, what breaks them, and what comes afterwards.

use entity::WebsiteStatus;
use entity::alert::AlertKind;
use entity::channel::{Quiet, Rules};
use entity::delivery::DeliveryState::{self, Delivered, Dropped, Summarized, Waiting};
use notify::deliver::waiting;
use notify::sample;

use crate::stand_in::{Answer, Seen, StandIn};

use super::{NOON_MS, World, faulty, of, on_both_engines, opened, resolved, rules};

on_both_engines!(
    quiet_hours_hold_what_may_not_break_them,
    a_quiet_weekend_loses_nothing,
    what_breaks_the_quiet_takes_along_what_is_held_before_it,
    the_end_of_what_nobody_heard_of_breaks_no_quiet,
    a_storm_in_the_quiet_is_told_without_what_is_held,
    afterwards_only_what_goes_on_is_told,
    a_repeat_in_the_quiet_keeps_no_end_from_who_heard_of_the_beginning,
    a_website_that_is_well_again_is_not_told_of_afterwards,
    what_quiet_hours_hold_is_not_late,
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

async fn a_repeat_in_the_quiet_keeps_no_end_from_who_heard_of_the_beginning(world: World) {
    let service = StandIn::always(Answer::text(200, "ok")).await;
    for (website, except) in [(1, vec![]), (2, vec![AlertKind::IncidentResolved])] {
        let channel = world.chat(&service, noon(&except)).await;
        let before_ms = NOON_MS - 2 * HOUR_MS;
        let id = world.tell(channel, website, &[opened()], before_ms).await;
        world.passes(before_ms, before_ms + 1_000).await;
        // A repeat that was written as the quiet began, and the end.
        let about = [opened(), resolved()];
        world
            .tell_of(channel, website, Some(id), &about, NOON_MS)
            .await;
        world.incident(id, website, Some(NOON_MS)).await;
        world.passes(NOON_MS, NOON_MS + 3_000).await;
        let told_in_quiet = !except.is_empty();
        let states = world.states().await;
        let last = &states[states.len() - 2..];
        assert_eq!(last[1] == Delivered, told_in_quiet, "{states:?}");
        world
            .passes(NOON_MS + HOUR_MS, NOON_MS + HOUR_MS + 2_000)
            .await;
        let states = world.states().await;
        assert_eq!(states[states.len() - 2..], [Dropped, Delivered]);
    }
}

async fn a_website_that_is_well_again_is_not_told_of_afterwards(world: World) {
    let service = StandIn::always(Answer::text(200, "ok")).await;
    let channel = world.chat(&service, noon(&[])).await;
    for (website, status) in [
        (1, WebsiteStatus::Degraded),
        (2, WebsiteStatus::Up),
        (3, WebsiteStatus::Partial),
    ] {
        let kind = if website == 3 {
            AlertKind::Partial
        } else {
            AlertKind::Degraded
        };
        let alert = sample::alert(kind, NOON_MS);
        world
            .tell_of(channel, website, None, &[alert], NOON_MS)
            .await;
        world.status(website, status).await;
    }
    world
        .passes(NOON_MS + HOUR_MS, NOON_MS + HOUR_MS + 2_000)
        .await;
    assert_eq!(world.states().await, [Delivered, Dropped, Delivered]);
}

async fn what_quiet_hours_hold_is_not_late(world: World) {
    let (service, _) = faulty(500).await;
    let held = world.chat(&service, noon(&[])).await;
    world.tell(held, 1, &[opened()], NOON_MS).await;
    let later_ms = NOON_MS + 600_000;
    world.pass(later_ms).await;
    let seen = waiting(world.db(), later_ms).await.unwrap();
    assert_eq!((seen.count, seen.oldest_ms), (1, None));
    let loud = world.webhook(&service).await;
    world.tell(loud, 1, &[opened()], NOON_MS + 5_000).await;
    world.pass(later_ms).await;
    let seen = waiting(world.db(), later_ms).await.unwrap();
    assert_eq!((seen.count, seen.oldest_ms), (2, Some(NOON_MS + 5_000)));
}
