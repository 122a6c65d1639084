//! Messages to bytes and back: one version byte, then postcard.
//!
//! A reader knows its own version and the one before, so that what lay in the
//! queue during an upgrade is not lost; what it does not know is an error, and
//! the caller moves the entry to the dead letters.

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::message::v1::{JobV1, ReportV1};
use crate::{Error, Job, Report, Result};

/// The version that this build writes.
const VERSION: u8 = 2;

/// The version before, which it still reads.
const VERSION_BEFORE: u8 = 1;

/// A message that travels on a stream.
#[expect(
    private_bounds,
    reason = "what older versions looked like is ours to know"
)]
pub trait Message: Serialize + DeserializeOwned + Older {}

impl Message for Job {}
impl Message for Report {}

/// What the version before wrote for this message.
trait Older: Sized {
    type V1: DeserializeOwned + Into<Self>;
}

impl Older for Job {
    type V1 = JobV1;
}

impl Older for Report {
    type V1 = ReportV1;
}

/// `message` as bytes.
///
/// # Errors
/// [`Error::Encode`], which no message of ours provokes.
pub fn encode<M: Message>(message: &M) -> Result<Bytes> {
    let buffer = Vec::with_capacity(160);
    let mut buffer = postcard::to_extend(&VERSION, buffer).map_err(Error::Encode)?;
    buffer = postcard::to_extend(message, buffer).map_err(Error::Encode)?;
    Ok(buffer.into())
}

/// The message in `bytes`.
///
/// # Errors
/// [`Error::Decode`] where the version is unknown or the bytes do not fit it.
pub fn decode<M: Message>(bytes: &[u8]) -> Result<M> {
    match bytes.split_first() {
        Some((&VERSION, body)) => whole(body),
        Some((&VERSION_BEFORE, body)) => whole::<M::V1>(body).map(Into::into),
        Some((version, _)) => Err(Error::Decode(format!("unknown version {version}"))),
        None => Err(Error::Decode("empty".to_owned())),
    }
}

fn whole<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    match postcard::take_from_bytes(body) {
        Ok((message, [])) => Ok(message),
        Ok((_, rest)) => Err(Error::Decode(format!("{} bytes too many", rest.len()))),
        Err(err) => Err(Error::Decode(err.to_string())),
    }
}

/// How many bytes `part` of a message takes on the wire.
pub fn size(part: &impl Serialize) -> usize {
    postcard::experimental::serialized_size(part).unwrap_or(usize::MAX)
}
