//! Many sockets, each with a subscription.

use std::net::SocketAddr;

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::receipt::{Received, Scanner, now_us};
use crate::socket::Socket;

/// Sockets that are opened at once.
const AT_ONCE: usize = 32;

/// What is subscribed to, in turn: the first is the one that figures refer to.
pub(super) const DOCUMENTS: [&str; 3] = [
    "subscription { ticks { cursor website { id name url } \
     tick { slot checkedAt outcome httpStatus responseTimeMs region } } }",
    "subscription { ticks { website { id } tick { slot checkedAt outcome } } }",
    "subscription { ticks { cursor website { id name } tick { slot checkedAt responseTimeMs } } }",
];

/// Sockets that take what comes until they are closed.
pub(super) struct Crowd {
    stop: CancellationToken,
    sockets: Vec<JoinHandle<anyhow::Result<Received>>>,
}

impl Crowd {
    /// Opens `count` sockets, whose accounts and documents alternate.
    pub(super) async fn open(
        address: SocketAddr,
        tokens: &[String],
        documents: usize,
        count: usize,
    ) -> anyhow::Result<Self> {
        let stop = CancellationToken::new();
        let scanner = Scanner::new();
        let opening = (0..count).map(|n| {
            let token = tokens.get(n % tokens.len().max(1)).cloned();
            let document = DOCUMENTS[n / tokens.len().max(1) % documents.clamp(1, DOCUMENTS.len())];
            let (stop, scanner) = (stop.clone(), scanner.clone());
            async move {
                let mut socket = Socket::open(address, &token.unwrap_or_default()).await?;
                socket.subscribe(document).await?;
                anyhow::Ok(tokio::spawn(listen(socket, scanner, stop)))
            }
        });
        let sockets = stream::iter(opening).buffered(AT_ONCE).try_collect();
        Ok(Self {
            sockets: sockets.await?,
            stop,
        })
    }

    /// Closes them; what each received, in the order in which they were opened.
    pub(super) async fn close(self) -> anyhow::Result<Vec<Received>> {
        self.stop.cancel();
        let mut all = Vec::with_capacity(self.sockets.len());
        for socket in self.sockets {
            all.push(socket.await??);
        }
        Ok(all)
    }
}

async fn listen(
    mut socket: Socket,
    scanner: Scanner,
    stop: CancellationToken,
) -> anyhow::Result<Received> {
    let mut received = Received::default();
    loop {
        let take = async {
            let mut at_us = None;
            let taken = socket.receive(|message| {
                // The clock is looked at once for all that came together.
                let at_us = *at_us.get_or_insert_with(|| now_us().unwrap_or_default());
                scanner.take(message, at_us, &mut received);
            });
            taken.await
        };
        tokio::select! {
            () = stop.cancelled() => return Ok(received),
            taken = take => taken?,
        }
    }
}
