//! What people do to incidents, and to the websites that have them.

use entity::alert::AlertKind;
use entity::incident_event::{self, IncidentEventKind};
use entity::{user, website};
use queue::Outcome::{Down, Up};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};
use status::incident as acts;
use uuid::Uuid;

use crate::incidents::{act, channel, deliveries, hears, incidents, round, sweep_at};
use crate::support::{NOON_MS, World, slot_ms};

crate::on_both_engines!(
    people_acknowledge_resolve_and_write,
    an_edit_goes_on_with_it_and_a_pause_ends_it,
    a_resolve_says_that_the_website_was_paused_or_deleted_and_by_whom,
    whoever_resolves_an_old_incident_leaves_the_open_one,
);

async fn people_acknowledge_resolve_and_write(world: World) {
    use AlertKind::{IncidentAcknowledged, IncidentOpened, IncidentResolved};
    let website = world.website(None).await;
    let told = channel(
        &world,
        &website,
        hears(&[IncidentOpened, IncidentAcknowledged, IncidentResolved]),
    )
    .await;
    let ada = user::ActiveModel {
        id: Set(Uuid::now_v7()),
        email: Set("ada@a.test".to_owned()),
        password_hash: Set(String::new()),
        created_at: Set(entity::testing::date(NOON_MS)),
        is_operator: Set(false),
        email_verified_at: Set(None),
    };
    let ada = ada.insert(&world.db).await.unwrap();
    round(&world, &website, 0, [Up, Up]).await;
    round(&world, &website, 1, [Down, Down]).await;
    let open = incidents(&world).await.remove(0);

    let at_ms = slot_ms(&website, 1) + 5_000;
    for later_ms in [0, 1_000] {
        let open = open.clone();
        let now_ms = at_ms + later_ms;
        let mut acknowledged = None;
        act(&world, async |transaction| {
            let told = acts::acknowledge(transaction, open, ada.id, now_ms).await?;
            acknowledged = Some(told.0);
            Ok(told.1)
        })
        .await;
        let acknowledged = acknowledged.unwrap();
        assert_eq!(acknowledged.acknowledged_at_ms, Some(at_ms), "once");
        assert_eq!(acknowledged.acknowledged_by, Some(ada.id));
    }
    act(&world, async |transaction| {
        acts::note(transaction, &open, ada.id, "on it".to_owned(), at_ms + 1).await
    })
    .await;
    for _ in 0..2 {
        act(&world, async |transaction| {
            acts::resolve(transaction, &open, ada.id, at_ms + 2).await
        })
        .await;
    }
    let resolved = incidents(&world).await.remove(0);
    assert_eq!(resolved.resolved_at_ms, Some(at_ms + 2));
    assert_eq!(resolved.resolved_by, Some(ada.id));
    // It is still down: that opens none until it was not.
    round(&world, &website, 2, [Down, Down]).await;
    assert_eq!(incidents(&world).await.len(), 1);
    round(&world, &website, 3, [Up, Up]).await;
    round(&world, &website, 4, [Down, Down]).await;
    assert_eq!(incidents(&world).await.len(), 2);

    let rows = deliveries(&world, told).await;
    let told: Vec<_> = rows.iter().map(|row| row.kind).collect();
    assert_eq!(
        told,
        [
            IncidentOpened,
            IncidentAcknowledged,
            IncidentResolved,
            IncidentOpened,
        ]
    );
    for row in &rows[1..3] {
        let incident = row.body.incident.as_ref().unwrap();
        assert_eq!(incident.by.as_deref(), Some("ada@a.test"));
    }
    let rows = incident_event::Entity::find()
        .filter(incident_event::Column::UserId.eq(ada.id))
        .order_by_asc(incident_event::Column::Seq);
    let rows = rows.all(&world.db).await.unwrap();
    use IncidentEventKind::{Acknowledged, Note, Resolved};
    let by_ada: Vec<_> = rows.iter().map(|row| row.kind).collect();
    assert_eq!(by_ada, [Acknowledged, Note, Resolved]);
}

async fn an_edit_goes_on_with_it_and_a_pause_ends_it(world: World) {
    let website = world.website(None).await;
    round(&world, &website, 0, [Up, Up]).await;
    round(&world, &website, 1, [Down, Down]).await;
    let at_ms = slot_ms(&website, 1) + 5_000;
    let edited = website::Model {
        revision: 2,
        ..website.clone()
    };
    act(&world, async |transaction| {
        status::lifecycle::restart(transaction, &edited, at_ms).await
    })
    .await;
    sweep_at(&world, at_ms + 600_000).await;
    assert_eq!(incidents(&world).await[0].resolved_at_ms, None);
    act(&world, async |transaction| {
        status::lifecycle::pause(transaction, &edited, None, at_ms + 700_000).await
    })
    .await;
    let ended = incidents(&world).await.remove(0);
    assert_eq!(ended.resolved_at_ms, Some(at_ms + 700_000));
    let rows = incident_event::Entity::find().order_by_desc(incident_event::Column::Seq);
    let last = rows.one(&world.db).await.unwrap().unwrap();
    assert_eq!(last.text.as_deref(), Some("the website was paused"));
}

async fn a_resolve_says_that_the_website_was_paused_or_deleted_and_by_whom(world: World) {
    let ada = user::ActiveModel {
        id: Set(Uuid::now_v7()),
        email: Set("ada@a.test".to_owned()),
        password_hash: Set("-".to_owned()),
        created_at: Set(entity::testing::date(NOON_MS)),
        is_operator: Set(false),
        email_verified_at: Set(None),
    };
    let ada = ada.insert(&world.db).await.unwrap();
    for (is_paused, why) in [
        (true, "the website was paused"),
        (false, "the website was deleted"),
    ] {
        let website = world.website(None).await;
        let kinds = [AlertKind::IncidentOpened, AlertKind::IncidentResolved];
        let told = channel(&world, &website, hears(&kinds)).await;
        round(&world, &website, 0, [Up, Up]).await;
        round(&world, &website, 1, [Down, Down]).await;
        let at_ms = slot_ms(&website, 1) + 5_000;
        act(&world, async |transaction| match is_paused {
            true => status::lifecycle::pause(transaction, &website, Some(ada.id), at_ms).await,
            false => status::lifecycle::end(transaction, &website, Some(ada.id), at_ms).await,
        })
        .await;
        let rows = deliveries(&world, told).await;
        let [opened, resolved] = &rows[..] else {
            panic!("both are told: {rows:?}");
        };
        assert_eq!(opened.body.summary, None);
        assert_eq!(resolved.body.summary.as_deref(), Some(why));
        let about = resolved.body.incident.as_ref().unwrap();
        assert_eq!(about.by.as_deref(), Some("ada@a.test"));
        assert_eq!(about.resolved_at_ms, Some(at_ms));
    }
}

async fn whoever_resolves_an_old_incident_leaves_the_open_one(world: World) {
    let website = world.website(None).await;
    round(&world, &website, 0, [Up, Up]).await;
    round(&world, &website, 1, [Down, Down]).await;
    for nth in 2..10 {
        round(&world, &website, nth, [Up, Up]).await;
    }
    round(&world, &website, 10, [Down, Down]).await;
    let [old, open] = &incidents(&world).await[..] else {
        panic!("two");
    };
    assert!(old.resolved_at_ms.is_some() && open.resolved_at_ms.is_none());
    let (user, at_ms) = (Uuid::now_v7(), slot_ms(&website, 10) + 5_000);
    for (incident, is_open) in [(old, true), (open, false)] {
        act(&world, async |transaction| {
            acts::resolve(transaction, incident, user, at_ms).await
        })
        .await;
        let now = incidents(&world).await;
        assert_eq!(now[1].resolved_at_ms.is_none(), is_open);
        assert_eq!(now[0].resolved_by, None);
    }
}
