//! Handwritten SQL, where the query builder cannot express a statement or is too slow.

mod params;
pub(crate) mod postgres_bulk;

pub use params::Params;

/// Most rows inserted by one statement: with all their columns they stay far below SQLite's
/// limit of 32,766 values.
pub(crate) const ROWS_A_STATEMENT: usize = 500;

/// Most rows deleted by one statement.
pub(crate) const ROWS_A_DELETE: u64 = 2_000;
