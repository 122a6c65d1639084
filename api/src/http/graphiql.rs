//! GraphiQL, the page for running queries by hand, served from embedded files.
//!
//! Nothing is loaded from another host, and the browser is told to load nothing from one.
//! `scripts/update-graphiql` updates the files.

use std::io::Read;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};

use super::state::HttpState;
use super::static_file::{StaticFile, etag, takes};

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// Allows only our scripts, styles and connections, and images embedded in a style.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
                      img-src 'self' data:; connect-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

/// An embedded file.
struct Embedded {
    name: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
    is_gzip: bool,
}

macro_rules! embedded {
    ($($name:literal $content_type:ident $is_gzip:literal $path:literal,)*) => {
        &[$(Embedded {
            name: $name,
            content_type: $content_type,
            bytes: include_bytes!($path),
            is_gzip: $is_gzip,
        }),*]
    };
}

/// The page, under an empty name, and its files.
const FILES: &[Embedded] = embedded![
    "" HTML false "graphiql/page.html",
    "page.css" STYLE false "graphiql/page.css",
    "page.js" SCRIPT false "graphiql/page.js",
    "graphiql.min.css" STYLE true "graphiql/graphiql.min.css.gz",
    "graphiql.min.js" SCRIPT true "graphiql/graphiql.min.js.gz",
    "react.production.min.js" SCRIPT true "graphiql/react.production.min.js.gz",
    "react-dom.production.min.js" SCRIPT true "graphiql/react-dom.production.min.js.gz",
];

/// The page's files with their ETags; cheap to clone.
#[derive(Clone)]
pub(super) struct Files(Arc<[(&'static Embedded, String)]>);

impl Default for Files {
    fn default() -> Self {
        let mark = |file: &Embedded| etag(&Sha256::digest(file.bytes));
        Self(FILES.iter().map(|file| (file, mark(file))).collect())
    }
}

/// `GET /graphiql`.
pub(super) async fn page(State(shared): State<HttpState>, headers: HeaderMap) -> Response {
    shared.graphiql.give("", &headers)
}

/// `GET /graphiql/NAME`.
pub(super) async fn file(
    State(shared): State<HttpState>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    if name.is_empty() {
        return StatusCode::NOT_FOUND.into_response();
    }
    shared.graphiql.give(&name, &headers)
}

impl Files {
    fn give(&self, name: &str, headers: &HeaderMap) -> Response {
        let Some((file, mark)) = self.0.iter().find(|(file, _)| file.name == name) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let is_gzip = file.is_gzip && takes(headers, "gzip");
        let mut bytes = Bytes::from_static(file.bytes);
        if file.is_gzip && !is_gzip {
            let mut plain = Vec::new();
            if GzDecoder::new(file.bytes).read_to_end(&mut plain).is_err() {
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
            bytes = plain.into();
        }
        let file = StaticFile {
            content_type: file.content_type,
            policy: POLICY,
            // Files change with the program, so browsers must revalidate them each time.
            cache: "no-cache",
            etag: mark,
            encoding: is_gzip.then_some("gzip"),
            bytes,
        };
        file.answer(headers)
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;
    use sha2::Sha384;

    use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, ETAG, IF_NONE_MATCH};
    use base64::Engine;

    use super::*;

    fn plain(name: &str) -> Vec<u8> {
        let file = FILES.iter().find(|file| file.name == name).unwrap();
        let mut plain = Vec::new();
        if file.is_gzip {
            GzDecoder::new(file.bytes).read_to_end(&mut plain).unwrap();
        } else {
            plain.extend_from_slice(file.bytes);
        }
        plain
    }

    /// Values of an attribute, with the path before each `integrity`.
    fn links() -> Vec<(String, Option<String>)> {
        let page = String::from_utf8(plain("")).unwrap();
        let value = |text: &str, name: &str| {
            let from = text.split(&format!("{name}=\"")).nth(1)?;
            Some(from.split('"').next().unwrap().to_owned())
        };
        let tags = page
            .split('<')
            .filter(|tag| tag.starts_with("link") || tag.starts_with("script"));
        tags.map(|tag| {
            let path = value(tag, "src").or_else(|| value(tag, "href")).unwrap();
            (path, value(tag, "integrity"))
        })
        .collect()
    }

    #[test]
    fn each_file_of_the_page_is_here_and_is_the_one_it_names() {
        let links = links();
        assert_eq!(links.len(), FILES.len() - 1);
        for (path, integrity) in links {
            let file = plain(path.strip_prefix("/graphiql/").unwrap());
            if let Some(integrity) = integrity {
                let hash = STANDARD.encode(Sha384::digest(&file));
                assert_eq!(integrity, format!("sha384-{hash}"), "{path}");
            }
        }
    }

    #[test]
    fn a_file_is_sent_as_it_is_taken() {
        let files = Files::default();
        let take = |name: &str, headers: &[(axum::http::HeaderName, &str)]| {
            let headers = headers
                .iter()
                .map(|(name, value)| (name.clone(), value.parse().unwrap()));
            files.give(name, &headers.collect())
        };
        let script = take(
            "graphiql.min.js",
            &[(ACCEPT_ENCODING, "deflate, gzip;q=1.0")],
        );
        assert_eq!(script.headers()[CONTENT_ENCODING], "gzip");
        let mark = script.headers()[ETAG].to_str().unwrap().to_owned();
        for refused in ["", "gzip;q=0", "br", "gzipped"] {
            let script = take("graphiql.min.js", &[(ACCEPT_ENCODING, refused)]);
            assert!(
                !script.headers().contains_key(CONTENT_ENCODING),
                "{refused}"
            );
        }
        for known in [mark.clone(), format!("\"x\", W/{mark}")] {
            let script = take("graphiql.min.js", &[(IF_NONE_MATCH, &known)]);
            assert_eq!(script.status(), StatusCode::NOT_MODIFIED, "{known}");
        }
        assert_eq!(
            take("graphiql.min.js", &[(IF_NONE_MATCH, "\"x\"")]).status(),
            StatusCode::OK
        );
        for nothing in ["nothing.js", "../page.html", "page.html"] {
            assert_eq!(
                take(nothing, &[]).status(),
                StatusCode::NOT_FOUND,
                "{nothing}"
            );
        }
    }
}
