//! The command `bench`: real checks, counted, with nothing kept.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::Barrier;
use tokio::task::spawn_blocking;
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;

use crate::server::{OK, answering, counting, exchange, refusing, serve};

/// Runs `upbeat-prober bench` with these arguments and no variables.
fn bench(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_upbeat-prober"));
    command.env_clear().arg("bench").args(args);
    command.output().unwrap()
}

/// Runs it for a second on a file with this `text`; what its last line says.
async fn measure(text: &str, concurrency: usize, more: &[&str]) -> Value {
    let directory = tempfile::tempdir().unwrap();
    let urls = list(&directory, text);
    let more: Vec<String> = more.iter().map(|&arg| arg.to_owned()).collect();
    let output = spawn_blocking(move || {
        let concurrency = concurrency.to_string();
        let mut args = vec!["--urls", urls.to_str().unwrap(), "--seconds", "1"];
        args.extend(["--concurrency", &concurrency]);
        args.extend(more.iter().map(String::as_str));
        bench(&args)
    });
    let output = output.await.unwrap();
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stdout).unwrap();
    serde_json::from_str(said.lines().last().unwrap()).unwrap()
}

fn list(directory: &TempDir, text: &str) -> PathBuf {
    let path = directory.path().join("urls");
    std::fs::write(&path, text).unwrap();
    path
}

fn count(said: &Value, name: &str) -> usize {
    usize::try_from(said[name].as_u64().unwrap()).unwrap()
}

#[tokio::test]
async fn every_check_is_made_and_counted_and_its_cpu_time_too() {
    let (one, one_seen) = counting(OK).await;
    let (other, other_seen) = counting(OK).await;
    let text = format!("# Ours:\n\nhttp://{one}/\n  http://{other}/page?a=b  \n");
    let said = measure(&text, 4, &[]).await;
    let (one, other) = (
        one_seen.load(Ordering::SeqCst),
        other_seen.load(Ordering::SeqCst),
    );
    assert_eq!(count(&said, "checks"), one + other, "{said}");
    // In turn: a check each, until the last.
    assert!(one.abs_diff(other) <= 1, "{one} and {other}");
    assert_eq!(count(&said, "failed"), 0, "{said}");
    assert!(said["cpu_us_per_check"].as_f64().unwrap() > 0.0, "{said}");
    assert!(said["seconds"].as_f64().unwrap() >= 1.0, "{said}");
    assert!(count(&said, "peak_kib") > 0, "{said}");
}

#[tokio::test]
async fn what_is_neither_up_nor_degraded_has_failed() {
    let (good, seen) = counting(OK).await;
    let (refused, _kept) = refusing();
    let bad = answering(*b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n").await;
    let text = format!("http://{good}/\nhttp://{refused}/\nhttp://{bad}/\n");
    let said = measure(&text, 2, &[]).await;
    let good = seen.load(Ordering::SeqCst);
    assert!(good > 0);
    assert_eq!(
        count(&said, "failed"),
        count(&said, "checks") - good,
        "{said}"
    );
    assert!(count(&said, "failed").abs_diff(2 * good) <= 2, "{said}");
}

#[tokio::test]
async fn as_many_checks_as_asked_for_run_at_once_and_those_under_way_end() {
    // It answers only once three are there, and then for longer than the bench
    // begins new checks: three are made, no more and no fewer.
    let together = Arc::new(Barrier::new(3));
    let count_of = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&count_of);
    let server = serve(move |mut stream| {
        let together = Arc::clone(&together);
        seen.fetch_add(1, Ordering::SeqCst);
        async move {
            together.wait().await;
            sleep(Duration::from_millis(1_500)).await;
            exchange(&mut stream, OK).await;
        }
    })
    .await;
    let said = measure(&format!("http://{server}/"), 3, &["--timeout-ms", "60000"]).await;
    assert_eq!(count(&said, "checks"), 3, "{said}");
    assert_eq!(count(&said, "failed"), 0, "{said}");
    assert_eq!(count_of.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn certificates_are_verified_with_a_root_of_ones_own() {
    let own = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let server = serve(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                exchange(&mut stream, OK).await;
            }
        }
    })
    .await;
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("root.pem");
    std::fs::write(&root, own.cert.pem()).unwrap();
    let url = format!("https://localhost:{}/", server.port());

    let trusting = measure(&url, 2, &["--ca", root.to_str().unwrap()]).await;
    assert!(count(&trusting, "checks") > 0, "{trusting}");
    assert_eq!(count(&trusting, "failed"), 0, "{trusting}");

    let strange = measure(&url, 2, &[]).await;
    assert!(count(&strange, "checks") > 0, "{strange}");
    assert_eq!(count(&strange, "failed"), count(&strange, "checks"));
}

#[test]
fn bad_input_ends_the_program_with_one_clear_line() {
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = directory.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let bare = file("bare", "# one\nhttp://a.test/\nexample.org\n");
    let other = file("other", "ftp://a.test/\n");
    let password = file("password", "https://ada:hunter2@a.test/\n");
    let empty = file("empty", "# none\n\n");
    let good = file("good", "http://a.test/\nhttps://b.test/\n");
    for (urls, more, expected) in [
        (bare.as_str(), &[][..], "line 3 of"),
        (&other, &[], "line 1 of"),
        (&password, &[], "line 1 of"),
        (&empty, &[], "there is no URL in"),
        ("/nowhere", &[], "cannot read /nowhere"),
        (&good, &["--ca", "/nowhere"], "--ca: cannot read"),
        (&good, &["--ca", &good], "--ca: cannot read"),
        (&good, &["--timeout-ms", "1"], "--timeout-ms"),
    ] {
        let common = ["--urls", urls, "--concurrency", "1", "--seconds", "1"];
        refused(&[&common[..], more].concat(), expected);
    }
    for (concurrency, seconds, expected) in [
        ("0", "1", "--concurrency"),
        ("100001", "1", "--concurrency"),
        ("many", "1", "--concurrency"),
        ("1", "0", "--seconds"),
        ("1", "1000000", "--seconds"),
    ] {
        let numbers = ["--concurrency", concurrency, "--seconds", seconds];
        refused(&[&["--urls", &good][..], &numbers].concat(), expected);
    }
}

/// The program ends with code 2, says `expected` in its first line, and no secret.
fn refused(args: &[&str], expected: &str) {
    let output = bench(args);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
    assert!(said.lines().next().unwrap().contains(expected), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
    assert!(output.stdout.is_empty());
}
