//! Evidence, and what TLS showed.

use entity::{RegionKey, evidence, tls_facts};
use queue::{Certificate, Evidence, Outcome, RegionName, Report, TlsFacts};
use sea_orm::{EntityTrait, QueryOrder};
use status::lifecycle;

use crate::acts::Act;
use crate::support::{INDIA, NOON_MS, USA, World, slot_ms};

crate::on_both_engines!(
    evidence_is_stored_with_its_tick_and_once,
    evidence_that_is_too_big_is_left_out_and_its_tick_is_not,
    tls_facts_are_written_where_they_change,
    tls_facts_of_the_past_are_not_taken,
    tls_facts_are_bounded,
    tls_facts_go_with_the_target_and_the_website,
);

fn seen(body: &str) -> Evidence {
    Evidence {
        address: Some("203.0.113.5:443".parse().unwrap()),
        body: Some(body.to_owned()),
        ..Evidence::default()
    }
}

fn certificate(subject: &str) -> Certificate {
    Certificate {
        subject: subject.to_owned(),
        names: vec!["a.test".to_owned()],
        issuer: "CN=Good CA".to_owned(),
        not_before_secs: 1,
        not_after_secs: 2,
        key: "ECDSA P-256".to_owned(),
        fingerprint: [9; 32],
    }
}

fn showed(subject: &str) -> TlsFacts {
    TlsFacts {
        version: Some("TLS 1.3".to_owned()),
        cipher: None,
        alpn: None,
        problem: None,
        chain: vec![certificate(subject)],
    }
}

type Sent = (RegionName, Report);

fn with_evidence((region, report): Sent, evidence: Evidence) -> Sent {
    let evidence = Some(evidence);
    (region, Report { evidence, ..report })
}

fn with_tls((region, report): Sent, facts: TlsFacts) -> Sent {
    let tls = Some(facts);
    (region, Report { tls, ..report })
}

async fn stored_evidence(world: &World) -> Vec<evidence::Model> {
    let rows = evidence::Entity::find().order_by_asc(evidence::Column::SlotMs);
    rows.all(&world.db).await.unwrap()
}

async fn stored_tls(world: &World) -> Vec<(RegionKey, i64, TlsFacts)> {
    let rows = tls_facts::Entity::find().order_by_asc(tls_facts::Column::RegionKey);
    let rows = rows.all(&world.db).await.unwrap();
    rows.into_iter()
        .map(|row| {
            let facts = serde_json::from_str(&row.body).unwrap();
            (row.region_key, row.changed_at_ms, facts)
        })
        .collect()
}

async fn evidence_is_stored_with_its_tick_and_once(world: World) {
    let website = world.website(None).await;
    let down = world.report(&website, "india", 0, Outcome::Down);
    let first = with_evidence(down.clone(), seen("nul \0 \u{202e} ü"));
    let second = with_evidence(down, seen("another"));
    // What is up and scheduled needs no evidence, whatever a prober thinks.
    let up = with_evidence(world.report(&website, "india", 1, Outcome::Up), seen("up"));
    let outcome = world.store(vec![first.clone(), up]).await;
    assert_eq!((outcome.stored, outcome.bare), (2, 0));
    world.store(vec![second, first]).await;
    let rows = stored_evidence(&world).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].slot_ms, slot_ms(&website, 0));
    let found: Evidence = serde_json::from_str(&rows[0].body).unwrap();
    assert_eq!(found, seen("nul \0 \u{202e} ü"), "the first result wins");
}

async fn evidence_that_is_too_big_is_left_out_and_its_tick_is_not(world: World) {
    let website = world.website(None).await;
    let down = |nth| world.report(&website, "india", nth, Outcome::Down);
    let big = "x".repeat(Evidence::LIMIT_BYTES);
    let outcome = world
        .store(vec![
            with_evidence(down(0), seen(&big)),
            with_evidence(down(1), seen("small")),
        ])
        .await;
    assert_eq!((outcome.stored, outcome.bare), (2, 1));
    let rows = stored_evidence(&world).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].slot_ms, slot_ms(&website, 1));
}

async fn tls_facts_are_written_where_they_change(world: World) {
    let website = world.website(None).await;
    let at_ms = |nth| slot_ms(&website, nth) + 100;
    let report = |region, nth| world.report(&website, region, nth, Outcome::Up);
    world
        .store(vec![
            with_tls(report("india", 0), showed("CN=old")),
            with_tls(report("usa", 0), showed("CN=other")),
            with_tls(report("india", 1), showed("CN=a")),
        ])
        .await;
    let first = [
        (INDIA, at_ms(1), showed("CN=a")),
        (USA, at_ms(0), showed("CN=other")),
    ];
    assert_eq!(stored_tls(&world).await, first, "the newest of the batch");
    // The same again is no change, and neither is silence.
    let same = with_tls(report("india", 2), showed("CN=a"));
    world.store(vec![same]).await;
    world.store(vec![report("india", 3)]).await;
    assert_eq!(stored_tls(&world).await, first);
    world
        .store(vec![with_tls(report("india", 4), showed("CN=b"))])
        .await;
    assert_eq!(
        stored_tls(&world).await[0],
        (INDIA, at_ms(4), showed("CN=b"))
    );
}

async fn tls_facts_of_the_past_are_not_taken(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    let report = |nth| world.report(&website, "india", nth, Outcome::Up);
    world.store(vec![report(5)]).await;
    let late = with_tls(report(4), showed("CN=late"));
    assert_eq!(world.store(vec![late]).await.stored, 1);
    assert_eq!(stored_tls(&world).await, [], "an older slot");
    let of_the_old = with_tls(report(6), showed("CN=old"));
    let mut edited = website.clone();
    let at_ms = slot_ms(&website, 6) - 1_000;
    world.act(&mut edited, Act::Edit, at_ms).await;
    assert_eq!(world.store(vec![of_the_old]).await.stored, 1);
    assert_eq!(stored_tls(&world).await, [], "an older revision");
}

async fn tls_facts_are_bounded(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    let long = "é\0".repeat(1_000);
    let mut huge = certificate(&long);
    huge.names = vec![long.clone(); 150];
    let facts = TlsFacts {
        version: Some(long.clone()),
        problem: Some(long),
        chain: vec![huge; 12],
        ..showed("")
    };
    let report = world.report(&website, "india", 0, Outcome::Up);
    world.store(vec![with_tls(report, facts)]).await;
    let [(_, _, kept)] = &stored_tls(&world).await[..] else {
        panic!("one row")
    };
    assert_eq!(kept.chain.len(), 10);
    assert_eq!(kept.chain[0].names.len(), 100);
    assert_eq!(kept.chain[0].subject, "é".repeat(128));
    assert_eq!(kept.chain[0].names[99], "é".repeat(128));
    assert_eq!(kept.version, Some("é".repeat(32)));
}

async fn tls_facts_go_with_the_target_and_the_website(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    let report = |nth| {
        let report = world.report(&website, "india", nth, Outcome::Up);
        with_tls(report, showed("CN=a"))
    };
    for (nth, restart) in [(0, true), (1, false)] {
        world.store(vec![report(nth)]).await;
        assert_eq!(stored_tls(&world).await.len(), 1);
        let transaction = entity::database::begin_write(&world.db).await.unwrap();
        let now_ms = NOON_MS + 3_600_000;
        if restart {
            let told = lifecycle::restart(&transaction, &website, now_ms);
            drop(told.await.unwrap());
        } else {
            lifecycle::remove(&transaction, &website).await.unwrap();
        }
        transaction.commit().await.unwrap();
        assert_eq!(stored_tls(&world).await, []);
    }
}
