//! Rows for tests, complete and ordinary. A test names only what it is about:
//!
//! ```text
//! let website = website::ActiveModel {
//!     retries: Set(0),
//!     ..testing::website(organization_id, now_ms)
//! };
//! ```

use sea_orm::ActiveValue::Set;
use sea_orm::prelude::DateTimeUtc;
use uuid::Uuid;

use crate::{
    OrganizationId, Origin, Outcome, RegionKey, WebsiteKey, channel, organization, region,
    schedule, tick, website,
};

/// An instant, `at_ms` milliseconds of Unix time.
///
/// # Panics
/// Where no calendar has it.
pub fn date(at_ms: i64) -> DateTimeUtc {
    let date = DateTimeUtc::from_timestamp_millis(at_ms);
    date.unwrap_or_else(|| panic!("{at_ms} is no date"))
}

/// An organization of this `id`, made at `made_ms`.
pub fn organization(id: OrganizationId, made_ms: i64) -> organization::ActiveModel {
    organization::ActiveModel {
        id: Set(id),
        name: Set("Acme".to_owned()),
        personal_of: Set(None),
        created_at: Set(date(made_ms)),
        changes: Set(0),
        deleted_at: Set(None),
    }
}

/// A channel of this `id` that hears nothing.
pub fn channel(id: Uuid, organization_id: OrganizationId) -> channel::ActiveModel {
    channel::ActiveModel {
        id: Set(id),
        organization_id: Set(organization_id),
        name: Set("Chat".to_owned()),
        rules: Set(channel::Rules {
            kinds: Vec::new(),
            websites: None,
            tags: None,
            time_zone: None,
            quiet: None,
        }),
        repeat_secs: Set(None),
        settings: Set("{}".to_owned()),
        secrets: Set(None),
        paused: Set(false),
        paused_at_ms: Set(None),
        is_fallback: Set(false),
        failures: Set(0),
        failing_since_ms: Set(None),
        is_broken: Set(false),
        is_reported: Set(false),
        problem: Set(None),
        minute_from_ms: Set(0),
        minute_sent: Set(0),
        is_storm: Set(false),
        paced_until_ms: Set(0),
        created_at_ms: Set(0),
        deleted_at_ms: Set(None),
    }
}

/// A region that counts from `valid_from_ms` on.
pub fn region(key: RegionKey, name: &str, valid_from_ms: i64) -> region::ActiveModel {
    region::ActiveModel {
        key: Set(key),
        name: Set(name.to_owned()),
        valid_from_ms: Set(valid_from_ms),
    }
}

/// A website that is checked every 10 s from all regions, made at `made_ms`.
pub fn website(organization_id: OrganizationId, made_ms: i64) -> website::ActiveModel {
    website::ActiveModel {
        id: Set(Uuid::now_v7()),
        organization_id: Set(organization_id),
        name: Set("a.test".to_owned()),
        url: Set("https://a.test/".to_owned()),
        interval_ms: Set(10_000),
        timeout_ms: Set(1_000),
        retries: Set(1),
        paused: Set(false),
        quorum: Set("majority".to_owned()),
        confirmation_ms: Set(0),
        recovery_ms: Set(60_000),
        revision: Set(1),
        created_at: Set(date(made_ms)),
        updated_at: Set(date(made_ms)),
        ..Default::default()
    }
}

/// The row of the schedule by which `website` is checked from `from_ms` on.
pub fn schedule(website: &website::Model, from_ms: i64) -> schedule::Model {
    schedule::Model {
        website_key: website.key,
        revision: website.revision,
        website_id: website.id,
        interval_ms: website.interval_ms,
        timeout_ms: website.timeout_ms,
        retries: website.retries,
        url: website.url.clone(),
        quorum: website.quorum.clone(),
        regions: website.regions.clone(),
        how: None,
        secrets: None,
        organization_id: Some(website.organization_id),
        valid_from_ms: from_ms,
        valid_to_ms: None,
        updated_at_ms: from_ms,
    }
}

/// A tick that is up, with all phases but TLS.
pub fn tick(website_key: WebsiteKey, region_key: RegionKey, slot_ms: i64) -> tick::Model {
    tick::Model {
        website_key,
        region_key,
        slot_ms,
        checked_at_ms: slot_ms + 100,
        revision: 1,
        origin: Origin::Schedule,
        outcome: Outcome::Up,
        failure: None,
        attempts: 1,
        http_status: Some(200),
        dns_us: Some(1_000),
        connect_us: Some(2_000),
        tls_us: None,
        ttfb_us: Some(9_000),
        transfer_us: Some(1_000),
        detail: None,
        reason: None,
    }
}
