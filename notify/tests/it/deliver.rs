//! The delivery loop: rows on both engines, and receivers with all their manners. Time is what
//! each pass is told.

mod acts;
mod channels;
mod lanes;
mod quiet;
mod summary;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use entity::alert::{Alert, AlertKind};
use entity::channel::Rules;
use entity::database::begin_write;
use entity::delivery::{self, DeliveryState, NewDelivery, enqueue};
use entity::{
    OrganizationId, WebsiteKey, WebsiteStatus, channel, incident, lane, testing, website_status,
};
use migration::testing::TestDb;
use notify::channel::Means;
use notify::deliver::{Deliverer, pass};
use notify::sample;
use queue::{Clock, InstanceKeys};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, DatabaseConnection, EntityTrait, IntoActiveModel,
    QueryOrder,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::alerts::means;
use crate::stand_in::{Answer, StandIn};

/// When the world begins, in milliseconds of Unix time: a Monday noon in UTC.
pub(crate) const NOON_MS: i64 = 1_790_596_800_000;

pub(crate) struct World {
    pub(crate) deliverer: Deliverer,
    pub(crate) organization: OrganizationId,
    _database: TestDb,
}

macro_rules! on_both_engines {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $test() {
                let database = migration::testing::TestDb::sqlite().await.unwrap();
                super::$test(crate::deliver::World::on(database).await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $test() {
                let database = migration::testing::TestDb::postgres().await.unwrap();
                super::$test(crate::deliver::World::on(database).await).await;
            })+
        }
    };
}

pub(crate) use on_both_engines;

impl World {
    pub(crate) async fn on(database: TestDb) -> Self {
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

    pub(crate) fn db(&self) -> &DatabaseConnection {
        &self.deliverer.db
    }

    /// A channel with these settings, of which `secrets` are sealed.
    pub(crate) async fn channel(&self, settings: Value, secrets: Value, rules: Rules) -> Uuid {
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
    pub(crate) async fn webhook(&self, service: &StandIn) -> Uuid {
        let settings = json!({ "kind": "webhook", "url": service.url });
        let secrets = json!({ "secret": format!("whsec_{}", "A".repeat(32)) });
        self.channel(settings, secrets, rules()).await
    }

    /// A channel of which people read.
    pub(crate) async fn chat(&self, service: &StandIn, rules: Rules) -> Uuid {
        let secrets = json!({ "url": format!("{}/hooks/secret", service.url) });
        self.channel(json!({ "kind": "mattermost" }), secrets, rules)
            .await
    }

    /// Writes that something happened to `website`; returns its incident.
    pub(crate) async fn tell(
        &self,
        channel: Uuid,
        website: i32,
        alerts: &[Alert],
        now_ms: i64,
    ) -> Uuid {
        let incident_id = Uuid::now_v7();
        self.tell_of(channel, website, Some(incident_id), alerts, now_ms)
            .await;
        incident_id
    }

    /// The same, of an incident that is known, or of none.
    pub(crate) async fn tell_of(
        &self,
        channel: Uuid,
        website: i32,
        incident_id: Option<Uuid>,
        alerts: &[Alert],
        now_ms: i64,
    ) {
        let transaction = begin_write(self.db()).await.unwrap();
        let rows = alerts.iter().map(|alert| NewDelivery {
            organization_id: self.organization,
            channel_id: channel,
            website_key: WebsiteKey(website),
            incident_id,
            alert: alert.clone(),
        });
        enqueue(&transaction, rows.collect(), now_ms).await.unwrap();
        transaction.commit().await.unwrap();
    }

    /// Stores the status of a website.
    pub(crate) async fn status(&self, website: i32, status: WebsiteStatus) {
        let row = website_status::ActiveModel {
            website_key: Set(WebsiteKey(website)),
            status: Set(status),
            since_ms: Set(NOON_MS),
            changed_at_ms: Set(NOON_MS),
            ..Default::default()
        };
        row.insert(self.db()).await.unwrap();
    }

    /// The row of an incident that opened at [`NOON_MS`].
    pub(crate) async fn incident(
        &self,
        id: Uuid,
        website: i32,
        resolved_at_ms: Option<i64>,
    ) -> incident::Model {
        let row = incident::Model {
            id,
            website_key: WebsiteKey(website),
            organization_id: self.organization,
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
        row.insert(self.db()).await.unwrap()
    }

    pub(crate) async fn pass(&self, now_ms: i64) -> usize {
        pass(&self.deliverer, now_ms).await.unwrap()
    }

    /// Passes each second from `from_ms` to `to_ms`.
    pub(crate) async fn passes(&self, from_ms: i64, to_ms: i64) {
        for now_ms in (from_ms..=to_ms).step_by(1_000) {
            while self.pass(now_ms).await > 0 {}
        }
    }

    pub(crate) async fn deliveries(&self) -> Vec<delivery::Model> {
        let rows = delivery::Entity::find().order_by_asc(delivery::Column::Seq);
        rows.all(self.db()).await.unwrap()
    }

    pub(crate) async fn states(&self) -> Vec<DeliveryState> {
        let rows = self.deliveries().await.into_iter();
        rows.map(|row| row.state).collect()
    }

    pub(crate) async fn lanes(&self) -> Vec<lane::Model> {
        lane::Entity::find().all(self.db()).await.unwrap()
    }

    pub(crate) async fn row(&self, channel: Uuid) -> channel::Model {
        let row = channel::Entity::find_by_id(channel).one(self.db()).await;
        row.unwrap().unwrap()
    }
}

pub(crate) fn rules() -> Rules {
    Rules {
        kinds: vec![],
        websites: None,
        tags: None,
        time_zone: None,
        quiet: None,
    }
}

pub(crate) fn opened() -> Alert {
    sample::alert(AlertKind::IncidentOpened, NOON_MS)
}

pub(crate) fn resolved() -> Alert {
    sample::alert(AlertKind::IncidentResolved, NOON_MS)
}

/// An alert of a website with this name.
pub(crate) fn of(name: &str) -> Alert {
    let mut alert = opened();
    alert.website.as_mut().unwrap().name = name.to_owned();
    alert
}

pub(crate) fn ids(service: &StandIn) -> Vec<String> {
    let seen = service.seen().into_iter();
    seen.map(|seen| seen.header("webhook-id").to_owned())
        .collect()
}

pub(crate) fn types(service: &StandIn) -> Vec<String> {
    let seen = service.seen().into_iter();
    seen.map(|seen| seen.json()["type"].as_str().unwrap().to_owned())
        .collect()
}

/// A service that fails until it is told to work.
pub(crate) async fn faulty(status: u16) -> (StandIn, Arc<AtomicUsize>) {
    let works = Arc::new(AtomicUsize::new(0));
    let told = Arc::clone(&works);
    let service = StandIn::new(move |_| match told.load(Ordering::SeqCst) {
        0 => Answer::text(status, "later"),
        _ => Answer::text(200, "ok"),
    });
    (service.await, works)
}
