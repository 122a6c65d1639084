//! An HTTP answer as it was read.

use std::borrow::Cow;
use std::fmt::Write;

use hyper::{HeaderMap, StatusCode, Version};

use tokio::task::spawn_blocking;

use super::charset;
use super::fault::Fault;
use super::redact::{MOST_TEXT_BYTES, Redactor};
use super::room::{Held, Room};
use super::trace::Trace;
use super::userinfo;

/// Most bytes of a head that are shown.
const SHOWN_HEAD_BYTES: usize = 2 * 1024;

/// Most bytes of a body that are shown.
const SHOWN_BODY_BYTES: usize = 1024;

/// Longest body that is turned into text while others wait, bytes.
const AT_ONCE_BYTES: usize = 256 * 1024;

/// What stands where a text in a sentence was cut.
pub(crate) const CUT: &str = "…";

/// Headers whose values are credentials of whoever gets them.
const HIDDEN: [&str; 2] = ["set-cookie", "set-cookie2"];

/// An answer: its head, and of its body what was read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) version: Version,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The decoded body, up to the check's limit.
    pub(crate) body: Body,
    /// Whether there was more of it.
    pub(crate) cut: bool,
    /// The room that the body takes.
    pub(crate) held: Held,
}

/// A body.
#[derive(Debug)]
pub(crate) enum Body {
    /// As it was sent.
    Bytes(Vec<u8>),
    /// As text, whatever it was sent as.
    Text(String),
}

impl Default for Body {
    fn default() -> Self {
        Self::Bytes(Vec::new())
    }
}

impl Answer {
    /// Turns the body into text, to be looked at.
    ///
    /// # Errors
    /// Where there is no room for it in time.
    pub(crate) async fn make_text(&mut self, room: &Room, trace: &mut Trace) -> Result<(), Fault> {
        let Body::Bytes(body) = std::mem::take(&mut self.body) else {
            return Ok(());
        };
        // Most bodies are text already.
        let body = match charset::as_it_is(&self.headers, body, self.cut) {
            Ok(text) => {
                self.body = Body::Text(text);
                return Ok(());
            }
            Err(body) => body,
        };
        // A byte becomes three at most, and is kept until it has.
        room.make(&mut self.held, 4 * body.len(), trace).await?;
        let text = if body.len() <= AT_ONCE_BYTES {
            charset::decode(&self.headers, &body, self.cut).into_owned()
        } else {
            let (headers, cut) = (self.headers.clone(), self.cut);
            let work = spawn_blocking(move || charset::decode(&headers, &body, cut).into_owned());
            work.await.unwrap_or_default()
        };
        self.body = Body::Text(text);
        Ok(())
    }

    /// The body as text, invalid UTF-8 replaced.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match &self.body {
            Body::Bytes(bytes) => String::from_utf8_lossy(bytes),
            Body::Text(text) => text.into(),
        }
    }

    /// The lines of the header `name`, joined by commas.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let lines = self.headers.get_all(name);
        let lines: Vec<_> = lines
            .iter()
            .map(|value| charset::header(value.as_bytes()))
            .collect();
        (!lines.is_empty()).then(|| lines.join(", "))
    }

    /// The head for a person.
    pub(crate) fn shown_head(&self, redactor: &Redactor) -> String {
        let mut head = format!("{:?} {}\n", self.version, self.status);
        for (name, value) in &self.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            let hidden = is_credential(name.as_str());
            let _ = writeln!(head, "{name}: {}", if hidden { "***" } else { &*value });
        }
        let is_cut = head.len() > MOST_TEXT_BYTES;
        cut_text(&mut head, MOST_TEXT_BYTES);
        redactor.redact(&mut head, is_cut);
        head = userinfo::hide(&head).into_owned();
        cut_text(&mut head, SHOWN_HEAD_BYTES);
        head
    }

    /// The begin of the body for a person.
    pub(crate) fn shown_body(&self, redactor: &Redactor) -> String {
        // A secret at the end of what is shown must be whole to be found.
        let most = MOST_TEXT_BYTES;
        let (mut text, is_cut) = match &self.body {
            Body::Text(text) => {
                let begin = &text[..text.floor_char_boundary(most)];
                (begin.to_owned(), self.cut || begin.len() < text.len())
            }
            Body::Bytes(bytes) => {
                // No more is kept of a body that nobody looks at.
                let is_cut = self.cut || bytes.len() >= most;
                let begin = &bytes[..bytes.len().min(most)];
                let text = charset::decode(&self.headers, begin, is_cut);
                (text.into_owned(), is_cut)
            }
        };
        redactor.redact(&mut text, is_cut);
        text = userinfo::hide(&text).into_owned();
        cut_text(&mut text, SHOWN_BODY_BYTES);
        text
    }
}

/// Whether the values of the header `name` are credentials of whoever gets them.
pub(crate) fn is_credential(name: &str) -> bool {
    HIDDEN
        .iter()
        .any(|hidden| name.eq_ignore_ascii_case(hidden))
}

/// `text` for a sentence: on one line, and of at most `limit` bytes, of which [`CUT`] is
/// the last where it was longer.
pub(crate) fn shown(text: &str, limit: usize) -> String {
    // Texts that are long are not copied for their begin.
    let begin = &text[..text.floor_char_boundary(2 * limit)];
    let mut line = one_line(begin);
    if line.len() > limit || begin.len() < text.len() {
        cut_text(&mut line, limit.saturating_sub(CUT.len()));
        line.push_str(CUT);
    }
    line
}

/// `text` without what ends lines, moves a terminal, or turns the order of writing.
pub(crate) fn one_line(text: &str) -> String {
    let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.replace(|c: char| c.is_control() || turns(c), " ")
}

/// Cuts `text` to at most `limit` bytes, between characters.
pub(crate) fn cut_text(text: &mut String, limit: usize) {
    if text.len() > limit {
        let end = text.floor_char_boundary(limit);
        text.truncate(end);
    }
}
