//! Memory of bodies: bounded over all checks, whatever each of them may read.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use prober::Observation;
use queue::{Assertion, Check, Comparison, HttpVersion, Outcome, Subject};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;

use crate::own_process::{alone, peak_kib};
use crate::server::{answering, good, read_head, serve};
use crate::torture::bodies;
use crate::{NO_SECRETS, detail, http_check, probes};

const MIB: u32 = 1024 * 1024;

/// How many checks run at once.
const CHECKS: usize = 100;

/// Most memory of all of them: what they share and what one may take beyond, some
/// three times, and 32 KiB and a connection for each.
const LIMIT_KIB: u64 = 192 * 1024;

/// A check of `server` that reads 10 MiB and looks at them.
fn reading(server: SocketAddr, version: HttpVersion) -> Check {
    let check = http_check(format!("http://{server}/"), |http| {
        http.body_limit_bytes = 10 * MIB;
        http.version = version;
        http.assertions = vec![Assertion {
            subject: Subject::Body,
            comparison: Comparison::Contains,
            value: "never".to_owned(),
        }];
    });
    Check {
        timeout_ms: 10_000,
        ..check
    }
}

/// Runs `check` as often as may be, at once.
async fn all_at_once(check: Check) -> Vec<Observation> {
    let (probes, check) = (Arc::new(probes()), Arc::new(check));
    let mut running = JoinSet::new();
    for _ in 0..CHECKS {
        let (probes, check) = (Arc::clone(&probes), Arc::clone(&check));
        running.spawn(async move { probes.run(&check, &NO_SECRETS).await });
    }
    running.join_all().await
}

/// What does not fit is not the website's fault.
fn assert_fair(found: &[Observation]) {
    for found in found {
        let fair = match found.outcome {
            Outcome::Down => detail(found) == "assertion.body",
            Outcome::Unmeasured => detail(found) == "internal.memory",
            _ => false,
        };
        assert!(fair, "{found:?}");
    }
}

/// The most memory that the checks of a server take.
fn assert_bounded(server: impl Future<Output = SocketAddr>) {
    // What is late is the checks' own doing.
    let mut servers = Builder::new_multi_thread();
    let servers = servers.worker_threads(1).enable_all().build().unwrap();
    let checks = Runtime::new().unwrap();
    let server = servers.block_on(server);
    let (peak, before) = peak_kib(|| {
        let found = checks.block_on(all_at_once(reading(server, HttpVersion::Http1)));
        assert_fair(&found);
    });
    assert!(peak < LIMIT_KIB, "{peak} KiB on top of {before} KiB");
}

#[test]
fn ten_mib_for_each_of_many_checks_are_not_there_at_once() {
    let name = "memory::ten_mib_for_each_of_many_checks_are_not_there_at_once";
    alone(name, || {
        assert_bounded(async {
            serve(async |mut stream: TcpStream| {
                read_head(&mut stream).await;
                let head = b"HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n";
                let _ = stream.write_all(head).await;
                for _ in 0..640 {
                    if stream.write_all(&[b'a'; 16_384]).await.is_err() {
                        return;
                    }
                }
            })
            .await
        });
    });
}

#[test]
fn bodies_that_decode_to_ten_mib_are_bounded_too() {
    let name = "memory::bodies_that_decode_to_ten_mib_are_bounded_too";
    alone(name, || {
        let bomb = bodies::answer("zstd", &bodies::zstd_bomb(23));
        assert_bounded(answering(bomb));
    });
}

#[tokio::test]
async fn small_bodies_never_wait() {
    let server = answering(good(&"a".repeat(30_000), "")).await;
    let mut check = reading(server, HttpVersion::Http1);
    check.timeout_ms = Duration::from_secs(30).as_millis().try_into().unwrap();
    for found in all_at_once(check).await {
        assert_eq!(detail(&found), "assertion.body", "{found:?}");
    }
}
