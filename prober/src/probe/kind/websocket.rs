//! `ws://` and `wss://`: the handshake, and where it is asked for, a message each
//! way. Source: RFC 6455. Redirects are not followed.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use hyper::header::{
    CONNECTION, HeaderMap, HeaderName, HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_EXTENSIONS,
    SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use hyper::{Request, StatusCode};
use net::Purpose;
use queue::{FailureClass, HttpCheck, WebSocketCheck};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::{Error, ProtocolError};
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Message, Role, WebSocketConfig};

use super::http::{self, Paced, http1};
use super::talk;
use crate::probe::Run;
use crate::probe::answer::{Answer, Body};
use crate::probe::fault::Fault;
use crate::probe::room::Held;
use crate::probe::tls::{self, Offer};
use crate::probe::trace::Trace;

/// Most bytes of a message.
const MESSAGE_LIMIT_BYTES: u32 = 64 * 1024;

/// Bytes that are read at a time; the library takes them at once.
const BUFFER_BYTES: usize = 4_096;

/// One attempt: asks for the upgrade, says what is to be said, and waits for what
/// is expected.
pub(super) async fn attempt(
    run: &Run<'_>,
    check: &WebSocketCheck,
    trace: &mut Trace,
) -> Result<(), Fault> {
    let target = run.target;
    let host = target.host.to_string();
    trace.begin_hop(target.url.to_string(), target.peer(target));
    let key = generate_key();
    let request = request(run, check, &key)?;
    let (place, port) = target.place(target);
    let stream = run
        .dialer(Purpose::Any)
        .connect(place, port.unwrap_or_default(), trace)
        .await?;
    if target.url.scheme() == "wss" {
        let stream = tls::handshake(run, &host, Offer::Http1, stream, trace).await?;
        upgrade(stream, &request, &key, check, trace).await
    } else {
        upgrade(stream, &request, &key, check, trace).await
    }
}

/// Asks for the upgrade, and talks over it.
async fn upgrade<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    request: &Request<Bytes>,
    key: &str,
    check: &WebSocketCheck,
    trace: &mut Trace,
) -> Result<(), Fault> {
    let stream = Paced::new(stream, Arc::clone(&trace.gate), MESSAGE_LIMIT_BYTES);
    let Some((headers, upgraded)) = ask(stream, request, trace).await? else {
        return Ok(());
    };
    judge_handshake(&headers, key, trace)?;
    if !judge_subprotocol(&headers, check, trace)? {
        return Ok(());
    }
    converse(upgraded, check, trace).await
}

/// The request of the handshake, with the check's own headers.
fn request(run: &Run<'_>, check: &WebSocketCheck, key: &str) -> Result<Request<Bytes>, Fault> {
    let http = HttpCheck {
        headers: check.headers.clone(),
        ..HttpCheck::default()
    };
    let request = http::Request::of(&http, run.secrets)?;
    let mut request = request.build(&run.target.url, http::Speaks::Http1)?;
    let headers = request.headers_mut();
    // Each of these is ours alone.
    headers.remove(SEC_WEBSOCKET_EXTENSIONS);
    headers.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
    headers.insert(SEC_WEBSOCKET_KEY, value(key)?);
    if let Some(subprotocol) = &check.subprotocol {
        headers.insert(SEC_WEBSOCKET_PROTOCOL, value(subprotocol)?);
    }
    Ok(request)
}

fn value(text: &str) -> Result<HeaderValue, Fault> {
    HeaderValue::from_str(text).map_err(|_| {
        let reason = "the check's subprotocol cannot be sent".to_owned();
        Fault::internal("internal.check", reason)
    })
}

/// Asks for the upgrade; nothing where the answer is none.
async fn ask<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    request: &Request<Bytes>,
    trace: &mut Trace,
) -> Result<Option<(HeaderMap, http1::Body<S>)>, Fault> {
    let asked = http1::ask(stream, request, trace.await_first_byte()).await;
    let (head, body) = asked.map_err(|broken| http::explain(broken, trace))?;
    trace.answered(head.status.as_u16());
    Ok(judge_status(&head, trace).then_some((head.headers, body)))
}

/// Whether the answer is an upgrade at all.
fn judge_status(head: &http1::Head, trace: &mut Trace) -> bool {
    let status = head.status;
    let good = status == StatusCode::SWITCHING_PROTOCOLS;
    let code = status.as_u16();
    let finding = talk::finding("status is 101".to_owned(), code.to_string(), good);
    trace.note(finding, |trace| {
        let name = status.canonical_reason();
        let name = name.map(|name| format!(" {name}")).unwrap_or_default();
        let reason = format!(
            "{} answered {code}{name} to the WebSocket handshake",
            trace.peer
        );
        Fault::down(FailureClass::Status, &format!("status.{code}"), reason)
    });
    if !good {
        trace.answer = Some(Answer {
            version: head.version,
            status,
            headers: head.headers.clone(),
            body: Body::default(),
            cut: true,
            held: Held::default(),
        });
    }
    good
}

/// Whether the upgrade is the one that was asked for. Source: RFC 6455, section 4.1.
fn judge_handshake(headers: &HeaderMap, key: &str, trace: &Trace) -> Result<(), Fault> {
    let accept = headers.get(SEC_WEBSOCKET_ACCEPT).map(HeaderValue::as_bytes);
    let problem = if !has_token(headers, &UPGRADE, "websocket") {
        "not to WebSocket"
    } else if !has_token(headers, &CONNECTION, "upgrade") {
        "without the header Connection: Upgrade"
    } else if accept.is_none() {
        "without the header Sec-WebSocket-Accept"
    } else if accept != Some(derive_accept_key(key.as_bytes()).as_bytes()) {
        "with a wrong Sec-WebSocket-Accept"
    } else if headers.contains_key(SEC_WEBSOCKET_EXTENSIONS) {
        "with an extension that was not offered"
    } else {
        return Ok(());
    };
    Err(no_upgrade(problem, trace))
}

fn no_upgrade(problem: &str, trace: &Trace) -> Fault {
    let reason = format!("{} upgraded the connection {problem}", trace.peer);
    Fault::down(FailureClass::Protocol, "protocol.no_upgrade", reason)
}

fn has_token(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    let lines = headers.get_all(name).iter();
    let mut tokens = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    tokens.any(|found| found.trim().eq_ignore_ascii_case(token))
}

/// Whether the subprotocol that was offered is the one that was chosen.
fn judge_subprotocol(
    headers: &HeaderMap,
    check: &WebSocketCheck,
    trace: &mut Trace,
) -> Result<bool, Fault> {
    let chosen = headers.get(SEC_WEBSOCKET_PROTOCOL);
    let Some(offered) = &check.subprotocol else {
        return match chosen {
            None => Ok(true),
            Some(_) => Err(no_upgrade("with a subprotocol that was not offered", trace)),
        };
    };
    let good = chosen.is_some_and(|chosen| chosen.as_bytes() == offered.as_bytes());
    let actual = chosen.map_or_else(
        || "none".to_owned(),
        |chosen| talk::shown(chosen.as_bytes()),
    );
    let reason = format!("the subprotocol {offered}, it chose {actual}");
    let finding = talk::finding(format!("subprotocol is {offered}"), actual, good);
    trace.note(finding, |trace| {
        let reason = format!("{} was offered {reason}", trace.peer);
        Fault::down(FailureClass::Assertion, "assertion.subprotocol", reason)
    });
    Ok(good)
}

async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    upgraded: http1::Body<S>,
    check: &WebSocketCheck,
    trace: &mut Trace,
) -> Result<(), Fault> {
    let most = usize::try_from(MESSAGE_LIMIT_BYTES).ok();
    let config = WebSocketConfig::default()
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(0)
        .max_message_size(most)
        .max_frame_size(most);
    let (stream, came) = upgraded.into_parts();
    let (came, config) = (came.to_vec(), Some(config));
    let mut socket = WebSocketStream::from_partially_read(stream, came, Role::Client, config).await;
    if let Some(text) = &check.send {
        let sent = socket.send(Message::text(text.as_str())).await;
        match sent {
            Err(err) if check.expect.is_none() || !is_end(&err) => return Err(broken(&err, trace)),
            // What the peer said before it closed is looked at below.
            _ => {}
        }
    }
    if let Some(expect) = check.expect.as_deref().filter(|text| !text.is_empty()) {
        let message = first_text(&mut socket, trace).await?;
        judge_message(&message, expect, trace);
    }
    talk::farewell(trace, socket.close(None)).await;
    Ok(())
}

/// The first text message; else how the connection ended, as words that follow
/// "closed the connection".
async fn first_text<S: AsyncRead + AsyncWrite + Unpin>(
    socket: &mut WebSocketStream<S>,
    trace: &Trace,
) -> Result<Result<String, String>, Fault> {
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) => return Ok(Ok(text.as_str().to_owned())),
            Some(Ok(Message::Close(Some(frame)))) => {
                let why = talk::shown(frame.reason.as_bytes());
                let how = format!(" with {} {why}", u16::from(frame.code));
                return Ok(Err(how.trim_end().to_owned()));
            }
            Some(Ok(Message::Close(None))) | None => return Ok(Err(String::new())),
            Some(Ok(_)) => {}
            Some(Err(err)) if is_end(&err) => return Ok(Err(String::new())),
            Some(Err(err)) => return Err(broken(&err, trace)),
        }
    }
}

fn judge_message(message: &Result<String, String>, expect: &str, trace: &mut Trace) {
    let holds = matches!(message, Ok(text) if text.contains(expect));
    let wanted = talk::shown(expect.as_bytes());
    let (actual, what) = match message {
        Ok(text) => {
            let (sent, missed) = (
                talk::quoted(text.as_bytes()),
                talk::quoted(expect.as_bytes()),
            );
            let what = format!("sent {sent}, which does not contain {missed}");
            (talk::shown(text.as_bytes()), what)
        }
        Err(how) => {
            let what = format!("closed the connection{how} without a text message");
            ("none".to_owned(), what)
        }
    };
    if let (false, Ok(text)) = (holds, message) {
        talk::keep(text.as_bytes(), trace);
    }
    let expected = format!("the first text message contains {wanted}");
    trace.note(talk::finding(expected, actual, holds), |trace| {
        let reason = format!("{} {what}", trace.peer);
        Fault::down(FailureClass::Assertion, "assertion.expect", reason)
    });
}

/// Whether the peer has merely ended the connection.
fn is_end(err: &Error) -> bool {
    match err {
        Error::ConnectionClosed
        | Error::AlreadyClosed
        | Error::Protocol(
            ProtocolError::ResetWithoutClosingHandshake | ProtocolError::SendAfterClosing,
        ) => true,
        // A peer that ends TLS without saying so is common.
        Error::Io(err) => err.kind() == io::ErrorKind::UnexpectedEof,
        _ => false,
    }
}

/// What is wrong with a frame, as far as the library knows.
fn flaw(err: &Error) -> &'static str {
    use ProtocolError as P;
    match err {
        Error::Utf8(_) => "a text message is not valid UTF-8",
        Error::Protocol(P::MaskedFrameFromServer) => "a frame is masked, as a client's would be",
        Error::Protocol(P::NonZeroReservedBits) => "a frame has reserved bits set",
        Error::Protocol(P::FragmentedControlFrame) => "a control frame is fragmented",
        Error::Protocol(P::ControlFrameTooBig) => "a control frame has more than 125 bytes",
        Error::Protocol(
            P::UnknownControlFrameType(_) | P::UnknownDataFrameType(_) | P::InvalidOpcode(_),
        ) => "a frame is of an unknown type",
        Error::Protocol(P::UnexpectedContinueFrame) => {
            "a frame goes on with a message that has not begun"
        }
        Error::Protocol(P::ExpectedFragment(_)) => "a message begins in the middle of another",
        Error::Protocol(P::InvalidCloseSequence) => "a close frame is not valid",
        _ => "a frame is not valid",
    }
}

fn broken(err: &Error, trace: &Trace) -> Fault {
    let peer = &trace.peer;
    let (detail, reason) = match err {
        Error::Io(err) if http::is_too_much(err) => return http::too_much(peer),
        Error::Io(err) => return talk::lost(err, trace),
        Error::Capacity(_) => (
            "protocol.message_too_large",
            format!("{peer} sent a message of more than {MESSAGE_LIMIT_BYTES} bytes"),
        ),
        err if is_end(err) => ("protocol.closed", format!("{peer} closed the connection")),
        err => (
            "protocol.bad_frame",
            format!(
                "{peer} does not speak WebSocket as it should: {}",
                flaw(err)
            ),
        ),
    };
    Fault::down(FailureClass::Protocol, detail, reason)
}
