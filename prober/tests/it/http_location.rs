//! Where a redirect leads: what servers write into `Location`, and the cookies that
//! decide whether it ends.

use std::net::SocketAddr;
use std::sync::Arc;

use queue::{Outcome, Secrets, StatusRange};

use crate::server::{OK, Requests, field, good, moved, record, recording, serve};
use crate::{NO_SECRETS, check, detail, http_check, probes, reason};

/// A server whose answer is what `answer` makes of the whole request.
async fn site(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> (SocketAddr, Requests) {
    let (requests, answer) = (Requests::default(), Arc::new(answer));
    let seen = Arc::clone(&requests);
    let address = serve(move |mut stream| {
        let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
        async move {
            let answer = |_: &str| answer(seen.lock().unwrap().last().unwrap());
            record(&mut stream, &seen, &answer).await;
        }
    })
    .await;
    (address, requests)
}

/// A redirect with these lines as they are.
fn redirect(status: u16, lines: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status} Moved\r\nContent-Length: 0\r\n");
    [head.as_bytes(), lines, b"\r\n"].concat()
}

fn path(request: &str) -> &str {
    request.split(' ').nth(1).unwrap()
}

#[tokio::test]
async fn a_location_is_read_as_browsers_read_it() {
    for (location, expected) in [
        (&b"/plain"[..], "/plain"),
        (b"sibling", "/dir/sibling"),
        (b"../up", "/up"),
        (b"./a/../b", "/dir/b"),
        (b"?q=1", "/dir/page?q=1"),
        (b"/x?q=1#there", "/x?q=1"),
        (b"/a b", "/a%20b"),
        (b"  /blank\t ", "/blank"),
        (b"/t\tab", "/tab"),
        (b"\\back\\slash", "/back/slash"),
        ("/straße".as_bytes(), "/stra%C3%9Fe"),
        ("/?q=ü".as_bytes(), "/?q=%C3%BC"),
        (b"/latin-\xfc", "/latin-%FC"),
        (b"/%zz%41", "/%zz%41"),
        (b"//127.0.0.1:PORT/other", "/other"),
        (b"http:/\\127.0.0.1:PORT/odd", "/odd"),
        (b"HTTP://127.0.0.1:PORT", "/"),
        ("http://１２７.0.0.1:PORT/wide".as_bytes(), "/wide"),
        (b"http://0x7f.1:PORT/hex", "/hex"),
    ] {
        let lines = [b"Location: ", location, b"\r\n"].concat();
        let (server, requests) = site(move |request| match path(request) {
            "/dir/page" => {
                let host = field(request, "host").unwrap();
                let port = host.rsplit(':').next().unwrap().as_bytes();
                let at = lines.windows(4).position(|part| part == b"PORT");
                redirect(
                    302,
                    &at.map_or(lines.clone(), |at| {
                        [&lines[..at], port, &lines[at + 4..]].concat()
                    }),
                )
            }
            _ => OK.to_vec(),
        })
        .await;
        let url = format!("http://{server}/dir/page");
        let found = probes().run(&check(url), &NO_SECRETS).await;
        let shown = String::from_utf8_lossy(location).into_owned();
        assert_eq!(found.outcome, Outcome::Up, "{shown}: {found:?}");
        assert_eq!(path(&requests.lock().unwrap()[1]), expected, "{shown}");
    }
}

#[tokio::test]
async fn what_does_not_redirect_is_the_answer() {
    for (status, lines) in [
        (301, "Location:\r\n"),
        (302, "Location:   \t \r\n"),
        (302, "Location:\r\nLocation: \r\n"),
        (307, ""),
        (300, "Location: /elsewhere\r\n"),
        (304, "Location: /elsewhere\r\n"),
        (305, "Location: /elsewhere\r\n"),
        (306, "Location: /elsewhere\r\n"),
        (309, "Location: /elsewhere\r\n"),
        (201, "Location: /elsewhere\r\n"),
    ] {
        let (server, requests) = site(move |_| redirect(status, lines.as_bytes())).await;
        let url = format!("http://{server}/");
        let found = probes().run(&check(url), &NO_SECRETS).await;
        assert_eq!(
            (found.outcome, found.http_status),
            (Outcome::Up, Some(status)),
            "{lines}"
        );
        assert_eq!(requests.lock().unwrap().len(), 1, "{status} {lines}");
    }
}

#[tokio::test]
async fn several_locations_must_be_one() {
    for (lines, expected) in [
        ("Location: /a\r\nLocation: /a\r\n", Outcome::Up),
        ("Location:\r\nLocation: /a\r\n", Outcome::Up),
        ("Location: /a\r\nLocation: /b\r\n", Outcome::Down),
    ] {
        let (server, _) = site(move |request| match path(request) {
            "/" => redirect(302, lines.as_bytes()),
            _ => OK.to_vec(),
        })
        .await;
        let found = probes()
            .run(&check(format!("http://{server}/")), &NO_SECRETS)
            .await;
        assert_eq!(found.outcome, expected, "{lines}");
        if expected == Outcome::Down {
            assert_eq!(detail(&found), "redirect.invalid");
            assert_eq!(
                reason(&found),
                "the 302 redirects to several places at once"
            );
        }
    }
}

#[tokio::test]
async fn what_cannot_be_followed_is_named() {
    for (location, expected) in [
        (
            "ftp://ada:hush@a.test/",
            "the 301 redirects to ftp://***@a.test/, which is not a website: only http and https are followed",
        ),
        (
            "mailto:ada@a.test",
            "the 301 redirects to mailto:ada@a.test, which is not a website: only http and https are followed",
        ),
        (
            "http://",
            "the 301 redirects to \"http://\", which is not a valid URL",
        ),
        (
            "https://ada:hush@a.test:99999/",
            "the 301 redirects to \"https://***@a.test:99999/\", which is not a valid URL",
        ),
        (
            "http://a b.test/",
            "the 301 redirects to \"http://a b.test/\", which is not a valid URL",
        ),
    ] {
        let (server, _) = recording(move |_| moved(301, location, "")).await;
        let found = probes()
            .run(&check(format!("http://{server}/")), &NO_SECRETS)
            .await;
        assert_eq!(
            (found.outcome, detail(&found)),
            (Outcome::Down, "redirect.invalid")
        );
        assert_eq!(reason(&found), expected);
        assert!(!format!("{found:?}").contains("hush"), "{found:?}");
    }
}

#[tokio::test]
async fn who_a_redirects_url_names_is_told_to_the_server_and_to_nobody_else() {
    let (other, requests) = recording(|_| good("denied", "")).await;
    for host in ["localhost", "127.0.0.1"] {
        let to = format!("http://ada:p%40ss%20hush@{host}:{}/in", other.port());
        let (server, _) = recording(move |_| moved(302, &to, "")).await;
        let check = http_check(format!("http://{server}/"), |http| {
            http.statuses = vec![StatusRange { from: 404, to: 404 }];
        });
        let found = probes().run(&check, &NO_SECRETS).await;
        assert_eq!(detail(&found), "status.200");
        let request = requests.lock().unwrap().remove(0);
        // ada:p@ss hush
        assert_eq!(
            field(&request, "authorization"),
            Some("Basic YWRhOnBAc3MgaHVzaA==")
        );
        let host_and_port = format!("{host}:{}", other.port());
        assert_eq!(field(&request, "host"), Some(&*host_and_port));
        assert_eq!(
            found.evidence.hops[1].url,
            format!("http://***@{host_and_port}/in")
        );
        assert!(!format!("{found:?}").contains("hush"), "{found:?}");
    }
    // Where the redirect is the answer, it is in the evidence itself.
    let to = "http://ada:hush@a.test/";
    let (server, _) = recording(move |_| moved(302, to, "Link: <//ada:hush@a.test>\r\n")).await;
    let check = http_check(format!("http://{server}/"), |http| {
        http.max_redirects = 0;
        http.statuses = vec![StatusRange { from: 200, to: 200 }];
        http.assertions = vec![queue::Assertion {
            subject: queue::Subject::Header("location".to_owned()),
            comparison: queue::Comparison::Equals,
            value: "/".to_owned(),
        }];
    });
    let found = probes().run(&check, &NO_SECRETS).await;
    assert!(
        found
            .evidence
            .head
            .as_deref()
            .unwrap()
            .contains("location: http://***@a.test/")
    );
    assert!(!format!("{found:?}").contains("hush"), "{found:?}");
}

#[tokio::test]
async fn a_loop_with_a_password_does_not_tell_it() {
    let (server, _) = site(|request| {
        let host = field(request, "host").unwrap();
        moved(302, &format!("http://ada:hush@{host}/"), "")
    })
    .await;
    let found = probes()
        .run(&check(format!("http://{server}/")), &NO_SECRETS)
        .await;
    assert_eq!(detail(&found), "redirect.loop");
    assert_eq!(
        reason(&found),
        format!("redirected in a loop, back to http://***@{server}/")
    );
    assert!(!format!("{found:?}").contains("hush"), "{found:?}");
}

#[tokio::test]
async fn the_websites_own_credentials_count_more_than_a_redirects() {
    let (server, requests) = site(|request| match path(request) {
        "/" => {
            let host = field(request, "host").unwrap();
            moved(302, &format!("http://ada:hush@{host}/in"), "")
        }
        _ => OK.to_vec(),
    })
    .await;
    let secrets = Secrets {
        headers: vec!["Own token".to_owned()],
        ..Secrets::default()
    };
    let check = http_check(format!("http://{server}/"), |http| {
        http.headers = vec!["authorization".to_owned()];
    });
    let found = probes().run(&check, &secrets).await;
    assert_eq!(found.outcome, Outcome::Up);
    let request = requests.lock().unwrap().remove(1);
    assert_eq!(field(&request, "authorization"), Some("Own token"));
}

#[tokio::test]
async fn a_stale_cookie_that_is_deleted_ends_the_loop() {
    for delete in [
        "sid=; Max-Age=0",
        "sid=; Max-Age=-1; Path=/",
        "sid=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/",
        "sid=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; Max-Age=0; path=/",
        "sid=; Domain=; Max-Age=0; Path=/",
    ] {
        // The stale cookie is one of the check's own, or one that a hop sets.
        for own in [true, false] {
            let (server, requests) = site(move |request| {
                let stale = field(request, "cookie").is_some_and(|cookie| cookie.contains("sid="));
                match (path(request), stale) {
                    ("/", _) => moved(
                        302,
                        "/app",
                        if own { "" } else { "Set-Cookie: sid=stale\r\n" },
                    ),
                    (_, true) => moved(302, "/app", &format!("Set-Cookie: {delete}\r\n")),
                    (_, false) => OK.to_vec(),
                }
            })
            .await;
            let check = http_check(format!("http://{server}/"), |http| {
                http.headers = vec!["Cookie".to_owned()];
            });
            let cookie = if own { "sid=stale; lang=ü" } else { "lang=ü" };
            let secrets = Secrets {
                headers: vec![cookie.to_owned()],
                ..Secrets::default()
            };
            let found = probes().run(&check, &secrets).await;
            assert_eq!(
                found.outcome,
                Outcome::Up,
                "{delete}, own: {own}: {found:?}"
            );
            let requests = requests.lock().unwrap();
            let cookies: Vec<_> = requests
                .iter()
                .map(|request| field(request, "cookie").unwrap())
                .collect();
            assert_eq!(
                cookies,
                [
                    cookie,
                    if own { cookie } else { "lang=ü; sid=stale" },
                    "lang=ü"
                ]
            );
        }
    }
}

#[tokio::test]
async fn a_cookie_of_several_bytes_a_character_comes_back_as_it_was() {
    for value in ["é=ü€", "v=\u{1f36a}"] {
        let (server, requests) = site(move |request| match field(request, "cookie") {
            None => moved(302, "/", &format!("Set-Cookie: {value}\r\n")),
            Some(_) => OK.to_vec(),
        })
        .await;
        let found = probes()
            .run(&check(format!("http://{server}/")), &NO_SECRETS)
            .await;
        assert_eq!(found.outcome, Outcome::Up, "{value}: {found:?}");
        assert_eq!(field(&requests.lock().unwrap()[1], "cookie"), Some(value));
    }
}
