//! What of a check nobody may read but the prober that runs it.
//!
//! It is never printed, and leaves the process sealed only.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A check's secrets.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secrets {
    /// Values of the check's own request headers, in the order of their names.
    pub headers: Vec<String>,
    /// Who the request says it is.
    pub credentials: Option<Credentials>,
    /// The client certificate that is shown in the TLS handshake.
    pub client: Option<ClientIdentity>,
}

/// Who a request says it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Credentials {
    /// For the scheme `Basic`.
    Basic {
        /// The user's name.
        user: String,
        /// The password.
        password: String,
    },
    /// For the scheme `Bearer`.
    Bearer {
        /// The token.
        token: String,
    },
}

/// A client certificate with its key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientIdentity {
    /// The chain, PEM, the client's own certificate first.
    pub certificate_pem: String,
    /// The private key, PEM (PKCS#8, PKCS#1 or SEC1).
    pub key_pem: String,
}

impl Secrets {
    /// Whether there is nothing to hide.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(***)")
    }
}
