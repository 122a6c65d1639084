//! An HTTP answer as it was read.

use std::borrow::Cow;
use std::fmt::Write;

use hyper::{HeaderMap, StatusCode, Version};

use tokio::task::spawn_blocking;

use super::charset;
use super::fault::Fault;
use super::room::{Held, Room};
use super::trace::Trace;
use super::userinfo;
use super::veil::Veil;

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
    pub(crate) body: Vec<u8>,
    /// Whether there was more of it.
    pub(crate) cut: bool,
    /// Whether the body is text in UTF-8, whatever it was sent as.
    pub(crate) is_text: bool,
    /// The room that the body takes.
    pub(crate) held: Held,
}

impl Answer {
    /// Turns the body into text in UTF-8, to be looked at.
    ///
    /// # Errors
    /// Where there is no room for it in time.
    pub(crate) async fn make_text(&mut self, room: &Room, trace: &mut Trace) -> Result<(), Fault> {
        if std::mem::replace(&mut self.is_text, true) {
            return Ok(());
        }
        if std::str::from_utf8(&self.body).is_err() {
            // A byte becomes three at most, and is kept until it has.
            let bytes = 4 * self.body.len();
            room.make(&mut self.held, bytes, trace).await?;
        }
        let (body, cut) = (std::mem::take(&mut self.body), self.cut);
        if body.len() <= AT_ONCE_BYTES || std::str::from_utf8(&body).is_ok() {
            self.body = charset::into_text(&self.headers, body, cut);
            return Ok(());
        }
        let headers = self.headers.clone();
        let text = spawn_blocking(move || charset::into_text(&headers, body, cut)).await;
        self.body = text.unwrap_or_default();
        Ok(())
    }

    /// The body as text, invalid UTF-8 replaced.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        // Most bodies are valid, and seeing that is many times as fast.
        std::str::from_utf8(&self.body)
            .map_or_else(|_| String::from_utf8_lossy(&self.body), Cow::Borrowed)
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
    pub(crate) fn shown_head(&self, veil: &Veil) -> String {
        let mut head = format!("{:?} {}\n", self.version, self.status);
        for (name, value) in &self.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            let hidden = is_credential(name.as_str());
            let _ = writeln!(head, "{name}: {}", if hidden { "***" } else { &*value });
        }
        veil.over(&mut head, false);
        head = userinfo::hide(&head).into_owned();
        cut_text(&mut head, SHOWN_HEAD_BYTES);
        head
    }

    /// The begin of the body for a person.
    pub(crate) fn shown_body(&self, veil: &Veil) -> String {
        // A secret at the end of what is shown must be whole to be found.
        let most = 16 * SHOWN_BODY_BYTES;
        let begin = &self.body[..self.body.len().min(most)];
        // No more is kept of a body that nobody looks at.
        let is_cut = self.cut || self.body.len() >= most;
        let mut text = if self.is_text {
            String::from_utf8_lossy(begin).into_owned()
        } else {
            charset::decode(&self.headers, begin, is_cut).into_owned()
        };
        veil.over(&mut text, is_cut);
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
