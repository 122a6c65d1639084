//! What is secret in a check's secrets: the values, and what a server may take out
//! of them.

use base64::Engine;
use queue::{Credentials, Kind, Secrets};

use super::encoded::BASE64;
use crate::probe::kind::http::basic_pair;

/// Words that say nothing of whom they are of.
const PLAIN: [&str; 6] = ["true", "false", "null", "none", "undefined", "utf-8"];

/// Request headers in whose values there are no secret parts, only words that stand
/// in every answer. The whole of such a value is hidden all the same.
const WORDY: [&str; 12] = [
    "accept",
    "accept-charset",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "content-type",
    "pragma",
    "range",
    "te",
    "upgrade-insecure-requests",
    "user-agent",
];

/// Pieces of a token that are shorter say too little, as do those between points, which
/// stand in names of hosts.
const LEAST_PIECE_BYTES: usize = 8;
const LEAST_BETWEEN_POINTS_BYTES: usize = 16;

/// All parts of `secrets` of a check of this `kind`.
pub(super) fn of(secrets: &Secrets, kind: &Kind) -> Vec<String> {
    let names: &[String] = match kind {
        Kind::Http(check) => &check.headers,
        Kind::WebSocket(check) => &check.headers,
        Kind::Tcp(_) | Kind::Dns(_) | Kind::Ping(_) | Kind::Tls | Kind::Smtp(_) => &[],
    };
    let mut parts = Vec::new();
    for (index, value) in secrets.headers.iter().enumerate() {
        let name = names.get(index).map(|name| name.to_ascii_lowercase());
        let is_wordy = name.is_some_and(|name| WORDY.contains(&name.as_str()));
        parts.push(value.trim().to_owned());
        if !is_wordy {
            split(value.trim(), &mut parts);
        }
    }
    match &secrets.credentials {
        Some(Credentials::Basic { user, password }) => {
            parts.extend(of_pair(&(user.clone(), password.clone())));
        }
        Some(Credentials::Bearer { token }) => {
            parts.push(token.clone());
            pieces(token, &mut parts);
        }
        None => {}
    }
    parts
}

/// All parts of a user and a password.
pub(super) fn of_pair((user, password): &(String, String)) -> [String; 3] {
    [
        basic_pair(user, password),
        format!("{user}:{password}"),
        password.clone(),
    ]
}

/// What stands in a header's value: behind its scheme, and behind each `=`.
fn split(value: &str, parts: &mut Vec<String>) {
    if let Some((scheme, rest)) = value.split_once(' ') {
        let rest = rest.trim();
        add(rest, parts);
        if scheme.eq_ignore_ascii_case("basic")
            && let Some(pair) = BASE64
                .decode(rest)
                .ok()
                .and_then(|pair| String::from_utf8(pair).ok())
        {
            if let Some((_, password)) = pair.split_once(':') {
                add(password, parts);
            }
            add(&pair, parts);
        }
    }
    for pair in value.split([';', ',', '&', ' ']) {
        if let Some((_, part)) = pair.trim().split_once('=') {
            add(part.trim().trim_matches('"'), parts);
        }
    }
    for token in value.split(|c: char| c.is_whitespace() || matches!(c, ';' | ',' | '&' | '=')) {
        pieces(token.trim_matches('"'), parts);
    }
    // A value between quotes may have any of these in it.
    for quoted in value.split('"').skip(1).step_by(2) {
        add(quoted, parts);
    }
}

/// What a token is made of, as a name and a key or as a signed text: `ada:hush`,
/// `head.body.signature`.
fn pieces(token: &str, parts: &mut Vec<String>) {
    // Places of the web are no tokens.
    if token.contains("://") {
        return;
    }
    for (ends, least) in [
        (&[':', '|'][..], LEAST_PIECE_BYTES),
        (&[':', '|', '.'], LEAST_BETWEEN_POINTS_BYTES),
    ] {
        let pieces = token
            .split(ends)
            .filter(|piece| piece.len() >= least && piece.len() < token.len());
        pieces.for_each(|piece| add(piece, parts));
    }
}

fn add(part: &str, parts: &mut Vec<String>) {
    if !PLAIN.contains(&part.to_ascii_lowercase().as_str()) {
        parts.push(part.to_owned());
    }
}
