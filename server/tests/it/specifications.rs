//! The public protocols by their own tools, against a live server.

use crate::support::{TestApp, failure, node};

#[tokio::test]
async fn every_audit_of_graphql_over_http_passes() {
    let app = TestApp::new().await;
    let url = format!("http://{}/graphql", app.address);
    let audits: u32 = node("audits.js", &[&url]).await.trim().parse().unwrap();
    assert!(audits > 50, "{audits}");
}

#[tokio::test]
async fn a_breaking_change_of_the_schema_needs_its_line_in_the_changelog() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let older = write(
        "older",
        "type Query { a(x: Int): Int b: E } enum E { X Y } input I { x: Int }",
    );
    let newer = write(
        "newer",
        "type Query { a(y: Int): Int b: E c: Int } enum E { X }",
    );
    let refused = async |changelog: &str| {
        let changelog = write("changelog", changelog);
        let args = [&*older, &*newer, &*changelog];
        failure("breaking_changes.js", &args).await
    };
    let told = |section: &str, names: &str| {
        format!("# Changelog\n\n## Unreleased\n\n### {section}\n\n{names}\n\n### Fixed\n\n## 0.1\n")
    };
    let all = "- `Query.a(x:)`, `E.Y` and `I` are gone.";
    assert_eq!(refused(&told("Breaking", all)).await, None);
    let without = refused(&told("Breaking", "- `E.Y` and `I`."))
        .await
        .unwrap();
    assert!(without.contains("Name `Query.a(x:)`"), "{without}");
    assert_eq!(without.lines().count(), 1, "{without}");
    for elsewhere in [
        told("Added", all),
        format!("## Unreleased\n\n## 0.1\n\n### Breaking\n\n{all}\n"),
    ] {
        assert_eq!(refused(&elsewhere).await.unwrap().lines().count(), 3);
    }
    let same = write("changelog", "");
    assert_eq!(
        failure("breaking_changes.js", &[&newer, &newer, &same]).await,
        None
    );
}
