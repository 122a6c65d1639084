//! What a deployment is made of names only what the binaries read. No engine runs here:
//! `make compose-check` starts it all.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

use crate::fleet::prober;
use crate::support::{TestRedis, command, eventually};
use crate::tidy::{read, root, variables};

/// `NAME` in `${NAME:?…}` and `${NAME:-…}`.
pub(crate) fn asked_by_compose() -> BTreeSet<String> {
    let compose = read("compose.yaml");
    let parts = compose.split("${").skip(1);
    parts
        .map(|part| part.split([':', '}']).next().unwrap().to_owned())
        .collect()
}

/// The keys of `environment` in compose.yaml that are ours, wherever they stand.
fn given_by_compose() -> BTreeSet<String> {
    let compose = read("compose.yaml");
    let words = compose
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .flat_map(|line| line.split([' ', ',']));
    words
        .filter_map(|word| word.strip_suffix(':'))
        .filter(|name| name.contains("UPBEAT_") || name.ends_with("_URL"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn compose_and_the_image_give_only_variables_that_exist() {
    let read_by_us = variables();
    // What the script that starts Redis takes.
    let start = read("deploy/redis/start");
    for name in given_by_compose() {
        assert!(
            read_by_us.contains(&name) || start.contains(&format!("${name}\"")),
            "compose.yaml gives {name}, which nothing reads"
        );
    }
    for given in read("Dockerfile").split("\nENV ").skip(1) {
        let name = given.split('=').next().unwrap();
        assert!(read_by_us.contains(name), "Dockerfile sets {name}");
    }
    for unit in ["deploy/upbeat.service", "deploy/upbeat-prober@.service"] {
        for given in read(unit).split("\nEnvironment=").skip(1) {
            let name = given.split('=').next().unwrap();
            assert!(read_by_us.contains(name), "{unit} sets {name}");
        }
    }
}

#[test]
fn no_password_has_a_default() {
    let compose = read("compose.yaml");
    let mut found = 0;
    for part in compose.split("${").skip(1) {
        let variable = part.split('}').next().unwrap();
        if variable.contains("PASSWORD") || variable.contains("SECRET") {
            let name = variable.split(':').next().unwrap();
            assert_eq!(variable, format!("{name}:?set {name}"));
            found += 1;
        }
    }
    assert!(found >= 5, "compose.yaml asks for its passwords");
    for line in read(".env.sample").lines() {
        if let Some((name, value)) = line.split_once('=')
            && (name.contains("PASSWORD") || name.contains("_KEY"))
        {
            assert_eq!(value, "", "{name} has a value that everybody knows");
        }
    }
}

#[tokio::test]
async fn a_prober_is_healthy_while_it_is_heard_of() {
    let redis = TestRedis::start().await;
    let url = redis.url.clone();
    let healthy = async |name: &str| {
        let environment = [("REDIS_URL", url.as_str()), ("UPBEAT_REGION", "india")];
        let arguments = ["healthcheck", "--name", name];
        let arguments = &arguments[..if name.is_empty() { 1 } else { 3 }];
        let mut asking: Command = command("upbeat-prober", arguments, &environment);
        tokio::task::spawn_blocking(move || asking.output().unwrap())
            .await
            .unwrap()
    };
    let running = prober(&redis, "india", "india-1");
    eventually("a healthy prober", async || {
        healthy("india-1").await.status.success().then_some(())
    })
    .await;
    let other = healthy("india-2").await;
    assert_eq!(other.status.code(), Some(1), "{other:?}");
    let nobody = healthy("").await;
    assert_eq!(nobody.status.code(), Some(2), "{nobody:?}");
    assert!(String::from_utf8_lossy(&nobody.stderr).contains("UPBEAT_PROBER: must be set"));
    running.kill();
    eventually("an unhealthy prober", async || {
        (healthy("india-1").await.status.code() == Some(1)).then_some(())
    })
    .await;
}

/// What the script would hand to Redis, which a program of the same name prints here.
#[test]
fn the_users_of_compose_are_those_of_redis_acl() {
    let directory = tempfile::tempdir().unwrap();
    let stand_in = directory.path().join("redis-server");
    std::fs::write(&stand_in, "#!/bin/sh\nexec cat \"$4\"\n").unwrap();
    std::fs::set_permissions(&stand_in, PermissionsExt::from_mode(0o755)).unwrap();
    let output = Command::new("sh")
        .args(["-c", "PATH=$0:$PATH exec sh \"$1\""])
        .arg(directory.path())
        .arg(root().join("deploy/redis/start"))
        .env("TMPDIR", directory.path())
        .env("UPBEAT_REDIS_PASSWORD", "a")
        .env("UPBEAT_REDIS_PASSWORD_INDIA", "b")
        .env("UPBEAT_REDIS_PASSWORD_USA", "c")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let without_hashes = |lines: &str| -> Vec<String> {
        let words = lines.lines().map(|line| line.split_whitespace());
        words
            .map(|words| words.filter(|word| !word.starts_with('#')))
            .map(|words| words.collect::<Vec<_>>().join(" "))
            .collect()
    };
    let regions = ["india".parse().unwrap(), "usa".parse().unwrap()];
    assert_eq!(
        without_hashes(std::str::from_utf8(&output.stdout).unwrap()),
        without_hashes(&api::redis_acl::run(&regions).lines)
    );
}

/// One that is left out would be set by somebody, and do nothing.
#[test]
fn compose_passes_on_what_a_fleet_can_be_told() {
    let compose = read("compose.yaml");
    // It decides these itself, and what they name would lie in no container.
    let own = ["UPBEAT_LISTEN", "UPBEAT_EXTRA_CA"];
    for name in prober::config::known::VARIABLES {
        assert!(
            compose.contains(&format!("{name}:")) || own.contains(name),
            "compose.yaml passes {name} on to nobody"
        );
    }
    for user in compose.split("--user ").skip(1) {
        let user = user.split(' ').next().unwrap();
        assert!(read("deploy/redis/start").contains(&format!("    user {user} ")));
    }
}
