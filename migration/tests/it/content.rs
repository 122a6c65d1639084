//! What a database holds, as text to compare: its schema, and its rows.

use std::collections::BTreeMap;

use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

/// SQLite keeps each statement as it was given, and changes its text with the table.
const SQLITE_SCHEMA: &str = "
    SELECT type || ' ' || name || ' ' || COALESCE(sql, 'by itself') AS line FROM sqlite_schema
    UNION ALL
    SELECT 'column ' || m.name || ' ' || p.cid || ' ' || p.name || ' ' || p.type || ' '
        || p.\"notnull\" || ' ' || COALESCE(p.dflt_value, '') || ' ' || p.pk
    FROM sqlite_schema m JOIN pragma_table_xinfo(m.name) p WHERE m.type = 'table'
    ORDER BY line";

/// PostgreSQL's catalogue, but for oids and gaps in the numbers of columns. The lines of
/// what hangs on a partition begin with `day`: those are made as time goes on.
const POSTGRES_SCHEMA: &str = "
    WITH ours AS (
        SELECT c.*, CASE WHEN relispartition THEN 'day ' ELSE '' END AS of
        FROM pg_class c WHERE relnamespace = 'public'::regnamespace)
    SELECT concat_ws(' ', of || 'relation', relname, relkind, relpersistence, reloptions,
        pg_get_partkeydef(oid), pg_get_expr(relpartbound, oid)) AS line FROM ours
    UNION ALL
    SELECT concat_ws(' ', of || 'column', relname,
        row_number() OVER (PARTITION BY attrelid ORDER BY attnum), attname,
        format_type(atttypid, atttypmod), attnotnull, attidentity, attstorage,
        pg_get_expr(adbin, adrelid))
    FROM ours JOIN pg_attribute ON attrelid = ours.oid AND attnum > 0 AND NOT attisdropped
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE relkind IN ('r', 'p')
    UNION ALL
    SELECT concat_ws(' ', of || 'index', relname, pg_get_indexdef(indexrelid))
    FROM ours JOIN pg_index ON indrelid = ours.oid
    UNION ALL
    SELECT concat_ws(' ', of || 'constraint', relname, conname,
        pg_get_constraintdef(pg_constraint.oid))
    FROM ours JOIN pg_constraint ON conrelid = ours.oid
    UNION ALL
    SELECT concat_ws(' ', of || 'sequence', relname, seqtypid::regtype, seqstart,
        seqincrement, seqmax, seqcycle)
    FROM ours JOIN pg_sequence ON seqrelid = ours.oid
    ORDER BY line";

/// Rows of each table, as they are read through the columns that it had: neither new
/// columns nor new tables change it.
#[derive(Debug)]
pub(crate) struct Shape(BTreeMap<String, Vec<String>>);

/// Every table's rows, in order.
pub(crate) type Rows = BTreeMap<String, Vec<String>>;

/// Everything of the schema, a line for each relation, column, index and constraint.
pub(crate) async fn schema(db: &DatabaseConnection) -> Vec<String> {
    let query = match db.get_database_backend() {
        DbBackend::Postgres => POSTGRES_SCHEMA,
        _ => SQLITE_SCHEMA,
    };
    lines(db, query).await
}

/// The schema without the days that PostgreSQL's tables consist of.
pub(crate) async fn lasting_schema(db: &DatabaseConnection) -> Vec<String> {
    let mut lines = schema(db).await;
    lines.retain(|line| !line.starts_with("day "));
    lines
}

/// The tables' names, without partitions.
pub(crate) async fn tables(db: &DatabaseConnection) -> Vec<String> {
    let query = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT relname::text AS line FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
            AND NOT relispartition ORDER BY 1"
        }
        _ => {
            "SELECT name AS line FROM sqlite_schema
            WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY 1"
        }
    };
    lines(db, query).await
}

/// Which tables and columns there are.
pub(crate) async fn shape(db: &DatabaseConnection) -> Shape {
    let mut shape = BTreeMap::new();
    for table in tables(db).await {
        let query = match db.get_database_backend() {
            DbBackend::Postgres => format!(
                "SELECT attname::text AS line FROM pg_attribute
                WHERE attrelid = '\"{table}\"'::regclass AND attnum > 0 AND NOT attisdropped"
            ),
            _ => format!("SELECT name AS line FROM pragma_table_info('{table}')"),
        };
        let columns = lines(db, &query).await;
        shape.insert(table, columns);
    }
    Shape(shape)
}

/// All rows of the tables of `shape`, seen through its columns; the table of migrations
/// is left out.
pub(crate) async fn rows(db: &DatabaseConnection, shape: &Shape) -> Rows {
    let mut rows = BTreeMap::new();
    for (table, columns) in &shape.0 {
        if table == "seaql_migrations" {
            continue;
        }
        let columns: Vec<_> = columns.iter().map(|name| format!("\"{name}\"")).collect();
        let row = match db.get_database_backend() {
            DbBackend::Postgres => format!("ROW({})::text", columns.join(", ")),
            _ => format!("quote({})", columns.join(") || ',' || quote(")),
        };
        let query = format!("SELECT {row} AS line FROM \"{table}\" ORDER BY 1");
        rows.insert(table.clone(), lines(db, &query).await);
    }
    rows
}

/// The column `line` of each row.
pub(crate) async fn lines(db: &DatabaseConnection, query: &str) -> Vec<String> {
    let statement = Statement::from_string(db.get_database_backend(), query);
    let rows = db.query_all_raw(statement).await.unwrap();
    rows.into_iter()
        .map(|row| row.try_get("", "line").unwrap())
        .collect()
}
