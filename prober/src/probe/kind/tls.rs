//! `tls://host:port`: a handshake and nothing else. What is expected of certificate
//! and version is judged where that of every kind is.

use net::Purpose;
use tokio::io::AsyncWriteExt;

use super::talk;
use crate::probe::Run;
use crate::probe::fault::Fault;
use crate::probe::tls::{self, Offer};
use crate::probe::trace::Trace;

/// The port of a URL that names none: that of HTTPS.
const PORT: u16 = 443;

/// One attempt: connects and shakes hands.
pub(super) async fn attempt(run: &Run<'_>, trace: &mut Trace) -> Result<(), Fault> {
    let target = run.target;
    let host = target.host.to_string();
    trace.begin_hop(target.url.to_string(), target.peer(target));
    let (place, port) = target.place(target);
    let stream = run
        .dialer(Purpose::Any)
        .connect(place, port.unwrap_or(PORT), trace)
        .await?;
    let mut stream = tls::handshake(run, &host, Offer::Nothing, stream, trace).await?;
    talk::farewell(trace, stream.shutdown()).await;
    Ok(())
}
