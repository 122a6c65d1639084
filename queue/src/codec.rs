//! Encodes and decodes messages: one version byte, then postcard.
//!
//! A message is written in the lowest version that can represent it, so that older probers read
//! as many as they can: versions 3 and 4 append what version 2 does not have, a detour and the
//! job's tenant. A reader supports all versions up to its own, so that messages queued during an
//! upgrade are not lost; an unknown version is an error, and the caller moves the entry to the
//! dead letters.

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::message::Tenant;
use crate::message::detour::Whole;
use crate::message::v1::{JobV1, ReportV1};
use crate::{Error, Job, Report, Result};

/// The first version, which is only read.
const VERSION_FIRST: u8 = 1;

/// The version that is normally written.
const VERSION: u8 = 2;

/// The version of messages with additional data.
const VERSION_MORE: u8 = 3;

/// The version of messages with further data.
const VERSION_MOST: u8 = 4;

/// A message on a stream.
#[expect(private_bounds, reason = "what versions look like is ours to know")]
pub trait Message: Serialize + DeserializeOwned + Versions {}

impl Message for Job {}
impl Message for Report {}

/// The differences between versions of a message.
trait Versions: Sized {
    /// The message in version 1.
    type V1: DeserializeOwned + Into<Self>;
    /// The data that version 3 appends.
    type More: Serialize + DeserializeOwned;
    /// The data that version 4 appends instead.
    type Most: Serialize + DeserializeOwned;

    /// The data that version 2 cannot represent.
    fn appended(&self) -> Appended<Self>;

    /// The message with its additional data.
    fn with(self, appended: Appended<Self>) -> Self;
}

/// What is appended to a message.
enum Appended<M: Versions> {
    Nothing,
    More(M::More),
    Most(M::Most),
}

/// What version 4 appends to a job.
#[derive(Serialize, Deserialize)]
struct Whose {
    detour: Whole,
    tenant: Tenant,
}

impl Versions for Job {
    type V1 = JobV1;
    type More = Whole;
    type Most = Whose;

    fn appended(&self) -> Appended<Self> {
        let detour = &self.check.how.detour;
        match self.tenant {
            Some(tenant) => Appended::Most(Whose {
                detour: detour.into(),
                tenant,
            }),
            None if detour.is_none() => Appended::Nothing,
            None => Appended::More(detour.into()),
        }
    }

    fn with(mut self, appended: Appended<Self>) -> Self {
        match appended {
            Appended::Nothing => {}
            Appended::More(detour) => self.check.how.detour = detour.into(),
            Appended::Most(Whose { detour, tenant }) => {
                self.check.how.detour = detour.into();
                self.tenant = Some(tenant);
            }
        }
        self
    }
}

/// A type without values, which cannot be decoded.
#[derive(Serialize, Deserialize)]
enum Never {}

impl Versions for Report {
    type V1 = ReportV1;
    type More = Never;
    type Most = Never;

    fn appended(&self) -> Appended<Self> {
        Appended::Nothing
    }

    fn with(self, appended: Appended<Self>) -> Self {
        match appended {
            Appended::Nothing => self,
            Appended::More(never) | Appended::Most(never) => match never {},
        }
    }
}

/// Encodes `message`.
///
/// # Errors
/// [`Error::Encode`], which none of our messages causes.
pub fn encode<M: Message>(message: &M) -> Result<Bytes> {
    let appended = message.appended();
    let version = match appended {
        Appended::Nothing => VERSION,
        Appended::More(_) => VERSION_MORE,
        Appended::Most(_) => VERSION_MOST,
    };
    let buffer = Vec::with_capacity(160);
    let mut buffer = postcard::to_extend(&version, buffer).map_err(Error::Encode)?;
    buffer = postcard::to_extend(message, buffer).map_err(Error::Encode)?;
    let buffer = match appended {
        Appended::Nothing => Ok(buffer),
        Appended::More(more) => postcard::to_extend(&more, buffer),
        Appended::Most(most) => postcard::to_extend(&most, buffer),
    };
    Ok(buffer.map_err(Error::Encode)?.into())
}

/// Decodes a message.
///
/// # Errors
/// [`Error::Decode`] if the version is unknown or the bytes do not match it.
pub fn decode<M: Message>(bytes: &[u8]) -> Result<M> {
    match bytes.split_first() {
        Some((&VERSION, body)) => whole(body),
        Some((&VERSION_MORE, body)) => {
            let (message, more) = begin::<M>(body)?;
            Ok(message.with(Appended::More(whole(more)?)))
        }
        Some((&VERSION_MOST, body)) => {
            let (message, most) = begin::<M>(body)?;
            Ok(message.with(Appended::Most(whole(most)?)))
        }
        Some((&VERSION_FIRST, body)) => whole::<M::V1>(body).map(Into::into),
        Some((version, _)) => Err(Error::Decode(format!("unknown version {version}"))),
        None => Err(Error::Decode("empty".to_owned())),
    }
}

fn whole<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    match begin(body)? {
        (message, []) => Ok(message),
        (_, rest) => Err(Error::Decode(format!("{} bytes too many", rest.len()))),
    }
}

/// Decodes a value at the start of `body`, and returns the rest.
fn begin<T: DeserializeOwned>(body: &[u8]) -> Result<(T, &[u8])> {
    postcard::take_from_bytes(body).map_err(|err| Error::Decode(err.to_string()))
}

/// Size of `part` on the wire, in bytes.
pub fn size(part: &impl Serialize) -> usize {
    postcard::experimental::serialized_size(part).unwrap_or(usize::MAX)
}
