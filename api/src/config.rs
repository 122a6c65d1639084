//! Settings: flags with environment twins, checked before anything starts.
//!
//! Nothing else in this crate reads the environment, but what lies in the folder beside.

mod check;
mod keep;

use std::net::SocketAddr;
use std::time::Duration;

pub use check::{CheckArgs, HttpVersion, IpVersion, StartTls, TlsVersion};
use clap::{Args, Parser, Subcommand};
pub use keep::{HistoryDays, InvalidKeep, KeepArgs};
use prober::config::{LogArgs, Networks, ProbeArgs, Secret};
use queue::{InstanceKeys, InvalidKeys, RegionName};
use url::Url;

use crate::vitals::deadman::Deadman;

/// The SQLite file where no database is named.
const DEFAULT_DATABASE_URL: &str = "sqlite://upbeat.db";

/// The uptime monitor that tells the truth.
#[derive(Parser, Debug)]
#[command(name = "upbeat", version, about)]
pub struct Cli {
    /// What is logged and traced.
    #[command(flatten)]
    pub log: LogArgs,

    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What `upbeat` can do.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Serves GraphQL, schedules checks and ingests their results.
    Serve(Box<Config>),
    /// Checks a URL once, from here, in every way in which a website can be checked, and
    /// shows what was seen. Exit code 0 for up and degraded, 1 for down, 2 for unmeasured
    /// and for wrong usage.
    Check(Box<CheckArgs>),
    /// Prints the GraphQL schema.
    Schema,
    /// Brings the database's schema up to date, or back to what an earlier version knows.
    Migrate(MigrateArgs),
    /// Prints the key of a region, which its probers get as UPBEAT_REGION_KEY.
    RegionKey(RegionKeyArgs),
    /// Prints lines for Redis' ACL file: a user for the api and one for each region,
    /// each with a new password, which goes to standard error.
    RedisAcl(RedisAclArgs),
    /// Asks a running server whether it is able to work; exit code 0 or 1.
    Healthcheck(ListenArgs),
}

/// Where the rows are.
#[derive(Args, Clone, Debug)]
pub struct StoreArgs {
    /// The database: sqlite://FILE or postgres://….
    #[arg(
        long,
        env = "DATABASE_URL",
        value_name = "URL",
        default_value = DEFAULT_DATABASE_URL,
        hide_env_values = true,
        value_parser = database_url
    )]
    pub database_url: Secret,
}

/// How far to change the schema.
#[derive(Args, Clone, Debug)]
pub struct MigrateArgs {
    /// The newest migration that the database is to have; the newest of all where it is
    /// left out. What only later ones keep is lost.
    pub migration: Option<String>,

    /// Where the rows are.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// What seals the secrets of checks.
#[derive(Args, Clone, Debug)]
pub struct KeyArgs {
    /// Seals headers, credentials and client certificates of checks: 32 bytes in
    /// base64, the same for every replica. Several, separated by commas, while one is
    /// replaced: the first one seals, all of them open. Without it, a SQLite file
    /// gets a key file beside it.
    #[arg(
        long,
        env = "UPBEAT_SECRET_KEY",
        value_name = "KEYS",
        default_value = "",
        hide_default_value = true,
        hide_env_values = true,
        value_parser = secret_key
    )]
    pub secret_key: InstanceKeys,
}

/// Who gets a Redis user.
#[derive(Args, Clone, Debug)]
pub struct RedisAclArgs {
    /// A region whose probers get a user; may be given several times.
    #[arg(long = "region", value_name = "NAME")]
    pub regions: Vec<RegionName>,
}

/// Whose key to print.
#[derive(Args, Clone, Debug)]
pub struct RegionKeyArgs {
    /// The region's name: india.
    pub region: RegionName,

    /// What its key follows from.
    #[command(flatten)]
    pub keys: KeyArgs,

    /// Where the key file is, if there is one.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Where to listen, or whom to ask.
#[derive(Args, Clone, Copy, Debug)]
pub struct ListenArgs {
    /// The address of the HTTP server.
    #[arg(
        long,
        env = "UPBEAT_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8080",
        value_parser = listen
    )]
    pub listen: SocketAddr,
}

/// The settings of `upbeat serve`.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// Where the rows are.
    #[command(flatten)]
    pub store: StoreArgs,

    /// Where to listen.
    #[command(flatten)]
    pub http: ListenArgs,

    /// Networks of proxies whose X-Forwarded-For says where a request comes from, separated
    /// by commas: 127.0.0.0/8,10.1.2.3/32. Sign-in is limited for each address, so behind a
    /// proxy that is not named here all people count as one.
    #[arg(
        long,
        env = "UPBEAT_TRUSTED_PROXIES",
        value_name = "NETWORKS",
        default_value = "",
        hide_default_value = true,
        value_parser = trusted_proxies
    )]
    pub trusted_proxies: Networks,

    /// The queue: redis://host:6379. Without it jobs stay in this process, which
    /// then also checks websites itself, as region `local`.
    #[arg(
        long,
        env = "REDIS_URL",
        value_name = "URL",
        default_value = "",
        hide_default_value = true,
        hide_env_values = true,
        value_parser = redis_url
    )]
    pub redis_url: Secret,

    /// Connections to the database: a few for who asks and whether this process is
    /// able, half of the rest for queries, half for ingest and scheduling.
    #[arg(
        long,
        env = "UPBEAT_DATABASE_CONNECTIONS",
        value_name = "NUMBER",
        default_value = "20",
        value_parser = connections
    )]
    pub database_connections: u32,

    /// How long what is kept.
    #[command(flatten)]
    pub keep: KeepArgs,

    /// The email addresses of the accounts that may see probers and queues, separated by
    /// commas. Sign up with them first: an address is not verified. Where none is named, it
    /// is the account that signed up first.
    #[arg(
        long,
        env = "UPBEAT_OPERATORS",
        value_name = "EMAILS",
        default_value = "",
        hide_default_value = true,
        value_parser = operators
    )]
    pub operators: Emails,

    /// What seals secrets.
    #[command(flatten)]
    pub keys: KeyArgs,

    /// An address outside that gets a GET again and again while monitoring works, and
    /// raises the alarm when none comes any more: `https://hc-ping.com/…`.
    #[arg(
        long,
        env = "UPBEAT_DEADMAN_URL",
        value_name = "URL",
        default_value = "",
        hide_default_value = true,
        hide_env_values = true,
        value_parser = deadman_url
    )]
    pub deadman_url: Secret,

    /// Time between two such requests, seconds.
    #[arg(
        long,
        env = "UPBEAT_DEADMAN_SECS",
        value_name = "SECONDS",
        default_value = "60",
        value_parser = deadman_secs
    )]
    pub deadman_secs: u64,

    /// How the local prober checks, where there is one.
    #[command(flatten)]
    pub probe: ProbeArgs,
}

/// Email addresses, as accounts have them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Emails(pub Vec<String>);

impl Config {
    /// The queue's URL, if one is set.
    pub fn redis(&self) -> Option<&str> {
        Some(self.redis_url.expose()).filter(|url| !url.is_empty())
    }

    /// Whom to ping while monitoring works, if anybody.
    pub fn deadman(&self) -> Option<Deadman> {
        Some(Deadman {
            url: Url::parse(self.deadman_url.expose()).ok()?,
            every: Duration::from_secs(self.deadman_secs),
        })
    }
}

/// The value of an environment variable's rule, as an error that names it.
fn rule(variable: &str, rule: &str) -> String {
    format!("{variable}: {rule}")
}

fn database_url(text: &str) -> Result<Secret, String> {
    // A variable that is set to nothing is a variable that is not set.
    let text = if text.is_empty() {
        DEFAULT_DATABASE_URL
    } else {
        text
    };
    let known = ["sqlite://", "postgres://", "postgresql://"];
    if !known.iter().any(|scheme| text.starts_with(scheme)) {
        return Err(rule(
            "DATABASE_URL",
            "must begin with sqlite:// or postgres://",
        ));
    }
    secret(text)
}

fn redis_url(text: &str) -> Result<Secret, String> {
    if !text.is_empty() && !queue::redis::is_url(text) {
        return Err(rule("REDIS_URL", queue::redis::URL_RULE));
    }
    secret(text)
}

fn secret(text: &str) -> Result<Secret, String> {
    text.parse()
        .map_err(|never: std::convert::Infallible| match never {})
}

fn deadman_url(text: &str) -> Result<Secret, String> {
    let is_web = |url: Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    if !text.is_empty() && !Url::parse(text).is_ok_and(is_web) {
        return Err(rule(
            "UPBEAT_DEADMAN_URL",
            "must begin with http:// or https:// and name a host",
        ));
    }
    secret(text)
}

fn operators(text: &str) -> Result<Emails, String> {
    let emails: Vec<String> = text
        .split(',')
        .map(|email| email.trim().to_lowercase())
        .filter(|email| !email.is_empty())
        .collect();
    if emails.iter().any(|email| !email.contains('@')) {
        return Err(rule(
            "UPBEAT_OPERATORS",
            "must be email addresses, separated by commas",
        ));
    }
    Ok(Emails(emails))
}

fn deadman_secs(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(secs @ 1..=86_400) => Ok(secs),
        _ => Err(rule(
            "UPBEAT_DEADMAN_SECS",
            "must be a number from 1 to 86400",
        )),
    }
}

fn secret_key(text: &str) -> Result<InstanceKeys, String> {
    if text.is_empty() {
        return Ok(InstanceKeys::default());
    }
    text.parse()
        .map_err(|err: InvalidKeys| rule("UPBEAT_SECRET_KEY", &err.to_string()))
}

fn trusted_proxies(text: &str) -> Result<Networks, String> {
    text.parse().map_err(|_| {
        rule(
            "UPBEAT_TRUSTED_PROXIES",
            "must be networks like 127.0.0.0/8,::1/128",
        )
    })
}

fn listen(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        rule(
            "UPBEAT_LISTEN",
            "must be an address and a port, like 127.0.0.1:8080",
        )
    })
}

fn connections(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(number @ 4..=1_000) => Ok(number),
        _ => Err(rule(
            "UPBEAT_DATABASE_CONNECTIONS",
            "must be a number from 4 to 1000",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<Cli, String> {
        Cli::try_parse_from([&["upbeat"], args].concat()).map_err(|err| err.to_string())
    }

    #[test]
    fn nothing_has_to_be_set() {
        let Command::Serve(config) = parse(&["serve"]).unwrap().command else {
            panic!()
        };
        assert_eq!(config.store.database_url.expose(), DEFAULT_DATABASE_URL);
        assert_eq!(config.redis(), None);
        assert_eq!(config.http.listen.to_string(), "127.0.0.1:8080");
    }

    #[test]
    fn a_wrong_value_names_its_variable() {
        for (flag, value, variable) in [
            ("--database-url", "mysql://h/db", "DATABASE_URL"),
            ("--redis-url", "http://h", "REDIS_URL"),
            ("--listen", "8080", "UPBEAT_LISTEN"),
            ("--secret-key", "hush", "UPBEAT_SECRET_KEY"),
            ("--database-connections", "0", "UPBEAT_DATABASE_CONNECTIONS"),
            ("--deadman-url", "hc-ping.com/1", "UPBEAT_DEADMAN_URL"),
            ("--deadman-secs", "0", "UPBEAT_DEADMAN_SECS"),
            ("--operators", "ada@a.test,root", "UPBEAT_OPERATORS"),
            ("--keep-ticks-days", "1", "UPBEAT_KEEP_TICKS_DAYS"),
            ("--keep-hours-days", "many", "UPBEAT_KEEP_HOURS_DAYS"),
            ("--keep-history-days", "0", "UPBEAT_KEEP_HISTORY_DAYS"),
            ("--egress-allow", "everything", "UPBEAT_EGRESS_ALLOW"),
            ("--trusted-proxies", "all", "UPBEAT_TRUSTED_PROXIES"),
            ("--concurrency", "0", "UPBEAT_CONCURRENCY"),
        ] {
            let error = parse(&["serve", flag, value]).unwrap_err();
            assert!(error.contains(variable), "{flag} {value}: {error}");
        }
    }

    #[test]
    fn operators_are_named_as_accounts_are() {
        for (text, expected) in [
            ("", vec![]),
            (" , ", vec![]),
            ("Ada@A.test, bob@b.test,", vec!["ada@a.test", "bob@b.test"]),
        ] {
            assert_eq!(operators(text).unwrap().0, expected, "{text:?}");
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        let cli = parse(&["serve", "--database-url", "postgres://u:hush@h/db"]).unwrap();
        assert!(!format!("{cli:?}").contains("hush"));
        let key = InstanceKeys::generate().reveal();
        let cli = parse(&["serve", "--secret-key", &key]).unwrap();
        assert!(!format!("{cli:?}").contains(&key));
    }
}
