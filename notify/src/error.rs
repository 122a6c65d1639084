//! What can fail apart from a delivery.

/// What failed. No variant says what a setting contains.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The settings of a channel cannot be stored as JSON.
    #[error("the settings of a channel cannot be written as JSON")]
    Write,
    /// What is stored are no settings of a channel.
    #[error("the stored settings are not those of a channel of the kind {0:?}")]
    Read(String),
    /// An alert cannot be written as JSON.
    #[error("an alert cannot be written as JSON")]
    Event(#[source] serde_json::Error),
    /// A template cannot be used.
    #[error("the template fails {place}: {problem}")]
    Template {
        /// Where: `in line 3`.
        place: String,
        /// What is wrong.
        problem: String,
    },
    /// A template makes nothing of any alert.
    #[error("the template {0}")]
    Blank(&'static str),
    /// The URL of a mail server cannot be used.
    #[error("the mail server's URL: {part} {problem}")]
    MailServer {
        /// The part of it that cannot.
        part: &'static str,
        /// What is wrong.
        problem: String,
    },
}

impl Error {
    /// What is wrong with a template, as words that follow its name.
    pub fn of_template(&self) -> String {
        match self {
            Self::Template { place, problem } => format!("fails {place}: {problem}"),
            Self::Blank(problem) => (*problem).to_owned(),
            other => other.to_string(),
        }
    }
}

/// The result of this crate's functions.
pub type Result<T, E = Error> = std::result::Result<T, E>;
