//! From what the provider says about a person to their account, its memberships and a session.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::audit_entry::AuditAction;
use entity::database::begin_write;
use entity::{oidc_identity, user};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, SqlErr,
};
use serde_json::{Value, json};
use tracing::warn;

use super::id_token::Claims;
use super::{Error, Result, Settings, Visitor};
use crate::service::account::{self, Method, SignedIn};
use crate::service::audit::{self, Actor, Entry};
use crate::service::organization::{self, Wanted};
use crate::service::{self, Handles};

/// Opens a session for the person of `claims`.
pub(super) async fn enter(
    handles: &Handles,
    settings: &Settings,
    claims: &Claims,
    visitor: Visitor<'_>,
    now: DateTime<Utc>,
) -> Result<SignedIn> {
    let transaction = begin_write(&handles.front).await?;
    let known = oidc_identity::Entity::find_by_id((claims.iss.clone(), claims.sub.clone()));
    let user = match known.one(&transaction).await? {
        Some(identity) => {
            let user = user::Entity::find_by_id(identity.user_id);
            let user = user.one(&transaction).await?;
            user.ok_or(service::Error::NotFound("account"))?
        }
        None => first_time(handles, &transaction, settings, claims, visitor).await?,
    };
    handles
        .throttle
        .session(&user.email, now.timestamp_millis())?;
    let has_moved = match wanted(settings, claims) {
        Some(wanted) => organization::follow(&transaction, user.id, &wanted, now).await?,
        None => {
            warn!("The sign-in provider does not list the groups of a person who has many");
            false
        }
    };
    let id = user.id;
    let signed_in = account::open_session(
        &transaction,
        user,
        account::Visitor {
            method: Method::SingleSignOn,
            device: visitor.device,
            origin: visitor.origin,
        },
        now,
    );
    let signed_in = signed_in.await?;
    transaction.commit().await.map_err(service::Error::from)?;
    if has_moved {
        handles.open_sessions.changed(id);
    }
    Ok(signed_in)
}

/// The account of a person who comes for the first time: their own one, or a new one.
///
/// An account is theirs if the provider has verified their address and the browser is signed in to
/// the account of that address, which has been verified here: whoever registers an address first
/// need not own it, and a provider need not be the only one that gives out addresses.
async fn first_time(
    handles: &Handles,
    transaction: &DatabaseTransaction,
    settings: &Settings,
    claims: &Claims,
    visitor: Visitor<'_>,
) -> Result<user::Model> {
    let now = service::date(handles.clock.now_ms());
    let email = claims.other.get("email").and_then(Value::as_str);
    let email = account::valid_email(email.unwrap_or_default()).map_err(|_| Error::NoEmail)?;
    if !is_verified(settings, claims) {
        return Err(Error::Unverified);
    }
    let found = user::Entity::find().filter(user::Column::Email.eq(&email));
    let user = match found.one(transaction).await? {
        Some(user) if visitor.user == Some(user.id) => {
            account::check_verified(handles, &user)?;
            user
        }
        Some(_) => return Err(Error::Taken),
        None => {
            let new = account::New {
                email,
                password_hash: String::new(),
                email_verified_at: Some(now),
            };
            account::create(transaction, new, visitor.origin, now).await?
        }
    };
    let identity = oidc_identity::ActiveModel {
        issuer: Set(claims.iss.clone()),
        subject: Set(claims.sub.clone()),
        user_id: Set(user.id),
        created_at: Set(now),
    };
    let inserted = oidc_identity::Entity::insert(identity);
    match inserted.exec_without_returning(transaction).await {
        // The same person signs in twice at once.
        Err(err) if matches!(err.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
            Err(Error::Unbound)
        }
        inserted => {
            inserted?;
            let linked = Entry::new(AuditAction::IdentityLinked);
            let linked = linked.with(json!({ "issuer": claims.iss }));
            let actor = Actor::person(&user, visitor.origin);
            audit::record_of_account(transaction, actor, user.id, linked, now).await?;
            Ok(user)
        }
    }
}

/// Whether the provider vouches for the address. Some write the truth as a text.
fn is_verified(settings: &Settings, claims: &Claims) -> bool {
    match claims.other.get("email_verified") {
        Some(Value::Bool(verified)) => *verified,
        Some(Value::String(text)) => text == "true",
        Some(_) => false,
        None => settings.trusts_emails,
    }
}

/// The role in each organization that groups have roles in, `None` for no role: the highest of the
/// person's groups. No answer at all if the provider keeps the groups elsewhere, as it may if there
/// are many. Source: OpenID Connect Core 1.0, 5.6.2.
fn wanted(settings: &Settings, claims: &Claims) -> Option<Wanted> {
    let name = &settings.groups_claim;
    let elsewhere = claims.other.get("_claim_names");
    if elsewhere.is_some_and(|names| names.get(name).is_some()) {
        return None;
    }
    let groups: Vec<&str> = match claims.other.get(name) {
        Some(Value::Array(groups)) => groups.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(group)) => vec![group],
        _ => Vec::new(),
    };
    let mut wanted: Wanted = BTreeMap::new();
    for mapped in &settings.roles {
        let role = wanted.entry(mapped.organization).or_default();
        if groups.contains(&mapped.group.as_str()) {
            *role = Ord::max(*role, Some(mapped.role));
        }
    }
    Some(wanted)
}
