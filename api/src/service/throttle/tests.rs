use super::counts::MOST;
use super::*;
use crate::service::Error;

const NOW_MS: i64 = 1_790_000_000_000;

fn from(text: &str) -> Option<Origin> {
    Some(Origin(text.parse().unwrap()))
}

/// Number of `tries` that pass.
fn passing(throttle: &Throttle, tries: impl Iterator<Item = (String, Option<Origin>)>) -> usize {
    tries
        .filter(|(email, origin)| throttle.sign_in(email, *origin, NOW_MS).is_ok())
        .count()
}

fn same(email: &str, origin: &str) -> impl Iterator<Item = (String, Option<Origin>)> {
    std::iter::repeat_n((email.to_owned(), from(origin)), 1_000)
}

#[test]
fn an_account_is_tried_ten_times_from_an_address_and_then_slowly() {
    let throttle = Throttle::default();
    assert_eq!(passing(&throttle, same("ada", "192.0.2.1")), 10);
    let wait = |after_ms| match throttle.sign_in("ada", from("192.0.2.1"), NOW_MS + after_ms) {
        Err(Error::Busy { retry_after_secs }) => retry_after_secs,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        (wait(0), wait(1), wait(28_500), wait(29_999)),
        (30, 30, 2, 1)
    );
    let later = |after_ms| throttle.sign_in("ada", from("192.0.2.1"), NOW_MS + after_ms);
    assert!(later(30_000).is_ok());
    assert!(later(30_000).is_err());
    // After a quiet period all attempts are available again.
    let rested = (0..20).filter(|_| later(24 * 3_600_000).is_ok());
    assert_eq!(rested.count(), 10);
}

#[test]
fn an_address_and_an_account_have_their_own_limits() {
    let throttle = Throttle::default();
    let many = (0..1_000).map(|n| (format!("nobody-{n}"), from("192.0.2.1")));
    assert_eq!(passing(&throttle, many), 30);
    assert_eq!(passing(&throttle, same("bob", "192.0.2.2")), 10);
    let everywhere = (0..=255).flat_map(|c| (1..=4).map(move |d| format!("198.51.{c}.{d}")));
    let everywhere = everywhere.map(|origin| ("ada".to_owned(), from(&origin)));
    assert_eq!(passing(&throttle, everywhere), 50);
    // An account without attempts is not limited.
    assert!(throttle.sign_in("eve", from("192.0.2.3"), NOW_MS).is_ok());
}

#[test]
fn an_attack_from_elsewhere_keeps_nobody_out_who_is_known() {
    let throttle = Throttle::default();
    let own = throttle.sign_in("ada", from("192.0.2.1"), NOW_MS);
    own.unwrap().succeeded(NOW_MS);
    let everywhere = (0..1_000).map(|n| format!("198.51.{}.{}", n / 250, n % 250));
    let everywhere = everywhere.map(|origin| ("ada".to_owned(), from(&origin)));
    assert_eq!(passing(&throttle, everywhere), 50);
    let neighbours = (0..1_000).map(|n| (format!("nobody-{n}"), from("192.0.2.1")));
    assert_eq!(passing(&throttle, neighbours), 30);
    assert_eq!(passing(&throttle, same("ada", "192.0.2.1")), 10);
}

#[test]
fn who_succeeds_is_not_counted_but_for_its_sessions() {
    let throttle = Throttle::default();
    let mut opened = 0;
    while let Ok(one) = throttle.sign_in("ada", from("192.0.2.1"), NOW_MS) {
        one.succeeded(NOW_MS);
        opened += 1;
    }
    assert_eq!(opened, 100);
}

#[test]
fn an_address_is_a_64_of_ipv6_and_a_mapped_one_is_ipv4() {
    let network = |text| Network::from(from(text).unwrap());
    assert_eq!(network("2001:db8::1"), network("2001:db8:0:0:ffff::2"));
    assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
    assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
    assert_ne!(network("::c000:201"), network("192.0.2.1"));
    let throttle = Throttle::default();
    let hosts = (0..1_000).map(|n| ("ada".to_owned(), from(&format!("2001:db8::{n:x}"))));
    assert_eq!(passing(&throttle, hosts), 10);
}

#[test]
fn without_an_address_the_account_alone_counts() {
    let throttle = Throttle::default();
    let tries = (0..1_000).map(|_| ("ada".to_owned(), None));
    assert_eq!(passing(&throttle, tries), 10);
    let others = (0..1_000).map(|n| (format!("nobody-{n}"), None));
    assert_eq!(passing(&throttle, others), 1_000);
}

#[test]
fn accounts_are_made_at_a_rate() {
    let throttle = Throttle::default();
    let made = |origin: &str| {
        let tries = (0..1_000).filter(|n| {
            let email = format!("{n}@example.org");
            throttle.sign_up(&email, from(origin), NOW_MS).is_ok()
        });
        tries.count()
    };
    assert_eq!(made("192.0.2.1"), 300);
    assert_eq!(made("192.0.2.1"), 0);
    assert_eq!(made("192.0.2.2"), 300);
}

#[test]
fn mails_are_limited_for_each_receiver_account_and_address() {
    let throttle = Throttle::default();
    let sent = |to: fn(u32) -> String, account: fn(u32) -> Option<Uuid>, origin: fn(u32) -> u32| {
        let mails = (0..1_000).filter(|n| {
            let asker = Asker {
                account: account(*n),
                origin: Some(Origin(IpAddr::from(origin(*n).to_be_bytes()))),
            };
            throttle.mail(&to(*n), asker, NOW_MS).is_ok()
        });
        mails.count()
    };
    let others = |n| format!("{n}@example.org");
    assert_eq!(sent(|_| "ada".to_owned(), |_| None, |n| n), 5);
    assert_eq!(sent(others, |_| Some(Uuid::nil()), |n| n), 10);
    assert_eq!(sent(others, |_| None, |_| 7_777), 30);
}

#[test]
fn counts_are_bounded_and_the_ones_that_matter_stay() {
    let throttle = Throttle::default();
    assert_eq!(passing(&throttle, same("ada", "192.0.2.1")), 10);
    for n in 0..150_000_u32 {
        let origin = Some(Origin(IpAddr::from(n.to_be_bytes())));
        let _ = throttle.sign_in(&format!("nobody-{n}"), origin, NOW_MS);
    }
    assert!(throttle.lock().full_at_ms.len() <= MOST + 4);
    assert_eq!(passing(&throttle, same("ada", "192.0.2.1")), 0);
}

/// Number of `tries` with the right password that may guess at a code.
fn guessing(throttle: &Throttle, tries: impl Iterator<Item = (String, Option<Origin>)>) -> usize {
    let guesses = tries.filter(|(email, origin)| {
        let tried = throttle.sign_in(email, *origin, NOW_MS);
        tried.is_ok_and(|mut tried| tried.code(NOW_MS).is_ok())
    });
    guesses.count()
}

#[test]
fn codes_are_guessed_at_from_everywhere_less_often_than_passwords() {
    let throttle = Throttle::default();
    let everywhere = || (0..100).map(|n| ("ada".to_owned(), from(&format!("198.51.100.{n}"))));
    assert_eq!(guessing(&throttle, everywhere()), 20);
    let wait = throttle.sign_in("ada", from("192.0.2.1"), NOW_MS + 60_000);
    let wait = wait.unwrap().code(NOW_MS + 60_000);
    let wait = matches!(
        wait,
        Err(Error::Busy {
            retry_after_secs: 240
        })
    );
    assert!(wait, "a code every five minutes");

    // The owner is not kept out where they have been before.
    let throttle = Throttle::default();
    let own = throttle.sign_in("ada", from("192.0.2.1"), NOW_MS);
    own.unwrap().succeeded(NOW_MS);
    assert_eq!(guessing(&throttle, everywhere()), 20);
    assert_eq!(guessing(&throttle, same("ada", "192.0.2.1")), 10);
}

#[test]
fn codes_are_guessed_at_slowly_from_a_known_address_too() {
    let throttle = Throttle::default();
    let own = |now_ms| throttle.sign_in("ada", from("192.0.2.1"), now_ms).unwrap();
    own(NOW_MS).succeeded(NOW_MS);
    // One every minute, which is no more than wrong passwords may be.
    let guesses = (0..600).map(|minute| NOW_MS + minute * 60_000);
    let tried = guesses.filter(|now_ms| own(*now_ms).code(*now_ms).is_ok());
    assert_eq!(tried.count(), 20 + 599 / 5);
}

#[test]
fn a_reset_lets_the_owner_in_and_makes_every_address_unknown() {
    let throttle = Throttle::default();
    let own = || throttle.sign_in("ada", from("192.0.2.1"), NOW_MS);
    let stranger = || throttle.sign_in("ada", from("203.0.113.9"), NOW_MS);
    stranger().unwrap().succeeded(NOW_MS);
    let others = throttle.sign_in("bob", from("203.0.113.9"), NOW_MS);
    others.unwrap().succeeded(NOW_MS);
    assert_eq!(passing(&throttle, same("ada", "192.0.2.1")), 10);
    let everywhere = || (0..250).map(|n| ("ada".to_owned(), from(&format!("198.51.100.{n}"))));
    passing(&throttle, everywhere());
    assert!(own().is_err());
    throttle.reset("ada", from("192.0.2.1"), NOW_MS);
    assert_eq!(passing(&throttle, everywhere()), 50);
    assert!(own().is_ok(), "whatever others do");
    assert!(stranger().is_err(), "it is not known any more");
    assert!(throttle.sign_in("bob", from("203.0.113.9"), NOW_MS).is_ok());
}

#[test]
fn a_reset_gives_no_further_guesses_at_codes() {
    let throttle = Throttle::default();
    let everywhere = || (0..100).map(|n| ("ada".to_owned(), from(&format!("198.51.100.{n}"))));
    assert_eq!(guessing(&throttle, everywhere()), 20);
    throttle.reset("ada", from("192.0.2.1"), NOW_MS);
    assert_eq!(guessing(&throttle, everywhere()), 0);
    // The address from which it is reset has its own, once.
    assert_eq!(guessing(&throttle, same("ada", "192.0.2.1")), 10);
    throttle.reset("ada", from("192.0.2.1"), NOW_MS);
    assert_eq!(guessing(&throttle, same("ada", "192.0.2.1")), 10);
    throttle.reset("ada", from("192.0.2.1"), NOW_MS);
    assert_eq!(guessing(&throttle, same("ada", "192.0.2.1")), 0);
}

#[test]
fn what_is_undone_or_right_does_not_count() {
    let throttle = Throttle::default();
    let own = || throttle.sign_in("ada", from("192.0.2.1"), NOW_MS).unwrap();
    for _ in 0..50 {
        own().undo();
    }
    let everywhere = (0..20).map(|n| ("ada".to_owned(), from(&format!("198.51.100.{n}"))));
    assert_eq!(guessing(&throttle, everywhere), 20);
    assert!(own().code(NOW_MS).is_err(), "the address is not known");

    let throttle = Throttle::default();
    for n in 0..50 {
        let tried = throttle.sign_in("ada", from(&format!("198.51.100.{n}")), NOW_MS);
        let mut tried = tried.unwrap();
        tried.code(NOW_MS).unwrap();
        tried.succeeded(NOW_MS);
    }
}
