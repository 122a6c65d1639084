//! Parts of a check that only its prober may read.
//!
//! They are never printed, and leave the process only when sealed.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A check's secrets.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secrets {
    /// Values of the check's additional request headers, in the order of their names.
    pub headers: Vec<String>,
    /// Credentials of the request.
    pub credentials: Option<Credentials>,
    /// Client certificate to present in the TLS handshake.
    pub client: Option<ClientIdentity>,
}

/// Credentials of a request.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Credentials {
    /// For the scheme `Basic`.
    Basic {
        /// Name of the user.
        user: String,
        /// Password of the user.
        password: String,
    },
    /// For the scheme `Bearer`.
    Bearer {
        /// Bearer token.
        token: String,
    },
}

/// A client certificate and its key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientIdentity {
    /// Certificate chain as PEM, the client's own certificate first.
    pub certificate_pem: String,
    /// Private key as PEM (PKCS#8, PKCS#1 or SEC1).
    pub key_pem: String,
}

impl Secrets {
    /// Whether there are no secrets.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(***)")
    }
}
