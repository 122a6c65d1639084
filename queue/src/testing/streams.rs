//! Publishing, reading, acknowledging, answering, closing.

use std::collections::HashSet;
use std::time::Duration;

use bytes::Bytes;

use super::{
    Engine, PATIENCE, bodies, bodies_of, eventually, ids, is_empty, read_all, region, seat,
};
use crate::{Error, Heartbeat, JobResult, Stream};

/// Including entries from before the first read.
pub async fn entries_are_read_in_the_order_they_were_published(engine: Engine) {
    let queue = engine.queue().open().await;
    let checks = Stream::checks(&region("india"));
    let sent = bodies(1_203);
    queue
        .publish(&checks, sent[..1_200].to_vec())
        .await
        .unwrap();
    queue
        .publish(&checks, sent[1_200..].to_vec())
        .await
        .unwrap();
    let read = read_all(&*queue, &seat(&checks, "india-1")).await;
    assert_eq!(bodies_of(&read), sent);
    let added: Vec<_> = read
        .iter()
        .map(|entry| entry.id.added_ms().unwrap())
        .collect();
    assert!(added.is_sorted());
}

/// The read returns when the entry arrives, not when its time is over.
pub async fn a_read_waits_for_the_first_entry(engine: Engine) {
    let queue = engine.queue();
    let (prober, scheduler) = (queue.open().await, queue.open().await);
    let checks = Stream::checks(&region("india"));
    let seat = seat(&checks, "india-1");
    let reading = tokio::spawn(async move { prober.read(&seat, 10, 10 * PATIENCE).await });
    // Longer than one blocking command of the Redis transport.
    tokio::time::timeout(Duration::from_millis(1_200), std::future::pending::<()>())
        .await
        .unwrap_err();
    assert!(!reading.is_finished());
    scheduler.publish(&checks, bodies(1)).await.unwrap();
    let read = tokio::time::timeout(PATIENCE, reading)
        .await
        .expect("woken by the entry");
    assert_eq!(bodies_of(&read.unwrap().unwrap()), bodies(1));
}

/// It neither fails nor waits forever.
pub async fn a_read_that_finds_nothing_is_empty(engine: Engine) {
    let queue = engine.queue().open().await;
    let seat = seat(&Stream::checks(&region("india")), "india-1");
    for wait_ms in [0, 1, 50] {
        let read = queue.read(&seat, 10, Duration::from_millis(wait_ms));
        let read = tokio::time::timeout(PATIENCE, read)
            .await
            .expect("the read ends");
        assert_eq!(read.unwrap(), []);
    }
}

/// Including zero.
pub async fn a_read_takes_no_more_than_it_asked_for(engine: Engine) {
    let queue = engine.queue().open().await;
    let checks = Stream::checks(&region("india"));
    let seat = seat(&checks, "india-1");
    queue.publish(&checks, bodies(10)).await.unwrap();
    for (max, found) in [(0, 0), (3, 3), (100, 7)] {
        assert_eq!(
            queue.read(&seat, max, Duration::ZERO).await.unwrap().len(),
            found
        );
    }
}

/// Each job goes to one of them.
pub async fn probers_of_a_region_share_its_jobs(engine: Engine) {
    let queue = engine.queue();
    let (one, two) = (queue.open().await, queue.open().await);
    let checks = Stream::checks(&region("india"));
    one.publish(&checks, bodies(100)).await.unwrap();
    let mut read = Vec::new();
    for _ in 0..10 {
        for (prober, name) in [(&one, "india-1"), (&two, "india-2")] {
            let share = prober
                .read(&seat(&checks, name), 5, Duration::ZERO)
                .await
                .unwrap();
            assert_eq!(share.len(), 5, "{name} has its share");
            read.extend(bodies_of(&share));
        }
    }
    assert_eq!(
        read.iter().collect::<HashSet<_>>().len(),
        100,
        "no job goes to both"
    );
}

/// All of them, and no others.
pub async fn every_region_gets_its_own_jobs(engine: Engine) {
    let queue = engine.queue().open().await;
    for name in ["india", "usa"] {
        let body = Bytes::from(name);
        queue
            .publish(&Stream::checks(&region(name)), vec![body])
            .await
            .unwrap();
    }
    for name in ["india", "usa"] {
        let read = read_all(&*queue, &seat(&Stream::checks(&region(name)), "prober")).await;
        assert_eq!(bodies_of(&read), [Bytes::from(name)]);
    }
}

/// Like jobs are by probers.
pub async fn results_are_shared_by_the_ingesters_of_a_region(engine: Engine) {
    let queue = engine.queue();
    let (one, two) = (queue.open().await, queue.open().await);
    let results = Stream::results(&region("india"));
    one.publish(&results, bodies(2)).await.unwrap();
    let first = one
        .read(&seat(&results, "a"), 1, Duration::ZERO)
        .await
        .unwrap();
    let second = two
        .read(&seat(&results, "b"), 1, Duration::ZERO)
        .await
        .unwrap();
    assert_eq!([bodies_of(&first), bodies_of(&second)].concat(), bodies(2));
}

/// And leave the pending list.
pub async fn acknowledged_entries_leave_the_stream(engine: Engine) {
    let queue = engine.queue().open().await;
    let results = Stream::results(&region("india"));
    let seat = seat(&results, "a");
    queue.publish(&results, bodies(600)).await.unwrap();
    let read = read_all(&*queue, &seat).await;
    queue.ack(&results, &ids(&read)[..599]).await.unwrap();
    let backlog = queue.backlog(&results).await.unwrap();
    assert_eq!((backlog.len, backlog.pending), (1, 1));
    assert_eq!(backlog.oldest_ms, read[599].id.added_ms());
    // Acknowledging twice is harmless.
    queue.ack(&results, &ids(&read)).await.unwrap();
    queue.ack(&results, &[]).await.unwrap();
    assert!(is_empty(&*queue, &results).await);
}

/// The report is added, the job is removed.
pub async fn an_answer_moves_a_job_to_the_results(engine: Engine) {
    let queue = engine.queue().open().await;
    let india = region("india");
    let checks = Stream::checks(&india);
    queue.publish(&checks, bodies(1)).await.unwrap();
    let jobs = read_all(&*queue, &seat(&checks, "india-1")).await;
    let report = Bytes::from_static(&[1, 0, 255, 13, 10]);
    let answer = JobResult {
        job: jobs[0].id.clone(),
        report: Some(report.clone()),
        dead: None,
    };
    queue.answer(&india, vec![answer]).await.unwrap();
    assert!(is_empty(&*queue, &checks).await);
    assert!(is_empty(&*queue, &Stream::dead(&india)).await);
    let results = read_all(&*queue, &seat(&Stream::results(&india), "a")).await;
    assert_eq!(bodies_of(&results), [report]);
}

/// Together with its report, and the job does not run again.
pub async fn a_job_that_cannot_be_handled_goes_to_the_dead_letters(engine: Engine) {
    let queue = engine.queue().open().await;
    let india = region("india");
    let checks = Stream::checks(&india);
    queue.publish(&checks, bodies(2)).await.unwrap();
    let jobs = read_all(&*queue, &seat(&checks, "india-1")).await;
    let (report, dead) = (Bytes::from("report"), Bytes::from("dead"));
    let both = JobResult {
        job: jobs[0].id.clone(),
        report: Some(report),
        dead: Some(dead.clone()),
    };
    let unread = JobResult {
        job: jobs[1].id.clone(),
        report: None,
        dead: Some(dead),
    };
    queue.answer(&india, vec![both, unread]).await.unwrap();
    assert!(is_empty(&*queue, &checks).await);
    assert_eq!(
        queue.backlog(&Stream::results(&india)).await.unwrap().len,
        1
    );
    let letters = queue.backlog(&Stream::dead(&india)).await.unwrap();
    assert_eq!((letters.len, letters.pending), (2, 0));
}

/// More than one call of the function takes.
pub async fn many_answers_go_in_one_call(engine: Engine) {
    let queue = engine.queue().open().await;
    let india = region("india");
    let checks = Stream::checks(&india);
    queue.publish(&checks, bodies(1_100)).await.unwrap();
    let jobs = read_all(&*queue, &seat(&checks, "india-1")).await;
    let answers = jobs.iter().map(|job| JobResult {
        job: job.id.clone(),
        report: Some(job.body.clone()),
        dead: None,
    });
    queue.answer(&india, answers.collect()).await.unwrap();
    assert!(is_empty(&*queue, &checks).await);
    let results = read_all(&*queue, &seat(&Stream::results(&india), "a")).await;
    assert_eq!(bodies_of(&results), bodies(1_100));
}

/// Queued entries stay, and other handles still work.
pub async fn a_closed_queue_ends_its_reads_and_refuses_calls(engine: Engine) {
    let queue = engine.queue();
    let (closing, staying) = (queue.open().await, queue.open().await);
    let india = region("india");
    let checks = Stream::checks(&india);
    let place = seat(&checks, "india-1");
    let reading = tokio::spawn({
        let (closing, place) = (closing.clone(), place.clone());
        async move { closing.read(&place, 10, 10 * PATIENCE).await }
    });
    // The reader has created its group, so it is waiting.
    eventually("the read is under way", async || {
        staying
            .read(&seat(&checks, "india-2"), 1, Duration::ZERO)
            .await
            .ok()
    })
    .await;
    tokio::time::timeout(PATIENCE, closing.close())
        .await
        .expect("closing ends");
    let read = tokio::time::timeout(PATIENCE, reading)
        .await
        .expect("the read ends")
        .unwrap();
    assert!(matches!(read, Ok(_) | Err(Error::Closed)), "{read:?}");

    let beat = Heartbeat {
        at_ms: 0,
        version: String::new(),
        egress_allow: vec![],
        impairment: None,
        instance: String::new(),
        load: crate::Load::default(),
    };
    let prober = "india-1".parse().unwrap();
    let (none, now) = (Duration::ZERO, Duration::ZERO);
    let refused = [
        closing.time_ms().await.map(drop),
        closing.publish(&checks, bodies(1)).await,
        closing.publish(&checks, vec![]).await,
        closing.read(&place, 1, now).await.map(drop),
        closing.ack(&checks, &[]).await,
        closing.answer(&india, vec![]).await,
        closing.pending(&checks, none, 1).await.map(drop),
        closing.claim(&place, none, &[]).await.map(drop),
        closing.keep(&place, &[]).await,
        closing.leave(&place).await,
        closing.backlog(&checks).await.map(drop),
        closing.beat(&india, &prober, &beat).await,
        closing.retire(&india, &prober).await,
        closing.probers().await.map(drop),
        closing.neighbours(&india).await.map(drop),
        closing.lead("a", PATIENCE, None).await.map(drop),
        closing.resign("a").await,
        closing.announce(1).await,
    ];
    for (number, call) in refused.into_iter().enumerate() {
        assert!(
            matches!(call, Err(Error::Closed)),
            "call {number}: {call:?}"
        );
    }
    closing.close().await;

    staying.publish(&checks, bodies(1)).await.unwrap();
    assert_eq!(
        read_all(&*staying, &seat(&checks, "india-2")).await.len(),
        1
    );
}
