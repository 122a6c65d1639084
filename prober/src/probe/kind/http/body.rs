//! An answer's body: streamed, decoded on the way, and cut at the check's limit.
//!
//! The limit holds for what comes in and for what it decodes to, so neither an
//! endless body nor a small one that decodes to a huge one costs more.

use std::io::{self, Write};

use bytes::Bytes;
use flate2::write::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use http_body_util::BodyExt;
use hyper::HeaderMap;
use hyper::body::Incoming;
use hyper::header::CONTENT_ENCODING;
use queue::FailureClass;
use zstd::stream::raw::DParameter;

use super::explain;
use crate::probe::fault::Fault;
use crate::probe::trace::Trace;

/// The encodings that we say we know, as `Accept-Encoding` has them.
pub(super) const ENCODINGS: &str = "gzip, br, deflate, zstd";

/// The largest window of Zstandard that is decoded, as a power of two: 8 MiB.
/// Source: RFC 9659.
const ZSTD_WINDOW_LOG: u32 = 23;

/// Bytes that Brotli's decoder works on at a time.
const BROTLI_BUFFER_BYTES: usize = 4_096;

/// A body as it was read.
pub(super) struct Read {
    pub(super) bytes: Vec<u8>,
    /// Whether there was more.
    pub(super) cut: bool,
}

/// Reads at most `limit` bytes of `body`, before and after `decoder` decodes them.
pub(super) async fn read(
    mut body: Incoming,
    mut decoder: Decoder,
    limit: usize,
    trace: &Trace,
) -> Result<Read, Fault> {
    let mut received = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|err| explain::explain_body(&err, trace))?;
        let Some(data) = frame.data_ref() else {
            continue;
        };
        received += data.len();
        let written = decoder.write(data);
        if decoder.sink().full || received > limit {
            return Ok(Read {
                bytes: std::mem::take(&mut decoder.sink().bytes),
                cut: true,
            });
        }
        written.map_err(|err| undecodable(&err, trace))?;
    }
    let bytes = decoder
        .finish(received)
        .map_err(|err| undecodable(&err, trace))?;
    Ok(Read {
        cut: bytes.full,
        bytes: bytes.bytes,
    })
}

fn undecodable(err: &io::Error, trace: &Trace) -> Fault {
    let reason = format!(
        "the body of {}'s answer cannot be decoded: {err}",
        trace.peer
    );
    Fault::down(FailureClass::Body, "body.bad_encoding", reason)
}

/// What decoded bytes are written to; full, it refuses more.
#[derive(Default)]
pub(super) struct Sink {
    bytes: Vec<u8>,
    limit: usize,
    full: bool,
}

impl Write for Sink {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let room = self.limit - self.bytes.len();
        if data.len() > room {
            self.bytes.extend_from_slice(&data[..room]);
            self.full = true;
            return Err(io::Error::other("the decoded body is too long"));
        }
        self.bytes.extend_from_slice(data);
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Knows, other than the library's own writer, whether its input is whole.
pub(super) type Zstd = zstd::stream::zio::Writer<Sink, zstd::stream::raw::Decoder<'static>>;

/// Decodes what it is given into its sink.
pub(super) enum Decoder {
    Plain(Sink),
    Gzip(Box<MultiGzDecoder<Sink>>),
    Zlib(Box<ZlibDecoder<Sink>>),
    Deflate(Box<DeflateDecoder<Sink>>),
    /// `deflate` that has not said yet whether it has zlib's header.
    Undecided(Sink),
    Brotli(Box<brotli::DecompressorWriter<Sink>>),
    Zstd(Box<Zstd>),
}

impl Decoder {
    /// The decoder of an answer with `headers`, for at most `limit` bytes.
    pub(super) fn of(headers: &HeaderMap, limit: usize) -> Result<Self, Fault> {
        let none = |err| Fault::internal("internal.memory", format!("no decoder: {err}"));
        let sink = Sink {
            limit,
            ..Sink::default()
        };
        let encoding = headers
            .get(CONTENT_ENCODING)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        Ok(match encoding.as_str() {
            "gzip" | "x-gzip" => Self::Gzip(Box::new(MultiGzDecoder::new(sink))),
            "deflate" => Self::Undecided(sink),
            "br" => Self::Brotli(Box::new(brotli::DecompressorWriter::new(
                sink,
                BROTLI_BUFFER_BYTES,
            ))),
            "zstd" => {
                let mut decoder = zstd::stream::raw::Decoder::new().map_err(none)?;
                let window = DParameter::WindowLogMax(ZSTD_WINDOW_LOG);
                decoder.set_parameter(window).map_err(none)?;
                Self::Zstd(Box::new(Zstd::new(sink, decoder)))
            }
            // What we did not ask for is taken as it is.
            _ => Self::Plain(sink),
        })
    }

    fn write(&mut self, data: &Bytes) -> io::Result<()> {
        if let (Self::Undecided(sink), Some(first)) = (&mut *self, data.first()) {
            let sink = std::mem::take(sink);
            // Servers send `deflate` with and without zlib's header, whose low
            // four bits are 8 (RFC 1950, section 2.2).
            *self = if first & 0x0f == 8 && first >> 4 <= 7 {
                Self::Zlib(Box::new(ZlibDecoder::new(sink)))
            } else {
                Self::Deflate(Box::new(DeflateDecoder::new(sink)))
            };
        }
        match self {
            Self::Plain(sink) | Self::Undecided(sink) => sink.write_all(data),
            Self::Gzip(decoder) => decoder.write_all(data),
            Self::Zlib(decoder) => decoder.write_all(data),
            Self::Deflate(decoder) => decoder.write_all(data),
            Self::Brotli(decoder) => decoder.write_all(data),
            Self::Zstd(decoder) => decoder.write_all(data),
        }
    }

    fn sink(&mut self) -> &mut Sink {
        match self {
            Self::Plain(sink) | Self::Undecided(sink) => sink,
            Self::Gzip(decoder) => decoder.get_mut(),
            Self::Zlib(decoder) => decoder.get_mut(),
            Self::Deflate(decoder) => decoder.get_mut(),
            Self::Brotli(decoder) => decoder.get_mut(),
            Self::Zstd(decoder) => decoder.writer_mut(),
        }
    }

    /// The whole body, of which `received` bytes came in.
    fn finish(mut self, received: usize) -> io::Result<Sink> {
        // Answers without a body name an encoding all the same.
        if received > 0 {
            let ended = match &mut self {
                Self::Plain(_) | Self::Undecided(_) => Ok(()),
                Self::Gzip(decoder) => decoder.try_finish(),
                Self::Zlib(decoder) => decoder.try_finish(),
                Self::Deflate(decoder) => decoder.try_finish(),
                Self::Brotli(decoder) => decoder.close(),
                Self::Zstd(decoder) => decoder.finish(),
            };
            if !self.sink().full {
                ended?;
            }
        }
        Ok(std::mem::take(self.sink()))
    }
}
