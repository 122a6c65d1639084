//! `http://` and `https://`: one attempt, over all its redirects.
//!
//! Each hop is resolved, judged by the egress policy, connected, and asked on a
//! connection of its own, driven within the attempt's future: dropping that
//! drops everything.

mod body;
mod connection;
mod cookie_date;
mod cookies;
mod explain;
pub(super) mod http1;
mod paced;
mod redirect;
mod request;

use std::collections::HashSet;
use std::sync::Arc;

use hyper::StatusCode;
use net::Purpose;
use queue::{FailureClass, Finding, HttpCheck, HttpVersion, Secrets, StatusRange, Verdict};
use rustls::time_provider::TimeProvider;
use tokio::io::{AsyncRead, AsyncWrite};
use url::Url;

use self::connection::Step;
use self::cookies::Cookies;
pub use self::redirect::is_same_website;
use crate::probe::fault::Fault;
use crate::probe::tls::{self, Offer};
use crate::probe::trace::Trace;
use crate::probe::{Run, Target, assertion, userinfo};

pub(super) use self::connection::Speaks;
pub(super) use self::explain::{http1 as explain, is_too_much, too_much};
pub(super) use self::paced::Paced;
pub(super) use self::request::Request;
pub(crate) use self::request::basic_pair;

/// One attempt: asks, follows redirects, and looks at the last answer.
pub(crate) async fn attempt(
    run: &Run<'_>,
    check: &HttpCheck,
    trace: &mut Trace,
) -> Result<(), Fault> {
    let mut url = run.target.url.clone();
    let mut request = Request::of(check, run.secrets)?;
    let mut cookies = Cookies::of(&url, &request.take_cookies());
    let mut visited = HashSet::new();
    loop {
        // A secret goes to the website that it was given for, and to nobody else.
        let target = Target::of(&url)?;
        let own = run.target.owns(&target);
        let nothing = Secrets::default();
        let hop = Run {
            secrets: if own { run.secrets } else { &nothing },
            ..*run
        };
        let sent = cookies.header(&url, own, now_secs(run));
        let asked = request.on_hop(&url, own, sent.clone())?;
        // With other cookies the same place may answer otherwise.
        if !visited.insert((request.method().clone(), url.clone(), sent)) {
            return Err(redirect::looped(&url));
        }
        match ask(&hop, check, &target, asked, trace).await? {
            Step::Answer => return judge(run, check, trace).await,
            Step::Http1 => return Err(not_twice(trace)),
            Step::Redirect(answer) => {
                let followed = trace.seen.hops.len() - 1;
                let next = redirect::next(&url, &answer, check.max_redirects, followed);
                cookies.take(&url, &answer.headers, now_secs(run));
                request.redirected(answer.status);
                trace.answer = Some(answer);
                url = next?;
                if let Some((user, password)) = request::user_and_password(&url) {
                    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
                    trace.redirected_as.push((text(user), text(password)));
                }
            }
        }
    }
}

/// Now, by the fleet's clock, seconds of Unix time.
fn now_secs(run: &Run<'_>) -> i64 {
    let now = run.probes.tls.time.current_time();
    now.map_or(0, |now| i64::try_from(now.as_secs()).unwrap_or(i64::MAX))
}

/// Asks `target` on a new connection, and on another one where the server wants
/// HTTP/1.1 for this request (RFC 9113, section 7).
async fn ask(
    run: &Run<'_>,
    check: &HttpCheck,
    target: &Target,
    request: Request,
    trace: &mut Trace,
) -> Result<Step, Fault> {
    trace.begin_hop(userinfo::without(&target.url), run.target.peer(target));
    match ask_in(check.version, run, check, target, &request, trace).await? {
        Step::Http1 => ask_in(HttpVersion::Http1, run, check, target, &request, trace).await,
        step => Ok(step),
    }
}

/// Asks `target` on a new connection in `version`.
async fn ask_in(
    version: HttpVersion,
    run: &Run<'_>,
    check: &HttpCheck,
    target: &Target,
    request: &Request,
    trace: &mut Trace,
) -> Result<Step, Fault> {
    let url = &target.url;
    let (host, port) = run.target.place(target);
    let stream = run
        .dialer(Purpose::Any)
        .connect(host, port.unwrap_or_default(), trace)
        .await?;
    if url.scheme() == "https" {
        let offer = match version {
            HttpVersion::Any => Offer::Http,
            HttpVersion::Http1 => Offer::Http1,
            HttpVersion::Http2 => Offer::Http2,
        };
        let host = target.host.to_string();
        let stream = tls::handshake(run, &host, offer, stream, trace).await?;
        let speaks = match (stream.get_ref().1.alpn_protocol(), version) {
            (Some(b"h2"), _) => Speaks::Http2,
            (_, HttpVersion::Http2) => return Err(no_http2(trace)),
            _ => Speaks::Http1,
        };
        exchange(stream, speaks, run, check, url, request, trace).await
    } else {
        let speaks = match version {
            HttpVersion::Http2 => Speaks::Http2,
            HttpVersion::Any | HttpVersion::Http1 => Speaks::Http1,
        };
        exchange(stream, speaks, run, check, url, request, trace).await
    }
}

async fn exchange<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: S,
    speaks: Speaks,
    run: &Run<'_>,
    check: &HttpCheck,
    url: &Url,
    request: &Request,
    trace: &mut Trace,
) -> Result<Step, Fault> {
    let request = request.build(url, speaks)?;
    let stream = Paced::new(stream, Arc::clone(&trace.gate), check.body_limit_bytes);
    match speaks {
        Speaks::Http1 => connection::http1(stream, &request, run, check, trace).await,
        Speaks::Http2 => Box::pin(connection::http2(stream, request, run, check, trace)).await,
    }
}

/// The fault of a server that wants HTTP/1.1 and then does not.
fn not_twice(trace: &Trace) -> Fault {
    let reason = format!("{} wants HTTP/1.1 in HTTP/1.1", trace.peer);
    Fault::down(FailureClass::Protocol, "protocol.bad_http2", reason)
}

fn no_http2(trace: &Trace) -> Fault {
    let reason = format!("{} does not speak HTTP/2", trace.peer);
    Fault::down(FailureClass::Protocol, "protocol.no_http2", reason)
}

/// Looks at what is asserted of the last answer.
async fn judge(run: &Run<'_>, check: &HttpCheck, trace: &mut Trace) -> Result<(), Fault> {
    let Some(mut answer) = trace.answer.take() else {
        return Err(Fault::internal(
            "internal.answer",
            "no answer was kept".to_owned(),
        ));
    };
    if check.assertions.iter().any(assertion::looks_at_body) {
        trace.is_judging = true;
        answer.make_text(&run.probes.room, trace).await?;
    }
    let answer = Arc::new(answer);
    trace.judged = Some(Arc::clone(&answer));
    assertion::judge(&run.probes.compiled, &check.assertions, &answer, trace).await
}

/// Looks at the status of the last answer, before its body is read: a body that breaks
/// off or takes too long does not hide it.
fn judge_status(status: StatusCode, check: &HttpCheck, trace: &mut Trace) {
    let code = status.as_u16();
    let good = check
        .statuses
        .iter()
        .any(|range| (range.from..=range.to).contains(&code));
    let finding = Finding {
        expected: format!("status is {}", ranges(&check.statuses)),
        actual: code.to_string(),
        verdict: if good {
            Verdict::Passed
        } else {
            Verdict::Failed
        },
    };
    trace.note(finding, |trace| {
        let name = status.canonical_reason();
        let name = name.map(|name| format!(" {name}")).unwrap_or_default();
        let reason = format!("{} answered {code}{name}", trace.peer);
        Fault::down(FailureClass::Status, &format!("status.{code}"), reason)
    });
}

/// `200-299, 401`.
fn ranges(statuses: &[StatusRange]) -> String {
    let shown = statuses.iter().map(|range| {
        if range.from == range.to {
            range.from.to_string()
        } else {
            format!("{}-{}", range.from, range.to)
        }
    });
    shown.collect::<Vec<_>>().join(", ")
}
