//! The program itself: bad settings end it before anything starts.

use std::process::Command;

/// Runs `upbeat-prober` with exactly these variables; its exit code and what it
/// said.
fn run(variables: &[(&str, &str)]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_upbeat-prober"));
    let output = command
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn a_bad_setting_ends_the_program_and_names_its_variable() {
    let redis = ("REDIS_URL", "redis://127.0.0.1:1");
    let region = ("UPBEAT_REGION", "india");
    for (variables, expected) in [
        (&[redis][..], "UPBEAT_REGION: must be set"),
        (&[region], "REDIS_URL: must be set"),
        (
            &[redis, ("UPBEAT_REGION", "In dia")],
            "UPBEAT_REGION: must be 1 to 64",
        ),
        (
            &[("REDIS_URL", "http://127.0.0.1:1"), region],
            "REDIS_URL: must begin with redis://",
        ),
        (
            &[redis, region, ("UPBEAT_PROBER", "!")],
            "UPBEAT_PROBER: must be 1 to 64",
        ),
        (
            &[redis, region, ("UPBEAT_CONCURRENCY", "0")],
            "UPBEAT_CONCURRENCY: must be",
        ),
        (
            &[redis, region, ("UPBEAT_EGRESS_ALLOW", "all")],
            "UPBEAT_EGRESS_ALLOW: must be",
        ),
        (
            &[redis, region, ("UPBEAT_EXTRA_CA", "/nowhere.pem")],
            "UPBEAT_EXTRA_CA: cannot read",
        ),
        (
            &[redis, region, ("UPBEAT_LOG", "a=b=c")],
            "UPBEAT_LOG: must be",
        ),
    ] {
        let (code, said) = run(variables);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(expected), "{expected}: {said}");
    }
}

/// A password that the queue does not take is no reason to wait.
#[tokio::test]
async fn a_wrong_password_ends_the_program_at_once_and_is_not_said() {
    let users = ["user india on >right ~* &* +@all".to_owned()];
    let server = queue::testing::server::Server::start_with_users(&users).await;
    for login in ["india:hunter2@", "someone:hunter2@"] {
        let url = server.url_as(login);
        let (code, said) = tokio::task::spawn_blocking(move || {
            run(&[("UPBEAT_REGION", "india"), ("REDIS_URL", &url)])
        })
        .await
        .unwrap();
        assert_eq!(code, Some(1), "{said}");
        assert!(
            said.contains("REDIS_URL") && said.contains("WRONGPASS"),
            "{said}"
        );
        assert!(!said.contains("hunter2"), "{said}");
    }
}
