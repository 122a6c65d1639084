//! Checks typed text before the URL parser repairs it.

use std::net::Ipv6Addr;

use super::{SCHEMES, fail, host, unknown_scheme};
use crate::service::Result;

/// Schemes that are also mistyped as hosts.
const WEB: [&str; 4] = ["http", "https", "ws", "wss"];

/// `text` with a scheme: `https://` is prepended if it has none.
///
/// # Errors
/// [`Error::Input`](crate::service::Error::Input) on `url` for text that the parser would
/// interpret differently from how it reads.
pub(super) fn with_scheme(text: &str) -> Result<String> {
    let before_query = text.split(['?', '#']).next().unwrap_or_default();
    if before_query.contains('\\') {
        return fail("contains a backslash: write / instead");
    }
    let (head, tail) = text.split_at(text.find(['/', '?', '#']).unwrap_or(text.len()));
    let scheme = head.strip_suffix(':').filter(|_| tail.starts_with("//"));
    if let Some(scheme) = scheme {
        if !is_scheme(scheme) {
            return fail("begins with something that is not a scheme");
        }
        let known = scheme.to_ascii_lowercase();
        if SCHEMES.iter().all(|scheme| scheme.name != known) {
            return fail(&unknown_scheme(scheme));
        }
        let rest = &tail[2..];
        if rest.starts_with('/') {
            return fail(&format!("has more than two slashes after {scheme}:"));
        }
        let (authority, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        check_authority(authority, tail)?;
        return Ok(text.to_owned());
    }
    if head.is_empty() {
        return fail("has no host");
    }
    check_head(head)?;
    check_authority(head, tail)?;
    if WEB.contains(&host_of(head).to_ascii_lowercase().as_str()) {
        return fail(&format!("has {head} where its host should be"));
    }
    Ok(format!("https://{text}"))
}

/// Without `://`, rejects text before the first slash unless it is a host with an optional
/// port.
fn check_head(head: &str) -> Result<()> {
    if head.contains('@') {
        let address = head.strip_prefix("mailto:").unwrap_or(head);
        return fail(if address.contains(':') {
            "contains credentials: give them in check instead"
        } else {
            "is an email address"
        });
    }
    check_brackets(head)?;
    let Some((before, after)) = head.split_once(':').filter(|_| !head.starts_with('[')) else {
        return Ok(());
    };
    let is_port = after.bytes().all(|byte| byte.is_ascii_digit());
    if is_port && (!after.is_empty() || before.contains('.')) {
        return Ok(());
    }
    if before.contains('.') || !is_scheme(before) {
        return fail("has an invalid port: it must be a number from 1 to 65535");
    }
    let scheme = before.to_ascii_lowercase();
    if SCHEMES.iter().any(|known| known.name == scheme) {
        return fail(&format!(
            "has {before}: without two slashes: write {before}://"
        ));
    }
    fail(&unknown_scheme(before))
}

/// Rejects an IPv6 address without brackets, whose end would be parsed as a port.
fn check_brackets(authority: &str) -> Result<()> {
    if authority.parse::<Ipv6Addr>().is_ok() {
        return fail(&format!(
            "has an IPv6 address without brackets: write [{authority}]"
        ));
    }
    Ok(())
}

/// Rejects an authority that is itself a scheme, and a partial IPv4 address, which the parser
/// would complete with zeros.
fn check_authority(authority: &str, tail: &str) -> Result<()> {
    let scheme = authority.trim_end_matches([':', '.', ';', ',']);
    if tail.starts_with("//") && is_scheme(scheme) && !scheme.contains('.') {
        return fail(&format!(
            "has {authority}// where its host should be: write {scheme}:// once, in front"
        ));
    }
    check_brackets(authority)?;
    check_host(host_of(authority)).or_else(|problem| fail(&problem))
}

/// Rejects text that a person does not mean as a host, although it can be parsed as one.
///
/// # Errors
/// The problem, as the rest of a sentence.
pub(super) fn check_host(host: &str) -> std::result::Result<(), String> {
    if let Some(c) = host.chars().find(|c| is_typography(*c)) {
        return Err(host::strange(c));
    }
    let numbers: Vec<&str> = host.split('.').collect();
    let decimal =
        |number: &&str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let is_part = match numbers.as_slice() {
        // A whole address may be one large number.
        [number] => number.parse().is_ok_and(|number: u32| number < 1 << 24),
        _ => matches!(numbers.len(), 2 | 3),
    };
    if is_part && numbers.iter().all(decimal) {
        return Err(format!(
            "has {host} as its host, which is not a whole IPv4 address: write all four numbers"
        ));
    }
    Ok(())
}

/// Quotation marks, dashes and similar characters that word processors insert. The parser
/// accepts them as letters, but no registry allows them in names.
fn is_typography(c: char) -> bool {
    matches!(
        c,
        '\u{a1}' | '\u{ab}' | '\u{b4}' | '\u{bb}' | '\u{bf}'
            | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}'
            | '\u{3001}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}'
    )
}

/// The host of an authority, without credentials and port.
pub(super) fn host_of(authority: &str) -> &str {
    let host = authority.rsplit('@').next().unwrap_or_default();
    match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => host,
    }
}

/// Whether `text` has the syntax of a scheme. Source: RFC 3986, section 3.1.
fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}
