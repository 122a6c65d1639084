//! Stores that are not there yet, that refuse, or that go away: what the server says of
//! them, and that it stops all the same.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use migration::testing::TestDb;
use queue::testing::server::{Server, free_port};
use serde_json::{Value, json};

use crate::fleet::wait_for_regions;
use crate::support::{Client, Process, Settings, TestApp, command, eventually};

/// A server whose log is in a file.
struct Serving {
    process: Process,
    client: Client,
    log: std::path::PathBuf,
}

impl Serving {
    fn start(database: &str, redis: &str, directory: &Path) -> Self {
        let address: SocketAddr = format!("127.0.0.1:{}", free_port()).parse().unwrap();
        let listen = address.to_string();
        let environment = [
            ("DATABASE_URL", database),
            ("REDIS_URL", redis),
            ("UPBEAT_LISTEN", &listen),
        ];
        let log = directory.join("log");
        Self {
            process: Process::start_into("upbeat", &["serve"], &environment, &log),
            client: Client::nobody(address),
            log,
        }
    }

    /// Status and body of a path; none while nothing listens.
    async fn get(&self, path: &str) -> Option<(u16, String)> {
        tokio::net::TcpStream::connect(self.client.address)
            .await
            .ok()?;
        let request = Request::get(path).body(Full::<Bytes>::default()).unwrap();
        let response = self.client.send(request).await;
        Some((
            response.status,
            String::from_utf8(response.body.to_vec()).unwrap(),
        ))
    }

    /// What `/readyz` says, once it is `status`.
    async fn ready(&self, status: u16) -> Value {
        let body = eventually("readiness", async || {
            let (is, body) = self.get("/readyz").await?;
            (is == status).then_some(body)
        });
        serde_json::from_str(&body.await).unwrap()
    }

    fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Sends SIGTERM; it ends well within `limit`.
    async fn stops_within(mut self, limit: Duration, when: &str) {
        let began = Instant::now();
        self.process.signal("-TERM");
        let code = self.process.ended().await;
        let took = began.elapsed();
        assert_eq!(code, Some(0), "{when}: {}", self.said());
        assert!(took < limit, "{when}: {took:?}\n{}", self.said());
    }
}

/// A URL of `database` by way of a directory, where its socket may be missing.
fn by_way_of(database: &TestDb, directory: &Path) -> (String, std::path::PathBuf) {
    let (rest, real) = database.url.split_once("host=").unwrap();
    let socket = Path::new(real).join(".s.PGSQL.5432");
    (format!("{rest}host={}", directory.display()), socket)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_waits_for_database_and_queue_and_says_so() {
    let database = TestDb::postgres().await.unwrap();
    let mut redis = Server::start().await;
    redis.kill();
    let directory = tempfile::Builder::new().prefix("ups").tempdir().unwrap();
    let (url, socket) = by_way_of(&database, directory.path());
    let serving = Serving::start(&url, &redis.url(), directory.path());

    let waiting = serving.ready(503).await;
    assert_eq!(
        (&waiting["ready"], &waiting["database"]),
        (&json!(false), &json!("failed"))
    );
    assert_eq!(serving.get("/healthz").await, Some((200, "ok".to_owned())));
    assert_eq!(serving.get("/graphql").await.unwrap().0, 503);

    std::os::unix::fs::symlink(socket, directory.path().join(".s.PGSQL.5432")).unwrap();
    eventually("only the queue is missing", async || {
        let (status, body) = serving.get("/readyz").await?;
        let body: Value = serde_json::from_str(&body).unwrap();
        let is_so = status == 503 && body["database"] == "ok" && body["queue"] == "failed";
        is_so.then_some(())
    })
    .await;
    redis.restart().await;
    let ready = serving.ready(200).await;
    assert_eq!(ready["queue"], "ok");
    let said = serving.said();
    for line in [
        "Cannot start yet, waiting: DATABASE_URL",
        "Cannot start yet, waiting: REDIS_URL",
        "All is there now, after",
    ] {
        assert_eq!(said.matches(line).count(), 1, "{line}: {said}");
    }
    serving
        .stops_within(Duration::from_secs(5), "all is well")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_is_obeyed_whatever_the_stores_do() {
    let database = TestDb::postgres().await.unwrap();
    for when in [
        "database missing",
        "queue missing",
        "queue frozen",
        "queue killed",
    ] {
        let mut redis = Server::start().await;
        let directory = tempfile::Builder::new().prefix("ups").tempdir().unwrap();
        let (missing, _) = by_way_of(&database, directory.path());
        let url = match when {
            "database missing" => missing,
            _ => database.url.clone(),
        };
        if when == "queue missing" {
            redis.kill();
        }
        let serving = Serving::start(&url, &redis.url(), directory.path());
        if when.ends_with("missing") {
            serving.ready(503).await;
        } else {
            serving.ready(200).await;
            match when {
                "queue frozen" => redis.freeze(),
                _ => redis.kill(),
            }
            serving.ready(503).await;
        }
        serving.stops_within(Duration::from_secs(12), when).await;
    }
}

/// What is wrong for good ends it with a sentence, and what is private is not said.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_for_good_is_not_waited_for() {
    let database = TestDb::postgres().await.unwrap();
    let users = ["user api on >right ~* &* +@all".to_owned()];
    let guarded = Server::start_with_users(&users).await;
    let nowhere = "postgres://upbeat@localhost/no-such-database?host=";
    let real = database.url.split_once("host=").unwrap().1;
    let unknown = format!("{nowhere}{real}");
    for (database, redis, variable) in [
        (
            database.url.as_str(),
            guarded.url_as("api:hunter2@"),
            "REDIS_URL",
        ),
        (
            database.url.as_str(),
            "redis://h:port".to_owned(),
            "REDIS_URL",
        ),
        (
            database.url.as_str(),
            "redis-sentinel://h".to_owned(),
            "REDIS_URL",
        ),
        (&unknown, guarded.url(), "DATABASE_URL"),
        (
            "sqlite:///nowhere/at/all/u.db",
            guarded.url(),
            "DATABASE_URL",
        ),
    ] {
        let environment = [
            ("DATABASE_URL", database),
            ("REDIS_URL", redis.as_str()),
            ("UPBEAT_LISTEN", "127.0.0.1:0"),
        ];
        let mut serving = command("upbeat", &["serve"], &environment);
        let output = tokio::task::spawn_blocking(move || serving.output().unwrap());
        let output = output.await.unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.contains(variable) && !said.contains("hunter2"),
            "{said}"
        );
    }
}

/// Full, a replica, or without replicas: `/readyz` and metrics say it, regions are not
/// blamed, and all is well afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn a_queue_that_refuses_is_told_from_one_that_is_away() {
    let redis = Server::start().await;
    let database = TestDb::postgres().await.unwrap();
    let app = TestApp::on(Settings {
        database_url: &database.url,
        redis_url: &redis.url(),
        secret_key: "",
    })
    .await;
    let ada = app.user("ada").await;
    let prober = Process::start(
        "upbeat-prober",
        &["--region", "india", "--name", "india-1"],
        &[("REDIS_URL", &redis.url()), ("UPBEAT_LOG", "warn")],
    );
    wait_for_regions(&ada, &["india"]).await;
    let nobody = app.nobody();
    let get = async |path: &str| {
        let request = Request::get(path).body(Full::<Bytes>::default()).unwrap();
        let response = nobody.send(request).await;
        (
            response.status,
            String::from_utf8(response.body.to_vec()).unwrap(),
        )
    };
    let client = queue::testing::server::connect(&redis.url()).await.unwrap();
    for (begin, end, sentence) in [
        (
            "CONFIG SET maxmemory 1",
            "CONFIG SET maxmemory 0",
            "Redis refuses writes: out of memory (maxmemory)",
        ),
        (
            "CONFIG SET min-replicas-to-write 1",
            "CONFIG SET min-replicas-to-write 0",
            "Redis refuses writes: too few replicas follow it",
        ),
    ] {
        let _: String = queue::testing::server::ask(&client, begin).await;
        let body = eventually("not to be ready", async || {
            let (status, body) = get("/readyz").await;
            let has_trouble = body.contains("queue_refuses");
            (status == 503 && has_trouble).then_some(body)
        })
        .await;
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["queue"], sentence);
        let (_, metrics) = get("/metrics").await;
        for line in [
            "upbeat_queue_writable 0",
            "upbeat_queue_up 1",
            r#"upbeat_trouble{kind="queue_refuses",region=""} 1"#,
        ] {
            assert!(metrics.contains(line), "{line}");
        }
        let _: String = queue::testing::server::ask(&client, end).await;
        eventually("to be ready again", async || {
            (get("/readyz").await.0 == 200).then_some(())
        })
        .await;
    }
    drop(prober);
    app.stop().await;
}
