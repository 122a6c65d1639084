//! API keys for which only websites with some tags exist.

use serde_json::{Value, json};

use crate::isolation::filled;
use crate::isolation::schema::Schema;
use crate::support::{Client, Receiver, Socket, Target, TestApp, eventually};

/// A client by a key of the organization (the personal one by default) that is limited to `tag`.
async fn limited(app: &TestApp, owner: &Client, organization: &Value, tag: &str) -> Client {
    let query = "mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) {
        token apiKey { tags { text } } } }";
    let input = json!({
        "organizationId": organization, "name": "Team", "scope": "WRITE", "tags": [tag]
    });
    let created = owner.graphql(query, json!({ "input": input })).await;
    let created = created.data("/createApiKey");
    assert_eq!(created["apiKey"]["tags"], json!([{ "text": tag }]));
    let token = created["token"].as_str().unwrap().to_owned();
    Client {
        address: app.address,
        token: Some(token),
    }
}

async fn personal(client: &Client) -> Value {
    let answer = client.graphql("{ organizations { id } }", json!({})).await;
    answer.data("/organizations/0/id").clone()
}

async fn create(client: &Client, url: &str, tags: &[&str]) -> String {
    client
        .create(json!({ "url": url, "tags": tags, "intervalSecs": 10 }))
        .await
}

/// Changes many at once: those of its tags are all that there are.
async fn bulk(key: &Client, own: &str, other: &str) {
    let change = async |mutation: &str, input: Value| {
        let kind = match mutation {
            "tagWebsites" => "TagWebsitesInput",
            "updateWebsites" => "UpdateWebsitesInput",
            _ => "WebsiteSelectionInput",
        };
        let query = format!(
            "mutation($input: {kind}!) {{ {mutation}(input: $input) {{
                 ids errors {{ websiteId code }} }} }}"
        );
        key.graphql(&query, json!({ "input": input })).await
    };
    let all = change("pauseWebsites", json!({ "filter": {} })).await;
    let expected = json!({ "ids": [own], "errors": [] });
    assert_eq!(all.data("/pauseWebsites"), &expected);
    let named = change("resumeWebsites", json!({ "ids": [other, own] })).await;
    let missing = json!([{ "websiteId": other, "code": "NOT_FOUND" }]);
    let expected = json!({ "ids": [own], "errors": missing });
    assert_eq!(named.data("/resumeWebsites"), &expected);
    let websites = json!({ "ids": [own] });
    for (mutation, input) in [
        (
            "tagWebsites",
            json!({ "websites": websites, "add": ["team:b"] }),
        ),
        (
            "updateWebsites",
            json!({ "websites": websites, "tags": ["team:b"] }),
        ),
    ] {
        assert_eq!(
            change(mutation, input).await.code(),
            "FORBIDDEN",
            "{mutation}"
        );
    }
    let renamed = json!({ "websites": { "filter": {} }, "retries": 1 });
    let renamed = change("updateWebsites", renamed).await;
    assert_eq!(renamed.data("/updateWebsites/ids"), &json!([own]));
}

#[tokio::test]
async fn a_tag_that_no_website_has_limits_no_key() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    create(&ada, "http://127.0.0.1:9", &["team:a"]).await;
    let query = "mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { token } }";
    let input = json!({ "organizationId": personal(&ada).await, "name": "Team", "scope": "READ",
        "tags": ["Team:A", "taem:b"] });
    let refused = ada.graphql(query, json!({ "input": input })).await;
    assert_eq!(
        (refused.code(), refused.field()),
        ("BAD_USER_INPUT", "tags")
    );
    assert!(
        refused.message().contains("taem:b"),
        "{}",
        refused.message()
    );
    let tags = ada.graphql("{ tags { text } }", json!({})).await;
    assert_eq!(tags.data("/tags"), &json!([{ "text": "team:a" }]));
}

#[tokio::test]
async fn it_works_with_the_websites_of_its_tags_alone() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let target = Target::start().await;
    let own = create(&ada, &target.url(), &["team:a"]).await;
    let other = create(&ada, &target.url(), &["team:b"]).await;
    let key = limited(&app, &ada, &personal(&ada).await, "team:a").await;
    let query = "{ websites { nodes { id } } websiteCounts { total } incidents { nodes { id } } }";
    let answer = key.graphql(query, json!({})).await;
    let expected = json!({
        "websites": { "nodes": [{ "id": own }] },
        "websiteCounts": { "total": 1 },
        "incidents": { "nodes": [] },
    });
    assert_eq!(answer.data(""), &expected);
    let searched = "query($q: String) { websites(search: $q, sort: NAME) { nodes { id } } }";
    let answer = key.graphql(searched, json!({ "q": "127.0.0.1" })).await;
    assert_eq!(answer.data("/websites/nodes"), &json!([{ "id": own }]));

    let pause = "mutation($id: ID!) { pauseWebsite(id: $id) { status } }";
    let paused = key.graphql(pause, json!({ "id": own })).await;
    assert_eq!(paused.data("/pauseWebsite/status"), "PAUSED");
    let resume = "mutation($id: ID!) { resumeWebsite(id: $id) { status } }";
    key.graphql(resume, json!({ "id": own }))
        .await
        .data("/resumeWebsite");
    for (query, id) in [(pause, &other), (resume, &other)] {
        assert_eq!(
            key.graphql(query, json!({ "id": id })).await.code(),
            "NOT_FOUND"
        );
    }
    let tags =
        "mutation($id: ID!) { updateWebsite(input: { id: $id, tags: [\"team:b\"] }) { id } }";
    assert_eq!(
        key.graphql(tags, json!({ "id": own })).await.code(),
        "FORBIDDEN"
    );
    bulk(&key, &own, &other).await;

    let mut socket = Socket::sign_in(app.address, key.token.as_ref().unwrap()).await;
    let ticks = "subscription($ids: [ID!]) { ticks(websiteIds: $ids) { website { id } } }";
    socket
        .subscribe("other", ticks, json!({ "ids": [other] }))
        .await;
    let told = socket.receive().await;
    assert_eq!(told["payload"][0]["extensions"]["code"], "NOT_FOUND");
    socket.subscribe("all", ticks, json!({})).await;
    let check = "mutation($id: ID!) { checkNow(id: $id) { id } }";
    for id in [&other, &own] {
        ada.graphql(check, json!({ "id": id }))
            .await
            .data("/checkNow");
    }
    let told = socket.receive().await;
    assert_eq!(
        told["payload"]["data"]["ticks"]["website"]["id"],
        own.as_str()
    );

    // It follows what people do with the tags.
    let move_tag =
        "mutation($id: ID!) { updateWebsite(input: { id: $id, tags: [\"team:a\"] }) { id } }";
    ada.graphql(move_tag, json!({ "id": other }))
        .await
        .data("/updateWebsite");
    eventually("both websites", async || {
        let answer = key.graphql("{ websiteCounts { total } }", json!({})).await;
        (answer.data("/websiteCounts/total") == 2).then_some(())
    })
    .await;
}

/// Mutations that change many websites, of which none exists for the key.
const TOGETHER: &[&str] = &[
    "pauseWebsites",
    "resumeWebsites",
    "deleteWebsites",
    "updateWebsites",
];

async fn websites(owner: &Client, organization: &Value) -> Value {
    let query = "query($id: ID) { websites(organizationId: $id) {
        nodes { id name status retries } } }";
    let answer = owner.graphql(query, json!({ "id": organization })).await;
    answer.data("/websites/nodes").clone()
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "the number tried")]
async fn nothing_else_of_the_organization_exists_for_it() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let receiver = Receiver::start().await;
    let things = filled(&ada, &receiver).await;
    let tag = "mutation($id: ID) { createTag(input: { organizationId: $id, text: \"nothing\" }) {
        id } }";
    let tag = ada.graphql(tag, json!({ "id": things.own["organization"] }));
    tag.await.data("/createTag");
    let key = limited(&app, &ada, &things.own["organization"], "nothing").await;
    let schema = Schema::of(&ada).await;
    let before = websites(&ada, &things.own["organization"]).await;
    let mut tried = 0;
    for (operation, kind) in [("query", "Query"), ("mutation", "Mutation")] {
        for field in schema.roots(kind) {
            let name = field["name"].as_str().unwrap();
            for (what, id) in &things.own {
                let Some((document, values)) = schema.document(operation, field, id) else {
                    continue;
                };
                let answer = key.graphql(&document, values).await;
                let code = answer.0.pointer("/errors/0/extensions/code");
                let code = code.and_then(Value::as_str).unwrap_or_default();
                // A list of websites or of their incidents is its own, and empty; so is what is
                // changed together.
                let is_own = matches!(name, "websites" | "websiteCounts" | "incidents")
                    && *what == "organization"
                    || TOGETHER.contains(&name);
                let is_refused = matches!(code, "NOT_FOUND" | "BAD_USER_INPUT" | "FORBIDDEN");
                assert!(
                    is_own || is_refused,
                    "{name} by the id of the {what}: {}",
                    answer.0
                );
                tried += 1;
            }
        }
    }
    println!("{tried} tried");
    assert!(tried > 200, "{tried}");
    let after = websites(&ada, &things.own["organization"]).await;
    assert_eq!(before, after);
    let lists = "query($id: ID) { websites(organizationId: $id) { nodes { id } }
        incidents(organizationId: $id) { nodes { id } }
        websiteCounts(organizationId: $id) { total } }";
    let variables = json!({ "id": things.own["organization"] });
    let answer = key.graphql(lists, variables).await;
    let nothing = json!({
        "websites": { "nodes": [] }, "incidents": { "nodes": [] }, "websiteCounts": { "total": 0 },
    });
    assert_eq!(answer.data(""), &nothing);
    for list in [
        "channels { id }",
        "maintenances { nodes { id } }",
        "tags { id }",
    ] {
        let answer = key.graphql(&format!("{{ {list} }}"), json!({})).await;
        assert_eq!(answer.code(), "FORBIDDEN", "{list}");
    }
    let organizations = key.graphql("{ organizations { id } }", json!({})).await;
    assert_eq!(organizations.data("/organizations"), &json!([]));
}

/// Documents that select everything that can be reached from each field of the schema, by way of
/// `organization` and of each of `ids`.
fn documents(schema: &Schema, organization: &Value, ids: &[&Value]) -> Vec<(String, Value)> {
    let mut documents = Vec::new();
    for field in schema.roots("Query") {
        let arguments = field["args"].as_array().unwrap();
        let needed = arguments
            .iter()
            .filter(|argument| argument["type"]["kind"] == "NON_NULL");
        let needed: Vec<&Value> = needed.map(|argument| &argument["name"]).collect();
        let is_of_organization = arguments
            .iter()
            .any(|argument| argument["name"] == "organizationId");
        let (asked, values) = match needed[..] {
            [] if is_of_organization => ("(organizationId: $id)", vec![organization]),
            [] => ("", vec![&Value::Null]),
            [id] if id == "id" => ("(id: $id)", ids.to_vec()),
            _ => continue,
        };
        let declared = match (asked, is_of_organization) {
            ("", _) => "",
            (_, true) => "($id: ID)",
            _ => "($id: ID!)",
        };
        let selections = match schema.is_leaf(&field["type"]) {
            true => vec![String::new()],
            false => schema.selections(&field["type"]),
        };
        for selection in selections {
            let name = field["name"].as_str().unwrap();
            let document = format!("query{declared} {{ {name}{asked} {selection} }}");
            let each = values
                .iter()
                .map(|id| (document.clone(), json!({ "id": id })));
            documents.extend(each);
        }
    }
    documents
}

/// Each way from each field to each object, as far as it goes: nothing of what else the organization
/// has is at its end.
#[tokio::test]
#[expect(clippy::print_stdout, reason = "the number tried")]
async fn no_field_of_its_websites_leads_to_anything_else() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let receiver = Receiver::start().await;
    let things = filled(&ada, &receiver).await;
    let organization = &things.own["organization"];
    let mut target = Target::start().await;
    target.switch_off().await;
    let input = json!({ "url": target.url(), "name": "Mine", "tags": ["mine"], "retries": 0,
        "organizationId": organization });
    let query = "mutation($input: CreateWebsiteInput!) { createWebsite(input: $input) { id } }";
    let created = ada.graphql(query, json!({ "input": input })).await;
    let own = created.data("/createWebsite/id").clone();
    let key = limited(&app, &ada, organization, "mine").await;
    let incident = eventually("an incident of which the channel was told", async || {
        let query = "{ incidents { nodes { id deliveries { nodes { state } } } } }";
        let answer = key.graphql(query, json!({})).await;
        let incident = answer.data("/incidents/nodes").get(0)?.clone();
        let is_told = !incident["deliveries"]["nodes"].as_array()?.is_empty();
        is_told.then(|| incident["id"].clone())
    })
    .await;
    let secret: Vec<String> = things
        .own
        .iter()
        .filter(|(what, _)| **what != "organization")
        .map(|(_, id)| id.to_string())
        .chain(["Ops", "Backup", "Deploys", "team:a"].map(|name| json!(name).to_string()))
        .collect();
    let tells = |answer: &Value| {
        let answer = answer.to_string();
        secret.iter().any(|secret| answer.contains(secret.as_str()))
    };
    let schema = Schema::of(&ada).await;
    let documents = documents(&schema, organization, &[organization, &own, &incident]);
    let (mut answered, mut told_to_the_owner) = (0, 0);
    for (document, values) in &documents {
        let answer = key.graphql(document, values.clone()).await;
        assert!(!tells(&answer.0), "{document}: {}", answer.0);
        answered += usize::from(answer.0.get("errors").is_none());
        let everything = ada.graphql(document, values.clone()).await;
        told_to_the_owner += usize::from(tells(&everything.0));
    }
    println!(
        "{} documents, {answered} of them answered, none with what is not the key's, which \
         {told_to_the_owner} tell the owner",
        documents.len()
    );
    assert!(answered > 100, "{answered}");
    assert!(told_to_the_owner > 20, "{told_to_the_owner}");
}

#[tokio::test]
async fn it_reads_neither_channels_nor_how_many_other_websites_there_are() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let mut target = Target::start().await;
    let receiver = Receiver::start().await;
    let channel = "mutation($input: CreateChannelInput!) { createChannel(input: $input) { id } }";
    let input = json!({ "name": "Ops", "webhook": receiver.webhook() });
    ada.graphql(channel, json!({ "input": input }))
        .await
        .data("/createChannel");
    let own = create(&ada, &target.url(), &["team:a", "shop"]).await;
    create(&ada, &target.url(), &["team:b", "shop"]).await;
    eventually("the first check", async || {
        (ada.website(&own, "status").await["status"] == "UP").then_some(())
    })
    .await;
    target.switch_off().await;
    let check = "mutation($id: ID!) { checkNow(id: $id) { id } }";
    ada.graphql(check, json!({ "id": own }))
        .await
        .data("/checkNow");
    let key = limited(&app, &ada, &personal(&ada).await, "team:a").await;
    let query = "{ incidents { nodes { deliveries { nodes { kind channel { name } } } } }
        websites { nodes { tags { text websiteCount } } } }";
    let read = async |client: &Client| client.graphql(query, json!({})).await;
    let deliveries = "/incidents/nodes/0/deliveries/nodes";
    eventually("somebody to be told", async || {
        let answer = read(&ada).await;
        let first = answer.0.pointer(&format!("/data{deliveries}/0"))?.clone();
        (first["channel"]["name"] == "Ops").then_some(())
    })
    .await;
    let answer = read(&key).await;
    let found = answer.data(deliveries).as_array().unwrap();
    assert!(!found.is_empty() && found.iter().all(|one| one["channel"].is_null()));
    let tags =
        json!([{ "text": "shop", "websiteCount": 1 }, { "text": "team:a", "websiteCount": 1 }]);
    assert_eq!(answer.data("/websites/nodes/0/tags"), &tags);
}
