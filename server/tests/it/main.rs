//! Upbeat through its public doors: HTTP, WebSocket, the binaries.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "the whole crate is tests, its helpers too"
)]

mod account;
mod account_mail;
mod alerted;
mod api_key;
mod audit;
mod binaries;
mod bulk;
mod channel;
mod channel_input;
mod check;
mod chosen_by_tag;
mod close_codes;
mod compression;
mod confirm;
mod contract;
mod cookie;
mod cors;
mod cost;
mod costly_documents;
mod dashboard;
mod deploy;
mod documents_at_once;
mod event_stream;
mod examples;
mod export;
mod extremes;
mod fleet;
mod health;
mod http;
mod incident;
mod isolation;
mod limited_key;
mod limits;
mod live;
mod live_events;
mod live_sharing;
mod lock_order;
mod maintenance;
mod maintenance_history;
mod network_cut;
mod organization;
mod passkey;
mod persisted;
mod pipeline;
mod public_surface;
mod quotas;
mod rate_limits;
mod registration;
mod report;
mod response_cache;
mod schema;
mod schema_lint;
mod search;
mod second_factor;
mod secrets;
mod sessions;
mod single_sign_on;
mod slow_reader;
mod socket;
mod specifications;
mod status_page;
mod stores;
mod support;
mod tag;
mod tick_pages;
mod tidy;
mod tls;
mod trace;
mod trial;
mod unread_responses;
mod upgrade;
mod website;
mod website_input;
mod website_list;
