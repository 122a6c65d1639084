//! Settings: flags with environment twins, validated before anything starts.
//!
//! Only this module reads the environment in this crate.

mod smtp;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser};
use ipnet::IpNet;
use net::roots::Roots;
use net::{EgressPolicy, Resolver};
use queue::{InvalidKeys, ProberName, RegionKeys, RegionName};
use rand::Rng;
use runtime::log::LogArgs;
use runtime::{InvalidSetting, Secret};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
pub use smtp::SmtpName;

use crate::{Error, Probes, Result, WorkerOptions};

/// Most concurrent checks that a prober can be configured for.
const MAX_CONCURRENCY: usize = 100_000;

/// How checks are run, shared by `upbeat-prober` and the prober within `upbeat`.
#[derive(Args, Clone, Debug)]
pub struct ProbeArgs {
    /// Networks that checks may reach although they are not public, separated by commas:
    /// 127.0.0.0/8,::1/128.
    #[arg(
        long,
        env = "UPBEAT_EGRESS_ALLOW",
        value_name = "NETWORKS",
        default_value = "",
        hide_default_value = true
    )]
    pub egress_allow: Networks,

    /// Resources of checks.
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

/// Resources of checks, independent of who runs them and of what they may reach.
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

    /// Addresses that always accept connections, separated by commas: 1.1.1.1:443,9.9.9.9:443.
    /// While none of them does, failing checks are unmeasured, because the prober's own
    /// network is unavailable.
    #[arg(
        long,
        env = "UPBEAT_CANARIES",
        value_name = "ADDRESSES",
        default_value = "",
        hide_default_value = true
    )]
    pub canaries: Addresses<443>,

    /// The name by which checks greet mail servers, ideally the one that DNS has for this
    /// machine's address: probe-1.example.org. By default, this machine's public address if it
    /// has one, otherwise upbeat.invalid; never a name or address of the internal network.
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
    /// Resources for checks.
    ///
    /// # Errors
    /// If the file of roots cannot be read or TLS cannot be set up.
    pub fn build(&self) -> Result<Probes> {
        self.means
            .build(EgressPolicy::new(self.egress_allow.0.clone()))
    }
}

impl MeansArgs {
    /// Resources for checks that may reach what `egress` allows.
    ///
    /// # Errors
    /// As for [`ProbeArgs::build`].
    pub fn build(&self, egress: EgressPolicy) -> Result<Probes> {
        let probes = Probes::new(egress, self.resolver(), self.extra_roots()?)?;
        let probes = probes.with_canaries(self.canaries.0.clone());
        Ok(match &self.smtp_name.0 {
            Some(name) => probes.with_smtp_name(name.clone()),
            None => probes,
        })
    }

    /// Who is asked for names.
    pub fn resolver(&self) -> Resolver {
        match self.resolvers.0.as_slice() {
            [] => Resolver::from_system(),
            servers => Resolver::with_servers(servers),
        }
    }

    /// Whom TLS trusts.
    ///
    /// # Errors
    /// As for [`ProbeArgs::build`].
    pub fn roots(&self) -> Result<Roots> {
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        Roots::new(self.extra_roots()?, &provider).map_err(Error::Tls)
    }

    fn extra_roots(&self) -> Result<Vec<CertificateDer<'static>>> {
        // An empty variable counts as unset.
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

/// Settings of the binary `upbeat-prober`.
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

    /// This prober's name, unique in its region and ideally the same after restarts: india-1.
    /// By default, the region's name and a random suffix.
    #[arg(long, env = "UPBEAT_PROBER", value_name = "NAME", value_parser = prober)]
    pub name: Option<ProberName>,

    /// URL of the queue: redis://host:6379.
    #[arg(long, env = "REDIS_URL", value_name = "URL", hide_env_values = true)]
    pub redis_url: Option<Secret>,

    /// The region's key, which opens the secrets of its checks, as printed by `upbeat
    /// region-key`. Several, separated by commas, while one is being replaced.
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

    /// Logging and tracing.
    #[command(flatten)]
    pub log: LogArgs,
}

/// Validated settings.
#[derive(Debug)]
pub struct Settings {
    /// Identity and capacity of this prober.
    pub worker: WorkerOptions,
    /// URL of the queue.
    pub redis_url: Secret,
}

impl Config {
    /// Validates the settings, including rules between fields.
    ///
    /// # Errors
    /// The variable and the rule that it breaks.
    pub fn check(&self) -> Result<Settings, InvalidSetting> {
        let missing = |variable, rule: &str| InvalidSetting::new(variable, rule);
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

/// A comma-separated list of networks.
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

/// A comma-separated list of addresses, each with a port or using `PORT`.
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

fn region(text: &str) -> Result<RegionName, String> {
    text.parse().map_err(|err| format!("UPBEAT_REGION: {err}"))
}

fn prober(text: &str) -> Result<ProberName, String> {
    text.parse().map_err(|err| format!("UPBEAT_PROBER: {err}"))
}

/// An empty variable counts as unset.
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

/// A name such as `india-3f9a1c`, which differs from other probers' names.
fn random_name(region: &RegionName) -> Result<ProberName, InvalidSetting> {
    let suffix = rand::rng().random_range(0..0x0100_0000);
    format!("{region}-{suffix:06x}").parse().map_err(|err| {
        let rule = format!("must be set because a name derived from the region is too long: {err}");
        InvalidSetting::new("UPBEAT_PROBER", rule)
    })
}

#[cfg(test)]
mod tests;
