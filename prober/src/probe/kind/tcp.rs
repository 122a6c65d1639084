//! `tcp://host:port`: a connection, and where it is asked for, TLS on it, something
//! that is said, and something that must come back.

use net::Purpose;
use queue::{FailureClass, TcpCheck};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};

use super::talk;
use crate::probe::Run;
use crate::probe::fault::Fault;
use crate::probe::tls::{self, Offer};
use crate::probe::trace::{Stage, Trace};

/// Most bytes of an answer that are looked at.
const ANSWER_LIMIT_BYTES: usize = 64 * 1024;

/// One attempt: connects, says what is to be said, and waits for what is expected.
pub(super) async fn attempt(
    run: &Run<'_>,
    check: &TcpCheck,
    trace: &mut Trace,
) -> Result<(), Fault> {
    let target = run.target;
    let host = target.host.to_string();
    trace.begin_hop(target.url.to_string(), host.clone());
    let Some(port) = target.port else {
        let reason = "the check's URL has no port".to_owned();
        return Err(Fault::internal("internal.check", reason));
    };
    let stream = run
        .dialer(Purpose::Any)
        .connect(&target.host, port, trace)
        .await?;
    if check.tls {
        let stream = tls::handshake(run, &host, Offer::Nothing, stream, trace).await?;
        converse(stream, check, trace).await
    } else {
        converse(stream, check, trace).await
    }
}

async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    check: &TcpCheck,
    trace: &mut Trace,
) -> Result<(), Fault> {
    let expect = check.expect.as_deref().filter(|text| !text.is_empty());
    if let Some(text) = &check.send {
        // Without an answer to wait for, it is not the way to one.
        trace.begin(expect.map_or(Stage::Transfer, |_| Stage::Ttfb));
        let sent = async {
            stream.write_all(text.as_bytes()).await?;
            stream.flush().await
        };
        sent.await.map_err(|err| talk::lost(&err, trace))?;
    } else if expect.is_some() {
        trace.begin(Stage::Ttfb);
    }
    if let Some(expect) = expect {
        await_text(&mut stream, expect, trace).await?;
    }
    talk::farewell(trace, stream.shutdown()).await;
    Ok(())
}

/// Reads until `expect` has come, or cannot come any more.
async fn await_text<S: AsyncRead + Unpin>(
    stream: &mut S,
    expect: &str,
    trace: &mut Trace,
) -> Result<(), Fault> {
    let mut answer = Vec::new();
    let mut looked_at = 0_usize;
    let (found, ended) = loop {
        if !talk::read(stream, &mut answer, ANSWER_LIMIT_BYTES, trace).await? {
            break (false, answer.len() < ANSWER_LIMIT_BYTES);
        }
        // What is expected may begin in what came before.
        let from = looked_at.saturating_sub(expect.len() - 1);
        if contains(&answer[from..], expect.as_bytes()) {
            break (true, false);
        }
        looked_at = answer.len();
        talk::keep(&answer, trace);
    };
    trace.pause();
    let len = answer.len();
    let actual = match (found, ended) {
        (true, _) => format!("within the first {len} bytes"),
        (false, true) => format!("{len} bytes without it, then the end"),
        (false, false) => format!("{len} bytes without it"),
    };
    let wanted = talk::shown(expect.as_bytes());
    let finding = talk::finding(format!("the answer contains {wanted}"), actual, found);
    let wanted = talk::quoted(expect.as_bytes());
    trace.note(finding, |trace| {
        let peer = &trace.peer;
        let reason = if ended {
            format!("{peer} closed the connection without sending {wanted}")
        } else {
            format!("{peer} did not send {wanted} within {len} bytes")
        };
        Fault::down(FailureClass::Assertion, "assertion.expect", reason)
    });
    if found {
        trace.seen.body = None;
    }
    Ok(())
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
