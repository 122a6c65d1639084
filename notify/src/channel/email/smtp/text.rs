//! A mail server in the form of a URL.

use std::str::FromStr;

use percent_encoding::percent_decode_str;
use url::{ParseError, Url};

use super::{Security, ServerSettings, Smtp};
use crate::Error;
use crate::channel::field::Problem;

impl FromStr for Smtp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let url = Url::parse(text).map_err(|err| match err {
            ParseError::InvalidPort => unfit("port", "must be a number up to 65535"),
            ParseError::RelativeUrlWithoutBase => unfit("scheme", "must be smtp or smtps"),
            _ => unfit("host", "must be the name or the address of a mail server"),
        })?;
        let query = Query::parse(url.query().unwrap_or_default())?;
        let security = match (url.scheme(), query.starttls.as_deref()) {
            ("smtps", None) => Security::Tls,
            ("smtps", Some(_)) => return Err(unfit("starttls", "is not for smtps")),
            ("smtp", None | Some("required")) => Security::StartTls,
            ("smtp", Some("never")) => Security::None,
            ("smtp", Some(_)) => return Err(unfit("starttls", "must be required or never")),
            _ => return Err(unfit("scheme", "must be smtp or smtps")),
        };
        if !matches!(url.path(), "" | "/") {
            return Err(unfit("path", "must be empty"));
        }
        if url.fragment().is_some() {
            return Err(unfit("fragment", "must be absent"));
        }
        let user = decoded("user", url.username())?;
        let password = url.password().map(|password| decoded("password", password));
        let password = password.transpose()?;
        let host = decoded("host", url.host_str().unwrap_or_default())?;
        let settings = ServerSettings {
            host: &host,
            port: url.port(),
            security: Some(security),
            user: Some(user.as_str()).filter(|user| !user.is_empty()),
            password: password.as_deref(),
            from: query.from.as_deref(),
        };
        settings
            .check()
            .map_err(|Problem { field, problem }| unfit(field, &problem))
    }
}

/// What the query of a mail server's URL says.
#[derive(Default)]
struct Query {
    starttls: Option<String>,
    from: Option<String>,
}

impl Query {
    /// Unlike in forms, a `+` stays what it is: addresses have it.
    fn parse(text: &str) -> Result<Self, Error> {
        let mut query = Self::default();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let place = match name {
                "starttls" => &mut query.starttls,
                "from" => &mut query.from,
                // The name itself could be a part of the password.
                _ => return Err(unfit("query", "must have no names but starttls and from")),
            };
            *place = Some(decoded("query", value)?);
        }
        Ok(query)
    }
}

fn decoded(part: &'static str, text: &str) -> Result<String, Error> {
    let text = percent_decode_str(text).decode_utf8();
    let text = text.map_err(|_| unfit(part, "must be UTF-8"))?;
    Ok(text.into_owned())
}

fn unfit(part: &'static str, problem: &str) -> Error {
    let problem = problem.to_owned();
    Error::MailServer { part, problem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::field::Hidden;

    #[test]
    fn a_url_says_where_and_how() {
        for (url, host, port, security) in [
            ("smtps://h.test", "h.test", 465, Security::Tls),
            ("smtps://h.test:2465/", "h.test", 2465, Security::Tls),
            ("smtp://h.test", "h.test", 587, Security::StartTls),
            (
                "smtp://h.test?starttls=required",
                "h.test",
                587,
                Security::StartTls,
            ),
            ("smtp://h.test?starttls=never", "h.test", 25, Security::None),
            ("smtp://10.0.0.7:25", "10.0.0.7", 25, Security::StartTls),
            ("SMTP://[::1]:25", "[::1]", 25, Security::StartTls),
            (
                "smtp://b\u{fc}cher.test",
                "xn--bcher-kva.test",
                587,
                Security::StartTls,
            ),
        ] {
            let separator = if url.contains('?') { '&' } else { '?' };
            let smtp: Smtp = format!("{url}{separator}from=a@b.test").parse().unwrap();
            let found = (smtp.host.to_string(), smtp.port, smtp.security);
            assert_eq!(found, (host.to_owned(), port, security), "{url}");
            assert_eq!(smtp.login, None);
        }
    }

    #[test]
    fn a_url_says_who_writes() {
        for (url, user, password, from) in [
            (
                "smtps://ada%40b.test:p%40%2F%23%3A@h.test",
                "ada@b.test",
                "p@/#:",
                "ada@b.test",
            ),
            (
                "smtps://u:p@h.test?from=Upbeat%20%3Cops+up@b.test%3E",
                "u",
                "p",
                "Upbeat <ops+up@b.test>",
            ),
            (
                "smtps://u:p@h.test?from=\"Ops, Inc.\" <ops@b.test>",
                "u",
                "p",
                "\"Ops, Inc.\" <ops@b.test>",
            ),
        ] {
            let smtp: Smtp = url.parse().unwrap();
            let login = Some((user.to_owned(), Hidden::from(password)));
            assert_eq!(
                (smtp.login.clone(), smtp.from.to_string()),
                (login, from.to_owned())
            );
            let debug = format!("{smtp:?}");
            assert_eq!(debug, "h.test:465 (Tls)");
        }
    }

    #[test]
    fn a_bad_url_is_told_by_its_part_and_without_its_password() {
        for (url, expected) in [
            ("", "scheme must be smtp or smtps"),
            ("h.test", "scheme must be"),
            ("https://h.test?from=a@b.test", "scheme must be"),
            ("h.test:25?from=a@b.test", "scheme must be"),
            ("smtp:?from=a@b.test", "host must be"),
            ("smtp://?from=a@b.test", "host must be"),
            ("smtp://a b?from=a@b.test", "host must be"),
            ("smtp://h.test:0?from=a@b.test", "port must be"),
            ("smtp://h.test:99999?from=a@b.test", "port must be"),
            ("smtp://u:S3CRET/x@h.test?from=a@b.test", "port must be"),
            (
                "smtp://u:12#S3CRET@h.test?from=a@b.test",
                "fragment must be",
            ),
            ("smtp://h.test/S3CRET?from=a@b.test", "path must be empty"),
            ("smtp://h.test?from=a@b.test#S3CRET", "fragment must be"),
            ("smtp://h.test?S3CRET=1", "query must have no names but"),
            (
                "smtps://h.test?starttls=never&from=a@b.test",
                "starttls is not for smtps",
            ),
            (
                "smtp://h.test?starttls=maybe&from=a@b.test",
                "starttls must be required or never",
            ),
            ("smtp://u@h.test?from=a@b.test", "password must be given"),
            ("smtp://:S3CRET@h.test?from=a@b.test", "user must be given"),
            (
                "smtp://u:S3CRET%00@h.test?from=a@b.test",
                "password must be given, without",
            ),
            (
                "smtp://u:S3CRET%FF@h.test?from=a@b.test",
                "password must be UTF-8",
            ),
            ("smtp://u:S3CRET@h.test", "from must be an address"),
            ("smtp://h.test", "from must be an address"),
            (
                "smtp://h.test?from=a@b.test%0D%0ABcc: c@d.test",
                "from must be an address",
            ),
        ] {
            let err = url.parse::<Smtp>().unwrap_err();
            let said = format!("{err} {err:?}");
            let start = format!("the mail server's URL: {expected}");
            assert!(said.starts_with(&start), "{url}: {said}");
            assert!(!said.contains("S3CRET"), "{url}: {said}");
        }
    }
}
