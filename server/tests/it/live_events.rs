//! Live changes of status and incidents: each once, in order, whatever made them and however
//! often the subscriber comes back.

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::{Client, Socket, Target, TestApp, eventually};

const CHANGES: &str = "subscription($ids: [ID!], $regions: Boolean = false, $after: String) {
    statusChanges(websiteIds: $ids, withRegions: $regions, after: $after) {
        cursor website { id } region at status previousStatus } }";

const INCIDENTS: &str = "subscription($after: String) { incidents(after: $after) {
    cursor kind at incident { id resolvedAt website { id } } } }";

const TICKS: &str = "subscription($after: String) { ticks(after: $after) { cursor } }";

/// A change without its cursor: previous status and status.
type Change = (Option<String>, String);

fn data<'m>(message: &'m Value, field: &str) -> &'m Value {
    let data = message.pointer("/payload/data");
    let event = data.and_then(|data| data.get(field));
    event.unwrap_or_else(|| panic!("{message}"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn change(event: &Value) -> Change {
    let before = event["previousStatus"].as_str().map(str::to_owned);
    (before, text(&event["status"]))
}

async fn open(client: &Client) -> Socket {
    Socket::sign_in(client.address, client.token.as_ref().unwrap()).await
}

/// Listens to one subscription.
async fn listen(client: &Client, query: &str, variables: Value) -> Socket {
    let mut socket = open(client).await;
    socket.subscribe("1", query, variables).await;
    socket
}

/// The next `count` events of `field`.
async fn hear(socket: &mut Socket, field: &str, count: usize) -> Vec<Value> {
    let mut heard = Vec::with_capacity(count);
    for _ in 0..count {
        heard.push(data(&socket.receive().await, field).clone());
    }
    heard
}

async fn mutate(client: &Client, mutation: &str, id: &Value) {
    let fields = if mutation == "deleteWebsite" {
        ""
    } else {
        "{ id }"
    };
    let query = format!("mutation($id: ID!) {{ {mutation}(id: $id) {fields} }}");
    client.graphql(&query, json!({ "id": id })).await.data("");
}

async fn note(client: &Client, incident: &Value) {
    let query = "mutation($input: AddIncidentNoteInput!) { addIncidentNote(input: $input) { id } }";
    let input = json!({ "incidentId": incident, "text": "on it" });
    client
        .graphql(query, json!({ "input": input }))
        .await
        .data("");
}

/// A website that is checked every hour, and when the test asks.
async fn watch(client: &Client, target: &Target) -> Value {
    let query = "mutation($input: CreateWebsiteInput!) { createWebsite(input: $input) { id } }";
    let input = json!({ "url": target.url(), "intervalSecs": 3_600, "recoverySecs": 0 });
    let answer = client.graphql(query, json!({ "input": input })).await;
    answer.data("/createWebsite/id").clone()
}

async fn status(client: &Client, id: &Value, status: &str) {
    eventually(status, async || {
        let website = client.website(id.as_str().unwrap(), "status").await;
        (website["status"] == status).then_some(())
    })
    .await;
}

/// Lets the votes run out, as if nobody had checked for hours; the sweep does the rest.
async fn silence(app: &TestApp) {
    let db = app.database().await;
    db.execute_unprepared(
        "UPDATE vote SET fresh_until_ms = checked_at_ms + 1;
         UPDATE website_status SET rejudge_at_ms = since_ms + 1 WHERE rejudge_at_ms IS NOT NULL",
    )
    .await
    .unwrap();
}

/// Ticks, silence and a person, each of them seen before the next: the website, and the
/// incident that was open.
async fn history(app: &TestApp, ada: &Client) -> (Value, Value) {
    let mut target = Target::start().await;
    let mut incidents = listen(ada, INCIDENTS, json!({})).await;
    let website = watch(ada, &target).await;
    status(ada, &website, "UP").await;
    target.switch_off().await;
    mutate(ada, "checkNow", &website).await;
    status(ada, &website, "DOWN").await;
    let opened = hear(&mut incidents, "incidents", 1).await.remove(0);
    let incident = opened["incident"]["id"].clone();
    mutate(ada, "acknowledgeIncident", &incident).await;
    mutate(ada, "acknowledgeIncident", &incident).await;
    note(ada, &incident).await;
    silence(app).await;
    status(ada, &website, "UNMEASURED").await;
    mutate(ada, "resolveIncident", &incident).await;
    mutate(ada, "resolveIncident", &incident).await;
    for mutation in ["pauseWebsite", "pauseWebsite", "resumeWebsite"] {
        mutate(ada, mutation, &website).await;
    }
    status(ada, &website, "DOWN").await;
    mutate(ada, "deleteWebsite", &website).await;
    (website, incident)
}

fn told() -> Vec<Change> {
    let all = [
        "PENDING",
        "UP",
        "DOWN",
        "UNMEASURED",
        "PAUSED",
        "PENDING",
        "DOWN",
    ];
    let before = [None].into_iter().chain(all.map(Some));
    let text = |status: Option<&str>| status.map(str::to_owned);
    before.map(text).zip(all.map(str::to_owned)).collect()
}

const STEPS: [&str; 6] = [
    "OPENED",
    "ACKNOWLEDGED",
    "NOTED",
    "RESOLVED",
    "OPENED",
    "RESOLVED",
];

#[tokio::test(flavor = "multi_thread")]
async fn whatever_changes_a_status_is_heard_once_in_order_and_again_from_any_cursor() {
    for app in [TestApp::new().await, TestApp::on_postgres().await] {
        let (ada, bob) = (app.user("ada").await, app.user("bob").await);
        let mut ticks = listen(&ada, TICKS, json!({})).await;
        let mut changes = listen(&ada, CHANGES, json!({})).await;
        let mut incidents = listen(&ada, INCIDENTS, json!({})).await;
        let mut bobs_changes = listen(&bob, CHANGES, json!({})).await;
        let mut bobs_incidents = listen(&bob, INCIDENTS, json!({})).await;
        let (website, incident) = history(&app, &ada).await;

        let changes = hear(&mut changes, "statusChanges", 7).await;
        assert_eq!(changes.iter().map(change).collect::<Vec<_>>(), told());
        for event in &changes {
            assert_eq!(event["website"]["id"], website);
            assert_eq!(event["region"], Value::Null);
        }
        let steps = hear(&mut incidents, "incidents", 6).await;
        let kinds: Vec<&str> = steps
            .iter()
            .map(|it| it["kind"].as_str().unwrap())
            .collect();
        assert_eq!(kinds, STEPS);
        for (event, is_first) in steps.iter().zip([true, true, true, true, false, false]) {
            assert_eq!(event["incident"]["id"] == incident, is_first);
            assert_eq!(event["incident"]["website"]["id"], website);
        }

        // From each cursor on, the rest; live and from the feed.
        for (query, field, all) in [
            (CHANGES, "statusChanges", &changes),
            (INCIDENTS, "incidents", &steps),
        ] {
            for (at, event) in all.iter().enumerate() {
                let after = json!({ "after": event["cursor"] });
                let mut again = listen(&ada, query, after).await;
                let rest = hear(&mut again, field, all.len() - at - 1).await;
                let cursors = |events: &[Value]| -> Vec<Value> {
                    events.iter().map(|event| event["cursor"].clone()).collect()
                };
                assert_eq!(cursors(&rest), cursors(&all[at + 1..]), "{field} {at}");
            }
        }
        // Cursors are places in one feed: those of ticks are good for changes too.
        let tick = hear(&mut ticks, "ticks", 1).await.remove(0);
        let after = json!({ "after": tick["cursor"] });
        let mut later = listen(&ada, CHANGES, after).await;
        let later = hear(&mut later, "statusChanges", 6).await;
        assert_eq!(later[0]["cursor"], changes[1]["cursor"]);

        // The first that bob hears is his own.
        let mut target = Target::start().await;
        let own = watch(&bob, &target).await;
        let first = hear(&mut bobs_changes, "statusChanges", 2).await;
        assert!(first.iter().all(|event| event["website"]["id"] == own));
        target.switch_off().await;
        mutate(&bob, "checkNow", &own).await;
        status(&bob, &own, "DOWN").await;
        let first = hear(&mut bobs_incidents, "incidents", 1).await.remove(0);
        assert_eq!(first["incident"]["website"]["id"], own);
        // And from ada's cursor on he hears nothing of hers.
        let after = json!({ "after": steps[0]["cursor"] });
        let mut foreign = listen(&bob, INCIDENTS, after).await;
        let heard = hear(&mut foreign, "incidents", 1).await;
        assert_eq!(heard[0]["cursor"], first["cursor"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscriber_hears_of_the_websites_and_regions_that_it_wants() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let target = Target::start().await;
    let (first, second) = (watch(&ada, &target).await, watch(&ada, &target).await);
    for id in [&first, &second] {
        status(&ada, id, "UP").await;
    }
    let mut one = listen(&ada, CHANGES, json!({ "ids": [second] })).await;
    let mut all = listen(&ada, CHANGES, json!({ "regions": true })).await;
    mutate(&ada, "pauseWebsite", &first).await;
    mutate(&ada, "pauseWebsite", &second).await;
    let heard = loop {
        let event = hear(&mut one, "statusChanges", 1).await.remove(0);
        assert_eq!(event["website"]["id"], second);
        if event["status"] == "PAUSED" {
            break event;
        }
    };
    let mut views = Vec::new();
    loop {
        let event = hear(&mut all, "statusChanges", 1).await.remove(0);
        if event["website"]["id"] == second {
            views.push((event["region"].clone(), text(&event["status"])));
            if event["cursor"] == heard["cursor"] {
                break;
            }
        }
    }
    let local = json!("local");
    for view in [
        (&local, "UP"),
        (&Value::Null, "UP"),
        (&Value::Null, "PAUSED"),
    ] {
        let view = (view.0.clone(), view.1.to_owned());
        assert!(views.contains(&view), "{view:?} in {views:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_followed_is_refused() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let target = Target::start().await;
    let bobs = watch(&bob, &target).await;
    let mut changes = listen(&ada, CHANGES, json!({})).await;
    watch(&ada, &target).await;
    let old = hear(&mut changes, "statusChanges", 1).await.remove(0);
    let old = old["cursor"].clone();
    let db = app.database().await;
    // A day later: the rows behind the cursor are gone.
    db.execute_unprepared("UPDATE feed_head SET seq = seq + 10; DELETE FROM feed")
        .await
        .unwrap();
    for (query, variables, code, field) in [
        (
            CHANGES,
            json!({ "ids": [bobs] }),
            "NOT_FOUND",
            Some("websiteIds"),
        ),
        (
            CHANGES,
            json!({ "ids": ["7"] }),
            "BAD_USER_INPUT",
            Some("websiteIds"),
        ),
        (
            CHANGES,
            json!({ "after": "x" }),
            "BAD_USER_INPUT",
            Some("after"),
        ),
        (
            CHANGES,
            json!({ "after": old }),
            "BAD_USER_INPUT",
            Some("after"),
        ),
        (
            INCIDENTS,
            json!({ "after": "x" }),
            "BAD_USER_INPUT",
            Some("after"),
        ),
        (
            INCIDENTS,
            json!({ "after": old }),
            "BAD_USER_INPUT",
            Some("after"),
        ),
    ] {
        let mut socket = listen(&ada, query, variables.clone()).await;
        let message = socket.receive().await;
        let extensions = message
            .pointer("/payload/0/extensions")
            .or_else(|| message.pointer("/payload/errors/0/extensions"))
            .unwrap_or_else(|| panic!("{message}"));
        assert_eq!(extensions["code"], code, "{variables}");
        let named = extensions.get("field").and_then(Value::as_str);
        assert_eq!(named, field, "{variables}");
    }
}

/// What an older replica writes tells ticks alone, and hides nothing of what comes after.
#[tokio::test]
async fn rows_of_an_older_version_are_passed_over() {
    for app in [TestApp::new().await, TestApp::on_postgres().await] {
        let ada = app.user("ada").await;
        let target = Target::start().await;
        let mut ticks = listen(&ada, TICKS, json!({})).await;
        let website = watch(&ada, &target).await;
        let tick = hear(&mut ticks, "ticks", 1).await.remove(0);
        status(&ada, &website, "UP").await;
        let older = "UPDATE feed SET changes = NULL, incidents = NULL";
        app.database()
            .await
            .execute_unprepared(older)
            .await
            .unwrap();
        mutate(&ada, "checkNow", &website).await;
        let next = hear(&mut ticks, "ticks", 1).await.remove(0);
        mutate(&ada, "pauseWebsite", &website).await;
        let after = json!({ "after": tick["cursor"] });
        let mut changes = listen(&ada, CHANGES, after.clone()).await;
        let heard = hear(&mut changes, "statusChanges", 1).await.remove(0);
        assert_eq!(change(&heard), (Some("UP".into()), "PAUSED".into()));
        let mut again = listen(&ada, TICKS, after).await;
        let heard = hear(&mut again, "ticks", 1).await.remove(0);
        assert_eq!(heard["cursor"], next["cursor"]);
    }
}
