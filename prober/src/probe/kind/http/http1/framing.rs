//! How long a body is.

use hyper::HeaderMap;
use hyper::header::{CONTENT_LENGTH, TRANSFER_ENCODING};

use super::Head;
use super::chunks::Chunks;
use super::parse::{Result, bad_header};
use crate::probe::answer;

/// Most bytes of a length that a sentence shows.
const SHOWN_BYTES: usize = 40;

/// How the end of a body is told.
#[derive(Debug)]
pub(super) enum Framing {
    /// So many bytes are to come.
    Length(u64),
    Chunked(Chunks),
    /// It ends where the connection does.
    ToEnd,
}

impl Framing {
    /// That of the answer with `head`, to a request for the head alone if `is_head`.
    /// Source: RFC 9112, section 6.3.
    pub(super) fn of(head: &Head, is_head: bool) -> Result<Self> {
        let length = if has_transfer_coding(&head.headers) {
            None
        } else {
            length(&head.headers)?
        };
        let has_none = matches!(head.status.as_u16(), 100..=199 | 204 | 304);
        Ok(match length {
            _ if is_head || has_none => Self::Length(0),
            Some(length) => Self::Length(length),
            None if is_chunked(&head.headers) => Self::Chunked(Chunks::default()),
            None => Self::ToEnd,
        })
    }
}

/// The transfer codings, but for `identity`, which is none.
fn transfer_codings(headers: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    let lines = headers.get_all(TRANSFER_ENCODING).into_iter();
    let codings = lines.flat_map(|line| line.as_bytes().split(|&byte| byte == b','));
    codings
        .map(<[u8]>::trim_ascii)
        .filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case(b"identity"))
}

fn has_transfer_coding(headers: &HeaderMap) -> bool {
    transfer_codings(headers).next().is_some()
}

/// Whether the last coding is that of chunks; said twice, it is applied once, as
/// servers behind servers do.
fn is_chunked(headers: &HeaderMap) -> bool {
    transfer_codings(headers)
        .last()
        .is_some_and(|name| name.eq_ignore_ascii_case(b"chunked"))
}

/// The length that all fields agree on.
fn length(headers: &HeaderMap) -> Result<Option<u64>> {
    let mut length = None;
    for line in headers.get_all(CONTENT_LENGTH) {
        for text in line.as_bytes().split(|&byte| byte == b',') {
            let text = text.trim_ascii();
            if text.is_empty() {
                continue;
            }
            let found = std::str::from_utf8(text)
                .ok()
                .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
                .and_then(|text| text.parse::<u64>().ok())
                .filter(|len| *len <= i64::MAX.unsigned_abs())
                .ok_or_else(|| {
                    let shown = answer::shown(&String::from_utf8_lossy(text), SHOWN_BYTES);
                    bad_header(&format!("says a length that cannot be: {shown}"))
                })?;
            match length {
                Some(before) if before != found => {
                    return Err(bad_header(&format!(
                        "has two lengths, {before} and {found}"
                    )));
                }
                _ => length = Some(found),
            }
        }
    }
    Ok(length)
}

#[cfg(test)]
mod tests {
    use bytes::BytesMut;

    use super::super::parse::next;
    use super::*;

    /// How the body of the answer `text` is framed, or what is wrong with that.
    fn framing(text: &str, is_head: bool) -> std::result::Result<String, &'static str> {
        let mut came = BytesMut::from(text);
        let head = next(&mut came, &mut 0).unwrap().unwrap();
        let framing = Framing::of(&head, is_head).map_err(|err| err.detail)?;
        Ok(match framing {
            Framing::Length(length) => length.to_string(),
            Framing::Chunked(_) => "chunked".to_owned(),
            Framing::ToEnd => "to the end".to_owned(),
        })
    }

    #[test]
    fn a_head_says_how_long_the_body_is() {
        for (lines, expected) in [
            ("", "to the end"),
            ("Content-Length: 5\r\n", "5"),
            ("Content-Length: 5, 5\r\nContent-Length: 05\r\n", "5"),
            ("Content-Length:\r\n", "to the end"),
            (
                "Transfer-Encoding: Chunked\r\nContent-Length: 5\r\n",
                "chunked",
            ),
            (
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "chunked",
            ),
            ("Transfer-Encoding: gzip, chunked\r\n", "chunked"),
            (
                "Transfer-Encoding: gzip\r\nContent-Length: 5\r\n",
                "to the end",
            ),
            ("Transfer-Encoding: identity\r\nContent-Length: 5\r\n", "5"),
            (
                "Content-Length: 1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n",
                "chunked",
            ),
        ] {
            for version in ["1.0", "1.1"] {
                let text = format!("HTTP/{version} 200 OK\r\n{lines}\r\nbody");
                assert_eq!(framing(&text, false), Ok(expected.to_owned()), "{lines}");
                assert_eq!(framing(&text, true), Ok("0".to_owned()), "{lines}");
            }
            for status in [101, 204, 304] {
                let text = format!("HTTP/1.1 {status} None\r\n{lines}\r\n");
                assert_eq!(framing(&text, false), Ok("0".to_owned()), "{text}");
            }
        }
        for lines in [
            "Content-Length: 1\r\nContent-Length: 2\r\n",
            "Content-Length: 1, 2\r\n",
            "Content-Length: long\r\n",
            "Content-Length: -1\r\n",
            "Content-Length: +1\r\n",
            "Content-Length: 99999999999999999999\r\n",
        ] {
            let text = format!("HTTP/1.1 200 OK\r\n{lines}\r\n");
            assert_eq!(framing(&text, false), Err("protocol.bad_header"), "{lines}");
        }
    }
}
