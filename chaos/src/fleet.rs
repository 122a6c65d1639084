//! The fleet: two api processes and two probers in each of two regions, and the
//! questions that anybody can ask of it from outside.

use std::collections::BTreeMap;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Context;

use super::ground::{CENTRE, Ground, run, until};
use super::member::Member;
use super::now_ms;
use super::site::Site;
use bench::client::{Client, get};
use bench::process;

pub(super) const REGIONS: [&str; 2] = ["india", "usa"];

/// Those whose wall clock can be stepped.
pub(super) const FAKED: [&str; 2] = ["api-1", "usa-1"];

/// How long the website takes to answer, so that a killed prober leaves jobs behind.
pub(super) const DELAY: Duration = Duration::from_millis(300);

/// What in `/metrics` tells of slots that are not measured, or of reports refused.
const CAUSES: [&str; 7] = [
    "missing", "trimmed", "dropped", "refused", "lost", "expired", "dead",
];

/// What seals the secrets of channels: 32 bytes.
const SECRET_KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

pub(super) struct Fleet {
    // Before the ground: they are stopped first.
    pub(super) members: Vec<Member>,
    pub(super) client: Client,
    pub(super) site: Site,
    pub(super) ground: Ground,
    /// Causes counted by processes that were killed since.
    counted: BTreeMap<String, f64>,
}

impl Fleet {
    /// Starts everything; `faketime` is the library by which clocks are stepped.
    pub(super) async fn start(websites: usize, faketime: Option<&Path>) -> anyhow::Result<Self> {
        let ground = Ground::prepare().await?;
        fs::write(ground.path("clock"), "+0")?;
        let site = Site::start(format!("{CENTRE}:80").parse()?, DELAY).await?;
        let mut members = vec![api(&ground, 1), api(&ground, 2)];
        for region in REGIONS {
            members.extend((1..=2).map(|n| prober(&ground, region, n)));
        }
        if let Some(library) = faketime {
            let faked = members.iter_mut().filter(|one| FAKED.contains(&&*one.name));
            for member in faked {
                // Chatty, so that its log tells its wall clock.
                member.environment.extend([
                    ("UPBEAT_LOG", "info,scheduler=debug,prober=debug".to_owned()),
                    ("LD_PRELOAD", library.display().to_string()),
                    (
                        "FAKETIME_TIMESTAMP_FILE",
                        ground.path("clock").display().to_string(),
                    ),
                    ("FAKETIME_NO_CACHE", "1".to_owned()),
                    ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
                ]);
            }
        }
        // One after the other: the first one leads, and makes the tables.
        for member in &mut members[..2] {
            member.start()?;
            process::accepting(address(&member.name)?).await?;
        }
        for member in &mut members[2..] {
            member.start()?;
        }
        let mut client = Client::sign_up(address("api-1")?).await?;
        until("all probers", async || Ok(client.probers().await? == 4)).await?;
        let url = format!("http://{CENTRE}/w/");
        client.create_websites(&url, websites).await?;
        Ok(Self {
            members,
            client,
            site,
            ground,
            counted: BTreeMap::new(),
        })
    }

    pub(super) fn member(&mut self, name: &str) -> anyhow::Result<&mut Member> {
        let found = self.members.iter_mut().find(|one| one.name == name);
        found.with_context(|| format!("no member {name}"))
    }

    /// Kills a member; what it has counted is noted first.
    pub(super) async fn kill(&mut self, name: &str) -> anyhow::Result<()> {
        if name.starts_with("api") {
            for (cause, count) in causes_of(address(name)?).await? {
                *self.counted.entry(cause).or_default() += count;
            }
        }
        self.member(name)?.kill()
    }

    /// Starts a member that was killed, and waits until it works.
    pub(super) async fn restart(&mut self, name: &str) -> anyhow::Result<()> {
        self.member(name)?.start()?;
        if name.starts_with("api") {
            return process::accepting(address(name)?).await;
        }
        let region = region_of(name);
        let key = format!("upbeat:{{{region}}}:probers");
        let before = self.heartbeat(&key, name)?;
        let this = &*self;
        until("a restarted prober", async || {
            Ok(this.heartbeat(&key, name)? != before)
        })
        .await
    }

    /// How old a prober's heartbeat is, milliseconds; as old as can be where it has none.
    pub(super) fn heartbeat_age_ms(&self, region: &str, name: &str) -> anyhow::Result<i64> {
        let said = self.heartbeat(&format!("upbeat:{{{region}}}:probers"), name)?;
        let Ok(heartbeat) = serde_json::from_str::<serde_json::Value>(&said) else {
            return Ok(i64::MAX);
        };
        Ok(now_ms() - heartbeat["at_ms"].as_i64().unwrap_or(0))
    }

    fn heartbeat(&self, key: &str, name: &str) -> anyhow::Result<String> {
        self.ground.redis(&["HGET", key, name])
    }

    /// Which api leads now, by Redis' lease and by the instance that it says to be in
    /// its log.
    pub(super) fn leader(&self) -> anyhow::Result<Option<String>> {
        let holder = self.ground.redis(&["HGET", "upbeat:{leader}", "holder"])?;
        if holder.is_empty() {
            return Ok(None);
        }
        for member in &self.members {
            if fs::read_to_string(&member.log)?.contains(&holder) {
                return Ok(Some(member.name.clone()));
            }
        }
        Ok(None)
    }

    /// Waits until there is a leader.
    pub(super) async fn some_leader(&self) -> anyhow::Result<String> {
        let mut leader = None;
        until("a leader", async || {
            leader = self.leader()?;
            Ok(leader.is_some())
        })
        .await?;
        leader.context("a leader")
    }

    /// When the newest job was published, by Redis' clock.
    pub(super) fn published_ms(&self) -> anyhow::Result<i64> {
        let mut newest = 0;
        for region in REGIONS {
            let stream = format!("upbeat:{{{region}}}:checks");
            let info = self.ground.redis(&["XINFO", "STREAM", &stream])?;
            let mut lines = info.lines().skip_while(|line| *line != "last-generated-id");
            let id = lines.nth(1).context("an id")?;
            let (ms, _) = id.split_once('-').context("an id")?;
            newest = newest.max(ms.parse()?);
        }
        Ok(newest)
    }

    /// How many entries of a stream are pending for a consumer.
    pub(super) fn pending(
        &self,
        stream: &str,
        group: &str,
        consumer: &str,
    ) -> anyhow::Result<usize> {
        let command = ["XPENDING", stream, group, "-", "+", "10000", consumer];
        // Four lines an entry: id, consumer, idle time, deliveries.
        Ok(self.ground.redis(&command)?.lines().count() / 4)
    }

    /// A client of an api that runs.
    pub(super) async fn client(&mut self) -> anyhow::Result<&mut Client> {
        let running = self.members[..2].iter().find(|one| one.process.is_some());
        let name = &running.context("an api that runs")?.name;
        self.client = self.client.at(address(name)?).await?;
        Ok(&mut self.client)
    }

    /// Members that ended although nobody killed them.
    pub(super) fn ended(&mut self) -> anyhow::Result<Vec<String>> {
        let mut ended = Vec::new();
        for member in &mut self.members {
            ended.extend(member.ended()?);
        }
        Ok(ended)
    }

    /// What the apis' `/metrics` count as causes since the start; empty where they
    /// have none.
    pub(super) async fn causes(&self) -> anyhow::Result<BTreeMap<String, f64>> {
        let mut causes = self.counted.clone();
        for member in &self.members[..2] {
            for (cause, count) in causes_of(address(&member.name)?).await? {
                *causes.entry(cause).or_default() += count;
            }
        }
        Ok(causes)
    }

    /// How far a member's wall clock is ahead of ours, seconds, by the newest line of
    /// its log; `None` while there is none.
    pub(super) fn ahead_secs(&self, name: &str) -> anyhow::Result<Option<i64>> {
        let member = self.members.iter().find(|one| one.name == name);
        let log = fs::read_to_string(&member.context("a member")?.log)?;
        let newest = log.lines().rev().find_map(|line| line.split(' ').next());
        let Some(stamp) = newest.filter(|word| word.ends_with('Z')) else {
            return Ok(None);
        };
        let theirs: i64 = run(Command::new("date").args(["-d", stamp, "+%s"]))?.parse()?;
        Ok(Some(theirs - now_ms() / 1_000))
    }

    /// Leaves logs and files behind; says where.
    pub(super) fn keep(&mut self) -> PathBuf {
        self.ground.keep()
    }

    /// Steps the wall clock of the members that allow it.
    pub(super) fn step_clock(&self, offset: &str) -> anyhow::Result<()> {
        fs::write(self.ground.path("clock"), offset)?;
        Ok(())
    }
}

/// The region of a prober called `india-1`.
pub(super) fn region_of(name: &str) -> &str {
    name.rsplit_once('-').map_or(name, |(region, _)| region)
}

/// Where the api called `api-1` listens.
pub(super) fn address(name: &str) -> anyhow::Result<SocketAddr> {
    let n = name.strip_prefix("api-").context("an api's name")?;
    Ok(format!("127.0.0.1:808{n}").parse()?)
}

/// The counters in an api's `/metrics` that tell a cause, those at 0 left out.
async fn causes_of(address: SocketAddr) -> anyhow::Result<Vec<(String, f64)>> {
    let text = get(address, "/metrics").await?;
    let told = text.lines().filter(|line| line.starts_with("upbeat_"));
    let counts = told.filter_map(|line| {
        let (name, value) = line.rsplit_once(' ')?;
        let count = value.parse().ok()?;
        let is_cause = CAUSES.iter().any(|cause| name.contains(cause));
        (is_cause && count > 0.0).then(|| (name.to_owned(), count))
    });
    Ok(counts.collect())
}

fn api(ground: &Ground, n: usize) -> Member {
    let name = format!("api-{n}");
    Member {
        program: "upbeat",
        args: vec!["serve".to_owned()],
        environment: vec![
            ("DATABASE_URL", ground.database_url()),
            ("REDIS_URL", Ground::redis_url()),
            ("UPBEAT_LISTEN", format!("127.0.0.1:808{n}")),
            ("UPBEAT_EGRESS_ALLOW", format!("{CENTRE}/32")),
            ("UPBEAT_SECRET_KEY", SECRET_KEY.to_owned()),
            ("UPBEAT_LOG", "info".to_owned()),
        ],
        network: None,
        log: ground.path(&format!("{name}.log")),
        process: None,
        name,
    }
}

fn prober(ground: &Ground, region: &str, n: usize) -> Member {
    let name = format!("{region}-{n}");
    Member {
        program: "upbeat-prober",
        args: ["--region", region, "--name", &name]
            .map(str::to_owned)
            .to_vec(),
        environment: vec![
            ("REDIS_URL", Ground::redis_url()),
            ("UPBEAT_EGRESS_ALLOW", format!("{CENTRE}/32")),
            ("UPBEAT_LOG", "info".to_owned()),
        ],
        network: (region == "india").then(|| ground.indias_network()),
        log: ground.path(&format!("{name}.log")),
        process: None,
        name,
    }
}
