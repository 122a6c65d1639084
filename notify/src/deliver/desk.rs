//! What this process has under way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use entity::{OrganizationId, channel};
use uuid::Uuid;

use super::{AT_ONCE, CHANNEL_AT_ONCE, ORGANIZATION_AT_ONCE};

/// How many messages are under way, in all and of whom.
#[derive(Clone, Debug, Default)]
pub(super) struct Desk(Arc<Mutex<Counts>>);

#[derive(Debug, Default)]
struct Counts {
    all: usize,
    channels: HashMap<Uuid, usize>,
    organizations: HashMap<OrganizationId, usize>,
}

/// A message under way; dropped when it has ended.
#[derive(Debug)]
pub(super) struct Place {
    desk: Desk,
    channel: Uuid,
    organization: OrganizationId,
}

impl Desk {
    /// How many more messages of `channel` may be under way. A channel that keeps failing is
    /// tried with one at a time.
    pub(super) fn room(&self, channel: &channel::Model) -> usize {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_channel = counts.channels.get(&channel.id).copied().unwrap_or(0);
        let of_organization = counts.organizations.get(&channel.organization_id);
        let most = if super::channels::is_gated(channel) {
            1
        } else {
            CHANNEL_AT_ONCE
        };
        most.saturating_sub(of_channel)
            .min(ORGANIZATION_AT_ONCE.saturating_sub(of_organization.copied().unwrap_or(0)))
            .min(AT_ONCE.saturating_sub(counts.all))
    }

    /// Takes a place for a message of `channel`.
    pub(super) fn take(&self, channel: &channel::Model) -> Place {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.all += 1;
        *counts.channels.entry(channel.id).or_default() += 1;
        let organization = channel.organization_id;
        *counts.organizations.entry(organization).or_default() += 1;
        Place {
            desk: self.clone(),
            channel: channel.id,
            organization,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.desk.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.all -= 1;
        if let Some(count) = counts.channels.get_mut(&self.channel) {
            *count -= 1;
        }
        if let Some(count) = counts.organizations.get_mut(&self.organization) {
            *count -= 1;
        }
        counts.channels.retain(|_, count| *count > 0);
        counts.organizations.retain(|_, count| *count > 0);
    }
}
