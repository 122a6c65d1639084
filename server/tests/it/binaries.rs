//! The binary `upbeat` as a person starts it.

use std::os::unix::fs::PermissionsExt;
use std::process::Output;

use queue::InstanceKeys;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{Receiver, Target, TestApp, command, eventually};

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
async fn check_takes_what_a_website_takes() {
    let target = Target::start().await;
    let url = target.url();
    let address = target.address.to_string();
    let flags = [
        "check",
        "http://shop.test/in",
        "--json",
        "--connect-to",
        &address,
        "-X",
        "put",
        "-d",
        "a=1",
        "-H",
        "X-Key: hush",
        "-H",
        "Host: www.shop.test:81",
        "-u",
        "ada:pass",
        "--statuses",
        "200",
        "--assert",
        "header content-length exists",
        "--assert",
        "body contains nothing",
        "--http-version",
        "1.1",
        "-4",
        "-k",
        "--max-redirects",
        "0",
        "--timeout-ms",
        "2000",
        "--retries",
        "1",
    ];
    let found = upbeat(&flags, &[]).await;
    let text = String::from_utf8(found.stdout).unwrap();
    assert_eq!(
        found.status.code(),
        Some(1),
        "{text} {}",
        String::from_utf8_lossy(&found.stderr)
    );
    let told: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(told["url"], "http://shop.test/in");
    assert_eq!(told["outcome"], "DOWN");
    // As in the API: milliseconds, which are not said where they are none.
    let checked_at = told["checkedAt"].as_str().unwrap();
    let fraction = checked_at.split_once('.').map(|(_, fraction)| fraction);
    let digits = fraction.map(|text| text.bytes().take_while(u8::is_ascii_digit).count());
    assert!(matches!(digits, None | Some(3)), "{checked_at}");
    assert_eq!(
        (&told["httpStatus"], &told["attempts"]),
        (&200.into(), &2.into())
    );
    assert_eq!(told["failure"]["class"], "ASSERTION");
    assert_eq!(told["failure"]["detail"], "assertion.body");
    assert_eq!(told["evidence"]["address"], address);
    assert_eq!(told["evidence"]["findings"][0]["verdict"], "PASSED");
    assert_eq!(
        told["evidence"]["hops"][0]["url"],
        "http://www.shop.test:81/in"
    );
    assert!(
        told["phases"]["connectMs"].is_number() && told["tls"].is_null(),
        "{text}"
    );
    let request = target.last_request().to_lowercase();
    assert!(request.starts_with("put /in http/1.1\r\n"), "{request}");
    for line in [
        "host: www.shop.test:81",
        "x-key: hush",
        "authorization: basic ywrhonbhc3m=",
        "content-length: 3",
    ] {
        assert!(
            request.contains(&format!("\r\n{line}\r\n")),
            "{line}: {request}"
        );
    }
    // The same as JSON, of which a flag takes a part's place.
    let input = r#"{"check":{"http":{"method":"HEAD","maxRedirects":0}},"retries":0}"#;
    let found = upbeat(
        &["check", &url, "--json", "--input", input, "-X", "OPTIONS"],
        &[],
    )
    .await;
    assert_eq!(found.status.code(), Some(0));
    assert!(
        target.last_request().starts_with("OPTIONS / "),
        "{}",
        target.last_request()
    );
}

#[tokio::test]
async fn check_says_what_cannot_be_taken() {
    for (args, problem) in [
        (
            &["http://a.test", "-X", "TRACE"][..],
            "upbeat: check.http.method must not be TRACE",
        ),
        (
            &["http://a.test", "--record", "MX"],
            "--record is not for this kind of URL",
        ),
        (
            &["dns://a.test", "--record", "FOO"],
            "[possible values: A, AAAA, CAA, CNAME, MX, NS, PTR, SOA, SRV, TXT]",
        ),
        (
            &["http://a.test", "--assert", "body matches ("],
            "is not a regular expression: unclosed group",
        ),
        (
            &["http://a.test", "--connect-to", "b.test,"],
            "check.http.connectTo has the character , in its host",
        ),
        (
            &["tcp://a.test:1", "--assert", "body exists"],
            "--assert is not for this kind of URL",
        ),
        (
            &["http://a.test", "--assert", "oops"],
            "--assert must begin with header, body or json",
        ),
        (
            &["http://a.test", "-H", "oops"],
            "--header must be a name and a value",
        ),
        (
            &["http://a.test", "--input", "oops"],
            "--input is not valid JSON",
        ),
        (
            &["http://a.test", "--input", "[]"],
            "--input must be an object",
        ),
        (
            &["http://a.test", "--input", "@/no/such/file"],
            "cannot read /no/such/file",
        ),
        (&["http://a.test", "--input", r#"{"metod":"GET"}"#], "metod"),
        (
            &["http://a.test", "--input", r#"{"timeoutMs":99999999999}"#],
            "timeoutMs must be a whole number from -2147483648 to 2147483647",
        ),
        (
            &[
                "http://a.test",
                "--input",
                r#"{"check":{"http":{"headers":"x"}}}"#,
            ],
            "must have an object where HeaderInput is",
        ),
        (
            &[
                "http://a.test",
                "--input",
                r#"{"check":{"http":{},"tcp":{}}}"#,
            ],
            "exactly one field must be given",
        ),
        (&["dns://a.test", "--record", "OOPS"], "OOPS"),
        (
            &["http://a.test", "--timeout-ms", "1"],
            "upbeat: timeoutMs must be 500 to 60000",
        ),
        (
            &["http://a.test", "--connect-to", "a b"],
            "check.http.connectTo must be a host",
        ),
        (&["ftp://a.test"], "url has the unknown scheme ftp"),
        // It refuses no address, and is one check.
        (
            &["http://a.test", "--egress-allow", "127.0.0.0/8"],
            "unexpected argument '--egress-allow'",
        ),
        (
            &["http://a.test", "--concurrency", "1"],
            "unexpected argument '--concurrency'",
        ),
    ] {
        let found = upbeat(&[&["check"], args].concat(), &[]).await;
        let text = String::from_utf8(found.stderr).unwrap();
        assert_eq!(found.status.code(), Some(2), "{args:?}: {text}");
        assert!(text.contains(problem), "{args:?}: {text}");
        assert!(!text.contains("hush"), "{text}");
    }
}

#[tokio::test]
async fn check_hints_at_plain_http() {
    let target = Target::start().await;
    let typed = target.address.to_string();
    let found = upbeat(&["check", &typed], &[]).await;
    let text = String::from_utf8(found.stdout).unwrap();
    assert_eq!(found.status.code(), Some(1), "{text}");
    let hint = format!("is not TLS: try http://{typed} (tls.not_tls)\n");
    assert!(text.ends_with(&hint), "{text}");
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
async fn healthcheck_says_why_a_server_is_not_healthy() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let said = |output: Output| {
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let answering = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let answer = b"HTTP/1.1 503 Service Unavailable\r\n\r\n{\"ready\":false}";
        stream.write_all(answer).await.unwrap();
        stream.shutdown().await.unwrap();
        // To close with bytes unread would reset the connection.
        let _ = stream.read_to_end(&mut Vec::new()).await;
    };
    let arguments = ["healthcheck", "--listen", &address];
    let (output, ()) = tokio::join!(upbeat(&arguments, &[]), answering);
    let text = said(output);
    let expected = "is not ready: HTTP/1.1 503 Service Unavailable {\"ready\":false}\n";
    assert!(text.ends_with(expected), "{text}");
    drop(listener);
    let text = said(upbeat(&arguments, &[]).await);
    assert!(
        text.contains(&format!("no server answers on {address}: ")),
        "{text}"
    );
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

#[tokio::test]
async fn channel_test_says_what_the_receiver_says() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let receiver = Receiver::start().await;
    let input = json!({ "name": "Ops", "webhook": receiver.webhook() });
    let create = "mutation($input: CreateChannelInput!) { createChannel(input: $input) { id } }";
    let created = ada.graphql(create, json!({ "input": input })).await;
    created.data("/createChannel");
    let test = async |name: &str, url: &str| {
        let environment = [
            ("DATABASE_URL", url),
            ("UPBEAT_EGRESS_ALLOW", "127.0.0.0/8"),
        ];
        let output = upbeat(&["channel", "test", name], &environment).await;
        let said = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(said).unwrap())
    };
    let (code, said) = test("Ops", &app.database_url).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("Ops took it in "), "{said}");
    assert_eq!(receiver.types(), ["test"]);
    receiver.answer(500);
    for (name, problem) in [
        ("Ops", "Ops did not take it: said (500)"),
        ("Nobody", "no channel has the name or id Nobody"),
    ] {
        let (code, said) = test(name, &app.database_url).await;
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(problem), "{said}");
    }
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("none.db");
    let (code, said) = test("Ops", &format!("sqlite://{}", file.display())).await;
    assert_eq!(code, Some(2));
    assert!(said.contains("DATABASE_URL: there is no file"), "{said}");
    assert!(!file.exists());
}
