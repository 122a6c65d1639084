//! How large what was filled is.

use std::collections::BTreeMap;

use sea_orm::{DatabaseConnection, DbBackend};

use super::writer::{Written, number};

/// What is written, in the order in which it is shown.
const TABLES: [&str; 7] = [
    "tick",
    "rollup_hour",
    "rollup_day",
    "uptime_day",
    "status_change",
    "website_status",
    "vote",
];

/// Rows and bytes of a table, indices included.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Size {
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
}

impl Size {
    /// Bytes of one row; 0 without any.
    pub(crate) fn row_bytes(self) -> f64 {
        if self.rows == 0 {
            0.0
        } else {
            self.bytes as f64 / self.rows as f64
        }
    }
}

/// Whole tables of PostgreSQL with their days.
pub(crate) async fn of_postgres(
    db: &DatabaseConnection,
) -> anyhow::Result<BTreeMap<&'static str, Size>> {
    let mut sizes = BTreeMap::new();
    for table in TABLES {
        let bytes = format!(
            "SELECT coalesce(sum(pg_total_relation_size(relid)), 0)::bigint \
             FROM pg_partition_tree('{table}') WHERE isleaf"
        );
        let whole = format!("SELECT pg_total_relation_size('{table}')");
        let rows = number(db, &format!("SELECT count(*) FROM {table}")).await?;
        // A table without days is no tree of its own before PostgreSQL 18.
        let bytes = match number(db, &bytes).await? {
            0 => number(db, &whole).await?,
            bytes => bytes,
        };
        sizes.insert(table, Size { rows, bytes });
    }
    Ok(sizes)
}

/// Prints what was written, and how large it is: on PostgreSQL whole tables, on SQLite
/// by how much the file grew.
#[expect(clippy::print_stdout, reason = "the result")]
pub(super) async fn print(
    db: &DatabaseConnection,
    written: &BTreeMap<&'static str, Written>,
) -> anyhow::Result<()> {
    let sizes = match db.get_database_backend() {
        DbBackend::Postgres => of_postgres(db).await?,
        _ => written
            .iter()
            .map(|(table, written)| {
                let (rows, bytes) = (written.rows, written.grown);
                (*table, Size { rows, bytes })
            })
            .collect(),
    };
    println!("  table                  rows       MiB   bytes a row");
    for table in TABLES {
        let size = sizes.get(table).copied().unwrap_or_default();
        println!(
            "  {table:<15} {:>11} {:>9.1} {:>13.1}",
            size.rows,
            size.bytes as f64 / f64::from(1 << 20),
            size.row_bytes()
        );
    }
    Ok(())
}
