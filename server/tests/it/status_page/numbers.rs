//! The numbers of a page, over a history of months.

use std::sync::Arc;

use futures_util::future::join_all;
use pages::{Address, Asset};
use serde_json::{Value, json};

use crate::support::{History, NOW_MS, on_both_engines};

/// The page of a website with a history, and the website's id.
async fn page(history: &History) -> String {
    let id = history.fill(2).await.to_string();
    let query = "mutation($id: ID!) { createStatusPage(input: { slug: \"acme\", title: \"Acme\",
        components: [{ websiteId: $id, name: \"Shop\", latency: true, regions: true }] }) { id } }";
    let made = history.graphql(query, json!({ "id": id })).await;
    made.data("/createStatusPage/id");
    id
}

async fn json_of_page(history: &History) -> Value {
    let text = history.text("/status/acme/status.json").await;
    serde_json::from_str(&text).unwrap()
}

async fn they_are_those_of_the_api(history: History) {
    let id = page(&history).await;
    let query = "query($id: ID!) { website(id: $id) {
        uptime(window: QUARTER) { ratio coverage }
        uptimeSeries { ratios downSecs } } }";
    let told = history.graphql(query, json!({ "id": id })).await;
    let told = told.data("/website");
    let page = json_of_page(&history).await;
    let component = &page["components"][0];
    assert_eq!(component["days"].as_array().unwrap().len(), 90);
    // Today goes on between the two questions.
    let days = |name: &str| -> Vec<Value> {
        let days = component["days"].as_array().unwrap();
        days[..89].iter().map(|day| day[name].clone()).collect()
    };
    let series = |name: &str| -> Vec<Value> {
        let days = told["uptimeSeries"][name].as_array().unwrap();
        days[..89].to_vec()
    };
    assert_eq!(days("uptime"), series("ratios"));
    assert_eq!(days("downSecs"), series("downSecs"));
    assert!(days("downSecs").iter().any(|secs| *secs != json!(0)));
    // The bars are whole days, the window is not: it differs by the part of today.
    let ratio = |value: &Value| value["ratio"].as_f64().unwrap();
    let difference = ratio(&component["uptime"]) - ratio(&told["uptime"]);
    assert!(difference.abs() < 0.01, "{component} {told}");
    let html = history.text("/status/acme").await;
    assert!(
        html.contains("Days with trouble in the last 90 days"),
        "{html}"
    );
}

async fn what_nobody_judges_is_not_green(history: History) {
    page(&history).await;
    assert_eq!(json_of_page(&history).await["status"], "operational");
    let late = format!("UPDATE website_status SET rejudge_at_ms = {NOW_MS} - 30001");
    history.execute(&late).await;
    let stale = crate::support::eventually("what is not known", async || {
        let page = json_of_page(&history).await;
        (page["status"] == "impaired").then_some(page)
    })
    .await;
    assert_eq!(stale["components"][0]["status"], "unknown");
    let html = history.text("/status/acme").await;
    assert!(html.contains("Monitoring impaired"), "{html}");
    let summary = history.text("/status/acme/api/v2/status.json").await;
    assert!(!summary.contains("\"none\""), "{summary}");
}

async fn however_many_ask_it_is_rendered_once(history: History) {
    page(&history).await;
    let pages = history.app.pages.clone();
    let address = Address::Slug("acme".to_owned());
    for asset in [Asset::Page, Asset::Json, Asset::Month(2026, 9)] {
        let ask = async || {
            let shown = pages.get(&address, NOW_MS).await.unwrap().unwrap();
            pages.asset(&shown, &asset, NOW_MS).await.unwrap().unwrap()
        };
        let all = join_all((0..200).map(|_| ask())).await;
        let first = &all[0];
        let others = all.iter().filter(|it| !Arc::ptr_eq(first, it));
        // Where it is read again meanwhile, it says the same.
        assert_eq!(others.count(), 0, "{asset:?}");
    }
}

on_both_engines!(
    they_are_those_of_the_api,
    what_nobody_judges_is_not_green,
    however_many_ask_it_is_rendered_once,
);
