//! Counts the sockets of each caller.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Payer;

/// Open sockets of one process; cheap to clone.
#[derive(Clone, Debug)]
pub struct Sockets(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    most: usize,
    open: Mutex<HashMap<Payer, usize>>,
}

/// The place of one socket, which is free again when this is dropped.
#[derive(Debug)]
pub struct Place {
    sockets: Sockets,
    payer: Payer,
}

impl Sockets {
    pub(super) fn new(most: usize) -> Self {
        Self(Arc::new(Inner {
            most,
            open: Mutex::default(),
        }))
    }

    /// A place for a socket of `payer`; `None` if it has as many as it may.
    pub fn open(&self, payer: Payer) -> Option<Place> {
        let mut open = self.lock();
        let count = open.entry(payer).or_default();
        if *count >= self.0.most {
            return None;
        }
        *count += 1;
        drop(open);
        Some(Place {
            sockets: self.clone(),
            payer,
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Payer, usize>> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.sockets.lock();
        if let Some(count) = open.get_mut(&self.payer) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.payer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_place_is_free_again_once_its_socket_is_closed() {
        let sockets = Sockets::new(2);
        let [ada, bob] = [1, 2].map(|n| Payer::Account(Uuid::from_u128(n)));
        let (first, second) = (sockets.open(ada).unwrap(), sockets.open(ada).unwrap());
        assert!(sockets.open(ada).is_none());
        assert!(sockets.open(bob).is_some());
        drop(first);
        let third = sockets.open(ada).unwrap();
        assert!(sockets.open(ada).is_none());
        drop((second, third));
        assert!(sockets.lock().is_empty());
    }
}
