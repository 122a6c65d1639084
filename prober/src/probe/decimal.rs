//! Numbers by their digits: exact, of any length and size, and never a binary fraction.

use std::cmp::Ordering;

/// Beyond so many digits of an exponent, all numbers count as equally far away.
const EXPONENT_DIGITS: usize = 36;

/// That far.
const FAR: i128 = 10_i128.pow(36);

/// A decimal number, as a text says it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decimal<'a> {
    is_negative: bool,
    /// From the first digit that is not 0 to the last; a point may be among them.
    /// Empty for zero.
    digits: &'a str,
    /// The power of ten of which the digits, behind a point, are the fraction.
    magnitude: i128,
}

impl<'a> Decimal<'a> {
    /// The number that `text` says, with blanks around it or not; as people write it:
    /// `-1`, `+1.50`, `.5`, `1E2`.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let text = text.trim();
        let (is_negative, text) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], exponent(&text[at + 1..])?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let is_idle = |c| matches!(c, '0' | '.');
        let digits = mantissa.trim_start_matches(is_idle);
        let leading = mantissa.len() - digits.len();
        let digits = match mantissa.contains('.') {
            true => digits.trim_end_matches(is_idle),
            false => digits.trim_end_matches('0'),
        };
        if digits.is_empty() {
            return Some(Self {
                is_negative: false,
                digits,
                magnitude: 0,
            });
        }
        // Zeros behind the point make it smaller; the point itself is no digit.
        let before = if leading <= whole.len() {
            length(whole.len()) - length(leading)
        } else {
            length(whole.len() + 1) - length(leading)
        };
        Some(Self {
            is_negative,
            digits,
            magnitude: exponent + before,
        })
    }

    fn significant(&self) -> impl Iterator<Item = u8> + use<'a> {
        self.digits.bytes().filter(|byte| *byte != b'.')
    }
}

impl Ord for Decimal<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |number: &Self| match (number.digits.is_empty(), number.is_negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        sign(self).cmp(&sign(other)).then_with(|| {
            let by_size = self
                .magnitude
                .cmp(&other.magnitude)
                .then_with(|| self.significant().cmp(other.significant()));
            if self.is_negative {
                by_size.reverse()
            } else {
                by_size
            }
        })
    }
}

impl PartialOrd for Decimal<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal<'_> {}

fn length(bytes: usize) -> i128 {
    i128::try_from(bytes).unwrap_or(i128::MAX / 4)
}

fn exponent(text: &str) -> Option<i128> {
    let (is_negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = digits.trim_start_matches('0');
    let size = match digits.len() {
        0 => 0,
        1..=EXPONENT_DIGITS => digits.parse().ok()?,
        _ => FAR,
    };
    Some(if is_negative { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_equal_by_their_value() {
        let far = format!("1{}", "0".repeat(2_000));
        for (a, b) in [
            ("1", "1.0"),
            ("1", "01"),
            ("+1", "1"),
            (" 1\t", "1"),
            ("1E2", "100"),
            ("1e+2", "100.000"),
            ("120", "1.2e2"),
            ("1200e-1", "120"),
            ("0.00120", "1.2e-3"),
            (".5", "0.50"),
            ("5.", "5"),
            ("-0", "0"),
            ("-0.0e7", "+0"),
            ("0e99999999999999999999999999999999999999999", "0"),
            ("1.10", "1.1"),
            ("10.01e1", "100.1"),
            (far.as_str(), "1e2000"),
            ("12345678901234567890123", "12345678901234567890123.0"),
        ] {
            let (a, b) = (Decimal::parse(a).unwrap(), Decimal::parse(b).unwrap());
            assert_eq!(a, b);
        }
    }

    #[test]
    fn numbers_are_in_order_however_long_and_large() {
        let ordered = [
            "-1e999999999999999999999",
            "-1e400",
            "-20",
            "-3",
            "-2.5",
            "-2.49",
            "-1e-400",
            "0",
            "1e-999999999999999999999",
            "1e-400",
            "0.001",
            "0.0010000000000000000000001",
            "0.02",
            "0.1",
            "0.100000000000000000000000001",
            "1",
            "9.99",
            "10",
            "9007199254740992",
            "9007199254740993",
            "9007199254740993.5",
            "12345678901234567890122",
            "12345678901234567890123",
            "1e400",
            "1e401",
            "1e999999999",
            "1e999999999999999999999",
        ];
        for (i, a) in ordered.iter().enumerate() {
            for (j, b) in ordered.iter().enumerate() {
                let (left, right) = (Decimal::parse(a).unwrap(), Decimal::parse(b).unwrap());
                assert_eq!(left.cmp(&right), i.cmp(&j), "{a} {b}");
            }
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for text in [
            "", " ", "+", "-", ".", "e5", ".e5", "1e", "1e+", "1 2", "1,5", "0x10", "inf", "NaN",
            "1_000", "--1", "+-1", "1.2.3", "1e5.0", "١",
        ] {
            assert!(Decimal::parse(text).is_none(), "{text}");
        }
    }
}
