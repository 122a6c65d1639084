//! A small world: a database, a queue, two regions and a website.

use std::sync::Arc;

use entity::WebsiteStatus;
use entity::testing;
use entity::website::RegionKeys;
use entity::{
    OrganizationId, RegionKey, feed, region, schedule, status_change, tick, website, website_status,
};
use migration::testing::TestDb;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use queue::{
    Clock, Failure, FailureClass, JobKey, Limits, MemoryTransport, Origin, Outcome, RegionName,
    Report, SigningKey,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection,
    EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Statement,
};
use status::ingest::Ingester;
use uuid::Uuid;

/// The world's beginning: noon of a day, milliseconds of Unix time.
pub(crate) const NOON_MS: i64 = 1_790_000_000_000 / 86_400_000 * 86_400_000 + 43_200_000;

pub(crate) const INTERVAL_MS: i64 = 10_000;
pub(crate) const TIMEOUT_MS: i32 = 1_000;
pub(crate) const INDIA: RegionKey = RegionKey(1);
pub(crate) const USA: RegionKey = RegionKey(2);

pub(crate) struct World {
    pub(crate) db: DatabaseConnection,
    pub(crate) url: String,
    pub(crate) transport: Arc<MemoryTransport>,
    pub(crate) signing: SigningKey,
    /// When batches come, milliseconds of Unix time.
    pub(crate) now_ms: i64,
    _database: Option<TestDb>,
}

impl World {
    pub(crate) async fn sqlite() -> Self {
        let database = TestDb::sqlite().await.unwrap();
        Self::on(&database.url.clone(), Some(database)).await
    }

    pub(crate) async fn postgres() -> Self {
        let database = TestDb::postgres().await.unwrap();
        Self::on(&database.url.clone(), Some(database)).await
    }

    /// The same on the day on which it was installed, once the compactor has looked at it.
    pub(crate) async fn compacted(self) -> Self {
        let website = self.website(None).await;
        self.store(vec![self.report(&website, "usa", 0, Outcome::Up)])
            .await;
        let keep = status::Keep::default();
        let now_ms = NOON_MS + 30_000;
        status::rollup::compactor::pass(&self.db, &keep, now_ms)
            .await
            .unwrap();
        let made = status::rollup::made(&self.db).await.unwrap();
        assert_eq!(made.days_to, status::rollup::day_of(NOON_MS));
        for table in ["tick", "vote", "website_status", "status_change", "feed"] {
            let sql = format!("DELETE FROM {table}");
            self.db.execute_unprepared(&sql).await.unwrap();
        }
        self
    }

    /// On the migrated database at `url`, which is kept with the world.
    pub(crate) async fn on(url: &str, database: Option<TestDb>) -> Self {
        let db = entity::database::connect(url, 8).await.unwrap();
        status::retention::pass(&db, NOON_MS).await.unwrap();
        for (key, name) in [(INDIA, "india"), (USA, "usa")] {
            region::Entity::insert(testing::region(key, name, 0))
                .exec_without_returning(&db)
                .await
                .unwrap();
        }
        Self {
            db,
            url: url.to_owned(),
            transport: Arc::new(MemoryTransport::new(Limits::default())),
            signing: SigningKey::new([7; 32]),
            now_ms: NOON_MS + 3_600_000,
            _database: database,
        }
    }

    pub(crate) fn ingester(&self, consumer: &str) -> Ingester {
        Ingester {
            db: self.db.clone(),
            transport: self.transport.clone(),
            clock: Clock::starting_at(NOON_MS + 3_600_000),
            signing: self.signing.clone(),
            keep: status::Keep::default(),
            consumer: consumer.to_owned(),
            asked: Arc::default(),
        }
    }

    /// A website that is checked every 10 s from noon on, from `regions`.
    pub(crate) async fn website(&self, regions: Option<Vec<RegionKey>>) -> website::Model {
        self.website_from(regions, NOON_MS, NOON_MS).await
    }

    /// A website that was made at `made_ms` and is checked every 10 s from `from_ms` on.
    pub(crate) async fn website_from(
        &self,
        regions: Option<Vec<RegionKey>>,
        made_ms: i64,
        from_ms: i64,
    ) -> website::Model {
        let organization_id = OrganizationId(Uuid::now_v7());
        testing::organization(organization_id, NOON_MS)
            .insert(&self.db)
            .await
            .unwrap();
        let website = website::ActiveModel {
            interval_ms: Set(INTERVAL_MS),
            timeout_ms: Set(TIMEOUT_MS),
            regions: Set(regions.map(RegionKeys)),
            ..testing::website(organization_id, made_ms)
        }
        .insert(&self.db)
        .await
        .unwrap();
        let row = schedule::Model {
            updated_at_ms: made_ms,
            ..testing::schedule(&website, from_ms)
        };
        schedule::Entity::insert(row.into_active_model())
            .exec_without_returning(&self.db)
            .await
            .unwrap();
        let transaction = entity::database::begin_write(&self.db).await.unwrap();
        let told = status::lifecycle::restart(&transaction, &website, made_ms);
        // The feed begins with what the test does.
        drop(told.await.unwrap());
        transaction.commit().await.unwrap();
        website
    }

    /// A signed report of the website's `nth` slot from `region`.
    pub(crate) fn report(
        &self,
        website: &website::Model,
        region: &str,
        nth: i64,
        outcome: Outcome,
    ) -> (RegionName, Report) {
        let slot_ms = slot_ms(website, nth);
        let key = JobKey {
            website: website.id,
            website_key: website.key.0,
            revision: 1,
            slot_ms,
            origin: Origin::Schedule,
        };
        let region: RegionName = region.parse().unwrap();
        let report = Report {
            mac: self.signing.sign(&region, &key),
            key,
            checked_at_ms: slot_ms + 100,
            outcome,
            failure: (outcome != Outcome::Up).then(|| Failure {
                class: FailureClass::Connect,
                detail: "connect.refused".to_owned(),
                reason: "connection refused by 203.0.113.5:443".to_owned(),
            }),
            http_status: None,
            phases: None,
            attempts: 2,
            tls: None,
            evidence: None,
        };
        (region, report)
    }

    pub(crate) async fn store(
        &self,
        reports: Vec<(RegionName, Report)>,
    ) -> status::ingest::Outcome {
        status::ingest::store(
            &self.db,
            &self.signing,
            &status::Keep::default(),
            reports,
            self.now_ms,
        )
        .await
        .unwrap()
    }

    pub(crate) async fn ticks(&self) -> Vec<tick::Model> {
        let order = tick::Entity::find()
            .order_by_asc(tick::Column::WebsiteKey)
            .order_by_asc(tick::Column::RegionKey)
            .order_by_asc(tick::Column::SlotMs);
        order.all(&self.db).await.unwrap()
    }

    pub(crate) async fn feed(&self) -> Vec<feed::Model> {
        feed::Entity::find()
            .order_by_asc(feed::Column::Seq)
            .all(&self.db)
            .await
            .unwrap()
    }

    pub(crate) async fn status(&self, website: &website::Model) -> website_status::Model {
        website_status::Entity::find_by_id(website.key)
            .one(&self.db)
            .await
            .unwrap()
            .unwrap()
    }

    /// The changes of the whole website's status: (milliseconds after noon, status).
    pub(crate) async fn changes(&self, website: &website::Model) -> Vec<(i64, WebsiteStatus)> {
        status_change::Entity::find()
            .filter(status_change::Column::WebsiteKey.eq(website.key))
            .filter(status_change::Column::RegionKey.eq(RegionKey::ALL))
            .order_by_asc(status_change::Column::AtMs)
            .all(&self.db)
            .await
            .unwrap()
            .into_iter()
            .map(|change| (change.at_ms - NOON_MS, change.status))
            .collect()
    }
}

/// The website's `nth` slot from noon on.
pub(crate) fn slot_ms(website: &website::Model, nth: i64) -> i64 {
    entity::slots::Grid::new(website.id, INTERVAL_MS).first_from(NOON_MS) + nth * INTERVAL_MS
}

/// Some value of a strategy; the same ones in each run.
pub(crate) fn any_of<T: std::fmt::Debug>(
    runner: &mut TestRunner,
    strategy: impl Strategy<Value = T>,
) -> T {
    strategy.new_tree(runner).unwrap().current()
}

/// The number that `sql` reads.
pub(crate) async fn number(world: &World, sql: &str) -> i64 {
    let statement = Statement::from_string(world.db.get_database_backend(), sql);
    let row = world.db.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}
