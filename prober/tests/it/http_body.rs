//! Bodies: decoded before they are looked at, and read no further than asked.

use prober::Observation;
use queue::{Assertion, Comparison, HttpCheck, Outcome, Subject};

use crate::server::{answering, good};
use crate::torture::bodies;
use crate::{NO_SECRETS, detail, http_check, probes, reason};

fn contains(text: &str) -> Assertion {
    Assertion {
        subject: Subject::Body,
        comparison: Comparison::Contains,
        value: text.to_owned(),
    }
}

/// What a check of a server that says `answer` finds.
async fn found(answer: Vec<u8>, change: impl FnOnce(&mut HttpCheck)) -> Observation {
    let server = answering(answer).await;
    let check = http_check(format!("http://{server}/"), change);
    probes().run(&check, &NO_SECRETS).await
}

#[tokio::test]
async fn each_encoding_is_decoded() {
    let text = bodies::long_text();
    for (encoding, body) in [
        ("gzip", bodies::gzip(&text)),
        ("x-gzip", bodies::gzip(&text)),
        ("GZIP", bodies::gzip(&text)),
        ("br", bodies::brotli(&text)),
        ("deflate", bodies::zlib(&text)),
        ("deflate", bodies::deflate(&text)),
        ("zstd", bodies::zstd(&text)),
        ("identity", text.clone().into_bytes()),
        // Two members of gzip, and two frames of Zstandard, are one body.
        (
            "gzip",
            [bodies::gzip("line 0\n"), bodies::gzip("and line 499")].concat(),
        ),
        (
            "zstd",
            [bodies::zstd("line 0\n"), bodies::zstd("and line 499")].concat(),
        ),
    ] {
        let found = found(bodies::answer(encoding, &body), |http| {
            http.assertions = vec![contains("line 0\n"), contains("line 499")];
        })
        .await;
        assert_eq!(found.outcome, Outcome::Up, "{encoding}: {found:?}");
    }
}

#[tokio::test]
async fn an_encoding_of_nothing_is_nothing() {
    for encoding in ["gzip", "br", "deflate", "zstd"] {
        let found = found(bodies::answer(encoding, b""), |_| {}).await;
        assert_eq!(found.outcome, Outcome::Up, "{encoding}: {found:?}");
    }
}

#[tokio::test]
async fn a_body_is_read_up_to_its_limit_before_and_after_decoding() {
    let text = "0123456789";
    let plain = good(text, "");
    let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
        5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n"
        .to_vec();
    for answer in [plain, chunked] {
        // 9 is in the last byte alone.
        for (limit, holds, actual) in [
            (10, true, "10 bytes of text"),
            (
                9,
                false,
                "a body that was not read to its end, whose first 9 bytes do not tell",
            ),
            (
                1,
                false,
                "a body that was not read to its end, whose first 1 bytes do not tell",
            ),
        ] {
            let found = found(answer.clone(), |http| {
                http.body_limit_bytes = limit;
                http.assertions = vec![contains("9")];
            })
            .await;
            assert_eq!(found.outcome == Outcome::Up, holds, "{limit}: {found:?}");
            let finding = found.evidence.findings.last().unwrap();
            assert_eq!(finding.actual, actual, "{limit}");
        }
    }
    let text = bodies::long_text();
    let body = bodies::gzip(&text);
    let mut limits = vec![(text.len(), format!("{} bytes of text", text.len()))];
    for limit in [text.len() - 1, body.len()] {
        limits.push((limit, format!("its first {limit} bytes of text")));
    }
    for (limit, actual) in limits {
        let found = found(bodies::answer("gzip", &body), |http| {
            http.body_limit_bytes = limit.try_into().unwrap();
            http.assertions = vec![contains("line 1")];
        })
        .await;
        assert_eq!(found.evidence.findings.last().unwrap().actual, actual);
    }
}

#[tokio::test]
async fn a_bomb_costs_no_more_than_the_limit() {
    for (encoding, body) in [
        ("gzip", bodies::gzip_bomb()),
        ("deflate", bodies::deflate_bomb()),
        ("br", bodies::brotli_bomb()),
        ("zstd", bodies::zstd_bomb(20)),
    ] {
        let found = found(bodies::answer(encoding, &body), |http| {
            http.body_limit_bytes = 50_000;
            http.assertions = vec![contains("never")];
        })
        .await;
        assert_eq!(detail(&found), "assertion.body", "{encoding}: {found:?}");
        let finding = found.evidence.findings.last().unwrap();
        assert_eq!(
            finding.actual,
            "a body that was not read to its end, whose first 50000 bytes do not tell",
            "{encoding}"
        );
    }
}

#[tokio::test]
async fn the_first_kib_of_a_body_is_kept_as_text() {
    let body = format!("{}ü{}", "a".repeat(1_023), "b".repeat(500));
    let failing = |http: &mut HttpCheck| http.statuses = vec![];
    let of_utf8 = found(
        good(&body, "X-Of: interest\r\nSet-Cookie: s3cret=1\r\n"),
        failing,
    )
    .await;
    let kept = of_utf8.evidence.body.unwrap();
    assert!(
        kept.len() <= 1_024 && kept.starts_with(&"a".repeat(1_023)),
        "{}",
        kept.len()
    );
    let head = of_utf8.evidence.head.unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\n"), "{head}");
    assert!(head.contains("\nx-of: interest\n"), "{head}");
    assert!(head.contains("\nset-cookie: ***\n"), "{head}");

    let invalid = b"HTTP/1.1 200 OK\r\nX: \xff\r\n\r\nok \xff\xfe".to_vec();
    let of_bytes = found(invalid, failing).await;
    assert_eq!(
        of_bytes.evidence.body.as_deref(),
        Some("ok \u{fffd}\u{fffd}")
    );
    assert!(of_bytes.evidence.head.unwrap().contains("x: \u{fffd}\n"));

    let up = found(good("private", ""), |_| {}).await;
    assert_eq!((up.evidence.head, up.evidence.body), (None, None));
}

fn chunked(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}").into_bytes()
}

#[tokio::test]
async fn what_follows_on_the_last_chunk_says_nothing() {
    for trailer in [
        "X-Sum: a\r\n".repeat(150),
        "odd name: a\r\n".to_owned(),
        "no colon\r\n".to_owned(),
        "X: a\r\n folded\r\n".to_owned(),
        "X: \u{f6}\n".to_owned(),
    ] {
        let found = found(chunked(&format!("2\r\nok\r\n0\r\n{trailer}\r\n")), |http| {
            http.assertions = vec![contains("ok")];
        })
        .await;
        assert_eq!(found.outcome, Outcome::Up, "{trailer:?}: {found:?}");
    }
}

#[tokio::test]
async fn chunks_that_cannot_be_read_are_named_in_plain_words() {
    for (chunks, problem) in [
        (
            "2\r\nok\r\nxyz\r\n",
            "a chunk does not begin with its length",
        ),
        (
            "ffffffffffffffffffff\r\nok",
            "a chunk's length is beyond all numbers",
        ),
        ("2\r\nokay\r\n0\r\n\r\n", "a chunk is longer than it says"),
    ] {
        let found = found(chunked(chunks), |_| {}).await;
        assert_eq!(detail(&found), "body.bad");
        let expected = format!("the body of 127.0.0.1's answer cannot be read: {problem}");
        assert_eq!(reason(&found), expected);
    }
}
