//! Where a text is in Base64, and what it says.

use std::ops::Range;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// How people write Base64: with its end or without.
pub(super) const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// What is shorter is a word.
const LEAST_DIGITS: usize = 16;

/// Where `text` may be in Base64: on one line, and over several as in mails.
pub(super) fn runs(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let one = |byte: &u8| is_digit(*byte);
    let several = |byte: &u8| is_digit(*byte) || matches!(byte, b'\r' | b'\n');
    of(text, one).chain(of(text, several).filter(move |run| text[run.clone()].contains(&b'\n')))
}

/// Where at least so many bytes are as `test` says.
fn of(text: &[u8], test: impl Fn(&u8) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let begin = at + text[at..].iter().position(&test)?;
            let len = text[begin..].iter().position(|byte| !test(byte));
            at = len.map_or(text.len(), |len| begin + len);
            if at - begin >= LEAST_DIGITS {
                return Some(begin..at);
            }
        }
    })
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte)
}

/// What `run` says, in either alphabet.
pub(super) fn undone(run: &[u8]) -> Vec<u8> {
    let digits = run.iter().filter(|byte| is_digit(**byte));
    let mut digits: Vec<_> = digits
        .map(|digit| match digit {
            b'-' => b'+',
            b'_' => b'/',
            other => *other,
        })
        .collect();
    // One digit alone says no byte.
    if digits.len() % 4 == 1 {
        digits.pop();
    }
    BASE64.decode(digits).unwrap_or_default()
}
