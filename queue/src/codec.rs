//! Encodes and decodes messages: one version byte, then postcard.
//!
//! A message that version 2 can represent is written as version 2, which all deployed probers
//! read; only other messages are written as version 3, which appends the additional data. A
//! reader supports all versions up to its own, so that messages queued during an upgrade are
//! not lost; an unknown version is an error, and the caller moves the entry to the dead
//! letters.

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::message::detour::Whole;
use crate::message::v1::{JobV1, ReportV1};
use crate::{Error, Job, Report, Result};

/// The first version, which is only read.
const VERSION_FIRST: u8 = 1;

/// The version that is normally written.
const VERSION: u8 = 2;

/// The version of messages with additional data.
const VERSION_MORE: u8 = 3;

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

    /// The data that version 2 cannot represent, if any.
    fn more(&self) -> Option<Self::More>;

    /// The message with its additional data.
    fn with(self, more: Self::More) -> Self;
}

impl Versions for Job {
    type V1 = JobV1;
    type More = Whole;

    fn more(&self) -> Option<Whole> {
        let detour = &self.check.how.detour;
        (!detour.is_none()).then(|| detour.into())
    }

    fn with(mut self, more: Whole) -> Self {
        self.check.how.detour = more.into();
        self
    }
}

/// A type without values, which cannot be decoded.
#[derive(Serialize, Deserialize)]
enum Never {}

impl Versions for Report {
    type V1 = ReportV1;
    type More = Never;

    fn more(&self) -> Option<Never> {
        None
    }

    fn with(self, more: Never) -> Self {
        match more {}
    }
}

/// Encodes `message`.
///
/// # Errors
/// [`Error::Encode`], which none of our messages causes.
pub fn encode<M: Message>(message: &M) -> Result<Bytes> {
    let more = message.more();
    let version = if more.is_some() {
        VERSION_MORE
    } else {
        VERSION
    };
    let buffer = Vec::with_capacity(160);
    let mut buffer = postcard::to_extend(&version, buffer).map_err(Error::Encode)?;
    buffer = postcard::to_extend(message, buffer).map_err(Error::Encode)?;
    if let Some(more) = more {
        buffer = postcard::to_extend(&more, buffer).map_err(Error::Encode)?;
    }
    Ok(buffer.into())
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
            Ok(message.with(whole(more)?))
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
