//! Whom a check asks instead of the one that its URL names.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Whom a check asks instead of the one that its URL names: one server behind a balancer,
/// or a website that its name does not lead to yet.
///
/// At rest it is a part of [`super::How`]. On the wire it takes no byte there: it comes
/// behind the job, in a version that only such a job has, so that all others are read by
/// probers that do not know it ([`crate::codec`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detour {
    /// The host that is asked for instead of the URL's, with or without a port: in the
    /// request, in the handshake, and on the certificate.
    pub host: Option<String>,
    /// The address or name that is connected to instead, with or without a port.
    pub connect_to: Option<String>,
}

impl Detour {
    /// Whether whom the URL names is asked.
    pub fn is_none(&self) -> bool {
        self.host.is_none() && self.connect_to.is_none()
    }
}

/// The detour in full.
#[derive(Serialize, Deserialize)]
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
