//! One server after the other, with no socket and with more and more of them.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::ensure;
use tokio::time::sleep;

use super::crowd::Crowd;
use super::deliveries::{self, Deliveries, LAST, Window};
use super::receipt::{Received, now_us};
use super::{Options, published};
use crate::process;
use crate::stores::Stores;

/// How long sockets are left to receive what happened before they came.
const CATCH_UP: Duration = Duration::from_secs(6);

/// The longest that it is looked at what a server takes with no socket.
const REST: u64 = 30;

/// A server that sends ticks.
pub(super) struct Subject {
    pub(super) name: &'static str,
    pub(super) address: SocketAddr,
    pub(super) id: u32,
    /// Of the accounts among which sockets are divided.
    pub(super) tokens: Vec<String>,
    /// CPU with no socket, seconds a second.
    pub(super) rest: f64,
}

/// What came of a number of sockets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figures {
    pub(super) sockets: usize,
    /// CPU of a message without that of no socket, microseconds.
    pub(super) net_us: f64,
    /// 99 % of the delays, milliseconds.
    pub(super) delay_ms: f64,
    /// Messages that came late, twice or wrongly.
    pub(super) amiss: usize,
}

/// A number of sockets under way, and what it took.
struct Watched {
    received: Vec<Received>,
    window: Window,
    secs: f64,
    server: Duration,
    own: Duration,
}

/// Our server, whose database tells what was to be delivered.
pub(super) async fn ours(
    subject: &mut Subject,
    stores: &Stores,
    options: &Options,
) -> anyhow::Result<Vec<Figures>> {
    subject.rest(options).await;
    let mut figures = Vec::new();
    for sockets in &options.sockets {
        let watched = subject.watch(*sockets, options).await?;
        let published = published::by_account(stores, subject.tokens.len(), watched.window)?;
        let found = deliveries::compare(&watched.received, &published, watched.window);
        figures.push(subject.print(&watched, found)?);
    }
    Ok(figures)
}

/// A server whose sockets all have the same ticks: what one has seen the others must see.
pub(super) async fn others(
    mut subject: Subject,
    options: &Options,
) -> anyhow::Result<Vec<Figures>> {
    subject.rest(options).await;
    let mut figures = Vec::new();
    for sockets in &options.sockets {
        let watched = subject.watch(*sockets, options).await?;
        let published = [deliveries::seen(&watched.received, watched.window)];
        let found = deliveries::compare(&watched.received, &published, watched.window);
        figures.push(subject.print(&watched, found)?);
    }
    Ok(figures)
}

impl Subject {
    async fn rest(&mut self, options: &Options) {
        let time = Duration::from_secs(options.secs.min(REST));
        let before = process::cpu(self.id);
        sleep(time).await;
        let used = process::cpu(self.id).saturating_sub(before);
        self.rest = used.as_secs_f64() / time.as_secs_f64();
    }

    async fn watch(&self, sockets: usize, options: &Options) -> anyhow::Result<Watched> {
        let crowd = Crowd::open(self.address, &self.tokens, options.documents, sockets).await?;
        sleep(CATCH_UP).await;
        let from_us = now_us()?;
        let (server, own) = (process::cpu(self.id), process::own_cpu());
        sleep(Duration::from_secs(options.secs)).await;
        let server = process::cpu(self.id).saturating_sub(server);
        let own = process::own_cpu().saturating_sub(own);
        let to_us = now_us()?;
        sleep(LAST).await;
        Ok(Watched {
            received: crowd.close().await?,
            window: Window {
                from_ms: from_us / 1_000,
                to_ms: to_us / 1_000,
            },
            secs: (to_us - from_us) as f64 / 1e6,
            server,
            own,
        })
    }

    /// Prints what came of it.
    #[expect(clippy::print_stdout, reason = "the result")]
    fn print(&self, watched: &Watched, found: Deliveries) -> anyhow::Result<Figures> {
        let messages = found.messages.max(1) as f64;
        let server_us = watched.server.as_secs_f64() * 1e6;
        let rest_us = self.rest * watched.secs * 1e6;
        let net_us = (server_us - rest_us).max(0.0) / messages;
        let (delay, since_check) = (found.delay, found.since_check);
        let whole = |figure: f64| format!("{figure:.0}");
        let tenth = |figure: f64| format!("{figure:.1}");
        print_row([
            self.name.to_owned(),
            watched.received.len().to_string(),
            whole(messages / watched.secs),
            whole(found.expected as f64 / watched.secs),
            whole(found.bytes),
            tenth(server_us / messages),
            tenth(net_us),
            tenth(delay.p50),
            tenth(delay.p99),
            tenth(since_check.p50),
            tenth(since_check.p99),
            tenth(watched.own.as_secs_f64() * 1e6 / messages),
        ]);
        let other = watched.received.iter().find_map(|it| it.other.as_ref());
        if let Some(other) = other {
            println!("  a message without a tick: {other}");
        }
        let Deliveries {
            expected,
            missing,
            doubled,
            foreign,
            ..
        } = found;
        ensure!(expected > 0, "nothing was published");
        let amiss = missing + doubled + foreign;
        if amiss > 0 {
            println!(
                "  of {expected} messages {missing} did not come within {} s, {doubled} came \
                 twice, and {foreign} were never published",
                LAST.as_secs()
            );
        }
        Ok(Figures {
            sockets: watched.received.len(),
            net_us,
            delay_ms: delay.p99,
            amiss,
        })
    }
}

/// Prints what the columns are.
pub(super) fn print_head() {
    let (count, unit) = ("a second", "us a one");
    print_row([
        "", "sockets", "messages", "expected", "bytes", "gross", "net", "delay", "delay", "age",
        "age", "client",
    ]);
    print_row([
        "", "", count, count, "a one", unit, unit, "p50 ms", "p99 ms", "p50 ms", "p99 ms", unit,
    ]);
}

#[expect(clippy::print_stdout, reason = "the result")]
fn print_row<T: std::fmt::Display>(columns: [T; 12]) {
    let [name, columns @ ..] = columns;
    let columns: Vec<String> = columns.iter().map(|it| format!("{it:>9}")).collect();
    println!("{name:<11}{}", columns.join(" "));
}
