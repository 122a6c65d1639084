//! What is asked, and what an answer may cost.

use bytes::Bytes;
use serde_json::json;

use crate::client::{Client, question};
use crate::questions::{self, Questions};

/// What every answer begins with: who asks.
const NOTHING: &str = "{ __typename }";

/// Fifty websites as a list shows them.
const PAGE: &str = "query($after: String) {
  websites(first: 50, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node {
      id status
      lastTick { slot outcome httpStatus responseTimeMs region }
      uptime(window: MONTH) { ratio coverage downSecs }
    } }
  }
}";

/// One website's newest ticks.
const TICKS: &str = "query($id: ID!) {
  website(id: $id) {
    id
    ticks(first: 100) { edges { node { slot outcome httpStatus responseTimeMs region } } }
  }
}";

/// A hundred websites by name.
const NAMES: &str = "query($after: String) {
  websites(first: 100, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { id name url status } }
  }
}";

/// Requests of one kind, each about other websites.
pub(super) struct Work {
    pub(super) name: &'static str,
    pub(super) questions: Vec<Bytes>,
    /// Whether the peer answers it too.
    pub(super) is_shared: bool,
    pub(super) goal: Goal,
}

/// What an answer may cost at most.
#[derive(Clone, Copy, Debug)]
pub(super) enum Goal {
    /// So much of the peer's CPU, PostgreSQL's included.
    OfPeer(f64),
    /// CPU and time, milliseconds.
    Ms {
        server: Option<f64>,
        postgres: Option<f64>,
        p99: Option<f64>,
    },
}

/// All of them, about the websites of `client`.
pub(super) async fn gather(client: &mut Client) -> anyhow::Result<Vec<Work>> {
    let pages = questions::pages(client, PAGE).await?;
    let websites = pages.iter().flat_map(|(_, websites)| websites);
    let ticks = websites.map(|website| question(TICKS, json!({ "id": website["id"] })));
    let ticks = ticks.collect();
    let names = questions::pages(client, NAMES).await?;
    let Questions {
        dashboard, website, ..
    } = Questions::gather(client).await?;
    let shared = |name, questions, goal| Work {
        name,
        questions,
        is_shared: true,
        goal,
    };
    let only = |asked: Vec<(Bytes, _)>| asked.into_iter().map(|(question, _)| question).collect();
    Ok(vec![
        shared(
            "{ __typename }, signed in",
            vec![question(NOTHING, json!({}))],
            Goal::OfPeer(1.0),
        ),
        shared(
            "50 websites, last tick, 30 days",
            only(pages),
            Goal::OfPeer(0.5),
        ),
        shared("a website's 100 ticks", ticks, Goal::OfPeer(0.7)),
        shared(
            "100 websites by name",
            only(names),
            Goal::Ms {
                server: Some(0.8),
                postgres: Some(0.4),
                p99: None,
            },
        ),
        Work {
            name: "50 websites, strips and bars",
            questions: dashboard,
            is_shared: false,
            goal: Goal::Ms {
                server: Some(3.0),
                postgres: Some(3.0),
                p99: Some(10.0),
            },
        },
        Work {
            name: "a website's 90 days",
            questions: website,
            is_shared: false,
            goal: Goal::Ms {
                server: None,
                postgres: None,
                p99: Some(8.0),
            },
        },
    ])
}
