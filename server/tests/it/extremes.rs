//! Cursors, instants and numbers at the ends of what can be written: an answer or a
//! sentence, and never a fault of ours.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::support::on_both_engines;
use crate::support::{Answer, History};

fn cursor(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Asks one field of a website.
async fn ask(history: &History, id: &str, field: &str) -> Answer {
    let query = format!("query($id: ID!) {{ website(id: $id) {{ field: {field} }} }}");
    history.graphql(&query, json!({ "id": id })).await
}

fn refused(answer: &Answer) -> (String, String) {
    let extensions = &answer.0["errors"][0]["extensions"];
    let text = |name: &str| extensions[name].as_str().unwrap_or_default().to_owned();
    (text("code"), text("field"))
}

fn is_refused(answer: &Answer, field: &str, what: &str) {
    let expected = ("BAD_USER_INPUT".to_owned(), field.to_owned());
    assert_eq!(refused(answer), expected, "{what}: {}", answer.0);
}

async fn any_cursor_is_taken_or_refused(history: History) {
    let id = history.fill(1).await.to_string();
    let extremes = [
        i64::MIN,
        i64::MIN + 1,
        -1,
        0,
        1,
        253_402_300_800_000,
        i64::MAX,
    ];
    for at_ms in extremes {
        let is_one = (0..253_402_300_800_000).contains(&at_ms);
        for region in [i16::MIN, 0, 2, i16::MAX] {
            let bytes = [&at_ms.to_be_bytes()[..], &region.to_be_bytes()].concat();
            let field = format!(
                "ticks(after: \"{}\") {{ nodes {{ slot }} }}",
                cursor(&bytes)
            );
            let answer = ask(&history, &id, &field).await;
            if is_one {
                assert_eq!(answer.data("/website/field/nodes"), &json!([]), "{at_ms}");
            } else {
                is_refused(&answer, "after", &field);
            }
        }
        let after = cursor(&at_ms.to_be_bytes());
        let field = format!("changes(after: \"{after}\") {{ nodes {{ from }} }}");
        let answer = ask(&history, &id, &field).await;
        if is_one {
            assert_eq!(answer.data("/website/field/nodes"), &json!([]), "{at_ms}");
        } else {
            is_refused(&answer, "after", &field);
        }
    }
    for bytes in [[0; 16], [255; 16]] {
        let query = format!(
            "{{ websites(after: \"{}\") {{ nodes {{ id }} }} }}",
            cursor(&bytes)
        );
        let answer = history.graphql(&query, json!({})).await;
        let found = answer.data("/websites/nodes").as_array().unwrap().len();
        assert_eq!(found, usize::from(bytes[0] == 0));
    }
    let long = "A".repeat(10_000);
    for text in ["", "!", "AA", "=", "\u{0}", "ä", &long] {
        for list in ["ticks", "changes"] {
            let query = format!(
                "query($id: ID!, $after: String) {{ website(id: $id) {{ {list}(after: $after) {{ nodes {{ __typename }} }} }} }}"
            );
            let variables = json!({ "id": id, "after": text });
            is_refused(&history.graphql(&query, variables).await, "after", list);
        }
    }
}

async fn a_cursor_of_another_list_tells_no_untruth(history: History) {
    history.fill(5).await;
    let query = "{ websites(first: 2) { nodes { id changes(first: 100) { edges { cursor node { from to } } } } } }";
    let answer = history.graphql(query, json!({})).await;
    let websites = answer.data("/websites/nodes").as_array().unwrap();
    let edges = |website: &Value| website["changes"]["edges"].as_array().unwrap().clone();
    let (mine, other) = (&websites[0], &websites[1]);
    let foreign = edges(other)[3]["cursor"].as_str().unwrap().to_owned();
    let field = format!("changes(first: 1, after: \"{foreign}\") {{ nodes {{ from to }} }}");
    let answer = ask(&history, mine["id"].as_str().unwrap(), &field).await;
    let told = &answer.data("/website/field/nodes")[0];
    let mut own = edges(mine).into_iter().map(|edge| edge["node"].clone());
    assert!(own.any(|node| node == *told), "{told}");
}

async fn any_instant_is_taken_or_refused(history: History) {
    let id = history.fill(1).await.to_string();
    let far = [
        "-262143-01-01T00:00:00Z",
        "-0001-12-31T23:59:59Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999Z",
        "+10000-01-01T00:00:00Z",
        "+262142-12-31T23:59:59.999999999Z",
    ];
    let no_instants = [
        "",
        "9999",
        "2026-02-30T00:00:00Z",
        "2026-01-01T25:00:00Z",
        "now",
    ];
    for field in [
        "uptime(WINDOW) { ratio slots { planned } }",
        "latency(WINDOW) { count }",
        "latencySeries(WINDOW) { counts }",
    ] {
        for (from, to) in far
            .into_iter()
            .map(|at| (at, "2026-09-01T00:00:00Z"))
            .chain(far.into_iter().map(|at| ("2026-09-01T00:00:00Z", at)))
            .chain([
                (far[0], far[6]),
                (far[6], far[0]),
                (far[0], far[0]),
                ("-262143-01-01T00:00:00Z", "-262143-01-01T01:00:00Z"),
                ("+262142-12-31T00:00:00Z", "+262142-12-31T01:00:00Z"),
            ])
        {
            let window = format!("from: \"{from}\", to: \"{to}\"");
            let answer = ask(&history, &id, &field.replace("WINDOW", &window)).await;
            let (code, named) = refused(&answer);
            assert_eq!(code, "BAD_USER_INPUT", "{window}: {}", answer.0);
            assert!(named == "from" || named == "to", "{window}: {named}");
        }
        // An hour at either end of what can be told.
        for window in [
            "from: \"1970-01-01T00:00:00Z\", to: \"1970-01-01T01:00:00Z\"",
            "from: \"9999-12-31T23:00:00Z\", to: \"9999-12-31T23:59:59.999999999Z\"",
        ] {
            ask(&history, &id, &field.replace("WINDOW", window))
                .await
                .data("/website/field");
        }
        for at in no_instants {
            let window = format!("from: \"{at}\"");
            let answer = ask(&history, &id, &field.replace("WINDOW", &window)).await;
            let (code, _) = refused(&answer);
            assert_eq!(code, "GRAPHQL_VALIDATION_FAILED", "{window}: {}", answer.0);
        }
    }
}

async fn any_number_is_taken_or_refused(history: History) {
    let id = history.fill(1).await.to_string();
    for number in [i32::MIN, -1, i32::MAX] {
        for (field, named) in [
            (
                format!("ticks(first: {number}) {{ nodes {{ slot }} }}"),
                "first",
            ),
            (
                format!("changes(first: {number}) {{ nodes {{ from }} }}"),
                "first",
            ),
            (
                format!("uptimeSeries(steps: {number}) {{ worst }}"),
                "steps",
            ),
            (
                format!("uptimeSeries(step: HOUR, steps: {number}) {{ worst }}"),
                "steps",
            ),
            (
                format!("report(month: \"2026-08\") {{ downtimes(first: {number}) {{ count }} }}"),
                "first",
            ),
        ] {
            is_refused(&ask(&history, &id, &field).await, named, &field);
        }
        let query = format!("{{ websites(first: {number}) {{ nodes {{ id }} }} }}");
        is_refused(&history.graphql(&query, json!({})).await, "first", &query);
    }
    // However often a status is named.
    let query = "query($status: [WebsiteStatus!]) { websites(status: $status) { nodes { id } } }";
    let variables = json!({ "status": vec!["UP"; 50_000] });
    let answer = history.graphql(query, variables).await;
    assert_eq!(answer.data("/websites/nodes").as_array().unwrap().len(), 1);
}

async fn an_export_of_any_window_is_made_or_refused(history: History) {
    let id = history.fill(1).await;
    let get = async |window: &str| {
        let path = format!("/export/changes?website={id}&{window}");
        let response = history.send(history.request(&path)).await;
        response.status().as_u16()
    };
    for window in [
        "from=-262143-01-01T00:00:00Z&to=2026-09-01T00:00:00Z",
        "from=0000-01-01T00:00:00Z&to=0000-01-01T01:00:00Z",
        "from=1969-12-31T23:59:59Z&to=1970-01-01T01:00:00Z",
        "from=%2B10000-01-01T00:00:00Z&to=%2B10000-01-01T01:00:00Z",
        "from=%2B262142-12-31T00:00:00Z&to=%2B262142-12-31T01:00:00Z",
    ] {
        assert_eq!(get(window).await, 400, "{window}");
    }
    for window in [
        "from=1970-01-01T00:00:00Z&to=1970-01-01T01:00:00Z",
        "from=9999-12-31T23:00:00Z&to=9999-12-31T23:59:59Z",
    ] {
        assert_eq!(get(window).await, 200, "{window}");
    }
}

on_both_engines!(
    any_cursor_is_taken_or_refused,
    a_cursor_of_another_list_tells_no_untruth,
    any_instant_is_taken_or_refused,
    any_number_is_taken_or_refused,
    an_export_of_any_window_is_made_or_refused,
);
