//! Ranges of HTTP statuses in text form: `200-299,401`.

use std::ops::RangeInclusive;

use queue::StatusRange;

use crate::service::{Error, Result};

/// Statuses of a final response. Source: RFC 9110, section 15.
const STATUSES: RangeInclusive<u16> = 100..=599;

/// Most ranges of one check.
const MAX_RANGES: usize = 20;

pub(super) fn parse(field: &'static str, text: &str) -> Result<Vec<StatusRange>> {
    let problem = || {
        let rule = "must be statuses and ranges from 100 to 599, like 200-299,401";
        Error::input(field, rule)
    };
    let ranges: Vec<StatusRange> = text
        .split(',')
        .map(|part| range(part).ok_or_else(problem))
        .collect::<Result<_>>()?;
    if ranges.len() > MAX_RANGES {
        return Err(Error::input(
            field,
            format!("must have at most {MAX_RANGES} ranges"),
        ));
    }
    Ok(ranges)
}

fn range(part: &str) -> Option<StatusRange> {
    let (from, to) = part.split_once('-').unwrap_or((part, part));
    let status = |text: &str| {
        let digits = text.trim();
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        let status: u16 = digits.parse().ok().filter(|_| plain)?;
        STATUSES.contains(&status).then_some(status)
    };
    let (from, to) = (status(from)?, status(to)?);
    (from <= to).then_some(StatusRange { from, to })
}

/// Formats the ranges as [`parse`] accepts them.
pub fn show(ranges: &[StatusRange]) -> String {
    let shown: Vec<String> = ranges
        .iter()
        .map(|StatusRange { from, to }| {
            if from == to {
                from.to_string()
            } else {
                format!("{from}-{to}")
            }
        })
        .collect();
    shown.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_come_back_as_they_were_written() {
        for (text, shown) in [
            ("200-399", "200-399"),
            ("200", "200"),
            (" 200 - 299 , 401", "200-299,401"),
            ("100-599", "100-599"),
        ] {
            assert_eq!(show(&parse("statuses", text).unwrap()), shown);
        }
        let many = ["200"; 21].join(",");
        for bad in [
            "", ",", "200,", "99", "600", "299-200", "2xx", "-", "+200", &many,
        ] {
            assert!(parse("statuses", bad).is_err(), "{bad:?}");
        }
    }
}
