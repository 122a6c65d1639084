//! What browsers may do: which pages of other hosts may use the API, and by what browsers come.
//!
//! By default no such page may: browsers keep answers from it, and requests that could do
//! something are refused. Source: the Fetch standard, "CORS protocol".

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{CONTENT_DISPOSITION, ORIGIN, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, Method};
use tower_http::cors::{AllowHeaders, CorsLayer};
use url::{Origin, Url};

/// How long browsers remember what they may send: the longest that Chromium accepts.
const MAX_AGE: Duration = Duration::from_secs(2 * 60 * 60);

/// What browsers may do, and by what they come.
#[derive(Clone, Debug, Default)]
pub struct Web {
    /// Other origins whose pages may use the API.
    pub origins: AllowedOrigins,
    /// Whether people reach this installation by HTTPS.
    pub is_https: bool,
}

/// Origins whose pages may use the API, with cookies; cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedOrigins(Arc<[HeaderValue]>);

/// An origin is malformed.
#[derive(Debug, thiserror::Error)]
#[error("must be origins like https://app.example.org, separated by commas")]
pub struct InvalidOrigins;

impl AllowedOrigins {
    /// Whether the page that sends a request has one of these origins.
    pub(crate) fn allow(&self, headers: &HeaderMap) -> bool {
        let mut origins = headers.get_all(ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (Some(origin), None) => self.0.contains(origin),
            _ => false,
        }
    }

    /// What tells browsers about these origins; `None` if there are none.
    pub(crate) fn layer(&self) -> Option<CorsLayer> {
        (!self.0.is_empty()).then(|| {
            CorsLayer::new()
                .allow_origin(self.0.to_vec())
                .allow_credentials(true)
                .allow_methods([Method::GET, Method::POST])
                .allow_headers(AllowHeaders::mirror_request())
                .expose_headers([CONTENT_DISPOSITION, RETRY_AFTER])
                .max_age(MAX_AGE)
        })
    }
}

impl FromStr for AllowedOrigins {
    type Err = InvalidOrigins;

    fn from_str(text: &str) -> Result<Self, InvalidOrigins> {
        let origins = text.split(',').map(str::trim).filter(|it| !it.is_empty());
        origins.map(origin).collect::<Result<_, _>>().map(Self)
    }
}

/// The origin in `text`, as browsers write it.
fn origin(text: &str) -> Result<HeaderValue, InvalidOrigins> {
    let url = Url::parse(text).map_err(|_| InvalidOrigins)?;
    let origin = url.origin();
    let is_web = matches!(url.scheme(), "http" | "https") && matches!(origin, Origin::Tuple(..));
    let written = origin.ascii_serialization();
    // Nothing but the origin: a path would seem to restrict it.
    let is_bare = url.as_str().strip_suffix('/') == Some(written.as_str());
    // In a host that is a character as any other, not what it seems.
    let is_pattern = written.contains('*');
    match HeaderValue::from_str(&written) {
        Ok(value) if is_web && is_bare && !is_pattern => Ok(value),
        _ => Err(InvalidOrigins),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_a_host_and_a_port() {
        let parsed = |text: &str| text.parse::<AllowedOrigins>().ok();
        assert_eq!(parsed(""), Some(AllowedOrigins::default()));
        let both = parsed("https://A.test:443/ , http://b.test:8080").unwrap();
        assert_eq!(&*both.0, ["https://a.test", "http://b.test:8080"]);
        for bad in [
            "*",
            "null",
            "a.test",
            "https://*.a.test",
            "https://a.test/path",
            "https://a.test?q",
            "https://ada@a.test",
            "file:///a",
            "https://a.test https://b.test",
        ] {
            assert_eq!(parsed(bad), None, "{bad}");
        }
    }

    #[test]
    fn only_a_listed_origin_is_allowed() {
        let allowed: AllowedOrigins = "https://a.test".parse().unwrap();
        let allows = |origins: &[&'static str]| {
            let origins = origins
                .iter()
                .map(|it| (ORIGIN, HeaderValue::from_static(it)));
            allowed.allow(&origins.collect())
        };
        assert!(allows(&["https://a.test"]));
        for others in [
            &[][..],
            &["https://b.test"],
            &["https://a.test.evil.test"],
            &["null"],
        ] {
            assert!(!allows(others), "{others:?}");
        }
    }
}
