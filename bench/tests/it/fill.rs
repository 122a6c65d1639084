//! What `make bench-fill` leaves is what a server would have left.

use std::collections::BTreeMap;
use std::process::Command;

use entity::{
    RegionKey, WebsiteKey, compaction, rollup_day, rollup_hour, schedule, status_change, tick,
    uptime_day,
};
use migration::testing::TestDb;
use sea_orm::{ActiveEnum, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};
use status::rollup::summary::{Sample, Summary};
use status::rollup::{DAY_MS, day_of, hour_of};

const WEBSITES: usize = 3;

/// Views of a website: its three regions and the whole.
const VIEWS: usize = 4;

#[tokio::test]
async fn a_filled_sqlite_file_agrees_with_itself() {
    agrees(TestDb::sqlite().await.unwrap()).await;
}

#[tokio::test]
async fn a_filled_postgres_agrees_with_itself() {
    agrees(TestDb::postgres().await.unwrap()).await;
}

async fn agrees(test: TestDb) {
    fill(&test.url, WEBSITES);
    let db = entity::database::connect(&test.url, 2).await.unwrap();
    let done: BTreeMap<_, _> = compaction::Entity::find()
        .all(&db)
        .await
        .unwrap()
        .into_iter()
        .map(|row| (row.unit.to_value(), row.done_to))
        .collect();
    let (hours_to, days_to) = (done[&1], done[&2]);
    assert_eq!(days_to, hours_to.div_euclid(24));

    let log = status_change::Entity::find().all(&db).await.unwrap();
    assert!(log.len() >= WEBSITES * VIEWS, "{} changes", log.len());
    let days = uptime_day::Entity::find().all(&db).await.unwrap();
    let first = days.iter().map(|day| day.day).min().unwrap();
    let whole = usize::try_from(days_to - first).unwrap();
    // Yesterday is made some minutes after midnight.
    assert!((2..=3).contains(&whole), "{whole} days");
    assert_eq!(days.len(), WEBSITES * VIEWS * whole);
    let sketches = rollup_day::Entity::find().all(&db).await.unwrap();
    assert_eq!(sketches.len(), WEBSITES * (VIEWS - 1) * whole);
    every_hour_is_that_of_its_ticks(&db, hours_to).await;
    every_day_sums_its_hours(&db, &days).await;

    // Once more: nothing is done twice, and the fourth website is added.
    let ticks = tick::Entity::find().all(&db).await.unwrap();
    fill(&test.url, WEBSITES + 1);
    let again = tick::Entity::find()
        .filter(tick::Column::WebsiteKey.is_in(ticks.iter().map(|tick| tick.website_key)))
        .all(&db)
        .await
        .unwrap();
    assert_eq!(again, ticks);
    let schedules = schedule::Entity::find().all(&db).await.unwrap();
    assert_eq!(schedules.len(), WEBSITES + 1);
}

/// Wherever the ticks are still there, from the first whole hour on.
async fn every_hour_is_that_of_its_ticks(db: &DatabaseConnection, hours_to: i32) {
    let mut by_hour: BTreeMap<(WebsiteKey, RegionKey, i32), Vec<tick::Model>> = BTreeMap::new();
    for tick in tick::Entity::find().all(db).await.unwrap() {
        let key = (tick.website_key, tick.region_key, hour_of(tick.slot_ms));
        by_hour.entry(key).or_default().push(tick);
    }
    let first = by_hour.keys().map(|key| key.2).min().unwrap();
    by_hour.retain(|key, _| key.2 < hours_to);
    let rows = rollup_hour::Entity::find()
        .filter(rollup_hour::Column::Hour.gte(first))
        .all(db)
        .await
        .unwrap();
    assert_eq!(rows.len(), by_hour.len());
    for row in rows {
        let ticks = &by_hour[&(row.website_key, row.region_key, row.hour)];
        let made = Summary::of(ticks.iter().map(Sample::from));
        assert_eq!(made.hour(row.website_key, row.region_key, row.hour), row);
    }
}

async fn every_day_sums_its_hours(db: &DatabaseConnection, days: &[uptime_day::Model]) {
    let hours = rollup_hour::Entity::find()
        .order_by_asc(rollup_hour::Column::Hour)
        .all(db)
        .await
        .unwrap();
    for day in days {
        let of_day = hours.iter().filter(|hour| {
            hour.website_key == day.website_key
                && (day.region_key == RegionKey::ALL || hour.region_key == day.region_key)
                && hour.hour.div_euclid(24) == day.day
        });
        let (recorded, unmeasured) = of_day.fold((0, 0), |sum, hour| {
            (sum.0 + hour.recorded, sum.1 + hour.unmeasured)
        });
        assert_eq!((day.recorded, day.unmeasured), (recorded, unmeasured));
        let ms = [
            day.up_ms,
            day.degraded_ms,
            day.partial_ms,
            day.down_ms,
            day.maintenance_ms,
        ];
        let measured: i64 = ms.iter().map(|ms| i64::from(*ms)).sum();
        // On the first day the first check comes within an interval.
        assert!((DAY_MS - 66_000..=DAY_MS).contains(&measured), "{day:?}");
    }
    let last = days.iter().map(|day| day.day).max().unwrap();
    let now_ms = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_millis();
    let today = day_of(i64::try_from(now_ms).unwrap());
    assert!(today - last <= 2, "{last} is the last day of {today}");
}

fn fill(url: &str, websites: usize) {
    let output = Command::new(env!("CARGO_BIN_EXE_upbeat-bench"))
        .args(["fill", "--days", "3", "--tick-days", "1"])
        .args(["--email", "bench@example.org", "--database-url", url])
        .args(["--websites", &websites.to_string()])
        .env("UPBEAT_PASSWORD", "correct horse battery")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
