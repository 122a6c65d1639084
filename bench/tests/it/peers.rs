//! Short cuts of `make bench-api` and `make bench-live`, which measure nothing but Upbeat: Node
//! and its packages need not be there. The binaries beside the suite's are those that are
//! tested; `make test` builds them.

use std::path::Path;
use std::process::Command;

#[test]
fn what_answers_cost_is_measured() {
    let printed = short("api");
    assert!(printed.contains("a website's 90 days"), "{printed}");
}

#[test]
fn each_socket_receives_each_tick_once() {
    let printed = short("live");
    assert!(printed.contains("idle sockets"), "{printed}");
}

/// What the short cut of `bench` prints, beside stores of its own: it empties them.
fn short(bench: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let output = Command::new("scripts/with-stores")
        .current_dir(root)
        .arg(env!("CARGO_BIN_EXE_upbeat-bench"))
        .args([bench, "--short", "--no-peer"])
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{printed}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    printed
}
