//! The verdict, in tables and by properties.

use entity::RegionKey;
use proptest::prelude::*;

use super::*;

fn votes(regions: i16) -> Votes {
    Votes::pending(
        (1..=regions).map(|key| (RegionKey(key), 0)).collect(),
        Quorum::Majority,
        0,
    )
}

/// A tick of `region` at `slot_ms`, checked immediately and fresh for 250 ms.
fn cast(region: i16, slot_ms: i64, outcome: Outcome, attempts: i16) -> Cast {
    Cast {
        region_key: RegionKey(region),
        slot_ms,
        checked_at_ms: slot_ms,
        outcome,
        attempts,
        fresh_until_ms: slot_ms + 250,
    }
}

fn website_changes(votes: &Votes) -> Vec<(i64, WebsiteStatus)> {
    let whole = votes
        .changes
        .iter()
        .filter(|change| change.region_key.is_none());
    whole.map(|change| (change.at_ms, change.status)).collect()
}

#[test]
fn the_verdict_over_three_regions_by_majority() {
    use WebsiteStatus::{Degraded, Down, Partial, Unmeasured, Up};
    for (votes, status) in [
        ("", Unmeasured),
        ("u", Up),
        ("uuu", Up),
        ("g", Up),
        ("gg", Degraded),
        ("ggu", Degraded),
        ("guu", Up),
        ("d", Unmeasured),
        ("du", Partial),
        ("dg", Partial),
        ("duu", Partial),
        ("dgg", Partial),
        ("dd", Down),
        ("ddu", Down),
        ("ddd", Down),
        ("xx", Unmeasured),
        ("xu", Up),
    ] {
        let says = votes.chars().map(|vote| match vote {
            'u' => Outcome::Up,
            'g' => Outcome::Degraded,
            'd' => Outcome::Down,
            _ => Outcome::Unmeasured,
        });
        assert_eq!(verdict(says, 3, Quorum::Majority), status, "{votes:?}");
    }
}

#[test]
fn down_is_said_only_after_two_failed_attempts() {
    let mut two_in_one = votes(1);
    two_in_one.cast(&cast(1, 100, Outcome::Up, 1));
    two_in_one.cast(&cast(1, 200, Outcome::Down, 2));
    assert_eq!(
        website_changes(&two_in_one),
        [(100, WebsiteStatus::Up), (200, WebsiteStatus::Down)]
    );

    let mut one_by_one = votes(1);
    one_by_one.cast(&cast(1, 100, Outcome::Up, 1));
    one_by_one.cast(&cast(1, 200, Outcome::Down, 1));
    assert_eq!(
        one_by_one.status,
        WebsiteStatus::Up,
        "one failure is not believed"
    );
    one_by_one.cast(&cast(1, 300, Outcome::Down, 1));
    assert_eq!(
        website_changes(&one_by_one),
        [(100, WebsiteStatus::Up), (300, WebsiteStatus::Down)]
    );

    let mut recovered = votes(1);
    recovered.cast(&cast(1, 100, Outcome::Down, 1));
    recovered.cast(&cast(1, 200, Outcome::Up, 1));
    recovered.cast(&cast(1, 300, Outcome::Down, 1));
    assert_eq!(
        recovered.status,
        WebsiteStatus::Up,
        "a good tick forgets the failures"
    );
}

#[test]
fn failures_are_in_a_row_only_while_the_vote_counts() {
    let mut votes = votes(1);
    votes.cast(&cast(1, 100, Outcome::Up, 1));
    assert!(votes.cast(&cast(1, 200, Outcome::Down, 1)));
    // Its vote expired at 450; the next check only arrives at that time.
    assert!(
        votes.cast(&cast(1, 450, Outcome::Down, 1)),
        "it begins again"
    );
    assert_eq!(votes.latest[&RegionKey(1)].failures, 1);
    assert_eq!(votes.status, WebsiteStatus::Unmeasured);
    assert!(!votes.cast(&cast(1, 699, Outcome::Down, 1)));
    assert_eq!(votes.status, WebsiteStatus::Down);
}

#[test]
fn a_region_begins_to_fail_once() {
    let mut votes = votes(2);
    for (region, slot_ms, outcome, begins) in [
        (1, 100, Outcome::Down, true),
        (2, 100, Outcome::Up, false),
        (1, 200, Outcome::Unmeasured, false),
        (1, 300, Outcome::Down, false),
        (2, 300, Outcome::Down, true),
        (1, 400, Outcome::Up, false),
        (1, 300, Outcome::Down, false),
        (1, 500, Outcome::Down, true),
        (9, 500, Outcome::Down, false),
    ] {
        let said = votes.cast(&cast(region, slot_ms, outcome, 1));
        assert_eq!(said, begins, "{region} at {slot_ms}");
    }
}

#[test]
fn an_older_tick_changes_nothing() {
    let mut votes = votes(1);
    votes.cast(&cast(1, 200, Outcome::Up, 1));
    votes.cast(&Cast {
        checked_at_ms: 210,
        ..cast(1, 100, Outcome::Down, 2)
    });
    assert_eq!(votes.status, WebsiteStatus::Up);
    assert_eq!(votes.latest[&RegionKey(1)].slot_ms, 200);
}

#[test]
fn an_unmeasured_tick_is_no_vote() {
    let mut votes = votes(1);
    votes.cast(&cast(1, 100, Outcome::Up, 1));
    votes.cast(&cast(1, 200, Outcome::Unmeasured, 0));
    assert_eq!(
        votes.status,
        WebsiteStatus::Up,
        "the last vote is still fresh"
    );
    votes.cast(&cast(1, 360, Outcome::Unmeasured, 0));
    let expected = [(100, WebsiteStatus::Up), (350, WebsiteStatus::Unmeasured)];
    assert_eq!(
        website_changes(&votes),
        expected,
        "it ran out at its own time"
    );
}

#[test]
fn votes_run_out_at_their_own_time_however_late_it_is_noticed() {
    let mut votes = votes(2);
    votes.cast(&cast(1, 100, Outcome::Up, 1));
    votes.cast(&cast(2, 200, Outcome::Up, 1));
    votes.advance(10_000);
    let expected = [(100, WebsiteStatus::Up), (450, WebsiteStatus::Unmeasured)];
    assert_eq!(website_changes(&votes), expected);
    let views: Vec<_> = votes
        .changes
        .iter()
        .filter(|change| change.status == WebsiteStatus::Unmeasured)
        .map(|change| (change.region_key, change.at_ms))
        .collect();
    let [one, two] = [1, 2].map(|key| Some(RegionKey(key)));
    assert_eq!(views, [(one, 350), (two, 450), (None, 450)]);
    assert_eq!(votes.rejudge_at_ms, None);
}

#[test]
fn a_vote_from_a_region_that_is_not_the_websites_does_not_count() {
    let mut votes = votes(1);
    votes.cast(&cast(9, 100, Outcome::Down, 2));
    assert!(votes.latest.is_empty());
    assert_eq!(votes.status, WebsiteStatus::Unmeasured);
}

#[test]
fn a_website_waiting_for_its_first_vote_becomes_unmeasured_when_the_wait_is_over() {
    let mut votes = votes(1);
    votes.rejudge_at_ms = Some(500);
    votes.advance(499);
    assert_eq!(votes.status, WebsiteStatus::Pending);
    votes.advance(500);
    assert_eq!(website_changes(&votes), [(500, WebsiteStatus::Unmeasured)]);
}

fn casts() -> impl Strategy<Value = Vec<Cast>> {
    let outcome = prop_oneof![
        Just(Outcome::Up),
        Just(Outcome::Degraded),
        Just(Outcome::Down),
        Just(Outcome::Unmeasured)
    ];
    let one = (1..=3_i16, 0..60_i64, outcome, 1..=2_i16)
        .prop_map(|(region, n, outcome, attempts)| cast(region, n * 50, outcome, attempts));
    proptest::collection::vec(one, 0..60).prop_map(|mut casts| {
        casts.sort_by_key(|cast| (cast.slot_ms, cast.region_key));
        casts.dedup_by_key(|cast| (cast.slot_ms, cast.region_key));
        casts
    })
}

proptest! {
    #[test]
    fn sweeping_in_between_changes_nothing(
        casts in casts(),
        sweeps in proptest::collection::vec(0..4_000_i64, 0..20),
    ) {
        let mut plain = votes(3);
        let mut swept = votes(3);
        for cast in &casts {
            plain.cast(cast);
            for sweep in sweeps.iter().filter(|sweep| **sweep <= cast.slot_ms) {
                swept.advance(*sweep);
            }
            swept.cast(cast);
        }
        plain.advance(100_000);
        swept.advance(100_000);
        prop_assert_eq!(plain.changes, swept.changes);
    }

    #[test]
    fn silence_never_makes_it_down(casts in casts(), silenced in 1..=3_i16) {
        let mut all = votes(3);
        let mut fewer = votes(3);
        for cast in &casts {
            all.cast(cast);
            if cast.region_key.0 == silenced {
                fewer.advance(cast.checked_at_ms);
            } else {
                fewer.cast(cast);
            }
            prop_assert!(fewer.status != WebsiteStatus::Down || all.status == WebsiteStatus::Down);
        }
    }

    /// One region at a time fails, in as many attempts as it may; the round that follows finds
    /// the website up everywhere.
    #[test]
    fn no_single_false_failure_makes_it_down(
        failing in proptest::collection::vec((0..6_i16, 1..=4_i16), 1..60),
        confirmed_first in 1..=3_i16,
    ) {
        let mut votes = votes(3);
        for (nth, (fails, attempts)) in (1..).zip(failing) {
            let slot_ms = nth * 100;
            let mut asked = false;
            for region in 1..=3 {
                let outcome = if region == fails { Outcome::Down } else { Outcome::Up };
                asked |= votes.cast(&cast(region, slot_ms, outcome, attempts));
                prop_assert_ne!(votes.status, WebsiteStatus::Down);
            }
            prop_assert_eq!(asked, (1..=3).contains(&fails));
            if asked {
                for region in (confirmed_first..=3).chain(1..confirmed_first) {
                    votes.cast(&cast(region, slot_ms + 10, Outcome::Up, 1));
                    prop_assert_ne!(votes.status, WebsiteStatus::Down);
                }
            }
            prop_assert_eq!(votes.status, WebsiteStatus::Up);
        }
    }

    #[test]
    fn changes_are_in_order_and_each_is_one(casts in casts()) {
        let mut votes = votes(3);
        for cast in &casts {
            votes.cast(cast);
        }
        let changes = website_changes(&votes);
        for pair in changes.windows(2) {
            prop_assert!(pair[0].0 <= pair[1].0, "{:?}", pair);
            prop_assert!(pair[0].1 != pair[1].1, "{:?}", pair);
        }
    }
}
