//! Probers, the scheduler's lease, announcements, and time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Engine, eventually, region};
use crate::{Heartbeat, Leadership, Load, ProberName, SeenProber, Transport};

const A_MINUTE: Duration = Duration::from_secs(60);
const BRIEFLY: Duration = Duration::from_millis(50);
const AN_HOUR_MS: i64 = 3_600_000;

fn heartbeat(at_ms: i64) -> Heartbeat {
    let egress_allow = vec!["127.0.0.0/8".to_owned()];
    Heartbeat {
        at_ms,
        version: "0.1.0".to_owned(),
        egress_allow,
        impairment: None,
        instance: String::new(),
        load: Load::default(),
    }
}

fn prober(name: &str) -> ProberName {
    name.parse().unwrap()
}

/// Announces a prober of `region_name`, and returns the announcement.
async fn announce(queue: &dyn Transport, region_name: &str, name: &str, at_ms: i64) -> SeenProber {
    let seen = SeenProber {
        region: region(region_name),
        name: prober(name),
        heartbeat: heartbeat(at_ms),
    };
    queue
        .beat(&seen.region, &seen.name, &seen.heartbeat)
        .await
        .unwrap();
    seen
}

async fn lead(
    queue: &dyn Transport,
    holder: &str,
    watermark_ms: Option<i64>,
) -> Option<Leadership> {
    queue.lead(holder, A_MINUTE, watermark_ms).await.unwrap()
}

/// On one machine, its wall clock.
pub async fn time_is_the_time_of_day(engine: Engine) {
    let queue = engine.queue().open().await;
    let wall_ms = || {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_millis()
    };
    let before = wall_ms();
    let time = u128::try_from(queue.time_ms().await.unwrap()).unwrap();
    assert!((before..=wall_ms()).contains(&time));
}

/// In all regions, or in one.
pub async fn announced_probers_are_found(engine: Engine) {
    let queue = engine.queue();
    let (one, api) = (queue.open().await, queue.open().await);
    assert_eq!(api.probers().await.unwrap(), []);
    let now_ms = api.time_ms().await.unwrap();
    let first = announce(&*one, "india", "india-1", now_ms).await;
    announce(&*one, "india", "india-2", now_ms - 10).await;
    let second = announce(&*one, "india", "india-2", now_ms).await;
    let third = announce(&*one, "usa", "usa-1", now_ms).await;
    let mut found = api.probers().await.unwrap();
    found.sort_by(|a, b| (&a.region, &a.name).cmp(&(&b.region, &b.name)));
    assert_eq!(found, [first.clone(), second.clone(), third.clone()]);
    assert_eq!(
        api.neighbours(&region("india")).await.unwrap(),
        [first, second]
    );
    assert_eq!(api.neighbours(&region("usa")).await.unwrap(), [third]);
    assert_eq!(api.neighbours(&region("mars")).await.unwrap(), []);
}

/// Immediately.
pub async fn a_retired_prober_is_gone(engine: Engine) {
    let queue = engine.queue().open().await;
    let now_ms = queue.time_ms().await.unwrap();
    announce(&*queue, "india", "india-1", now_ms).await;
    let staying = announce(&*queue, "india", "india-2", now_ms).await;
    let listed = [staying];
    for _ in 0..2 {
        queue
            .retire(&region("india"), &prober("india-1"))
            .await
            .unwrap();
        assert_eq!(queue.neighbours(&region("india")).await.unwrap(), listed);
        assert_eq!(queue.probers().await.unwrap(), listed);
    }
}

/// Until then it is listed, although it is not alive.
pub async fn a_prober_silent_for_an_hour_is_forgotten(engine: Engine) {
    let queue = engine.queue().open().await;
    let now_ms = queue.time_ms().await.unwrap();
    let silent = announce(&*queue, "india", "india-1", now_ms - AN_HOUR_MS + 60_000).await;
    announce(&*queue, "india", "india-2", now_ms - AN_HOUR_MS - 1).await;
    assert!(!silent.heartbeat.is_alive(now_ms));
    let listed = [silent];
    assert_eq!(queue.neighbours(&region("india")).await.unwrap(), listed);
    assert_eq!(queue.probers().await.unwrap(), listed);
}

/// The other one changes nothing.
pub async fn one_holder_has_the_lease(engine: Engine) {
    let queue = engine.queue();
    let (one, two) = (queue.open().await, queue.open().await);
    let fresh = Leadership { watermark_ms: None };
    assert_eq!(lead(&*one, "one", None).await, Some(fresh));
    assert_eq!(lead(&*two, "two", Some(99)).await, None);
    two.resign("two").await.unwrap();
    assert_eq!(lead(&*two, "two", None).await, None);
    assert_eq!(
        lead(&*one, "one", None).await,
        Some(fresh),
        "a refused watermark does not count"
    );
}

/// From the renewal on.
pub async fn a_renewed_lease_lasts(engine: Engine) {
    let queue = engine.queue().open().await;
    queue.lead("one", BRIEFLY, None).await.unwrap().unwrap();
    let first_ms = queue.time_ms().await.unwrap();
    queue.lead("one", A_MINUTE, None).await.unwrap().unwrap();
    eventually("the first term is over", async || {
        (queue.time_ms().await.unwrap() > first_ms + 60).then_some(())
    })
    .await;
    assert_eq!(lead(&*queue, "two", None).await, None);
}

/// With the watermark that was reached.
pub async fn a_lease_that_ran_out_is_taken_over(engine: Engine) {
    let queue = engine.queue();
    let (one, two) = (queue.open().await, queue.open().await);
    one.lead("one", BRIEFLY, Some(1_700_000_000_001))
        .await
        .unwrap()
        .unwrap();
    let leadership = eventually("the lease ran out", async || lead(&*two, "two", None).await).await;
    assert_eq!(leadership.watermark_ms, Some(1_700_000_000_001));
    assert_eq!(lead(&*one, "one", None).await, None);
}

/// Its watermark stays.
pub async fn a_resigned_lease_is_free(engine: Engine) {
    let queue = engine.queue().open().await;
    queue.resign("nobody").await.unwrap();
    lead(&*queue, "one", Some(7)).await.unwrap();
    queue.resign("one").await.unwrap();
    let leadership = lead(&*queue, "two", None).await;
    assert_eq!(
        leadership,
        Some(Leadership {
            watermark_ms: Some(7)
        })
    );
}

/// Whoever leads, and whatever watermark they give.
pub async fn the_watermark_never_goes_back(engine: Engine) {
    let queue = engine.queue().open().await;
    // The middle ones differ in length: watermarks compare as numbers, not as text.
    for (said, reached) in [
        (Some(9), 9),
        (Some(8), 9),
        (None, 9),
        (Some(10), 10),
        (Some(-1), 10),
    ] {
        let leadership = lead(&*queue, "one", said).await;
        assert_eq!(
            leadership,
            Some(Leadership {
                watermark_ms: Some(reached)
            }),
            "after {said:?}"
        );
    }
    queue.resign("one").await.unwrap();
    let leadership = lead(&*queue, "two", Some(3)).await;
    assert_eq!(
        leadership,
        Some(Leadership {
            watermark_ms: Some(10)
        })
    );
}

/// The newest note; taking and releasing the lease does not change it.
pub async fn a_note_of_arrears_outlasts_its_leader(engine: Engine) {
    let queue = engine.queue();
    let (one, two) = (queue.open().await, queue.open().await);
    assert_eq!(two.arrears().await.unwrap(), None);
    lead(&*one, "one", Some(7)).await.unwrap();
    one.note_arrears("[[1,1,5]]".to_owned()).await.unwrap();
    one.note_arrears("[[1,1,6]]".to_owned()).await.unwrap();
    one.resign("one").await.unwrap();
    lead(&*two, "two", Some(8)).await.unwrap();
    assert_eq!(two.arrears().await.unwrap().as_deref(), Some("[[1,1,6]]"));
}

/// Without visible effects.
pub async fn a_queue_that_works_takes_writes_and_heartbeats(engine: Engine) {
    let queue = engine.queue().open().await;
    let now_ms = queue.time_ms().await.unwrap();
    let seen = announce(&*queue, "india", "india-1", now_ms).await;
    queue.try_write().await.unwrap();
    queue.try_beat(&seen.region).await.unwrap();
    assert_eq!(queue.probers().await.unwrap(), [seen]);
}

/// Including the handle that announces; an older row is not announced.
pub async fn announcements_reach_every_handle(engine: Engine) {
    let queue = engine.queue();
    let (ingest, api) = (queue.open().await, queue.open().await);
    let (mut here, mut there) = (ingest.announcements(), api.announcements());
    assert_eq!((*here.borrow(), *there.borrow()), (0, 0));
    // The start of the subscription is not observable, so the announcement is repeated.
    eventually("both have heard of row 2", async || {
        ingest.announce(2).await.unwrap();
        (*here.borrow_and_update() == 2 && *there.borrow_and_update() == 2).then_some(())
    })
    .await;
    ingest.announce(1).await.unwrap();
    api.announce(3).await.unwrap();
    for receiver in [&mut here, &mut there] {
        receiver.changed().await.unwrap();
        assert_eq!(*receiver.borrow_and_update(), 3);
    }
}
