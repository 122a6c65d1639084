//! The websites that are really down, one during each fault, and what the receiver of
//! their alerts got.

use std::collections::{BTreeMap, HashSet};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use serde_json::json;
use tokio::time::sleep;

use super::fleet::{Fleet, address};
use super::ground::CENTRE;
use bench::client::Client;
use bench::receiver::Receiver;

/// Where the receiver listens.
const PORT: u16 = 8_090;

/// With what its webhooks are signed.
const SECRET: &str = "whsec_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

/// How long an alert may take once a fault is over: a stream's pending reports are taken
/// over, an interval, and a dead process's lease on the delivery, 75 s.
const LIMIT: Duration = Duration::from_secs(180);

/// The websites that go down, each of them once, and who is told.
pub(super) struct Outages {
    receiver: Receiver,
    /// Names of those that went down.
    real: Vec<String>,
}

impl Outages {
    /// Creates a website of each name, in an organization that is told of everything.
    pub(super) async fn prepare(names: &[String]) -> anyhow::Result<Self> {
        let receiver = Receiver::start(SocketAddr::new(CENTRE.parse()?, PORT)).await?;
        let mut client = Client::sign_up_as(address("api-1")?, "outages@example.org").await?;
        let channel = "mutation($url: String!, $secret: String!) { createChannel(input: {
            name: \"All\", webhook: { url: $url, secret: $secret } }) { id } }";
        let hook = format!("http://{}/", receiver.address);
        client
            .ask(channel, json!({ "url": hook, "secret": SECRET }))
            .await?;
        let website = "mutation($input: CreateWebsiteInput!) {
            createWebsite(input: $input) { id } }";
        for name in names {
            let input = json!({
                "url": format!("http://{CENTRE}{}", path(name)),
                "name": name,
                "intervalSecs": 10,
                "recoverySecs": 0,
            });
            client.ask(website, json!({ "input": input })).await?;
        }
        Ok(Self {
            receiver,
            real: Vec::new(),
        })
    }

    /// Takes a website down.
    pub(super) fn begin(&mut self, fleet: &Fleet, name: &str) {
        fleet.site.fail(&path(name));
        self.real.push(name.to_owned());
    }

    /// Waits until somebody is told that a website is down, and brings it up; how long the
    /// wait was.
    pub(super) async fn end(&self, fleet: &Fleet, name: &str) -> anyhow::Result<Duration> {
        let waited = self.told(name, "incident.opened").await?;
        fleet.site.recover(&path(name));
        Ok(waited)
    }

    async fn told(&self, name: &str, kind: &str) -> anyhow::Result<Duration> {
        let began = Instant::now();
        while !self.kinds_of(name).contains(&kind.to_owned()) {
            ensure!(
                began.elapsed() < LIMIT,
                "nobody was told that {name} has {kind} within {LIMIT:?}"
            );
            sleep(Duration::from_millis(100)).await;
        }
        Ok(began.elapsed())
    }

    /// What was told of a website, in order; repetitions of a message left out.
    fn kinds_of(&self, name: &str) -> Vec<String> {
        let mut seen = HashSet::new();
        let events = self.receiver.events().into_iter();
        let of_website = events.filter(|event| event.website == name);
        of_website
            .filter_map(|event| seen.insert(event.id).then_some(event.kind))
            .collect()
    }

    /// Waits until each outage is told to be over; what is wrong with what was told.
    #[expect(clippy::print_stdout, reason = "the result")]
    pub(super) async fn conclude(&self, fleet: &Fleet) -> anyhow::Result<Vec<String>> {
        for name in &self.real {
            self.told(name, "incident.resolved").await?;
        }
        let mut breaches = Vec::new();
        for name in &self.real {
            let kinds = self.kinds_of(name);
            if kinds != ["incident.opened", "incident.resolved"] {
                breaches.push(format!("of {name} was told: {kinds:?}"));
            }
        }
        let mut others: BTreeMap<String, usize> = BTreeMap::new();
        for event in self.receiver.events() {
            if event.website.is_empty() {
                *others.entry(event.kind).or_default() += 1;
            } else if !self.real.contains(&event.website) {
                breaches.push(format!("{} was told of {}", event.kind, event.website));
            }
        }
        let incidents: usize = fleet
            .ground
            .sql("SELECT count(*) FROM incident")?
            .parse()
            .context("a count of incidents")?;
        if incidents != self.real.len() {
            breaches.push(format!(
                "{incidents} incidents of {} outages",
                self.real.len()
            ));
        }
        println!(
            "{} outages, {incidents} incidents; told besides: {others:?}",
            self.real.len()
        );
        Ok(breaches)
    }
}

/// The path of the website called `name`.
fn path(name: &str) -> String {
    format!("/outage/{name}")
}
