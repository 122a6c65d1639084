//! Leadership: one lease, taken and renewed together with the watermark.
//!
//! The leader trusts its lease only as long as its own monotonic clock allows, counted from
//! *before* it requested it.

use std::sync::Arc;
use std::time::Duration;

use queue::Transport;
use tokio::time::Instant;
use tracing::info;

use crate::Result;

/// Duration of a lease. A crashed leader is replaced within this and one pass, below the 5 s
/// of the design.
pub const LEASE: Duration = Duration::from_secs(4);

/// Age at which a lease is renewed.
const RENEW_AFTER: Duration = Duration::from_secs(1);

/// This instance's view of the lease.
pub struct Leader {
    transport: Arc<dyn Transport>,
    name: String,
    /// Since when the lease is held, by the monotonic clock; `None` if it is not.
    held_since: Option<Instant>,
    /// The watermark in the queue when this instance last looked.
    known_ms: Option<i64>,
}

impl std::fmt::Debug for Leader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Leader")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Result of requesting the lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Another instance leads.
    Follows,
    /// This instance still leads.
    Leads,
    /// This instance leads from now on, or led a queue that has lost its data since.
    TakesOver {
        /// Up to where jobs have been published, if known.
        watermark_ms: Option<i64>,
    },
}

impl Leader {
    /// A follower called `name`, which is unique among the instances.
    pub fn new(transport: Arc<dyn Transport>, name: String) -> Self {
        Self {
            transport,
            name,
            held_since: None,
            known_ms: None,
        }
    }

    /// Whether the lease is held right now.
    pub fn is_held(&self) -> bool {
        self.held_since.is_some_and(|since| since.elapsed() < LEASE)
    }

    /// Takes the lease, or renews it when it is due.
    ///
    /// # Errors
    /// If the queue fails; the lease then expires.
    pub async fn stand(&mut self) -> Result<Stand> {
        if self
            .held_since
            .is_some_and(|since| since.elapsed() < RENEW_AFTER)
        {
            return Ok(Stand::Leads);
        }
        self.claim(None).await
    }

    /// Moves the watermark: everything up to `watermark_ms` is published. The watermark is not
    /// moved if the queue has lost the previous one.
    ///
    /// # Errors
    /// If the queue fails.
    pub async fn publish_watermark(&mut self, watermark_ms: i64) -> Result<Stand> {
        // Moving it first would hide that it was lost.
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

    /// Stops leading; the next [`Leader::stand`] takes over anew.
    pub fn step_down(&mut self) {
        self.held_since = None;
    }

    /// Releases the lease, so that another instance need not wait for it to expire.
    ///
    /// # Errors
    /// If the queue fails.
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
