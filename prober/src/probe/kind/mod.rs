//! The kinds of check, one file each, all of the same shape:
//! `attempt(run, check, trace)` makes one attempt. It notes every condition that
//! it looks at in the trace; an `Err` is what kept it from looking further.
//!
//! `docs/STYLE.md` lists what a new kind needs.

mod dns;
pub(crate) mod http;
mod ping;
mod smtp;
mod talk;
mod tcp;
mod tls;
mod websocket;

use queue::Kind;

use super::Run;
use super::fault::Fault;
use super::trace::Trace;

/// One attempt of the check.
pub(crate) async fn attempt(run: &Run<'_>, trace: &mut Trace) -> Result<(), Fault> {
    // The rarer ones are boxed, so that they do not make the others' state larger.
    match &run.how.kind {
        Kind::Http(check) => http::attempt(run, check, trace).await,
        Kind::Tcp(check) => Box::pin(tcp::attempt(run, check, trace)).await,
        Kind::Dns(check) => Box::pin(dns::attempt(run, check, trace)).await,
        Kind::Ping(check) => Box::pin(ping::attempt(run, check, trace)).await,
        Kind::Tls => Box::pin(tls::attempt(run, trace)).await,
        Kind::WebSocket(check) => Box::pin(websocket::attempt(run, check, trace)).await,
        Kind::Smtp(check) => Box::pin(smtp::attempt(run, check, trace)).await,
    }
}
