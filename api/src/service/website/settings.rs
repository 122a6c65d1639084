//! A website's settings: what may be said, and what a change of them touches.

use entity::website::{self, RegionKeys};
use status::Quorum;

use crate::service::{Error, Result, url};

/// Time between checks, seconds.
const INTERVAL_SECS: std::ops::RangeInclusive<i32> = 10..=86_400;
const DEFAULT_INTERVAL_SECS: i32 = 180;

/// Time limit of one attempt, milliseconds. Source: ARCHITECTURE.md, "Probing".
const TIMEOUT_MS: std::ops::RangeInclusive<i32> = 500..=60_000;
const DEFAULT_TIMEOUT_MS: i32 = 10_000;

/// Further attempts after a failing first one. The longest job follows from it:
/// `prober::worker` relies on at most three.
const RETRIES: std::ops::RangeInclusive<i32> = 0..=3;
const DEFAULT_RETRIES: i32 = 1;

/// Longest name, characters.
const MAX_NAME_CHARS: usize = 200;

/// What a new website is to be; `None` takes the default.
#[derive(Clone, Debug, Default)]
pub struct New {
    /// What to watch.
    pub url: String,
    /// Shown name; the URL's host by default.
    pub name: Option<String>,
    /// Seconds between checks; 180 by default.
    pub interval_secs: Option<i32>,
    /// Time limit of one attempt, milliseconds; 10,000 by default.
    pub timeout_ms: Option<i32>,
    /// Further attempts after a failing one; 1 by default.
    pub retries: Option<i32>,
    /// Names of regions; all by default, later ones too.
    pub regions: Option<Vec<String>>,
    /// `any`, `majority` (default), `all`, or a number.
    pub quorum: Option<String>,
}

/// What of a website is to change; `None` stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What to watch.
    pub url: Option<String>,
    /// Shown name.
    pub name: Option<String>,
    /// Seconds between checks.
    pub interval_secs: Option<i32>,
    /// Time limit of one attempt, milliseconds.
    pub timeout_ms: Option<i32>,
    /// Further attempts after a failing one.
    pub retries: Option<i32>,
    /// Names of regions; `Some(None)` for all.
    pub regions: Option<Option<Vec<String>>>,
    /// `any`, `majority`, `all`, or a number.
    pub quorum: Option<String>,
}

/// A website's settings, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) interval_ms: i64,
    pub(super) timeout_ms: i32,
    pub(super) retries: i16,
    pub(super) quorum: String,
    pub(super) regions: Option<RegionKeys>,
}

/// What a change of settings means for the schedule and the votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Only how it is shown.
    Shown,
    /// How often it is checked or how votes are counted: a new revision.
    Counted,
    /// What is checked, how, or from where: a new revision without votes.
    Checked,
}

impl Settings {
    pub(super) fn new(new: New, regions: &[entity::region::Model]) -> Result<Self> {
        let url = url::parse(&new.url)?;
        let host = url.host_str().unwrap_or_default().to_owned();
        Ok(Self {
            name: name(new.name.unwrap_or(host))?,
            url: url.into(),
            interval_ms: interval_ms(new.interval_secs.unwrap_or(DEFAULT_INTERVAL_SECS))?,
            timeout_ms: timeout_ms(new.timeout_ms.unwrap_or(DEFAULT_TIMEOUT_MS))?,
            retries: retries(new.retries.unwrap_or(DEFAULT_RETRIES))?,
            quorum: quorum(new.quorum.as_deref().unwrap_or("majority"))?,
            regions: new
                .regions
                .map(|names| crate::service::region::chosen(&names, regions))
                .transpose()?,
        })
    }

    pub(super) fn of(website: &website::Model) -> Self {
        Self {
            name: website.name.clone(),
            url: website.url.clone(),
            interval_ms: website.interval_ms,
            timeout_ms: website.timeout_ms,
            retries: website.retries,
            quorum: website.quorum.clone(),
            regions: website.regions.clone(),
        }
    }

    pub(super) fn changed(
        mut self,
        change: Change,
        regions: &[entity::region::Model],
    ) -> Result<Self> {
        if let Some(text) = change.url {
            self.url = url::parse(&text)?.into();
        }
        if let Some(text) = change.name {
            self.name = name(text)?;
        }
        if let Some(secs) = change.interval_secs {
            self.interval_ms = interval_ms(secs)?;
        }
        if let Some(ms) = change.timeout_ms {
            self.timeout_ms = timeout_ms(ms)?;
        }
        if let Some(count) = change.retries {
            self.retries = retries(count)?;
        }
        if let Some(text) = change.quorum {
            self.quorum = quorum(&text)?;
        }
        if let Some(names) = change.regions {
            self.regions = names
                .map(|names| crate::service::region::chosen(&names, regions))
                .transpose()?;
        }
        Ok(self)
    }

    /// What going from `before` to these settings means.
    pub(super) fn effect(&self, before: &Self) -> Effect {
        let checked = |settings: &Self| {
            (
                settings.url.clone(),
                settings.timeout_ms,
                settings.retries,
                settings.regions.clone(),
            )
        };
        if checked(self) != checked(before) {
            Effect::Checked
        } else if (self.interval_ms, &self.quorum) != (before.interval_ms, &before.quorum) {
            Effect::Counted
        } else {
            Effect::Shown
        }
    }
}

fn name(text: String) -> Result<String> {
    let text = text.trim();
    let chars = text.chars().count();
    if chars == 0 || chars > MAX_NAME_CHARS || text.contains(char::is_control) {
        let problem = format!("must be 1 to {MAX_NAME_CHARS} characters on one line");
        return Err(Error::input("name", problem));
    }
    Ok(text.to_owned())
}

fn interval_ms(secs: i32) -> Result<i64> {
    in_range("intervalSecs", secs, &INTERVAL_SECS).map(|secs| i64::from(secs) * 1_000)
}

fn timeout_ms(ms: i32) -> Result<i32> {
    in_range("timeoutMs", ms, &TIMEOUT_MS)
}

fn retries(count: i32) -> Result<i16> {
    let count = in_range("retries", count, &RETRIES)?;
    i16::try_from(count).map_err(|_| Error::input("retries", "is out of range"))
}

fn quorum(text: &str) -> Result<String> {
    let quorum: Quorum = text
        .parse()
        .map_err(|err: status::domain::quorum::InvalidQuorum| {
            Error::input("quorum", err.to_string())
        })?;
    Ok(quorum.to_string())
}

fn in_range(field: &'static str, value: i32, range: &std::ops::RangeInclusive<i32>) -> Result<i32> {
    if range.contains(&value) {
        Ok(value)
    } else {
        Err(Error::input(
            field,
            format!("must be {} to {}", range.start(), range.end()),
        ))
    }
}
