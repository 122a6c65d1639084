//! From bytes to a head.

use bytes::Bytes;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{HeaderMap, StatusCode, Version};

use super::{BadHead, Head, framing};

/// Most bytes of a head, in HTTP/2 of its names and values.
pub(in crate::probe::kind) const LIMIT_BYTES: usize = 64 * 1024;

pub(super) type Result<T> = std::result::Result<T, BadHead>;

/// A head that was taken off what came.
pub(super) struct Taken {
    pub(super) head: Head,
    /// What the library is to read in its place.
    pub(super) told: Vec<u8>,
    /// What came behind it.
    pub(super) rest: Vec<u8>,
}

/// Takes the next whole head off `came`, of which `looked` bytes hold no end of one,
/// and passes over those that only announce it. What is given is the head and what came
/// behind it.
pub(super) fn next(came: &mut Vec<u8>, looked: &mut usize) -> Result<Option<Taken>> {
    loop {
        let blank = came.iter().take_while(|&&byte| is_line_end(byte)).count();
        let is_blank = blank == came.len();
        if blank > 0 && !is_blank {
            came.drain(..blank);
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
        let head = head(&came[..end])?;
        // Of these, only 101 is an answer (RFC 9110, section 15.2).
        if head.status.is_informational() && head.status != StatusCode::SWITCHING_PROTOCOLS {
            came.drain(..end);
            *looked = 0;
            if came.is_empty() {
                return Ok(None);
            }
            continue;
        }
        return Ok(Some(Taken {
            told: framing::told(&head)?,
            rest: came.split_off(end),
            head,
        }));
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
    let mut rest = came.get(from..)?.iter().enumerate();
    rest.find_map(|(at, &byte)| {
        let at = from + at;
        match (byte, came.get(at + 1), came.get(at + 2)) {
            (b'\n', Some(b'\n'), _) => Some(at + 2),
            (b'\n', Some(b'\r'), Some(b'\n')) => Some(at + 3),
            _ => None,
        }
    })
}

fn head(text: &[u8]) -> Result<Head> {
    if text.contains(&0) {
        return Err(bad_header("has a header with a zero byte"));
    }
    let mut lines = text.split(|&byte| byte == b'\n').map(without_end);
    let status_line = lines.next().unwrap_or_default();
    let (version, status) = status_of(status_line).ok_or_else(|| bad_status_line(status_line))?;
    let mut headers = HeaderMap::new();
    // The field that goes on as long as lines begin with a blank.
    let mut field: Option<(HeaderName, Vec<u8>)> = None;
    for line in lines {
        if matches!(line.first(), Some(b' ' | b'\t')) {
            if let Some((_, value)) = &mut field {
                value.push(b' ');
                value.extend_from_slice(line.trim_ascii());
            }
            continue;
        }
        keep(&mut headers, field.take())?;
        if line.is_empty() {
            continue;
        }
        let Some(colon) = line.iter().position(|&byte| byte == b':') else {
            return Err(bad_header("has a header without a colon"));
        };
        // A name that is none is passed over with its value.
        field = HeaderName::from_bytes(line[..colon].trim_ascii())
            .ok()
            .map(|name| (name, line[colon + 1..].trim_ascii().to_vec()));
    }
    keep(&mut headers, field)?;
    Ok(Head {
        version,
        status,
        headers,
    })
}

fn without_end(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn keep(headers: &mut HeaderMap, field: Option<(HeaderName, Vec<u8>)>) -> Result<()> {
    let Some((name, mut value)) = field else {
        return Ok(());
    };
    // What no value may hold stands for nothing that anybody could mean.
    for byte in &mut value {
        if (*byte < b' ' && *byte != b'\t') || *byte == 0x7f {
            *byte = b' ';
        }
    }
    if value.trim_ascii().len() < value.len() {
        value = value.trim_ascii().to_vec();
    }
    let value = HeaderValue::from_maybe_shared(Bytes::from(value));
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

    fn read(text: &[u8]) -> Result<Option<(Head, String)>> {
        let found = next(&mut text.to_vec(), &mut 0)?;
        Ok(found.map(|taken| (taken.head, String::from_utf8(taken.told).unwrap())))
    }

    fn whole(text: &str) -> (Head, String) {
        let found = read(text.as_bytes());
        found
            .unwrap_or_else(|err| panic!("{text:?}: {err}"))
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
            let found = next(&mut came.to_vec(), &mut 0).err();
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
            ("X: a\r\n b\r\n\t  c\r\n", &["a b c"]),
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
        let (head, first) = whole(&format!(
            "HTTP/1.1 100 Continue\r\n\r\n{hints}HTTP/1.1 204 No\r\n\r\n"
        ));
        assert_eq!((head.status.as_u16(), head.headers.len()), (204, 0));
        assert_eq!(first, "HTTP/1.1 204 \r\n\r\n");
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

        let (mut came, mut looked) = (Vec::new(), 0);
        for (index, byte) in text(2).bytes().enumerate() {
            came.push(byte);
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
