//! Detours: checks that go to another host than the URL's.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Where a check goes instead of the URL's host: to one server behind a load balancer, or to a
/// website that its name does not resolve to yet.
///
/// At rest it is a part of [`crate::How`]. On the wire it takes no byte there: it is appended
/// to the job, in a version used only for such jobs, so that probers that do not support it
/// can still read all others ([`crate::codec`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detour {
    /// Host to send instead of the URL's, with or without a port: in the request, in the TLS
    /// handshake, and expected in the certificate.
    pub host: Option<String>,
    /// Address or name to connect to instead of the URL's host, with or without a port.
    pub connect_to: Option<String>,
}

impl Detour {
    /// Whether there is no detour.
    pub fn is_none(&self) -> bool {
        self.host.is_none() && self.connect_to.is_none()
    }
}

/// All fields of a detour.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Whole {
    #[serde(default)]
    host: Option<String>,
    #[serde(default)]
    connect_to: Option<String>,
}

impl From<&Detour> for Whole {
    fn from(detour: &Detour) -> Self {
        Self {
            host: detour.host.clone(),
            connect_to: detour.connect_to.clone(),
        }
    }
}

impl From<Whole> for Detour {
    fn from(whole: Whole) -> Self {
        Self {
            host: whole.host,
            connect_to: whole.connect_to,
        }
    }
}

impl Serialize for Detour {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            Whole::from(self).serialize(serializer)
        } else {
            serializer.serialize_unit()
        }
    }
}

impl<'de> Deserialize<'de> for Detour {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            Whole::deserialize(deserializer).map(Into::into)
        } else {
            <()>::deserialize(deserializer).map(|()| Self::default())
        }
    }
}
