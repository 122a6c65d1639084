//! Media types of request bodies and responses.
//!
//! Source: GraphQL over HTTP, "Accept" and "Content-Type", and RFC 9110, 12.5.1.

use async_graphql::parser::types::OperationType;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE};

/// Media type of a stream of events.
const EVENTS: &str = "text/event-stream";

/// Media type of a response, which determines the meaning of its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/json`: 200 for every well-formed request.
    Json,
    /// `application/graphql-response+json`: the status reports whether the document was
    /// executed.
    GraphqlResponse,
}

impl Media {
    /// Value of `Content-Type`.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        }
    }

    fn essence(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::GraphqlResponse => "application/graphql-response+json",
        }
    }
}

/// Forms of a response that a request accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Accepted {
    /// Of a response that is not a stream of events.
    pub(super) media: Media,
    events: Events,
}

/// For which operations a request wants server-sent events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Events {
    Never,
    /// For those that can be answered in no other way.
    Subscriptions,
    Always,
}

impl Accepted {
    /// Whether the results of an operation of `kind` are sent as events.
    pub(super) fn wants_events(self, kind: OperationType) -> bool {
        match self.events {
            Events::Never => false,
            Events::Subscriptions => kind == OperationType::Subscription,
            Events::Always => true,
        }
    }

    /// Whether the results of every operation are sent as events.
    pub(super) fn wants_only_events(self) -> bool {
        self.events == Events::Always
    }
}

/// What the request accepts; `None` if it is nothing of ours.
///
/// `application/json` is the default, also for `*/*`: older clients only understand that.
/// Clients that name everything with the same weight get events for subscriptions.
pub(super) fn negotiate(headers: &HeaderMap) -> Option<Accepted> {
    let accepted = |media, events| Some(Accepted { media, events });
    if !headers.contains_key(ACCEPT) {
        return accepted(Media::Json, Events::Never);
    }
    let ranges = ranges(headers);
    let json = quality(&ranges, Media::Json.essence());
    let graphql = quality(&ranges, Media::GraphqlResponse.essence());
    let names = |essence: &str| ranges.iter().any(|(range, _)| range == essence);
    let events = match quality(&ranges, EVENTS) {
        1.. if !names(EVENTS) => Events::Never,
        0 => Events::Never,
        events if events > json.max(graphql) => Events::Always,
        _ => Events::Subscriptions,
    };
    let named = names(Media::GraphqlResponse.essence());
    if graphql > 0 && (graphql > json || (graphql == json && named)) {
        accepted(Media::GraphqlResponse, events)
    } else if json > 0 {
        accepted(Media::Json, events)
    } else if events == Events::Always {
        accepted(Media::GraphqlResponse, events)
    } else {
        None
    }
}

/// The preferred type among `offered`, the first of several with the same weight; `None` if
/// the request accepts none of them.
pub(super) fn prefer<T: Copy>(headers: &HeaderMap, offered: &[(&str, T)]) -> Option<T> {
    if !headers.contains_key(ACCEPT) {
        return offered.first().map(|(_, offer)| *offer);
    }
    let ranges = ranges(headers);
    let weigh = |(essence, offer): &(&str, T)| (quality(&ranges, essence), *offer);
    let mut best = None;
    for (weight, offer) in offered.iter().map(weigh) {
        if weight > best.map_or(0, |(weight, _)| weight) {
            best = Some((weight, offer));
        }
    }
    best.map(|(_, offer)| offer)
}

/// Whether a browser's address bar sent the request: it accepts HTML, and none of our types.
pub(super) fn wants_page(headers: &HeaderMap) -> bool {
    let ranges = ranges(headers);
    let names = |essence: &str| ranges.iter().any(|(range, q)| range == essence && *q > 0);
    names("text/html") && !names(Media::Json.essence()) && !names(Media::GraphqlResponse.essence())
}

/// Why a body is not plain JSON in UTF-8. Anything else is rejected, because a browser sends
/// what a form can contain without asking for permission.
pub(super) fn no_json(headers: &HeaderMap) -> Option<&'static str> {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let content_type = match (types.next().map(|value| value.to_str()), types.next()) {
        (Some(Ok(value)), None) => value.to_ascii_lowercase(),
        _ => String::new(),
    };
    let mut parts = content_type.split(';').map(str::trim);
    if parts.next() != Some(Media::Json.essence()) {
        return Some("the request must have Content-Type: application/json");
    }
    let is_utf_8 = |charset: &str| matches!(charset.trim_matches('"'), "utf-8" | "utf8");
    if !parts.all(|parameter| parameter.strip_prefix("charset=").is_none_or(is_utf_8)) {
        return Some("the request must be in UTF-8");
    }
    let mut codings = headers.get_all(CONTENT_ENCODING).iter();
    if !codings.all(|coding| coding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Some("the request must not be compressed: Content-Encoding is not supported");
    }
    None
}

/// Whether a request without a body declares no body, or a JSON one. A page of another host
/// could send anything else without permission.
pub(super) fn brings_nothing_else(headers: &HeaderMap) -> bool {
    !headers.contains_key(CONTENT_TYPE) || no_json(headers).is_none()
}

/// Media ranges of `Accept` with their weights in thousandths.
fn ranges(headers: &HeaderMap) -> Vec<(String, u16)> {
    let values = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .map(|range| {
            let range = range.to_ascii_lowercase();
            let mut parts = range.split(';').map(str::trim);
            // Sent by old Java clients.
            let essence = match parts.next().unwrap_or_default() {
                "*" => "*/*".to_owned(),
                essence => essence.to_owned(),
            };
            let weight = parts
                .find_map(|parameter| parameter.strip_prefix("q="))
                .map_or(1000, thousandths);
            (essence, weight)
        })
        .collect()
}

/// Weight of the most specific range that matches `essence`.
fn quality(ranges: &[(String, u16)], essence: &str) -> u16 {
    let kind = essence.split('/').next().unwrap_or_default();
    [essence, &format!("{kind}/*"), "*/*"]
        .into_iter()
        .find_map(|range| ranges.iter().find(|(essence, _)| essence == range))
        .map_or(0, |(_, weight)| *weight)
}

/// A weight (`0`, `0.5`, `.5`, `1.000`) in thousandths; an invalid one counts as 0.
fn thousandths(text: &str) -> u16 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return 0;
    }
    match whole {
        "1" => 1000,
        "" if fraction.is_empty() => 0,
        "" | "0" => format!("{fraction:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn the_answers_type_follows_the_weights() {
        use Media::{GraphqlResponse, Json};
        assert_eq!(negotiate(&HeaderMap::new()).unwrap().media, Json);
        for (accept, expected) in [
            ("*/*", Some(Json)),
            ("application/*", Some(Json)),
            ("application/json", Some(Json)),
            ("Application/JSON; charset=utf-8", Some(Json)),
            ("application/graphql-response+json", Some(GraphqlResponse)),
            (
                "application/graphql-response+json, application/json",
                Some(GraphqlResponse),
            ),
            (
                "application/json, application/graphql-response+json",
                Some(GraphqlResponse),
            ),
            (
                "application/graphql-response+json, application/json;q=0.9",
                Some(GraphqlResponse),
            ),
            (
                "application/graphql-response+json;q=0.5, application/json;q=0.9",
                Some(Json),
            ),
            (
                "application/graphql-response+json, */*",
                Some(GraphqlResponse),
            ),
            ("application/json;q=0, */*", Some(GraphqlResponse)),
            ("text/html, */*;q=0.1", Some(Json)),
            ("text/html", None),
            ("application/json;q=0", None),
            ("application/json;q=high", None),
            ("application/json;q=.", None),
            // The default of java.net.HttpURLConnection.
            (
                "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
                Some(Json),
            ),
            ("application/json;q=.5", Some(Json)),
            ("*", Some(Json)),
            ("", None),
        ] {
            let accepted = negotiate(&headers(ACCEPT, accept));
            assert_eq!(accepted.map(|it| it.media), expected, "{accept:?}");
        }
    }

    #[test]
    fn events_are_for_those_who_name_them() {
        use Events::{Always, Never, Subscriptions};
        for (accept, expected) in [
            ("*/*", Never),
            ("text/*, */*;q=0.5", Never),
            ("application/json", Never),
            ("text/event-stream", Always),
            ("text/event-stream; charset=utf-8", Always),
            ("text/event-stream, */*;q=0.1", Always),
            // As urql asks for whatever may come.
            (
                "application/graphql-response+json, application/json, text/event-stream",
                Subscriptions,
            ),
            ("application/json, text/event-stream;q=0", Never),
        ] {
            let accepted = negotiate(&headers(ACCEPT, accept)).unwrap();
            assert_eq!(accepted.events, expected, "{accept}");
        }
    }

    #[test]
    fn the_first_of_the_best_types_is_preferred() {
        let offered = [("text/csv", 1), ("application/x-ndjson", 2)];
        assert_eq!(prefer(&HeaderMap::new(), &offered), Some(1));
        for (accept, expected) in [
            ("*/*", Some(1)),
            ("text/*", Some(1)),
            ("application/*", Some(2)),
            ("application/x-ndjson", Some(2)),
            ("application/x-ndjson, */*;q=0.5", Some(2)),
            ("text/csv;q=0.2, application/x-ndjson;q=0.3", Some(2)),
            ("text/csv, application/x-ndjson", Some(1)),
            ("text/html, */*;q=0.1", Some(1)),
            ("text/csv;q=0, */*", Some(2)),
            ("text/html", None),
            ("", None),
        ] {
            assert_eq!(
                prefer(&headers(ACCEPT, accept), &offered),
                expected,
                "{accept:?}"
            );
        }
    }

    #[test]
    fn only_json_in_utf_8_is_read() {
        let brings_json = |headers: &HeaderMap| no_json(headers).is_none();
        assert!(!brings_json(&HeaderMap::new()));
        for (content_type, expected) in [
            ("application/json", true),
            ("application/json; charset=UTF-8", true),
            ("application/json;charset=\"utf-8\"", true),
            ("application/json; charset=UTF8", true),
            ("application/json;", true),
            ("application/json; charset=latin1", false),
            ("application/jsonp", false),
            ("application/graphql", false),
            ("text/plain", false),
            ("text/plain; application/json", false),
            ("application/x-www-form-urlencoded", false),
            ("multipart/form-data; boundary=x", false),
        ] {
            assert_eq!(
                brings_json(&headers(CONTENT_TYPE, content_type)),
                expected,
                "{content_type}"
            );
        }
    }

    #[test]
    fn what_is_wrong_with_a_body_is_told() {
        let json = || headers(CONTENT_TYPE, "application/json");
        for (coding, expected) in [("identity", true), ("Identity", true), ("gzip", false)] {
            let mut headers = json();
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
            assert_eq!(no_json(&headers).is_none(), expected, "{coding}");
        }
        let problem = |content_type| no_json(&headers(CONTENT_TYPE, content_type));
        assert!(problem("application/json; charset=latin1").is_some_and(|it| it.contains("UTF-8")));
        assert!(problem("text/plain").is_some_and(|it| it.contains("Content-Type")));
    }

    #[test]
    fn a_get_brings_nothing_that_a_form_could() {
        assert!(brings_nothing_else(&HeaderMap::new()));
        for (content_type, expected) in [
            ("application/json", true),
            ("text/plain", false),
            ("text/plain;charset=UTF-8", false),
            ("multipart/form-data", false),
            ("application/x-www-form-urlencoded", false),
            ("", false),
        ] {
            let headers = headers(CONTENT_TYPE, content_type);
            assert_eq!(brings_nothing_else(&headers), expected, "{content_type}");
        }
    }

    #[test]
    fn a_browser_is_told_by_its_accept_header() {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        assert!(wants_page(&headers(ACCEPT, browser)));
        assert!(!wants_page(&headers(ACCEPT, "*/*")));
        assert!(!wants_page(&headers(ACCEPT, "application/json, text/html")));
    }
}
