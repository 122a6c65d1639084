//! `upbeat check URL`: one check in the terminal, of any kind that a website can have.

mod ask;
mod condition;

use std::fmt::Write;

use anyhow::{Context, bail};
use api::graphql::single_check;
use api::http;
use api::service::url;
use net::EgressPolicy;
use prober::Observation;
use queue::{Outcome, Verdict};
use serde_json::{Map, Value};

use crate::config::CheckArgs;

/// Width of the waterfall, in characters.
const WIDTH: usize = 40;

/// Result of the command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Text for the terminal.
    pub text: String,
    /// 0 for up and degraded, 1 for down, 2 for unmeasured.
    pub exit_code: u8,
}

/// Checks once and formats the result.
///
/// # Errors
/// If the input is invalid, or the prober cannot be set up.
pub async fn run(args: &CheckArgs) -> anyhow::Result<Shown> {
    let input = ask::input(args, &url::parse(&args.url)?)?;
    let probes = args.means.build(EgressPolicy::open())?;
    let (schema, found) = single_check::schema(probes);
    let variables = Map::from_iter([("input".to_owned(), input)]);
    let answer = http::answer_once(&schema, &schema.sdl(), single_check::QUERY, variables).await?;
    if let Some(error) = answer.pointer("/errors/0/message").and_then(Value::as_str) {
        bail!("{error}");
    }
    let (url, seen) = found.get().context("nothing was checked")?;
    let mut shown = show(url, seen);
    if args.json {
        let told = answer.pointer("/data/check");
        shown.text = serde_json::to_string_pretty(&told)? + "\n";
    } else if let Some(hint) = hint(&args.url, url, seen) {
        shown.text.push_str(&hint);
    }
    Ok(shown)
}

/// Suggests `http://` if a server that was assumed to speak TLS does not seem to. For a server
/// that answers something else, the reason already says so.
fn hint(typed: &str, url: &str, seen: &Observation) -> Option<String> {
    let detail = seen.failure.as_ref()?.detail.as_str();
    let rest = url
        .strip_prefix("https://")
        .filter(|_| !typed.contains("://"))?;
    // Servers other than web servers close the connection, or wait for more.
    let may = matches!(
        detail,
        "tls.closed" | "tls.reset" | "tls.alert" | "timeout.tls" | "connect.refused"
    );
    may.then(|| format!("The URL has no scheme, so https:// was assumed: try http://{rest}\n"))
}

fn show(url: &str, seen: &Observation) -> Shown {
    let (word, exit_code) = match seen.outcome {
        Outcome::Up => ("up", 0),
        Outcome::Degraded => ("degraded", 0),
        Outcome::Down => ("down", 1),
        Outcome::Unmeasured => ("unmeasured", 2),
    };
    let mut text = format!("{url} is {word}");
    if let Some(status) = seen.http_status {
        let _ = write!(text, ", HTTP {status}");
    }
    let phases = seen.phases.unwrap_or_default();
    let total_us = phases.total_us();
    if seen.phases.is_some() {
        let _ = write!(text, ", {}", ms(total_us));
    }
    text.push('\n');
    let mut before_us = 0;
    for (name, us) in phases.named() {
        let Some(us) = us.map(u64::from) else {
            continue;
        };
        let bar = bar(before_us, us, total_us);
        let _ = writeln!(text, "  {name:<9}{:>11}  {bar}", ms(us));
        before_us += us;
    }
    for fact in facts(seen) {
        let _ = writeln!(text, "  {fact}");
    }
    if let Some(failure) = &seen.failure {
        let _ = writeln!(text, "{} ({})", failure.reason, failure.detail);
    }
    Shown { text, exit_code }
}

/// Further facts, one per line.
fn facts(seen: &Observation) -> Vec<String> {
    let mut lines = Vec::new();
    if let [_, .., last] = seen.evidence.hops.as_slice() {
        lines.push(format!("redirected to {}", last.url));
    }
    if let Some(address) = seen.evidence.address {
        lines.push(format!("asked {address}"));
    }
    if let Some(tls) = &seen.tls {
        let spoken = [&tls.version, &tls.cipher, &tls.alpn];
        let spoken: Vec<&str> = spoken.into_iter().flatten().map(String::as_str).collect();
        if !spoken.is_empty() {
            lines.push(format!("spoke {}", spoken.join(", ")));
        }
        if let Some(leaf) = tls.chain.first() {
            let until = chrono::DateTime::from_timestamp(leaf.not_after_secs, 0);
            let until = until.unwrap_or_default().format("%Y-%m-%d");
            let (subject, issuer) = (&leaf.subject, &leaf.issuer);
            lines.push(format!("certificate {subject} by {issuer}, until {until}"));
        }
    }
    for finding in &seen.evidence.findings {
        let mark = match finding.verdict {
            Verdict::Passed => "✓",
            Verdict::Degraded => "!",
            Verdict::Failed => "✗",
        };
        lines.push(format!("{mark} {}: {}", finding.expected, finding.actual));
    }
    lines
}

/// The phase's bar in the waterfall.
fn bar(before_us: u64, us: u64, total_us: u64) -> String {
    let scaled = |us: u64| {
        let cells = us
            .saturating_mul(WIDTH as u64)
            .checked_div(total_us)
            .unwrap_or(0);
        usize::try_from(cells).unwrap_or(WIDTH)
    };
    let begin = scaled(before_us).min(WIDTH - 1);
    let length = scaled(us).clamp(1, WIDTH - begin);
    format!("{}{}", " ".repeat(begin), "█".repeat(length))
}

fn ms(us: u64) -> String {
    format!("{}.{:03} ms", us / 1_000, us % 1_000)
}

#[cfg(test)]
mod tests {
    use queue::{Certificate, Evidence, Failure, FailureClass, Finding, Hop, Phases, TlsFacts};

    use super::*;

    #[test]
    fn phases_are_a_waterfall() {
        let phases = Phases {
            dns_us: Some(10_000),
            connect_us: Some(10_000),
            tls_us: None,
            ttfb_us: Some(20_000),
            transfer_us: Some(10),
        };
        let shown = show(
            "http://a.test/",
            &Observation {
                outcome: Outcome::Up,
                failure: None,
                http_status: Some(200),
                phases: Some(phases),
                attempts: 1,
                tls: None,
                evidence: Evidence::default(),
            },
        );
        assert_eq!(shown.exit_code, 0);
        let lines: Vec<&str> = shown.text.lines().collect();
        assert_eq!(lines[0], "http://a.test/ is up, HTTP 200, 40.010 ms");
        assert_eq!(
            lines[1],
            format!("  dns        10.000 ms  {}", "█".repeat(9))
        );
        assert_eq!(
            lines[3],
            format!(
                "  ttfb       20.000 ms  {}{}",
                " ".repeat(19),
                "█".repeat(19)
            )
        );
        assert_eq!(lines.len(), 5);
    }

    #[test]
    fn what_was_looked_at_is_shown() {
        let finding = |expected: &str, verdict| Finding {
            expected: expected.to_owned(),
            actual: "503".to_owned(),
            verdict,
        };
        let hop = |url: &str| Hop {
            url: url.to_owned(),
            address: None,
            status: None,
            phases: Phases::default(),
        };
        let certificate = Certificate {
            subject: "CN=a.test".to_owned(),
            names: vec![],
            issuer: "CN=ca.test".to_owned(),
            not_before_secs: 0,
            not_after_secs: 1_800_000_000,
            key: "ECDSA P-256".to_owned(),
            fingerprint: [0; 32],
        };
        let seen = Observation {
            outcome: Outcome::Down,
            failure: None,
            http_status: Some(503),
            phases: None,
            attempts: 1,
            tls: Some(TlsFacts {
                version: Some("TLS 1.3".to_owned()),
                cipher: None,
                alpn: Some("h2".to_owned()),
                problem: None,
                chain: vec![certificate],
            }),
            evidence: Evidence {
                address: Some("192.0.2.1:443".parse().unwrap()),
                hops: vec![hop("https://a.test/"), hop("https://www.a.test/")],
                findings: vec![
                    finding("status is 200-399", Verdict::Failed),
                    finding("header x exists", Verdict::Passed),
                ],
                ..Evidence::default()
            },
        };
        assert_eq!(
            facts(&seen),
            [
                "redirected to https://www.a.test/",
                "asked 192.0.2.1:443",
                "spoke TLS 1.3, h2",
                "certificate CN=a.test by CN=ca.test, until 2027-01-15",
                "✗ status is 200-399: 503",
                "✓ header x exists: 503",
            ]
        );
    }

    #[test]
    fn who_seems_not_to_speak_tls_is_tried_without() {
        for (typed, url, detail, expected) in [
            (
                "localhost:8080",
                "https://localhost:8080/",
                "timeout.tls",
                "The URL has no scheme, so https:// was assumed: try http://localhost:8080/\n",
            ),
            (
                "localhost:8080",
                "https://localhost:8080/",
                "tls.not_tls",
                "",
            ),
            (
                "localhost",
                "https://localhost/",
                "connect.refused",
                "The URL has no scheme, so https:// was assumed: try http://localhost/\n",
            ),
            (
                "a.test",
                "https://a.test/",
                "tls.closed",
                "The URL has no scheme, so https:// was assumed: try http://a.test/\n",
            ),
            ("https://a.test", "https://a.test/", "connect.refused", ""),
            ("a.test", "https://a.test/", "tls.expired", ""),
            ("tls://a.test", "tls://a.test:443", "tls.not_tls", ""),
        ] {
            let seen = Observation {
                outcome: Outcome::Down,
                failure: Some(Failure {
                    class: FailureClass::Tls,
                    detail: detail.to_owned(),
                    reason: String::new(),
                }),
                http_status: None,
                phases: None,
                attempts: 1,
                tls: None,
                evidence: Evidence::default(),
            };
            let hint = hint(typed, url, &seen).unwrap_or_default();
            assert_eq!(hint, expected, "{typed} {detail}");
        }
    }

    #[test]
    fn a_failure_is_one_sentence() {
        let failure = Failure {
            class: FailureClass::Connect,
            detail: "connect.refused".to_owned(),
            reason: "connection refused by 203.0.113.5:443".to_owned(),
        };
        let shown = show(
            "https://a.test/",
            &Observation {
                outcome: Outcome::Down,
                failure: Some(failure),
                http_status: None,
                phases: None,
                attempts: 1,
                tls: None,
                evidence: Evidence::default(),
            },
        );
        assert_eq!(
            shown.text,
            "https://a.test/ is down\nconnection refused by 203.0.113.5:443 (connect.refused)\n"
        );
        assert_eq!(shown.exit_code, 1);
    }
}
