//! Email, by a mail server of the channel or of the operator.
//!
//! Each recipient gets a mail of its own. Those of an incident are one conversation, by headers
//! that name the same message, which nobody has. The library speaks SMTP on a connection of
//! ours, so that the policy has judged the address, and TLS trusts what all of Upbeat trusts.

mod address;
mod fault;
mod html;
mod letter;
mod opening;
mod round;
mod smtp;
mod verdict;
mod wire;

use std::fmt;
use std::time::{Duration, Instant};

use net::{Dialer, EgressPolicy, Family, Purpose};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use uuid::Uuid;

pub use self::address::is_address;
use self::fault::Words;
use self::letter::Letter;
use self::opening::{Opener, login_texts};
use self::round::Round;
use self::smtp::ServerSettings;
pub use self::smtp::{Security, Smtp};
use self::verdict::Verdict;
use super::field::{Hidden, Problem};
use super::{Attempt, Means, Outcome, Sent, Settings};
use crate::message::Message;
use crate::text::Text;

/// Most recipients.
const RECIPIENTS: usize = 20;

/// What a time limit leaves to what comes after it.
const RESERVE: Duration = Duration::from_millis(20);

/// The settings: who gets mail, and by which server, if not the operator's.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Addresses of the recipients.
    pub to: Vec<String>,
    /// Name or address of the channel's own mail server; without it, the operator's is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Port of the own server; by default the usual one of `security`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// How the own server is spoken to; by default STARTTLS, or TLS on port 465.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security: Option<Security>,
    /// Who logs in to the own server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Their password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<Hidden>,
    /// Sender on the own server, an address that may have a name; by default the user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = self.host.as_deref().unwrap_or("the operator's server");
        write!(f, "{} addresses by {host}", self.to.len())
    }
}

impl Settings for Config {
    const SECRETS: &'static [&'static str] = &["password"];

    fn check(&self) -> Result<(), Problem> {
        self.recipients()?;
        self.own_server().map(drop)
    }
}

/// Brings `letter` to `recipients` by a server.
async fn post(
    smtp: &Smtp,
    egress: &EgressPolicy,
    means: &Means,
    mut secrets: Vec<String>,
    recipients: impl Iterator<Item = lettre::Address>,
    letter: &Letter,
) -> Round {
    secrets.extend(login_texts(smtp));
    let limit = means.deadline.saturating_sub(RESERVE);
    let opener = Opener {
        smtp,
        dialer: Dialer {
            egress,
            resolver: &means.resolver,
            family: Family::Any,
            purpose: Purpose::Mail,
        },
        tls: &means.tls,
        words: &Words { secrets },
        deadline: Instant::now() + limit,
    };
    let mut round = Round::new(recipients);
    if timeout(limit, round.run(&opener, letter)).await.is_err() {
        round.late(means.deadline);
    }
    round
}

/// Sends a mail of the installation itself, by the operator's server.
///
/// # Errors
/// Why it was not taken, in words.
pub async fn send(means: &Means, to: &str, text: Text, now_ms: i64) -> Result<(), String> {
    let smtp = means.mail.as_ref();
    let smtp = smtp.ok_or("this installation has no mail server: UPBEAT_SMTP_URL sets one")?;
    let to = address::address(to).ok_or("it is no address")?;
    let letter = Letter {
        id: Uuid::now_v7(),
        at_ms: now_ms,
        text,
        conversation: None,
        is_plain: false,
    };
    // The operator's server is trusted, and usually in a network of their own.
    let open = EgressPolicy::open();
    let to = std::iter::once(to);
    let round = post(smtp, &open, means, Vec::new(), to, &letter).await;
    let verdict = round.verdict(Default::default());
    match verdict.outcome {
        Outcome::Delivered { .. } => Ok(()),
        _ => Err(verdict.reply),
    }
}

impl Attempt for Config {
    async fn attempt(&self, secrets: Vec<String>, message: &Message<'_>, means: &Means) -> Sent {
        let began = Instant::now();
        let verdict = self.deliver(message, means, secrets).await;
        let verdict = verdict.unwrap_or_else(Verdict::broken);
        Sent {
            outcome: verdict.outcome,
            status: verdict.status,
            reply: verdict.reply,
            took: began.elapsed(),
            taken: verdict.taken,
        }
    }
}

impl Config {
    /// Brings `message` to all recipients who do not have it.
    async fn deliver(
        &self,
        message: &Message<'_>,
        means: &Means,
        secrets: Vec<String>,
    ) -> Result<Verdict, String> {
        let unfit = |Problem { field, problem }| format!("the setting {field} {problem}");
        let own = self.own_server().map_err(unfit)?;
        let recipients = self.recipients().map_err(unfit)?;
        // The operator's server is trusted, and usually in a network of their own.
        let open = EgressPolicy::open();
        let (smtp, egress) = match (&own, &means.mail) {
            (Some(own), _) => (own, &means.egress),
            (None, Some(operators)) => (operators, &open),
            (None, None) => {
                let why = "there is no mail server: neither the channel nor the operator has one";
                return Err(why.to_owned());
            }
        };
        let before = verdict::read(message.taken);
        let has_it = |address: &lettre::Address| before.contains(&address.to_string());
        let recipients = recipients.into_iter().filter(|address| !has_it(address));
        let letter = Letter::of(message);
        let round = post(smtp, egress, means, secrets, recipients, &letter).await;
        Ok(round.verdict(before))
    }

    fn recipients(&self) -> Result<Vec<lettre::Address>, Problem> {
        let problem = |what: &str| Problem::new("to", what);
        if self.to.is_empty() || self.to.len() > RECIPIENTS {
            return Err(problem("must have between 1 and 20 addresses"));
        }
        let mut recipients = Vec::new();
        for text in &self.to {
            let address = address::address(text);
            let address = address.ok_or_else(|| problem("must be addresses: ops@example.org"))?;
            if recipients.contains(&address) {
                return Err(problem("must have each address once"));
            }
            recipients.push(address);
        }
        Ok(recipients)
    }

    /// The channel's own server, if it has one.
    fn own_server(&self) -> Result<Option<Smtp>, Problem> {
        let Some(host) = &self.host else {
            let given = [
                ("port", self.port.is_some()),
                ("security", self.security.is_some()),
                ("user", self.user.is_some()),
                ("password", self.password.is_some()),
                ("from", self.from.is_some()),
            ];
            return match given.into_iter().find(|(_, is_given)| *is_given) {
                Some((name, _)) => Err(Problem::new(name, "must not be given without a host")),
                None => Ok(None),
            };
        };
        let settings = ServerSettings {
            host,
            port: self.port,
            security: self.security,
            user: self.user.as_deref(),
            password: self.password.as_ref().map(Hidden::expose),
            from: self.from.as_deref(),
        };
        settings.check().map(Some)
    }
}
