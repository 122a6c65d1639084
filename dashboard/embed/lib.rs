//! The built dashboard, inside the binary: what `make dashboard` writes to `dist/`, precompressed.
//!
//! A build without optimization reads the folder instead, so that the dashboard can be built anew
//! beside it. Where it was never built there are no files, and everything else works all the same.

use std::borrow::Cow;

use rust_embed::RustEmbed;

/// The page, which the application's script fills whatever the address.
pub const PAGE: &str = "index.html";

#[derive(RustEmbed)]
#[folder = "dist"]
#[allow_missing = true]
struct Dist;

/// A built file.
#[derive(Clone, Debug)]
pub struct File {
    /// Its content.
    pub bytes: Cow<'static, [u8]>,
    /// SHA-256 of the content.
    pub hash: [u8; 32],
}

/// The built file at `path`, such as `assets/index-1a2b.js`, or with `.br` or `.gz` at its end its
/// compressed form.
pub fn file(path: &str) -> Option<File> {
    let file = Dist::get(path)?;
    Some(File {
        hash: file.metadata.sha256_hash(),
        bytes: file.data,
    })
}
