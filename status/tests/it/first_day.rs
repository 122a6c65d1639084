//! What persons do stands in the log, on an installation's first day as ever after, wherever
//! the time lies from which ticks may be gone.

use entity::dropped::{self, Kind};
use entity::website;
use entity::{RegionKey, WebsiteStatus};
use proptest::test_runner::TestRunner;
use queue::{Origin, Outcome, RegionName, Report};
use sea_orm::{ActiveValue::Set, EntityTrait};
use status::domain::votes::is_act;
use status::history::{self, Window};
use status::rollup::{DAY_MS, HOUR_MS, compactor, day_of, made};
use status::{Keep, ingest, lifecycle};

use crate::acts::Act;
use crate::random_history::{ACTS, life, live_from};
use crate::support::{INDIA, INTERVAL_MS, NOON_MS, World, slot_ms};

crate::on_both_engines!(
    what_persons_do_beside_slow_checks_stays_from_the_first_second_on,
    what_persons_do_stays_wherever_ticks_may_be_gone,
    what_comes_late_on_the_first_day_is_told,
);

/// When the installation is made: before, around and behind a midnight, and at noon.
const MADE_AFTER_NOON_MS: [i64; 6] = [
    0,
    DAY_MS / 2 - 40_000,
    DAY_MS / 2 - 3_000,
    DAY_MS / 2 - 1,
    DAY_MS / 2,
    DAY_MS / 2 + 1_000,
];

/// One website, as a fresh server has it.
struct Fresh {
    world: World,
    website: website::Model,
    regions: Vec<&'static str>,
    /// What persons did: (since noon, pending or paused).
    done: Vec<(i64, WebsiteStatus)>,
}

impl Fresh {
    async fn made(world: World, at_ms: i64, regions: Option<Vec<RegionKey>>) -> Self {
        let names = match &regions {
            Some(_) => vec!["india"],
            None => vec!["india", "usa"],
        };
        let from_ms = at_ms + entity::slots::LEAD_MS;
        let website = world.website_from(regions, at_ms, from_ms).await;
        Self {
            world,
            website,
            regions: names,
            done: vec![(at_ms - NOON_MS, WebsiteStatus::Pending)],
        }
    }

    /// The first slot at or behind `at_ms`, from noon on.
    fn nth_from(&self, at_ms: i64) -> i64 {
        let after_ms = at_ms - slot_ms(&self.website, 0);
        (after_ms + INTERVAL_MS - 1).div_euclid(INTERVAL_MS)
    }

    /// What each region found in the `nth` slot, half a second later.
    fn reports(&self, nth: i64, revision: i32) -> Vec<(RegionName, Report)> {
        let found = self.regions.iter().map(|region| {
            let up = self.world.report(&self.website, region, nth, Outcome::Up);
            let (region, mut report) = up;
            report.key.revision = revision;
            // No plan is asked whether it has the slot.
            report.key.origin = Origin::Person;
            report.mac = self.world.signing.sign(&region, &report.key);
            report.checked_at_ms = report.key.slot_ms + 500;
            (region, report)
        });
        found.collect()
    }

    async fn stored(&self, reports: Vec<(RegionName, Report)>) -> ingest::Outcome {
        let now_ms = reports[0].1.key.slot_ms + 600;
        let (db, signing) = (&self.world.db, &self.world.signing);
        ingest::store(db, signing, &Keep::default(), reports, now_ms)
            .await
            .unwrap()
    }

    async fn act(&mut self, act: Act, at_ms: i64) {
        self.world.act(&mut self.website, act, at_ms).await;
        let status = match act {
            Act::Pause => WebsiteStatus::Paused,
            Act::Edit => WebsiteStatus::Pending,
            Act::Quorum(_) | Act::Interval(_) => return,
        };
        self.done.push((at_ms - NOON_MS, status));
    }

    async fn assert_done(&self, what: &str) {
        assert_eq!(acts(&self.world, &self.website).await, self.done, "{what}");
    }

    async fn up_ms(&self, to_ms: i64) -> i64 {
        let window = Window {
            from_ms: NOON_MS - DAY_MS,
            to_ms,
        };
        history::tally(&self.world.db, self.website.key, None, window, to_ms)
            .await
            .unwrap()
            .up_ms
    }
}

async fn acts(world: &World, website: &website::Model) -> Vec<(i64, WebsiteStatus)> {
    let mut changes = world.changes(website).await;
    changes.retain(|(_, status)| is_act(*status));
    changes
}

/// Each with a database of its own, as `world` is.
async fn another(world: &World) -> World {
    if world.url.starts_with("sqlite") {
        World::sqlite().await
    } else {
        World::postgres().await
    }
}

async fn what_persons_do_beside_slow_checks_stays_from_the_first_second_on(world: World) {
    for after_noon_ms in MADE_AFTER_NOON_MS {
        for regions in [Some(vec![INDIA]), None] {
            let made_ms = NOON_MS + after_noon_ms;
            let fresh = Fresh::made(another(&world).await, made_ms, regions).await;
            act_beside_slow_checks(fresh, made_ms).await;
        }
    }
}

/// Each act comes 200 ms after a slot, and what was under way then 300 ms later.
async fn act_beside_slow_checks(mut fresh: Fresh, made_ms: i64) {
    let first = fresh.nth_from(made_ms + entity::slots::LEAD_MS);
    fresh.stored(fresh.reports(first, 1)).await;
    let keep = Keep::default();
    compactor::pass(&fresh.world.db, &keep, made_ms + 30_000)
        .await
        .unwrap();
    let mut nth = first + 1;
    for act in [
        Act::Pause,
        Act::Edit,
        Act::Edit,
        Act::Interval(2 * INTERVAL_MS),
        Act::Edit,
        Act::Pause,
        Act::Edit,
    ] {
        let revision = fresh.website.revision;
        let is_planned = !fresh.website.paused;
        let slot_ms = slot_ms(&fresh.website, nth);
        fresh.act(act, slot_ms + 200).await;
        if is_planned {
            let stored = fresh.stored(fresh.reports(nth, revision)).await;
            assert_eq!(stored.stored, fresh.regions.len(), "{act:?}");
        }
        fresh.assert_done(&format!("{act:?} of {made_ms}")).await;
        let status = fresh.world.status(&fresh.website).await.status;
        match act {
            Act::Pause => {
                assert_eq!(status, WebsiteStatus::Paused);
                let changes = fresh.world.changes(&fresh.website).await;
                assert_eq!(changes.last(), fresh.done.last());
                let up_ms = fresh.up_ms(slot_ms + 1_000).await;
                assert_eq!(fresh.up_ms(slot_ms + HOUR_MS).await, up_ms);
            }
            Act::Edit => assert_eq!(status, WebsiteStatus::Pending),
            Act::Quorum(_) | Act::Interval(_) => {}
        }
        // What follows is checked on the grid of twice the interval too.
        nth += if act == Act::Pause { 1 } else { 4 };
    }
    let transaction = entity::database::begin_write(&fresh.world.db)
        .await
        .unwrap();
    lifecycle::remove(&transaction, &fresh.website)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    let late = fresh.reports(nth, fresh.website.revision);
    assert_eq!(fresh.stored(late).await.orphaned, fresh.regions.len());
    fresh.assert_done("deleted").await;
}

async fn what_persons_do_stays_wherever_ticks_may_be_gone(mut world: World) {
    let mut runner = TestRunner::deterministic();
    let today = day_of(NOON_MS);
    // The middle of the life lies at the midnight after that noon.
    let midnight = DAY_MS / 2 / INTERVAL_MS - 35;
    for horizon in [today, today + 1, today + 2] {
        dropped::Entity::delete_many()
            .exec(&world.db)
            .await
            .unwrap();
        let row = dropped::ActiveModel {
            kind: Set(Kind::Ticks),
            before_day: Set(horizon),
        };
        dropped::Entity::insert(row)
            .exec_without_returning(&world.db)
            .await
            .unwrap();
        for first in [0, midnight] {
            world.now_ms = NOON_MS + HOUR_MS + first * INTERVAL_MS;
            for how in [(0, 9), (3_000, 4), (60_000, 12), (400_000, 40)] {
                let life = life(&mut runner);
                let mut website = world.website(None).await;
                live_from(&world, &mut website, &life, first, &mut runner, how).await;
                let first_ms = slot_ms(&website, first) - NOON_MS;
                let done = ACTS.iter().filter_map(|(nth, act)| {
                    let at_ms = first_ms + nth * INTERVAL_MS + 9_000;
                    match act {
                        Act::Pause => Some((at_ms, WebsiteStatus::Paused)),
                        Act::Edit => Some((at_ms, WebsiteStatus::Pending)),
                        Act::Quorum(_) | Act::Interval(_) => None,
                    }
                });
                let made = [(0, WebsiteStatus::Pending)];
                let done: Vec<_> = made.into_iter().chain(done).collect();
                let told = acts(&world, &website).await;
                assert_eq!(told, done, "{horizon} {first} {how:?}");
            }
        }
    }
}

async fn what_comes_late_on_the_first_day_is_told(world: World) {
    for after_noon_ms in MADE_AFTER_NOON_MS {
        let made_ms = NOON_MS + after_noon_ms;
        let fresh = Fresh::made(another(&world).await, made_ms, Some(vec![INDIA])).await;
        let first = fresh.nth_from(made_ms + entity::slots::LEAD_MS);
        for nth in [first, first + 2] {
            fresh.stored(fresh.reports(nth, 1)).await;
        }
        let db = &fresh.world.db;
        compactor::pass(db, &Keep::default(), made_ms + 30_000)
            .await
            .unwrap();
        assert_eq!(made(db).await.unwrap().days_to, day_of(made_ms));
        let mut late = fresh.reports(first + 1, 1);
        late[0].1.outcome = Outcome::Down;
        fresh.stored(late).await;
        let up_ms = slot_ms(&fresh.website, first) + 500 - NOON_MS;
        assert_eq!(
            fresh.world.changes(&fresh.website).await,
            [
                (made_ms - NOON_MS, WebsiteStatus::Pending),
                (up_ms, WebsiteStatus::Up),
                (up_ms + INTERVAL_MS, WebsiteStatus::Down),
                (up_ms + 2 * INTERVAL_MS, WebsiteStatus::Up),
            ]
        );
    }
}
