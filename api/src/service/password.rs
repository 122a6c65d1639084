//! Passwords: argon2id in a bounded pool of blocking threads.
//!
//! A hash takes 19 MiB and some milliseconds of a core, so only a few run at once and a
//! limited number of callers may wait; others must retry. A place belongs to the work, not to
//! the caller: a caller that disconnects does not free it before its hash has ended. Memory is
//! reused between hashes: if it were freed, the allocator would keep far more than is in use.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::available_parallelism;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use rand::RngCore;
use tokio::sync::Semaphore;

use super::{Error, Result};

/// Most hashes computed at once, however many cores there are: 76 MiB.
const AT_ONCE: usize = 4;

/// Most callers that wait for their turn.
const WAITING: usize = 256;

/// Size of a salt. Source: RFC 9106, 3.1.
const SALT_BYTES: usize = 16;

/// Size of a hash. Source: RFC 9106, 4.
const HASH_BYTES: usize = 32;

/// Working memory of one hash.
type Memory = Vec<Block>;

/// Bounded hashing; cheap to clone. The parameters are argon2's defaults, which are those of
/// OWASP: 19 MiB, two passes, one lane.
#[derive(Clone, Debug)]
pub struct Passwords {
    admitted: Arc<Semaphore>,
    running: Arc<Semaphore>,
    /// Memory of hashes that are not running: at most as many as may run at once.
    idle: Arc<Mutex<Vec<Memory>>>,
    /// A hash that no password matches, for accounts that do not exist.
    decoy: Arc<str>,
    /// How many hashes were begun.
    begun: Arc<AtomicU64>,
    /// Whether people may have passwords here.
    is_allowed: bool,
}

impl Passwords {
    /// Creates the pool.
    ///
    /// # Errors
    /// If hashing fails.
    pub fn new() -> Result<Self> {
        // More hashes than cores would take memory without being faster.
        let cores = available_parallelism().map_or(1, std::num::NonZero::get);
        let at_once = cores.min(AT_ONCE);
        let mut memory = Memory::new();
        let decoy = hash_now(&uuid::Uuid::new_v4().to_string(), &mut memory)?;
        Ok(Self {
            admitted: Arc::new(Semaphore::new(at_once + WAITING)),
            running: Arc::new(Semaphore::new(at_once)),
            idle: Arc::new(Mutex::new(vec![memory])),
            decoy: decoy.into(),
            begun: Arc::default(),
            is_allowed: true,
        })
    }

    /// Refuses all passwords from now on, new ones too.
    #[must_use]
    pub fn off(self) -> Self {
        Self {
            is_allowed: false,
            ..self
        }
    }

    /// Refuses if people may have no passwords here.
    ///
    /// # Errors
    /// [`Error::PasswordsOff`].
    pub fn allowed(&self) -> Result<()> {
        self.is_allowed.then_some(()).ok_or(Error::PasswordsOff)
    }

    /// How many hashes were begun so far, for whatever reason: the work that callers can tell by
    /// the time it takes.
    pub fn begun(&self) -> u64 {
        self.begun.load(Ordering::Relaxed)
    }

    /// The hash of `password` in PHC format.
    ///
    /// # Errors
    /// [`Error::Busy`] if too many callers are waiting, or [`Error::PasswordsOff`].
    pub async fn hash(&self, password: String) -> Result<String> {
        self.run(move |memory| hash_now(&password, memory)).await?
    }

    /// Whether `password` matches `hash`. Without a hash, or with an empty one, it takes the same
    /// time and returns false.
    ///
    /// # Errors
    /// [`Error::Busy`] if too many callers are waiting, or [`Error::PasswordsOff`].
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        let hash = hash.filter(|hash| !hash.is_empty());
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.to_string());
        let matches = self
            .run(move |memory| matches_now(&password, &hash, memory))
            .await??;
        Ok(matches && known)
    }

    /// Runs `work` in its turn. Once started, it runs to its end even if the caller is gone; a
    /// caller that leaves before gives up its place.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T> {
        self.allowed()?;
        let busy = Error::Busy {
            retry_after_secs: 2,
        };
        let Ok(admitted) = Arc::clone(&self.admitted).try_acquire_owned() else {
            return Err(busy);
        };
        let Ok(turn) = Arc::clone(&self.running).acquire_owned().await else {
            return Err(busy);
        };
        self.begun.fetch_add(1, Ordering::Relaxed);
        let idle = Arc::clone(&self.idle);
        tokio::task::spawn_blocking(move || {
            let _places = (admitted, turn);
            let idle = || idle.lock().unwrap_or_else(PoisonError::into_inner);
            let mut memory = idle().pop().unwrap_or_default();
            let done = work(&mut memory);
            idle().push(memory);
            done
        })
        .await
        .map_err(|err| Error::Password(err.to_string()))
    }
}

fn hash_now(password: &str, memory: &mut Memory) -> Result<String> {
    let mut salt = [0; SALT_BYTES];
    rand::rng().fill_bytes(&mut salt);
    let params = Params::default();
    let hash = PasswordHash {
        algorithm: Algorithm::default().ident(),
        version: Some(Version::default().into()),
        params: ParamsString::try_from(&params).map_err(failed)?,
        salt: Some(Salt::new(&salt).map_err(failed)?),
        hash: Some(output(
            Algorithm::default(),
            Version::default(),
            params,
            password,
            &salt,
            memory,
        )?),
    };
    Ok(hash.to_string())
}

fn matches_now(password: &str, hash: &str, memory: &mut Memory) -> Result<bool> {
    let hash = PasswordHash::new(hash).map_err(failed)?;
    let (Some(salt), Some(expected)) = (&hash.salt, &hash.hash) else {
        return Ok(false);
    };
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).map_err(failed)?;
    let version = hash.version.map(Version::try_from).transpose();
    let version = version.map_err(failed)?.unwrap_or_default();
    let params = Params::try_from(&hash).map_err(failed)?;
    let computed = output(algorithm, version, params, password, salt, memory)?;
    // Outputs are compared in constant time.
    Ok(computed == *expected)
}

fn output(
    algorithm: Algorithm,
    version: Version,
    params: Params,
    password: &str,
    salt: &[u8],
    memory: &mut Memory,
) -> Result<Output> {
    let mut bytes = [0; Output::MAX_LENGTH];
    let length = params.output_len().unwrap_or(HASH_BYTES);
    let bytes = bytes
        .get_mut(..length)
        .ok_or_else(|| failed("the hash is too long"))?;
    memory.resize(params.block_count(), Block::default());
    Argon2::new(algorithm, version, params)
        .hash_password_into_with_memory(password.as_bytes(), salt, bytes, memory)
        .map_err(failed)?;
    Output::new(bytes).map_err(failed)
}

fn failed(err: impl ToString) -> Error {
    Error::Password(err.to_string())
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use futures_util::FutureExt;

    use super::*;

    /// Work that reports its start and waits until it may end.
    struct Held {
        begun: mpsc::Receiver<()>,
        end: mpsc::Sender<()>,
    }

    impl Held {
        fn new() -> (Self, impl FnOnce(&mut Memory) + Send + 'static) {
            let (begin, begun) = mpsc::channel();
            let (end, ended) = mpsc::channel();
            let work = move |memory: &mut Memory| {
                memory.resize(1, Block::default());
                begin.send(()).unwrap();
                ended.recv().unwrap();
            };
            (Self { begun, end }, work)
        }
    }

    #[tokio::test]
    async fn a_hash_is_known_again_and_no_other_password_fits_it() {
        let passwords = Passwords::new().unwrap();
        let hash = passwords.hash("correct horse".to_owned()).await.unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        for (password, hash, expected) in [
            ("correct horse", Some(&hash), true),
            ("correct horse ", Some(&hash), false),
            ("", Some(&hash), false),
            ("correct horse", None, false),
            ("correct horse", Some(&String::new()), false),
            ("", Some(&String::new()), false),
        ] {
            let hash = hash.cloned();
            let matches = passwords.verify(password.to_owned(), hash).await.unwrap();
            assert_eq!(matches, expected, "{password:?}");
        }
        assert!(
            passwords
                .verify(String::new(), Some("$".to_owned()))
                .await
                .is_err()
        );
    }

    /// Source: the argon2 command line program.
    #[test]
    fn a_hash_of_other_parameters_is_known_too() {
        let hash = "$argon2id$v=19$m=65536,t=1,p=2$c29tZXNhbHQ$";
        let params = Params::new(65_536, 1, 2, Some(24)).unwrap();
        let mut memory = Memory::new();
        let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
        let expected = output(
            algorithm,
            version,
            params,
            "password",
            b"somesalt",
            &mut memory,
        );
        let hash = format!("{hash}{}", expected.unwrap());
        assert!(matches_now("password", &hash, &mut memory).unwrap());
        assert!(!matches_now("passwore", &hash, &mut memory).unwrap());
    }

    #[tokio::test]
    async fn callers_that_go_away_free_nothing_before_their_hashes_end() {
        let passwords = Passwords::new().unwrap();
        let at_once = passwords.running.available_permits();
        let mut held = Vec::new();
        for _ in 0..at_once {
            let (one, work) = Held::new();
            let mut caller = Box::pin(passwords.run(work));
            assert!((&mut caller).now_or_never().is_none());
            let one = tokio::task::spawn_blocking(move || {
                one.begun.recv().unwrap();
                one
            });
            held.push(one.await.unwrap());
            drop(caller);
        }
        assert_eq!(passwords.running.available_permits(), 0);
        assert_eq!(passwords.admitted.available_permits(), WAITING);

        // A caller that leaves while waiting gives up its place, and its work is not done.
        let mut caller = Box::pin(passwords.run(|_| panic!("nobody waits for it")));
        assert!((&mut caller).now_or_never().is_none());
        assert_eq!(passwords.admitted.available_permits(), WAITING - 1);
        drop(caller);
        assert_eq!(passwords.admitted.available_permits(), WAITING);

        for one in held {
            one.end.send(()).unwrap();
        }
        passwords.run(|_| ()).await.unwrap();
        let all = u32::try_from(at_once + WAITING).unwrap();
        drop(passwords.admitted.acquire_many(all).await.unwrap());
        assert!(passwords.idle.lock().unwrap().len() <= at_once);
    }

    #[tokio::test]
    async fn whoever_finds_no_place_is_told_to_come_again() {
        let passwords = Passwords::new().unwrap();
        let all = u32::try_from(passwords.admitted.available_permits()).unwrap();
        let _all = passwords.admitted.acquire_many(all).await.unwrap();
        let refused = passwords.run(|_| ()).await;
        assert!(matches!(refused, Err(Error::Busy { .. })), "{refused:?}");
    }

    #[tokio::test]
    async fn memory_is_kept_from_one_hash_to_the_next() {
        let passwords = Passwords::new().unwrap();
        let hashes = (0..50).map(|_| passwords.hash("correct horse".to_owned()));
        for hash in futures_util::future::join_all(hashes).await {
            hash.unwrap();
        }
        let idle = passwords.idle.lock().unwrap();
        assert!((1..=AT_ONCE).contains(&idle.len()), "{}", idle.len());
        assert!(idle.iter().all(|memory| memory.len() == 19_456));
    }
}
