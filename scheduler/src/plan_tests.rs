//! The plan, slot by slot.

use entity::{OrganizationId, RegionKey, WebsiteKey};
use uuid::Uuid;

use super::*;

fn row(website_key: i32, revision: i32, valid_from_ms: i64) -> schedule::Model {
    schedule::Model {
        website_key: WebsiteKey(website_key),
        revision,
        website_id: Uuid::from_u64_pair(0, 3),
        interval_ms: 10,
        timeout_ms: 5,
        retries: 0,
        url: "https://a.test/".to_owned(),
        quorum: "majority".to_owned(),
        regions: None,
        how: None,
        secrets: None,
        organization_id: None,
        valid_from_ms,
        valid_to_ms: None,
        updated_at_ms: valid_from_ms,
    }
}

fn due(plan: &mut Plan, now_ms: i64) -> Vec<(i32, i64)> {
    due_at_most(plan, now_ms, usize::MAX).0
}

/// Revisions and slots, up to when these are all, and the number of skipped slots.
fn due_at_most(plan: &mut Plan, now_ms: i64, most: usize) -> (Vec<(i32, i64)>, i64, i64) {
    let mut slots = Vec::new();
    let mut skipped = 0;
    let up_to_ms = plan.due(
        now_ms,
        most,
        |due| slots.push((due.row.revision, due.slot_ms)),
        |row, span| skipped += row.count(span.start, span.end),
    );
    (slots, up_to_ms, skipped)
}

#[test]
fn every_slot_comes_once_and_in_order() {
    let mut plan = Plan::default();
    plan.take_in(vec![row(1, 1, 100)], 100);
    assert_eq!(due(&mut plan, 103), [(1, 103)]);
    assert_eq!(due(&mut plan, 115), [(1, 113)]);
    assert_eq!(due(&mut plan, 115), []);
    assert_eq!(due(&mut plan, 124), [(1, 123)]);
    assert_eq!(due(&mut plan, 133), [(1, 133)]);
}

#[test]
fn a_revision_takes_over_where_the_one_before_ends() {
    let mut plan = Plan::default();
    plan.take_in(vec![row(1, 1, 100)], 100);
    assert_eq!(due(&mut plan, 103), [(1, 103)]);
    let ended = schedule::Model {
        valid_to_ms: Some(120),
        ..row(1, 1, 100)
    };
    plan.take_in(vec![ended.clone(), row(1, 2, 120)], 104);
    assert_eq!(due(&mut plan, 117), [(1, 113)]);
    assert_eq!(due(&mut plan, 126), [(2, 123)]);
    assert_eq!(due(&mut plan, 133), [(2, 133)]);
    // Reading the same change again, because of the overlap, adds nothing.
    plan.take_in(vec![ended, row(1, 2, 120)], 134);
    assert_eq!(due(&mut plan, 134), []);
}

#[test]
fn a_row_that_came_late_begins_with_its_first_slot() {
    let mut plan = Plan::default();
    let late = schedule::Model {
        updated_at_ms: 131,
        ..row(1, 1, 125)
    };
    plan.take_in(vec![late], 131);
    assert_eq!(due(&mut plan, 133), [(1, 133)]);
    let later = schedule::Model {
        updated_at_ms: 131,
        ..row(2, 7, 123)
    };
    plan.take_in(vec![later], 131);
    assert_eq!(due(&mut plan, 131), [(7, 123)]);
}

#[test]
fn a_new_leader_goes_on_at_the_watermark_but_one_interval_back_at_most() {
    let mut plan = Plan::default();
    plan.take_in(vec![row(1, 1, 100)], 500);
    due(&mut plan, 555);
    plan.rewind(544);
    assert_eq!(due(&mut plan, 555), [(1, 553)]);
    plan.rewind(100);
    assert_eq!(due(&mut plan, 555), [(1, 553)]);
}

#[test]
fn a_long_stall_makes_no_burst_and_what_is_skipped_is_told() {
    let mut plan = Plan::default();
    plan.take_in(vec![row(1, 1, 100)], 100);
    assert_eq!(due(&mut plan, 103), [(1, 103)]);
    // From 113 to 1,003 there are 90 slots, and the newest may still be checked.
    let given = due_at_most(&mut plan, 1_005, usize::MAX);
    assert_eq!(given, (vec![(1, 1_003)], 1_005, 89));
    let given = due_at_most(&mut plan, 1_013, usize::MAX);
    assert_eq!(given, (vec![(1, 1_013)], 1_013, 0));
}

#[test]
fn a_slot_that_is_too_late_to_be_checked_is_skipped_however_long_the_interval() {
    let mut plan = Plan::default();
    let slow = schedule::Model {
        interval_ms: 300_000,
        ..row(1, 1, 0)
    };
    plan.take_in(vec![slow], 0);
    assert_eq!(due(&mut plan, 3), [(1, 3)]);
    plan.rewind(2);
    assert_eq!(due(&mut plan, 60_002), [(1, 3)]);
    plan.rewind(2);
    let given = due_at_most(&mut plan, 60_003, usize::MAX);
    assert_eq!(given, (vec![], 60_003, 1));
}

#[test]
fn what_could_not_be_published_is_due_again_once() {
    let mut plan = Plan::default();
    plan.take_in(vec![row(1, 1, 100), row(2, 1, 100)], 100);
    for _ in 0..3 {
        assert_eq!(due(&mut plan, 103), [(1, 103), (1, 103)]);
        plan.undo();
    }
    assert_eq!(due(&mut plan, 113), [(1, 113), (1, 113)], "103 is skipped");
    plan.undo();
    assert_eq!(due(&mut plan, 113), [(1, 113), (1, 113)]);
    assert_eq!(due(&mut plan, 123), [(1, 123), (1, 123)]);
}

#[test]
fn much_is_given_out_in_parts_that_say_up_to_where_they_reach() {
    let mut plan = Plan::default();
    let rows = (1..=5).map(|key| schedule::Model {
        website_id: Uuid::from_u64_pair(0, u64::try_from(key).unwrap()),
        ..row(key, key, 100)
    });
    plan.take_in(rows.collect(), 100);
    let first = due_at_most(&mut plan, 109, 3);
    assert_eq!(first, (vec![(1, 101), (2, 102), (3, 103)], 103, 0));
    plan.undo();
    assert_eq!(due_at_most(&mut plan, 109, 3), first);
    let rest = due_at_most(&mut plan, 109, 3);
    assert_eq!(rest, (vec![(4, 104), (5, 105)], 109, 0));
}

#[test]
fn where_the_queue_lost_its_memory_what_can_still_be_checked_is_due_again() {
    let mut plan = Plan::default();
    plan.take_in(vec![row(1, 1, 100)], 100);
    due(&mut plan, 555);
    plan.recover(Some(555), 559);
    let given = due_at_most(&mut plan, 559, usize::MAX);
    assert_eq!(given, (vec![(1, 553)], 559, 0));
    // Nothing was published since 555: one slot is too old by now.
    plan.recover(Some(555), 575);
    let given = due_at_most(&mut plan, 575, usize::MAX);
    assert_eq!(given, (vec![(1, 573)], 575, 1));
    plan.recover(None, 599);
    let given = due_at_most(&mut plan, 599, usize::MAX);
    assert_eq!(given, (vec![(1, 593)], 599, 0));
}

fn stamps(plan: &Plan) -> Vec<Stamp> {
    let mut stamps = Vec::new();
    for (id, row) in &plan.rows {
        stamps.push((*id, row.valid_to_ms()));
    }
    stamps
}

#[test]
fn comparing_finds_what_is_missing_or_differs_and_forgets_what_is_gone() {
    let id = |key, revision| (WebsiteKey(key), revision);
    let everything = id(1, 0)..id(i32::MAX, 0);
    let mut plan = Plan::default();
    plan.take_in((1..=6).map(|key| row(key, 1, 100)).collect(), 100);
    let mut there = stamps(&plan);
    assert_eq!(plan.reconcile(everything.clone(), &there), None);

    there[1].1 = Some(200);
    there.insert(4, (id(4, 2), None));
    there.retain(|(row, _)| *row != id(6, 1));
    let differing = plan.reconcile(everything.clone(), &there);
    assert_eq!(differing, Some((id(2, 1), id(4, 2))));
    assert!(!plan.knows(id(6, 1)));
    let ended = schedule::Model {
        valid_to_ms: Some(200),
        ..row(2, 1, 100)
    };
    plan.take_in(vec![ended, row(4, 2, 100)], 100);
    assert_eq!(plan.reconcile(everything, &there), None);

    // Only rows in the page are compared.
    assert_eq!(plan.reconcile(id(2, 0)..id(3, 0), &[]), None);
    assert_eq!(plan.len(), 5);
    assert!(!plan.knows(id(2, 1)) && plan.knows(id(3, 1)));
}

#[test]
fn a_row_that_ended_long_ago_is_not_taken_in() {
    let ended = schedule::Model {
        valid_to_ms: Some(200),
        ..row(1, 1, 100)
    };
    let mut plan = Plan::default();
    plan.take_in(vec![ended.clone()], 200 + FORGET_AFTER_MS);
    assert_eq!(plan.len(), 0);
    plan.take_in(vec![ended], 199 + FORGET_AFTER_MS);
    assert_eq!(plan.len(), 1);
}

#[test]
fn a_row_comes_back_as_it_was_but_for_the_quorum() {
    let whole = schedule::Model {
        regions: Some(entity::website::RegionKeys(vec![
            RegionKey(1),
            RegionKey(3),
        ])),
        how: Some("{}".to_owned()),
        secrets: Some(vec![1, 2, 3]),
        organization_id: Some(OrganizationId(Uuid::from_u64_pair(1, 2))),
        valid_to_ms: Some(900),
        ..row(1, 1, 100)
    };
    let mut plan = Plan::default();
    plan.take_in(vec![whole.clone()], 100);
    let mut given = Vec::new();
    plan.due(103, 1, |due| given.push(due.row.clone()), |_, _| {});
    let kept = schedule::Model {
        quorum: String::new(),
        updated_at_ms: 0,
        ..whole
    };
    assert_eq!(given, [kept]);
}

/// Source of the bound: 5 % for the grid and four standard deviations of chance.
#[test]
fn load_is_flat() {
    let mut plan = Plan::default();
    let mut state = 1_u64;
    let rows = (0..60_000).map(|key| {
        // SplitMix64, so that every run of the test is the same.
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        schedule::Model {
            website_id: Uuid::from_u64_pair(0, bits ^ (bits >> 31)),
            interval_ms: 60_000,
            ..row(key, 1, 0)
        }
    });
    plan.take_in(rows.collect(), 0);
    let mean = 1_000.0;
    let bound = mean * 0.05 + 4.0 * f64::sqrt(mean);
    for second in 1..=60 {
        let slots = due(&mut plan, second * 1_000 - 1).len();
        let count = f64::from(u32::try_from(slots).unwrap());
        assert!((count - mean).abs() <= bound, "second {second}: {count}");
    }
}
