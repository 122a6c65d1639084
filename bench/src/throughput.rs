//! Ticks per second and CPU per tick, with the peak memory of each process, and how
//! late the ticks are stored.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use clap::Args;
use tokio::time::sleep;

use crate::client::Client;
use crate::process::{self, Process};
use crate::stores::Stores;
use crate::target::Target;

#[derive(Args)]
pub(crate) struct Options {
    /// Websites, each checked every 10 s.
    #[arg(long, default_value_t = 5_000)]
    websites: usize,

    /// How long is measured, seconds.
    #[arg(long, default_value_t = 30)]
    secs: u64,

    /// Leaves SQLite out.
    #[arg(long)]
    postgres_only: bool,
}

/// A process that is measured.
struct Measured {
    name: String,
    ids: Box<dyn Fn() -> Vec<u32>>,
    before: Duration,
}

pub(crate) async fn run(options: &Options) -> anyhow::Result<()> {
    if !options.postgres_only {
        sqlite(options).await?;
    }
    postgres(options).await
}

async fn sqlite(options: &Options) -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let url = format!("sqlite://{}", directory.path().join("upbeat.db").display());
    let (address, server) = serve(
        "upbeat (all in one)",
        &[("DATABASE_URL", &url), ("REDIS_URL", "")],
    )?;
    let own = vec![one(&server)];
    let title = "SQLite, in-process queue, local prober";
    measure(title, address, options, own).await?;
    Ok(())
}

async fn postgres(options: &Options) -> anyhow::Result<()> {
    let stores = Stores::fresh("bench_throughput")?;
    let environment = [
        ("DATABASE_URL", stores.database_url.as_str()),
        ("REDIS_URL", stores.redis_url.as_str()),
    ];
    let (address, server) = serve("upbeat", &environment)?;
    let prober = Process::start(
        "upbeat-prober",
        "upbeat-prober",
        &["--region", "one", "--name", "one-1"],
        &[
            environment[1],
            ("UPBEAT_EGRESS_ALLOW", "127.0.0.0/8"),
            ("UPBEAT_LOG", "warn"),
        ],
    )?;
    let (postgres_id, redis_id) = (stores.postgres_id()?, stores.redis_id()?);
    let measured = vec![
        one(&server),
        one(&prober),
        of("postgres", move || process::family(postgres_id)),
        of("redis", move || vec![redis_id]),
    ];
    let title = "PostgreSQL (without fsync), Redis, one prober";
    let window = measure(title, address, options, measured).await?;
    print_lateness(&stores, window)
}

/// How long after its check a tick was committed. Both clocks are this machine's.
#[expect(clippy::print_stdout, reason = "the result")]
fn print_lateness(stores: &Stores, (from_ms, to_ms): (u128, u128)) -> anyhow::Result<()> {
    let late = "extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000 - checked_at_ms";
    let answer = stores.sql(&format!(
        "SELECT round(percentile_cont(0.5) WITHIN GROUP (ORDER BY late)), \
         round(percentile_cont(0.99) WITHIN GROUP (ORDER BY late)), round(max(late)) \
         FROM (SELECT ({late})::float8 AS late FROM tick \
         WHERE checked_at_ms >= {from_ms} AND checked_at_ms < {to_ms}) AS t"
    ))?;
    let mut late = answer.split('|');
    let mut next = || late.next().unwrap_or_default().to_owned();
    println!(
        "  stored after the check: median {} ms, p99 {} ms, worst {} ms",
        next(),
        next(),
        next()
    );
    Ok(())
}

/// Starts `upbeat serve` on a free port.
pub(crate) fn serve(
    name: &str,
    environment: &[(&str, &str)],
) -> anyhow::Result<(SocketAddr, Process)> {
    let address = process::free_address()?;
    let listen = address.to_string();
    let own = [
        ("UPBEAT_LISTEN", listen.as_str()),
        ("UPBEAT_EGRESS_ALLOW", "127.0.0.0/8"),
        ("UPBEAT_LOG", "warn"),
    ];
    let server = Process::start(name, "upbeat", &["serve"], &[environment, &own].concat())?;
    Ok((address, server))
}

/// Signs up as soon as the server answers and `probers` are alive.
pub(crate) async fn sign_up(address: SocketAddr, probers: usize) -> anyhow::Result<Client> {
    let limit = Instant::now() + Duration::from_secs(30);
    let mut client = loop {
        match Client::sign_up(address).await {
            Ok(client) => break client,
            Err(error) if Instant::now() > limit => return Err(error),
            Err(_) => sleep(Duration::from_millis(50)).await,
        }
    };
    while client.probers().await? < probers {
        anyhow::ensure!(Instant::now() < limit, "the probers do not come up");
        sleep(Duration::from_millis(50)).await;
    }
    Ok(client)
}

#[expect(clippy::print_stdout, reason = "the result")]
async fn measure(
    title: &str,
    address: SocketAddr,
    options: &Options,
    mut measured: Vec<Measured>,
) -> anyhow::Result<(u128, u128)> {
    let target = Target::start(Duration::ZERO).await?;
    let mut client = sign_up(address, 1).await?;
    let began = Instant::now();
    let url = format!("http://{}/", target.address);
    client.create_websites(&url, options.websites).await?;
    let created_secs = began.elapsed().as_secs_f64();
    // The first checks are over, and every website is in its rhythm.
    sleep(Duration::from_secs(15)).await;

    let (from, from_ms) = (now()?, process::now_ms()?);
    for part in &mut measured {
        part.before = cpu(part);
    }
    let (began, visits) = (Instant::now(), target.visits());
    sleep(Duration::from_secs(options.secs)).await;
    let secs = began.elapsed().as_secs_f64();
    let visits = target.visits() - visits;
    let used: Vec<Duration> = measured
        .iter()
        .map(|part| cpu(part) - part.before)
        .collect();
    let (to, to_ms) = (now()?, process::now_ms()?);
    // The last jobs of the window may still be under way.
    sleep(Duration::from_secs(3)).await;
    let ledger = client.ledger(None, &from, &to).await?;

    let ticks = ledger.recorded as f64;
    println!(
        "{title}: {} websites every 10 s, {secs:.0} s",
        options.websites
    );
    println!(
        "  websites made   {:>10.0} a second",
        options.websites as f64 / created_secs
    );
    println!(
        "  planned         {:>10.1} ticks a second",
        ledger.planned as f64 / secs
    );
    println!("  recorded        {:>10.1} ticks a second", ticks / secs);
    println!("  missing         {:>10}", ledger.missing);
    println!("  unmeasured      {:>10}", ledger.unmeasured);
    println!("  checks seen     {visits:>10}");
    let mut total = Duration::ZERO;
    for (part, used) in measured.iter().zip(used) {
        total += used;
        let peak = (part.ids)()
            .into_iter()
            .map(process::peak_mib)
            .max()
            .unwrap_or(0);
        println!(
            "  {:<20} {:>6.1} us of CPU a tick, peak {peak} MiB",
            part.name,
            used.as_secs_f64() / ticks * 1e6
        );
    }
    println!(
        "  {:<20} {:>6.1} us of CPU a tick",
        "all",
        total.as_secs_f64() / ticks * 1e6
    );
    anyhow::ensure!(ledger.missing == 0, "slots are missing");
    Ok((from_ms, to_ms))
}

/// Now, as the date that a window begins or ends with; the servers under test go
/// by this machine's clock too.
pub(crate) fn now() -> anyhow::Result<String> {
    let output = std::process::Command::new("date")
        .args(["-u", "+%Y-%m-%dT%H:%M:%SZ"])
        .output()?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn one(process: &Process) -> Measured {
    let id = process.id();
    of(&process.name, move || vec![id])
}

fn of(name: &str, ids: impl Fn() -> Vec<u32> + 'static) -> Measured {
    Measured {
        name: name.to_owned(),
        ids: Box::new(ids),
        before: Duration::ZERO,
    }
}

fn cpu(part: &Measured) -> Duration {
    (part.ids)().into_iter().map(process::cpu).sum()
}
