//! Details of checks other than HTTP.

use std::ops::RangeInclusive;

use ::url::Host;
use queue::{DnsCheck, Kind, PingCheck, Secrets, TcpCheck, WebSocketCheck};

use super::detour::named;
use super::header::{self, Header};
use super::{Elsewhere, SecretStore};
use crate::service::input::{item, within};
use crate::service::{Error, Result, input};

/// Longest text to send, in bytes.
const MAX_SEND_BYTES: usize = 64 * 1024;

/// Longest text to expect, in bytes.
const MAX_EXPECT_BYTES: usize = 4 * 1024;

/// Most values to expect of a DNS answer.
const MAX_ANSWERS: usize = 50;

/// Response codes that may be expected. Source: RFC 1035, section 4.1.1.
const RCODES: [&str; 6] = [
    "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED",
];

const COUNT: RangeInclusive<i32> = 1..=10;
const LOSS_PERCENT: RangeInclusive<i32> = 0..=99;
const JITTER_MS: RangeInclusive<i32> = 1..=60_000;

/// Details of a ping check; `None` takes the default.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ping {
    /// Number of echo requests; 3 by default.
    pub count: Option<i32>,
    /// The check is down if a greater percentage is lost; 0 by default.
    pub max_loss_percent: Option<i32>,
    /// The check is degraded if the round trips differ by more, in milliseconds.
    pub degraded_above_jitter_ms: Option<i32>,
}

/// Details of a WebSocket check.
#[derive(Clone, Default)]
pub struct WebSocket {
    /// Additional request headers.
    pub headers: Vec<Header>,
    /// Subprotocol to offer, which the server must select.
    pub subprotocol: Option<String>,
    /// Text message to send.
    pub send: Option<String>,
    /// Text that must appear in the first text message received.
    pub expect: Option<String>,
    /// Detour to another host.
    pub elsewhere: Elsewhere,
}

impl WebSocket {
    pub(super) fn check(
        self,
        before: &Kind,
        vault: &SecretStore<'_>,
    ) -> Result<(WebSocketCheck, Secrets)> {
        let field = "check.webSocket";
        let before: &[String] = match before {
            Kind::WebSocket(socket) => &socket.headers,
            _ => &[],
        };
        let open = || vault.open();
        let (names, values) = header::check(&within(field, "headers"), self.headers, before, open)?;
        // A subprotocol is a token, like a header name (RFC 6455, section 4.1).
        let named = self
            .subprotocol
            .as_deref()
            .is_none_or(|name| hyper::header::HeaderName::from_bytes(name.as_bytes()).is_ok());
        if !named {
            let problem = "is not a valid subprotocol name";
            return Err(Error::input(within(field, "subprotocol"), problem));
        }
        check_words(field, self.send.as_deref(), self.expect.as_deref())?;
        let check = WebSocketCheck {
            headers: names,
            subprotocol: self.subprotocol,
            send: self.send,
            expect: self.expect,
        };
        let secrets = Secrets {
            headers: values,
            ..Secrets::default()
        };
        Ok((check, secrets))
    }
}

impl Ping {
    pub(super) fn check(self) -> Result<PingCheck> {
        let default = PingCheck::default();
        let count = self
            .count
            .map(|count| input::number("check.ping.count", count, &COUNT));
        let loss = self
            .max_loss_percent
            .map(|loss| input::number("check.ping.maxLossPercent", loss, &LOSS_PERCENT));
        let jitter = self
            .degraded_above_jitter_ms
            .map(|ms| input::number("check.ping.degradedAboveJitterMs", ms, &JITTER_MS));
        Ok(PingCheck {
            count: count.transpose()?.unwrap_or(default.count),
            max_loss_percent: loss.transpose()?.unwrap_or(default.max_loss_percent),
            degraded_above_jitter_ms: jitter.transpose()?,
        })
    }
}

pub(super) fn check_tcp(tcp: TcpCheck) -> Result<TcpCheck> {
    check_words("check.tcp", tcp.send.as_deref(), tcp.expect.as_deref())?;
    Ok(tcp)
}

pub(super) fn check_dns(mut dns: DnsCheck) -> Result<DnsCheck> {
    let server = dns.server.as_deref().map(str::trim);
    if let Some(text) = server {
        let problem = "must be an address or a host name, with or without a port: 192.0.2.53, [2001:db8::53]:5353";
        named("check.dns.server", text, problem)?;
    }
    dns.server = server.map(str::to_owned);
    if dns.expect.len() > MAX_ANSWERS {
        let problem = format!("has more than {MAX_ANSWERS} values");
        return Err(Error::input("check.dns.expect", problem));
    }
    for (index, value) in dns.expect.iter().enumerate() {
        input::sized(item("check.dns.expect", index), value, MAX_EXPECT_BYTES)?;
    }
    dns.rcode = dns.rcode.map(|rcode| rcode.to_ascii_uppercase());
    if dns
        .rcode
        .as_deref()
        .is_some_and(|rcode| !RCODES.contains(&rcode))
    {
        let problem = format!("must be one of {}", RCODES.join(", "));
        return Err(Error::input("check.dns.rcode", problem));
    }
    Ok(dns)
}

/// Parses the host of a name server by the rules of URLs: `0x7f.1` is an address here too.
pub(in crate::service) fn server_host(text: &str) -> Option<Host> {
    net::host_and_port(text).map(|(host, _)| host)
}

fn check_words(field: &str, send: Option<&str>, expect: Option<&str>) -> Result<()> {
    if let Some(text) = send {
        input::sized(within(field, "send"), text, MAX_SEND_BYTES)?;
    }
    if let Some(text) = expect {
        input::sized(within(field, "expect"), text, MAX_EXPECT_BYTES)?;
    }
    Ok(())
}
