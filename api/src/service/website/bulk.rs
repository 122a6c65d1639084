//! Changes of many websites at once.
//!
//! Up to 500 websites share a transaction. What is wrong with one of them is its own error, and
//! the others are changed all the same; whoever repeats a request changes nothing twice.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use entity::database::begin_write;
use entity::{OrganizationId, TagKey, WebsiteKey, website};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Select,
};
use status::feed::Entries;
use status::sql::Params;
use uuid::Uuid;

use super::apply::{self, Applied, Update};
use super::change::{finish, later};
use super::filter::Filter;
use super::log;
use super::settings::Change;
use super::with_tags;
use crate::code::Code;
use crate::service::access::Scope;
use crate::service::audit;
use crate::service::identity::Identity;
use crate::service::tag::{self, Tag};
use crate::service::{Error, Handles, Result, date};

/// Most websites of a request.
const MOST_WEBSITES: usize = 5_000;

/// Most websites of a transaction.
const WEBSITES_AT_A_TIME: usize = 500;

/// How long transactions are begun: well within the time limit of a request.
const PATIENCE: Duration = Duration::from_secs(20);

/// Which websites of an organization are changed.
#[derive(Clone, Debug)]
pub enum Selection {
    /// Those with these ids.
    Ids(Vec<Uuid>),
    /// Those that match a filter.
    Filter(Filter),
}

/// What is done with each website.
pub enum Action {
    /// It is paused.
    Pause,
    /// It is resumed.
    Resume,
    /// It is deleted.
    Delete,
    /// Its settings are changed.
    Update(Box<Change>),
    /// It gets tags, and loses others.
    Tag {
        /// Tags to add.
        add: Vec<String>,
        /// Tags to remove.
        remove: Vec<String>,
    },
}

impl Action {
    /// Whether websites get or lose tags.
    fn retags(&self) -> bool {
        match self {
            Self::Tag { .. } => true,
            Self::Update(change) => change.tags.is_some(),
            Self::Pause | Self::Resume | Self::Delete => false,
        }
    }
}

/// An action that is valid, and what it needs.
enum Prepared {
    Pause,
    Resume,
    Delete,
    Update(Box<Update>),
    Tag { add: Vec<Tag>, remove: Vec<Tag> },
}

/// Tags that the action of a transaction is about.
#[derive(Default)]
struct TagKeys {
    add: Option<Vec<TagKey>>,
    remove: HashSet<TagKey>,
    /// All tags of the organization, if they are given and taken.
    texts: HashMap<TagKey, String>,
}

impl TagKeys {
    fn texts(&self, keys: &[TagKey]) -> Vec<String> {
        let texts = keys.iter().filter_map(|key| self.texts.get(key).cloned());
        let mut texts: Vec<String> = texts.collect();
        texts.sort();
        texts
    }
}

/// A website that was not changed.
#[derive(Clone, Debug)]
pub struct Failed {
    /// Its id.
    pub id: Uuid,
    /// Why.
    pub error: Arc<Error>,
}

/// What became of the selected websites.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// Ids of those that now are as requested.
    pub ids: Vec<Uuid>,
    /// Those that were not changed.
    pub failed: Vec<Failed>,
}

/// Does something with each of the selected websites of `scope`, for `caller`.
///
/// # Errors
/// [`Error::Forbidden`] if tags are changed for whom not all websites exist; [`Error::Input`] on `ids`, on a part of the filter, on `tags`, `add` or `remove`, or
/// [`Error::Conflict`] if the organization has too many tags; nothing is changed then.
pub async fn change_all(
    handles: &Handles,
    caller: &Identity,
    scope: &Scope,
    selection: &Selection,
    action: Action,
) -> Result<Done> {
    if action.retags() {
        caller.access.unlimited()?;
    }
    let action = prepare(handles, action).await?;
    let mut done = Done::default();
    let selected = selected(&handles.db, scope, selection, &mut done).await?;
    let began = Instant::now();
    let mut chunks = selected.chunks(WEBSITES_AT_A_TIME);
    let mut is_first = true;
    while let Some(chunk) = chunks.next() {
        let outcome = if began.elapsed() < PATIENCE {
            change(handles, caller, scope, chunk, &action).await
        } else {
            Err(Error::Busy {
                retry_after_secs: 1,
            })
        };
        match outcome {
            Ok(part) => {
                done.ids.extend(part.ids);
                done.failed.extend(part.failed);
            }
            Err(error) if is_first => return Err(error),
            Err(error) => {
                let error = Arc::new(error);
                let rest = chunk.iter().chain(chunks.by_ref().flatten());
                done.failed.extend(rest.map(|(_, id)| Failed {
                    id: *id,
                    error: Arc::clone(&error),
                }));
            }
        }
        is_first = false;
    }
    Ok(done)
}

async fn prepare(handles: &Handles, action: Action) -> Result<Prepared> {
    Ok(match action {
        Action::Pause => Prepared::Pause,
        Action::Resume => Prepared::Resume,
        Action::Delete => Prepared::Delete,
        Action::Update(change) => Prepared::Update(Box::new(Update::read(handles, *change).await?)),
        Action::Tag { add, remove } => Prepared::Tag {
            add: Tag::parse_all("add", &add)?,
            remove: Tag::parse_all("remove", &remove)?,
        },
    })
}

/// The selected websites in order of their keys, in which rows are locked everywhere. Ids that
/// name none are failures.
async fn selected(
    db: &impl ConnectionTrait,
    scope: &Scope,
    selection: &Selection,
    done: &mut Done,
) -> Result<Vec<(WebsiteKey, Uuid)>> {
    let too_many = |field| {
        let problem = format!("selects more than {MOST_WEBSITES} websites, the most of a request");
        Error::input(field, problem)
    };
    let most = u64::try_from(MOST_WEBSITES).unwrap_or(u64::MAX);
    match selection {
        Selection::Ids(ids) => {
            let ids: HashSet<Uuid> = ids.iter().copied().collect();
            if ids.len() > MOST_WEBSITES {
                return Err(too_many("ids"));
            }
            let found: Vec<(WebsiteKey, Uuid)> = of_scope(scope)
                .select_only()
                .columns([website::Column::Key, website::Column::Id])
                .filter(website::Column::Id.is_in(ids.iter().copied()))
                .into_tuple()
                .all(db)
                .await?;
            let there: HashSet<Uuid> = found.iter().map(|(_, id)| *id).collect();
            let missing = ids.difference(&there);
            done.failed.extend(missing.copied().map(missing_website));
            Ok(found)
        }
        Selection::Filter(filter) => {
            let filter = filter.valid(scope)?;
            let mut params = Params::on(db);
            let limits = filter.of_websites(&mut params);
            let sql = format!(
                "SELECT w.key, w.id FROM website AS w
                 LEFT JOIN website_status AS s ON s.website_key = w.key
                 WHERE {limits} ORDER BY w.key LIMIT {}",
                most + 1
            );
            let mut found = Vec::new();
            for row in params.all(db, sql).await? {
                found.push((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
            }
            if found.len() > MOST_WEBSITES {
                return Err(too_many("filter"));
            }
            Ok(found)
        }
    }
}

/// The websites of `scope` in order of their keys.
fn of_scope(scope: &Scope) -> Select<website::Entity> {
    let found = website::Entity::find()
        .filter(website::Column::OrganizationId.eq(scope.organization))
        .filter(website::Column::DeletedAt.is_null())
        .order_by_asc(website::Column::Key);
    match &scope.only {
        Some(tags) => found.filter(website::Column::Key.in_subquery(with_tags(tags))),
        None => found,
    }
}

fn missing_website(id: Uuid) -> Failed {
    Failed {
        id,
        error: Arc::new(Error::NotFound("website")),
    }
}

/// Changes these websites in one transaction.
async fn change(
    handles: &Handles,
    caller: &Identity,
    scope: &Scope,
    websites: &[(WebsiteKey, Uuid)],
    action: &Prepared,
) -> Result<Done> {
    let organization = scope.organization;
    let transaction = begin_write(&handles.db).await?;
    let rows = of_scope(scope)
        .filter(website::Column::Key.is_in(websites.iter().map(|(key, _)| *key)))
        .lock_exclusive()
        .all(&transaction)
        .await?;
    let there: HashSet<WebsiteKey> = rows.iter().map(|row| row.key).collect();
    let mut done = Done::default();
    let gone = websites.iter().filter(|(key, _)| !there.contains(key));
    done.failed.extend(gone.map(|(_, id)| missing_website(*id)));
    let now_ms = handles.clock.now_ms();
    let tags = tag_keys(&transaction, organization, action, now_ms).await?;
    let given = match action {
        Prepared::Tag { .. } => {
            let keys: Vec<WebsiteKey> = there.into_iter().collect();
            status::tags::of_websites(&transaction, &keys).await?
        }
        _ => HashMap::new(),
    };
    let mut applied = Vec::new();
    for website in rows {
        let id = website.id;
        let given = given.get(&website.key).map_or(&[][..], Vec::as_slice);
        match one(handles, &transaction, website, caller, action, &tags, given).await {
            Ok(change) => {
                done.ids.push(id);
                applied.extend(change);
            }
            // The transaction may be lost.
            Err(error) if matches!(error.code(), Code::Internal | Code::Unavailable) => {
                return Err(error);
            }
            Err(error) => done.failed.push(Failed {
                id,
                error: Arc::new(error),
            }),
        }
    }
    if !applied.is_empty() {
        let now = date(handles.clock.now_ms());
        let log = applied
            .iter_mut()
            .filter_map(|one: &mut Applied| one.log.take());
        audit::record(&transaction, caller, organization, log, now).await?;
        finish(handles, transaction, organization, applied, now).await?;
    }
    Ok(done)
}

/// Keys of the tags of the action; those that it adds are created where they are missing.
async fn tag_keys(
    transaction: &DatabaseTransaction,
    organization: OrganizationId,
    action: &Prepared,
    now_ms: i64,
) -> Result<TagKeys> {
    Ok(match action {
        Prepared::Update(update) => TagKeys {
            add: update.tag_keys(transaction, organization, now_ms).await?,
            ..TagKeys::default()
        },
        Prepared::Tag { add, remove } => TagKeys {
            add: Some(tag::ensure(transaction, "add", organization, add, now_ms).await?),
            remove: tag::keys(transaction, organization, remove).await?,
            texts: {
                let tags = tag::list(transaction, organization).await?.into_iter();
                tags.map(|tag| (tag.key, tag.text)).collect()
            },
        },
        _ => TagKeys::default(),
    })
}

/// Does the action with a locked website, which has the tags `given`; `None` if it is as
/// requested.
///
/// # Errors
/// What is wrong with it; nothing is written then, unless the database fails.
async fn one(
    handles: &Handles,
    transaction: &DatabaseTransaction,
    website: website::Model,
    caller: &Identity,
    action: &Prepared,
    tags: &TagKeys,
    given: &[TagKey],
) -> Result<Option<Applied>> {
    match action {
        Prepared::Pause if website.paused => return Ok(None),
        Prepared::Resume if !website.paused => return Ok(None),
        Prepared::Tag { .. } => {
            let mut wanted: Vec<TagKey> = given.to_vec();
            wanted.extend(tags.add.iter().flatten().filter(|key| !given.contains(key)));
            wanted.retain(|key| !tags.remove.contains(key));
            if wanted == given {
                return Ok(None);
            }
            tag::check_count("add", wanted.len())?;
            tag::set(transaction, website.key, &wanted).await?;
            return Ok(Some(Applied {
                log: Some(log::retagged(
                    &website,
                    &tags.texts(given),
                    &tags.texts(&wanted),
                )),
                website,
                asks: Vec::new(),
                entries: Entries::default(),
                is_retagged: true,
            }));
        }
        _ => {}
    }
    let now = later(transaction, &handles.clock, &website).await?;
    let applied = match action {
        Prepared::Pause => apply::pause(transaction, website, caller.user.id, now).await?,
        Prepared::Resume => apply::resume(transaction, website, now).await?,
        Prepared::Delete => apply::delete(transaction, website, Some(caller.user.id), now).await?,
        Prepared::Update(update) => {
            let tags = tags.add.as_deref();
            apply::update(handles, transaction, website, update, tags, now).await?
        }
        Prepared::Tag { .. } => return Ok(None),
    };
    Ok(Some(applied))
}
