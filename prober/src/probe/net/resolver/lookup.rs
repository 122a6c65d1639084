//! The questions for the addresses of one name, and their answers as they come.

use std::collections::VecDeque;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Instant;

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use hickory_proto::op::ResponseCode;
use hickory_proto::rr::{Name, RecordType};
use queue::Family;
use tokio::time::timeout_at;

use super::conf::Conf;
use super::{GRACE, Missing, Resolver, name_of};
use crate::probe::fault::{self, Fault};

type Question<'a> = BoxFuture<'a, Result<Vec<IpAddr>, Missing>>;

/// Questions under way. It can be let go of at any time.
pub(crate) struct Lookup<'a> {
    resolver: &'a Resolver,
    conf: Arc<Conf>,
    family: Family,
    deadline: Instant,
    /// What was known without a question.
    known: Vec<IpAddr>,
    /// The names that are asked for where the one before does not exist.
    further: VecDeque<Name>,
    asked: FuturesUnordered<Question<'a>>,
    /// What the name that is asked for lacks.
    missing: Option<Missing>,
    /// When it was first said not to exist.
    denied_at: Option<Instant>,
    /// What the names before lacked.
    absent: Option<Missing>,
}

impl Resolver {
    /// Begins to ask for the addresses of `host`, until `deadline`; nothing if it is
    /// not a possible name.
    pub(crate) fn lookup(
        &self,
        host: &str,
        family: Family,
        deadline: Instant,
    ) -> Option<Lookup<'_>> {
        let (conf, hosts) = self.0.source.now();
        let mut further = names(host, &conf)?;
        let fits = |address: &&IpAddr| match family {
            Family::Any => true,
            Family::V4 => address.is_ipv4(),
            Family::V6 => address.is_ipv6(),
        };
        let known = match local(host) {
            [] => hosts.get(host),
            local => local,
        };
        let known: Vec<_> = known.iter().filter(fits).copied().collect();
        if !known.is_empty() {
            further.clear();
        }
        let mut lookup = Lookup {
            resolver: self,
            conf,
            family,
            deadline,
            known,
            further,
            asked: FuturesUnordered::new(),
            missing: None,
            denied_at: None,
            absent: None,
        };
        lookup.ask_next();
        Some(lookup)
    }
}

impl Lookup<'_> {
    /// The addresses of the family that answers next; nothing once all have answered.
    pub(crate) async fn next(&mut self) -> Option<Vec<IpAddr>> {
        if !self.known.is_empty() {
            return Some(std::mem::take(&mut self.known));
        }
        while !self.asked.is_empty() {
            match self.answer().await {
                Some(Ok(found)) => {
                    self.further.clear();
                    return Some(found);
                }
                Some(Err(missing)) => {
                    if matches!(missing, Missing::NxDomain(_)) {
                        self.denied_at.get_or_insert_with(Instant::now);
                    }
                    self.missing = Some(missing.graver(self.missing.take()));
                }
                None => self.asked.clear(),
            }
            if self.asked.is_empty() {
                self.ask_next();
            }
        }
        None
    }

    /// What is said to the next question. A name that does not exist has nothing else
    /// either (RFC 8020), but many balancers deny one that has addresses of the other
    /// family (RFC 4074, section 4.2): that one's answer is awaited for a while.
    async fn answer(&mut self) -> Option<Result<Vec<IpAddr>, Missing>> {
        let answer = self.asked.next();
        match self.denied_at {
            Some(at) => timeout_at((at + GRACE).into(), answer).await.ok().flatten(),
            None => answer.await,
        }
    }

    /// Whether all have answered.
    pub(crate) fn is_done(&self) -> bool {
        self.known.is_empty() && self.asked.is_empty()
    }

    /// What this machine lacked to ask.
    pub(crate) fn lacked(&self) -> Option<Fault> {
        match &self.missing {
            Some(Missing::Io(err)) => fault::ours(err).filter(Fault::is_shortage),
            _ => None,
        }
    }

    /// What is missing.
    pub(crate) fn missing(&mut self) -> Option<Missing> {
        self.missing.take().or_else(|| self.absent.take())
    }

    /// Asks for the next name, if those before do not exist.
    fn ask_next(&mut self) {
        if self
            .missing
            .as_ref()
            .is_some_and(|missing| !missing.is_absence())
        {
            return;
        }
        let Some(name) = self.further.pop_front() else {
            return;
        };
        self.denied_at = None;
        if let Some(missing) = self.missing.take() {
            self.absent = Some(missing.graver(self.absent.take()));
        }
        let kinds: &[RecordType] = match self.family {
            Family::Any => &[RecordType::AAAA, RecordType::A],
            Family::V4 => &[RecordType::A],
            Family::V6 => &[RecordType::AAAA],
        };
        for kind in kinds {
            let asked = addresses(
                self.resolver,
                Arc::clone(&self.conf),
                name.clone(),
                *kind,
                self.deadline,
            );
            self.asked.push(asked.boxed());
        }
    }
}

async fn addresses(
    resolver: &Resolver,
    conf: Arc<Conf>,
    name: Name,
    kind: RecordType,
    deadline: Instant,
) -> Result<Vec<IpAddr>, Missing> {
    let reply = resolver.follow(&conf, name, kind, deadline).await?;
    if reply.code == ResponseCode::NXDomain {
        return Err(Missing::NxDomain(reply.alias()));
    }
    let found: Vec<_> = reply
        .records
        .iter()
        .filter_map(|record| record.data.ip_addr())
        .collect();
    match (found.is_empty(), reply.unreadable) {
        (false, _) => Ok(found),
        (true, 0) => Err(Missing::NoRecords),
        (true, _) => Err(Missing::Malformed),
    }
}

/// The names that `host` may mean, in the order in which they are asked for. One
/// that has dots is taken as it is first: a search domain that has everything must
/// not make a dead name look alive.
pub(super) fn names(host: &str, conf: &Conf) -> Option<VecDeque<Name>> {
    let absolute = name_of(host)?;
    let dots = host.matches('.').count();
    if host.ends_with('.') || (dots > 0 && dots >= conf.ndots) {
        return Some([absolute].into());
    }
    let searched = conf.search.iter().filter_map(|domain| {
        let mut name = absolute.clone();
        name.set_fqdn(false);
        let mut name = name.append_domain(domain).ok()?;
        name.set_fqdn(true);
        Some(name)
    });
    // The root among the search domains makes no other name.
    let mut names: VecDeque<_> = searched.filter(|name| *name != absolute).collect();
    if dots == 0 && conf.ndots > 0 {
        names.push_back(absolute);
    } else {
        names.push_front(absolute);
    }
    Some(names)
}

/// The addresses of names that never leave the host. Source: RFC 6761, section 6.3.
pub(super) fn local(host: &str) -> &'static [IpAddr] {
    const LOCAL: [IpAddr; 2] = [
        IpAddr::V6(Ipv6Addr::LOCALHOST),
        IpAddr::V4(Ipv4Addr::LOCALHOST),
    ];
    let host = host.strip_suffix('.').unwrap_or(host);
    let last = host.rsplit('.').next().unwrap_or_default();
    if last.eq_ignore_ascii_case("localhost") {
        &LOCAL
    } else {
        &[]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_are_searched_for_and_others_taken_as_they_are() {
        let of = |host: &str, options: &str| -> Vec<String> {
            let conf = Conf::parse(&format!("search a.test b.test\noptions {options}\n"));
            let names = names(host, &conf).unwrap();
            names.iter().map(Name::to_ascii).collect()
        };
        assert_eq!(of("db", ""), ["db.a.test.", "db.b.test.", "db."]);
        assert_eq!(of("db", "ndots:0"), ["db.", "db.a.test.", "db.b.test."]);
        assert_eq!(of("db.", ""), ["db."]);
        assert_eq!(of("www.example.org", ""), ["www.example.org."]);
        assert_eq!(
            of("db.prod", "ndots:2"),
            ["db.prod.", "db.prod.a.test.", "db.prod.b.test."]
        );
        assert_eq!(of("www.example.org", "ndots:2"), ["www.example.org."]);
        assert!(names("a..b", &Conf::parse("")).is_none());
        // Names that begin with a hyphen are asked for, as browsers do.
        assert!(names("-a.test", &Conf::parse("")).is_some());
        let root = Conf::parse("search .");
        assert_eq!(names("db", &root).unwrap().len(), 1);
    }

    #[test]
    fn only_localhost_and_its_children_are_local() {
        for host in ["localhost", "LOCALHOST.", "a.localhost"] {
            assert_eq!(local(host).len(), 2, "{host}");
        }
        for host in ["localhost.test", "notlocalhost", ""] {
            assert!(local(host).is_empty(), "{host}");
        }
    }
}
