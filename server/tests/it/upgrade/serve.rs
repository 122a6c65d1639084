//! What the release before this one kept, served by this one.
//!
//! Accounts, websites and times are those of `migration/tests/previous/README.md`.

use std::path::Path;

use migration::testing::{PREVIOUS_ON_POSTGRES, PREVIOUS_ON_SQLITE, TestDb};
use queue::InstanceKeys;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::{Value, json};

use crate::support::{Client, Process, Target, TestRedis, eventually};

/// Opens the secrets that it kept.
pub(super) const SECRET_KEY: &str = "dGhpcyBrZXkgaXMgb2Ygbm8gdmFsdWU6IGEgdGVzdCE=";

/// Where its websites were.
const WAS_AT: &str = "127.0.0.1:47001";

/// A number from the database, by another way than the server's.
async fn number(db: &DatabaseConnection, query: &str) -> i64 {
    let statement = Statement::from_string(db.get_database_backend(), query);
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

/// `upbeat serve`, and its address.
pub(super) async fn serve(environment: &[(&str, &str)], log: &Path) -> (Process, Client) {
    let process = Process::start_into("upbeat", &["serve"], environment, log);
    let address = eventually("the server to listen", async || {
        let said = std::fs::read_to_string(log).unwrap();
        let (_, rest) = said.split_once("Upbeat listens on http://")?;
        rest.lines().next()?.parse().ok()
    })
    .await;
    (process, Client::nobody(address))
}

/// A prober of one of its regions, the other stays silent.
fn prober(redis: &TestRedis) -> Process {
    let keys: InstanceKeys = SECRET_KEY.parse().unwrap();
    let key = keys.region(&"india".parse().unwrap()).reveal();
    let environment = [
        ("REDIS_URL", redis.url.as_str()),
        ("UPBEAT_REGION_KEY", key.as_str()),
        ("UPBEAT_EGRESS_ALLOW", "127.0.0.0/8"),
        ("UPBEAT_LOG", "warn"),
    ];
    let args = ["--region", "india", "--name", "india-2"];
    Process::start("upbeat-prober", &args, &environment)
}

async fn sign_in(nobody: &Client, name: &str) -> Client {
    let query = "mutation($email: String!) { signIn(input: { email: $email, password: \"correct horse battery\" }) { token } }";
    let email = format!("{name}@example.org");
    let answer = nobody.graphql(query, json!({ "email": email })).await;
    Client {
        token: Some(answer.data("/signIn/token").as_str().unwrap().to_owned()),
        ..nobody.clone()
    }
}

async fn websites(client: &Client) -> Vec<Value> {
    let query = "{ websites { nodes { id name url intervalSecs status lastTick { slot }
        check { http { headers auth assertions { subject } } } } } }";
    let answer = client.graphql(query, json!({})).await;
    answer.data("/websites/nodes").as_array().unwrap().clone()
}

fn instant(at_ms: i64) -> String {
    chrono::DateTime::from_timestamp_millis(at_ms)
        .unwrap()
        .to_rfc3339()
}

/// Serves `database`, in which all websites are at `target` now.
async fn goes_on(database: TestDb, target: Target, redis: Option<TestRedis>, regions: i64) {
    let db = entity::database::connect(&database.url, 2).await.unwrap();
    let last_ms = number(&db, "SELECT MAX(slot_ms) AS n FROM tick").await;
    let first_ms = number(&db, "SELECT MIN(slot_ms) AS n FROM tick").await;
    let changes = number(&db, "SELECT COUNT(*) AS n FROM status_change").await;
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join("log");
    let environment = [
        ("DATABASE_URL", database.url.as_str()),
        (
            "REDIS_URL",
            redis.as_ref().map_or("", |redis| redis.url.as_str()),
        ),
        ("UPBEAT_SECRET_KEY", SECRET_KEY),
        ("UPBEAT_LISTEN", "127.0.0.1:0"),
        ("UPBEAT_EGRESS_ALLOW", "127.0.0.0/8"),
        // The times in the dump do not move on.
        ("UPBEAT_KEEP_TICKS_DAYS", "36500"),
        ("UPBEAT_KEEP_HOURS_DAYS", "36500"),
    ];
    let (server, nobody) = serve(&environment, &log).await;
    let _prober = redis.as_ref().map(prober);

    let bob = sign_in(&nobody, "bob").await;
    assert_eq!(names(&websites(&bob).await), ["it's another's"]);
    let ada = sign_in(&nobody, "ada").await;
    let list = websites(&ada).await;
    let expected = [
        "up since",
        "closed",
        "paused",
        "moved",
        "slower",
        "secret",
        "assertion",
        "certificate",
        "flapping",
        "one region",
        "port",
    ];
    assert_eq!(names(&list), expected, "all but the deleted one");
    let website = |name: &str| list.iter().find(|node| node["name"] == name).unwrap();
    assert_eq!(website("paused")["status"], "PAUSED");
    assert_eq!(website("slower")["intervalSecs"], 30);
    let moved_to = format!("http://{}/after", target.address);
    assert_eq!(website("moved")["url"], moved_to);
    assert_eq!(
        website("secret")["check"]["http"],
        json!({ "headers": ["x-token"], "auth": "BEARER",
            "assertions": [{ "subject": "JSON" }, { "subject": "HEADER" }] })
    );

    // What was, as it was: ticks, uptime with its ledger, changes.
    for name in ["up since", "closed"] {
        let id = &website(name)["id"];
        let query = "query($id: ID!, $from: DateTime!, $to: DateTime!) { website(id: $id) {
            uptime(from: $from, to: $to) { ratio slots { planned recorded missing } }
            ticks(first: 100) { nodes { slot outcome } } } }";
        let to_ms = last_ms + 1;
        let window = json!({ "id": id, "from": instant(first_ms), "to": instant(to_ms) });
        let answer = ada.graphql(query, window).await;
        let uptime = answer.data("/website/uptime");
        let (ratio, outcome) = if name == "closed" {
            (0.0, "DOWN")
        } else {
            (1.0, "UP")
        };
        assert_eq!(uptime["ratio"], ratio, "{name}: {uptime}");
        let slots = &uptime["slots"];
        let recorded = slots["recorded"].as_i64().unwrap();
        assert!(recorded >= 6 * regions, "{name}: {slots}");
        assert_eq!(
            slots["planned"],
            recorded + slots["missing"].as_i64().unwrap()
        );
        let ticks = answer.data("/website/ticks/nodes").as_array().unwrap();
        let old = |tick: &&Value| {
            let slot = tick["slot"].as_str().unwrap();
            let slot = chrono::DateTime::parse_from_rfc3339(slot).unwrap();
            slot.timestamp_millis() <= last_ms
        };
        let old: Vec<_> = ticks.iter().filter(old).collect();
        assert!(old.len() >= usize::try_from(recorded).unwrap(), "{name}");
        assert!(
            old.iter().all(|tick| tick["outcome"] == outcome),
            "{name}: {old:?}"
        );
    }
    let flapping = website("flapping")["id"].as_str().unwrap();
    let changed = ada.website(flapping, "changes { nodes { status } }").await;
    let statuses: Vec<_> = changed["changes"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| node["status"].as_str().unwrap())
        .collect();
    let last = statuses.len() - 1;
    assert_eq!(statuses[last], "PENDING");
    assert!(statuses.contains(&"UP") && statuses.contains(&"DOWN"));

    // And what comes: new ticks, and secrets that are still opened.
    eventually("a new tick of each that is checked", async || {
        let ticked = |node: &Value| {
            let slot = node["lastTick"]["slot"].as_str().unwrap();
            let slot = chrono::DateTime::parse_from_rfc3339(slot).unwrap();
            node["status"] == "PAUSED" || slot.timestamp_millis() > last_ms
        };
        websites(&ada).await.iter().all(ticked).then_some(())
    })
    .await;
    eventually("the secrets to reach their website", async || {
        let request = target.last_request().to_lowercase();
        (request.contains("x-token: a header for tests")
            && request.contains("authorization: bearer a token for tests"))
        .then_some(())
    })
    .await;
    let now = number(&db, "SELECT COUNT(*) AS n FROM status_change").await;
    assert!(now >= changes, "no change is lost");
    server.kill();
}

fn names(websites: &[Value]) -> Vec<&str> {
    let names = websites.iter().map(|node| node["name"].as_str().unwrap());
    names.collect()
}

#[tokio::test]
async fn this_version_goes_on_with_what_the_previous_kept_on_sqlite() {
    let target = Target::start().await;
    let sql = PREVIOUS_ON_SQLITE.replace(WAS_AT, &target.address.to_string());
    let database = TestDb::sqlite_with(&sql).await.unwrap();
    goes_on(database, target, None, 1).await;
}

#[tokio::test]
async fn this_version_goes_on_with_what_the_previous_kept_on_postgres() {
    let target = Target::start().await;
    let sql = PREVIOUS_ON_POSTGRES.replace(WAS_AT, &target.address.to_string());
    let database = TestDb::postgres_with(&sql).await.unwrap();
    goes_on(database, target, Some(TestRedis::start().await), 2).await;
}
