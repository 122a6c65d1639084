//! The dashboard: its files, and its page at every address that is no other's.
//!
//! The name of a file in `/assets/` contains the hash of its content, so browsers keep it for ever;
//! for everything else they ask again, by its ETag.

use std::borrow::Cow;

use axum::body::Bytes;
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use dashboard::PAGE;

use super::static_file::{StaticFile, etag, takes};

/// What the page may load and do: nothing of another host, no inline script or style, and no text
/// becomes markup.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
                      img-src 'self' data:; font-src 'self'; connect-src 'self'; \
                      manifest-src 'self'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'; require-trusted-types-for 'script'; \
                      trusted-types 'none'";

/// For names with the hash of the content: a year. Source: RFC 8246.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// For all others.
const ASK_AGAIN: &str = "no-cache";

/// What `/` says where the dashboard was not built.
const NOT_BUILT: &str = "The dashboard is not part of this build: run `make dashboard`, and build \
                         again. The API is at /graphql, and a page for queries at /graphiql.\n";

/// Compressed forms of files, the smaller first.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

const HTML: &str = "text/html; charset=utf-8";

/// What no other route is for: a file, or the page for a browser that navigates.
pub(super) async fn page_or_file(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let found = match content_type(path) {
        _ if method != Method::GET && method != Method::HEAD => None,
        Some(content_type) => give(path, content_type, &headers),
        None if path.is_empty() || wants_page(&headers) => {
            let built = give(PAGE, HTML, &headers);
            built.or_else(|| path.is_empty().then(|| NOT_BUILT.into_response()))
        }
        None => None,
    };
    found.unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

/// The media type of a file; an address without an ending names a page.
fn content_type(path: &str) -> Option<&'static str> {
    let (_, ending) = path.rsplit('/').next()?.rsplit_once('.')?;
    Some(match ending {
        "html" => HTML,
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    })
}

/// Whether a browser navigates here, rather than a program that has mistyped an address.
fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

/// The file at `path`, in the smallest form that the client takes.
fn give(path: &str, content_type: &'static str, headers: &HeaderMap) -> Option<Response> {
    let compressed = ENCODINGS.iter().find_map(|(name, ending)| {
        let is_taken = takes(headers, name);
        let file = is_taken.then(|| dashboard::file(&format!("{path}{ending}")))?;
        Some((Some(*name), file?))
    });
    let (encoding, file) = match compressed {
        Some(found) => found,
        None => (None, dashboard::file(path)?),
    };
    let file = StaticFile {
        content_type,
        policy: POLICY,
        cache: if path.starts_with("assets/") {
            FOR_EVER
        } else {
            ASK_AGAIN
        },
        etag: &etag(&file.hash),
        encoding,
        bytes: match file.bytes {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        },
    };
    Some(file.answer(headers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_an_ending_names_a_page() {
        for page in ["", "sign-up", "websites/0192", "a.b/c"] {
            assert_eq!(content_type(page), None, "{page}");
        }
        assert_eq!(content_type("icons/up.svg"), Some("image/svg+xml"));
        assert_eq!(content_type("x.php"), Some("application/octet-stream"));
    }
}
