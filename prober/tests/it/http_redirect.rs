//! What goes along a redirect: method and body, cookies, and never a secret.

use std::net::SocketAddr;

use queue::{ClientIdentity, Credentials, HttpCheck, Outcome, Secrets};
use rcgen::ExtendedKeyUsagePurpose;

use crate::pki::{Authority, serve_tls};
use crate::server::{OK, Requests, field, good, moved, record, recording, serve};
use crate::{NO_DNS, NO_SECRETS, detail, http_check, probes, probes_with};

fn method(request: &str) -> &str {
    request.split(' ').next().unwrap()
}

#[tokio::test]
async fn method_and_body_go_along_as_the_status_says() {
    for (status, method_before, method_after) in [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "POST", "GET"),
        (307, "POST", "POST"),
        (308, "POST", "POST"),
        (301, "PUT", "PUT"),
        (302, "PATCH", "PATCH"),
        (303, "PUT", "GET"),
        (303, "HEAD", "HEAD"),
        (303, "DELETE", "GET"),
        (301, "DELETE", "DELETE"),
        (308, "PATCH", "PATCH"),
        (301, "HEAD", "HEAD"),
    ] {
        let (server, requests) = recording(move |path| match path {
            "/" => moved(status, "/end", ""),
            _ => b"HTTP/1.1 204 No\r\n\r\n".to_vec(),
        })
        .await;
        let check = http_check(format!("http://{server}/"), |http| {
            http.method = method_before.to_owned();
            http.headers = vec!["Content-Type".to_owned()];
            http.body = (method_before != "HEAD").then(|| "body".to_owned());
        });
        let secrets = Secrets {
            headers: vec!["text/plain".to_owned()],
            ..Secrets::default()
        };
        let found = probes().run(&check, &secrets).await;
        assert_eq!(found.outcome, Outcome::Up, "{found:?}");
        let requests = requests.lock().unwrap();
        let case = format!("{status} {method_before}");
        assert_eq!(method(&requests[0]), method_before, "{case}");
        assert_eq!(method(&requests[1]), method_after, "{case}");
        let goes_along = method_after == method_before;
        let (has_body, has_type) = (
            requests[1].ends_with("body"),
            field(&requests[1], "content-type").is_some(),
        );
        assert_eq!(has_body, goes_along && method_before != "HEAD", "{case}");
        assert_eq!(has_type, goes_along, "{case}");
    }
}

#[tokio::test]
async fn a_form_that_redirects_to_itself_is_no_loop() {
    let posted = std::sync::atomic::AtomicBool::new(false);
    let (server, requests) = recording(move |_| {
        if posted.swap(true, std::sync::atomic::Ordering::SeqCst) {
            OK.to_vec()
        } else {
            moved(303, "/", "")
        }
    })
    .await;
    let check = http_check(format!("http://{server}/"), |http| {
        http.method = "POST".to_owned();
    });
    let found = probes().run(&check, &NO_SECRETS).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    let requests = requests.lock().unwrap();
    assert_eq!(
        requests.iter().map(|r| method(r)).collect::<Vec<_>>(),
        ["POST", "GET"]
    );
}

#[tokio::test]
async fn a_cookie_comes_back_and_is_no_loop() {
    let (server, requests) = recording(|path| match path {
        "/" => moved(302, "/set", ""),
        _ => moved(302, "/", "Set-Cookie: seen=1; Path=/\r\n"),
    })
    .await;
    let check = http_check(format!("http://{server}/"), |http| http.max_redirects = 9);
    let found = probes().run(&check, &NO_SECRETS).await;
    // The second round is with the cookie, the third would be as the second.
    assert_eq!(detail(&found), "redirect.loop", "{found:?}");
    let requests = requests.lock().unwrap();
    let cookies: Vec<_> = requests
        .iter()
        .map(|request| field(request, "cookie"))
        .collect();
    assert_eq!(cookies, [None, None, Some("seen=1"), Some("seen=1")]);
}

#[tokio::test]
async fn a_website_that_wants_its_cookie_back_is_up() {
    let requests = Requests::default();
    let gate = serve(move |mut stream| {
        let requests = Requests::clone(&requests);
        async move {
            let answer = |_: &str| {
                let requests = requests.lock().unwrap();
                match field(requests.last().unwrap(), "cookie") {
                    Some("own=0; pass=1") => OK.to_vec(),
                    _ => moved(302, "/", "Set-Cookie: pass=1\r\n"),
                }
            };
            record(&mut stream, &requests, &answer).await;
        }
    })
    .await;
    let check = http_check(format!("http://{gate}/"), |http| {
        http.headers = vec!["Cookie".to_owned()];
    });
    let secrets = Secrets {
        headers: vec!["own=0".to_owned()],
        ..Secrets::default()
    };
    let found = probes().run(&check, &secrets).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
}

/// Secrets of each kind.
fn secrets() -> Secrets {
    Secrets {
        headers: vec!["s3cret".to_owned(), "c=s3cret".to_owned()],
        credentials: Some(Credentials::Bearer {
            token: "s3cret".to_owned(),
        }),
        client: None,
    }
}

fn with_headers(http: &mut HttpCheck) {
    http.headers = vec!["X-Key".to_owned(), "Cookie".to_owned()];
}

#[tokio::test]
async fn secrets_stay_at_their_host_and_port() {
    let (other, at_other) = recording(|_| OK.to_vec()).await;
    let urls = [
        // Another port, another name, and the address under another name.
        format!("http://127.0.0.1:{}/", other.port()),
        format!("http://localhost:{}/", other.port()),
    ];
    for to in urls {
        let (server, requests) = recording(move |_| moved(307, &to, "Set-Cookie: t=1\r\n")).await;
        let check = http_check(format!("http://{server}/"), with_headers);
        let found = probes().run(&check, &secrets()).await;
        assert_eq!(found.outcome, Outcome::Up, "{found:?}");
        let first = requests.lock().unwrap().remove(0);
        assert_eq!(first.matches("s3cret").count(), 3, "{first}");
        let second = at_other.lock().unwrap().remove(0);
        assert!(!second.contains("s3cret"), "{second}");
        assert_eq!(field(&second, "authorization"), None);
        assert!(field(&second, "user-agent").unwrap().starts_with("Upbeat"));
    }
}

#[tokio::test]
async fn what_is_asked_for_is_said_to_other_websites_too() {
    let (other, at_other) = recording(|_| OK.to_vec()).await;
    let to = format!("http://localhost:{}/", other.port());
    let harmless = [
        ("user-agent", "curl/8"),
        ("accept", "text/html"),
        ("accept-language", "de"),
        ("cache-control", "no-cache"),
        ("content-type", "text/csv"),
        ("sec-gpc", "1"),
    ];
    let secret = [
        ("x-api-key", "s3cret"),
        ("authorization", "s3cret"),
        ("cookie", "a=s3cret"),
        ("x-forwarded-for", "s3cret"),
        ("referer", "s3cret"),
        ("origin", "s3cret"),
        ("accept-s3cret", "s3cret"),
    ];
    for (status, has_body) in [(307, true), (308, true), (302, false), (303, false)] {
        let to = to.clone();
        let (server, _) = recording(move |_| moved(status, &to, "")).await;
        let both = || harmless.iter().chain(&secret);
        let check = http_check(format!("http://{server}/"), |http| {
            http.method = "POST".to_owned();
            http.body = Some("a;b".to_owned());
            http.headers = both().map(|(name, _)| (*name).to_owned()).collect();
        });
        let secrets = Secrets {
            headers: both().map(|(_, value)| (*value).to_owned()).collect(),
            ..Secrets::default()
        };
        let found = probes().run(&check, &secrets).await;
        assert_eq!(found.outcome, Outcome::Up, "{found:?}");
        let request = at_other.lock().unwrap().remove(0);
        for (name, value) in harmless {
            let expected = (has_body || name != "content-type").then_some(value);
            assert_eq!(field(&request, name), expected, "{status}");
        }
        assert!(!request.contains("s3cret"), "{request}");
        assert_eq!(request.ends_with("a;b"), has_body, "{request}");
    }
}

#[tokio::test]
async fn secrets_go_along_at_their_own_website() {
    let (server, requests) = recording(|path| match path {
        "/" => moved(308, "/end", ""),
        _ => OK.to_vec(),
    })
    .await;
    let check = http_check(format!("http://{server}/"), with_headers);
    let found = probes().run(&check, &secrets()).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    let requests = requests.lock().unwrap();
    assert_eq!(requests[1].matches("s3cret").count(), 3, "{}", requests[1]);
}

/// A TLS server that notes requests and what certificate came with them.
async fn noting(authority: &Authority, to: Option<String>) -> (SocketAddr, Requests) {
    let requests = Requests::default();
    let seen = Requests::clone(&requests);
    let mut config = authority.leaf(|_| {}).config(&[]);
    if to.is_some() {
        config = authority.leaf(|_| {}).config_demanding(authority);
    }
    let server = serve_tls(config, move |mut stream| {
        let (seen, to) = (Requests::clone(&seen), to.clone());
        async move {
            let answer = |_: &str| {
                to.as_deref().map_or(OK.to_vec(), |to| {
                    moved(
                        307,
                        to,
                        "Set-Cookie: s=s3cret; Secure\r\nSet-Cookie: plain=1\r\n",
                    )
                })
            };
            record(&mut stream, &seen, &answer).await;
        }
    })
    .await;
    (server, requests)
}

#[tokio::test]
async fn secrets_do_not_go_down_to_plain_http_nor_to_another_tls_host() {
    let authority = Authority::new();
    let identity = authority.leaf(|params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    });
    let mut secrets = secrets();
    secrets.client = Some(ClientIdentity {
        certificate_pem: crate::pki::pem("CERTIFICATE", &identity.chain[0]),
        key_pem: identity.key.serialize_pem(),
    });
    let (plain, at_plain) = recording(|_| OK.to_vec()).await;
    // The same host, and a server that takes a certificate from whoever has one.
    let down = format!("http://localhost:{}/", plain.port());
    let (first, at_first) = noting(&authority, Some(down)).await;
    let probes = probes_with(NO_DNS.parse().unwrap(), vec![authority.root.clone()]);
    let url = format!("https://localhost:{}/", first.port());
    let found = probes.run(&http_check(url, with_headers), &secrets).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert_eq!(at_first.lock().unwrap()[0].matches("s3cret").count(), 3);
    let request = at_plain.lock().unwrap().remove(0);
    assert!(!request.contains("s3cret"), "{request}");
    assert_eq!(field(&request, "cookie"), Some("plain=1"));

    // The one that demands a certificate is another website: it gets none.
    let (second, _) = noting(&authority, Some("/".to_owned())).await;
    let to = format!("https://localhost:{}/", second.port());
    let (first, _) = noting(&authority, Some(to)).await;
    let url = format!("https://localhost:{}/", first.port());
    let found = probes.run(&http_check(url, with_headers), &secrets).await;
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Down, "tls.alert")
    );
    assert_eq!(found.evidence.hops.len(), 2);
}

#[tokio::test]
async fn each_hop_is_kept_with_its_own_address_status_and_phases() {
    let (other, _) = recording(|_| good("done", "")).await;
    let to = format!("http://localhost:{}/end?x=1#y", other.port());
    let (server, _) = recording(move |_| moved(301, &to, "")).await;
    let check = http_check(format!("http://{server}/"), |http| {
        http.statuses = vec![queue::StatusRange { from: 404, to: 404 }];
    });
    let found = probes().run(&check, &NO_SECRETS).await;
    assert_eq!(detail(&found), "status.200");
    let [first, second] = &found.evidence.hops[..] else {
        panic!("{found:?}");
    };
    assert_eq!(first.url, format!("http://{server}/"));
    assert_eq!((first.address, first.status), (Some(server), Some(301)));
    assert_eq!(first.phases.dns_us, None);
    assert_eq!(
        second.url,
        format!("http://localhost:{}/end?x=1", other.port())
    );
    assert_eq!((second.address, second.status), (Some(other), Some(200)));
    assert!(second.phases.dns_us.is_some() && second.phases.tls_us.is_none());
    let sum = |phase: fn(&queue::Phases) -> Option<u32>| {
        phase(&first.phases).unwrap() + phase(&second.phases).unwrap()
    };
    let phases = found.phases.unwrap();
    assert_eq!(phases.connect_us, Some(sum(|phases| phases.connect_us)));
    assert_eq!(phases.ttfb_us, Some(sum(|phases| phases.ttfb_us)));
    assert_eq!(phases.transfer_us, Some(sum(|phases| phases.transfer_us)));
    assert_eq!(found.evidence.address, Some(other));
    let localhost = std::net::Ipv4Addr::LOCALHOST.into();
    assert!(found.evidence.addresses.contains(&localhost), "{found:?}");
}
