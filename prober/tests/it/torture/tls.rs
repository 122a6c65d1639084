//! TLS servers with bad manners, and bad certificates.

use std::net::SocketAddr;

use rcgen::date_time_ymd;
use rustls::pki_types::CertificateDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::server::{flood, reset};
use super::weak;
use crate::pki::{Authority, Identity, ocsp, serve_tls};
use crate::server::{OK, exchange, hang, read_head, serve};

type Row = (&'static str, SocketAddr, &'static str);

/// Servers with a certificate to be judged.
pub(super) async fn certificates(authority: &Authority) -> Vec<Row> {
    let expired = authority.leaf(|params| {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
    });
    let early = authority.leaf(|params| params.not_before = date_time_ymd(4000, 1, 1));
    let other = authority.leaf(|params| {
        params.subject_alt_names = vec![rcgen::SanType::DnsName("other.test".try_into().unwrap())];
    });
    let intermediate = authority.intermediate();
    let incomplete = intermediate.leaf(|_| {});
    let mut complete = intermediate.leaf(|_| {});
    complete.chain.push(intermediate.root.clone());
    let over = |params: &mut rcgen::CertificateParams| {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
    };
    let old = authority.intermediate_of(over);
    let mut below_old = old.leaf(|_| {});
    below_old.chain.push(old.root.clone());
    let mut with_spare = intermediate.leaf(|_| {});
    with_spare.chain.extend([
        intermediate.cross_signed_by(authority, over),
        intermediate.root.clone(),
    ]);
    let good = authority.leaf(|_| {});
    let mut endless = Identity::self_signed(|_| {});
    endless
        .chain
        .extend(vec![CertificateDer::from(vec![0]); 10_000]);
    let answering =
        async |config| serve_tls(config, async |mut stream| exchange(&mut stream, OK).await).await;
    let self_signed = Identity::self_signed(|_| {});
    vec![
        (
            "an expired certificate",
            answering(expired.config(&[])).await,
            "tls.expired",
        ),
        (
            "a certificate too early",
            answering(early.config(&[])).await,
            "tls.not_yet_valid",
        ),
        (
            "a certificate of another name",
            answering(other.config(&[])).await,
            "tls.wrong_name",
        ),
        (
            "a self-signed certificate",
            answering(self_signed.config(&[])).await,
            "tls.self_signed",
        ),
        (
            "a chain without its middle",
            answering(incomplete.config(&[])).await,
            "tls.unknown_issuer",
        ),
        ("a whole chain", answering(complete.config(&[])).await, ""),
        (
            "a chain whose middle has expired",
            answering(below_old.config(&[])).await,
            "tls.expired",
        ),
        (
            "a spare middle that has expired",
            answering(with_spare.config(&[])).await,
            "",
        ),
        (
            "a revoked certificate",
            answering(good.config_stapling(ocsp(0xa1))).await,
            "tls.revoked",
        ),
        (
            "a certificate said to be good",
            answering(good.config_stapling(ocsp(0x80))).await,
            "",
        ),
        (
            "a staple that is none",
            answering(good.config_stapling(vec![0x30, 0x84, 0xff])).await,
            "",
        ),
        (
            "an RSA key of 1,024 bits",
            answering(weak::short_key(authority)).await,
            "tls.weak",
        ),
        (
            "a certificate signed with SHA-1",
            answering(weak::resolving(vec![weak::signed_with_sha1()])).await,
            "tls.weak",
        ),
        (
            "ten thousand certificates",
            answering(weak::resolving(endless.chain)).await,
            "tls.self_signed",
        ),
        (
            "a demand for a certificate",
            answering(good.config_demanding(authority)).await,
            "tls.alert",
        ),
    ]
}

/// Servers that do something else than a handshake, or stop after it.
pub(super) async fn manners(authority: &Authority) -> Vec<Row> {
    let good = || authority.leaf(|_| {}).config(&[]);
    vec![
        ("plain HTTP where TLS is due", plain().await, "tls.not_tls"),
        ("TLS 1.0", tls_1_0().await, "tls.old_version"),
        (
            "silence instead of a handshake",
            super::server::silent().await,
            "timeout.tls",
        ),
        (
            "a handshake that is reset",
            cut_off(reset).await,
            "tls.reset",
        ),
        (
            "a handshake that is closed",
            cut_off(drop).await,
            "tls.closed",
        ),
        (
            "a fatal alert",
            saying(&[21, 3, 3, 0, 2, 2, 40]).await,
            "tls.alert",
        ),
        (
            "half of a handshake record",
            saying(&[22, 3, 3, 0, 90, 2]).await,
            "timeout.tls",
        ),
        (
            "an endless handshake record",
            serve(async |mut stream: TcpStream| {
                let record = [&[22, 3, 3, 0x40, 0][..], &[0; 16_384]].concat();
                flood(&mut stream, &[], &record).await;
            })
            .await,
            "tls.handshake",
        ),
        (
            "silence after the handshake",
            serve_tls(good(), async |stream| {
                hang().await;
                drop(stream);
            })
            .await,
            "timeout.ttfb",
        ),
        (
            "an end after the handshake",
            serve_tls(good(), async |mut stream| {
                read_head(&mut stream).await;
                let _ = stream.shutdown().await;
            })
            .await,
            "protocol.closed",
        ),
        (
            "an end in the middle of a record",
            serve_tls(good(), async |mut stream| {
                read_head(&mut stream).await;
                let _ = stream
                    .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
                    .await;
                let _ = stream.flush().await;
                let (mut below, _) = stream.into_inner();
                let _ = below.write_all(&[23, 3, 3, 0, 90, 1, 2]).await;
            })
            .await,
            "body.incomplete",
        ),
        (
            "a record that nobody encrypted",
            serve_tls(good(), async |mut stream| {
                read_head(&mut stream).await;
                let (mut below, _) = stream.into_inner();
                let _ = below
                    .write_all(&[[23, 3, 3, 0, 90].as_slice(), &[7; 90]].concat())
                    .await;
                hang().await;
            })
            .await,
            "tls.handshake",
        ),
        (
            "an endless body over TLS",
            serve_tls(good(), async |mut stream| {
                read_head(&mut stream).await;
                flood(&mut stream, b"HTTP/1.1 200 OK\r\n\r\n", &[b'a'; 16_384]).await;
            })
            .await,
            "",
        ),
    ]
}

/// Reads the client's greeting, says `answer`, and nothing more.
async fn saying(answer: &'static [u8]) -> SocketAddr {
    serve(async move |mut stream: TcpStream| {
        let _ = stream.read(&mut [0; 4_096]).await;
        let _ = stream.write_all(answer).await;
        hang().await;
    })
    .await
}

async fn plain() -> SocketAddr {
    saying(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await
}

/// A server's greeting in TLS 1.0 (RFC 2246, section 7.4.1.3) and its end.
async fn tls_1_0() -> SocketAddr {
    let mut hello = vec![22, 3, 1, 0, 42, 2, 0, 0, 38, 3, 1];
    hello.extend([7; 32]);
    // No session, TLS_RSA_WITH_AES_128_CBC_SHA, no compression.
    hello.extend([0, 0, 0x2f, 0]);
    let hello: &'static [u8] = hello.leak();
    saying(hello).await
}

/// A server that ends the connection in the middle of its own greeting.
async fn cut_off(end: fn(TcpStream)) -> SocketAddr {
    serve(move |mut stream| async move {
        // All that is there is read, so that an end is no reset.
        let _ = stream.read(&mut [0; 4_096]).await;
        let _ = stream.write_all(&[22, 3, 3, 0, 90, 2]).await;
        end(stream);
    })
    .await
}
