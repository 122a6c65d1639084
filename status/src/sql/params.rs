//! Passes rows as parameters of one statement, on both engines.
//!
//! The statement's text does not depend on the number of rows, so it is prepared once per
//! connection. PostgreSQL gets an array per column, SQLite a JSON text.

use entity::{RegionKey, WebsiteKey};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};

use crate::Result;

/// The parameters of a statement.
#[derive(Debug)]
pub struct Params {
    engine: DbBackend,
    values: Vec<Value>,
}

impl Params {
    /// Starts the parameters of a statement on `db`.
    pub fn on(db: &impl ConnectionTrait) -> Self {
        Self {
            engine: db.get_database_backend(),
            values: Vec::new(),
        }
    }

    /// Whether the engine is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.engine == DbBackend::Postgres
    }

    /// Adds a parameter and returns its placeholder.
    pub fn value(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    /// Adds a table called `name` with one column `key`, and returns its SQL.
    pub fn website_keys(&mut self, name: &str, keys: &[WebsiteKey]) -> String {
        let rows: Vec<[i64; 1]> = keys.iter().map(|key| [key.0.into()]).collect();
        self.table(name, [("key", "integer")], &rows)
    }

    /// Adds a table called `name` with one column `key`, and returns its SQL.
    pub fn region_keys(&mut self, name: &str, keys: impl IntoIterator<Item = RegionKey>) -> String {
        let rows: Vec<[i64; 1]> = keys.into_iter().map(|key| [key.0.into()]).collect();
        self.table(name, [("key", "smallint")], &rows)
    }

    /// Adds a table called `name` with these columns (name and PostgreSQL type), and returns
    /// its SQL.
    pub fn table<const N: usize>(
        &mut self,
        name: &str,
        columns: [(&str, &str); N],
        rows: &[[i64; N]],
    ) -> String {
        let mut at = 0..N;
        if self.is_postgres() {
            let lists = columns.map(|(_, kind)| {
                let at = at.next().unwrap_or_default();
                let list: Vec<i64> = rows.iter().map(|row| row[at]).collect();
                format!("{}::bigint[]::{kind}[]", self.value(list))
            });
            let names = columns.map(|(column, _)| column);
            return format!(
                "UNNEST({}) AS {name} ({})",
                lists.join(", "),
                names.join(", ")
            );
        }
        let rows: Vec<String> = rows.iter().map(|row| format!("{row:?}")).collect();
        let rows = self.value(format!("[{}]", rows.join(",")));
        let columns = columns.map(|(column, _)| {
            let at = at.next().unwrap_or_default();
            format!("json_extract(value, '$[{at}]') AS {column}")
        });
        format!(
            "(SELECT {} FROM json_each({rows})) AS {name}",
            columns.join(", ")
        )
    }

    /// The statement with all its parameters.
    pub fn statement(self, sql: String) -> Statement {
        Statement::from_sql_and_values(self.engine, sql, self.values)
    }

    /// Runs the statement and returns its rows.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn all(self, db: &impl ConnectionTrait, sql: String) -> Result<Vec<QueryResult>> {
        Ok(db.query_all_raw(self.statement(sql)).await?)
    }
}
