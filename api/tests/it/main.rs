//! Upbeat through its public doors: HTTP, WebSocket, the binaries.

mod account;
mod binaries;
mod fleet;
mod http;
mod live;
mod pipeline;
mod schema;
mod socket;
mod support;
mod tidy;
mod website;
