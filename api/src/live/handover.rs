//! How a subscription's events go from its resolver to the socket that sends them, and back
//! one at a time to be resolved.
//!
//! The resolver decides which events the subscriber hears. The socket takes them over, and has
//! one resolved only if nobody has had the same selection of it resolved before.

use std::sync::{Mutex, PoisonError};

use futures_util::Stream;
use futures_util::stream::{self, BoxStream};
use tokio::sync::{mpsc, oneshot};

use super::Event;
use crate::service::Result;

/// The events of a subscription. The first error is the last item.
pub type Events = BoxStream<'static, Result<Event>>;

/// The resolver's end, part of the request's data.
pub struct ResolverEnd(Mutex<Option<Ends>>);

type Ends = (oneshot::Sender<Events>, mpsc::Receiver<Result<Event>>);

/// The socket's end.
pub struct SocketEnd {
    /// The events, once the resolver has accepted the subscription.
    pub events: oneshot::Receiver<Events>,
    /// Events to resolve: the request has one response for each.
    pub to_resolve: mpsc::Sender<Result<Event>>,
}

/// The two ends for one request.
pub fn ends() -> (ResolverEnd, SocketEnd) {
    let (accept, events) = oneshot::channel();
    let (to_resolve, resolved) = mpsc::channel(1);
    let resolver = ResolverEnd(Mutex::new(Some((accept, resolved))));
    (resolver, SocketEnd { events, to_resolve })
}

impl ResolverEnd {
    /// Hands over the events, and returns those to resolve.
    pub fn hand_over(&self, events: Events) -> impl Stream<Item = Result<Event>> + Send + 'static {
        let ends = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let to_resolve = ends.and_then(|(accept, to_resolve)| {
            accept.send(events).ok()?;
            Some(to_resolve)
        });
        stream::unfold(to_resolve, |to_resolve| async {
            let mut to_resolve = to_resolve?;
            let event = to_resolve.recv().await?;
            Some((event, Some(to_resolve)))
        })
    }
}
