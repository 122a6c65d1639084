//! HTTP/1.1 checks: one attempt, over all its redirects.
//!
//! Each hop is resolved, judged by the egress policy, connected, and asked on a
//! connection of its own, driven within the attempt's future: dropping that
//! drops everything.

use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, CONNECTION, HOST, LOCATION, USER_AGENT};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use queue::{FailureClass, HttpCheck};
use tokio::io::{AsyncRead, AsyncWrite};
use url::{Host, Position, Url};

use super::first_byte::Stamped;
use super::trace::{Stage, Trace};
use super::{Fault, Probes, answer, tcp, tls};

/// Most bytes of a body that are read; what follows is not waited for.
const BODY_LIMIT_BYTES: usize = 1024 * 1024;

/// Most bytes of an answer's head.
const HEAD_LIMIT_BYTES: usize = 64 * 1024;

/// Most header fields of an answer.
const HEADERS_LIMIT: usize = 100;

/// Most addresses of one name that are tried.
const ADDRESSES_LIMIT: usize = 10;

/// What is kept of the time limit to ask whether the resolver itself is alive.
const LIFE_SIGN_LIMIT: Duration = Duration::from_secs(1);

/// How we introduce ourselves.
const OUR_USER_AGENT: &str = "Upbeat/0.1 (+uptime check)";

/// One attempt of `check`. An answer with a good status is `Ok`.
pub(crate) async fn attempt(
    probes: &Probes,
    check: &HttpCheck,
    trace: &mut Trace,
) -> Result<(), Fault> {
    let unreadable =
        |err| Fault::internal("internal.check", format!("the check has no URL: {err}"));
    let mut url = Url::parse(&check.url).map_err(unreadable)?;
    let mut visited = HashSet::new();
    loop {
        url.set_fragment(None);
        let Some(next) = hop(probes, &url, check.max_redirects, visited.len(), trace).await? else {
            return Ok(());
        };
        visited.insert(url);
        if visited.contains(&next) {
            return Err(redirect(
                "redirect.loop",
                format!("redirected in a loop, back to {next}"),
            ));
        }
        url = next;
    }
}

/// Asks for `url`. Where the answer is a redirect that is to be followed,
/// returns where to.
async fn hop(
    probes: &Probes,
    url: &Url,
    max_redirects: u8,
    followed: usize,
    trace: &mut Trace,
) -> Result<Option<Url>, Fault> {
    let stream = reach(probes, url, trace).await?;
    if url.scheme() == "https" {
        trace.begin(Stage::Tls);
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let stream = tls::handshake(&probes.tls, host, stream).await?;
        exchange(stream, url, max_redirects, followed, trace).await
    } else {
        exchange(stream, url, max_redirects, followed, trace).await
    }
}

/// A connection to an address of the URL's host that the policy permits.
async fn reach(
    probes: &Probes,
    url: &Url,
    trace: &mut Trace,
) -> Result<tokio::net::TcpStream, Fault> {
    let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
        return Err(Fault::internal(
            "internal.check",
            "the check's URL has no host".to_owned(),
        ));
    };
    trace.peer = host.to_string();
    let addresses = match host {
        Host::Ipv4(address) => vec![IpAddr::V4(address)],
        Host::Ipv6(address) => vec![IpAddr::V6(address)],
        Host::Domain(name) => {
            trace.begin(Stage::Dns);
            let (limit, reserve) = lookup_limits(trace);
            let addresses = probes.resolver.resolve(name, limit, reserve).await?;
            trace.resolver_answered = true;
            addresses
        }
    };
    let permitted: Vec<_> = addresses
        .iter()
        .filter(|address| probes.egress.permits(**address))
        .take(ADDRESSES_LIMIT)
        .map(|address| SocketAddr::new(*address, port))
        .collect();
    if permitted.is_empty() {
        return Err(blocked(probes, &addresses));
    }
    trace.begin(Stage::Connect);
    tcp::connect(&permitted).await
}

/// How long a name may take, and what is kept to ask whether the resolver lives.
/// Once it answered a hop of this attempt it has shown that: then the attempt's
/// own deadline ends the lookup.
fn lookup_limits(trace: &Trace) -> (Duration, Duration) {
    let left = trace.deadline.saturating_duration_since(Instant::now());
    if trace.resolver_answered {
        return (left + LIFE_SIGN_LIMIT, Duration::ZERO);
    }
    let reserve = LIFE_SIGN_LIMIT.min(left / 4);
    // A tenth of the reserve is for ourselves, to end before the deadline does.
    (left - reserve, reserve * 9 / 10)
}

fn blocked(probes: &Probes, addresses: &[IpAddr]) -> Fault {
    let refusal = |address: &IpAddr| Some((*address, probes.egress.refusal(*address)?));
    let reason = match addresses.iter().find_map(refusal) {
        Some((address, what)) => {
            format!("the address {address} is {what} and this prober may not reach it")
        }
        None => "this prober may not reach the address".to_owned(),
    };
    Fault::unmeasured(FailureClass::Blocked, "blocked.address", reason)
}

/// Sends the request on `stream` and judges the answer.
async fn exchange<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    url: &Url,
    max_redirects: u8,
    followed: usize,
    trace: &mut Trace,
) -> Result<Option<Url>, Fault> {
    let request = request(url)?;
    let stream = Stamped::new(stream, trace.await_first_byte());
    let mut builder = http1::Builder::new();
    builder
        .max_header_size(HEAD_LIMIT_BYTES)
        .max_buf_size(HEAD_LIMIT_BYTES)
        .max_headers(HEADERS_LIMIT);
    let (mut sender, connection) = builder
        .handshake(TokioIo::new(stream))
        .await
        .map_err(|err| answer::explain(&err, trace))?;
    let mut work = pin!(async move {
        let response = sender.send_request(request).await;
        let response = response.map_err(|err| answer::explain(&err, trace))?;
        trace.http_status = Some(response.status().as_u16());
        match redirection(&response, url, max_redirects, followed)? {
            Some(next) => Ok(Some(next)),
            None => judge(response, trace).await.map(|()| None),
        }
    });
    tokio::select! {
        biased;
        done = &mut work => return done,
        // Its errors reach the request, or the body that is being read.
        _ = connection => {}
    }
    work.await
}

fn request(url: &Url) -> Result<Request<Empty<Bytes>>, Fault> {
    let host = &url[Position::BeforeHost..Position::AfterPort];
    Request::get(&url[Position::BeforePath..Position::AfterQuery])
        .header(HOST, host)
        .header(USER_AGENT, OUR_USER_AGENT)
        .header(ACCEPT, "*/*")
        .header(CONNECTION, "close")
        .body(Empty::new())
        .map_err(|err| Fault::internal("internal.check", format!("the URL cannot be sent: {err}")))
}

/// Where the answer redirects to, if that is to be followed.
fn redirection(
    response: &Response<Incoming>,
    url: &Url,
    max_redirects: u8,
    followed: usize,
) -> Result<Option<Url>, Fault> {
    let status = response.status();
    let location = response.headers().get(LOCATION);
    // With no redirects to be followed, the redirect itself is the answer.
    let (301 | 302 | 303 | 307 | 308, Some(location), 1..) =
        (status.as_u16(), location, max_redirects)
    else {
        return Ok(None);
    };
    if followed >= usize::from(max_redirects) {
        let reason = format!("redirected more than {max_redirects} times");
        return Err(redirect("redirect.too_many", reason));
    }
    let next = std::str::from_utf8(location.as_bytes())
        .ok()
        .and_then(|to| url.join(to).ok());
    let followable = |next: &Url| matches!(next.scheme(), "http" | "https") && next.has_host();
    match next.filter(followable) {
        Some(mut next) => {
            next.set_fragment(None);
            Ok(Some(next))
        }
        None => Err(redirect(
            "redirect.invalid",
            format!(
                "the {} redirects to something that is not a website",
                status.as_u16()
            ),
        )),
    }
}

/// Whether the last answer is a good one: status 200 to 399, and a whole body.
async fn judge(response: Response<Incoming>, trace: &Trace) -> Result<(), Fault> {
    let status = response.status();
    if !(200..400).contains(&status.as_u16()) {
        return Err(bad_status(status, trace));
    }
    let mut body = response.into_body();
    let mut read = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|err| answer::explain_body(&err, trace))?;
        read += frame.data_ref().map_or(0, Bytes::len);
        if read >= BODY_LIMIT_BYTES {
            break;
        }
    }
    Ok(())
}

fn bad_status(status: StatusCode, trace: &Trace) -> Fault {
    let name = status
        .canonical_reason()
        .map(|name| format!(" {name}"))
        .unwrap_or_default();
    let code = status.as_u16();
    let reason = format!("{} answered {code}{name}", trace.peer);
    Fault::down(FailureClass::Status, &format!("status.{code}"), reason)
}

fn redirect(detail: &str, reason: String) -> Fault {
    Fault::down(FailureClass::Redirect, detail, reason)
}
