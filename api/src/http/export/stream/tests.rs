use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::FutureExt;
use http_body_util::BodyExt;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::*;
use crate::http::export::ExportSlots;

fn place(places: &ExportSlots, account: u128) -> ExportSlot {
    let place = places.take(Uuid::from_u128(account)).now_or_never();
    place.unwrap().unwrap()
}

fn terms(place: ExportSlot) -> Terms {
    Terms {
        place,
        connection: None,
        session: Box::new(|| Box::pin(async { true })),
    }
}

fn alone() -> Terms {
    terms(place(&ExportSlots::default(), 0))
}

#[tokio::test]
async fn a_body_is_all_that_was_sent() {
    let lines = vec![7; 3 * PIECE_BYTES + 1];
    let sent = lines.clone();
    let body = body(alone(), |outlet| async move {
        outlet.send(sent).await?;
        outlet.send(vec![8]).await
    });
    let mut expected = lines;
    expected.push(8);
    assert_eq!(body.collect().await.unwrap().to_bytes(), expected);
}

#[tokio::test]
async fn a_body_that_is_not_made_to_its_end_breaks_off() {
    let broken = body(alone(), |outlet| async move {
        outlet.send(vec![7]).await?;
        Err(service::Error::NotFound("website").into())
    });
    assert!(broken.collect().await.is_err());
    let panicked = body(alone(), |outlet| async move {
        outlet.send(vec![7]).await?;
        panic!("a bug")
    });
    assert!(panicked.collect().await.is_err());
}

/// The end of an export whose client reads the first piece, and nothing else.
async fn ended(patience: Duration, terms: Terms) -> Broken {
    let (told, ended) = oneshot::channel();
    let mut body = body_within(patience, terms, |outlet| async move {
        let sent = outlet.send(vec![7; 10 * PIECE_BYTES]).await;
        let _ = told.send(sent);
        Err(Broken::Gone)
    });
    let first = body.frame().await.unwrap().unwrap();
    assert_eq!(first.into_data().unwrap().len(), PIECE_BYTES);
    let ended = ended.await.unwrap().unwrap_err();
    assert!(body.collect().await.is_err());
    ended
}

#[tokio::test]
async fn who_takes_nothing_is_left() {
    let ended = ended(Duration::from_millis(1), alone()).await;
    assert!(matches!(ended, Broken::Stalled), "{ended:?}");
}

#[tokio::test]
async fn what_a_session_asked_for_ends_with_it() {
    let (lasts, patience) = (Arc::new(AtomicBool::new(true)), Duration::from_secs(60));
    let mut terms = alone();
    let asked = Arc::clone(&lasts);
    terms.session = Box::new(move || {
        // The session is valid at the first check.
        let lasts = asked.swap(false, Ordering::SeqCst);
        Box::pin(async move { lasts })
    });
    let ended = ended(patience, terms).await;
    assert!(matches!(ended, Broken::SessionEnded), "{ended:?}");
    assert!(!lasts.load(Ordering::SeqCst));
}

#[tokio::test]
async fn who_is_slow_leaves_once_others_wait() {
    let places = ExportSlots::default();
    let mut taken: Vec<ExportSlot> = (0..8).map(|account| place(&places, account)).collect();
    let now = Instant::now();
    let course = |place, bytes, waited, began| Course {
        patience: PATIENCE,
        began,
        place,
        session: Box::new(|| Box::pin(async { true })),
        pace: Mutex::new(Pace {
            bytes,
            waited,
            look_at: now,
        }),
    };
    // A piece every 29 s, for hours.
    let secs = Duration::from_secs;
    let slow = course(taken.remove(0), 120 * PIECE_BYTES, secs(120 * 29), now);
    let fast = course(taken.remove(0), 120 * PIECE_BYTES, secs(20), now);
    let fresh = course(taken.remove(0), 0, secs(9), now);
    let old = course(taken.remove(0), 1 << 40, secs(20), now - LONGEST);
    for course in [&slow, &fast, &fresh, &old] {
        course.look(now).await.unwrap();
    }
    let waiting = |account| places.take(Uuid::from_u128(account));
    let (mut first, mut second) = (Box::pin(waiting(11)), Box::pin(waiting(12)));
    assert!((&mut first).now_or_never().is_none() && (&mut second).now_or_never().is_none());
    for course in [&fast, &fresh] {
        course.look(now).await.unwrap();
    }
    for course in [slow, old] {
        let ended = course.look(now).await.unwrap_err();
        assert!(matches!(ended, Broken::Slow), "{ended:?}");
    }
    let _places = (first.await.unwrap(), second.await.unwrap());
}

#[tokio::test]
async fn what_nobody_reads_is_not_made() {
    let (places, made) = (ExportSlots::default(), Arc::new(AtomicBool::new(false)));
    let making = Arc::clone(&made);
    let unread = body(terms(place(&places, 0)), |_| async move {
        making.store(true, Ordering::SeqCst);
        Ok(())
    });
    let other = place(&places, 0);
    assert!(places.take(Uuid::nil()).await.is_err());
    // Anything started would run now.
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    drop(unread);
    drop(other);
    let taken = (place(&places, 0), place(&places, 0));
    assert!(!made.load(Ordering::SeqCst));
    drop(taken);
}

#[tokio::test]
async fn who_goes_away_ends_the_work() {
    let (told, ended) = oneshot::channel();
    let mut body = body(alone(), |outlet| async move {
        let sent = outlet.send(vec![7; 10 * PIECE_BYTES]).await;
        let _ = told.send(matches!(sent, Err(Broken::Gone)));
        sent
    });
    body.frame().await.unwrap().unwrap();
    drop(body);
    assert!(ended.await.unwrap());
}
