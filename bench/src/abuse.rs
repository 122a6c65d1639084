//! What each known attack costs: CPU of the server for an attempt, memory that it holds at the
//! peak, and what the attacker is answered.
//!
//! Each attack has a server of its own, on SQLite with the in-process queue and the local prober,
//! at default limits. What the attacker does is a row of [`table`].

mod attempt;
mod table;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use self::table::{ATTACKS, Attack};
use crate::process::{self, Process};
use crate::throughput;

#[derive(Args)]
pub(crate) struct Options {
    /// Only attacks whose name contains this.
    #[arg(long, default_value = "")]
    only: String,
}

/// Interval between looks at the server's memory.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// Websites that the attacker has, none of which answers.
const WEBSITES: usize = 50;

/// Who attacks, and whom.
pub(crate) struct Attacker {
    address: SocketAddr,
    /// A session of an account with [`WEBSITES`].
    token: String,
    /// Ids of its websites.
    websites: Vec<String>,
    /// A website that answers nobody.
    silent: String,
}

/// What an attack has cost.
struct Cost {
    cpu_ms: f64,
    held_mib: f64,
    answers: BTreeMap<String, usize>,
}

#[expect(clippy::print_stdout, reason = "the result")]
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    process::raise_limit()?;
    println!("| attack | attempts, at once | CPU, ms an attempt | held, MiB | answers |");
    println!("| --- | --: | --: | --: | --- |");
    let wanted = |attack: &&Attack| attack.name.contains(options.only.as_str());
    for attack in ATTACKS.iter().filter(wanted) {
        let cost = cost(attack).await.context(attack.name)?;
        let answers = cost.answers.iter();
        let answers = answers.map(|(answer, count)| format!("{answer} × {count}"));
        let answers: Vec<String> = answers.collect();
        println!(
            "| {} | {}, {} | {:.2} | {:.1} | {} |",
            attack.name,
            attack.attempts,
            attack.at_once,
            cost.cpu_ms,
            cost.held_mib,
            answers.join(", ")
        );
    }
    Ok(())
}

async fn cost(attack: &'static Attack) -> anyhow::Result<Cost> {
    let directory = tempfile::tempdir()?;
    let url = format!("sqlite://{}", directory.path().join("upbeat.db").display());
    let environment = [
        ("DATABASE_URL", url.as_str()),
        ("REDIS_URL", ""),
        ("UPBEAT_LOG", "error"),
        // So that what is beyond it is seen.
        ("UPBEAT_SOCKETS", "1000"),
    ];
    let (address, server) = throughput::serve("upbeat", &environment)?;
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let attacker = Arc::new(attacker(address, silent.local_addr()?).await?);
    let (before, at_rest) = (process::cpu(server.id()), process::now_kib(server.id()));
    let (answers, most) = attempts(attack, &attacker, &server).await;
    let used = process::cpu(server.id()).saturating_sub(before);
    Ok(Cost {
        cpu_ms: used.as_secs_f64() * 1e3 / attack.attempts as f64,
        held_mib: most.saturating_sub(at_rest) as f64 / 1_024.0,
        answers,
    })
}

/// An account with websites, whose first checks are over.
async fn attacker(address: SocketAddr, silent: SocketAddr) -> anyhow::Result<Attacker> {
    process::accepting(address).await?;
    let mut client = throughput::sign_up(address, 1).await?;
    let silent = format!("http://{silent}/");
    let create = "mutation($url: String!) { createWebsite(input: { url: $url, \
        intervalSecs: 86400, timeoutMs: 500, retries: 0 }) { id } }";
    let mut websites = Vec::new();
    for n in 0..WEBSITES {
        let variables = json!({ "url": format!("{silent}{n}") });
        let created = client.ask(create, variables).await?;
        let id = created
            .pointer("/createWebsite/id")
            .and_then(|id| id.as_str());
        websites.push(id.context("an id")?.to_owned());
    }
    // Their checks come to their ends, and with them what these make others do.
    sleep(Duration::from_secs(3)).await;
    Ok(Attacker {
        address,
        token: client.token().to_owned(),
        websites,
        silent,
    })
}

/// Makes all attempts; how often each answer came, and the most memory meanwhile, KiB.
async fn attempts(
    attack: &'static Attack,
    attacker: &Arc<Attacker>,
    server: &Process,
) -> (BTreeMap<String, usize>, u64) {
    let places = Arc::new(Semaphore::new(attack.at_once));
    let mut attempts = JoinSet::new();
    for n in 0..attack.attempts {
        let (attacker, places) = (Arc::clone(attacker), Arc::clone(&places));
        attempts.spawn(async move {
            let _place = places.acquire().await;
            timeout(attempt::PATIENCE, attempt::make(&attack.way, &attacker, n)).await?
        });
    }
    let (mut answers, mut most) = (BTreeMap::new(), 0);
    loop {
        most = most.max(process::now_kib(server.id()));
        tokio::select! {
            made = attempts.join_next() => match made {
                None => return (answers, most),
                Some(Ok(Ok(answer))) => *answers.entry(answer).or_default() += 1,
                Some(_) => *answers.entry("cut off".to_owned()).or_default() += 1,
            },
            () = sleep(LOOK_EVERY) => {}
        }
    }
}
