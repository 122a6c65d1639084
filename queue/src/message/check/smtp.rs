//! SMTP checks.

use serde::{Deserialize, Serialize};

/// The greeting of a mail server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SmtpCheck {
    /// Whether to use STARTTLS if the connection does not start with TLS.
    pub starttls: StartTls,
}

/// Whether a check upgrades to TLS with STARTTLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum StartTls {
    /// The check is down if the server does not offer STARTTLS.
    #[default]
    Required,
    /// The check uses STARTTLS if the server offers it.
    IfOffered,
    /// The check does not use STARTTLS.
    Never,
}
