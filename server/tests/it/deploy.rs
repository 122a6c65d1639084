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

/// Whether a variable is to be kept secret; one says whether there are passwords at all.
fn is_password(name: &str) -> bool {
    (name.contains("PASSWORD") && name != "UPBEAT_PASSWORDS") || name.contains("SECRET")
}

#[test]
fn no_password_has_a_default() {
    let compose = read("compose.yaml");
    let mut found = 0;
    for part in compose.split("${").skip(1) {
        let variable = part.split('}').next().unwrap();
        let name = variable.split(':').next().unwrap();
        let is_optional = name == "UPBEAT_OIDC_CLIENT_SECRET";
        if is_password(name) && !is_optional {
            assert_eq!(variable, format!("{name}:?set {name}"));
            found += 1;
        }
    }
    assert!(found >= 5, "compose.yaml asks for its passwords");
    for line in read(".env.sample").lines() {
        if let Some((name, value)) = line.split_once('=')
            && (is_password(name) || name.contains("_KEY"))
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
    assert_eq!(
        String::from_utf8_lossy(&other.stderr),
        "error: prober india-2 of region india is not heard of\n"
    );
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
    let arguments = directory.path().join("arguments");
    let prints = format!(
        "#!/bin/sh\necho \"$*\" >{}\nexec cat \"$4\"\n",
        arguments.display()
    );
    std::fs::write(&stand_in, prints).unwrap();
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
    let arguments = std::fs::read_to_string(arguments).unwrap();
    assert!(
        arguments.contains("--maxmemory 1gb --maxmemory-policy noeviction"),
        "a full queue must refuse: {arguments}"
    );
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
        without_hashes(&queue::redis::users::fresh(&regions).lines)
    );
}

/// One that is left out would be set by somebody, and do nothing.
#[test]
fn compose_passes_on_what_a_fleet_can_be_told() {
    let compose = read("compose.yaml");
    // It decides this itself: a proxy in front terminates TLS.
    let own = ["UPBEAT_LISTEN", "UPBEAT_TLS_CERT", "UPBEAT_TLS_KEY"];
    for name in runtime::variables::VARIABLES {
        assert!(
            compose.contains(&format!("{name}:")) || own.contains(name),
            "compose.yaml passes {name} on to nobody"
        );
    }
    let (probing, rest) = compose.split_once("x-india:").unwrap();
    let (_, api) = rest.split_once("\n  api:").unwrap();
    let api = api.split_once("\n  india-1:").unwrap().0;
    // By what a prober reaches websites the api reaches whom it pings.
    for name in ["UPBEAT_EXTRA_CA", "UPBEAT_RESOLVERS"] {
        let given = format!("{name}: ${{{name}:-}}");
        assert!(probing.contains(&given), "no prober is given {name}");
        assert!(api.contains(&given), "the api is not given {name}");
    }
    // What names a file must find it there, as the same path.
    let roots = "- ${UPBEAT_EXTRA_CA:-/dev/null}:${UPBEAT_EXTRA_CA:-/mnt/no-extra-ca}:ro";
    assert!(compose.contains(&format!("x-roots: &roots\n  {roots}\n")));
    assert_eq!(compose.matches("volumes: *roots").count(), 2);
    for user in compose.split("--user ").skip(1) {
        let user = user.split(' ').next().unwrap();
        assert!(read("deploy/redis/start").contains(&format!("    user {user} ")));
    }
}

/// A line of a unit file.
fn setting<'a>(unit: &'a str, name: &str) -> Vec<&'a str> {
    let lines = unit.lines();
    lines
        .filter_map(|line| line.strip_prefix(name)?.strip_prefix('='))
        .collect()
}

#[test]
fn units_are_started_again_for_ever_and_each_prober_has_its_own_name() {
    let (api, prober) = (
        read("deploy/upbeat.service"),
        read("deploy/upbeat-prober@.service"),
    );
    for unit in [&api, &prober] {
        let (head, _) = unit.split_once("[Service]").unwrap();
        assert_eq!(setting(head, "StartLimitIntervalSec"), ["0"]);
        assert_eq!(setting(unit, "Restart"), ["always"]);
    }
    // A flag: a file with settings wins over what a unit sets, and all instances share one.
    let command = setting(&prober, "ExecStart");
    assert_eq!(command, ["/usr/local/bin/upbeat-prober --name %i"]);
    assert_eq!(setting(&prober, "Environment"), [""; 0]);
    let files = setting(&prober, "EnvironmentFile");
    assert_eq!(
        files,
        ["/etc/upbeat/prober.env", "-/etc/upbeat/prober-%i.env"]
    );
}

/// As systemd would start two instances with the sample's settings in their file.
#[tokio::test]
async fn two_instances_of_a_unit_run_beside_each_other() {
    let redis = TestRedis::start().await;
    let prober = read("deploy/upbeat-prober@.service");
    let command = setting(&prober, "ExecStart")[0];
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    let sample = read(".env.sample");
    let from_file = |name: &str| {
        let lines = sample.lines();
        let mut values = lines.filter_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        values.next().unwrap().to_owned()
    };
    let settings = ["UPBEAT_REGION", "UPBEAT_PROBER"].map(|name| (name, from_file(name)));
    let instances = ["india-1", "india-2"].map(|instance| {
        let words: Vec<String> = words
            .iter()
            .map(|word| word.replace("%i", instance))
            .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut environment = vec![("REDIS_URL", redis.url.as_str()), ("UPBEAT_LOG", "warn")];
        environment.extend(settings.iter().map(|(name, value)| (*name, value.as_str())));
        crate::support::Process::start("upbeat-prober", &words, &environment)
    });
    eventually("both live", async || {
        let names = redis.cli(&["HKEYS", "upbeat:{india}:probers"]);
        (names.contains("india-1") && names.contains("india-2")).then_some(())
    })
    .await;
    drop(instances);
}

/// Where systemd is installed, it reads the units without a word.
#[test]
fn systemd_understands_the_units() {
    if Command::new("systemd-analyze")
        .arg("--version")
        .output()
        .is_err()
    {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    for (unit, instance) in [
        ("upbeat.service", "upbeat.service"),
        ("upbeat-prober@.service", "upbeat-prober@india-1.service"),
    ] {
        let text = read(format!("deploy/{unit}"));
        // Only its paths are not there.
        let text = text.replace("/usr/local/bin/upbeat", "/bin/true upbeat");
        let path = directory.path().join(instance);
        std::fs::write(&path, text).unwrap();
        let verify = Command::new("systemd-analyze")
            .args(["verify", "--man=no"])
            .arg(&path)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&verify.stderr);
        let of_ours: Vec<&str> = said
            .lines()
            .filter(|line| line.contains("upbeat"))
            .collect();
        assert!(verify.status.success() && of_ours.is_empty(), "{said}");
    }
}
