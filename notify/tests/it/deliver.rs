//! The delivery loop: rows on both engines, and receivers with all their manners. Time is what
//! each pass is told.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use entity::alert::{Alert, AlertKind};
use entity::attempt::{self, AttemptOutcome};
use entity::channel::{Quiet, Rules};
use entity::database::begin_write;
use entity::delivery::{self, DeliveryState, NewDelivery, enqueue};
use entity::{OrganizationId, WebsiteKey, channel, incident, lane, testing};
use migration::testing::TestDb;
use notify::channel::Means;
use notify::deliver::{Deliverer, GIVE_UP_MS, LEASE_MS, pass};
use notify::sample;
use queue::{Clock, InstanceKeys};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseConnection, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::alerts::means;
use crate::stand_in::{Answer, Seen, StandIn};

/// When the world begins, in milliseconds of Unix time: a Monday noon in UTC.
const NOON_MS: i64 = 1_790_596_800_000;

struct World {
    deliverer: Deliverer,
    organization: OrganizationId,
    _database: TestDb,
}

macro_rules! on_both_engines {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $test() {
                let database = migration::testing::TestDb::sqlite().await.unwrap();
                super::$test(super::World::on(database).await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $test() {
                let database = migration::testing::TestDb::postgres().await.unwrap();
                super::$test(super::World::on(database).await).await;
            })+
        }
    };
}

on_both_engines!(
    a_message_is_retried_with_its_id_until_it_is_taken_and_keeps_its_place,
    a_lane_that_waits_delays_no_other,
    a_receiver_that_keeps_failing_is_tried_with_one_message_at_a_time,
    what_a_dead_process_had_claimed_is_sent_again_with_the_same_id,
    what_is_refused_is_sent_once_more_in_plain_and_then_left,
    a_broken_channel_is_told_by_all_others_once_and_tried_each_hour,
    what_cannot_be_delivered_for_a_day_expires_and_its_resolve_is_dropped,
    people_get_five_a_minute_and_then_summaries_until_it_is_calm,
    programs_get_each,
    nothing_overtakes_a_summary,
    quiet_hours_hold_what_may_not_break_them,
    what_keeps_failing_goes_to_the_fallback_once,
    replicas_deliver_each_once_and_in_order,
    a_receiver_asks_for_a_pause_and_gets_it,
);

impl World {
    async fn on(database: TestDb) -> Self {
        let db = entity::database::connect(&database.url, 8).await.unwrap();
        let organization = OrganizationId(Uuid::now_v7());
        testing::organization(organization, NOON_MS)
            .insert(&db)
            .await
            .unwrap();
        Self {
            deliverer: Deliverer {
                db,
                clock: Clock::starting_at(NOON_MS),
                keys: InstanceKeys::generate(),
                means: Arc::new(Means {
                    deadline: Duration::from_secs(1),
                    ..means()
                }),
                public_url: Some("https://upbeat.example.org/".parse().unwrap()),
                wake: Arc::default(),
            },
            organization,
            _database: database,
        }
    }

    fn db(&self) -> &DatabaseConnection {
        &self.deliverer.db
    }

    /// A channel with these settings, of which `secrets` are sealed.
    async fn channel(&self, settings: Value, secrets: Value, rules: Rules) -> Uuid {
        let id = Uuid::now_v7();
        let keys = &self.deliverer.keys;
        let sealed = keys.seal_channel(secrets.to_string().as_bytes(), self.organization.0, id);
        let row = channel::ActiveModel {
            settings: Set(settings.to_string()),
            secrets: Set(Some(sealed.unwrap())),
            rules: Set(rules),
            ..testing::channel(id, self.organization)
        };
        row.insert(self.db()).await.unwrap();
        id
    }

    /// A channel of which programs read.
    async fn webhook(&self, service: &StandIn) -> Uuid {
        let settings = json!({ "kind": "webhook", "url": service.url });
        let secrets = json!({ "secret": format!("whsec_{}", "A".repeat(32)) });
        self.channel(settings, secrets, rules()).await
    }

    /// A channel of which people read.
    async fn chat(&self, service: &StandIn, rules: Rules) -> Uuid {
        let secrets = json!({ "url": format!("{}/hooks/secret", service.url) });
        self.channel(json!({ "kind": "mattermost" }), secrets, rules)
            .await
    }

    /// Writes that something happened to `website`; returns its incident.
    async fn tell(&self, channel: Uuid, website: i32, alerts: &[Alert], now_ms: i64) -> Uuid {
        let transaction = begin_write(self.db()).await.unwrap();
        let incident_id = Uuid::now_v7();
        let rows = alerts.iter().map(|alert| NewDelivery {
            organization_id: self.organization,
            channel_id: channel,
            website_key: WebsiteKey(website),
            incident_id: Some(incident_id),
            alert: alert.clone(),
        });
        enqueue(&transaction, rows.collect(), now_ms).await.unwrap();
        transaction.commit().await.unwrap();
        incident_id
    }

    async fn pass(&self, now_ms: i64) -> usize {
        pass(&self.deliverer, now_ms).await.unwrap()
    }

    /// Passes each second from `from_ms` to `to_ms`.
    async fn passes(&self, from_ms: i64, to_ms: i64) {
        for now_ms in (from_ms..=to_ms).step_by(1_000) {
            while self.pass(now_ms).await > 0 {}
        }
    }

    async fn deliveries(&self) -> Vec<delivery::Model> {
        let rows = delivery::Entity::find().order_by_asc(delivery::Column::Seq);
        rows.all(self.db()).await.unwrap()
    }

    async fn states(&self) -> Vec<DeliveryState> {
        let rows = self.deliveries().await.into_iter();
        rows.map(|row| row.state).collect()
    }

    async fn lanes(&self) -> Vec<lane::Model> {
        lane::Entity::find().all(self.db()).await.unwrap()
    }

    async fn row(&self, channel: Uuid) -> channel::Model {
        let row = channel::Entity::find_by_id(channel).one(self.db()).await;
        row.unwrap().unwrap()
    }
}

fn rules() -> Rules {
    Rules {
        kinds: vec![],
        websites: None,
        repeat_secs: None,
        time_zone: None,
        quiet: None,
    }
}

fn opened() -> Alert {
    sample::alert(AlertKind::IncidentOpened, NOON_MS)
}

fn resolved() -> Alert {
    sample::alert(AlertKind::IncidentResolved, NOON_MS)
}

/// An alert of a website with this name.
fn of(name: &str) -> Alert {
    let mut alert = opened();
    alert.website.as_mut().unwrap().name = name.to_owned();
    alert
}

fn ids(service: &StandIn) -> Vec<String> {
    let seen = service.seen().into_iter();
    seen.map(|seen| seen.header("webhook-id").to_owned())
        .collect()
}

fn types(service: &StandIn) -> Vec<String> {
    let seen = service.seen().into_iter();
    seen.map(|seen| seen.json()["type"].as_str().unwrap().to_owned())
        .collect()
}

/// A service that fails until it is told to work.
async fn faulty(status: u16) -> (StandIn, Arc<AtomicUsize>) {
    let works = Arc::new(AtomicUsize::new(0));
    let told = Arc::clone(&works);
    let service = StandIn::new(move |_| match told.load(Ordering::SeqCst) {
        0 => Answer::text(status, "later"),
        _ => Answer::text(200, "ok"),
    });
    (service.await, works)
}

async fn a_message_is_retried_with_its_id_until_it_is_taken_and_keeps_its_place(world: World) {
    let (service, works) = faulty(500).await;
    let channel = world.webhook(&service).await;
    world
        .tell(channel, 1, &[opened(), resolved()], NOON_MS)
        .await;
    assert_eq!(world.pass(NOON_MS).await, 1);
    assert_eq!(world.pass(NOON_MS + 700).await, 0, "it is too early");
    assert_eq!(world.pass(NOON_MS + 1_500).await, 1);
    works.store(1, Ordering::SeqCst);
    world.passes(NOON_MS + 2_000, NOON_MS + 6_000).await;
    let opened = "incident.opened";
    assert_eq!(
        types(&service),
        [opened, opened, opened, "incident.resolved"]
    );
    let ids = ids(&service);
    assert!(ids[0] == ids[1] && ids[1] == ids[2] && ids[2] != ids[3]);
    let rows = world.deliveries().await;
    assert_eq!(rows[0].id.to_string(), ids[0]);
    assert_eq!((rows[0].attempts, rows[1].attempts), (3, 1));
    let attempts = attempt::Entity::find().order_by_asc(attempt::Column::Number);
    let attempts = attempts.all(world.db()).await.unwrap();
    let of_first: Vec<_> = attempts
        .iter()
        .filter(|row| row.delivery_seq == rows[0].seq)
        .map(|row| (row.outcome, row.status, row.reply.as_str()))
        .collect();
    use AttemptOutcome::{Delivered, Later};
    let later = (Later, Some(500), "later");
    assert_eq!(of_first, [later, later, (Delivered, Some(200), "ok")]);
    assert!(world.lanes().await.is_empty());
    let row = world.row(channel).await;
    assert_eq!(
        (row.failures, row.failing_since_ms, row.problem),
        (0, None, None)
    );
}

async fn a_lane_that_waits_delays_no_other(world: World) {
    let slow = StandIn::new(
        |seen| match seen.json()["data"]["website"]["name"].as_str() {
            Some("bad") => Answer::text(500, ""),
            _ => Answer::text(200, ""),
        },
    );
    let slow = slow.await;
    let hangs = StandIn::always(Answer::Silence).await;
    let (one, other) = (world.webhook(&slow).await, world.webhook(&hangs).await);
    world
        .tell(one, 1, &[of("bad"), of("after bad")], NOON_MS)
        .await;
    world.tell(other, 1, &[of("never")], NOON_MS).await;
    world
        .tell(one, 2, &[of("good"), of("after good")], NOON_MS)
        .await;
    world.pass(NOON_MS).await;
    world.pass(NOON_MS + 500).await;
    let names: Vec<Value> = slow
        .seen()
        .iter()
        .map(|seen| seen.json()["data"]["website"]["name"].clone())
        .collect();
    let mut sorted = names.clone();
    sorted.sort_by_key(|name| name.to_string());
    assert_eq!(sorted, ["after good", "bad", "good"], "{names:?}");
}

async fn a_receiver_that_keeps_failing_is_tried_with_one_message_at_a_time(world: World) {
    let (service, works) = faulty(503).await;
    let channel = world.webhook(&service).await;
    for website in 1..=100 {
        world.tell(channel, website, &[opened()], NOON_MS).await;
    }
    let mut first = 0;
    while service.seen().len() < 5 {
        first += world.pass(NOON_MS).await;
    }
    assert!(first <= 8, "{first}");
    let before = service.seen().len();
    assert_eq!(world.pass(NOON_MS).await, 0, "the gate is closed");
    let row = world.row(channel).await;
    assert!(row.failures >= 5 && row.failing_since_ms.is_some());
    world.passes(NOON_MS + 1_000, NOON_MS + 600_000).await;
    let tried = service.seen().len() - before;
    assert!((5..=15).contains(&tried), "{tried} in ten minutes");
    works.store(1, Ordering::SeqCst);
    world.passes(NOON_MS + 600_000, NOON_MS + 1_300_000).await;
    assert!(
        world
            .states()
            .await
            .iter()
            .all(|state| *state == DeliveryState::Delivered)
    );
    assert_eq!(world.row(channel).await.failures, 0);
}

async fn what_a_dead_process_had_claimed_is_sent_again_with_the_same_id(world: World) {
    let service = StandIn::always(Answer::text(200, "")).await;
    let channel = world.webhook(&service).await;
    world.tell(channel, 1, &[opened()], NOON_MS).await;
    // It dies after the receiver took the message and before that is stored.
    let hangs = StandIn::always(Answer::Silence).await;
    let row = channel::ActiveModel {
        id: Set(channel),
        settings: Set(json!({ "kind": "webhook", "url": hangs.url }).to_string()),
        ..Default::default()
    };
    row.update(world.db()).await.unwrap();
    let deliverer = world.deliverer.clone();
    let dying = tokio::spawn(async move { pass(&deliverer, NOON_MS).await });
    while hangs.seen().is_empty() {
        tokio::task::yield_now().await;
    }
    dying.abort();
    assert!(dying.await.unwrap_err().is_cancelled());
    let row = channel::ActiveModel {
        id: Set(channel),
        settings: Set(json!({ "kind": "webhook", "url": service.url }).to_string()),
        ..Default::default()
    };
    row.update(world.db()).await.unwrap();
    assert_eq!(world.pass(NOON_MS + LEASE_MS - 1).await, 0);
    assert_eq!(world.pass(NOON_MS + LEASE_MS).await, 1);
    assert_eq!(ids(&hangs), ids(&service));
    assert_eq!(world.states().await, [DeliveryState::Delivered]);
}

async fn what_is_refused_is_sent_once_more_in_plain_and_then_left(world: World) {
    let service = StandIn::new(|seen| match seen.text().contains("Poison") {
        true => Answer::text(400, "no"),
        false => Answer::text(200, "ok"),
    });
    let service = service.await;
    let channel = world.chat(&service, rules()).await;
    world
        .tell(channel, 1, &[of("Poison"), of("Shop")], NOON_MS)
        .await;
    world.passes(NOON_MS, NOON_MS + 1_000).await;
    assert_eq!(service.seen().len(), 3);
    use DeliveryState::{Delivered, Refused};
    assert_eq!(world.states().await, [Refused, Delivered]);
    assert_eq!(world.deliveries().await[0].attempts, 2);
    assert_eq!(world.row(channel).await.failures, 0);
}

async fn a_broken_channel_is_told_by_all_others_once_and_tried_each_hour(world: World) {
    let (gone, works) = faulty(404).await;
    let service = StandIn::always(Answer::text(200, "ok")).await;
    let broken = world.chat(&gone, rules()).await;
    let others = [
        world.webhook(&service).await,
        world.chat(&service, rules()).await,
    ];
    world.tell(broken, 1, &[opened()], NOON_MS).await;
    world.tell(broken, 2, &[opened()], NOON_MS).await;
    world.passes(NOON_MS, NOON_MS + 60_000).await;
    let row = world.row(broken).await;
    assert!(row.is_broken && row.problem.is_some(), "{row:?}");
    let told = world.deliveries().await;
    for other in others {
        let told: Vec<_> = told
            .iter()
            .filter(|row| row.channel_id == other)
            .map(|row| (row.kind, row.state))
            .collect();
        let expected = (AlertKind::ChannelTrouble, DeliveryState::Delivered);
        assert_eq!(told, [expected]);
    }
    let before = gone.seen().len();
    world.passes(NOON_MS + 60_000, NOON_MS + 70_000).await;
    assert_eq!(gone.seen().len(), before, "it is not disturbed");
    assert_eq!(world.pass(NOON_MS + 3_660_000).await, 1);
    works.store(1, Ordering::SeqCst);
    world.passes(NOON_MS + 7_300_000, NOON_MS + 7_301_000).await;
    let row = world.row(broken).await;
    assert_eq!((row.is_broken, row.problem), (false, None));
    let states = world.states().await;
    assert!(
        states
            .iter()
            .all(|state| *state == DeliveryState::Delivered),
        "{states:?}"
    );
}

async fn what_cannot_be_delivered_for_a_day_expires_and_its_resolve_is_dropped(world: World) {
    let (service, works) = faulty(500).await;
    let channel = world.webhook(&service).await;
    world.tell(channel, 1, &[opened()], NOON_MS).await;
    world.pass(NOON_MS).await;
    let incident_id = world.deliveries().await[0].incident_id;
    works.store(1, Ordering::SeqCst);
    let transaction = begin_write(world.db()).await.unwrap();
    let resolve = NewDelivery {
        organization_id: world.organization,
        channel_id: channel,
        website_key: WebsiteKey(1),
        incident_id,
        alert: resolved(),
    };
    let late_ms = NOON_MS + GIVE_UP_MS;
    enqueue(&transaction, vec![resolve], late_ms).await.unwrap();
    transaction.commit().await.unwrap();
    world.passes(late_ms, late_ms + 1_000).await;
    use DeliveryState::{Dropped, Expired};
    assert_eq!(world.states().await, [Expired, Dropped]);
    assert_eq!(service.seen().len(), 1);
    assert!(world.lanes().await.is_empty());
}

async fn people_get_five_a_minute_and_then_summaries_until_it_is_calm(world: World) {
    let service = StandIn::always(Answer::text(200, "ok")).await;
    let channel = world.chat(&service, rules()).await;
    for website in 1..=30 {
        let alert = of(&format!("site {website}"));
        world.tell(channel, website, &[alert], NOON_MS).await;
    }
    world.passes(NOON_MS, NOON_MS + 59_000).await;
    assert_eq!(service.seen().len(), 5);
    for website in 31..=33 {
        world
            .tell(channel, website, &[opened()], NOON_MS + 50_000)
            .await;
    }
    world.passes(NOON_MS + 60_000, NOON_MS + 119_000).await;
    let seen = service.seen();
    assert_eq!(seen.len(), 6);
    let summary = seen[5].text();
    assert!(summary.contains("28"), "{summary}");
    assert!(world.row(channel).await.is_storm);
    for website in 40..=42 {
        world
            .tell(channel, website, &[opened()], NOON_MS + 61_000)
            .await;
    }
    world.passes(NOON_MS + 61_000, NOON_MS + 179_000).await;
    assert_eq!(service.seen().len(), 7, "one summary a minute");
    world.passes(NOON_MS + 180_000, NOON_MS + 300_000).await;
    world
        .tell(channel, 50, &[opened()], NOON_MS + 300_000)
        .await;
    world.passes(NOON_MS + 300_000, NOON_MS + 301_000).await;
    assert_eq!(service.seen().len(), 8, "calm again");
    assert!(!world.row(channel).await.is_storm);
    let rows = world.deliveries().await;
    let of_state = |state| rows.iter().filter(|row| row.state == state).count();
    assert_eq!(of_state(DeliveryState::Summarized), 31);
    assert_eq!(of_state(DeliveryState::Delivered), 8);
    assert!(world.lanes().await.is_empty());
}

async fn programs_get_each(world: World) {
    let service = StandIn::always(Answer::text(200, "")).await;
    let channel = world.webhook(&service).await;
    for website in 1..=100 {
        world.tell(channel, website, &[opened()], NOON_MS).await;
    }
    world.passes(NOON_MS, NOON_MS + 1_000).await;
    let mut ids = ids(&service);
    ids.sort();
    ids.dedup();
    assert_eq!((service.seen().len(), ids.len()), (100, 100));
}

async fn nothing_overtakes_a_summary(world: World) {
    let (service, works) = faulty(500).await;
    works.store(1, Ordering::SeqCst);
    let channel = world.chat(&service, rules()).await;
    for website in 1..=10 {
        world.tell(channel, website, &[opened()], NOON_MS).await;
    }
    world.passes(NOON_MS, NOON_MS + 30_000).await;
    works.store(0, Ordering::SeqCst);
    world.passes(NOON_MS + 60_000, NOON_MS + 61_000).await;
    world
        .tell(channel, 10, &[of("later")], NOON_MS + 61_000)
        .await;
    world.passes(NOON_MS + 61_000, NOON_MS + 130_000).await;
    works.store(1, Ordering::SeqCst);
    world.passes(NOON_MS + 130_000, NOON_MS + 400_000).await;
    let texts: Vec<String> = service.seen().iter().map(Seen::text).collect();
    let last = texts.last().unwrap();
    assert!(last.contains("later"), "{last}");
    assert!(texts[texts.len() - 2].contains("SUMMARY"), "{texts:?}");
}

async fn quiet_hours_hold_what_may_not_break_them(world: World) {
    let service = StandIn::always(Answer::text(200, "ok")).await;
    let night = Rules {
        time_zone: Some("UTC".to_owned()),
        quiet: Some(Quiet {
            from_minute: 11 * 60,
            to_minute: 13 * 60,
            days: vec![],
            except: vec![AlertKind::Partial],
        }),
        ..rules()
    };
    let channel = world.chat(&service, night).await;
    let over = world
        .tell(channel, 1, &[of("over"), resolved()], NOON_MS)
        .await;
    let open = world.tell(channel, 2, &[of("open")], NOON_MS).await;
    for (id, website, resolved_at_ms) in [(over, 1, Some(NOON_MS)), (open, 2, None)] {
        let row = incident::Model {
            id,
            website_key: WebsiteKey(website),
            organization_id: world.organization,
            opened_at_ms: NOON_MS,
            acknowledged_at_ms: None,
            acknowledged_by: None,
            resolved_at_ms,
            resolved_by: None,
            is_flapping: false,
            cause: String::new(),
            shown: incident::Shown::default(),
        };
        let row = row.into_active_model().reset_all();
        row.insert(world.db()).await.unwrap();
    }
    let breaks = sample::alert(AlertKind::Partial, NOON_MS);
    world.tell(channel, 3, &[breaks], NOON_MS).await;
    world.passes(NOON_MS, NOON_MS + 10_000).await;
    assert_eq!(service.seen().len(), 1, "what may break it");
    world.passes(NOON_MS + 3_600_000, NOON_MS + 3_601_000).await;
    assert_eq!(service.seen().len(), 2);
    assert!(service.seen()[1].text().contains("open"));
    use DeliveryState::{Delivered, Dropped};
    assert_eq!(
        world.states().await,
        [Dropped, Dropped, Delivered, Delivered]
    );
}

async fn what_keeps_failing_goes_to_the_fallback_once(world: World) {
    let (service, _) = faulty(500).await;
    let works = StandIn::always(Answer::text(200, "")).await;
    let failing = world.webhook(&service).await;
    let fallback = world.webhook(&works).await;
    let row = channel::ActiveModel {
        id: Set(fallback),
        is_fallback: Set(true),
        ..Default::default()
    };
    row.update(world.db()).await.unwrap();
    for website in 1..=3 {
        world.tell(failing, website, &[opened()], NOON_MS).await;
    }
    world.passes(NOON_MS, NOON_MS + 290_000).await;
    assert_eq!(works.seen().len(), 0);
    world.passes(NOON_MS + 300_000, NOON_MS + 400_000).await;
    assert_eq!(works.seen().len(), 3);
    let waiting = delivery::Entity::find()
        .filter(delivery::Column::ChannelId.eq(failing))
        .filter(delivery::Column::State.eq(DeliveryState::Waiting));
    let waiting = waiting.all(world.db()).await.unwrap();
    assert_eq!(waiting.len(), 3, "they are still tried");
}

async fn replicas_deliver_each_once_and_in_order(world: World) {
    let order: Arc<Mutex<BTreeMap<String, Vec<String>>>> = Arc::default();
    let seen_order = Arc::clone(&order);
    let service = StandIn::new(move |seen| {
        let body = seen.json();
        let name = body["data"]["website"]["name"].as_str().unwrap().to_owned();
        let kind = body["type"].as_str().unwrap().to_owned();
        seen_order
            .lock()
            .unwrap()
            .entry(name)
            .or_default()
            .push(kind);
        Answer::text(200, "")
    });
    let service = service.await;
    let channel = world.webhook(&service).await;
    for website in 1..=40 {
        let mut alerts = [opened(), resolved(), opened(), resolved()];
        for alert in &mut alerts {
            alert.website.as_mut().unwrap().name = website.to_string();
        }
        world.tell(channel, website, &alerts, NOON_MS).await;
    }
    let replica = |_| {
        let deliverer = world.deliverer.clone();
        tokio::spawn(async move {
            let (mut idle, mut now_ms) = (0, NOON_MS);
            while idle < 3 {
                match pass(&deliverer, now_ms).await.unwrap() {
                    0 => idle += 1,
                    _ => idle = 0,
                }
                now_ms += 100;
            }
        })
    };
    for replica in [1, 2, 3].map(replica) {
        replica.await.unwrap();
    }
    world.passes(NOON_MS, NOON_MS + 60_000).await;
    assert_eq!(service.seen().len(), 160);
    for (name, kinds) in &*order.lock().unwrap() {
        let pair = ["incident.opened", "incident.resolved"];
        assert_eq!(*kinds, [pair, pair].concat(), "{name}");
    }
}

async fn a_receiver_asks_for_a_pause_and_gets_it(world: World) {
    let service = StandIn::always(Answer::Full(
        429,
        "Retry-After: 100\r\n",
        "slow down".to_owned(),
    ));
    let service = service.await;
    let channel = world.webhook(&service).await;
    world.tell(channel, 1, &[opened()], NOON_MS).await;
    world.passes(NOON_MS, NOON_MS + 99_000).await;
    assert_eq!(service.seen().len(), 1);
    world.passes(NOON_MS + 100_000, NOON_MS + 102_000).await;
    assert_eq!(service.seen().len(), 2);
}
