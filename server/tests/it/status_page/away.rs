//! Pages while the database is away.

use std::net::SocketAddr;
use std::path::Path;

use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use migration::testing::TestDb;
use queue::testing::server::{Server, free_port};
use serde_json::json;
use tokio::net::TcpStream;

use super::create;
use crate::support::{Client, Process, Response, eventually};

/// A server as a process, whose database is reached by way of a directory.
struct Serving {
    process: Process,
    address: SocketAddr,
}

impl Serving {
    fn start(url: &str, redis: &str, directory: &Path) -> Self {
        let address: SocketAddr = format!("127.0.0.1:{}", free_port()).parse().unwrap();
        let (listen, cache) = (address.to_string(), directory.join("cache"));
        let environment = [
            ("DATABASE_URL", url),
            ("REDIS_URL", redis),
            ("UPBEAT_LISTEN", &listen),
            ("UPBEAT_CACHE_DIR", cache.to_str().unwrap()),
        ];
        let log = directory.join(format!("{}.log", address.port()));
        Self {
            process: Process::start_into("upbeat", &["serve"], &environment, &log),
            address,
        }
    }

    /// The answer at `path`, of a host of the page's own where `host` names one.
    async fn get(&self, path: &str, host: &str) -> Option<Response> {
        TcpStream::connect(self.address).await.ok()?;
        let mut request = Request::get(path);
        if !host.is_empty() {
            request = request.header("host", host);
        }
        let request = request.body(Full::<Bytes>::default()).unwrap();
        Some(Client::nobody(self.address).send(request).await)
    }

    async fn ready(&self) {
        eventually("readiness", async || {
            (self.get("/readyz", "").await?.status == 200).then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_page_is_shown_as_it_was_and_says_so() {
    let redis = Server::start().await;
    let database = TestDb::postgres().await.unwrap();
    let directory = tempfile::Builder::new().prefix("ups").tempdir().unwrap();
    let (rest, real) = database.url.split_once("host=").unwrap();
    let url = format!("{rest}host={}", directory.path().display());
    let socket = directory.path().join(".s.PGSQL.5432");
    let connect =
        || std::os::unix::fs::symlink(Path::new(real).join(".s.PGSQL.5432"), &socket).unwrap();
    connect();
    let first = Serving::start(&url, &redis.url(), directory.path());
    let other = Serving::start(&url, &redis.url(), directory.path());
    for serving in [&first, &other] {
        serving.ready().await;
    }
    let ada = Client::sign_up(first.address, "ada").await;
    let public = json!({ "slug": "acme", "title": "Acme", "host": "status.acme.test" });
    create(&ada, public).await;
    let private =
        json!({ "slug": "inner", "title": "Inner", "access": "PASSWORD", "password": "x" });
    create(&ada, private).await;
    // Each of them, and each address, has been seen.
    for serving in [&first, &other] {
        eventually("the page", async || {
            let by_slug = serving.get("/status/acme", "").await?;
            let by_host = serving.get("/", "status.acme.test").await?;
            let is_there = by_slug.status == 200 && by_host.body.starts_with(b"<!doctype html>");
            (is_there && String::from_utf8_lossy(&by_host.body).contains("<title>Acme</title>"))
                .then_some(())
        })
        .await;
        assert_eq!(serving.get("/status/inner", "").await.unwrap().status, 401);
    }

    // The database is gone; whoever is connected is cut off.
    std::fs::remove_file(&socket).unwrap();
    let sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let admin = entity::database::connect(&database.url, 1).await.unwrap();
    sea_orm::ConnectionTrait::execute_unprepared(&admin, sql)
        .await
        .unwrap();
    eventually("a page that says that it is old", async || {
        let page = first.get("/status/acme", "").await?;
        assert_eq!(page.status, 200);
        let text = String::from_utf8_lossy(&page.body).into_owned();
        text.contains("class=\"stale\"").then_some(())
    })
    .await;
    // One is killed and started again, while the other goes on: as a balancer sees it, somebody
    // always answers.
    first.process.kill();
    let again = Serving::start(&url, &redis.url(), directory.path());
    let mut by_again = 0;
    let mut asked = 0;
    while asked < 1_000 || by_again < 500 {
        let paths = [("/status/acme", ""), ("/", "status.acme.test")];
        let (path, host) = paths[asked % 2];
        let answer = match again.get(path, host).await {
            Some(answer) => {
                by_again += 1;
                answer
            }
            None => other.get(path, host).await.unwrap(),
        };
        assert_eq!(answer.status, 200, "request {asked}: {answer:?}");
        asked += 1;
    }
    let page = again.get("/status/acme", "").await.unwrap();
    assert!(String::from_utf8_lossy(&page.body).contains("class=\"stale\""));
    // What only some may see is never kept.
    let kept: Vec<_> = std::fs::read_dir(directory.path().join("cache"))
        .unwrap()
        .collect();
    assert_eq!(kept.len(), 2, "{kept:?}");
    for serving in [&again, &other] {
        assert_eq!(serving.get("/status/inner", "").await.unwrap().status, 503);
    }
    connect();
    eventually("a page that is new", async || {
        let page = again.get("/status/acme", "").await?;
        let text = String::from_utf8_lossy(&page.body).into_owned();
        (page.status == 200 && !text.contains("class=\"stale\"")).then_some(())
    })
    .await;
    admin.close().await.unwrap();
    for serving in [again, other] {
        serving.process.kill();
    }
}
