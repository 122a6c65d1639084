//! The table: each server with bad manners, and what a check of it has to find.

use std::net::SocketAddr;
use std::sync::Arc;

use queue::{Check, FailureClass, HttpVersion, Kind, Outcome};

use super::{answers, h2, http1, names, tls};
use crate::check;
use crate::pki::{Authority, serve_tls};
use crate::server::{answering, exchange_http2, refusing, serve};

/// A row of the table.
pub(super) struct Case {
    pub(super) name: String,
    pub(super) check: Check,
    pub(super) outcome: Outcome,
    pub(super) class: Option<FailureClass>,
    pub(super) detail: &'static str,
}

/// The servers, and what has to be found at them.
pub(super) struct Table {
    pub(super) cases: Vec<Arc<Case>>,
    pub(super) dns: SocketAddr,
    pub(super) authority: Authority,
    /// What keeps others from the address that refuses.
    _refusing: tokio::net::TcpSocket,
}

/// Starts all servers on this runtime.
pub(super) async fn table() -> Table {
    let authority = Authority::new();
    let (closed, refusing) = refusing();
    let mut cases = vec![case(
        "a closed port",
        format!("http://{closed}/"),
        "connect.refused",
    )];
    for (name, url, detail) in names::rows().await {
        cases.push(case(name, url, detail));
    }
    for (name, answer, detail) in answers::answers() {
        cases.push(plain(name, answering(answer).await, detail));
    }
    for (name, server, detail) in http1::slow().await {
        cases.push(plain(name, server, detail));
    }
    for (name, server, detail) in http1::floods().await {
        cases.push(short(plain(name, server, detail)));
    }
    for (name, server, detail) in http1::redirects().await {
        cases.push(plain(name, server, detail));
    }
    for (name, server, detail) in tls::certificates(&authority).await {
        cases.push(secure(name, server, detail));
    }
    for (name, server, detail) in tls::manners(&authority).await {
        cases.push(secure(name, server, detail));
    }
    for (name, server, detail) in h2::servers().await {
        let case = short(plain(name, server, detail));
        cases.push(insisting(HttpVersion::Http2, case));
    }
    cases.extend(versions(&authority).await);
    Table {
        cases: cases.into_iter().map(Arc::new).collect(),
        dns: names::server().await,
        authority,
        _refusing: refusing,
    }
}

/// What is agreed on by ALPN, or insisted on.
async fn versions(authority: &Authority) -> Vec<Case> {
    let good = authority.leaf(|_| {});
    let of = async |alpn: &[&str]| {
        serve_tls(good.config(alpn), async |stream| {
            if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
                exchange_http2(stream).await;
            } else {
                let mut stream = stream;
                crate::server::exchange(&mut stream, crate::server::OK).await;
            }
        })
        .await
    };
    let h2 = of(&["h2"]).await;
    let http1 = of(&["http/1.1"]).await;
    let unnamed = of(&[]).await;
    let plain_h2 = serve(exchange_http2).await;
    use HttpVersion::{Any, Http1, Http2};
    vec![
        insisting(Any, secure("HTTP/2 alone over TLS", h2, "")),
        insisting(Http2, secure("HTTP/2 as insisted on", h2, "")),
        insisting(
            Http1,
            secure("HTTP/1.1 where HTTP/2 is all", h2, "tls.no_alpn"),
        ),
        insisting(Any, secure("HTTP/1.1 alone over TLS", http1, "")),
        insisting(
            Http2,
            secure("HTTP/2 where HTTP/1.1 is all", http1, "tls.no_alpn"),
        ),
        insisting(
            Http2,
            secure(
                "HTTP/2 where nothing is agreed on",
                unnamed,
                "protocol.no_http2",
            ),
        ),
        insisting(Any, secure("nothing agreed on", unnamed, "")),
        insisting(Http2, plain("HTTP/2 by prior knowledge", plain_h2, "")),
    ]
}

fn plain(name: &str, server: SocketAddr, detail: &'static str) -> Case {
    case(name, format!("http://{server}/"), detail)
}

fn secure(name: &str, server: SocketAddr, detail: &'static str) -> Case {
    case(
        name,
        format!("https://localhost:{}/", server.port()),
        detail,
    )
}

fn insisting(version: HttpVersion, mut case: Case) -> Case {
    if let Kind::Http(http) = &mut case.check.how.kind {
        http.version = version;
    }
    case
}

/// The same with little interest in the body: what floods is soon too much, in a
/// build without optimization too.
fn short(mut case: Case) -> Case {
    if let Kind::Http(http) = &mut case.check.how.kind {
        http.body_limit_bytes = 64 * 1_024;
    }
    case
}

/// A row; the outcome and the class follow from the subclass.
fn case(name: &str, url: String, detail: &'static str) -> Case {
    let (outcome, class) = match detail.split('.').next().unwrap_or_default() {
        "" => (Outcome::Up, None),
        "blocked" => (Outcome::Unmeasured, Some(FailureClass::Blocked)),
        "body" => (Outcome::Down, Some(FailureClass::Body)),
        "connect" => (Outcome::Down, Some(FailureClass::Connect)),
        "dns" => (Outcome::Down, Some(FailureClass::Dns)),
        "internal" => (Outcome::Unmeasured, Some(FailureClass::Internal)),
        "protocol" => (Outcome::Down, Some(FailureClass::Protocol)),
        "redirect" => (Outcome::Down, Some(FailureClass::Redirect)),
        "status" => (Outcome::Down, Some(FailureClass::Status)),
        "timeout" => (Outcome::Down, Some(FailureClass::Timeout)),
        "tls" => (Outcome::Down, Some(FailureClass::Tls)),
        other => panic!("no class of failure is called {other}"),
    };
    Case {
        name: name.to_owned(),
        check: check(url),
        outcome,
        class,
        detail,
    }
}
