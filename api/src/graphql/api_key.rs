//! API keys of an organization.

use async_graphql::{ComplexObject, Context, Enum, ID, InputObject, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::tag::TagKeys;
use entity::{OrganizationId, api_key};

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::id;
use super::tag::Tag;
use crate::service::api_key::{self as service, New, Scope};
use crate::service::tag;

/// What a key may do.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Scope")]
pub(super) enum ApiKeyScope {
    /// Read everything of the organization, as a viewer.
    Read,
    /// Also change what a member may change.
    Write,
}

/// A key by which a program acts in an organization.
#[derive(SimpleObject)]
#[graphql(complex)]
pub(super) struct ApiKey {
    #[graphql(skip)]
    tags: Option<TagKeys>,
    /// Identifier of the key.
    id: ID,
    /// Displayed name.
    name: String,
    /// What it may do.
    scope: ApiKeyScope,
    /// The beginning of its token.
    prefix: String,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it expires; null for never.
    expires_at: Option<DateTime<Utc>>,
    /// When it was used last, to the minute; null for never.
    last_used_at: Option<DateTime<Utc>>,
}

#[ComplexObject]
impl ApiKey {
    /// Tags, by name: only websites with one of them exist for it; null for no such limit.
    #[graphql(complexity = "cost::COUNT + 3 * child_complexity")]
    async fn tags(&self, ctx: &Context<'_>) -> Result<Option<Vec<Tag>>> {
        let Some(TagKeys(keys)) = &self.tags else {
            return Ok(None);
        };
        let tags = ctx.read(tag::of_keys(&ctx.app().db, keys)).await?;
        Ok(Some(tags.into_iter().map(Tag::from).collect()))
    }
}

impl From<api_key::Model> for ApiKey {
    fn from(row: api_key::Model) -> Self {
        Self {
            tags: row.tags,
            id: row.id.into(),
            name: row.name,
            scope: Scope::of(row.role).into(),
            prefix: row.prefix,
            created_at: row.created_at,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
        }
    }
}

/// A new key.
#[derive(InputObject)]
pub(super) struct CreateApiKeyInput {
    /// The organization in which it acts.
    organization_id: ID,
    /// Displayed name, 1 to 100 characters.
    name: String,
    /// What it may do.
    scope: ApiKeyScope,
    /// Tags, at most 20: only websites with one of them exist for it, and their incidents. It then
    /// reads and changes those alone, and nothing else of the organization. No such limit by
    /// default.
    tags: Option<Vec<String>>,
    /// When it expires; never by default.
    expires_at: Option<DateTime<Utc>>,
}

/// A new key, and its token.
#[derive(SimpleObject)]
pub(super) struct CreatedApiKey {
    /// The key.
    api_key: ApiKey,
    /// Bearer token for `Authorization: Bearer TOKEN`. It is returned only here.
    token: String,
}

#[derive(Default, Debug)]
pub(super) struct ApiKeyMutation;

#[Object]
impl ApiKeyMutation {
    /// Makes an API key of an organization.
    #[graphql(complexity = "cost::CHANGE + child_complexity")]
    async fn create_api_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Settings of the new key.")] input: CreateApiKeyInput,
    ) -> Result<CreatedApiKey> {
        let caller = ctx.caller()?;
        let organization = OrganizationId(id::parse("organizationId", &input.organization_id)?);
        let new = New {
            name: &input.name,
            scope: input.scope.into(),
            tags: input.tags.as_deref(),
            expires_at: input.expires_at,
        };
        let created = service::create(ctx.app(), caller, organization, new);
        let created = ctx.change(created).await?;
        Ok(CreatedApiKey {
            api_key: created.key.into(),
            token: created.token,
        })
    }

    /// Revokes an API key, and returns its id.
    #[graphql(complexity = "cost::CHANGE")]
    async fn revoke_api_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Identifier of the key.")] id: ID,
    ) -> Result<ID> {
        let caller = ctx.caller()?;
        let key = id::parse("id", &id)?;
        let revoked = service::revoke(ctx.app(), caller, key);
        ctx.change(revoked).await?;
        Ok(key.into())
    }
}
