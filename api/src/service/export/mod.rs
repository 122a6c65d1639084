//! Reads for exports: what lies in a window, oldest first, a page at a time.
//!
//! Each page is a few ranges of a key, after which the connection goes back: no cursor
//! and no transaction stays open while a slow client reads, and memory does not grow
//! with the window. What is stored while an export runs may be in it or not, as its time
//! is behind or ahead of what was written already.

mod spans;
mod ticks;

use std::collections::VecDeque;

use sea_orm::DatabaseConnection;

use super::Result;

pub use spans::{Spans, ViewSpan, spans};
pub use ticks::{Ticks, ticks};

/// How many rows all lanes hold together, about.
const HELD_ROWS: usize = 4_000;

/// Most rows that are read of a lane at once.
const MOST_ROWS: usize = 2_000;

/// Fewest, however many lanes there are.
const FEWEST_ROWS: usize = 100;

/// Rows of one region or view, in the order of time.
pub trait Lane: Send {
    /// A row.
    type Row: Send + std::fmt::Debug;

    /// The next rows: about `first`, none only where these are the last.
    fn read(
        &mut self,
        db: &DatabaseConnection,
        first: u64,
    ) -> impl Future<Output = Result<Part<Self::Row>>> + Send;

    /// Where a row stands in time, milliseconds of Unix time.
    fn at_ms(row: &Self::Row) -> i64;
}

/// Some rows of a lane.
#[derive(Debug)]
pub struct Part<R> {
    /// Oldest first.
    pub rows: Vec<R>,
    /// Whether none follow.
    pub is_last: bool,
}

/// Lanes merged into one order: by time, then in the order of the lanes.
#[derive(Debug)]
pub struct Merged<L: Lane> {
    lanes: Vec<Held<L>>,
    first: u64,
}

#[derive(Debug)]
struct Held<L: Lane> {
    lane: L,
    rows: VecDeque<L::Row>,
    is_over: bool,
}

impl<L: Lane> Merged<L> {
    fn new(lanes: impl Iterator<Item = L>) -> Self {
        let held = |lane| Held {
            lane,
            rows: VecDeque::new(),
            is_over: false,
        };
        let lanes: Vec<Held<L>> = lanes.map(held).collect();
        let first = (HELD_ROWS / lanes.len().max(1)).clamp(FEWEST_ROWS, MOST_ROWS);
        Self {
            lanes,
            first: first as u64,
        }
    }

    /// The next page: some thousand rows at most, `None` behind the last.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn next(&mut self, db: &DatabaseConnection) -> Result<Option<Vec<L::Row>>> {
        for held in &mut self.lanes {
            if held.rows.is_empty() && !held.is_over {
                let part = held.lane.read(db, self.first).await?;
                held.rows = part.rows.into();
                held.is_over = part.is_last;
            }
        }
        let mut page = Vec::new();
        // Where a lane has to be read on, nobody knows yet what comes next.
        while !self.lanes.iter().any(Held::is_drained) {
            let heads = self.lanes.iter_mut().enumerate().filter_map(|(at, held)| {
                let at_ms = L::at_ms(held.rows.front()?);
                Some(((at_ms, at), held))
            });
            let Some((_, held)) = heads.min_by_key(|(place, _)| *place) else {
                break;
            };
            page.extend(held.rows.pop_front());
        }
        Ok((!page.is_empty()).then_some(page))
    }
}

impl<L: Lane> Held<L> {
    fn is_drained(&self) -> bool {
        self.rows.is_empty() && !self.is_over
    }
}
