//! Tests that need a network of their own: the test's own program runs again within
//! a network namespace, in which it may do as it likes.

use std::process::Command;

/// Says to the program that it is within.
const WITHIN: &str = "UPBEAT_TEST_NAMESPACE";

/// What is common to all: loopback is up, and ip is where a user's PATH lacks it.
const BEGIN: &str = "set -eu\nPATH=$PATH:/usr/sbin\nip link set lo up\n";

/// Runs the test `name` again within a namespace that the shell commands `prepare`
/// have prepared. True in there, where the test is to be made.
pub(crate) fn is_within(name: &str, prepare: &str) -> bool {
    #[expect(
        clippy::disallowed_methods,
        reason = "the test speaks to itself, there is no setting"
    )]
    if std::env::var_os(WITHIN).is_some() {
        return true;
    }
    let script = format!("{BEGIN}{prepare}\n\"$@\"");
    let output = Command::new("unshare")
        .args(["--map-root-user", "--net", "sh", "-c", &script, "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(WITHIN, "yes")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complained}");
    assert!(said.contains("1 passed"), "{said}\n{complained}");
    false
}

/// Runs shell commands, which have to succeed.
pub(crate) fn sh(script: &str) {
    let script = format!("set -eu\nPATH=$PATH:/usr/sbin\n{script}");
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}\n{complained}");
}
