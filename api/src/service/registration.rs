//! Who may sign up by password. Whom a provider of single sign-on lets in is decided there.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use entity::user;
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};
use uuid::Uuid;

use super::{Error, Result};

/// Who may sign up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Everybody.
    #[default]
    Open,
    /// Whoever has been invited to an organization.
    Invited,
    /// Nobody.
    Closed,
}

impl Mode {
    /// Refuses who may not sign up.
    ///
    /// # Errors
    /// [`Error::Refused`].
    pub fn check(self, is_invited: bool) -> Result<()> {
        match self {
            Self::Open => Ok(()),
            Self::Invited if is_invited => Ok(()),
            Self::Invited => Err(Error::Refused(
                "signing up here takes an invitation to an organization: ask one of its admins",
            )),
            Self::Closed => Err(Error::Refused(
                "nobody can sign up here: ask the operator of this installation for an account",
            )),
        }
    }
}

/// Who may sign up here, once there is an account; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Registration {
    mode: Mode,
    has_accounts: Arc<AtomicBool>,
}

impl Registration {
    /// Registration in `mode`.
    pub fn new(mode: Mode) -> Self {
        Self {
            mode,
            has_accounts: Arc::default(),
        }
    }

    /// The mode that applies to whoever is not the first.
    pub fn later(&self) -> Mode {
        self.mode
    }

    /// The mode that applies now: the first account of an installation may always be created.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn now(&self, db: &impl ConnectionTrait) -> Result<Mode> {
        // Accounts are never deleted, so they are looked for until there is one.
        if self.mode == Mode::Open || self.has_accounts.load(Ordering::Relaxed) {
            return Ok(self.mode);
        }
        let has_accounts = any(db).await?;
        self.has_accounts.store(has_accounts, Ordering::Relaxed);
        Ok(if has_accounts { self.mode } else { Mode::Open })
    }
}

/// Whether there is an account.
pub(super) async fn any(db: &impl ConnectionTrait) -> Result<bool> {
    let one = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .limit(1);
    let one: Option<Uuid> = one.into_tuple().one(db).await?;
    Ok(one.is_some())
}
