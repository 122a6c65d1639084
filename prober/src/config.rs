//! Settings: flags with environment twins, checked before anything starts.
//!
//! Nothing else in this crate reads the environment.

pub mod known;
mod log;
mod smtp;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser};
use ipnet::IpNet;
pub use log::{LogArgs, LogFormat};
use queue::{InvalidKeys, ProberName, RegionKeys, RegionName};
use rand::Rng;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
pub use smtp::SmtpName;

use crate::{EgressPolicy, Error, Probes, Resolver, Result, WorkerOptions};

/// Most checks that one prober may be told to run at once.
const MAX_CONCURRENCY: usize = 100_000;

/// How checks are run: shared by `upbeat-prober` and the prober within `upbeat`.
#[derive(Args, Clone, Debug)]
pub struct ProbeArgs {
    /// Networks that checks may reach although they are not public, separated
    /// by commas: 127.0.0.0/8,::1/128.
    #[arg(
        long,
        env = "UPBEAT_EGRESS_ALLOW",
        value_name = "NETWORKS",
        default_value = "",
        hide_default_value = true
    )]
    pub egress_allow: Networks,

    /// What checks are run with.
    #[command(flatten)]
    pub means: MeansArgs,

    /// How many checks may run at once. Each takes one socket, up to five while it
    /// connects, some 40 KiB, and the body that it reads.
    #[arg(
        long,
        env = "UPBEAT_CONCURRENCY",
        value_name = "NUMBER",
        default_value = "1000",
        value_parser = concurrency
    )]
    pub concurrency: usize,
}

/// What checks are run with, whoever runs them and whatever they may reach.
#[derive(Args, Clone, Debug)]
pub struct MeansArgs {
    /// Name servers to ask instead of the system's, separated by commas:
    /// `9.9.9.9,[2620:fe::fe]:53`.
    #[arg(
        long,
        env = "UPBEAT_RESOLVERS",
        value_name = "ADDRESSES",
        default_value = "",
        hide_default_value = true
    )]
    pub resolvers: Addresses<53>,

    /// Addresses that always take a connection, separated by commas:
    /// 1.1.1.1:443,9.9.9.9:443. While none of them does, failing checks are
    /// unmeasured: it is the prober's own network that is away.
    #[arg(
        long,
        env = "UPBEAT_CANARIES",
        value_name = "ADDRESSES",
        default_value = "",
        hide_default_value = true
    )]
    pub canaries: Addresses<443>,

    /// The name by which checks greet mail servers, best the one that this machine's
    /// address has in DNS: probe-1.example.org. Without it, the public address of this
    /// machine where it has one, else upbeat.invalid; never a name or an address of the
    /// network within.
    #[arg(
        long,
        env = "UPBEAT_SMTP_NAME",
        value_name = "NAME",
        default_value = "",
        hide_default_value = true
    )]
    pub smtp_name: SmtpName,

    /// A PEM file with root certificates that checks trust on top of the system's.
    #[arg(long, env = "UPBEAT_EXTRA_CA", value_name = "FILE")]
    pub extra_ca: Option<PathBuf>,
}

impl ProbeArgs {
    /// What checks are run with.
    ///
    /// # Errors
    /// Where the file of roots cannot be read or TLS cannot be set up.
    pub fn build(&self) -> Result<Probes> {
        self.means
            .build(EgressPolicy::new(self.egress_allow.0.clone()))
    }
}

impl MeansArgs {
    /// What checks are run with that reach what `egress` allows.
    ///
    /// # Errors
    /// As [`ProbeArgs::build`].
    pub fn build(&self, egress: EgressPolicy) -> Result<Probes> {
        let resolver = match self.resolvers.0.as_slice() {
            [] => Resolver::from_system(),
            servers => Resolver::with_servers(servers),
        };
        let probes = Probes::new(egress, resolver, self.extra_roots()?)?;
        let probes = probes.with_canaries(self.canaries.0.clone());
        Ok(match &self.smtp_name.0 {
            Some(name) => probes.with_smtp_name(name.clone()),
            None => probes,
        })
    }

    fn extra_roots(&self) -> Result<Vec<CertificateDer<'static>>> {
        // A variable that is set to nothing is a variable that is not set.
        let Some(path) = self
            .extra_ca
            .as_ref()
            .filter(|path| !path.as_os_str().is_empty())
        else {
            return Ok(vec![]);
        };
        let fail = |source| Error::ReadRoots {
            path: path.clone(),
            source,
        };
        let roots: Vec<_> = CertificateDer::pem_file_iter(path)
            .and_then(Iterator::collect)
            .map_err(fail)?;
        if roots.is_empty() {
            Err(fail(rustls::pki_types::pem::Error::NoItemsFound))
        } else {
            Ok(roots)
        }
    }
}

/// The settings of the binary `upbeat-prober`.
#[derive(Parser, Debug)]
#[command(
    name = "upbeat-prober",
    version,
    about = "Checks websites from one region"
)]
pub struct Config {
    /// The region to check from, the same for all its probers: india.
    #[arg(long, env = "UPBEAT_REGION", value_name = "NAME", value_parser = region)]
    pub region: Option<RegionName>,

    /// This prober's name, unique in its region and best stable over restarts:
    /// india-1. Without it, the region's name and something random.
    #[arg(long, env = "UPBEAT_PROBER", value_name = "NAME", value_parser = prober)]
    pub name: Option<ProberName>,

    /// Where the queue is: redis://host:6379.
    #[arg(long, env = "REDIS_URL", value_name = "URL", hide_env_values = true)]
    pub redis_url: Option<Secret>,

    /// The region's key, which opens the secrets of its checks, as printed by
    /// `upbeat region-key`. Several, separated by commas, while one is replaced.
    #[arg(
        long,
        env = "UPBEAT_REGION_KEY",
        value_name = "KEYS",
        hide_env_values = true,
        default_value = "",
        hide_default_value = true,
        value_parser = region_keys
    )]
    pub region_key: RegionKeys,

    /// How checks are run.
    #[command(flatten)]
    pub probe: ProbeArgs,

    /// What is logged and traced.
    #[command(flatten)]
    pub log: LogArgs,
}

/// Settings that obey every rule.
#[derive(Debug)]
pub struct Settings {
    /// Who this prober is and how much it runs.
    pub worker: WorkerOptions,
    /// Where the queue is.
    pub redis_url: Secret,
}

impl Config {
    /// The rules between and behind the fields.
    ///
    /// # Errors
    /// [`Error::Setting`], which names the variable and its rule.
    pub fn check(&self) -> Result<Settings> {
        let missing = |variable, rule: &str| Error::Setting {
            variable,
            rule: rule.to_owned(),
        };
        let region = self
            .region
            .clone()
            .ok_or_else(|| missing("UPBEAT_REGION", "must be set, or --region given"))?;
        let redis_url = self
            .redis_url
            .clone()
            .filter(|url| !url.expose().is_empty())
            .ok_or_else(|| missing("REDIS_URL", "must be set, or --redis-url given"))?;
        if !queue::redis::is_url(redis_url.expose()) {
            return Err(missing("REDIS_URL", queue::redis::URL_RULE));
        }
        let name = match &self.name {
            Some(name) => name.clone(),
            None => random_name(&region)?,
        };
        let worker = WorkerOptions {
            concurrency: self.probe.concurrency,
            keys: self.region_key.clone(),
            ..WorkerOptions::new(region, name)
        };
        Ok(Settings { worker, redis_url })
    }
}

/// A list of networks, written with commas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(pub Vec<IpNet>);

impl FromStr for Networks {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parse = |part: &str| {
            part.parse().map_err(|_| {
                format!(
                    "UPBEAT_EGRESS_ALLOW: must be networks like 127.0.0.0/8,::1/128, not {part:?}"
                )
            })
        };
        parts(text).map(parse).collect::<Result<_, _>>().map(Self)
    }
}

/// A list of addresses, written with commas, each with a port or for `PORT`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Addresses<const PORT: u16>(pub Vec<SocketAddr>);

impl<const PORT: u16> FromStr for Addresses<PORT> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parse = |part: &str| {
            let bare = part.trim_matches(['[', ']']).parse();
            part.parse()
                .or_else(|_| bare.map(|address: IpAddr| SocketAddr::new(address, PORT)))
                .map_err(|_| format!("must be addresses like 9.9.9.9:{PORT}, not {part:?}"))
        };
        parts(text).map(parse).collect::<Result<_, _>>().map(Self)
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// A value that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The value itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl FromStr for Secret {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

fn region(text: &str) -> Result<RegionName, String> {
    text.parse().map_err(|err| format!("UPBEAT_REGION: {err}"))
}

fn prober(text: &str) -> Result<ProberName, String> {
    text.parse().map_err(|err| format!("UPBEAT_PROBER: {err}"))
}

/// A variable that is set to nothing is a variable that is not set.
fn region_keys(text: &str) -> Result<RegionKeys, String> {
    if text.is_empty() {
        return Ok(RegionKeys::default());
    }
    let parsed = text.parse();
    parsed.map_err(|err: InvalidKeys| format!("UPBEAT_REGION_KEY: {err}"))
}

fn concurrency(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=MAX_CONCURRENCY) => Ok(number),
        _ => Err(format!(
            "UPBEAT_CONCURRENCY: must be a number from 1 to {MAX_CONCURRENCY}"
        )),
    }
}

/// `india-3f9a1c`: other probers of the region have other names.
fn random_name(region: &RegionName) -> Result<ProberName> {
    let suffix = rand::rng().random_range(0..0x0100_0000);
    format!("{region}-{suffix:06x}")
        .parse()
        .map_err(|err| Error::Setting {
            variable: "UPBEAT_PROBER",
            rule: format!("must be set, as one made from the region's name is too long: {err}"),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<Config, String> {
        Config::try_parse_from([&["upbeat-prober"], args].concat()).map_err(|err| err.to_string())
    }

    #[test]
    fn a_region_a_name_and_a_queue_are_enough() {
        let config = parse(&[
            "--region",
            "india",
            "--name",
            "india-1",
            "--redis-url",
            "redis://h",
        ])
        .unwrap();
        let settings = config.check().unwrap();
        assert_eq!(settings.worker.region.as_str(), "india");
        assert_eq!(settings.worker.name.as_str(), "india-1");
        assert_eq!(settings.worker.concurrency, 1_000);
        assert_eq!(settings.redis_url.expose(), "redis://h");
    }

    #[test]
    fn a_name_is_made_up_from_the_region() {
        let config = parse(&["--region", "india", "--redis-url", "redis://h"]).unwrap();
        let (a, b) = (
            config.check().unwrap().worker.name,
            config.check().unwrap().worker.name,
        );
        assert!(a.as_str().starts_with("india-"), "{a}");
        assert_ne!(a, b);
    }

    #[test]
    fn a_broken_rule_names_its_variable() {
        for (args, variable) in [
            (&["--region", "India"][..], "UPBEAT_REGION: must be"),
            (&["--name", "a b"], "UPBEAT_PROBER: must be"),
            (&["--region-key", "abc"], "UPBEAT_REGION_KEY: must be"),
            (&["--concurrency", "0"], "UPBEAT_CONCURRENCY: must be"),
            (&["--concurrency", "many"], "UPBEAT_CONCURRENCY: must be"),
            (
                &["--egress-allow", "10.0.0.0"],
                "UPBEAT_EGRESS_ALLOW: must be",
            ),
            (&["--smtp-name", "a b"], "UPBEAT_SMTP_NAME: must be"),
            (&["--smtp-name", "a..b"], "UPBEAT_SMTP_NAME: must be"),
            (&["--smtp-name", "a-.b"], "UPBEAT_SMTP_NAME: must be"),
            (
                &["--smtp-name", "192.0.2.1:25"],
                "UPBEAT_SMTP_NAME: must be",
            ),
            (&["--smtp-name", "[fd00::1]"], "UPBEAT_SMTP_NAME: must be"),
            (&["--smtp-name", "a\r\nRCPT"], "UPBEAT_SMTP_NAME: must be"),
        ] {
            let text = parse(args).unwrap_err();
            assert!(text.contains(variable), "{text}");
        }
        for (args, variable) in [
            (
                &["--redis-url", "redis://h"][..],
                "UPBEAT_REGION: must be set",
            ),
            (&["--region", "india"], "REDIS_URL: must be set"),
            (
                &["--region", "india", "--redis-url", ""],
                "REDIS_URL: must be set",
            ),
            (
                &["--region", "india", "--redis-url", "http://h"],
                "REDIS_URL: must begin with redis://",
            ),
            (
                &["--region", "india", "--redis-url", "redis://h:port"],
                "REDIS_URL: must begin with redis://",
            ),
            (
                &["--region", "india", "--redis-url", "redis-sentinel://h"],
                "REDIS_URL: must begin with redis://",
            ),
        ] {
            let text = parse(args).unwrap().check().unwrap_err().to_string();
            assert!(text.starts_with(variable), "{text}");
        }
    }

    #[test]
    fn networks_are_separated_by_commas() {
        let networks: Networks = "127.0.0.0/8, ::1/128,".parse().unwrap();
        assert_eq!(networks.0.len(), 2);
        assert_eq!("".parse(), Ok(Networks::default()));
    }

    #[test]
    fn addresses_have_a_port_or_the_usual_one() {
        let addresses: Addresses<53> = "9.9.9.9, 9.9.9.9:5353,[::1]:54,::1,".parse().unwrap();
        let texts: Vec<_> = addresses.0.iter().map(ToString::to_string).collect();
        assert_eq!(
            texts,
            ["9.9.9.9:53", "9.9.9.9:5353", "[::1]:54", "[::1]:53"]
        );
        let text = parse(&["--canaries", "example.org"]).unwrap_err();
        assert!(
            text.contains("--canaries") && text.contains("must be addresses"),
            "{text}"
        );
    }

    #[test]
    fn secrets_are_not_printed() {
        let config = parse(&["--redis-url", "redis://:hunter2@h"]).unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
