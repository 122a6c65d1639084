//! Validity of sessions and API keys, for what outlives a request.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::member::{self, Role};
use entity::{OrganizationId, api_key, organization, session};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect,
    RelationDef,
};

use super::Result;
use super::access::Membership;
use super::identity::Identity;

/// Hash of a token.
pub type TokenHash = Vec<u8>;

/// What each of these tokens gives access to at `now`; those that have ended or expired give none.
///
/// # Errors
/// If the database fails.
pub async fn access_of(
    db: &impl ConnectionTrait,
    hashes: &[TokenHash],
    now: DateTime<Utc>,
) -> Result<HashMap<TokenHash, Vec<Membership>>> {
    let mut rows: Vec<(TokenHash, OrganizationId, Role)> = session::Entity::find()
        .select_only()
        .column(session::Column::TokenHash)
        .column_as(member::Column::OrganizationId, "organization_id")
        .column_as(member::Column::Role, "role")
        .join(JoinType::InnerJoin, members())
        .filter(session::Column::TokenHash.is_in(hashes.iter().cloned()))
        .filter(session::Column::ExpiresAt.gt(now))
        .into_tuple()
        .all(db)
        .await?;
    let found: HashSet<&TokenHash> = rows.iter().map(|(hash, ..)| hash).collect();
    let others = hashes.iter().filter(|hash| !found.contains(hash));
    let others: Vec<TokenHash> = others.cloned().collect();
    if !others.is_empty() {
        let keys: Vec<(TokenHash, OrganizationId, Role)> = api_key::Entity::find()
            .select_only()
            .columns([
                api_key::Column::TokenHash,
                api_key::Column::OrganizationId,
                api_key::Column::Role,
            ])
            .join(JoinType::InnerJoin, organizations())
            .filter(api_key::Column::TokenHash.is_in(others))
            .filter(organization::Column::DeletedAt.is_null())
            .filter(
                Condition::any()
                    .add(api_key::Column::ExpiresAt.is_null())
                    .add(api_key::Column::ExpiresAt.gt(now)),
            )
            .into_tuple()
            .all(db)
            .await?;
        rows.extend(keys);
    }
    let mut access: HashMap<TokenHash, Vec<Membership>> = HashMap::new();
    for (hash, organization, role) in rows {
        let membership = Membership { organization, role };
        access.entry(hash).or_default().push(membership);
    }
    Ok(access)
}

/// Whether the token of `identity` still gives access to what it did, at `now`.
///
/// # Errors
/// If the database fails.
pub async fn lasts(
    db: &impl ConnectionTrait,
    identity: &Identity,
    now: DateTime<Utc>,
) -> Result<bool> {
    let hash = &identity.token_hash;
    let found = access_of(db, std::slice::from_ref(hash), now).await?;
    Ok(found.get(hash).is_some_and(|found| identity.access.is_of(found)))
}

/// From a session to its user's memberships.
fn members() -> RelationDef {
    session::Entity::belongs_to(member::Entity)
        .from(session::Column::UserId)
        .to(member::Column::UserId)
        .into()
}

/// From a key to its organization.
fn organizations() -> RelationDef {
    api_key::Entity::belongs_to(organization::Entity)
        .from(api_key::Column::OrganizationId)
        .to(organization::Column::Id)
        .into()
}
