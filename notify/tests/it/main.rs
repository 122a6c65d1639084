//! Channels against stand-ins for their services, on real sockets.

#![expect(
    clippy::unwrap_used,
    reason = "the whole crate is tests, its helpers too"
)]

mod alertmanager;
mod alerts;
mod apprise;
mod attempts;
mod deliver;
mod discord;
mod email;
mod email_delivery;
mod email_hostile;
mod email_settings;
mod google_chat;
mod gotify;
mod incident_io;
mod jira;
mod kind;
mod mail_server;
mod matrix;
mod mattermost;
mod ntfy;
mod pagerduty;
mod pushover;
mod settings;
mod slack;
mod stand_in;
mod teams;
mod telegram;
mod twilio;
mod webhook;
