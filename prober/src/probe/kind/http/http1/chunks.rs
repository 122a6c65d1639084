//! Chunks as browsers take them: their lines may end in a bare line feed, and the
//! last empty line may be missing. Source: RFC 9112, section 7.1, and Chromium's
//! `net/http`.

use bytes::{Buf, Bytes, BytesMut};

use super::LIMIT_BYTES;

/// Longest line of a chunk's length with its extensions, bytes; as in Chromium.
const LINE_BYTES: usize = 16 * 1024;

/// What may be wrong with chunks, as sentences.
const NO_SIZE: &str = "a chunk does not begin with its length";
const TOO_LARGE: &str = "a chunk's length is beyond all numbers";
const NOT_ENDED: &str = "a chunk is longer than it says";
const LONG_LINE: &str = "a chunk begins with a line of more than 16 KiB";
const LONG_TRAILER: &str = "its last chunk is followed by more than 64 KiB";

/// A body in chunks.
#[derive(Debug, Default)]
pub(super) struct Chunks {
    at: At,
    /// How much of what came holds no end of a line.
    looked: usize,
}

#[derive(Clone, Copy, Debug, Default)]
enum At {
    /// In the line of a size.
    #[default]
    Size,
    /// In data, of which there is so much to come.
    Data(u64),
    /// Behind data, before the end of its line.
    End,
    /// In the lines behind the last chunk, which have taken so many bytes.
    Trailer(usize),
}

/// What is next.
pub(super) enum Next {
    /// Data.
    Piece(Bytes),
    /// Nothing before more has come.
    More,
    /// The end.
    End,
}

impl Chunks {
    /// Takes what is next off `came`.
    ///
    /// # Errors
    /// What is wrong, as a sentence.
    pub(super) fn next(&mut self, came: &mut BytesMut) -> Result<Next, &'static str> {
        loop {
            match self.at {
                At::Data(_) if came.is_empty() => return Ok(Next::More),
                At::Data(left) => {
                    let most = usize::try_from(left).unwrap_or(usize::MAX);
                    let piece = came.split_to(came.len().min(most)).freeze();
                    let left = left - u64::try_from(piece.len()).unwrap_or(left);
                    self.at = if left == 0 { At::End } else { At::Data(left) };
                    return Ok(Next::Piece(piece));
                }
                At::End => {
                    let end = match &came[..] {
                        [] | [b'\r'] => return Ok(Next::More),
                        [b'\n', ..] => 1,
                        [b'\r', b'\n', ..] => 2,
                        _ => return Err(NOT_ENDED),
                    };
                    came.advance(end);
                    self.at = At::Size;
                }
                At::Size => {
                    let Some(line) = self.line(came, LINE_BYTES).ok_or(LONG_LINE)? else {
                        return Ok(Next::More);
                    };
                    self.at = match size(&line)? {
                        0 => At::Trailer(0),
                        size => At::Data(size),
                    };
                }
                At::Trailer(taken) => {
                    let most = LIMIT_BYTES.saturating_sub(taken);
                    let Some(line) = self.line(came, most).ok_or(LONG_TRAILER)? else {
                        return Ok(Next::More);
                    };
                    if line.is_empty() {
                        return Ok(Next::End);
                    }
                    self.at = At::Trailer(taken + line.len());
                }
            }
        }
    }

    /// Whether the body may end where nothing follows on what `came`.
    pub(super) fn may_end(&self, came: &[u8]) -> bool {
        matches!((self.at, came), (At::Trailer(_), [] | [b'\r']))
    }

    /// Takes the next line, without its end, if it has come; nothing where it has more
    /// than `most` bytes.
    fn line(&mut self, came: &mut BytesMut, most: usize) -> Option<Option<BytesMut>> {
        let end = memchr::memchr(b'\n', &came[self.looked..]).map(|at| self.looked + at);
        if end.unwrap_or(came.len()) > most {
            return None;
        }
        let Some(end) = end else {
            self.looked = came.len();
            return Some(None);
        };
        self.looked = 0;
        let mut line = came.split_to(end + 1);
        let has_return = line[..end].ends_with(b"\r");
        line.truncate(end - usize::from(has_return));
        Some(Some(line))
    }
}

/// The size that `line` says; what follows it is passed over.
fn size(line: &[u8]) -> Result<u64, &'static str> {
    let digits = line.split(|&byte| byte == b';').next().unwrap_or_default();
    let digits = digits.trim_ascii_end();
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_hexdigit) {
        return Err(NO_SIZE);
    }
    let size = std::str::from_utf8(digits).map(|digits| u64::from_str_radix(digits, 16));
    size.ok().and_then(Result::ok).ok_or(TOO_LARGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The data of `text`, which comes in pieces of `len` bytes, and whether that is
    /// all of it.
    fn read(text: &str, len: usize) -> Result<(String, bool), &'static str> {
        let (mut chunks, mut came, mut data) = (Chunks::default(), BytesMut::new(), Vec::new());
        for piece in text.as_bytes().chunks(len) {
            came.extend_from_slice(piece);
            loop {
                match chunks.next(&mut came)? {
                    Next::Piece(piece) => data.extend_from_slice(&piece),
                    Next::More => break,
                    Next::End => return Ok((String::from_utf8(data).unwrap(), true)),
                }
            }
        }
        let is_whole = chunks.may_end(&came);
        Ok((String::from_utf8(data).unwrap(), is_whole))
    }

    #[test]
    fn chunks_are_taken_as_browsers_take_them() {
        let long = format!("2;{}\r\nok\r\n0\r\n\r\n", "a".repeat(16_000));
        for (text, data, is_whole) in [
            ("2\r\nok\r\n3;a=b\r\n\n\r\n\r\n0\r\n\r\n", "ok\n\r\n", true),
            ("2\nok\n3;a=b\n\n\r\n\n0\n\n", "ok\n\r\n", true),
            ("2\nok\r\n0\r\n\n", "ok", true),
            ("0002 \t;a\r\nok\r\n000\r\n\r\n", "ok", true),
            ("B\r\n0123456789a\r\n0\r\n\r\n", "0123456789a", true),
            ("2\r\nok\r\n0\r\n", "ok", true),
            ("2\r\nok\r\n0\r\n\r", "ok", true),
            ("2\r\nok\r\n0\r\nX: a\r\n", "ok", true),
            ("2\r\nok\r\n0\nX: a\nY: b\n\n", "ok", true),
            ("0\r\nodd name: a\r\nno colon\r\n folded\r\n\r\n", "", true),
            ("2\r\nok\r\n0\r\n\r\nmore", "ok", true),
            ("0\r\nX: a", "", false),
            ("2\r\nok\r\n0", "ok", false),
            ("2\r\nok\r\n", "ok", false),
            ("2\r\nok", "ok", false),
            ("9\r\nok", "ok", false),
            ("", "", false),
            (&long, "ok", true),
        ] {
            for len in [1, 2, 7, 100_000] {
                let expected = (data.to_owned(), is_whole);
                assert_eq!(read(text, len), Ok(expected), "{text:?} by {len}");
            }
        }
    }

    #[test]
    fn what_is_not_framed_is_told() {
        let lines = "a: b\r\n".repeat(LIMIT_BYTES);
        for (text, problem) in [
            ("xyz\r\n5\n", NO_SIZE),
            ("\r\n", NO_SIZE),
            (" 2\r\nok", NO_SIZE),
            ("0x2\r\nok", NO_SIZE),
            ("-2\r\nok", NO_SIZE),
            ("+2\r\nok", NO_SIZE),
            ("2 3\r\nok", NO_SIZE),
            ("2\r\nok\r\nxyz\r\n", NO_SIZE),
            ("fffffffffffffffff\r\nx", TOO_LARGE),
            ("2\r\nokay\r\n0\r\n", NOT_ENDED),
            ("2\r\nok\rx0\n", NOT_ENDED),
            ("2\r\nok0\r\n\r\n", NOT_ENDED),
            (&format!("2;{}\r\nok", "a".repeat(LINE_BYTES)), LONG_LINE),
            (&format!("{}2\r\nok", "0".repeat(LINE_BYTES)), LONG_LINE),
            (&format!("0\r\n{lines}"), LONG_TRAILER),
            (
                &format!("0\r\na: {}", "b".repeat(LIMIT_BYTES)),
                LONG_TRAILER,
            ),
        ] {
            for len in [1, 3, 100_000] {
                let found = read(text, len);
                assert_eq!(found, Err(problem), "{text:.20} by {len}");
            }
        }
    }
}
