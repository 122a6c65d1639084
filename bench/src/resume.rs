//! Kills the api with SIGKILL while a thousand subscribers listen, each of which comes back with
//! its cursor, and compares what each got with the whole feed: every tick once, in order.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use clap::Args;
use memchr::memmem::Finder;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::client::Client;
use crate::server::Server;
use crate::socket::Socket;
use crate::stores::Stores;
use crate::target::Target;

const EMAIL: &str = "bench@example.org";
const PASSWORD: &str = "correct horse battery";

/// How long the server may take to come back, and subscribers to catch up.
const LIMIT: Duration = Duration::from_secs(90);

/// Without a message for so long, the feed is at its end: nothing is checked any more.
const QUIET: Duration = Duration::from_secs(3);

#[derive(Args)]
pub(crate) struct Options {
    /// Subscribers.
    #[arg(long, default_value_t = 1_000)]
    subscribers: usize,

    /// Websites, each checked every 10 s.
    #[arg(long, default_value_t = 50)]
    websites: usize,

    /// How often the server is killed.
    #[arg(long, default_value_t = 5)]
    kills: usize,

    /// What the instants are drawn from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// What subscribers need to know of the server.
#[derive(Clone)]
struct Door {
    /// Where it is; another place after each kill.
    address: watch::Receiver<SocketAddr>,
    token: Arc<str>,
    /// Where all begin.
    start: Arc<str>,
    /// Once the feed has this many messages, and no more.
    end: watch::Receiver<Option<usize>>,
    resumed: Arc<AtomicUsize>,
}

#[expect(clippy::print_stdout, reason = "the result")]
pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let stores = Stores::fresh("bench_resume")?;
    let environment = [
        ("DATABASE_URL", stores.database_url.as_str()),
        ("REDIS_URL", ""),
    ];
    let site = Target::start(Duration::ZERO).await?;
    let mut instants = StdRng::seed_from_u64(options.seed);
    let mut server = Server::start(directory.path(), &environment)?;
    let mut client = server.sign_up(EMAIL).await?;
    client
        .create_websites(&format!("http://{}/", site.address), options.websites)
        .await?;
    let start = first_cursor(&client).await?;
    let (moved, address) = watch::channel(server.address);
    let (ended, end) = watch::channel(None);
    let door = Door {
        address,
        token: client.token().into(),
        start: start.into(),
        end,
        resumed: Arc::default(),
    };
    let mut subscribers = JoinSet::new();
    for _ in 0..options.subscribers {
        subscribers.spawn(subscriber(door.clone()));
    }
    for _ in 0..options.kills {
        sleep(Duration::from_millis(instants.random_range(5_000..12_000))).await;
        server.kill()?;
        server = Server::start(directory.path(), &environment)?;
        client = server.sign_in(EMAIL, PASSWORD).await?;
        moved.send_replace(server.address);
    }
    sleep(Duration::from_secs(5)).await;
    client.pause_all().await?;
    let whole = replay(&door).await?;
    ended.send_replace(Some(whole.len()));
    let mut got = 0;
    while let Some(one) = timeout(LIMIT, subscribers.join_next())
        .await
        .context("subscribers do not catch up")?
    {
        let one = one??;
        ensure!(
            one == whole,
            "a subscriber got {} messages, or in another order, of {}",
            one.len(),
            whole.len()
        );
        got += one.len();
    }
    println!(
        "{} subscribers, {} kills, {} resumptions: {got} messages, each of {} ticks once and in order",
        options.subscribers,
        options.kills,
        door.resumed.load(Ordering::Relaxed),
        whole.len()
    );
    server.kill()?;
    Ok(())
}

/// Cursor of the first tick that comes.
async fn first_cursor(client: &Client) -> anyhow::Result<String> {
    let mut socket = Socket::open(client.address(), client.token()).await?;
    socket.subscribe(&document(None)).await?;
    let mut cursors = Vec::new();
    let cursor = Finder::new(CURSOR);
    while cursors.is_empty() {
        let received = socket.receive(|message| cursors.extend(cursor_in(&cursor, message)));
        timeout(LIMIT, received).await.context("no tick comes")??;
    }
    Ok(cursors.swap_remove(0))
}

/// Everything after the start, read by somebody who comes late.
async fn replay(door: &Door) -> anyhow::Result<Vec<String>> {
    let address = *door.address.borrow();
    let mut socket = Socket::open(address, &door.token).await?;
    socket.subscribe(&document(Some(&door.start))).await?;
    let mut cursors = Vec::new();
    let cursor = Finder::new(CURSOR);
    loop {
        let received = socket.receive(|message| cursors.extend(cursor_in(&cursor, message)));
        match timeout(QUIET, received).await {
            Ok(received) => received?,
            Err(_) => return Ok(cursors),
        }
    }
}

/// Cursors in the order in which they came to one who resumes, until the end of the feed.
async fn subscriber(mut door: Door) -> anyhow::Result<Vec<String>> {
    let mut cursors = Vec::new();
    let mut is_first = true;
    loop {
        if !is_first {
            door.resumed.fetch_add(1, Ordering::Relaxed);
        }
        is_first = false;
        let is_over = listen(&mut door, &mut cursors).await.unwrap_or(false);
        if is_over {
            return Ok(cursors);
        }
        // The server is away: it comes back elsewhere, or is not ready yet.
        let _ = timeout(Duration::from_millis(500), door.address.changed()).await;
    }
}

/// Listens until the feed is over (true), or fails with the connection.
async fn listen(door: &mut Door, cursors: &mut Vec<String>) -> anyhow::Result<bool> {
    let address = *door.address.borrow_and_update();
    let mut socket = Socket::open(address, &door.token).await?;
    let after = cursors.last().map_or(&*door.start, String::as_str);
    socket.subscribe(&document(Some(after))).await?;
    let cursor = Finder::new(CURSOR);
    loop {
        if door.end.borrow().is_some_and(|end| cursors.len() >= end) {
            return Ok(true);
        }
        tokio::select! {
            received = socket.receive(|message| cursors.extend(cursor_in(&cursor, message))) => received?,
            changed = door.end.changed() => changed?,
        }
    }
}

const CURSOR: &[u8] = br#""cursor":""#;

fn cursor_in(finder: &Finder<'_>, message: &[u8]) -> Option<String> {
    let at = finder.find(message)? + CURSOR.len();
    let rest = message.get(at..)?;
    let end = memchr::memchr(b'"', rest)?;
    Some(String::from_utf8_lossy(rest.get(..end)?).into_owned())
}

fn document(after: Option<&str>) -> String {
    let after = after.map_or_else(String::new, |cursor| format!("(after: \"{cursor}\")"));
    format!("subscription {{ ticks{after} {{ cursor website {{ id }} tick {{ slot }} }} }}")
}
