//! Answers of HTTP/1.1 that need no manners to be bad.

use super::bodies;

/// Answers that need no manners, each with the subclass that is to be found.
pub(super) fn answers() -> Vec<(&'static str, Vec<u8>, &'static str)> {
    let half = |body: Vec<u8>| body[..body.len() / 2].to_vec();
    let text = bodies::long_text();
    let good = |more: &str| format!("HTTP/1.1 200 OK\r\n{more}").into_bytes();
    vec![
        ("HTTP/0.9", b"<html>ok</html>".to_vec(), BAD_STATUS_LINE),
        ("no HTTP at all", vec![0; 4_096], BAD_STATUS_LINE),
        (
            "a version of its own",
            b"HTTP/7.3 200 OK\r\n\r\n".to_vec(),
            BAD_STATUS_LINE,
        ),
        (
            "a status of words",
            b"HTTP/1.1 fine OK\r\n\r\n".to_vec(),
            BAD_STATUS_LINE,
        ),
        (
            "a status too low",
            b"HTTP/1.1 042 OK\r\n\r\n".to_vec(),
            BAD_STATUS_LINE,
        ),
        (
            "a header without a colon",
            good("what is this\r\n\r\n"),
            BAD_HEADER,
        ),
        (
            "a header with a zero byte",
            good("a: b\0c\r\n\r\n"),
            BAD_HEADER,
        ),
        (
            "a length of words",
            good("Content-Length: long\r\n\r\n"),
            BAD_HEADER,
        ),
        (
            "a negative length",
            good("Content-Length: -1\r\n\r\n"),
            BAD_HEADER,
        ),
        (
            "a length beyond all numbers",
            good("Content-Length: 99999999999999999999\r\n\r\n"),
            BAD_HEADER,
        ),
        (
            "a length too long",
            good("Content-Length: 9\r\n\r\nok"),
            "body.incomplete",
        ),
        (
            "a length of exabytes",
            good("Content-Length: 9000000000000000000\r\n\r\nok"),
            "body.incomplete",
        ),
        (
            "a length too short",
            good("Content-Length: 2\r\n\r\nok and more"),
            "",
        ),
        (
            "two lengths",
            good("Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
            BAD_HEADER,
        ),
        (
            "folded lines, blanks, odd names and bare line ends",
            b"HTTP/1.1 200\nX: a\n b\nY : c\n: d\nodd name: e\nContent-Length: 2, 2\n\nok".to_vec(),
            "",
        ),
        (
            "ten thousand headers",
            good(&format!("{}\r\n", "a: b\r\n".repeat(10_000))),
            "",
        ),
        (
            "chunks said twice, in HTTP/1.0",
            b"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n\
            2\r\nok\r\n0\r\n\r\n"
                .to_vec(),
            "",
        ),
        (
            "a coding that nobody knows",
            encoded("snappy", b"plain text"),
            "",
        ),
        (
            "a bomb in a bomb",
            encoded("gzip, gzip", &bodies::gzip_bytes(&bodies::gzip_bomb())),
            "",
        ),
        (
            "gzip without its checksum",
            encoded("gzip", &bodies::without_trailer(&text)),
            "",
        ),
        (
            "gzip with more behind it",
            encoded("gzip", &[bodies::gzip(&text), b"more".to_vec()].concat()),
            "",
        ),
        ("an early close", good("Content-"), "protocol.incomplete"),
        ("a close without a word", vec![], "protocol.closed"),
        (
            "invalid UTF-8",
            b"HTTP/1.1 200 OK\r\nX: \xff\xfe\r\n\r\n\xff\xfe\x80".to_vec(),
            "",
        ),
        (
            "a switch of protocols",
            b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"
                .to_vec(),
            "status.101",
        ),
        (
            "an early hint before the answer",
            [b"HTTP/1.1 103 Early Hints\r\n\r\n", crate::server::OK].concat(),
            "",
        ),
        ("chunks in bare lines", chunked("2\nok\n0\n\n"), ""),
        (
            "chunks without their last empty line",
            chunked("2\r\nok\r\n0\r\n"),
            "",
        ),
        ("chunks without a size", chunked("xyz\r\n"), BAD_BODY),
        (
            "chunks of a negative size",
            chunked("-1\r\nx\r\n"),
            BAD_BODY,
        ),
        (
            "chunks beyond all numbers",
            chunked("fffffffffffffffff\r\nx\r\n"),
            BAD_BODY,
        ),
        (
            "chunks longer than they say",
            chunked("2\r\nhello\r\n0\r\n\r\n"),
            BAD_BODY,
        ),
        (
            "chunks that break off",
            chunked("5\r\nhe"),
            "body.incomplete",
        ),
        (
            "chunks without a last one",
            chunked("5\r\nhello\r\n"),
            "body.incomplete",
        ),
        (
            "gzip that is none",
            encoded("gzip", b"plain text"),
            BAD_ENCODING,
        ),
        (
            "Brotli that is none",
            encoded("br", b"plain text"),
            BAD_ENCODING,
        ),
        (
            "deflate that is none",
            encoded("deflate", b"plain text"),
            BAD_ENCODING,
        ),
        (
            "Zstandard that is none",
            encoded("zstd", b"plain text"),
            BAD_ENCODING,
        ),
        (
            "half of gzip",
            encoded("gzip", &half(bodies::gzip(&text))),
            BAD_ENCODING,
        ),
        (
            "half of Brotli",
            encoded("br", &half(bodies::brotli(&text))),
            BAD_ENCODING,
        ),
        (
            "half of zlib",
            encoded("deflate", &half(bodies::zlib(&text))),
            BAD_ENCODING,
        ),
        (
            "half of deflate",
            encoded("deflate", &half(bodies::deflate(&text))),
            BAD_ENCODING,
        ),
        (
            "half of Zstandard",
            encoded("zstd", &half(bodies::zstd(&text))),
            BAD_ENCODING,
        ),
        ("a bomb of gzip", encoded("gzip", &bodies::gzip_bomb()), ""),
        (
            "a bomb of deflate",
            encoded("deflate", &bodies::deflate_bomb()),
            "",
        ),
        (
            "a bomb of Brotli",
            encoded("br", &bodies::brotli_bomb()),
            "",
        ),
        (
            "a bomb of Zstandard",
            encoded("zstd", &bodies::zstd_bomb(23)),
            "",
        ),
        (
            "Zstandard with a window of 2 GiB",
            encoded("zstd", &bodies::zstd_bomb(31)),
            BAD_ENCODING,
        ),
        (
            "too many headers",
            good(&"a: b\r\n".repeat(100_000)),
            HEAD_TOO_LARGE,
        ),
        (
            "a huge header",
            good(&format!("a: {}", "b".repeat(1 << 20))),
            HEAD_TOO_LARGE,
        ),
    ]
}

pub(super) const BAD_STATUS_LINE: &str = "protocol.bad_status_line";
pub(super) const BAD_HEADER: &str = "protocol.bad_header";
pub(super) const HEAD_TOO_LARGE: &str = "protocol.head_too_large";
pub(super) const BAD_BODY: &str = "body.bad";
pub(super) const BAD_ENCODING: &str = "body.bad_encoding";

fn encoded(encoding: &str, body: &[u8]) -> Vec<u8> {
    bodies::answer(encoding, body)
}

fn chunked(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}").into_bytes()
}
