//! A website's secrets: sealed in its row, and opened only to keep some of them.

use queue::{InstanceKeys, Secrets};
use uuid::Uuid;

use crate::service::{Error, OrganizationId, Result};

/// Where a website's secrets are kept.
#[derive(Debug)]
pub struct Vault<'a> {
    /// What seals and opens.
    pub keys: &'a InstanceKeys,
    /// Whose website it is.
    pub organization: OrganizationId,
    /// Which website.
    pub website: Uuid,
    /// What is sealed now.
    pub sealed: Option<&'a [u8]>,
}

impl Vault<'_> {
    /// The same, but without what is sealed where the secrets do not stay with whom they
    /// were given for.
    pub(super) fn if_stays(&self, stays: bool) -> Self {
        Self {
            sealed: self.sealed.filter(|_| stays),
            ..*self
        }
    }

    /// What is sealed now, as the row has it.
    pub(super) fn sealed(&self) -> Option<Vec<u8>> {
        self.sealed.map(<[u8]>::to_vec)
    }

    /// The secrets that are stored; none where there are none.
    ///
    /// # Errors
    /// [`Error::Conflict`] where they cannot be opened.
    pub(in crate::service) fn open(&self) -> Result<Secrets> {
        let Some(sealed) = self.sealed else {
            return Ok(Secrets::default());
        };
        self.keys
            .open(sealed, self.organization, self.website)
            .map_err(|error| Error::Conflict {
                field: Some("check"),
                message: format!("the stored secrets cannot be opened: {error}; give them again"),
            })
    }

    /// `secrets` as the row is to have them; what is the same as before stays as
    /// it is.
    ///
    /// # Errors
    /// [`Error::Conflict`] where there are secrets and no key.
    pub(super) fn seal(&self, secrets: &Secrets) -> Result<Option<Vec<u8>>> {
        if secrets.is_empty() {
            return Ok(None);
        }
        if self.open().is_ok_and(|stored| stored == *secrets) {
            return Ok(self.sealed());
        }
        let sealed = self.keys.seal(secrets, self.organization, self.website);
        sealed.map(Some).map_err(|_| Error::Conflict {
            field: Some("check"),
            message: "headers, credentials and client certificates are secrets, which cannot be kept here: set UPBEAT_SECRET_KEY".to_owned(),
        })
    }
}
