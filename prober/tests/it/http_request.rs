//! What a check sends: its method, its body, its headers, and what it keeps secret.

use std::sync::Arc;

use prober::Observation;
use queue::{ClientIdentity, Credentials, HttpCheck, HttpVersion, Origin, Outcome, Secrets};
use rcgen::ExtendedKeyUsagePurpose;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::pki::{Authority, Identity, pem, serve_tls};
use crate::server::{OK, exchange, field, read_head, recording, serve};
use crate::{NO_DNS, NO_SECRETS, detail, http_check, probes, probes_with};

/// The one request of a check that `change` and `secrets` make.
async fn sent(change: impl FnOnce(&mut HttpCheck), secrets: Secrets) -> String {
    let (server, requests) = recording(|_| OK.to_vec()).await;
    let check = http_check(format!("http://{server}/path"), change);
    let found = probes().run(&check, &secrets).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    let requests = requests.lock().unwrap();
    assert_eq!(requests.len(), 1);
    requests[0].clone()
}

#[tokio::test]
async fn method_and_body_are_sent_as_they_are() {
    let post = |http: &mut HttpCheck| {
        http.method = "POST".to_owned();
        http.body = Some("{\"a\":1}".to_owned());
    };
    let request = sent(post, Secrets::default()).await;
    assert!(request.starts_with("POST /path HTTP/1.1\r\n"), "{request}");
    assert!(request.ends_with("\r\n\r\n{\"a\":1}"), "{request}");
    for method in ["GET", "OPTIONS", "DELETE", "PROPFIND"] {
        let request = sent(|http| http.method = method.to_owned(), Secrets::default()).await;
        let first = format!("{method} /path HTTP/1.1\r\n");
        assert!(request.starts_with(&first), "{request}");
    }
}

#[tokio::test]
async fn who_could_have_a_body_and_has_none_says_so() {
    for (method, body, expected) in [
        ("POST", None, Some("0")),
        ("PUT", None, Some("0")),
        ("PATCH", None, Some("0")),
        ("POST", Some(""), Some("0")),
        ("POST", Some("ü"), Some("2")),
        ("GET", None, None),
        ("HEAD", None, None),
        ("DELETE", None, None),
        ("DELETE", Some("x"), Some("1")),
    ] {
        let change = |http: &mut HttpCheck| {
            http.method = method.to_owned();
            http.body = body.map(str::to_owned);
        };
        let request = sent(change, Secrets::default()).await;
        assert_eq!(
            field(&request, "content-length"),
            expected,
            "{method} {body:?}"
        );
        assert_eq!(field(&request, "transfer-encoding"), None);
        assert_eq!(
            sent_over_http2(change).await.as_deref(),
            expected,
            "{method} {body:?}"
        );
    }
}

/// The length that a request over HTTP/2 says.
async fn sent_over_http2(change: impl FnOnce(&mut HttpCheck)) -> Option<String> {
    let (said, mut saying) = tokio::sync::mpsc::unbounded_channel();
    let server = serve(move |stream| {
        let said = said.clone();
        async move {
            let mut connection = h2::server::handshake(stream).await.unwrap();
            while let Some(Ok((request, mut respond))) = connection.accept().await {
                let length = request.headers().get("content-length");
                let length = length.map(|length| length.to_str().unwrap().to_owned());
                said.send(length).unwrap();
                respond
                    .send_response(hyper::Response::new(()), true)
                    .unwrap();
            }
        }
    })
    .await;
    let check = http_check(format!("http://{server}/"), |http| {
        change(http);
        http.version = HttpVersion::Http2;
    });
    let found = probes().run(&check, &NO_SECRETS).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    saying.recv().await.unwrap()
}

#[tokio::test]
async fn an_answer_to_head_has_no_body_whatever_its_length() {
    let (server, _) = recording(|_| {
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Encoding: gzip\r\n\r\n".to_vec()
    })
    .await;
    let check = http_check(format!("http://{server}/"), |http| {
        http.method = "HEAD".to_owned();
    });
    let found = probes().run(&check, &NO_SECRETS).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
}

#[tokio::test]
async fn own_headers_take_the_place_of_ours() {
    let names = ["X-Key", "User-Agent", "accept", "X-Key"];
    let secrets = Secrets {
        headers: ["first", "curl/8", "text/html", "second ü"]
            .map(str::to_owned)
            .to_vec(),
        ..Secrets::default()
    };
    let named = |http: &mut HttpCheck| http.headers = names.map(str::to_owned).to_vec();
    let request = sent(named, secrets).await;
    let count = |name: &str| {
        let begin = format!("\r\n{name}: ");
        request.to_lowercase().matches(&begin).count()
    };
    assert_eq!(field(&request, "user-agent"), Some("curl/8"));
    assert_eq!(field(&request, "accept"), Some("text/html"));
    assert_eq!(
        (count("user-agent"), count("accept"), count("x-key")),
        (1, 1, 2)
    );
    assert!(request.contains(": second ü\r\n"), "{request}");
}

#[tokio::test]
async fn credentials_are_sent_by_their_scheme() {
    for (credentials, expected) in [
        (
            Credentials::Basic {
                user: "ada".to_owned(),
                password: "pa:ss ü".to_owned(),
            },
            "Basic YWRhOnBhOnNzIMO8",
        ),
        (
            Credentials::Bearer {
                token: "abc.def".to_owned(),
            },
            "Bearer abc.def",
        ),
    ] {
        let secrets = Secrets {
            credentials: Some(credentials),
            ..Secrets::default()
        };
        let request = sent(|_| {}, secrets).await;
        assert_eq!(field(&request, "authorization"), Some(expected));
    }
}

#[tokio::test]
async fn what_cannot_be_sent_is_our_own_fault_and_never_told() {
    let secrets = Secrets {
        headers: vec!["to\r\nps3cret".to_owned()],
        ..Secrets::default()
    };
    let check = http_check("http://127.0.0.1:9/", |http| {
        http.headers = vec!["X-Key".to_owned()];
    });
    let found = probes().run(&check, &secrets).await;
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Unmeasured, "internal.check")
    );
    assert!(!format!("{found:?}").contains("ps3cret"));
}

/// An identity for clients, as a check keeps it.
fn client(identity: &Identity) -> Secrets {
    let certificate = pem("CERTIFICATE", &identity.chain[0]);
    Secrets {
        client: Some(ClientIdentity {
            certificate_pem: certificate,
            key_pem: identity.key.serialize_pem(),
        }),
        ..Secrets::default()
    }
}

#[tokio::test]
async fn a_client_certificate_is_shown_to_whoever_demands_one() {
    let authority = Authority::new();
    let server = authority.leaf(|_| {});
    let address = serve_tls(server.config_demanding(&authority), async |mut stream| {
        exchange(&mut stream, OK).await;
    })
    .await;
    let identity = authority.leaf(|params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    });
    let probes = probes_with(NO_DNS.parse().unwrap(), vec![authority.root.clone()]);
    let check = http_check(format!("https://localhost:{}/", address.port()), |_| {});
    let found = probes.run(&check, &client(&identity)).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");

    let found = probes.run(&check, &NO_SECRETS).await;
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Down, "tls.alert")
    );

    let stranger = client(&Identity::self_signed(|_| {}));
    let found = probes.run(&check, &stranger).await;
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Down, "tls.alert")
    );

    let broken = Secrets {
        client: Some(ClientIdentity {
            certificate_pem: String::new(),
            key_pem: String::new(),
        }),
        ..Secrets::default()
    };
    let found = probes.run(&check, &broken).await;
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Unmeasured, "internal.check")
    );
}

/// What a server that agrees on one of `alpn` gets from a check of `version`.
async fn over_tls(alpn: &[&str], version: HttpVersion) -> (Observation, Vec<String>) {
    let authority = Authority::new();
    let seen = Arc::new(std::sync::Mutex::new(Vec::new()));
    let requests = Arc::clone(&seen);
    let server = serve_tls(authority.leaf(|_| {}).config(alpn), move |stream| {
        let requests = Arc::clone(&requests);
        async move {
            let service = hyper::service::service_fn(move |request: hyper::Request<_>| {
                let _: &hyper::body::Incoming = request.body();
                let (parts, _) = request.into_parts();
                requests.lock().unwrap().push(format!("{parts:?}"));
                let body = http_body_util::Full::new(bytes::Bytes::from_static(b"ok"));
                async { Ok::<_, std::convert::Infallible>(hyper::Response::new(body)) }
            });
            let executor = hyper_util::rt::TokioExecutor::new();
            let _ = hyper_util::server::conn::auto::Builder::new(executor)
                .serve_connection(hyper_util::rt::TokioIo::new(stream), service)
                .await;
        }
    })
    .await;
    let probes = probes_with(NO_DNS.parse().unwrap(), vec![authority.root]);
    let url = format!("https://user:word@localhost:{}/a?b=c#d", server.port());
    let check = http_check(url, |http| {
        http.version = version;
        http.method = "PUT".to_owned();
        http.body = Some("body".to_owned());
    });
    let found = probes.run(&check, &NO_SECRETS).await;
    let requests = seen.lock().unwrap().clone();
    (found, requests)
}

#[tokio::test]
async fn the_version_is_the_one_that_was_agreed_on() {
    use HttpVersion::{Any, Http1, Http2};
    for (alpn, version, spoken, named) in [
        (&["h2", "http/1.1"][..], Any, "HTTP/2.0", Some("h2")),
        (&["h2", "http/1.1"], Http1, "HTTP/1.1", Some("http/1.1")),
        (&["h2", "http/1.1"], Http2, "HTTP/2.0", Some("h2")),
        (&["http/1.1"], Any, "HTTP/1.1", Some("http/1.1")),
        (&[], Any, "HTTP/1.1", None),
    ] {
        let (found, requests) = over_tls(alpn, version).await;
        assert_eq!(found.outcome, Outcome::Up, "{found:?}");
        assert_eq!(found.tls.unwrap().alpn.as_deref(), named);
        assert_eq!(requests.len(), 1);
        let request = &requests[0];
        assert!(request.contains(&format!("version: {spoken}")), "{request}");
        // A URL's user and password are no part of a request (RFC 9113, 8.3.1).
        assert!(!request.contains("user:word"), "{request}");
        assert!(
            request.contains("/a?b=c") && !request.contains("#d"),
            "{request}"
        );
    }
    for (alpn, expected) in [
        (&["http/1.1"][..], "tls.no_alpn"),
        (&[], "protocol.no_http2"),
    ] {
        let (found, _) = over_tls(alpn, Http2).await;
        assert_eq!((found.outcome, detail(&found)), (Outcome::Down, expected));
    }
}

/// What a client of HTTP/2 lets a server send ahead (RFC 9113, section 6.9): on a
/// stream, and on the connection.
async fn windows(body_limit_bytes: u32) -> (u32, u32) {
    let (told, mut windows) = tokio::sync::mpsc::unbounded_channel();
    let server = serve(move |mut stream: tokio::net::TcpStream| {
        let told = told.clone();
        async move {
            let mut head = [0; 24 + 9];
            stream.read_exact(&mut head).await.unwrap();
            let mut settings = vec![0; usize::from(head[26])];
            stream.read_exact(&mut settings).await.unwrap();
            // SETTINGS_INITIAL_WINDOW_SIZE is 4.
            let settings: Vec<_> = settings.chunks(6).collect();
            let window = settings.iter().find(|setting| setting[..2] == [0, 4]);
            let window = window.map_or(65_535, |setting| number(&setting[2..]));
            let mut update = [0; 9 + 4];
            stream.read_exact(&mut update).await.unwrap();
            assert_eq!(update[3..9], [8, 0, 0, 0, 0, 0], "a WINDOW_UPDATE");
            told.send((window, 65_535 + number(&update[9..]))).unwrap();
        }
    })
    .await;
    let check = http_check(format!("http://{server}/"), |http| {
        http.version = HttpVersion::Http2;
        http.body_limit_bytes = body_limit_bytes;
    });
    probes().run(&check, &NO_SECRETS).await;
    windows.recv().await.unwrap()
}

fn number(bytes: &[u8]) -> u32 {
    u32::from_be_bytes(bytes.try_into().unwrap())
}

#[tokio::test]
async fn a_server_may_send_no_more_ahead_than_is_read() {
    const MIB: u32 = 1024 * 1024;
    for (limit, window) in [(0, 65_535), (100_000, 100_000), (MIB, MIB), (u32::MAX, MIB)] {
        assert_eq!(windows(limit).await, (window, MIB));
    }
}

#[tokio::test]
async fn secrets_that_an_answer_echoes_are_not_kept() {
    for status in ["500 No", "200 OK"] {
        no_secret_of_an_echo_is_kept(status).await;
    }
}

async fn no_secret_of_an_echo_is_kept(status: &'static str) {
    let server = serve(move |mut stream: tokio::net::TcpStream| async move {
        let head = "X-Echo: hush-header\r\nConnection: close\r\n\r\n";
        let request = read_head(&mut stream).await;
        let answer = format!("HTTP/1.1 {status}\r\n{head}{request}");
        stream.write_all(answer.as_bytes()).await.unwrap();
    })
    .await;
    let secrets = Secrets {
        headers: vec!["hush-header".to_owned()],
        credentials: Some(Credentials::Basic {
            user: "ada".to_owned(),
            password: "hush-password".to_owned(),
        }),
        client: None,
    };
    let check = http_check(format!("http://{server}/"), |http| {
        http.headers = vec!["X-Key".to_owned()];
    });
    let mut found = probes().examine(&check, &secrets).await;
    assert_eq!(found.outcome == Outcome::Up, status == "200 OK");
    let evidence = found.evidence_to_keep(Origin::Person).unwrap();
    let kept = format!("{evidence:?}");
    let pair = "YWRhOmh1c2gtcGFzc3dvcmQ=";
    for secret in ["hush-header", "hush-password", pair] {
        assert!(!kept.contains(secret), "{secret} in {kept}");
    }
    let body = evidence.body.unwrap();
    assert!(body.contains("authorization: Basic ***"), "{body}");
}
