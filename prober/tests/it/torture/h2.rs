//! HTTP/2 servers with bad manners: raw frames (RFC 9113, section 4), without TLS.

use std::convert::Infallible;
use std::net::SocketAddr;

use bytes::Bytes;
use futures_util::stream;
use http_body_util::StreamBody;
use hyper::Response;
use hyper::body::Frame;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::server::{hang, serve};

const DATA: u8 = 0;
const HEADERS: u8 = 1;
pub(crate) const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PUSH_PROMISE: u8 = 5;
const PING: u8 = 6;
pub(crate) const GOAWAY: u8 = 7;
const WINDOW_UPDATE: u8 = 8;
const CONTINUATION: u8 = 9;

const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// `:status: 200` of the static table (RFC 7541, appendix A).
const STATUS_200: u8 = 0x88;

pub(crate) fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let len = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = vec![len[1], len[2], len[3], kind, flags];
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

/// A server that greets, waits for the request, says `first`, and then `again` as
/// long as it is heard, or nothing more where that is empty.
async fn saying(first: Vec<u8>, again: Vec<u8>) -> SocketAddr {
    serve(move |mut stream| {
        let (first, again) = (first.clone(), again.clone());
        async move {
            greet(&mut stream).await;
            await_request(&mut stream).await;
            let _ = stream.write_all(&first).await;
            // Who does not read must not be answered with a reset.
            let (mut reader, mut writer) = stream.into_split();
            let heard = async { while reader.read_u8().await.is_ok() {} };
            let said = async {
                while !again.is_empty() && writer.write_all(&again).await.is_ok() {}
                hang().await;
            };
            tokio::select! { () = heard => {}, () = said => {} }
        }
    })
    .await
}

pub(crate) async fn greet(stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) {
    let mut preface = [0; 24];
    let _ = stream.read_exact(&mut preface).await;
    let _ = stream.write_all(&frame(SETTINGS, 0, 0, &[])).await;
}

/// Reads frames up to the first HEADERS.
pub(crate) async fn await_request(stream: &mut (impl AsyncRead + Unpin)) {
    let mut head = [0; 9];
    while stream.read_exact(&mut head).await.is_ok() {
        let len = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; usize::try_from(len).unwrap()];
        if stream.read_exact(&mut payload).await.is_err() || head[3] == HEADERS {
            return;
        }
    }
}

/// Each server with its name and the subclass that is to be found.
pub(crate) async fn servers() -> Vec<(&'static str, SocketAddr, &'static str)> {
    let nothing = Vec::new;
    let goaway = |code: u8| frame(GOAWAY, 0, 0, &[0, 0, 0, 0, 0, 0, 0, code]);
    let reset = |code: u8| frame(RST_STREAM, 0, 1, &[0, 0, 0, code]);
    let good_head = || frame(HEADERS, END_HEADERS, 1, &[STATUS_200]);
    // `:status: 103` as a literal (RFC 7541, section 6.2.2) on the static name 8.
    let hints = frame(HEADERS, END_HEADERS, 1, &[0x08, 3, b'1', b'0', b'3']);
    let upper = frame(HEADERS, END_HEADERS, 1, &[STATUS_200, 0, 1, b'A', 1, b'b']);
    vec![
        (
            "h2: a good answer",
            saying(
                [good_head(), frame(DATA, END_STREAM, 1, b"ok")].concat(),
                nothing(),
            )
            .await,
            "",
        ),
        (
            "h2: an answer with an empty body",
            saying(
                frame(HEADERS, END_HEADERS | END_STREAM, 1, &[STATUS_200]),
                nothing(),
            )
            .await,
            "",
        ),
        (
            "h2: GOAWAY at once",
            saying(goaway(0), nothing()).await,
            "protocol.goaway",
        ),
        (
            "h2: GOAWAY, enhance your calm",
            saying(goaway(11), nothing()).await,
            "protocol.goaway",
        ),
        (
            "h2: RST_STREAM",
            saying(reset(2), nothing()).await,
            "protocol.stream_reset",
        ),
        (
            "h2: RST_STREAM, refused",
            saying(reset(7), nothing()).await,
            "protocol.stream_reset",
        ),
        (
            "h2: RST_STREAM in the body",
            saying(
                [good_head(), frame(DATA, 0, 1, b"ha"), reset(2)].concat(),
                nothing(),
            )
            .await,
            "body.stream_reset",
        ),
        (
            "h2: silence after the greeting",
            saying(nothing(), nothing()).await,
            "timeout.ttfb",
        ),
        (
            "h2: silence in the body",
            saying(good_head(), nothing()).await,
            "",
        ),
        (
            "h2: silence in a body of known length",
            // `content-length: 9` as a literal on the static name 28.
            saying(
                frame(HEADERS, END_HEADERS, 1, &[STATUS_200, 0x0f, 13, 1, b'9']),
                nothing(),
            )
            .await,
            "timeout.transfer",
        ),
        (
            "h2: RST_STREAM, HTTP/1.1 where HTTP/2 is insisted on",
            saying(reset(13), nothing()).await,
            "protocol.stream_reset",
        ),
        (
            "h2: a head of thousands of short headers",
            saying(many_headers(3_000), nothing()).await,
            "",
        ),
        (
            "h2: a head of a hundred thousand short headers",
            saying(many_headers(100_000), nothing()).await,
            "protocol.bad_http2",
        ),
        (
            "h2: a head of more than 64 KiB",
            saying(long_head(), nothing()).await,
            "protocol.head_too_large",
        ),
        (
            "h2: endless empty pieces of a body",
            saying(good_head(), frame(DATA, 0, 1, &[]).repeat(1_000)).await,
            "body.bad",
        ),
        (
            "h2: a flood of settings",
            saying(nothing(), frame(SETTINGS, 0, 0, &[]).repeat(1_000)).await,
            "protocol.too_much",
        ),
        (
            "h2: a flood of pings",
            saying(nothing(), frame(PING, 0, 0, &[0; 8]).repeat(1_000)).await,
            "protocol.too_much",
        ),
        (
            "h2: a flood of window updates",
            saying(
                nothing(),
                frame(WINDOW_UPDATE, 0, 0, &[0, 0, 0, 1]).repeat(1_000),
            )
            .await,
            "protocol.too_much",
        ),
        (
            "h2: a flood of early hints",
            saying(nothing(), hints.repeat(1_000)).await,
            "protocol.too_much",
        ),
        (
            "h2: a head that never ends",
            saying(
                frame(HEADERS, 0, 1, &[STATUS_200]),
                frame(CONTINUATION, 0, 1, &[0, 1, b'a', 1, b'b'].repeat(1_000)),
            )
            .await,
            "protocol.bad_http2",
        ),
        (
            "h2: a head that grows when it is unpacked",
            saying(hpack_bomb(), nothing()).await,
            "protocol.bad_http2",
        ),
        (
            "h2: a header in capitals",
            saying(upper, nothing()).await,
            "protocol.bad_http2",
        ),
        (
            "h2: a frame larger than allowed",
            saying(frame(DATA, 0, 1, &[0; 20_000]), nothing()).await,
            "protocol.bad_http2",
        ),
        (
            "h2: a push that was forbidden",
            saying(
                frame(PUSH_PROMISE, END_HEADERS, 1, &[0, 0, 0, 2, STATUS_200]),
                nothing(),
            )
            .await,
            "protocol.bad_http2",
        ),
        (
            "h2: frames of no known kind",
            saying(nothing(), frame(0xfa, 0, 0, &[0; 100]).repeat(100)).await,
            "protocol.too_much",
        ),
        (
            "h2: an answer in HTTP/1.1",
            crate::server::serve(async |mut stream: TcpStream| {
                let _ = stream.write_all(crate::server::OK).await;
                hang().await;
            })
            .await,
            "protocol.bad_http2",
        ),
        ("h2: an endless body", serve(exchange_endless).await, ""),
        (
            "h2: closed at once",
            crate::server::serve(async |mut stream: TcpStream| {
                greet(&mut stream).await;
                await_request(&mut stream).await;
                let _ = stream.shutdown().await;
                while stream.read_u8().await.is_ok() {}
            })
            .await,
            "protocol.closed",
        ),
    ]
}

/// Answers in HTTP/2 as one should, with a body that never ends.
async fn exchange_endless(stream: TcpStream) {
    let service = service_fn(|_| async {
        let piece = || Ok::<_, Infallible>(Frame::data(Bytes::from_static(&[b'a'; 16_384])));
        let body = StreamBody::new(stream::repeat_with(piece));
        Ok::<_, Infallible>(Response::new(body))
    });
    let _ = http2::Builder::new(TokioExecutor::new())
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// A head of `count` headers `a: b`, and no body.
fn many_headers(count: usize) -> Vec<u8> {
    // A literal that is not indexed, with a name of its own (RFC 7541, section 6.2.2).
    head_of([0, 1, b'a', 1, b'b'].repeat(count))
}

/// A head of 16 headers of 5,000 bytes, and no body.
fn long_head() -> Vec<u8> {
    let mut fields = Vec::new();
    for _ in 0..16 {
        // 5,000 as an integer with a prefix of 7 bits (RFC 7541, section 5.1).
        fields.extend([0, 1, b'a', 0x7f, 0x89, 0x26]);
        fields.extend([b'b'; 5_000]);
    }
    head_of(fields)
}

/// `fields` behind a good status, in as many frames as they need.
fn head_of(fields: Vec<u8>) -> Vec<u8> {
    let block = [&[STATUS_200][..], &fields].concat();
    let pieces: Vec<_> = block.chunks(16_384).collect();
    let last = pieces.len() - 1;
    let frames = pieces.iter().enumerate().map(|(index, piece)| {
        let kind = if index == 0 { HEADERS } else { CONTINUATION };
        let ends = if index == last { END_HEADERS } else { 0 };
        let closes = if index == 0 { END_STREAM } else { 0 };
        frame(kind, ends | closes, 1, piece)
    });
    frames.collect::<Vec<_>>().concat()
}

/// A field of 4,000 bytes in the dynamic table, and 16,000 references to it: 64 MB.
fn hpack_bomb() -> Vec<u8> {
    let mut fields = vec![STATUS_200, 0x40, 1, b'a', 0x7f];
    // 4,000 as an integer with a prefix of 7 bits (RFC 7541, section 5.1).
    fields.extend([0xa1, 0x1e]);
    fields.extend([b'b'; 4_000]);
    let first = frame(HEADERS, 0, 1, &fields);
    let more = frame(CONTINUATION, END_HEADERS, 1, &[0xbe; 16_000]);
    [first, more].concat()
}
