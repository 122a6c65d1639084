//! Bodies in other encodings than UTF-8 are looked at, and shown, as text.

use encoding_rs::Encoding;
use prober::Observation;
use queue::{Assertion, Comparison, HttpCheck, Outcome, Subject};

use crate::server::answering;
use crate::torture::bodies;
use crate::{NO_SECRETS, detail, http_check, probes};

fn of(subject: Subject, comparison: Comparison, value: &str) -> Assertion {
    Assertion {
        subject,
        comparison,
        value: value.to_owned(),
    }
}

/// An answer with a head of `lines`, each ended.
fn answer(lines: &str, body: &[u8]) -> Vec<u8> {
    let len = body.len();
    let head = format!("HTTP/1.1 200 OK\r\n{lines}Content-Length: {len}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

fn encoded(label: &str, text: &str) -> Vec<u8> {
    let encoding = Encoding::for_label(label.as_bytes()).unwrap();
    encoding.encode(text).0.into_owned()
}

async fn found(answer: Vec<u8>, change: impl FnOnce(&mut HttpCheck)) -> Observation {
    let server = answering(answer).await;
    let check = http_check(format!("http://{server}/"), change);
    probes().run(&check, &NO_SECRETS).await
}

/// Whether each condition holds alone.
async fn holds(answer: &[u8], assertion: Assertion) -> bool {
    let found = found(answer.to_vec(), |http| http.assertions = vec![assertion]).await;
    let expected = ["", "assertion.body", "assertion.json", "assertion.header"];
    assert!(expected.contains(&detail(&found)), "{found:?}");
    found.outcome == Outcome::Up
}

#[tokio::test]
async fn conditions_see_the_text_whatever_it_is_encoded_in() {
    use Comparison as C;
    let page = "<title>Расписание</title>";
    let body = encoded("windows-1251", page);
    let by_meta = format!("<meta charset=windows-1251>{page}");
    let by_xml = format!("<?xml version='1.0' encoding='windows-1251'?>{page}");
    let utf16: Vec<u8> = page.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let typed = |charset: &str| format!("Content-Type: text/html; charset={charset}\r\n");
    for (lines, body) in [
        (typed("windows-1251"), body.clone()),
        (typed("\"Windows-1251\""), body.clone()),
        (typed("koi8-r"), encoded("koi8-r", page)),
        (String::new(), encoded("windows-1251", &by_meta)),
        (
            "Content-Type: application/rss+xml\r\n".to_owned(),
            encoded("windows-1251", &by_xml),
        ),
        (typed("utf-16le"), utf16.clone()),
        (typed("utf-8"), [&b"\xff\xfe"[..], &utf16].concat()),
    ] {
        let answer = answer(&lines, &body);
        for (comparison, value, expected) in [
            (C::Contains, "Расписание", true),
            (C::NotContains, "Расписание", false),
            (C::Contains, "Расписания", false),
            (C::NotContains, "Расписания", true),
            (C::Matches, "<title>Рас.{6}е</title>", true),
            (C::NotMatches, "(?i)РАСПИСАНИЕ", false),
            (C::NotEquals, "", true),
        ] {
            let assertion = of(Subject::Body, comparison, value);
            let held = holds(&answer, assertion).await;
            assert_eq!(held, expected, "{lines}: {comparison:?} {value}");
        }
    }
    let answer = answer(&typed("windows-1251"), &body);
    assert!(holds(&answer, of(Subject::Body, C::Equals, page)).await);
}

#[tokio::test]
async fn a_compressed_page_is_decompressed_first() {
    let body = encoded("windows-1252", "Größe");
    let packed = bodies::gzip_bytes(&body);
    let lines = "Content-Type: text/html; charset=iso-8859-1\r\nContent-Encoding: gzip\r\n";
    let assertion = of(Subject::Body, Comparison::Equals, "Größe");
    assert!(holds(&answer(lines, &packed), assertion).await);
}

#[tokio::test]
async fn json_is_read_in_its_encoding() {
    let json = "{\"имя\": \"Ада\"}";
    let name = |value: &str| {
        of(
            Subject::Json("$['имя']".to_owned()),
            Comparison::Equals,
            value,
        )
    };
    let marked = format!("\u{feff}{json}");
    let utf16 = |order: fn(u16) -> [u8; 2]| json.encode_utf16().flat_map(order).collect();
    let utf16: [Vec<u8>; 2] = [utf16(u16::to_le_bytes), utf16(u16::to_be_bytes)];
    let [little, big] = utf16;
    for (charset, body) in [
        ("", json.as_bytes().to_vec()),
        ("", marked.into_bytes()),
        ("", little),
        ("", big),
        ("; charset=windows-1251", encoded("windows-1251", json)),
        // What the server says of all it sends is wrong of this.
        ("; charset=iso-8859-1", json.as_bytes().to_vec()),
    ] {
        let lines = format!("Content-Type: application/json{charset}\r\n");
        let answer = answer(&lines, &body);
        assert!(holds(&answer, name("Ада")).await, "{charset}: {body:?}");
        assert!(!holds(&answer, name("Боб")).await, "{charset}: {body:?}");
    }
}

#[tokio::test]
async fn what_is_kept_of_a_page_is_its_text() {
    let body = encoded("shift_jis", "障害発生中");
    let lines = "Content-Type: text/html; charset=Shift_JIS\r\n";
    let answer = answer(lines, &body);
    // With and without a condition that looks at it.
    for assertions in [
        vec![],
        vec![of(Subject::Body, Comparison::Contains, "正常")],
    ] {
        let found = found(answer.clone(), |http| {
            http.statuses = vec![];
            http.assertions = assertions;
        })
        .await;
        assert_eq!(found.evidence.body.as_deref(), Some("障害発生中"));
    }
}

#[tokio::test]
async fn a_limit_within_a_character_leaves_it_out() {
    let body = "aaö";
    for (lines, body) in [
        ("", body.as_bytes().to_vec()),
        (
            "Content-Type: text/html; charset=gbk\r\n",
            encoded("gbk", "aa时"),
        ),
    ] {
        let found = found(answer(lines, &body), |http| {
            http.body_limit_bytes = 3;
            http.assertions = vec![of(Subject::Body, Comparison::Contains, "\u{fffd}")];
        })
        .await;
        assert_eq!(detail(&found), "assertion.body", "{found:?}");
        assert_eq!(found.evidence.body.as_deref(), Some("aa"));
    }
}

#[tokio::test]
async fn header_values_are_taken_as_they_are_found() {
    let named = |value: &str| of(Subject::Header("x".to_owned()), Comparison::Equals, value);
    for (value, expected) in [
        (&b"gr\xc3\xb6\xc3\x9fe"[..], "größe"),
        (b"gr\xf6\xdfe", "größe"),
    ] {
        let lines = [b"HTTP/1.1 200 OK\r\nX: ", value, b"\r\n\r\n"].concat();
        assert!(holds(&lines, named(expected)).await, "{value:?}");
        assert!(!holds(&lines, named("grosse")).await, "{value:?}");
    }
}
