//! Mails as they are written.

use std::time::{Duration, SystemTime};

use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use uuid::Uuid;

use super::html::html;
use crate::message::Message;
use crate::text::{Text, Unit, cut};

/// Most characters of a subject.
const SUBJECT_CHARS: usize = 200;

/// The last second that a mail's date can say, in Unix time: the end of the year 9999.
const LAST_SECS: u64 = 253_402_300_799;

/// What a mail says, whoever gets it.
pub(super) struct Letter {
    /// The same for all recipients, and at each attempt.
    pub(super) id: Uuid,
    /// When it is sent, in milliseconds of Unix time.
    pub(super) at_ms: i64,
    /// Its words.
    pub(super) text: Text,
    /// What it is one of several mails about.
    pub(super) conversation: Option<Uuid>,
    /// Whether it must be plain text.
    pub(super) is_plain: bool,
}

impl Letter {
    /// What says `message`.
    pub(super) fn of(message: &Message<'_>) -> Self {
        Self {
            id: message.id,
            at_ms: message.now_ms,
            text: Text::of(message),
            conversation: message.alert.incident.as_ref().map(|incident| incident.id),
            is_plain: message.is_plain,
        }
    }

    /// The mail to `to`, as it is transferred: ASCII alone.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub(super) fn to(&self, to: &Address, from: &Mailbox) -> Result<Vec<u8>, String> {
        let text = &self.text;
        let domain = from.email.domain();
        let mut builder = lettre::Message::builder()
            .message_id(Some(format!("<{}@{domain}>", self.id)))
            .date(date(self.at_ms))
            .from(from.clone())
            .to(Mailbox::new(None, to.clone()))
            .subject(subject(&text.title))
            .raw_header(auto_submitted());
        if let Some(conversation) = &self.conversation {
            // No mail has this id. All that name it are one conversation, whichever came first.
            let root = format!("<{conversation}@{domain}>");
            builder = builder.in_reply_to(root.clone()).references(root);
        }
        let plain = SinglePart::plain(format!("{}\n\n{}\n", text.title, text.body()));
        let mail = match self.is_plain {
            true => builder.singlepart(plain),
            false => {
                let html = SinglePart::html(html(text));
                let parts = MultiPart::alternative().singlepart(plain).singlepart(html);
                builder.multipart(parts)
            }
        };
        let mail = mail.map_err(|err| err.to_string())?;
        Ok(mail.formatted())
    }
}

/// `title` as a subject. The library encodes what is not ASCII, and leaves as it is what looks
/// encoded already (RFC 2047), by which a website's name could say something else than it shows.
fn subject(title: &str) -> String {
    cut(&title.replace("=?", "= ?"), SUBJECT_CHARS, Unit::Chars)
}

/// That no person wrote it, so that no program answers. Source: RFC 3834, section 5.
fn auto_submitted() -> HeaderValue {
    let name = HeaderName::new_from_ascii_str("Auto-Submitted");
    HeaderValue::new(name, "auto-generated".to_owned())
}

/// The instant `at_ms` (milliseconds of Unix time) within what a mail's date can say.
fn date(at_ms: i64) -> SystemTime {
    let secs = u64::try_from(at_ms / 1_000).unwrap_or(0).min(LAST_SECS);
    SystemTime::UNIX_EPOCH + Duration::from_secs(secs)
}
