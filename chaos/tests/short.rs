//! A short cut of `make chaos`.

use std::process::Command;

/// A prober, the leader, Redis and PostgreSQL are killed in turn under 40 websites. The
/// binaries beside the suite's are those that are tested; `make test` builds them.
#[test]
fn a_fleet_of_which_each_part_is_killed_loses_nothing() {
    let output = Command::new(env!("CARGO_BIN_EXE_upbeat-chaos"))
        .arg("--short")
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
