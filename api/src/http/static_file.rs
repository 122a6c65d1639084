//! Files of the binary that browsers keep.

use axum::body::Bytes;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A file in the form in which it is sent.
#[derive(Debug)]
pub(super) struct StaticFile<'a> {
    /// Its media type.
    pub(super) content_type: &'static str,
    /// What the page that it is may load.
    pub(super) policy: &'static str,
    /// How long browsers keep it.
    pub(super) cache: &'static str,
    /// Changes with the content; see [`etag`].
    pub(super) etag: &'a str,
    /// How `bytes` is compressed.
    pub(super) encoding: Option<&'static str>,
    /// Its content.
    pub(super) bytes: Bytes,
}

/// The ETag of a content with this hash.
pub(super) fn etag(hash: &[u8]) -> String {
    format!("\"{}\"", URL_SAFE_NO_PAD.encode(hash))
}

impl StaticFile<'_> {
    /// The response to a request with these headers: the file, unless the browser has it.
    pub(super) fn answer(self, headers: &HeaderMap) -> Response {
        let of_all = [
            (CACHE_CONTROL, self.cache),
            (VARY, "accept-encoding"),
            (ETAG, self.etag),
            (CONTENT_SECURITY_POLICY, self.policy),
        ];
        if is_known(headers, self.etag) {
            return (StatusCode::NOT_MODIFIED, of_all).into_response();
        }
        let content_type = [(CONTENT_TYPE, self.content_type)];
        match self.encoding {
            Some(encoding) => {
                let encoding = [(CONTENT_ENCODING, encoding)];
                (of_all, content_type, encoding, self.bytes).into_response()
            }
            None => (of_all, content_type, self.bytes).into_response(),
        }
    }
}

/// Whether the client has the content with this ETag.
pub(super) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get(IF_NONE_MATCH).and_then(|tag| tag.to_str().ok());
    known.is_some_and(|known| {
        let mut tags = known.split(',');
        tags.any(|tag| tag.trim().trim_start_matches("W/") == etag)
    })
}

/// Whether the client accepts an encoding. Source: RFC 9110, 12.5.3; a weight of 0 refuses it.
pub(super) fn takes(headers: &HeaderMap, encoding: &str) -> bool {
    let values = headers.get_all(ACCEPT_ENCODING).iter();
    let codings = values.filter_map(|value| value.to_str().ok());
    codings.flat_map(|value| value.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let is_named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        is_named && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_taken_unless_it_is_refused() {
        let takes = |accepted: &str, encoding| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, accepted.parse().unwrap());
            takes(&headers, encoding)
        };
        assert!(takes("gzip, deflate, br", "br") && takes("BR;q=0.5", "br"));
        assert!(!takes("gzip", "br") && !takes("br;q=0, gzip", "br") && !takes("", "br"));
    }
}
