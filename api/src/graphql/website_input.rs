//! What a person says of a website.

use async_graphql::{ID, InputObject, MaybeUndefined};

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
}

/// Changes of a website; what is left out stays as it is.
#[derive(InputObject)]
pub(super) struct UpdateWebsiteInput {
    pub(super) id: ID,
    /// Another target; what was seen of the old one is void.
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
            regions: match input.regions {
                MaybeUndefined::Undefined => None,
                MaybeUndefined::Null => Some(None),
                MaybeUndefined::Value(names) => Some(Some(names)),
            },
            quorum: input.quorum,
        }
    }
}
