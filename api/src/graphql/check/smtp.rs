//! SMTP checks.

use async_graphql::{Enum, InputObject, SimpleObject};

/// The greeting of a mail server, optionally upgraded to TLS.
#[derive(SimpleObject)]
pub(in crate::graphql) struct SmtpCheck {
    /// Whether `smtp://` upgrades to TLS with STARTTLS.
    start_tls: StartTls,
}

/// The greeting of a mail server, optionally upgraded to TLS.
#[derive(InputObject)]
pub(in crate::graphql) struct SmtpCheckInput {
    /// Whether `smtp://` upgrades to TLS with STARTTLS; `smtps://` uses TLS from the first
    /// byte.
    #[graphql(default_with = "StartTls::Required")]
    start_tls: StartTls,
}

/// Whether a check upgrades to TLS with STARTTLS.
#[derive(Enum, Copy, Clone, Eq, PartialEq)]
#[graphql(remote = "queue::StartTls")]
pub(in crate::graphql) enum StartTls {
    /// The check is down if the server does not offer STARTTLS.
    Required,
    /// The check uses STARTTLS if the server offers it.
    IfOffered,
    /// The check does not use STARTTLS.
    Never,
}

impl From<queue::SmtpCheck> for SmtpCheck {
    fn from(smtp: queue::SmtpCheck) -> Self {
        Self {
            start_tls: smtp.starttls.into(),
        }
    }
}

impl From<SmtpCheckInput> for queue::SmtpCheck {
    fn from(input: SmtpCheckInput) -> Self {
        Self {
            starttls: input.start_tls.into(),
        }
    }
}
