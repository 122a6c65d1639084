//! Bodies that are encoded more than once, in a way that nobody knows, or not to
//! their end.

use prober::Observation;
use queue::{Assertion, Comparison, HttpCheck, Outcome, Subject};

use crate::server::answering;
use crate::torture::bodies;
use crate::{NO_SECRETS, detail, http_check, probes, reason};

fn body(comparison: Comparison, value: &str) -> Assertion {
    Assertion {
        subject: Subject::Body,
        comparison,
        value: value.to_owned(),
    }
}

/// An answer with a head of `lines`, each ended, and a body up to the close.
fn answer(lines: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\n{lines}\r\n");
    [head.as_bytes(), body].concat()
}

async fn run(answer: Vec<u8>, change: impl FnOnce(&mut HttpCheck)) -> Observation {
    let server = answering(answer).await;
    let check = http_check(format!("http://{server}/"), change);
    probes().run(&check, &NO_SECRETS).await
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    bodies::gzip_bytes(bytes)
}

#[tokio::test]
async fn codings_are_undone_in_the_reverse_order() {
    let text = bodies::long_text();
    let twice = gzip(&bodies::gzip(&text));
    let five = gzip(&gzip(&gzip(&twice)));
    let chunked = |body: &[u8]| {
        let size = format!("{:x}\r\n", body.len());
        [size.as_bytes(), body, b"\r\n0\r\n\r\n"].concat()
    };
    for (lines, body_bytes) in [
        ("Content-Encoding: gzip, gzip\r\n", twice.clone()),
        (
            "Content-Encoding: gzip\r\ncontent-encoding:x-gzip\r\n",
            twice,
        ),
        ("Content-Encoding: gzip,GZIP ,gzip,, gzip,gzip\r\n", five),
        (
            "Content-Encoding: br, gzip\r\n",
            gzip(&bodies::brotli(&text)),
        ),
        (
            "Content-Encoding: zstd\r\nContent-Encoding: gzip\r\n",
            gzip(&bodies::zstd(&text)),
        ),
        (
            "Content-Encoding: deflate, gzip\r\n",
            gzip(&bodies::deflate(&text)),
        ),
        (
            "Content-Encoding: deflate, identity, gzip\r\n",
            gzip(&bodies::zlib(&text)),
        ),
        ("Transfer-Encoding: gzip\r\n", bodies::gzip(&text)),
        (
            "Transfer-Encoding: gzip, chunked\r\n",
            chunked(&bodies::gzip(&text)),
        ),
        (
            "Content-Encoding: br\r\nTransfer-Encoding: gzip, chunked\r\n",
            chunked(&gzip(&bodies::brotli(&text))),
        ),
    ] {
        for (assertion, holds) in [
            (body(Comparison::Contains, "line 499"), true),
            (body(Comparison::NotContains, "line 499"), false),
            (body(Comparison::Equals, &text[..0]), false),
        ] {
            let found = run(answer(lines, &body_bytes), |http| {
                http.assertions = vec![assertion];
            })
            .await;
            let expected = if holds { "" } else { "assertion.body" };
            assert_eq!(detail(&found), expected, "{lines}: {found:?}");
        }
    }
}

#[tokio::test]
async fn a_coding_that_is_not_known_is_named_where_the_text_matters() {
    for (coding, problem) in [
        ("snappy", "is encoded as snappy, which is not known"),
        ("gzip, UTF-8", "is encoded as UTF-8, which is not known"),
        (
            "gzip,gzip,gzip,gzip,gzip,gzip",
            "is encoded more than 5 times",
        ),
    ] {
        let bytes = answer(&format!("Content-Encoding: {coding}\r\n"), b"plain");
        for comparison in [Comparison::NotContains, Comparison::Contains] {
            let found = run(bytes.clone(), |http| {
                http.assertions = vec![body(comparison, "plain")];
            })
            .await;
            assert_eq!(
                detail(&found),
                "body.unknown_encoding",
                "{coding}: {found:?}"
            );
            assert!(reason(&found).ends_with(problem), "{}", reason(&found));
        }
        let unasked = run(bytes, |_| {}).await;
        assert_eq!(unasked.outcome, Outcome::Up, "{coding}: {unasked:?}");
        // An answer without a body may be called anything.
        for (framing, end) in [
            ("Content-Length: 0", ""),
            ("Transfer-Encoding: chunked", "0\r\n\r\n"),
            ("Connection: close", ""),
        ] {
            let empty = format!("Content-Encoding: {coding}\r\n{framing}\r\n");
            let found = run(answer(&empty, end.as_bytes()), |http| {
                http.assertions = vec![body(Comparison::Equals, "")];
            })
            .await;
            assert_eq!(found.outcome, Outcome::Up, "{framing}: {found:?}");
        }
    }
}

#[tokio::test]
async fn an_end_that_is_not_as_it_should_be_is_noted() {
    let text = bodies::long_text();
    let more = |body: Vec<u8>| [body, b"more".to_vec()].concat();
    let changed = |mut body: Vec<u8>, from_end: usize| {
        let at = body.len() - from_end;
        body[at] ^= 1;
        body
    };
    let short = |body: Vec<u8>, by: usize| body[..body.len() - by].to_vec();
    let checksum = "ends without its checksum";
    let other = "ends with another checksum than its own";
    let trailing = "is followed by bytes of no meaning";
    for (coding, bytes, flaw) in [
        ("gzip", bodies::without_trailer(&text), Some(checksum)),
        ("gzip", short(bodies::gzip(&text), 3), Some(checksum)),
        ("gzip", changed(bodies::gzip(&text), 8), Some(other)),
        ("gzip", changed(bodies::gzip(&text), 1), Some(other)),
        ("gzip", more(bodies::gzip(&text)), Some(trailing)),
        (
            "gzip",
            [bodies::gzip(&text), vec![0x1f, 0]].concat(),
            Some(trailing),
        ),
        (
            "gzip",
            [bodies::gzip(&text), vec![0x1f]].concat(),
            Some(trailing),
        ),
        (
            "gzip, gzip",
            gzip(&more(bodies::gzip(&text))),
            Some(trailing),
        ),
        ("deflate", short(bodies::zlib(&text), 4), Some(checksum)),
        ("deflate", changed(bodies::zlib(&text), 1), Some(other)),
        ("deflate", more(bodies::zlib(&text)), Some(trailing)),
        ("deflate", more(bodies::deflate(&text)), Some(trailing)),
        ("br", more(bodies::brotli(&text)), Some(trailing)),
        ("zstd", more(bodies::zstd(&text)), Some(trailing)),
        // Tapes are filled up with zeros.
        ("gzip", [bodies::gzip(&text), vec![0; 512]].concat(), None),
        ("gzip", bodies::gzip(&text), None),
    ] {
        let bytes = answer(&format!("Content-Encoding: {coding}\r\n"), &bytes);
        let asked = run(bytes.clone(), |http| {
            http.assertions = vec![body(Comparison::Contains, "line 499\n")];
        })
        .await;
        assert_eq!(asked.outcome, Outcome::Up, "{coding}, {flaw:?}: {asked:?}");
        let noted = asked.evidence.findings.iter().find_map(|finding| {
            let is_it = finding.expected == "the body can be decoded";
            is_it.then_some(finding.actual.as_str())
        });
        let expected = flaw.map(|flaw| format!("in part: it {flaw}"));
        assert_eq!(noted, expected.as_deref(), "{coding}");

        let unasked = run(bytes, |_| {}).await;
        assert_eq!(unasked.outcome, Outcome::Up, "{coding}: {unasked:?}");
        assert_eq!(unasked.evidence.findings.len(), 1, "{unasked:?}");
    }
}

#[tokio::test]
async fn what_breaks_off_within_its_data_cannot_be_decoded() {
    let text = bodies::long_text();
    let half = |body: Vec<u8>| body[..body.len() / 2].to_vec();
    for (coding, bytes) in [
        ("gzip", half(bodies::gzip(&text))),
        ("gzip", bodies::gzip(&text)[..5].to_vec()),
        ("gzip, gzip", gzip(&half(bodies::gzip(&text)))),
        ("deflate", half(bodies::zlib(&text))),
        ("br, gzip", gzip(&half(bodies::brotli(&text)))),
        ("zstd", half(bodies::zstd(&text))),
        ("gzip, gzip", bodies::gzip(&text)),
    ] {
        let bytes = answer(&format!("Content-Encoding: {coding}\r\n"), &bytes);
        let found = run(bytes, |http| {
            http.assertions = vec![body(Comparison::NotContains, "never")];
        })
        .await;
        assert_eq!(detail(&found), "body.bad_encoding", "{coding}: {found:?}");
    }
}

#[tokio::test]
async fn what_decodes_to_a_huge_body_in_between_is_cut() {
    let huge = gzip(&bodies::gzip_bomb());
    let found = run(
        answer("Content-Encoding: gzip, gzip, gzip\r\n", &gzip(&huge)),
        |http| {
            http.body_limit_bytes = 50_000;
            http.assertions = vec![body(Comparison::Contains, "never")];
        },
    )
    .await;
    assert_eq!(detail(&found), "assertion.body", "{found:?}");
}

#[tokio::test]
async fn the_head_of_an_encoded_page_has_no_body() {
    for status in ["200 OK", "204 No", "304 Same"] {
        let bytes = format!("HTTP/1.1 {status}\r\nContent-Encoding: gzip\r\n\r\n");
        let found = run(bytes.into_bytes(), |http| {
            http.method = "HEAD".to_owned();
            http.assertions = vec![body(Comparison::Equals, "")];
        })
        .await;
        assert_eq!(found.outcome, Outcome::Up, "{status}: {found:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_decoded_is_said_in_plain_words() {
    for (coding, bytes, problem) in [
        (
            "gzip",
            b"plain text".to_vec(),
            "it does not begin as gzip does",
        ),
        (
            "br",
            b"<p>plain text</p>".to_vec(),
            "it cannot be read as Brotli",
        ),
        (
            "deflate",
            b"plain text".to_vec(),
            "it cannot be read as deflate",
        ),
        (
            "zstd",
            b"plain text".to_vec(),
            "it cannot be read as Zstandard",
        ),
        (
            "zstd",
            bodies::zstd_bomb(31),
            "it needs a window of more than 8 MiB",
        ),
    ] {
        let found = run(bodies::answer(coding, &bytes), |_| {}).await;
        let expected = format!("the body of 127.0.0.1's answer cannot be decoded: {problem}");
        assert_eq!(reason(&found), expected);
    }
}
