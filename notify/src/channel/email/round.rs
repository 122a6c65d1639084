//! One attempt to bring a mail to each recipient.

use lettre::Address;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use tokio::time::{Duration, timeout};

use super::fault::{Fault, Reply, Words};
use super::letter::Letter;
use super::opening::Opener;
use super::verdict::Answer;

/// How long the end of a connection is waited for, when all is said.
const FAREWELL: Duration = Duration::from_millis(500);

/// A recipient, and what became of its mail.
pub(super) struct Recipient {
    pub(super) address: Address,
    /// `None` as long as nothing is known.
    pub(super) answer: Option<Answer>,
}

/// The recipients, and what is known of them even if the time is over.
pub(super) struct Round {
    pub(super) recipients: Vec<Recipient>,
    /// Why those without an answer have none.
    pub(super) fault: Option<Fault>,
    /// What is waited for, in words that a time limit follows.
    pub(super) stage: &'static str,
}

impl Round {
    pub(super) fn new(addresses: impl Iterator<Item = Address>) -> Self {
        let recipients = addresses.map(|address| Recipient {
            address,
            answer: None,
        });
        Self {
            recipients: recipients.collect(),
            fault: None,
            stage: "no connection",
        }
    }

    fn waiting(&self) -> usize {
        let waiting = self.recipients.iter();
        waiting
            .filter(|recipient| recipient.answer.is_none())
            .count()
    }

    /// Brings `letter` to all recipients, one mail each: a shared one would show them to each
    /// other, and one that is refused would keep it from the others. A connection that breaks
    /// is opened again as long as each brings something on.
    pub(super) async fn run(&mut self, opener: &Opener<'_>, letter: &Letter) {
        loop {
            let before = self.waiting();
            self.fault = match opener.open(&mut self.stage).await {
                Ok(mut connection) => self.deliver(&mut connection, opener, letter).await.err(),
                Err(fault) => Some(fault),
            };
            let now = self.waiting();
            if now == 0 || now == before {
                return;
            }
        }
    }

    async fn deliver(
        &mut self,
        connection: &mut AsyncSmtpConnection,
        opener: &Opener<'_>,
        letter: &Letter,
    ) -> Result<(), Fault> {
        let from = &opener.smtp.from;
        for recipient in &mut self.recipients {
            if recipient.answer.is_some() {
                continue;
            }
            let mail = letter.to(&recipient.address, from);
            let mail = mail.map_err(|problem| {
                Fault::broken(format!("the mail cannot be written: {problem}"), None)
            })?;
            let mut hand = Hand {
                connection,
                words: opener.words,
                stage: &mut self.stage,
            };
            let answer = hand.over(&from.email, &recipient.address, &mail).await?;
            let is_last = matches!(&answer, Answer::Later(reply) if reply.is_last());
            let is_begun = !is_last && !matches!(answer, Answer::Taken(_));
            recipient.answer = Some(answer);
            if is_last || (is_begun && !hand.forget().await) {
                return Err(Fault::later("the mail server left".to_owned(), None));
            }
        }
        let _ = timeout(FAREWELL, connection.quit()).await;
        Ok(())
    }
}

/// Hands over one mail.
struct Hand<'a> {
    connection: &'a mut AsyncSmtpConnection,
    words: &'a Words,
    stage: &'a mut &'static str,
}

impl Hand<'_> {
    /// What the server says to `mail` for `to`.
    async fn over(&mut self, from: &Address, to: &Address, mail: &[u8]) -> Result<Answer, Fault> {
        *self.stage = "no answer to the sender";
        let sender = Mail::new(Some(from.clone()), Vec::new());
        let said = self.connection.command(sender).await;
        said.map_err(|err| Fault::of(&err, "the sender", self.words))?;
        *self.stage = "no answer to a recipient";
        let said = self
            .connection
            .command(Rcpt::new(to.clone(), Vec::new()))
            .await;
        if let Err(err) = said {
            return self.refusal(&err);
        }
        *self.stage = "no answer to a mail";
        if let Err(err) = self.connection.command(Data).await {
            return self.refusal(&err);
        }
        match self.connection.message(mail).await {
            Ok(said) => {
                let code = said.code().into();
                if code >= 300 {
                    let reason = "the answer to a mail is neither yes nor no".to_owned();
                    return Err(Fault::later(reason, Some(code)));
                }
                let text: Vec<_> = said.message().collect();
                let text = self.words.of(&text.join(" "));
                Ok(Answer::Taken(Reply { code, text }))
            }
            Err(err) => self.refusal(&err),
        }
    }

    /// What it means for a recipient that the server answered with `err`.
    fn refusal(&self, err: &lettre::transport::smtp::Error) -> Result<Answer, Fault> {
        match Reply::of(err, self.words) {
            None => Err(Fault::of(err, "a mail", self.words)),
            Some(reply) if reply.denies() => Ok(Answer::Denied(reply)),
            Some(reply) if reply.is_later() => Ok(Answer::Later(reply)),
            Some(reply) => Ok(Answer::Refused(reply)),
        }
    }

    /// Lets the server forget a mail that it did not take; whether it does.
    async fn forget(&mut self) -> bool {
        *self.stage = "no answer to RSET";
        self.connection.command(Rset).await.is_ok()
    }
}
