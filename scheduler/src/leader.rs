//! Leadership: one lease, taken and renewed together with the watermark.
//!
//! The leader trusts its lease only as long as its own monotonic clock says
//! so, counted from *before* it asked for it.

use std::sync::Arc;
use std::time::Duration;

use queue::Transport;
use tokio::time::Instant;
use tracing::info;

use crate::Result;

/// How long a lease lasts. A crashed leader is replaced within this and one
/// pass: below the 5 s of the design.
pub const LEASE: Duration = Duration::from_secs(4);

/// A lease is renewed once this much of it has gone.
const RENEW_AFTER: Duration = Duration::from_secs(1);

/// This instance's view of the lease.
pub struct Leader {
    transport: Arc<dyn Transport>,
    name: String,
    /// Since when the lease is held, by the monotonic clock; `None` while not.
    held_since: Option<Instant>,
    /// The watermark that the queue knew when this instance looked last.
    known_ms: Option<i64>,
}

impl std::fmt::Debug for Leader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Leader")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// What asking for the lease brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Another instance leads.
    Follows,
    /// This instance led before and still does.
    Leads,
    /// This instance leads from now on, or led a queue that has lost its memory
    /// since.
    TakesOver {
        /// Up to where jobs are published, if anybody knows.
        watermark_ms: Option<i64>,
    },
}

impl Leader {
    /// A follower called `name`, unique among the instances.
    pub fn new(transport: Arc<dyn Transport>, name: String) -> Self {
        Self {
            transport,
            name,
            held_since: None,
            known_ms: None,
        }
    }

    /// Whether the lease is held at this very moment.
    pub fn is_held(&self) -> bool {
        self.held_since.is_some_and(|since| since.elapsed() < LEASE)
    }

    /// Takes the lease, or renews it when it is due.
    ///
    /// # Errors
    /// Where the queue fails; the lease then runs out by itself.
    pub async fn stand(&mut self) -> Result<Stand> {
        if self
            .held_since
            .is_some_and(|since| since.elapsed() < RENEW_AFTER)
        {
            return Ok(Stand::Leads);
        }
        self.claim(None).await
    }

    /// Moves the watermark: everything up to `watermark_ms` is published. Where the
    /// queue does not know the one before any more it is not moved.
    ///
    /// # Errors
    /// Where the queue fails.
    pub async fn publish_watermark(&mut self, watermark_ms: i64) -> Result<Stand> {
        // Moving it first would hide that it was gone.
        let stand = self.claim(None).await?;
        if stand != Stand::Leads {
            return Ok(stand);
        }
        let stand = self.claim(Some(watermark_ms)).await?;
        if stand == Stand::Leads {
            self.known_ms = Some(watermark_ms);
        }
        Ok(stand)
    }

    /// Forgets that it leads; the next [`Leader::stand`] takes over anew.
    pub fn step_down(&mut self) {
        self.held_since = None;
    }

    /// Gives the lease up, so that another instance need not wait for its end.
    ///
    /// # Errors
    /// Where the queue fails.
    pub async fn resign(&mut self) -> Result<()> {
        if self.held_since.take().is_some() {
            self.transport.resign(&self.name).await?;
        }
        Ok(())
    }

    async fn claim(&mut self, watermark_ms: Option<i64>) -> Result<Stand> {
        let asked = Instant::now();
        let led = self.is_held();
        match self.transport.lead(&self.name, LEASE, watermark_ms).await? {
            None => {
                self.known_ms = None;
                if self.held_since.take().is_some() {
                    info!(instance = self.name, "Lost the lead");
                }
                Ok(Stand::Follows)
            }
            Some(leadership) => {
                self.held_since = Some(asked);
                let watermark_ms = leadership.watermark_ms;
                let lost = self
                    .known_ms
                    .take_if(|known_ms| watermark_ms < Some(*known_ms));
                if !led {
                    info!(instance = self.name, "Took the lead");
                    self.known_ms = watermark_ms;
                    return Ok(Stand::TakesOver { watermark_ms });
                }
                if lost.is_none() {
                    return Ok(Stand::Leads);
                }
                Ok(Stand::TakesOver { watermark_ms: None })
            }
        }
    }
}
