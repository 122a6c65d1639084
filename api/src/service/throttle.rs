//! Limits attempts at passwords, and what else a client may do only so often.
//!
//! After too many failures a client has to wait, for seconds and never longer, whether the
//! account exists or not. Three counts are kept: of an account from one address, of an address, and
//! of an account from everywhere. The last two do not apply if the account was signed in to before
//! from the same address, so an attack from elsewhere does not lock its owner out. Whoever has the
//! password and guesses at codes of the second factor is counted once more, and waits for minutes.
//! A reset of the password starts anew: the owner is let in, and only their address is known.
//! Counts are kept per process, so several replicas allow that many times as much.

mod counts;

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

pub(crate) use self::counts::make_room;
use self::counts::{Counts, Rate};
use super::Result;

/// Wrong passwords of an account from one address.
const PAIR: Rate = Rate {
    burst: 10,
    every_ms: 30_000,
};

/// Wrong passwords of an account from unknown addresses.
const ACCOUNT: Rate = Rate {
    burst: 50,
    every_ms: 10_000,
};

/// Wrong passwords from one address.
const ADDRESS: Rate = Rate {
    burst: 30,
    every_ms: 5_000,
};

/// Wrong codes of an account's second factor beside the right password: from unknown addresses
/// together, and from each one that is known.
/// Of a million codes three are right at a time, so a month of guessing succeeds once in forty.
const CODES: Rate = Rate {
    burst: 20,
    every_ms: 300_000,
};

/// Sessions opened for an account.
const SESSIONS: Rate = Rate {
    burst: 100,
    every_ms: 5_000,
};

/// Accounts created from one address.
const SIGN_UPS: Rate = Rate {
    burst: 300,
    every_ms: 2_000,
};

/// Attempts without a password from one address: people behind it come at the same time.
const ATTEMPTS: Rate = Rate {
    burst: 300,
    every_ms: 1_000,
};

/// Mails of the installation that people ask for, to one address.
const MAILS_TO: Rate = Rate {
    burst: 5,
    every_ms: 300_000,
};

/// The same, asked for by one account.
const MAILS_OF: Rate = Rate {
    burst: 10,
    every_ms: 60_000,
};

/// The same, asked for from one address.
const MAILS_FROM: Rate = Rate {
    burst: 30,
    every_ms: 10_000,
};

/// Tests of a channel: they do not keep its pace.
const CHANNEL_TESTS: Rate = Rate {
    burst: 5,
    every_ms: 12_000,
};

/// Trials of an account: each is a check from every region.
const TRIALS: Rate = Rate {
    burst: 10,
    every_ms: 6_000,
};

/// Client address of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin(pub IpAddr);

/// Who asks for something.
#[derive(Clone, Copy, Debug)]
pub struct Asker {
    /// The account, if it is signed in.
    pub account: Option<Uuid>,
    /// Client address, if known.
    pub origin: Option<Origin>,
}

/// Counts of one process; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Throttle(Arc<Mutex<Counts>>);

/// What a count belongs to.
#[derive(Debug, Hash)]
enum Key<'a> {
    Pair(&'a str, Option<Network>),
    Account(&'a str),
    Codes(&'a str),
    CodesFrom(&'a str, Option<Network>),
    Address(Network),
    Sessions(&'a str),
    SignUps(Network),
    Attempts(Network),
    MailsTo(&'a str),
    MailsOf(Uuid),
    MailsFrom(Network),
    ChannelTests(Uuid),
    /// Trials of an account.
    Trials(Uuid),
}

/// Addresses of one customer: an IPv4 address, or a /64 of IPv6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network(u64);

impl From<Origin> for Network {
    fn from(Origin(address): Origin) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(address.to_bits().into()),
            // The upper half, which is never as small as an IPv4 address.
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments().map(u64::from);
                Self(1 << 63 | a << 48 | b << 32 | c << 16 | d)
            }
        }
    }
}

/// An attempt that may proceed; it counts as a failure until it succeeds.
#[derive(Debug)]
#[must_use]
pub struct Try {
    counts: Arc<Mutex<Counts>>,
    pair: u64,
    account: u64,
    codes: u64,
    taken: Vec<(u64, Rate)>,
}

impl Throttle {
    /// Allows an attempt to sign in to the account of `email`.
    ///
    /// # Errors
    /// [`Busy`](super::Error::Busy) after too many attempts.
    pub fn sign_in(&self, email: &str, origin: Option<Origin>, now_ms: i64) -> Result<Try> {
        let network = origin.map(Network::from);
        let mut counts = self.lock();
        let pair = counts.key(&Key::Pair(email, network));
        let sessions = counts.key(&Key::Sessions(email));
        let mut asked = vec![(pair, PAIR)];
        let codes = if counts.known.contains_key(&pair) {
            Key::CodesFrom(email, network)
        } else {
            asked.push((counts.key(&Key::Account(email)), ACCOUNT));
            asked.extend(network.map(|network| (counts.key(&Key::Address(network)), ADDRESS)));
            Key::Codes(email)
        };
        let codes = counts.key(&codes);
        counts.take(&[&asked[..], &[(sessions, SESSIONS)]].concat(), now_ms)?;
        Ok(Try {
            counts: Arc::clone(&self.0),
            pair,
            account: counts.key(&Key::Account(email)),
            codes,
            taken: asked,
        })
    }

    /// Allows an attempt to create an account for `email`.
    ///
    /// # Errors
    /// [`Busy`](super::Error::Busy) after too many attempts.
    pub fn sign_up(&self, email: &str, origin: Option<Origin>, now_ms: i64) -> Result<Try> {
        let network = origin.map(Network::from);
        let mut counts = self.lock();
        let pair = counts.key(&Key::Pair(email, network));
        let asked = network.map(|network| (counts.key(&Key::SignUps(network)), SIGN_UPS));
        counts.take(asked.as_slice(), now_ms)?;
        Ok(Try {
            counts: Arc::clone(&self.0),
            pair,
            account: counts.key(&Key::Account(email)),
            codes: counts.key(&Key::Codes(email)),
            taken: Vec::new(),
        })
    }

    /// Allows another session of the account of `email`, which has been proven without a password.
    ///
    /// # Errors
    /// [`Busy`](super::Error::Busy) after too many sessions.
    pub fn session(&self, email: &str, now_ms: i64) -> Result<()> {
        let mut counts = self.lock();
        let sessions = counts.key(&Key::Sessions(email));
        counts.take(&[(sessions, SESSIONS)], now_ms)
    }

    /// Allows an attempt to sign in without a password, whose account is not known yet.
    ///
    /// # Errors
    /// [`Busy`](super::Error::Busy) after too many attempts.
    pub fn attempt(&self, origin: Option<Origin>, now_ms: i64) -> Result<()> {
        let mut counts = self.lock();
        let network = origin.map(Network::from);
        let asked = network.map(|network| (counts.key(&Key::Attempts(network)), ATTEMPTS));
        counts.take(asked.as_slice(), now_ms)
    }

    /// Allows a mail to the address `to`, whether it has an account or not.
    ///
    /// # Errors
    /// [`Busy`](super::Error::Busy) after too many mails.
    pub fn mail(&self, to: &str, asker: Asker, now_ms: i64) -> Result<()> {
        let network = asker.origin.map(Network::from);
        let mut counts = self.lock();
        let mut asked = vec![(counts.key(&Key::MailsTo(to)), MAILS_TO)];
        asked.extend(
            asker
                .account
                .map(|account| (counts.key(&Key::MailsOf(account)), MAILS_OF)),
        );
        asked.extend(network.map(|network| (counts.key(&Key::MailsFrom(network)), MAILS_FROM)));
        counts.take(&asked, now_ms)
    }

    /// Allows the mail of a sign-up. An address gets only one, so it counts for whoever asks alone:
    /// otherwise later answers would tell that there is an account.
    ///
    /// # Errors
    /// [`Busy`](super::Error::Busy) after too many mails.
    pub fn sign_up_mail(&self, origin: Option<Origin>, now_ms: i64) -> Result<()> {
        let network = origin.map(Network::from);
        let mut counts = self.lock();
        let asked = network.map(|network| (counts.key(&Key::MailsFrom(network)), MAILS_FROM));
        counts.take(asked.as_slice(), now_ms)
    }

    /// Forgets what was counted of the account of `email`, and from which addresses it was signed
    /// in to: its password was reset, from `origin`, which alone is known. Codes are counted on:
    /// whoever reads the mails of the account would guess at them again and again.
    pub fn reset(&self, email: &str, origin: Option<Origin>, now_ms: i64) {
        let network = origin.map(Network::from);
        let mut counts = self.lock();
        let account = counts.key(&Key::Account(email));
        counts.known.retain(|_, known| known.account != account);
        for key in [
            Key::Account(email),
            Key::Sessions(email),
            Key::Pair(email, network),
        ] {
            let key = counts.key(&key);
            counts.full_at_ms.remove(&key);
        }
        let pair = counts.key(&Key::Pair(email, network));
        counts.know(pair, account, now_ms);
    }

    /// Allows a test of a channel.
    ///
    /// # Errors
    /// [`Busy`](super::Error::Busy) after too many tests.
    pub fn channel_test(&self, channel: Uuid, now_ms: i64) -> Result<()> {
        let mut counts = self.lock();
        let tests = counts.key(&Key::ChannelTests(channel));
        counts.take(&[(tests, CHANNEL_TESTS)], now_ms)
    }

    /// Takes one trial of an account from its allowance.
    ///
    /// # Errors
    /// [`Busy`](super::Error::Busy) if it is used up.
    pub fn trial(&self, account: Uuid, now_ms: i64) -> Result<()> {
        let mut counts = self.lock();
        let trials = counts.key(&Key::Trials(account));
        counts.take(&[(trials, TRIALS)], now_ms)
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Try {
    /// Allows this attempt to be one at a second factor, too: the password was right.
    ///
    /// # Errors
    /// [`Busy`](super::Error::Busy) after too many attempts.
    pub fn code(&mut self, now_ms: i64) -> Result<()> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.take(&[(self.codes, CODES)], now_ms)?;
        self.taken.push((self.codes, CODES));
        Ok(())
    }

    /// Records that nothing was wrong so far: the attempt does not count.
    pub fn undo(self) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.give_back(&self.taken);
    }

    /// Records that everything was right: the attempt does not count, and the address
    /// becomes known.
    pub fn succeeded(self, now_ms: i64) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.give_back(&self.taken);
        counts.know(self.pair, self.account, now_ms);
    }
}

#[cfg(test)]
mod tests;
