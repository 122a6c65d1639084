//! Windows of maintenance. What has begun is history: it can be ended, but not moved.

use std::collections::HashMap;
use std::sync::Arc;

use sea_orm::entity::prelude::*;
use sea_orm::{DbBackend, Statement, Value};

use crate::maintenance_scope::WebsiteKeys;
use crate::{OrganizationId, WebsiteKey};

/// Longest window, in milliseconds: 92 days, three months. So those that overlap an instant are
/// found by their beginning.
pub const LONGEST_MS: i64 = 92 * 86_400_000;

/// A window of maintenance.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "maintenance_window")]
pub struct Model {
    /// Identifies it.
    #[sea_orm(primary_key)]
    pub seq: i64,
    /// The maintenance that it belongs to.
    pub maintenance_id: Uuid,
    /// Organization of the maintenance.
    pub organization_id: OrganizationId,
    /// Which websites it is for.
    pub scope_id: Uuid,
    /// Its beginning, in milliseconds of Unix time.
    pub from_ms: i64,
    /// Its end, exclusive, in milliseconds of Unix time.
    pub to_ms: i64,
}

impl ActiveModelBehavior for ActiveModel {}

/// Periods from start to end (exclusive) in milliseconds of Unix time, in order, without overlap.
pub type Periods = Arc<[(i64, i64)]>;

/// When each of `website_keys` was, is, or will be in maintenance within `ranges` (from, to).
/// Websites that are in none are omitted. One statement.
///
/// # Errors
/// If the database fails.
pub async fn of_websites(
    db: &impl ConnectionTrait,
    website_keys: &[WebsiteKey],
    ranges: &[(i64, i64)],
) -> Result<HashMap<WebsiteKey, Periods>, DbErr> {
    if website_keys.is_empty() || ranges.is_empty() {
        return Ok(HashMap::new());
    }
    let keys = website_keys.iter().map(|key| key.0);
    let (among, all_of, keys): (_, _, Value) = match db.get_database_backend() {
        DbBackend::Postgres => (
            "= ANY($1::integer[])",
            "JSONB_AGG",
            keys.collect::<Vec<i32>>().into(),
        ),
        _ => (
            "IN (SELECT value FROM json_each($1))",
            "json_group_array",
            format!("{:?}", keys.collect::<Vec<i32>>()).into(),
        ),
    };
    let mut values = vec![keys];
    let mut overlap = Vec::with_capacity(ranges.len());
    for (from_ms, to_ms) in ranges {
        let n = values.len();
        let (least, from, to) = (n + 1, n + 2, n + 3);
        overlap.push(format!(
            "(v.from_ms > ${least} AND v.from_ms < ${to} AND v.to_ms > ${from})"
        ));
        let least_ms = from_ms.saturating_sub(LONGEST_MS + 1);
        values.extend([least_ms, *from_ms, *to_ms].map(Value::from));
    }
    // The websites of a scope are read once, with its first window.
    let sql = format!(
        "WITH o AS (SELECT key, organization_id FROM website WHERE key {among})
         SELECT v.scope_id, v.from_ms, v.to_ms, CASE
             WHEN ROW_NUMBER() OVER (PARTITION BY v.scope_id ORDER BY v.seq) = 1
             THEN COALESCE(c.websites, (SELECT {all_of}(o.key) FROM o
                 WHERE o.organization_id = v.organization_id)) END AS websites
         FROM maintenance_window AS v INNER JOIN maintenance_scope AS c ON c.id = v.scope_id
         WHERE v.organization_id IN (SELECT organization_id FROM o) AND ({})",
        overlap.join(" OR ")
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let mut scopes: HashMap<Uuid, Scope> = HashMap::new();
    for row in db.query_all_raw(statement).await? {
        let scope = scopes.entry(row.try_get_by_index(0)?).or_default();
        let window = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        scope.windows.push(window);
        if let Some(websites) = row.try_get::<Option<WebsiteKeys>>("", "websites")? {
            scope.websites = websites.0;
        }
    }
    let scopes: Vec<Scope> = scopes.into_values().collect();
    Ok(by_website(website_keys, &scopes))
}

#[derive(Default)]
struct Scope {
    websites: Vec<WebsiteKey>,
    windows: Vec<(i64, i64)>,
}

/// The periods of each website. Websites of the same scopes share theirs.
fn by_website(website_keys: &[WebsiteKey], scopes: &[Scope]) -> HashMap<WebsiteKey, Periods> {
    let mut of_website: HashMap<WebsiteKey, Vec<usize>> = HashMap::new();
    for (at, scope) in scopes.iter().enumerate() {
        for key in &scope.websites {
            of_website.entry(*key).or_default().push(at);
        }
    }
    let mut known: HashMap<Vec<usize>, Periods> = HashMap::new();
    let mut periods = HashMap::new();
    for key in website_keys {
        let Some(of) = of_website.get(key) else {
            continue;
        };
        let shared = known.entry(of.clone()).or_insert_with(|| {
            let windows = of.iter().flat_map(|at| &scopes[*at].windows);
            union(windows.copied().collect())
        });
        periods.insert(*key, Arc::clone(shared));
    }
    periods
}

/// The periods that these windows cover together.
fn union(mut windows: Vec<(i64, i64)>) -> Periods {
    windows.sort_unstable();
    let mut union: Vec<(i64, i64)> = Vec::with_capacity(windows.len());
    for (from_ms, to_ms) in windows {
        match union.last_mut() {
            Some(last) if from_ms <= last.1 => last.1 = last.1.max(to_ms),
            _ => union.push((from_ms, to_ms)),
        }
    }
    union.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_that_overlap_or_touch_are_one_period() {
        let joined = union(vec![
            (50, 60),
            (0, 10),
            (10, 20),
            (5, 12),
            (30, 40),
            (31, 32),
        ]);
        assert_eq!(*joined, [(0, 20), (30, 40), (50, 60)]);
        assert!(union(Vec::new()).is_empty());
    }

    #[test]
    fn each_website_has_the_windows_of_its_scopes() {
        let keys = [1, 2, 3].map(WebsiteKey);
        let scope = |websites: &[i32], window| Scope {
            websites: websites.iter().copied().map(WebsiteKey).collect(),
            windows: vec![window],
        };
        let scopes = [scope(&[1, 2], (0, 10)), scope(&[2, 9], (20, 30))];
        let found = by_website(&keys, &scopes);
        assert_eq!(*found[&keys[0]], [(0, 10)]);
        assert_eq!(*found[&keys[1]], [(0, 10), (20, 30)]);
        assert!(!found.contains_key(&keys[2]) && found.len() == 2);
    }
}
