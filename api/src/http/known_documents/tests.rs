use futures_util::FutureExt;
use serde_json::json;

use super::*;
use crate::graphql;
use crate::http::admission;
use crate::http::guard;

/// A process that reads documents of one schema.
struct Process {
    types: Types,
    schema: graphql::Schema,
    known: KnownDocuments,
    started: Instant,
}

impl Process {
    fn new() -> Self {
        Self {
            types: Types::of_sdl(&graphql::sdl()),
            schema: graphql::checking(),
            known: KnownDocuments::default(),
            started: Instant::now(),
        }
    }

    fn read(
        &self,
        text: &str,
        operation: Option<&str>,
        variables: &serde_json::Value,
        after: Duration,
    ) -> Result<Arc<Reading>, String> {
        let asked = Asked {
            operation: operation.map(str::to_owned),
            given: variables.as_object().cloned().unwrap(),
        };
        let now = self.started + after;
        let read = self
            .known
            .read(&self.types, text, guard::MEMBERS, asked, now);
        read.map_err(|error| error.message)
    }

    /// The reading at once.
    fn of(&self, text: &str, variables: &serde_json::Value) -> Arc<Reading> {
        self.read(text, None, variables, Duration::ZERO).unwrap()
    }

    fn cost(&self, reading: &Reading) -> Result<usize, String> {
        let cost = admission::cost(&self.schema, reading).now_or_never();
        cost.unwrap()
            .map_err(|response| response.errors[0].message.clone())
    }

    /// What a request gets: its cost, or why it is refused.
    fn answer(
        &self,
        text: &str,
        operation: Option<&str>,
        variables: &serde_json::Value,
    ) -> Result<(usize, usize), String> {
        let reading = self.read(text, operation, variables, Duration::ZERO)?;
        Ok((self.cost(&reading)?, reading.shape.slots()))
    }
}

const PAGE: &str = "query($first: Int) { websites(first: $first) { nodes { id name } } }";

#[test]
fn what_comes_again_within_a_minute_is_not_read_again() {
    let process = Process::new();
    let variables = json!({ "first": 10 });
    let at = |secs| {
        let after = Duration::from_secs(secs);
        process.read(PAGE, None, &variables, after).unwrap()
    };
    let first = at(0);
    assert_eq!(first.cost.get(), None);
    let cost = process.cost(&first).unwrap();
    let again = at(59);
    assert!(Arc::ptr_eq(&first, &again));
    assert_eq!(again.cost.get(), Some(&cost));
    // What has a cost is not validated: another schema would not have the field.
    let nothing = async_graphql::Schema::new(
        Nothing,
        async_graphql::EmptyMutation,
        async_graphql::EmptySubscription,
    );
    let known = admission::cost(&nothing, &again).now_or_never().unwrap();
    assert_eq!(known.unwrap(), cost);

    let later = at(60);
    assert!(!Arc::ptr_eq(&first.document, &later.document));
    assert_eq!(later.cost.get(), None);
    assert!(Arc::ptr_eq(&later, &at(119)), "it is kept anew");
}

struct Nothing;

#[async_graphql::Object]
impl Nothing {
    async fn nothing(&self) -> i32 {
        0
    }
}

#[test]
fn variables_and_the_operation_count() {
    let process = Process::new();
    let ten = process.of(PAGE, &json!({ "first": 10 }));
    let hundred = process.of(PAGE, &json!({ "first": 100 }));
    assert!(Arc::ptr_eq(&ten.document, &hundred.document));
    let [cheap, dear] = [&ten, &hundred].map(|it| process.cost(it).unwrap());
    assert!(dear > cheap + 150, "{cheap} {dear}");
    assert_eq!(process.cost(&ten), Ok(cheap));

    let chosen = "query($all: Boolean!) { viewer { id email @include(if: $all) } }";
    let fields = |all| process.of(chosen, &json!({ "all": all })).shape.slots();
    assert_eq!([fields(true), fields(false), fields(true)], [3, 2, 3]);

    let both = "query a { viewer { id } } mutation b { signOut }";
    let none = json!({});
    let kind = |name| {
        let reading = process.read(both, Some(name), &none, Duration::ZERO);
        reading.unwrap().kind.to_string()
    };
    assert_eq!(["a", "b", "a"].map(kind), ["query", "mutation", "query"]);
}

#[test]
fn what_is_known_is_answered_as_what_is_new() {
    let process = Process::new();
    let many = format!("{{ viewer {{ {} }} }}", "id ".repeat(30));
    let skipped = "query($no: Boolean = true) { viewer { id email @skip(if: $no) } }";
    let series = "query($id: ID!, $from: DateTime) { website(id: $id) { latency(from: $from) \
                  { p50Ms } } }";
    let twice =
        "query a { viewer { id } } query b($f: Int!) { websites(first: $f) { nodes { id } } }";
    let fragments = "{ viewer { id ...f } } fragment f on User { id email }";
    for (text, operation, variables) in [
        (PAGE, None, json!({ "first": 10 })),
        (PAGE, None, json!({})),
        (PAGE, None, json!({ "first": null })),
        (PAGE, None, json!({ "first": 1_000, "stray": [1, 2] })),
        (PAGE, Some("a"), json!({ "first": 10 })),
        (skipped, None, json!({})),
        (skipped, None, json!({ "no": false })),
        (
            series,
            None,
            json!({ "id": "x", "from": "2026-11-29T00:00:00Z" }),
        ),
        (series, None, json!({ "from": "2026-11-29T00:00:00Z" })),
        (twice, Some("a"), json!({})),
        (twice, Some("b"), json!({ "f": 3 })),
        (twice, Some("b"), json!({})),
        (twice, None, json!({})),
        (fragments, None, json!({})),
        (many.as_str(), None, json!({})),
        ("{ nothing }", None, json!({})),
        ("{ viewer { nothing } }", None, json!({})),
        ("{ viewer }", None, json!({})),
        ("{", None, json!({})),
        (PAGE, None, json!({ "first": "ten" })),
        (PAGE, None, json!({ "first": 3_000_000_000_u32 })),
        (
            "{ websites(first: 1000) { nodes { a: id b: id c: id d: id e: id f: id g: id h: id \
          i: id j: id k: id l: id m: id n: id o: id p: id q: id r: id s: id t: id u: id } } }",
            None,
            json!({}),
        ),
    ] {
        let new = Process::new().answer(text, operation, &variables);
        for _ in 0..3 {
            let known = process.answer(text, operation, &variables);
            assert_eq!(known, new, "{text} {operation:?} {variables}");
        }
    }
}

#[test]
fn what_is_not_valid_has_no_cost() {
    let process = Process::new();
    let error = |text: &str| process.answer(text, None, &json!({})).unwrap_err();
    for _ in 0..2 {
        assert!(error("{ viewer { nothing } }").contains("nothing"));
        let reading = process.of("{ viewer { nothing } }", &json!({}));
        assert_eq!(reading.cost.get(), None);
    }
}

/// What is counted is what is there.
fn assert_bounded(known: &KnownDocuments) {
    let kept = known.lock();
    assert!(kept.documents.len() <= MOST, "{}", kept.documents.len());
    assert!(kept.bytes <= MOST_BYTES, "{}", kept.bytes);
    let bytes = kept.documents.values().map(|entry| entry.bytes);
    assert_eq!(kept.bytes, bytes.sum::<usize>());
    for (text, entry) in &kept.documents {
        let readings = entry.readings.iter();
        let readings = readings.map(|it| it.bytes + given_bytes(it));
        let own = entry.readings[0].document_bytes;
        let own = ENTRY_BYTES + text.len() + own;
        assert_eq!(entry.bytes, own + readings.sum::<usize>());
        assert!(entry.readings.len() <= MOST_READINGS);
    }
}

#[test]
fn what_is_kept_is_bounded_and_what_is_used_stays() {
    let process = Process::new();
    let used = process.of(PAGE, &json!({}));
    for n in 0..3_000 {
        process.of(&format!("{{ viewer {{ a{n}: id }} }}"), &json!({}));
        let again = process.of(PAGE, &json!({}));
        assert!(Arc::ptr_eq(&used, &again), "{n}");
    }
    assert_bounded(&process.known);
    assert!(process.known.lock().documents.len() > MOST / 4);
    for n in 0..300 {
        let long = "x".repeat(60_000);
        process.of(
            &format!("{{ website(id: \"{long}{n}\") {{ id }} }}"),
            &json!({}),
        );
        let kept = process.known.lock();
        assert!(kept.bytes <= MOST_BYTES, "{}", kept.bytes);
    }
    assert_bounded(&process.known);
    for n in 0..50 {
        process.of(PAGE, &json!({ "first": n }));
        assert_bounded(&process.known);
    }
    // Variables with many values are read each time.
    let many = json!({ "first": 1, "more": vec![0; MOST_VALUES] });
    let (first, second) = (process.of(PAGE, &many), process.of(PAGE, &many));
    assert!(!Arc::ptr_eq(&first, &second));
    assert!(Arc::ptr_eq(&first.document, &second.document));
}

#[test]
fn what_is_large_is_not_kept() {
    let process = Process::new();
    let text = format!("{{ viewer {{ {} }} }}", "id ".repeat(3_900));
    let first = process.of(&text, &json!({}));
    assert!(first.document_bytes > LARGEST_BYTES);
    assert_eq!(process.known.lock().documents.len(), 0);
}

#[test]
fn large_variables_and_those_of_mutations_are_not_kept() {
    let process = Process::new();
    let long = json!({ "first": 1, "undeclared": "x".repeat(MOST_GIVEN_BYTES) });
    process.of(PAGE, &long);
    let change = "mutation($id: ID!) { pauseWebsite(id: $id) { id } }";
    process.of(change, &json!({ "id": "0192" }));
    let kept = process.known.lock();
    assert_eq!(kept.documents.len(), 2);
    assert!(
        kept.documents
            .values()
            .all(|entry| entry.readings.is_empty())
    );
    drop(kept);
    process.of(PAGE, &json!({ "first": 1 }));
    let kept = process.known.lock();
    assert_eq!(kept.documents[PAGE].readings.len(), 1);
    let bytes: usize = kept.documents.values().map(|entry| entry.bytes).sum();
    assert_eq!(kept.bytes, bytes);
}
