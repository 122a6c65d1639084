//! Codes: those that an authenticator app shows, and recovery codes.

use chrono::{DateTime, Utc};
use data_encoding::BASE32_NOPAD;
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use rand::RngCore;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Length of a secret. Source: RFC 4226, 4, R6.
pub(super) const SECRET_BYTES: usize = 20;

/// How long a code is shown. Source: RFC 6238, 5.2.
pub(super) const STEP_SECS: i64 = 30;

/// Length of a code.
pub(super) const DIGITS: u32 = 6;

/// The steps from which a code is taken, as seen from the current one: clocks differ, and typing
/// takes time. Source: RFC 6238, 5.2.
const SKEW: std::ops::RangeInclusive<i64> = -1..=1;

/// Length of a recovery code: nobody guesses 80 random bits, so a fast hash of them will do.
const RECOVERY_BYTES: usize = 10;

/// Characters between two hyphens of a recovery code.
const GROUP: usize = 4;

/// A new secret.
pub(super) fn new_secret() -> [u8; SECRET_BYTES] {
    let mut secret = [0; SECRET_BYTES];
    rand::rng().fill_bytes(&mut secret);
    secret
}

/// A secret as people type it.
pub(super) fn shown(secret: &[u8]) -> String {
    BASE32_NOPAD.encode(secret)
}

/// The number that `text` is, if it has the form of an app's code.
pub(super) fn digits(text: &str) -> Option<u32> {
    let text = without(text, |c| c.is_whitespace());
    let is_code = text.len() == DIGITS as usize && text.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then(|| text.parse().ok()).flatten()
}

/// The step after `last_step` whose code is `digits`, if an app may show it at `now`.
pub(super) fn step(secret: &[u8], digits: u32, last_step: i64, now: DateTime<Utc>) -> Option<i64> {
    let current = now.timestamp() / STEP_SECS;
    let mut steps = SKEW.map(|skew| current + skew);
    steps.find(|step| *step > last_step && code(secret, *step) == Some(digits))
}

/// The code of a step. Source: RFC 4226, 5.3, and RFC 6238, 4.2.
fn code(secret: &[u8], step: i64) -> Option<u32> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let mac = mac.finalize().into_bytes();
    let offset = usize::from(mac.last()? & 0xf);
    let bytes = mac.get(offset..)?.first_chunk()?;
    Some((u32::from_be_bytes(*bytes) & 0x7fff_ffff) % 10_u32.pow(DIGITS))
}

/// A new recovery code.
pub(super) fn new_recovery_code() -> String {
    let mut random = [0; RECOVERY_BYTES];
    rand::rng().fill_bytes(&mut random);
    let text = BASE32_NOPAD.encode(&random).to_lowercase();
    let groups: Vec<&str> = (0..text.len())
        .step_by(GROUP)
        .filter_map(|at| text.get(at..at + GROUP))
        .collect();
    groups.join("-")
}

/// What is kept of a recovery code of `user`, however it is typed.
pub(super) fn recovery_hash(user: Uuid, text: &str) -> Vec<u8> {
    let text = without(text, |c| c.is_whitespace() || c == '-').to_lowercase();
    let hash = Sha256::new_with_prefix(user.as_bytes());
    hash.chain_update(text.as_bytes()).finalize().to_vec()
}

fn without(text: &str, is_left_out: impl Fn(char) -> bool) -> String {
    text.chars().filter(|c| !is_left_out(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of the tests of both RFCs.
    const SECRET: &[u8] = b"12345678901234567890";

    fn at(secs: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(secs, 0).unwrap()
    }

    /// Source: RFC 4226, appendix D.
    #[test]
    fn codes_of_counters_are_those_of_hotp() {
        let expected = [
            755_224, 287_082, 359_152, 969_429, 338_314, 254_676, 287_922, 162_583, 399_871,
            520_489,
        ];
        for (step, expected) in (0..).zip(expected) {
            assert_eq!(code(SECRET, step), Some(expected));
        }
    }

    /// Source: RFC 6238, appendix B, of whose eight digits an app shows the last six.
    #[test]
    fn codes_of_instants_are_those_of_totp() {
        for (secs, expected) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            let digits = expected % 1_000_000;
            assert_eq!(step(SECRET, digits, 0, at(secs)), Some(secs / 30), "{secs}");
        }
    }

    #[test]
    fn a_code_is_taken_a_step_early_or_late_and_after_the_last_one() {
        let digits = code(SECRET, 100).unwrap();
        for (secs, last_step, expected) in [
            (98 * 30 + 29, 0, None),
            (99 * 30, 0, Some(100)),
            (100 * 30, 0, Some(100)),
            (101 * 30 + 29, 0, Some(100)),
            (102 * 30, 0, None),
            (100 * 30, 99, Some(100)),
            (100 * 30, 100, None),
            (100 * 30, 101, None),
        ] {
            let found = step(SECRET, digits, last_step, at(secs));
            assert_eq!(found, expected, "{secs} {last_step}");
        }
    }

    #[test]
    fn an_apps_code_has_six_digits() {
        assert_eq!(digits("012345"), Some(12_345));
        assert_eq!(digits(" 012 345\n"), Some(12_345));
        for other in [
            "",
            "12345",
            "1234567",
            "12345a",
            "+12345",
            "１２３４５６",
            "-12345",
        ] {
            assert_eq!(digits(other), None, "{other}");
        }
    }

    #[test]
    fn a_recovery_code_is_known_however_it_is_typed_and_of_its_user_alone() {
        let (ada, bob) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let code = new_recovery_code();
        assert_eq!(code.len(), 19, "{code}");
        assert_ne!(code, new_recovery_code());
        assert_eq!(digits(&code), None);
        let hash = recovery_hash(ada, &code);
        for typed in [
            code.to_uppercase(),
            code.replace('-', " "),
            code.replace('-', ""),
        ] {
            assert_eq!(recovery_hash(ada, &typed), hash, "{typed}");
        }
        assert_ne!(recovery_hash(bob, &code), hash);
        assert_ne!(recovery_hash(ada, &code[1..]), hash);
    }
}
