//! The api's signature on a job, so that a prober can answer only for slots
//! that were given to it.
//!
//! HMAC-SHA-256 over (region, website, key, revision, slot, origin). Only api
//! processes hold the key; a prober carries the signature back unread.

use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::{JobKey, Origin, RegionName};

/// The key that signs jobs, 32 bytes, the same in every api replica.
#[derive(Clone)]
pub struct SigningKey([u8; 32]);

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey(***)")
    }
}

impl SigningKey {
    /// The key with these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The signature of the job `key` for `region`.
    pub fn sign(&self, region: &RegionName, key: &JobKey) -> [u8; 32] {
        self.mac(region, key).finalize().into_bytes().into()
    }

    /// Whether `mac` is this key's signature of the job; constant time.
    pub fn verify(&self, region: &RegionName, key: &JobKey, mac: &[u8; 32]) -> bool {
        self.mac(region, key).verify_slice(mac).is_ok()
    }

    /// Bytes that follow from this key, `purpose` and `text`, and tell nothing of either. No
    /// job's signature is among them: the length of a region's name, with which a job begins,
    /// is never 255.
    pub fn derive(&self, purpose: &str, text: &[u8]) -> [u8; 32] {
        let mut mac = self.keyed();
        mac.update(&[u8::MAX]);
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(text);
        mac.finalize().into_bytes().into()
    }

    fn keyed(&self) -> Hmac<Sha256> {
        // HMAC fills its key up to the hash's block with zeros; doing it here
        // gives the same signature, and nothing can fail.
        let mut block = [0; 64];
        block[..self.0.len()].copy_from_slice(&self.0);
        <Hmac<Sha256> as hmac::digest::KeyInit>::new(&block.into())
    }

    fn mac(&self, region: &RegionName, key: &JobKey) -> Hmac<Sha256> {
        let mut mac = self.keyed();
        // Names have 64 bytes at most; the length keeps fields from running
        // into each other.
        mac.update(&[u8::try_from(region.as_str().len()).unwrap_or(u8::MAX)]);
        mac.update(region.as_str().as_bytes());
        mac.update(key.website.as_bytes());
        mac.update(&key.website_key.to_be_bytes());
        mac.update(&key.revision.to_be_bytes());
        mac.update(&key.slot_ms.to_be_bytes());
        mac.update(&[match key.origin {
            Origin::Schedule => 0,
            Origin::Confirmation => 1,
            Origin::Person => 2,
        }]);
        mac
    }
}
