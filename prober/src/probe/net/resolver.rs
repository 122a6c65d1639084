//! Names to addresses, asked anew for every check.
//!
//! Nothing is cached: the time it takes is part of what is measured. `localhost`
//! and its children never leave the host (RFC 6761). It must not judge addresses;
//! that is the egress policy's work.

mod conf;
mod hosts;
mod lookup;
mod missing;
mod source;

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

use self::conf::Conf;
pub(crate) use self::lookup::Lookup;
pub(crate) use self::missing::Missing;
use self::source::Source;
use super::race::Running;
use super::wire::{self, Ask, Manner, Reply};
use crate::probe::fault::{self, Fault};
use queue::FailureClass;

/// Most servers that are waited for at a time.
pub(super) const AT_ONCE: usize = 2;

/// How long the other servers are waited for once one has said that it fails.
const GRACE: Duration = Duration::from_secs(2);

/// How long a server that kept silent is asked after the others.
const SILENCE_LASTS: Duration = Duration::from_secs(30);

/// Most names that one may be an alias of, one after the other.
const ALIASES_LIMIT: usize = 8;

/// Asks name servers.
#[derive(Clone, Debug)]
pub struct Resolver(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    source: Source,
    /// With which server the next question begins, where they take turns.
    turn: AtomicUsize,
    /// The servers that kept silent, and when.
    silent: Mutex<HashMap<SocketAddr, Instant>>,
    /// When a question was answered last.
    answered: Mutex<Option<Instant>>,
    /// Held by whoever asks for a sign of life, so that a thousand checks ask once.
    asking: tokio::sync::Mutex<()>,
}

impl Resolver {
    /// The resolver that the system's configuration names, and its hosts file; both
    /// are followed when they change.
    pub fn from_system() -> Self {
        Self::new(Source::system())
    }

    /// The same with other files than the system's.
    pub fn from_files(resolv_conf: &Path, hosts: &Path) -> Self {
        Self::new(Source::files(resolv_conf, hosts))
    }

    /// A resolver that asks `servers`, and knows the system's hosts file.
    pub fn with_servers(servers: &[SocketAddr]) -> Self {
        Self::new(Source::given(Conf::of(servers.to_vec())))
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

    /// The records of one type that `name` has, with the code of the answer, if there
    /// is one by `deadline`.
    pub(crate) async fn records(
        &self,
        name: Name,
        kind: RecordType,
        deadline: Instant,
    ) -> Result<Reply, Missing> {
        let (conf, _) = self.0.source.now();
        self.follow(&conf, name, kind, deadline).await
    }

    /// The same, asking for what the name is an alias of where the server does not.
    async fn follow(
        &self,
        conf: &Conf,
        name: Name,
        kind: RecordType,
        deadline: Instant,
    ) -> Result<Reply, Missing> {
        let mut ask = Ask { name, kind };
        let mut aliases = Vec::new();
        while aliases.len() <= ALIASES_LIMIT {
            let mut reply = self.ask(conf, &ask, deadline).await?;
            let next = further(&reply, kind);
            if next.as_ref() == Some(&ask.name) {
                return Err(Missing::Aliases);
            }
            let was_alias = !aliases.is_empty();
            aliases.append(&mut reply.records);
            let Some(next) = next else {
                if was_alias {
                    reply.alias_of.get_or_insert(ask.name);
                }
                reply.records = aliases;
                return Ok(reply);
            };
            ask.name = next;
        }
        Err(Missing::Aliases)
    }

    /// What the servers say to `ask` by `deadline`: that it is so, or that there is
    /// no such thing. The next one is asked as soon as one fails or keeps silent.
    async fn ask(&self, conf: &Conf, ask: &Ask, deadline: Instant) -> Result<Reply, Missing> {
        let manner = manner(conf);
        let mut waiting = self.in_order(conf).into_iter();
        let mut running = Running::default();
        let mut missing = None;
        let mut next_at = Instant::now();
        let mut deadline = deadline;
        loop {
            let now = Instant::now();
            if (running.is_empty() || now >= next_at)
                && let Some(server) = waiting.next()
            {
                if running.len() >= AT_ONCE {
                    running.drop_oldest();
                }
                running.push(server, wire::exchange(server, ask, manner));
                next_at = now + conf.patience;
            }
            if running.is_empty() {
                return Err(missing.unwrap_or(Missing::Silent));
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
                            Missing::from(reply)
                        }
                        Err(problem) => problem.into(),
                    };
                    missing = Some(found.graver(missing));
                    next_at = Instant::now();
                }
                () = sleep_until(next_at.into()), if waiting.len() > 0 => {
                    let mut silent = lock(&self.0.silent);
                    silent.extend(running.keys().map(|server| (*server, next_at)));
                }
                () = sleep_until(deadline.into()) => {
                    return Err(missing.unwrap_or(Missing::Silent));
                }
            }
        }
    }

    /// The servers in the order in which they are asked: first those of which there
    /// is no reason to think that they are dead.
    fn in_order(&self, conf: &Conf) -> Vec<SocketAddr> {
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

    /// Whose fault it is that `missing` is all that is known of `host`, for which was
    /// asked since `began`. Where something else than an answer came, a sign of life
    /// tells the resolver's death from the website's; it may take `left`.
    pub(crate) async fn explain(
        &self,
        host: &str,
        missing: &Missing,
        began: Instant,
        left: Duration,
    ) -> Fault {
        match missing {
            Missing::NxDomain(alias) => {
                let reason = alias
                    .as_ref()
                    .map_or_else(|| self.absence(host), |alias| dangling(host, alias));
                return down("dns.nxdomain", reason);
            }
            Missing::NoRecords => {
                return down("dns.no_records", format!("the name {host} has no address"));
            }
            Missing::Io(err) => {
                if let Some(fault) = fault::ours(err).filter(Fault::is_shortage) {
                    return fault;
                }
            }
            _ => {}
        }
        let waited = began.elapsed();
        if !self.lives(began, left).await {
            return Fault::internal("internal.resolver", dead(missing));
        }
        let detail = missing_detail(missing);
        if missing.is_of_the_name() {
            let reason = of_the_name(host, missing, waited);
            return down(&detail, reason);
        }
        Fault::internal("internal.resolver_answer", of_the_resolver(host, missing))
    }

    /// That `host` does not exist, and under which names it was looked for.
    fn absence(&self, host: &str) -> String {
        let (conf, _) = self.0.source.now();
        let names = lookup::names(host, &conf).unwrap_or_default();
        let mut reason = format!("the name {host} does not exist");
        if names.len() > 1 {
            let names: Vec<_> = names
                .iter()
                .map(|name| name.to_ascii().trim_end_matches('.').to_owned())
                .collect();
            reason.push_str(&format!(" (looked for as {})", names.join(", ")));
        }
        reason
    }

    /// Whether the resolver has answered a question since `began`, or answers now.
    pub(crate) async fn lives(&self, began: Instant, limit: Duration) -> bool {
        let has_answered = || lock(&self.0.answered).is_some_and(|at| at >= began);
        let asked = async {
            let _one = self.0.asking.lock().await;
            has_answered() || self.gives_life_sign(limit).await
        };
        has_answered() || timeout(limit, asked).await.unwrap_or(false) || has_answered()
    }

    /// Whether any server answers the simplest question within `limit`.
    async fn gives_life_sign(&self, limit: Duration) -> bool {
        let (conf, _) = self.0.source.now();
        let root = Ask {
            name: Name::root(),
            kind: RecordType::NS,
        };
        let servers = conf.servers.iter();
        let mut asked: FuturesUnordered<_> = servers
            .map(|server| wire::exchange(*server, &root, manner(&conf)))
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

fn manner(conf: &Conf) -> Manner {
    Manner {
        patience: conf.patience,
        attempts: conf.attempts,
        over_tcp: conf.over_tcp,
    }
}

/// Whether `reply` says what is there, or that nothing is.
fn is_answer(reply: &Reply) -> bool {
    matches!(reply.code, ResponseCode::NoError | ResponseCode::NXDomain)
}

/// The name that has to be asked for next: the end of a chain of aliases, where the
/// server does not say what is there.
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

/// The sentence of an alias that leads to a name that does not exist.
pub(crate) fn dangling(host: &str, alias: &str) -> String {
    format!("the name {host} is an alias of {alias}, which does not exist")
}

/// The fully qualified name, so that no search domain is tried.
pub(crate) fn name_of(host: &str) -> Option<Name> {
    let labels = host.strip_suffix('.').unwrap_or(host).split('.');
    let mut name = Name::from_labels(labels.map(str::as_bytes)).ok()?;
    name.set_fqdn(true);
    Some(name)
}

/// What a code is called in a failure: `dns.servfail`.
fn missing_detail(missing: &Missing) -> String {
    match missing {
        Missing::Code(code, _) => format!("dns.{}", super::code::name(*code).to_lowercase()),
        Missing::Malformed | Missing::Unreadable(_) => "dns.bad_answer".to_owned(),
        Missing::Aliases => "dns.alias_loop".to_owned(),
        _ => "dns.timeout".to_owned(),
    }
}

/// The sentence of a failure of the servers of `host`.
fn of_the_name(host: &str, missing: &Missing, waited: Duration) -> String {
    match missing {
        Missing::Code(code, _) => {
            let code = super::code::name(*code);
            format!("the name servers of {host} fail ({code})")
        }
        Missing::Malformed => format!("the records of {host} cannot be read"),
        Missing::Aliases => format!(
            "the name {host} is an alias that leads back to itself, or over more than \
             {ALIASES_LIMIT} others"
        ),
        _ => {
            let waited_ms = u64::try_from(waited.as_millis()).unwrap_or(u64::MAX);
            let waited = Duration::from_millis(waited_ms.next_multiple_of(10));
            let waited = fault::limit(waited);
            format!("the name servers of {host} did not answer within {waited}")
        }
    }
}

/// The sentence of a resolver that lives and gives no answer that can be used.
fn of_the_resolver(host: &str, missing: &Missing) -> String {
    match missing {
        Missing::Code(code, _) => {
            let code = super::code::name(*code);
            format!("the resolver of this prober refuses to look up {host} ({code})")
        }
        Missing::Unreadable(what) => {
            format!("the answer of this prober's resolver for {host} {what}")
        }
        Missing::Io(err) => {
            let err = fault::words(err);
            format!("the question for {host} did not reach this prober's resolver: {err}")
        }
        _ => format!("this prober's resolver has no answer for {host} that can be used"),
    }
}

/// The sentence of a resolver that gives no sign of life.
fn dead(missing: &Missing) -> String {
    match missing {
        Missing::Code(code, _) => {
            let code = super::code::name(*code);
            format!("the resolver answers {code} even for the root")
        }
        Missing::Unreadable(what) => format!("the resolver cannot be used: its answer {what}"),
        Missing::Io(err) => {
            let err = fault::words(err);
            format!("the resolver cannot be used: {err}")
        }
        _ => "the resolver does not answer".to_owned(),
    }
}

fn down(detail: &str, reason: String) -> Fault {
    Fault::down(FailureClass::Dns, detail, reason)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
