//! What is expected of the handshakes of an attempt.

use queue::{Certificate, FailureClass, Finding, TlsRules, TlsVersion, Verdict};
use rustls::ProtocolVersion;

use super::{Tls, certificate, explain, version_name};
use crate::probe::fault::Fault;
use crate::probe::trace::Trace;

const DAY_SECS: i64 = 86_400;

/// Looks at what `rules` expect of the handshakes of an attempt.
pub(crate) fn judge(rules: &TlsRules, tls: &Tls, trace: &mut Trace) {
    if trace.handshakes.is_empty() {
        return;
    }
    let now = tls.time.now();
    let now_secs = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    let last_secs = now_secs.saturating_add(i64::from(rules.degraded_below_days) * DAY_SECS);
    for handshake in std::mem::take(&mut trace.handshakes) {
        let facts = handshake.facts(&tls.known);
        if let Some(version) = handshake.version {
            judge_version(rules, version, &handshake.host, trace);
        }
        if let Some(leaf) = facts.chain.first().filter(|_| facts.problem.is_none()) {
            judge_days(rules, leaf.not_after_secs, now_secs, &handshake.host, trace);
            let path = handshake.recorder.path(now, last_secs);
            let path = path.iter().map(|der| tls.known.read(der));
            if let Some(first) = path.min_by_key(|certificate| certificate.not_after_secs) {
                judge_path(rules, &first, now_secs, &handshake.host, trace);
            }
        }
        if rules.ignore_errors
            && let Some(problem) = handshake.problem()
        {
            let finding = Finding {
                expected: "certificate is valid (ignored)".to_owned(),
                actual: problem.failure.reason,
                verdict: Verdict::Passed,
            };
            trace.seen.findings.push(finding);
        }
        // A handshake that broke off before any certificate came showed nothing.
        if !facts.chain.is_empty() {
            trace.tls = Some(facts);
        }
    }
}

fn judge_version(rules: &TlsRules, version: ProtocolVersion, host: &str, trace: &mut Trace) {
    let Some(least) = rules.min_version else {
        return;
    };
    let (least, named) = match least {
        TlsVersion::Tls12 => (ProtocolVersion::TLSv1_2, "TLS 1.2"),
        TlsVersion::Tls13 => (ProtocolVersion::TLSv1_3, "TLS 1.3"),
    };
    let holds = u16::from(version) >= u16::from(least);
    let actual = version_name(version);
    let reason = format!("{host} speaks {actual}, at least {named} is expected");
    let finding = Finding {
        expected: format!("at least {named}"),
        actual,
        verdict: if holds {
            Verdict::Passed
        } else {
            Verdict::Failed
        },
    };
    trace.note(finding, |_| {
        Fault::down(FailureClass::Tls, "tls.old_version", reason)
    });
}

fn judge_days(rules: &TlsRules, not_after_secs: i64, now_secs: i64, host: &str, trace: &mut Trace) {
    let days = (not_after_secs - now_secs).div_euclid(DAY_SECS);
    let least = i64::from(rules.degraded_below_days);
    if least == 0 {
        return;
    }
    let finding = Finding {
        expected: format!("certificate has at least {least} days left"),
        actual: explain::days_left(days),
        verdict: if days >= least {
            Verdict::Passed
        } else {
            Verdict::Degraded
        },
    };
    trace.note(finding, |_| {
        let on = explain::date(not_after_secs);
        let left = explain::days_left(days);
        let reason = format!("the TLS certificate of {host} expires in {left} ({on})");
        Fault::degraded(FailureClass::Tls, "tls.expiring", reason)
    });
}

/// Looks at the certificate between the website's own and the root that ends first.
fn judge_path(rules: &TlsRules, first: &Certificate, now_secs: i64, host: &str, trace: &mut Trace) {
    let days = (first.not_after_secs - now_secs).div_euclid(DAY_SECS);
    let least = i64::from(rules.degraded_below_days);
    if least == 0 {
        return;
    }
    let title = certificate::title(&first.subject);
    let on = explain::date(first.not_after_secs);
    let left = explain::days_left(days);
    let finding = Finding {
        expected: format!("certificates of its issuers have at least {least} days left"),
        actual: format!("{left} ({title}, {on})"),
        verdict: if days >= least {
            Verdict::Passed
        } else {
            Verdict::Degraded
        },
    };
    let reason = format!(
        "the intermediate certificate {title}, by which that of {host} is trusted, expires in \
         {left} ({on})"
    );
    trace.note(finding, |_| {
        Fault::degraded(FailureClass::Tls, "tls.expiring", reason)
    });
}
