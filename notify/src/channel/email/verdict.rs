//! What the answers to a round's mails mean together.

use std::time::Duration;

use net::words;

use super::fault::{Fault, Reply};
use super::round::Round;
use crate::channel::Outcome;
use crate::channel::reply;

/// What a server said of one recipient's mail.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    /// It took it.
    Taken(Reply),
    /// It may take it later.
    Later(Reply),
    /// It never takes it.
    Refused(Reply),
    /// It takes nothing from us for such a recipient.
    Denied(Reply),
}

impl Answer {
    const DENIED: u8 = 0;
    const REFUSED: u8 = 1;
    const LATER: u8 = 2;
    const TAKEN: u8 = 3;

    fn reply(&self) -> &Reply {
        match self {
            Self::Taken(reply)
            | Self::Later(reply)
            | Self::Refused(reply)
            | Self::Denied(reply) => reply,
        }
    }

    /// The worst answers are told first.
    fn rank(&self) -> u8 {
        match self {
            Self::Denied(_) => Self::DENIED,
            Self::Refused(_) => Self::REFUSED,
            Self::Later(_) => Self::LATER,
            Self::Taken(_) => Self::TAKEN,
        }
    }
}

/// What became of a message.
pub(super) struct Verdict {
    pub(super) outcome: Outcome,
    pub(super) status: Option<u16>,
    pub(super) reply: String,
    /// Who has it after all attempts so far, if somebody has.
    pub(super) taken: Option<String>,
}

impl Verdict {
    /// The verdict where nothing could be tried.
    pub(super) fn broken(why: String) -> Self {
        Self {
            outcome: Outcome::Broken { why: why.clone() },
            status: None,
            reply: why,
            taken: None,
        }
    }
}

/// Those who have a message, as [`write()`] gave it.
pub(super) fn read(taken: Option<&str>) -> Vec<String> {
    let taken = taken.and_then(|taken| serde_json::from_str(taken).ok());
    taken.unwrap_or_default()
}

fn write(taken: &[String]) -> Option<String> {
    let written = serde_json::to_string(taken).ok();
    written.filter(|_| !taken.is_empty())
}

impl Round {
    /// That the time is over.
    pub(super) fn late(&mut self, limit: Duration) {
        let reason = format!("{} within {}", self.stage, words::limit(limit));
        self.fault = Some(Fault::later(reason, None));
    }

    /// What became of the message that `before` have had already.
    pub(super) fn verdict(self, before: Vec<String>) -> Verdict {
        let mut taken = before;
        let is_alone = self.recipients.len() == 1 && taken.is_empty();
        let mut said = Vec::new();
        let mut is_waiting = false;
        for recipient in self.recipients {
            let address = recipient.address.to_string();
            match recipient.answer {
                None => is_waiting = true,
                Some(answer) => {
                    if matches!(answer, Answer::Taken(_)) {
                        taken.push(address.clone());
                    }
                    said.push((answer, address));
                }
            }
        }
        said.sort_by_key(|(answer, _)| answer.rank());
        let fault = self.fault.filter(|_| is_waiting);
        let lines = said.iter().map(|(answer, address)| match is_alone {
            true => answer.reply().line(),
            false => format!("{address}: {}", answer.reply().line()),
        });
        let lines = fault.iter().map(|fault| fault.reason.clone()).chain(lines);
        let lines: Vec<_> = lines.collect();
        let text = match lines.is_empty() {
            true => "everybody has it already".to_owned(),
            false => lines.join("; "),
        };
        let code_of = |rank| {
            let mut said = said.iter();
            let found = said.find(|(answer, _)| answer.rank() == rank);
            found.map(|(answer, _)| answer.reply().code)
        };
        let later = code_of(Answer::LATER);
        let (outcome, status) = match (fault, said.first()) {
            (Some(fault), _) => (fault.outcome, fault.status),
            (None, _) if later.is_some() || is_waiting => (Outcome::Later { after: None }, later),
            (None, _) if !taken.is_empty() => {
                let outcome = Outcome::Delivered { receipt: None };
                (outcome, code_of(Answer::TAKEN))
            }
            (None, Some((Answer::Denied(reply), _))) => {
                let line = reply.line();
                let why = format!("the mail server takes no mail from this sender: {line}");
                (Outcome::Broken { why }, Some(reply.code))
            }
            (None, _) => (Outcome::Refused, code_of(Answer::REFUSED)),
        };
        Verdict {
            outcome,
            status,
            reply: reply::text(text.as_bytes()),
            taken: write(&taken),
        }
    }
}
