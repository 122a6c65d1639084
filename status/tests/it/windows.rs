//! Windows and steps, from changes alone and from made days.

use std::collections::HashMap;

use entity::compaction::{self, Unit};
use entity::status_change;
use entity::uptime_day;
use entity::{RegionKey, WebsiteKey, WebsiteStatus};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use queue::Outcome;
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use status::Keep;
use status::domain::uptime::Tally;
use status::history::{self, Bar, Series, Step, Window};
use status::rollup::{DAY_MS, HOUR_MS};

use crate::support::{INDIA, INTERVAL_MS, NOON_MS, USA, World, any_of};

crate::on_both_engines!(
    made_days_change_no_number,
    steps_sum_up_to_their_window,
    spans_come_newest_first_and_page_by_page,
    many_ledgers_are_each_ones_own,
);

const DAYS: i64 = 12;
const MIDNIGHT_MS: i64 = NOON_MS - DAY_MS / 2;
const NOW_MS: i64 = MIDNIGHT_MS + DAYS * DAY_MS - 5 * HOUR_MS - 321;
const KEYS: [WebsiteKey; 5] = [
    WebsiteKey(1),
    WebsiteKey(2),
    WebsiteKey(3),
    WebsiteKey(4),
    WebsiteKey(5),
];
const VIEWS: [Option<RegionKey>; 2] = [None, Some(INDIA)];

type Logs = HashMap<(WebsiteKey, RegionKey), Vec<(i64, WebsiteStatus)>>;

fn status() -> impl Strategy<Value = WebsiteStatus> {
    proptest::sample::select(vec![
        WebsiteStatus::Pending,
        WebsiteStatus::Up,
        WebsiteStatus::Degraded,
        WebsiteStatus::Partial,
        WebsiteStatus::Down,
        WebsiteStatus::Unmeasured,
        WebsiteStatus::Paused,
    ])
}

/// An instant in the time of the test, now and then on the grid of hours.
fn instant() -> impl Strategy<Value = i64> {
    let hours = DAYS * 24;
    prop_oneof![
        (-HOUR_MS..(DAYS + 1) * DAY_MS).prop_map(|ms| MIDNIGHT_MS + ms),
        (-30..hours + 30).prop_map(|hour| MIDNIGHT_MS + hour * HOUR_MS),
    ]
}

/// Websites 1 to 5 with random changes, the last one without any.
async fn random_changes(world: &World, runner: &mut TestRunner) -> Logs {
    let mut logs = Logs::new();
    for key in &KEYS[..4] {
        for view in VIEWS.map(|view| view.unwrap_or(RegionKey::ALL)) {
            let log = proptest::collection::btree_map(instant(), status(), 1..40);
            let log: Vec<_> = any_of(runner, log).into_iter().collect();
            let rows = log.iter().map(|(at_ms, status)| {
                let (website_key, region_key) = (*key, view);
                let (at_ms, status) = (*at_ms, *status);
                let row = status_change::Model {
                    website_key,
                    region_key,
                    at_ms,
                    status,
                };
                row.into_active_model()
            });
            status_change::Entity::insert_many(rows)
                .exec_without_returning(&world.db)
                .await
                .unwrap();
            logs.insert((*key, view), log);
        }
    }
    logs
}

/// What was what in a window, from all changes.
fn told(log: &[(i64, WebsiteStatus)], from_ms: i64, to_ms: i64) -> Tally {
    let before = log.iter().take_while(|(at_ms, _)| *at_ms <= from_ms).last();
    let initial = before.map_or(WebsiteStatus::Pending, |(_, status)| *status);
    let within: Vec<_> = log
        .iter()
        .copied()
        .filter(|(at_ms, _)| *at_ms > from_ms && *at_ms < to_ms)
        .collect();
    Tally::of(initial, &within, from_ms, to_ms, NOW_MS)
}

/// Makes the first `made` days of the test.
async fn make_days(world: &World, logs: &Logs, made: i64) {
    let first = MIDNIGHT_MS / DAY_MS - 1;
    let day32 = |day: i64| i32::try_from(day).unwrap();
    for ((website_key, region_key), log) in logs {
        for day in first..first + 1 + made {
            let tally = told(log, day * DAY_MS, (day + 1) * DAY_MS);
            let ms = |ms: i64| i32::try_from(ms).unwrap();
            if tally.ratio().is_none() {
                continue;
            }
            let row = uptime_day::Model {
                website_key: *website_key,
                region_key: *region_key,
                day: day32(day),
                up_ms: ms(tally.up_ms),
                degraded_ms: ms(tally.degraded_ms),
                partial_ms: ms(tally.partial_ms),
                down_ms: ms(tally.down_ms),
                maintenance_ms: 0,
                recorded: 0,
                unmeasured: 0,
            };
            uptime_day::Entity::insert(row.into_active_model())
                .exec_without_returning(&world.db)
                .await
                .unwrap();
        }
    }
    compaction::Entity::insert(compaction::ActiveModel {
        unit: Set(Unit::Day),
        done_to: Set(day32(first + 1 + made)),
        after_key: Set(WebsiteKey::BEFORE_ALL),
    })
    .exec_without_returning(&world.db)
    .await
    .unwrap();
}

async fn tallies(
    world: &World,
    view: Option<RegionKey>,
    window: Window,
) -> HashMap<WebsiteKey, Tally> {
    let made = status::rollup::made(&world.db).await.unwrap();
    history::tallies(&world.db, &KEYS, view, window, made, NOW_MS)
        .await
        .unwrap()
}

async fn series(world: &World, view: Option<RegionKey>, step: Step, count: u16) -> Series {
    let made = status::rollup::made(&world.db).await.unwrap();
    history::series(&world.db, &KEYS, view, step, count, made, NOW_MS)
        .await
        .unwrap()
}

async fn made_days_change_no_number(world: World) {
    let mut runner = TestRunner::deterministic();
    let logs = random_changes(&world, &mut runner).await;
    let mut windows = vec![Window {
        from_ms: MIDNIGHT_MS,
        to_ms: MIDNIGHT_MS + 3 * DAY_MS,
    }];
    while windows.len() < 40 {
        let (a, b) = any_of(&mut runner, (instant(), instant()));
        if a != b {
            let (from_ms, to_ms) = (a.min(b), a.max(b));
            windows.push(Window { from_ms, to_ms });
        }
    }
    let mut before = Vec::new();
    for view in VIEWS {
        before.push(series(&world, view, Step::Day, 11).await.bars);
    }

    make_days(&world, &logs, 8).await;
    for (view, before) in VIEWS.into_iter().zip(before) {
        for window in &windows {
            let found = tallies(&world, view, *window).await;
            assert_eq!(found.len(), KEYS.len());
            for key in KEYS {
                let log = logs.get(&(key, view.unwrap_or(RegionKey::ALL)));
                let log = log.map_or(&[][..], Vec::as_slice);
                let expected = told(log, window.from_ms, window.to_ms);
                assert_eq!(found[&key], expected, "{key} {view:?} {window:?}");
            }
        }
        assert_eq!(series(&world, view, Step::Day, 11).await.bars, before);
    }

    // It is the days that were read.
    uptime_day::Entity::delete_many()
        .exec(&world.db)
        .await
        .unwrap();
    let gone = tallies(&world, None, windows[0]).await;
    assert!(gone.values().all(|tally| tally.ratio().is_none()));
}

async fn steps_sum_up_to_their_window(world: World) {
    let mut runner = TestRunner::deterministic();
    let logs = random_changes(&world, &mut runner).await;
    make_days(&world, &logs, 8).await;
    for (step, count) in [
        (Step::Hour, 24),
        (Step::Hour, 1),
        (Step::Day, 12),
        (Step::Day, 1),
    ] {
        for view in VIEWS {
            let series = series(&world, view, step, count).await;
            let window = Window {
                from_ms: series.from_ms,
                to_ms: NOW_MS,
            };
            let whole = tallies(&world, view, window).await;
            for key in KEYS {
                let (bars, tally) = (&series.bars[&key], whole[&key]);
                assert_eq!(bars.len(), usize::from(count));
                let down_ms: i64 = bars.iter().map(|bar| bar.down_ms).sum();
                assert_eq!(down_ms, tally.down_ms, "{key} {step:?} {view:?}");
                let measured = bars.iter().any(|bar| bar.ratio.is_some());
                assert_eq!(measured, tally.ratio().is_some());
                for (at, bar) in (0..).zip(bars) {
                    let from_ms = series.from_ms + at * step.length_ms();
                    let log = logs.get(&(key, view.unwrap_or(RegionKey::ALL)));
                    let log = log.map_or(&[][..], Vec::as_slice);
                    let tally = told(log, from_ms, from_ms + step.length_ms());
                    assert_eq!(*bar, Bar::from(tally), "{key} {step:?} {at}");
                }
            }
        }
    }
}

async fn spans_come_newest_first_and_page_by_page(world: World) {
    let mut runner = TestRunner::deterministic();
    let logs = random_changes(&world, &mut runner).await;
    for view in VIEWS {
        let log = &logs[&(KEYS[0], view.unwrap_or(RegionKey::ALL))];
        let mut told = Vec::new();
        let mut before_ms = None;
        loop {
            let page = history::spans(&world.db, KEYS[0], view, 7, before_ms)
                .await
                .unwrap();
            let Some(last) = page.last() else { break };
            before_ms = Some(last.from_ms);
            told.extend(page);
        }
        assert_eq!(told.first().unwrap().to_ms, None);
        assert!(
            told.windows(2)
                .all(|two| two[1].to_ms == Some(two[0].from_ms))
        );
        let told: Vec<_> = told
            .iter()
            .map(|span| (span.from_ms, span.status))
            .rev()
            .collect();
        assert_eq!(told, *log);
    }
}

async fn many_ledgers_are_each_ones_own(world: World) {
    let (one, two) = (
        world.website(None).await,
        world.website(Some(vec![USA])).await,
    );
    let mut reports = Vec::new();
    for nth in 0..6 {
        reports.push(world.report(&one, "india", nth, Outcome::Up));
        reports.push(world.report(&two, "usa", 2 * nth, Outcome::Unmeasured));
    }
    world.store(reports).await;
    let keep = Keep::default();
    let window = Window {
        from_ms: NOON_MS,
        to_ms: NOON_MS + DAY_MS,
    };
    for now_ms in [NOON_MS + 12 * INTERVAL_MS, NOON_MS + HOUR_MS] {
        let nobody = WebsiteKey(99);
        let keys = [one.key, two.key, nobody];
        let many = history::ledgers(&world.db, &keys, None, window, &keep, now_ms)
            .await
            .unwrap();
        for website in [&one, &two] {
            let alone = history::slots(&world.db, website.key, None, window, &keep, now_ms)
                .await
                .unwrap();
            assert_eq!(many[&website.key], alone);
            assert_eq!(alone.recorded, 6);
            assert_eq!(alone.planned, alone.recorded + alone.missing);
        }
        assert_eq!(many[&two.key].unmeasured, 6);
        assert_eq!(many[&nobody].planned, 0);
    }
}
