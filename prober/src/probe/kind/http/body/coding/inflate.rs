//! Deflate (RFC 1951), bare or in the wrappings of gzip (RFC 1952) and zlib (RFC 1950).
//!
//! The wrappings are taken off here: what is wrong with the end of one does not keep
//! its content from being read, as it does not in browsers.

use std::io;

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::library::not_one;

/// What is odd about an end, as words that follow "it".
const TRAILING: &str = "is followed by bytes of no meaning";
const NO_TRAILER: &str = "ends without its checksum";
const BAD_TRAILER: &str = "ends with another checksum than its own";

/// Decodes one of the three.
pub(super) struct Inflate {
    wrapping: Wrapping,
    at: At,
    raw: Decompress,
    sum: Sum,
    /// Whether a member of gzip was whole.
    has_member: bool,
    flaw: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrapping {
    Gzip,
    Zlib,
    None,
    /// `deflate` that has not said yet whether it has zlib's header.
    Undecided,
}

/// Where in its input it is.
enum At {
    Head(Vec<u8>),
    /// In the deflated data, of which some bytes were taken for a head.
    Body(Vec<u8>),
    Trailer(Vec<u8>),
    /// Behind a whole stream.
    Between,
    /// Where nothing has a meaning any more.
    Nowhere,
}

/// The checksum of what was decoded.
enum Sum {
    Crc(Crc),
    Adler(u32, u32),
}

impl Inflate {
    pub(super) fn gzip() -> Self {
        Self::of(Wrapping::Gzip, Sum::Crc(Crc::new()))
    }

    /// `deflate` is zlib's by its definition, and bare as some servers send it.
    pub(super) fn deflate() -> Self {
        Self::of(Wrapping::Undecided, Sum::Adler(1, 0))
    }

    fn of(wrapping: Wrapping, sum: Sum) -> Self {
        Self {
            wrapping,
            at: At::Head(Vec::new()),
            raw: Decompress::new(false),
            sum,
            has_member: false,
            flaw: None,
        }
    }

    /// Decodes some of `input` into `out`: how much of each.
    pub(super) fn step(&mut self, input: &[u8], out: &mut [u8]) -> io::Result<(usize, usize)> {
        let mut read = 0;
        loop {
            let next = input.get(read).copied();
            match (&mut self.at, next) {
                (At::Body(_), _) => {
                    let (more, written) = self.inflate(&input[read..], out)?;
                    return Ok((read + more, written));
                }
                (At::Nowhere, _) => return Ok((input.len(), 0)),
                (_, None) => return Ok((read, 0)),
                (At::Head(head), Some(byte)) => {
                    head.push(byte);
                    self.after_head()?;
                }
                (At::Trailer(trailer), Some(byte)) => {
                    trailer.push(byte);
                    self.after_trailer();
                }
                (At::Between, Some(byte)) => self.between(byte),
            }
            read += 1;
        }
    }

    fn inflate(&mut self, input: &[u8], out: &mut [u8]) -> io::Result<(usize, usize)> {
        let At::Body(taken) = &mut self.at else {
            return Ok((0, 0));
        };
        let is_own = !taken.is_empty();
        let source = if is_own { taken.as_slice() } else { input };
        let (before_in, before_out) = (self.raw.total_in(), self.raw.total_out());
        let status = self.raw.decompress(source, out, FlushDecompress::None);
        let status = status.map_err(|_| not_one("deflate"))?;
        let read = difference(self.raw.total_in(), before_in);
        let written = difference(self.raw.total_out(), before_out);
        if is_own {
            taken.drain(..read);
        }
        self.sum.update(&out[..written]);
        if status == Status::StreamEnd {
            self.at = match self.wrapping {
                Wrapping::Gzip | Wrapping::Zlib => At::Trailer(Vec::new()),
                Wrapping::None | Wrapping::Undecided => At::Between,
            };
            self.has_member = true;
        } else if is_own && read > 0 && written < out.len() {
            // What came after them is next.
            let (read, more) = self.inflate(input, &mut out[written..])?;
            return Ok((read, written + more));
        }
        Ok((if is_own { 0 } else { read }, written))
    }

    /// Goes on to the data where the head is whole.
    fn after_head(&mut self) -> io::Result<()> {
        let At::Head(head) = &mut self.at else {
            return Ok(());
        };
        match self.wrapping {
            Wrapping::Gzip => match gzip_head(head) {
                Ok(true) => self.at = At::Body(Vec::new()),
                Ok(false) => {}
                Err(err) if !self.has_member => return Err(err),
                Err(_) => self.trails(),
            },
            _ if head.len() < 2 => {}
            _ => {
                let head = std::mem::take(head);
                let is_zlib = head[0] & 0x0f == 8
                    && head[0] >> 4 <= 7
                    && u16::from_be_bytes([head[0], head[1]]).is_multiple_of(31);
                // A dictionary that nobody has.
                if is_zlib && head[1] & 0x20 != 0 {
                    return Err(io::Error::other("it needs a dictionary"));
                }
                (self.wrapping, self.at) = if is_zlib {
                    (Wrapping::Zlib, At::Body(Vec::new()))
                } else {
                    (Wrapping::None, At::Body(head))
                };
            }
        }
        Ok(())
    }

    fn after_trailer(&mut self) {
        let At::Trailer(trailer) = &self.at else {
            return;
        };
        let is_right = match (&self.sum, trailer.as_slice()) {
            (Sum::Crc(crc), &[a, b, c, d, e, f, g, h]) => {
                u32::from_le_bytes([a, b, c, d]) == crc.sum()
                    && u32::from_le_bytes([e, f, g, h]) == crc.amount()
            }
            (&Sum::Adler(low, high), &[a, b, c, d]) => {
                u32::from_be_bytes([a, b, c, d]) == high << 16 | low
            }
            _ => return,
        };
        if !is_right {
            self.flaw = self.flaw.or(Some(BAD_TRAILER));
        }
        self.at = At::Between;
    }

    /// What comes behind a whole stream: another member of gzip, or zeros (which
    /// tapes are filled up with), or what has no meaning.
    fn between(&mut self, byte: u8) {
        if self.wrapping != Wrapping::Gzip || !matches!(byte, 0 | 0x1f) {
            self.trails();
        } else if byte == 0x1f {
            self.at = At::Head(vec![byte]);
            self.raw.reset(false);
            self.sum = Sum::Crc(Crc::new());
        }
    }

    fn trails(&mut self) {
        self.flaw = self.flaw.or(Some(TRAILING));
        self.at = At::Nowhere;
    }

    /// What is odd about the end.
    ///
    /// # Errors
    /// Where it is not whole.
    pub(super) fn finish(&mut self) -> io::Result<Option<&'static str>> {
        match &self.at {
            At::Body(_) => Err(broken_off()),
            At::Head(_) if self.has_member => Ok(self.flaw.or(Some(TRAILING))),
            // Nothing at all is an encoding of nothing.
            At::Head(head) if head.is_empty() => Ok(None),
            At::Head(_) => Err(broken_off()),
            At::Trailer(_) => Ok(self.flaw.or(Some(NO_TRAILER))),
            At::Between | At::Nowhere => Ok(self.flaw),
        }
    }
}

/// An input that ends before it should.
pub(super) fn broken_off() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "it breaks off")
}

/// Whether `head` is a whole header of gzip. Source: RFC 1952, section 2.3.
fn gzip_head(head: &[u8]) -> io::Result<bool> {
    const FHCRC: u8 = 2;
    const FEXTRA: u8 = 4;
    const FNAME: u8 = 8;
    const FCOMMENT: u8 = 16;
    let begins = [0x1f, 0x8b, 8];
    let len = head.len().min(begins.len());
    if head[..len] != begins[..len] {
        return Err(io::Error::other("it does not begin as gzip does"));
    }
    let Some((fixed, mut rest)) = head.split_first_chunk::<10>() else {
        return Ok(false);
    };
    let flags = fixed[3];
    if flags & FEXTRA != 0 {
        let Some((len, more)) = rest.split_first_chunk() else {
            return Ok(false);
        };
        let len = usize::from(u16::from_le_bytes(*len));
        let Some(more) = more.get(len..) else {
            return Ok(false);
        };
        rest = more;
    }
    for flag in [FNAME, FCOMMENT] {
        if flags & flag != 0 {
            let Some(end) = rest.iter().position(|&byte| byte == 0) else {
                return name_so_far(rest);
            };
            rest = &rest[end + 1..];
        }
    }
    Ok(flags & FHCRC == 0 || rest.len() >= 2)
}

/// That a name or a comment goes on, which it may for a while.
fn name_so_far(name: &[u8]) -> io::Result<bool> {
    /// They have no length of their own.
    const MOST_BYTES: usize = 4_096;
    if name.len() > MOST_BYTES {
        return Err(io::Error::other("its header has no end"));
    }
    Ok(false)
}

fn difference(after: u64, before: u64) -> usize {
    usize::try_from(after - before).unwrap_or(usize::MAX)
}

impl Sum {
    fn update(&mut self, data: &[u8]) {
        /// How many bytes may be summed before a sum must be reduced (RFC 1950,
        /// section 9: 5,552).
        const TURN: usize = 5_552;
        const MODULUS: u32 = 65_521;
        match self {
            Self::Crc(crc) => crc.update(data),
            Self::Adler(low, high) => {
                for turn in data.chunks(TURN) {
                    for &byte in turn {
                        *low += u32::from(byte);
                        *high += *low;
                    }
                    *low %= MODULUS;
                    *high %= MODULUS;
                }
            }
        }
    }
}
