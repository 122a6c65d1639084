//! What a dashboard asks.

use anyhow::Context;
use bytes::Bytes;
use serde_json::{Value, json};

use crate::client::{Client, question};

/// The list: fifty websites with status, last tick, the strip of 24 hours, the bars of
/// 90 days, and the month's uptime.
const DASHBOARD: &str = "query($after: String) {
  websites(first: 50, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node {
      id name url status
      lastTick { slot outcome httpStatus responseTimeMs region }
      strip: uptimeSeries(step: HOUR) { from stepSecs ratios worst downSecs }
      bars: uptimeSeries(step: DAY) { from stepSecs ratios worst downSecs }
      uptime(window: MONTH) { ratio coverage downSecs }
    } }
  }
}";

/// One website over 90 days.
const WEBSITE: &str = "query($id: ID!) {
  website(id: $id) {
    id name url status
    uptime(window: QUARTER) {
      ratio coverage windowSecs upSecs degradedSecs partialSecs downSecs maintenanceSecs
      unmeasuredSecs
    }
    bars: uptimeSeries(step: DAY) { from stepSecs ratios worst downSecs }
    latency(window: QUARTER) { count p50Ms p95Ms p99Ms }
    latencySeries(window: QUARTER) { stepSecs at p50Ms p95Ms p99Ms }
    ticks(first: 50) { edges { node { slot outcome httpStatus responseTimeMs region } } }
  }
}";

/// Requests of one account, each about other websites.
pub(crate) struct Questions {
    /// The dashboard's pages.
    pub(crate) dashboard: Vec<Bytes>,
    /// The websites' own pages.
    pub(crate) website: Vec<Bytes>,
    /// How many of the dashboard's websites were measured over the month.
    pub(crate) measured: usize,
}

impl Questions {
    /// Walks through all pages once, and sees that each is answered.
    pub(crate) async fn gather(client: &mut Client) -> anyhow::Result<Self> {
        let mut questions = Self {
            dashboard: Vec::new(),
            website: Vec::new(),
            measured: 0,
        };
        for (dashboard, websites) in pages(client, DASHBOARD).await? {
            questions.dashboard.push(dashboard);
            for website in websites {
                let variables = json!({ "id": website["id"] });
                questions.website.push(question(WEBSITE, variables));
                questions.measured += usize::from(!website["uptime"]["ratio"].is_null());
            }
        }
        let first = client
            .ask(DASHBOARD, json!({ "after": Value::Null }))
            .await?;
        let id = &first["websites"]["edges"][0]["node"]["id"];
        let website = client.ask(WEBSITE, json!({ "id": id })).await?;
        let ticks = website["website"]["ticks"]["edges"].as_array();
        anyhow::ensure!(
            ticks.is_some_and(|ticks| !ticks.is_empty()),
            "the first website has no ticks"
        );
        Ok(questions)
    }
}

/// A question for each page of `document`, which takes `$after` and asks for `pageInfo`, with
/// the websites that it shows.
pub(crate) async fn pages(
    client: &mut Client,
    document: &str,
) -> anyhow::Result<Vec<(Bytes, Vec<Value>)>> {
    let mut pages = Vec::new();
    let mut after = Value::Null;
    loop {
        let variables = json!({ "after": after });
        let asked = question(document, variables.clone());
        let mut data = client.ask(document, variables).await?;
        let page = &mut data["websites"];
        let edges = page["edges"].as_array_mut().context("edges")?;
        let websites = edges.iter_mut().map(|edge| edge["node"].take()).collect();
        pages.push((asked, websites));
        if page["pageInfo"]["hasNextPage"] != true {
            return Ok(pages);
        }
        after = page["pageInfo"]["endCursor"].take();
    }
}
