use queue::{Credentials, Finding, Hop, HttpCheck, Phases, Verdict};

use super::*;

fn of_headers(headers: &[(&str, &str)]) -> Redactor {
    let kind = Kind::Http(HttpCheck {
        headers: headers.iter().map(|(name, _)| (*name).to_owned()).collect(),
        ..HttpCheck::default()
    });
    let secrets = Secrets {
        headers: headers
            .iter()
            .map(|(_, value)| (*value).to_owned())
            .collect(),
        ..Secrets::default()
    };
    Redactor::of(&secrets, &kind, &[])
}

fn hidden(redactor: &Redactor, text: &str) -> String {
    let mut text = text.to_owned();
    redactor.redact(&mut text, false);
    text
}

#[test]
fn an_echoed_request_shows_no_secret() {
    let secrets = Secrets {
        headers: vec!["hush".to_owned(), "hush-hush".to_owned(), "a".to_owned()],
        credentials: Some(Credentials::Basic {
            user: "ada".to_owned(),
            password: "secret".to_owned(),
        }),
        client: None,
    };
    let redactor = Redactor::of(&secrets, &Kind::default(), &[]);
    let text = "a: hush-hush, hush, Basic YWRhOnNlY3JldA==, secret";
    assert_eq!(hidden(&redactor, text), "a: ***, ***, Basic ***, ***");
}

#[test]
fn every_part_that_a_server_may_take_out_is_hidden() {
    for (name, value, part) in [
        ("Authorization", "Bearer s3cr3t", "s3cr3t"),
        ("authorization", "token s3cr3t", "s3cr3t"),
        (
            "Authorization",
            "Basic YWRhOnNlY3JldA==",
            "YWRhOnNlY3JldA==",
        ),
        ("Authorization", "Basic YWRhOnNlY3JldA==", "YWRhOnNlY3JldA"),
        ("Authorization", "Basic YWRhOnNlY3JldA==", "ada:secret"),
        ("Authorization", "basic YWRhOnNlY3JldA", "secret"),
        (
            "Authorization",
            "Digest username=\"ada\", response=\"6629fae4\"",
            "6629fae4",
        ),
        (
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=AKIA123/x, Signature=fe5f80",
            "fe5f80",
        ),
        ("Cookie", "theme=dark; sid=abc123", "abc123"),
        ("Cookie", "sid=abc123; theme=dark", "sid=abc123; theme=dark"),
        ("Cookie", "sid=\"abc123\"", "abc123"),
        ("Cookie", "sid=a=b==", "a=b=="),
        ("Cookie", "sid=a%2Fb%2Bc", "a/b+c"),
        ("X-Auth", "id=1&key=abc123", "abc123"),
        ("X-Auth", "\"a, b; c\"", "a, b; c"),
        ("X-Api-Key", "  hush  ", "hush"),
        ("User-Agent", "probe/hush", "probe/hush"),
        ("X-Key", "id-1:hush-hush", "hush-hush"),
        ("X-Key", "id-1|hush-hush", "hush-hush"),
        (
            "Authorization",
            "Bearer eyJhbGciOiJIUzI1NiJ9.e30.dozjgNryP4J3jVmNHl0w",
            "dozjgNryP4J3jVmNHl0w",
        ),
        ("Authorization", "Bearer Hush-Hush", "hush-hush"),
        ("Authorization", "Bearer Hush-Hush", "HUSH-HUSH"),
    ] {
        let redactor = of_headers(&[(name, value)]);
        let shown = hidden(&redactor, &format!("<p>{part}</p>"));
        assert_eq!(shown, "<p>***</p>", "{name}: {value}");
    }
}

#[test]
fn what_stands_everywhere_is_no_secret() {
    for (name, value, text) in [
        ("X-Key", "abc", "abcabc"),
        ("Cookie", "a=true; b=1; c=de", "true 1 de"),
        (
            "Accept",
            "text/html;q=0.9, application/json",
            "application/json text/html",
        ),
        ("Content-Type", "text/html; charset=utf-8", "charset utf-8"),
        (
            "Referer",
            "https://www.example.org:8080/a",
            "www.example.org:8081/",
        ),
        ("X-Key", "a.b.c:d", "a b c d"),
    ] {
        assert_eq!(hidden(&of_headers(&[(name, value)]), text), text);
    }
}

#[test]
fn a_secret_is_hidden_however_it_is_written() {
    let secret = "a b/c+d<ü>\"e'&1";
    let redactor = of_headers(&[("X-Key", secret)]);
    for written in [
        secret,
        "a%20b%2Fc%2Bd%3C%C3%BC%3E%22e%27%261",
        "a%20b%2fc%2bd%3c%c3%bc%3e%22e%27%261",
        "a+b%2Fc%2Bd%3C%C3%BC%3E%22e'%261",
        "a b/c d<ü>\"e'&1",
        "a b/c+d&lt;ü&gt;&quot;e&#39;&amp;1",
        "a b/c+d&lt;&uuml;&gt;&quot;e&apos;&amp;1",
        "a b/c+d&#60;&#252;&#62;&#34;e&#039;&#38;1",
        "a b/c+d&#x3c;&#XFC;&#x3E;&#x22;e&#x27;&#x26;1",
        "a&#32;b&sol;c&plus;d&lt;ü&gt;&quot;e&#39;&amp;1",
        "a b/c+d&lt&#252&gt&quot;e&#39&amp;1",
        r#"a b/c+d<ü>\"e'&1"#,
        r#"a b\/c+d\u003c\u00fc\u003E\"e\u0027\u00261"#,
        r"a b\x2fc\x2Bd\x3C\u{fc}\x3e\x22e\'\x261",
        "a%20b%2Fc%2Bd%3C%u00fc%3E%22e%27%261",
        "a%2520b%252Fc%252Bd%253C%25C3%25BC%253E%2522e%2527%25261",
        "a b/c+d&amp;lt;ü&amp;gt;&amp;quot;e&amp;#39;&amp;amp;1",
        r#"a b\\\/c+d\\u003cü\\u003e\\\"e'\\u00261"#,
        "a%20b%5C%2Fc%2Bd%3C%C3%BC%3E%5C%22e%27%261",
    ] {
        for (before, after) in [
            ("", ""),
            ("key: ", "."),
            ("{\"k\":\"", "\"}"),
            ("%&\\", "%"),
        ] {
            let shown = hidden(&redactor, &format!("{before}{written}{after}"));
            assert_eq!(shown, format!("{before}***{after}"), "{written}");
        }
    }
}

#[test]
fn a_secret_in_base64_or_digits_is_hidden_wherever_it_begins() {
    for secret in [
        "hush",
        "hushh",
        "hush-hush",
        "p\u{fb}\u{ff}\u{3ff}>?~",
        "sesame open",
    ] {
        let redactor = of_headers(&[("X-Key", secret)]);
        let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
        for written in [hex.clone(), hex.to_uppercase()] {
            assert_eq!(
                hidden(&redactor, &format!("={written};")),
                "=***;",
                "{secret}"
            );
        }
        for before in ["", "a", "ab", "abc", "user:", "Aladdin:"] {
            for after in ["", "x", "xy", "xyz"] {
                let whole = format!("{before}{secret}{after}");
                let standard = base64::prelude::BASE64_STANDARD.encode(&whole);
                let url = base64::prelude::BASE64_URL_SAFE.encode(&whole);
                for written in [
                    standard.clone(),
                    standard.trim_end_matches('=').to_owned(),
                    url.clone(),
                    url.trim_end_matches('=').to_owned(),
                    standard.replace('/', "\\/"),
                    standard
                        .replace('+', "%2B")
                        .replace('/', "%2f")
                        .replace('=', "%3D"),
                ] {
                    let shown = hidden(&redactor, &format!("[{written}]"));
                    let left = shown.trim_matches(['[', ']']).split("***");
                    let left: Vec<_> = left
                        .map(|side| side.trim_end_matches("%3D").trim_end_matches('='))
                        .collect();
                    assert_eq!(left.len(), 2, "{written} {shown}");
                    // Of the groups around it no more is left than they say themselves.
                    assert!(left[0].len() * 6 <= before.len() * 8, "{written} {shown}");
                    // The last digit of all may say less than six bits.
                    let after_bits = (after.len() * 8).next_multiple_of(6);
                    assert!(left[1].len() * 6 <= after_bits, "{written} {shown}");
                }
            }
        }
    }
}

#[test]
fn a_secret_that_was_escaped_before_base64_is_hidden_with_all_of_it() {
    let base64 = |text: &str| base64::prelude::BASE64_STANDARD.encode(text);
    let redactor = of_headers(&[("Authorization", "Bearer hush\"&+ü/hush")]);
    let lines = |text: &str| {
        let lines: Vec<_> = text
            .as_bytes()
            .chunks(16)
            .map(String::from_utf8_lossy)
            .collect();
        lines.join("\r\n")
    };
    for written in [
        base64(r#"{"t":"hush\"&+\u00fc\/hush"}"#),
        base64("t=hush%22%26%2B%C3%BC%2Fhush&u=1"),
        base64(&base64("t=hush\"&+ü/hush")),
        lines(&base64("token: hush\"&+ü/hush, and more")),
        lines(&base64("hush\"&+ü/hush, and more")),
    ] {
        let shown = hidden(&redactor, &format!("[{written}]"));
        let left = shown.replace("***", "");
        assert!(
            left.trim_matches(['[', ']', '=']).is_empty(),
            "{written}: {shown}"
        );
    }
    for text in [
        "/a/path/that/is/long/and/says/nothing",
        "QUJDREVGR0hJSktMTU5PUA==",
    ] {
        assert_eq!(hidden(&redactor, text), text);
    }
}

#[test]
fn a_secret_in_a_dump_of_its_bytes_is_hidden() {
    let redactor = of_headers(&[("X-Key", "hush!")]);
    for written in ["68 75 73 68 21", "68:75:73:68:21", "6875736821"] {
        assert_eq!(hidden(&redactor, &format!("<{written}>")), "<***>");
    }
}

#[test]
fn a_sentence_shows_no_begin_of_a_secret_where_it_cuts_a_text() {
    let redactor = of_headers(&[("Authorization", "Bearer s3cr3t-tök<en")]);
    for (text, shown) in [
        ("found `s3cr…`", "found `***…`"),
        (
            "sent \"you are s3cr3t-t%C3%B6…\", not ok",
            "sent \"you are ***…\", not ok",
        ),
        (
            "sent \"you are s3cr3t-t%C3…\", not ok",
            "sent \"you are ***…\", not ok",
        ),
        ("found `czNjcjN0LXTD…`", "found `***…`"),
        ("found `s3c…` and `s3cr`", "found `s3c…` and `s3cr`"),
    ] {
        let mut sentence = text.to_owned();
        redactor.redact_sentence(&mut sentence);
        assert_eq!(sentence, shown);
    }
}

#[test]
fn a_secret_that_was_cut_off_shows_no_begin() {
    let redactor = of_headers(&[("Authorization", "Bearer s3cr3t-tök<en")]);
    for (text, shown) in [
        ("got s3cr", "got ***"),
        ("got s3cr3t-t", "got ***"),
        ("got s3cr3t-t%C3%B6", "got ***"),
        ("got s3cr3t-t\\u00f6k&l", "got ***"),
        ("got s3cr3t-t%C3%B", "got ***"),
        ("got s3cr3t-t\\u00", "got ***"),
        ("got Bear", "got ***"),
        ("got czNjcjN0LXTD", "got ***"),
        ("got s3c", "got s3c"),
        ("got s3cr, and more", "got s3cr, and more"),
    ] {
        let mut cut = text.to_owned();
        redactor.redact(&mut cut, true);
        assert_eq!(cut, shown);
    }
    let mut whole = "got s3cr".to_owned();
    redactor.redact(&mut whole, false);
    assert_eq!(whole, "got s3cr");
}

#[test]
fn all_that_is_kept_is_looked_through() {
    let redactor = of_headers(&[("X-Key", "hush/1")]);
    let mut evidence = Evidence {
        hops: vec![Hop {
            url: "http://a.test/?k=hush%2F1".to_owned(),
            address: None,
            status: None,
            phases: Phases::default(),
        }],
        findings: vec![Finding {
            expected: "header x is hush/1".to_owned(),
            actual: "hush&#47;1".to_owned(),
            verdict: Verdict::Failed,
        }],
        head: Some("x: aHVzaC8x\n".to_owned()),
        body: Some(r#"{"k":"hush\/1"}"#.to_owned()),
        ..Evidence::default()
    };
    redactor.redact_all(&mut evidence);
    assert_eq!(evidence.hops[0].url, "http://a.test/?k=***");
    assert_eq!(evidence.findings[0].expected, "header x is ***");
    assert_eq!(evidence.findings[0].actual, "***");
    assert_eq!(evidence.head.as_deref(), Some("x: ***\n"));
    assert_eq!(evidence.body.as_deref(), Some(r#"{"k":"***"}"#));
}

#[test]
fn texts_that_are_made_to_cost_time_do_not() {
    let redactor = of_headers(&[("Cookie", &format!("a={}", "ab".repeat(2_000)))]);
    let start = std::time::Instant::now();
    for (part, times) in [
        ("ab", 8_000),
        ("\\", 16_000),
        ("%25", 5_000),
        ("&amp;", 3_000),
    ] {
        let _ = hidden(&redactor, &part.repeat(times));
    }
    let took = start.elapsed();
    assert!(took < std::time::Duration::from_secs(10), "{took:?}");
}

#[test]
fn without_secrets_nothing_changes() {
    let redactor = of_headers(&[]);
    for text in ["", "***", "a%20b"] {
        assert_eq!(hidden(&redactor, text), text);
    }
}

#[test]
fn what_a_redirect_gave_is_hidden_too() {
    let given = [("ada".to_owned(), "hushpw".to_owned())];
    let redactor = Redactor::of(&Secrets::default(), &Kind::default(), &given);
    let text = "auth=Basic YWRhOmh1c2hwdw== of ada:hushpw";
    assert_eq!(hidden(&redactor, text), "auth=Basic *** of ***");
}

#[test]
fn secrets_of_too_many_parts_hide_all() {
    let cookie = |count: usize| {
        let pairs = (0..count).map(|number| format!("k=part{number:04}"));
        pairs.collect::<Vec<_>>().join("; ")
    };
    let few = of_headers(&[("Cookie", &cookie(200))]);
    assert_eq!(hidden(&few, "see part0199, sir"), "see ***, sir");
    let many = of_headers(&[("Cookie", &cookie(1_300))]);
    assert_eq!(hidden(&many, "nothing of it"), "***");
    let long = "x".repeat(MOST_BYTES + 1);
    assert_eq!(hidden(&of_headers(&[("X-Key", &long)]), "nothing"), "***");
}

/// Each place of the text may be the begin of each secret.
#[test]
fn a_text_that_would_take_too_long_is_hidden_whole() {
    let keys = (0..200).map(|number| format!("k=aaaaaaaaaaaaaaaaaaaaaaaaa{number:03}"));
    let redactor = of_headers(&[("Cookie", &keys.collect::<Vec<_>>().join("; "))]);
    assert_eq!(hidden(&redactor, "a few aaaa"), "a few aaaa");
    assert_eq!(hidden(&redactor, &"a".repeat(MOST_TEXT_BYTES)), "***");
    // And so are all that come after it.
    assert_eq!(hidden(&redactor, "aaaa"), "***");
}
