//! A SQLite file gives back what deleted rows leave.

use std::sync::Once;
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use tracing::info;

use crate::Result;

/// One of so many pages stays free: the next day's rows go there.
const SHARE_KEPT_FREE: i64 = 8;

/// Fewer free pages than this are left alone: a mebibyte, with pages of 4 KiB.
const WORTH_IT: i64 = 256;

/// Pages given back in one transaction.
const PAGES_A_STATEMENT: i64 = 256;

/// The longest pause between two; else it is as long as the one before took.
const MAX_PAUSE: Duration = Duration::from_secs(1);

/// `auto_vacuum` of a file that gives pages back when it is told to.
const INCREMENTAL: i64 = 2;

/// Says it once in a process.
static SAID: Once = Once::new();

/// Makes the file smaller where much of it is free; says by how many pages.
///
/// A file of a version that did not prepare for this stays as big as it is, and what is
/// free in it is used again.
pub(super) async fn give_back(db: &DatabaseConnection) -> Result<i64> {
    let mut given = 0;
    loop {
        let began = Instant::now();
        let (pages, free) = (
            pragma(db, "page_count").await?,
            pragma(db, "freelist_count").await?,
        );
        if free < WORTH_IT || free <= pages / SHARE_KEPT_FREE {
            return Ok(given);
        }
        if pragma(db, "auto_vacuum").await? != INCREMENTAL {
            SAID.call_once(|| {
                info!(
                    "{free} of {pages} pages of the database are free and will be used again; to \
                     give them back, stop the server and run: sqlite3 FILE \
                     'PRAGMA auto_vacuum = INCREMENTAL; VACUUM'"
                );
            });
            return Ok(given);
        }
        let some = (free - pages / SHARE_KEPT_FREE).min(PAGES_A_STATEMENT);
        db.execute_unprepared(&format!("PRAGMA incremental_vacuum({some})"))
            .await?;
        let left = pragma(db, "page_count").await?;
        if left >= pages {
            // Whoever writes beside takes more than this gives back.
            return Ok(given);
        }
        given += pages - left;
        tokio::time::sleep(began.elapsed().min(MAX_PAUSE)).await;
    }
}

/// A number that SQLite says of the file.
pub(super) async fn pragma(db: &DatabaseConnection, name: &str) -> Result<i64> {
    let statement = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {name}"));
    let row = db.query_one_raw(statement).await?;
    Ok(row
        .map(|row| row.try_get_by_index(0))
        .transpose()?
        .unwrap_or(0))
}
