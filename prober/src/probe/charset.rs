//! An answer's bytes as text: by their byte order mark, by what the answer's head
//! says of them, or by what they say of themselves, in this order. Source: the HTML
//! standard, "determining the character encoding", and XML 1.0, appendix F.

mod declared;

use std::borrow::Cow;
use std::string::FromUtf8Error;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use hyper::HeaderMap;

/// `body` as text, without its byte order mark. Where it was `cut`, the begin of a
/// character at its end is left out; what else cannot be decoded is replaced.
pub(crate) fn decode<'a>(headers: &HeaderMap, body: &'a [u8], cut: bool) -> Cow<'a, str> {
    let (form, mark) = form(headers, body, cut);
    let bytes = &body[mark..];
    match form {
        Form::Wide(read) => Cow::Owned(utf_32(bytes, read)),
        Form::Of(encoding) => decode_as(encoding, bytes, cut),
    }
}

/// How text is encoded.
enum Form {
    Of(&'static Encoding),
    /// UTF-32, which XML and JSON know and browsers do not.
    Wide(fn([u8; 4]) -> u32),
}

/// How `body` is encoded, and how long its mark is.
fn form(headers: &HeaderMap, body: &[u8], cut: bool) -> (Form, usize) {
    match body {
        [0xff, 0xfe, 0, 0, ..] => return (Form::Wide(u32::from_le_bytes), 4),
        [0, 0, 0xfe, 0xff, ..] => return (Form::Wide(u32::from_be_bytes), 4),
        _ => {}
    }
    if let Some((encoding, mark)) = Encoding::for_bom(body) {
        return (Form::Of(encoding), mark);
    }
    let of_head = declared::by_head(headers);
    let kind = declared::Kind::of(headers);
    // A head that says no more than UTF-16 leaves open which.
    if of_head.is_none_or(|encoding| encoding == UTF_16LE)
        && let Some(form) = by_zeros(body, kind)
    {
        return (form, 0);
    }
    let is_utf8 = || is_utf8(body, cut);
    let encoding = match (of_head, kind) {
        // JSON is UTF-8, whatever a server says of all it sends (RFC 8259, section 8.1).
        (Some(encoding), declared::Kind::Json)
            if encoding != UTF_8 && is_utf8() && !body.contains(&0) =>
        {
            UTF_8
        }
        (Some(encoding), _) => encoding,
        (None, declared::Kind::Json) => UTF_8,
        (None, declared::Kind::Other) if is_utf8() => UTF_8,
        (None, _) => declared::by_itself(body)
            .or_else(|| is_utf8().then_some(UTF_8))
            .or_else(|| declared::late(body))
            .or_else(|| declared::loosely(headers))
            .unwrap_or_else(|| of_nobody(headers, body)),
    };
    (Form::Of(encoding), 0)
}

/// Whether `body` is UTF-8, of which the last character may be missing where it was
/// `cut`.
fn is_utf8(body: &[u8], cut: bool) -> bool {
    std::str::from_utf8(body).map_or_else(|err| cut && err.error_len().is_none(), |_| true)
}

/// How a body is encoded that is not UTF-8 as a whole, and says nothing of it: where it
/// has characters of UTF-8 it is that and damaged, and a text without any is Western, as
/// browsers take it.
fn of_nobody(headers: &HeaderMap, body: &[u8]) -> &'static Encoding {
    let has_utf8 = || body.utf8_chunks().any(|chunk| !chunk.valid().is_ascii());
    if declared::is_text(headers) && !has_utf8() {
        WINDOWS_1252
    } else {
        UTF_8
    }
}

/// What begins in ASCII tells by its zeros how wide its characters are; JSON has one
/// character of ASCII at least.
fn by_zeros(body: &[u8], kind: declared::Kind) -> Option<Form> {
    let is_json = kind == declared::Kind::Json;
    match body {
        [1..=255, 0, 0, 0, ..] => Some(Form::Wide(u32::from_le_bytes)),
        [0, 0, 0, 1..=255, ..] => Some(Form::Wide(u32::from_be_bytes)),
        [1..=255, 0, 1..=255, 0, ..] | [1..=255, 0] => Some(Form::Of(UTF_16LE)),
        [0, 1..=255, 0, 1..=255, ..] | [0, 1..=255] => Some(Form::Of(UTF_16BE)),
        [1..=255, 0, ..] if is_json => Some(Form::Of(UTF_16LE)),
        [0, 1..=255, ..] if is_json => Some(Form::Of(UTF_16BE)),
        _ => None,
    }
}

fn decode_as<'a>(encoding: &'static Encoding, bytes: &'a [u8], cut: bool) -> Cow<'a, str> {
    // Most bodies are UTF-8, and seeing that is many times as fast as decoding.
    if is_plain(encoding, bytes) {
        match std::str::from_utf8(bytes) {
            Ok(text) => return Cow::Borrowed(text),
            Err(err) if cut && err.error_len().is_none() => {
                let whole = &bytes[..err.valid_up_to()];
                return String::from_utf8_lossy(whole);
            }
            Err(_) => {}
        }
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let most = decoder.max_utf8_buffer_length(bytes.len());
    let mut text = String::with_capacity(most.unwrap_or(bytes.len()));
    // The text has room for all of it.
    let _ = decoder.decode_to_string(bytes, &mut text, !cut);
    text.shrink_to_fit();
    Cow::Owned(text)
}

fn utf_32(bytes: &[u8], read: fn([u8; 4]) -> u32) -> String {
    let (units, _) = bytes.as_chunks();
    let chars = units.iter().map(|unit| char::from_u32(read(*unit)));
    chars
        .map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

/// `body` as text in the same memory, where that is what its bytes are.
///
/// # Errors
/// `body` itself, where it is to be decoded.
pub(crate) fn as_it_is(headers: &HeaderMap, body: Vec<u8>, cut: bool) -> Result<String, Vec<u8>> {
    match form(headers, &body, cut) {
        (Form::Of(encoding), 0) if is_plain(encoding, &body) => {
            String::from_utf8(body).map_err(FromUtf8Error::into_bytes)
        }
        _ => Err(body),
    }
}

/// Whether `bytes` in `encoding` are the same in UTF-8, unless they are not valid.
fn is_plain(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    encoding == UTF_8 || (encoding.is_ascii_compatible() && bytes.is_ascii())
}

/// A header's value as text: UTF-8, or else a character a byte, as browsers take it.
pub(crate) fn header(value: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(value).map_or_else(
        |_| value.iter().map(|&byte| char::from(byte)).collect(),
        Cow::Borrowed,
    )
}

#[cfg(test)]
mod tests {
    use hyper::header::{CONTENT_TYPE, HeaderValue};

    use super::*;

    fn text(kind: &str, body: &[u8]) -> String {
        decode(&typed(kind), body, false).into_owned()
    }

    fn typed(kind: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if !kind.is_empty() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_str(kind).unwrap());
        }
        headers
    }

    /// `text` in the encoding of `label`.
    fn bytes(label: &str, text: &str) -> Vec<u8> {
        let encoding = Encoding::for_label(label.as_bytes()).unwrap();
        let unit: Option<fn(u16) -> [u8; 2]> = match label {
            "utf-16le" => Some(u16::to_le_bytes),
            "utf-16be" => Some(u16::to_be_bytes),
            _ => None,
        };
        match unit {
            Some(unit) => text.encode_utf16().flat_map(unit).collect(),
            None => encoding.encode(text).0.into_owned(),
        }
    }

    #[test]
    fn what_the_head_says_is_followed_however_it_is_written() {
        for (label, words) in [
            ("windows-1251", "Расписание"),
            ("koi8-r", "Расписание"),
            ("iso-8859-5", "Расписание"),
            ("windows-1252", "Größe: 5 €"),
            ("iso-8859-1", "Größe"),
            ("windows-1253", "Ωράριο"),
            ("iso-8859-8", "שלום"),
            ("windows-1256", "مرحبا"),
            ("windows-874", "สวัสดี"),
            ("gbk", "时间表"),
            ("gb18030", "时间表 𠀀"),
            ("big5", "時間表"),
            ("shift_jis", "スケジュール"),
            ("euc-jp", "スケジュール"),
            ("iso-2022-jp", "スケジュール"),
            ("euc-kr", "시간표"),
            ("utf-8", "Расписание 🚆"),
            ("utf-16le", "Расписание 🚆"),
            ("utf-16be", "Расписание 🚆"),
        ] {
            let body = bytes(label, words);
            let upper = label.to_uppercase();
            for kind in [
                format!("text/html; charset={label}"),
                format!("text/html;charset=\"{upper}\""),
                format!("text/html; Charset = '{label}' ; x=y"),
                format!("text/plain; boundary=\"a;charset=utf-8\"; charset={upper}"),
                format!("text/html; charset=nonsense; charset={label}"),
                format!("text/html; charset={label}, text/html"),
            ] {
                assert_eq!(text(&kind, &body), words, "{kind}");
            }
        }
    }

    #[test]
    fn the_last_line_that_names_an_encoding_counts() {
        let mut headers = typed("text/html; charset=koi8-r");
        let more = HeaderValue::from_static("text/html; charset=windows-1251");
        headers.append(CONTENT_TYPE, more);
        headers.append(CONTENT_TYPE, HeaderValue::from_static("text/html"));
        let body = bytes("windows-1251", "Расписание");
        assert_eq!(decode(&headers, &body, false), "Расписание");
    }

    #[test]
    fn a_mark_counts_more_than_the_head_and_is_no_text() {
        let utf8 = "\u{feff}Größe".as_bytes();
        assert_eq!(text("text/html; charset=windows-1251", utf8), "Größe");
        assert_eq!(text("application/json", utf8), "Größe");
        for label in ["utf-16le", "utf-16be"] {
            let body = bytes(label, "\u{feff}Größe");
            assert_eq!(text("text/html; charset=utf-8", &body), "Größe", "{label}");
            assert_eq!(text("", &body), "Größe", "{label}");
        }
        for order in [u32::to_le_bytes, u32::to_be_bytes] {
            let units = "\u{feff}{\"ö\":1}".chars().map(u32::from);
            let body: Vec<u8> = units.flat_map(order).collect();
            assert_eq!(text("application/json", &body), "{\"ö\":1}");
            assert_eq!(text("application/json", &body[4..]), "{\"ö\":1}");
        }
    }

    #[test]
    fn utf_16_is_told_by_its_zeros_where_nothing_tells_its_order() {
        for label in ["utf-16le", "utf-16be"] {
            let body = bytes(label, "{\"größe\": 1}");
            for kind in ["application/json", "", "text/html; charset=utf-16"] {
                assert_eq!(text(kind, &body), "{\"größe\": 1}", "{label}, {kind}");
            }
        }
        assert_eq!(text("text/plain", b"a\0"), "a");
    }

    #[test]
    fn json_in_utf8_is_utf8_whatever_the_head_says() {
        let kind = "application/json; charset=iso-8859-1";
        assert_eq!(text(kind, "\"ö\"".as_bytes()), "\"ö\"");
        assert_eq!(text(kind, b"\"\xf6\""), "\"ö\"");
        let utf16 = "application/json; charset=utf-16";
        assert_eq!(text(utf16, "{\"a\": \"ö\"}".as_bytes()), "{\"a\": \"ö\"}");
        for label in ["utf-16le", "utf-16be"] {
            for kind in ["application/json", utf16] {
                assert_eq!(text(kind, &bytes(label, "\"ж\"")), "\"ж\"", "{label}");
            }
        }
        let kind = "application/problem+json; charset=windows-1251";
        assert_eq!(text(kind, &bytes("windows-1251", "\"Да\"")), "\"Да\"");
    }

    #[test]
    fn what_is_not_known_is_utf8_with_replacements() {
        assert_eq!(text("text/html; charset=utf-7", "ö".as_bytes()), "ö");
        assert_eq!(text("text/html; charset=iso-2022-kr", b"ok"), "ok");
        assert_eq!(text("text/html; charset=", b"ok"), "ok");
        assert_eq!(text("", "ö \u{0}".as_bytes()), "ö \0");
        assert_eq!(text("", b"ok \xff\xfe"), "ok \u{fffd}\u{fffd}");
        assert_eq!(text("text/html", b"\xc3\xb6 \xff"), "ö \u{fffd}");
        assert_eq!(text("application/json", b"\"\xf6\""), "\"\u{fffd}\"");
        assert_eq!(text("", b""), "");
    }

    #[test]
    fn what_says_nothing_and_is_not_utf8_is_western_as_in_browsers() {
        for kind in ["text/html", "Text/Plain; x=y", "application/xhtml+xml"] {
            let body = bytes("windows-1252", "Größe: 5 €");
            assert_eq!(text(kind, &body), "Größe: 5 €", "{kind}");
        }
        // A begin of UTF-8 is none of that.
        assert_eq!(decode(&typed("text/html"), b"ok \xc3", true), "ok ");
    }

    #[test]
    fn what_is_said_late_or_loosely_counts_where_it_is_not_utf8() {
        let late = format!(
            "<head><!--{}--><meta charset=windows-1251>",
            " ".repeat(5_000)
        );
        let page = format!("{late}<p>Да");
        assert!(text("text/html", &bytes("windows-1251", &page)).ends_with("<p>Да"));
        let utf8 = format!("{late}<p>Да");
        assert!(text("text/html", utf8.as_bytes()).ends_with("<p>Да"));
        for kind in [
            "text/html charset=windows-1251",
            "text/html, charset=windows-1251",
            "charset=windows-1251",
        ] {
            assert_eq!(text(kind, &bytes("windows-1251", "Да")), "Да", "{kind}");
            assert_eq!(text(kind, "Да".as_bytes()), "Да", "{kind}");
        }
        let style = "@charset \"windows-1251\";p{content:\"Да\"}";
        assert_eq!(text("text/css", &bytes("windows-1251", style)), style);
    }

    #[test]
    fn the_begin_of_a_character_at_a_cut_is_left_out() {
        for (label, words) in [
            ("utf-8", "aö"),
            ("gbk", "a时"),
            ("utf-16le", "aö"),
            ("utf-16be", "a🚆"),
        ] {
            let body = bytes(label, words);
            let headers = typed(&format!("text/html; charset={label}"));
            let cut = decode(&headers, &body[..body.len() - 1], true);
            assert_eq!(cut, "a", "{label}");
            let whole = decode(&headers, &body[..body.len() - 1], false);
            assert_eq!(whole, "a\u{fffd}", "{label}");
        }
        let both = decode(&HeaderMap::new(), b"\xffb\xc3", true);
        assert_eq!(both, "\u{fffd}b");
    }

    #[test]
    fn a_header_is_taken_as_it_is_found() {
        assert_eq!(header("größe".as_bytes()), "größe");
        assert_eq!(header(b"gr\xf6\xdfe"), "größe");
    }
}
