//! TLS of the HTTP server: HTTP/1.1 and HTTP/2, and a certificate that is replaced.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper::header::{ACCEPT, CONTENT_TYPE, ORIGIN};
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::support::{Process, TestApp, command, eventually};

/// An authority, and the files of a certificate of it.
struct Pki {
    issuer: Issuer<'static, KeyPair>,
    root: CertificateDer<'static>,
    folder: TempDir,
}

impl Pki {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let root = params.self_signed(&key).unwrap().der().clone();
        let pki = Self {
            issuer: Issuer::new(params, key),
            root,
            folder: tempfile::tempdir().unwrap(),
        };
        pki.renew(365);
        pki
    }

    /// Replaces the files by those of another certificate; answers it.
    fn renew(&self, days: i64) -> Vec<u8> {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec!["upbeat.test".to_owned()]).unwrap();
        let now = std::time::SystemTime::now();
        params.not_before = (now - Duration::from_secs(86_400)).into();
        let life = Duration::from_secs(u64::try_from(days * 86_400).unwrap());
        params.not_after = (now + life).into();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        std::fs::write(self.key(), key.serialize_pem()).unwrap();
        std::fs::write(self.certificate(), certificate.pem()).unwrap();
        certificate.der().to_vec()
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn certificate(&self) -> String {
        self.path("cert.pem")
    }

    fn key(&self) -> String {
        self.path("key.pem")
    }

    async fn app(&self) -> TestApp {
        let certificate = format!("--tls-cert={}", self.certificate());
        let key = format!("--tls-key={}", self.key());
        TestApp::with(&[&certificate, &key]).await
    }

    /// A connection that speaks the first of `protocols` that the server does.
    async fn connect(&self, address: SocketAddr, protocols: &[&str]) -> TlsStream<TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(self.root.clone()).unwrap();
        let mut config = ClientConfig::builder()
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = protocols.iter().map(|it| it.as_bytes().to_vec()).collect();
        let connector = TlsConnector::from(Arc::new(config));
        let stream = TcpStream::connect(address).await.unwrap();
        let name = ServerName::try_from("upbeat.test").unwrap();
        connector.connect(name, stream).await.unwrap()
    }
}

/// The certificate that a server shows.
fn shown(stream: &TlsStream<TcpStream>) -> Vec<u8> {
    stream.get_ref().1.peer_certificates().unwrap()[0].to_vec()
}

async fn http1_on(stream: TlsStream<TcpStream>) -> http1::SendRequest<Full<Bytes>> {
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

async fn http2_on(stream: TlsStream<TcpStream>) -> http2::SendRequest<Full<Bytes>> {
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let io = TokioIo::new(stream);
    let (sender, connection) = http2::handshake(TokioExecutor::new(), io).await.unwrap();
    tokio::spawn(connection);
    sender
}

fn get(path: &str) -> Request<Full<Bytes>> {
    let request = Request::get(format!("https://upbeat.test{path}"));
    request
        .header("host", "upbeat.test")
        .body(Full::default())
        .unwrap()
}

fn posted(query: &str, accept: &str) -> Request<Full<Bytes>> {
    let body = json!({ "query": query }).to_string();
    let request = Request::post("https://upbeat.test/graphql");
    let request = request.header(CONTENT_TYPE, "application/json");
    request
        .header(ACCEPT, accept)
        .body(Full::from(body))
        .unwrap()
}

async fn text(response: Response<Incoming>) -> String {
    let body = response.into_body().collect().await.unwrap().to_bytes();
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn the_handshake_chooses_the_version_of_http() {
    let pki = Pki::new();
    let app = pki.app().await;
    for (protocols, chosen) in [
        (&["h2", "http/1.1"][..], Some(&b"h2"[..])),
        (&["http/1.1"], Some(b"http/1.1")),
        (&[], None),
    ] {
        let stream = pki.connect(app.address, protocols).await;
        assert_eq!(stream.get_ref().1.alpn_protocol(), chosen);
        let answer = if chosen == Some(b"h2") {
            http2_on(stream).await.send_request(get("/healthz")).await
        } else {
            http1_on(stream).await.send_request(get("/healthz")).await
        };
        let answer = answer.unwrap();
        let only_https = &answer.headers()["strict-transport-security"];
        assert_eq!(only_https, "max-age=31536000");
        assert_eq!(text(answer).await, "ok");
    }
    // Without encryption nothing is answered.
    let mut plain = TcpStream::connect(app.address).await.unwrap();
    plain
        .write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        .await
        .unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
}

#[tokio::test]
async fn a_connection_of_http_2_has_many_requests_at_once() {
    let pki = Pki::new();
    let app = pki.app().await;
    let mut sender = http2_on(pki.connect(app.address, &["h2"]).await).await;
    sender.ready().await.unwrap();
    let all = (0..50).map(|_| {
        let mut sender = sender.clone();
        async move {
            let query = "{ __type(name: \"Website\") { name description } }";
            text(sender.send_request(posted(query, "*/*")).await.unwrap()).await
        }
    });
    for answer in join_all(all).await {
        assert!(answer.contains("\"name\":\"Website\""), "{answer}");
    }
    let events = sender.send_request(posted("{ viewer { id } }", "text/event-stream"));
    let events = text(events.await.unwrap()).await;
    assert!(events.contains("event: next") && events.ends_with("event: complete\ndata:\n\n"));
    // Its authority is the host with which an origin is compared.
    for (origin, status) in [("https://upbeat.test", 200), ("https://evil.test", 403)] {
        let mut request = get("/graphql?query=%7Bviewer%7Bid%7D%7D");
        request.headers_mut().remove("host");
        request
            .headers_mut()
            .insert(ORIGIN, origin.parse().unwrap());
        let answer = sender.send_request(request).await.unwrap();
        assert_eq!(answer.status(), status, "{origin}");
    }
    // A connection without requests ends, as one of HTTP/1.1 does.
    eventually("the end of the connection", async || {
        sender.is_closed().then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_handshake_that_is_not_finished_ends() {
    let pki = Pki::new();
    let app = pki.app().await;
    let mut silent = TcpStream::connect(app.address).await.unwrap();
    let mut slow = TcpStream::connect(app.address).await.unwrap();
    // The beginning of a record of 256 bytes.
    slow.write_all(&[0x16, 3, 1, 1, 0, 1]).await.unwrap();
    for stream in [&mut silent, &mut slow] {
        let mut rest = Vec::new();
        let end = tokio::time::timeout(Duration::from_secs(30), stream.read_to_end(&mut rest));
        let _ = end.await.expect("the server waits for ever");
    }
}

#[tokio::test]
async fn a_certificate_is_replaced_while_connections_go_on() {
    let pki = Pki::new();
    let app = pki.app().await;
    let first = pki.connect(app.address, &["http/1.1"]).await;
    let first_shown = shown(&first);
    let mut first = http1_on(first).await;
    assert_eq!(
        first.send_request(get("/healthz")).await.unwrap().status(),
        200
    );
    let query = "subscription { ticks { cursor } }";
    let ada = posted(
        "mutation { signUp(input: { email: \"ada@example.org\", password: \"correct horse battery\" }) { token } }",
        "*/*",
    );
    let token = text(first.send_request(ada).await.unwrap()).await;
    let token = token
        .split('"')
        .find(|part| part.starts_with("upb_"))
        .unwrap();
    let mut follow = posted(query, "text/event-stream");
    follow
        .headers_mut()
        .insert("authorization", format!("Bearer {token}").parse().unwrap());
    let mut events = first.send_request(follow).await.unwrap().into_body();
    assert!(events.frame().await.is_some());

    let renewed = pki.renew(3);
    assert_ne!(renewed, first_shown);
    eventually("the other certificate", async || {
        let stream = pki.connect(app.address, &["http/1.1"]).await;
        (shown(&stream) == renewed).then_some(())
    })
    .await;
    let end = tokio::time::timeout(Duration::from_millis(50), events.frame());
    assert!(end.await.is_err(), "an open connection goes on");

    // Too late to be renewed as it should be.
    let ready = eventually("the trouble to be told", async || {
        let mut sender = http1_on(pki.connect(app.address, &[]).await).await;
        let ready = text(sender.send_request(get("/readyz")).await.unwrap()).await;
        ready.contains("certificate_expires").then_some(ready)
    });
    assert!(ready.await.contains("\"ready\":true"));
    let mut sender = http1_on(pki.connect(app.address, &[]).await).await;
    let metrics = text(sender.send_request(get("/metrics")).await.unwrap()).await;
    assert!(metrics.contains("upbeat_tls_certificate_expiry_timestamp_seconds "));
}

#[tokio::test]
async fn a_broken_file_changes_nothing_and_a_signal_reads_it_again() {
    let pki = Pki::new();
    let address = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let listen = address.to_string();
    let (certificate, key) = (pki.certificate(), pki.key());
    let database = format!("sqlite://{}", pki.path("u.db"));
    let plain = [
        ("DATABASE_URL", database.as_str()),
        ("UPBEAT_LISTEN", &listen),
    ];
    let files = [
        ("UPBEAT_TLS_CERT", certificate.as_str()),
        ("UPBEAT_TLS_KEY", &key),
    ];
    let environment = [plain, files].concat();
    let log = pki.folder.path().join("log");
    let server = Process::start_into("upbeat", &["serve"], &environment, &log);
    let is_healthy = |environment: &[(&str, &str)]| {
        let mut healthcheck = command("upbeat", &["healthcheck"], environment);
        healthcheck.output().unwrap().status.success()
    };
    eventually("the server", async || {
        is_healthy(&environment).then_some(())
    })
    .await;
    assert!(!is_healthy(&plain), "it speaks TLS only");

    let shown_now = async || shown(&pki.connect(address, &[]).await);
    let before = shown_now().await;
    std::fs::write(&certificate, "-----BEGIN CERTIFICATE-----\n").unwrap();
    server.signal("-HUP");
    let says = async |what: &str| {
        eventually(what, async || {
            let said = std::fs::read_to_string(&log).unwrap();
            said.contains(what).then_some(())
        })
        .await;
    };
    says("The TLS certificate: failed, trying again").await;
    assert_eq!(shown_now().await, before);
    let renewed = pki.renew(90);
    server.signal("-HUP");
    says("New connections are shown another certificate").await;
    assert_eq!(shown_now().await, renewed);
    assert!(is_healthy(&environment));
}

#[tokio::test]
async fn a_start_with_half_of_it_or_another_key_is_refused() {
    let pki = Pki::new();
    let (certificate, key) = (pki.certificate(), pki.key());
    let other = pki.path("other.pem");
    std::fs::write(&other, KeyPair::generate().unwrap().serialize_pem()).unwrap();
    let refused = |files: &[(&str, &str)]| {
        let database = format!("sqlite://{}", pki.path("u.db"));
        let basic = [
            ("DATABASE_URL", database.as_str()),
            ("UPBEAT_LISTEN", "127.0.0.1:0"),
        ];
        let environment = [&basic, files].concat();
        let output = command("upbeat", &["serve"], &environment)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(!Path::new(&pki.path("u.db")).exists());
        String::from_utf8(output.stderr).unwrap()
    };
    for files in [
        [
            ("UPBEAT_TLS_CERT", certificate.as_str()),
            ("UPBEAT_TLS_KEY", ""),
        ],
        [("UPBEAT_TLS_CERT", ""), ("UPBEAT_TLS_KEY", &key)],
        [
            ("UPBEAT_TLS_CERT", &certificate),
            ("UPBEAT_TLS_KEY", &other),
        ],
        [("UPBEAT_TLS_CERT", &key), ("UPBEAT_TLS_KEY", &key)],
        [("UPBEAT_TLS_CERT", "nothing.pem"), ("UPBEAT_TLS_KEY", &key)],
    ] {
        let said = refused(&files);
        assert!(said.contains("UPBEAT_TLS_CERT"), "{files:?}: {said}");
    }
}
