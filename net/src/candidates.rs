//! The addresses of a host that may be tried, as they become known.
//! Source: RFC 8305, sections 3 and 4.

use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use tokio::time::timeout;
use url::Host;

use crate::egress::Refusal;
use crate::resolver::Lookup;
use crate::{
    Dialer, EgressPolicy, Error, Family, LookupError, LookupTime, Phase, Progress, Purpose, route,
};

/// How long to wait for the answer about IPv6 after the one about IPv4.
/// Source: RFC 8305, section 3, "Resolution Delay".
const RESOLUTION_DELAY: Duration = Duration::from_millis(50);

/// Most addresses of one host that are tried, and most of one answer that are considered.
const ADDRESSES_LIMIT: usize = 10;

/// The addresses of a host: those to try, and the lookup that may find more.
pub struct Candidates<'a> {
    /// IPv4 addresses that are not tried yet.
    v4: VecDeque<SocketAddr>,
    v6: VecDeque<SocketAddr>,
    last_was_v6: bool,
    tried: usize,
    /// All permitted addresses, also those already tried.
    all: Vec<SocketAddr>,
    /// Why the policy refused an address, if it refused any.
    blocked: Option<Error>,
    lookup: Option<Lookup<'a>>,
    rules: Option<Rules<'a>>,
}

/// What decides whether an address may be tried.
#[derive(Clone, Copy)]
struct Rules<'a> {
    egress: &'a EgressPolicy,
    purpose: Purpose,
    port: u16,
}

impl Rules<'_> {
    /// Why `address` must not be connected to.
    fn refusal(self, address: SocketAddr) -> Option<Refusal> {
        let ip = address.ip().to_canonical();
        self.egress
            .refusal_of(address, self.purpose)
            .or_else(|| (!self.egress.allows(ip) && route::is_own(ip)).then_some(Refusal::OWN))
    }
}

impl<'a> Candidates<'a> {
    /// Looks up the addresses of `host` until at least one is known that has the dialer's family
    /// and is permitted by its policy.
    ///
    /// # Errors
    /// If there is no such address.
    pub async fn find(
        dialer: Dialer<'a>,
        host: &Host,
        port: u16,
        progress: &mut dyn Progress,
    ) -> Result<Self, Error> {
        let mut this = Self::empty();
        this.rules = Some(Rules {
            egress: dialer.egress,
            purpose: dialer.purpose,
            port,
        });
        match host {
            Host::Ipv4(address) => this.take_literal((*address).into(), dialer.family, progress)?,
            Host::Ipv6(address) => this.take_literal((*address).into(), dialer.family, progress)?,
            Host::Domain(name) => this.resolve(dialer, name, progress).await?,
        }
        Ok(this)
    }

    fn empty() -> Self {
        Self {
            v4: VecDeque::new(),
            v6: VecDeque::new(),
            last_was_v6: false,
            tried: 0,
            all: Vec::new(),
            blocked: None,
            lookup: None,
            rules: None,
        }
    }

    fn take_literal(
        &mut self,
        address: IpAddr,
        family: Family,
        progress: &mut dyn Progress,
    ) -> Result<(), Error> {
        if !family.includes(address) {
            return Err(no_records(family, progress));
        }
        self.take(&[address], progress);
        if self.has_next() {
            Ok(())
        } else {
            Err(self.nothing())
        }
    }

    async fn resolve(
        &mut self,
        dialer: Dialer<'a>,
        name: &str,
        progress: &mut dyn Progress,
    ) -> Result<(), Error> {
        progress.enter(Phase::Dns);
        let began = Instant::now();
        let time = LookupTime::left(progress);
        let Dialer {
            resolver, family, ..
        } = dialer;
        self.lookup = resolver.lookup(name, family, began + time.answer);
        if self.lookup.is_none() {
            let reason = format!("{name} is not a possible host name");
            return Err(Error::dns("dns.bad_name", reason));
        }
        while !self.has_next() {
            if !self.is_done() {
                self.more(progress).await;
                continue;
            }
            if self.blocked.is_some() {
                return Err(self.nothing());
            }
            if let Some(shortage) = progress.shortage().take() {
                return Err(shortage);
            }
            let err = self.lookup_error().unwrap_or(LookupError::Silent);
            if matches!(err, LookupError::NoRecords) && family != Family::Any {
                return Err(no_records(family, progress));
            }
            return Err(resolver.explain(name, &err, began, time.life_sign).await);
        }
        if family == Family::Any && self.v6.is_empty() && !self.is_done() {
            // The other answer may bring no address, or arrive too late.
            let _ = timeout(RESOLUTION_DELAY, self.more(progress)).await;
        }
        progress.pause();
        Ok(())
    }

    /// Waits for the next answer of the resolver; returns at once if none is awaited. The future
    /// can be dropped at any time.
    pub(crate) async fn more(&mut self, progress: &mut dyn Progress) {
        let Some(lookup) = &mut self.lookup else {
            return;
        };
        let found = lookup.next().await;
        if let Some(shortage) = lookup.shortage() {
            *progress.shortage() = Some(shortage);
        }
        let Some(found) = found else {
            return;
        };
        progress.resolved(&found);
        self.take(&found, progress);
    }

    /// Adds those of `found` that the policy permits.
    fn take(&mut self, found: &[IpAddr], progress: &mut dyn Progress) {
        let Some(rules) = self.rules else {
            return;
        };
        for address in found.iter().take(ADDRESSES_LIMIT) {
            let address = SocketAddr::new(*address, rules.port);
            if self.all.contains(&address) {
                continue;
            }
            if let Some(refusal) = rules.refusal(address) {
                self.blocked
                    .get_or_insert_with(|| Error::blocked(refusal.sentence(address)));
                continue;
            }
            self.all.push(address);
            if address.is_ipv4() {
                self.v4.push_back(address);
            } else {
                self.v6.push_back(address);
            }
        }
        progress.tries(&self.all);
    }

    /// Why the lookup has found no address.
    fn lookup_error(&mut self) -> Option<LookupError> {
        self.lookup.as_mut().and_then(Lookup::take_error)
    }

    /// The error if no address is permitted.
    fn nothing(&mut self) -> Error {
        let unknown = || Error::blocked("this prober may not reach the address".to_owned());
        self.blocked.take().unwrap_or_else(unknown)
    }

    /// The next address to try: IPv6 and IPv4 alternate, each in the order of the answer. If
    /// this host has no route for IPv6, those attempts fail at once and cost nothing.
    pub(crate) fn next(&mut self) -> Option<SocketAddr> {
        if !self.has_next() {
            return None;
        }
        self.tried += 1;
        let next = if self.last_was_v6 {
            self.v4.pop_front().or_else(|| self.v6.pop_front())
        } else {
            self.v6.pop_front().or_else(|| self.v4.pop_front())
        };
        self.last_was_v6 = next.is_some_and(|address| address.is_ipv6());
        next
    }

    /// The only address that is left, if the lookup finds no more.
    pub(crate) fn take_only(&mut self) -> Option<SocketAddr> {
        let is_only = self.v4.len() + self.v6.len() == 1 && self.is_done();
        if is_only { self.next() } else { None }
    }

    /// Whether there is an address to try.
    pub(crate) fn has_next(&self) -> bool {
        self.tried < ADDRESSES_LIMIT && !(self.v4.is_empty() && self.v6.is_empty())
    }

    /// Whether no more addresses will become known.
    pub(crate) fn is_done(&self) -> bool {
        self.tried >= ADDRESSES_LIMIT || self.lookup.as_ref().is_none_or(Lookup::is_done)
    }
}

fn no_records(family: Family, progress: &dyn Progress) -> Error {
    let family = if family == Family::V4 { "IPv4" } else { "IPv6" };
    let reason = format!("{} has no {family} address", progress.peer());
    Error::dns("dns.no_records", reason)
}

#[cfg(any(test, feature = "testing"))]
impl Candidates<'_> {
    /// `addresses`, which no policy has judged.
    pub fn unjudged(addresses: &[SocketAddr]) -> Self {
        let mut this = Self::empty();
        this.all = addresses.to_vec();
        let (v4, v6) = addresses.iter().partition(|address| address.is_ipv4());
        (this.v4, this.v6) = (v4, v6);
        this
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_take_turns() {
        let v4 = |n| SocketAddr::from(([192, 0, 2, n], 80));
        let v6 = |n| SocketAddr::from(([0x2001, 0xdb8, 0, 0, 0, 0, 0, n], 80));
        let mut candidates = Candidates::unjudged(&[v4(1), v6(1), v6(2)]);
        assert_eq!(candidates.next(), Some(v6(1)));
        assert_eq!(candidates.next(), Some(v4(1)));
        // What comes late goes on from there.
        candidates.v4.push_back(v4(2));
        assert_eq!(candidates.next(), Some(v6(2)));
        assert_eq!(candidates.next(), Some(v4(2)));
        assert_eq!(candidates.next(), None);
        candidates.v4.extend((0..20).map(v4));
        assert_eq!(std::iter::from_fn(|| candidates.next()).count(), 6);
        assert!(candidates.is_done());
    }
}
