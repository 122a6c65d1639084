//! Looking for websites: in any case and spelling, on both engines, at a price.

use api::service::website::text;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde_json::{Value, json};

use crate::support::{Client, TestApp, apps_on_both_engines};

const SEARCH: &str = "query($search: String, $first: Int, $after: String) {
    websites(search: $search, first: $first, after: $after) {
        edges { node { name } } pageInfo { hasNextPage endCursor } } }";

async fn found(client: &Client, search: &str) -> Vec<String> {
    let answer = client.graphql(SEARCH, json!({ "search": search })).await;
    names(answer.data("/websites"))
}

fn names(list: &Value) -> Vec<String> {
    let edges = list["edges"].as_array().unwrap();
    let names = edges.iter().map(|edge| edge["node"]["name"].as_str());
    names.map(|name| name.unwrap().to_owned()).collect()
}

async fn create(client: &Client, name: &str, url: &str) -> String {
    let query = "mutation($input: CreateWebsiteInput!) { createWebsite(input: $input) { id } }";
    let input = json!({ "name": name, "url": url });
    let answer = client.graphql(query, json!({ "input": input })).await;
    let id = answer.data("/createWebsite/id").as_str();
    id.unwrap().to_owned()
}

async fn in_any_case_and_spelling(app: TestApp) {
    let ada = app.user("ada").await;
    let other = app.user("other").await;
    create(&other, "Ärzte Köln", "https://other.example").await;
    let websites = [
        ("Ärzte Köln", "https://koeln.example/"),
        ("A\u{308}rzte Bonn", "https://bonn.example/"),
        (
            "Große Straße 100%_a\\b",
            "https://strasse.example/stra%C3%9Fe",
        ),
        ("İstanbul", "https://istanbul.example/"),
        ("ΟΔΥΣΣΕΥΣ", "https://odysseus.example/"),
        ("Расписание", "https://поезд.example/"),
        ("Laden", "https://Bücher.example:8443/a?b=c"),
        ("Port", "tcp://ÖBB.example:443"),
    ];
    for (name, url) in websites {
        create(&ada, name, url).await;
    }
    let all = websites.map(|(name, _)| name);
    let [
        koeln,
        bonn,
        street,
        istanbul,
        odysseus,
        timetable,
        shop,
        port,
    ] = all;
    let cases: [(&str, &[&str]); 30] = [
        ("Ärzte", &[koeln, bonn]),
        ("ärzte", &[koeln, bonn]),
        ("ÄRZTE", &[koeln, bonn]),
        ("a\u{308}rzte", &[koeln, bonn]),
        ("  ÄRZTE  KÖLN ", &[koeln]),
        ("KO\u{308}LN", &[koeln]),
        ("straße", &[street]),
        ("STRASSE", &[street]),
        ("GROẞE", &[street]),
        ("100%_", &[street]),
        ("%", &[street]),
        ("A\\B", &[street]),
        ("_a", &[street]),
        ("istanbul", &[istanbul]),
        ("İSTANBUL", &[istanbul]),
        ("i\u{307}stan", &[istanbul]),
        ("οδυσσευς", &[odysseus]),
        ("ΟΔΥΣΣΕΥΣ", &[odysseus]),
        ("ΡΑΣ", &[]),
        ("РАСПИСАНИЕ", &[timetable]),
        ("ПОЕЗД.example", &[timetable]),
        ("bücher", &[shop]),
        ("BÜCHER.EXAMPLE:8443", &[shop]),
        ("xn--bcher-kva", &[shop]),
        ("XN--BCHER-KVA.example", &[shop]),
        ("https://bu\u{308}cher.example", &[shop]),
        ("öbb.EXAMPLE", &[port]),
        ("arzte", &[]),
        ("' OR 1=1 --", &[]),
        ("example", &all),
    ];
    for (search, expected) in cases {
        assert_eq!(found(&ada, search).await, expected, "{search}");
    }
    for nothing in ["", "   ", "\u{200B}"] {
        assert_eq!(found(&ada, nothing).await, all, "{nothing:?} is no search");
    }

    let variables = json!({ "search": "EXAMPLE", "first": 3 });
    let page = ada.graphql(SEARCH, variables).await;
    let page = page.data("/websites");
    assert_eq!(names(page), all[..3]);
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
    let after = &page["pageInfo"]["endCursor"];
    let variables = json!({ "search": "EXAMPLE", "first": 5, "after": after });
    let page = ada.graphql(SEARCH, variables).await;
    let page = page.data("/websites");
    assert_eq!(names(page), all[3..]);
    assert_eq!(page["pageInfo"]["hasNextPage"], false);

    for (search, is_taken) in [("ä".repeat(200), true), ("ä".repeat(201), false)] {
        let answer = ada.graphql(SEARCH, json!({ "search": search })).await;
        if is_taken {
            assert_eq!(names(answer.data("/websites")), [""; 0]);
        } else {
            assert_eq!(
                (answer.code(), answer.field()),
                ("BAD_USER_INPUT", "search")
            );
        }
    }
}

async fn what_changes_is_found_as_it_is_now(app: TestApp) {
    let ada = app.user("ada").await;
    let id = create(&ada, "Erste", "https://erste.example/").await;
    let query = "mutation($input: UpdateWebsiteInput!) { updateWebsite(input: $input) { id } }";
    for input in [
        json!({ "id": id, "name": "ZWÖLFTE" }),
        json!({ "id": id, "url": "https://bücher.example/" }),
    ] {
        ada.graphql(query, json!({ "input": input }))
            .await
            .data("/updateWebsite");
    }
    assert_eq!(found(&ada, "zwölfte").await, ["ZWÖLFTE"]);
    assert_eq!(found(&ada, "Bücher").await, ["ZWÖLFTE"]);
    assert!(found(&ada, "erste").await.is_empty());

    // An older version writes websites without their texts, and knows nothing of them.
    let db = entity::database::connect(&app.database_url, 2)
        .await
        .unwrap();
    let gone = create(&ada, "Weg", "https://weg.example/").await;
    let run = async |sql: &str| db.execute_unprepared(sql).await.unwrap();
    run("UPDATE website SET name = 'Ältere' WHERE name = 'ZWÖLFTE'").await;
    run("UPDATE website SET deleted_at = created_at WHERE name = 'Weg'").await;
    create(&ada, "Neu", "https://neu.example/").await;
    run("DELETE FROM website_text WHERE text LIKE 'neu%'").await;
    assert!(found(&ada, "ältere").await.is_empty() && found(&ada, "neu").await.is_empty());
    assert_eq!(text::pass(&db).await.unwrap(), 3, "{gone} too");
    assert_eq!(text::pass(&db).await.unwrap(), 0);
    // In other words: the same question may have the same answer for a second.
    assert_eq!(found(&ada, "ÄLTERE").await, ["Ältere"]);
    assert_eq!(found(&ada, "NEU").await, ["Neu"]);
    assert!(found(&ada, "WEG").await.is_empty());
}

async fn in_order_of_creation(app: TestApp) {
    let ada = app.user("ada").await;
    let shops: Vec<String> = (1..=5).map(|n| format!("Shop {n}")).collect();
    let mut ids = Vec::new();
    for name in &shops {
        ids.push(create(&ada, name, "https://shop.example/").await);
    }
    // PostgreSQL moves a row that is changed to the end of its table, which it reads as it lies
    // once it knows how small it is.
    let query = "mutation($input: UpdateWebsiteInput!) { updateWebsite(input: $input) { id } }";
    let input = json!({ "id": ids[1], "intervalSecs": 120 });
    let changed = ada.graphql(query, json!({ "input": input })).await;
    changed.data("/updateWebsite");
    let db = entity::database::connect(&app.database_url, 1)
        .await
        .unwrap();
    db.execute_unprepared("ANALYZE website").await.unwrap();
    assert_eq!(found(&ada, "shop").await, shops);
    let none = json!({ "search": "shop", "first": 0 });
    let none = ada.graphql(SEARCH, none).await;
    assert_eq!(none.data("/websites/pageInfo/hasNextPage"), true);
    let list = ada.graphql(SEARCH, json!({})).await;
    assert_eq!(names(list.data("/websites")), shops);
}

async fn fill(db: &DatabaseConnection, websites: usize) {
    let series = match db.get_database_backend() {
        sea_orm::DbBackend::Postgres => {
            format!("generate_series(1, {websites}) AS n(k)")
        }
        _ => format!(
            "(WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n
              WHERE k < {websites}) SELECT k FROM n) AS n"
        ),
    };
    let id = match db.get_database_backend() {
        sea_orm::DbBackend::Postgres => "gen_random_uuid()",
        _ => "randomblob(16)",
    };
    let sql = format!(
        "INSERT INTO website (id, organization_id, name, url, interval_ms, timeout_ms, retries,
             paused, quorum, revision, created_at, updated_at)
         SELECT {id}, organization_id, 'Website of number ' || k,
             'https://www' || k || '.example/with/a/path?and=a&query', interval_ms, timeout_ms,
             retries, paused, quorum, revision, created_at, updated_at
         FROM website, {series}"
    );
    db.execute_unprepared(&sql).await.unwrap();
    assert_eq!(text::pass(db).await.unwrap(), websites);
}

/// A hundred at once are refused, whoever asks; eighteen are answered soon.
async fn many_searches_are_refused_and_few_are_quick(app: TestApp) {
    let ada = app.user("ada").await;
    create(&ada, "First", "https://first.example/").await;
    let db = entity::database::connect(&app.database_url, 2)
        .await
        .unwrap();
    fill(&db, 20_000).await;
    let document = |searches: usize| {
        let fields: String = (0..searches)
            .map(|nth| {
                format!(
                    "a{nth}: websites(first: 0, search: \"nowhere {nth}\") {{ edges {{ cursor }} }}"
                )
            })
            .collect();
        format!("{{ {fields} }}")
    };
    for searches in [100, 19] {
        let refused = ada.graphql(&document(searches), json!({})).await;
        assert_eq!(refused.code(), "GRAPHQL_VALIDATION_FAILED");
    }
    let began = std::time::Instant::now();
    let answer = ada.graphql(&document(18), json!({})).await;
    assert_eq!(answer.data("/a17/edges"), &json!([]));
    let took = began.elapsed();
    assert!(took.as_secs() < 15, "18 searches took {took:?}");
    assert_eq!(found(&ada, "NUMBER 19999").await.len(), 1);
    let filtered = "{ websites(first: 0, status: [DOWN]) { edges { cursor } } }";
    let filtered = format!("{{ {} }}", {
        let one = &filtered[2..filtered.len() - 2];
        let all: String = (0..19).map(|nth| format!("b{nth}: {one} ")).collect();
        all
    });
    let refused = ada.graphql(&filtered, json!({})).await;
    assert_eq!(refused.code(), "GRAPHQL_VALIDATION_FAILED");
}

apps_on_both_engines!(
    in_any_case_and_spelling,
    what_changes_is_found_as_it_is_now,
    in_order_of_creation,
    many_searches_are_refused_and_few_are_quick,
);
