//! Bodies that never end: not waited for where nobody looks at them, and left as soon
//! as what is asked of them is known.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use prober::Observation;
use queue::{Assertion, Check, Comparison, HttpCheck, Outcome, Subject};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::server::{hang, read_head, serve};
use crate::{NO_SECRETS, detail, http_check, probes, reason};

const SECOND: Duration = Duration::from_secs(1);

/// A server that says `first`, and then `again` every `pause` for ever; or nothing
/// more, where that is empty.
async fn going_on(first: &'static str, again: &'static str, pause: Duration) -> SocketAddr {
    serve(move |mut stream: TcpStream| async move {
        read_head(&mut stream).await;
        let _ = stream.write_all(first.as_bytes()).await;
        if again.is_empty() {
            hang().await;
        }
        while stream.write_all(again.as_bytes()).await.is_ok() {
            sleep(pause).await;
        }
    })
    .await
}

/// What a check finds, and how long it took.
async fn run(
    server: SocketAddr,
    timeout_ms: u32,
    change: impl FnOnce(&mut HttpCheck),
) -> (Observation, Duration) {
    let check = Check {
        timeout_ms,
        ..http_check(format!("http://{server}/"), change)
    };
    let start = Instant::now();
    let found = probes().run(&check, &NO_SECRETS).await;
    (found, start.elapsed())
}

fn body(comparison: Comparison, value: &str) -> Assertion {
    Assertion {
        subject: Subject::Body,
        comparison,
        value: value.to_owned(),
    }
}

const EVENTS: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\
    Transfer-Encoding: chunked\r\n\r\n";
const EVENT: &str = "10\r\ndata: tick tock\n\r\n";
const CAMERA: &str = "HTTP/1.1 200 OK\r\n\
    Content-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n--frame\r\n";
const RADIO: &str = "ICY 200 OK\r\nicy-name: ours\r\nContent-Type: audio/mpeg\r\n\r\n";
const PAGE: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>hello</p>";
const HUGE: &str = "HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\n\r\n";

#[tokio::test]
async fn what_never_ends_is_up_after_its_head_where_nobody_looks() {
    for (first, again) in [
        (EVENTS, ""),
        (EVENTS, EVENT),
        (CAMERA, "picture"),
        (CAMERA, ""),
        (RADIO, "tune"),
        (PAGE, "more"),
        (PAGE, ""),
        (HUGE, "more"),
    ] {
        let server = going_on(first, again, Duration::from_millis(50)).await;
        for timeout_ms in [600, 10_000] {
            let (found, took) = run(server, timeout_ms, |_| {}).await;
            assert_eq!(found.outcome, Outcome::Up, "{first}: {found:?}");
            assert!(took < 3 * SECOND, "{first}: {took:?}");
        }
    }
}

#[tokio::test]
async fn a_stream_of_events_is_left_at_once_and_its_silence_is_not_its_time() {
    let server = going_on(EVENTS, "", SECOND).await;
    let (found, took) = run(server, 10_000, |_| {}).await;
    assert!(took < SECOND, "{took:?}");
    let phases = found.phases.unwrap();
    assert!(phases.total_us() < 90_000, "{phases:?}");
}

#[tokio::test]
async fn a_bad_status_counts_though_its_body_never_ends() {
    let server = going_on("HTTP/1.1 503 Busy\r\n\r\nwait", "", SECOND).await;
    let (found, _) = run(server, 10_000, |_| {}).await;
    assert_eq!(detail(&found), "status.503", "{found:?}");
    assert_eq!(found.evidence.body.as_deref(), Some("wait"));
}

#[tokio::test]
async fn what_is_decided_early_ends_the_read() {
    use Comparison as C;
    for (comparison, value, holds) in [
        (C::Contains, "tick", true),
        (C::NotContains, "tick", false),
        (C::Equals, "tick", false),
        (C::NotEquals, "tick", true),
        (C::Matches, "ti.k", true),
        (C::NotMatches, "ti.k", false),
        (C::Contains, "data: tick tock\ndata", true),
    ] {
        let first = Box::leak(format!("{EVENTS}{EVENT}").into_boxed_str());
        let server = going_on(first, EVENT, Duration::from_millis(300)).await;
        let (found, took) = run(server, 10_000, |http| {
            http.assertions = vec![body(comparison, value)];
        })
        .await;
        let expected = if holds { "" } else { "assertion.body" };
        assert_eq!(detail(&found), expected, "{comparison:?}: {found:?}");
        assert!(took < 2 * SECOND, "{comparison:?}: {took:?}");
    }
}

#[tokio::test]
async fn a_keyword_that_comes_late_is_waited_for() {
    let server = serve(|mut stream: TcpStream| async move {
        read_head(&mut stream).await;
        let _ = stream.write_all(PAGE.as_bytes()).await;
        sleep(Duration::from_millis(1_500)).await;
        let _ = stream.write_all(b"late").await;
        hang().await;
    })
    .await;
    let (found, took) = run(server, 10_000, |http| {
        http.assertions = vec![body(Comparison::Contains, "hello</p>late")];
    })
    .await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert!(took > SECOND && took < 5 * SECOND, "{took:?}");
}

#[tokio::test]
async fn what_is_not_decided_by_the_limit_says_how_much_came() {
    use Comparison as C;
    let json = Assertion {
        subject: Subject::Json("$.a".to_owned()),
        comparison: C::Exists,
        value: String::new(),
    };
    for assertion in [
        body(C::Contains, "never"),
        body(C::NotContains, "never"),
        body(C::Equals, "<p>hello</p> and more"),
        body(C::Matches, "^<p>hello</p>$"),
        body(C::AtLeast, "1"),
        json,
    ] {
        let server = going_on(PAGE, "", SECOND).await;
        let (found, took) = run(server, 600, |http| {
            http.assertions = vec![assertion];
        })
        .await;
        assert_eq!(detail(&found), "timeout.transfer", "{found:?}");
        assert_eq!(
            reason(&found),
            "no whole answer from 127.0.0.1 within 600 ms: its body had not ended after 12 bytes"
        );
        assert!(took < SECOND, "{took:?}");
    }
}

#[tokio::test]
async fn a_body_that_says_its_length_is_expected_to_have_it() {
    let server = going_on(
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        "",
        SECOND,
    )
    .await;
    let (found, _) = run(server, 600, |_| {}).await;
    assert_eq!(detail(&found), "timeout.transfer", "{found:?}");
    assert!(reason(&found).ends_with("had not ended after 4 bytes"));
}

#[tokio::test]
async fn an_ordinary_page_is_read_to_its_end_though_it_is_slow() {
    let server = serve(|mut stream: TcpStream| async move {
        read_head(&mut stream).await;
        let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        let _ = stream.write_all(head).await;
        for _ in 0..4 {
            sleep(Duration::from_millis(250)).await;
            let _ = stream.write_all(b"2\r\nok\r\n").await;
        }
        let _ = stream.write_all(b"0\r\n\r\n").await;
    })
    .await;
    let (found, _) = run(server, 10_000, |_| {}).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    let transfer = found.phases.unwrap().transfer_us.unwrap();
    assert!(transfer >= 990_000, "{transfer}");

    // One that breaks off within that while is told apart.
    let server = serve(|mut stream: TcpStream| async move {
        read_head(&mut stream).await;
        let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n";
        let _ = stream.write_all(head).await;
        sleep(Duration::from_millis(300)).await;
    })
    .await;
    let (found, _) = run(server, 10_000, |_| {}).await;
    assert_eq!(detail(&found), "body.incomplete", "{found:?}");
}
