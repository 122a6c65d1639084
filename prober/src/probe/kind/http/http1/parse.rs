//! From bytes to a head.

use std::ops::Range;

use bytes::{Buf, Bytes, BytesMut};
use hyper::header::{HeaderName, HeaderValue};
use hyper::{HeaderMap, StatusCode, Version};

use super::{BadHead, Head};

/// Most bytes of a head, in HTTP/2 of its names and values.
pub(in crate::probe::kind) const LIMIT_BYTES: usize = 64 * 1024;

/// Fields that a head usually has at most.
const USUAL_FIELDS: usize = 12;

pub(super) type Result<T> = std::result::Result<T, BadHead>;

/// Takes the next whole head off `came`, of which `looked` bytes hold no end of one,
/// and passes over those that only announce it.
pub(super) fn next(came: &mut BytesMut, looked: &mut usize) -> Result<Option<Head>> {
    loop {
        let blank = came.iter().take_while(|&&byte| is_line_end(byte)).count();
        let is_blank = blank == came.len();
        if blank > 0 && !is_blank {
            came.advance(blank);
            *looked = 0;
        }
        if !is_blank && !may_begin(came) {
            return Err(bad_status_line(came));
        }
        let Some(end) = end(came, *looked).filter(|_| !is_blank) else {
            *looked = came.len();
            return if came.len() >= LIMIT_BYTES {
                Err(too_large())
            } else {
                Ok(None)
            };
        };
        if end > LIMIT_BYTES {
            return Err(too_large());
        }
        // Its values share these bytes, and outlive what comes behind.
        let head = head(&Bytes::copy_from_slice(&came[..end]))?;
        came.advance(end);
        *looked = 0;
        // Of these, only 101 is an answer (RFC 9110, section 15.2).
        if !head.status.is_informational() || head.status == StatusCode::SWITCHING_PROTOCOLS {
            return Ok(Some(head));
        }
    }
}

/// Whether an answer that ends with `came` was one at all.
pub(super) fn at_end(came: &[u8]) -> Result<()> {
    let begin = came.iter().position(|&byte| !is_line_end(byte));
    let is_http = |text: &[u8]| {
        let begin = &text[..text.len().min(5)];
        begin.eq_ignore_ascii_case(&b"HTTP/"[..begin.len()])
    };
    match begin {
        Some(begin) if !is_http(&came[begin..]) => Err(bad_status_line(&came[begin..])),
        _ => Ok(()),
    }
}

fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

/// Whether `came` may be the begin of an answer.
fn may_begin(came: &[u8]) -> bool {
    // A radio says `ICY 200 OK`.
    [&b"HTTP/"[..], b"ICY "].iter().any(|name| {
        let len = came.len().min(name.len());
        came[..len].eq_ignore_ascii_case(&name[..len])
    })
}

/// Where the head ends, behind its empty line; it does not within `looked`.
fn end(came: &[u8], looked: usize) -> Option<usize> {
    let from = looked.saturating_sub(2);
    let mut ends = memchr::memchr_iter(b'\n', came.get(from..)?);
    ends.find_map(|at| match came.get(from + at + 1..)? {
        [b'\n', ..] => Some(from + at + 2),
        [b'\r', b'\n', ..] => Some(from + at + 3),
        _ => None,
    })
}

/// A header field's value.
enum Value {
    /// As it stands in the head.
    Whole(Range<usize>),
    /// Joined of several lines.
    Joined(Vec<u8>),
}

fn head(text: &Bytes) -> Result<Head> {
    if memchr::memchr(0, text).is_some() {
        return Err(bad_header("has a header with a zero byte"));
    }
    let mut begin = 0;
    let mut lines = memchr::memchr_iter(b'\n', text).map(|end| {
        let line = begin..end - usize::from(text[begin..end].ends_with(b"\r"));
        begin = end + 1;
        line
    });
    let status_line = lines.next().unwrap_or_default();
    let status_line = &text[status_line];
    let (version, status) = status_of(status_line).ok_or_else(|| bad_status_line(status_line))?;
    let mut headers = HeaderMap::with_capacity(USUAL_FIELDS);
    // The field that goes on as long as lines begin with a blank.
    let mut field: Option<(HeaderName, Value)> = None;
    for line in lines {
        if matches!(text[line.clone()].first(), Some(b' ' | b'\t')) {
            field = field.map(|(name, value)| {
                let mut joined = match value {
                    Value::Whole(range) => text[range].trim_ascii().to_vec(),
                    Value::Joined(bytes) => bytes,
                };
                joined.push(b' ');
                joined.extend_from_slice(text[line].trim_ascii());
                (name, Value::Joined(joined))
            });
            continue;
        }
        keep(&mut headers, text, field.take())?;
        if line.is_empty() {
            continue;
        }
        let Some(colon) = memchr::memchr(b':', &text[line.clone()]) else {
            return Err(bad_header("has a header without a colon"));
        };
        let colon = line.start + colon;
        // A name that is none is passed over with its value.
        field = HeaderName::from_bytes(text[line.start..colon].trim_ascii())
            .ok()
            .map(|name| (name, Value::Whole(colon + 1..line.end)));
    }
    keep(&mut headers, text, field)?;
    Ok(Head {
        version,
        status,
        headers,
    })
}

fn keep(headers: &mut HeaderMap, text: &Bytes, field: Option<(HeaderName, Value)>) -> Result<()> {
    let Some((name, value)) = field else {
        return Ok(());
    };
    let bytes = match value {
        Value::Whole(range) => text.slice(range),
        Value::Joined(bytes) => bytes.into(),
    };
    let value = bytes.slice_ref(bytes.trim_ascii());
    // What no value may hold stands for nothing that anybody could mean.
    let is_odd = |byte: u8| (byte < b' ' && byte != b'\t') || byte == 0x7f;
    let value = if value.iter().any(|&byte| is_odd(byte)) {
        let clean = value
            .iter()
            .map(|&byte| if is_odd(byte) { b' ' } else { byte });
        let clean: Vec<_> = clean.collect();
        Bytes::copy_from_slice(clean.trim_ascii())
    } else {
        value
    };
    let value = HeaderValue::from_maybe_shared(value);
    let value = value.map_err(|_| bad_header("has a header that is none"))?;
    let kept = headers.try_append(name, value);
    kept.map(|_| ()).map_err(|_| too_large())
}

/// Version and status of a status line.
fn status_of(line: &[u8]) -> Option<(Version, StatusCode)> {
    let (version, rest) = if line
        .get(..5)
        .is_some_and(|name| name.eq_ignore_ascii_case(b"HTTP/"))
    {
        let rest = &line[5..];
        let end = rest.iter().position(|byte| matches!(byte, b' ' | b'\t'))?;
        (version_of(&rest[..end])?, &rest[end..])
    } else {
        let name = line.get(..4)?;
        name.eq_ignore_ascii_case(b"ICY ").then_some(())?;
        (Version::HTTP_10, &line[3..])
    };
    let rest = rest.trim_ascii_start();
    let (code, reason) = rest.split_first_chunk::<3>()?;
    if reason.first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    Some((version, StatusCode::from_bytes(code).ok()?))
}

/// Of version 1 there are two, and later ones would be understood as the second.
fn version_of(text: &[u8]) -> Option<Version> {
    match text {
        b"1" | b"1.0" => Some(Version::HTTP_10),
        [b'1', b'.', minor @ ..] if !minor.is_empty() && minor.iter().all(u8::is_ascii_digit) => {
            Some(Version::HTTP_11)
        }
        _ => None,
    }
}

/// An alert or a handshake of TLS. Source: RFC 8446, section 5.1.
fn bad_status_line(came: &[u8]) -> BadHead {
    let problem = if matches!(came, [0x15 | 0x16, 3, ..]) {
        "is TLS, which is spoken with https:// and wss://"
    } else {
        "does not begin with an HTTP status line"
    };
    BadHead {
        detail: "protocol.bad_status_line",
        problem: problem.to_owned(),
    }
}

pub(super) fn bad_header(problem: &str) -> BadHead {
    BadHead {
        detail: "protocol.bad_header",
        problem: problem.to_owned(),
    }
}

fn too_large() -> BadHead {
    BadHead {
        detail: "protocol.head_too_large",
        problem: format!("has a head of more than {LIMIT_BYTES} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The head of `text`, and what is left behind it.
    fn read(text: &[u8]) -> Result<Option<(Head, String)>> {
        let mut came = BytesMut::from(text);
        let found = next(&mut came, &mut 0)?;
        Ok(found.map(|head| (head, String::from_utf8(came.to_vec()).unwrap())))
    }

    fn whole(text: &str) -> (Head, String) {
        let found = read(text.as_bytes());
        found
            .unwrap_or_else(|err| panic!("{text:?}: {err:?}"))
            .unwrap()
    }

    fn detail(text: &str) -> &'static str {
        read(text.as_bytes()).map_or_else(|err| err.detail, |_| "")
    }

    #[test]
    fn tls_is_told_from_other_answers() {
        for (came, problem) in [
            (
                &b"\x15\x03\x01\0\x02\x02\x46"[..],
                "is TLS, which is spoken with https:// and wss://",
            ),
            (
                b"\x16\x03\x03\0\x7a",
                "is TLS, which is spoken with https:// and wss://",
            ),
            (b"\x15\x02", "does not begin with an HTTP status line"),
            (b"SSH-2.0\r\n", "does not begin with an HTTP status line"),
        ] {
            let found = next(&mut BytesMut::from(came), &mut 0).err();
            assert_eq!(found.map(|bad| bad.problem).as_deref(), Some(problem));
        }
    }

    #[test]
    fn status_lines_are_taken_as_browsers_take_them() {
        for (line, version, status) in [
            ("HTTP/1.1 200 OK", Version::HTTP_11, 200),
            ("HTTP/1.1 200", Version::HTTP_11, 200),
            ("HTTP/1.1 200 ", Version::HTTP_11, 200),
            ("HTTP/1.1   404   Not  Found", Version::HTTP_11, 404),
            ("HTTP/1.1 200OK", Version::HTTP_11, 200),
            ("HTTP/1.1 200 \u{f6}\u{1}", Version::HTTP_11, 200),
            ("http/1.1 200 ok", Version::HTTP_11, 200),
            ("HTTP/1.0 503 Busy", Version::HTTP_10, 503),
            ("HTTP/1.2 200 OK", Version::HTTP_11, 200),
            ("HTTP/1 200 OK", Version::HTTP_10, 200),
            ("ICY 200 OK", Version::HTTP_10, 200),
            ("HTTP/1.1 999 Odd", Version::HTTP_11, 999),
        ] {
            for (before, end) in [("", "\r\n"), ("\r\n\n", "\n")] {
                let (head, _) = whole(&format!("{before}{line}{end}{end}"));
                assert_eq!(
                    (head.version, head.status.as_u16()),
                    (version, status),
                    "{line}"
                );
            }
        }
        for line in [
            "HTTP/7.3 200 OK",
            "HTTP/2 200 OK",
            "HTTP/0.9 200 OK",
            "HTTP/1. 200 OK",
            "HTTP/1.1 fine OK",
            "HTTP/1.1 042 OK",
            "HTTP/1.1 2000 OK",
            "HTTP/1.1 20",
            "HTTP/1.1",
            "HTTP 200 OK",
            "SSH-2.0-OpenSSH_9.2",
            "<html>",
        ] {
            let found = detail(&format!("{line}\r\n\r\n"));
            assert_eq!(found, "protocol.bad_status_line", "{line}");
        }
    }

    #[test]
    fn header_lines_are_taken_as_browsers_take_them() {
        for (lines, expected) in [
            ("X: a b\r\n", &["a b"][..]),
            ("X:a\r\nx:   b \t\r\n", &["a", "b"]),
            ("X : a\r\n", &["a"]),
            ("X\t: a\r\n", &["a"]),
            ("X: a\n", &["a"]),
            ("X: a  \r\n b\r\n\t  c\r\n", &["a b c"]),
            ("X:\r\n a\r\n", &["a"]),
            ("X: a\r\n \r\nY: b\r\n", &["a"]),
            ("X:\r\n", &[""]),
            (" lost\r\nX: a\r\n", &["a"]),
            (": lost\r\nX: a\r\n", &["a"]),
            ("odd name: lost\r\n more\r\nX: a\r\n", &["a"]),
            ("odd(name): lost\r\n\u{43a}: lost\r\nX: a\r\n", &["a"]),
            ("X: a\u{1}b\u{7f}\r\n", &["a b"]),
            ("X: a\rb\r\n", &["a b"]),
            ("X: a:b: c\r\n", &["a:b: c"]),
            ("X: gr\u{f6}\u{df}e\r\n", &["gr\u{f6}\u{df}e"]),
        ] {
            let (head, _) = whole(&format!("HTTP/1.1 200 OK\r\n{lines}\r\n"));
            let values = head.headers.get_all("x").into_iter();
            let values: Vec<_> = values
                .map(|value| std::str::from_utf8(value.as_bytes()).unwrap())
                .collect();
            assert_eq!(values, expected, "{lines:?}");
        }
        for lines in ["what is this\r\n", "a: b\0c\r\n"] {
            let found = detail(&format!("HTTP/1.1 200 OK\r\n{lines}\r\n"));
            assert_eq!(found, "protocol.bad_header", "{lines:?}");
        }
    }

    #[test]
    fn what_only_announces_an_answer_is_passed_over() {
        let hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
        let (head, rest) = whole(&format!(
            "HTTP/1.1 100 Continue\r\n\r\n{hints}HTTP/1.1 204 No\r\n\r\nrest"
        ));
        assert_eq!((head.status.as_u16(), head.headers.len()), (204, 0));
        assert_eq!(rest, "rest");
        assert!(read(hints.as_bytes()).unwrap().is_none());
        assert_eq!(whole("HTTP/1.1 101 Up\r\n\r\n").0.status.as_u16(), 101);
    }

    #[test]
    fn a_head_may_come_in_pieces_and_has_a_bound_of_bytes_alone() {
        let lines = |count| "a: b\r\n".repeat(count);
        let text = |count| format!("HTTP/1.1 200 OK\r\n{}\r\n", lines(count));
        let most = (LIMIT_BYTES - text(0).len()) / lines(1).len();
        assert_eq!(whole(&text(most)).0.headers.len(), most);
        assert_eq!(detail(&text(most + 1)), "protocol.head_too_large");
        assert_eq!(
            detail(&"\r\n".repeat(LIMIT_BYTES)),
            "protocol.head_too_large"
        );

        let (mut came, mut looked) = (BytesMut::new(), 0);
        for (index, byte) in text(2).bytes().enumerate() {
            came.extend_from_slice(&[byte]);
            let found = next(&mut came, &mut looked).unwrap();
            assert_eq!(found.is_some(), index + 1 == text(2).len());
        }
    }

    #[test]
    fn an_end_too_soon_is_no_answer_where_it_did_not_begin_as_one() {
        for (came, is_begun) in [
            (&b""[..], true),
            (b"\r\n", true),
            (b"HT", true),
            (b"http/1.1 200", true),
            (b"no", false),
        ] {
            assert_eq!(at_end(came).is_ok(), is_begun, "{came:?}");
        }
    }
}
