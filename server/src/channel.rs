//! `upbeat channel test`: sends a test by a channel's own settings, from this machine.

use anyhow::{Context, bail, ensure};
use entity::alert::AlertKind;
use entity::channel;
use jiff::tz::TimeZone;
use notify::channel::{Outcome, send};
use notify::{Message, sample};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::config::ChannelTestArgs;
use crate::serve::alerts;
use crate::{keys, store};

/// Sends a test and returns what became of it, in words.
///
/// # Errors
/// If the channel is not there, its secrets cannot be opened, or it did not deliver.
pub async fn test(args: &ChannelTestArgs) -> anyhow::Result<String> {
    let url = args.store.database_url.expose();
    let db = store::open_existing(url, 1).await?;
    let mut named = Condition::any().add(channel::Column::Name.eq(&args.channel));
    if let Ok(id) = args.channel.parse::<Uuid>() {
        named = named.add(channel::Column::Id.eq(id));
    }
    let found = channel::Entity::find()
        .filter(named)
        .filter(channel::Column::DeletedAtMs.is_null())
        .all(&db)
        .await
        .context("the channels cannot be read: is the schema up to date?")?;
    let channel = match &found[..] {
        [] => bail!("no channel has the name or id {}", args.channel),
        [channel] => channel,
        several => bail!(
            "{} channels are called {}: give the id of one",
            several.len(),
            args.channel
        ),
    };
    let keys = keys::known(&args.keys.secret_key, url)?;
    let config = notify::deliver::settings(&keys, channel).map_err(anyhow::Error::msg)?;
    let means = alerts::means(&args.probe, &args.alerts)?;
    let now = jiff::Timestamp::now();
    let alert = sample::alert(AlertKind::Test, now.as_millisecond());
    let message = Message {
        id: Uuid::now_v7(),
        alert: &alert,
        now_ms: now.as_millisecond(),
        zone: &TimeZone::UTC,
        link: args.alerts.public_url.0.as_ref().map(ToString::to_string),
        thread: None,
        taken: None,
        is_plain: false,
    };
    let sent = send(&config, &message, &means).await;
    let status = sent.status.map(|status| format!(" ({status})"));
    let said = format!("{}{}", sent.reply, status.unwrap_or_default());
    let is_delivered = matches!(sent.outcome, Outcome::Delivered { .. });
    ensure!(is_delivered, "{} did not take it: {said}", channel.name);
    let took_ms = sent.took.as_millis();
    Ok(format!(
        "{} took it in {took_ms} ms: {said}\n",
        channel.name
    ))
}
