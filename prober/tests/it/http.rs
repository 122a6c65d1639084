//! What HTTP servers do, and what it is called.

use std::time::{Duration, Instant};

use queue::{FailureClass, Outcome};
use tokio::io::AsyncWriteExt;

use crate::server::{OK, answering, counting, exchange, hang, read_head, refusing, serve};
use crate::{NO_SECRETS, check, detail, probes, reason, short_check};

#[tokio::test]
async fn a_good_answer_is_up_with_its_phases() {
    let server = answering(OK).await;
    let found = probes()
        .run(&check(format!("http://{server}/")), &NO_SECRETS)
        .await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert_eq!(
        (found.failure, found.http_status, found.attempts),
        (None, Some(200), 1)
    );
    let phases = found.phases.unwrap();
    assert_eq!((phases.dns_us, phases.tls_us), (None, None));
    assert!(phases.connect_us.is_some() && phases.ttfb_us.is_some());
    assert!(phases.transfer_us.is_some());
}

#[tokio::test]
async fn the_request_says_who_asks_and_for_what() {
    let (heads, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let server = serve(move |mut stream| {
        let heads = heads.clone();
        async move {
            heads.send(read_head(&mut stream).await).unwrap();
            exchange(&mut stream, OK).await;
        }
    })
    .await;
    let url = format!("http://localhost:{}/a%20b?c=d#e", server.port());
    let asked = probes();
    let check = short_check(url);
    let (_, head) = tokio::join!(asked.run(&check, &NO_SECRETS), seen.recv());
    let head = head.unwrap().to_lowercase();
    assert!(head.starts_with("get /a%20b?c=d http/1.1\r\n"), "{head}");
    for field in [
        format!("host: localhost:{}", server.port()),
        "user-agent: upbeat/0.1 (+uptime check)".to_owned(),
        "accept: */*".to_owned(),
        "connection: close".to_owned(),
    ] {
        assert!(head.contains(&format!("\r\n{field}\r\n")), "{head}");
    }
}

#[tokio::test]
async fn a_closed_port_is_refused() {
    let (address, _kept) = refusing();
    let found = probes()
        .run(&check(format!("http://{address}/")), &NO_SECRETS)
        .await;
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Down, "connect.refused")
    );
    assert_eq!(reason(&found), format!("connection refused by {address}"));
}

#[tokio::test]
async fn a_reset_before_the_answer_is_a_reset() {
    let server = serve(async |stream: tokio::net::TcpStream| {
        // Closing with unread bytes resets the connection.
        stream.readable().await.unwrap();
    })
    .await;
    let found = probes()
        .run(&check(format!("http://{server}/")), &NO_SECRETS)
        .await;
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Down, "connect.reset"),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_server_that_hangs_times_out_within_the_limit() {
    let server = serve(async |mut stream: tokio::net::TcpStream| {
        read_head(&mut stream).await;
        hang().await;
    })
    .await;
    let start = Instant::now();
    let found = probes()
        .run(&short_check(format!("http://{server}/")), &NO_SECRETS)
        .await;
    assert!(
        start.elapsed() < Duration::from_millis(1_500),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Down, "timeout.ttfb")
    );
    assert_eq!(reason(&found), "no first byte from 127.0.0.1 within 500 ms");
    let phases = found.phases.unwrap();
    assert!(phases.ttfb_us.unwrap() >= 400_000, "{phases:?}");
    assert_eq!(phases.transfer_us, None);
}

#[tokio::test]
async fn an_answer_that_stalls_half_way_times_out_in_transfer() {
    for part in [
        &b"HTTP/1.1 200"[..],
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
    ] {
        let server = serve(async move |mut stream: tokio::net::TcpStream| {
            read_head(&mut stream).await;
            stream.write_all(part).await.unwrap();
            hang().await;
        })
        .await;
        let found = probes()
            .run(&short_check(format!("http://{server}/")), &NO_SECRETS)
            .await;
        assert_eq!(
            (found.outcome, detail(&found)),
            (Outcome::Down, "timeout.transfer")
        );
        assert!(
            found.phases.unwrap().transfer_us.unwrap() >= 400_000,
            "{found:?}"
        );
    }
}

#[tokio::test]
async fn a_slow_first_byte_is_seen_in_its_phase_alone() {
    let server = serve(async |mut stream: tokio::net::TcpStream| {
        read_head(&mut stream).await;
        tokio::time::sleep(Duration::from_millis(150)).await;
        stream.write_all(OK).await.unwrap();
    })
    .await;
    let found = probes()
        .run(&check(format!("http://{server}/")), &NO_SECRETS)
        .await;
    let phases = found.phases.unwrap();
    assert_eq!(found.outcome, Outcome::Up);
    assert!(phases.ttfb_us.unwrap() >= 150_000, "{phases:?}");
    assert!(phases.transfer_us.unwrap() < 100_000, "{phases:?}");
}

#[tokio::test]
async fn the_first_byte_is_stamped_when_it_comes_not_when_the_head_is_whole() {
    let server = serve(async |mut stream: tokio::net::TcpStream| {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 ").await.unwrap();
        tokio::time::sleep(Duration::from_millis(150)).await;
        stream
            .write_all(b"200 OK\r\nContent-Length: 0\r\n\r\n")
            .await
            .unwrap();
    })
    .await;
    let found = probes()
        .run(&check(format!("http://{server}/")), &NO_SECRETS)
        .await;
    let phases = found.phases.unwrap();
    assert!(phases.ttfb_us.unwrap() < 100_000, "{phases:?}");
    assert!(phases.transfer_us.unwrap() >= 140_000, "{phases:?}");
}

#[tokio::test]
async fn answers_that_are_not_whole_or_not_http_are_down() {
    let many_headers = format!("HTTP/1.1 200 OK\r\n{}\r\n", "a: b\r\n".repeat(11_000));
    let long_header = format!("HTTP/1.1 200 OK\r\na: {}\r\n\r\n", "b".repeat(70_000));
    for (answer, class, expected) in [
        (
            &b"SSH-2.0-OpenSSH_9.2\r\n\r\n"[..],
            FailureClass::Protocol,
            "protocol.bad_status_line",
        ),
        (
            b"HTTP/1.1 abc\r\n\r\n",
            FailureClass::Protocol,
            "protocol.bad_status_line",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            FailureClass::Protocol,
            "protocol.bad_header",
        ),
        (
            many_headers.as_bytes(),
            FailureClass::Protocol,
            "protocol.head_too_large",
        ),
        (
            long_header.as_bytes(),
            FailureClass::Protocol,
            "protocol.head_too_large",
        ),
        (b"", FailureClass::Protocol, "protocol.closed"),
        (
            b"HTTP/1.1 200 OK\r\nConten",
            FailureClass::Protocol,
            "protocol.incomplete",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
            FailureClass::Body,
            "body.incomplete",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhe",
            FailureClass::Body,
            "body.incomplete",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
            FailureClass::Body,
            "body.bad",
        ),
    ] {
        let server = answering(answer).await;
        let found = probes()
            .run(&check(format!("http://{server}/")), &NO_SECRETS)
            .await;
        assert_eq!(
            (found.outcome, detail(&found)),
            (Outcome::Down, expected),
            "{found:?}"
        );
        assert_eq!(found.failure.unwrap().class, class, "{expected}");
    }
}

#[tokio::test]
async fn an_endless_body_is_read_up_to_its_cap_and_is_up() {
    let server = serve(async |mut stream: tokio::net::TcpStream| {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        while stream.write_all(&[b'a'; 16_384]).await.is_ok() {}
    })
    .await;
    let found = probes()
        .run(&check(format!("http://{server}/")), &NO_SECRETS)
        .await;
    assert_eq!(
        (found.outcome, found.http_status),
        (Outcome::Up, Some(200)),
        "{found:?}"
    );
}

#[tokio::test]
async fn statuses_from_200_to_399_are_up_and_others_down() {
    for (status, expected) in [
        ("200 OK", ""),
        ("204 No Content", ""),
        ("300 Multiple Choices", ""),
        ("301 Moved Permanently", ""),
        ("304 Not Modified", ""),
        ("399 Odd", ""),
        ("400 Bad Request", "status.400"),
        ("404 Not Found", "status.404"),
        ("503 Service Unavailable", "status.503"),
        ("999 Odd", "status.999"),
    ] {
        let server = answering(format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n")).await;
        let found = probes()
            .run(&check(format!("http://{server}/")), &NO_SECRETS)
            .await;
        assert_eq!(detail(&found), expected, "{status}");
        assert_eq!(found.http_status, status[..3].parse().ok());
        if status.starts_with("503") {
            assert_eq!(reason(&found), "127.0.0.1 answered 503 Service Unavailable");
            assert_eq!(found.failure.unwrap().class, FailureClass::Status);
        }
    }
}

#[tokio::test]
async fn a_failing_check_is_tried_again_and_the_last_attempt_counts() {
    let (server, count) = counting(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n").await;
    let mut check = check(format!("http://{server}/"));
    check.retries = 2;
    let found = probes().run(&check, &NO_SECRETS).await;
    assert_eq!((found.outcome, found.attempts), (Outcome::Down, 3));
    assert_eq!(count.load(std::sync::atomic::Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_retry_that_succeeds_is_up() {
    let tries = std::sync::atomic::AtomicUsize::new(0);
    let server = serve(move |mut stream| {
        let first = tries.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
        async move { exchange(&mut stream, if first { b"no" } else { OK }).await }
    })
    .await;
    let mut check = check(format!("http://{server}/"));
    check.retries = 3;
    let found = probes().run(&check, &NO_SECRETS).await;
    assert_eq!(
        (found.outcome, found.attempts, found.failure),
        (Outcome::Up, 2, None)
    );
}

#[tokio::test]
async fn a_refused_address_is_unmeasured_and_not_tried_again() {
    for (host, reason_part) in [
        ("10.0.0.1", "10.0.0.1 is private"),
        ("127.0.0.2", "127.0.0.2 is a loopback address"),
        ("[::1]", "::1 is a loopback address"),
        ("[::ffff:10.0.0.1]", "is private"),
        ("0x0a.1", "10.0.0.1 is private"),
        ("2130706434", "127.0.0.2 is a loopback address"),
    ] {
        let mut check = check(format!("http://{host}/"));
        check.retries = 3;
        let found = probes().run(&check, &NO_SECRETS).await;
        assert_eq!(
            (found.outcome, detail(&found)),
            (Outcome::Unmeasured, "blocked.address")
        );
        assert_eq!(found.attempts, 1);
        assert!(reason(&found).contains(reason_part), "{found:?}");
        assert_eq!(found.failure.unwrap().class, FailureClass::Blocked);
    }
}

#[tokio::test]
async fn only_permitted_addresses_of_a_name_are_used() {
    // `localhost` is 127.0.0.1 and ::1, of which the policy permits the first.
    let server = answering(OK).await;
    let found = probes()
        .run(
            &check(format!("http://localhost:{}/", server.port())),
            &NO_SECRETS,
        )
        .await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert!(found.phases.unwrap().dns_us.is_some());
}
