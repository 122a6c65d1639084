//! Who may do what on the server: the rules of Redis users, as they stand after
//! a user's name and password in an ACL file or in `ACL SETUSER`.
//!
//! A prober is the part that is trusted least. Its user takes jobs from its own
//! region's stream, adds to its results and dead letters, and says that it lives:
//! it cannot add jobs, run code of its own, see that there are other regions, or name
//! one that is not its own.
//! Functions run with the rights of whoever calls them, so that the commands
//! within them are listed too.

use super::keys::{Keys, escape_glob};
use crate::{RegionName, Stream};

/// What every connection needs; `INFO` tells of the server, not of its keys.
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

/// What the api needs on its keys.
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

/// What a prober needs on its region's jobs.
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

/// The rules of the api's user, on an instance whose keys begin with `prefix`.
pub fn api(prefix: &str) -> Vec<String> {
    let own = format!("{}:*", escape_glob(prefix));
    // A pattern may be listened to only where it stands in the rules, letter by letter.
    let hello = Keys::new(prefix).hello_pattern();
    let mut rules = nothing();
    rules.extend([format!("~{own}"), format!("&{own}"), format!("&{hello}")]);
    rules.extend(CONNECTION.iter().chain(API).map(ToString::to_string));
    rules
}

/// The rules of the user that all probers of `region` share.
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
    // A command may touch only what one of these allows on its own.
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
