//! Checks of what is not stored, from every region.

use std::time::Duration;

use entity::{OrganizationId, RegionKey, region};
use queue::{Check, RegionName, Report};
use scheduler::trial::{self, Trial};
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

use super::settings::{Change, New, Settings};
use crate::service::access::Permission;
use crate::service::check::SecretStore;
use crate::service::identity::Identity;
use crate::service::{Error, Handles, Result, reach};

/// Interval between looks for answers.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// How long the regions have to answer: well within the time limit of a request.
const PATIENCE: Duration = Duration::from_secs(25);

/// What a region found.
#[derive(Clone, Debug)]
pub struct Tried {
    /// Name of the region.
    pub region: String,
    /// Normalized URL that was checked.
    pub url: String,
    /// Its report; `None` if none came in time.
    pub report: Option<Report>,
}

/// Checks what `new` describes once from each of its regions, and stores nothing of it. Each
/// region makes one attempt.
///
/// # Errors
/// [`Error::Input`] for an invalid setting, [`Error::Conflict`] if there is no region, or
/// [`Error::Busy`] if the account tries too much.
pub async fn try_check(
    handles: &Handles,
    organization: OrganizationId,
    account: OrganizationId,
    new: New,
) -> Result<Vec<Tried>> {
    let regions = status::region::all(&handles.db).await?;
    let vault = SecretStore {
        keys: &handles.keys,
        organization,
        website: Uuid::now_v7(),
        sealed: None,
    };
    let settings = Settings::new(new, &regions, &vault)?;
    run(handles, account, &regions, settings, vault).await
}

/// Checks a website as [`try_check`] does, with the changes that `change` would make and with its
/// stored secrets, and changes nothing.
///
/// # Errors
/// As [`try_check`], and [`Error::NotFound`] or [`Error::Forbidden`].
pub async fn try_update(
    handles: &Handles,
    caller: &Identity,
    id: Uuid,
    change: Change,
) -> Result<Vec<Tried>> {
    let website = super::owned(&caller.access, id).one(&handles.db).await?;
    let website = website.ok_or(Error::NotFound("website"))?;
    let organization = website.organization_id;
    (caller.access).require(Permission::ChangeWebsites, organization)?;
    let regions = status::region::all(&handles.db).await?;
    let vault = SecretStore {
        keys: &handles.keys,
        organization,
        website: website.id,
        sealed: website.secrets.as_deref(),
    };
    let settings = Settings::of(&website)?.changed(change, &regions, &vault)?;
    run(handles, caller.account(), &regions, settings, vault).await
}

/// Asks the regions of `settings`, whose secrets `vault` opens.
async fn run(
    handles: &Handles,
    account: OrganizationId,
    all: &[region::Model],
    settings: Settings,
    vault: SecretStore<'_>,
) -> Result<Vec<Tried>> {
    let id = Uuid::now_v7();
    settings.check_reach(&reach::probers(handles).await)?;
    let vault = SecretStore {
        sealed: settings.secrets.as_deref(),
        ..vault
    };
    let secrets = vault.open()?;
    let is_chosen = |key: RegionKey| {
        let chosen = settings.regions.as_ref();
        chosen.is_none_or(|chosen| chosen.0.contains(&key))
    };
    let regions = all.iter().filter(|region| is_chosen(region.key));
    let regions = regions.filter_map(|region| Some((region.key, region.name.parse().ok()?)));
    let mut regions: Vec<(RegionKey, RegionName)> = regions.collect();
    regions.sort_by(|a, b| a.1.as_str().cmp(b.1.as_str()));
    if regions.is_empty() {
        return Err(Error::Conflict {
            field: None,
            message: "no region is known yet: start a prober".to_owned(),
        });
    }
    handles.throttle.trial(account.0, handles.clock.now_ms())?;
    let trial = Trial {
        id,
        check: Check {
            url: settings.url.clone(),
            timeout_ms: u32::try_from(settings.timeout_ms).unwrap_or_default(),
            retries: 0,
            how: settings.how,
            sealed: vec![],
        },
        secrets,
        organization: vault.organization,
    };
    let names: Vec<RegionName> = regions.iter().map(|(_, name)| name.clone()).collect();
    let now_ms = handles.clock.now_ms();
    trial::publish(&handles.publisher(), &trial, &names, now_ms).await?;
    let reports = answers(handles, id, regions.len()).await;
    status::trial::forget(&handles.db, id, handles.clock.now_ms()).await?;
    let mut reports = reports?;
    let tried = regions.into_iter().map(|(key, name)| {
        let at = reports.iter().position(|(region, _)| *region == key);
        Tried {
            region: name.to_string(),
            url: settings.url.clone(),
            report: at.map(|at| reports.swap_remove(at).1),
        }
    });
    Ok(tried.collect())
}

/// The reports of the trial once all regions have answered, or those that came in time.
async fn answers(handles: &Handles, id: Uuid, regions: usize) -> Result<Vec<(RegionKey, Report)>> {
    let mut look_at = Instant::now();
    let deadline = look_at + PATIENCE;
    loop {
        let reports = status::trial::reports(&handles.db, id).await?;
        if reports.len() >= regions || look_at >= deadline {
            return Ok(reports);
        }
        look_at += LOOK_EVERY;
        sleep_until(look_at).await;
    }
}
