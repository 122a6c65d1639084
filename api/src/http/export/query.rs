//! Query parameters of an export.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use url::form_urlencoded;
use uuid::Uuid;

use crate::service::{Error, Result};

/// Longest parameter name quoted in an error, in characters.
const MAX_NAME_CHARS: usize = 64;

/// The parameters, each once.
#[derive(Debug)]
pub(super) struct Query(BTreeMap<String, String>);

impl Query {
    /// Parses `query`. All parameters must be `known`: a misspelled one must not return more
    /// than was intended.
    ///
    /// # Errors
    /// [`Error::Input`] on the first one that is unknown or given twice.
    pub(super) fn parse(query: &str, known: &[&str]) -> Result<Self> {
        let mut found = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let shown = || name.chars().take(MAX_NAME_CHARS).collect::<String>();
            if !known.contains(&&*name) {
                let problem = format!("is unknown; supported are {}", known.join(", "));
                return Err(Error::input(shown(), problem));
            }
            let twice = Error::input(shown(), "is given twice");
            if found
                .insert(name.into_owned(), value.into_owned())
                .is_some()
            {
                return Err(twice);
            }
        }
        Ok(Self(found))
    }

    /// Text of the parameter `name`, if given.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Text of the required parameter `name`.
    ///
    /// # Errors
    /// [`Error::Input`] on `name` if it is missing.
    pub(super) fn required(&self, name: &'static str) -> Result<&str> {
        let text = self.text(name);
        text.ok_or_else(|| Error::input(name, "must be given"))
    }

    /// The id in the parameter `name`, if given.
    ///
    /// # Errors
    /// [`Error::Input`] on `name` if it is not a UUID.
    pub(super) fn id(&self, name: &'static str) -> Result<Option<Uuid>> {
        let id = self.text(name).map(str::parse).transpose();
        id.map_err(|_| Error::input(name, "is not a valid id"))
    }

    /// The instant in the parameter `name`.
    ///
    /// # Errors
    /// [`Error::Input`] on `name` if it is missing or not an instant.
    pub(super) fn instant(&self, name: &'static str) -> Result<DateTime<Utc>> {
        let instant = DateTime::parse_from_rfc3339(self.required(name)?);
        let wrong = |_| {
            let problem =
                "must be an instant like 2026-11-01T00:00:00Z (RFC 3339; write %2B for +)";
            Error::input(name, problem)
        };
        Ok(instant.map_err(wrong)?.to_utc())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 2] = ["website", "from"];

    fn field(result: Result<impl std::fmt::Debug>) -> String {
        match result {
            Err(Error::Input { field, .. }) => field.into_owned(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(field(Query::parse("website=1&form=2", &KNOWN)), "form");
        assert_eq!(field(Query::parse("from=1&from=2", &KNOWN)), "from");
        let empty = Query::parse("", &KNOWN).unwrap();
        let wrong = Query::parse("website=1", &KNOWN).unwrap();
        assert_eq!(field(wrong.id("website")), "website");
        assert_eq!(empty.id("website").unwrap(), None);
        assert_eq!(field(empty.instant("from")), "from");
        let long = Query::parse(&"x".repeat(1_000), &KNOWN);
        assert_eq!(field(long).len(), MAX_NAME_CHARS);
    }

    #[test]
    fn instants_are_of_rfc_3339() {
        let instant = |text: &str| Query::parse(text, &KNOWN).unwrap().instant("from");
        for text in [
            "from=2026-11-01T00:00:00Z",
            "from=2026-11-01T00:00:00.000Z",
            "from=2026-11-01t01%3A00%3A00%2B01:00",
        ] {
            assert_eq!(instant(text).unwrap().timestamp(), 1_793_491_200, "{text}");
        }
        for text in [
            "from=2026-11-01",
            "from=2026-11-01T00:00:00",
            "from=2026-11-01T01:00:00+01:00",
            "from=1793491200",
            "from=",
        ] {
            assert_eq!(field(instant(text)), "from", "{text}");
        }
    }
}
