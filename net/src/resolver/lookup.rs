//! Asks for the addresses of one name, and yields the answers as they arrive.

use std::collections::VecDeque;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Instant;

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use hickory_proto::op::ResponseCode;
use hickory_proto::rr::{Name, RecordType};
use tokio::time::timeout_at;

use super::resolv_conf::ResolvConf;
use super::{GRACE, LookupError, Resolver};
use crate::dns::fqdn;
use crate::{Error, Family};

/// A running question for the addresses of one family.
type Query<'a> = BoxFuture<'a, Result<Vec<IpAddr>, LookupError>>;

/// A running lookup of the addresses of one name. It can be dropped at any time.
pub(crate) struct Lookup<'a> {
    resolver: &'a Resolver,
    conf: Arc<ResolvConf>,
    family: Family,
    deadline: Instant,
    /// Addresses that are known without a question.
    known: Vec<IpAddr>,
    /// The names to ask for next if the current one does not exist.
    further: VecDeque<Name>,
    asked: FuturesUnordered<Query<'a>>,
    /// Why the current name has given no addresses so far.
    error: Option<LookupError>,
    /// When a server first said that the current name does not exist.
    denied_at: Option<Instant>,
    /// Why the earlier names gave no addresses.
    earlier_error: Option<LookupError>,
}

impl Resolver {
    /// Starts to look up the addresses of `host`, until `deadline`; `None` if it is not a
    /// possible name.
    pub(crate) fn lookup(
        &self,
        host: &str,
        family: Family,
        deadline: Instant,
    ) -> Option<Lookup<'_>> {
        let (conf, hosts) = self.0.source.now();
        let mut further = names(host, &conf)?;
        let known = match local(host) {
            [] => hosts.get(host),
            local => local,
        };
        let known = known.iter().copied();
        let known: Vec<_> = known.filter(|address| family.includes(*address)).collect();
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
            error: None,
            denied_at: None,
            earlier_error: None,
        };
        lookup.ask_next();
        Some(lookup)
    }
}

impl Lookup<'_> {
    /// The addresses in the next answer; `None` once all questions are answered.
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
                Some(Err(err)) => {
                    if matches!(err, LookupError::NxDomain(_)) {
                        self.denied_at.get_or_insert_with(Instant::now);
                    }
                    self.error = Some(err.graver(self.error.take()));
                }
                None => self.asked.clear(),
            }
            if self.asked.is_empty() {
                self.ask_next();
            }
        }
        None
    }

    /// The next answer. A name that does not exist has no records of any type (RFC 8020), but
    /// many load balancers say so of names that have addresses of the other family (RFC 4074,
    /// section 4.2), so the other answer is awaited for a while.
    async fn answer(&mut self) -> Option<Result<Vec<IpAddr>, LookupError>> {
        let answer = self.asked.next();
        match self.denied_at {
            Some(at) => timeout_at((at + GRACE).into(), answer).await.ok().flatten(),
            None => answer.await,
        }
    }

    /// Whether all questions are answered.
    pub(crate) fn is_done(&self) -> bool {
        self.known.is_empty() && self.asked.is_empty()
    }

    /// What this host lacked to ask the question.
    pub(crate) fn shortage(&self) -> Option<Error> {
        match &self.error {
            Some(LookupError::Io(err)) => Error::of_this_host(err).filter(Error::is_shortage),
            _ => None,
        }
    }

    /// Why the answered questions gave no addresses.
    pub(crate) fn take_error(&mut self) -> Option<LookupError> {
        self.error.take().or_else(|| self.earlier_error.take())
    }

    /// Asks for the next name if the earlier ones do not exist.
    fn ask_next(&mut self) {
        if self.error.as_ref().is_some_and(|err| !err.is_absence()) {
            return;
        }
        let Some(name) = self.further.pop_front() else {
            return;
        };
        self.denied_at = None;
        if let Some(err) = self.error.take() {
            self.earlier_error = Some(err.graver(self.earlier_error.take()));
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
    conf: Arc<ResolvConf>,
    name: Name,
    kind: RecordType,
    deadline: Instant,
) -> Result<Vec<IpAddr>, LookupError> {
    let reply = resolver.follow(&conf, name, kind, deadline).await?;
    if reply.code == ResponseCode::NXDomain {
        return Err(LookupError::NxDomain(reply.alias()));
    }
    let found: Vec<_> = reply
        .records
        .iter()
        .filter_map(|record| record.data.ip_addr())
        .collect();
    match (found.is_empty(), reply.unreadable) {
        (false, _) => Ok(found),
        (true, 0) => Err(LookupError::NoRecords),
        (true, _) => Err(LookupError::Malformed),
    }
}

/// The names that `host` may mean, in the order in which they are asked for. A name with dots
/// is first asked for as it is: a search domain with a wildcard must not make a name that does
/// not exist look as if it did.
pub(super) fn names(host: &str, conf: &ResolvConf) -> Option<VecDeque<Name>> {
    let absolute = fqdn(host)?;
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
    // The root as a search domain adds no other name.
    let mut names: VecDeque<_> = searched.filter(|name| *name != absolute).collect();
    if dots == 0 && conf.ndots > 0 {
        names.push_back(absolute);
    } else {
        names.push_front(absolute);
    }
    Some(names)
}

/// The addresses of `localhost` and of names below it. Source: RFC 6761, section 6.3.
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
            let conf = ResolvConf::parse(&format!("search a.test b.test\noptions {options}\n"));
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
        assert!(names("a..b", &ResolvConf::parse("")).is_none());
        // Names that begin with a hyphen are asked for, as browsers do.
        assert!(names("-a.test", &ResolvConf::parse("")).is_some());
        let root = ResolvConf::parse("search .");
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
