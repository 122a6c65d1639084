//! The audit log of an organization.

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use axum::http::header::CACHE_CONTROL;
use chrono::{DateTime, Utc};
use entity::audit_entry;
use uuid::Uuid;

use super::context::ContextExt;
use super::cost;
use super::error::Result;
use super::id;
use super::serial::{AtHand, Page, Serial};
use crate::service::access::Permission;
use crate::service::audit::{self as service, Filter};
use crate::service::{Result as ServiceResult, page};

/// What somebody did.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "audit_entry::AuditAction")]
pub(super) enum AuditAction {
    /// A website was created.
    WebsiteCreated,
    /// Settings or tags of a website were changed.
    WebsiteUpdated,
    /// A website was paused.
    WebsitePaused,
    /// A website was resumed.
    WebsiteResumed,
    /// A website was deleted.
    WebsiteDeleted,
    /// A tag was created.
    TagCreated,
    /// A tag was renamed or got another color.
    TagUpdated,
    /// A tag was deleted.
    TagDeleted,
    /// A channel was created.
    ChannelCreated,
    /// Settings of a channel were changed.
    ChannelUpdated,
    /// A channel was paused.
    ChannelPaused,
    /// A channel was resumed.
    ChannelResumed,
    /// A channel was deleted.
    ChannelDeleted,
    /// Maintenance was announced.
    MaintenanceCreated,
    /// Maintenance was changed.
    MaintenanceUpdated,
    /// Maintenance was begun by hand.
    MaintenanceStarted,
    /// Maintenance was ended by hand.
    MaintenanceEnded,
    /// Maintenance was cancelled.
    MaintenanceCancelled,
    /// An incident was acknowledged.
    IncidentAcknowledged,
    /// An incident was resolved by hand.
    IncidentResolved,
    /// A note was added to an incident.
    IncidentNoteAdded,
    /// A status page was created.
    StatusPageCreated,
    /// Settings or components of a status page were changed.
    StatusPageUpdated,
    /// A status page was published.
    StatusPagePublished,
    /// A status page was made a draft again.
    StatusPageUnpublished,
    /// A status page was deleted.
    StatusPageDeleted,
    /// An incident was written on a status page, as a draft or in public.
    StatusPageIncidentCreated,
    /// Title or beginning of an incident on a status page was changed.
    StatusPageIncidentUpdated,
    /// An incident on a status page was published.
    StatusPageIncidentPublished,
    /// An update was posted to an incident on a status page.
    StatusPageUpdatePosted,
    /// An incident was removed from a status page.
    StatusPageIncidentDeleted,
    /// The organization was created.
    OrganizationCreated,
    /// The organization was renamed.
    OrganizationUpdated,
    /// The organization was handed over to another owner.
    OrganizationTransferred,
    /// The organization was deleted; this is in the log of who did it.
    OrganizationDeleted,
    /// Somebody was invited.
    InvitationCreated,
    /// An invitation was revoked.
    InvitationRevoked,
    /// Somebody became a member.
    MemberJoined,
    /// A member got another role.
    MemberUpdated,
    /// A member was removed.
    MemberRemoved,
    /// A member left.
    MemberLeft,
    /// An API key was made.
    ApiKeyCreated,
    /// An API key was revoked.
    ApiKeyRevoked,
    /// An account was created; this and what follows is in the log of the personal organization.
    AccountCreated,
    /// Somebody signed in.
    SignedIn,
    /// Somebody signed out.
    SignedOut,
    /// A session was revoked.
    SessionRevoked,
    /// The password was changed.
    PasswordChanged,
    /// The password was replaced without the old one: by mail, or by `upbeat user`.
    PasswordReset,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// An authenticator app was confirmed: sign-in by password asks for its codes.
    SecondFactorAdded,
    /// The second factor was turned off.
    SecondFactorRemoved,
    /// The recovery codes were replaced.
    RecoveryCodesReplaced,
    /// A way to sign in by a provider was removed.
    IdentityUnlinked,
    /// A way to sign in by a provider was added.
    IdentityLinked,
    /// The email address was verified.
    EmailVerified,
    /// The account got another email address.
    EmailChanged,
    /// An operator changed the quotas of the installation.
    QuotasUpdated,
}

/// A field that is different after a change.
#[derive(SimpleObject)]
pub(super) struct AuditChange {
    /// Path of the field, such as `check.http.method`. `secrets` stands for all secrets.
    field: String,
    /// What it was, at most 1,000 characters; null if there was nothing.
    before: Option<String>,
    /// What it is, at most 1,000 characters; null if there is nothing.
    after: Option<String>,
}

/// An entry of the audit log. What it names may be gone, or be called otherwise today.
#[derive(SimpleObject)]
pub(super) struct AuditEntry {
    /// Identifier of the entry.
    id: ID,
    /// When it was done.
    created_at: DateTime<Utc>,
    /// What was done.
    action: AuditAction,
    /// Who did it: an email address, or the name of an API key or of a program of Upbeat.
    actor: String,
    /// Identifier of the person, or of who made the key; null for a program of Upbeat.
    user_id: Option<ID>,
    /// Identifier of the API key; null if it was none.
    api_key_id: Option<ID>,
    /// The address from which it was done.
    address: Option<String>,
    /// Identifier of what it was done to; null for the organization or the account as a whole.
    object_id: Option<ID>,
    /// Name of what it was done to.
    object_name: Option<String>,
    /// What is different. Secrets are left out.
    changes: Vec<AuditChange>,
}

impl AtHand for AuditEntry {}

impl From<audit_entry::Model> for AuditEntry {
    fn from(row: audit_entry::Model) -> Self {
        let change = |change: audit_entry::Change| AuditChange {
            field: change.field,
            before: change.before,
            after: change.after,
        };
        Self {
            id: row.id.into(),
            created_at: row.created_at,
            action: row.action.into(),
            actor: row.actor,
            user_id: row.user_id.map(ID::from),
            api_key_id: row.api_key_id.map(ID::from),
            address: row.address,
            object_id: row.object_id.map(ID::from),
            object_name: row.object_name,
            changes: row.changes.0.into_iter().map(change).collect(),
        }
    }
}

/// Which entries are listed. All conditions must hold.
#[derive(InputObject, Default)]
pub(super) struct AuditLogFilterInput {
    /// Only these actions.
    actions: Option<Vec<AuditAction>>,
    /// Only what this person did, or an API key that they made.
    user_id: Option<ID>,
    /// Only what this API key did.
    api_key_id: Option<ID>,
    /// Only what was done to this object.
    object_id: Option<ID>,
    /// Only what was done at or after this instant.
    from: Option<DateTime<Utc>>,
    /// Only what was done before this instant.
    to: Option<DateTime<Utc>>,
}

impl AuditLogFilterInput {
    fn read(self) -> ServiceResult<Filter> {
        let parsed = |field, id: Option<ID>| id.map(|id| id::parse(field, &id)).transpose();
        Ok(Filter {
            actions: self
                .actions
                .map(|actions| actions.into_iter().map(Into::into).collect()),
            user: parsed("filter.userId", self.user_id)?,
            api_key: parsed("filter.apiKeyId", self.api_key_id)?,
            object: parsed("filter.objectId", self.object_id)?,
            from: self.from,
            to: self.to,
        })
    }
}

#[derive(Default, Debug)]
pub(super) struct AuditQuery;

#[Object]
impl AuditQuery {
    /// Who did what in an organization, newest first, for a year. What people do to their account,
    /// such as signing in, is in the log of their personal organization.
    #[graphql(complexity = "cost::AUDIT_LOG + page::weight(first) * child_complexity")]
    async fn audit_log(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size, 0 to 100; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the item before the page; the first page by default.")]
        after: Option<String>,
        #[graphql(desc = "Which entries; all by default.")] filter: Option<AuditLogFilterInput>,
        #[graphql(desc = "Organization; your personal one by default.")] organization_id: Option<
            ID,
        >,
    ) -> Result<Page<AuditEntry>> {
        // What people do to their account is counted nowhere, so an answer must not be given again.
        ctx.insert_http_header(CACHE_CONTROL, "no-store");
        let organization = ctx.organization(Permission::ReadAuditLog, organization_id.as_ref())?;
        let first = page::first(first)?;
        let after = page::after(after.as_deref())?.map(Uuid::from_bytes);
        let filter = filter.unwrap_or_default().read()?;
        let found = service::list(&ctx.app().db, organization, &filter, first, after);
        let found = ctx.read(found).await?;
        let mut connection = Connection::new(after.is_some(), found.has_next);
        connection.edges.extend(found.rows.into_iter().map(|row| {
            let cursor = page::cursor(row.id.as_bytes());
            Edge::<_, _, EmptyFields>::new(cursor, Serial(row.into()))
        }));
        Ok(Page(connection))
    }
}
