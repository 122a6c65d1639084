//! The whole floor plan once: from sign-up to a live tick.

use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::support::{Socket, Target, TestApp, eventually};

async fn pipeline(app: TestApp) {
    let ada = app.user("ada").await;
    let mut target = Target::start().await;
    let mut socket = Socket::sign_in(app.address, ada.token.as_ref().unwrap()).await;
    let ticks = "subscription { ticks { website { id name status }
        tick { region outcome httpStatus responseTimeMs attempts phases { connectMs ttfbMs } failure { class reason } } } }";
    socket.subscribe("1", ticks, json!({})).await;
    let id = ada.create_website(&target.url()).await;

    let message = socket.receive().await;
    let event = &message["payload"]["data"]["ticks"];
    assert_eq!(event["website"]["id"], id.as_str());
    assert_eq!(event["website"]["status"], "UP");
    assert_eq!(event["tick"]["region"], "local");
    assert_eq!(event["tick"]["outcome"], "UP");
    assert_eq!(event["tick"]["httpStatus"], 200);
    assert!(event["tick"]["responseTimeMs"].as_f64().unwrap() > 0.0);
    assert!(event["tick"]["phases"]["connectMs"].as_f64().unwrap() > 0.0);
    assert_eq!(target.visits(), 1);
    // It was asked for by creating the website, so what it got is kept, though it is up.
    let first = ada
        .website(&id, "lastTick { askedBy evidence { address head } }")
        .await;
    assert_eq!(first["lastTick"]["askedBy"], "PERSON");
    let head = first["lastTick"]["evidence"]["head"].as_str().unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");

    target.switch_off().await;
    let status = async |wanted: &str| {
        eventually(wanted, async || {
            (ada.website(&id, "status").await["status"] == wanted).then_some(())
        })
        .await;
    };
    status("DOWN").await;
    let field = "lastTick { outcome failure { class detail reason } }";
    let website = ada.website(&id, field).await;
    let failure = &website["lastTick"]["failure"];
    assert_eq!(failure["class"], "CONNECT");
    assert_eq!(
        failure["reason"],
        format!("connection refused by {}", target.address)
    );
    target.switch_on().await;
    status("UP").await;

    let field = "uptime { ratio coverage windowSecs upSecs degradedSecs partialSecs downSecs
        maintenanceSecs unmeasuredSecs slots { planned recorded unmeasured missing } }";
    let website = ada.website(&id, field).await;
    let uptime = &website["uptime"];
    let secs = |name: &str| uptime[name].as_i64().unwrap();
    let parts = [
        "upSecs",
        "degradedSecs",
        "partialSecs",
        "downSecs",
        "maintenanceSecs",
        "unmeasuredSecs",
    ];
    assert_eq!(parts.map(secs).iter().sum::<i64>(), 86_400);
    assert_eq!(secs("windowSecs"), 86_400);
    assert!(secs("downSecs") >= 9, "{uptime}");
    assert!(uptime["ratio"].as_f64().unwrap() < 1.0);
    assert_eq!(uptime["slots"]["missing"], 0);
    app.stop().await;
}

#[tokio::test]
async fn from_sign_up_to_a_live_tick_on_sqlite() {
    pipeline(TestApp::new().await).await;
}

#[tokio::test]
async fn from_sign_up_to_a_live_tick_on_postgres() {
    pipeline(TestApp::on_postgres().await).await;
}

#[tokio::test]
async fn a_private_address_is_not_reached_unless_it_is_allowed() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let id = ada.create_website("a.test").await;
    // As if it had been saved while no prober was alive to say so.
    let db = app.database().await;
    for table in ["website", "schedule"] {
        let sql = format!("UPDATE {table} SET url = 'http://10.0.0.1/'");
        db.execute_unprepared(&sql).await.unwrap();
    }
    let ask = "mutation($id: ID!) { checkNow(id: $id) { id } }";
    let tick = eventually("a tick of the address", async || {
        ada.graphql(ask, json!({ "id": id })).await;
        let website = ada
            .website(&id, "status lastTick { outcome failure { class reason } }")
            .await;
        let class = &website["lastTick"]["failure"]["class"];
        (class == "BLOCKED").then_some(website)
    })
    .await;
    assert_eq!(tick["lastTick"]["outcome"], "UNMEASURED");
    assert_eq!(tick["status"], "UNMEASURED", "it is never said to be down");
}
