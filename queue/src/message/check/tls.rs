//! Requirements on TLS, for every kind of check that uses it.

use serde::{Deserialize, Serialize};

/// Requirements on TLS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TlsRules {
    /// The check is down below this version; TLS 1.2 by default.
    pub min_version: Option<TlsVersion>,
    /// The check is degraded if the certificate expires in fewer days.
    pub degraded_below_days: u16,
    /// Records certificate problems without failing the check.
    pub ignore_errors: bool,
}

impl Default for TlsRules {
    fn default() -> Self {
        Self {
            min_version: None,
            degraded_below_days: 14,
            ignore_errors: false,
        }
    }
}

/// A version of TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TlsVersion {
    /// TLS 1.2.
    Tls12,
    /// TLS 1.3.
    Tls13,
}
