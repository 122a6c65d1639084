//! The sweep: votes that run out with no tick arriving.

use entity::{WebsiteKey, WebsiteStatus};
use queue::{Outcome, Stream, Transport, codec};
use status::sweep;

use crate::support::{INDIA, NOON_MS, World, slot_ms};

crate::on_both_engines!(
    a_silent_website_becomes_unmeasured_when_its_vote_runs_out,
    a_website_that_was_never_checked_becomes_unmeasured,
    another_quorum_does_not_end_the_wait_for_a_first_vote,
    silence_is_not_concluded_while_reports_wait,
    a_deleted_website_is_not_judged,
);

async fn a_silent_website_becomes_unmeasured_when_its_vote_runs_out(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    world
        .store(vec![world.report(&website, "india", 0, Outcome::Up)])
        .await;
    let runs_out_ms = slot_ms(&website, 0) + 21_000;
    let early = sweep::pass(&world.db, world.transport.as_ref(), runs_out_ms + 1_999).await;
    assert_eq!(early.unwrap(), 0);
    assert_eq!(world.status(&website).await.status, WebsiteStatus::Up);
    let late = sweep::pass(&world.db, world.transport.as_ref(), runs_out_ms + 60_000).await;
    assert_eq!(late.unwrap(), 1);
    let last = world.changes(&website).await.pop();
    assert_eq!(
        last,
        Some((runs_out_ms - NOON_MS, WebsiteStatus::Unmeasured))
    );
    let again = sweep::pass(&world.db, world.transport.as_ref(), runs_out_ms + 90_000).await;
    assert_eq!(again.unwrap(), 0);
}

async fn a_website_that_was_never_checked_becomes_unmeasured(world: World) {
    let website = world.website(None).await;
    assert_eq!(world.status(&website).await.status, WebsiteStatus::Pending);
    sweep::pass(&world.db, world.transport.as_ref(), NOON_MS + 60_000)
        .await
        .unwrap();
    assert_eq!(
        world.status(&website).await.status,
        WebsiteStatus::Unmeasured
    );
}

async fn another_quorum_does_not_end_the_wait_for_a_first_vote(world: World) {
    let website = world.website(None).await;
    let transaction = entity::database::begin_write(&world.db).await.unwrap();
    let told = status::lifecycle::recount(&transaction, &website, NOON_MS + 1_000);
    assert_eq!(told.await.unwrap(), status::feed::Entries::default());
    transaction.commit().await.unwrap();
    sweep::pass(&world.db, world.transport.as_ref(), NOON_MS + 10_000)
        .await
        .unwrap();
    assert_eq!(world.status(&website).await.status, WebsiteStatus::Pending);
}

async fn silence_is_not_concluded_while_reports_wait(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    world
        .store(vec![world.report(&website, "india", 0, Outcome::Up)])
        .await;
    // The queue's entries bear its own time, which is today: all the test's times
    // are before it, so a sweep from now on sees a report that waits.
    let (region, report) = world.report(&website, "india", 1, Outcome::Up);
    let stream = Stream::results(&region);
    world
        .transport
        .publish(&stream, vec![codec::encode(&report).unwrap()])
        .await
        .unwrap();
    let oldest_ms = world
        .transport
        .backlog(&stream)
        .await
        .unwrap()
        .oldest_ms
        .unwrap();
    // Move the website's vote to just after the waiting report.
    let vote_ends_ms = oldest_ms + 1_000;
    move_vote(&world, website.key, vote_ends_ms).await;
    let judged = sweep::pass(&world.db, world.transport.as_ref(), vote_ends_ms + 60_000).await;
    assert_eq!(judged.unwrap(), 0);
    assert_eq!(world.status(&website).await.status, WebsiteStatus::Up);

    let seat = queue::GroupConsumer {
        stream: stream.clone(),
        consumer: "one".to_owned(),
    };
    let entries = world
        .transport
        .read(&seat, 1, std::time::Duration::ZERO)
        .await
        .unwrap();
    world
        .transport
        .ack(&stream, &[entries[0].id.clone()])
        .await
        .unwrap();
    let judged = sweep::pass(&world.db, world.transport.as_ref(), vote_ends_ms + 60_000).await;
    assert_eq!(judged.unwrap(), 1);
}

async fn a_deleted_website_is_not_judged(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    world
        .store(vec![world.report(&website, "india", 0, Outcome::Up)])
        .await;
    let transaction = entity::database::begin_write(&world.db).await.unwrap();
    status::lifecycle::remove(&transaction, &website)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
    let judged = sweep::pass(&world.db, world.transport.as_ref(), NOON_MS + 3_600_000).await;
    assert_eq!(judged.unwrap(), 0);
    let outcome = world
        .store(vec![world.report(&website, "india", 1, Outcome::Up)])
        .await;
    assert_eq!((outcome.stored, outcome.orphaned), (0, 1));
}

async fn move_vote(world: &World, website_key: WebsiteKey, fresh_until_ms: i64) {
    use sea_orm::ConnectionTrait;
    for sql in [
        format!(
            "UPDATE vote SET fresh_until_ms = {fresh_until_ms} WHERE website_key = {website_key}"
        ),
        format!(
            "UPDATE website_status SET rejudge_at_ms = {fresh_until_ms} WHERE website_key = {website_key}"
        ),
    ] {
        world.db.execute_unprepared(&sql).await.unwrap();
    }
}
