//! What answers echo of a check's secrets is hidden, wherever it is shown and wherever
//! it was cut.

use prober::Observation;
use queue::{Assertion, Comparison, HttpCheck, Secrets, Subject};

use crate::server::answering;
use crate::{http_check, probes, reason};

const SECRET: &str = "Hunter2-secret-XYZ-and-a-long-rest-of-it";

fn condition(subject: Subject) -> Assertion {
    Assertion {
        subject,
        comparison: Comparison::Equals,
        value: "nothing of it".to_owned(),
    }
}

/// What is found of `answer` by a check that sends the secret.
async fn found(answer: &[u8], change: impl FnOnce(&mut HttpCheck)) -> Observation {
    let server = answering(answer.to_vec()).await;
    let check = http_check(format!("http://{server}/"), |http| {
        http.headers = vec!["Authorization".to_owned()];
        change(http);
    });
    let secrets = Secrets {
        headers: vec![format!("Bearer {SECRET}")],
        ..Secrets::default()
    };
    probes().run(&check, &secrets).await
}

/// Of the secret no more than six characters are shown anywhere.
fn assert_hidden(found: &Observation) {
    let evidence = &found.evidence;
    let findings = evidence.findings.iter();
    let texts = findings
        .flat_map(|finding| [&finding.expected, &finding.actual])
        .chain(evidence.hops.iter().map(|hop| &hop.url))
        .chain(&evidence.head)
        .chain(&evidence.body)
        .chain(found.failure.as_ref().map(|failure| &failure.reason));
    for text in texts.map(|text| text.to_lowercase()) {
        let secret = SECRET.to_lowercase();
        let parts = (0..secret.len() - 6).map(|at| &secret[at..at + 6]);
        let shown: Vec<_> = parts.filter(|part| text.contains(part)).collect();
        assert!(shown.is_empty(), "{text}");
    }
}

#[tokio::test]
async fn it_is_hidden_where_a_sentence_cuts_it() {
    let json = || condition(Subject::Json("$.a".to_owned()));
    let body = || condition(Subject::Body);
    for (answer, assertion) in [
        (format!("HTTP/1.1 200 OK\r\n\r\n{SECRET}"), json()),
        (
            format!("HTTP/1.1 200 OK\r\n\r\n{{\"a\":1}} {SECRET}"),
            json(),
        ),
        (
            format!(
                "HTTP/1.1 200 OK\r\n\r\n{{\"a\":\"{}{SECRET}\"}}",
                "y".repeat(100)
            ),
            json(),
        ),
        (
            format!("HTTP/1.1 200 OK\r\nContent-Encoding: x-{SECRET}\r\n\r\nx"),
            body(),
        ),
        (
            format!("HTTP/1.1 200 OK\r\nContent-Length: {SECRET}x\r\n\r\nx"),
            body(),
        ),
        (
            format!(
                "HTTP/1.1 302 Found\r\nLocation: http://[{}{SECRET}\r\n\r\n",
                "y".repeat(90)
            ),
            body(),
        ),
        (
            format!("HTTP/1.1 302 Found\r\nLocation: ftp://{SECRET}.test/\r\n\r\n"),
            body(),
        ),
    ] {
        let found = found(answer.as_bytes(), |http| http.assertions = vec![assertion]).await;
        assert_hidden(&found);
        let reason = reason(&found);
        assert!(reason.contains("***"), "{reason}");
    }
}

#[tokio::test]
async fn it_is_hidden_at_the_end_of_what_is_kept() {
    // So often that its end is not at the end of what is kept.
    let body = SECRET.repeat(1_000);
    let answer = format!("HTTP/1.1 500 Oops\r\n\r\n{body}");
    assert_hidden(&found(answer.as_bytes(), |_| {}).await);
}

#[tokio::test]
async fn it_is_hidden_in_names_of_headers_and_in_other_cases() {
    let (upper, lower) = (SECRET.to_uppercase(), SECRET.to_lowercase());
    let answer = format!("HTTP/1.1 500 Oops\r\nX-{SECRET}: a\r\n\r\n{upper} {lower}");
    assert_hidden(&found(answer.as_bytes(), |_| {}).await);
}

#[tokio::test]
async fn cookies_that_a_server_sets_are_shown_by_no_condition() {
    let answer = b"HTTP/1.1 200 OK\r\nSet-Cookie: sid=of-the-server\r\n\r\n";
    let found = found(answer, |http| {
        http.assertions = vec![condition(Subject::Header("Set-Cookie".to_owned()))];
    })
    .await;
    assert_eq!(found.evidence.findings[1].actual, "***");
    assert!(reason(&found).ends_with("got ***"), "{}", reason(&found));
}

#[tokio::test]
async fn what_was_seen_is_one_line_that_moves_no_terminal() {
    let text = r#"{"a":"\u001b[31mred\u0007\n2nd\u202eline","b":""}"#;
    let answer = format!("HTTP/1.1 200 OK\r\n\r\n{text}");
    let found = found(answer.as_bytes(), |http| {
        http.assertions = ["$.a", "$.b"]
            .map(|path| condition(Subject::Json(path.to_owned())))
            .to_vec();
        http.assertions[0].value = "one\ntwo".to_owned();
    })
    .await;
    let expected = "127.0.0.1: expected that JSON $.a is one two, got  [31mred  2nd line";
    assert_eq!(reason(&found), expected);
    assert_eq!(found.evidence.findings[2].actual, "an empty text");
}

#[tokio::test]
async fn a_redirects_password_is_hidden_where_it_is_echoed() {
    let echo = b"HTTP/1.1 500 Odd\r\n\r\nBasic dTpodXNocHc= of u:hushpw";
    let server = answering(echo.to_vec()).await;
    let moved = format!("HTTP/1.1 302 Found\r\nLocation: http://u:hushpw@{server}/\r\n\r\n");
    let found = found(moved.as_bytes(), |_| {}).await;
    assert_eq!(
        found.evidence.body.as_deref(),
        Some("Basic *** of ***"),
        "{found:?}"
    );
}
