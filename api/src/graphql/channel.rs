//! Channels: where alerts go.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use chrono::{DateTime, Utc};
use entity::{alert, channel};

use super::channel_kind::ChannelKind;
use super::context::ContextExt;
use super::cost;
use super::delivery::{Delivery, DeliveryState};
use super::error::Result;
use super::scalar::date;
use super::serial::{AtHand, Page};
use super::tag::Tag;
use crate::service::channel::{self as service, DeliveryFilter};
use crate::service::text::time_of_day;
use crate::service::{page, tag, website};

/// Kinds of alerts that a channel can hear.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AlertKind {
    /// An incident opened.
    IncidentOpened,
    /// Somebody acknowledged an incident.
    IncidentAcknowledged,
    /// An incident resolved.
    IncidentResolved,
    /// Some regions report a website down, but fewer than its quorum.
    Partial,
    /// A website is degraded.
    Degraded,
    /// A certificate expires soon.
    CertificateExpiring,
    /// A region is silent or impaired.
    RegionTrouble,
    /// Upbeat itself has a problem.
    InstanceTrouble,
}

/// Hours in which a channel is not disturbed.
#[derive(SimpleObject)]
pub(super) struct QuietHours {
    /// Time of day at which they begin, in the channel's time zone.
    from: String,
    /// Time of day at which they end; on the next day if not after `from`.
    to: String,
    /// Days on which they begin, 1 (Monday) to 7 (Sunday); empty for every day.
    days: Vec<i32>,
    /// Kinds of alerts that break them.
    except: Vec<AlertKind>,
}

/// A setting of a channel.
#[derive(SimpleObject)]
pub(super) struct ChannelSetting {
    /// Its name, as in the input that sets it.
    name: String,
    /// Its value as text. Secrets are not returned.
    value: String,
}

pub(super) struct Channel(pub(super) Arc<channel::Model>);

/// A place where alerts go.
#[Object]
impl Channel {
    /// Identifier of the channel.
    async fn id(&self) -> ID {
        self.0.id.into()
    }

    /// Displayed name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What kind of channel it is; null if a newer version has made it.
    async fn kind(&self) -> Option<ChannelKind> {
        ChannelKind::of(&notify::channel::kind(&self.0.settings))
    }

    /// Its settings without those that are secret.
    async fn settings(&self) -> Vec<ChannelSetting> {
        let settings = notify::channel::shown(&self.0.settings).into_iter();
        settings
            .map(|(name, value)| ChannelSetting { name, value })
            .collect()
    }

    /// Kinds of alerts that it hears.
    async fn kinds(&self) -> Vec<AlertKind> {
        kinds(&self.0.rules.kinds)
    }

    /// Websites that it hears of; null for all, including future ones, or if only `tags` choose.
    async fn website_ids(&self, ctx: &Context<'_>) -> Result<Option<Vec<ID>>> {
        let Some(keys) = &self.0.rules.websites else {
            return Ok(None);
        };
        let websites = ctx
            .read(website::present_of_keys(&ctx.app().db, keys))
            .await?;
        let mut ids: Vec<_> = websites.into_iter().map(|website| website.id).collect();
        ids.sort_unstable();
        Ok(Some(ids.into_iter().map(ID::from).collect()))
    }

    /// Tags, by name: it hears of websites with one of them, too; null for none.
    async fn tags(&self, ctx: &Context<'_>) -> Result<Option<Vec<Tag>>> {
        let Some(keys) = &self.0.rules.tags else {
            return Ok(None);
        };
        let tags = ctx.read(tag::of_keys(&ctx.app().db, keys)).await?;
        Ok(Some(tags.into_iter().map(Tag::from).collect()))
    }

    /// Repeats that an incident is open, every so many seconds; null for never.
    async fn repeat_secs(&self) -> Option<i32> {
        self.0.repeat_secs
    }

    /// IANA time zone of its quiet hours and of the times in its messages.
    async fn time_zone(&self) -> &str {
        self.0.rules.time_zone.as_deref().unwrap_or("UTC")
    }

    /// Hours in which it is not disturbed.
    async fn quiet(&self) -> Option<QuietHours> {
        let quiet = self.0.rules.quiet.as_ref()?;
        Some(QuietHours {
            from: time_of_day(quiet.from_minute),
            to: time_of_day(quiet.to_minute),
            days: quiet.days.iter().map(|day| i32::from(*day)).collect(),
            except: kinds(&quiet.except),
        })
    }

    /// Whether it is paused, so that it hears nothing.
    async fn paused(&self) -> bool {
        self.0.paused
    }

    /// Whether it hears what other channels cannot deliver.
    async fn fallback(&self) -> bool {
        self.0.is_fallback
    }

    /// Since when it cannot deliver; null if it works.
    async fn failing_since(&self) -> Option<DateTime<Utc>> {
        self.0.failing_since_ms.map(date)
    }

    /// Whether the receiver says that its token, address or right is gone, so that it needs other
    /// settings. It is tried once an hour.
    async fn broken(&self) -> bool {
        self.0.is_broken
    }

    /// Why it cannot deliver.
    async fn problem(&self) -> Option<&str> {
        self.0.problem.as_deref()
    }

    /// When it was created.
    async fn created_at(&self) -> DateTime<Utc> {
        date(self.0.created_at_ms)
    }

    /// Its deliveries, newest first.
    #[graphql(complexity = "cost::DELIVERIES + page::weight(first) * child_complexity")]
    async fn deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Page size, 0 to 100; 50 by default.")] first: Option<i32>,
        #[graphql(desc = "Cursor of the item before the page; the first page by default.")]
        after: Option<String>,
        #[graphql(desc = "Only those in this state; all by default.")] state: Option<DeliveryState>,
    ) -> Result<Page<Delivery>> {
        let first = page::first(first)?;
        let after = page::after(after.as_deref())?.map(i64::from_be_bytes);
        let filter = DeliveryFilter {
            state: state.map(Into::into),
        };
        let found = service::deliveries(&ctx.app().db, self.0.id, filter, first, after);
        let found = ctx.read(found).await?;
        Ok(Delivery::page(found, after.is_some()))
    }
}

impl AtHand for Channel {
    const READING: &'static [&'static str] = &["deliveries", "websiteIds"];
}

impl From<channel::Model> for Channel {
    fn from(row: channel::Model) -> Self {
        Self(Arc::new(row))
    }
}

fn kinds(kinds: &[alert::AlertKind]) -> Vec<AlertKind> {
    kinds.iter().filter_map(|kind| chosen(*kind)).collect()
}

fn chosen(kind: alert::AlertKind) -> Option<AlertKind> {
    Some(match kind {
        alert::AlertKind::IncidentOpened => AlertKind::IncidentOpened,
        alert::AlertKind::IncidentAcknowledged => AlertKind::IncidentAcknowledged,
        alert::AlertKind::IncidentResolved => AlertKind::IncidentResolved,
        alert::AlertKind::Partial => AlertKind::Partial,
        alert::AlertKind::Degraded => AlertKind::Degraded,
        alert::AlertKind::CertificateExpiring => AlertKind::CertificateExpiring,
        alert::AlertKind::RegionTrouble => AlertKind::RegionTrouble,
        alert::AlertKind::InstanceTrouble => AlertKind::InstanceTrouble,
        alert::AlertKind::ChannelTrouble | alert::AlertKind::Summary | alert::AlertKind::Test => {
            return None;
        }
    })
}

impl From<AlertKind> for alert::AlertKind {
    fn from(kind: AlertKind) -> Self {
        match kind {
            AlertKind::IncidentOpened => Self::IncidentOpened,
            AlertKind::IncidentAcknowledged => Self::IncidentAcknowledged,
            AlertKind::IncidentResolved => Self::IncidentResolved,
            AlertKind::Partial => Self::Partial,
            AlertKind::Degraded => Self::Degraded,
            AlertKind::CertificateExpiring => Self::CertificateExpiring,
            AlertKind::RegionTrouble => Self::RegionTrouble,
            AlertKind::InstanceTrouble => Self::InstanceTrouble,
        }
    }
}
