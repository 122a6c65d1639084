//! The ledger and uptime of a window.

use queue::Outcome;
use status::Keep;
use status::history::{self, Window};

use crate::support::{INDIA, INTERVAL_MS, NOON_MS, USA, World, slot_ms};

crate::on_both_engines!(
    what_is_planned_is_recorded_or_missing,
    a_slot_under_way_is_not_missing_yet,
    the_seconds_of_a_window_sum_up,
);

async fn what_is_planned_is_recorded_or_missing(world: World) {
    let website = world.website(None).await;
    let mut reports = Vec::new();
    for nth in 0..10 {
        reports.push(world.report(&website, "india", nth, Outcome::Up));
        if nth % 2 == 0 {
            reports.push(world.report(&website, "usa", nth, Outcome::Unmeasured));
        }
    }
    world.store(reports).await;
    let window = Window {
        from_ms: NOON_MS,
        to_ms: NOON_MS + 10 * INTERVAL_MS,
    };
    let now_ms = NOON_MS + 3_600_000;
    let slots = async |view| {
        history::slots(
            &world.db,
            website.key,
            view,
            window,
            &Keep::default(),
            now_ms,
        )
        .await
        .unwrap()
    };
    let both = slots(None).await;
    assert_eq!((both.planned, both.recorded), (20, 15));
    assert_eq!((both.unmeasured, both.missing), (5, 5));
    let one = slots(Some(USA)).await;
    assert_eq!(
        (one.planned, one.recorded, one.unmeasured, one.missing),
        (10, 5, 5, 5)
    );
}

async fn a_slot_under_way_is_not_missing_yet(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    let window = Window {
        from_ms: NOON_MS,
        to_ms: NOON_MS + 86_400_000,
    };
    let ledger = async |now_ms| {
        history::slots(
            &world.db,
            website.key,
            None,
            window,
            &Keep::default(),
            now_ms,
        )
        .await
        .unwrap()
    };
    let first_ms = slot_ms(&website, 0);
    assert_eq!(ledger(first_ms + 1).await.planned, 0, "under way");
    world
        .store(vec![world.report(&website, "india", 0, Outcome::Up)])
        .await;
    let there = ledger(first_ms + 500).await;
    assert_eq!((there.planned, there.recorded, there.missing), (1, 1, 0));
    // Ten seconds to start, two attempts of a second with their pauses, and a margin.
    let settled_ms = first_ms + 10_000 + 2 * 2_000 + 5_000;
    let later = ledger(settled_ms + INTERVAL_MS + 1).await;
    assert_eq!((later.planned, later.recorded, later.missing), (2, 1, 1));
}

async fn the_seconds_of_a_window_sum_up(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    let outcomes = [Outcome::Up, Outcome::Down, Outcome::Up, Outcome::Up];
    for (nth, outcome) in (0..).zip(outcomes) {
        world
            .store(vec![world.report(&website, "india", nth, outcome)])
            .await;
    }
    let window = Window {
        from_ms: NOON_MS - 60_000,
        to_ms: NOON_MS + 60_000,
    };
    let now_ms = slot_ms(&website, 3) + 1_000;
    for region_key in [None, Some(INDIA)] {
        let tally = history::tally(&world.db, website.key, region_key, window, now_ms)
            .await
            .unwrap();
        assert_eq!(tally.seconds().total(), 120);
        assert_eq!(tally.down_ms, 10_000, "{region_key:?}");
        assert_eq!(tally.up_ms, 10_000 + 10_900, "{region_key:?}");
        assert!((tally.ratio().unwrap() - 20_900.0 / 30_900.0).abs() < 1e-9);
    }
}
