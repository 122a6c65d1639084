//! Inputs that create and change websites.

use async_graphql::{ID, InputObject, MaybeUndefined};

use super::check::{CheckInput, IpVersion, TlsInput};
use crate::service::check::CheckSettings;
use crate::service::website::{Change, New};

/// A website to watch.
#[derive(InputObject)]
pub(super) struct CreateWebsiteInput {
    /// Organization that owns it; your personal one by default.
    pub(super) organization_id: Option<ID>,
    /// Target of the checks, at most 2,048 characters and without credentials. `https://` is
    /// prepended if the scheme is missing.
    url: String,
    /// Displayed name; the URL's host by default.
    name: Option<String>,
    /// Interval between checks, in seconds, 10 to 86,400; 180 by default.
    interval_secs: Option<i32>,
    /// Time limit of one attempt, in milliseconds, 500 to 60,000; 10,000 by default.
    timeout_ms: Option<i32>,
    /// Number of further attempts after a failed one, 0 to 3; 1 by default.
    retries: Option<i32>,
    /// Names of the regions to check from; null for all regions, including future ones.
    regions: Option<Vec<String>>,
    /// How many regions must report down: `any`, `majority` (default), `all`, or a number, at most
    /// that of `regions`. For all regions it may exceed those there are, since some may come; until
    /// then all must.
    quorum: Option<String>,
    /// How long the website must be down before an incident opens, in seconds, 0 to 86,400; 0
    /// by default.
    confirmation_secs: Option<i32>,
    /// How long the website must be well before its incident resolves, in seconds, 0 to 86,400;
    /// 60 by default.
    recovery_secs: Option<i32>,
    /// Details of the kind of check that the URL's scheme selects.
    check: Option<CheckInput>,
    /// Which IP versions a check uses; both by default.
    ip_version: Option<IpVersion>,
    /// A check is degraded if its response time exceeds this, in milliseconds, 1 to
    /// `timeoutMs`; never by default.
    degraded_above_ms: Option<i32>,
    /// A check is down if its response time exceeds this, in milliseconds, greater than
    /// `degradedAboveMs`; never by default.
    down_above_ms: Option<i32>,
    /// Requirements on TLS, for checks that use it.
    tls: Option<TlsInput>,
    /// Its tags, at most 20, as `name` or `name:value`. Missing ones are created.
    tags: Option<Vec<String>>,
}

/// Changes to a website. Omitted fields keep their values.
#[derive(InputObject)]
pub(super) struct UpdateWebsiteInput {
    /// Identifier of the website.
    pub(super) id: ID,
    /// New target, which voids earlier votes. If it selects another kind of check and `check`
    /// is omitted, the check takes that kind's defaults.
    url: Option<String>,
    /// Displayed name.
    name: Option<String>,
    /// Interval between checks, in seconds, 10 to 86,400.
    interval_secs: Option<i32>,
    /// Time limit of one attempt, in milliseconds, 500 to 60,000.
    timeout_ms: Option<i32>,
    /// Number of further attempts after a failed one, 0 to 3.
    retries: Option<i32>,
    /// Names of the regions to check from; null for all regions, including future ones.
    regions: MaybeUndefined<Vec<String>>,
    /// How many regions must report down: `any`, `majority`, `all`, or a number, at most that of
    /// `regions`. For all regions it may exceed those there are, since some may come; until then
    /// all must.
    quorum: Option<String>,
    /// How long the website must be down before an incident opens, in seconds, 0 to 86,400.
    confirmation_secs: Option<i32>,
    /// How long the website must be well before its incident resolves, in seconds, 0 to 86,400.
    recovery_secs: Option<i32>,
    /// New details of the check, replacing the old ones. They void earlier votes.
    check: Option<CheckInput>,
    /// Which IP versions a check uses.
    ip_version: Option<IpVersion>,
    /// A check is degraded if its response time exceeds this, in milliseconds; null for never.
    degraded_above_ms: MaybeUndefined<i32>,
    /// A check is down if its response time exceeds this, in milliseconds; null for never.
    down_above_ms: MaybeUndefined<i32>,
    /// Requirements on TLS, replacing the old ones.
    tls: Option<TlsInput>,
    /// Its tags, replacing the old ones, at most 20. Missing ones are created.
    tags: Option<Vec<String>>,
}

impl From<CreateWebsiteInput> for New {
    fn from(input: CreateWebsiteInput) -> Self {
        Self {
            url: input.url,
            name: input.name,
            interval_secs: input.interval_secs,
            timeout_ms: input.timeout_ms,
            retries: input.retries,
            regions: input.regions,
            quorum: input.quorum,
            confirmation_secs: input.confirmation_secs,
            recovery_secs: input.recovery_secs,
            check: CheckSettings {
                details: input.check.map(Into::into),
                family: input.ip_version.map(Into::into),
                degraded_above_ms: input.degraded_above_ms.map(Some),
                down_above_ms: input.down_above_ms.map(Some),
                tls: input.tls.map(Into::into),
            },
            tags: input.tags,
        }
    }
}

impl From<UpdateWebsiteInput> for Change {
    fn from(input: UpdateWebsiteInput) -> Self {
        Self {
            url: input.url,
            name: input.name,
            interval_secs: input.interval_secs,
            timeout_ms: input.timeout_ms,
            retries: input.retries,
            regions: said(input.regions),
            quorum: input.quorum,
            confirmation_secs: input.confirmation_secs,
            recovery_secs: input.recovery_secs,
            check: CheckSettings {
                details: input.check.map(Into::into),
                family: input.ip_version.map(Into::into),
                degraded_above_ms: said(input.degraded_above_ms),
                down_above_ms: said(input.down_above_ms),
                tls: input.tls.map(Into::into),
            },
            tags: input.tags,
        }
    }
}

/// `None` if omitted; `Some(None)` for null.
pub(super) fn said<T>(given: MaybeUndefined<T>) -> Option<Option<T>> {
    match given {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}
