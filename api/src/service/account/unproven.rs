//! What is taken from an account whose address was never verified when its owner resets its
//! password: whoever used it until then may have been somebody else.

use chrono::{DateTime, Utc};
use entity::audit_entry::AuditAction;
use entity::{OrganizationId, api_key, channel, member, passkey, user};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::service::audit::{self, Actor, Entry};
use crate::service::channel::pause_all;
use crate::service::{Result, second_factor};

/// What only `user` has, with the channels locked, as they are before accounts.
pub(super) struct Own {
    organizations: Vec<OrganizationId>,
    channels: Vec<channel::Model>,
}

/// What was taken.
#[derive(Default)]
pub(super) struct Taken {
    /// Whether that was anything at all.
    pub(super) is_something: bool,
    /// Hashes of the tokens of API keys, whose sockets end.
    pub(super) keys: Vec<Vec<u8>>,
}

/// Locks the channels of the organizations to which nobody but `user` belongs: those of others are
/// theirs to look after.
pub(super) async fn lock(transaction: &DatabaseTransaction, user: Uuid) -> Result<Own> {
    let of = || {
        member::Entity::find()
            .select_only()
            .column(member::Column::OrganizationId)
    };
    let all = of().filter(member::Column::UserId.eq(user));
    let mut organizations: Vec<OrganizationId> = all.into_tuple().all(transaction).await?;
    let shared = of()
        .filter(member::Column::UserId.ne(user))
        .filter(member::Column::OrganizationId.is_in(organizations.iter().copied()));
    let shared: Vec<OrganizationId> = shared.into_tuple().all(transaction).await?;
    organizations.retain(|id| !shared.contains(id));
    let channels = channel::lock_all(transaction, &organizations).await?;
    Ok(Own {
        organizations,
        channels,
    })
}

impl Own {
    /// Pauses the channels, which would tell a stranger of what the owner adds, and removes what
    /// would let a stranger in, or keep the owner out.
    pub(super) async fn take(
        self,
        transaction: &DatabaseTransaction,
        user: &user::Model,
        actor: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Taken> {
        let mut entries = Vec::new();
        if second_factor::forget(transaction, user.id).await? {
            entries.push(Entry::new(AuditAction::SecondFactorRemoved));
        }
        let passkeys = passkey::Entity::find().filter(passkey::Column::UserId.eq(user.id));
        for passkey in passkeys.all(transaction).await? {
            passkey::Entity::delete_by_id(passkey.id)
                .exec(transaction)
                .await?;
            let removed = Entry::of(AuditAction::PasskeyRemoved, passkey.id, &passkey.name);
            entries.push(removed);
        }
        let mut taken = Taken {
            is_something: !entries.is_empty() || self.channels.iter().any(|one| !one.paused),
            keys: Vec::new(),
        };
        for entry in entries {
            audit::record_of_account(transaction, actor.clone(), user.id, entry, now).await?;
        }
        let keys = api_key::Entity::find()
            .filter(api_key::Column::OrganizationId.is_in(self.organizations.iter().copied()));
        for key in keys.all(transaction).await? {
            api_key::Entity::delete_by_id(key.id)
                .exec(transaction)
                .await?;
            let revoked = Entry::of(AuditAction::ApiKeyRevoked, key.id, &key.name);
            let organization = key.organization_id;
            audit::record(transaction, actor.clone(), organization, [revoked], now).await?;
            taken.is_something = true;
            taken.keys.push(key.token_hash);
        }
        pause_all(transaction, actor.clone(), self.channels, now).await?;
        Ok(taken)
    }
}
