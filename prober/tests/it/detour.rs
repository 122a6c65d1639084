//! One server behind a balancer: another address, another name, and what goes along.

use std::net::SocketAddr;

use queue::{Check, Detour, HttpVersion, Kind, Outcome, Secrets, WebSocketCheck};

use crate::pki::{Authority, serve_tls};
use crate::server::{OK, Requests, exchange_http2, field, moved, record, recording, serve};
use crate::{NO_DNS, NO_SECRETS, check, check_of, detail, http_check, probes, probes_with, reason};

/// `check`, which asks somebody else.
fn detoured(mut check: Check, host: Option<&str>, connect_to: Option<SocketAddr>) -> Check {
    check.how.detour = Detour {
        host: host.map(str::to_owned),
        connect_to: connect_to.map(|address| address.to_string()),
    };
    check
}

#[tokio::test]
async fn a_server_is_asked_for_a_name_that_does_not_lead_to_it() {
    let (server, requests) = recording(|_| OK.to_vec()).await;
    let by_name = detoured(check("http://shop.test/x?y"), None, Some(server));
    let by_host = detoured(
        check(format!("http://{server}/x?y")),
        Some("shop.test"),
        None,
    );
    let with_port = detoured(
        check(format!("http://{server}/x?y")),
        Some("shop.test:81"),
        None,
    );
    for (check, host) in [
        (by_name, "shop.test"),
        (by_host, "shop.test"),
        (with_port, "shop.test:81"),
    ] {
        let found = probes().run(&check, &NO_SECRETS).await;
        assert_eq!(found.outcome, Outcome::Up, "{found:?}");
        assert_eq!(found.phases.unwrap().dns_us, None, "no name is looked up");
        let [hop] = &found.evidence.hops[..] else {
            panic!("{found:?}");
        };
        assert_eq!(hop.url, format!("http://{host}/x?y"));
        assert_eq!(hop.address, Some(server));
        let request = requests.lock().unwrap().remove(0);
        assert_eq!(field(&request, "host"), Some(host));
        assert!(request.starts_with("GET /x?y HTTP/1.1\r\n"), "{request}");
    }
}

#[tokio::test]
async fn tls_goes_by_the_name_that_is_asked_for() {
    // The authority's certificates are for localhost.
    let authority = Authority::new();
    let server = authority.leaf(|_| {}).serve().await;
    let probes = probes_with(NO_DNS.parse().unwrap(), vec![authority.root.clone()]);
    for (kind, scheme) in [(Kind::default(), "https"), (Kind::Tls, "tls")] {
        let port = server.port();
        let named = |host: &str| check_of(format!("{scheme}://{host}:{port}"), kind.clone());
        for (check, expected) in [
            (detoured(named("localhost"), None, Some(server)), ""),
            (
                detoured(named("shop.test"), None, Some(server)),
                "tls.wrong_name",
            ),
        ] {
            let found = probes.run(&check, &NO_SECRETS).await;
            assert_eq!(detail(&found), expected, "{scheme}: {found:?}");
        }
    }
    let url = format!("https://{server}/");
    let found = probes
        .run(&detoured(check(&url), Some("localhost"), None), &NO_SECRETS)
        .await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    let found = probes.run(&check(&url), &NO_SECRETS).await;
    assert_eq!(detail(&found), "tls.wrong_name", "without it");
}

#[tokio::test]
async fn http2_names_the_host_as_its_authority() {
    let (said, mut saying) = tokio::sync::mpsc::unbounded_channel();
    let server = serve(move |stream| {
        let said = said.clone();
        async move {
            let mut connection = h2::server::handshake(stream).await.unwrap();
            while let Some(Ok((request, mut respond))) = connection.accept().await {
                said.send((
                    request.uri().clone(),
                    request.headers().contains_key("host"),
                ))
                .unwrap();
                respond
                    .send_response(hyper::Response::new(()), true)
                    .unwrap();
            }
        }
    })
    .await;
    let http2 = http_check(format!("http://{server}/x"), |http| {
        http.version = HttpVersion::Http2
    });
    let found = probes()
        .run(&detoured(http2, Some("shop.test"), None), &NO_SECRETS)
        .await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    let (uri, has_host) = saying.recv().await.unwrap();
    assert_eq!(uri, "http://shop.test/x");
    assert!(!has_host, "it would be said twice");

    let authority = Authority::new();
    let server = serve_tls(authority.leaf(|_| {}).config(&["h2"]), exchange_http2).await;
    let probes = probes_with(NO_DNS.parse().unwrap(), vec![authority.root.clone()]);
    let http2 = http_check("https://localhost/", |http| {
        http.version = HttpVersion::Http2
    });
    let found = probes
        .run(&detoured(http2, None, Some(server)), &NO_SECRETS)
        .await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
}

#[tokio::test]
async fn redirects_to_its_own_host_stay_there_and_take_secrets_and_cookies_along() {
    let secrets = Secrets {
        headers: vec!["s3cret".to_owned()],
        ..Secrets::default()
    };
    let (other, at_other) = recording(|_| OK.to_vec()).await;
    let elsewhere = format!("http://localhost:{}/", other.port());
    for leaves in [false, true] {
        let to = elsewhere.clone();
        let (server, requests) = recording(move |path| match path {
            "/" => moved(
                302,
                "http://www.shop.test/in",
                "Set-Cookie: a=1; Domain=shop.test\r\n",
            ),
            _ if leaves => moved(307, &to, ""),
            _ => OK.to_vec(),
        })
        .await;
        let by_name = http_check("http://www.shop.test/", |http| {
            http.headers = vec!["x-key".to_owned()]
        });
        let by_host = http_check(format!("http://{server}/"), |http| {
            http.headers = vec!["x-key".to_owned()]
        });
        for check in [
            detoured(by_name, None, Some(server)),
            detoured(by_host, Some("www.shop.test"), None),
        ] {
            let found = probes().run(&check, &secrets).await;
            assert_eq!(found.outcome, Outcome::Up, "{found:?}");
            let requests = std::mem::take(&mut *requests.lock().unwrap());
            assert_eq!(requests.len(), 2);
            for request in &requests {
                assert_eq!(field(request, "host"), Some("www.shop.test"));
                assert_eq!(field(request, "x-key"), Some("s3cret"));
            }
            assert_eq!(field(&requests[1], "cookie"), Some("a=1"));
            for request in at_other.lock().unwrap().drain(..) {
                assert!(
                    !request.contains("s3cret") && !request.contains("cookie"),
                    "{request}"
                );
            }
        }
    }
}

#[tokio::test]
async fn secrets_do_not_go_to_another_port_of_the_place() {
    let secrets = Secrets {
        headers: vec!["s3cret".to_owned()],
        ..Secrets::default()
    };
    let requests = Requests::default();
    let seen = Requests::clone(&requests);
    let (other, at_other) = recording(|_| OK.to_vec()).await;
    let server = serve(move |mut stream| {
        let (seen, port) = (Requests::clone(&seen), other.port());
        async move {
            let answer = |_: &str| moved(302, &format!("http://shop.test:{port}/"), "");
            record(&mut stream, &seen, &answer).await;
        }
    })
    .await;
    let check = http_check("http://shop.test/", |http| {
        http.headers = vec!["x-key".to_owned()]
    });
    let found = probes()
        .run(&detoured(check, None, Some(server)), &secrets)
        .await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert_eq!(field(&requests.lock().unwrap()[0], "x-key"), Some("s3cret"));
    let request = at_other.lock().unwrap().remove(0);
    assert_eq!(
        field(&request, "host"),
        Some(&*format!("shop.test:{}", other.port()))
    );
    assert_eq!(field(&request, "x-key"), None);
}

#[tokio::test]
async fn websockets_take_it_too() {
    let (server, requests) = recording(|_| OK.to_vec()).await;
    let socket = check_of(
        "ws://shop.test/live",
        Kind::WebSocket(WebSocketCheck::default()),
    );
    let found = probes()
        .run(&detoured(socket, None, Some(server)), &NO_SECRETS)
        .await;
    assert_eq!(detail(&found), "status.200");
    assert_eq!(
        reason(&found),
        "shop.test at 127.0.0.1 answered 200 OK to the WebSocket handshake"
    );
    assert_eq!(
        field(&requests.lock().unwrap()[0], "host"),
        Some("shop.test")
    );
}

#[tokio::test]
async fn the_egress_policy_judges_whom_it_leads_to() {
    for (url, kind) in [
        ("http://shop.test/", Kind::default()),
        (
            "wss://shop.test/",
            Kind::WebSocket(WebSocketCheck::default()),
        ),
        ("tls://shop.test:443", Kind::Tls),
    ] {
        for to in [
            "10.0.0.1:80",
            "[::1]:80",
            "169.254.169.254:80",
            "1.1.1.1:6379",
        ] {
            let check = detoured(check_of(url, kind.clone()), None, Some(to.parse().unwrap()));
            let found = probes().run(&check, &NO_SECRETS).await;
            assert_eq!(
                (found.outcome, detail(&found)),
                (Outcome::Unmeasured, "blocked.address"),
                "{url} at {to}"
            );
        }
    }
}
