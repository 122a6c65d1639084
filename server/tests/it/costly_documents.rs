//! The dearest documents that pass the limits, on both engines: whatever a document asks
//! for, it runs a bounded number of statements.
//!
//! `cargo nextest run -p api dear --no-capture` prints how long each takes.

use std::time::Instant;

use serde_json::json;

use crate::support::on_both_engines;
use crate::support::{History, NOW_MS};

/// Most statements of a document.
const MOST: usize = 2_500;

/// A field that is asked for by many names, `{n}` of them, on the websites of a page or on
/// one of them.
struct Dear {
    what: &'static str,
    /// What stands around the fields.
    around: &'static str,
    field: &'static str,
}

const fn dear(what: &'static str, around: &'static str, field: &'static str) -> Dear {
    Dear {
        what,
        around,
        field,
    }
}

const ONE: &str = "{ websites(first: 1) { nodes { FIELDS } } }";
const TEN: &str = "{ websites(first: 10) { nodes { FIELDS } } }";
const ALL: &str = "{ websites(first: 100) { nodes { FIELDS } } }";
const ROOT: &str = "{ FIELDS }";

/// What is asked for again and again.
const TABLE: &[Dear] = &[
    dear(
        "pages of no tick",
        ALL,
        "ticks(first: 0) { pageInfo { hasNextPage } }",
    ),
    dear(
        "pages of no change",
        ALL,
        "changes(first: 0) { pageInfo { hasNextPage } }",
    ),
    dear(
        "pages of no tick of ten",
        TEN,
        "ticks(first: 0) { pageInfo { hasNextPage } }",
    ),
    dear("ticks", TEN, "ticks(first: 100) { nodes { slot } }"),
    dear(
        "ticks of one region",
        ONE,
        "ticks(first: 100, region: \"usa\") { nodes { slot } }",
    ),
    dear(
        "evidence",
        ONE,
        "ticks(first: 100) { nodes { evidence { head body } } }",
    ),
    dear("changes", TEN, "changes(first: 100) { nodes { from } }"),
    dear(
        "uptime",
        TEN,
        "uptime(from: \"2026-09-0{d}T00:00:{n}Z\") { ratio }",
    ),
    dear(
        "uptime of all",
        ALL,
        "uptime(from: \"2026-09-0{d}T00:00:{n}Z\") { ratio }",
    ),
    dear(
        "ledgers",
        ALL,
        "uptime(from: \"2026-09-0{d}T00:00:{n}Z\") { slots { planned } }",
    ),
    dear(
        "ledgers of one",
        ONE,
        "uptime(from: \"2026-09-0{d}T00:00:{n}Z\") { slots { planned } }",
    ),
    dear("bars", ALL, "uptimeSeries(steps: 6{n}) { worst }"),
    dear(
        "hours",
        TEN,
        "uptimeSeries(step: HOUR, steps: 6{n}) { worst }",
    ),
    dear(
        "latency",
        ONE,
        "latency(window: YEAR) { p99Ms phases { dns { p99Ms } } }",
    ),
    dear("latency of a day", ONE, "latency { p99Ms }"),
    dear("series of a day", ONE, "latencySeries { p99Ms }"),
    dear(
        "reports",
        ONE,
        "report(month: \"2026-08\") { uptimePercent }",
    ),
    dear(
        "ledgers of reports",
        ONE,
        "report(month: \"2026-08\") { regions { uptime { slots { planned } } } }",
    ),
    dear(
        "downtimes",
        ONE,
        "report(month: \"2026-08\") { downtimes(first: 1) { count } }",
    ),
    dear(
        "all downtimes",
        ONE,
        "report(month: \"2026-08\") { downtimes { nodes { failure { reason } } } }",
    ),
    dear(
        "websites",
        ROOT,
        "website(id: \"ID\") { status regions ipVersion lastTick { slot } regionStatuses { slot } tls { version } uptime { ratio } uptimeSeries { worst } }",
    ),
    dear(
        "pages of websites",
        ROOT,
        "websites(first: 100) { nodes { status lastTick { slot } ipVersion } }",
    ),
    dear(
        "pages of no website",
        ROOT,
        "websites(first: 0) { pageInfo { hasNextPage } }",
    ),
    dear(
        "regions",
        ROOT,
        "regions { name probers { name } queue { dead { entries } } }",
    ),
    dear(
        "unknown websites",
        ROOT,
        "website(id: \"00000000-0000-7000-8000-000000000000\") { id }",
    ),
];

impl Dear {
    /// The document with `count` such fields.
    fn document(&self, count: usize, id: &str) -> String {
        let fields = (0..count).map(|n| {
            // Different arguments, or the same read would answer all.
            let field = self.field.replace("{d}", &(1 + n / 50).to_string());
            let field = field.replace("{n}", &format!("{:02}", n % 50));
            format!("a{n}: {field} ").replace("ID", id)
        });
        self.around.replace("FIELDS", &fields.collect::<String>())
    }
}

/// Whether the limits let a document pass. Nothing of it is read.
async fn passes(history: &History, document: &str) -> bool {
    let unread = format!("{{ ... @skip(if: true) {document} }}");
    let answer = history.graphql(&unread, json!({})).await;
    answer.0.get("errors").is_none()
}

#[expect(clippy::print_stderr, reason = "the table is for whoever asks for it")]
async fn the_dearest_documents_are_bounded(history: History) {
    let id = history.fill(100).await.to_string();
    for dear in TABLE {
        // By aliases at most 200 fields can be asked for, at the root 100.
        let (mut most, mut too_many) = (0, 201);
        while too_many - most > 1 {
            let count = (most + too_many) / 2;
            if passes(&history, &dear.document(count, &id)).await {
                most = count;
            } else {
                too_many = count;
            }
        }
        let began = Instant::now();
        let (answer, statements) = history.observed(&dear.document(most, &id), json!({})).await;
        let took = began.elapsed();
        let (what, count) = (dear.what, statements.len());
        eprintln!("{what:>24}: {most:>3} fields, {count:>4} statements, {took:.2?}");
        let code = answer.0["errors"][0]["extensions"]["code"].as_str();
        assert!(
            most > 0 && code.is_none_or(|code| code == "NOT_FOUND"),
            "{what}: {code:?}"
        );
        assert!(count <= MOST, "{what}: {count} statements");
    }
}

/// A website that changes at each of its checks, for a month.
async fn what_changes_all_the_time_is_told_or_refused(history: History) {
    history.fill(2).await;
    history.execute("DELETE FROM status_change").await;
    let sql = format!(
        "INSERT INTO status_change (website_key, region_key, at_ms, status)
         WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 159999)
         SELECT w.key, 0, {NOW_MS} - CAST(10000 AS bigint) * n.i, CASE WHEN n.i % 2 = 0 THEN 1 ELSE 4 END
         FROM website AS w CROSS JOIN n"
    );
    history.execute(&sql).await;
    let hours = "uptimeSeries(step: HOUR, steps: 744) { ratios }";
    let query = format!("{{ websites(first: 1) {{ nodes {{ {hours} }} }} }}");
    let answer = history.graphql(&query, json!({}));
    let ratios = answer
        .await
        .data("/websites/nodes/0/uptimeSeries/ratios")
        .clone();
    assert_eq!(ratios.as_array().unwrap().len(), 744);
    // Of two it is more than is read at once.
    let answer = history
        .graphql(
            &format!("{{ websites {{ nodes {{ {hours} }} }} }}"),
            json!({}),
        )
        .await;
    assert_eq!(answer.code(), "BAD_USER_INPUT");
    let message = answer.0["errors"][0]["message"].as_str().unwrap();
    assert!(message.contains("more than 300000 changes"), "{message}");
    // The downtimes of a month are counted where they are, and as many told as were asked for.
    let downtimes =
        "report(month: \"2026-09\") { downtimes(first: 2) { count more nodes { from to } } }";
    let query = format!("{{ websites(first: 1) {{ nodes {{ {downtimes} }} }} }}");
    let (answer, statements) = history.observed(&query, json!({})).await;
    let told = answer.data("/websites/nodes/0/report/downtimes");
    // All of these changes lie in September, and every second one made it down.
    assert_eq!(told["count"], 80_000);
    assert_eq!(
        (told["nodes"].as_array().unwrap().len(), &told["more"]),
        (2, &json!(true))
    );
    assert!(statements.len() < 10, "{}", statements.len());
}

on_both_engines!(
    the_dearest_documents_are_bounded,
    what_changes_all_the_time_is_told_or_refused,
);
