//! What jobs carry: how a website is checked, and its secrets for their region.

use entity::{region, website};
use queue::{Family, How, HttpCheck, InstanceKeys, Kind, Secrets};
use scheduler::{Publisher, Scheduler};
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::support::{BEGIN_MS, USA, World, grid};

fn how(method: &str) -> How {
    How {
        kind: Kind::Http(HttpCheck {
            method: method.to_owned(),
            headers: vec!["x-key".to_owned()],
            ..HttpCheck::default()
        }),
        family: Family::V4,
        ..How::default()
    }
}

fn secrets() -> Secrets {
    Secrets {
        headers: vec!["hush".to_owned()],
        ..Secrets::default()
    }
}

/// A website whose check has a secret, from 3 s after the begin on.
async fn secretive(world: &World) -> website::Model {
    let website = world.website(None, BEGIN_MS - 20_000).await;
    let sealed = world
        .keys
        .seal(&secrets(), website.organization_id.0, website.id)
        .unwrap();
    world
        .change(&website, BEGIN_MS, |row| {
            row.how = Set(Some(serde_json::to_string(&how("POST")).unwrap()));
            row.secrets = Set(Some(sealed));
        })
        .await
}

async fn run(world: &World) {
    let mut scheduler = world.scheduler("one");
    for step in 0..=40 {
        scheduler.pass(BEGIN_MS + step * 1_000).await.unwrap();
    }
}

#[tokio::test]
async fn a_job_carries_how_and_the_secrets_of_its_region_and_revision() {
    let world = World::new().await;
    world.region(USA, "usa", 0).await;
    let website = secretive(&world).await;
    run(&world).await;
    for name in ["india", "usa"] {
        let jobs = world.jobs(name).await;
        let of = |revision| jobs.iter().filter(move |job| job.key.revision == revision);
        for job in of(1) {
            assert_eq!(job.check.how, How::default());
            assert!(job.check.sealed.is_empty());
        }
        assert!(of(1).count() > 0 && of(2).count() > 1, "{jobs:?}");
        let region = name.parse().unwrap();
        let first = of(2).next().unwrap();
        let opened = world
            .keys
            .region(&region)
            .open(&first.check.sealed, &region, website.id, 2);
        assert_eq!(opened, Ok(secrets()));
        for job in of(2) {
            assert_eq!(job.check.how, how("POST"));
            assert_eq!(
                job.check.sealed, first.check.sealed,
                "sealed once, not each time"
            );
        }
    }
}

#[tokio::test]
async fn a_question_carries_them_too() {
    let world = World::new().await;
    let website = secretive(&world).await;
    let regions = region::Entity::find().all(&world.db).await.unwrap();
    let asks = scheduler::ask::open(&world.db, &website, &regions, BEGIN_MS)
        .await
        .unwrap();
    scheduler::ask::publish(&world.db, &world.publisher(), &asks, BEGIN_MS)
        .await
        .unwrap();
    let jobs = world.jobs("india").await;
    assert_eq!(jobs.len(), 1);
    assert_eq!(jobs[0].check.how, how("POST"));
    assert!(!jobs[0].check.sealed.is_empty());
}

#[tokio::test]
async fn what_cannot_be_read_or_opened_brings_about_no_job_and_stops_no_other() {
    let world = World::new().await;
    let unreadable = world.website(None, BEGIN_MS - 20_000).await;
    world
        .change(&unreadable, BEGIN_MS - 10_000, |row| {
            row.how = Set(Some(r#"{"kind":{"Telepathy":{}}}"#.to_owned()));
        })
        .await;
    let mut other_key = secretive(&world).await;
    other_key = world
        .change(&other_key, BEGIN_MS, |row| {
            let sealed = InstanceKeys::generate()
                .seal(&secrets(), other_key.organization_id.0, other_key.id)
                .unwrap();
            row.secrets = Set(Some(sealed));
        })
        .await;
    // Taken from another website's row.
    let theirs = secretive(&world).await;
    let moved = secretive(&world).await;
    let moved = world
        .change(&moved, BEGIN_MS, |row| {
            row.secrets = Set(theirs.secrets.clone())
        })
        .await;
    let fine = world.website(None, BEGIN_MS - 20_000).await;
    run(&world).await;
    let jobs = world.jobs("india").await;
    let after_all_changes = |website: &website::Model| {
        jobs.iter()
            .filter(|job| job.key.website == website.id && job.key.slot_ms >= BEGIN_MS + 3_000)
            .count()
    };
    assert_eq!(after_all_changes(&unreadable), 0);
    assert_eq!(after_all_changes(&other_key), 0);
    assert_eq!(after_all_changes(&moved), 0);
    assert!(after_all_changes(&theirs) > 0);
    assert!(after_all_changes(&fine) > 0);
}

/// Whoever takes over publishes what can still be checked of it, and nothing else again.
#[tokio::test]
async fn what_the_leader_before_could_not_read_is_made_up_for() {
    let world = World::new().await;
    let website = secretive(&world).await;
    let fine = world.website(None, BEGIN_MS - 20_000).await;
    // With a slot in almost every second, so that the watermark moves past those left out.
    for _ in 0..20 {
        world.website(None, BEGIN_MS - 20_000).await;
    }
    let with_keys = |name: &str, keys: InstanceKeys| {
        let publisher = Publisher {
            keys,
            ..world.publisher()
        };
        Scheduler::new(world.db.clone(), publisher, name.to_owned())
    };
    let mut unable = with_keys("unable", InstanceKeys::generate());
    let mut able = with_keys("able", world.keys.clone());
    let pass = async |scheduler: &mut Scheduler, from_secs: i64, to_secs: i64| {
        for second in from_secs..=to_secs {
            scheduler.pass(BEGIN_MS + second * 1_000).await.unwrap();
        }
        let mut slots = [(&website, vec![]), (&fine, vec![])];
        for job in world.jobs("india").await {
            let of = slots.iter_mut().find(|(one, _)| one.id == job.key.website);
            if let Some((_, slots)) = of.filter(|_| job.key.slot_ms >= BEGIN_MS + 3_000) {
                slots.push(job.key.slot_ms);
            }
        }
        slots.map(|(_, slots)| slots)
    };
    let at = |secs: i64| BEGIN_MS + secs * 1_000;
    assert_eq!(
        pass(&mut unable, 0, 40).await,
        [vec![], grid(&fine, at(3), at(40))]
    );
    world.transport.resign("unable").await.unwrap();
    // Of the slots left out, that of the last interval can still be checked.
    assert_eq!(
        pass(&mut able, 41, 60).await,
        [
            grid(&website, at(31) + 1, at(60)),
            grid(&fine, at(40) + 1, at(60))
        ]
    );
    // Nothing is left out any more: the next one has nothing to make up for.
    world.transport.resign("able").await.unwrap();
    let mut next = with_keys("next", world.keys.clone());
    assert_eq!(
        pass(&mut next, 61, 80).await,
        [
            grid(&website, at(60) + 1, at(80)),
            grid(&fine, at(60) + 1, at(80))
        ]
    );
    // And once more, after half an interval.
    world.transport.resign("next").await.unwrap();
    let mut unable = with_keys("unable again", InstanceKeys::generate());
    let left_out = pass(&mut unable, 81, 85).await;
    assert!(left_out[0].is_empty());
    world.transport.resign("unable again").await.unwrap();
    let mut able = with_keys("able again", world.keys.clone());
    assert_eq!(
        pass(&mut able, 86, 100).await,
        [
            grid(&website, at(80) + 1, at(100)),
            grid(&fine, at(85) + 1, at(100))
        ]
    );
}
