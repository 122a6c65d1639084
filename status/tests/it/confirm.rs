//! Confirming rounds: who is asked to look again, and when.

use entity::Origin;
use entity::WebsiteStatus;
use entity::{ask, website};
use queue::{Outcome, RegionName, Report};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryOrder};
use status::history::{self, Window};
use status::ingest;

use crate::acts::Act;
use crate::support::{INDIA, INTERVAL_MS, NOON_MS, USA, World, slot_ms};

crate::on_both_engines!(
    where_a_region_begins_to_fail_all_are_asked_at_once,
    what_is_asked_is_written_with_the_ticks_or_not_at_all,
    a_backlog_asks_nothing,
    nobody_is_asked_about_what_is_down_or_confirms,
    a_region_is_asked_again_once_its_question_is_answered_or_given_up,
    a_round_takes_the_place_of_a_persons_question,
    two_ingesters_ask_once,
    one_round_is_enough_to_say_down,
    a_round_that_finds_it_up_forgets_the_failures,
    verdicts_do_not_depend_on_batches,
    confirming_ticks_are_not_in_the_ledger,
    a_batch_full_of_answers_is_stored,
);

type Told = (RegionName, Report);

/// A failure in one attempt, as a website without retries has it.
fn failure(world: &World, website: &website::Model, region: &str, nth: i64) -> Told {
    let (region, mut report) = world.report(website, region, nth, Outcome::Down);
    report.attempts = 1;
    (region, report)
}

/// The answer to a confirming question.
fn answer(
    world: &World,
    website: &website::Model,
    region: &str,
    slot_ms: i64,
    outcome: Outcome,
) -> Told {
    let (region, mut report) = world.report(website, region, 0, outcome);
    report.key.slot_ms = slot_ms;
    report.key.origin = queue::Origin::Confirmation;
    report.checked_at_ms = slot_ms + 300;
    report.mac = world.signing.sign(&region, &report.key);
    (region, report)
}

/// Stores `reports` when the last of them has ended; says what was asked.
async fn store(world: &World, reports: Vec<Told>) -> usize {
    let ends_ms = reports.iter().map(|told| told.1.checked_at_ms).max();
    store_at(world, reports, ends_ms.unwrap()).await
}

async fn store_at(world: &World, reports: Vec<Told>, now_ms: i64) -> usize {
    ingest::store(
        &world.db,
        &world.signing,
        &status::Keep::default(),
        reports,
        now_ms,
    )
    .await
    .unwrap()
    .asked
}

async fn asks(world: &World) -> Vec<ask::Model> {
    ask::Entity::find()
        .order_by_asc(ask::Column::WebsiteKey)
        .order_by_asc(ask::Column::RegionKey)
        .all(&world.db)
        .await
        .unwrap()
}

async fn where_a_region_begins_to_fail_all_are_asked_at_once(world: World) {
    let website = world.website(None).await;
    let other = world.website(Some(vec![USA])).await;
    let up = vec![
        world.report(&website, "india", 0, Outcome::Up),
        world.report(&other, "usa", 0, Outcome::Up),
    ];
    assert_eq!(store(&world, up).await, 0);
    let fails = failure(&world, &website, "india", 1);
    let now_ms = slot_ms(&website, 1) + 150;
    assert_eq!(store_at(&world, vec![fails], now_ms).await, 2);
    let asked = |region_key| ask::Model {
        website_key: website.key,
        region_key,
        slot_ms: now_ms,
        revision: 1,
        origin: Origin::Confirmation,
        publish_at_ms: now_ms,
    };
    assert_eq!(asks(&world).await, [asked(INDIA), asked(USA)]);
    // Nor does the next region's failure ask more: it has a question open.
    let fails = failure(&world, &website, "usa", 1);
    assert_eq!(store(&world, vec![fails]).await, 0);

    // A website's own regions only, and a moment that is no slot of its rhythm.
    let fails = failure(&world, &other, "usa", 1);
    let on_the_grid_ms = slot_ms(&other, 2);
    assert_eq!(store_at(&world, vec![fails], on_the_grid_ms).await, 1);
    assert_eq!(asks(&world).await[2].slot_ms, on_the_grid_ms + 1);
}

async fn what_is_asked_is_written_with_the_ticks_or_not_at_all(world: World) {
    let website = world.website(None).await;
    let rename = |sql| world.db.execute_unprepared(sql);
    rename("ALTER TABLE feed RENAME TO gone").await.unwrap();
    let batch = vec![failure(&world, &website, "india", 1)];
    let now_ms = slot_ms(&website, 1) + 150;
    ingest::store(
        &world.db,
        &world.signing,
        &status::Keep::default(),
        batch.clone(),
        now_ms,
    )
    .await
    .unwrap_err();
    assert!(asks(&world).await.is_empty());
    rename("ALTER TABLE gone RENAME TO feed").await.unwrap();
    assert_eq!(store_at(&world, batch.clone(), now_ms).await, 2);
    // The batch again, as after a crash before its acknowledgement.
    let once = asks(&world).await;
    assert_eq!(store_at(&world, batch, now_ms + 500).await, 0);
    assert_eq!(asks(&world).await, once);
}

async fn a_backlog_asks_nothing(world: World) {
    let website = world.website(None).await;
    let fails = failure(&world, &website, "india", 1);
    let ended_ms = fails.1.checked_at_ms;
    assert_eq!(store_at(&world, vec![fails], ended_ms + 30_001).await, 0);
    assert!(asks(&world).await.is_empty());
    // Within one batch too, a failure that is over is not asked about.
    let batch = vec![
        failure(&world, &website, "usa", 4),
        world.report(&website, "usa", 5, Outcome::Up),
    ];
    assert_eq!(store(&world, batch).await, 0);
}

async fn nobody_is_asked_about_what_is_down_or_confirms(world: World) {
    let website = world.website(None).await;
    let at_ms = slot_ms(&website, 0) + 5_000;
    let confirms = answer(&world, &website, "india", at_ms, Outcome::Down);
    assert_eq!(store(&world, vec![confirms]).await, 0);

    let down = world.website(Some(vec![INDIA])).await;
    // Two failed attempts of its only region: it is down at once.
    let fails = world.report(&down, "india", 0, Outcome::Down);
    assert_eq!(store(&world, vec![fails]).await, 0);
    assert_eq!(world.status(&down).await.status, WebsiteStatus::Down);

    // What the rhythm found while the question was open: the round is over.
    let both = world.website(None).await;
    let fails = world.report(&both, "india", 0, Outcome::Down);
    assert_eq!(store(&world, vec![fails]).await, 2);
    let fails = world.report(&both, "usa", 0, Outcome::Down);
    assert_eq!(store(&world, vec![fails]).await, 0);
    assert_eq!(world.status(&both).await.status, WebsiteStatus::Down);
    assert!(asks(&world).await.is_empty());

    // A tick of a revision that is over has no vote, and raises no question.
    let mut edited = world.website(None).await;
    let at_ms = slot_ms(&edited, 0) + 50;
    world.act(&mut edited, Act::Edit, at_ms).await;
    let fails = failure(&world, &edited, "india", 0);
    assert_eq!(store(&world, vec![fails]).await, 0);
}

async fn a_region_is_asked_again_once_its_question_is_answered_or_given_up(world: World) {
    let website = world.website(None).await;
    let begin = async |region: &str, nth| {
        let up = world.report(&website, region, nth - 1, Outcome::Up);
        store(&world, vec![up]).await;
        store(&world, vec![failure(&world, &website, region, nth)]).await
    };
    assert_eq!(begin("india", 1).await, 2);
    let first = asks(&world).await;
    assert_eq!(begin("india", 3).await, 0, "it is not answered yet");
    assert_eq!(asks(&world).await, first);

    // India answers, the other region does not: India is asked alone.
    let answered_ms = slot_ms(&website, 3) + 1_000;
    let answers = answer(&world, &website, "india", answered_ms, Outcome::Up);
    store(&world, vec![answers]).await;
    assert_eq!(asks(&world).await, first[1..]);
    let fails = failure(&world, &website, "india", 4);
    assert_eq!(store(&world, vec![fails]).await, 1);
    let second = asks(&world).await;
    assert_eq!(second[1], first[1]);
    assert!(second[0].slot_ms > first[0].slot_ms);

    // Nobody answers, and nobody is there to give the questions up.
    assert_eq!(begin("usa", 9).await, 2);
    let third = asks(&world).await;
    assert_eq!(third.len(), 2);
    assert!(third.iter().all(|ask| ask.slot_ms > slot_ms(&website, 9)));
}

async fn a_round_takes_the_place_of_a_persons_question(world: World) {
    let website = world.website(None).await;
    let asked_ms = slot_ms(&website, 0) + 1_000;
    for region_key in [INDIA, USA] {
        let row = ask::ActiveModel {
            website_key: Set(website.key),
            region_key: Set(region_key),
            slot_ms: Set(asked_ms),
            revision: Set(1),
            origin: Set(Origin::Person),
            publish_at_ms: Set(asked_ms + 10_000),
        };
        ask::Entity::insert(row)
            .exec_without_returning(&world.db)
            .await
            .unwrap();
    }
    let persons = |region: &str| {
        let (region, mut report) = answer(&world, &website, region, asked_ms, Outcome::Down);
        report.key.origin = queue::Origin::Person;
        report.attempts = 1;
        report.checked_at_ms = asked_ms;
        report.mac = world.signing.sign(&region, &report.key);
        (region, report)
    };
    // In the very millisecond of the person's question, which is still under way
    // in the other region: its key is not taken twice.
    assert_eq!(store(&world, vec![persons("india")]).await, 2);
    let round = asks(&world).await;
    assert!(round.iter().all(|ask| ask.origin == Origin::Confirmation));
    assert_eq!(round[1].slot_ms, asked_ms + 1);
    assert_eq!(store(&world, vec![persons("usa")]).await, 0);
    assert_eq!(asks(&world).await, round, "that was no answer to the round");
}

async fn two_ingesters_ask_once(world: World) {
    let mut websites = Vec::new();
    for _ in 0..10 {
        websites.push(world.website(None).await);
    }
    let from = |region: &str, reverse: bool| {
        let mut batch: Vec<Told> = websites
            .iter()
            .map(|website| failure(&world, website, region, 1))
            .collect();
        if reverse {
            batch.reverse();
        }
        let (db, signing) = (world.db.clone(), world.signing.clone());
        let now_ms = NOON_MS + 2 * INTERVAL_MS;
        tokio::spawn(async move {
            let keep = status::Keep::default();
            let mut asked = 0;
            for some in batch.chunks(3) {
                let stored = ingest::store(&db, &signing, &keep, some.to_vec(), now_ms);
                asked += stored.await.unwrap().asked;
            }
            asked
        })
    };
    let (one, other) = (from("india", false), from("usa", true));
    let asked = one.await.unwrap() + other.await.unwrap();
    assert_eq!(asked, 20, "one round for each website");
    let asks = asks(&world).await;
    assert_eq!(asks.len(), 20);
    for round in asks.chunks(2) {
        assert_eq!(round[0].slot_ms, round[1].slot_ms);
    }
}

async fn one_round_is_enough_to_say_down(world: World) {
    let website = world.website(None).await;
    store(&world, vec![failure(&world, &website, "india", 1)]).await;
    store(&world, vec![failure(&world, &website, "usa", 1)]).await;
    assert_ne!(world.status(&website).await.status, WebsiteStatus::Down);
    let round = asks(&world).await;
    let at_ms = round[0].slot_ms;
    let confirms = |region| answer(&world, &website, region, at_ms, Outcome::Down);
    store(&world, vec![confirms("india")]).await;
    store(&world, vec![confirms("usa")]).await;
    let last = world.changes(&website).await.pop();
    assert_eq!(last, Some((at_ms + 300 - NOON_MS, WebsiteStatus::Down)));
    assert!(asks(&world).await.is_empty());
}

async fn a_round_that_finds_it_up_forgets_the_failures(world: World) {
    let website = world.website(None).await;
    store(&world, vec![failure(&world, &website, "india", 1)]).await;
    store(&world, vec![failure(&world, &website, "usa", 1)]).await;
    let at_ms = asks(&world).await[0].slot_ms;
    for region in ["india", "usa"] {
        let answers = answer(&world, &website, region, at_ms, Outcome::Up);
        store(&world, vec![answers]).await;
    }
    // Each fails once more, much later: that is once again.
    store(&world, vec![failure(&world, &website, "india", 2)]).await;
    store(&world, vec![failure(&world, &website, "usa", 2)]).await;
    assert_eq!(world.status(&website).await.status, WebsiteStatus::Up);
}

async fn verdicts_do_not_depend_on_batches(world: World) {
    let mut stories = Vec::new();
    for batch_len in [1, 2, 5, 100] {
        let website = world.website(None).await;
        let begin_ms = slot_ms(&website, 0);
        let mut told = Vec::new();
        for (nth, outcomes) in ["uu", "du", "ud", "dd", "dd", "uu", "xu", "ud", "dx"]
            .iter()
            .enumerate()
        {
            let nth = i64::try_from(nth).unwrap();
            for (region, outcome) in ["india", "usa"].into_iter().zip(outcomes.chars()) {
                told.push(match outcome {
                    'd' => failure(&world, &website, region, nth),
                    'u' => world.report(&website, region, nth, Outcome::Up),
                    _ => world.report(&website, region, nth, Outcome::Unmeasured),
                });
            }
            let confirms = answer(
                &world,
                &website,
                "india",
                slot_ms(&website, nth) + 200,
                if nth == 4 { Outcome::Down } else { Outcome::Up },
            );
            told.push(confirms);
        }
        for batch in told.chunks(batch_len) {
            store_at(&world, batch.to_vec(), begin_ms + 100_000).await;
        }
        let since = begin_ms - NOON_MS;
        let changes = world.changes(&website).await.into_iter().skip(1);
        let story: Vec<_> = changes.map(|(ms, status)| (ms - since, status)).collect();
        assert!(story.iter().any(|change| change.1 == WebsiteStatus::Down));
        stories.push(story);
    }
    for story in &stories {
        assert_eq!(story, &stories[0]);
    }
}

async fn confirming_ticks_are_not_in_the_ledger(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    let mut reports = Vec::new();
    for nth in 0..5 {
        reports.push(world.report(&website, "india", nth, Outcome::Up));
        let at_ms = slot_ms(&website, nth) + 2_000;
        reports.push(answer(&world, &website, "india", at_ms, Outcome::Up));
    }
    store_at(&world, reports, NOON_MS + 60_000).await;
    assert_eq!(world.ticks().await.len(), 10);
    let window = Window {
        from_ms: NOON_MS,
        to_ms: NOON_MS + 5 * INTERVAL_MS,
    };
    let now_ms = NOON_MS + 3_600_000;
    let slots = history::slots(
        &world.db,
        website.key,
        None,
        window,
        &status::Keep::default(),
        now_ms,
    )
    .await
    .unwrap();
    assert_eq!((slots.planned, slots.recorded, slots.missing), (5, 5, 0));
}

/// As many as one batch has, in one statement, would be more than SQLite takes.
async fn a_batch_full_of_answers_is_stored(world: World) {
    let website = world.website(Some(vec![INDIA])).await;
    let moments = (1..=1_000).map(|nth| slot_ms(&website, 0) + nth);
    let answers: Vec<Told> = moments
        .map(|at_ms| answer(&world, &website, "india", at_ms, Outcome::Up))
        .collect();
    store_at(&world, answers, NOON_MS + 60_000).await;
    assert_eq!(world.ticks().await.len(), 1_000);
}
