//! What one caller may use.

use std::time::Duration;

use api::limits::Settings;
use clap::Args;

use super::rule;

/// What one document may cost at most, with its text: no limit is below.
const LEAST_COST: u64 = 25_000;

/// Limits of what one caller may use of a process.
#[derive(Args, Clone, Copy, Debug)]
pub struct LimitArgs {
    /// What the requests of an account, or of an API key, may cost in a minute, in the unit of
    /// docs/LIMITS.md: a database statement costs 10, a change about 110.
    #[arg(
        long,
        env = "UPBEAT_COST_PER_MINUTE",
        value_name = "COST",
        default_value = "60000000",
        value_parser = cost_per_minute
    )]
    pub cost_per_minute: u64,

    /// What the requests without a session from one address may cost in a minute.
    #[arg(
        long,
        env = "UPBEAT_ANONYMOUS_COST_PER_MINUTE",
        value_name = "COST",
        default_value = "300000",
        value_parser = anonymous_cost_per_minute
    )]
    pub anonymous_cost_per_minute: u64,

    /// How many sockets an account, an API key, or an address without a session may have open.
    #[arg(
        long,
        env = "UPBEAT_SOCKETS",
        value_name = "NUMBER",
        default_value = "10000",
        value_parser = sockets
    )]
    pub sockets: usize,

    /// How many subscriptions a socket may have.
    #[arg(
        long,
        env = "UPBEAT_SUBSCRIPTIONS",
        value_name = "NUMBER",
        default_value = "100",
        value_parser = subscriptions
    )]
    pub subscriptions: usize,

    /// How long a socket stays open without any operation, in seconds.
    #[arg(
        long,
        env = "UPBEAT_SOCKET_IDLE_SECS",
        value_name = "SECONDS",
        default_value = "600",
        value_parser = socket_idle_secs
    )]
    pub socket_idle_secs: u64,
}

impl LimitArgs {
    /// The limits.
    pub fn settings(&self) -> Settings {
        Settings {
            cost_per_minute: self.cost_per_minute,
            anonymous_cost_per_minute: self.anonymous_cost_per_minute,
            sockets: self.sockets,
            subscriptions: self.subscriptions,
            socket_idle: Duration::from_secs(self.socket_idle_secs),
        }
    }
}

fn cost_per_minute(text: &str) -> Result<u64, String> {
    cost("UPBEAT_COST_PER_MINUTE", text)
}

fn anonymous_cost_per_minute(text: &str) -> Result<u64, String> {
    cost("UPBEAT_ANONYMOUS_COST_PER_MINUTE", text)
}

fn cost(variable: &str, text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(cost @ LEAST_COST..=1_000_000_000_000) => Ok(cost),
        _ => Err(rule(
            variable,
            "must be a number from 25000 to 1000000000000",
        )),
    }
}

fn sockets(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=1_000_000) => Ok(number),
        _ => Err(rule("UPBEAT_SOCKETS", "must be a number from 1 to 1000000")),
    }
}

fn subscriptions(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=10_000) => Ok(number),
        _ => Err(rule(
            "UPBEAT_SUBSCRIPTIONS",
            "must be a number from 1 to 10000",
        )),
    }
}

fn socket_idle_secs(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(secs @ 1..=86_400) => Ok(secs),
        _ => Err(rule(
            "UPBEAT_SOCKET_IDLE_SECS",
            "must be a number from 1 to 86400",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_document_costs_more_than_a_minute_has() {
        assert_eq!(cost_per_minute("25000"), Ok(25_000));
        for bad in ["", "0", "24999", "1e6", "1000000000001"] {
            let refused = cost_per_minute(bad).unwrap_err();
            assert!(refused.starts_with("UPBEAT_COST_PER_MINUTE"), "{refused}");
        }
    }
}
