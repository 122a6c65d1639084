//! What one caller may use of this process: cost in a minute, documents at once, sockets, and
//! subscriptions.
//!
//! Counts are kept per process: with several replicas a caller who spreads out over all of them
//! may use as many times as much.

mod cost;
mod executions;
mod sockets;

use std::time::Duration;

use uuid::Uuid;

pub use self::cost::{Balance, CostLimits, Exceeded};
pub use self::executions::{AT_ONCE, Caller, Crowded, Executions, Turn};
pub use self::sockets::{Place, Sockets};
use crate::service::identity::Identity;
use crate::service::throttle::{Network, Origin};

/// Settings of the limits.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// What the requests of an account or of an API key may cost in a minute.
    pub cost_per_minute: u64,
    /// What the requests without a session from one address may cost in a minute.
    pub anonymous_cost_per_minute: u64,
    /// Most open sockets of an account, of an API key, or of an address without a session.
    pub sockets: usize,
    /// Most subscriptions of a socket.
    pub subscriptions: usize,
    /// How long a socket stays open without any operation.
    pub socket_idle: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            cost_per_minute: 60_000_000,
            anonymous_cost_per_minute: 300_000,
            sockets: 10_000,
            subscriptions: 100,
            socket_idle: Duration::from_secs(600),
        }
    }
}

/// Limits of one process; cheap to clone.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Limits the cost of requests.
    pub cost: CostLimits,
    /// Limits how many documents of each caller are executed at once.
    pub executions: Executions,
    /// Limits the sockets of each caller.
    pub sockets: Sockets,
    /// Most subscriptions of a socket.
    pub subscriptions: usize,
    /// How long a socket stays open without any operation.
    pub socket_idle: Duration,
}

impl Limits {
    /// Limits by `settings`.
    pub fn new(settings: Settings) -> Self {
        Self {
            cost: CostLimits::new(settings),
            executions: Executions::default(),
            sockets: Sockets::new(settings.sockets),
            subscriptions: settings.subscriptions,
            socket_idle: settings.socket_idle,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new(Settings::default())
    }
}

/// Who is charged for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Payer {
    /// A user, in whichever session.
    Account(Uuid),
    /// An API key.
    Key(Uuid),
    /// Everybody at an address who is not signed in.
    Address(Network),
}

impl Payer {
    /// Who is charged for a request of `identity` from `origin`; nobody where neither is known.
    pub fn of(identity: Option<&Identity>, origin: Option<Origin>) -> Option<Self> {
        match identity {
            Some(Identity { key: Some(key), .. }) => Some(Self::Key(key.id)),
            Some(identity) => Some(Self::Account(identity.user.id)),
            None => origin.map(|origin| Self::Address(origin.into())),
        }
    }

    fn is_stranger(self) -> bool {
        matches!(self, Self::Address(_))
    }
}

/// The longest time that a cost is remembered.
const MINUTE: Duration = Duration::from_secs(60);
