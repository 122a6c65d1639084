//! The api's signature on jobs, so that a prober can answer only for slots that it was given.
//!
//! HMAC-SHA-256 over (region, website, key, revision, slot, origin). Only api processes hold
//! the key; a prober returns the signature without interpreting it.

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
    /// A key with these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The signature of the job `key` for `region`.
    pub fn sign(&self, region: &RegionName, key: &JobKey) -> [u8; 32] {
        self.mac(region, key).finalize().into_bytes().into()
    }

    /// Whether `mac` is this key's signature of the job, in constant time.
    pub fn verify(&self, region: &RegionName, key: &JobKey, mac: &[u8; 32]) -> bool {
        self.mac(region, key).verify_slice(mac).is_ok()
    }

    /// Bytes derived from this key, `purpose` and `text`, which reveal none of them. They
    /// never equal a job's signature: its input starts with the length of a region's name,
    /// which is never 255.
    pub fn derive(&self, purpose: &str, text: &[u8]) -> [u8; 32] {
        let mut mac = self.keyed();
        mac.update(&[u8::MAX]);
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(text);
        mac.finalize().into_bytes().into()
    }

    fn keyed(&self) -> Hmac<Sha256> {
        // HMAC pads its key with zeros to the hash's block size; doing it here gives the same
        // signature and cannot fail.
        let mut block = [0; 64];
        block[..self.0.len()].copy_from_slice(&self.0);
        <Hmac<Sha256> as hmac::digest::KeyInit>::new(&block.into())
    }

    fn mac(&self, region: &RegionName, key: &JobKey) -> Hmac<Sha256> {
        let mut mac = self.keyed();
        // Names have at most 64 bytes; the length separates fields.
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
