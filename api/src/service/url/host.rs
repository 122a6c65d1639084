//! Hosts that DNS can represent.

use std::net::Ipv4Addr;

use url::Url;

use super::fail;
use crate::service::Result;

/// Longest label, in bytes. Source: RFC 1035, section 2.3.4.
const MAX_LABEL_BYTES: usize = 63;

/// Longest name, in bytes, without the final dot. Source: RFC 1035, section 2.3.4, as text.
const MAX_NAME_BYTES: usize = 253;

/// Rejects a host that no name server can have. The rules of the web allow commas, quotes and
/// empty labels, and a mistyped host would be checked forever.
///
/// # Errors
/// [`Error::Input`](crate::service::Error::Input) on `url`.
pub(super) fn check(url: &Url) -> Result<()> {
    let host = url.host_str().unwrap_or_default();
    if host.starts_with('[') || host.parse::<Ipv4Addr>().is_ok() {
        return Ok(());
    }
    // A wildcard record can be queried like any other name.
    let host = match host.strip_prefix("*.") {
        Some(rest) if url.scheme() == "dns" => rest,
        _ => host,
    };
    check_name(host).or_else(|problem| fail(&problem))
}

/// As [`check`], for a host name alone.
///
/// # Errors
/// The problem, as the rest of a sentence.
pub(super) fn check_name(host: &str) -> std::result::Result<(), String> {
    let fail = |problem: &str| Err(problem.to_owned());
    let name = host.strip_suffix('.').unwrap_or(host);
    if name.len() > MAX_NAME_BYTES {
        return fail("has a host of more than 253 characters, which is more than DNS holds");
    }
    let labels: Vec<&str> = name.split('.').collect();
    if labels.iter().any(|label| label.is_empty()) {
        return fail("has a host with an empty part between its dots");
    }
    if labels.iter().any(|label| label.len() > MAX_LABEL_BYTES) {
        return fail("has a host with a part of more than 63 characters");
    }
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let found = labels
        .iter()
        .flat_map(|label| label.chars())
        .find(|c| !allowed(*c));
    if let Some(c) = found {
        return Err(strange(c));
    }
    if name == "onion" || name.ends_with(".onion") {
        return fail("is an address in Tor, which probers cannot reach");
    }
    let last = labels.last().copied().unwrap_or_default();
    if matches!(last, "http" | "https" | "wss") {
        return Err(format!(
            "has {last} at the end of its host, which is a scheme: write it once, in front"
        ));
    }
    if last.starts_with('-') || last.ends_with('-') {
        return fail("has a host whose last part begins or ends with a hyphen");
    }
    Ok(())
}

/// Error message for a character that no host name has.
pub(super) fn strange(c: char) -> String {
    format!("has the character {c} in its host, which no host name has")
}
