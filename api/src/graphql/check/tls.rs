//! TLS checks, and the requirements on TLS of every kind of check that uses it.

use async_graphql::{Enum, InputObject, SimpleObject};

use crate::service::check;

/// A TLS handshake.
#[derive(SimpleObject)]
pub(in crate::graphql) struct TlsCheck {
    /// Address or name to connect to instead of the URL's host.
    pub(super) connect_to: Option<String>,
}

/// A TLS handshake.
#[derive(InputObject)]
pub(in crate::graphql) struct TlsCheckInput {
    /// Address or name to connect to instead of the URL's host, with or without a port.
    connect_to: Option<String>,
}

/// Requirements on TLS.
#[derive(SimpleObject)]
pub(in crate::graphql) struct TlsRules {
    /// The check is down below this version; null for TLS 1.2.
    min_version: Option<TlsVersion>,
    /// The check is degraded if the certificate expires in fewer days.
    degraded_below_days: i32,
    /// Whether certificate problems are recorded without failing the check.
    ignore_errors: bool,
}

/// Requirements on TLS for every kind of check that uses it. The new requirements replace the
/// old ones: omitted fields take their defaults.
#[derive(InputObject)]
pub(in crate::graphql) struct TlsInput {
    /// The check is down below this version; TLS 1.2 by default.
    min_version: Option<TlsVersion>,
    /// The check is degraded if the certificate expires in fewer days, 0 to 365.
    #[graphql(default = 14)]
    degraded_below_days: i32,
    /// Whether to record certificate problems without failing the check.
    #[graphql(default)]
    ignore_errors: bool,
}

/// A version of TLS.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "queue::TlsVersion")]
pub(in crate::graphql) enum TlsVersion {
    /// TLS 1.2.
    #[graphql(name = "TLS_1_2")]
    Tls12,
    /// TLS 1.3.
    #[graphql(name = "TLS_1_3")]
    Tls13,
}

impl From<queue::TlsRules> for TlsRules {
    fn from(rules: queue::TlsRules) -> Self {
        Self {
            min_version: rules.min_version.map(Into::into),
            degraded_below_days: i32::from(rules.degraded_below_days),
            ignore_errors: rules.ignore_errors,
        }
    }
}

impl From<TlsInput> for check::Tls {
    fn from(input: TlsInput) -> Self {
        Self {
            min_version: input.min_version.map(Into::into),
            degraded_below_days: Some(input.degraded_below_days),
            ignore_errors: Some(input.ignore_errors),
        }
    }
}

impl From<TlsCheckInput> for check::Elsewhere {
    fn from(input: TlsCheckInput) -> Self {
        Self {
            host: None,
            connect_to: input.connect_to,
        }
    }
}
