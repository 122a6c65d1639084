//! A prober whose own network is cut: it says that nothing was measured, and
//! still tells a website that is down.

use std::process::Command;

use crate::support::command;

const SCRIPT: &str = include_str!("support/cut.sh");

#[test]
fn a_prober_whose_network_is_cut_calls_no_website_down() {
    let home = tempfile::tempdir().unwrap();
    let shell = command("upbeat", &[], &[]);
    let output = Command::new("unshare")
        .args(["--map-root-user", "--net", "sh", "-c", SCRIPT, "cut"])
        .arg(shell.get_program())
        .current_dir(home.path())
        .output()
        .unwrap();
    let seen = String::from_utf8_lossy(&output.stdout);
    // 0 is up, 1 down, 2 unmeasured.
    let expected = "\
connected 0
website-away 1
website-away-canary-there 1
canary-away 2
resolver-away 2
no-carrier 2
link-down 2
connected-again 0
gateway-gone 2
website-stopped 1
";
    assert_eq!(
        seen,
        expected,
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
