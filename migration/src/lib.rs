//! Schema history, for PostgreSQL and SQLite alike.
//!
//! A migration is a fact of the past: it never imports an entity, which moves
//! on. Changes expand first and contract a release later, so that one older
//! replica keeps running. `upbeat serve` and `upbeat migrate` apply what is
//! missing.

pub use sea_orm_migration::prelude::MigratorTrait;
use sea_orm_migration::prelude::*;

mod m20261124_000001_accounts;
mod m20261124_000002_websites;
mod m20261124_000003_ticks;
mod m20261124_000004_checks;
mod m20261124_000005_confirmations;
mod m20261124_000006_room_to_update;
mod m20261124_000007_history;
mod m20261129_000008_bounds;
mod m20261130_000009_incidents;
mod m20261130_000010_maintenance;
mod m20261130_000011_feed;
mod m20261130_000012_delivery;
mod m20261130_000013_teams;
mod m20261130_000014_sessions;
mod m20261130_000015_tags;
mod m20261130_000016_registration;
mod m20261130_000017_single_sign_on;
mod m20261130_000018_limits;
mod m20261130_000019_trials;
mod m20261130_000020_audit_log;
mod m20261130_000021_second_factor;
mod m20261130_000022_mailed_tokens;
mod m20261201_000023_status_pages;
#[cfg(feature = "testing")]
pub mod testing;

/// All migrations, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_000001_accounts::Migration),
            Box::new(m20261124_000002_websites::Migration),
            Box::new(m20261124_000003_ticks::Migration),
            Box::new(m20261124_000004_checks::Migration),
            Box::new(m20261124_000005_confirmations::Migration),
            Box::new(m20261124_000006_room_to_update::Migration),
            Box::new(m20261124_000007_history::Migration),
            Box::new(m20261129_000008_bounds::Migration),
            Box::new(m20261130_000009_incidents::Migration),
            Box::new(m20261130_000010_maintenance::Migration),
            Box::new(m20261130_000011_feed::Migration),
            Box::new(m20261130_000012_delivery::Migration),
            Box::new(m20261130_000013_teams::Migration),
            Box::new(m20261130_000014_sessions::Migration),
            Box::new(m20261130_000015_tags::Migration),
            Box::new(m20261130_000016_registration::Migration),
            Box::new(m20261130_000017_single_sign_on::Migration),
            Box::new(m20261130_000018_limits::Migration),
            Box::new(m20261130_000019_trials::Migration),
            Box::new(m20261130_000020_audit_log::Migration),
            Box::new(m20261130_000021_second_factor::Migration),
            Box::new(m20261130_000022_mailed_tokens::Migration),
            Box::new(m20261201_000023_status_pages::Migration),
        ]
    }
}
