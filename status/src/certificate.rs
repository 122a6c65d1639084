//! Tells that certificates expire soon: 30, 14, 7, 3 and 1 days before, once each for a
//! website's certificate, by the region that sees the worst of those whose votes count.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use entity::alert::{Alert, AlertKind};
use entity::database::begin_write;
use entity::delivery::{self, NewDelivery};
use entity::{
    OrganizationId, RegionKey, WebsiteKey, certificate_notice, channel, tls_facts, vote, website,
};
use jiff::Timestamp;
use queue::{Clock, TlsFacts};
use runtime::Passes;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseConnection, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use tokio_util::sync::CancellationToken;

use crate::audience::hearing;
use crate::{Result, region, tags};

/// Days before the end at which people are told.
const DAYS: [i16; 5] = [1, 3, 7, 14, 30];

const DAY_SECS: i64 = 86_400;

/// Interval between looks at all certificates.
const LOOK_EVERY: Duration = Duration::from_secs(600);

/// Pause of a follower, which may become leader at any moment.
const FOLLOWS_PAUSE: Duration = Duration::from_secs(30);

/// Websites looked at together.
const BATCH: u64 = 500;

/// Dependencies of the loop.
pub struct Certificates {
    /// The database.
    pub db: DatabaseConnection,
    /// The fleet's clock.
    pub clock: Clock,
    /// Whether this process is the leader, which tells.
    pub leads: Arc<dyn Fn() -> bool + Send + Sync>,
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificates").finish_non_exhaustive()
    }
}

/// The certificate of a website that ends first, by the region that saw it.
#[derive(Clone, Debug)]
struct Worst {
    region_key: RegionKey,
    not_after_secs: i64,
    fingerprint: String,
}

/// Tells until `shutdown`.
pub async fn run(certificates: Certificates, shutdown: CancellationToken) {
    let mut passes = Passes::new("The look at certificates", LOOK_EVERY, shutdown);
    while passes.next().await {
        if (certificates.leads)() {
            passes.end(pass(&certificates.db, certificates.clock.now_ms()).await);
        } else {
            passes.pause(FOLLOWS_PAUSE);
        }
    }
}

/// Tells of the certificates that expire soon at `now_ms`, and returns how many alerts that
/// were.
///
/// # Errors
/// If the database fails; what was told stays told.
pub async fn pass(db: &DatabaseConnection, now_ms: i64) -> Result<usize> {
    let channels = hearing(db, AlertKind::CertificateExpiring).await?;
    let organizations: BTreeSet<OrganizationId> = channels
        .iter()
        .map(|channel| channel.organization_id)
        .collect();
    if organizations.is_empty() {
        return Ok(0);
    }
    let names = region::all(db).await?.into_iter();
    let names: HashMap<RegionKey, String> = names.map(|row| (row.key, row.name)).collect();
    let mut told = 0;
    let mut after = WebsiteKey::BEFORE_ALL;
    loop {
        let websites = website::Entity::find_lean()
            .filter(website::Column::OrganizationId.is_in(organizations.iter().copied()))
            .filter(website::Column::Key.gt(after))
            .filter(website::Column::DeletedAt.is_null())
            .filter(website::Column::Paused.eq(false))
            .order_by_asc(website::Column::Key)
            .limit(BATCH)
            .all(db)
            .await?;
        let Some(last) = websites.last() else {
            return Ok(told);
        };
        after = last.key;
        let mut worst = worst(db, &websites, now_ms).await?;
        worst.retain(|_, worst| due(worst.left_secs(now_ms)).is_some());
        // Most are told of already, which takes no write.
        let known = known(db, worst.keys().copied()).await?;
        for website in websites {
            let Some(worst) = worst.get(&website.key) else {
                continue;
            };
            let told_of = known.get(&(website.key, worst.fingerprint.clone()));
            if is_news(worst, told_of.copied(), now_ms) {
                told += tell(db, &website, worst, &channels, &names, now_ms).await?;
            }
        }
    }
}

impl Worst {
    fn left_secs(&self, now_ms: i64) -> i64 {
        self.not_after_secs - now_ms.div_euclid(1_000)
    }
}

/// The certificate of each website that ends first, as seen by regions whose votes count at
/// `now_ms`. Those that no longer check do not know whether it was renewed.
async fn worst(
    db: &DatabaseConnection,
    websites: &[website::Model],
    now_ms: i64,
) -> Result<BTreeMap<WebsiteKey, Worst>> {
    let website_keys = || websites.iter().map(|row| row.key);
    let rows = tls_facts::Entity::find()
        .filter(tls_facts::Column::WebsiteKey.is_in(website_keys()))
        .all(db)
        .await?;
    let votes: HashSet<(WebsiteKey, RegionKey)> = vote::Entity::find()
        .select_only()
        .columns([vote::Column::WebsiteKey, vote::Column::RegionKey])
        .filter(vote::Column::WebsiteKey.is_in(website_keys()))
        .filter(vote::Column::FreshUntilMs.gt(now_ms))
        .into_tuple()
        .all(db)
        .await?
        .into_iter()
        .collect();
    let mut worst: BTreeMap<WebsiteKey, Worst> = BTreeMap::new();
    for row in rows {
        if !votes.contains(&(row.website_key, row.region_key)) {
            continue;
        }
        // What a newer version wrote is not judged.
        let Ok(facts) = serde_json::from_str::<TlsFacts>(&row.body) else {
            continue;
        };
        let Some(leaf) = facts.chain.first() else {
            continue;
        };
        let known = worst.get(&row.website_key);
        if known.is_none_or(|known| leaf.not_after_secs < known.not_after_secs) {
            let hex = |byte: &u8| format!("{byte:02x}");
            let found = Worst {
                region_key: row.region_key,
                not_after_secs: leaf.not_after_secs,
                fingerprint: leaf.fingerprint.iter().map(hex).collect(),
            };
            worst.insert(row.website_key, found);
        }
    }
    Ok(worst)
}

/// The least number of days of which people were told, by website and certificate.
async fn known(
    db: &DatabaseConnection,
    website_keys: impl Iterator<Item = WebsiteKey>,
) -> Result<HashMap<(WebsiteKey, String), i16>> {
    let notices = certificate_notice::Entity::find()
        .filter(certificate_notice::Column::WebsiteKey.is_in(website_keys))
        .all(db)
        .await?;
    let known = notices.into_iter();
    Ok(known
        .map(|it| ((it.website_key, it.fingerprint), it.days))
        .collect())
}

/// Whether people are to be told of the certificate, of which they were told `known` days before
/// its end.
fn is_news(worst: &Worst, known: Option<i16>, now_ms: i64) -> bool {
    let due = due(worst.left_secs(now_ms));
    due.is_some_and(|days| known.is_none_or(|known| days < known))
}

/// Tells of one certificate if it is time and nobody was told yet.
async fn tell(
    db: &DatabaseConnection,
    website: &website::Model,
    worst: &Worst,
    channels: &[channel::Model],
    names: &HashMap<RegionKey, String>,
    now_ms: i64,
) -> Result<usize> {
    let left_secs = worst.left_secs(now_ms);
    let Some(days) = due(left_secs) else {
        return Ok(0);
    };
    let transaction = begin_write(db).await?;
    // Another process may have told of it since.
    let key = (website.key, worst.fingerprint.clone());
    let known = certificate_notice::Entity::find_by_id(key)
        .one(&transaction)
        .await?;
    if !is_news(worst, known.map(|known| known.days), now_ms) {
        return Ok(0);
    }
    let notice = certificate_notice::Model {
        website_key: website.key,
        fingerprint: worst.fingerprint.clone(),
        days,
        not_after_secs: worst.not_after_secs,
    };
    certificate_notice::Entity::insert(notice.into_active_model().reset_all())
        .on_conflict(
            OnConflict::columns([
                certificate_notice::Column::WebsiteKey,
                certificate_notice::Column::Fingerprint,
            ])
            .update_column(certificate_notice::Column::Days)
            .to_owned(),
        )
        .exec_without_returning(&transaction)
        .await?;
    let kind = AlertKind::CertificateExpiring;
    let alert = Alert {
        kind,
        at_ms: now_ms,
        website: Some(website.into()),
        incident: None,
        regions: Vec::new(),
        summary: Some(sentence(left_secs, worst, names)),
        listed: None,
        trouble: None,
    };
    let of_organization =
        |channel: &&channel::Model| channel.organization_id == website.organization_id;
    let channels = channels.iter().filter(of_organization);
    let tags = tags::for_channels(&transaction, channels.clone(), [website.key]).await?;
    let tags = tags::of(&tags, website.key);
    let hearing = channels.filter(|channel| channel.rules.hears(kind, website.key, tags));
    let deliveries: Vec<NewDelivery> = hearing
        .map(|channel| NewDelivery {
            organization_id: channel.organization_id,
            channel_id: channel.id,
            website_key: website.key,
            incident_id: None,
            alert: alert.clone(),
        })
        .collect();
    let told = deliveries.len();
    delivery::enqueue(&transaction, deliveries, now_ms).await?;
    transaction.commit().await?;
    Ok(told)
}

/// The number of days of which people are to be told `left_secs` before the end.
fn due(left_secs: i64) -> Option<i16> {
    DAYS.into_iter()
        .find(|days| left_secs <= i64::from(*days) * DAY_SECS)
}

/// "the certificate expires in 6 days, on 2026-12-06, as usa sees it".
fn sentence(left_secs: i64, worst: &Worst, names: &HashMap<RegionKey, String>) -> String {
    let on = Timestamp::from_second(worst.not_after_secs)
        .map(|at| format!(", on {}", at.strftime("%Y-%m-%d")))
        .unwrap_or_default();
    let region = names.get(&worst.region_key).map_or("", String::as_str);
    let days = left_secs.div_euclid(DAY_SECS);
    let when = match days {
        ..0 => "has expired".to_owned(),
        0 => "expires today".to_owned(),
        1 => "expires in a day".to_owned(),
        days => format!("expires in {days} days"),
    };
    format!("the certificate {when}{on}, as {region} sees it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_told_five_times() {
        for (days, expected) in [
            (31, None),
            (30, Some(30)),
            (15, Some(30)),
            (14, Some(14)),
            (4, Some(7)),
            (3, Some(3)),
            (1, Some(1)),
            (-5, Some(1)),
        ] {
            assert_eq!(due(days * DAY_SECS), expected, "{days}");
        }
        assert_eq!(due(30 * DAY_SECS + 1), None);
    }
}
