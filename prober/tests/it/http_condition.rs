//! Conditions on bodies as strangers write them: JSON that only just is some, numbers of any
//! length, bodies that were cut, and what is made to cost.

use std::time::{Duration, Instant};

use prober::Observation;
use queue::{Assertion, Check, Comparison, HttpCheck, Outcome, Secrets, Subject};

use crate::server::{answering, good};
use crate::{NO_SECRETS, detail, http_check, probes, reason};

fn json(path: &str, comparison: Comparison, value: &str) -> Assertion {
    Assertion {
        subject: Subject::Json(path.to_owned()),
        comparison,
        value: value.to_owned(),
    }
}

fn body(comparison: Comparison, value: &str) -> Assertion {
    Assertion {
        subject: Subject::Body,
        comparison,
        value: value.to_owned(),
    }
}

fn answer(body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

async fn judged(answer: Vec<u8>, change: impl FnOnce(&mut HttpCheck)) -> Observation {
    let server = answering(answer).await;
    let check: Check = http_check(format!("http://{server}/"), change);
    probes().run(&check, &NO_SECRETS).await
}

/// `$..[?@==@&&@==@&&…]`, of which each part compares whole subtrees.
fn comparing() -> String {
    format!("$..[?{}]", ["@==@"; 80].join("&&"))
}

/// The same, which finds nothing and so looks at everything.
fn fruitless() -> String {
    format!("$..[?{}&&@.x]", ["@==@"; 80].join("&&"))
}

/// Arrays within arrays, 0.96 MB.
fn nested() -> String {
    let one = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    let count = 960_000 / (one.len() + 1);
    format!("[{}]", vec![one; count].join(","))
}

/// Letters by the bits of a fixed sequence, so that a search goes a new way at each.
fn letters(bytes: usize) -> String {
    let mut seed = 1_u64;
    let mut coin = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        seed >> 63 == 0
    };
    let mut text = String::with_capacity(bytes);
    while text.len() < bytes {
        text.push(if coin() { 'q' } else { 'p' });
        text.push_str(if coin() { "x" } else { "yz" });
    }
    text
}

#[tokio::test]
async fn json_is_read_as_it_is_found() {
    use Comparison as C;
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(r#"{"a":"ok"}"#.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let rows: Vec<(Vec<u8>, Assertion)> = vec![
        (
            "\u{feff}{\"a\":\"ok\"}".into(),
            json("$.a", C::Equals, "ok"),
        ),
        (utf16, json("$.a", C::Equals, "ok")),
        (
            r#"{"b":"\ud83d","a":"ok"}"#.into(),
            json("$.a", C::Equals, "ok"),
        ),
        (
            r#"{"b":1e400,"a":"ok"}"#.into(),
            json("$.a", C::Equals, "ok"),
        ),
        (
            r#"{"b":1e400}"#.into(),
            json("$.b", C::GreaterThan, "1e399"),
        ),
        (
            format!("{{\"b\":{deep},\"a\":\"ok\"}}").into(),
            json("$.a", C::Equals, "ok"),
        ),
        (r#"{"a":1,"a":"ok"}"#.into(), json("$.a", C::Equals, "ok")),
        (
            " \r\n{\"a\":\"ok\"}\n ".into(),
            json("$.a", C::Equals, "ok"),
        ),
        ("7".into(), json("$", C::Equals, "7")),
        (
            r#"{"$schema":"s"}"#.into(),
            json("$['$schema']", C::Equals, "s"),
        ),
        (
            r#"{"_id":{"$oid":"x"}}"#.into(),
            json("$._id['$oid']", C::Equals, "x"),
        ),
    ];
    for (text, assertion) in rows {
        let shown = format!("{assertion:?} in {}", String::from_utf8_lossy(&text));
        let shown: String = shown.chars().take(200).collect();
        let found = judged(answer(&text), |http| http.assertions = vec![assertion]).await;
        assert_eq!(found.outcome, Outcome::Up, "{shown}: {}", reason(&found));
    }
    for (text, problem) in [
        ("", "an empty body"),
        ("{\"a\":", "a body that is not JSON"),
        ("{\"a\":1}}", "a body that is not JSON"),
        ("<!doctype html><p>", "a body that is not JSON"),
    ] {
        let exists = json("$.a", C::Exists, "");
        let found = judged(answer(text.as_bytes()), |http| {
            http.assertions = vec![exists]
        })
        .await;
        assert_eq!(found.outcome, Outcome::Down, "{text}");
        assert!(
            reason(&found).contains(problem),
            "{text}: {}",
            reason(&found)
        );
    }
}

#[tokio::test]
async fn numbers_are_compared_digit_by_digit() {
    use Comparison as C;
    for (text, comparison, value, holds) in [
        ("9007199254740992", C::AtLeast, "9007199254740993", false),
        ("9007199254740993", C::AtLeast, "9007199254740993", true),
        ("9007199254740993", C::GreaterThan, "9007199254740992", true),
        ("1.10", C::Equals, "1.10", true),
        ("1.0", C::Equals, "1", true),
        ("1E2", C::Equals, "100", true),
        ("1E2", C::NotEquals, "100", false),
        ("-0", C::Equals, "0", true),
        (
            "12345678901234567890123",
            C::Equals,
            "12345678901234567890123",
            true,
        ),
        (
            "12345678901234567890123",
            C::Equals,
            "12345678901234567890124",
            false,
        ),
        ("0.1", C::LessThan, "0.10000000000000000000001", true),
        ("1e999999999", C::AtMost, "1e1000000000", true),
        ("1e-999999999", C::GreaterThan, "0", true),
        // What is a text is compared as one.
        ("\"1.0\"", C::Equals, "1", false),
        ("\"7\"", C::AtLeast, "7.0", true),
    ] {
        let text_in = format!("{{\"n\":{text}}}");
        let assertion = json("$.n", comparison, value);
        let found = judged(answer(text_in.as_bytes()), |http| {
            http.assertions = vec![assertion]
        });
        let found = found.await;
        let expected = if holds { Outcome::Up } else { Outcome::Down };
        assert_eq!(found.outcome, expected, "{text} {comparison:?} {value}");
    }
    let exact = body(C::AtLeast, "9007199254740993");
    let found = judged(answer(b"9007199254740992\n"), |http| {
        http.assertions = vec![exact]
    })
    .await;
    assert_eq!(found.outcome, Outcome::Down);
}

#[tokio::test]
async fn a_cut_body_does_not_tell_what_is_not_in_it() {
    use Comparison as C;
    for (condition, expected) in [
        (
            body(C::NotContains, "error"),
            "a body that was not read to its end",
        ),
        (
            body(C::NotMatches, "err?or"),
            "a body that was not read to its end",
        ),
        (
            body(C::Contains, "error"),
            "a body that was not read to its end",
        ),
        (
            body(C::Matches, "x$"),
            "a body that was not read to its end",
        ),
        (body(C::NotContains, "begin"), "its first 100 bytes"),
        (
            json("$.a", C::NotExists, ""),
            "a body that was not read to its end",
        ),
    ] {
        let shown = format!("{condition:?}");
        let text = format!("begin{}error", "x".repeat(1_000));
        let found = judged(answer(text.as_bytes()), |http| {
            http.body_limit_bytes = 100;
            http.assertions = vec![condition];
        })
        .await;
        assert_eq!(found.outcome, Outcome::Down, "{shown}");
        assert!(
            reason(&found).contains(expected),
            "{shown}: {}",
            reason(&found)
        );
    }
    for condition in [body(C::Contains, "begin"), body(C::Matches, "^begin")] {
        let text = format!("begin{}", "x".repeat(1_000));
        let found = judged(answer(text.as_bytes()), |http| {
            http.body_limit_bytes = 100;
            http.assertions = vec![condition];
        })
        .await;
        assert_eq!(found.outcome, Outcome::Up, "{}", reason(&found));
    }
}

#[tokio::test]
async fn what_costs_too_much_is_given_up_and_is_no_fault_of_the_region() {
    use Comparison as C;
    let probes = probes();
    // Whoever needs the first node pays for no other.
    let found = judged(answer(nested().as_bytes()), |http| {
        http.assertions = vec![json(&comparing(), C::Exists, "")];
    })
    .await;
    assert_eq!(found.outcome, Outcome::Up, "{}", reason(&found));
    for (text, condition) in [
        (nested(), json(&fruitless(), C::Exists, "")),
        (
            letters(10 * 1024 * 1024),
            body(C::Matches, "q(?:[^pq]*[pq]){200}X"),
        ),
    ] {
        let shown = format!("{condition:?}");
        let server = answering(answer(text.as_bytes())).await;
        let check = http_check(format!("http://{server}/"), |http| {
            http.body_limit_bytes = 10 * 1024 * 1024;
            http.assertions = vec![condition];
        });
        let check = Check {
            timeout_ms: 60_000,
            ..check
        };
        let found = probes.run(&check, &NO_SECRETS).await;
        assert_eq!(found.outcome, Outcome::Unmeasured, "{shown}");
        assert_eq!(detail(&found), "internal.check", "{}", reason(&found));
        assert!(
            reason(&found).contains("takes too long"),
            "{}",
            reason(&found)
        );
        assert_eq!(probes.impairment(), None, "{shown}");
    }
}

#[tokio::test]
async fn what_has_failed_wins_over_what_is_given_up() {
    use Comparison as C;
    let text = letters(1024 * 1024);
    let costly = || body(C::Matches, "[pqxyz]*p[pqxyz]{400,419}c");
    let found = judged(
        [
            b"HTTP/1.1 500 Oops\r\nConnection: close\r\n\r\n",
            text.as_bytes(),
        ]
        .concat(),
        |http| http.assertions = vec![costly()],
    )
    .await;
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Down, "status.500")
    );
    // Nor does a body that cannot be had hide it.
    for rest in [
        "Content-Length: 100\r\n\r\nand no more",
        "Content-Encoding: gzip\r\n\r\nplain",
        "Content-Encoding: snappy\r\n\r\nplain",
        "Transfer-Encoding: chunked\r\n\r\nxyz",
    ] {
        let bytes = format!("HTTP/1.1 503 Oops\r\n{rest}").into_bytes();
        let found = judged(bytes, |http| http.assertions = vec![body(C::Contains, "a")]).await;
        assert_eq!(detail(&found), "status.503", "{rest}");
        assert_eq!(found.evidence.findings[0].actual, "503", "{rest}");
    }
    for conditions in [
        vec![costly(), body(C::Contains, "absent")],
        vec![body(C::Contains, "absent"), costly()],
    ] {
        let found = judged(answer(text.as_bytes()), |http| http.assertions = conditions).await;
        assert_eq!(
            (found.outcome, detail(&found)),
            (Outcome::Down, "assertion.body"),
            "{}",
            reason(&found)
        );
    }
}

#[tokio::test]
async fn as_many_conditions_as_there_may_be_are_looked_at_in_as_much_json() {
    let texts = format!("\"{}\"", "x".repeat(100));
    let body = format!("{{\"texts\":[{}],\"a\":1}}", vec![texts; 10_100].join(","));
    assert!(
        (1_020_000..=1_048_576).contains(&body.len()),
        "{}",
        body.len()
    );
    let found = judged(answer(body.as_bytes()), |http| {
        http.assertions = vec![json("$.a", Comparison::Equals, "1"); 20];
    })
    .await;
    assert_eq!(found.outcome, Outcome::Up, "{}", reason(&found));
}

/// While two such conditions are looked at, others have their turn again and again.
#[tokio::test]
async fn a_costly_condition_holds_up_nobody() {
    let text = nested();
    let server = answering(answer(text.as_bytes())).await;
    let other = answering(good("ok", "")).await;
    let probes = probes();
    let costly = http_check(format!("http://{server}/"), |http| {
        http.assertions = vec![json(&fruitless(), Comparison::Exists, "")];
    });
    let plain = http_check(format!("http://{other}/"), |_| {});
    let none = Secrets::default();
    let mut longest = Duration::ZERO;
    let honest = async {
        loop {
            let before = Instant::now();
            let found = probes.run(&plain, &none).await;
            assert_eq!(found.outcome, Outcome::Up, "{}", reason(&found));
            longest = longest.max(before.elapsed());
        }
    };
    let both = async { tokio::join!(probes.run(&costly, &none), probes.run(&costly, &none)) };
    let began = Instant::now();
    let (one, two) = tokio::select! {
        both = both => both,
        () = honest => unreachable!(),
    };
    let took = began.elapsed();
    for found in [one, two] {
        assert_eq!(detail(&found), "internal.check");
    }
    // All of them run on this one thread: looked at there, each would take half of it.
    assert!(longest < took / 3, "{longest:?} of {took:?}");
    assert_eq!(probes.impairment(), None);
}
