//! Chunks as browsers take them: their lines may end in a bare line feed, what follows
//! the last one says nothing of the body, and its empty line may be missing. Source:
//! RFC 9112, section 7.1, and Chromium's `net/http`.

use std::error::Error;
use std::fmt;

use super::LIMIT_BYTES;

/// Most bytes of the extensions of one chunk.
const EXTENSION_BYTES: usize = 16 * 1024;

/// What is wrong with chunks, as the rest of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::probe::kind::http) struct BadChunks(&'static str);

impl fmt::Display for BadChunks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for BadChunks {}

const NO_SIZE: BadChunks = BadChunks("a chunk does not begin with its length");
const TOO_LONG: BadChunks = BadChunks("a chunk's length is beyond all numbers");
const NOT_ENDED: BadChunks = BadChunks("a chunk is longer than it says");
const LONG_LINE: BadChunks = BadChunks("a chunk's length is followed by more than 16 KiB");
const LONG_TRAILER: BadChunks = BadChunks("its last chunk is followed by more than 64 KiB");

/// Turns what comes into what the library takes: lengths and data.
#[derive(Debug)]
pub(super) struct Chunks {
    at: At,
    problem: Option<BadChunks>,
}

#[derive(Debug)]
enum At {
    /// In the digits of a length; nothing before the first.
    Size(Option<u64>),
    /// Behind them, where only blanks may stand.
    Blank(u64),
    /// In what follows a length, of which so much has come.
    Extension(u64, usize),
    /// In data, of which there is so much to come.
    Data(u64),
    /// Behind data, and whether a carriage return has come.
    End(bool),
    /// In the lines behind the last chunk: whether one has begun, and how much has come.
    Trailer(bool, usize),
    /// Behind all of it.
    Ended,
}

impl Default for Chunks {
    fn default() -> Self {
        Self {
            at: At::Size(None),
            problem: None,
        }
    }
}

impl Chunks {
    /// What is wrong behind what was passed so far.
    pub(super) fn problem(&self) -> Option<BadChunks> {
        self.problem
    }

    /// Adds what `came` says to `out`.
    pub(super) fn pass(&mut self, mut came: &[u8], out: &mut Vec<u8>) {
        while let Some((&byte, rest)) = came.split_first()
            && self.problem.is_none()
        {
            match &mut self.at {
                At::Ended => {
                    out.extend_from_slice(came);
                    return;
                }
                At::Data(left) => {
                    let most = usize::try_from(*left).unwrap_or(usize::MAX);
                    let (data, rest) = came.split_at(came.len().min(most));
                    out.extend_from_slice(data);
                    *left -= u64::try_from(data.len()).unwrap_or(*left);
                    if *left == 0 {
                        self.at = At::End(false);
                    }
                    came = rest;
                    continue;
                }
                _ => match self.line(byte, out) {
                    Ok(at) => self.at = at,
                    Err(problem) => self.problem = Some(problem),
                },
            }
            came = rest;
        }
    }

    /// Where it is behind `byte`, which stands outside of data.
    fn line(&self, byte: u8, out: &mut Vec<u8>) -> Result<At, BadChunks> {
        Ok(match (&self.at, byte) {
            (At::Size(size), _) if byte.is_ascii_hexdigit() => {
                let digit = char::from(byte).to_digit(16).unwrap_or_default();
                let more = size.unwrap_or_default().checked_mul(16);
                let size = more.and_then(|more| more.checked_add(digit.into()));
                At::Size(Some(size.ok_or(TOO_LONG)?))
            }
            (At::Size(None), _) => return Err(NO_SIZE),
            (&At::Size(Some(size)) | &At::Blank(size), _) => match byte {
                b'\n' => begun(size, out),
                b';' => At::Extension(size, 0),
                b' ' | b'\t' | b'\r' => At::Blank(size),
                _ => return Err(NO_SIZE),
            },
            (&At::Extension(size, _), b'\n') => begun(size, out),
            (&At::Extension(_, EXTENSION_BYTES..), _) => return Err(LONG_LINE),
            (&At::Extension(size, len), _) => At::Extension(size, len + 1),
            (At::End(_), b'\n') => {
                out.extend_from_slice(b"\r\n");
                At::Size(None)
            }
            (At::End(false), b'\r') => At::End(true),
            (At::End(_), _) => return Err(NOT_ENDED),
            (At::Trailer(false, _), b'\n') => ended(out),
            (&At::Trailer(_, LIMIT_BYTES..), _) => return Err(LONG_TRAILER),
            (&At::Trailer(_, len), b'\n') => At::Trailer(false, len + 1),
            (&At::Trailer(begun, len), _) => At::Trailer(begun || byte != b'\r', len + 1),
            (At::Data(_) | At::Ended, _) => At::Ended,
        })
    }

    /// Adds to `out` what is missing where nothing more comes.
    pub(super) fn end(&mut self, out: &mut Vec<u8>) {
        if let At::Trailer(false, _) = self.at {
            self.at = ended(out);
        }
    }
}

/// Where it is behind the line of a chunk of `size`.
fn begun(size: u64, out: &mut Vec<u8>) -> At {
    if size == 0 {
        return At::Trailer(false, 0);
    }
    out.extend_from_slice(format!("{size:x}\r\n").as_bytes());
    At::Data(size)
}

fn ended(out: &mut Vec<u8>) -> At {
    out.extend_from_slice(b"0\r\n\r\n");
    At::Ended
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the library reads of `text`, which comes in pieces of `len` bytes, and
    /// what is wrong behind it.
    fn passed(text: &str, len: usize) -> (String, Option<BadChunks>) {
        let (mut chunks, mut out) = (Chunks::default(), Vec::new());
        for piece in text.as_bytes().chunks(len) {
            chunks.pass(piece, &mut out);
        }
        chunks.end(&mut out);
        (String::from_utf8(out).unwrap(), chunks.problem())
    }

    #[test]
    fn the_library_gets_lengths_and_data_alone() {
        let good = "2\r\nok\r\n3\r\n\n\r\n\r\n0\r\n\r\n";
        let many = format!("0\r\n{}\r\n", "X: a\r\n".repeat(1_000));
        for (text, expected) in [
            (good, good),
            ("2\nok\n3;a=b\n\n\r\n\n0\n\n", good),
            ("2 ; a=\"b\"\r\nok\r\n03\t\r\n\n\r\n\r\n00\r\n\r\n", good),
            ("2\nok\r\n0\r\n\n", "2\r\nok\r\n0\r\n\r\n"),
            ("2\r\nok\r\n0\r\n", "2\r\nok\r\n0\r\n\r\n"),
            ("2\r\nok\r\n0\r\n\r", "2\r\nok\r\n0\r\n\r\n"),
            ("A\r\n0123456789\r\n", "a\r\n0123456789\r\n"),
            ("0\nX: a\n\n", "0\r\n\r\n"),
            (
                "0\r\nodd name: a\r\nno colon\r\n folded\r\n\r\n",
                "0\r\n\r\n",
            ),
            (many.as_str(), "0\r\n\r\n"),
            ("0\r\n\r\nmore", "0\r\n\r\nmore"),
            ("0\r\nX: a", ""),
            ("2\r\nok\r\n", "2\r\nok\r\n"),
            ("2\r\no", "2\r\no"),
            ("2", ""),
            ("", ""),
        ] {
            for len in [1, 2, 100_000] {
                let found = passed(text, len);
                assert_eq!(found, (expected.to_owned(), None), "{text:?} by {len}");
            }
        }
    }

    #[test]
    fn what_is_wrong_is_said_behind_what_is_right() {
        let line = format!("2;{}\n", "a".repeat(20_000));
        let trailer = format!("0\r\n{}", "X: a\r\n".repeat(20_000));
        let zeros = format!("{}2\r\nok\r\n", "0".repeat(20_000));
        for (text, expected, problem) in [
            ("2\r\nok\r\nxyz\r\n", "2\r\nok\r\n", Some(NO_SIZE)),
            ("-1\r\nx\r\n", "", Some(NO_SIZE)),
            ("0x2\r\nok\r\n", "", Some(NO_SIZE)),
            ("2 3\r\nok\r\n", "", Some(NO_SIZE)),
            ("\r\nok\r\n", "", Some(NO_SIZE)),
            ("fffffffffffffffff\r\nx", "", Some(TOO_LONG)),
            ("2\r\nokay\r\n", "2\r\nok", Some(NOT_ENDED)),
            ("2\r\nok\rx", "2\r\nok", Some(NOT_ENDED)),
            (line.as_str(), "", Some(LONG_LINE)),
            (trailer.as_str(), "", Some(LONG_TRAILER)),
            (zeros.as_str(), "2\r\nok\r\n", None),
        ] {
            for len in [1, 7, 1_000_000] {
                let found = passed(text, len);
                assert_eq!(found, (expected.to_owned(), problem), "{text:?} by {len}");
            }
        }
    }
}
