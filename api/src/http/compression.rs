//! Answers in gzip, for clients that take it.
//!
//! Lists repeat the same names of fields: 1,000 websites shrink to a tenth. Only answers that
//! are there as a whole are compressed: a stream of events would wait in the compressor, and a
//! compressor that waits for a slow reader keeps more memory than the answer.
//!
//! Answers contain secrets beside text that others chose, whose length compression would tell to
//! whoever can make a browser ask: nobody can, as cookies count only for requests of the own
//! origin ([`super::origin_check`]).

use std::io::Write;

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, VARY};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::static_file::takes;

/// Shorter answers fit into one packet anyway.
const LEAST_BYTES: u64 = 1_400;

const GZIP: &str = "gzip";

/// Compresses the answer if it is long, all of it is there, and the client takes it.
pub(super) async fn compress(request: Request, next: Next) -> Response {
    let is_taken = takes(request.headers(), GZIP);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.append(VARY, HeaderValue::from_static("accept-encoding"));
    let length = response.body().size_hint().exact();
    if !is_taken || length.is_none_or(|length| length < LEAST_BYTES) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    // It was limited when it was encoded.
    match to_bytes(body, usize::MAX).await.map(|plain| gzip(&plain)) {
        Ok(Ok(bytes)) => {
            head.headers.remove(CONTENT_LENGTH);
            let value = HeaderValue::from_static(GZIP);
            head.headers.insert(CONTENT_ENCODING, value);
            Response::from_parts(head, Body::from(bytes))
        }
        Ok(Err(_)) | Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn gzip(plain: &[u8]) -> std::io::Result<Vec<u8>> {
    let buffer = Vec::with_capacity(plain.len() / 4);
    let mut encoder = GzEncoder::new(buffer, Compression::fast());
    encoder.write_all(plain)?;
    encoder.finish()
}
