//! The audit log: who changed what of an organization.

use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::OrganizationId;

/// What somebody did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum AuditAction {
    /// A website was created.
    #[sea_orm(num_value = 0)]
    WebsiteCreated,
    /// Settings or tags of a website were changed.
    #[sea_orm(num_value = 1)]
    WebsiteUpdated,
    /// A website was paused.
    #[sea_orm(num_value = 2)]
    WebsitePaused,
    /// A website was resumed.
    #[sea_orm(num_value = 3)]
    WebsiteResumed,
    /// A website was deleted.
    #[sea_orm(num_value = 4)]
    WebsiteDeleted,
    /// A tag was created.
    #[sea_orm(num_value = 10)]
    TagCreated,
    /// A tag was renamed or got another color.
    #[sea_orm(num_value = 11)]
    TagUpdated,
    /// A tag was deleted.
    #[sea_orm(num_value = 12)]
    TagDeleted,
    /// A channel was created.
    #[sea_orm(num_value = 20)]
    ChannelCreated,
    /// Settings of a channel were changed.
    #[sea_orm(num_value = 21)]
    ChannelUpdated,
    /// A channel was paused.
    #[sea_orm(num_value = 22)]
    ChannelPaused,
    /// A channel was resumed.
    #[sea_orm(num_value = 23)]
    ChannelResumed,
    /// A channel was deleted.
    #[sea_orm(num_value = 24)]
    ChannelDeleted,
    /// Maintenance was announced.
    #[sea_orm(num_value = 30)]
    MaintenanceCreated,
    /// Maintenance was changed.
    #[sea_orm(num_value = 31)]
    MaintenanceUpdated,
    /// Maintenance was begun by hand.
    #[sea_orm(num_value = 32)]
    MaintenanceStarted,
    /// Maintenance was ended by hand.
    #[sea_orm(num_value = 33)]
    MaintenanceEnded,
    /// Maintenance was cancelled.
    #[sea_orm(num_value = 34)]
    MaintenanceCancelled,
    /// An incident was acknowledged.
    #[sea_orm(num_value = 40)]
    IncidentAcknowledged,
    /// An incident was resolved by hand.
    #[sea_orm(num_value = 41)]
    IncidentResolved,
    /// A note was added to an incident.
    #[sea_orm(num_value = 42)]
    IncidentNoteAdded,
    /// A status page was created.
    #[sea_orm(num_value = 110)]
    StatusPageCreated,
    /// Settings or components of a status page were changed.
    #[sea_orm(num_value = 111)]
    StatusPageUpdated,
    /// A status page was published.
    #[sea_orm(num_value = 112)]
    StatusPagePublished,
    /// A status page was made a draft again.
    #[sea_orm(num_value = 113)]
    StatusPageUnpublished,
    /// A status page was deleted.
    #[sea_orm(num_value = 114)]
    StatusPageDeleted,
    /// An incident was written on a status page, as a draft or in public.
    #[sea_orm(num_value = 115)]
    StatusPageIncidentCreated,
    /// The title or the beginning of an incident on a status page was changed.
    #[sea_orm(num_value = 116)]
    StatusPageIncidentUpdated,
    /// An incident on a status page was published.
    #[sea_orm(num_value = 117)]
    StatusPageIncidentPublished,
    /// An update was posted to an incident on a status page.
    #[sea_orm(num_value = 118)]
    StatusPageUpdatePosted,
    /// An incident was removed from a status page.
    #[sea_orm(num_value = 119)]
    StatusPageIncidentDeleted,
    /// The organization was created.
    #[sea_orm(num_value = 50)]
    OrganizationCreated,
    /// The organization was renamed.
    #[sea_orm(num_value = 51)]
    OrganizationUpdated,
    /// The organization was handed over to another owner.
    #[sea_orm(num_value = 52)]
    OrganizationTransferred,
    /// The organization was deleted; this is in the log of who did it.
    #[sea_orm(num_value = 53)]
    OrganizationDeleted,
    /// Somebody was invited.
    #[sea_orm(num_value = 60)]
    InvitationCreated,
    /// An invitation was revoked.
    #[sea_orm(num_value = 61)]
    InvitationRevoked,
    /// Somebody became a member.
    #[sea_orm(num_value = 62)]
    MemberJoined,
    /// A member got another role.
    #[sea_orm(num_value = 63)]
    MemberUpdated,
    /// A member was removed.
    #[sea_orm(num_value = 64)]
    MemberRemoved,
    /// A member left.
    #[sea_orm(num_value = 65)]
    MemberLeft,
    /// An API key was made.
    #[sea_orm(num_value = 70)]
    ApiKeyCreated,
    /// An API key was revoked.
    #[sea_orm(num_value = 71)]
    ApiKeyRevoked,
    /// An account was created; it is in the log of its personal organization, as what follows.
    #[sea_orm(num_value = 80)]
    AccountCreated,
    /// Somebody signed in.
    #[sea_orm(num_value = 81)]
    SignedIn,
    /// Somebody signed out.
    #[sea_orm(num_value = 82)]
    SignedOut,
    /// A session was revoked.
    #[sea_orm(num_value = 83)]
    SessionRevoked,
    /// The password was changed.
    #[sea_orm(num_value = 84)]
    PasswordChanged,
    /// The password was replaced without the old one: by mail, or by `upbeat user`.
    #[sea_orm(num_value = 92)]
    PasswordReset,
    /// A passkey was added.
    #[sea_orm(num_value = 85)]
    PasskeyAdded,
    /// A passkey was removed.
    #[sea_orm(num_value = 86)]
    PasskeyRemoved,
    /// An authenticator app was confirmed: sign-in by password asks for its codes.
    #[sea_orm(num_value = 87)]
    SecondFactorAdded,
    /// The second factor was turned off.
    #[sea_orm(num_value = 88)]
    SecondFactorRemoved,
    /// The recovery codes were replaced.
    #[sea_orm(num_value = 89)]
    RecoveryCodesReplaced,
    /// A way to sign in by a provider was removed.
    #[sea_orm(num_value = 90)]
    IdentityUnlinked,
    /// A way to sign in by a provider was added.
    #[sea_orm(num_value = 91)]
    IdentityLinked,
    /// The email address was verified.
    #[sea_orm(num_value = 93)]
    EmailVerified,
    /// The account got another email address.
    #[sea_orm(num_value = 94)]
    EmailChanged,
    /// An operator changed the quotas of the installation.
    #[sea_orm(num_value = 100)]
    QuotasUpdated,
}

/// An entry of the audit log.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entry")]
pub struct Model {
    /// Public id, a UUIDv7: later entries have greater ones.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The organization in whose log it is.
    pub organization_id: OrganizationId,
    /// When it was done.
    pub created_at: DateTimeUtc,
    /// What was done.
    pub action: AuditAction,
    /// Who did it: an address, or the name of a key or a program, as it was then.
    pub actor: String,
    /// The person, or who made the key.
    pub user_id: Option<Uuid>,
    /// The API key.
    pub api_key_id: Option<Uuid>,
    /// The address from which it was done.
    pub address: Option<String>,
    /// Public id of what it was done to.
    pub object_id: Option<Uuid>,
    /// Name of what it was done to, as it was then.
    pub object_name: Option<String>,
    /// What differs afterwards.
    #[sea_orm(column_type = "JsonBinary")]
    pub changes: Changes,
}

impl ActiveModelBehavior for ActiveModel {}

/// What a change made different.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Changes(pub Vec<Change>);

/// A field that is different.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Path of the field, such as `check.http.method`.
    pub field: String,
    /// What it was; `None` if there was nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What it is; `None` if there is nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}
