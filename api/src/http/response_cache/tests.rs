use futures_util::FutureExt;

use super::*;

fn asked(text: &[u8], feed_seq: i64, at: Instant) -> Asked {
    asked_by(0, text, feed_seq, at)
}

fn asked_by(user: u128, text: &[u8], feed_seq: i64, at: Instant) -> Asked {
    Asked {
        question: RequestKey::new(Uuid::from_u128(user), text),
        as_of: AsOf {
            feed_seq,
            changes: 0,
        },
        at,
    }
}

#[test]
fn an_answer_holds_for_its_question_its_state_and_a_second() {
    let recent = ResponseCache::default();
    let start = Instant::now();
    let first = asked(b"a", 7, start);
    assert!(recent.find(&first).is_none());
    recent.keep(&first, &Bytes::from_static(b"answer"));
    let almost = start + LIFE - Duration::from_millis(1);
    assert!(recent.find(&asked(b"a", 7, almost)).is_some());
    assert!(recent.find(&asked(b"a", 7, start + LIFE)).is_none());
    assert!(recent.find(&asked(b"a", 8, almost)).is_none());
    assert!(recent.find(&asked(b"b", 7, almost)).is_none());
}

#[test]
fn a_request_is_repeated_within_a_second() {
    let recent = ResponseCache::default();
    let start = Instant::now();
    let key = |n: u32| RequestKey::new(Uuid::from_u128(0), &n.to_be_bytes());
    assert!(!recent.note(key(0), start));
    assert!(!recent.note(key(1), start));
    let almost = start + LIFE - Duration::from_millis(1);
    assert!(recent.note(key(0), almost));
    assert!(!recent.note(key(1), start + LIFE));
    for n in 0..200_000 {
        recent.note(key(n), start + LIFE);
    }
    assert_eq!(recent.lock().made_at.len(), MOST_NOTED);
    assert!(!recent.note(key(0), start + 3 * LIFE));
    assert_eq!(recent.lock().made_at.len(), 1);
}

#[tokio::test]
async fn what_is_being_answered_is_waited_for() {
    let recent = ResponseCache::default();
    let asked_first = asked(b"a", 7, Instant::now());
    let Next::Answer(turn) = recent.next(&asked_first).await else {
        panic!("nobody has answered yet");
    };
    let mut waiting = Box::pin(recent.next(&asked_first));
    assert!((&mut waiting).now_or_never().is_none());
    // Other requests, and newer states, have separate responses.
    for other in [
        asked(b"b", 7, asked_first.at),
        asked(b"a", 8, asked_first.at),
    ] {
        assert!(matches!(recent.next(&other).await, Next::Answer(_)));
    }
    recent.keep(&asked_first, &Bytes::from_static(b"answer"));
    drop(turn);
    let Next::Give(body) = waiting.await else {
        panic!("it was answered");
    };
    assert_eq!(body, "answer");
}

#[tokio::test]
async fn who_waited_for_nothing_answers_for_itself() {
    let recent = ResponseCache::default();
    let asked = asked(b"a", 7, Instant::now());
    let turn = recent.next(&asked).await;
    let mut waiting = [(); 3].map(|()| Box::pin(recent.next(&asked)));
    for one in &mut waiting {
        assert!(one.now_or_never().is_none());
    }
    drop(turn);
    let mut turns = Vec::new();
    for one in waiting {
        turns.push(one.await);
    }
    assert!(turns.iter().all(|next| matches!(next, Next::Answer(_))));
    drop(turns);
    assert!(recent.lock().under_way.is_empty());
}

#[test]
fn what_is_kept_is_bounded() {
    let recent = ResponseCache::default();
    let start = Instant::now();
    let body = Bytes::from(vec![0; LONGEST_BYTES]);
    for n in 0..100_u8 {
        recent.keep(&asked_by(n.into(), &[n], 7, start), &body);
    }
    assert!(recent.find(&asked_by(30, &[30], 7, start)).is_some());
    assert!(recent.find(&asked_by(31, &[31], 7, start)).is_none());
    // The same request replaces its older response.
    for n in 0..100 {
        recent.keep(&asked(&[1], n, start + LIFE), &body);
    }
    assert!(recent.find(&asked(&[1], 99, start + LIFE)).is_some());
    assert!(recent.lock().bytes <= MOST_BYTES);
}

#[test]
fn nobody_fills_the_place_of_all() {
    let recent = ResponseCache::default();
    let start = Instant::now();
    let body = Bytes::from(vec![0; LONGEST_BYTES]);
    for n in 0..100_u8 {
        recent.keep(&asked_by(1, &[n], 7, start), &body);
    }
    assert!(recent.find(&asked_by(1, &[6], 7, start)).is_some());
    assert!(recent.find(&asked_by(1, &[7], 7, start)).is_none());
    recent.keep(&asked_by(2, &[7], 7, start), &body);
    assert!(recent.find(&asked_by(2, &[7], 7, start)).is_some());
}

#[test]
fn tiny_answers_count_and_old_ones_go() {
    let recent = ResponseCache::default();
    let start = Instant::now();
    let body = Bytes::from_static(b"{}");
    for n in 0..100_000_u32 {
        recent.keep(&asked(&n.to_be_bytes(), 7, start), &body);
    }
    let most = MOST_BYTES_OF_ONE / (ENTRY_BYTES + body.len());
    assert_eq!(recent.lock().answers.len(), most);
    // Adding the next response sweeps, however much room there is.
    recent.keep(&asked_by(1, b"a", 7, start + LIFE), &body);
    let kept = recent.lock();
    assert_eq!((kept.answers.len(), kept.bytes_of.len()), (1, 1));
    assert_eq!(kept.bytes, ENTRY_BYTES + body.len());
}
