//! Keeps the last view of each public page in a directory, so that it can be shown while the
//! database is away, also after a restart.

use std::io;
use std::path::PathBuf;

use tracing::warn;

use crate::load::Address;
use crate::view::View;

/// A directory of views; none is kept without one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keep(Option<PathBuf>);

impl Keep {
    pub(crate) fn new(directory: Option<PathBuf>) -> Self {
        Self(directory)
    }

    /// The view of the page at `address`, if one is kept.
    pub(crate) fn read(&self, address: &Address) -> Option<View> {
        let text = std::fs::read(self.path(address)?).ok()?;
        // One of another version of Upbeat may be of another shape.
        serde_json::from_slice(&text).ok()
    }

    /// Keeps `view`, or nothing any more if it is not public, for `address`.
    pub(crate) fn write(&self, address: &Address, view: Option<&View>) {
        let Some(path) = self.path(address) else {
            return;
        };
        let written = match view {
            Some(view) => write(&path, view),
            None => match std::fs::remove_file(&path) {
                Err(err) if err.kind() == io::ErrorKind::NotFound => Ok(()),
                removed => removed,
            },
        };
        if let Err(error) = written {
            let path = path.display();
            warn!(%error, "The last view of a status page cannot be kept in {path}");
        }
    }

    fn path(&self, address: &Address) -> Option<PathBuf> {
        let (kind, name) = match address {
            Address::Slug(slug) => ("slug", slug),
            Address::Host(host) => ("host", host),
        };
        // Names are checked when a page is made, but here they come from a stranger.
        let is_plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '.');
        let is_name = !name.is_empty() && name.len() <= 253 && name.chars().all(is_plain);
        let directory = self.0.as_ref().filter(|_| is_name)?;
        Some(directory.join(format!("{kind}-{name}.json")))
    }
}

/// Replaces the file as a whole: a reader, or a crash, finds the old or the new one.
fn write(path: &std::path::Path, view: &View) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory)?;
    }
    let new = path.with_extension(format!("{}.new", std::process::id()));
    std::fs::write(&new, serde_json::to_vec(view)?)?;
    std::fs::rename(&new, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_directory() {
        let keep = Keep::new(Some(PathBuf::from("/kept")));
        let path = |name: &str| keep.path(&Address::Slug(name.to_owned()));
        assert_eq!(path("acme"), Some(PathBuf::from("/kept/slug-acme.json")));
        for name in ["../x", "a/b", "", "a\0b", &"a".repeat(300)] {
            assert_eq!(path(name), None, "{name:?}");
        }
    }
}
