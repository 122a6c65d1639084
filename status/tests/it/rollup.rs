//! Hours and days: made once, made again, and told the same as without them.

use std::collections::HashMap;
use std::time::Duration;

use entity::WebsiteStatus;
use entity::status_change;
use entity::tick;
use entity::{
    RegionKey, WebsiteKey, compaction, evidence, rollup_day, rollup_due, rollup_hour, schedule,
    uptime_day, website,
};
use proptest::test_runner::TestRunner;
use sea_orm::prelude::DateTimeUtc;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};
use status::Keep;
use status::domain::uptime::Tally;
use status::history::{self, Counts, Window};
use status::rollup::compactor::{self, Work};
use status::rollup::summary::{Sample, Summary};
use status::rollup::{DAY_MS, HOUR_MS, day_of, hour_of, made};

use crate::random_days::{DAYS, KEEP, MIDNIGHT_MS, NOW_MS, REGIONS, change, filled};
use crate::support::{INDIA, NOON_MS, USA, World, any_of};

crate::on_both_engines!(
    made_hours_and_days_change_no_number,
    a_pass_that_is_cut_off_goes_on,
    two_passes_at_once_make_what_one_makes,
    what_comes_late_is_made_again,
    a_day_without_ticks_keeps_what_was_made_of_them,
    a_deleted_website_is_emptied,
    nothing_is_made_before_its_time,
    series_hold_what_their_window_holds,
);

async fn pass(world: &World, now_ms: i64) -> Work {
    compactor::pass(&world.db, &KEEP, now_ms).await.unwrap()
}

/// All that is made, in the order of the keys.
type Rows = (
    Vec<rollup_hour::Model>,
    Vec<rollup_day::Model>,
    Vec<uptime_day::Model>,
);

async fn rows(world: &World) -> Rows {
    let mut hours = rollup_hour::Entity::find().all(&world.db).await.unwrap();
    hours.sort_by_key(|row| (row.website_key, row.region_key, row.hour));
    let mut days = rollup_day::Entity::find().all(&world.db).await.unwrap();
    days.sort_by_key(|row| (row.website_key, row.region_key, row.day));
    let mut uptimes = uptime_day::Entity::find().all(&world.db).await.unwrap();
    uptimes.sort_by_key(|row| (row.website_key, row.region_key, row.day));
    (hours, days, uptimes)
}

/// All rows, made from nothing by one pass.
async fn made_anew(world: &World, now_ms: i64) -> Rows {
    let db = &world.db;
    rollup_hour::Entity::delete_many().exec(db).await.unwrap();
    rollup_day::Entity::delete_many().exec(db).await.unwrap();
    uptime_day::Entity::delete_many().exec(db).await.unwrap();
    compaction::Entity::delete_many().exec(db).await.unwrap();
    pass(world, now_ms).await;
    rows(world).await
}

/// Sketches have no equality of their own, so what they tell is compared.
type Told = (
    Sketched,
    Vec<(u64, f64, Sketched)>,
    HashMap<WebsiteKey, Counts>,
    HashMap<WebsiteKey, Counts>,
    HashMap<WebsiteKey, Tally>,
    Tally,
);

type Sketched = (u64, f64, Vec<Option<f64>>);

fn told_of(summary: &status::rollup::sketch::Sketch) -> Sketched {
    let quantiles = [0.0, 0.5, 0.95, 0.99, 1.0].map(|q| summary.quantile_us(q));
    let ends = [summary.min_us(), summary.max_us()];
    let all = ends.into_iter().chain(quantiles).collect();
    (summary.count(), summary.sum_us(), all)
}

async fn told(world: &World, keys: &[WebsiteKey], window: Window) -> Told {
    let (db, now_ms) = (&world.db, NOW_MS);
    let latency = history::latency(db, keys[1], &REGIONS, window, &KEEP, now_ms)
        .await
        .unwrap();
    let phases = history::phases(db, keys[1], &REGIONS, window, &KEEP, now_ms)
        .await
        .unwrap();
    let phases = phases
        .iter()
        .map(|phase| (phase.count, phase.sum_us, told_of(&phase.sampled)));
    let counts = async |region| {
        history::counts(db, keys, region, window, &KEEP, now_ms)
            .await
            .unwrap()
    };
    let made = made(db).await.unwrap();
    let tallies = history::tallies(db, keys, None, window, made, now_ms).await;
    let one = history::tally(db, keys[0], Some(USA), window, now_ms).await;
    (
        told_of(&latency.response),
        phases.collect(),
        counts(None).await,
        counts(Some(USA)).await,
        tallies.unwrap(),
        one.unwrap(),
    )
}

fn random_window(runner: &mut TestRunner) -> Window {
    let minutes = (0..DAYS * 24 * 60, 0..DAYS * 24 * 60, 0..60_000_i64);
    let (one, other, rest) = any_of(runner, minutes);
    let (from, to) = (one.min(other), one.max(other));
    // Now and then on the grid of hours.
    let snap = |minute: i64| {
        if rest % 3 == 0 {
            minute / 60 * 60
        } else {
            minute
        }
    };
    Window {
        from_ms: MIDNIGHT_MS + snap(from) * 60_000,
        to_ms: MIDNIGHT_MS + snap(to) * 60_000 + rest % 7,
    }
}

async fn made_hours_and_days_change_no_number(world: World) {
    let (keys, ticks) = filled(&world, 3).await;
    let mut runner = TestRunner::deterministic();
    let mut windows: Vec<Window> = (0..40).map(|_| random_window(&mut runner)).collect();
    windows.push(Window {
        from_ms: MIDNIGHT_MS,
        to_ms: NOW_MS,
    });
    let mut from_raw = Vec::new();
    for window in &windows {
        from_raw.push(told(&world, &keys, *window).await);
    }

    let work = pass(&world, NOW_MS).await;
    // From noon of the first day to two of the clock of the last, and three midnights.
    let hours = usize::try_from(DAYS * 24 - 12 - 10).unwrap();
    assert_eq!((work.hours, work.days), (hours, 3));
    assert_eq!(pass(&world, NOW_MS).await, Work::default());

    for (window, raw) in windows.iter().zip(from_raw) {
        let within = ticks.iter().filter(|tick| {
            tick.website_key == keys[1] && (window.from_ms..window.to_ms).contains(&tick.slot_ms)
        });
        let summary = Summary::of(within.map(Sample::from));
        assert_eq!(told_of(&summary.response), raw.0);
        let phases: Vec<_> = summary
            .phases
            .iter()
            .map(|sketch| (sketch.count(), sketch.sum_us(), told_of(sketch)))
            .collect();
        assert_eq!(phases, raw.1);
        let made = told(&world, &keys, *window).await;
        assert_eq!(made, raw, "{window:?}");
    }
}

async fn series_hold_what_their_window_holds(world: World) {
    let (keys, _) = filled(&world, 3).await;
    pass(&world, NOW_MS).await;
    for (hours, step_ms) in [(5, 60_000), (20, 300_000), (70, HOUR_MS)] {
        let window = Window {
            from_ms: NOW_MS - hours * HOUR_MS,
            to_ms: NOW_MS,
        };
        let series = history::latency_series(&world.db, keys[0], &REGIONS, window, &KEEP, NOW_MS)
            .await
            .unwrap();
        assert_eq!(series.step_ms, step_ms);
        assert_series(&world, keys[0], &series).await;
    }
    let year = Window {
        from_ms: NOW_MS - 365 * DAY_MS,
        to_ms: NOW_MS,
    };
    let series = history::latency_series(&world.db, keys[0], &REGIONS, year, &KEEP, NOW_MS)
        .await
        .unwrap();
    assert_eq!((series.step_ms, series.points.len()), (DAY_MS, 4));
    assert_series(&world, keys[0], &series).await;
}

async fn assert_series(world: &World, key: WebsiteKey, series: &history::LatencySeries) {
    assert!(series.points.len() > 3);
    for point in &series.points {
        let window = Window {
            from_ms: point.from_ms,
            to_ms: point.from_ms + series.step_ms,
        };
        let latency = history::latency(&world.db, key, &REGIONS, window, &KEEP, NOW_MS)
            .await
            .unwrap();
        assert_eq!(point.from_ms % series.step_ms, 0);
        assert_eq!(point.count, latency.response.count());
        assert_eq!(Some(point.min_us), latency.response.min_us());
        assert_eq!(Some(point.p95_us), latency.response.quantile_us(0.95));
    }
    let whole = history::latency(&world.db, key, &REGIONS, series.window, &KEEP, NOW_MS)
        .await
        .unwrap();
    let sum: u64 = series.points.iter().map(|point| point.count).sum();
    assert_eq!(sum, whole.response.count());
}

async fn a_pass_that_is_cut_off_goes_on(world: World) {
    filled(&world, 120).await;
    for _ in 0..5 {
        compactor::step(&world.db, &KEEP, NOW_MS).await.unwrap();
    }
    // In the middle of a step, wherever that is.
    for micros in [0, 500, 1_000, 2_000, 4_000, 8_000] {
        let step = compactor::step(&world.db, &KEEP, NOW_MS);
        let _ = tokio::time::timeout(Duration::from_micros(micros), step).await;
    }
    // Between the websites of a day.
    loop {
        let step = compactor::step(&world.db, &KEEP, NOW_MS).await.unwrap();
        if step.is_some_and(|step| step.unit == compaction::Unit::Day && !step.is_whole) {
            break;
        }
    }
    let days = compaction::Entity::find_by_id(compaction::Unit::Day)
        .one(&world.db)
        .await
        .unwrap()
        .unwrap();
    assert!(days.after_key > WebsiteKey::BEFORE_ALL);
    pass(&world, NOW_MS).await;
    let cut_off = rows(&world).await;
    assert!(!cut_off.0.is_empty() && !cut_off.1.is_empty() && !cut_off.2.is_empty());
    assert!(cut_off == made_anew(&world, NOW_MS).await);
}

async fn two_passes_at_once_make_what_one_makes(world: World) {
    filled(&world, 120).await;
    let (one, two) = tokio::join!(pass(&world, NOW_MS), pass(&world, NOW_MS));
    let hours = usize::try_from(DAYS * 24 - 12 - 10).unwrap();
    assert_eq!((one.hours + two.hours, one.days + two.days), (hours, 3));
    let both = rows(&world).await;
    assert!(both == made_anew(&world, NOW_MS).await);
}

async fn what_comes_late_is_made_again(world: World) {
    let website = world.website(None).await;
    let now_ms = NOON_MS + 30 * HOUR_MS;
    pass(&world, now_ms).await;
    assert!(rows(&world).await.0.is_empty());
    // Of the day before, which is made, and of today, which is not.
    let reports = [5, 6, 10_000].map(|nth| world.report(&website, "usa", nth, queue::Outcome::Up));
    let stored = status::ingest::store(
        &world.db,
        &world.signing,
        &status::Keep::default(),
        reports.to_vec(),
        now_ms,
    )
    .await
    .unwrap();
    assert_eq!(stored.stored, 3);
    let work = pass(&world, now_ms).await;
    assert!(work.again >= 2, "{work:?}");
    let marks = rollup_due::Entity::find().all(&world.db).await.unwrap();
    assert!(marks.is_empty(), "{marks:?}");
    let again = rows(&world).await;
    let recorded: Vec<i32> = again.0.iter().map(|row| row.recorded).collect();
    assert_eq!(recorded, [2, 1]);
    assert!(
        again
            .2
            .iter()
            .any(|row| row.recorded == 2 && row.region_key == RegionKey::ALL)
    );
    assert!(again == made_anew(&world, now_ms).await);
}

async fn a_day_without_ticks_keeps_what_was_made_of_them(world: World) {
    let (keys, _) = filled(&world, 3).await;
    pass(&world, NOW_MS).await;
    let before = rows(&world).await;
    tick::Entity::delete_many().exec(&world.db).await.unwrap();
    let day = day_of(MIDNIGHT_MS) + 1;
    for view in [RegionKey::ALL, INDIA] {
        let at_ms = i64::from(day) * DAY_MS;
        change(&world, (keys[0], view, at_ms), WebsiteStatus::Down).await;
    }
    let mark = rollup_due::Model {
        website_key: keys[0],
        hour: day * 24 + 5,
    };
    rollup_due::Entity::insert(mark.into_active_model())
        .exec_without_returning(&world.db)
        .await
        .unwrap();
    let keep = Keep {
        ticks_days: 1,
        ..KEEP
    };
    let work = compactor::pass(&world.db, &keep, NOW_MS).await.unwrap();
    assert_eq!(work.again, 1);
    let after = rows(&world).await;
    assert!(before.0 == after.0 && before.1 == after.1);
    for (before, after) in before.2.iter().zip(&after.2) {
        assert_eq!(
            (before.recorded, before.unmeasured),
            (after.recorded, after.unmeasured)
        );
        let key = (after.website_key, after.region_key, after.day);
        let changed = (keys[0], RegionKey::ALL, day) == key || (keys[0], INDIA, day) == key;
        assert_eq!(before != after, changed, "{before:?} {after:?}");
        assert!(!changed || before.down_ms < after.down_ms);
    }
}

async fn a_deleted_website_is_emptied(world: World) {
    let (keys, _) = filled(&world, 3).await;
    pass(&world, NOW_MS).await;
    let deleted_at = DateTimeUtc::from_timestamp_millis(NOW_MS).unwrap();
    let gone = website::ActiveModel {
        key: Set(keys[0]),
        deleted_at: Set(Some(deleted_at)),
        ..Default::default()
    };
    gone.update(&world.db).await.unwrap();
    assert_eq!(pass(&world, NOW_MS + HOUR_MS).await.emptied, 0);
    assert!(
        rows(&world)
            .await
            .1
            .iter()
            .any(|row| row.website_key == keys[0])
    );
    assert_eq!(pass(&world, NOW_MS + 2 * HOUR_MS).await.emptied, 1);
    assert_eq!(pass(&world, NOW_MS + 3 * HOUR_MS).await.emptied, 0);
    let (hours, days, uptimes) = rows(&world).await;
    let mut left: Vec<WebsiteKey> = hours.iter().map(|row| row.website_key).collect();
    left.extend(days.iter().map(|row| row.website_key));
    left.extend(uptimes.iter().map(|row| row.website_key));
    left.extend(world.ticks().await.iter().map(|row| row.website_key));
    let changes = status_change::Entity::find().all(&world.db).await.unwrap();
    left.extend(changes.iter().map(|row| row.website_key));
    let planned = schedule::Entity::find().all(&world.db).await.unwrap();
    left.extend(planned.iter().map(|row| row.website_key));
    let seen = evidence::Entity::find().all(&world.db).await.unwrap();
    left.extend(seen.iter().map(|row| row.website_key));
    left.sort_unstable();
    left.dedup();
    assert_eq!(left, [keys[1]]);
}

async fn nothing_is_made_before_its_time(world: World) {
    assert_eq!(pass(&world, NOW_MS).await, Work::default());
    assert!(
        compaction::Entity::find()
            .all(&world.db)
            .await
            .unwrap()
            .is_empty()
    );
    world.website(None).await;
    let grace_ms = status::rollup::due::GRACE_MS;
    assert_eq!(
        pass(&world, NOON_MS + HOUR_MS + grace_ms - 1).await.hours,
        0
    );
    assert_eq!(pass(&world, NOON_MS + HOUR_MS + grace_ms).await.hours, 1);
    let made = status::rollup::made(&world.db).await.unwrap();
    assert_eq!(made.hours_to, hour_of(NOON_MS) + 1);
    assert_eq!(made.days_to, day_of(NOON_MS));
    let work = pass(&world, MIDNIGHT_MS + DAY_MS + grace_ms).await;
    assert_eq!((work.hours, work.days), (11, 1));
    let order = compaction::Entity::find().order_by_asc(compaction::Column::Unit);
    let both = order.filter(compaction::Column::AfterKey.eq(WebsiteKey::BEFORE_ALL));
    assert_eq!(both.all(&world.db).await.unwrap().len(), 2);
}
