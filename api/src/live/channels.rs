//! The topics that somebody follows. Only their events are read, and a batch wakes nobody else.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast;

use super::{Event, Topic};

/// Batches that a subscriber may be behind before it has to read the feed itself. They stay in
/// memory until the slowest subscriber of the topic has taken them.
pub(super) const BACKLOG: usize = 64;

/// Most events of a topic, and most rows, that are kept for subscribers who come or
/// fall behind: as many as a thousand websites have within ten seconds. With what was made of
/// them, they take at most some MiB, and only while somebody follows.
const MOST_RECENT: usize = 1_024;

/// What the feed has of one topic between two positions.
#[derive(Debug)]
pub(super) struct Batch {
    /// Number of the first row that this covers.
    pub(super) first_seq: i64,
    /// Number of the last row, of which the events are: the others have none.
    pub(super) seq: i64,
    pub(super) events: RowEvents,
}

/// All events that a row of the feed has of one topic.
pub(super) type RowEvents = Arc<Vec<Event>>;

/// A channel for each topic with subscribers.
#[derive(Debug, Default)]
pub(super) struct Channels(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Number of the last row that was relayed; `None` until the relay starts.
    relayed: Option<i64>,
    channels: HashMap<Topic, Channel>,
}

#[derive(Debug)]
struct Channel {
    batches: broadcast::Sender<Arc<Batch>>,
    /// Number of the last row that its batches cover, or that was relayed before it existed;
    /// `None` until the relay starts.
    covered: Option<i64>,
    /// The last rows that had events, by number.
    recent: BTreeMap<i64, RowEvents>,
    /// Number of events in `recent`.
    recent_events: usize,
}

impl Channels {
    /// The batches of a topic from now on.
    pub(super) fn subscribe(&self, topic: Topic) -> broadcast::Receiver<Arc<Batch>> {
        let mut state = self.lock();
        let relayed = state.relayed;
        let channel = state.channels.entry(topic);
        let channel = channel.or_insert_with(|| Channel::new(relayed));
        channel.batches.subscribe()
    }

    /// Number of the last row that was relayed.
    pub(super) fn relayed(&self) -> Option<i64> {
        self.lock().relayed
    }

    /// The topics with subscribers.
    pub(super) fn followed(&self) -> HashSet<Topic> {
        let mut state = self.lock();
        state
            .channels
            .retain(|_, channel| channel.batches.receiver_count() > 0);
        state.channels.keys().copied().collect()
    }

    /// Starts behind the row `seq`, or skips to it if nobody follows; returns whether it did.
    pub(super) fn start_behind(&self, seq: i64) -> bool {
        let mut state = self.lock();
        if state.relayed.is_some() && !state.channels.is_empty() {
            return false;
        }
        state.relayed = Some(seq);
        for channel in state.channels.values_mut() {
            // Who has read the feed up to an earlier row must read on.
            let start = Batch {
                first_seq: seq + 1,
                seq,
                events: RowEvents::default(),
            };
            channel.covered = Some(seq);
            let _ = channel.batches.send(Arc::new(start));
        }
        true
    }

    /// Sends the events of the row `seq`, which were read for the topics `followed`.
    pub(super) fn send(&self, seq: i64, followed: &HashSet<Topic>, events: Vec<Event>) {
        let mut of: HashMap<Topic, Vec<Event>> = HashMap::new();
        for event in events {
            of.entry(event.topic()).or_default().push(event);
        }
        let mut state = self.lock();
        state.relayed = Some(seq);
        for (topic, channel) in &mut state.channels {
            let Some(events) = of.remove(topic) else {
                // Who began to follow while this row was read finds it in the feed.
                if !followed.contains(topic) {
                    channel.covered = Some(seq);
                }
                continue;
            };
            let batch = Batch {
                first_seq: channel.covered.map_or(seq, |covered| covered + 1),
                seq,
                events: channel.keep(seq, events),
            };
            channel.covered = Some(seq);
            // Sending only fails without receivers, which is fine.
            let _ = channel.batches.send(Arc::new(batch));
        }
    }

    /// The events that a row has of a topic with subscribers, if they are in memory.
    pub(super) fn recent(&self, topic: Topic, seq: i64) -> Option<RowEvents> {
        let state = self.lock();
        let channel = state.channels.get(&topic)?;
        channel.recent.get(&seq).cloned()
    }

    /// Keeps all events that a row has of a topic for those who need them soon, if it
    /// has subscribers. Returns those that are kept, which others may have read before.
    pub(super) fn keep(&self, topic: Topic, seq: i64, events: Vec<Event>) -> RowEvents {
        let mut state = self.lock();
        match state.channels.get_mut(&topic) {
            Some(channel) => channel.keep(seq, events),
            None => Arc::new(events),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Channel {
    fn new(relayed: Option<i64>) -> Self {
        Self {
            batches: broadcast::Sender::new(BACKLOG),
            covered: relayed,
            recent: BTreeMap::new(),
            recent_events: 0,
        }
    }

    fn keep(&mut self, seq: i64, events: Vec<Event>) -> RowEvents {
        let kept = self.recent.entry(seq).or_insert_with(|| {
            self.recent_events += events.len();
            Arc::new(events)
        });
        let kept = Arc::clone(kept);
        while self.recent_events > MOST_RECENT || self.recent.len() > MOST_RECENT {
            let Some((_, oldest)) = self.recent.pop_first() else {
                break;
            };
            self.recent_events -= oldest.len();
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use chrono::Utc;
    use entity::feed::TickKey;
    use entity::{OrganizationId, RegionKey, WebsiteKey, testing};
    use tokio::sync::broadcast::error::TryRecvError;
    use uuid::Uuid;

    use super::super::{Cursor, News, Subject};
    use super::*;
    use crate::service::website::WebsiteSummary;

    fn topic(n: u128) -> Topic {
        Topic {
            organization: OrganizationId(Uuid::from_u128(n)),
            subject: Subject::Ticks,
        }
    }

    fn event(seq: i64, n: u128) -> Event {
        let key = TickKey {
            website_key: WebsiteKey(1),
            region_key: RegionKey(1),
            slot_ms: seq,
        };
        let website = WebsiteSummary {
            key: key.website_key,
            id: Uuid::nil(),
            organization_id: topic(n).organization,
            name: String::new(),
            url: String::new(),
            interval_ms: 10_000,
            timeout_ms: 1_000,
            retries: 0,
            quorum: "majority".to_owned(),
            confirmation_ms: 0,
            recovery_ms: 60_000,
            regions: None,
            created_at: Utc::now(),
        };
        Event {
            cursor: Cursor { seq, position: 0 },
            website: Arc::new(website),
            news: News::Tick(Arc::new(testing::tick(
                key.website_key,
                key.region_key,
                seq,
            ))),
            rendered: Arc::default(),
        }
    }

    /// What the next batch covers, and how many events it has.
    fn next(batches: &mut broadcast::Receiver<Arc<Batch>>) -> Option<(i64, i64, usize)> {
        match batches.try_recv() {
            Ok(batch) => Some((batch.first_seq, batch.seq, batch.events.len())),
            Err(TryRecvError::Empty) => None,
            Err(err) => panic!("{err}"),
        }
    }

    #[test]
    fn a_topic_hears_of_its_rows_only_and_misses_none() {
        let channels = Channels::default();
        assert!(channels.start_behind(10));
        let mut ada = channels.subscribe(topic(1));
        let mut bob = channels.subscribe(topic(2));
        let followed = channels.followed();
        channels.send(11, &followed, vec![event(11, 1)]);
        channels.send(12, &followed, vec![event(12, 2)]);
        channels.send(13, &followed, vec![event(13, 1), event(13, 1)]);
        assert_eq!(next(&mut ada), Some((11, 11, 1)));
        assert_eq!(next(&mut ada), Some((12, 13, 2)));
        assert_eq!(next(&mut ada), None);
        assert_eq!(next(&mut bob), Some((11, 12, 1)));
        assert_eq!(next(&mut bob), None);
        assert!(!channels.start_behind(20), "somebody would miss rows");
        let changes = Topic {
            subject: Subject::StatusChanges,
            ..topic(1)
        };
        let mut other = channels.subscribe(changes);
        channels.send(14, &channels.followed(), vec![event(14, 1)]);
        assert_eq!(next(&mut ada), Some((14, 14, 1)));
        assert_eq!(next(&mut other), None, "another subject");
        drop((ada, bob, other));
        assert!(channels.followed().is_empty());
        assert!(channels.start_behind(20));
        assert_eq!(channels.relayed(), Some(20));
    }

    #[test]
    fn who_subscribes_while_a_row_is_read_finds_it_in_the_feed() {
        let channels = Channels::default();
        assert!(channels.start_behind(10));
        let followed = channels.followed();
        let mut late = channels.subscribe(topic(1));
        channels.send(11, &followed, Vec::new());
        assert_eq!(next(&mut late), None);
        channels.send(12, &channels.followed(), vec![event(12, 1)]);
        assert_eq!(next(&mut late), Some((12, 12, 1)));
    }

    #[test]
    fn the_last_events_are_kept_while_somebody_follows() {
        let channels = Channels::default();
        let (ada, bob) = (topic(1), topic(2));
        assert!(channels.start_behind(0));
        let following = channels.subscribe(ada);
        let count = |seq| channels.recent(ada, seq).map(|events| events.len());
        channels.send(1, &channels.followed(), vec![event(1, 1), event(1, 2)]);
        assert_eq!(count(1), Some(1), "those of others are not among them");
        let first = channels.keep(ada, 2, vec![event(2, 1)]);
        let second = channels.keep(ada, 2, vec![event(2, 1)]);
        assert!(Arc::ptr_eq(&first, &second));
        channels.keep(bob, 1, vec![event(1, 2)]);
        assert!(channels.recent(bob, 1).is_none(), "nobody follows");
        let many = i64::try_from(MOST_RECENT).unwrap();
        channels.keep(ada, 3, vec![event(3, 1); MOST_RECENT]);
        assert_eq!(
            (count(1), count(2), count(3)),
            (None, None, Some(MOST_RECENT))
        );
        for seq in 4..=many + 4 {
            channels.keep(ada, seq, Vec::new());
        }
        assert_eq!((count(3), count(many + 4)), (None, Some(0)));
        channels.keep(ada, 9, vec![event(9, 1); MOST_RECENT + 1]);
        assert_eq!(channels.lock().channels[&ada].recent_events, 0);
        drop(following);
        channels.followed();
        assert_eq!(count(many + 4), None);
    }

    #[test]
    fn who_was_there_before_the_relay_is_told_where_it_starts() {
        let channels = Channels::default();
        let mut early = channels.subscribe(topic(1));
        assert!(channels.start_behind(10));
        assert_eq!(next(&mut early), Some((11, 10, 0)));
    }
}
