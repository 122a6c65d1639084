//! Connections for protocols other than HTTP.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use net::fetch::{FetchError, FetchErrorKind, Tls, connect};
use net::roots::Roots;
use net::{Dialer, EgressPolicy, Family, Purpose, Resolver};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio_rustls::TlsAcceptor;
use url::Host;

use crate::server::{certificate, serve};

async fn dial(allow: &[&str], address: SocketAddr) -> Result<TcpStream, FetchError> {
    let allow = allow.iter().map(|net| net.parse().unwrap()).collect();
    let dialer = Dialer {
        egress: &EgressPolicy::new(allow),
        resolver: &Resolver::with_servers(&["127.0.0.1:9".parse().unwrap()]),
        family: Family::Any,
        purpose: Purpose::Mail,
    };
    let host = Host::parse(&address.ip().to_string()).unwrap();
    connect(dialer, &host, address.port(), Duration::from_secs(30)).await
}

#[tokio::test]
async fn a_host_that_is_not_reached_is_told_in_words() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
    let address = socket.local_addr().unwrap();
    let err = dial(&["127.0.0.0/8"], address).await.unwrap_err();
    assert_eq!(err.kind, FetchErrorKind::Connection);
    assert_eq!(err.reason, format!("connection refused by {address}"));

    let err = dial(&[], address).await.unwrap_err();
    assert_eq!(err.kind, FetchErrorKind::Blocked);
    assert!(
        err.reason.contains("127.0.0.1 is a loopback address"),
        "{err}"
    );
}

#[tokio::test]
async fn a_handshake_for_another_protocol_names_none() {
    let (certificate, acceptor) = certificate("127.0.0.1", 2020, 4000);
    let mut config = acceptor.config().as_ref().clone();
    // It takes nobody who speaks HTTP.
    config.alpn_protocols = vec![b"other".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let address = serve(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let _ = stream.write_all(b"220 hello\r\n").await;
                let _ = stream.shutdown().await;
            }
        }
    })
    .await;
    let host = Host::Ipv4(Ipv4Addr::LOCALHOST);
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    for (extra, expected) in [
        (vec![certificate], Ok("220 hello\r\n")),
        (
            vec![],
            Err("TLS: certificate of an unknown issuer, or its chain is incomplete"),
        ),
    ] {
        let tls = Tls::new(Arc::new(Roots::new(extra, &provider).unwrap())).unwrap();
        let stream = dial(&["127.0.0.0/8"], address).await.unwrap();
        match (tls.start(&host, stream).await, expected) {
            (Ok(mut stream), Ok(expected)) => {
                let mut said = String::new();
                stream.read_to_string(&mut said).await.unwrap();
                assert_eq!(said, expected);
            }
            (Err(err), Err(expected)) => assert_eq!(err.reason, expected),
            (result, expected) => panic!("{result:?}, not {expected:?}"),
        }
    }
}
