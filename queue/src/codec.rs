//! Messages to bytes and back: one version byte, then postcard.
//!
//! What says no more than version 2 can is written as version 2, which every prober in
//! the field reads; only what says more is version 3, the same with what more there is
//! behind it. A reader knows all versions up to its own, so that what lay in the queue
//! during an upgrade is not lost; what it does not know is an error, and the caller moves
//! the entry to the dead letters.

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::message::detour::Whole;
use crate::message::v1::{JobV1, ReportV1};
use crate::{Error, Job, Report, Result};

/// The first version, which is read and no longer written.
const VERSION_FIRST: u8 = 1;

/// The version that this build writes.
const VERSION: u8 = 2;

/// The version of what says more.
const VERSION_MORE: u8 = 3;

/// A message that travels on a stream.
#[expect(private_bounds, reason = "what versions look like is ours to know")]
pub trait Message: Serialize + DeserializeOwned + Versions {}

impl Message for Job {}
impl Message for Report {}

/// How the versions of a message differ.
trait Versions: Sized {
    /// What version 1 wrote for it.
    type V1: DeserializeOwned + Into<Self>;
    /// What version 3 writes behind it.
    type More: Serialize + DeserializeOwned;

    /// What it says that version 2 cannot.
    fn more(&self) -> Option<Self::More>;

    /// The message that says `more` too.
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

/// What nothing is, and no bytes decode to.
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

/// `message` as bytes.
///
/// # Errors
/// [`Error::Encode`], which no message of ours provokes.
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

/// The message in `bytes`.
///
/// # Errors
/// [`Error::Decode`] where the version is unknown or the bytes do not fit it.
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

/// What `body` begins with, and the rest of it.
fn begin<T: DeserializeOwned>(body: &[u8]) -> Result<(T, &[u8])> {
    postcard::take_from_bytes(body).map_err(|err| Error::Decode(err.to_string()))
}

/// How many bytes `part` of a message takes on the wire.
pub fn size(part: &impl Serialize) -> usize {
    postcard::experimental::serialized_size(part).unwrap_or(usize::MAX)
}
