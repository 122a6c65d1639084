//! HTTP: the GraphQL endpoint over requests, streams of events and sockets, exports, and the
//! server below them.
//!
//! This part handles transports, limits and status codes. It knows nothing of websites or
//! ticks: the schema interprets requests, `export` formats exports, and `service::account`
//! identifies the owner of a token.

mod accept;
mod admission;
mod answer;
mod bearer;
mod compression;
mod dashboard;
mod document;
mod event_stream;
mod execute;
mod export;
mod graphiql;
mod graphql;
mod guard;
mod input_types;
mod known_documents;
mod metrics;
mod oidc;
mod operation;
mod origin_check;
mod params;
mod persisted;
mod reading;
mod request_runtime;
mod response_cache;
mod router;
mod security_headers;
mod selection_key;
mod server;
mod shape;
mod socket;
mod state;
mod static_file;
mod status_page;

pub use execute::answer_once;
pub use request_runtime::RequestRuntime;
pub use router::router;
pub use security_headers::protect;
pub use server::{MAX_CONNECTIONS, Tls, listen, serve};
pub use status_page::kept as kept_status_pages;
