//! What is kept of status pages.

use std::path::PathBuf;

use clap::Args;

use crate::store;

/// What is kept of status pages.
#[derive(Args, Clone, Debug)]
pub struct PageArgs {
    /// The directory that keeps what each public status page said last, to be shown while the
    /// database is away. By default one beside the SQLite file, or upbeat.cache in the working
    /// directory.
    #[arg(
        long,
        env = "UPBEAT_CACHE_DIR",
        value_name = "DIRECTORY",
        default_value = "",
        hide_default_value = true
    )]
    pub cache_dir: String,
}

impl PageArgs {
    /// The directory, for this database.
    pub(super) fn directory(&self, database_url: &str) -> PathBuf {
        if !self.cache_dir.is_empty() {
            return PathBuf::from(&self.cache_dir);
        }
        let beside = store::beside(database_url, ".cache");
        beside.unwrap_or_else(|| PathBuf::from("upbeat.cache"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_beside_the_file_if_there_is_one() {
        let usual = PageArgs {
            cache_dir: String::new(),
        };
        let chosen = PageArgs {
            cache_dir: "/kept".to_owned(),
        };
        for (url, path) in [
            ("sqlite:///data/upbeat.db", "/data/upbeat.db.cache"),
            ("sqlite://upbeat.db?mode=rwc", "upbeat.db.cache"),
            ("postgres://h/db", "upbeat.cache"),
        ] {
            assert_eq!(usual.directory(url), PathBuf::from(path));
            assert_eq!(chosen.directory(url), PathBuf::from("/kept"));
        }
    }
}
