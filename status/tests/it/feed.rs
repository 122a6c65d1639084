//! What transactions tell by the feed.

use std::collections::BTreeMap;

use entity::feed::{Model, StatusChange, StepKind, unpack_changes, unpack_steps};
use entity::{RegionKey, WebsiteStatus, incident, vote, website};
use proptest::test_runner::TestRunner;
use queue::Outcome::{self, Down, Up};
use queue::Transport;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use status::domain::votes::region_status;
use status::sweep;

use crate::random_history::{life, live};
use crate::support::{INDIA, USA, World, slot_ms};

crate::on_both_engines!(
    a_batch_tells_its_ticks_and_what_they_change_and_a_calm_one_ticks_alone,
    the_sweep_tells_what_it_changes_and_announces_it,
    what_was_told_last_is_what_is_known_however_late_ticks_come,
);

async fn round(world: &World, website: &website::Model, nth: i64, say: Outcome) {
    let reports = vec![
        world.report(website, "india", nth, say),
        world.report(website, "usa", nth, say),
    ];
    world.store(reports).await;
}

fn changes(row: &Model) -> Vec<StatusChange> {
    let packed = row.changes.as_deref().unwrap_or_default();
    unpack_changes(packed).into_iter().flatten().collect()
}

fn steps(row: &Model) -> Vec<StepKind> {
    let packed = row.incidents.as_deref().unwrap_or_default();
    let steps = unpack_steps(packed).into_iter().flatten();
    steps.map(|step| step.kind).collect()
}

/// Changes without the website: whose, status before, status.
fn views(row: &Model) -> Vec<(RegionKey, Option<WebsiteStatus>, WebsiteStatus)> {
    let changes = changes(row).into_iter();
    changes
        .map(|change| (change.region_key, change.before, change.status))
        .collect()
}

async fn last(world: &World) -> Model {
    world.feed().await.pop().unwrap()
}

async fn a_batch_tells_its_ticks_and_what_they_change_and_a_calm_one_ticks_alone(world: World) {
    use WebsiteStatus as Status;
    let website = world.website(None).await;
    round(&world, &website, 0, Up).await;
    let (before, unknown) = (Some(Status::Pending), Some(Status::Unmeasured));
    let first = last(&world).await;
    let whole = (RegionKey::ALL, before, Status::Up);
    let regions = [INDIA, USA].map(|key| (key, unknown, Status::Up));
    assert_eq!(views(&first), [whole, regions[0], regions[1]]);
    assert_eq!((first.len(), first.incidents), (2, None));

    round(&world, &website, 1, Up).await;
    let calm = last(&world).await;
    assert_eq!((calm.len(), calm.changes, calm.incidents), (2, None, None));

    round(&world, &website, 2, Down).await;
    let failing = last(&world).await;
    let told = views(&failing);
    let up = Some(Status::Up);
    assert!(told.contains(&(INDIA, up, Status::Down)), "{told:?}");
    assert!(told.contains(&(USA, up, Status::Down)), "{told:?}");
    let whole = (told.iter()).filter(|(region_key, ..)| *region_key == RegionKey::ALL);
    let whole: Vec<_> = whole
        .map(|(_, before, status)| (*before, *status))
        .collect();
    assert_eq!(whole, [(up, Status::Down)], "both at the same instant");
    assert_eq!(steps(&failing), [StepKind::Opened]);
    let incident = incident::Entity::find().one(&world.db).await.unwrap();
    let packed = failing.incidents.unwrap();
    let step = unpack_steps(&packed)[0].unwrap();
    let incident = incident.unwrap();
    assert_eq!(
        (step.website_key, step.incident_id, step.at_ms),
        (website.key, incident.id, incident.opened_at_ms)
    );

    round(&world, &website, 3, Down).await;
    let calm = last(&world).await;
    assert_eq!((calm.len(), calm.changes, calm.incidents), (2, None, None));
}

async fn the_sweep_tells_what_it_changes_and_announces_it(world: World) {
    let website = world.website(None).await;
    round(&world, &website, 0, Up).await;
    let now_ms = slot_ms(&website, 0) + 600_000;
    sweep::pass(&world.db, world.transport.as_ref(), now_ms)
        .await
        .unwrap();
    let row = last(&world).await;
    assert!(row.is_empty(), "no ticks");
    let up = Some(WebsiteStatus::Up);
    let silent = |key| (key, up, WebsiteStatus::Unmeasured);
    let mut told = views(&row);
    told.sort_by_key(|view| view.0);
    assert_eq!(told, [silent(RegionKey::ALL), silent(INDIA), silent(USA)]);
    assert_eq!(*world.transport.announcements().borrow(), row.seq);
    sweep::pass(&world.db, world.transport.as_ref(), now_ms + 1_000)
        .await
        .unwrap();
    assert_eq!(last(&world).await.seq, row.seq, "nothing changed");
}

async fn what_was_told_last_is_what_is_known_however_late_ticks_come(world: World) {
    let mut runner = TestRunner::deterministic();
    for (delay_ms, size) in [(0, 1), (5_000, 4), (90_000, 9), (400_000, 30)] {
        let life = life(&mut runner);
        let mut website = world.website(None).await;
        live(&world, &mut website, &life, &mut runner, (delay_ms, size)).await;
        let mut known: BTreeMap<RegionKey, WebsiteStatus> = BTreeMap::new();
        let rows = world.feed().await;
        let mine = |change: &StatusChange| change.website_key == website.key;
        for change in rows.iter().flat_map(changes).filter(mine) {
            let before = known.insert(change.region_key, change.status);
            assert!(before.is_none() || before == change.before, "{change:?}");
            assert_ne!(change.before, Some(change.status), "{change:?}");
        }
        let status = world.status(&website).await.status;
        assert_eq!(known.remove(&RegionKey::ALL), Some(status));
        let votes = vote::Entity::find()
            .filter(vote::Column::WebsiteKey.eq(website.key))
            .all(&world.db)
            .await
            .unwrap();
        let say = |key| votes.iter().find(|vote| vote.region_key == key)?.say;
        for (region_key, status) in known {
            assert_eq!(region_status(say(region_key)), status, "{region_key:?}");
        }
    }
}
