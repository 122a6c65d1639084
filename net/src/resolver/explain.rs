//! Explains a failed lookup: on whose side the reason lies, and the sentence for people.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use super::{ALIASES_LIMIT, LookupError, Resolver, lookup};
use crate::dns::rcode;
use crate::{Error, words};

impl Resolver {
    /// Explains why a lookup of `host` that began at `began` ended with `err`. If the servers
    /// gave no answer, this asks within `limit` whether the resolver is alive, and so
    /// distinguishes a dead resolver from a name whose own servers fail.
    pub async fn explain(
        &self,
        host: &str,
        err: &LookupError,
        began: Instant,
        limit: Duration,
    ) -> Error {
        match err {
            LookupError::NxDomain(alias) => {
                let reason = alias
                    .as_ref()
                    .map_or_else(|| self.absence(host), |alias| dangling_alias(host, alias));
                return Error::dns("dns.nxdomain", reason);
            }
            LookupError::NoRecords => {
                return Error::dns("dns.no_records", format!("the name {host} has no address"));
            }
            LookupError::Io(io) => {
                if let Some(shortage) = Error::of_this_host(io).filter(Error::is_shortage) {
                    return shortage;
                }
            }
            _ => {}
        }
        let waited = began.elapsed();
        if !self.lives(began, limit).await {
            return Error::local("internal.resolver", dead(err));
        }
        let detail = detail(err);
        if err.is_of_the_name() {
            let reason = of_the_name(host, err, waited);
            return Error::dns(detail, reason);
        }
        Error::local("internal.resolver_answer", of_the_resolver(host, err))
    }

    /// The sentence that `host` does not exist, with the names that were looked up.
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
}

/// The sentence that `host` is an alias of a name that does not exist.
pub fn dangling_alias(host: &str, alias: &str) -> String {
    format!("the name {host} is an alias of {alias}, which does not exist")
}

/// The error as a stable code: `dns.servfail`.
fn detail(err: &LookupError) -> Cow<'static, str> {
    match err {
        LookupError::Code(code, _) => format!("dns.{}", rcode::name(*code).to_lowercase()).into(),
        LookupError::Malformed | LookupError::Unreadable(_) => "dns.bad_answer".into(),
        LookupError::Aliases => "dns.alias_loop".into(),
        _ => "dns.timeout".into(),
    }
}

/// The sentence for a failure of the name servers of `host`.
fn of_the_name(host: &str, err: &LookupError, waited: Duration) -> String {
    match err {
        LookupError::Code(code, _) => {
            let code = rcode::name(*code);
            format!("the name servers of {host} fail ({code})")
        }
        LookupError::Malformed => format!("the records of {host} cannot be read"),
        LookupError::Aliases => format!(
            "the name {host} is an alias that leads back to itself, or over more than \
             {ALIASES_LIMIT} others"
        ),
        _ => {
            let waited_ms = u64::try_from(waited.as_millis()).unwrap_or(u64::MAX);
            let waited = Duration::from_millis(waited_ms.next_multiple_of(10));
            let waited = words::limit(waited);
            format!("the name servers of {host} did not answer within {waited}")
        }
    }
}

/// The sentence for a resolver that is alive and gives no usable answer.
fn of_the_resolver(host: &str, err: &LookupError) -> String {
    match err {
        LookupError::Code(code, _) => {
            let code = rcode::name(*code);
            format!("the resolver of this prober refuses to look up {host} ({code})")
        }
        LookupError::Unreadable(what) => {
            format!("the answer of this prober's resolver for {host} {what}")
        }
        LookupError::Io(err) => {
            let err = words::io_error(err);
            format!("the question for {host} did not reach this prober's resolver: {err}")
        }
        _ => format!("this prober's resolver has no answer for {host} that can be used"),
    }
}

/// The sentence for a resolver that is dead.
fn dead(err: &LookupError) -> String {
    match err {
        LookupError::Code(code, _) => {
            let code = rcode::name(*code);
            format!("the resolver answers {code} even for the root")
        }
        LookupError::Unreadable(what) => format!("the resolver cannot be used: its answer {what}"),
        LookupError::Io(err) => {
            let err = words::io_error(err);
            format!("the resolver cannot be used: {err}")
        }
        _ => "the resolver does not answer".to_owned(),
    }
}
