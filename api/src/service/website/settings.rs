//! A website's settings: their validation, and the effect of changes.

use ::url::Url;
use entity::website::{self, RegionKeys};
use entity::{OrganizationId, quota};
use queue::{Check, How, InstanceKeys, Secrets};
use sea_orm::ActiveValue::Set;
use status::Quorum;
use uuid::Uuid;

use crate::service::check::{self, CheckSettings, SecretStore};
use crate::service::input::{in_range, number};
use crate::service::region::RegionProbers;
use crate::service::text::line;
use crate::service::{Error, Result, reach, url};

/// Interval between checks, in seconds.
const INTERVAL_SECS: std::ops::RangeInclusive<i32> = 10..=86_400;
const DEFAULT_INTERVAL_SECS: i32 = 180;

/// Time limit of one attempt, in milliseconds. Source: ARCHITECTURE.md, "Probing".
const TIMEOUT_MS: std::ops::RangeInclusive<i32> = 500..=60_000;
const DEFAULT_TIMEOUT_MS: i32 = 10_000;

/// Number of further attempts after a failed one. The longest job follows from it:
/// `prober::worker` relies on at most three.
const RETRIES: std::ops::RangeInclusive<i32> = 0..=3;
const DEFAULT_RETRIES: i32 = 1;

/// How long a website must be down before an incident opens, in seconds.
const CONFIRMATION_SECS: std::ops::RangeInclusive<i32> = 0..=86_400;
const DEFAULT_CONFIRMATION_SECS: i32 = 0;

/// How long it must be well before its incident resolves, in seconds.
const RECOVERY_SECS: std::ops::RangeInclusive<i32> = 0..=86_400;
const DEFAULT_RECOVERY_SECS: i32 = 60;

/// Longest name, in characters.
const MAX_NAME_CHARS: usize = 200;

/// Settings of a new website; `None` takes the default.
#[derive(Default)]
pub struct New {
    /// Target of the checks.
    pub url: String,
    /// Displayed name; the URL's host by default.
    pub name: Option<String>,
    /// Interval between checks, in seconds; 180 by default.
    pub interval_secs: Option<i32>,
    /// Time limit of one attempt, in milliseconds; 10,000 by default.
    pub timeout_ms: Option<i32>,
    /// Number of further attempts after a failed one; 1 by default.
    pub retries: Option<i32>,
    /// Names of regions; all by default, including future ones.
    pub regions: Option<Vec<String>>,
    /// `any`, `majority` (default), `all`, or a number.
    pub quorum: Option<String>,
    /// How long it must be down before an incident opens, in seconds; 0 by default.
    pub confirmation_secs: Option<i32>,
    /// How long it must be well before its incident resolves, in seconds; 60 by default.
    pub recovery_secs: Option<i32>,
    /// How the website is checked.
    pub check: CheckSettings,
    /// Its tags.
    pub tags: Option<Vec<String>>,
}

impl New {
    /// With the shortest interval that is allowed, where the default one is not.
    pub(super) fn within(self, quotas: &quota::Model) -> Self {
        let shortest = quotas.shortest_interval_secs;
        let default = shortest.filter(|secs| *secs > DEFAULT_INTERVAL_SECS);
        Self {
            interval_secs: self.interval_secs.or(default),
            ..self
        }
    }
}

/// Changes to a website; `None` keeps the current value.
#[derive(Clone, Default)]
pub struct Change {
    /// Target of the checks.
    pub url: Option<String>,
    /// Displayed name.
    pub name: Option<String>,
    /// Interval between checks, in seconds.
    pub interval_secs: Option<i32>,
    /// Time limit of one attempt, in milliseconds.
    pub timeout_ms: Option<i32>,
    /// Number of further attempts after a failed one.
    pub retries: Option<i32>,
    /// Names of regions; `Some(None)` for all.
    pub regions: Option<Option<Vec<String>>>,
    /// `any`, `majority`, `all`, or a number.
    pub quorum: Option<String>,
    /// How long it must be down before an incident opens, in seconds.
    pub confirmation_secs: Option<i32>,
    /// How long it must be well before its incident resolves, in seconds.
    pub recovery_secs: Option<i32>,
    /// How the website is checked.
    pub check: CheckSettings,
    /// Its tags.
    pub tags: Option<Vec<String>>,
}

/// The check of a website with the settings `new`, and its secrets, to run it once.
///
/// # Errors
/// [`Error::Input`] for an invalid setting.
pub fn once(new: New) -> Result<(Check, Secrets)> {
    // Sealed secrets are opened again immediately.
    let vault = SecretStore {
        keys: &InstanceKeys::generate(),
        organization: OrganizationId(Uuid::nil()),
        website: Uuid::nil(),
        sealed: None,
    };
    let new = New {
        regions: None,
        ..new
    };
    let settings = Settings::new(new, &[], &vault)?;
    let vault = SecretStore {
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

/// Validated settings of a website.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) interval_ms: i64,
    pub(super) timeout_ms: i32,
    pub(super) retries: i16,
    pub(super) quorum: String,
    pub(super) confirmation_ms: i64,
    pub(super) recovery_ms: i64,
    pub(super) regions: Option<RegionKeys>,
    pub(super) how: How,
    /// The secrets, sealed.
    pub(super) secrets: Option<Vec<u8>>,
}

/// Effect of a change of settings on the schedule and the votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Only displayed settings changed.
    Shown,
    /// Only when incidents open and resolve changed.
    Timed,
    /// The interval or the quorum changed: a new revision.
    Counted,
    /// The target, check or regions changed: a new revision without votes.
    Checked,
}

impl Settings {
    pub(super) fn new(
        new: New,
        regions: &[entity::region::Model],
        vault: &SecretStore<'_>,
    ) -> Result<Self> {
        let url = url::parse(&new.url)?;
        let timeout_ms = timeout_ms(new.timeout_ms.unwrap_or(DEFAULT_TIMEOUT_MS))?;
        let before = check::default_of(&url);
        let (how, secrets) = new.check.apply(before, &url, timeout_ms, vault)?;
        let interval_ms = interval_ms(new.interval_secs.unwrap_or(DEFAULT_INTERVAL_SECS))?;
        fits(timeout_ms, interval_ms, "timeoutMs")?;
        let host = url.host_str().unwrap_or_default();
        let settings = Self {
            name: match new.name {
                Some(text) => line("name", &text, MAX_NAME_CHARS)?,
                None => host.chars().take(MAX_NAME_CHARS).collect(),
            },
            url: url.into(),
            interval_ms,
            timeout_ms,
            retries: retries(new.retries.unwrap_or(DEFAULT_RETRIES))?,
            quorum: quorum(new.quorum.as_deref().unwrap_or("majority"))?,
            confirmation_ms: confirmation_ms(
                new.confirmation_secs.unwrap_or(DEFAULT_CONFIRMATION_SECS),
            )?,
            recovery_ms: recovery_ms(new.recovery_secs.unwrap_or(DEFAULT_RECOVERY_SECS))?,
            regions: new
                .regions
                .map(|names| crate::service::region::chosen(&names, regions))
                .transpose()?,
            how,
            secrets,
        };
        settings.check_quorum()?;
        Ok(settings)
    }

    pub(super) fn of(website: &website::Model) -> Result<Self> {
        Ok(Self {
            name: website.name.clone(),
            url: website.url.clone(),
            interval_ms: website.interval_ms,
            timeout_ms: website.timeout_ms,
            retries: website.retries,
            quorum: website.quorum.clone(),
            confirmation_ms: website.confirmation_ms,
            recovery_ms: website.recovery_ms,
            regions: website.regions.clone(),
            how: check::of(website)?,
            secrets: website.secrets.clone(),
        })
    }

    /// Writes every setting to `row`.
    pub(super) fn write(self, row: &mut website::ActiveModel) -> Result<()> {
        row.name = Set(self.name);
        row.url = Set(self.url);
        row.interval_ms = Set(self.interval_ms);
        row.timeout_ms = Set(self.timeout_ms);
        row.retries = Set(self.retries);
        row.quorum = Set(self.quorum);
        row.confirmation_ms = Set(self.confirmation_ms);
        row.recovery_ms = Set(self.recovery_ms);
        row.regions = Set(self.regions);
        row.how = Set(check::row(&self.how)?);
        row.secrets = Set(self.secrets);
        Ok(())
    }

    pub(super) fn changed(
        mut self,
        change: Change,
        regions: &[entity::region::Model],
        vault: &SecretStore<'_>,
    ) -> Result<Self> {
        let before = stored(&self.url)?;
        if let Some(text) = change.url {
            self.url = url::parse(&text)?.into();
        }
        if let Some(text) = change.name {
            self.name = line("name", &text, MAX_NAME_CHARS)?;
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
        let may_exceed = change.quorum.is_none() && change.regions.is_none();
        if let Some(text) = change.quorum {
            self.quorum = quorum(&text)?;
        }
        if let Some(secs) = change.confirmation_secs {
            self.confirmation_ms = confirmation_ms(secs)?;
        }
        if let Some(secs) = change.recovery_secs {
            self.recovery_ms = recovery_ms(secs)?;
        }
        if let Some(names) = change.regions {
            self.regions = names
                .map(|names| crate::service::region::chosen(&names, regions))
                .transpose()?;
        }
        if !may_exceed {
            self.check_quorum()?;
        }
        let url = stored(&self.url)?;
        // A person who may redirect a website must not redirect its stored secrets.
        let leaves = !prober::is_same_website(&before, &url);
        if leaves && vault.sealed.is_some() && change.check.details.is_none() {
            let problem = "leads to another website: provide its secrets again, in check";
            return Err(Error::input("url", problem));
        }
        let vault = SecretStore {
            sealed: vault.sealed.filter(|_| !leaves),
            ..*vault
        };
        (self.how, self.secrets) = change
            .check
            .apply(self.how, &url, self.timeout_ms, &vault)?;
        Ok(self)
    }

    /// Rejects a number of regions that is more than were chosen. If none were, more may come.
    fn check_quorum(&self) -> Result<()> {
        let (Some(regions), Ok(Quorum::Count(count))) = (&self.regions, self.quorum.parse()) else {
            return Ok(());
        };
        let most = regions.0.len();
        if usize::from(count) <= most {
            return Ok(());
        }
        let problem = format!("must be at most the number of regions, {most}");
        Err(Error::input("quorum", problem))
    }

    /// Rejects a target that no region of the website may reach.
    pub(super) fn check_reach(&self, staffed: &[RegionProbers]) -> Result<()> {
        reach::check(&self.url, &self.how, self.regions.as_ref(), staffed)
    }

    /// Effect of a change from `before` to these settings.
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
        } else if (self.confirmation_ms, self.recovery_ms)
            != (before.confirmation_ms, before.recovery_ms)
        {
            Effect::Timed
        } else {
            Effect::Shown
        }
    }
}

/// The stored URL: one that was accepted stays valid, whatever is rejected today.
fn stored(text: &str) -> Result<Url> {
    Ok(Url::parse(text)?)
}

/// Rejects a time limit longer than the interval: the next check would start before it ends.
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

fn confirmation_ms(secs: i32) -> Result<i64> {
    in_range("confirmationSecs", secs, &CONFIRMATION_SECS).map(|secs| i64::from(secs) * 1_000)
}

fn recovery_ms(secs: i32) -> Result<i64> {
    in_range("recoverySecs", secs, &RECOVERY_SECS).map(|secs| i64::from(secs) * 1_000)
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
