//! A database, a queue, one region, and websites.

use std::sync::Arc;
use std::time::Duration;

use entity::feed::{self, TickKey};
use entity::website::RegionKeys;
use entity::{OrganizationId, RegionKey, region, testing, website};
use migration::testing::TestDb;
use queue::{
    GroupConsumer, InstanceKeys, Job, Limits, MemoryTransport, RegionName, SigningKey, Stream,
    Transport, codec,
};
use scheduler::{Asked, Publisher, Scheduler};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DatabaseConnection, EntityTrait};
use uuid::Uuid;

/// When the tests' story begins, milliseconds of Unix time.
pub(crate) const BEGIN_MS: i64 = 1_790_000_000_000;

pub(crate) const INDIA: RegionKey = RegionKey(1);
pub(crate) const USA: RegionKey = RegionKey(2);

pub(crate) struct World {
    pub(crate) db: DatabaseConnection,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) signing: SigningKey,
    pub(crate) keys: InstanceKeys,
    organization_id: OrganizationId,
    _database: TestDb,
}

impl World {
    /// On SQLite, with an in-process queue.
    pub(crate) async fn new() -> Self {
        Self::on(TestDb::sqlite().await.unwrap()).await
    }

    /// On `database`, with an in-process queue.
    pub(crate) async fn on(database: TestDb) -> Self {
        Self::of(database, Arc::new(MemoryTransport::new(Limits::default()))).await
    }

    /// On SQLite, with the queue `transport`.
    pub(crate) async fn with(transport: Arc<dyn Transport>) -> Self {
        Self::of(TestDb::sqlite().await.unwrap(), transport).await
    }

    async fn of(database: TestDb, transport: Arc<dyn Transport>) -> Self {
        let db = entity::database::connect(&database.url, 4).await.unwrap();
        let organization_id = OrganizationId(Uuid::now_v7());
        testing::organization(organization_id, BEGIN_MS)
            .insert(&db)
            .await
            .unwrap();
        let world = Self {
            db,
            transport,
            signing: SigningKey::new([7; 32]),
            keys: InstanceKeys::generate(),
            organization_id,
            _database: database,
        };
        world.region(INDIA, "india", 0).await;
        world
    }

    pub(crate) async fn region(&self, key: RegionKey, name: &str, valid_from_ms: i64) {
        let row = testing::region(key, name, valid_from_ms);
        region::Entity::insert(row)
            .exec_without_returning(&self.db)
            .await
            .unwrap();
    }

    pub(crate) fn scheduler(&self, name: &str) -> Scheduler {
        Scheduler::new(self.db.clone(), self.publisher(), name.to_owned())
    }

    pub(crate) fn publisher(&self) -> Publisher {
        Publisher {
            transport: Arc::clone(&self.transport),
            signing: self.signing.clone(),
            keys: self.keys.clone(),
            asked: Asked::default(),
        }
    }

    /// A website that is checked every 10 s, made at `now_ms`.
    pub(crate) async fn website(
        &self,
        regions: Option<Vec<RegionKey>>,
        now_ms: i64,
    ) -> website::Model {
        let website = website::ActiveModel {
            regions: Set(regions.map(RegionKeys)),
            ..testing::website(self.organization_id, now_ms)
        }
        .insert(&self.db)
        .await
        .unwrap();
        scheduler::revise::revise(&self.db, &website, now_ms)
            .await
            .unwrap();
        website
    }

    /// Changes the website and its plan at `now_ms`.
    pub(crate) async fn change(
        &self,
        website: &website::Model,
        now_ms: i64,
        change: impl FnOnce(&mut website::ActiveModel),
    ) -> website::Model {
        let mut row: website::ActiveModel = website.clone().into();
        row.revision = Set(website.revision + 1);
        change(&mut row);
        let website = row.update(&self.db).await.unwrap();
        scheduler::revise::revise(&self.db, &website, now_ms)
            .await
            .unwrap();
        website
    }

    /// Notes in the feed that india's tick of `slot_ms` is stored.
    pub(crate) async fn record(&self, website: &website::Model, slot_ms: i64) {
        let keys = [TickKey {
            website_key: website.key,
            region_key: INDIA,
            slot_ms,
        }];
        feed::Entity::insert(feed::ActiveModel {
            seq: Set(1),
            created_at_ms: Set(slot_ms),
            ticks: Set(feed::pack(&keys)),
            ..Default::default()
        })
        .exec_without_returning(&self.db)
        .await
        .unwrap();
    }

    /// Takes the jobs that wait for `region`.
    pub(crate) async fn jobs(&self, region: &str) -> Vec<Job> {
        let region: RegionName = region.parse().unwrap();
        let stream = Stream::checks(&region);
        let seat = GroupConsumer {
            stream: stream.clone(),
            consumer: "test".to_owned(),
        };
        let entries = self
            .transport
            .read(&seat, 10_000, Duration::ZERO)
            .await
            .unwrap();
        let ids: Vec<_> = entries.iter().map(|entry| entry.id.clone()).collect();
        self.transport.ack(&stream, &ids).await.unwrap();
        entries
            .iter()
            .map(|entry| codec::decode(&entry.body).unwrap())
            .collect()
    }

    /// The slots of the jobs that wait for `region`.
    pub(crate) async fn slots(&self, region: &str) -> Vec<i64> {
        self.jobs(region)
            .await
            .iter()
            .map(|job| job.key.slot_ms)
            .collect()
    }
}

/// The slots of a website between two instants, the latter included.
pub(crate) fn grid(website: &website::Model, from_ms: i64, to_ms: i64) -> Vec<i64> {
    let grid = entity::slots::Grid::new(website.id, website.interval_ms);
    let step = usize::try_from(website.interval_ms).unwrap();
    (grid.first_from(from_ms)..=to_ms).step_by(step).collect()
}
