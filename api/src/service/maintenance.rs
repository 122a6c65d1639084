//! Maintenance: reading it. What becomes of its windows is decided by [`status::maintenance`].

mod change;
mod choice;
mod log;
mod settings;

use std::collections::{BTreeSet, HashMap};

use entity::maintenance::Span;
use entity::maintenance_scope::{self, WebsiteKeys};
use entity::{OrganizationId, WebsiteKey, maintenance, maintenance_window, website};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select, Statement, Value,
};
use uuid::Uuid;

pub use self::change::{Change, cancel, create, end, start, update};
pub use self::choice::follow_tags;
pub use self::settings::{Given, Monthly, Weekly, When};
use super::access::Access;
use super::page::Page;
use super::{Error, Result};

/// Whether maintenance goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A window goes on.
    Active,
    /// None goes on, and one is to come.
    Upcoming,
    /// None goes on, and none is to come.
    Past,
}

/// Which maintenance a list has.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Only in this state.
    pub state: Option<State>,
    /// Only for this website, alone or with others.
    pub website: Option<WebsiteKey>,
}

/// Maintenance, with what is known of its windows now.
#[derive(Clone, Debug)]
pub struct Announced {
    /// Its row.
    pub row: maintenance::Model,
    /// Ids of its websites that are not deleted; `None` for all websites.
    pub websites: Option<Vec<Uuid>>,
    /// The window that goes on.
    pub current: Option<Span>,
    /// The next one that has not begun.
    pub next: Option<Span>,
}

impl Announced {
    /// Whether it goes on.
    pub fn state(&self) -> State {
        match (self.current, self.next) {
            (Some(_), _) => State::Active,
            (None, Some(_)) => State::Upcoming,
            (None, None) => State::Past,
        }
    }
}

/// A page of `organization`'s maintenance, newest first.
///
/// # Errors
/// If the database fails.
pub async fn list(
    db: &impl ConnectionTrait,
    organization: OrganizationId,
    filter: Filter,
    first: u64,
    after: Option<Uuid>,
    now_ms: i64,
) -> Result<Page<Announced>> {
    let mut query = owned([organization])
        .order_by_desc(maintenance::Column::Id)
        .limit(first + 1);
    let unfinished = || maintenance::Column::Id.in_subquery(unfinished(organization, now_ms));
    let active = || {
        let mut active = self::unfinished(organization, now_ms);
        active.and_where(maintenance_window::Column::FromMs.lte(now_ms));
        maintenance::Column::Id.in_subquery(active)
    };
    query = match filter.state {
        None => query,
        Some(State::Active) => query.filter(active()),
        Some(State::Upcoming) => query.filter(unfinished()).filter(active().not()),
        Some(State::Past) => query.filter(unfinished().not()),
    };
    if let Some(website) = filter.website {
        query = query.filter(maintenance::Column::ScopeId.in_subquery(of_website(db, website)));
    }
    if let Some(after) = after {
        query = query.filter(maintenance::Column::Id.lt(after));
    }
    let page = Page::of(query.all(db).await?, first);
    Ok(Page {
        rows: announced(db, page.rows, now_ms).await?,
        has_next: page.has_next,
    })
}

/// The maintenance `id` of an organization of the caller.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get(
    db: &impl ConnectionTrait,
    access: &Access,
    id: Uuid,
    now_ms: i64,
) -> Result<Announced> {
    let row = row(db, access, id).await?;
    let one = announced(db, vec![row], now_ms).await?.pop();
    one.ok_or(Error::NotFound("maintenance"))
}

/// A page of the windows of the maintenance, by their beginning, of those after `after` (beginning
/// and number) that end after the first instant of `span` and begin before the second one, in
/// milliseconds of Unix time.
///
/// # Errors
/// If the database fails.
pub async fn windows(
    db: &impl ConnectionTrait,
    id: Uuid,
    [from_ms, to_ms]: [Option<i64>; 2],
    first: u64,
    after: Option<(i64, i64)>,
) -> Result<Page<maintenance_window::Model>> {
    let place = || {
        Expr::tuple([
            Expr::col(maintenance_window::Column::FromMs),
            Expr::col(maintenance_window::Column::Seq),
        ])
    };
    let mut query = maintenance_window::Entity::find()
        .filter(maintenance_window::Column::MaintenanceId.eq(id))
        .order_by_asc(maintenance_window::Column::FromMs)
        .order_by_asc(maintenance_window::Column::Seq)
        .limit(first + 1);
    if let Some((from_ms, seq)) = after {
        let after = Expr::tuple([Expr::val(from_ms), Expr::val(seq)]);
        query = query.filter(place().gt(after));
    }
    if let Some(from_ms) = from_ms {
        query = query.filter(maintenance_window::Column::ToMs.gt(from_ms));
    }
    if let Some(to_ms) = to_ms {
        query = query.filter(maintenance_window::Column::FromMs.lt(to_ms));
    }
    Ok(Page::of(query.all(db).await?, first))
}

/// Which of `website_keys` are in maintenance at `now_ms`. One statement.
///
/// # Errors
/// If the database fails.
pub async fn in_maintenance(
    db: &impl ConnectionTrait,
    website_keys: &[WebsiteKey],
    now_ms: i64,
) -> Result<BTreeSet<WebsiteKey>> {
    let now = [(now_ms, now_ms + 1)];
    let found = maintenance_window::of_websites(db, website_keys, &now).await?;
    Ok(found.into_keys().collect())
}

fn owned(organizations: impl IntoIterator<Item = OrganizationId>) -> Select<maintenance::Entity> {
    maintenance::Entity::find().filter(maintenance::Column::OrganizationId.is_in(organizations))
}

async fn row(db: &impl ConnectionTrait, access: &Access, id: Uuid) -> Result<maintenance::Model> {
    let row = owned(access.organizations()).filter(maintenance::Column::Id.eq(id));
    row.one(db).await?.ok_or(Error::NotFound("maintenance"))
}

/// Ids of maintenance with windows that are not over.
fn unfinished(organization: OrganizationId, now_ms: i64) -> SelectStatement {
    maintenance_window::Entity::find()
        .select_only()
        .column(maintenance_window::Column::MaintenanceId)
        .filter(maintenance_window::Column::OrganizationId.eq(organization))
        .filter(maintenance_window::Column::ToMs.gt(now_ms))
        .into_query()
}

/// Scopes that have the website.
fn of_website(db: &impl ConnectionTrait, website: WebsiteKey) -> SelectStatement {
    let key = Value::from(website.0);
    let has = match db.get_database_backend() {
        DbBackend::Postgres => Expr::cust_with_values("websites @> to_jsonb($1::integer)", [key]),
        _ => Expr::cust_with_values(
            "EXISTS (SELECT 1 FROM json_each(websites) WHERE value = ?)",
            [key],
        ),
    };
    maintenance_scope::Entity::find()
        .select_only()
        .column(maintenance_scope::Column::Id)
        .filter(maintenance_scope::Column::Websites.is_null().or(has))
        .into_query()
}

/// Adds what is known of websites and windows: two statements.
async fn announced(
    db: &impl ConnectionTrait,
    rows: Vec<maintenance::Model>,
    now_ms: i64,
) -> Result<Vec<Announced>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut scopes = websites(db, &rows).await?;
    let mut windows = around(db, &rows, now_ms).await?;
    let rows = rows.into_iter().map(|row| {
        let (current, next) = windows.remove(&row.id).unwrap_or_default();
        Announced {
            websites: scopes.remove(&row.scope_id).flatten(),
            row,
            current,
            next,
        }
    });
    Ok(rows.collect())
}

/// Ids of the websites of each scope.
async fn websites(
    db: &impl ConnectionTrait,
    rows: &[maintenance::Model],
) -> Result<HashMap<Uuid, Option<Vec<Uuid>>>> {
    let scopes = maintenance_scope::Entity::find()
        .filter(maintenance_scope::Column::Id.is_in(rows.iter().map(|row| row.scope_id)))
        .all(db)
        .await?;
    let of_scopes = scopes.iter().filter_map(|scope| scope.websites.as_ref());
    let keys: BTreeSet<WebsiteKey> = of_scopes.flat_map(|keys| keys.0.iter().copied()).collect();
    let ids: HashMap<WebsiteKey, Uuid> = if keys.is_empty() {
        HashMap::new()
    } else {
        let ids: Vec<(WebsiteKey, Uuid)> = website::Entity::find()
            .select_only()
            .columns([website::Column::Key, website::Column::Id])
            .filter(website::Column::Key.is_in(keys))
            .filter(website::Column::DeletedAt.is_null())
            .into_tuple()
            .all(db)
            .await?;
        ids.into_iter().collect()
    };
    let of_scope = |WebsiteKeys(keys): WebsiteKeys| {
        let found = keys.iter().filter_map(|key| ids.get(key).copied());
        found.collect()
    };
    let scopes = scopes.into_iter();
    Ok(scopes
        .map(|scope| (scope.id, scope.websites.map(of_scope)))
        .collect())
}

/// The window that goes on, and the next one.
type Around = (Option<Span>, Option<Span>);

/// The windows of each maintenance around `now_ms`: two looks into an index for each.
async fn around(
    db: &impl ConnectionTrait,
    rows: &[maintenance::Model],
    now_ms: i64,
) -> Result<HashMap<Uuid, Around>> {
    let mut values = vec![Value::from(now_ms)];
    let mut names = Vec::with_capacity(rows.len());
    for row in rows {
        values.push(row.id.into());
        names.push(format!("${}", values.len()));
    }
    let nth = |is_current: &str| {
        format!(
            "v.seq = (SELECT n.seq FROM maintenance_window AS n WHERE n.maintenance_id = m.id
                 AND n.to_ms > $1 AND n.from_ms {is_current} $1 ORDER BY n.to_ms, n.seq LIMIT 1)"
        )
    };
    let sql = format!(
        "SELECT m.id, v.from_ms, v.to_ms FROM maintenance AS m
         INNER JOIN maintenance_window AS v ON v.maintenance_id = m.id AND ({} OR {})
         WHERE m.id IN ({})",
        nth("<="),
        nth(">"),
        names.join(", ")
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let mut around: HashMap<Uuid, Around> = HashMap::new();
    for row in db.query_all_raw(statement).await? {
        let (current, next) = around.entry(row.try_get_by_index(0)?).or_default();
        let span = Span {
            from_ms: row.try_get_by_index(1)?,
            to_ms: row.try_get_by_index(2)?,
        };
        let place = if span.from_ms <= now_ms {
            current
        } else {
            next
        };
        *place = Some(span);
    }
    Ok(around)
}
