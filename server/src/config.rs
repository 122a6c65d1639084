//! Settings: flags with environment twins, validated before anything starts.
//!
//! Only this module and its submodules read the environment.

mod accounts;
mod alerts;
mod check;
mod http;
mod keep;
mod limits;
mod oidc;
mod pages;
mod user;

use std::time::Duration;

use ::pages::Pages;
use api::web::Web;
pub use check::{CheckArgs, HttpVersion, IpVersion, StartTls, TlsVersion};
use clap::{Args, Parser, Subcommand};
pub use keep::{HistoryDays, InvalidKeep, KeepArgs};
use prober::config::{Networks, ProbeArgs};
use queue::{InstanceKeys, InvalidKeys, RegionName};
use runtime::Secret;
use runtime::log::LogArgs;
use sea_orm::DatabaseConnection;
use url::Url;

pub use self::accounts::{AccountArgs, Emails};
pub use self::alerts::{AlertArgs, ChannelTestArgs, PublicUrl, SmtpUrl};
pub use self::http::{HalfTls, HealthcheckArgs, ListenArgs, TlsArgs, WebArgs};
pub use self::limits::LimitArgs;
pub use self::oidc::{InvalidOidc, OidcArgs};
pub use self::pages::PageArgs;
pub use self::user::{AccountNameArgs, ResetPasswordArgs, UserCommand};
use crate::health::deadman::Deadman;

/// The default database, a SQLite file.
const DEFAULT_DATABASE_URL: &str = "sqlite://upbeat.db";

/// The uptime monitor that tells the truth.
#[derive(Parser, Debug)]
#[command(name = "upbeat", version, about)]
pub struct Cli {
    /// Logging and tracing.
    #[command(flatten)]
    pub log: LogArgs,

    /// The command to run.
    #[command(subcommand)]
    pub command: Command,
}

/// Commands of `upbeat`.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Serves GraphQL, schedules checks and ingests their results.
    Serve(Box<Config>),
    /// Checks a URL once, from here, with any kind of check that a website can have, and shows
    /// the result. Exit code 0 for up and degraded, 1 for down, 2 for unmeasured and for wrong
    /// usage.
    Check(Box<CheckArgs>),
    /// Prints the GraphQL schema.
    Schema,
    /// Updates the database's schema, or takes it back to an earlier version.
    Migrate(MigrateArgs),
    /// Prints the key of a region, to be given to its probers as UPBEAT_REGION_KEY.
    RegionKey(RegionKeyArgs),
    /// Prints lines for Redis' ACL file: a user for the api and one for each region, each with
    /// a new password, which is printed to standard error.
    RedisAcl(RedisAclArgs),
    /// Works with channels, where alerts go.
    #[command(subcommand)]
    Channel(ChannelCommand),
    /// Works with accounts.
    #[command(subcommand)]
    User(UserCommand),
    /// Asks a running server whether it is ready; exit code 0 or 1.
    Healthcheck(HealthcheckArgs),
}

/// Commands of `upbeat channel`.
#[derive(Subcommand, Debug)]
pub enum ChannelCommand {
    /// Sends a test by a channel's own settings, from this machine, and shows what the receiver
    /// says; exit code 0 if it took the test, else 2.
    Test(Box<ChannelTestArgs>),
}

/// The database.
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

/// Target of a schema migration.
#[derive(Args, Clone, Debug)]
pub struct MigrateArgs {
    /// The migration to stop at; the latest one by default. Data that only later versions
    /// store is lost.
    pub migration: Option<String>,

    /// The database to migrate.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// The keys that seal secrets of checks.
#[derive(Args, Clone, Debug)]
pub struct KeyArgs {
    /// Seals headers, credentials and client certificates of checks: 32 bytes in base64, the
    /// same for every replica. Several, separated by commas, while one is being replaced: the
    /// first one seals, all of them open. Without it, a SQLite file gets a key file beside it.
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

/// Regions that get a Redis user.
#[derive(Args, Clone, Debug)]
pub struct RedisAclArgs {
    /// A region whose probers get a user; may be given several times.
    #[arg(long = "region", value_name = "NAME")]
    pub regions: Vec<RegionName>,
}

/// Region whose key is printed.
#[derive(Args, Clone, Debug)]
pub struct RegionKeyArgs {
    /// Name of the region, such as india.
    pub region: RegionName,

    /// The keys that region keys are derived from.
    #[command(flatten)]
    pub keys: KeyArgs,

    /// Location of the key file, if there is one.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// Settings of `upbeat serve`.
#[derive(Args, Clone, Debug)]
pub struct Config {
    /// The database.
    #[command(flatten)]
    pub store: StoreArgs,

    /// Address to listen on.
    #[command(flatten)]
    pub http: ListenArgs,

    /// The certificate.
    #[command(flatten)]
    pub tls: TlsArgs,

    /// Networks of proxies whose X-Forwarded-For is trusted, separated by commas:
    /// 127.0.0.0/8,10.1.2.3/32. Sign-in is limited for each address, so behind a proxy that is
    /// not listed here all people count as one.
    #[arg(
        long,
        env = "UPBEAT_TRUSTED_PROXIES",
        value_name = "NETWORKS",
        default_value = "",
        hide_default_value = true,
        value_parser = trusted_proxies
    )]
    pub trusted_proxies: Networks,

    /// What browsers may do.
    #[command(flatten)]
    pub web: WebArgs,

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

    /// Number of database connections: a few for authentication and readiness, half of the
    /// rest for queries, half for ingest and scheduling.
    #[arg(
        long,
        env = "UPBEAT_DATABASE_CONNECTIONS",
        value_name = "NUMBER",
        default_value = "20",
        value_parser = connections
    )]
    pub database_connections: u32,

    /// What is kept of status pages.
    #[command(flatten)]
    pub pages: PageArgs,

    /// Retention periods.
    #[command(flatten)]
    pub keep: KeepArgs,

    /// Who has an account, and who operates this installation.
    #[command(flatten)]
    pub accounts: AccountArgs,

    /// The keys that seal secrets.
    #[command(flatten)]
    pub keys: KeyArgs,

    /// Limits of one caller.
    #[command(flatten)]
    pub limits: LimitArgs,

    /// What alerts need.
    #[command(flatten)]
    pub alerts: AlertArgs,

    /// The provider of single sign-on.
    #[command(flatten)]
    pub oidc: OidcArgs,

    /// An external address that is requested with GET repeatedly while monitoring works, and
    /// that raises the alarm when requests stop: `https://hc-ping.com/…`.
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

    /// Time between two such requests, in seconds.
    #[arg(
        long,
        env = "UPBEAT_DEADMAN_SECS",
        value_name = "SECONDS",
        default_value = "60",
        value_parser = deadman_secs
    )]
    pub deadman_secs: u64,

    /// Settings of the local prober, if there is one.
    #[command(flatten)]
    pub probe: ProbeArgs,
}

impl Config {
    /// URL of the queue, if set.
    pub fn redis(&self) -> Option<&str> {
        Some(self.redis_url.expose()).filter(|url| !url.is_empty())
    }

    /// The status pages of the database `db`, which may not be there yet.
    pub fn pages(&self, db: Option<DatabaseConnection>) -> Pages {
        let directory = self.pages.directory(self.store.database_url.expose());
        let public_url = self.alerts.public_url.0.as_ref().map(Url::to_string);
        Pages::new(db, Some(directory), public_url)
    }

    /// The dead man's switch, if configured.
    pub fn deadman(&self) -> Option<Deadman> {
        Some(Deadman {
            url: Url::parse(self.deadman_url.expose()).ok()?,
            every: Duration::from_secs(self.deadman_secs),
        })
    }
}

impl Config {
    /// What browsers may do.
    pub fn web(&self) -> Web {
        let public_url = self.alerts.public_url.0.as_ref();
        Web {
            origins: self.web.cors_origins.clone(),
            is_https: self.tls.is_set() || public_url.is_some_and(|url| url.scheme() == "https"),
        }
    }
}

/// An error message that names the environment variable.
fn rule(variable: &str, rule: &str) -> String {
    format!("{variable}: {rule}")
}

fn database_url(text: &str) -> Result<Secret, String> {
    // An empty variable counts as unset.
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
mod tests;
