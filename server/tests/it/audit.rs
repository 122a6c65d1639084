//! The audit log: who did what to what, from where, before and after.

use api::service::audit;
use chrono::{TimeDelta, Utc};
use http_body_util::Full;
use hyper::Request;
use hyper::header::AUTHORIZATION;
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use crate::support::{Answer, Client, Response, TestApp, apps_on_both_engines, eventually};

const ENTRY: &str = "id createdAt action actor userId apiKeyId address objectId objectName
    changes { field before after }";

async fn log(person: &Client, arguments: Value) -> Answer {
    let query = format!(
        "query($first: Int, $after: String, $filter: AuditLogFilterInput, $organizationId: ID) {{
             auditLog(first: $first, after: $after, filter: $filter,
                 organizationId: $organizationId) {{
                 nodes {{ {ENTRY} }} pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    person.graphql(&query, arguments).await
}

async fn entries(person: &Client, filter: Value) -> Vec<Value> {
    let answer = log(person, json!({ "filter": filter })).await;
    let nodes = answer.data("/auditLog/nodes");
    nodes.as_array().unwrap().clone()
}

fn actions(entries: &[Value]) -> Vec<&str> {
    let actions = entries.iter().map(|entry| &entry["action"]);
    actions.map(|action| action.as_str().unwrap()).collect()
}

fn change_of(entry: &Value, field: &str) -> Option<(Value, Value)> {
    let changes = entry["changes"].as_array().unwrap().iter();
    let mut found = changes.filter(|change| change["field"] == field);
    let change = found.next()?;
    Some((change["before"].clone(), change["after"].clone()))
}

async fn run(person: &Client, mutation: &str, variables: Value) -> Answer {
    let answer = person.graphql(mutation, variables).await;
    assert!(answer.0.get("errors").is_none(), "{}", answer.0);
    answer
}

async fn exported(person: &Client, query: &str) -> Response {
    let uri = format!("/export/audit?{query}");
    let mut request = Request::get(uri);
    if let Some(token) = &person.token {
        request = request.header(AUTHORIZATION, format!("Bearer {token}"));
    }
    person.send(request.body(Full::default()).unwrap()).await
}

async fn a_change_is_told_with_who_did_it_and_what_it_was(app: TestApp) {
    let ada = app.user("ada").await;
    let viewer = ada.graphql("{ viewer { id email } }", json!({})).await;
    let headers = |value: &str| {
        json!({ "http": { "method": "HEAD",
            "headers": [{ "name": "x-api-key", "value": value }] } })
    };
    let website = ada
        .create(
            json!({ "url": "https://shop.example/", "name": "Shop", "tags": ["team:a"],
            "check": headers("hunter2") }),
        )
        .await;
    let update = "mutation($input: UpdateWebsiteInput!) { updateWebsite(input: $input) { id } }";
    let input = json!({ "id": website, "intervalSecs": 60, "tags": ["team:b"],
        "check": headers("hunter3") });
    run(&ada, update, json!({ "input": input })).await;
    // The same again is no change.
    run(&ada, update, json!({ "input": input })).await;
    let delete = "mutation($id: ID!) { deleteWebsite(id: $id) }";
    run(&ada, delete, json!({ "id": website })).await;

    let found = entries(&ada, json!({ "objectId": website })).await;
    let expected = ["WEBSITE_DELETED", "WEBSITE_UPDATED", "WEBSITE_CREATED"];
    assert_eq!(actions(&found), expected);
    for entry in &found {
        assert_eq!(entry["actor"], *viewer.data("/viewer/email"));
        assert_eq!(entry["userId"], *viewer.data("/viewer/id"));
        assert_eq!(entry["address"], "127.0.0.1");
        assert_eq!(entry["objectName"], "Shop");
        assert_eq!(entry["apiKeyId"], Value::Null);
    }
    let [deleted, updated, created] = &found[..] else {
        panic!("{found:?}");
    };
    let is = |text: &str| json!(text);
    assert_eq!(
        change_of(created, "intervalSecs"),
        Some((Value::Null, is("180")))
    );
    assert_eq!(
        change_of(created, "check.http.method"),
        Some((Value::Null, is("HEAD")))
    );
    assert_eq!(
        change_of(created, "tags"),
        Some((Value::Null, is("team:a")))
    );
    assert_eq!(
        change_of(updated, "intervalSecs"),
        Some((is("180"), is("60")))
    );
    assert_eq!(
        change_of(updated, "tags"),
        Some((is("team:a"), is("team:b")))
    );
    assert_eq!(
        change_of(updated, "secrets"),
        Some((is("set"), is("set anew")))
    );
    assert_eq!(updated["changes"].as_array().unwrap().len(), 3, "{updated}");
    assert_eq!(
        change_of(deleted, "intervalSecs"),
        Some((is("60"), Value::Null))
    );
    let all = json!(found).to_string();
    assert!(
        all.contains("x-api-key") && !all.contains("hunter"),
        "{all}"
    );
}

async fn a_bulk_change_has_an_entry_for_each_website(app: TestApp) {
    let ada = app.user("ada").await;
    for n in 0..3 {
        ada.create(json!({ "url": format!("https://{n}.example/") }))
            .await;
    }
    let pause = "mutation { pauseWebsites(input: { filter: {} }) { ids } }";
    run(&ada, pause, json!({})).await;
    run(&ada, pause, json!({})).await;
    let tag = "mutation { tagWebsites(input: { websites: { filter: {} }, add: [\"b\", \"a\"] }) {
        ids } }";
    run(&ada, tag, json!({})).await;
    let found = entries(&ada, json!({ "actions": ["WEBSITE_PAUSED"] })).await;
    let mut names: Vec<&Value> = found.iter().map(|entry| &entry["objectName"]).collect();
    names.sort_by_key(|name| name.as_str());
    assert_eq!(names, ["0.example", "1.example", "2.example"]);
    let found = entries(&ada, json!({ "actions": ["WEBSITE_UPDATED"] })).await;
    assert_eq!(found.len(), 3);
    assert_eq!(
        change_of(&found[0], "tags"),
        Some((Value::Null, json!("a, b")))
    );
}

async fn what_people_do_to_their_account_is_in_their_own_log(app: TestApp) {
    let ada = app.user("ada").await;
    let input = json!({ "email": "ada@example.org", "password": "correct horse battery" });
    let sign_in = "mutation($input: SignInInput!) { signIn(input: $input) { token } }";
    let again = run(&ada, sign_in, json!({ "input": input })).await;
    let token = again.data("/signIn/token").as_str().unwrap().to_owned();
    let again = Client {
        address: ada.address,
        token: Some(token),
    };
    run(&again, "mutation { signOut }", json!({})).await;
    let change = "mutation($input: ChangePasswordInput!) { changePassword(input: $input) }";
    let passwords = json!({ "currentPassword": "correct horse battery",
        "newPassword": "staple correct horse" });
    run(&ada, change, json!({ "input": passwords })).await;
    let found = entries(&ada, json!({})).await;
    let expected = [
        "PASSWORD_CHANGED",
        "SIGNED_OUT",
        "SIGNED_IN",
        "SIGNED_IN",
        "ACCOUNT_CREATED",
    ];
    assert_eq!(actions(&found), expected);
    assert_eq!(change_of(&found[2], "method").unwrap().1, "password");
    assert!(!json!(found).to_string().contains("horse"));
}

async fn it_is_read_and_exported_by_admins_alone(app: TestApp) {
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let create = "mutation { createOrganization(input: { name: \"Acme\" }) { id } }";
    let acme = run(&ada, create, json!({})).await;
    let acme = acme
        .data("/createOrganization/id")
        .as_str()
        .unwrap()
        .to_owned();
    let invite = "mutation($id: ID!) { inviteMember(input: { organizationId: $id, role: MEMBER }) {
        token } }";
    let invited = run(&ada, invite, json!({ "id": acme })).await;
    let token = invited.data("/inviteMember/token");
    let accept = "mutation($token: String!) { acceptInvitation(input: { token: $token }) { id } }";
    run(&bob, accept, json!({ "token": token })).await;
    let key = "mutation($id: ID!) { createApiKey(input: { organizationId: $id, name: \"Deploys\",
        scope: WRITE }) { token apiKey { id } } }";
    let key = run(&ada, key, json!({ "id": acme })).await;
    let program = Client {
        address: ada.address,
        token: key.data("/createApiKey/token").as_str().map(str::to_owned),
    };
    let website = program
        .create(json!({ "url": "https://shop.example/" }))
        .await;

    let of_acme = json!({ "organizationId": acme });
    for other in [&bob, &program] {
        assert_eq!(log(other, of_acme.clone()).await.code(), "FORBIDDEN");
    }
    let window = "from=2026-01-01T00:00:00Z&to=2036-01-01T00:00:00Z";
    let path = format!("organization={acme}&{window}");
    assert_eq!(exported(&bob, &path).await.status, 403);
    assert_eq!(exported(&app.user("eve").await, &path).await.status, 404);
    assert_eq!(
        exported(&Client::nobody(ada.address), &path).await.status,
        401
    );

    let all = log(&ada, of_acme.clone()).await;
    let all = all.data("/auditLog/nodes").as_array().unwrap().clone();
    let expected = [
        "WEBSITE_CREATED",
        "API_KEY_CREATED",
        "MEMBER_JOINED",
        "INVITATION_CREATED",
        "ORGANIZATION_CREATED",
    ];
    assert_eq!(actions(&all), expected);
    assert_eq!(all[0]["actor"], "API key Deploys");
    assert_eq!(all[0]["apiKeyId"], *key.data("/createApiKey/apiKey/id"));
    assert_eq!(all[0]["objectId"], json!(website));
    assert_eq!(
        change_of(&all[2], "role"),
        Some((Value::Null, json!("MEMBER")))
    );

    // Page by page it is the same, and so is the export, oldest first.
    let mut pages = Vec::new();
    let mut after = Value::Null;
    loop {
        let mut arguments = of_acme.clone();
        arguments["first"] = json!(2);
        arguments["after"] = after;
        let page = log(&ada, arguments).await;
        pages.extend(page.data("/auditLog/nodes").as_array().unwrap().clone());
        let info = page.data("/auditLog/pageInfo");
        if info["hasNextPage"] == false {
            break;
        }
        after = info["endCursor"].clone();
    }
    assert_eq!(pages, all);
    let export = exported(&ada, &format!("{path}&format=ndjson")).await;
    let text = String::from_utf8(export.body.to_vec()).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    let lines: Vec<Value> = lines.collect();
    let ids = |entries: &[Value]| -> Vec<Value> {
        entries.iter().map(|entry| entry["id"].clone()).collect()
    };
    let mut newest_first = ids(&lines);
    newest_first.reverse();
    assert_eq!(newest_first, ids(&all));
    let export = exported(&ada, &path).await;
    let text = String::from_utf8(export.body.to_vec()).unwrap();
    assert!(text.starts_with("id,at,action,actor,"), "{text}");
    assert_eq!(text.lines().count(), 6);
}

async fn its_filters_hold_together(app: TestApp) {
    let ada = app.user("ada").await;
    let website = ada.create(json!({ "url": "https://a.example/" })).await;
    ada.create(json!({ "url": "https://b.example/" })).await;
    let pause = "mutation($id: ID!) { pauseWebsite(id: $id) { id } }";
    run(&ada, pause, json!({ "id": website })).await;
    let viewer = ada.graphql("{ viewer { id } }", json!({})).await;
    let user = viewer.data("/viewer/id");
    let created = json!({ "actions": ["WEBSITE_CREATED"], "objectId": website, "userId": user });
    let found = entries(&ada, created).await;
    assert_eq!(actions(&found), ["WEBSITE_CREATED"]);
    let at = &found[0]["createdAt"];
    let since = json!({ "from": at, "objectId": website });
    assert_eq!(entries(&ada, since).await.len(), 2);
    let before = json!({ "to": at, "objectId": website });
    assert!(entries(&ada, before).await.is_empty());
    assert!(entries(&ada, json!({ "userId": website })).await.is_empty());
    assert!(entries(&ada, json!({ "apiKeyId": user })).await.is_empty());
    for (filter, field) in [
        (json!({ "actions": [] }), "filter.actions"),
        (json!({ "userId": "x" }), "filter.userId"),
        (json!({ "apiKeyId": "x" }), "filter.apiKeyId"),
        (json!({ "objectId": "x" }), "filter.objectId"),
    ] {
        let refused = log(&ada, json!({ "filter": filter })).await;
        assert_eq!((refused.code(), refused.field()), ("BAD_USER_INPUT", field));
    }
}

async fn it_is_kept_for_a_year(app: TestApp) {
    let ada = app.user("ada").await;
    ada.create(json!({ "url": "https://a.example/" })).await;
    let db = app.database().await;
    let count = async || {
        entity::audit_entry::Entity::find()
            .count(&db)
            .await
            .unwrap()
    };
    assert_eq!(count().await, 3);
    let in_days = |days| Utc::now() + TimeDelta::days(days);
    assert_eq!(audit::purge(&db, in_days(365)).await.unwrap(), 0);
    assert_eq!(audit::purge(&db, in_days(367)).await.unwrap(), 3);
    assert_eq!(count().await, 0);
}

async fn a_change_that_cannot_be_logged_does_not_happen(app: TestApp) {
    let ada = app.user("ada").await;
    let website = ada.create(json!({ "url": "https://a.example/" })).await;
    let db = app.database().await;
    let rename = "ALTER TABLE audit_entry RENAME TO audit_entry_gone";
    db.execute_unprepared(rename).await.unwrap();
    let pause = "mutation($id: ID!) { pauseWebsite(id: $id) { id } }";
    let refused = ada.graphql(pause, json!({ "id": website })).await;
    assert_eq!(refused.code(), "INTERNAL_SERVER_ERROR");
    let status = ada.website(&website, "status").await;
    assert_ne!(status["status"], "PAUSED");
    let back = "ALTER TABLE audit_entry_gone RENAME TO audit_entry";
    db.execute_unprepared(back).await.unwrap();
    eventually("the log is there again", async || {
        let answer = ada.graphql(pause, json!({ "id": website })).await;
        answer.0.get("errors").is_none().then_some(())
    })
    .await;
}

apps_on_both_engines!(
    a_change_is_told_with_who_did_it_and_what_it_was,
    a_bulk_change_has_an_entry_for_each_website,
    what_people_do_to_their_account_is_in_their_own_log,
    it_is_read_and_exported_by_admins_alone,
    its_filters_hold_together,
    it_is_kept_for_a_year,
    a_change_that_cannot_be_logged_does_not_happen,
);
