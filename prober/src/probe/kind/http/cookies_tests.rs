//! What is set, where it comes back, and in which order.

use super::*;

const NOW: i64 = 1_800_000_000;

const HOME: &str = "https://www.shop.test/a/b/c";

/// The cookies after the answers of `answers`, a URL with a line each.
fn after(own: &[u8], answers: &[(&str, &[u8])]) -> Cookies {
    let mut cookies = Cookies::of(&HOME.parse().unwrap(), own);
    for (url, line) in answers {
        let mut headers = HeaderMap::new();
        headers.append(
            SET_COOKIE,
            hyper::header::HeaderValue::from_bytes(line).unwrap(),
        );
        cookies.take(&url.parse().unwrap(), &headers, NOW);
    }
    cookies
}

fn sent(cookies: &Cookies, url: &str) -> String {
    let sent = cookies.header(&url.parse().unwrap(), url.starts_with(HOME), NOW);
    String::from_utf8_lossy(&sent.unwrap_or_default()).into_owned()
}

/// What comes back to `HOME` once it has set `lines`.
fn back(lines: &[&str]) -> String {
    let answers: Vec<_> = lines.iter().map(|line| (HOME, line.as_bytes())).collect();
    sent(&after(b"", &answers), HOME)
}

#[test]
fn names_and_values_are_read_as_browsers_read_them() {
    for (line, expected) in [
        ("a=1", "a=1"),
        ("  a\t =  1 ; Path=/", "a=1"),
        ("a=1=2; HttpOnly; SameSite=Lax; Partitioned", "a=1=2"),
        ("a=\"1, 2\"", "a=\"1, 2\""),
        ("a=\" x \"; secure", "a=\" x \""),
        ("a=\"1;2\"", "a=\"1"),
        ("a=", "a="),
        ("a=1 2,3", "a=1 2,3"),
        ("a=ü€", "a=ü€"),
        ("ü=1", "ü=1"),
        ("a b=1", "a b=1"),
        ("a", "a"),
        ("=a", "a"),
        ("", ""),
        (";a=1", ""),
        ("=", ""),
        ("==a", ""),
        ("a\tb=1\t2", "a\tb=1\t2"),
        ("A=1, b=2", "A=1, b=2"),
        ("a=1;b=2;;;=;x", "a=1"),
        ("__Secure-a=1; Secure", "__Secure-a=1"),
        ("__Secure-a=1", ""),
        ("__secure-a=1", ""),
        ("__Host-a=1; Secure; Path=/", "__Host-a=1"),
        ("__HOST-a=1; Secure; Path=/; Domain=", "__HOST-a=1"),
        ("__Host-a=1; Secure", ""),
        ("__Host-a=1; Secure; Path=/a", ""),
        ("__Host-a=1; Path=/", ""),
        ("__Host-a=1; Secure; Path=/; Domain=www.shop.test", ""),
        ("=__Host-a", ""),
    ] {
        assert_eq!(back(&[line]), expected, "{line:?}");
    }
    assert_eq!(
        sent(&after(b"", &[(HOME, b"a=\xe4\xff")]), HOME),
        "a=\u{fffd}\u{fffd}"
    );
}

#[test]
fn several_cookies_go_in_one_line_longer_paths_first_then_older_ones() {
    for (lines, expected) in [
        (&["a=1", "b=2"][..], "a=1; b=2"),
        (&["a=1", "b=2", "a=3"], "a=3; b=2"),
        (
            &[
                "a=1; Path=/",
                "b=2; Path=/a/b",
                "c=3; Path=/a",
                "a=4; Path=/a",
            ],
            "b=2; c=3; a=4; a=1",
        ),
        (&["a=1", "A=2"], "a=1; A=2"),
        (&["a=1", "a=2; Path=/a/b/"], "a=2; a=1"),
        (&["a=1", "b"], "a=1; b"),
        (&["x", "y"], "y"),
    ] {
        assert_eq!(back(lines), expected, "{lines:?}");
    }
}

#[test]
fn what_has_expired_is_deleted() {
    for (line, expected) in [
        ("a=; Max-Age=0", ""),
        ("a=2; Max-Age=-1", ""),
        ("a=2; max-age=-999999999999999999999", ""),
        ("a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", ""),
        ("a=; expires=Thu, 01-Jan-70 00:00:00 GMT", ""),
        ("a=; Expires=Mon, 01-Jan-0001 00:00:00 GMT", ""),
        (
            "a=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60",
            "a=x",
        ),
        ("a=x; Max-Age=0; Expires=Fri, 31 Dec 9999 23:59:59 GMT", ""),
        ("a=x; Max-Age=99999999999999999999", "a=x"),
        ("a=x; Max-Age=0; Max-Age=60", "a=x"),
        ("a=x; Max-Age=60; Max-Age=0", ""),
        ("a=x; Max-Age=60; Max-Age=nothing", "a=x"),
        // These say nothing of when.
        ("a=x; Max-Age=", "a=x"),
        ("a=x; Max-Age=-", "a=x"),
        ("a=x; Max-Age=+0", "a=x"),
        ("a=x; Max-Age=0.5", "a=x"),
        ("a=x; Max-Age=\"0\"", "a=x"),
        ("a=x; Expires=0", "a=x"),
        ("a=x; Expires=-1", "a=x"),
        ("a=x; Expires", "a=x"),
        // Others are not the one that is kept.
        ("a=; Max-Age=0; Path=/a", "a=1"),
        ("a=; Max-Age=0; Domain=shop.test", "a=1"),
        ("A=; Max-Age=0", "a=1"),
    ] {
        assert_eq!(back(&["a=1", line]), expected, "{line:?}");
    }
    let cookies = after(b"", &[(HOME, b"a=1; Max-Age=60")]);
    let url = HOME.parse().unwrap();
    assert!(cookies.header(&url, true, NOW + 59).is_some());
    assert!(cookies.header(&url, true, NOW + 60).is_none());
}

#[test]
fn domains_say_who_gets_it() {
    for (host, line, others) in [
        ("www.shop.test", "a=1", &["www.shop.test"][..]),
        ("www.shop.test", "a=1; Domain=", &["www.shop.test"]),
        ("www.shop.test", "a=1; Domain=.", &["www.shop.test"]),
        (
            "www.shop.test",
            "a=1; Domain=shop.test; Domain=",
            &["www.shop.test"],
        ),
        ("www.shop.test", "a=1; Domain", &["www.shop.test"]),
        (
            "www.shop.test",
            "a=1; Domain=shop.test",
            &[
                "www.shop.test",
                "shop.test",
                "m.shop.test",
                "x.www.shop.test",
            ],
        ),
        (
            "www.shop.test",
            "a=1; domain= .Shop.TEST ",
            &[
                "www.shop.test",
                "shop.test",
                "m.shop.test",
                "x.www.shop.test",
            ],
        ),
        (
            "www.shop.test",
            "a=1; Domain=www.shop.test",
            &["www.shop.test", "x.www.shop.test"],
        ),
        ("www.shop.test", "a=1; Domain=..shop.test", &[]),
        ("www.shop.test", "a=1; Domain=test", &[]),
        ("www.shop.test", "a=1; Domain=.test", &[]),
        ("www.shop.test", "a=1; Domain=hop.test", &[]),
        ("www.shop.test", "a=1; Domain=other.test", &[]),
        ("www.shop.test", "a=1; Domain=x.www.shop.test", &[]),
        ("www.shop.test", "a=1; Domain=shop.test:80", &[]),
        ("www.shop.test", "a=1; Domain=http://shop.test", &[]),
        ("localhost", "a=1; Domain=localhost", &["localhost"]),
        ("localhost", "a=1; Domain=.localhost", &["localhost"]),
        ("localhost", "a=1; Domain=host", &[]),
        ("1.2.3.4", "a=1; Domain=1.2.3.4", &["1.2.3.4"]),
        ("1.2.3.4", "a=1; Domain=2.3.4", &[]),
        ("1.2.3.4", "a=1; Domain=3.4", &[]),
        ("[::1]", "a=1; Domain=[::1]", &["[::1]"]),
        ("[::1]", "a=1", &["[::1]"]),
        (
            "www.xn--bcher-kva.test",
            "a=1; Domain=bücher.test",
            &["xn--bcher-kva.test", "www.xn--bcher-kva.test"],
        ),
    ] {
        let cookies = after(b"", &[(&format!("http://{host}/"), line.as_bytes())]);
        for other in [
            "www.shop.test",
            "shop.test",
            "m.shop.test",
            "x.www.shop.test",
            "notshop.test",
            "other.test",
            "localhost",
            "x.localhost",
            "1.2.3.4",
            "9.2.3.4",
            "[::1]",
            "xn--bcher-kva.test",
            "www.xn--bcher-kva.test",
        ] {
            // The port and the scheme make no difference.
            let got = sent(&cookies, &format!("https://{other}:8443/"));
            let expected = if others.contains(&other) { "a=1" } else { "" };
            assert_eq!(got, expected, "{host} {line:?} to {other}");
        }
    }
}

#[test]
fn paths_say_where_it_goes() {
    for (at, line, yes, no) in [
        (
            "/a/b/c",
            "x=1",
            &["/a/b", "/a/b/", "/a/b/x", "/a/b/c/d"][..],
            &["/", "/a", "/a/", "/a/bc"][..],
        ),
        ("/a", "x=1", &["/", "/b"], &[]),
        ("/", "x=1", &["/", "/b/c"], &[]),
        ("/a/", "x=1", &["/a", "/a/"], &["/", "/b"]),
        ("/a/b", "x=1; Path=/", &["/", "/z"], &[]),
        (
            "/a/b",
            "x=1; Path=/z",
            &["/z", "/z/", "/z/y"],
            &["/", "/zz", "/a/b"],
        ),
        ("/a/b", "x=1; path = /z/ ", &["/z/", "/z/y"], &["/z", "/"]),
        ("/a/b", "x=1; Path=z", &["/a", "/a/c"], &["/", "/z"]),
        ("/a/b", "x=1; Path=", &["/a", "/a/c"], &["/"]),
        ("/a/b", "x=1; Path=/z; Path", &["/a"], &["/z"]),
        ("/a/b", "x=1; Path=/z; Path=/y", &["/y"], &["/z", "/a"]),
        ("/a/b", "x=1; Path=\"/z\"", &["/a"], &["/z"]),
        ("/a/b", "x=1; Path=/A", &["/A"], &["/a"]),
        ("/a?q=/b/c", "x=1", &["/", "/b"], &[]),
    ] {
        let cookies = after(b"", &[(&format!("http://a.test{at}"), line.as_bytes())]);
        for (paths, expected) in [(yes, "x=1"), (no, "")] {
            for path in paths {
                let got = sent(&cookies, &format!("http://a.test{path}"));
                assert_eq!(got, expected, "{at} {line:?} at {path}");
            }
        }
    }
}

#[test]
fn secure_cookies_stay_out_of_the_clear() {
    let (https, http) = ("https://a.test/", "http://a.test/");
    for (answers, at_https, at_http) in [
        (&[(https, "a=1; Secure")][..], "a=1", ""),
        (&[(https, "a=1; SECURE=no")], "a=1", ""),
        (&[(https, "a=1")], "a=1", "a=1"),
        (&[(http, "a=1")], "a=1", "a=1"),
        (&[(http, "a=1; Secure")], "", ""),
        (&[(https, "a=1; Secure"), (http, "a=2")], "a=1", ""),
        (
            &[(https, "a=1; Secure"), (http, "a=; Max-Age=0")],
            "a=1",
            "",
        ),
        (&[(https, "a=1; Secure"), (https, "a=2")], "a=2", "a=2"),
        (
            &[(https, "a=1; Secure; Path=/x"), (http, "a=2")],
            "a=2",
            "a=2",
        ),
    ] {
        let answers: Vec<_> = answers
            .iter()
            .map(|(url, line)| (*url, line.as_bytes()))
            .collect();
        let cookies = after(b"", &answers);
        assert_eq!(
            (&*sent(&cookies, https), &*sent(&cookies, http)),
            (at_https, at_http),
            "{answers:?}"
        );
    }
}

#[test]
fn the_checks_own_cookies_go_along_until_the_server_says_otherwise() {
    for (answer, expected) in [
        ("c=3", "sid=old; b=2; c=3"),
        ("sid=new", "b=2; sid=new"),
        ("sid=; Max-Age=0", "b=2"),
        ("sid=; Max-Age=0; Domain=shop.test; Path=/", "b=2"),
        ("sid=; Max-Age=0; Domain=other.test", "sid=old; b=2"),
        ("SID=; Max-Age=0", "sid=old; b=2"),
    ] {
        let cookies = after(b" sid=old;b=2; ", &[(HOME, answer.as_bytes())]);
        assert_eq!(sent(&cookies, HOME), expected, "{answer:?}");
        assert!(
            !sent(&cookies, "https://www.shop.test/").contains("b=2"),
            "not its own website"
        );
    }
    // Another website has no say.
    let cookies = after(b"sid=old", &[("https://other.test/", b"sid=; Max-Age=0")]);
    assert_eq!(sent(&cookies, HOME), "sid=old");
}

#[test]
fn they_are_bounded() {
    let long = |len: usize| format!("a={}", "v".repeat(len));
    assert_eq!(back(&[&long(4_095)]).len(), 4_097);
    assert_eq!(back(&[&long(4_096)]), "");
    let long_path = format!("a=1; Path=/{}", "p".repeat(1_024));
    assert_eq!(back(&[&long_path]), "a=1", "the attribute is passed over");
    let lines: Vec<_> = (0..200).map(|i| format!("n{i}=1")).collect();
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    let kept = back(&lines);
    assert_eq!(kept.split("; ").count(), 180);
    assert!(
        kept.starts_with("n20=1; ") && kept.ends_with("n199=1"),
        "the newest stay"
    );
    let lines: Vec<_> = (0..100)
        .map(|i| format!("n{i}={}", "v".repeat(4_000)))
        .collect();
    let lines: Vec<_> = lines.iter().map(String::as_str).collect();
    assert!(back(&lines).len() <= 64 * 1_024);
}
