//! Changing many websites at once.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};

use super::check::{IpVersion, TlsInput};
use super::context::ContextExt;
use super::cost;
use super::error::{Result, told};
use super::id;
use super::website_filter::WebsiteFilterInput;
use super::website_input::said;
use crate::service::access::Permission;
use crate::service::check::CheckSettings;
use crate::service::website::{Action, Change, Done, Failed, Selection, change_all};
use crate::service::{Error, Result as ServiceResult};

/// Websites of an organization: those with some ids, or those that match a filter; at most 5,000.
#[derive(InputObject)]
pub(super) struct WebsiteSelectionInput {
    /// Organization that owns them; your personal one by default.
    organization_id: Option<ID>,
    /// Their ids. Exactly one of `ids` and `filter` must be given.
    ids: Option<Vec<ID>>,
    /// A filter that they match; an empty one selects all.
    filter: Option<WebsiteFilterInput>,
}

/// Changes to many websites. Omitted fields keep their values.
#[derive(InputObject)]
pub(super) struct UpdateWebsitesInput {
    /// The websites.
    websites: WebsiteSelectionInput,
    /// Interval between checks, in seconds, 10 to 86,400.
    interval_secs: Option<i32>,
    /// Time limit of one attempt, in milliseconds, 500 to 60,000.
    timeout_ms: Option<i32>,
    /// Number of further attempts after a failed one, 0 to 3.
    retries: Option<i32>,
    /// Names of the regions to check from; null for all regions, including future ones.
    regions: MaybeUndefined<Vec<String>>,
    /// How many regions must report down: `any`, `majority`, `all`, or a number, at most that of
    /// `regions`.
    quorum: Option<String>,
    /// How long a website must be down before an incident opens, in seconds, 0 to 86,400.
    confirmation_secs: Option<i32>,
    /// How long a website must be well before its incident resolves, in seconds, 0 to 86,400.
    recovery_secs: Option<i32>,
    /// Which IP versions a check uses.
    ip_version: Option<IpVersion>,
    /// A check is degraded if its response time exceeds this, in milliseconds; null for never.
    degraded_above_ms: MaybeUndefined<i32>,
    /// A check is down if its response time exceeds this, in milliseconds; null for never.
    down_above_ms: MaybeUndefined<i32>,
    /// Requirements on TLS, replacing the old ones.
    tls: Option<TlsInput>,
    /// Tags, replacing the old ones, at most 20. Missing ones are created.
    tags: Option<Vec<String>>,
}

impl UpdateWebsitesInput {
    fn change(self) -> (WebsiteSelectionInput, Change) {
        let change = Change {
            interval_secs: self.interval_secs,
            timeout_ms: self.timeout_ms,
            retries: self.retries,
            regions: said(self.regions),
            quorum: self.quorum,
            confirmation_secs: self.confirmation_secs,
            recovery_secs: self.recovery_secs,
            check: CheckSettings {
                family: self.ip_version.map(Into::into),
                degraded_above_ms: said(self.degraded_above_ms),
                down_above_ms: said(self.down_above_ms),
                tls: self.tls.map(Into::into),
                ..CheckSettings::default()
            },
            tags: self.tags,
            ..Change::default()
        };
        (self.websites, change)
    }
}

/// Tags to add to many websites, and to remove from them.
#[derive(InputObject)]
pub(super) struct TagWebsitesInput {
    /// The websites.
    websites: WebsiteSelectionInput,
    /// Tags to add, at most 20, as `name` or `name:value`. Missing ones are created.
    add: Option<Vec<String>>,
    /// Tags to remove, at most 20.
    remove: Option<Vec<String>>,
}

/// What became of many websites.
#[derive(SimpleObject)]
pub(super) struct BulkChange {
    /// Ids of those that now are as requested.
    ids: Vec<ID>,
    /// Those that were not changed, and why.
    errors: Vec<BulkError>,
}

/// A website that was not changed, with what an error of a request about it alone would say.
#[derive(SimpleObject)]
pub(super) struct BulkError {
    /// Identifier of the website.
    website_id: ID,
    /// What is wrong.
    message: String,
    /// Code of the error, such as `NOT_FOUND`.
    code: &'static str,
    /// The field that is wrong, if it is one.
    field: Option<String>,
    /// When to try again, in seconds, if that helps.
    retry_after_secs: Option<u32>,
}

impl From<Failed> for BulkError {
    fn from(failed: Failed) -> Self {
        let told = told(&failed.error);
        Self {
            website_id: failed.id.into(),
            message: told.message,
            code: told.code.as_str(),
            field: told.field,
            retry_after_secs: told.retry_after_secs,
        }
    }
}

impl From<Done> for BulkChange {
    fn from(done: Done) -> Self {
        Self {
            ids: done.ids.into_iter().map(Into::into).collect(),
            errors: done.failed.into_iter().map(Into::into).collect(),
        }
    }
}

#[derive(Default, Debug)]
pub(super) struct WebsiteBulkMutation;

#[Object]
impl WebsiteBulkMutation {
    /// Stops checking websites until they are resumed.
    #[graphql(complexity = "cost::BULK_CHANGE + child_complexity")]
    async fn pause_websites(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The websites.")] input: WebsiteSelectionInput,
    ) -> Result<BulkChange> {
        change(ctx, input, Action::Pause).await
    }

    /// Resumes paused websites: checks them immediately, then on their schedules.
    #[graphql(complexity = "cost::BULK_CHANGE + child_complexity")]
    async fn resume_websites(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The websites.")] input: WebsiteSelectionInput,
    ) -> Result<BulkChange> {
        change(ctx, input, Action::Resume).await
    }

    /// Deletes websites permanently.
    #[graphql(complexity = "cost::BULK_CHANGE + child_complexity")]
    async fn delete_websites(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The websites.")] input: WebsiteSelectionInput,
    ) -> Result<BulkChange> {
        change(ctx, input, Action::Delete).await
    }

    /// Changes settings of websites, as `updateWebsite` does.
    #[graphql(complexity = "cost::BULK_CHANGE + child_complexity")]
    async fn update_websites(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The websites and their new settings.")] input: UpdateWebsitesInput,
    ) -> Result<BulkChange> {
        let (websites, settings) = input.change();
        change(ctx, websites, Action::Update(Box::new(settings))).await
    }

    /// Adds tags to websites, and removes others.
    #[graphql(complexity = "cost::BULK_CHANGE + child_complexity")]
    async fn tag_websites(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The websites and tags.")] input: TagWebsitesInput,
    ) -> Result<BulkChange> {
        let action = Action::Tag {
            add: input.add.unwrap_or_default(),
            remove: input.remove.unwrap_or_default(),
        };
        change(ctx, input.websites, action).await
    }
}

async fn change(
    ctx: &Context<'_>,
    websites: WebsiteSelectionInput,
    action: Action,
) -> Result<BulkChange> {
    let id = websites.organization_id.as_ref();
    let scope = ctx.scope(Permission::ChangeWebsites, id)?;
    let selection = match (websites.ids, websites.filter) {
        (Some(ids), None) => {
            let ids = ids.iter().map(|id| id::parse("ids", id));
            Selection::Ids(ids.collect::<ServiceResult<_>>()?)
        }
        (None, Some(filter)) => Selection::Filter(filter.read(ctx).await?),
        _ => {
            let problem =
                "is required unless ids is given, and excludes it; {} selects all websites";
            return Err(Error::input("filter", problem).into());
        }
    };
    let caller = ctx.caller()?;
    let changed = change_all(ctx.app(), caller, &scope, &selection, action);
    Ok(ctx.change(changed).await?.into())
}
