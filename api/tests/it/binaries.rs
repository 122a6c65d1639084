//! The binary `upbeat` as a person starts it.

use std::os::unix::fs::PermissionsExt;
use std::process::Output;

use queue::InstanceKeys;

use crate::support::{Target, command, eventually};

async fn upbeat(args: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = command("upbeat", args, environment);
    tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap()
}

#[tokio::test]
async fn check_says_up_or_down_and_why() {
    let mut target = Target::start().await;
    let url = target.url();
    let up = upbeat(&["check", &url], &[]).await;
    let text = String::from_utf8(up.stdout).unwrap();
    assert_eq!(up.status.code(), Some(0), "{text}");
    assert!(
        text.starts_with(&format!("{url} is up, HTTP 200, ")),
        "{text}"
    );
    for phase in ["connect", "ttfb", "transfer", "█"] {
        assert!(text.contains(phase), "{text}");
    }
    target.switch_off().await;
    let down = upbeat(&["check", &url], &[]).await;
    let text = String::from_utf8(down.stdout).unwrap();
    assert_eq!(down.status.code(), Some(1), "{text}");
    let reason = format!("connection refused by {} (connect.refused)", target.address);
    assert!(text.contains(&reason), "{text}");
}

#[tokio::test]
async fn a_region_has_a_key_of_its_own_where_the_installation_has_one() {
    let keys = InstanceKeys::generate();
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/u.db", directory.path().display());
    let given = [("UPBEAT_SECRET_KEY", keys.reveal())];
    let given: Vec<_> = given
        .iter()
        .map(|(name, key)| (*name, key.as_str()))
        .collect();
    let printed = upbeat(&["region-key", "india"], &given).await;
    let expected = keys.region(&"india".parse().unwrap()).reveal() + "\n";
    assert_eq!(String::from_utf8(printed.stdout).unwrap(), expected);
    let none = upbeat(&["region-key", "india"], &[("DATABASE_URL", &url)]).await;
    assert_eq!(none.status.code(), Some(2));
    let text = String::from_utf8(none.stderr).unwrap();
    assert!(text.contains("UPBEAT_SECRET_KEY"), "{text}");
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_wrong_setting_stops_it_and_names_the_variable() {
    let directory = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}/u.db", directory.path().display());
    for (variable, value) in [
        ("DATABASE_URL", "mysql://h/db"),
        ("DATABASE_URL", "sqlite:///no/such/directory/u.db"),
        ("REDIS_URL", "http://h"),
        ("UPBEAT_LISTEN", "nowhere"),
        ("UPBEAT_SECRET_KEY", "hush"),
        ("UPBEAT_EGRESS_ALLOW", "127.0.0.1/99"),
        ("UPBEAT_EXTRA_CA", "/no/such/file"),
        ("UPBEAT_LOG", "=="),
    ] {
        let base = [
            ("DATABASE_URL", database.as_str()),
            ("UPBEAT_LISTEN", "127.0.0.1:0"),
        ];
        let environment = [&base[..], &[(variable, value)]].concat();
        let output = upbeat(&["serve"], &environment).await;
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{variable}={value}: {text}");
        assert!(text.contains(variable), "{variable}={value}: {text}");
        assert!(output.stdout.is_empty(), "it never listened");
    }
}

#[tokio::test]
async fn a_second_server_on_one_file_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}/u.db", directory.path().display());
    let environment = [
        ("DATABASE_URL", database.as_str()),
        ("UPBEAT_LISTEN", "127.0.0.1:0"),
    ];
    let first = crate::support::Process::start("upbeat", &["serve"], &environment);
    eventually("the first to take the file", async || {
        directory.path().join("u.db").exists().then_some(())
    })
    .await;
    let mode = std::fs::metadata(directory.path().join("u.db"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600, "it holds the signing key");
    let second = upbeat(&["serve"], &environment).await;
    let text = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(2), "{text}");
    assert!(
        text.contains("DATABASE_URL: another `upbeat serve` already uses"),
        "{text}"
    );
    first.kill();
}
