//! Incidents from votes: exhaustively for three regions in two rounds, and by properties.

use entity::{Outcome, RegionKey};
use proptest::prelude::*;

use super::incident::Watch;
use super::incident::tests::{RULES, letter};
use super::quorum::Quorum;
use super::votes::{Cast, Votes};

/// Votes about a website with `regions` regions that have all been up.
fn votes(regions: i16, quorum: Quorum) -> Votes {
    let mut votes = Votes {
        is_watched: true,
        ..Votes::pending(
            (1..=regions).map(|key| (RegionKey(key), 0)).collect(),
            quorum,
            0,
        )
    };
    for region in 1..=regions {
        votes.cast(&cast(region, 0, Outcome::Up));
    }
    votes
}

/// A tick of `region` in the slot `nth`, fresh for two more.
fn cast(region: i16, nth: i64, outcome: Outcome) -> Cast {
    Cast {
        region_key: RegionKey(region),
        slot_ms: nth * 60_000,
        checked_at_ms: nth * 60_000 + i64::from(region),
        outcome,
        attempts: 2,
        fresh_until_ms: (nth + 2) * 60_000 + 10_000,
    }
}

/// What happens to an incident of these votes up to `to_ms`.
fn followed(votes: &mut Votes, to_ms: i64) -> (Watch, Vec<(i64, char)>) {
    votes.advance(to_ms);
    let (mut watch, mut events) = (Watch::default(), Vec::new());
    for judgement in &votes.judgements {
        watch.judged(judgement, RULES, &mut events);
    }
    watch.advance(to_ms, RULES, &mut events);
    let told = events.iter().map(|it| (it.at_ms, letter(it.what)));
    (watch, told.filter(|(_, letter)| *letter != '-').collect())
}

const OUTCOMES: [Option<Outcome>; 4] = [
    Some(Outcome::Up),
    Some(Outcome::Degraded),
    Some(Outcome::Down),
    None,
];

#[test]
fn three_regions_in_two_rounds_open_an_incident_exactly_if_a_quorum_fails() {
    for code in 0..4_usize.pow(6) {
        let says: Vec<_> = (0..6)
            .map(|nth| OUTCOMES[code / 4_usize.pow(nth) % 4])
            .collect();
        let mut votes = votes(3, Quorum::Majority);
        for (nth, say) in (0..).zip(&says) {
            if let Some(outcome) = say {
                let region = i16::try_from(nth % 3).unwrap() + 1;
                votes.cast(&cast(region, 1 + nth / 3, *outcome));
            }
        }
        let (_, told) = followed(&mut votes, 179_000);
        let latest = |region: usize, rounds: usize| {
            let round = (0..rounds).rev().find_map(|round| says[3 * round + region]);
            round.unwrap_or(Outcome::Up)
        };
        let opens = |rounds: [usize; 3]| {
            let downs = (0..3).filter(|region| latest(*region, rounds[*region]) == Outcome::Down);
            downs.count() >= 2
        };
        // Regions report one after the other, and each vote is judged with the latest others.
        let known = [[1, 1, 0], [1, 1, 1], [2, 1, 1], [2, 2, 1], [2, 2, 2]];
        let expected = usize::from(known.into_iter().any(opens));
        let opened = told.iter().filter(|(_, letter)| *letter == 'O').count();
        assert_eq!(opened, expected, "{says:?}: {told:?}");
    }
}

proptest! {
    #[test]
    fn one_region_that_lies_or_is_silent_opens_nothing(
        says in proptest::collection::vec(0..4_usize, 1..60),
    ) {
        let mut votes = votes(3, Quorum::Majority);
        let mut rounds = 0;
        for (nth, say) in (1..).zip(&says) {
            if let Some(outcome) = OUTCOMES[*say] {
                votes.cast(&cast(1, nth, outcome));
            }
            votes.cast(&cast(2, nth, Outcome::Up));
            votes.cast(&cast(3, nth, Outcome::Up));
            rounds = nth;
        }
        let (watch, told) = followed(&mut votes, (rounds + 1) * 60_000);
        prop_assert_eq!(watch.open, None);
        prop_assert!(told.iter().all(|(_, letter)| *letter == 'P'));
    }

    #[test]
    fn silence_resolves_nothing_and_a_stale_vote_never_comes_back(
        fresh in proptest::collection::vec(0..3_usize, 0..12),
    ) {
        let mut votes = votes(3, Quorum::Majority);
        for region in 1..=3 {
            votes.cast(&cast(region, 1, Outcome::Down));
        }
        // From then on a minority reports up; the others are silent for ever.
        let mut rounds = 1;
        for (nth, say) in (2..).zip(&fresh) {
            if *say == 0 {
                votes.cast(&cast(1, nth, Outcome::Up));
            }
            rounds = nth;
        }
        let (watch, told) = followed(&mut votes, (rounds + 1_000) * 60_000);
        prop_assert!(watch.open.is_some());
        prop_assert_eq!(told.len(), 1);
    }

    #[test]
    fn neither_the_order_of_a_round_nor_repetitions_matter_in_the_end(
        rounds in proptest::collection::vec((0..64_usize, 0..6_usize), 1..20),
        ends_down: bool,
    ) {
        const ORDERS: [[i16; 3]; 6] =
            [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]];
        let mut sorted = votes(3, Quorum::Majority);
        let mut repeated = sorted.clone();
        let mut shuffled = sorted.clone();
        // Longer than a flapping website must be well.
        let end = if ends_down { 0b10_10_10 } else { 0 };
        let rounds = rounds.into_iter().chain([(end, 0); 14]);
        let mut to_ms = 0;
        for (nth, (code, order)) in (1..).zip(rounds) {
            // All checks of a round end at the same instant.
            let cast = |region: i16| {
                let outcome = OUTCOMES[code >> (2 * (region - 1)) & 3];
                Some(Cast { checked_at_ms: nth * 60_000, ..cast(region, nth, outcome?) })
            };
            for region in 1..=3 {
                if let Some(cast) = cast(region) {
                    sorted.cast(&cast);
                    repeated.cast(&cast);
                    repeated.cast(&cast);
                }
            }
            for cast in ORDERS[order].into_iter().filter_map(cast) {
                shuffled.cast(&cast);
            }
            to_ms = nth * 60_000;
        }
        let (one, told) = followed(&mut sorted, to_ms);
        prop_assert_eq!(one.open.is_some(), ends_down);
        let (other, again) = followed(&mut repeated, to_ms);
        prop_assert_eq!((&one.open, told), (&other.open, again));
        let (other, _) = followed(&mut shuffled, to_ms);
        prop_assert_eq!(other.open.is_some(), ends_down);
    }
}
