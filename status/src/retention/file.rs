//! Shrinks a SQLite file after rows were deleted.

use std::sync::Once;
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use tracing::info;

use crate::Result;

/// One page in this many stays free for the rows of the next day.
const SHARE_KEPT_FREE: i64 = 8;

/// Fewer free pages than this are left alone: 1 MiB, with pages of 4 KiB.
const WORTH_IT: i64 = 256;

/// Pages released in one transaction.
const PAGES_A_STATEMENT: i64 = 256;

/// Longest pause between two transactions. The pause is as long as the previous one.
const MAX_PAUSE: Duration = Duration::from_secs(1);

/// `auto_vacuum` mode of a file that releases pages on request.
const INCREMENTAL: i64 = 2;

/// Logs the hint once per process.
static SAID: Once = Once::new();

/// Shrinks the file if much of it is free, and returns by how many pages.
///
/// A file created by a version that did not enable this keeps its size; its free pages are
/// used again.
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
                     release them, stop the server and run: sqlite3 FILE \
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
            // Other writers allocate more than this releases.
            return Ok(given);
        }
        given += pages - left;
        tokio::time::sleep(began.elapsed().min(MAX_PAUSE)).await;
    }
}

/// Reads a numeric pragma of the file.
pub(super) async fn pragma(db: &DatabaseConnection, name: &str) -> Result<i64> {
    let statement = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {name}"));
    let row = db.query_one_raw(statement).await?;
    Ok(row
        .map(|row| row.try_get_by_index(0))
        .transpose()?
        .unwrap_or(0))
}
