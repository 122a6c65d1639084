//! What is kept of a failure for whoever looks into it, within its bound.

use queue::{Evidence, Finding, Verdict, codec};

use super::answer::cut_text;

/// Most bytes of one text in it; head and body have bounds of their own.
const TEXT_BYTES: usize = 512;

/// Most certificates, addresses and findings, and names of a certificate.
const LIST: usize = 20;

/// `evidence` within [`Evidence::LIMIT_BYTES`]: what is long is cut, and if that
/// does not do, what is least telling goes first.
pub(crate) fn bounded(mut evidence: Evidence) -> Evidence {
    evidence.addresses.truncate(LIST);
    telling_findings(&mut evidence, 2 * LIST);
    evidence.certificates.truncate(LIST);
    for hop in &mut evidence.hops {
        cut_text(&mut hop.url, TEXT_BYTES);
    }
    for finding in &mut evidence.findings {
        cut_text(&mut finding.expected, TEXT_BYTES);
        cut_text(&mut finding.actual, TEXT_BYTES);
    }
    for attempt in &mut evidence.attempts {
        cut_text(&mut attempt.reason, TEXT_BYTES);
    }
    for certificate in &mut evidence.certificates {
        certificate.names.truncate(LIST);
    }
    let shorten: [fn(&mut Evidence); 6] = [
        |evidence| evidence.certificates.truncate(1),
        |evidence| evidence.head = None,
        |evidence| telling_findings(evidence, LIST / 4),
        |evidence| evidence.hops.truncate(3),
        |evidence| evidence.certificates.clear(),
        |evidence| evidence.body = None,
    ];
    for step in shorten {
        if codec::size(&evidence) <= Evidence::LIMIT_BYTES {
            return evidence;
        }
        step(&mut evidence);
    }
    evidence
}

/// Keeps `most` findings, in order, and of them first those that do not hold.
fn telling_findings(evidence: &mut Evidence, most: usize) {
    let broken = |finding: &Finding| finding.verdict != Verdict::Passed;
    let all = std::mem::take(&mut evidence.findings);
    let mut room = most.saturating_sub(all.iter().filter(|finding| broken(finding)).count());
    let kept = all.into_iter().filter(|finding| {
        let keeps = broken(finding) || room > 0;
        room = room.saturating_sub(usize::from(!broken(finding)));
        keeps
    });
    evidence.findings = kept.take(most).collect();
}

#[cfg(test)]
mod tests {
    use queue::{Certificate, Hop, Phases};

    use super::*;

    #[test]
    fn what_does_not_hold_is_kept_before_what_does() {
        let finding = |verdict| Finding {
            expected: String::new(),
            actual: String::new(),
            verdict,
        };
        let mut findings = vec![finding(Verdict::Passed); 9];
        findings.extend([Verdict::Degraded, Verdict::Failed].map(finding));
        let mut evidence = Evidence {
            findings,
            ..Evidence::default()
        };
        telling_findings(&mut evidence, 3);
        let verdicts: Vec<_> = evidence
            .findings
            .iter()
            .map(|finding| finding.verdict)
            .collect();
        let expected = [Verdict::Passed, Verdict::Degraded, Verdict::Failed];
        assert_eq!(verdicts, expected);
    }

    #[test]
    fn it_never_exceeds_its_bound() {
        let long = || "ü".repeat(5_000);
        let hop = || Hop {
            url: long(),
            address: None,
            status: None,
            phases: Phases::default(),
        };
        let finding = || Finding {
            expected: long(),
            actual: long(),
            verdict: Verdict::Failed,
        };
        let certificate = || Certificate {
            subject: "CN=a.test".to_owned(),
            names: vec!["x".repeat(250); 100],
            issuer: "CN=b.test".to_owned(),
            not_before_secs: 0,
            not_after_secs: 0,
            key: "RSA 2048".to_owned(),
            fingerprint: [0; 32],
        };
        let evidence = Evidence {
            hops: (0..11).map(|_| hop()).collect(),
            findings: (0..50).map(|_| finding()).collect(),
            certificates: (0..50).map(|_| certificate()).collect(),
            head: Some("h".repeat(2_048)),
            body: Some("b".repeat(1_024)),
            ..Evidence::default()
        };
        let bounded = bounded(evidence);
        let size = codec::size(&bounded);
        assert!(size <= Evidence::LIMIT_BYTES, "{size}");
        assert!(bounded.body.is_some() && !bounded.findings.is_empty());
    }
}
