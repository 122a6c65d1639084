//! How long a body is, and what the library is told of it.

use hyper::HeaderMap;
use hyper::header::{CONTENT_LENGTH, TRANSFER_ENCODING};

use super::Head;
use super::parse::{Result, bad_header};
use crate::probe::answer;

/// Most bytes of a length that a sentence shows.
const SHOWN_BYTES: usize = 40;

/// What the library is told of `head`: its status, and how long the body is.
pub(super) fn told(head: &Head) -> Result<Vec<u8>> {
    let status = head.status.as_u16();
    let framing = if is_chunked(&head.headers) {
        "Transfer-Encoding: chunked\r\n".to_owned()
    } else if has_transfer_coding(&head.headers) {
        // It ends where the connection does (RFC 9112, section 6.3).
        String::new()
    } else {
        let len = length(&head.headers)?;
        len.map_or_else(String::new, |len| format!("Content-Length: {len}\r\n"))
    };
    Ok(format!("HTTP/1.1 {status} \r\n{framing}\r\n").into_bytes())
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
pub(super) fn is_chunked(headers: &HeaderMap) -> bool {
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
    use super::super::parse::next;

    const CHUNKED: &str = "Transfer-Encoding: chunked\r\n";

    /// What the library reads of `text`, or what is wrong with it.
    fn told(text: String) -> std::result::Result<String, &'static str> {
        let found = next(&mut text.into_bytes(), &mut 0);
        let found = found.map_err(|err| err.detail)?;
        let taken = found.unwrap();
        Ok(String::from_utf8([taken.told, taken.rest].concat()).unwrap())
    }

    #[test]
    fn the_library_is_told_how_long_the_body_is() {
        for (lines, framing) in [
            ("", ""),
            ("Content-Length: 5\r\n", "Content-Length: 5\r\n"),
            (
                "Content-Length: 5, 5\r\nContent-Length: 05\r\n",
                "Content-Length: 5\r\n",
            ),
            ("Content-Length:\r\n", ""),
            (
                "Transfer-Encoding: Chunked\r\nContent-Length: 5\r\n",
                CHUNKED,
            ),
            (
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                CHUNKED,
            ),
            ("Transfer-Encoding: gzip, chunked\r\n", CHUNKED),
            ("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n", ""),
            (
                "Transfer-Encoding: identity\r\nContent-Length: 5\r\n",
                "Content-Length: 5\r\n",
            ),
            (
                "Content-Length: 1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n",
                CHUNKED,
            ),
        ] {
            for version in ["1.0", "1.1"] {
                let first = told(format!("HTTP/{version} 200 OK\r\n{lines}\r\nbody"));
                let first = first.unwrap();
                assert_eq!(
                    first,
                    format!("HTTP/1.1 200 \r\n{framing}\r\nbody"),
                    "{lines}"
                );
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
            let found = told(format!("HTTP/1.1 200 OK\r\n{lines}\r\n"));
            assert_eq!(found, Err("protocol.bad_header"), "{lines}");
        }
    }
}
