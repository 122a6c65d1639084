//! A website's settings: what may be said, and what a change of them touches.

use ::url::Url;
use entity::website::{self, RegionKeys};
use queue::{Check, How, InstanceKeys, Secrets};
use status::Quorum;
use uuid::Uuid;

use crate::service::check::{self, Vault, Wish};
use crate::service::input::{in_range, number};
use crate::service::region::Staffed;
use crate::service::text::is_one_line;
use crate::service::{Error, Result, reach, url};

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
#[derive(Default)]
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
    /// How it is checked.
    pub check: Wish,
}

/// What of a website is to change; `None` stays.
#[derive(Default)]
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
    /// How it is checked.
    pub check: Wish,
}

/// The check of a website like `new`, and its secrets, for whoever runs it at once.
///
/// # Errors
/// [`Error::Input`] for a setting that cannot be taken.
pub fn once(new: New) -> Result<(Check, Secrets)> {
    // What is sealed here is opened again at once.
    let vault = Vault {
        keys: &InstanceKeys::generate(),
        organization: Uuid::nil(),
        website: Uuid::nil(),
        sealed: None,
    };
    let new = New {
        regions: None,
        ..new
    };
    let settings = Settings::new(new, &[], &vault)?;
    let vault = Vault {
        sealed: settings.secrets.as_deref(),
        ..vault
    };
    let check = Check {
        url: settings.url,
        timeout_ms: u32::try_from(settings.timeout_ms).unwrap_or_default(),
        retries: u8::try_from(settings.retries).unwrap_or_default(),
        how: settings.how,
        sealed: vec![],
    };
    Ok((check, vault.open()?))
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
    pub(super) how: How,
    /// Sealed.
    pub(super) secrets: Option<Vec<u8>>,
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
    pub(super) fn new(
        new: New,
        regions: &[entity::region::Model],
        vault: &Vault<'_>,
    ) -> Result<Self> {
        let url = url::parse(&new.url)?;
        let timeout_ms = timeout_ms(new.timeout_ms.unwrap_or(DEFAULT_TIMEOUT_MS))?;
        let before = check::default_of(&url);
        let (how, secrets) = new.check.apply(before, &url, timeout_ms, vault)?;
        let interval_ms = interval_ms(new.interval_secs.unwrap_or(DEFAULT_INTERVAL_SECS))?;
        fits(timeout_ms, interval_ms, "timeoutMs")?;
        let host = url.host_str().unwrap_or_default();
        Ok(Self {
            name: match new.name {
                Some(text) => name(text)?,
                None => host.chars().take(MAX_NAME_CHARS).collect(),
            },
            url: url.into(),
            interval_ms,
            timeout_ms,
            retries: retries(new.retries.unwrap_or(DEFAULT_RETRIES))?,
            quorum: quorum(new.quorum.as_deref().unwrap_or("majority"))?,
            regions: new
                .regions
                .map(|names| crate::service::region::chosen(&names, regions))
                .transpose()?,
            how,
            secrets,
        })
    }

    pub(super) fn of(website: &website::Model) -> Result<Self> {
        Ok(Self {
            name: website.name.clone(),
            url: website.url.clone(),
            interval_ms: website.interval_ms,
            timeout_ms: website.timeout_ms,
            retries: website.retries,
            quorum: website.quorum.clone(),
            regions: website.regions.clone(),
            how: check::of(website)?,
            secrets: website.secrets.clone(),
        })
    }

    pub(super) fn changed(
        mut self,
        change: Change,
        regions: &[entity::region::Model],
        vault: &Vault<'_>,
    ) -> Result<Self> {
        let before = stored(&self.url)?;
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
            fits(self.timeout_ms, self.interval_ms, "timeoutMs")?;
        } else if change.interval_secs.is_some() {
            fits(self.timeout_ms, self.interval_ms, "intervalSecs")?;
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
        let url = stored(&self.url)?;
        // Whoever may lead a website elsewhere may not lead its secrets there.
        let leaves = !prober::is_same_website(&before, &url);
        if leaves && vault.sealed.is_some() && change.check.details.is_none() {
            let problem = "leads to another website: give its secrets again with it, in check";
            return Err(Error::input("url", problem));
        }
        let vault = Vault {
            sealed: vault.sealed.filter(|_| !leaves),
            ..*vault
        };
        (self.how, self.secrets) = change
            .check
            .apply(self.how, &url, self.timeout_ms, &vault)?;
        Ok(self)
    }

    /// Refuses a target that no region of the website may reach.
    pub(super) fn check_reach(&self, staffed: &[Staffed]) -> Result<()> {
        reach::check(&self.url, &self.how, self.regions.as_ref(), staffed)
    }

    /// What going from `before` to these settings means.
    pub(super) fn effect(&self, before: &Self) -> Effect {
        let checked = |settings: &Self| {
            (
                settings.url.clone(),
                settings.timeout_ms,
                settings.retries,
                settings.regions.clone(),
                settings.how.clone(),
                settings.secrets.clone(),
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
    if text.chars().count() > MAX_NAME_CHARS || !is_one_line(text) {
        let problem = format!(
            "must be 1 to {MAX_NAME_CHARS} characters on one line, without characters that \
             change the direction of writing"
        );
        return Err(Error::input("name", problem));
    }
    Ok(text.to_owned())
}

/// A URL as a row has it: what was accepted once stays what it is, whatever is refused today.
fn stored(text: &str) -> Result<Url> {
    Ok(Url::parse(text)?)
}

/// Refuses a time limit beyond the interval: the next check would begin before it.
fn fits(timeout_ms: i32, interval_ms: i64, field: &'static str) -> Result<()> {
    if i64::from(timeout_ms) <= interval_ms {
        return Ok(());
    }
    let problem = match field {
        "timeoutMs" => {
            format!("must be at most the interval between checks, which is {interval_ms} ms")
        }
        _ => format!(
            "must be at least the time limit of a check, which is {timeout_ms} ms: \
             lower timeoutMs with it"
        ),
    };
    Err(Error::input(field, problem))
}

fn interval_ms(secs: i32) -> Result<i64> {
    in_range("intervalSecs", secs, &INTERVAL_SECS).map(|secs| i64::from(secs) * 1_000)
}

fn timeout_ms(ms: i32) -> Result<i32> {
    in_range("timeoutMs", ms, &TIMEOUT_MS)
}

fn retries(count: i32) -> Result<i16> {
    number("retries", count, &RETRIES)
}

fn quorum(text: &str) -> Result<String> {
    let quorum: Quorum = text
        .parse()
        .map_err(|err: status::domain::quorum::InvalidQuorum| {
            Error::input("quorum", err.to_string())
        })?;
    Ok(quorum.to_string())
}
