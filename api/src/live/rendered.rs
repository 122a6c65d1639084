//! What was made of an event for one subscriber, kept for those who select the same of it.
//!
//! A thousand dashboards of one organization send the same document. The first to reach an
//! event resolves and encodes it, and the others send the same bytes. Nothing is made before
//! somebody takes it, so a subscriber that does not read costs no work.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use metrics::counter;
use tokio::sync::OnceCell;

/// Most bytes kept with an event; what is longer is made for each subscriber anew.
const MOST_BYTES: usize = 4 * 1024;

/// Most selections kept with an event, of whatever length.
const MOST: usize = 16;

/// What a subscriber selects. Two with the same key get the same bytes for an event, so the
/// key covers everything that the bytes depend on besides the event and its organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SelectionKey(pub [u8; 32]);

/// The encoded selections of one event.
#[derive(Debug, Default)]
pub(super) struct Rendered(Mutex<Kept>);

type Kept = Vec<(SelectionKey, Arc<OnceCell<Bytes>>)>;

impl Rendered {
    /// The bytes for `key`, made by `make` unless somebody has made them. Others who want the
    /// same wait meanwhile; if `make` is dropped, one of them makes them.
    pub(super) async fn get_or_make(
        &self,
        key: SelectionKey,
        make: impl Future<Output = Bytes>,
    ) -> Bytes {
        let Some(cell) = self.cell(key) else {
            return make.await;
        };
        let mut is_new = false;
        let made = cell.get_or_init(|| {
            is_new = true;
            make
        });
        let bytes = made.await.clone();
        if is_new {
            self.trim(key);
        } else {
            counter!("upbeat_live_results_reused_total").increment(1);
        }
        bytes
    }

    /// `None` if no other selection may be kept.
    fn cell(&self, key: SelectionKey) -> Option<Arc<OnceCell<Bytes>>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, cell)) = kept.iter().find(|(known, _)| *known == key) {
            return Some(Arc::clone(cell));
        }
        if kept.len() >= MOST || bytes(&kept) >= MOST_BYTES {
            return None;
        }
        let cell = Arc::new(OnceCell::new());
        kept.push((key, Arc::clone(&cell)));
        Some(cell)
    }

    /// Drops the bytes of `key` if there is no room for them.
    fn trim(&self, key: SelectionKey) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if bytes(&kept) > MOST_BYTES {
            kept.retain(|(known, _)| *known != key);
        }
    }
}

fn bytes(kept: &Kept) -> usize {
    let made = kept.iter().filter_map(|(_, cell)| cell.get());
    made.map(Bytes::len).sum()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::FutureExt;
    use futures_util::future::join_all;

    use super::*;

    fn key(n: u8) -> SelectionKey {
        SelectionKey([n; 32])
    }

    fn made(kept: &Rendered, n: u8, length: usize) -> (Bytes, bool) {
        let mut is_new = false;
        let make = async {
            is_new = true;
            Bytes::from(vec![n; length])
        };
        let bytes = kept.get_or_make(key(n), make).now_or_never().unwrap();
        (bytes, is_new)
    }

    #[test]
    fn the_same_selection_is_made_once_and_others_apart() {
        let kept = Rendered::default();
        assert_eq!(made(&kept, 1, 3), (Bytes::from_static(&[1; 3]), true));
        assert_eq!(made(&kept, 2, 3), (Bytes::from_static(&[2; 3]), true));
        assert_eq!(made(&kept, 1, 4), (Bytes::from_static(&[1; 3]), false));
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let kept = Rendered::default();
        assert!(made(&kept, 1, MOST_BYTES + 1).1);
        assert!(made(&kept, 1, MOST_BYTES + 1).1, "it is too long to keep");
        assert!(made(&kept, 2, MOST_BYTES).1);
        assert!(!made(&kept, 2, MOST_BYTES).1);
        assert!(made(&kept, 3, 1).1);
        assert!(made(&kept, 3, 1).1, "there is no room left");
        let kept = Rendered::default();
        for n in 0..100 {
            assert!(made(&kept, n, 1).1);
        }
        assert_eq!(kept.0.lock().unwrap().len(), MOST);
    }

    #[tokio::test]
    async fn who_gives_up_leaves_it_to_the_others() {
        let kept = Rendered::default();
        let mut first = Box::pin(kept.get_or_make(key(1), std::future::pending()));
        assert!((&mut first).now_or_never().is_none());
        let makers = AtomicUsize::new(0);
        let others = (0..10).map(|_| {
            kept.get_or_make(key(1), async {
                makers.fetch_add(1, Ordering::Relaxed);
                Bytes::from_static(b"made")
            })
        });
        let mut others = Box::pin(join_all(others));
        assert!((&mut others).now_or_never().is_none());
        drop(first);
        assert!(others.await.iter().all(|bytes| bytes == "made"));
        assert_eq!(makers.load(Ordering::Relaxed), 1);
    }
}
