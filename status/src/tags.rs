//! Which websites have which tags.

use std::collections::HashMap;

use entity::{TagKey, WebsiteKey, channel};
use sea_orm::ConnectionTrait;

use crate::Result;
use crate::sql::Params;

/// Keys of tags by website; websites without any are left out.
pub type Tags = HashMap<WebsiteKey, Vec<TagKey>>;

/// The tags of a website.
pub fn of(tags: &Tags, website: WebsiteKey) -> &[TagKey] {
    tags.get(&website).map_or(&[], Vec::as_slice)
}

/// The tags of these websites.
///
/// # Errors
/// If the database fails.
pub async fn of_websites(db: &impl ConnectionTrait, keys: &[WebsiteKey]) -> Result<Tags> {
    let mut params = Params::on(db);
    let table = params.website_keys("k", keys);
    let sql = format!(
        "SELECT x.website_key, x.tag_key FROM {table} CROSS JOIN website_tag AS x
         WHERE x.website_key = k.key"
    );
    let mut tags = Tags::new();
    for row in params.all(db, sql).await? {
        let of_website = tags.entry(row.try_get_by_index(0)?).or_default();
        of_website.push(row.try_get_by_index(1)?);
    }
    Ok(tags)
}

/// The tags of these websites if one of `channels` chooses websites by them.
pub(crate) async fn for_channels(
    db: &impl ConnectionTrait,
    channels: impl IntoIterator<Item = &channel::Model>,
    keys: impl IntoIterator<Item = WebsiteKey>,
) -> Result<Tags> {
    let mut channels = channels.into_iter();
    if !channels.any(|channel| channel.rules.tags.is_some()) {
        return Ok(Tags::new());
    }
    let keys: Vec<WebsiteKey> = keys.into_iter().collect();
    of_websites(db, &keys).await
}
