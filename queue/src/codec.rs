//! Messages to bytes and back: one version byte, then postcard.
//!
//! A reader knows its own version and older ones; what it does not know is an
//! error, and the caller moves the entry to the dead letters.

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Error, Job, Report, Result};

/// The version that this build writes.
const VERSION: u8 = 1;

/// A message that travels on a stream.
pub trait Message: Serialize + DeserializeOwned {}

impl Message for Job {}
impl Message for Report {}

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
        Some((&VERSION, body)) => match postcard::take_from_bytes(body) {
            Ok((message, [])) => Ok(message),
            Ok((_, rest)) => Err(Error::Decode(format!("{} bytes too many", rest.len()))),
            Err(err) => Err(Error::Decode(err.to_string())),
        },
        Some((version, _)) => Err(Error::Decode(format!("unknown version {version}"))),
        None => Err(Error::Decode("empty".to_owned())),
    }
}
