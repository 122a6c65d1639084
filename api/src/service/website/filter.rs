//! Which websites of an organization are meant.

use std::collections::BTreeMap;
use std::sync::Arc;

use entity::tag::TagKeys;
use entity::{OrganizationId, RegionKey, WebsiteStatus};
use sea_orm::{ActiveEnum, ConnectionTrait};
use status::sql::Params;

use super::text;
use crate::service::access::Scope;
use crate::service::tag::{self, Tag};
use crate::service::{Error, Result, url};

/// Most tags of a filter.
const MOST_TAGS: usize = 50;

/// Filter of websites; each part restricts further.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of the name or URL, ignoring case and Unicode form.
    pub search: Option<String>,
    /// Any of these statuses; empty for all.
    pub status: Vec<WebsiteStatus>,
    /// Tags. Of those with the same name a website needs one; a name alone stands for any value.
    pub tags: Vec<String>,
    /// Any of these kinds of checks, by their names in the API; empty for all.
    pub kinds: Vec<&'static str>,
    /// Checked from this region.
    pub region: Option<RegionKey>,
}

/// A filter that is valid for an organization.
#[derive(Clone, Debug)]
pub(super) struct Valid<'a> {
    organization: OrganizationId,
    /// Only websites with one of these tags exist.
    only: Option<Arc<TagKeys>>,
    search: Option<String>,
    filter: &'a Filter,
    /// The tags by name.
    tags: BTreeMap<String, Vec<String>>,
}

impl Filter {
    /// Whether it means all websites.
    pub fn is_all(&self) -> bool {
        let Self {
            search,
            status,
            tags,
            kinds,
            region,
        } = self;
        search.is_none()
            && status.is_empty()
            && tags.is_empty()
            && kinds.is_empty()
            && region.is_none()
    }

    /// The filter for the websites of `scope`.
    ///
    /// # Errors
    /// [`Error::Input`] on `search` or `tags`.
    pub(super) fn valid(&self, scope: &Scope) -> Result<Valid<'_>> {
        if self.tags.len() > MOST_TAGS {
            let problem = format!("must have at most {MOST_TAGS} items");
            return Err(Error::input("tags", problem));
        }
        let mut tags: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for text in &self.tags {
            let folded = Tag::parse("tags", text)?.folded;
            let name = tag::parts(&folded).0.to_owned();
            tags.entry(name).or_default().push(folded);
        }
        let search = self.search.as_deref().map(text::wanted).transpose()?;
        Ok(Valid {
            organization: scope.organization,
            only: scope.only.clone(),
            search: search.flatten(),
            filter: self,
            tags,
        })
    }
}

impl Valid<'_> {
    /// Whether names and URLs are searched.
    pub(super) fn searches(&self) -> bool {
        self.search.is_some()
    }

    /// What follows `WHERE` in a statement about texts `t`, for [`Self::searches`].
    pub(super) fn of_texts(&self, params: &mut Params) -> String {
        let organization = params.value(self.organization);
        let wanted = params.value(self.search.clone().unwrap_or_default());
        let place = match params.is_postgres() {
            true => "strpos",
            false => "instr",
        };
        let mut limits = vec![
            format!("t.organization_id = {organization}"),
            format!("{place}(t.text, {wanted}) > 0"),
        ];
        let others = self.others(params);
        if !others.is_empty() {
            limits.push(format!(
                "t.website_key IN (SELECT w.key FROM website AS w
                     LEFT JOIN website_status AS s ON s.website_key = w.key
                     WHERE w.organization_id = {organization} AND {})",
                others.join(" AND ")
            ));
        }
        limits.join(" AND ")
    }

    /// What follows `WHERE` in a statement about websites `w` and their statuses `s`.
    pub(super) fn of_websites(&self, params: &mut Params) -> String {
        let mut limits = vec![
            format!("w.organization_id = {}", params.value(self.organization)),
            "w.deleted_at IS NULL".to_owned(),
        ];
        if self.searches() {
            let texts = Valid {
                filter: &Filter::default(),
                tags: BTreeMap::new(),
                only: None,
                ..self.clone()
            };
            limits.push(format!(
                "w.key IN (SELECT t.website_key FROM website_text AS t WHERE {})",
                texts.of_texts(params)
            ));
        }
        limits.extend(self.others(params));
        limits.join(" AND ")
    }

    /// The parts that are not about text.
    fn others(&self, params: &mut Params) -> Vec<String> {
        let mut limits = Vec::new();
        if let Some(tags) = &self.only {
            limits.push(tagged(params, tags));
        }
        if !self.filter.status.is_empty() {
            let statuses = self.filter.status.iter();
            let statuses: Vec<String> = statuses.map(|it| params.value(it.to_value())).collect();
            limits.push(format!("{} IN ({})", status(), statuses.join(", ")));
        }
        for (name, tags) in &self.tags {
            limits.push(self.of_tags(params, name, tags));
        }
        if !self.filter.kinds.is_empty() {
            let kinds = self.filter.kinds.iter();
            let schemes = kinds.flat_map(|kind| url::schemes_of(kind));
            let prefixes: Vec<String> = schemes
                .map(|scheme| format!("w.url LIKE '{scheme}:%'"))
                .collect();
            limits.push(format!("({})", prefixes.join(" OR ")));
        }
        if let Some(region) = self.filter.region {
            let key = params.value(i32::from(region.0));
            limits.push(match params.is_postgres() {
                true => format!("(w.regions IS NULL OR w.regions @> to_jsonb({key}::integer))"),
                false => format!(
                    "(w.regions IS NULL OR EXISTS
                         (SELECT 1 FROM json_each(w.regions) AS r WHERE r.value = {key}))"
                ),
            });
        }
        limits
    }

    /// Websites with one of `tags`, all of which have this name.
    fn of_tags(&self, params: &mut Params, name: &str, tags: &[String]) -> String {
        let organization = params.value(self.organization);
        let is_one = if tags.iter().any(|tag| tag == name) {
            let value = format!("{name}:");
            let chars = i32::try_from(value.chars().count()).unwrap_or(i32::MAX);
            let (name, chars) = (params.value(name), params.value(chars));
            let value = params.value(value);
            format!("(g.folded = {name} OR substr(g.folded, 1, {chars}) = {value})")
        } else {
            let tags: Vec<String> = tags.iter().map(|tag| params.value(tag.clone())).collect();
            format!("g.folded IN ({})", tags.join(", "))
        };
        format!(
            "w.key IN (SELECT x.website_key FROM tag AS g
                 JOIN website_tag AS x ON x.tag_key = g.key
                 WHERE g.organization_id = {organization} AND {is_one})"
        )
    }
}

/// Websites `w` with one of `tags`.
pub(super) fn tagged(params: &mut Params, tags: &TagKeys) -> String {
    let tags = tags.0.iter();
    let tags: Vec<String> = tags.map(|key| params.value(*key)).collect();
    format!(
        "w.key IN (SELECT x.website_key FROM website_tag AS x WHERE x.tag_key IN ({}))",
        tags.join(", ")
    )
}

/// The status of a website `w`, of which nothing is known yet if it has no row `s`.
fn status() -> String {
    let pending = WebsiteStatus::Pending.to_value();
    format!("CAST(COALESCE(s.status, {pending}) AS smallint)")
}

/// Number of websites in each status.
///
/// # Errors
/// [`Error::Input`] on a part of `filter`, or if the database fails.
pub async fn counts(
    db: &impl ConnectionTrait,
    scope: &Scope,
    filter: &Filter,
) -> Result<Vec<(WebsiteStatus, i64)>> {
    let filter = filter.valid(scope)?;
    let mut params = Params::on(db);
    let limits = filter.of_websites(&mut params);
    let sql = format!(
        "SELECT {}, COUNT(*) FROM website AS w
         LEFT JOIN website_status AS s ON s.website_key = w.key
         WHERE {limits} GROUP BY 1",
        status()
    );
    let rows = params.all(db, sql).await?;
    let count =
        |row: &sea_orm::QueryResult| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
    rows.iter().map(count).collect()
}
