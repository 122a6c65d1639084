//! A position in the feed, and its text form.
//!
//! The feed is shared by all tenants: its numbers count the rows of the whole installation,
//! and positions in a row count what happened to other tenants. So the text reveals neither.

use queue::SigningKey;

use crate::service::{Error, Result, page};

/// Size of a cursor's number and position.
const PLAIN: usize = 12;

/// Size of the tag that authenticates the text.
const TAG: usize = 8;

/// The event after which a subscriber continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    /// Number of the batch.
    pub seq: i64,
    /// Position of the event in the batch, from 0; [`Cursor::END`] is after all of them.
    pub position: u32,
}

impl Cursor {
    /// The position after every event of a batch.
    pub const END: u32 = u32::MAX;

    /// The cursor after the whole batch `seq`.
    pub fn behind(seq: i64) -> Self {
        Self {
            seq,
            position: Self::END,
        }
    }

    /// The first batch that may have events after this cursor.
    pub(super) fn next_seq(self) -> i64 {
        if self.position == Self::END {
            self.seq.saturating_add(1)
        } else {
            self.seq
        }
    }
}

/// Converts cursors to text and back; the same in every replica.
#[derive(Clone, Debug)]
pub struct CursorKey(SigningKey);

impl CursorKey {
    /// The key derived from `signing`.
    pub fn new(signing: SigningKey) -> Self {
        Self(signing)
    }

    /// Text of `cursor`, which is always the same. It is encrypted with a key stream derived
    /// from a tag of its content (as in RFC 5297, SIV).
    pub fn text(&self, cursor: Cursor) -> String {
        let mut plain = [0; PLAIN];
        plain[..8].copy_from_slice(&cursor.seq.to_be_bytes());
        plain[8..].copy_from_slice(&cursor.position.to_be_bytes());
        let tag = self.tag(plain);
        let mut bytes = tag.to_vec();
        bytes.extend(self.masked(tag, plain));
        page::cursor(&bytes)
    }

    /// Parses a cursor.
    ///
    /// # Errors
    /// [`Error::Input`] on `after` if it is not a cursor of this installation's feed.
    pub fn parse(&self, text: &str) -> Result<Cursor> {
        let foreign = || Error::input("after", "is not a cursor of this feed");
        let bytes: [u8; TAG + PLAIN] = page::after(Some(text))?.ok_or_else(foreign)?;
        let (mut tag, mut masked) = ([0; TAG], [0; PLAIN]);
        tag.copy_from_slice(&bytes[..TAG]);
        masked.copy_from_slice(&bytes[TAG..]);
        let plain = self.masked(tag, masked);
        if self.tag(plain) != tag {
            return Err(foreign());
        }
        let [s0, s1, s2, s3, s4, s5, s6, s7, p0, p1, p2, p3] = plain;
        Ok(Cursor {
            seq: i64::from_be_bytes([s0, s1, s2, s3, s4, s5, s6, s7]),
            position: u32::from_be_bytes([p0, p1, p2, p3]),
        })
    }

    fn tag(&self, plain: [u8; PLAIN]) -> [u8; TAG] {
        let mut tag = [0; TAG];
        tag.copy_from_slice(&self.0.derive("cursor tag", &plain)[..TAG]);
        tag
    }

    fn masked(&self, tag: [u8; TAG], mut bytes: [u8; PLAIN]) -> [u8; PLAIN] {
        let stream = self.0.derive("cursor", &tag);
        bytes
            .iter_mut()
            .zip(stream)
            .for_each(|(byte, key)| *byte ^= key);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> CursorKey {
        CursorKey::new(SigningKey::new([byte; 32]))
    }

    #[test]
    fn a_cursor_comes_back() {
        for (seq, position) in [
            (1_234_567, 89),
            (0, 0),
            (i64::MAX, Cursor::END),
            (i64::MIN, 1),
        ] {
            let cursor = Cursor { seq, position };
            let text = key(1).text(cursor);
            assert_eq!(key(1).parse(&text).unwrap(), cursor);
            assert_eq!(text, key(1).text(cursor));
            assert!(key(2).parse(&text).is_err(), "another installation's");
        }
        assert!(key(1).parse("nonsense").is_err());
        assert!(key(1).parse(&page::cursor(&[7; TAG + PLAIN])).is_err());
    }

    #[test]
    fn neighbours_have_nothing_in_common() {
        let bytes = |seq| {
            let text = key(1).text(Cursor { seq, position: 0 });
            page::after::<{ TAG + PLAIN }>(Some(&text))
                .unwrap()
                .unwrap()
        };
        let all: Vec<_> = (1..=256).map(bytes).collect();
        for place in 0..TAG + PLAIN {
            let values: std::collections::BTreeSet<u8> =
                all.iter().map(|bytes| bytes[place]).collect();
            assert!(
                values.len() > 100,
                "byte {place} takes {} values",
                values.len()
            );
        }
    }
}
