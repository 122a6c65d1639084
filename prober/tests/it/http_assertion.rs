//! Conditions on an answer: what is looked at, what it means, and what is kept.

use prober::Observation;
use queue::{
    Assertion, Check, Comparison, Evidence, FailureClass, HttpCheck, Origin, Outcome, StatusRange,
    Subject, Verdict, codec,
};

use crate::server::{answering, good, hang, read_head, serve};
use crate::{NO_SECRETS, detail, http_check, probes, reason};

const JSON: &str = r#"{"status":"ok","load":0.5,"parts":[{"up":true},{"up":null}],"n":"7"}"#;

fn assertion(subject: Subject, comparison: Comparison, value: &str) -> Assertion {
    Assertion {
        subject,
        comparison,
        value: value.to_owned(),
    }
}

fn header(name: &str) -> Subject {
    Subject::Header(name.to_owned())
}

fn json(path: &str) -> Subject {
    Subject::Json(path.to_owned())
}

async fn judged(answer: Vec<u8>, change: impl FnOnce(&mut HttpCheck)) -> Observation {
    let server = answering(answer).await;
    let check = http_check(format!("http://{server}/"), change);
    probes().run(&check, &NO_SECRETS).await
}

#[tokio::test]
async fn every_subject_is_looked_at() {
    use Comparison as C;
    let answer = good(JSON, "X-Cache: HIT\r\nVia: a\r\nVia: b\r\n");
    for (subject, comparison, value, holds, actual) in [
        (header("x-cache"), C::Equals, "HIT", true, "HIT"),
        (header("X-Cache"), C::Equals, "MISS", false, "HIT"),
        (header("Via"), C::Equals, "a, b", true, "a, b"),
        (header("absent"), C::NotExists, "", true, "nothing"),
        (header("absent"), C::Exists, "", false, "nothing"),
        (Subject::Body, C::Contains, "ok", true, "70 bytes of text"),
        (
            Subject::Body,
            C::Matches,
            "^[{].*[}]$",
            true,
            "70 bytes of text",
        ),
        (
            Subject::Body,
            C::NotContains,
            "status",
            false,
            "70 bytes of text",
        ),
        (json("$.status"), C::Equals, "ok", true, "ok"),
        (json("$.load"), C::LessThan, "1", true, "0.5"),
        (json("$.load"), C::AtLeast, "1", false, "0.5"),
        (json("$.n"), C::AtMost, "7", true, "7"),
        (json("$.parts[0].up"), C::Equals, "true", true, "true"),
        (json("$.parts[1].up"), C::Equals, "null", true, "null"),
        (json("$.parts[?@.up==true].up"), C::Exists, "", true, "true"),
        (json("$.parts[5]"), C::NotExists, "", true, "nothing"),
        (json("$.parts[5]"), C::Equals, "x", false, "nothing"),
        (
            json("$.parts[1]"),
            C::Equals,
            r#"{"up":null}"#,
            true,
            r#"{"up":null}"#,
        ),
    ] {
        let assertion = assertion(subject, comparison, value);
        let shown = format!("{assertion:?}");
        let found = judged(answer.clone(), |http| http.assertions = vec![assertion]).await;
        let finding = found.evidence.findings.last().unwrap();
        assert_eq!(
            finding.actual,
            actual.replace("70", &JSON.len().to_string()),
            "{shown}"
        );
        assert_eq!(finding.verdict == Verdict::Passed, holds, "{shown}");
        assert_eq!(found.outcome == Outcome::Up, holds, "{shown}");
        if !holds {
            assert_eq!(found.failure.unwrap().class, FailureClass::Assertion);
        }
    }
}

#[tokio::test]
async fn the_first_that_fails_is_the_reason_and_all_are_kept() {
    use Comparison::{Equals, Exists};
    let found = judged(good(JSON, "X: y\r\n"), |http| {
        http.statuses = vec![
            StatusRange { from: 200, to: 204 },
            StatusRange { from: 404, to: 404 },
        ];
        http.assertions = vec![
            assertion(header("x"), Exists, ""),
            assertion(json("$.status"), Equals, "good"),
            assertion(Subject::Body, Equals, "nothing"),
            assertion(header("x"), Equals, "y"),
        ];
    })
    .await;
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Down, "assertion.json")
    );
    assert_eq!(
        reason(&found),
        "127.0.0.1: expected that JSON $.status is good, got ok"
    );
    let findings = &found.evidence.findings;
    let verdicts: Vec<_> = findings.iter().map(|finding| finding.verdict).collect();
    use Verdict::{Failed, Passed};
    assert_eq!(verdicts, [Passed, Passed, Failed, Failed, Passed]);
    assert_eq!(findings[0].expected, "status is 200-204, 404");
    assert_eq!(findings[0].actual, "200");
    assert_eq!(findings[1].expected, "header x exists");
}

#[tokio::test]
async fn the_status_is_graver_than_what_comes_after_it() {
    let found = judged(good("no", ""), |http| {
        http.statuses = vec![StatusRange { from: 201, to: 299 }];
        http.assertions = vec![assertion(Subject::Body, Comparison::Equals, "yes")];
    })
    .await;
    assert_eq!(detail(&found), "status.200");
    assert_eq!(found.evidence.findings.len(), 2);
}

#[tokio::test]
async fn statuses_are_good_at_both_ends_of_their_ranges_and_nowhere_else() {
    for (status, expected) in [
        (199, false),
        (201, true),
        (204, true),
        (205, false),
        (418, true),
    ] {
        let answer = format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n").into_bytes();
        if status < 200 {
            continue;
        }
        let found = judged(answer, |http| {
            http.statuses = vec![
                StatusRange { from: 201, to: 204 },
                StatusRange { from: 418, to: 418 },
            ];
        })
        .await;
        assert_eq!(found.outcome == Outcome::Up, expected, "{status}");
    }
}

#[tokio::test]
async fn a_body_that_is_no_json_says_so() {
    let path = || vec![assertion(json("$.a"), Comparison::NotExists, "")];
    let found = judged(good("<html>", ""), |http| http.assertions = path()).await;
    let finding = found.evidence.findings.last().unwrap();
    assert!(
        finding.actual.starts_with("a body that is not JSON: "),
        "{finding:?}"
    );
    assert_eq!(found.outcome, Outcome::Down);

    let found = judged(good(JSON, ""), |http| {
        http.assertions = path();
        http.body_limit_bytes = 10;
    })
    .await;
    let finding = found.evidence.findings.last().unwrap();
    assert_eq!(finding.actual, "a body that was not read to its end");
}

/// A check of a server that takes its time, judged by `degraded` and `down`.
async fn timed(degraded: Option<u32>, down: Option<u32>) -> Observation {
    let server = serve(async |mut stream: tokio::net::TcpStream| {
        read_head(&mut stream).await;
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, crate::server::OK).await;
    })
    .await;
    let mut check = http_check(format!("http://{server}/"), |_| {});
    check.how.degraded_above_ms = degraded;
    check.how.down_above_ms = down;
    probes().run(&check, &NO_SECRETS).await
}

#[tokio::test]
async fn a_slow_answer_is_degraded_or_down_as_its_limits_say() {
    const FAR: u32 = 50_000;
    for (degraded, down, outcome, findings) in [
        (None, None, Outcome::Up, 1),
        (Some(FAR), Some(FAR), Outcome::Up, 3),
        (Some(20), None, Outcome::Degraded, 2),
        (Some(20), Some(FAR), Outcome::Degraded, 3),
        (None, Some(20), Outcome::Down, 2),
        (Some(10), Some(20), Outcome::Down, 3),
    ] {
        let found = timed(degraded, down).await;
        assert_eq!(found.outcome, outcome, "{degraded:?} {down:?} {found:?}");
        assert_eq!(found.evidence.findings.len(), findings);
        if outcome != Outcome::Up {
            let failure = found.failure.unwrap();
            assert_eq!(failure.detail, "assertion.response_time");
            assert_eq!(failure.class, FailureClass::Assertion);
            assert!(failure.reason.ends_with("20 ms is expected"), "{failure:?}");
            // Never that it took as long as it may.
            let told: f64 = failure.reason.split(' ').nth(2).unwrap().parse().unwrap();
            let seen = &found.evidence.findings.last().unwrap().actual;
            let seen: f64 = seen.trim_end_matches(" ms").parse().unwrap();
            assert!(told >= seen, "{failure:?}");
        }
    }
}

#[tokio::test]
async fn earlier_attempts_are_kept_and_all_of_it_within_its_bound() {
    let names = "n".repeat(900);
    let server = answering(good(
        &"b".repeat(5_000),
        &format!("X: {}\r\n", "h".repeat(5_000)),
    ))
    .await;
    let url = format!("http://{server}/{}", "p".repeat(2_000));
    let mut check = http_check(url, |http| {
        let failing = assertion(json(&format!("$.{names}")), Comparison::Equals, &names);
        http.assertions = vec![failing; 20];
    });
    check.retries = 1;
    let mut found = probes().run(&check, &NO_SECRETS).await;
    assert_eq!((found.outcome, found.attempts), (Outcome::Down, 2));
    let earlier = &found.evidence.attempts;
    assert_eq!(earlier.len(), 1);
    assert_eq!(
        (earlier[0].outcome, &*earlier[0].detail),
        (Outcome::Down, "assertion.json")
    );
    assert!(earlier[0].took_us > 0);
    let kept = found.evidence_to_keep(Origin::Schedule).unwrap();
    let size = codec::size(&kept);
    assert!(size <= Evidence::LIMIT_BYTES, "{size}");
    assert!(!kept.hops.is_empty() && !kept.findings.is_empty() && kept.body.is_some());
}

#[tokio::test]
async fn what_was_seen_before_the_time_limit_is_kept() {
    let server = serve(async |mut stream: tokio::net::TcpStream| {
        read_head(&mut stream).await;
        let part = b"HTTP/1.1 200 OK\r\nX: seen\r\nContent-Length: 9\r\n\r\nhalf";
        let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, part).await;
        hang().await;
    })
    .await;
    let check = Check {
        timeout_ms: 500,
        ..http_check(format!("http://{server}/"), |_| {})
    };
    let found = probes().run(&check, &NO_SECRETS).await;
    assert_eq!(
        (detail(&found), found.http_status),
        ("timeout.transfer", Some(200))
    );
    let head = found.evidence.head.unwrap_or_default();
    assert!(head.contains("\nx: seen\n"), "{head}");
}

#[tokio::test]
async fn a_search_that_the_body_draws_out_is_our_own_affair() {
    // Bytes that lead such an expression to a new state nearly each.
    let mut seed = 1_u64;
    let body: String = std::iter::repeat_with(|| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        if seed >> 63 == 0 { 'a' } else { 'b' }
    })
    .take(500_000)
    .collect();
    let drawn_out = "[ab]*a[ab]{400,419}c";
    let found = judged(good(&body, ""), |http| {
        http.assertions = vec![assertion(Subject::Body, Comparison::NotMatches, drawn_out)];
    })
    .await;
    assert_eq!(found.outcome, Outcome::Unmeasured);
    assert_eq!(detail(&found), "internal.check");
    assert!(reason(&found).contains("takes too long"), "{found:?}");
}

#[tokio::test]
async fn json_is_not_looked_for_in_a_body_of_any_length() {
    let body = format!("[{}0]", "0,".repeat(600_000));
    let found = judged(good(&body, ""), |http| {
        http.body_limit_bytes = 10 * 1024 * 1024;
        http.assertions = vec![assertion(json("$[0]"), Comparison::Exists, "")];
    })
    .await;
    assert_eq!(detail(&found), "assertion.json");
    assert!(reason(&found).contains("a body of more than"), "{found:?}");
}
