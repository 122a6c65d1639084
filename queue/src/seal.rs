//! Seals a check's secrets: for the database, and for the probers of a region.
//!
//! The installation has one key, or several while one is being replaced. Each region's key is
//! derived from it, so the holder of one region's key cannot open other regions' jobs, nor
//! anything in the database. Sealed data names its key, and can be opened only in the place it
//! was sealed for: a row cannot be moved to another website, nor a job to another region.
//!
//! ```text
//! version (1) │ key id (4) │ nonce (24) │ XChaCha20-Poly1305 of postcard(Secrets)
//! ```

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use rand::RngCore;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{RegionName, Secrets};

/// The layout that is written, including the encoding of [`Secrets`].
const VERSION: u8 = 1;

const KEY_BYTES: usize = 32;
const ID_BYTES: usize = 4;
const NONCE_BYTES: usize = 24;

/// Distinguish the keys derived from an installation's key.
const AT_REST: &[u8] = b"upbeat secrets at rest";
const REGION: &[u8] = b"upbeat region key ";

/// Why secrets cannot be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// No key is set.
    #[error("no key is set")]
    NoKey,
    /// The data was sealed with a key that is not set.
    #[error("it was sealed with the key {}, which is not set", hex(id))]
    UnknownKey {
        /// Id of the missing key.
        id: [u8; ID_BYTES],
    },
    /// The data was changed, or sealed for another place.
    #[error("it was changed, or sealed for another place")]
    NotAuthentic,
    /// The data is malformed, or of an unknown version.
    #[error("it is malformed, or of an unknown version")]
    Malformed,
}

/// Why a text is not a list of keys; the message contains the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be 32 bytes in base64, or several such keys separated by commas")]
pub struct InvalidKeys;

/// The installation's keys, the same in every api replica: the first one seals, all of them
/// open. Without keys nothing can be sealed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct InstanceKeys(Vec<Key>);

/// The keys of one region, held by its probers: the first one seals, all of them open.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RegionKeys(Vec<Key>);

#[derive(Clone, PartialEq, Eq)]
struct Key([u8; KEY_BYTES]);

impl InstanceKeys {
    /// A single new key.
    pub fn generate() -> Self {
        Self(vec![Key(random())])
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys of `region`, in the same order.
    pub fn region(&self, region: &RegionName) -> RegionKeys {
        let info = [REGION, region.as_str().as_bytes()].concat();
        RegionKeys(self.0.iter().map(|key| key.derive(&info)).collect())
    }

    /// Seals `secrets` for the row of `website`, which belongs to `organization`.
    ///
    /// # Errors
    /// [`SealError::NoKey`].
    pub fn seal(
        &self,
        secrets: &Secrets,
        organization: Uuid,
        website: Uuid,
    ) -> Result<Vec<u8>, SealError> {
        seal(&self.at_rest(), secrets, &row(organization, website))
    }

    /// Opens the secrets that [`InstanceKeys::seal`] sealed for this row.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn open(
        &self,
        sealed: &[u8],
        organization: Uuid,
        website: Uuid,
    ) -> Result<Secrets, SealError> {
        open(&self.at_rest(), sealed, &row(organization, website))
    }

    /// Seals the secret settings of `channel`, which belongs to `organization`.
    ///
    /// # Errors
    /// [`SealError::NoKey`].
    pub fn seal_channel(
        &self,
        settings: &[u8],
        organization: Uuid,
        channel: Uuid,
    ) -> Result<Vec<u8>, SealError> {
        seal_bytes(
            &self.at_rest(),
            settings,
            &channel_row(organization, channel),
        )
    }

    /// Opens the settings that [`InstanceKeys::seal_channel`] sealed for this channel.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn open_channel(
        &self,
        sealed: &[u8],
        organization: Uuid,
        channel: Uuid,
    ) -> Result<Vec<u8>, SealError> {
        open_bytes(&self.at_rest(), sealed, &channel_row(organization, channel))
    }

    /// Seals what `user` and their authenticator app know.
    ///
    /// # Errors
    /// [`SealError::NoKey`].
    pub fn seal_totp(&self, secret: &[u8], user: Uuid) -> Result<Vec<u8>, SealError> {
        seal_bytes(&self.at_rest(), secret, &totp_row(user))
    }

    /// Opens what [`InstanceKeys::seal_totp`] sealed for this user.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn open_totp(&self, sealed: &[u8], user: Uuid) -> Result<Vec<u8>, SealError> {
        open_bytes(&self.at_rest(), sealed, &totp_row(user))
    }

    /// Whether the first of these keys sealed the data, rather than one that is being
    /// replaced.
    pub fn sealed_last(&self, sealed: &[u8]) -> bool {
        let first = self.at_rest().first().map(Key::id);
        let id = sealed.get(1..).and_then(|rest| rest.first_chunk());
        first.is_some_and(|first| id == Some(&first))
    }

    /// The keys in the form of a setting, which is itself secret.
    pub fn reveal(&self) -> String {
        reveal(&self.0)
    }

    fn at_rest(&self) -> Vec<Key> {
        self.0.iter().map(|key| key.derive(AT_REST)).collect()
    }
}

impl RegionKeys {
    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Seals `secrets` for a job of `region` that checks this revision of `website`.
    ///
    /// # Errors
    /// [`SealError::NoKey`].
    pub fn seal(
        &self,
        secrets: &Secrets,
        region: &RegionName,
        website: Uuid,
        revision: i32,
    ) -> Result<Vec<u8>, SealError> {
        seal(&self.0, secrets, &job(region, website, revision))
    }

    /// Opens the secrets that [`RegionKeys::seal`] sealed for such a job.
    ///
    /// # Errors
    /// [`SealError`].
    pub fn open(
        &self,
        sealed: &[u8],
        region: &RegionName,
        website: Uuid,
        revision: i32,
    ) -> Result<Secrets, SealError> {
        open(&self.0, sealed, &job(region, website, revision))
    }

    /// The keys in the form of a setting, which is itself secret.
    pub fn reveal(&self) -> String {
        reveal(&self.0)
    }
}

impl Key {
    fn derive(&self, info: &[u8]) -> Self {
        // HKDF-SHA-256 (RFC 5869) provides up to 8,160 bytes, so 32 cannot fail. If it did,
        // the result would be a random key.
        let mut bytes = random();
        let _ = Hkdf::<Sha256>::new(None, &self.0).expand(info, &mut bytes);
        Self(bytes)
    }

    /// Identifies the key without revealing anything about it.
    fn id(&self) -> [u8; ID_BYTES] {
        let digest: [u8; 32] = Sha256::digest(self.0).into();
        let [a, b, c, d, ..] = digest;
        [a, b, c, d]
    }
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

/// Context that a row's secrets are bound to.
fn row(organization: Uuid, website: Uuid) -> Vec<u8> {
    [
        b"row".as_slice(),
        organization.as_bytes(),
        website.as_bytes(),
    ]
    .concat()
}

/// Context that a channel's secrets are bound to.
fn channel_row(organization: Uuid, channel: Uuid) -> Vec<u8> {
    [
        b"channel".as_slice(),
        organization.as_bytes(),
        channel.as_bytes(),
    ]
    .concat()
}

/// Context that the secret of a user's authenticator app is bound to.
fn totp_row(user: Uuid) -> Vec<u8> {
    [b"totp".as_slice(), user.as_bytes()].concat()
}

/// Context that a job's secrets are bound to. The name comes last, so that fields cannot run
/// into each other.
fn job(region: &RegionName, website: Uuid, revision: i32) -> Vec<u8> {
    [
        b"job".as_slice(),
        website.as_bytes(),
        &revision.to_be_bytes(),
        region.as_str().as_bytes(),
    ]
    .concat()
}

fn seal(keys: &[Key], secrets: &Secrets, place: &[u8]) -> Result<Vec<u8>, SealError> {
    let plain = postcard::to_stdvec(secrets).map_err(|_| SealError::Malformed)?;
    seal_bytes(keys, &plain, place)
}

fn seal_bytes(keys: &[Key], plain: &[u8], place: &[u8]) -> Result<Vec<u8>, SealError> {
    let key = keys.first().ok_or(SealError::NoKey)?;
    let nonce: [u8; NONCE_BYTES] = random();
    let payload = Payload {
        msg: plain,
        aad: place,
    };
    let cipher = XChaCha20Poly1305::new(&key.0.into());
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), payload)
        .map_err(|_| SealError::Malformed)?;
    Ok([&[VERSION], key.id().as_slice(), &nonce, &sealed].concat())
}

fn open(keys: &[Key], sealed: &[u8], place: &[u8]) -> Result<Secrets, SealError> {
    let plain = open_bytes(keys, sealed, place)?;
    match postcard::take_from_bytes(&plain) {
        Ok((secrets, [])) => Ok(secrets),
        Ok(_) | Err(_) => Err(SealError::Malformed),
    }
}

fn open_bytes(keys: &[Key], sealed: &[u8], place: &[u8]) -> Result<Vec<u8>, SealError> {
    let (version, rest) = sealed.split_first().ok_or(SealError::Malformed)?;
    if *version != VERSION {
        return Err(SealError::Malformed);
    }
    let (id, rest) = rest
        .split_first_chunk::<ID_BYTES>()
        .ok_or(SealError::Malformed)?;
    let (nonce, sealed) = rest
        .split_first_chunk::<NONCE_BYTES>()
        .ok_or(SealError::Malformed)?;
    if keys.is_empty() {
        return Err(SealError::NoKey);
    }
    let key = keys
        .iter()
        .find(|key| key.id() == *id)
        .ok_or(SealError::UnknownKey { id: *id })?;
    let payload = Payload {
        msg: sealed,
        aad: place,
    };
    XChaCha20Poly1305::new(&key.0.into())
        .decrypt(&XNonce::from(*nonce), payload)
        .map_err(|_| SealError::NotAuthentic)
}

fn parse(text: &str) -> Result<Vec<Key>, InvalidKeys> {
    let key = |text: &str| {
        let bytes = STANDARD.decode(text.trim()).map_err(|_| InvalidKeys)?;
        bytes.try_into().map(Key).map_err(|_| InvalidKeys)
    };
    text.split(',').map(key).collect()
}

fn reveal(keys: &[Key]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| STANDARD.encode(key.0)).collect();
    keys.join(",")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

macro_rules! keys {
    ($name:ident) => {
        impl FromStr for $name {
            type Err = InvalidKeys;
            fn from_str(text: &str) -> Result<Self, InvalidKeys> {
                parse(text).map(Self)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(***)"))
            }
        }
    };
}

keys!(InstanceKeys);
keys!(RegionKeys);
