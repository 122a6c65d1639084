//! The installation's keys: the key that seals secrets comes from the settings or from a file
//! beside the SQLite file; the key that signs jobs is a row.
//!
//! Without any settings, Upbeat creates a key file on its first start, readable only by its
//! owner. With PostgreSQL there can be several replicas, and a file would belong to one of
//! them; there the key must be set.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use entity::instance;
use queue::{InstanceKeys, InvalidKeys, SigningKey};
use rand::RngCore;
use sea_orm::{ActiveValue::Set, DatabaseConnection, DbErr, EntityTrait};
use tracing::info;

use crate::store;

/// Why a key is not available.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The key file can be neither read nor created.
    #[error("UPBEAT_SECRET_KEY: it is not set, and the key file {path} cannot be used")]
    File {
        /// Path of the key file.
        path: PathBuf,
        /// Cause of the failure.
        #[source]
        source: std::io::Error,
    },
    /// Other users can read the key file.
    #[error("UPBEAT_SECRET_KEY: other users can read the key file {path}; run `chmod 600 {path}`")]
    Open {
        /// Path of the key file.
        path: PathBuf,
    },
    /// The key file has other content.
    #[error("UPBEAT_SECRET_KEY: the key file {path} does not contain a key")]
    Content {
        /// Path of the key file.
        path: PathBuf,
        /// The rule that the content breaks.
        #[source]
        source: InvalidKeys,
    },
    /// No key is set.
    #[error("UPBEAT_SECRET_KEY: is required; create one with `openssl rand -base64 32`")]
    Missing,
}

/// A result with this module's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The keys that are `given`, otherwise those in the key file beside a SQLite file, which is
/// created if missing; otherwise none.
///
/// # Errors
/// [`Error`] if the file cannot be used, or other users can read it.
pub fn of_instance(given: &InstanceKeys, database_url: &str) -> Result<InstanceKeys> {
    let Some(path) = key_file(database_url).filter(|_| given.is_empty()) else {
        return Ok(given.clone());
    };
    match read(&path)? {
        Some(keys) => Ok(keys),
        None => make(&path),
    }
}

/// As [`of_instance`], but never creates a file.
///
/// # Errors
/// [`Error::Missing`] if there is no key; otherwise as [`of_instance`].
pub fn known(given: &InstanceKeys, database_url: &str) -> Result<InstanceKeys> {
    if !given.is_empty() {
        return Ok(given.clone());
    }
    let path = key_file(database_url).ok_or(Error::Missing)?;
    read(&path)?.ok_or(Error::Missing)
}

fn key_file(database_url: &str) -> Option<PathBuf> {
    store::beside(database_url, ".key")
}

fn read(path: &Path) -> Result<Option<InstanceKeys>> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(err) if err.kind() == ErrorKind::NotFound => return Ok(None),
        Err(err) => return Err(unusable(path)(err)),
    };
    let mode = fs::metadata(path).map_err(unusable(path))?.mode();
    if mode & 0o077 != 0 {
        let path = path.to_owned();
        return Err(Error::Open { path });
    }
    let keys = text.trim().parse().map_err(|source| Error::Content {
        path: path.to_owned(),
        source,
    })?;
    Ok(Some(keys))
}

/// Creates the key file atomically, and never replaces an existing one.
fn make(path: &Path) -> Result<InstanceKeys> {
    let keys = InstanceKeys::generate();
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}", uuid::Uuid::new_v4().simple()));
    let draft = PathBuf::from(draft);
    let written = write(&draft, &keys).and_then(|()| fs::hard_link(&draft, path));
    let cleared = fs::remove_file(&draft);
    written.and(cleared).map_err(unusable(path))?;
    info!(
        "Created the key file {}; without it, secrets in the database cannot be read",
        path.display()
    );
    Ok(keys)
}

fn write(path: &Path, keys: &InstanceKeys) -> std::io::Result<()> {
    let mut file: File = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    writeln!(file, "{}", keys.reveal())?;
    file.sync_all()
}

fn unusable(path: &Path) -> impl Fn(std::io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::File {
        path: path.clone(),
        source,
    }
}

/// The installation's signing key, created by the replica that starts first.
///
/// # Errors
/// If the database fails or the stored key is invalid.
pub async fn signing_key(db: &DatabaseConnection) -> Result<SigningKey, DbErr> {
    let mut fresh = [0; 32];
    rand::rng().fill_bytes(&mut fresh);
    let row = instance::ActiveModel {
        id: Set(1),
        signing_key: Set(fresh.to_vec()),
    };
    instance::Entity::insert(row)
        .on_conflict_do_nothing_on([instance::Column::Id])
        .exec_without_returning(db)
        .await?;
    let row = instance::Entity::find_by_id(1_i16).one(db).await?;
    let bytes = row.and_then(|row| <[u8; 32]>::try_from(row.signing_key).ok());
    bytes
        .map(SigningKey::new)
        .ok_or_else(|| DbErr::Custom("the instance's signing key is not 32 bytes".to_owned()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn database() -> (tempfile::TempDir, String, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("upbeat.db");
        let key = directory.path().join("upbeat.db.key");
        (
            directory,
            format!("sqlite://{}?mode=rwc", file.display()),
            key,
        )
    }

    #[test]
    fn a_key_file_is_made_once_and_for_its_owner_alone() {
        let (directory, url, path) = database();
        let none = InstanceKeys::default();
        assert!(matches!(known(&none, &url), Err(Error::Missing)));
        let made = of_instance(&none, &url).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(of_instance(&none, &url).unwrap(), made);
        assert_eq!(known(&none, &url).unwrap(), made);
        let left: Vec<_> = fs::read_dir(directory.path()).unwrap().collect();
        assert_eq!(left.len(), 1, "no draft is left: {left:?}");
    }

    #[test]
    fn a_key_that_is_given_needs_no_file() {
        let (_directory, url, path) = database();
        let given = InstanceKeys::generate();
        assert_eq!(of_instance(&given, &url).unwrap(), given);
        assert!(!path.exists());
        for url in ["postgres://h/db", "sqlite://:memory:"] {
            assert!(
                of_instance(&InstanceKeys::default(), url)
                    .unwrap()
                    .is_empty()
            );
        }
    }

    #[test]
    fn a_file_that_others_may_read_or_that_holds_no_key_is_refused() {
        let (_directory, url, path) = database();
        let none = InstanceKeys::default();
        of_instance(&none, &url).unwrap();
        for mode in [0o640, 0o604, 0o660] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let error = of_instance(&none, &url).unwrap_err();
            assert!(matches!(error, Error::Open { .. }), "{mode:o}: {error}");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, "no key").unwrap();
        let error = of_instance(&none, &url).unwrap_err();
        assert!(matches!(error, Error::Content { .. }), "{error}");
    }
}
