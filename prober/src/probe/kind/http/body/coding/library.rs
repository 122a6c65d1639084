//! Brotli (RFC 7932) and Zstandard (RFC 8878), as their libraries decode them.

use std::io;

use brotli::writer::StandardAlloc;
use brotli::{BrotliDecompressStream, BrotliResult, BrotliState};
use zstd::stream::raw::{self, DParameter, Operation};

use super::inflate::broken_off;

/// What is odd about an end, as words that follow "it".
const TRAILING: &str = "is followed by bytes of no meaning";

/// The largest window of Zstandard that is decoded, as a power of two: 8 MiB.
/// Source: RFC 9659.
const ZSTD_WINDOW_LOG: u32 = 23;

/// Most bytes that Zstandard reads before it knows a frame for one (RFC 8878,
/// section 3.1.1: magic number and descriptor).
const ZSTD_BEGIN_BYTES: usize = 5;

/// What cannot be read as what it is said to be.
pub(super) fn not_one(name: &str) -> io::Error {
    io::Error::other(format!("it cannot be read as {name}"))
}

pub(super) struct Brotli {
    state: BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>,
    has_begun: bool,
    has_ended: bool,
    trails: bool,
}

impl Default for Brotli {
    fn default() -> Self {
        let memory = StandardAlloc::default;
        Self {
            // No window is larger than the standard's.
            state: BrotliState::new_strict(memory(), memory(), memory()),
            has_begun: false,
            has_ended: false,
            trails: false,
        }
    }
}

impl Brotli {
    pub(super) fn step(&mut self, input: &[u8], out: &mut [u8]) -> io::Result<(usize, usize)> {
        if self.has_ended {
            self.trails |= !input.is_empty();
            return Ok((input.len(), 0));
        }
        self.has_begun |= !input.is_empty();
        let (mut input_left, mut read) = (input.len(), 0);
        let (mut out_left, mut written) = (out.len(), 0);
        let mut total = 0;
        let result = BrotliDecompressStream(
            &mut input_left,
            &mut read,
            input,
            &mut out_left,
            &mut written,
            out,
            &mut total,
            &mut self.state,
        );
        match result {
            BrotliResult::ResultSuccess => self.has_ended = true,
            BrotliResult::ResultFailure => return Err(not_one("Brotli")),
            BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => {}
        }
        Ok((read, written))
    }

    pub(super) fn finish(&self) -> io::Result<Option<&'static str>> {
        if self.has_begun && !self.has_ended {
            return Err(broken_off());
        }
        Ok(self.trails.then_some(TRAILING))
    }
}

pub(super) struct Zstd {
    raw: raw::Decoder<'static>,
    /// Bytes of the frame that it is in.
    in_frame: usize,
    frames: usize,
    trails: bool,
}

impl Zstd {
    pub(super) fn new() -> io::Result<Self> {
        let mut raw = raw::Decoder::new()?;
        raw.set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW_LOG))?;
        Ok(Self {
            raw,
            in_frame: 0,
            frames: 0,
            trails: false,
        })
    }

    pub(super) fn step(&mut self, input: &[u8], out: &mut [u8]) -> io::Result<(usize, usize)> {
        if self.trails || (input.is_empty() && self.in_frame == 0) {
            return Ok((input.len(), 0));
        }
        if self.in_frame == 0 && self.frames > 0 {
            self.raw.reinit()?;
        }
        let status = match self.raw.run_on_buffers(input, out) {
            Ok(status) => status,
            // What follows on a whole frame is not another one.
            Err(_) if self.frames > 0 && self.in_frame <= ZSTD_BEGIN_BYTES => {
                self.trails = true;
                return Ok((input.len(), 0));
            }
            Err(err) if err.to_string().contains("too much memory") => {
                return Err(io::Error::other("it needs a window of more than 8 MiB"));
            }
            Err(_) => return Err(not_one("Zstandard")),
        };
        self.in_frame += status.bytes_read;
        if status.remaining == 0 {
            (self.frames, self.in_frame) = (self.frames + 1, 0);
        }
        Ok((status.bytes_read, status.bytes_written))
    }

    pub(super) fn finish(&self) -> io::Result<Option<&'static str>> {
        let is_begun = self.in_frame > 0;
        if is_begun && (self.frames == 0 || self.in_frame > ZSTD_BEGIN_BYTES) {
            return Err(broken_off());
        }
        Ok((self.trails || is_begun).then_some(TRAILING))
    }
}
