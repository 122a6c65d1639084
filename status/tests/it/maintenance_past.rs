//! Maintenance and the past: its time leaves uptime, and a change leaves what was as it was.

use entity::maintenance::{self, Rule};
use entity::{maintenance_window, uptime_day};
use queue::Outcome::Up;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use status::Keep;
use status::domain::uptime::Tally;
use status::history::{self, Step, Window};
use status::maintenance as acts;
use status::rollup::compactor;
use status::rollup::{DAY_MS, HOUR_MS};
use uuid::Uuid;

use crate::maintenance_windows::{act, announce, once, planned, round, scope};
use crate::support::{NOON_MS, World, slot_ms};

crate::on_both_engines!(
    its_time_leaves_uptime_the_bars_and_the_days,
    a_change_leaves_the_past_as_it_was,
    rules_are_planned_ahead_once_a_day,
);

/// The windows, counted from noon.
async fn windows(world: &World) -> Vec<(i64, i64)> {
    let rows = maintenance_window::Entity::find()
        .order_by_asc(maintenance_window::Column::FromMs)
        .order_by_asc(maintenance_window::Column::ToMs);
    let rows = rows.all(&world.db).await.unwrap();
    rows.into_iter()
        .map(|row| (row.from_ms - NOON_MS, row.to_ms - NOON_MS))
        .collect()
}

async fn its_time_leaves_uptime_the_bars_and_the_days(mut world: World) {
    let website = world.website(None).await;
    // Up from the first slot, down from 13:00 to 16:00, with maintenance from 14:00 to 15:00,
    // and from 23:00 to 01:00 on the next day.
    let hour = |hour: i64| NOON_MS + hour * HOUR_MS;
    let up_ms = slot_ms(&website, 0) + 100;
    for (hours, now_ms) in [((2, 3), NOON_MS), ((11, 13), hour(1))] {
        let rule = once(hour(hours.0), hour(hours.1));
        announce(&world, &website, None, rule, now_ms).await;
    }
    round(&mut world, &website, 0, Up).await;
    let log = [
        (up_ms, entity::WebsiteStatus::Up),
        (hour(1), entity::WebsiteStatus::Down),
        (hour(4), entity::WebsiteStatus::Up),
    ];
    for (at_ms, status) in log {
        let row = entity::status_change::ActiveModel {
            website_key: Set(website.key),
            region_key: Set(entity::RegionKey::ALL),
            at_ms: Set(at_ms),
            status: Set(status),
        };
        entity::status_change::Entity::insert(row)
            .on_conflict_do_nothing()
            .exec_without_returning(&world.db)
            .await
            .unwrap();
    }
    let tally = async |from_ms, to_ms| {
        let window = Window { from_ms, to_ms };
        let now_ms = hour(24);
        let tally = history::tally(&world.db, website.key, None, window, now_ms).await;
        tally.unwrap()
    };
    let afternoon = Tally {
        up_ms: hour(1) - up_ms + HOUR_MS,
        down_ms: 2 * HOUR_MS,
        maintenance_ms: HOUR_MS,
        unmeasured_ms: up_ms - NOON_MS,
        ..Tally::default()
    };
    assert_eq!(tally(NOON_MS, hour(5)).await, afternoon);
    // A day and more, whether its days are rolled up or not.
    let midnight_ms = NOON_MS + 12 * HOUR_MS;
    let windows = [
        (NOON_MS - 12 * HOUR_MS, midnight_ms),
        (NOON_MS - DAY_MS, hour(20)),
        (hour(12) + 1, hour(13) - 1),
    ];
    let mut before = Vec::new();
    for (from_ms, to_ms) in windows {
        let found = tally(from_ms, to_ms).await;
        let sum_ms = found.up_ms + found.down_ms + found.maintenance_ms + found.unmeasured_ms;
        assert_eq!(sum_ms, to_ms - from_ms);
        assert_eq!(found.seconds().total(), (to_ms - from_ms) / 1_000);
        before.push(found);
    }
    assert_eq!(before[0].maintenance_ms, 2 * HOUR_MS);
    assert_eq!(before[1].maintenance_ms, 3 * HOUR_MS);
    assert_eq!(before[2].up_ms, 0);
    compactor::pass(&world.db, &Keep::default(), hour(37))
        .await
        .unwrap();
    let day = uptime_day::Entity::find()
        .filter(uptime_day::Column::RegionKey.eq(entity::RegionKey::ALL))
        .order_by_asc(uptime_day::Column::Day)
        .one(&world.db)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(i64::from(day.maintenance_ms), 2 * HOUR_MS);
    for ((from_ms, to_ms), before) in windows.into_iter().zip(before) {
        assert_eq!(tally(from_ms, to_ms).await, before);
    }
    let made = status::rollup::made(&world.db).await.unwrap();
    let keys = [website.key];
    let bars = history::series(&world.db, &keys, None, Step::Hour, 25, made, hour(24));
    let bars = bars.await.unwrap();
    let bars = &bars.bars[&website.key];
    let ratios: Vec<_> = bars[..6].iter().map(|bar| bar.ratio).collect();
    let (up, down) = (Some(1.0), Some(0.0));
    assert_eq!(ratios, [up, down, None, down, up, up]);
}

async fn a_change_leaves_the_past_as_it_was(world: World) {
    let website = world.website(None).await;
    let hour = |hour: i64| NOON_MS + hour * HOUR_MS;
    let row = announce(&world, &website, None, once(hour(1), hour(3)), NOON_MS).await;
    let (until_1, until_3) = (HOUR_MS, 3 * HOUR_MS);
    assert_eq!(windows(&world).await, [(until_1, until_3)]);
    // Moved while it goes on: what was, was; the same window goes on for longer.
    let replan = async |rule: Rule, now_ms: i64| {
        let planned = planned(&rule, now_ms).await;
        act(&world, async |transaction| {
            acts::replan(transaction, &row, &planned, now_ms)
                .await
                .unwrap();
        })
        .await;
    };
    replan(once(hour(1), hour(4)), hour(2)).await;
    assert_eq!(windows(&world).await, [(until_1, 4 * HOUR_MS)]);
    // Moved to the evening: the part until now stays.
    replan(once(hour(8), hour(9)), hour(2)).await;
    let evening = (8 * HOUR_MS, 9 * HOUR_MS);
    assert_eq!(windows(&world).await, [(until_1, 2 * HOUR_MS), evening]);
    // For other websites from now on.
    let other = Uuid::now_v7();
    scope(&world, row.id, other, Some(vec![website.clone()])).await;
    let rescoped = maintenance::Model {
        scope_id: other,
        ..row.clone()
    };
    act(&world, async |transaction| {
        let half_ms = hour(8) + HOUR_MS / 2;
        acts::rescope(transaction, &rescoped, half_ms)
            .await
            .unwrap();
        acts::cancel(transaction, &rescoped, half_ms + 60_000)
            .await
            .unwrap();
    })
    .await;
    let half = 8 * HOUR_MS + HOUR_MS / 2;
    let expected = [
        (until_1, 2 * HOUR_MS),
        (8 * HOUR_MS, half),
        (half, half + 60_000),
    ];
    assert_eq!(windows(&world).await, expected);
    // Started by hand: a single one is moved and keeps its length.
    let row = announce(&world, &website, None, once(hour(30), hour(33)), hour(20)).await;
    act(&world, async |transaction| {
        let started = acts::start(transaction, &row, hour(21)).await.unwrap();
        assert_eq!(started, acts::Started::Until(hour(24)));
        let again = acts::start(transaction, &row, hour(22)).await.unwrap();
        assert_eq!(again, acts::Started::Before);
    })
    .await;
    let last = windows(&world).await.pop();
    assert_eq!(last, Some((21 * HOUR_MS, 24 * HOUR_MS)));
}

async fn rules_are_planned_ahead_once_a_day(world: World) {
    let website = world.website(None).await;
    let rule: Rule = serde_json::from_value(serde_json::json!(
        { "daily": { "hours": { "from_minute": 60, "to_minute": 120 } } }
    ))
    .unwrap();
    announce(&world, &website, None, rule, NOON_MS).await;
    let first = windows(&world).await;
    assert_eq!(first.len(), 400);
    assert_eq!(
        acts::pass(&world.db, NOON_MS + DAY_MS - 1).await.unwrap(),
        0
    );
    assert_eq!(acts::pass(&world.db, NOON_MS + DAY_MS).await.unwrap(), 1);
    let second = windows(&world).await;
    assert_eq!((second.len(), &second[..400]), (401, &first[..]));
    // One that is not as the rule says is put right; what has begun is not.
    let moved = |at: usize| {
        maintenance_window::Entity::update_many()
            .col_expr(
                maintenance_window::Column::ToMs,
                sea_orm::sea_query::Expr::value(NOON_MS + first[at].1 + 60_000),
            )
            .filter(maintenance_window::Column::FromMs.eq(NOON_MS + first[at].0))
            .exec(&world.db)
    };
    moved(0).await.unwrap();
    moved(5).await.unwrap();
    assert_eq!(
        acts::pass(&world.db, NOON_MS + 2 * DAY_MS).await.unwrap(),
        1
    );
    let third = windows(&world).await;
    assert_eq!((third.len(), third[0].1), (402, first[0].1 + 60_000));
    assert_eq!(third[1..400], first[1..]);
}
