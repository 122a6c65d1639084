//! Encoded bodies that decode to more than anybody wants, or to nothing.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

const MIB: usize = 1024 * 1024;

/// 1 GiB of zeros in 1 MiB of gzip.
pub(crate) fn gzip_bomb() -> Vec<u8> {
    // Magic, method, no flags, no time, no hints (RFC 1952, section 2.3).
    let mut body = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    body.extend(deflate_bomb());
    body
}

/// 1 GiB of zeros in 1 MiB of bare deflate: the same MiB a thousand times, as a
/// flush begins on a new byte.
pub(crate) fn deflate_bomb() -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![0; MIB]).unwrap();
    encoder.flush().unwrap();
    encoder.get_ref().repeat(1_024)
}

/// 16 MiB of zeros in a few bytes of Brotli.
pub(crate) fn brotli_bomb() -> Vec<u8> {
    let zeros = vec![0; MIB];
    let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4_096, 1, 22);
    for _ in 0..16 {
        encoder.write_all(&zeros).unwrap();
    }
    encoder.into_inner()
}

/// 1 GiB of zeros in 32 KiB of Zstandard, with a window of `2 ^ window_log` bytes:
/// blocks that are one byte 128 KiB long (RFC 8878, section 3.1.1).
pub(crate) fn zstd_bomb(window_log: u8) -> Vec<u8> {
    let mut body = vec![0x28, 0xb5, 0x2f, 0xfd, 0, (window_log - 10) << 3];
    for _ in 0..8 * 1_024 {
        body.extend([0x02, 0x00, 0x10, 0]);
    }
    body
}

pub(crate) fn gzip(text: &str) -> Vec<u8> {
    gzip_bytes(text.as_bytes())
}

pub(crate) fn gzip_bytes(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A member of gzip that ends behind its data.
pub(crate) fn without_trailer(text: &str) -> Vec<u8> {
    let whole = gzip(text);
    whole[..whole.len() - 8].to_vec()
}

pub(crate) fn zlib(text: &str) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn deflate(text: &str) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn brotli(text: &str) -> Vec<u8> {
    let mut encoder = brotli::CompressorWriter::new(Vec::new(), 4_096, 5, 22);
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.into_inner()
}

pub(crate) fn zstd(text: &str) -> Vec<u8> {
    zstd::encode_all(text.as_bytes(), 3).unwrap()
}

/// `body` as an answer in `encoding`, of the length that it says.
pub(crate) fn answer(encoding: &str, body: &[u8]) -> Vec<u8> {
    let len = body.len();
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {len}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

/// Text that every encoding makes shorter.
pub(crate) fn long_text() -> String {
    (0..500).map(|number| format!("line {number}\n")).collect()
}
