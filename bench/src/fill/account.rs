//! Whose the websites are: the account, its websites and the regions, made where they
//! are missing.

use anyhow::{Context, ensure};
use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use entity::member::{self, Role};
use entity::{
    OrganizationId, RegionKey, WebsiteKey, organization, region, schedule, status_change, user,
    vote, website, website_status,
};
use sea_orm::prelude::ChronoDateTimeUtc;
use sea_orm::{
    ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, DatabaseConnection, DbBackend, EntityTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use status::Quorum;
use uuid::Uuid;

use super::Options;

/// Rows in one statement.
const AT_ONCE: usize = 500;

/// At least so many regions.
const REGIONS: usize = 3;

const TIMEOUT_MS: i32 = 10_000;

/// When the history begins, and what now is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) from_ms: i64,
    pub(super) now_ms: i64,
}

/// The account's organization; the account is made where it is missing.
#[expect(clippy::print_stdout, reason = "the only place where it is shown")]
pub(super) async fn organization(
    db: &DatabaseConnection,
    options: &Options,
    now_ms: i64,
) -> anyhow::Result<OrganizationId> {
    let email = options.email.trim().to_lowercase();
    ensure!(
        email.contains('@'),
        "UPBEAT_EMAIL must be an email address, not {email:?}"
    );
    let known = user::Entity::find()
        .filter(user::Column::Email.eq(&email))
        .one(db)
        .await?;
    if let Some(user) = known {
        let own = organization::Entity::find()
            .filter(organization::Column::PersonalOf.eq(user.id))
            .one(db)
            .await?;
        return Ok(own.context("an account's organization")?.id);
    }
    let password = match &options.password {
        Some(password) => password.clone(),
        None => {
            let password = Uuid::new_v4().simple().to_string();
            println!("made the account {email} with the password {password}");
            password
        }
    };
    let hash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|error| anyhow::anyhow!("the password cannot be hashed: {error}"))?;
    let organization_id = OrganizationId(Uuid::now_v7());
    let (user_id, now) = (Uuid::now_v7(), date(now_ms)?);
    let is_first = user::Entity::find().one(db).await?.is_none();
    user::Entity::insert(user::ActiveModel {
        id: Set(user_id),
        email: Set(email),
        password_hash: Set(hash.to_string()),
        created_at: Set(now),
        is_operator: Set(is_first),
        email_verified_at: Set(None),
    })
    .exec_without_returning(db)
    .await?;
    organization::Entity::insert(organization::ActiveModel {
        id: Set(organization_id),
        name: Set("Personal".to_owned()),
        personal_of: Set(Some(user_id)),
        created_at: Set(now),
        changes: Set(0),
        deleted_at: Set(None),
    })
    .exec_without_returning(db)
    .await?;
    member::Entity::insert(member::ActiveModel {
        organization_id: Set(organization_id),
        user_id: Set(user_id),
        role: Set(Role::Owner),
    })
    .exec_without_returning(db)
    .await?;
    Ok(organization_id)
}

/// Keys of all regions; where fewer than three are there, more are made. All are known
/// from the begin of the history on.
pub(super) async fn regions(db: &DatabaseConnection, span: Span) -> anyhow::Result<Vec<RegionKey>> {
    // On SQLite the server checks by itself, from region `local`.
    let names = match db.get_database_backend() {
        DbBackend::Postgres => ["europe", "india", "usa"],
        _ => ["local", "india", "usa"],
    };
    let known = status::region::all(db).await?;
    let mut keys: Vec<RegionKey> = known.iter().map(|region| region.key).collect();
    for name in names {
        if keys.len() >= REGIONS || known.iter().any(|region| region.name == name) {
            continue;
        }
        let key = keys.iter().max().map_or(1, |last| last.0 + 1);
        region::Entity::insert(region::ActiveModel {
            key: Set(RegionKey(key)),
            name: Set(name.to_owned()),
            valid_from_ms: Set(span.from_ms),
        })
        .exec_without_returning(db)
        .await?;
        keys.push(RegionKey(key));
    }
    region::Entity::update_many()
        .col_expr(region::Column::ValidFromMs, span.from_ms.into())
        .filter(region::Column::ValidFromMs.gt(span.from_ms))
        .exec(db)
        .await?;
    Ok(keys)
}

/// Makes the websites that the account lacks; says how many.
pub(super) async fn make_websites(
    db: &DatabaseConnection,
    organization_id: OrganizationId,
    options: &Options,
    span: Span,
) -> anyhow::Result<usize> {
    let have = websites(organization_id).count(db).await?;
    let have = usize::try_from(have)?;
    let missing: Vec<usize> = (have..options.websites).collect();
    let (created, now) = (date(span.from_ms)?, date(span.now_ms)?);
    for numbers in missing.chunks(AT_ONCE) {
        let rows = numbers.iter().map(|n| website::ActiveModel {
            key: NotSet,
            id: Set(Uuid::now_v7()),
            organization_id: Set(organization_id),
            name: Set(format!("Website {:05}", n + 1)),
            url: Set(options.url.replace("{n}", &format!("{:05}", n + 1))),
            interval_ms: Set(options.interval_secs * 1_000),
            timeout_ms: Set(TIMEOUT_MS),
            retries: Set(1),
            paused: Set(false),
            quorum: Set(Quorum::default().to_string()),
            confirmation_ms: Set(0),
            recovery_ms: Set(60_000),
            regions: Set(None),
            how: Set(None),
            secrets: Set(None),
            revision: Set(1),
            created_at: Set(created),
            updated_at: Set(now),
            deleted_at: Set(None),
        });
        website::Entity::insert_many(rows)
            .exec_without_returning(db)
            .await?;
    }
    // Those have no schedule yet; all begin with the history.
    let made = websites(organization_id)
        .filter(
            website::Column::Key.not_in_subquery(
                sea_orm::sea_query::Query::select()
                    .column(schedule::Column::WebsiteKey)
                    .from(schedule::Entity)
                    .to_owned(),
            ),
        )
        .all(db)
        .await?;
    for websites in made.chunks(AT_ONCE) {
        let rows = websites.iter().map(|website| schedule::ActiveModel {
            website_key: Set(website.key),
            revision: Set(website.revision),
            website_id: Set(website.id),
            interval_ms: Set(website.interval_ms),
            timeout_ms: Set(website.timeout_ms),
            retries: Set(website.retries),
            url: Set(website.url.clone()),
            quorum: Set(website.quorum.clone()),
            regions: Set(website.regions.clone()),
            how: Set(None),
            secrets: Set(None),
            organization_id: Set(Some(organization_id)),
            valid_from_ms: Set(span.from_ms),
            valid_to_ms: Set(None),
            updated_at_ms: Set(span.now_ms),
        });
        schedule::Entity::insert_many(rows)
            .exec_without_returning(db)
            .await?;
    }
    Ok(made.len())
}

/// The account's websites that have no history yet, with the one row of their schedule,
/// which is open since the begin of the history from now on; and how many others there
/// are. One that was checked already, changed, paused or restricted to some regions is
/// left as it is.
pub(super) async fn empty(
    db: &DatabaseConnection,
    organization_id: OrganizationId,
    span: Span,
) -> anyhow::Result<(Vec<(website::Model, schedule::Model)>, usize)> {
    let all = websites(organization_id).all(db).await?;
    let mut empty = Vec::new();
    for chunk in all.chunks(AT_ONCE) {
        let keys: Vec<WebsiteKey> = chunk.iter().map(|website| website.key).collect();
        let voted: Vec<WebsiteKey> = vote::Entity::find()
            .select_only()
            .column(vote::Column::WebsiteKey)
            .filter(vote::Column::WebsiteKey.is_in(keys.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        let rows = schedule::Entity::find()
            .filter(schedule::Column::WebsiteKey.is_in(keys))
            .all(db)
            .await?;
        for website in chunk {
            let mut own = rows.iter().filter(|row| row.website_key == website.key);
            let (Some(row), None) = (own.next(), own.next()) else {
                continue;
            };
            let open = row.valid_to_ms.is_none() && row.regions.is_none();
            if open && !voted.contains(&website.key) {
                empty.push((website.clone(), row.clone()));
            }
        }
    }
    for (website, row) in &mut empty {
        row.valid_from_ms = row.valid_from_ms.min(span.from_ms);
        website.created_at = website.created_at.min(date(span.from_ms)?);
    }
    for chunk in empty.chunks(AT_ONCE) {
        let keys: Vec<WebsiteKey> = chunk.iter().map(|(website, _)| website.key).collect();
        forget(db, keys, span).await?;
    }
    let others = all.len() - empty.len();
    Ok((empty, others))
}

/// What a website that waits for its first check has already.
async fn forget(db: &DatabaseConnection, keys: Vec<WebsiteKey>, span: Span) -> anyhow::Result<()> {
    website_status::Entity::delete_many()
        .filter(website_status::Column::WebsiteKey.is_in(keys.clone()))
        .exec(db)
        .await?;
    status_change::Entity::delete_many()
        .filter(status_change::Column::WebsiteKey.is_in(keys.clone()))
        .exec(db)
        .await?;
    schedule::Entity::update_many()
        .col_expr(schedule::Column::ValidFromMs, span.from_ms.into())
        .col_expr(schedule::Column::UpdatedAtMs, span.now_ms.into())
        .filter(schedule::Column::WebsiteKey.is_in(keys))
        .filter(schedule::Column::ValidFromMs.gt(span.from_ms))
        .exec(db)
        .await?;
    Ok(())
}

fn websites(organization_id: OrganizationId) -> sea_orm::Select<website::Entity> {
    website::Entity::find()
        .filter(website::Column::OrganizationId.eq(organization_id))
        .filter(website::Column::DeletedAt.is_null())
        .order_by_asc(website::Column::Id)
}

fn date(at_ms: i64) -> anyhow::Result<ChronoDateTimeUtc> {
    ChronoDateTimeUtc::from_timestamp_millis(at_ms).context("a date")
}
