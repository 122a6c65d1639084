//! How a website is checked: what may be said of it, and what must stay secret.
//!
//! The URL's scheme selects the kind of check. Its details are given as a whole,
//! or not at all; only a secret may be left as it is, since nobody can read it back
//! to give it again. What has passed here can be sent by a prober.

mod assertion;
mod detour;
mod header;
mod http;
mod network;
mod statuses;
mod vault;

use ::url::Url;
use entity::website;
use queue::{
    Detour, DnsCheck, Family, How, HttpCheck, Kind, PingCheck, Secrets, SmtpCheck, TcpCheck,
    TlsRules, TlsVersion, WebSocketCheck,
};

pub use assertion::{Assertion, Looks};
pub use detour::Elsewhere;
pub(super) use detour::connect_to_field;
pub use header::Header;
pub use http::{BasicAuth, Http, Secret};
pub(super) use network::server_host;
pub use network::{Ping, WebSocket};
pub use statuses::show as show_statuses;
pub use vault::Vault;

use super::{Error, Result, input};

/// Fewest days that a certificate may be told to have left.
const DEGRADED_BELOW_DAYS: std::ops::RangeInclusive<i32> = 0..=365;

/// What a person says of how a website is checked; what is left out stays, or takes
/// its default.
#[derive(Default)]
pub struct Wish {
    /// The details of the kind, as a whole.
    pub details: Option<Details>,
    /// Which addresses of a name are tried.
    pub family: Option<Family>,
    /// Degraded where the response time is above this, milliseconds; `Some(None)`
    /// for never.
    pub degraded_above_ms: Option<Option<i32>>,
    /// Down where it is above this; `Some(None)` for never.
    pub down_above_ms: Option<Option<i32>>,
    /// What is expected of TLS, as a whole.
    pub tls: Option<Tls>,
}

/// The details of a kind of check.
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

/// What is expected of TLS; `None` takes the default.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tls {
    /// Down below this version.
    pub min_version: Option<TlsVersion>,
    /// Degraded where the certificate has fewer days left; 14 by default.
    pub degraded_below_days: Option<i32>,
    /// Records what is wrong with the certificate and goes on.
    pub ignore_errors: Option<bool>,
}

/// How `website` is checked.
///
/// # Errors
/// [`Error::Unreadable`] where a newer version has written it.
pub fn of(website: &website::Model) -> Result<How> {
    read(website.how.as_deref())
}

/// How a website is checked whose row says `how`.
///
/// # Errors
/// [`Error::Unreadable`] where a newer version has written it.
pub fn read(how: Option<&str>) -> Result<How> {
    match how {
        None => Ok(How::default()),
        Some(text) => Ok(serde_json::from_str(text)?),
    }
}

/// `how` as a row has it.
///
/// # Errors
/// None that `how` provokes.
pub fn row(how: &How) -> Result<Option<String>> {
    if *how == How::default() {
        return Ok(None);
    }
    Ok(Some(serde_json::to_string(how)?))
}

/// How a website at `url` is checked where nobody says anything.
pub fn default_of(url: &Url) -> How {
    let kind = match url.scheme() {
        "tcp" => Kind::Tcp(TcpCheck::default()),
        "dns" => Kind::Dns(DnsCheck::default()),
        "ping" => Kind::Ping(PingCheck::default()),
        "tls" => Kind::Tls,
        "ws" | "wss" => Kind::WebSocket(WebSocketCheck::default()),
        "smtp" | "smtps" => Kind::Smtp(SmtpCheck::default()),
        _ => Kind::Http(HttpCheck::default()),
    };
    How {
        kind,
        ..How::default()
    }
}

/// Most bytes of a website's secrets.
const SECRETS_BYTES: usize = 64 * 1024;

impl Wish {
    /// What becomes of `before` on a website at `url`: how it is checked, and its
    /// secrets, sealed. Another kind of URL takes the defaults of its kind.
    ///
    /// # Errors
    /// [`Error::Input`] for what cannot be taken, [`Error::Conflict`] where secrets
    /// are given and cannot be kept.
    pub fn apply(
        self,
        before: How,
        url: &Url,
        timeout_ms: i32,
        vault: &Vault<'_>,
    ) -> Result<(How, Option<Vec<u8>>)> {
        let fresh = default_of(url).kind;
        let stays = std::mem::discriminant(&fresh) == std::mem::discriminant(&before.kind);
        let (kind, detour, secrets) = match self.details {
            Some(details) => {
                let detour = details.detour()?;
                // Whoever may lead a check elsewhere may not lead its secrets there.
                let stored = vault.if_stays(detour == before.detour);
                let (kind, secrets) = details.check(url, &before.kind, &stored)?;
                // They ride in each job of each region.
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

/// What the limits must be to each other, whichever of them has changed.
fn check_limits(how: &How, timeout_ms: i32) -> Result<()> {
    let timeout_ms = u32::try_from(timeout_ms).unwrap_or(0);
    for (field, ms) in [
        ("degradedAboveMs", how.degraded_above_ms),
        ("downAboveMs", how.down_above_ms),
    ] {
        if ms.is_some_and(|ms| ms > timeout_ms) {
            return Err(Error::input(field, "is above the time limit"));
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
    /// Whom it asks, if not the one that the URL names.
    fn detour(&self) -> Result<Detour> {
        match self {
            Self::Http(http) => http.elsewhere.clone().check("check.http"),
            Self::WebSocket(socket) => socket.elsewhere.clone().check("check.webSocket"),
            Self::Tls(elsewhere) => elsewhere.clone().check("check.tls"),
            Self::Tcp(_) | Self::Dns(_) | Self::Ping(_) | Self::Smtp(_) => Ok(Detour::default()),
        }
    }

    fn check(self, url: &Url, before: &Kind, vault: &Vault<'_>) -> Result<(Kind, Secrets)> {
        let fits = match &self {
            Self::Http(_) => matches!(url.scheme(), "http" | "https"),
            Self::Tcp(_) => url.scheme() == "tcp",
            Self::Dns(_) => url.scheme() == "dns",
            Self::Ping(_) => url.scheme() == "ping",
            Self::Tls(_) => url.scheme() == "tls",
            Self::WebSocket(_) => matches!(url.scheme(), "ws" | "wss"),
            Self::Smtp(_) => matches!(url.scheme(), "smtp" | "smtps"),
        };
        if !fits {
            let problem = format!(
                "is of another kind than the URL, whose scheme is {}",
                url.scheme()
            );
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
