//! Incidents that pages tell by themselves, if they are to: of those of their websites, in the
//! words of their language. What people write is written by the api.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use entity::database::begin_write;
use entity::page_component::{self, ComponentStatus};
use entity::page_update::{self, Affected, UpdateState};
use entity::{TagKey, WebsiteKey, incident, page_incident, status_page, website_tag};
use runtime::Passes;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait,
    DatabaseConnection, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::Result;
use crate::words::Words;

/// Interval between looks for incidents.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Most characters of the names in a title.
const MAX_NAMES_CHARS: usize = 150;

/// An incident of a page with its updates, to be written.
#[derive(Clone, Debug)]
pub struct Drafted {
    /// The incident, not published.
    pub incident: page_incident::ActiveModel,
    /// Its updates, oldest first.
    pub updates: Vec<page_update::ActiveModel>,
}

/// What the page would tell of `incident`, which is of a website that `components` show.
pub fn draft(
    page: &status_page::Model,
    components: &[page_component::Model],
    incident: &incident::Model,
) -> Drafted {
    let words = Words::of(page.settings.language);
    let names = names(components);
    let said = |text: &str| text.replace("{names}", &names);
    let id = Uuid::now_v7();
    let affected = components
        .iter()
        .map(|component| (component.id, ComponentStatus::MajorOutage));
    let update = |state, text: &str, affected, at_ms| page_update::ActiveModel {
        id: Set(Uuid::now_v7()),
        page_incident_id: Set(id),
        state: Set(state),
        text: Set(said(text)),
        affected: Set(affected),
        written_by: Set(None),
        at_ms: Set(at_ms),
    };
    let began_at_ms = incident.opened_at_ms;
    let affected = Affected(affected.collect());
    let mut updates = vec![update(
        UpdateState::Investigating,
        words.incident_text,
        affected,
        began_at_ms,
    )];
    if let Some(at_ms) = incident.resolved_at_ms {
        let nothing = Affected::default();
        updates.push(update(
            UpdateState::Resolved,
            words.recovery_text,
            nothing,
            at_ms,
        ));
    }
    Drafted {
        incident: page_incident::ActiveModel {
            id: Set(id),
            page_id: Set(page.id),
            incident_id: Set(Some(incident.id)),
            title: Set(said(words.incident_title)),
            began_at_ms: Set(began_at_ms),
            resolved_at_ms: Set(incident.resolved_at_ms),
            published_at_ms: Set(None),
            created_at_ms: Set(began_at_ms),
        },
        updates,
    }
}

/// Publishes until `shutdown`, where `leads` says so.
pub async fn run(
    db: DatabaseConnection,
    now_ms: impl Fn() -> i64,
    leads: impl Fn() -> bool,
    shutdown: CancellationToken,
) {
    let mut passes = Passes::new("Status pages that publish incidents", LOOK_EVERY, shutdown);
    while passes.next().await {
        if leads() {
            passes.end(pass(&db, now_ms()).await);
        }
    }
}

/// Publishes the incidents that opened and the end of those that resolved, on the pages that do so
/// by themselves; returns how many updates that were. Done again, it does nothing.
///
/// # Errors
/// If the database fails.
pub async fn pass(db: &DatabaseConnection, now_ms: i64) -> Result<usize> {
    let pages = status_page::Entity::find()
        .filter(status_page::Column::PublishedAtMs.is_not_null())
        .order_by_asc(status_page::Column::Id)
        .all(db)
        .await?;
    let mut written = 0;
    for page in pages {
        let Some(since_ms) = page.settings.publishes_since_ms else {
            continue;
        };
        let opened = opened(db, &page, since_ms).await?;
        let resolved = resolved(db, &page).await?;
        if opened.is_empty() && resolved.is_empty() {
            continue;
        }
        let transaction = begin_write(db).await?;
        for drafted in opened {
            written += tell(&transaction, drafted, now_ms).await?;
        }
        let words = Words::of(page.settings.language);
        for (row, at_ms) in resolved {
            written += tell_end(&transaction, words, row, at_ms).await?;
        }
        transaction.commit().await?;
    }
    Ok(written)
}

/// Incidents that are open and that the page does not know.
async fn opened(
    db: &impl ConnectionTrait,
    page: &status_page::Model,
    since_ms: i64,
) -> Result<Vec<Drafted>> {
    let shown = shown(db, page).await?;
    let open = incident::Entity::find()
        .filter(incident::Column::OrganizationId.eq(page.organization_id))
        .filter(incident::Column::ResolvedAtMs.is_null())
        .filter(incident::Column::OpenedAtMs.gte(since_ms))
        .filter(incident::Column::WebsiteKey.is_in(shown.keys().copied()))
        .order_by_asc(incident::Column::Id)
        .all(db)
        .await?;
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let known: Vec<Option<Uuid>> = page_incident::Entity::find()
        .select_only()
        .column(page_incident::Column::IncidentId)
        .filter(page_incident::Column::PageId.eq(page.id))
        .filter(page_incident::Column::IncidentId.is_in(open.iter().map(|it| it.id)))
        .into_tuple()
        .all(db)
        .await?;
    let new = open.iter().filter(|it| !known.contains(&Some(it.id)));
    let drafted = new.filter_map(|incident| {
        let components = shown.get(&incident.website_key)?;
        Some(draft(page, components, incident))
    });
    Ok(drafted.collect())
}

/// Publishes an incident, unless somebody drafted one of it meanwhile.
async fn tell(
    transaction: &DatabaseTransaction,
    mut drafted: Drafted,
    now_ms: i64,
) -> Result<usize> {
    drafted.incident.published_at_ms = Set(Some(now_ms));
    let inserted = page_incident::Entity::insert(drafted.incident)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(transaction)
        .await?;
    if inserted == 0 {
        return Ok(0);
    }
    page_update::Entity::insert_many(drafted.updates)
        .exec_without_returning(transaction)
        .await?;
    Ok(1)
}

/// Incidents that the page published and nobody has written on since, and when they ended.
async fn resolved(
    db: &impl ConnectionTrait,
    page: &status_page::Model,
) -> Result<Vec<(page_incident::Model, i64)>> {
    let open = page_incident::Entity::find()
        .filter(page_incident::Column::PageId.eq(page.id))
        .filter(page_incident::Column::IncidentId.is_not_null())
        .filter(page_incident::Column::PublishedAtMs.is_not_null())
        .filter(page_incident::Column::ResolvedAtMs.is_null())
        .all(db)
        .await?;
    if open.is_empty() {
        return Ok(Vec::new());
    }
    let over: Vec<(Uuid, Option<i64>)> = incident::Entity::find()
        .select_only()
        .columns([incident::Column::Id, incident::Column::ResolvedAtMs])
        .filter(incident::Column::Id.is_in(open.iter().filter_map(|it| it.incident_id)))
        .filter(incident::Column::ResolvedAtMs.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    let over: HashMap<Uuid, i64> = over
        .into_iter()
        .filter_map(|(id, at_ms)| Some((id, at_ms?)))
        .collect();
    if over.is_empty() {
        return Ok(Vec::new());
    }
    // Whoever works on it says when it is over.
    let by_people: Vec<Uuid> = page_update::Entity::find()
        .select_only()
        .column(page_update::Column::PageIncidentId)
        .filter(page_update::Column::PageIncidentId.is_in(open.iter().map(|it| it.id)))
        .filter(page_update::Column::WrittenBy.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    let ended = open.into_iter().filter(|row| !by_people.contains(&row.id));
    let ended = ended.filter_map(|row| {
        let at_ms = *over.get(&row.incident_id?)?;
        Some((row, at_ms))
    });
    Ok(ended.collect())
}

/// Tells the end of an incident, unless somebody did so meanwhile.
async fn tell_end(
    transaction: &DatabaseTransaction,
    words: &Words,
    row: page_incident::Model,
    at_ms: i64,
) -> Result<usize> {
    let ended = page_incident::Entity::update_many()
        .col_expr(page_incident::Column::ResolvedAtMs, Expr::value(at_ms))
        .filter(page_incident::Column::Id.eq(row.id))
        .filter(page_incident::Column::ResolvedAtMs.is_null())
        .exec(transaction)
        .await?;
    if ended.rows_affected == 0 {
        return Ok(0);
    }
    let components = components_of(transaction, &row).await?;
    let update = page_update::ActiveModel {
        id: Set(Uuid::now_v7()),
        page_incident_id: Set(row.id),
        state: Set(UpdateState::Resolved),
        text: Set(words.recovery_text.replace("{names}", &names(&components))),
        affected: Set(Affected::default()),
        written_by: Set(None),
        at_ms: Set(at_ms),
    };
    update.insert(transaction).await?;
    Ok(1)
}

/// The components that the first update of an incident names.
async fn components_of(
    db: &impl ConnectionTrait,
    row: &page_incident::Model,
) -> Result<Vec<page_component::Model>> {
    let first = page_update::Entity::find()
        .filter(page_update::Column::PageIncidentId.eq(row.id))
        .order_by_asc(page_update::Column::AtMs)
        .one(db)
        .await?;
    let ids = first.map(|update| update.affected.0).unwrap_or_default();
    let components = page_component::Entity::find()
        .filter(page_component::Column::Id.is_in(ids.into_iter().map(|(id, _)| id)))
        .order_by_asc(page_component::Column::Position)
        .all(db)
        .await?;
    Ok(components)
}

/// The components of the page that show each website.
async fn shown(
    db: &impl ConnectionTrait,
    page: &status_page::Model,
) -> Result<BTreeMap<WebsiteKey, Vec<page_component::Model>>> {
    let components = page_component::Entity::find()
        .filter(page_component::Column::PageId.eq(page.id))
        .filter(
            Condition::any()
                .add(page_component::Column::WebsiteKey.is_not_null())
                .add(page_component::Column::TagKey.is_not_null()),
        )
        .order_by_asc(page_component::Column::Position)
        .all(db)
        .await?;
    let tags: Vec<TagKey> = components.iter().filter_map(|it| it.tag_key).collect();
    let tagged: Vec<(WebsiteKey, TagKey)> = website_tag::Entity::find()
        .select_only()
        .columns([website_tag::Column::WebsiteKey, website_tag::Column::TagKey])
        .filter(website_tag::Column::TagKey.is_in(tags))
        .into_tuple()
        .all(db)
        .await?;
    let mut shown: BTreeMap<WebsiteKey, Vec<page_component::Model>> = BTreeMap::new();
    for component in components {
        let of_tag = tagged
            .iter()
            .filter(|(_, tag)| component.tag_key == Some(*tag))
            .map(|(key, _)| *key);
        for key in component.website_key.into_iter().chain(of_tag) {
            shown.entry(key).or_default().push(component.clone());
        }
    }
    Ok(shown)
}

/// The names of components, cut where they are too long for a title.
fn names(components: &[page_component::Model]) -> String {
    let names: Vec<&str> = components.iter().map(|it| it.name.as_str()).collect();
    let names = names.join(", ");
    match names.char_indices().nth(MAX_NAMES_CHARS) {
        Some((at, _)) => format!("{}…", &names[..at]),
        None => names,
    }
}
