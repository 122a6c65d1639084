//! A sign-in that was started, bound to the browser that started it by a secret in its cookie.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore;
use sha2::{Digest, Sha256};

/// Longest path to return to, in bytes.
const MAX_PATH_BYTES: usize = 1_024;

/// A sign-in that was started. All that the provider sees of it is derived from one secret, and
/// from none of it anybody finds another part.
#[derive(Clone, PartialEq, Eq)]
pub struct Attempt {
    secret: [u8; 32],
    /// Where the browser goes afterwards.
    return_to: String,
}

impl Attempt {
    /// A new attempt, after which the browser goes to `return_to`.
    pub fn new(return_to: &str) -> Self {
        let mut secret = [0; 32];
        rand::rng().fill_bytes(&mut secret);
        let return_to = Some(return_to).filter(|path| path.len() <= MAX_PATH_BYTES);
        Self {
            secret,
            return_to: return_to.unwrap_or_default().to_owned(),
        }
    }

    /// The attempt that [`Self::cookie`] wrote, if it is one.
    pub fn of_cookie(cookie: &str) -> Option<Self> {
        let (secret, path) = cookie.split_once('.')?;
        let decode = |text| URL_SAFE_NO_PAD.decode(text).ok();
        let return_to = String::from_utf8(decode(path)?).ok()?;
        Some(Self {
            secret: decode(secret)?.try_into().ok()?,
            return_to,
        })
    }

    /// What the browser keeps.
    pub fn cookie(&self) -> String {
        let [secret, path] = [&self.secret[..], self.return_to.as_bytes()];
        let encode = |bytes| URL_SAFE_NO_PAD.encode(bytes);
        format!("{}.{}", encode(secret), encode(path))
    }

    /// Where the browser is to go afterwards, as it was asked for: anybody may have.
    pub fn return_to(&self) -> &str {
        &self.return_to
    }

    /// What the provider sends the browser back with. Source: RFC 6749, 10.12.
    pub(super) fn state(&self) -> String {
        self.derived(b"state")
    }

    /// What the ID token repeats. Source: OpenID Connect Core 1.0, 15.5.2.
    pub(super) fn nonce(&self) -> String {
        self.derived(b"nonce")
    }

    /// What proves that the code was asked for by us. Source: RFC 7636, 4.1.
    pub(super) fn verifier(&self) -> String {
        self.derived(b"verifier")
    }

    /// What the provider compares with the verifier. Source: RFC 7636, 4.2.
    pub(super) fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier()))
    }

    fn derived(&self, what: &[u8]) -> String {
        let hash = Sha256::new().chain_update(what).chain_update(self.secret);
        URL_SAFE_NO_PAD.encode(hash.finalize())
    }
}

impl std::fmt::Debug for Attempt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attempt").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_keeps_it_as_it_is() {
        let attempt = Attempt::new("/websites?a=b#c");
        let kept = Attempt::of_cookie(&attempt.cookie()).unwrap();
        assert!(kept == attempt && kept.return_to() == "/websites?a=b#c");
        assert_ne!(Attempt::new("/").state(), Attempt::new("/").state());
        let parts = [attempt.state(), attempt.nonce(), attempt.verifier()];
        assert!(parts.iter().all(|part| part.len() == 43));
        assert!(parts[0] != parts[1] && parts[1] != parts[2] && parts[0] != parts[2]);
        assert!(!parts.iter().any(|part| attempt.cookie().contains(part)));
        assert_eq!(Attempt::new(&"/".repeat(1_025)).return_to(), "");
        for broken in ["", ".", "AAAA.AAAA", &attempt.cookie()[1..]] {
            assert!(Attempt::of_cookie(broken).is_none(), "{broken:?}");
        }
    }
}
