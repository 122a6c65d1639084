//! How fast questions are answered, one after the other and many at once.

use std::ops::Range;
use std::time::{Duration, Instant};

use anyhow::ensure;
use bytes::Bytes;
use futures_util::future::try_join_all;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use crate::client::Client;
use crate::process;

/// What an answer without errors begins with.
const ANSWERED: &[u8] = br#"{"data":{""#;

/// Times of requests, milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    pub(crate) p50: f64,
    pub(crate) p99: f64,
    pub(crate) worst: f64,
}

/// Who works for a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Workers {
    pub(crate) server: u32,
    /// PostgreSQL's first process; `None` on SQLite.
    pub(crate) postgres: Option<u32>,
}

/// CPU time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cpu {
    pub(crate) server: Duration,
    pub(crate) postgres: Duration,
    pub(crate) own: Duration,
}

/// What many clients got.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rush {
    pub(crate) per_sec: f64,
    pub(crate) times: Times,
    /// Of one request.
    pub(crate) cpu: Cpu,
}

impl Times {
    /// Of all of `times`.
    pub(crate) fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        let at = |share: f64| {
            let last = times.len().saturating_sub(1);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a place in a list"
            )]
            let place = (last as f64 * share).ceil() as usize;
            times
                .get(place)
                .map_or(0.0, |time| time.as_secs_f64() * 1e3)
        };
        Self {
            p50: at(0.5),
            p99: at(0.99),
            worst: at(1.0),
        }
    }
}

impl Workers {
    /// CPU time that was used since the start of each.
    pub(crate) fn used(&self) -> Cpu {
        let postgres = self.postgres.map(process::family).unwrap_or_default();
        Cpu {
            server: process::cpu(self.server),
            postgres: postgres.into_iter().map(process::cpu).sum(),
            own: process::own_cpu(),
        }
    }
}

impl Cpu {
    pub(crate) fn since(self, before: Self) -> Self {
        Self {
            server: self.server.saturating_sub(before.server),
            postgres: self.postgres.saturating_sub(before.postgres),
            own: self.own.saturating_sub(before.own),
        }
    }

    fn over(self, requests: usize) -> Self {
        let share = |cpu: Duration| cpu.div_f64(requests.max(1) as f64);
        Self {
            server: share(self.server),
            postgres: share(self.postgres),
            own: share(self.own),
        }
    }
}

/// The first process of the PostgreSQL behind `db`, which runs on this machine.
pub(crate) async fn postgres_id(db: &DatabaseConnection) -> anyhow::Result<u32> {
    let query = Statement::from_string(DbBackend::Postgres, "SELECT pg_backend_pid()");
    let row = db.query_one_raw(query).await?;
    let backend: i32 = row
        .ok_or_else(|| anyhow::anyhow!("PostgreSQL names no process"))?
        .try_get_by_index(0)?;
    process::parent(backend.try_into()?)
}

/// The question as nobody asked it yet: whatever the server keeps of an answer does not
/// help.
pub(crate) fn anew(question: &Bytes, n: usize) -> Bytes {
    let open = question.strip_suffix(b"}").unwrap_or(question);
    let tail = format!(",\"extensions\":{{\"n\":{n}}}}}");
    [open, tail.as_bytes()].concat().into()
}

/// The question as others ask it too.
pub(crate) fn alike(question: &Bytes, _n: usize) -> Bytes {
    question.clone()
}

/// A request for each of `numbers` by one client, all questions in turn, each anew.
pub(crate) async fn one_by_one(
    client: &mut Client,
    questions: &[Bytes],
    numbers: Range<usize>,
) -> anyhow::Result<Times> {
    let mut times = Vec::with_capacity(numbers.len());
    for (question, n) in questions.iter().cycle().zip(numbers) {
        times.push(ask(client, anew(question, n)).await?);
    }
    Ok(Times::of(times))
}

/// As many requests as `clients` clients get answered in `time`; each begins elsewhere,
/// and asks as `form` says.
pub(crate) async fn at_once(
    client: &Client,
    questions: &[Bytes],
    form: impl Fn(&Bytes, usize) -> Bytes + Copy + Send + 'static,
    clients: usize,
    time: Duration,
    workers: &Workers,
) -> anyhow::Result<Rush> {
    let connected = try_join_all((0..clients).map(|_| client.again())).await?;
    let (before, began) = (workers.used(), Instant::now());
    let end = began + time;
    let tasks = connected.into_iter().enumerate().map(|(n, mut client)| {
        let questions = questions.to_vec();
        tokio::spawn(async move {
            let mut times = Vec::new();
            let first = n * questions.len() / clients;
            for turn in 0.. {
                if Instant::now() >= end {
                    break;
                }
                let question = &questions[(first + turn) % questions.len()];
                // Other numbers than fewer clients had just now.
                let question = form(question, (clients << 32) + turn * clients + n);
                times.push(ask(&mut client, question).await?);
            }
            anyhow::Ok(times)
        })
    });
    let mut times = Vec::new();
    for done in try_join_all(tasks).await? {
        times.extend(done?);
    }
    let secs = began.elapsed().as_secs_f64();
    let requests = times.len();
    Ok(Rush {
        per_sec: requests as f64 / secs,
        cpu: workers.used().since(before).over(requests),
        times: Times::of(times),
    })
}

async fn ask(client: &mut Client, question: Bytes) -> anyhow::Result<Duration> {
    let began = Instant::now();
    let answer = client.send(question).await?;
    let took = began.elapsed();
    ensure!(
        answer.starts_with(ANSWERED),
        "the server answers {}",
        String::from_utf8_lossy(&answer)
    );
    Ok(took)
}
