//! HTTP: the GraphQL endpoint over requests and sockets, exports, health, and the
//! server under them.
//!
//! This part knows transports, limits and status codes. It knows nothing of
//! what a website or a tick is: what a request means is the schema's affair, what an
//! export holds that of `export`, and who a token belongs to is asked of
//! `service::account`.

mod accept;
mod answer;
mod bearer;
mod desk;
mod document;
mod execute;
mod export;
mod fit;
mod graphiql;
mod graphql;
mod guard;
mod health;
pub mod metrics;
mod origin;
mod params;
mod recent;
mod router;
mod server;
mod shape;
mod shared;
mod site;
mod socket;
mod waiting;
mod words;

pub use desk::Desk;
pub use execute::answer_once;
pub use origin::Proxies;
pub use router::router;
pub use server::{MAX_CONNECTIONS, listen, serve};
pub use waiting::{Absence, waiting};
