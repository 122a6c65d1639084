//! Tests that run their own program again, in which nothing else takes memory.

use std::fs;
use std::process::Command;

/// Says to the test's own program that it is the one to be measured.
const ALONE: &str = "UPBEAT_TEST_ALONE";

/// Runs `measure` in a program of its own, as the test `name`.
pub(crate) fn alone(name: &str, measure: impl FnOnce()) {
    #[expect(
        clippy::disallowed_methods,
        reason = "the test speaks to itself, there is no setting"
    )]
    if std::env::var_os(ALONE).is_some() {
        measure();
        return;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(ALONE, "yes")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complained}");
    assert!(said.contains("1 passed"), "{said}");
}

/// The most memory that `work` takes on top of what was there before, KiB, and that.
pub(crate) fn peak_kib(work: impl FnOnce()) -> (u64, u64) {
    // The peak begins anew (proc(5), /proc/pid/clear_refs).
    fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = status_kib("VmRSS");
    work();
    (status_kib("VmHWM") - before, before)
}

/// A line of the kernel's account of this process (proc(5), /proc/pid/status).
fn status_kib(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let mut words = line.unwrap().split_whitespace();
    words.nth(1).unwrap().parse().unwrap()
}
