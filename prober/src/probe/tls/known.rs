//! Facts of certificates that were read before: most checks see the same ones
//! again, and reading costs more than recognizing.
//!
//! Only what was seen twice is kept, so that a server which shows another one each
//! time takes no room and pushes nothing out.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use queue::Certificate;
use rustls::pki_types::CertificateDer;
use sha2::{Digest, Sha256};

use super::certificate;

/// Most bytes of what is kept, of which one certificate takes some 600.
const KNOWN_BYTES: usize = 8 * 1_024 * 1_024;

/// Most certificates of which it is only kept that they were seen.
const SEEN: usize = 20_000;

/// What a certificate takes besides its texts.
const ENTRY_BYTES: usize = 400;

type Fingerprint = [u8; 32];

/// Facts of certificates.
#[derive(Debug, Default)]
pub(super) struct Known(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    facts: HashMap<Fingerprint, Certificate>,
    /// In the order in which they were kept.
    order: VecDeque<Fingerprint>,
    bytes: usize,
    /// Those that were seen once, and those before them.
    seen: [HashSet<Fingerprint>; 2],
}

impl Known {
    /// The facts of a certificate; of bytes that are none, only their fingerprint.
    pub(super) fn read(&self, der: &CertificateDer<'_>) -> Certificate {
        let fingerprint: Fingerprint = Sha256::digest(der).into();
        if let Some(facts) = self.kept().facts.get(&fingerprint) {
            return facts.clone();
        }
        let facts = certificate::read(der, fingerprint);
        let mut kept = self.kept();
        if kept.has_seen(fingerprint) {
            kept.keep(fingerprint, &facts);
        }
        facts
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    /// Whether it was seen before; from now on it was.
    fn has_seen(&mut self, fingerprint: Fingerprint) -> bool {
        if self.seen.iter().any(|seen| seen.contains(&fingerprint)) {
            return true;
        }
        if self.seen[0].len() >= SEEN / 2 {
            self.seen.swap(0, 1);
            self.seen[0].clear();
        }
        self.seen[0].insert(fingerprint);
        false
    }

    /// Keeps `facts`; those that were kept first leave where there is no room.
    fn keep(&mut self, fingerprint: Fingerprint, facts: &Certificate) {
        if self.facts.insert(fingerprint, facts.clone()).is_some() {
            return;
        }
        self.order.push_back(fingerprint);
        self.bytes += size(facts);
        while self.bytes > KNOWN_BYTES
            && let Some(first) = self.order.pop_front()
        {
            let left = self.facts.remove(&first);
            self.bytes -= left.as_ref().map_or(0, size);
        }
    }
}

/// The memory that the facts of a certificate take.
fn size(facts: &Certificate) -> usize {
    let names = facts.names.iter();
    let names: usize = names.map(|name| name.len() + size_of::<String>()).sum();
    ENTRY_BYTES + facts.subject.len() + facts.issuer.len() + facts.key.len() + names
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A certificate for many long names, and what makes it another one.
    fn large() -> impl Fn(u32) -> CertificateDer<'static> {
        let label = "a".repeat(60);
        let names = (0..100).map(|n| format!("{label}.{label}.{label}.n{n}.test"));
        let names: Vec<_> = names.collect();
        let made = rcgen::generate_simple_self_signed(names).unwrap();
        let der = made.cert.der().to_vec();
        move |n| {
            let mut der = der.clone();
            // The signature's last bytes, which nobody looks at.
            let end = der.len() - 4;
            der[end..].copy_from_slice(&n.to_be_bytes());
            CertificateDer::from(der)
        }
    }

    #[test]
    fn what_is_kept_is_bounded_in_bytes() {
        let known = Known::default();
        let make = large();
        // Twice each, so that all are kept that there is room for.
        for n in 0..600 {
            let first = known.read(&make(n));
            assert_eq!(first.names.len(), 100);
            assert_eq!(known.read(&make(n)), first);
        }
        let kept = known.kept();
        assert!(kept.bytes <= KNOWN_BYTES, "{}", kept.bytes);
        assert!(kept.bytes > KNOWN_BYTES / 2, "{}", kept.bytes);
        assert_eq!(kept.bytes, kept.facts.values().map(size).sum::<usize>());
        assert_eq!(kept.facts.len(), kept.order.len());
        assert!(kept.facts.len() < 600);
    }

    #[test]
    fn a_certificate_that_is_another_each_time_pushes_nothing_out() {
        let known = Known::default();
        let honest = rcgen::generate_simple_self_signed(vec!["a.test".to_owned()]).unwrap();
        for _ in 0..2 {
            known.read(honest.cert.der());
        }
        let short = |n: u32| CertificateDer::from(n.to_be_bytes().to_vec());
        for n in 0..50_000 {
            known.read(&short(n));
        }
        let kept = known.kept();
        assert_eq!(kept.facts.len(), 1);
        assert!(kept.seen.iter().map(HashSet::len).sum::<usize>() <= SEEN);
    }
}
