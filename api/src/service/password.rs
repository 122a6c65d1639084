//! Passwords: argon2id on a bounded blocking pool.
//!
//! A hash takes 19 MiB and some milliseconds of a core, so only a few run at
//! once and only some may wait; whoever comes then is told to come again.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use super::{Error, Result};

/// Hashes computed at once: 76 MiB at most.
const AT_ONCE: usize = 4;

/// Callers that may wait for their turn.
const WAITING: usize = 256;

/// Bounded hashing; cheap to clone. Parameters are argon2's own defaults, which
/// are OWASP's: 19 MiB, two passes, one lane.
#[derive(Clone, Debug)]
pub struct Passwords {
    admitted: Arc<Semaphore>,
    running: Arc<Semaphore>,
    /// A hash of nothing anybody knows, for accounts that do not exist.
    decoy: Arc<str>,
}

impl Passwords {
    /// Makes the pool.
    ///
    /// # Errors
    /// Where the system has no randomness for a salt.
    pub fn new() -> Result<Self> {
        let decoy = hash_now(&uuid::Uuid::new_v4().to_string())?;
        Ok(Self {
            admitted: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
            running: Arc::new(Semaphore::new(AT_ONCE)),
            decoy: decoy.into(),
        })
    }

    /// The hash of `password`, in PHC form.
    ///
    /// # Errors
    /// [`Error::Busy`] where too many wait already.
    pub async fn hash(&self, password: String) -> Result<String> {
        self.run(move || hash_now(&password)).await?
    }

    /// Whether `password` is the one of `hash`. Without a hash it takes the same
    /// time and says no.
    ///
    /// # Errors
    /// [`Error::Busy`] where too many wait already.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.to_string());
        let matches = self
            .run(move || {
                let hash =
                    PasswordHash::new(&hash).map_err(|err| Error::Password(err.to_string()))?;
                Ok::<_, Error>(
                    Argon2::default()
                        .verify_password(password.as_bytes(), &hash)
                        .is_ok(),
                )
            })
            .await??;
        Ok(matches && known)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let busy = Error::Busy {
            retry_after_secs: 2,
        };
        let Ok(_admitted) = self.admitted.try_acquire() else {
            return Err(busy);
        };
        let Ok(_turn) = self.running.acquire().await else {
            return Err(busy);
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|err| Error::Password(err.to_string()))
    }
}

fn hash_now(password: &str) -> Result<String> {
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|err| Error::Password(err.to_string()))?;
    Ok(hash.to_string())
}
