//! A filled database under a router, with every statement of its requests written down.

use std::sync::{Arc, Mutex};

use api::app::App;
use api::live::Live;
use api::service::Handles;
use api::service::kept::Kept;
use api::service::operator::Operators;
use api::service::passkey::Passkeys;
use api::service::password::Passwords;
use api::service::region_cache::RegionCache;
use api::service::registration::Registration;
use api::shares::Shares;
use api::web::Web;
use api::{graphql, http};
use axum::Router;
use axum::body::Body;
use clap::Parser;
use entity::{OrganizationId, RegionKey, region, testing, website};
use http_body_util::BodyExt;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE};
use hyper::{Request, Response};
use migration::testing::TestDb;
use notify::deliver::Deliverer;
use queue::{Clock, InstanceKeys, Limits, MemoryTransport, SigningKey};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, Statement};
use serde_json::{Value, json};
use server::config::{Cli, Command};
use server::serve::alerts;
use status::rollup::{DAY_MS, HOUR_MS};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use uuid::Uuid;

use super::Answer;

/// The test's present: some time in an afternoon, milliseconds of Unix time.
pub(crate) const NOW_MS: i64 = 1_790_000_000_000 / DAY_MS * DAY_MS + 17 * HOUR_MS + 123_456;

/// Days of bars and of response times that are made; today's and yesterday's are not.
const MADE_DAYS: i64 = 100;

/// A server without a socket, whose only client is the test.
pub(crate) struct History {
    pub(crate) app: App,
    router: Router,
    token: String,
    statements: Arc<Mutex<Vec<Statement>>>,
    _database: TestDb,
}

impl History {
    pub(crate) async fn sqlite() -> Self {
        Self::on(TestDb::sqlite().await.unwrap()).await
    }

    pub(crate) async fn postgres() -> Self {
        Self::on(TestDb::postgres().await.unwrap()).await
    }

    async fn on(database: TestDb) -> Self {
        let mut db = entity::database::connect(&database.url, 4).await.unwrap();
        let statements = Arc::<Mutex<Vec<Statement>>>::default();
        let seen = Arc::clone(&statements);
        db.set_metric_callback(move |info| seen.lock().unwrap().push(info.statement.clone()));
        let mut front = entity::database::connect(&database.url, 2).await.unwrap();
        let seen = Arc::clone(&statements);
        front.set_metric_callback(move |info| seen.lock().unwrap().push(info.statement.clone()));
        let (clock, keys) = (Clock::starting_at(NOW_MS), InstanceKeys::generate());
        let cli = Cli::parse_from(["upbeat", "serve"]);
        let Command::Serve(config) = cli.command else {
            unreachable!("serve was asked for")
        };
        let alerts = Deliverer {
            db: db.clone(),
            clock: clock.clone(),
            keys: keys.clone(),
            means: Arc::new(alerts::means(&config.probe, &config.alerts).unwrap()),
            public_url: None,
            wake: Arc::default(),
        };
        let pages = pages::Pages::new(Some(db.clone()), None, None);
        let app = App {
            handles: Handles {
                observed: Default::default(),
                db,
                front,
                transport: Arc::new(MemoryTransport::new(Limits::default())),
                clock,
                signing: SigningKey::new([7; 32]),
                keys,
                keep: status::Keep::default(),
                passwords: Passwords::new().unwrap(),
                registration: Registration::default(),
                operators: Operators::new(Vec::new(), false),
                region_cache: RegionCache::default(),
                rollup_progress: Kept::default(),
                asked: Default::default(),
                throttle: Default::default(),
                open_sessions: Default::default(),
                oidc: None,
                passkeys: Passkeys::new(None),
                alerts,
            },
            shares: Shares::of_pool(6),
            limits: Default::default(),
            proxies: Default::default(),
            web: Web::default(),
            live: Live::default(),
            pages,
        };
        for days in [0, 3] {
            status::retention::pass(&app.db, NOW_MS - days * DAY_MS)
                .await
                .unwrap();
        }
        let regions = [(1, "india"), (2, "usa"), (3, "brazil")]
            .map(|(key, name)| testing::region(RegionKey(key), name, 0));
        region::Entity::insert_many(regions)
            .exec_without_returning(&app.db)
            .await
            .unwrap();
        let schemas = graphql::schemas(&app);
        let mut history = Self {
            router: http::router(
                app.clone(),
                schemas,
                &http::RequestRuntime::new().unwrap(),
                Router::new(),
                CancellationToken::new(),
            ),
            app,
            token: String::new(),
            statements,
            _database: database,
        };
        history.sign_up("ada").await;
        history
    }

    /// Goes on as somebody new, who has no website.
    pub(crate) async fn sign_up(&mut self, name: &str) {
        let query = "mutation($email: String!) { signUp(input: { email: $email, password: \"correct horse battery\" }) { token } }";
        self.token = String::new();
        let variables = json!({ "email": format!("{name}@example.org") });
        let answer = self.graphql(query, variables).await;
        self.token = answer.data("/signUp/token").as_str().unwrap().to_owned();
    }

    /// Goes on as `name`, who has an account, in a new session.
    pub(crate) async fn sign_in(&mut self, name: &str) {
        let query = "mutation($email: String!) { signIn(input: { email: $email, password: \"correct horse battery\" }) { token } }";
        self.token = String::new();
        let variables = json!({ "email": format!("{name}@example.org") });
        let answer = self.graphql(query, variables).await;
        self.token = answer.data("/signIn/token").as_str().unwrap().to_owned();
    }

    /// `count` websites of whoever asks, checked every ten minutes from three regions for
    /// three days, with changes and bars of months; answers the first one's id.
    pub(crate) async fn fill(&self, count: u16) -> Uuid {
        let organization_id = self.organization().await;
        let ids: Vec<Uuid> = (0..count).map(|_| Uuid::now_v7()).collect();
        let websites = ids.iter().map(|id| website::ActiveModel {
            id: Set(*id),
            interval_ms: Set(600_000),
            ..testing::website(organization_id, NOW_MS - MADE_DAYS * DAY_MS)
        });
        let db = &self.app.db;
        website::Entity::insert_many(websites)
            .exec_without_returning(db)
            .await
            .unwrap();
        let fresh = "website WHERE key NOT IN (SELECT website_key FROM website_status)";
        let made_to = (NOW_MS / DAY_MS) - 1;
        let day = NOW_MS / DAY_MS;
        for sql in [
            format!(
                "INSERT INTO schedule (website_key, revision, website_id, interval_ms, timeout_ms,
                     retries, url, quorum, valid_from_ms, updated_at_ms)
                 SELECT key, 1, id, 600000, 1000, 1, url, quorum, {from_ms}, {from_ms} FROM {fresh}",
                from_ms = NOW_MS - MADE_DAYS * DAY_MS,
            ),
            format!(
                "INSERT INTO tick (website_key, region_key, slot_ms, checked_at_ms, revision,
                     origin, outcome, attempts, dns_us, connect_us, tls_us, ttfb_us, transfer_us)
                 WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 431)
                 SELECT w.key, r.key, {NOW_MS} - 600000 * n.i, {NOW_MS} - 600000 * n.i, 1,
                     0, CASE WHEN (w.key + n.i) % 50 = 0 THEN 2 ELSE 0 END, 1,
                     1000, 2000, 3000, 4000 + n.i, 5000
                 FROM (SELECT * FROM {fresh}) AS w CROSS JOIN region AS r CROSS JOIN n"
            ),
            format!(
                "INSERT INTO status_change (website_key, region_key, at_ms, status)
                 WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 299)
                 SELECT w.key, v.key, {NOW_MS} - CAST({HOUR_MS} AS bigint) * (8 * n.i + w.key % 5 + v.key),
                     CASE WHEN n.i % 2 = 0 THEN 1 ELSE 4 END
                 FROM (SELECT * FROM {fresh}) AS w
                 CROSS JOIN (SELECT 0 AS key UNION ALL SELECT key FROM region) AS v CROSS JOIN n"
            ),
            format!(
                "INSERT INTO uptime_day (website_key, region_key, day, up_ms, degraded_ms,
                     partial_ms, down_ms, maintenance_ms, recorded, unmeasured)
                 WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MADE_DAYS})
                 SELECT w.key, v.key, {made_to} - n.i, 43200000, 0, 0, 43200000, 0, 432, 0
                 FROM (SELECT * FROM {fresh}) AS w
                 CROSS JOIN (SELECT 0 AS key UNION ALL SELECT key FROM region) AS v CROSS JOIN n"
            ),
            format!(
                "INSERT INTO website_status (website_key, status, since_ms, last_region_key,
                     last_slot_ms, changed_at_ms)
                 SELECT key, 1, {NOW_MS}, 1, {NOW_MS}, {NOW_MS} FROM {fresh}"
            ),
            format!(
                "INSERT INTO compaction (unit, done_to, after_key)
                 VALUES (1, {day} * 24, 0), (2, {made_to}, 0) ON CONFLICT DO NOTHING"
            ),
            "ANALYZE".to_owned(),
        ] {
            db.execute_unprepared(&sql).await.unwrap();
        }
        ids[0]
    }

    async fn organization(&self) -> OrganizationId {
        let sql = "SELECT id FROM organization ORDER BY created_at DESC LIMIT 1";
        let db = &self.app.db;
        let statement = Statement::from_string(db.get_database_backend(), sql);
        let row = db.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get_by_index(0).unwrap()
    }

    /// Asks.
    pub(crate) async fn graphql(&self, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let mut request = Request::post("/graphql").header(CONTENT_TYPE, "application/json");
        if !self.token.is_empty() {
            request = request.header(AUTHORIZATION, format!("Bearer {}", self.token));
        }
        let request = request.body(Body::from(body)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        Answer(serde_json::from_slice(&body).unwrap())
    }

    /// A request for `path` by whoever asks.
    pub(crate) fn request(&self, path: &str) -> hyper::http::request::Builder {
        let request = Request::get(path);
        if self.token.is_empty() {
            return request;
        }
        request.header(AUTHORIZATION, format!("Bearer {}", self.token))
    }

    /// Sends a request without a body.
    pub(crate) async fn send(&self, request: hyper::http::request::Builder) -> Response<Body> {
        let request = request.body(Body::empty()).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// What `path` answers, in whole.
    pub(crate) async fn text(&self, path: &str) -> String {
        let response = self.send(self.request(path)).await;
        assert_eq!(response.status(), 200, "{path}");
        let body = response.into_body().collect().await.unwrap().to_bytes();
        String::from_utf8(body.into()).unwrap()
    }

    /// The same server, to be put behind a socket.
    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    /// Changes rows, past all rules.
    pub(crate) async fn execute(&self, sql: &str) {
        self.app.db.execute_unprepared(sql).await.unwrap();
    }

    /// The number that a statement selects.
    pub(crate) async fn number(&self, sql: &str) -> i64 {
        let db = &self.app.db;
        let statement = Statement::from_string(db.get_database_backend(), sql);
        let row = db.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get_by_index(0).unwrap()
    }

    /// Asks, and says with which statements it was answered.
    pub(crate) async fn observed(&self, query: &str, variables: Value) -> (Answer, Vec<Statement>) {
        self.statements.lock().unwrap().clear();
        let answer = self.graphql(query, variables).await;
        let statements = std::mem::take(&mut *self.statements.lock().unwrap());
        (answer, statements)
    }
}
