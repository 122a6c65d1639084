//! Resolves names to addresses.
//!
//! Nothing is cached: callers measure how long a lookup takes. `localhost` and names below it
//! are resolved without a question (RFC 6761). The egress policy judges the addresses.

mod explain;
mod hosts;
mod lookup;
mod lookup_error;
mod resolv_conf;
mod source;
mod time;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use hickory_proto::op::ResponseCode;
use hickory_proto::rr::{Name, RecordType};
use tokio::time::{sleep_until, timeout};

pub use self::explain::dangling_alias;
pub(crate) use self::lookup::Lookup;
pub use self::lookup_error::LookupError;
use self::resolv_conf::ResolvConf;
use self::source::Source;
pub use self::time::LookupTime;
use crate::dns::{self, QueryOptions, Question, Reply};
use crate::in_flight::InFlight;

/// Most servers that are queried at a time.
pub(crate) const SERVERS_AT_ONCE: usize = 2;

/// How long to wait for the other servers after one has reported a failure.
const GRACE: Duration = Duration::from_secs(2);

/// How long a server that stayed silent is asked after the others.
const SILENCE_LASTS: Duration = Duration::from_secs(30);

/// Longest chain of aliases that is followed.
const ALIASES_LIMIT: usize = 8;

/// Resolves names by asking name servers. Clones share their state.
#[derive(Clone, Debug)]
pub struct Resolver(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    source: Source,
    /// The server that is asked first next time, with the option `rotate`.
    turn: AtomicUsize,
    /// Servers that stayed silent, and since when.
    silent: Mutex<HashMap<SocketAddr, Instant>>,
    /// When a server last answered a question.
    answered: Mutex<Option<Instant>>,
    /// Held while asking whether a server is alive, so that concurrent callers ask once.
    asking: tokio::sync::Mutex<()>,
}

impl Resolver {
    /// A resolver with the system's `resolv.conf` and hosts file, which are read again when they
    /// change.
    pub fn from_system() -> Self {
        Self::new(Source::system())
    }

    /// Like [`Resolver::from_system`], with other files.
    pub fn from_files(resolv_conf: &Path, hosts: &Path) -> Self {
        Self::new(Source::files(resolv_conf, hosts))
    }

    /// A resolver that asks `servers`, with the system's hosts file.
    pub fn with_servers(servers: &[SocketAddr]) -> Self {
        Self::new(Source::given(ResolvConf::of(servers.to_vec())))
    }

    fn new(source: Source) -> Self {
        Self(Arc::new(Inner {
            source,
            turn: AtomicUsize::default(),
            silent: Mutex::default(),
            answered: Mutex::default(),
            asking: tokio::sync::Mutex::default(),
        }))
    }

    /// Looks up the records of type `kind` of `name` until `deadline`.
    ///
    /// # Errors
    /// If no server gives a usable answer.
    pub async fn records(
        &self,
        name: Name,
        kind: RecordType,
        deadline: Instant,
    ) -> Result<Reply, LookupError> {
        let (conf, _) = self.0.source.now();
        self.follow(&conf, name, kind, deadline).await
    }

    /// Like [`Resolver::records`]. Follows aliases if the server does not.
    async fn follow(
        &self,
        conf: &ResolvConf,
        name: Name,
        kind: RecordType,
        deadline: Instant,
    ) -> Result<Reply, LookupError> {
        let mut question = Question { name, kind };
        let mut aliases = Vec::new();
        while aliases.len() <= ALIASES_LIMIT {
            let mut reply = self.ask(conf, &question, deadline).await?;
            let next = further(&reply, kind);
            if next.as_ref() == Some(&question.name) {
                return Err(LookupError::Aliases);
            }
            let was_alias = !aliases.is_empty();
            aliases.append(&mut reply.records);
            let Some(next) = next else {
                if was_alias {
                    reply.alias_of.get_or_insert(question.name);
                }
                reply.records = aliases;
                return Ok(reply);
            };
            question.name = next;
        }
        Err(LookupError::Aliases)
    }

    /// The first answer of a server, until `deadline`: the records, or that they do not exist.
    /// The next server is asked as soon as one fails or stays silent.
    async fn ask(
        &self,
        conf: &ResolvConf,
        question: &Question,
        deadline: Instant,
    ) -> Result<Reply, LookupError> {
        let options = options(conf);
        let mut waiting = self.in_order(conf).into_iter();
        let mut running = InFlight::default();
        let mut error = None;
        let mut next_at = Instant::now();
        let mut deadline = deadline;
        loop {
            let now = Instant::now();
            if (running.is_empty() || now >= next_at)
                && let Some(server) = waiting.next()
            {
                if running.len() >= SERVERS_AT_ONCE {
                    running.drop_oldest();
                }
                running.push(server, dns::exchange(server, question, options));
                next_at = now + conf.patience;
            }
            if running.is_empty() {
                return Err(error.unwrap_or(LookupError::Silent));
            }
            tokio::select! {
                (server, result) = running.next() => {
                    let found = match result {
                        Ok(reply) => {
                            lock(&self.0.silent).remove(&server);
                            if is_answer(&reply) {
                                *lock(&self.0.answered) = Some(Instant::now());
                                return Ok(reply);
                            }
                            deadline = deadline.min(Instant::now() + GRACE);
                            LookupError::from(reply)
                        }
                        Err(err) => err.into(),
                    };
                    error = Some(found.graver(error));
                    next_at = Instant::now();
                }
                () = sleep_until(next_at.into()), if waiting.len() > 0 => {
                    let mut silent = lock(&self.0.silent);
                    silent.extend(running.keys().map(|server| (*server, next_at)));
                }
                () = sleep_until(deadline.into()) => {
                    return Err(error.unwrap_or(LookupError::Silent));
                }
            }
        }
    }

    /// The servers in the order in which they are asked; those that stayed silent recently come
    /// last.
    fn in_order(&self, conf: &ResolvConf) -> Vec<SocketAddr> {
        let mut servers = conf.servers.clone();
        if conf.rotate && !servers.is_empty() {
            let turn = self.0.turn.fetch_add(1, Ordering::Relaxed);
            let len = servers.len();
            servers.rotate_left(turn % len);
        }
        let mut silent = lock(&self.0.silent);
        silent.retain(|_, since| since.elapsed() < SILENCE_LASTS);
        servers.sort_by_key(|server| silent.contains_key(server));
        servers
    }

    /// Whether a server has answered a question since `began`, or answers one within `limit`.
    pub async fn lives(&self, began: Instant, limit: Duration) -> bool {
        let has_answered = || lock(&self.0.answered).is_some_and(|at| at >= began);
        let asked = async {
            let _one = self.0.asking.lock().await;
            has_answered() || self.gives_life_sign(limit).await
        };
        has_answered() || timeout(limit, asked).await.unwrap_or(false) || has_answered()
    }

    /// Whether any server answers a question about the root within `limit`.
    async fn gives_life_sign(&self, limit: Duration) -> bool {
        let (conf, _) = self.0.source.now();
        let root = Question {
            name: Name::root(),
            kind: RecordType::NS,
        };
        let servers = conf.servers.iter();
        let mut asked: FuturesUnordered<_> = servers
            .map(|server| dns::exchange(*server, &root, options(&conf)))
            .collect();
        let answered = timeout(limit, async {
            while let Some(result) = asked.next().await {
                if result.is_ok_and(|reply| is_answer(&reply)) {
                    return true;
                }
            }
            false
        });
        let answered = answered.await.unwrap_or(false);
        if answered {
            *lock(&self.0.answered) = Some(Instant::now());
        }
        answered
    }
}

fn options(conf: &ResolvConf) -> QueryOptions {
    QueryOptions {
        patience: conf.patience,
        attempts: conf.attempts,
        over_tcp: conf.over_tcp,
    }
}

/// Whether `reply` has the records, or says that they do not exist.
fn is_answer(reply: &Reply) -> bool {
    matches!(reply.code, ResponseCode::NoError | ResponseCode::NXDomain)
}

/// The name to ask for next: the end of a chain of aliases, if the answer lacks its records.
fn further(reply: &Reply, kind: RecordType) -> Option<Name> {
    let is_open = reply.code == ResponseCode::NoError && !reply.denies && kind != RecordType::CNAME;
    let has_kind = || {
        let mut records = reply.records.iter();
        records.any(|record| record.record_type() == kind)
    };
    if !is_open || reply.unreadable > 0 || has_kind() {
        return None;
    }
    reply.alias_of.clone()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
