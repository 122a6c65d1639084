//! Incidents, in tables and by properties, from judgements.

use std::collections::BTreeMap;

use entity::{Outcome, RegionKey};
use proptest::prelude::*;

use super::*;
use crate::domain::judgement::Seen;
use crate::domain::votes::Vote;

pub(in crate::domain) const RULES: Rules<'_> = Rules {
    confirmation_ms: 0,
    recovery_ms: 60_000,
    maintenance: &[],
};

/// A judgement of one region's vote by letter: down, well, degraded, partial (of three), or
/// silent.
fn judgement(at_ms: i64, letter: char) -> Judgement {
    use Outcome::{Degraded, Down, Up};
    let (status, says): (_, &[Option<Outcome>]) = match letter {
        'd' => (WebsiteStatus::Down, &[Some(Down)]),
        'w' => (WebsiteStatus::Up, &[Some(Up)]),
        'g' => (WebsiteStatus::Degraded, &[Some(Degraded)]),
        'p' => (WebsiteStatus::Partial, &[Some(Down), Some(Up), Some(Up)]),
        _ => (WebsiteStatus::Unmeasured, &[None]),
    };
    let vote = |say| Vote {
        slot_ms: at_ms,
        checked_at_ms: at_ms,
        say,
        failures: 0,
        fresh_until_ms: i64::MAX,
    };
    let votes: BTreeMap<_, _> = (1..)
        .map(RegionKey)
        .zip(says.iter().map(|say| Some(vote(*say))))
        .collect();
    let needed = votes.len() / 2 + 1;
    let seen = Seen { votes, needed };
    Judgement {
        at_ms,
        status,
        seen,
    }
}

pub(in crate::domain) fn letter(what: What) -> char {
    match what {
        What::Opened { is_flapping: true } => 'F',
        What::Opened { is_flapping: false } => 'O',
        What::Resolved => 'R',
        What::Partial => 'P',
        What::Degraded => 'G',
        What::Held(_) => '-',
    }
}

/// What happens if `letters` are judged every `step_ms`, and time then goes on for as long, in
/// seconds; without verdicts that opened nothing.
fn told(letters: &str, step_ms: i64, rules: Rules<'_>) -> Vec<(i64, char)> {
    let (mut watch, mut events) = (Watch::default(), Vec::new());
    let mut at_ms = 0;
    for letter in letters.chars() {
        watch.judged(&judgement(at_ms, letter), rules, &mut events);
        at_ms += step_ms;
    }
    watch.advance(at_ms - 1, rules, &mut events);
    events
        .into_iter()
        .map(|event| (event.at_ms / 1_000, letter(event.what)))
        .filter(|(_, letter)| *letter != '-')
        .collect()
}

#[test]
fn an_incident_opens_when_it_is_confirmed_and_resolves_when_it_has_held() {
    let confirmed = Rules {
        confirmation_ms: 45_000,
        ..RULES
    };
    for (letters, rules, expected) in [
        ("wwdwww", RULES, &[(60, 'O'), (150, 'R')][..]),
        ("wddwwww", confirmed, &[(75, 'O'), (150, 'R')]),
        ("wdwwww", confirmed, &[]),
        ("wdnd", confirmed, &[]),
        ("wdnnnnnnn", RULES, &[(30, 'O')]),
        ("wdwnwnwnw", RULES, &[(30, 'O')]),
        ("wdwdwwww", RULES, &[(30, 'O'), (180, 'R')]),
        ("wdww", RULES, &[(30, 'O')]),
        ("wdggg", RULES, &[(30, 'O'), (120, 'R')]),
        ("wdppp", RULES, &[(30, 'O'), (120, 'R')]),
        ("nnnn", RULES, &[]),
    ] {
        assert_eq!(told(letters, 30_000, rules), expected, "{letters}");
    }
}

#[test]
fn the_third_within_half_an_hour_stays_open_until_it_has_held_for_ten_minutes() {
    // Down for a minute and well for two, again and again.
    let flapping = "dww".repeat(8) + &"w".repeat(12);
    assert_eq!(
        told(&flapping, 60_000, RULES),
        [
            (0, 'O'),
            (120, 'R'),
            (180, 'O'),
            (300, 'R'),
            (360, 'F'),
            (22 * 60 + 600, 'R'),
        ]
    );
}

#[test]
fn partial_and_degraded_are_told_once_when_they_have_held() {
    for (letters, expected) in [
        ("wppp", &[(90, 'P')][..]),
        ("wpwpww", &[]),
        ("wppppwppppwwwpppp", &[(90, 'P'), (450, 'P')]),
        ("wgggg", &[(90, 'G')]),
        ("wpppd", &[(90, 'P'), (120, 'O')]),
        ("wdpppppp", &[(30, 'O'), (120, 'R'), (180, 'P')]),
    ] {
        let told = told(letters, 30_000, RULES);
        assert_eq!(told, expected, "{letters}");
    }
}

#[test]
fn no_incident_opens_in_maintenance_and_what_is_still_down_at_its_end_opens_one() {
    let maintenance = [(40_000, 100_000), (100_000, 130_000)];
    let rules = Rules {
        maintenance: &maintenance,
        ..RULES
    };
    for (letters, expected) in [
        ("wwdddddw", &[(130, 'O')][..]),
        ("wwddwwww", &[]),
        ("wdwwwwww", &[(30, 'O'), (120, 'R')]),
        ("wwppwwww", &[]),
        ("wwppppww", &[(130, 'P')]),
        ("wpggggg", &[(130, 'G')]),
        ("wwwwwpppw", &[(210, 'P')]),
    ] {
        assert_eq!(told(letters, 30_000, rules), expected, "{letters}");
    }
}

#[test]
fn who_is_resolved_by_a_person_while_down_opens_only_after_it_was_not() {
    let (mut watch, mut events) = (Watch::default(), Vec::new());
    let mut judge = |watch: &mut Watch, at_ms, letter| {
        events.clear();
        watch.judged(&judgement(at_ms, letter), RULES, &mut events);
        events.iter().map(|event| event.what).collect::<Vec<_>>()
    };
    assert_eq!(
        judge(&mut watch, 0, 'd'),
        [What::Opened { is_flapping: false }]
    );
    assert!(watch.resolve(true));
    assert!(!watch.resolve(true));
    let held = judge(&mut watch, 30_000, 'd');
    assert!(matches!(held[..], [What::Held(run)] if run.kind == VerdictKind::ResolvedByHand));
    assert_eq!(judge(&mut watch, 60_000, 'n'), []);
    assert_eq!(
        judge(&mut watch, 90_000, 'd'),
        [What::Opened { is_flapping: false }]
    );
    watch.restart();
    assert!(watch.open.is_some(), "an edit does not end it");
    assert!(watch.end() && watch.open.is_none(), "a pause does");
}

#[test]
fn why_no_incident_opened_is_one_run_for_one_reason() {
    let rules = Rules {
        confirmation_ms: 75_000,
        maintenance: &[(180_000, 240_000)],
        ..RULES
    };
    let (mut watch, mut events) = (Watch::default(), Vec::new());
    for (nth, letter) in (0..).zip("ppdpwddd".chars()) {
        watch.judged(&judgement(nth * 30_000, letter), rules, &mut events);
    }
    let runs: Vec<_> = events
        .iter()
        .filter_map(|event| match event.what {
            What::Held(run) => Some((run.kind, run.first_ms / 1_000, run.count)),
            _ => None,
        })
        .collect();
    use VerdictKind::{BelowQuorum, Maintenance, Unconfirmed};
    assert_eq!(
        runs,
        [
            (BelowQuorum, 0, 1),
            (BelowQuorum, 0, 2),
            (Unconfirmed, 60, 1),
            (BelowQuorum, 90, 1),
            (Unconfirmed, 150, 1),
            (Maintenance, 180, 1),
            (Maintenance, 180, 2),
        ]
    );
}

#[test]
fn what_is_calm_is_forgotten() {
    let (mut watch, mut events) = (Watch::default(), Vec::new());
    assert!(watch.is_calm(0));
    watch.judged(&judgement(0, 'p'), RULES, &mut events);
    assert!(!watch.is_calm(0));
    watch.judged(&judgement(30_000, 'w'), RULES, &mut events);
    assert!(watch.is_calm(30_000));
    watch.judged(&judgement(60_000, 'd'), RULES, &mut events);
    watch.judged(&judgement(90_000, 'w'), RULES, &mut events);
    watch.advance(150_000, RULES, &mut events);
    assert!(watch.open.is_none());
    assert!(!watch.is_calm(60_000 + FLAPPING_WITHIN_MS));
    assert!(watch.is_calm(60_001 + FLAPPING_WITHIN_MS));
}

proptest! {
    #[test]
    fn events_alternate_and_time_alone_changes_nothing(
        letters in "[dwnpg]{1,60}",
        extra in proptest::collection::vec(0..60_i64, 0..20),
        confirmation_ms in 0..200_000_i64,
        recovery_ms in 0..200_000_i64,
    ) {
        let rules = Rules { confirmation_ms, recovery_ms, ..RULES };
        let (mut watch, mut events) = (Watch::default(), Vec::new());
        let (mut looked, mut seen) = (Watch::default(), Vec::new());
        for (at, letter) in (0..).zip(letters.chars()) {
            let at_ms = at * 30_000;
            watch.judged(&judgement(at_ms, letter), rules, &mut events);
            looked.judged(&judgement(at_ms, letter), rules, &mut seen);
            if extra.contains(&at) {
                looked.advance(at_ms + 29_999, rules, &mut seen);
            }
        }
        let end_ms = 30_000 * i64::try_from(letters.len()).unwrap();
        watch.advance(end_ms, rules, &mut events);
        looked.advance(end_ms, rules, &mut seen);
        prop_assert_eq!(&events, &seen);
        prop_assert_eq!(&watch, &looked);
        prop_assert!(events.is_sorted_by_key(|event| event.at_ms));
        let of_incidents: Vec<bool> = events
            .iter()
            .filter_map(|event| match event.what {
                What::Opened { .. } => Some(true),
                What::Resolved => Some(false),
                _ => None,
            })
            .collect();
        prop_assert!(of_incidents.iter().enumerate().all(|(nth, opened)| *opened == (nth % 2 == 0)));
        prop_assert!(letters.contains('d') || of_incidents.is_empty());
        prop_assert!(letters.contains(['w', 'p', 'g']) || of_incidents.len() <= 1);
        let json = serde_json::to_string(&watch).unwrap();
        prop_assert_eq!(serde_json::from_str::<Watch>(&json).unwrap(), watch);
    }
}
