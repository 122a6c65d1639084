//! A few attempts that run at the same time.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::Instant;

/// Running attempts, oldest first. They are few, so each wake-up polls them all.
pub(crate) struct InFlight<K, F>(Vec<(K, Instant, Pin<Box<F>>)>);

impl<K, F> Default for InFlight<K, F> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K, F: Future> InFlight<K, F> {
    pub(crate) fn push(&mut self, key: K, attempt: F) {
        self.0.push((key, Instant::now(), Box::pin(attempt)));
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &K> {
        self.0.iter().map(|(key, ..)| key)
    }

    /// When the oldest attempt began.
    pub(crate) fn oldest(&self) -> Option<Instant> {
        self.0.first().map(|(_, since, _)| *since)
    }

    pub(crate) fn drop_oldest(&mut self) {
        if !self.0.is_empty() {
            self.0.remove(0);
        }
    }

    /// The output of the attempt that ends next; never ready if there is none.
    pub(crate) async fn next(&mut self) -> (K, F::Output) {
        poll_fn(|context| {
            for i in 0..self.0.len() {
                if let Poll::Ready(output) = self.0[i].2.as_mut().poll(context) {
                    return Poll::Ready((self.0.remove(i).0, output));
                }
            }
            Poll::Pending
        })
        .await
    }
}
