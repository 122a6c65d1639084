//! Redirects: followed within limits, judged anew at each hop.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use queue::{Check, FailureClass, Outcome};
use tokio::io::AsyncWriteExt;

use crate::server::{OK, answering, exchange, read_head, serve};
use crate::{NO_SECRETS, check, detail, http_check, probes, reason};

fn check_up_to(url: String, max_redirects: u8) -> Check {
    http_check(url, |http| http.max_redirects = max_redirects)
}

fn moved(status: u16, location: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n")
        .into_bytes()
}

/// `/n` redirects to `/n-1`, and `/0` is good.
async fn countdown() -> (std::net::SocketAddr, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&count);
    let address = serve(move |mut stream| {
        seen.fetch_add(1, Ordering::SeqCst);
        async move {
            let head = read_head(&mut stream).await;
            let path = head.split(' ').nth(1).unwrap_or_default();
            let left: u16 = path.trim_start_matches('/').parse().unwrap();
            let statuses = [301, 302, 303, 307, 308];
            let answer = match left {
                0 => OK.to_vec(),
                left => moved(statuses[usize::from(left) % 5], &format!("{}", left - 1)),
            };
            stream.write_all(&answer).await.unwrap();
        }
    })
    .await;
    (address, count)
}

#[tokio::test]
async fn a_chain_is_followed_on_a_new_connection_for_each_hop() {
    let (server, count) = countdown().await;
    let found = probes()
        .run(&check_up_to(format!("http://{server}/5"), 5), &NO_SECRETS)
        .await;
    assert_eq!(
        (found.outcome, found.http_status),
        (Outcome::Up, Some(200)),
        "{found:?}"
    );
    assert_eq!(count.load(Ordering::SeqCst), 6);
}

#[tokio::test]
async fn the_phases_of_hops_are_kept_apart_and_summed() {
    // The head of the redirect comes in two parts, 100 ms apart: transfer.
    let server = serve(async |mut stream: tokio::net::TcpStream| {
        let head = read_head(&mut stream).await;
        let answer = if head.starts_with("GET /end") {
            OK.to_vec()
        } else {
            moved(302, "/end")
        };
        let (first, rest) = answer.split_at(9);
        stream.write_all(first).await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        stream.write_all(rest).await.unwrap();
    })
    .await;
    let found = probes()
        .run(&check(format!("http://{server}/")), &NO_SECRETS)
        .await;
    let phases = found.phases.unwrap();
    assert_eq!(found.outcome, Outcome::Up);
    assert!(phases.transfer_us.unwrap() >= 190_000, "{phases:?}");
    assert!(phases.ttfb_us.unwrap() < 90_000, "{phases:?}");
}

#[tokio::test]
async fn one_redirect_too_many_is_down() {
    let (server, _) = countdown().await;
    let found = probes()
        .run(&check_up_to(format!("http://{server}/5"), 4), &NO_SECRETS)
        .await;
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Down, "redirect.too_many")
    );
    assert_eq!(reason(&found), "redirected more than 4 times");
    assert_eq!(found.failure.unwrap().class, FailureClass::Redirect);
}

#[tokio::test]
async fn with_no_redirects_to_follow_the_redirect_is_the_answer() {
    let (server, _) = countdown().await;
    let found = probes()
        .run(&check_up_to(format!("http://{server}/5"), 0), &NO_SECRETS)
        .await;
    assert_eq!((found.outcome, found.http_status), (Outcome::Up, Some(301)));
}

#[tokio::test]
async fn a_loop_is_found_before_the_limit() {
    let server = answering(moved(302, "/#again")).await;
    let found = probes()
        .run(&check_up_to(format!("http://{server}/"), 10), &NO_SECRETS)
        .await;
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Down, "redirect.loop"),
        "{found:?}"
    );
}

#[tokio::test]
async fn what_is_no_website_is_not_followed() {
    for location in [
        "file:///etc/passwd",
        "ftp://a.test/",
        "http://",
        "javascript:alert(1)",
    ] {
        let server = answering(moved(301, location)).await;
        let found = probes()
            .run(&check(format!("http://{server}/")), &NO_SECRETS)
            .await;
        assert_eq!(
            (found.outcome, detail(&found)),
            (Outcome::Down, "redirect.invalid"),
            "{location}"
        );
    }
}

#[tokio::test]
async fn a_redirect_into_private_space_is_blocked() {
    for target in [
        "http://10.0.0.1/",
        "http://[::1]/",
        "http://169.254.169.254/latest",
    ] {
        let server = answering(moved(307, target)).await;
        let found = probes()
            .run(&check(format!("http://{server}/")), &NO_SECRETS)
            .await;
        assert_eq!(
            (found.outcome, detail(&found)),
            (Outcome::Unmeasured, "blocked.address"),
            "{target}"
        );
    }
}

#[tokio::test]
async fn a_redirect_without_a_place_to_go_is_up() {
    let server = serve(async |mut stream: tokio::net::TcpStream| {
        exchange(
            &mut stream,
            b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
        )
        .await;
    })
    .await;
    let found = probes()
        .run(&check(format!("http://{server}/")), &NO_SECRETS)
        .await;
    assert_eq!((found.outcome, found.http_status), (Outcome::Up, Some(302)));
}
