//! Settings of channels: those that are secret, and what is wrong with one.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

/// Most bytes of a URL.
const URL_BYTES: usize = 2_000;

/// Most bytes of another setting.
const TEXT_BYTES: usize = 1_000;

/// A setting that is secret: its `Debug` output hides it, its JSON does not.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hidden(String);

impl Hidden {
    /// The value itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Hidden {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl From<String> for Hidden {
    fn from(value: String) -> Self {
        Self(value)
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A URL that is shown to those who may see the channel, but not logged: its `Debug` output has
/// the host alone.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Address(String);

impl Address {
    /// The URL itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Address {
    fn from(value: &str) -> Self {
        Self(value.to_owned())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = Url::parse(&self.0).ok();
        let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
        write!(f, "{host}/***")
    }
}

/// What is wrong with a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The setting's name, as in its JSON.
    pub field: &'static str,
    /// What is wrong, as words that follow the name: `must be an http or https URL`. They never
    /// contain the value.
    pub problem: String,
}

impl Problem {
    /// That `field` has a problem.
    pub(crate) fn new(field: &'static str, problem: impl Into<String>) -> Self {
        let problem = problem.into();
        Self { field, problem }
    }
}

/// A name as GraphQL spells it.
pub fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut text = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(word.len().min(1));
        text.push_str(&first.to_uppercase());
        text.push_str(rest);
    }
    text
}

/// Checks that `field` is a URL that can be asked, and returns it. Which addresses may be
/// reached is judged when it is asked.
///
/// # Errors
/// If it is none.
pub(crate) fn url(field: &'static str, text: &str) -> Result<Url, Problem> {
    let problem = |what: &str| Problem::new(field, what);
    if text.len() > URL_BYTES {
        return Err(problem("must have at most 2,000 bytes"));
    }
    let url = Url::parse(text).map_err(|_| problem("must be an http or https URL"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return Err(problem("must be an http or https URL"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(problem("must not contain a user name or a password"));
    }
    Ok(url)
}

/// The same of a URL that need not be given.
pub(crate) fn base_url(url_or_none: Option<&Address>) -> Result<(), Problem> {
    match url_or_none {
        Some(address) => base("base_url", address.as_str()),
        None => Ok(()),
    }
}

/// Checks that `field` is a URL below which an API is.
pub(crate) fn base(field: &'static str, text: &str) -> Result<(), Problem> {
    let url = url(field, text)?;
    if url.query().is_some() || url.fragment().is_some() {
        let problem = "must not contain a query or a fragment";
        return Err(Problem::new(field, problem));
    }
    Ok(())
}

/// Checks that `field` is given, in one line.
pub(crate) fn given(field: &'static str, text: &str) -> Result<(), Problem> {
    if text.trim().is_empty() {
        return Err(Problem::new(field, "must be given"));
    }
    if text.len() > TEXT_BYTES {
        return Err(Problem::new(field, "must have at most 1,000 bytes"));
    }
    if text.chars().any(char::is_control) || text.trim() != text {
        let problem = "must be one line without spaces around it";
        return Err(Problem::new(field, problem));
    }
    Ok(())
}

/// Checks that `field` is given and has no character that a header or a path cannot carry.
pub(crate) fn token(field: &'static str, text: &str) -> Result<(), Problem> {
    given(field, text)?;
    if text.bytes().any(|byte| !byte.is_ascii_graphic()) {
        let problem = "must consist of ASCII letters, digits and signs";
        return Err(Problem::new(field, problem));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_printed() {
        let secret = Hidden::from("hunter2");
        assert_eq!(format!("{secret:?}"), "***");
        let address = Address::from("https://a.test/hunter2?k=hunter2");
        assert_eq!(format!("{address:?}"), "a.test/***");
        assert_eq!(format!("{:?}", Address::from("hunter2")), "/***");
    }

    #[test]
    fn urls_are_those_of_http() {
        assert!(url("url", "https://a.test/x?y").is_ok());
        assert!(url("url", "http://10.0.0.1:8080").is_ok());
        for text in [
            "",
            "a.test",
            "ftp://a.test",
            "https://",
            "file:///etc/passwd",
        ] {
            let expected = Problem::new("url", "must be an http or https URL");
            assert_eq!(url("url", text), Err(expected), "{text}");
        }
        assert!(url("url", "https://ada:pw@a.test").is_err());
        assert!(url("url", &format!("https://a.test/{}", "x".repeat(2_000))).is_err());
        assert!(base("url", "https://a.test/api?x").is_err());
    }

    #[test]
    fn tokens_fit_into_headers() {
        assert!(token("token", "xoxb-1").is_ok());
        for text in ["", " ", "a b", "a\r\nb", "ä", " a"] {
            assert!(token("token", text).is_err(), "{text:?}");
        }
    }
}
