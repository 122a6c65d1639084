//! Pages of a list: their size, and the row they start after.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Error, Result};

/// Default number of rows per page.
const DEFAULT_FIRST: u64 = 50;

/// Most rows per page.
pub const MAX_FIRST: u64 = 100;

/// Instants allowed in a cursor, in milliseconds of Unix time: up to the end of the year 9999.
const INSTANTS_MS: std::ops::Range<i64> = 0..253_402_300_800_000;

/// The rows of one page, and whether more follow.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// Rows in the list's order.
    pub rows: Vec<T>,
    /// Whether there is a next page.
    pub has_next: bool,
}

impl<T> Page<T> {
    /// The page of `first` rows, from rows that were read with one more than that.
    pub fn of(mut rows: Vec<T>, first: u64) -> Self {
        let first = usize::try_from(first).unwrap_or(usize::MAX);
        let has_next = rows.len() > first;
        rows.truncate(first);
        Self { rows, has_next }
    }
}

/// Number of rows per page, 0 to 100.
///
/// # Errors
/// [`Error::Input`] on `first` outside that range.
pub fn first(first: Option<i32>) -> Result<u64> {
    first_of(first, MAX_FIRST)
}

/// Number of rows per page, 0 to `most`.
///
/// # Errors
/// [`Error::Input`] on `first` outside that range.
pub fn first_of(first: Option<i32>, most: u64) -> Result<u64> {
    match first.map(u64::try_from) {
        None => Ok(DEFAULT_FIRST),
        Some(Ok(first)) if first <= most => Ok(first),
        Some(_) => Err(Error::input("first", format!("must be 0 to {most}"))),
    }
}

/// Number of rows that a list counts in a document's cost. Larger values are rejected before
/// anything is read.
pub fn weight(first: Option<i32>) -> usize {
    weight_of(first, MAX_FIRST)
}

/// As [`weight`], of a list with up to `most` rows per page.
pub fn weight_of(first: Option<i32>, most: u64) -> usize {
    let rows = first.map_or(DEFAULT_FIRST, |first| u64::try_from(first).unwrap_or(0));
    usize::try_from(rows.min(most)).unwrap_or(usize::MAX)
}

/// The instant in a cursor, in milliseconds of Unix time.
///
/// # Errors
/// [`Error::Input`] on `after` if it is out of range.
pub fn instant(ms: i64) -> Result<i64> {
    if INSTANTS_MS.contains(&ms) {
        Ok(ms)
    } else {
        Err(foreign())
    }
}

/// A cursor that is none, or one of another list.
pub(super) fn foreign() -> Error {
    Error::input("after", "is not a cursor of this list")
}

/// Encodes `bytes` as a cursor.
pub fn cursor(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes a cursor.
///
/// # Errors
/// [`Error::Input`] on `after` if it is not a cursor of this list.
pub fn after<const N: usize>(cursor: Option<&str>) -> Result<Option<[u8; N]>> {
    let Some(cursor) = cursor else {
        return Ok(None);
    };
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok();
    match bytes.and_then(|bytes| <[u8; N]>::try_from(bytes).ok()) {
        Some(bytes) => Ok(Some(bytes)),
        None => Err(foreign()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back() {
        assert_eq!(
            after::<3>(Some(&cursor(&[1, 2, 3]))).unwrap(),
            Some([1, 2, 3])
        );
        assert_eq!(after::<3>(None).unwrap(), None);
        for bad in ["", "!", "AQI", &cursor(&[1, 2, 3, 4])] {
            assert!(after::<3>(Some(bad)).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_page_knows_whether_more_follow() {
        assert!(Page::of(vec![1, 2, 3], 2).has_next);
        assert_eq!(Page::of(vec![1, 2, 3], 2).rows, [1, 2]);
        assert!(!Page::of(vec![1, 2], 2).has_next);
        assert!(first(Some(101)).is_err() && first(Some(-1)).is_err());
        for (first, expected) in [(None, 50), (Some(0), 0), (Some(7), 7), (Some(-1), 0)] {
            assert_eq!(weight(first), expected);
        }
        assert_eq!(weight(Some(i32::MAX)), 100);
    }

    #[test]
    fn a_cursor_holds_an_instant_of_these_times() {
        for ms in [0, 1_790_000_000_000, 253_402_300_799_999] {
            assert_eq!(instant(ms).unwrap(), ms);
        }
        for ms in [i64::MIN, -1, 253_402_300_800_000, i64::MAX] {
            assert!(instant(ms).is_err(), "{ms}");
        }
    }
}
