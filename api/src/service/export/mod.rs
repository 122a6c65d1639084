//! Reads for exports: the rows in a window, oldest first, page by page.
//!
//! Each page reads a few ranges of a key and then returns the connection: no cursor and no
//! transaction stays open while a slow client reads, and memory does not grow with the window.
//! Rows stored during an export may be included or not, depending on whether their time has
//! already been passed.

mod spans;
mod ticks;

use std::collections::VecDeque;

use sea_orm::DatabaseConnection;

use super::Result;

pub use spans::{Spans, ViewSpan, all_views, spans};
pub use ticks::{Ticks, ticks};

/// Approximate number of rows held by all lanes together.
const HELD_ROWS: usize = 4_000;

/// Most rows read of a lane at once.
const MOST_ROWS: usize = 2_000;

/// Fewest rows read of a lane at once, however many lanes there are.
const FEWEST_ROWS: usize = 100;

/// Rows of one region or view, in order of time.
pub trait Lane: Send {
    /// A row of the lane.
    type Row: Send + std::fmt::Debug;

    /// Reads the next rows: about `first`, and none only at the end.
    fn read(
        &mut self,
        db: &DatabaseConnection,
        first: u64,
    ) -> impl Future<Output = Result<Part<Self::Row>>> + Send;

    /// Time of a row, in milliseconds of Unix time.
    fn at_ms(row: &Self::Row) -> i64;
}

/// Some rows of a lane.
#[derive(Debug)]
pub struct Part<R> {
    /// The rows, oldest first.
    pub rows: Vec<R>,
    /// Whether these are the last rows.
    pub is_last: bool,
}

/// Lanes merged in order of time, then in order of the lanes.
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

    /// The next page, at most some thousand rows; `None` at the end.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn next(&mut self, db: &DatabaseConnection) -> Result<Option<Vec<L::Row>>> {
        for held in &mut self.lanes {
            if held.rows.is_empty() && !held.is_over {
                let part = held.lane.read(db, self.first).await?;
                held.rows = part.rows.into();
                held.is_over = part.is_last;
            }
        }
        let mut page = Vec::new();
        // A drained lane must be read on before the next row is known.
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
