//! A place in the feed.

use std::fmt;

use crate::service::{Error, Result, page};

/// Behind which event a subscriber stands: the batch, and the place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// The batch.
    pub seq: i64,
    /// The event's place in the batch, from 0; [`Cursor::END`] behind all of them.
    pub position: u32,
}

impl Cursor {
    /// The position behind every event of a batch.
    pub const END: u32 = u32::MAX;

    /// Behind the whole batch `seq`.
    pub fn behind(seq: i64) -> Self {
        Self {
            seq,
            position: Self::END,
        }
    }

    /// The first batch that may have something behind this cursor.
    pub(super) fn next_seq(self) -> i64 {
        if self.position == Self::END {
            self.seq.saturating_add(1)
        } else {
            self.seq
        }
    }

    /// The cursor in its text.
    ///
    /// # Errors
    /// [`Error::Input`] on `after` for what is no cursor of the feed.
    pub fn parse(text: &str) -> Result<Self> {
        let Some([s0, s1, s2, s3, s4, s5, s6, s7, p0, p1, p2, p3]) = page::after(Some(text))?
        else {
            return Err(Error::input("after", "is not a cursor of this feed"));
        };
        Ok(Self {
            seq: i64::from_be_bytes([s0, s1, s2, s3, s4, s5, s6, s7]),
            position: u32::from_be_bytes([p0, p1, p2, p3]),
        })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.seq.to_be_bytes().to_vec();
        bytes.extend(self.position.to_be_bytes());
        f.write_str(&page::cursor(&bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back() {
        let cursor = Cursor {
            seq: 1_234_567,
            position: 89,
        };
        assert_eq!(Cursor::parse(&cursor.to_string()).unwrap(), cursor);
        assert!(Cursor::parse("nonsense").is_err());
    }
}
