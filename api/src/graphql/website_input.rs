//! What a person says of a website.

use async_graphql::{ID, InputObject, MaybeUndefined};

use super::check_input::{CheckInput, IpVersion, TlsInput};
use crate::service::check::Wish;
use crate::service::website::{Change, New};

/// A website to watch.
#[derive(InputObject)]
pub(super) struct CreateWebsiteInput {
    /// `https://` is put in front where the scheme is missing. At most 2,048
    /// characters, no credentials.
    url: String,
    /// Shown name; the URL's host by default.
    name: Option<String>,
    /// Seconds between checks, 10 to 86,400; 180 by default.
    interval_secs: Option<i32>,
    /// Time limit of one attempt, milliseconds, 500 to 60,000; 10,000 by default.
    timeout_ms: Option<i32>,
    /// Further attempts after a failing one, 0 to 3; 1 by default.
    retries: Option<i32>,
    /// Regions to check from; null for all, later ones too.
    regions: Option<Vec<String>>,
    /// How many regions must say down: `any`, `majority` (default), `all`, or a
    /// number.
    quorum: Option<String>,
    /// The details of the kind of check that the URL's scheme selects.
    check: Option<CheckInput>,
    /// Which addresses of a name are tried; both by default.
    ip_version: Option<IpVersion>,
    /// Degraded where the response time is above this, milliseconds, 1 to
    /// `timeoutMs`; never by default.
    degraded_above_ms: Option<i32>,
    /// Down where the response time is above this, milliseconds, more than
    /// `degradedAboveMs`; never by default.
    down_above_ms: Option<i32>,
    /// What is expected of TLS, where it is spoken.
    tls: Option<TlsInput>,
}

/// Changes of a website; what is left out stays as it is.
#[derive(InputObject)]
pub(super) struct UpdateWebsiteInput {
    /// Which website.
    pub(super) id: ID,
    /// Another target; what was seen of the old one is void. One of another kind
    /// takes the defaults of its kind, where `check` is left out.
    url: Option<String>,
    /// Shown name.
    name: Option<String>,
    /// Seconds between checks, 10 to 86,400.
    interval_secs: Option<i32>,
    /// Time limit of one attempt, milliseconds, 500 to 60,000.
    timeout_ms: Option<i32>,
    /// Further attempts after a failing one, 0 to 3.
    retries: Option<i32>,
    /// Regions to check from; null for all, later ones too.
    regions: MaybeUndefined<Vec<String>>,
    /// `any`, `majority`, `all`, or a number.
    quorum: Option<String>,
    /// Other details of the check, as a whole. What was seen with the old ones is
    /// void.
    check: Option<CheckInput>,
    /// Which addresses of a name are tried.
    ip_version: Option<IpVersion>,
    /// Degraded where the response time is above this, milliseconds; null for
    /// never.
    degraded_above_ms: MaybeUndefined<i32>,
    /// Down where the response time is above this, milliseconds; null for never.
    down_above_ms: MaybeUndefined<i32>,
    /// What is expected of TLS, as a whole.
    tls: Option<TlsInput>,
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
            check: Wish {
                details: input.check.map(Into::into),
                family: input.ip_version.map(Into::into),
                degraded_above_ms: input.degraded_above_ms.map(Some),
                down_above_ms: input.down_above_ms.map(Some),
                tls: input.tls.map(Into::into),
            },
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
            check: Wish {
                details: input.check.map(Into::into),
                family: input.ip_version.map(Into::into),
                degraded_above_ms: said(input.degraded_above_ms),
                down_above_ms: said(input.down_above_ms),
                tls: input.tls.map(Into::into),
            },
        }
    }
}

/// What is left out is nothing said; null is said.
fn said<T>(given: MaybeUndefined<T>) -> Option<Option<T>> {
    match given {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}
