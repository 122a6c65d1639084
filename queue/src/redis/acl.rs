//! Permissions of Redis users: rules as they follow a user's name and password in an ACL file
//! or in `ACL SETUSER`.
//!
//! Probers are the least trusted part. A prober's user may take jobs from its own region's
//! stream, add to its results and dead letters, and announce itself. It cannot add jobs, run
//! its own code, discover other regions, or announce a region other than its own. Functions
//! run with their caller's permissions, so the commands in them are listed too.

use super::keys::{Keys, escape_glob};
use crate::{RegionName, Stream};

/// Commands that every connection needs; `INFO` reports on the server, not on its keys.
const CONNECTION: &[&str] = &[
    "+ping",
    "+hello",
    "+auth",
    "+quit",
    "+time",
    "+info",
    "+role",
    "+client|id",
    "+cluster|slots",
];

/// Commands that the api needs on its keys.
const API: &[&str] = &[
    "+scan",
    "+publish",
    "+subscribe",
    "+psubscribe",
    "+unsubscribe",
    "+function|load",
    "+fcall",
    "+xadd",
    "+xtrim",
    "+xreadgroup",
    "+xack",
    "+xdel",
    "+xclaim",
    "+xpending",
    "+xlen",
    "+xrange",
    "+xinfo|consumers",
    "+xgroup|create",
    "+xgroup|createconsumer",
    "+xgroup|delconsumer",
    "+hget",
    "+hmget",
    "+hgetall",
    "+hset",
    "+hdel",
    "+hincrby",
    "+expire",
];

/// Commands that a prober needs on its region's jobs.
const CHECKS: &[&str] = &[
    "+xreadgroup",
    "+xack",
    "+xdel",
    "+xclaim",
    "+xpending",
    "+xgroup|create",
    "+xgroup|createconsumer",
    "+xgroup|delconsumer",
];

/// Rules of the api's user, for an instance whose keys start with `prefix`.
pub fn api(prefix: &str) -> Vec<String> {
    let own = format!("{}:*", escape_glob(prefix));
    // Redis only allows subscribing to a pattern that is listed literally.
    let hello = Keys::new(prefix).hello_pattern();
    let mut rules = nothing();
    rules.extend([format!("~{own}"), format!("&{own}"), format!("&{hello}")]);
    rules.extend(CONNECTION.iter().chain(API).map(ToString::to_string));
    rules
}

/// Rules of the user that all probers of `region` share.
pub fn region(prefix: &str, region: &RegionName) -> Vec<String> {
    let keys = Keys::new(&escape_glob(prefix));
    let checks = keys.stream(&Stream::checks(region));
    let (results, dead) = (
        keys.stream(&Stream::results(region)),
        keys.stream(&Stream::dead(region)),
    );
    let (probers, trimmed) = (keys.probers(region), keys.trimmed(region));
    let hello = keys.hello(region);
    let mut rules = nothing();
    rules.push(format!("~{checks}"));
    rules.extend(CONNECTION.iter().chain(CHECKS).map(ToString::to_string));
    // Each selector alone must allow a command with all its keys.
    rules.extend([
        format!("(+xadd +xtrim ~{results} ~{dead})"),
        format!("(+hset +hgetall +hdel +expire +fcall ~{probers})"),
        format!("(+publish &{hello})"),
        format!("(+hincrby ~{trimmed})"),
        format!("(+fcall ~{checks} ~{results} ~{dead} ~{trimmed})"),
    ]);
    rules
}

fn nothing() -> Vec<String> {
    ["resetkeys", "resetchannels", "-@all"]
        .map(str::to_owned)
        .to_vec()
}
