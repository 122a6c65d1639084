//! What the compiler cannot guard: crate edges, a pure domain, file lengths,
//! paths named in the docs, and the sample of the environment.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Longest source file, lines.
const MAX_LINES: usize = 400;

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

/// Every crate, and the crates of the workspace that it may use.
fn edges() -> BTreeMap<&'static str, &'static [&'static str]> {
    BTreeMap::from([
        ("entity", &[][..]),
        ("dashboard", &[]),
        ("migration", &[]),
        ("net", &[]),
        ("notify", &["entity", "net", "queue", "runtime"]),
        ("pages", &["entity", "runtime", "status"]),
        ("queue", &[]),
        ("runtime", &[]),
        ("scheduler", &["entity", "queue", "runtime"]),
        ("prober", &["net", "queue", "runtime"]),
        ("status", &["entity", "queue", "runtime"]),
        (
            "api",
            &[
                "dashboard",
                "entity",
                "net",
                "notify",
                "pages",
                "prober",
                "queue",
                "runtime",
                "scheduler",
                "status",
            ],
        ),
        (
            "server",
            &[
                "api",
                "entity",
                "migration",
                "net",
                "notify",
                "pages",
                "prober",
                "queue",
                "runtime",
                "scheduler",
                "status",
            ],
        ),
        (
            "bench",
            &[
                "entity",
                "migration",
                "net",
                "notify",
                "pages",
                "queue",
                "status",
            ],
        ),
        ("chaos", &["bench"]),
    ])
}

/// Where a crate's sources are: beside those of the dashboard, which are not Rust, in a folder of
/// their own.
fn source_folder(member: &str) -> String {
    let folder = if member == "dashboard" {
        "embed"
    } else {
        "src"
    };
    format!("{member}/{folder}")
}

/// The product's source files of `folder`, with what they say outside of comments and tests.
fn sources(folder: impl AsRef<Path>) -> Vec<(PathBuf, String)> {
    let files = files(&root().join(folder), ".rs").into_iter();
    let read = files.map(|file| {
        let text = std::fs::read_to_string(&file).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let code = text.lines().map(|line| line.split("//").next().unwrap());
        let code = code.collect::<Vec<_>>().join("\n");
        (file, code)
    });
    let is_product = |(file, _): &(PathBuf, String)| {
        let name = file.file_name().unwrap().to_string_lossy();
        !name.ends_with("tests.rs")
    };
    read.filter(is_product).collect()
}

/// No source file of `folder` says one of `words`.
fn nobody_says(folder: &str, words: &[&str]) {
    let sources = sources(folder);
    assert!(!sources.is_empty(), "{folder} has sources");
    for (file, code) in sources {
        for word in words {
            // Not as the end of another word: `identity::` is no `entity::`.
            let mut found = code.match_indices(word);
            let is_said = found.any(|(at, _)| !code[..at].ends_with(char::is_alphanumeric));
            assert!(!is_said, "{} says {word:?}", file.display());
        }
    }
}

#[test]
fn crates_use_only_whom_they_may() {
    let allowed = edges();
    let members: BTreeSet<&str> = allowed.keys().copied().collect();
    for (member, may_use) in &allowed {
        let manifest = read(format!("{member}/Cargo.toml"));
        let names = dependencies(&manifest, "dependencies").into_iter();
        let uses: BTreeSet<&str> = names.filter(|name| members.contains(name)).collect();
        let may_use: BTreeSet<&str> = may_use.iter().copied().collect();
        assert!(
            uses.is_subset(&may_use),
            "{member} uses {uses:?}, and may use {may_use:?}"
        );
    }
}

/// What a crate depends on it names somewhere.
#[test]
fn every_dependency_is_used() {
    // The one turns on how the database's driver speaks TLS, the other is named by a derive.
    let unnamed = [("entity", "sqlx"), ("entity", "serde_json")];
    for member in edges().into_keys() {
        let manifest = read(format!("{member}/Cargo.toml"));
        for (section, folders) in [
            ("dependencies", &["src"][..]),
            ("dev-dependencies", &["src", "tests"]),
        ] {
            let files = folders.iter().map(|folder| match *folder {
                "src" => root().join(source_folder(member)),
                other => root().join(member).join(other),
            });
            let files = files.filter(|folder| folder.exists());
            let texts: Vec<String> = files.flat_map(texts).collect();
            for name in dependencies(&manifest, section) {
                let path = format!("{}::", name.replace('-', "_"));
                let is_in_word = |c: char| c.is_alphanumeric() || c == '_';
                let names_it = |text: &str| {
                    let mut places = text.match_indices(&path);
                    places.any(|(at, _)| !text[..at].ends_with(is_in_word))
                };
                let is_used = texts.iter().any(|text| names_it(text));
                assert!(
                    is_used || unnamed.contains(&(member, name)),
                    "{member} does not use {name}"
                );
            }
        }
    }
}

/// The names in a section of a manifest.
fn dependencies<'m>(manifest: &'m str, section: &str) -> Vec<&'m str> {
    let start = format!("\n[{section}]\n");
    let text = manifest.split(&start).nth(1).unwrap_or_default();
    let text = text.split("\n[").next().unwrap();
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .collect()
}

fn texts(folder: PathBuf) -> impl Iterator<Item = String> {
    let files = files(&folder, ".rs").into_iter();
    files.map(|file| std::fs::read_to_string(file).unwrap())
}

/// No clock, no I/O, and no type of a row.
#[test]
fn the_domain_is_pure() {
    let words = [
        "sea_orm",
        "tokio",
        "async ",
        "queue::",
        "std::time",
        "std::fs",
        "Utc::now",
        "Model",
        "entity::schedule",
        "entity::tick",
        "entity::vote",
        "entity::website",
    ];
    nobody_says("status/src/domain", &words);
}

#[test]
fn only_the_queue_names_redis() {
    for member in edges().into_keys().filter(|member| *member != "queue") {
        // Its client, and the rules of its users.
        nobody_says(&source_folder(member), &["fred::", "resetkeys", "-@all"]);
    }
}

#[test]
fn the_schema_holds_no_query_and_the_protocols_no_entity() {
    let words = ["Entity::", "QueryFilter", "QuerySelect", "Statement::"];
    nobody_says("api/src/graphql", &words);
    nobody_says("api/src/http", &["entity::", "sea_orm"]);
}

/// Modules at the top of a crate use each other in one direction.
#[test]
fn no_circle_is_in_a_crate() {
    for member in edges().into_keys() {
        let folder = root().join(source_folder(member));
        let module_of = |file: &Path| {
            let path = file.strip_prefix(&folder).unwrap();
            let first = path.components().next().unwrap().as_os_str();
            first.to_string_lossy().trim_end_matches(".rs").to_owned()
        };
        let sources = sources(&folder);
        let modules: BTreeSet<String> = sources.iter().map(|(file, _)| module_of(file)).collect();
        let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (file, code) in &sources {
            let module = module_of(file);
            let used = uses.entry(module.clone()).or_default();
            for rest in code.split("crate::").skip(1) {
                let (one, several) = match rest.strip_prefix('{') {
                    Some(list) => ("", list.split('}').next().unwrap()),
                    None => (rest, ""),
                };
                let named = several.split(',').chain([one]);
                let named = named
                    .filter_map(|name| name.split([':', ' ', ';', '\n']).find(|it| !it.is_empty()));
                used.extend(
                    named
                        .filter(|name| modules.contains(*name))
                        .map(str::to_owned),
                );
            }
            used.remove(&module);
            // These put the crate together.
            if module == "lib" || module == "main" {
                used.clear();
            }
        }
        // What uses nothing that is left is taken away; a circle is what stays.
        while let Some(leaf) = uses.iter().find(|(_, used)| used.is_empty()) {
            let leaf = leaf.0.clone();
            uses.remove(&leaf);
            uses.values_mut().for_each(|used| {
                used.remove(&leaf);
            });
        }
        assert!(uses.is_empty(), "a circle in {member}: {uses:?}");
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
        "net/",
        "notify/",
        "queue/",
        "scheduler/",
        "prober/",
        "status/",
        "bench/",
        "chaos/",
        "runtime/",
        "server/",
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
        "prober/src/config.rs",
        "runtime/src/log/args.rs",
        "server/src/config.rs",
        "server/src/config/accounts.rs",
        "server/src/config/alerts.rs",
        "server/src/config/http.rs",
        "server/src/config/keep.rs",
        "server/src/config/limits.rs",
        "server/src/config/oidc.rs",
        "server/src/config/pages.rs",
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
    assert!(ours.eq(runtime::variables::VARIABLES));
    let asked = crate::deploy::asked_by_compose();
    assert_eq!(sample, variables().union(&asked).cloned().collect());
}
