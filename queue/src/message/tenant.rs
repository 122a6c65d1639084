//! Whom a job is for, as far as a prober needs to know.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A number that stands for an organization, so that a prober can share out its permits. It is
/// no id: it tells nothing else about the organization, and two may have the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Tenant(NonZeroU32);

impl Tenant {
    /// The number of `organization`, the same in every process.
    pub fn of(organization: Uuid) -> Self {
        let [a, b, c, d, ..] = <[u8; 32]>::from(Sha256::digest(organization.as_bytes()));
        let number = u32::from_be_bytes([a, b, c, d]);
        Self(NonZeroU32::new(number).unwrap_or(NonZeroU32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_same_everywhere_and_another_for_another_organization() {
        let number = |n| Tenant::of(Uuid::from_u128(n)).0.get();
        assert_eq!(number(1), number(1));
        assert_ne!(number(1), number(2));
        // Other versions tell the same.
        assert_eq!(number(0), 0x374708ff);
    }
}
