//! What a page says of websites, and how it is sent.

use serde_json::json;

use super::{create, done, get, is, read, says, stops_saying};
use crate::support::{Browser, Target, TestApp, apps_on_both_engines, eventually, webhook_secret};

async fn a_page_shows_what_is_named_in_it_by_its_public_name(app: TestApp) {
    let ada = app.user("ada").await;
    let mut target = Target::start().await;
    let shop = ada
        .create(
            json!({ "url": target.url(), "name": "intern-7", "intervalSecs": 10, "retries": 0 }),
        )
        .await;
    is(&ada, &shop, "UP").await;
    let websites = json!([{ "websiteId": shop, "name": "Shop" }]);
    let input = json!({ "slug": "acme", "title": "Acme", "websites": websites });
    create(&ada, input).await;
    let page = read(&app, "/status/acme").await;
    assert!(page.contains("All systems operational"), "{page}");
    assert!(page.contains(">Shop</h3>") && !page.contains("intern-7"));
    target.switch_off().await;
    let check = "mutation($id: ID!) { checkNow(id: $id) { id } }";
    ada.graphql(check, json!({ "id": shop }))
        .await
        .data("/checkNow");
    says(&app, "/status/acme", "All systems are down").await;
    target.switch_on().await;
    ada.graphql(check, json!({ "id": shop }))
        .await
        .data("/checkNow");
    says(&app, "/status/acme", "All systems operational").await;
    // Its day is told apart, with the hours by which that can be checked.
    let page = read(&app, "/status/acme").await;
    let (_, link) = page.split_once("<a href=\"/status/acme/days/").unwrap();
    let day = link.split('"').next().unwrap();
    let hours = read(&app, &format!("/status/acme/days/{day}")).await;
    assert!(hours.contains("down for"), "{hours}");
    let data = read(&app, &format!("/status/acme/days/{day}.json")).await;
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    let hours = data["hours"].as_array().unwrap();
    assert!((1..=24).contains(&hours.len()), "{data}");
}

async fn websites_with_a_tag_are_one_component_with_the_worst_of_their_states(app: TestApp) {
    let ada = app.user("ada").await;
    let (mut bad, good) = (Target::start().await, Target::start().await);
    bad.switch_off().await;
    for (url, status) in [(bad.url(), "DOWN"), (good.url(), "UP")] {
        let input = json!({ "url": url, "tags": ["team:a"], "intervalSecs": 10, "retries": 0 });
        let id = ada.create(input).await;
        is(&ada, &id, status).await;
    }
    let components = json!([
        { "tag": "team:a", "name": "Services" },
        { "status": "OPERATIONAL", "name": "Phone" },
    ]);
    let input = json!({ "slug": "acme", "title": "Acme", "components": components });
    create(&ada, input).await;
    let page = read(&app, "/status/acme").await;
    assert!(page.contains("Some systems are down"), "{page}");
    assert!(page.contains(">Services</h3>") && page.contains(">Phone</h3>"));
    let tags = ada.graphql("{ tags { id text } }", json!({})).await;
    let id = &tags.data("/tags")[0]["id"];
    let delete = "mutation($id: ID!) { deleteTag(id: $id) }";
    let refused = ada.graphql(delete, json!({ "id": id })).await;
    assert_eq!((refused.code(), refused.field()), ("CONFLICT", "id"));
    assert!(refused.message().contains("Services"), "{}", refused.0);
    let delete = "mutation { deleteWebsites(input: { filter: { tags: [\"team:a\"] } }) { ids } }";
    ada.graphql(delete, json!({})).await.data("/deleteWebsites");
    stops_saying(&app, "/status/acme", "Some systems are down").await;
}

async fn a_deleted_website_is_named_nowhere(app: TestApp) {
    let ada = app.user("ada").await;
    let [shop, blog] = [
        ada.create_website("http://127.0.0.1:9/shop").await,
        ada.create_website("http://127.0.0.1:9/blog").await,
    ];
    let websites =
        json!([{ "websiteId": shop, "name": "Shop" }, { "websiteId": blog, "name": "Blog" }]);
    let input = json!({ "slug": "acme", "title": "Acme", "websites": websites });
    let page = create(&ada, input).await;
    let channel = "mutation($input: CreateChannelInput!) { createChannel(input: $input) { id } }";
    let input = json!({ "name": "Ops", "websiteIds": [shop, blog],
        "webhook": { "url": "http://127.0.0.1:9/", "secret": webhook_secret() } });
    let channel = ada.graphql(channel, json!({ "input": input })).await;
    let channel = channel.data("/createChannel/id").clone();
    let delete = "mutation($id: ID!) { deleteWebsite(id: $id) }";
    ada.graphql(delete, json!({ "id": shop }))
        .await
        .data("/deleteWebsite");
    stops_saying(&app, "/status/acme", ">Shop</h3>").await;
    assert!(read(&app, "/status/acme").await.contains(">Blog</h3>"));
    let query = "query($page: ID!, $channel: ID!) {
        statusPage(id: $page) { components { name websiteId } }
        channel(id: $channel) { websiteIds } }";
    let left = ada
        .graphql(query, json!({ "page": page, "channel": channel }))
        .await;
    let components =
        json!([{ "name": "Shop", "websiteId": null }, { "name": "Blog", "websiteId": blog }]);
    assert_eq!(left.data("/statusPage/components"), &components);
    assert_eq!(left.data("/channel/websiteIds"), &json!([blog]));
}

async fn a_draft_is_for_members(app: TestApp) {
    let ada = app.user("ada").await;
    let input = json!({ "slug": "acme", "title": "Acme", "published": false });
    let id = create(&ada, input).await;
    assert_eq!(get(&app, "/status/acme").await.status, 404);
    let token = format!("upbeat_session={}", ada.token.as_ref().unwrap());
    let member = |cookie: &str| Browser {
        cookie: Some(cookie.to_owned()),
        ..Browser::new(app.address)
    };
    let seen = member(&token).get("/status/acme", &[]).await;
    assert_eq!(seen.status, 200);
    assert_eq!(seen.headers["cache-control"], "private, no-store");
    let eve = app.user("eve").await;
    let token = format!("upbeat_session={}", eve.token.as_ref().unwrap());
    assert_eq!(member(&token).get("/status/acme", &[]).await.status, 404);
    done(&ada, "publishStatusPage", id.clone()).await;
    eventually("the page", async || {
        (get(&app, "/status/acme").await.status == 200).then_some(())
    })
    .await;
    done(&ada, "unpublishStatusPage", id.clone()).await;
    eventually("no page", async || {
        (get(&app, "/status/acme").await.status == 404).then_some(())
    })
    .await;
    done(&ada, "deleteStatusPage", id).await;
    eventually("no page for members", async || {
        let token = format!("upbeat_session={}", ada.token.as_ref().unwrap());
        (member(&token).get("/status/acme", &[]).await.status == 404).then_some(())
    })
    .await;
}

async fn a_preview_stores_nothing(app: TestApp) {
    let ada = app.user("ada").await;
    let new = json!({ "slug": "acme", "title": "Acme",
        "components": [{ "tag": "team:new", "name": "Services" }] });
    let html = done(&ada, "previewStatusPage", new.clone()).await;
    let html = html.as_str().unwrap();
    assert!(html.contains("<title>Acme</title>") && html.contains(">Services</h3>"));
    let nothing = ada
        .graphql("{ statusPages { id } tags { id } }", json!({}))
        .await;
    assert_eq!(nothing.data(""), &json!({ "statusPages": [], "tags": [] }));
    let id = create(&ada, new).await;
    let change = json!({ "id": id, "title": "Acme Inc", "components": [] });
    let html = done(&ada, "previewStatusPageUpdate", change).await;
    let html = html.as_str().unwrap();
    assert!(html.contains("<title>Acme Inc</title>") && !html.contains(">Services</h3>"));
    let page = read(&app, "/status/acme").await;
    assert!(page.contains("<title>Acme</title>") && page.contains(">Services</h3>"));
}

apps_on_both_engines!(
    a_page_shows_what_is_named_in_it_by_its_public_name,
    websites_with_a_tag_are_one_component_with_the_worst_of_their_states,
    a_deleted_website_is_named_nowhere,
    a_draft_is_for_members,
    a_preview_stores_nothing,
);

#[tokio::test]
async fn a_page_has_a_host_of_its_own() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let input = json!({ "slug": "acme", "title": "Acme", "host": "status.acme.test" });
    create(&ada, input).await;
    let browser = Browser::new(app.address);
    let host = |name: &'static str| [("host", name)];
    eventually("the host to be known", async || {
        let page = browser.get("/", &host("STATUS.acme.test:8080")).await;
        let page = String::from_utf8_lossy(&page.body).into_owned();
        page.contains("<title>Acme</title>").then_some(())
    })
    .await;
    let page = browser.get("/", &host("status.acme.test")).await;
    let page = String::from_utf8_lossy(&page.body).into_owned();
    assert!(page.contains("href=\"/history\""), "{page}");
    let history = browser.get("/history", &host("status.acme.test")).await;
    assert_eq!(history.status, 200);
    // Nothing else is there: no dashboard, no API.
    for path in ["/graphql", "/graphiql", "/websites", "/healthz"] {
        let answer = browser.get(path, &host("status.acme.test")).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    let other = browser.get("/graphiql", &host("other.acme.test")).await;
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn caches_keep_a_page_and_ask_whether_it_changed() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    create(&ada, json!({ "slug": "acme", "title": "Acme" })).await;
    let browser = Browser::new(app.address);
    let first = browser
        .get("/status/acme", &[("accept-encoding", "gzip, br")])
        .await;
    assert_eq!(first.headers["content-encoding"], "br");
    assert_eq!(first.headers["vary"], "accept-encoding");
    let cache = first.headers["cache-control"].to_str().unwrap();
    assert!(
        cache.contains("public") && cache.contains("stale-if-error"),
        "{cache}"
    );
    let policy = first.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
        "{policy}"
    );
    // Strangers need no cookie, and get none.
    assert!(!first.headers.contains_key("set-cookie"));
    let etag = first.headers["etag"].to_str().unwrap();
    let again = browser
        .get("/status/acme", &[("if-none-match", etag)])
        .await;
    // The minute of the page may have passed in between.
    let is_same = again.headers["etag"] == first.headers["etag"];
    assert_eq!(again.status == 304, is_same);
    assert_eq!(again.body.is_empty(), is_same);
    let plain = browser.get("/status/acme", &[]).await;
    assert!(!plain.headers.contains_key("content-encoding"));
    assert_eq!(get(&app, "/status/none").await.status, 404);
    assert_eq!(get(&app, "/status/acme/history/1999-13").await.status, 404);
}
