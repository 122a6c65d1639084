//! Places of the messages that this process has under way.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use entity::{OrganizationId, channel};
use uuid::Uuid;

use super::{AT_ONCE, CHANNEL_AT_ONCE, ORGANIZATION_AT_ONCE};

/// Free places for each that an organization has. Source: A. Choudhury and E. Hahne, "Dynamic
/// queue length thresholds for shared-memory packet switches", 1998.
const FREE_A_PLACE: usize = 8;

/// How many messages are under way, in all and of whom.
#[derive(Clone, Debug, Default)]
pub(super) struct Places(Arc<Mutex<Counts>>);

#[derive(Debug, Default)]
struct Counts {
    all: usize,
    channels: HashMap<Uuid, usize>,
    organizations: HashMap<OrganizationId, usize>,
}

/// A message under way; dropped when it has ended.
#[derive(Debug)]
pub(super) struct Place {
    places: Places,
    channel: Uuid,
    organization: OrganizationId,
}

impl Places {
    /// How many more messages of `channel` may be under way. A channel that keeps failing is
    /// tried with one at a time.
    pub(super) fn room(&self, channel: &channel::Model) -> usize {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_channel = counts.channels.get(&channel.id).copied().unwrap_or(0);
        let of_organization = counts.organizations.get(&channel.organization_id);
        let of_organization = of_organization.copied().unwrap_or(0);
        let free = AT_ONCE.saturating_sub(counts.all);
        // The fewer are free, the fewer an organization may have: some always stay free for others.
        let most_of_organization = ORGANIZATION_AT_ONCE.min(Ord::max(free / FREE_A_PLACE, 1));
        let most = if super::channels::is_gated(channel) {
            1
        } else {
            CHANNEL_AT_ONCE
        };
        most.saturating_sub(of_channel)
            .min(most_of_organization.saturating_sub(of_organization))
            .min(free)
    }

    /// Takes a place for a message of `channel`.
    pub(super) fn take(&self, channel: &channel::Model) -> Place {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.all += 1;
        *counts.channels.entry(channel.id).or_default() += 1;
        let organization = channel.organization_id;
        *counts.organizations.entry(organization).or_default() += 1;
        Place {
            places: self.clone(),
            channel: channel.id,
            organization,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.places.0.lock().unwrap_or_else(PoisonError::into_inner);
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

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use entity::testing;
    use sea_orm::TryIntoModel;

    use super::*;

    fn channel() -> channel::Model {
        let organization = OrganizationId(Uuid::now_v7());
        let row = testing::channel(Uuid::now_v7(), organization);
        row.try_into_model().unwrap()
    }

    /// Takes all that the channel may have.
    fn fill(places: &Places, channel: &channel::Model) -> Vec<Place> {
        let taken = std::iter::from_fn(|| (places.room(channel) > 0).then(|| places.take(channel)));
        taken.collect()
    }

    #[test]
    fn a_channel_has_a_few_places_and_one_that_keeps_failing_has_one() {
        let (places, mut channel) = (Places::default(), channel());
        let taken = fill(&places, &channel);
        assert_eq!(taken.len(), CHANNEL_AT_ONCE);
        drop(taken);
        channel.is_broken = true;
        assert_eq!(fill(&places, &channel).len(), 1);
        assert_eq!(places.room(&channel), 1);
    }

    #[test]
    fn organizations_with_slow_receivers_leave_places_to_others() {
        let places = Places::default();
        let slow: Vec<Vec<channel::Model>> = (0..100)
            .map(|_| {
                let first = channel();
                let of_organization = (0..10).map(|_| channel::Model {
                    id: Uuid::now_v7(),
                    ..first.clone()
                });
                of_organization.collect()
            })
            .collect();
        let mut taken = VecDeque::new();
        // Again and again the oldest quarter ends, and all take what they may.
        for _ in 0..20 {
            for channel in slow.iter().flatten() {
                taken.extend(fill(&places, channel));
            }
            taken.drain(..taken.len() / 4);
        }
        for channel in slow.iter().flatten() {
            taken.extend(fill(&places, channel));
        }
        assert!(!fill(&places, &channel()).is_empty());
    }
}
