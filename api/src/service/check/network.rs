//! The details of the checks that are not HTTP.

use std::ops::RangeInclusive;

use ::url::Host;
use queue::{DnsCheck, Kind, PingCheck, Secrets, TcpCheck, WebSocketCheck};

use super::detour::named;
use super::header::{self, Header};
use super::{Elsewhere, Vault};
use crate::service::input::{item, within};
use crate::service::{Error, Result, input};

/// Longest text that is sent, bytes.
const MAX_SEND_BYTES: usize = 64 * 1024;

/// Longest text that is expected, bytes.
const MAX_EXPECT_BYTES: usize = 4 * 1024;

/// Most values that a DNS answer may be told to have.
const MAX_ANSWERS: usize = 50;

/// Response codes that a server may answer a question with. Source: RFC 1035,
/// section 4.1.1.
const RCODES: [&str; 6] = [
    "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED",
];

const COUNT: RangeInclusive<i32> = 1..=10;
const LOSS_PERCENT: RangeInclusive<i32> = 0..=99;
const JITTER_MS: RangeInclusive<i32> = 1..=60_000;

/// The details of a ping; `None` takes the default.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ping {
    /// How many are sent; 3 by default.
    pub count: Option<i32>,
    /// Down where more is lost, percent; 0 by default.
    pub max_loss_percent: Option<i32>,
    /// Degraded where the round trips differ by more, milliseconds.
    pub degraded_above_jitter_ms: Option<i32>,
}

/// The details of a WebSocket check.
#[derive(Default)]
pub struct WebSocket {
    /// Further request headers.
    pub headers: Vec<Header>,
    /// The subprotocol that is offered, and must be chosen.
    pub subprotocol: Option<String>,
    /// A text message that is sent.
    pub send: Option<String>,
    /// What must appear in the first text message that comes back.
    pub expect: Option<String>,
    /// Whom to ask instead.
    pub elsewhere: Elsewhere,
}

impl WebSocket {
    pub(super) fn check(
        self,
        before: &Kind,
        vault: &Vault<'_>,
    ) -> Result<(WebSocketCheck, Secrets)> {
        let field = "check.webSocket";
        let before: &[String] = match before {
            Kind::WebSocket(socket) => &socket.headers,
            _ => &[],
        };
        let open = || vault.open();
        let (names, values) = header::check(&within(field, "headers"), self.headers, before, open)?;
        // A subprotocol is a token, as a header's name is (RFC 6455, section 4.1).
        let named = self
            .subprotocol
            .as_deref()
            .is_none_or(|name| hyper::header::HeaderName::from_bytes(name.as_bytes()).is_ok());
        if !named {
            let problem = "is not a valid name of a subprotocol";
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
        let problem = "must be an address or a host name, with a port or without: 192.0.2.53, [2001:db8::53]:5353";
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

/// Who a name server is, by the rules of the web: `0x7f.1` is an address here too.
pub(in crate::service) fn server_host(text: &str) -> Option<Host> {
    prober::host_and_port(text).map(|(host, _)| host)
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
