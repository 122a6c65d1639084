//! What went wrong between us and a mail server, in its words and in ours.

use std::error::Error as _;
use std::io;

use lettre::transport::smtp::Error;
use net::words;

use crate::channel::Outcome;
use crate::channel::reply;
use crate::channel::send::hide;
use crate::text::{Unit, cut};

/// Codes by which a server asks for a login, or refuses it, at any command. Source: RFC 4954,
/// section 6.
const LOGIN_CODES: [u16; 4] = [530, 534, 535, 538];

/// Most characters of a server's words in a sentence of ours.
const SAID_CHARS: usize = 200;

/// Makes what a server says fit to be shown.
pub(super) struct Words {
    /// What is not repeated.
    pub(super) secrets: Vec<String>,
}

impl Words {
    /// `said` in one line, with `***` for secrets.
    pub(super) fn of(&self, said: &str) -> String {
        let mut said = said.as_bytes().to_vec();
        hide(&mut said, &self.secrets);
        reply::text(&said)
    }
}

/// What a server says no with.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) code: u16,
    pub(super) text: String,
}

impl Reply {
    /// The reply in an error of the library; `None` if there was none.
    pub(super) fn of(err: &Error, words: &Words) -> Option<Self> {
        let code = err.status()?.into();
        let text = err.source().map(ToString::to_string);
        let text = words.of(&text.unwrap_or_default());
        Some(Self { code, text })
    }

    /// Whether the server may take it later.
    pub(super) fn is_later(&self) -> bool {
        self.code < 500
    }

    /// Whether the server ends the connection with it.
    pub(super) fn is_last(&self) -> bool {
        self.code == 421
    }

    /// Whether it takes no mail from us for anybody who is elsewhere: `554 5.7.1 Relay access
    /// denied`. Postfix says that with 454 by default, which it keeps up.
    pub(super) fn denies(&self) -> bool {
        let text = self.text.to_ascii_lowercase();
        let mut words = text.split_whitespace();
        let says_relay = words.any(|word| word.starts_with("relay") && !word.contains('@'));
        let is_final = self.code == 454 || self.code >= 500;
        LOGIN_CODES.contains(&self.code) || (is_final && says_relay)
    }

    /// The reply as the server wrote it: `550 5.1.1 no such user`.
    pub(super) fn line(&self) -> String {
        let Self { code, text } = self;
        format!("{code} {text}").trim_end().to_owned()
    }
}

/// Why a server takes none of the mails.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) outcome: Outcome,
    pub(super) status: Option<u16>,
    pub(super) reason: String,
}

impl Fault {
    /// It may pass.
    pub(super) fn later(reason: String, status: Option<u16>) -> Self {
        let outcome = Outcome::Later { after: None };
        Self {
            outcome,
            status,
            reason,
        }
    }

    /// It will not pass by itself.
    pub(super) fn broken(reason: String, status: Option<u16>) -> Self {
        let why = reason.clone();
        let outcome = Outcome::Broken { why };
        Self {
            outcome,
            status,
            reason,
        }
    }

    /// That the server answered with `code` and `text` to `what`: `the login`.
    pub(super) fn of_reply(code: u16, text: &str, what: &str, words: &Words) -> Self {
        let text = cut(&words.of(text), SAID_CHARS, Unit::Chars);
        let reply = Reply { code, text };
        let reason = format!("the mail server refuses {what}: {}", reply.line());
        let is_broken = LOGIN_CODES.contains(&code) || (500..600).contains(&code);
        match is_broken {
            true => Self::broken(reason, Some(code)),
            false => Self::later(reason, Some(code)),
        }
    }

    /// That `err` came of `what`.
    pub(super) fn of(err: &Error, what: &str, words: &Words) -> Self {
        if let Some(Reply { code, text }) = Reply::of(err, words) {
            return Self::of_reply(code, &text, what, words);
        }
        let io = err.source().and_then(|source| source.downcast_ref());
        let reason = match io.map(|err: &io::Error| (err.kind(), words::io_error(err))) {
            Some((io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe, _)) => {
                "the mail server reset the connection".to_owned()
            }
            Some((io::ErrorKind::UnexpectedEof, _)) => CLOSED.to_owned(),
            Some((_, words)) => words,
            // The library has no other error for it, nor a kind.
            None if err.to_string().ends_with("incomplete response") => CLOSED.to_owned(),
            None if err.is_client() => {
                let said = err.source().map(ToString::to_string).unwrap_or_default();
                return Self::broken(format!("the mail server is not understood: {said}"), None);
            }
            None => "the answer is not SMTP".to_owned(),
        };
        Self::later(reason, None)
    }
}

const CLOSED: &str = "the mail server closed the connection";
