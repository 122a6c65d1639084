//! The addresses of a host that a check may try, as they become known.
//! Source: RFC 8305, sections 3 and 4.

use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use queue::{FailureClass, Family};
use tokio::time::timeout;
use url::Host;

use super::resolver::{Lookup, Missing};
use super::{lookup_limits, route};
use crate::egress::{EgressPolicy, Purpose, Refusal};
use crate::probe::Run;
use crate::probe::fault::Fault;
use crate::probe::trace::{Stage, Trace};

/// How long the second family's answer is awaited once the first is there.
/// Source: RFC 8305, section 3, "Resolution Delay".
const RESOLUTION_DELAY: Duration = Duration::from_millis(50);

/// Most addresses of one host that are tried, and most of one answer that are looked
/// at.
const ADDRESSES_LIMIT: usize = 10;

/// Addresses to try, and perhaps questions for more.
pub(crate) struct Candidates<'a> {
    /// Those not yet tried.
    v4: VecDeque<SocketAddr>,
    v6: VecDeque<SocketAddr>,
    last_was_v6: bool,
    tried: usize,
    /// All of them, for the record.
    all: Vec<SocketAddr>,
    /// Why one of them may not be reached.
    blocked: Option<Fault>,
    lookup: Option<Lookup<'a>>,
    rules: Option<Rules<'a>>,
}

/// What an address has to pass.
#[derive(Clone, Copy)]
struct Rules<'a> {
    egress: &'a EgressPolicy,
    purpose: Purpose,
    port: u16,
}

impl Rules<'_> {
    /// Why `address` may not be connected to.
    fn refusal(self, address: SocketAddr) -> Option<Refusal> {
        let ip = address.ip().to_canonical();
        self.egress
            .refusal_of(address, self.purpose)
            .or_else(|| (!self.egress.allows(ip) && route::is_own(ip)).then_some(Refusal::OWN))
    }
}

impl<'a> Candidates<'a> {
    /// The addresses of `host` as far as they are known; there is at least one that
    /// the check may use and the policy permits.
    pub(crate) async fn find(
        run: &Run<'a>,
        host: &Host,
        port: u16,
        purpose: Purpose,
        trace: &mut Trace,
    ) -> Result<Self, Fault> {
        let mut this = Self::empty();
        this.rules = Some(Rules {
            egress: &run.probes.egress,
            purpose,
            port,
        });
        match host {
            Host::Ipv4(address) => this.take_literal((*address).into(), run.how.family, trace)?,
            Host::Ipv6(address) => this.take_literal((*address).into(), run.how.family, trace)?,
            Host::Domain(name) => this.resolve(run, name, trace).await?,
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
        trace: &mut Trace,
    ) -> Result<(), Fault> {
        let fits = match family {
            Family::Any => true,
            Family::V4 => address.is_ipv4(),
            Family::V6 => address.is_ipv6(),
        };
        if !fits {
            return Err(no_records(family, trace));
        }
        self.take(&[address], trace);
        if self.has_next() {
            Ok(())
        } else {
            Err(self.nothing())
        }
    }

    async fn resolve(&mut self, run: &Run<'a>, name: &str, trace: &mut Trace) -> Result<(), Fault> {
        trace.begin(Stage::Dns);
        let began = Instant::now();
        let (limit, reserve) = lookup_limits(trace);
        let resolver = &run.probes.resolver;
        let family = run.how.family;
        self.lookup = resolver.lookup(name, family, began + limit);
        if self.lookup.is_none() {
            let reason = format!("{name} is not a possible host name");
            return Err(Fault::down(FailureClass::Dns, "dns.bad_name", reason));
        }
        while !self.has_next() {
            if !self.is_done() {
                self.more(trace).await;
                continue;
            }
            if self.blocked.is_some() {
                return Err(self.nothing());
            }
            if let Some(lacked) = trace.lacked.take() {
                return Err(lacked);
            }
            let missing = self.missing().unwrap_or(Missing::Silent);
            if matches!(missing, Missing::NoRecords) && family != Family::Any {
                return Err(no_records(family, trace));
            }
            return Err(resolver.explain(name, &missing, began, reserve).await);
        }
        if family == Family::Any && self.v6.is_empty() && !self.is_done() {
            // The other family may come in vain, or too late.
            let _ = timeout(RESOLUTION_DELAY, self.more(trace)).await;
        }
        trace.pause();
        Ok(())
    }

    /// Waits for further addresses, whatever they are; returns at once where none
    /// are asked for. It can be let go of at any time.
    pub(crate) async fn more(&mut self, trace: &mut Trace) {
        let Some(lookup) = &mut self.lookup else {
            return;
        };
        let found = lookup.next().await;
        if let Some(lacked) = lookup.lacked() {
            trace.lacked = Some(lacked);
        }
        let Some(found) = found else {
            return;
        };
        trace.resolver_answered = true;
        trace.seen.addresses.extend(&found);
        self.take(&found, trace);
    }

    /// Takes what the policy permits of `found`.
    fn take(&mut self, found: &[IpAddr], trace: &mut Trace) {
        let Some(rules) = self.rules else {
            return;
        };
        for address in found.iter().take(ADDRESSES_LIMIT) {
            let address = SocketAddr::new(*address, rules.port);
            if self.all.contains(&address) {
                continue;
            }
            if let Some(refusal) = rules.refusal(address) {
                self.blocked.get_or_insert_with(|| {
                    let reason = refusal.sentence(address);
                    Fault::unmeasured(FailureClass::Blocked, "blocked.address", reason)
                });
                continue;
            }
            self.all.push(address);
            if address.is_ipv4() {
                self.v4.push_back(address);
            } else {
                self.v6.push_back(address);
            }
        }
        trace.tries(&self.all);
    }

    /// What the questions that are answered did not bring.
    fn missing(&mut self) -> Option<Missing> {
        self.lookup.as_mut().and_then(Lookup::missing)
    }

    /// Why there is nothing to try.
    fn nothing(&mut self) -> Fault {
        self.blocked.take().unwrap_or_else(|| {
            let reason = "this prober may not reach the address".to_owned();
            Fault::unmeasured(FailureClass::Blocked, "blocked.address", reason)
        })
    }

    /// The next address to try: IPv6 and IPv4 by turns, each family in the order in
    /// which it came. Where this host has no route for IPv6, its attempts fail at once
    /// and cost nothing.
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

    /// The one address that is left, where no further ones will become known.
    pub(crate) fn take_only(&mut self) -> Option<SocketAddr> {
        let is_only = self.v4.len() + self.v6.len() == 1 && self.is_done();
        if is_only { self.next() } else { None }
    }

    /// Whether there is one to try.
    pub(crate) fn has_next(&self) -> bool {
        self.tried < ADDRESSES_LIMIT && !(self.v4.is_empty() && self.v6.is_empty())
    }

    /// Whether no further ones will become known.
    pub(crate) fn is_done(&self) -> bool {
        self.tried >= ADDRESSES_LIMIT || self.lookup.as_ref().is_none_or(Lookup::is_done)
    }
}

fn no_records(family: Family, trace: &Trace) -> Fault {
    let family = if family == Family::V4 { "IPv4" } else { "IPv6" };
    let reason = format!("{} has no {family} address", trace.peer);
    Fault::down(FailureClass::Dns, "dns.no_records", reason)
}

#[cfg(test)]
impl Candidates<'_> {
    /// `addresses`, which nobody judges.
    pub(crate) fn of(addresses: &[SocketAddr]) -> Self {
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
        let mut candidates = Candidates::of(&[v4(1), v6(1), v6(2)]);
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
