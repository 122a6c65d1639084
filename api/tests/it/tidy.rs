//! What the compiler cannot guard: crate edges, a pure domain, file lengths,
//! paths named in the docs, and the sample of the environment.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Longest source file, lines.
const MAX_LINES: usize = 500;

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

pub(crate) fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|err| panic!("{}: {err}", path.display()))
}

/// The files below `folder` with this ending, build output left out.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !name.starts_with('.') && name != "target" && name != "node_modules" {
                found.extend(files(&path, ending));
            }
        } else if name.ends_with(ending) {
            found.push(path);
        }
    }
    found
}

#[test]
fn crates_use_only_whom_they_may() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("entity", &[][..]),
        ("migration", &[]),
        ("queue", &[]),
        ("scheduler", &["entity", "queue"]),
        ("prober", &["queue"]),
        ("status", &["entity", "queue"]),
        (
            "api",
            &[
                "entity",
                "migration",
                "prober",
                "queue",
                "scheduler",
                "status",
            ],
        ),
        ("bench", &["entity", "migration", "queue", "status"]),
    ]);
    let members: BTreeSet<&str> = allowed.keys().copied().collect();
    for (member, may_use) in &allowed {
        let manifest = read(format!("{member}/Cargo.toml"));
        let section = manifest
            .split("\n[dependencies]\n")
            .nth(1)
            .unwrap_or_default();
        let section = section.split("\n[").next().unwrap();
        let names = section
            .lines()
            .filter_map(|line| line.split(['.', ' ', '=']).next());
        let uses: BTreeSet<&str> = names.filter(|name| members.contains(name)).collect();
        let may_use: BTreeSet<&str> = may_use.iter().copied().collect();
        assert!(
            uses.is_subset(&may_use),
            "{member} uses {uses:?}, and may use {may_use:?}"
        );
    }
}

#[test]
fn the_domain_is_pure() {
    for file in files(&root().join("status/src/domain"), ".rs") {
        let text = std::fs::read_to_string(&file).unwrap();
        for word in [
            "sea_orm",
            "tokio",
            "async ",
            "queue::",
            "std::time",
            "std::fs",
            "Utc::now",
        ] {
            assert!(!text.contains(word), "{} says {word:?}", file.display());
        }
    }
}

#[test]
fn only_the_queue_names_redis() {
    for member in [
        "entity",
        "migration",
        "scheduler",
        "prober",
        "status",
        "api",
    ] {
        for file in files(&root().join(member).join("src"), ".rs") {
            let text = std::fs::read_to_string(&file).unwrap();
            assert!(!text.contains("fred::"), "{}", file.display());
        }
    }
}

#[test]
fn no_file_is_too_long() {
    for file in files(&root(), ".rs") {
        let lines = std::fs::read_to_string(&file).unwrap().lines().count();
        assert!(
            lines <= MAX_LINES,
            "{} has {lines} lines: look for the seam",
            file.display()
        );
    }
}

/// A path in the docs is a name in back quotes with a slash and one of our roots.
#[test]
fn paths_named_in_the_docs_exist() {
    let roots = [
        "api/",
        "entity/",
        "migration/",
        "queue/",
        "scheduler/",
        "prober/",
        "status/",
        "bench/",
        "deploy/",
        "docs/",
        "scripts/",
        ".ci/",
        ".config/",
    ];
    let mut named = 0;
    for doc in files(&root(), ".md") {
        let text = std::fs::read_to_string(&doc).unwrap();
        for path in text.split('`').skip(1).step_by(2) {
            if roots.iter().any(|root| path.starts_with(root))
                && !path.contains([' ', '*', '<', '{'])
            {
                named += 1;
                assert!(root().join(path).exists(), "{} names {path}", doc.display());
            }
        }
    }
    assert!(named > 10, "the docs name their files");
}

/// Every variable that the two binaries read.
pub(crate) fn variables() -> BTreeSet<String> {
    let mut variables = BTreeSet::new();
    for config in [
        "api/src/config.rs",
        "api/src/config/keep.rs",
        "prober/src/config.rs",
        "prober/src/config/log.rs",
    ] {
        let text = read(config);
        let parts = text.split("env = \"").skip(1);
        variables.extend(parts.map(|part| part.split('"').next().unwrap().to_owned()));
    }
    variables
}

#[test]
fn the_sample_of_the_environment_is_complete() {
    let sample: BTreeSet<String> = read(".env.sample")
        .lines()
        .map(|line| line.trim_start_matches("# "))
        .filter_map(|line| line.split_once('='))
        .map(|(name, _)| name.to_owned())
        .filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        .collect();
    let ours = sample.iter().filter(|name| name.starts_with("UPBEAT_"));
    assert!(ours.eq(prober::config::known::VARIABLES));
    let asked = crate::deploy::asked_by_compose();
    assert_eq!(sample, variables().union(&asked).cloned().collect());
}
