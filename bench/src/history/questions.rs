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
pub(super) struct Questions {
    /// The dashboard's pages.
    pub(super) dashboard: Vec<Bytes>,
    /// The websites' own pages.
    pub(super) website: Vec<Bytes>,
    /// How many of the dashboard's websites were measured over the month.
    pub(super) measured: usize,
}

impl Questions {
    /// Walks through all pages once, and sees that each is answered.
    pub(super) async fn gather(client: &mut Client) -> anyhow::Result<Self> {
        let mut questions = Self {
            dashboard: Vec::new(),
            website: Vec::new(),
            measured: 0,
        };
        let mut after = Value::Null;
        loop {
            let variables = json!({ "after": after });
            questions
                .dashboard
                .push(question(DASHBOARD, variables.clone()));
            let data = client.ask(DASHBOARD, variables).await?;
            let page = &data["websites"];
            for edge in page["edges"].as_array().context("edges")? {
                let variables = json!({ "id": edge["node"]["id"] });
                questions.website.push(question(WEBSITE, variables));
                questions.measured += usize::from(!edge["node"]["uptime"]["ratio"].is_null());
            }
            if page["pageInfo"]["hasNextPage"] != true {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
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
