//! Outcome, failure and origin of a check, as ticks and votes store them.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// What requested a check. Only scheduled slots count in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum Origin {
    /// The website's schedule.
    #[sea_orm(num_value = 0)]
    Schedule,
    /// The confirmation of a failing vote.
    #[sea_orm(num_value = 1)]
    Confirmation,
    /// A person, by a change or by "check now".
    #[sea_orm(num_value = 2)]
    Person,
}

/// The outcome of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum Outcome {
    /// The website works as expected.
    #[sea_orm(num_value = 0)]
    Up,
    /// The website works, but worse than expected.
    #[sea_orm(num_value = 1)]
    Degraded,
    /// The website does not work as expected.
    #[sea_orm(num_value = 2)]
    Down,
    /// Nothing was measured; not a vote.
    #[sea_orm(num_value = 3)]
    Unmeasured,
}

/// Why a tick is not up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "i16", db_type = "SmallInteger")]
pub enum FailureClass {
    /// Name resolution failed.
    #[sea_orm(num_value = 0)]
    Dns,
    /// The TCP connection failed.
    #[sea_orm(num_value = 1)]
    Connect,
    /// The TLS handshake or the certificate failed.
    #[sea_orm(num_value = 2)]
    Tls,
    /// The time limit passed.
    #[sea_orm(num_value = 3)]
    Timeout,
    /// The response violates the protocol.
    #[sea_orm(num_value = 4)]
    Protocol,
    /// The HTTP status is not accepted.
    #[sea_orm(num_value = 5)]
    Status,
    /// A condition on the response does not hold.
    #[sea_orm(num_value = 6)]
    Assertion,
    /// A redirect failed.
    #[sea_orm(num_value = 7)]
    Redirect,
    /// The body cannot be read.
    #[sea_orm(num_value = 8)]
    Body,
    /// The egress policy refused the address.
    #[sea_orm(num_value = 9)]
    Blocked,
    /// The prober itself failed.
    #[sea_orm(num_value = 10)]
    Internal,
    /// The job arrived too late to run.
    #[sea_orm(num_value = 11)]
    Expired,
}
