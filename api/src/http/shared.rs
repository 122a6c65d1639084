//! What every handler of this part gets.

use tokio_util::sync::CancellationToken;

use super::export::Places;
use super::recent::Recent;
use crate::app::App;
use crate::graphql::Schema;

/// What every handler gets.
#[derive(Clone)]
pub(super) struct Shared {
    /// The handles.
    pub(super) app: App,
    /// The schema, with the handles as its data.
    pub(super) schema: Schema,
    /// Told when the process stops: sockets close, readiness ends.
    pub(super) shutdown: CancellationToken,
    /// Answers that may be given again.
    pub(super) recent: Recent,
    /// Who exports at present.
    pub(super) exports: Places,
}
