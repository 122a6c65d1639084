//! When a cookie expires, as servers write it. Source: RFC 6265, section 5.1.1, which
//! reads what the web has, not what a grammar says.

use chrono::NaiveDate;

const MONTHS: [&[u8]; 12] = [
    b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec",
];

/// What a date is put together from.
#[derive(Default)]
struct Parts {
    time: Option<(u32, u32, u32)>,
    day: Option<u32>,
    month: Option<u32>,
    year: Option<u32>,
}

/// The instant in `text`, seconds of Unix time.
pub(super) fn parse(text: &[u8]) -> Option<i64> {
    let mut found = Parts::default();
    let tokens = text.split(|byte| is_delimiter(*byte));
    for token in tokens.filter(|token| !token.is_empty()) {
        found.take(token);
    }
    let (hour, minute, second) = found.time?;
    let year = match found.year? {
        year @ 70..=99 => year + 1900,
        year @ 0..=69 => year + 2000,
        year => year,
    };
    // Days and months count from one, and chrono knows a month's length.
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, found.month?, found.day?)?;
    let at = date.and_hms_opt(hour, minute, second)?;
    (year >= 1601).then(|| at.and_utc().timestamp())
}

impl Parts {
    /// Takes the part that `token` is, if it is one that is not known yet.
    fn take(&mut self, token: &[u8]) {
        if self.time.is_none()
            && let Some(time) = time(token)
        {
            self.time = Some(time);
        } else if self.day.is_none()
            && let Some(day) = number(token, 1..=2)
        {
            self.day = Some(day);
        } else if self.month.is_none()
            && let Some(month) = month(token)
        {
            self.month = Some(month);
        } else if self.year.is_none()
            && let Some(year) = number(token, 2..=4)
        {
            self.year = Some(year);
        }
    }
}

fn is_delimiter(byte: u8) -> bool {
    matches!(byte, 0x09 | 0x20..=0x2f | 0x3b..=0x40 | 0x5b..=0x60 | 0x7b..=0x7e)
}

/// Hours, minutes and seconds, whatever comes after them.
fn time(token: &[u8]) -> Option<(u32, u32, u32)> {
    let mut fields = token.splitn(3, |byte| *byte == b':');
    let whole = |field: &[u8]| {
        let digits = field.iter().all(u8::is_ascii_digit);
        number(field, 1..=2).filter(|_| digits)
    };
    let (hour, minute) = (whole(fields.next()?)?, whole(fields.next()?)?);
    Some((hour, minute, number(fields.next()?, 1..=2)?))
}

/// The number that `token` begins with, if it has so many digits.
fn number(token: &[u8], digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let end = token
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let number = std::str::from_utf8(&token[..end]).ok()?;
    number.parse().ok().filter(|_| digits.contains(&end))
}

fn month(token: &[u8]) -> Option<u32> {
    let begin = token.get(..3)?;
    let number = MONTHS.iter().zip(1..);
    let mut found = number.filter(|(name, _)| begin.eq_ignore_ascii_case(name));
    found.next().map(|(_, number)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_all_forms_of_the_web() {
        for (text, secs) in [
            // RFC 1123, RFC 850, asctime, and what Netscape's page said.
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Thursday, 01-Jan-70 00:00:00 GMT", 0),
            ("Thu Jan  1 00:00:00 1970", 0),
            ("Thu, 01-Jan-1970 00:00:00 GMT", 0),
            ("Sat, 15-Apr-17 21:01:22 GMT", 1_492_290_082),
            ("Thu, 19-Apr-2007 16:00:00 GMT", 1_176_998_400),
            ("Wed, 25 Apr 2007 21:02:13 GMT", 1_177_534_933),
            ("Thu, 19/Apr\\2007 16:00:00 GMT", 1_176_998_400),
            ("Fri, 1 Jan 2010 01:01:50 GMT", 1_262_307_710),
            // In any order, with other words, in any case, with and without a zone.
            ("16:00:00 2007 apr 19", 1_176_998_400),
            ("something 19 aprille 2007 16:00:00foo", 1_176_998_400),
            ("19 Apr 2007 1:2:3", 1_176_944_523),
            ("19 Apr 2007 16:00:00 PST", 1_176_998_400),
            // Years of two digits, and of four that are hardly there.
            ("1 Jan 69 00:00:00", 3_124_224_000),
            ("1 Jan 99 00:00:00", 915_148_800),
            ("Mon, 01-Jan-0001 00:00:00 GMT", 978_307_200),
            ("1 Jan 1601 00:00:00", -11_644_473_600),
            ("31 Dec 9999 23:59:59", 253_402_300_799),
        ] {
            assert_eq!(parse(text.as_bytes()), Some(secs), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_date_is_none() {
        for text in [
            "",
            "0",
            "-1",
            "never",
            "Thu, 01 Jan 1970",
            "01 Jan 00:00:00",
            "1970 Jan 00:00:00",
            "30 Feb 2024 00:00:00",
            "0 Jan 2024 00:00:00",
            "32 Jan 2024 00:00:00",
            "1 Jan 2024 24:00:00",
            "1 Jan 2024 23:60:00",
            "1 Jan 2024 23:59:60",
            "1 Jan 1600 00:00:00",
            "1 Jan 20240 00:00:00",
            "1 Jan 2024 000:00:00",
            "1 Jan 2024 00:00",
            "1 Ja 2024 00:00:00",
        ] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
    }
}
