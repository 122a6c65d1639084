//! The program itself between a guarded Redis and its end: stopped, killed,
//! frozen, and left alone by its queue.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use bytes::Bytes;
use queue::redis::acl;
use queue::testing::eventually;
use queue::testing::server::Server;
use queue::{
    Check, Clock, GroupConsumer, Job, JobKey, Limits, Origin, Outcome, RedisTransport, RegionName,
    Report, Stream, Transport, codec,
};
use uuid::Uuid;

use crate::check;
use crate::server::{OK, answering};

/// A region with an api, on a Redis that refuses what is not needed.
pub(crate) struct Fleet {
    pub(crate) server: Server,
    pub(crate) api: RedisTransport,
    clock: Clock,
    pub(crate) region: RegionName,
}

impl Fleet {
    pub(crate) async fn start() -> Self {
        let region: RegionName = "india".parse().unwrap();
        let users = [
            ("api", acl::api("upbeat")),
            ("india", acl::region("upbeat", &region)),
        ];
        let users =
            users.map(|(name, rules)| format!("user {name} on >{name} {}", rules.join(" ")));
        let server = Server::start_with_users(&users).await;
        let url = server.url_as("api:api@");
        let api = RedisTransport::connect(&url, "upbeat", Limits::default())
            .await
            .unwrap();
        let clock = Clock::synced(&api).await.unwrap();
        Self {
            server,
            api,
            clock,
            region,
        }
    }

    /// Starts the program under the region's user.
    pub(crate) fn prober(&self, name: &str) -> Prober {
        let process = Command::new(env!("CARGO_BIN_EXE_upbeat-prober"))
            .env_clear()
            .env("UPBEAT_REGION", "india")
            .env("UPBEAT_PROBER", name)
            .env("UPBEAT_EGRESS_ALLOW", "127.0.0.0/8")
            .env("REDIS_URL", self.server.url_as("india:india@"))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Prober::new(process)
    }

    pub(crate) async fn ask(&self, url: &str) -> JobKey {
        self.ask_for(check(url)).await
    }

    pub(crate) async fn ask_for(&self, check: Check) -> JobKey {
        let key = JobKey {
            website: Uuid::now_v7(),
            website_key: 7,
            revision: 1,
            slot_ms: self.clock.now_ms(),
            origin: Origin::Schedule,
        };
        let job = Job {
            key: key.clone(),
            mac: [7; 32],
            start_before_ms: self.clock.now_ms() + 3_600_000,
            check,
            tenant: None,
        };
        let bodies: Vec<Bytes> = vec![codec::encode(&job).unwrap()];
        let checks = Stream::checks(&self.region);
        self.api.publish(&checks, bodies).await.unwrap();
        key
    }

    pub(crate) async fn next_report(&self) -> Report {
        let seat = GroupConsumer {
            stream: Stream::results(&self.region),
            consumer: "test".to_owned(),
        };
        let wait = Duration::from_millis(100);
        let read = eventually("a report", async || {
            self.api.read(&seat, 1, wait).await.unwrap().pop()
        });
        codec::decode(&read.await.body).unwrap()
    }

    pub(crate) async fn alive(&self, name: &str) {
        eventually("the prober says that it lives", async || {
            let seen = self.api.neighbours(&self.region).await.unwrap();
            let now_ms = self.clock.now_ms();
            seen.iter()
                .any(|seen| seen.name.as_str() == name && seen.heartbeat.is_alive(now_ms))
                .then_some(())
        })
        .await;
    }
}

/// A process of ours, which does not outlive its test, and what it has said.
pub(crate) struct Prober {
    process: Option<Child>,
    said: Arc<Mutex<String>>,
    listening: Option<JoinHandle<()>>,
}

impl Prober {
    fn new(mut process: Child) -> Self {
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let said = Arc::<Mutex<String>>::default();
        let all = Arc::clone(&said);
        let listening = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                all.lock().unwrap().push_str(&(line + "\n"));
            }
        });
        Self {
            process: Some(process),
            said,
            listening: Some(listening),
        }
    }

    /// Waits until it has said `what`.
    pub(crate) async fn says(&self, what: &str) {
        eventually(what, async || {
            self.said.lock().unwrap().contains(what).then_some(())
        })
        .await;
    }

    pub(crate) fn signal(&self, signal: &str) {
        let pid = self.process.as_ref().unwrap().id().to_string();
        let status = Command::new("kill").args([signal, &pid]).status().unwrap();
        assert!(status.success());
    }

    /// Waits until it has ended: its exit code and what it said.
    pub(crate) async fn end(mut self) -> (Option<i32>, String) {
        let process = self.process.as_mut().unwrap();
        let status = eventually("the prober ends", async || process.try_wait().unwrap()).await;
        self.listening.take().unwrap().join().unwrap();
        let said = self.said.lock().unwrap().clone();
        (status.code(), said)
    }
}

impl Drop for Prober {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prober_under_its_regions_user_works_and_leaves_nothing_behind() {
    let fleet = Fleet::start().await;
    let prober = fleet.prober("india-1");
    let key = fleet.ask(&format!("http://{}/", answering(OK).await)).await;
    let report = fleet.next_report().await;
    assert_eq!((report.key, report.outcome), (key, Outcome::Up));
    fleet.alive("india-1").await;
    prober.signal("-TERM");
    let (code, said) = prober.end().await;
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(fleet.api.neighbours(&fleet.region).await.unwrap(), []);
    for command in ["XINFO CONSUMERS upbeat:{india}:checks india", "ACL LOG"] {
        assert_eq!(fleet.server.cli("test", "test", command), "", "{command}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_belongs_to_one_prober_and_to_its_next_life() {
    let fleet = Fleet::start().await;
    let first = fleet.prober("india-1");
    fleet.alive("india-1").await;
    let (code, said) = fleet.prober("india-1").end().await;
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("UPBEAT_PROBER: must be unique"), "{said}");
    first.signal("-KILL");
    first.end().await;
    let _second = fleet.prober("india-1");
    fleet.ask(&format!("http://{}/", answering(OK).await)).await;
    assert_eq!(fleet.next_report().await.outcome, Outcome::Up);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_probers_job_is_taken_over_and_its_late_answer_blames_nobody() {
    let fleet = Fleet::start().await;
    let frozen = fleet.prober("india-1");
    let (url, asked, go) = crate::worker::held_back().await;
    let key = fleet.ask(&url).await;
    asked.notified().await;
    frozen.signal("-STOP");
    let _neighbour = fleet.prober("india-2");
    asked.notified().await;
    go.notify_one();
    go.notify_one();
    let report = fleet.next_report().await;
    assert_eq!(report.key, key);
    frozen.signal("-CONT");
    go.notify_one();
    let late = fleet.next_report().await;
    assert_eq!(late.key, key);
    assert_ne!(late.outcome, Outcome::Down, "{late:?}");
    let checks = Stream::checks(&fleet.region);
    let backlog = fleet.api.backlog(&checks).await.unwrap();
    assert_eq!((backlog.len, backlog.pending), (0, 0));
}
