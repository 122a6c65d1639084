//! One connection, as its requests know it.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use http_body_util::BodyExt;
use hyper::{Request, Response};
use tokio::sync::OwnedSemaphorePermit;
use tokio_util::sync::CancellationToken;

use super::load::{Carried, Load, Share};

/// A connection's place among [`MAX_CONNECTIONS`](super::MAX_CONNECTIONS), in the extensions of
/// each of its requests. A socket keeps it, since the server forgets a connection once it is
/// upgraded.
#[derive(Clone, Debug)]
pub(in crate::http) struct Connection {
    _place: Arc<OwnedSemaphorePermit>,
    peer: IpAddr,
    share: Arc<Share>,
    cut: CancellationToken,
}

impl Connection {
    /// A connection that has its `place`.
    pub(super) fn new(place: OwnedSemaphorePermit, peer: IpAddr, load: &Load) -> Self {
        let cut = CancellationToken::new();
        Self {
            _place: Arc::new(place),
            peer: peer.to_canonical(),
            share: load.share(cut.clone()),
            cut,
        }
    }

    /// The same connection for one of several requests at once, whose bytes count apart.
    pub(super) fn of_request(&self) -> Self {
        Self {
            share: self.share.part(),
            ..self.clone()
        }
    }

    /// The bytes of the connection.
    pub(super) fn share(&self) -> Arc<Share> {
        Arc::clone(&self.share)
    }

    /// Counts the bytes of `request` from now on: those of its head, and of its body as it is
    /// read.
    pub(super) fn receiving(&self, request: Request<Body>) -> Request<Body> {
        let headers = request.headers().iter();
        let head = headers.map(|(name, value)| name.as_str().len() + value.len());
        self.share
            .received(head.sum::<usize>() + request.uri().path().len());
        self.share.taken_over();
        let share = Arc::clone(&self.share);
        request.map(|body| {
            Body::new(body.map_frame(move |frame| {
                share.received(frame.data_ref().map_or(0, |data| data.len()));
                share.taken_over();
                frame
            }))
        })
    }

    /// Closes the connection, even while something is being sent, for a client that no longer
    /// reads.
    pub(in crate::http) fn cut(&self) {
        self.cut.cancel();
    }

    /// Returns once the connection must be closed.
    pub(in crate::http) async fn is_cut(&self) {
        self.cut.cancelled().await;
    }

    /// Address of the peer, which is the client or a proxy.
    pub(in crate::http) fn peer(&self) -> IpAddr {
        self.peer
    }

    /// Marks the connection as used by a signed-in caller, so that it is not closed to make
    /// room.
    pub(in crate::http) fn belongs_to_member(&self) {
        self.share.belongs_to_member();
    }

    /// Releases the bytes of a request that has been handled.
    pub(in crate::http) fn handled(&self) {
        self.share.handled();
    }

    /// Counts `length` bytes as being sent, until the result is dropped.
    pub(in crate::http) fn carry(&self, length: usize) -> Carried {
        self.share.carry(length)
    }

    /// `answer`, whose bytes count until they are sent.
    pub(super) fn counted(&self, answer: Response<Body>) -> Response<Body> {
        let share = Arc::clone(&self.share);
        answer.map(|body| {
            Body::new(body.map_frame(move |frame| frame.map_data(|data| share.carry_bytes(data))))
        })
    }
}
