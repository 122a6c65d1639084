//! Programs in Node, whose packages `make test` installs.

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// What `server/tests/node/{program}` prints.
///
/// # Panics
/// When it fails, with what it says.
pub(crate) async fn node(program: &str, args: &[&str]) -> String {
    printed(command(program, args)).await
}

/// What `server/tests/node/{program}` says if it fails.
pub(crate) async fn failure(program: &str, args: &[&str]) -> Option<String> {
    let output = output(command(program, args)).await;
    (!output.status.success()).then(|| String::from_utf8(output.stderr).unwrap())
}

/// What a command prints.
///
/// # Panics
/// When it fails, with what it says.
pub(crate) async fn printed(command: Command) -> String {
    let shown = format!("{command:?}");
    let output = output(command).await;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{shown}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

fn command(program: &str, args: &[&str]) -> Command {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/node");
    let mut command = Command::new("node");
    command.arg(program).args(args).current_dir(folder);
    command
}

async fn output(mut command: Command) -> Output {
    command.stdin(Stdio::null());
    let shown = format!("{command:?}");
    let output = tokio::task::spawn_blocking(move || command.output());
    let output = output.await.unwrap();
    output.unwrap_or_else(|err| panic!("{shown}: {err}"))
}
