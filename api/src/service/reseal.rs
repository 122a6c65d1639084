//! Replaces the installation's key: secrets sealed with an older one are sealed again.

use entity::{OrganizationId, WebsiteKey, channel, schedule, totp, website};
use queue::{InstanceKeys, SealError};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait, QueryFilter, QuerySelect,
};
use tracing::{error, info};
use uuid::Uuid;

use super::Result;

/// Seals secrets with the first of `keys` that another key sealed, and returns the number of
/// such rows. Secrets that no key opens are left unchanged and logged.
///
/// # Errors
/// If the database fails.
pub async fn pass(db: &DatabaseConnection, keys: &InstanceKeys) -> Result<usize> {
    if keys.is_empty() {
        return Ok(0);
    }
    let mut changed = Vec::new();
    let mut unopened = 0;
    let mut renew = |sealed: &[u8], organization: Option<OrganizationId>, website: Uuid| {
        let organization = organization.map(|id| id.0).unwrap_or_default();
        let renewed = renewed(keys, sealed, organization, website);
        renewed.unwrap_or_else(|_| {
            unopened += 1;
            None
        })
    };
    let websites = website::Entity::find()
        .select_only()
        .columns([
            website::Column::Key,
            website::Column::Id,
            website::Column::OrganizationId,
            website::Column::Secrets,
        ])
        .filter(website::Column::Secrets.is_not_null())
        .into_tuple::<(WebsiteKey, Uuid, OrganizationId, Vec<u8>)>()
        .all(db)
        .await?;
    for (key, id, organization, sealed) in websites {
        if let Some(fresh) = renew(&sealed, Some(organization), id) {
            changed.push((key, None, sealed, fresh));
        }
    }
    let rows = schedule::Entity::find()
        .filter(schedule::Column::Secrets.is_not_null())
        .all(db)
        .await?;
    for row in rows {
        let Some(sealed) = row.secrets else { continue };
        if let Some(fresh) = renew(&sealed, row.organization_id, row.website_id) {
            changed.push((row.website_key, Some(row.revision), sealed, fresh));
        }
    }
    let channels = reseal_channels(db, keys, &mut unopened).await?;
    let totps = reseal_totps(db, keys, &mut unopened).await?;
    if unopened > 0 {
        error!("No key in UPBEAT_SECRET_KEY opens the secrets of {unopened} rows");
    }
    let count = changed.len() + channels + totps;
    for (website_key, revision, before, fresh) in changed {
        // Unless the row has changed meanwhile.
        match revision {
            None => {
                let row = website::ActiveModel {
                    secrets: Set(Some(fresh)),
                    ..Default::default()
                };
                website::Entity::update_many()
                    .set(row)
                    .filter(website::Column::Key.eq(website_key))
                    .filter(website::Column::Secrets.eq(before))
                    .exec(db)
                    .await?;
            }
            Some(revision) => {
                let row = schedule::ActiveModel {
                    secrets: Set(Some(fresh)),
                    ..Default::default()
                };
                schedule::Entity::update_many()
                    .set(row)
                    .filter(schedule::Column::WebsiteKey.eq(website_key))
                    .filter(schedule::Column::Revision.eq(revision))
                    .filter(schedule::Column::Secrets.eq(before))
                    .exec(db)
                    .await?;
            }
        }
    }
    if count > 0 {
        info!("Sealed the secrets of {count} rows with the new key");
    }
    Ok(count)
}

/// The same for the secrets of channels.
async fn reseal_channels(
    db: &DatabaseConnection,
    keys: &InstanceKeys,
    unopened: &mut usize,
) -> Result<usize> {
    let sealed: Vec<(Uuid, OrganizationId, Vec<u8>)> = channel::Entity::find()
        .select_only()
        .columns([
            channel::Column::Id,
            channel::Column::OrganizationId,
            channel::Column::Secrets,
        ])
        .filter(channel::Column::Secrets.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    let mut changed = 0;
    for (id, organization, before) in sealed {
        if keys.sealed_last(&before) {
            continue;
        }
        let opened = keys.open_channel(&before, organization.0, id);
        let fresh = opened.and_then(|opened| keys.seal_channel(&opened, organization.0, id));
        let Ok(fresh) = fresh else {
            *unopened += 1;
            continue;
        };
        channel::Entity::update_many()
            .col_expr(channel::Column::Secrets, Expr::value(Some(fresh)))
            .filter(channel::Column::Id.eq(id))
            .filter(channel::Column::Secrets.eq(before))
            .exec(db)
            .await?;
        changed += 1;
    }
    Ok(changed)
}

/// The same for the secrets of authenticator apps.
async fn reseal_totps(
    db: &DatabaseConnection,
    keys: &InstanceKeys,
    unopened: &mut usize,
) -> Result<usize> {
    let mut changed = 0;
    for row in totp::Entity::find().all(db).await? {
        if keys.sealed_last(&row.secret) {
            continue;
        }
        let opened = keys.open_totp(&row.secret, row.user_id);
        let fresh = opened.and_then(|opened| keys.seal_totp(&opened, row.user_id));
        let Ok(fresh) = fresh else {
            *unopened += 1;
            continue;
        };
        totp::Entity::update_many()
            .col_expr(totp::Column::Secret, Expr::value(fresh))
            .filter(totp::Column::UserId.eq(row.user_id))
            .filter(totp::Column::Secret.eq(row.secret))
            .exec(db)
            .await?;
        changed += 1;
    }
    Ok(changed)
}

/// The secrets sealed again, unless the first key already sealed them.
fn renewed(
    keys: &InstanceKeys,
    sealed: &[u8],
    organization: Uuid,
    website: Uuid,
) -> Result<Option<Vec<u8>>, SealError> {
    if keys.sealed_last(sealed) {
        return Ok(None);
    }
    let secrets = keys.open(sealed, organization, website)?;
    keys.seal(&secrets, organization, website).map(Some)
}
