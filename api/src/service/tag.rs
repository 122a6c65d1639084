//! Tags of websites: `name` or `name:value`, as in `production` or `team:payments`.

mod change;
mod follow;
mod given;

use std::collections::{BTreeMap, HashMap, HashSet};

use entity::tag::TagKeys;
use entity::{OrganizationId, TagKey, WebsiteKey, tag, website, website_tag};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use status::tags;

pub use self::change::{create, delete, update};
pub use self::follow::{pass as follow, run};
pub(super) use self::given::{chosen, ensure, existing, keys, note_change, set};
use super::text::line;
use super::website::text::folded;
use super::website::with_tags;
use super::{Error, Result};

/// Longest tag, in characters.
const MAX_CHARS: usize = 100;

/// Most tags of a website.
const MOST_OF_WEBSITE: usize = 20;

/// Most tags of an organization.
const MOST_TAGS: u64 = 1_000;

/// A tag as somebody writes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tag {
    /// Normalized for comparison.
    pub(super) folded: String,
    /// As written, without needless blanks.
    text: String,
}

impl Tag {
    /// As written, without needless blanks.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Parses a tag.
    ///
    /// # Errors
    /// [`Error::Input`] on `field`.
    pub fn parse(field: &'static str, text: &str) -> Result<Self> {
        let text = line(field, text, MAX_CHARS)?;
        let parts = text.split_once(':').map_or((text.trim(), None), |parts| {
            (parts.0.trim(), Some(parts.1.trim()))
        });
        let text = match parts {
            ("", _) | (_, Some("")) => {
                let problem = "a tag is a name or name:value, with something on both sides";
                return Err(Error::input(field, problem));
            }
            (name, None) => name.to_owned(),
            (name, Some(value)) => format!("{name}:{value}"),
        };
        if text.contains(',') {
            return Err(Error::input(field, "a tag must not contain a comma"));
        }
        let folded = folded(&text);
        Ok(Self { folded, text })
    }

    /// Parses the tags of a website, each once.
    ///
    /// # Errors
    /// [`Error::Input`] on `field`, also if there are too many.
    pub fn parse_all(field: &'static str, texts: &[String]) -> Result<Vec<Self>> {
        let mut tags = BTreeMap::new();
        for text in texts {
            let tag = Self::parse(field, text)?;
            tags.entry(tag.folded.clone()).or_insert(tag);
        }
        check_count(field, tags.len())?;
        Ok(tags.into_values().collect())
    }
}

/// Refuses more tags than a website may have.
///
/// # Errors
/// [`Error::Input`] on `field`.
pub(super) fn check_count(field: &'static str, count: usize) -> Result<()> {
    if count <= MOST_OF_WEBSITE {
        return Ok(());
    }
    let problem = format!("a website has at most {MOST_OF_WEBSITE} tags");
    Err(Error::input(field, problem))
}

/// Name and value of a tag's text.
pub fn parts(text: &str) -> (&str, Option<&str>) {
    let parts = text.split_once(':');
    parts.map_or((text, None), |(name, value)| (name, Some(value)))
}

/// The tags of an organization, by name.
///
/// # Errors
/// If the database fails.
pub async fn list(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
) -> Result<Vec<tag::Model>> {
    let tags = tag::Entity::find()
        .filter(tag::Column::OrganizationId.eq(organization))
        .order_by_asc(tag::Column::Folded);
    Ok(tags.all(db).await?)
}

/// How many websites have the tag, and one of the tags `only`, if there are any.
///
/// # Errors
/// If the database fails.
pub async fn website_count(
    db: &impl ConnectionTrait,
    key: TagKey,
    only: Option<&TagKeys>,
) -> Result<u64> {
    let mut websites = website_tag::Entity::find()
        .join(
            JoinType::InnerJoin,
            website_tag::Entity::belongs_to(website::Entity)
                .from(website_tag::Column::WebsiteKey)
                .to(website::Column::Key)
                .into(),
        )
        .filter(website_tag::Column::TagKey.eq(key))
        .filter(website::Column::DeletedAt.is_null());
    if let Some(only) = only {
        websites = websites.filter(website::Column::Key.in_subquery(with_tags(only)));
    }
    Ok(websites.count(db).await?)
}

/// The tags of these websites, each website's by name.
///
/// # Errors
/// If the database fails.
pub async fn of_websites(
    db: &impl ConnectionTrait,
    keys: &[WebsiteKey],
) -> Result<HashMap<WebsiteKey, Vec<tag::Model>>> {
    let given = tags::of_websites(db, keys).await?;
    let tag_keys: HashSet<TagKey> = given.values().flatten().copied().collect();
    let tags = tag::Entity::find().filter(tag::Column::Key.is_in(tag_keys));
    let tags = tags.all(db).await?;
    let by_key: HashMap<TagKey, &tag::Model> = tags.iter().map(|tag| (tag.key, tag)).collect();
    let tags_of = |(website, keys): (WebsiteKey, Vec<TagKey>)| {
        let tags = keys.iter().filter_map(|key| by_key.get(key).copied());
        let mut tags: Vec<tag::Model> = tags.cloned().collect();
        tags.sort_by(|a, b| a.folded.cmp(&b.folded));
        (website, tags)
    };
    Ok(given.into_iter().map(tags_of).collect())
}

/// The tags with these keys, by name.
///
/// # Errors
/// If the database fails.
pub async fn of_keys(db: &impl ConnectionTrait, keys: &[TagKey]) -> Result<Vec<tag::Model>> {
    let tags = tag::Entity::find()
        .filter(tag::Column::Key.is_in(keys.iter().copied()))
        .order_by_asc(tag::Column::Folded);
    Ok(tags.all(db).await?)
}

/// The texts of the tags with these keys, by name.
///
/// # Errors
/// If the database fails.
pub(super) async fn texts(db: &impl ConnectionTrait, keys: &[TagKey]) -> Result<Vec<String>> {
    let tags = of_keys(db, keys).await?;
    Ok(tags.into_iter().map(|tag| tag.text).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_a_name_or_a_name_and_a_value() {
        for (text, expected) in [
            ("production", "production"),
            (" team : Payments ", "team:Payments"),
            ("url:https://a.test", "url:https://a.test"),
            ("Kunde:Müller & Söhne", "Kunde:Müller & Söhne"),
        ] {
            assert_eq!(Tag::parse("tags", text).unwrap().text, expected);
        }
        for text in ["", " ", ":", "a:", ":b", "a,b", "a\nb", &"x".repeat(101)] {
            let error = Tag::parse("tags", text).unwrap_err();
            assert!(
                matches!(error, Error::Input { field, .. } if field == "tags"),
                "{text:?}"
            );
        }
    }

    #[test]
    fn tags_that_read_the_same_are_the_same() {
        let texts = ["Team:A".to_owned(), "team:a".to_owned(), "b".to_owned()];
        let tags = Tag::parse_all("tags", &texts).unwrap();
        let texts: Vec<&str> = tags.iter().map(|tag| tag.text.as_str()).collect();
        assert_eq!(texts, ["b", "Team:A"]);
        let many: Vec<String> = (0..=20).map(|n| n.to_string()).collect();
        assert!(Tag::parse_all("tags", &many).is_err());
        assert!(Tag::parse_all("tags", &many[..20]).is_ok());
    }
}
