//! Troubles and certificates that are told: each once.

use entity::alert::{AlertKind, AlertTrouble};
use entity::channel::Rules;
use entity::{OrganizationId, channel, delivery, member, tls_facts, user, vote, website};
use entity::{Outcome, RegionKey};
use queue::Certificate;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use status::trouble::{Trouble, tell};
use uuid::Uuid;

use crate::support::{INDIA, NOON_MS, USA, World};

crate::on_both_engines!(
    a_silent_region_is_told_once_to_whom_it_concerns_and_so_is_its_end,
    the_end_of_a_trouble_reaches_who_was_told_of_its_beginning,
    a_trouble_of_the_installation_is_told_to_its_operators,
    a_certificate_is_told_of_once_for_each_threshold_by_its_worst_region,
    a_region_that_no_longer_checks_says_nothing_of_the_certificate,
    what_was_told_of_certificates_is_found_without_a_write,
);

const DAY_MS: i64 = 86_400_000;

async fn channel(world: &World, organization: OrganizationId, kind: AlertKind) -> Uuid {
    let id = Uuid::now_v7();
    let row = channel::ActiveModel {
        rules: Set(Rules {
            kinds: vec![kind],
            websites: None,
            tags: None,
            time_zone: None,
            quiet: None,
        }),
        ..entity::testing::channel(id, organization)
    };
    row.insert(&world.db).await.unwrap();
    id
}

/// What each delivery says, of one channel.
async fn told(world: &World, channel: Uuid) -> Vec<String> {
    let rows = delivery::Entity::find()
        .filter(delivery::Column::ChannelId.eq(channel))
        .order_by_asc(delivery::Column::Seq);
    let rows = rows.all(&world.db).await.unwrap();
    rows.into_iter()
        .map(|row| row.body.summary.unwrap())
        .collect()
}

fn silent(region: &str) -> Trouble {
    Trouble {
        kind: "silent_region".to_owned(),
        region: Some(region.to_owned()),
        stops_region: true,
        text: format!("region {region} is silent"),
        since_ms: NOON_MS,
    }
}

async fn a_silent_region_is_told_once_to_whom_it_concerns_and_so_is_its_end(world: World) {
    let everywhere = world.website(None).await;
    world.website(None).await;
    let usa_only = world.website(Some(vec![USA])).await;
    let kind = AlertKind::RegionTrouble;
    let concerned = channel(&world, everywhere.organization_id, kind).await;
    let elsewhere = channel(&world, usa_only.organization_id, kind).await;
    let other = AlertKind::InstanceTrouble;
    let deaf = channel(&world, everywhere.organization_id, other).await;
    for minute in 0..3 {
        let now_ms = NOON_MS + minute * 60_000;
        tell(&world.db, &[silent("india")], &[], now_ms)
            .await
            .unwrap();
    }
    assert_eq!(told(&world, concerned).await, ["region india is silent"]);
    let both = [silent("india"), silent("usa")];
    tell(&world.db, &both, &[], NOON_MS + 200_000)
        .await
        .unwrap();
    tell(&world.db, &both[1..], &[], NOON_MS + 300_000)
        .await
        .unwrap();
    assert_eq!(
        told(&world, concerned).await,
        [
            "region india is silent",
            "region usa is silent",
            "over after 5 min: region india is silent",
        ]
    );
    assert_eq!(told(&world, elsewhere).await, ["region usa is silent"]);
    assert!(told(&world, deaf).await.is_empty());
}

async fn the_end_of_a_trouble_reaches_who_was_told_of_its_beginning(world: World) {
    let website = world.website(None).await;
    let kind = AlertKind::RegionTrouble;
    let channel = channel(&world, website.organization_id, kind).await;
    tell(&world.db, &[silent("india")], &[], NOON_MS + 60_000)
        .await
        .unwrap();
    // The organization checks nothing there any more.
    let mut gone = website.into_active_model();
    gone.paused = Set(true);
    gone.update(&world.db).await.unwrap();
    tell(&world.db, &[], &[], NOON_MS + 300_000).await.unwrap();
    let rows = delivery::Entity::find()
        .filter(delivery::Column::ChannelId.eq(channel))
        .order_by_asc(delivery::Column::Seq);
    let rows = rows.all(&world.db).await.unwrap();
    let told = rows.into_iter().map(|row| row.body.trouble.unwrap());
    let trouble = |is_over: bool| AlertTrouble {
        kind: "silent_region".to_owned(),
        region: Some("india".to_owned()),
        since_ms: NOON_MS,
        is_over,
    };
    assert_eq!(told.collect::<Vec<_>>(), [trouble(false), trouble(true)]);
}

async fn person(world: &World, email: &str, organization: OrganizationId) -> Uuid {
    let id = Uuid::now_v7();
    let user = user::ActiveModel {
        id: Set(id),
        email: Set(email.to_owned()),
        password_hash: Set(String::new()),
        created_at: Set(entity::testing::date(NOON_MS)),
        is_operator: Set(false),
        email_verified_at: Set(None),
    };
    user.insert(&world.db).await.unwrap();
    let member = member::ActiveModel {
        organization_id: Set(organization),
        user_id: Set(id),
        role: Set(member::Role::Owner),
    };
    member.insert(&world.db).await.unwrap();
    id
}

async fn a_trouble_of_the_installation_is_told_to_its_operators(world: World) {
    let (first, second) = (world.website(None).await, world.website(None).await);
    let ada = person(&world, "first@a.test", first.organization_id).await;
    let bob = person(&world, "second@a.test", second.organization_id).await;
    let kind = AlertKind::InstanceTrouble;
    let of_first = channel(&world, first.organization_id, kind).await;
    let of_second = channel(&world, second.organization_id, kind).await;
    let late = Trouble {
        kind: "scheduler_late".to_owned(),
        region: None,
        stops_region: false,
        text: "jobs are late".to_owned(),
        since_ms: NOON_MS,
    };
    let late = [late];
    tell(&world.db, &late, &[ada], NOON_MS).await.unwrap();
    assert_eq!(told(&world, of_first).await, ["jobs are late"]);
    assert!(told(&world, of_second).await.is_empty());
    tell(&world.db, &[], &[bob], NOON_MS + 60_000)
        .await
        .unwrap();
    let over = ["over after 1 min: jobs are late"];
    assert_eq!(told(&world, of_second).await, over);
}

async fn sees(world: &World, website: &website::Model, region: RegionKey, days: i64) {
    let certificate = Certificate {
        subject: "CN=a.test".to_owned(),
        names: vec!["a.test".to_owned()],
        issuer: "CN=ca".to_owned(),
        key: "P-256".to_owned(),
        not_before_secs: 0,
        not_after_secs: (NOON_MS + days * DAY_MS) / 1_000,
        fingerprint: [u8::try_from(days).unwrap(); 32],
    };
    let facts = queue::TlsFacts {
        version: None,
        cipher: None,
        alpn: None,
        problem: None,
        chain: vec![certificate],
    };
    let row = tls_facts::ActiveModel {
        website_key: Set(website.key),
        region_key: Set(region),
        hash: Set(days),
        changed_at_ms: Set(NOON_MS),
        body: Set(serde_json::to_string(&facts).unwrap()),
    };
    tls_facts::Entity::insert(row)
        .exec_without_returning(&world.db)
        .await
        .unwrap();
}

/// The region's vote about the website, which counts for `days`.
async fn votes(world: &World, website: &website::Model, region: RegionKey, days: i64) {
    let row = vote::ActiveModel {
        website_key: Set(website.key),
        region_key: Set(region),
        slot_ms: Set(NOON_MS),
        checked_at_ms: Set(NOON_MS),
        say: Set(Some(Outcome::Up)),
        failures: Set(0),
        fresh_until_ms: Set(NOON_MS + days * DAY_MS),
    };
    vote::Entity::insert(row)
        .exec_without_returning(&world.db)
        .await
        .unwrap();
}

async fn a_certificate_is_told_of_once_for_each_threshold_by_its_worst_region(world: World) {
    let website = world.website(None).await;
    let kind = AlertKind::CertificateExpiring;
    let channel = channel(&world, website.organization_id, kind).await;
    votes(&world, &website, INDIA, 100).await;
    votes(&world, &website, USA, 100).await;
    sees(&world, &website, INDIA, 40).await;
    sees(&world, &website, USA, 35).await;
    let pass = async |days: i64| {
        let now_ms = NOON_MS + days * DAY_MS;
        status::certificate::pass(&world.db, now_ms).await.unwrap()
    };
    assert_eq!(pass(4).await, 0);
    assert_eq!(pass(5).await, 1);
    assert_eq!(pass(6).await, 0, "once");
    for (day, told) in [
        (21, 1),
        (22, 0),
        (28, 1),
        (32, 1),
        (33, 0),
        (34, 1),
        (36, 0),
    ] {
        assert_eq!(pass(day).await, told, "{day}");
    }
    let texts = told(&world, channel).await;
    assert_eq!(texts.len(), 5);
    assert!(
        texts[0].starts_with("the certificate expires in 30 days, on ")
            && texts[0].ends_with(", as usa sees it"),
        "{texts:?}"
    );
    // A renewed one is another.
    tls_facts::Entity::delete_many()
        .exec(&world.db)
        .await
        .unwrap();
    sees(&world, &website, USA, 50).await;
    assert_eq!(pass(36).await, 1);
    let rows = delivery::Entity::find().limit(1).one(&world.db).await;
    let about = rows.unwrap().unwrap().body.website.unwrap();
    assert_eq!(about.id, website.id);
}

async fn a_region_that_no_longer_checks_says_nothing_of_the_certificate(world: World) {
    let website = world.website(None).await;
    let kind = AlertKind::CertificateExpiring;
    let channel = channel(&world, website.organization_id, kind).await;
    // The certificate was renewed after the prober in USA was gone.
    votes(&world, &website, INDIA, 100).await;
    votes(&world, &website, USA, 1).await;
    sees(&world, &website, INDIA, 90).await;
    sees(&world, &website, USA, 20).await;
    let pass = async |days: i64| {
        let now_ms = NOON_MS + days * DAY_MS;
        status::certificate::pass(&world.db, now_ms).await.unwrap()
    };
    assert_eq!(pass(1).await, 0);
    assert_eq!(pass(15).await, 0);
    assert_eq!(pass(61).await, 1);
    let texts = told(&world, channel).await;
    assert!(texts[0].ends_with(", as india sees it"), "{texts:?}");
}

async fn what_was_told_of_certificates_is_found_without_a_write(world: World) {
    let website = world.website(None).await;
    let kind = AlertKind::CertificateExpiring;
    channel(&world, website.organization_id, kind).await;
    votes(&world, &website, USA, 100).await;
    sees(&world, &website, USA, 20).await;
    let pass = async || status::certificate::pass(&world.db, NOON_MS).await;
    assert_eq!(pass().await.unwrap(), 1);
    // SQLite has one writer: another one would wait until it fails.
    let writer = entity::database::begin_write(&world.db).await.unwrap();
    assert_eq!(pass().await.unwrap(), 0);
    writer.rollback().await.unwrap();
}
