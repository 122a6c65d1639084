//! A website's secrets: sealed in its row, and opened only to keep some of them.

use entity::OrganizationId;
use queue::{InstanceKeys, Secrets};
use uuid::Uuid;

use crate::service::{Error, Result};

/// Access to a website's stored secrets.
#[derive(Debug)]
pub struct SecretStore<'a> {
    /// Keys that seal and open the secrets.
    pub keys: &'a InstanceKeys,
    /// Organization that owns the website.
    pub organization: OrganizationId,
    /// Public id of the website.
    pub website: Uuid,
    /// The stored secrets, sealed.
    pub sealed: Option<&'a [u8]>,
}

impl SecretStore<'_> {
    /// This store, without the stored secrets if the check now goes elsewhere.
    pub(super) fn if_stays(&self, stays: bool) -> Self {
        Self {
            sealed: self.sealed.filter(|_| stays),
            ..*self
        }
    }

    /// The stored secrets, sealed, as in the row.
    pub(super) fn sealed(&self) -> Option<Vec<u8>> {
        self.sealed.map(<[u8]>::to_vec)
    }

    /// Opens the stored secrets; empty if there are none.
    ///
    /// # Errors
    /// [`Error::Conflict`] if they cannot be opened.
    pub(in crate::service) fn open(&self) -> Result<Secrets> {
        let Some(sealed) = self.sealed else {
            return Ok(Secrets::default());
        };
        self.keys
            .open(sealed, self.organization.0, self.website)
            .map_err(|error| Error::Conflict {
                field: Some("check"),
                message: format!(
                    "the stored secrets cannot be opened: {error}; provide them again"
                ),
            })
    }

    /// Seals `secrets` for the row; unchanged secrets keep their sealed form.
    ///
    /// # Errors
    /// [`Error::Conflict`] if there are secrets and no key.
    pub(super) fn seal(&self, secrets: &Secrets) -> Result<Option<Vec<u8>>> {
        if secrets.is_empty() {
            return Ok(None);
        }
        if self.open().is_ok_and(|stored| stored == *secrets) {
            return Ok(self.sealed());
        }
        let sealed = self.keys.seal(secrets, self.organization.0, self.website);
        sealed.map(Some).map_err(|_| Error::Conflict {
            field: Some("check"),
            message: "headers, credentials and client certificates are secrets, which cannot be stored without a key: set UPBEAT_SECRET_KEY".to_owned(),
        })
    }
}
