//! The words of an alert, the same for all channels, without any markup.
//!
//! Everything that a user or a website wrote is one line here and has a bounded length; a channel
//! escapes it for its own markup, and cuts the whole to its own limits.

mod cut;
mod title;
mod when;
mod words;

pub use self::cut::{Unit, cut, cut_and_escape, line, one_line};
pub(crate) use self::when::rfc3339;
pub use self::when::{duration, instant};

use crate::message::Message;

/// Most characters of a name.
const NAME_CHARS: usize = 100;

/// Most characters of a sentence: a cause or a summary.
const SENTENCE_CHARS: usize = 500;

/// Most characters of a URL.
const URL_CHARS: usize = 500;

/// Most characters of a detail: a region with its reason, or a line of a summary.
const DETAIL_CHARS: usize = 250;

/// Most details.
const DETAILS: usize = 10;

/// How an alert feels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something is down.
    Bad,
    /// Something is not as it should be.
    Warning,
    /// Something is well again.
    Good,
    /// Somebody should just know.
    Neutral,
}

impl Tone {
    /// Its color, as `0xRRGGBB`.
    pub fn color(self) -> u32 {
        match self {
            Self::Bad => 0xd9_2d_20,
            Self::Warning => 0xf7_90_09,
            Self::Good => 0x17_b2_6a,
            Self::Neutral => 0x66_70_85,
        }
    }
}

/// A fact with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub label: &'static str,
    /// What it says.
    pub value: String,
}

/// The words of an alert. No part contains a line break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// How it feels.
    pub tone: Tone,
    /// What happened to whom: `DOWN: Shop`.
    pub title: String,
    /// Why, in a sentence.
    pub lead: Option<String>,
    /// Since when, how long, by whom.
    pub facts: Vec<Fact>,
    /// Target of the website's checks.
    pub url: Option<String>,
    /// The incident or the website in the dashboard.
    pub link: Option<String>,
    /// What each region says, or what a summary lists.
    pub details: Vec<String>,
}

impl Text {
    /// The words of `message`; if it must be plain, only its title and its lead.
    pub fn of(message: &Message<'_>) -> Self {
        let text = words::of(message);
        if message.is_plain {
            return Self {
                facts: Vec::new(),
                url: None,
                link: None,
                details: Vec::new(),
                ..text
            };
        }
        text
    }

    /// The lines after the title, the most important first, so that they can be cut at the end.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        lines.extend(self.lead.clone());
        let facts = self.facts.iter();
        lines.extend(facts.map(|Fact { label, value }| format!("{label}: {value}")));
        lines.extend(self.url.clone());
        lines.extend(self.link.clone());
        lines.extend(self.details.iter().map(|detail| format!("- {detail}")));
        lines
    }

    /// The lines after the title as one text.
    pub fn body(&self) -> String {
        self.lines().join("\n")
    }

    /// Title and lead in one line, at most `max` of `unit`.
    pub fn short(&self, max: usize, unit: Unit) -> String {
        match &self.lead {
            Some(lead) => cut(&format!("{} – {lead}", self.title), max, unit),
            None => cut(&self.title, max, unit),
        }
    }

    /// Title and lines in one text, at most `max` of `unit`.
    pub fn whole(&self, max: usize, unit: Unit) -> String {
        let mut lines = self.lines();
        lines.insert(0, self.title.clone());
        cut(&lines.join("\n"), max, unit)
    }
}
