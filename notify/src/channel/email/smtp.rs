//! A mail server: where it is, how it is spoken to, and in whose name.

mod text;

use std::fmt;

use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};
use url::Host;

use super::address;
use crate::channel::field::{self, Hidden, Problem};

/// How a mail server is spoken to. There is no mode that encrypts only if the server likes to:
/// who listens could answer that it does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte, usually on port 465 (RFC 8314).
    Tls,
    /// In plain, then TLS by the command STARTTLS (RFC 3207), usually on port 587. A server that
    /// does not offer it gets nothing.
    StartTls,
    /// In plain, the password too.
    None,
}

impl Security {
    /// The port that is meant if none is given.
    fn port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::StartTls => 587,
            Self::None => 25,
        }
    }
}

/// A mail server and the sender of what it takes.
///
/// It parses from a URL: `smtps://USER:PASSWORD@HOST` speaks TLS on port 465, `smtp://…` STARTTLS
/// on port 587, `smtp://…?starttls=never` plain SMTP on port 25; `:PORT` after the host names
/// another port. `?from=ops@example.org` is the sender, which may have a name:
/// `?from=Upbeat <ops@example.org>`; without it, the user is, if that is an address. Special
/// characters in user, password and sender are written with `%`.
#[derive(Clone, PartialEq, Eq)]
pub struct Smtp {
    pub(super) host: Host,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) login: Option<(String, Hidden)>,
    pub(super) from: Mailbox,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} ({:?})", self.host, self.port, self.security)
    }
}

/// The settings of a mail server before they are checked.
#[derive(Clone, Copy, Default)]
pub(super) struct ServerSettings<'a> {
    pub(super) host: &'a str,
    pub(super) port: Option<u16>,
    pub(super) security: Option<Security>,
    pub(super) user: Option<&'a str>,
    pub(super) password: Option<&'a str>,
    pub(super) from: Option<&'a str>,
}

impl ServerSettings<'_> {
    /// The server that they describe.
    ///
    /// # Errors
    /// The first problem.
    pub(super) fn check(self) -> Result<Smtp, Problem> {
        let Some((host, None)) = net::host_and_port(self.host) else {
            let problem = "must be the name or the address of a mail server";
            return Err(Problem::new("host", problem));
        };
        let security = match (self.security, self.port) {
            (Some(security), _) => security,
            (None, Some(465)) => Security::Tls,
            (None, _) => Security::StartTls,
        };
        let port = self.port.unwrap_or(security.port());
        if port == 0 {
            return Err(Problem::new("port", "must be between 1 and 65535"));
        }
        let login = match (self.user, self.password) {
            (Some(user), Some(password)) => {
                field::given("user", user)?;
                if password.is_empty() || password.chars().any(char::is_control) {
                    let problem = "must be given, without control characters";
                    return Err(Problem::new("password", problem));
                }
                Some((user.to_owned(), Hidden::from(password)))
            }
            (Some(_), None) => return Err(Problem::new("password", "must be given with a user")),
            (None, Some(_)) => return Err(Problem::new("user", "must be given with a password")),
            (None, None) => None,
        };
        let from = match (self.from, self.user) {
            (Some(from), _) => address::sender(from),
            (None, Some(user)) => address::sender(user),
            (None, None) => None,
        };
        let problem = "must be an address: ops@example.org or Upbeat <ops@example.org>";
        Ok(Smtp {
            host,
            port,
            security,
            login,
            from: from.ok_or_else(|| Problem::new("from", problem))?,
        })
    }
}
