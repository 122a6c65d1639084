//! The codings of a body, undone in the reverse of the order in which they were
//! applied (RFC 9110, section 8.4).
//!
//! What each of them decodes to is bounded as the body is, so a small body that
//! decodes to a huge one, or to nothing by way of a huge one, costs no more.

mod inflate;
mod library;

use std::io;
use std::ops::Range;

use bytes::{Buf, Bytes};
use hyper::HeaderMap;
use hyper::header::{CONTENT_ENCODING, TRANSFER_ENCODING};

use self::inflate::Inflate;
use self::library::{Brotli, Zstd};
use crate::probe::answer;

/// The codings that we say we know, as `Accept-Encoding` has them.
pub(in crate::probe::kind::http) const ENCODINGS: &str = "gzip, br, deflate, zstd";

/// Most codings of one body: each takes a decoder.
const MOST: usize = 5;

/// Most bytes of a name that a sentence shows.
const SHOWN_BYTES: usize = 40;

/// Bytes that a coding decodes at a time.
const PIECE_BYTES: usize = 8 * 1024;

/// A coding that we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

/// The codings that an answer with `headers` names, in the order in which they were
/// applied: those of the content, then those of its transfer.
///
/// # Errors
/// What is wrong with them, as words that follow "the body".
pub(super) fn named(headers: &HeaderMap) -> Result<Vec<Coding>, String> {
    let mut codings = Vec::new();
    for header in [CONTENT_ENCODING, TRANSFER_ENCODING] {
        for line in headers.get_all(header) {
            for name in line.as_bytes().split(|&byte| byte == b',') {
                let name = String::from_utf8_lossy(name.trim_ascii());
                codings.push(match name.to_ascii_lowercase().as_str() {
                    // Chunks are undone before.
                    "" | "identity" | "chunked" => continue,
                    "gzip" | "x-gzip" => Coding::Gzip,
                    "deflate" => Coding::Deflate,
                    "br" => Coding::Brotli,
                    "zstd" => Coding::Zstd,
                    _ => {
                        return Err(format!(
                            "is encoded as {}, which is not known",
                            answer::shown(&name, SHOWN_BYTES)
                        ));
                    }
                });
            }
        }
    }
    if codings.len() > MOST {
        return Err(format!("is encoded more than {MOST} times"));
    }
    Ok(codings)
}

/// What decoded bytes are kept in.
#[derive(Debug, Default)]
pub(super) struct Sink {
    pub(super) bytes: Vec<u8>,
    /// How many have come.
    pub(super) len: usize,
    /// How many may come.
    limit: usize,
    /// How many of them are kept.
    keep: usize,
    /// Whether more came than may.
    pub(super) full: bool,
}

impl Sink {
    /// Takes `limit` bytes and keeps the first `keep` of them.
    pub(super) fn new(limit: usize, keep: usize) -> Self {
        Self {
            limit,
            keep,
            ..Self::default()
        }
    }

    fn take(&mut self, data: &[u8]) -> io::Result<()> {
        let room = self.limit - self.len;
        let taken = &data[..data.len().min(room)];
        let kept = taken.len().min(self.keep - self.bytes.len());
        self.bytes.extend_from_slice(&taken[..kept]);
        self.len += taken.len();
        if taken.len() < data.len() {
            return Err(self.overflow());
        }
        Ok(())
    }

    fn overflow(&mut self) -> io::Error {
        self.full = true;
        io::Error::other("the decoded body is too long")
    }
}

/// Decodes what it is given into its sink, a piece at a time.
pub(super) struct Decoder {
    layers: Vec<Layer>,
    pub(super) sink: Sink,
    /// What is to be decoded next.
    data: Bytes,
}

/// A coding, and what it has made of what came to it.
struct Layer {
    stage: Stage,
    piece: Vec<u8>,
    /// The part of the piece that is not taken yet.
    ready: Range<usize>,
    /// Whether it may have more to give of what it has read.
    waits: bool,
    /// How much it has decoded.
    decoded: usize,
}

enum Stage {
    Inflate(Box<Inflate>),
    Brotli(Box<Brotli>),
    Zstd(Zstd),
}

impl Stage {
    fn step(&mut self, input: &[u8], out: &mut [u8]) -> io::Result<(usize, usize)> {
        match self {
            Self::Inflate(stage) => stage.step(input, out),
            Self::Brotli(stage) => stage.step(input, out),
            Self::Zstd(stage) => stage.step(input, out),
        }
    }

    /// Whether it keeps what it decodes, for what refers to it.
    fn has_window(&self) -> bool {
        matches!(self, Self::Brotli(_) | Self::Zstd(_))
    }
}

impl Decoder {
    /// What undoes `codings`.
    ///
    /// # Errors
    /// Where there is no memory for it.
    pub(super) fn new(codings: &[Coding], sink: Sink) -> io::Result<Self> {
        let layer = |coding: &Coding| {
            Ok(Layer {
                stage: match coding {
                    Coding::Gzip => Stage::Inflate(Box::new(Inflate::gzip())),
                    Coding::Deflate => Stage::Inflate(Box::new(Inflate::deflate())),
                    Coding::Brotli => Stage::Brotli(Box::default()),
                    Coding::Zstd => Stage::Zstd(Zstd::new()?),
                },
                piece: vec![0; PIECE_BYTES],
                ready: 0..0,
                waits: false,
                decoded: 0,
            })
        };
        let layers = codings.iter().rev().map(layer);
        Ok(Self {
            layers: layers.collect::<io::Result<_>>()?,
            sink,
            data: Bytes::new(),
        })
    }

    /// Takes `data`, once all before it is decoded.
    pub(super) fn feed(&mut self, data: Bytes) {
        self.data = data;
    }

    /// Memory that grows with what is decoded, bytes.
    pub(super) fn held_bytes(&self) -> usize {
        let windows = self.layers.iter().filter(|layer| layer.stage.has_window());
        self.sink.bytes.len() + windows.map(|layer| layer.decoded).sum::<usize>()
    }

    /// Decodes a piece of what it was fed; false where there is no more.
    ///
    /// # Errors
    /// Where it cannot be decoded, or the sink is full.
    pub(super) fn advance(&mut self) -> io::Result<bool> {
        let Some(last) = self.layers.len().checked_sub(1) else {
            let data = std::mem::take(&mut self.data);
            self.sink.take(&data)?;
            return Ok(!data.is_empty());
        };
        // What has come furthest goes on first, so that there is never more than a
        // piece between two layers.
        for index in (0..=last).rev() {
            let (before, rest) = self.layers.split_at_mut(index);
            let (mut before, Some(layer)) = (before.last_mut(), rest.first_mut()) else {
                continue;
            };
            let input = match &before {
                Some(before) => &before.piece[before.ready.clone()],
                None => &self.data[..],
            };
            if input.is_empty() && !layer.waits {
                continue;
            }
            let (read, written) = layer.stage.step(input, &mut layer.piece)?;
            match &mut before {
                Some(before) => before.ready.start += read,
                None => self.data.advance(read),
            }
            layer.waits = written == layer.piece.len();
            if (read, written) == (0, 0) {
                continue;
            }
            layer.decoded += written;
            if index == last {
                self.sink.take(&layer.piece[..written])?;
            } else if layer.decoded > self.sink.limit {
                return Err(self.sink.overflow());
            } else {
                layer.ready = 0..written;
            }
            return Ok(true);
        }
        Ok(false)
    }

    /// Says that all has come. What is odd about how a coding ended, and does not
    /// keep it from being decoded, as words that follow "it".
    ///
    /// # Errors
    /// Where a coding is not whole.
    pub(super) fn finish(&mut self) -> io::Result<Option<String>> {
        let mut flaw = None;
        for layer in &mut self.layers {
            let found = match &mut layer.stage {
                Stage::Inflate(stage) => stage.finish()?,
                Stage::Brotli(stage) => stage.finish()?,
                Stage::Zstd(stage) => stage.finish()?,
            };
            flaw = flaw.or(found);
        }
        Ok(flaw.map(str::to_owned))
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::HeaderValue;

    use super::*;

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn codings_are_named_in_any_form() {
        use Coding::{Brotli, Deflate, Gzip, Zstd};
        for (lines, expected) in [
            (&[][..], &[][..]),
            (&[("content-encoding", "gzip")], &[Gzip]),
            (&[("content-encoding", " GZip ,, x-gzip")], &[Gzip, Gzip]),
            (
                &[("content-encoding", "br"), ("content-encoding", "zstd")],
                &[Brotli, Zstd],
            ),
            (
                &[("content-encoding", "identity, deflate,identity")],
                &[Deflate],
            ),
            (&[("content-encoding", "")], &[]),
            (
                &[
                    ("transfer-encoding", "gzip, chunked"),
                    ("content-encoding", "br"),
                ],
                &[Brotli, Gzip],
            ),
        ] {
            assert_eq!(named(&headers(lines)).unwrap(), expected, "{lines:?}");
        }
        for (value, expected) in [
            ("gzip, snappy", "is encoded as snappy, which is not known"),
            ("UTF-8", "is encoded as UTF-8, which is not known"),
            ("br,br,br,br,br,br", "is encoded more than 5 times"),
        ] {
            let found = named(&headers(&[("content-encoding", value)]));
            assert_eq!(found.unwrap_err(), expected);
        }
    }
}
