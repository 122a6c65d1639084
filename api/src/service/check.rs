//! Check settings: validation, and protection of secrets.
//!
//! The URL's scheme selects the kind of check. Its details are given as a whole or not at all;
//! only secrets may be omitted, since no client can read them back to provide them again.
//! Validated settings can be sent to a prober.

mod assertion;
mod detour;
mod header;
mod http;
mod network;
mod secret_store;
mod statuses;

use ::url::Url;
use entity::website;
use queue::{
    Detour, DnsCheck, Family, How, Kind, Secrets, SmtpCheck, TcpCheck, TlsRules, TlsVersion,
};

pub use assertion::{Assertion, Looks};
pub use detour::Elsewhere;
pub use header::Header;
pub use http::{BasicAuth, Http, Secret};
pub(super) use network::server_host;
pub use network::{Ping, WebSocket};
pub use secret_store::SecretStore;
pub use statuses::show as show_statuses;

use super::{Error, Result, input, url};

/// Range of the remaining days below which a certificate makes a check degraded.
const DEGRADED_BELOW_DAYS: std::ops::RangeInclusive<i32> = 0..=365;

/// New check settings; omitted ones keep their values, or take their defaults.
#[derive(Clone, Default)]
pub struct CheckSettings {
    /// Details of the kind, as a whole.
    pub details: Option<Details>,
    /// IP versions to use.
    pub family: Option<Family>,
    /// A check is degraded above this response time, in milliseconds; `Some(None)` for never.
    pub degraded_above_ms: Option<Option<i32>>,
    /// A check is down above this response time, in milliseconds; `Some(None)` for never.
    pub down_above_ms: Option<Option<i32>>,
    /// Requirements on TLS, as a whole.
    pub tls: Option<Tls>,
}

/// Details of a kind of check.
#[derive(Clone)]
pub enum Details {
    /// For `http://` and `https://`.
    Http(Http),
    /// For `tcp://`.
    Tcp(TcpCheck),
    /// For `dns://`.
    Dns(DnsCheck),
    /// For `ping://`.
    Ping(Ping),
    /// For `tls://`.
    Tls(Elsewhere),
    /// For `ws://` and `wss://`.
    WebSocket(WebSocket),
    /// For `smtp://` and `smtps://`.
    Smtp(SmtpCheck),
}

/// Requirements on TLS; `None` takes the default.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tls {
    /// The check is down below this version.
    pub min_version: Option<TlsVersion>,
    /// The check is degraded if the certificate expires in fewer days; 14 by default.
    pub degraded_below_days: Option<i32>,
    /// Records certificate problems without failing the check.
    pub ignore_errors: Option<bool>,
}

/// Check settings of `website`.
///
/// # Errors
/// [`Error::Unreadable`] if a newer version has written them.
pub fn of(website: &website::Model) -> Result<How> {
    read(website.how.as_deref())
}

/// Parses the check settings in a row.
///
/// # Errors
/// [`Error::Unreadable`] if a newer version has written them.
pub fn read(how: Option<&str>) -> Result<How> {
    match how {
        None => Ok(How::default()),
        Some(text) => Ok(serde_json::from_str(text)?),
    }
}

/// Encodes check settings for a row.
///
/// # Errors
/// None that `how` can cause.
pub fn row(how: &How) -> Result<Option<String>> {
    if *how == How::default() {
        return Ok(None);
    }
    Ok(Some(serde_json::to_string(how)?))
}

/// Default check settings for `url`.
pub fn default_of(url: &Url) -> How {
    How {
        kind: url::kind_of(url),
        ..How::default()
    }
}

/// Largest size of a website's secrets, in bytes.
const SECRETS_BYTES: usize = 64 * 1024;

impl CheckSettings {
    /// Applies the new settings to `before` for a website at `url`. Returns the check settings
    /// and the sealed secrets. If the URL selects another kind, its defaults apply.
    ///
    /// # Errors
    /// [`Error::Input`] for invalid settings, [`Error::Conflict`] if secrets are given and
    /// cannot be stored.
    pub fn apply(
        self,
        before: How,
        url: &Url,
        timeout_ms: i32,
        vault: &SecretStore<'_>,
    ) -> Result<(How, Option<Vec<u8>>)> {
        let fresh = url::kind_of(url);
        let stays = std::mem::discriminant(&fresh) == std::mem::discriminant(&before.kind);
        let (kind, detour, secrets) = match self.details {
            Some(details) => {
                let detour = details.detour()?;
                // A person who may redirect a check must not redirect its stored secrets.
                let stored = vault.if_stays(detour == before.detour);
                let (kind, secrets) = details.check(url, &before.kind, &stored)?;
                // Every job of every region carries them.
                if queue::codec::size(&secrets) > SECRETS_BYTES {
                    return Err(Error::input("check", "has more than 64 KiB of secrets"));
                }
                (kind, detour, stored.seal(&secrets)?)
            }
            None if stays => (before.kind, before.detour, vault.sealed()),
            None => (fresh, Detour::default(), None),
        };
        let limit = |field: &'static str, wish: Option<Option<i32>>, before: Option<u32>| {
            let Some(wish) = wish else { return Ok(before) };
            wish.map(|ms| input::number(field, ms, &(1..=timeout_ms)))
                .transpose()
        };
        let how = How {
            kind,
            family: self.family.unwrap_or(before.family),
            degraded_above_ms: limit(
                "degradedAboveMs",
                self.degraded_above_ms,
                before.degraded_above_ms,
            )?,
            down_above_ms: limit("downAboveMs", self.down_above_ms, before.down_above_ms)?,
            tls: self.tls.map_or(Ok(before.tls), Tls::check)?,
            detour,
        };
        check_limits(&how, timeout_ms)?;
        Ok((how, secrets))
    }
}

/// Checks the limits against each other, whichever of them has changed.
fn check_limits(how: &How, timeout_ms: i32) -> Result<()> {
    let timeout_ms = u32::try_from(timeout_ms).unwrap_or(0);
    for (field, ms) in [
        ("degradedAboveMs", how.degraded_above_ms),
        ("downAboveMs", how.down_above_ms),
    ] {
        if ms.is_some_and(|ms| ms > timeout_ms) {
            return Err(Error::input(field, "must not exceed timeoutMs"));
        }
    }
    match (how.degraded_above_ms, how.down_above_ms) {
        (Some(degraded), Some(down)) if down <= degraded => {
            Err(Error::input("downAboveMs", "must be above degradedAboveMs"))
        }
        _ => Ok(()),
    }
}

impl Details {
    /// Name of the kind in the API.
    fn field(&self) -> &'static str {
        match self {
            Self::Http(_) => "http",
            Self::Tcp(_) => "tcp",
            Self::Dns(_) => "dns",
            Self::Ping(_) => "ping",
            Self::Tls(_) => "tls",
            Self::WebSocket(_) => "webSocket",
            Self::Smtp(_) => "smtp",
        }
    }

    /// Where the check goes instead of the URL's host.
    fn detour(&self) -> Result<Detour> {
        let elsewhere = match self {
            Self::Http(http) => &http.elsewhere,
            Self::WebSocket(socket) => &socket.elsewhere,
            Self::Tls(elsewhere) => elsewhere,
            Self::Tcp(_) | Self::Dns(_) | Self::Ping(_) | Self::Smtp(_) => {
                return Ok(Detour::default());
            }
        };
        elsewhere.clone().check(&format!("check.{}", self.field()))
    }

    fn check(self, url: &Url, before: &Kind, vault: &SecretStore<'_>) -> Result<(Kind, Secrets)> {
        if self.field() != url::kind_field(url) {
            let problem = format!("does not match the URL, whose scheme is {}", url.scheme());
            return Err(Error::input("check", problem));
        }
        let plain = |kind| (kind, Secrets::default());
        Ok(match self {
            Self::Http(http) => {
                let (http, secrets) = http.check(before, vault)?;
                (Kind::Http(http), secrets)
            }
            Self::WebSocket(socket) => {
                let (socket, secrets) = socket.check(before, vault)?;
                (Kind::WebSocket(socket), secrets)
            }
            Self::Tcp(tcp) => plain(Kind::Tcp(network::check_tcp(tcp)?)),
            Self::Dns(dns) => plain(Kind::Dns(network::check_dns(dns)?)),
            Self::Ping(ping) => plain(Kind::Ping(ping.check()?)),
            Self::Tls(_) => plain(Kind::Tls),
            Self::Smtp(smtp) => plain(Kind::Smtp(smtp)),
        })
    }
}

impl Tls {
    fn check(self) -> Result<TlsRules> {
        let default = TlsRules::default();
        let days = self.degraded_below_days.map(|days| {
            let field = "tls.degradedBelowDays";
            input::number(field, days, &DEGRADED_BELOW_DAYS)
        });
        Ok(TlsRules {
            min_version: self.min_version,
            degraded_below_days: days.transpose()?.unwrap_or(default.degraded_below_days),
            ignore_errors: self.ignore_errors.unwrap_or(default.ignore_errors),
        })
    }
}
