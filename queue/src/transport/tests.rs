use super::*;

#[test]
fn announcements_only_move_forward_and_old_ones_wake_nobody() {
    let announced = watch::Sender::new(0);
    let mut receiver = announced.subscribe();
    for (seq, newest, is_news) in [(5, 5, true), (4, 5, false), (5, 5, false), (6, 6, true)] {
        advance(&announced, seq);
        assert_eq!(receiver.has_changed().unwrap(), is_news, "{seq}");
        assert_eq!(*receiver.borrow_and_update(), newest, "{seq}");
    }
}

#[test]
fn a_prober_lives_for_five_seconds_and_is_remembered_for_an_hour() {
    for (age_ms, lives, remembered) in [
        (-10_001, false, true),
        (-10_000, true, true),
        (-1, true, true),
        (5_000, true, true),
        (5_001, false, true),
        (3_600_000, false, true),
        (3_600_001, false, false),
        (i64::MAX, false, false),
    ] {
        let (at_ms, now_ms) = (0, age_ms);
        let heartbeat = Heartbeat {
            at_ms,
            version: String::new(),
            egress_allow: vec![],
            impairment: None,
            instance: String::new(),
            load: Load::default(),
        };
        assert_eq!(heartbeat.is_alive(now_ms), lives, "{age_ms}");
        assert_eq!(is_remembered(&heartbeat, now_ms), remembered, "{age_ms}");
    }
    let absurd = Heartbeat {
        at_ms: i64::MIN,
        version: String::new(),
        egress_allow: vec![],
        impairment: None,
        instance: String::new(),
        load: Load::default(),
    };
    assert!(!absurd.is_alive(i64::MAX));
}
