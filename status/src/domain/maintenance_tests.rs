//! Windows of each kind of rule, in tables: over both changes of the clocks in three zones, over
//! leap days and the ends of months.

use super::*;

fn ms(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_millisecond()
}

fn text(ms: i64) -> String {
    Timestamp::from_millisecond(ms).unwrap().to_string()
}

fn hours(from: &str, to: &str) -> Hours {
    let minute = |text: &str| {
        let (hours, minutes) = text.split_once(':').unwrap();
        60 * hours.parse::<i16>().unwrap() + minutes.parse::<i16>().unwrap()
    };
    Hours {
        from_minute: minute(from),
        to_minute: minute(to),
    }
}

fn daily(from: &str, to: &str) -> Rule {
    Rule::Daily {
        hours: hours(from, to),
    }
}

fn cron(expression: &str, duration_secs: i32) -> Rule {
    Rule::Cron {
        expression: expression.to_owned(),
        duration_secs,
    }
}

/// The windows of `rule` from `from` to `to`, as text.
fn found(rule: &Rule, zone: &str, from: &str, to: &str) -> Vec<(String, String)> {
    let zone = TimeZone::get(zone).unwrap();
    let planned = windows(rule, &zone, ms(from), ms(to), MOST_AHEAD).unwrap();
    assert_eq!(planned.to_ms, ms(to));
    let windows = planned.windows.into_iter();
    windows
        .map(|(from_ms, to_ms)| (text(from_ms), text(to_ms)))
        .collect()
}

#[test]
fn local_times_hold_over_both_changes_of_the_clocks() {
    for (zone, rule, from, to, expected) in [
        // Berlin skips 02:00 to 03:00 on 29 March, and repeats it on 25 October.
        (
            "Europe/Berlin",
            daily("01:30", "03:30"),
            "2026-03-28T12:00:00Z",
            "2026-03-30T12:00:00Z",
            [
                ("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z"),
                ("2026-03-29T23:30:00Z", "2026-03-30T01:30:00Z"),
            ]
            .as_slice(),
        ),
        (
            "Europe/Berlin",
            daily("01:30", "03:30"),
            "2026-10-24T12:00:00Z",
            "2026-10-25T12:00:00Z",
            &[("2026-10-24T23:30:00Z", "2026-10-25T02:30:00Z")],
        ),
        // One that is wholly skipped does not take place; one that begins in the gap begins
        // after it; one that is repeated lasts until it is over for the second time.
        (
            "Europe/Berlin",
            daily("02:10", "02:50"),
            "2026-03-28T12:00:00Z",
            "2026-03-30T12:00:00Z",
            &[("2026-03-30T00:10:00Z", "2026-03-30T00:50:00Z")],
        ),
        (
            "Europe/Berlin",
            daily("02:50", "03:10"),
            "2026-03-29T00:00:00Z",
            "2026-03-29T12:00:00Z",
            &[("2026-03-29T01:00:00Z", "2026-03-29T01:10:00Z")],
        ),
        (
            "Europe/Berlin",
            daily("02:10", "02:50"),
            "2026-10-24T22:00:00Z",
            "2026-10-25T12:00:00Z",
            &[("2026-10-25T00:10:00Z", "2026-10-25T01:50:00Z")],
        ),
        // New York skips 02:00 to 03:00 on 8 March, and repeats 01:00 to 02:00 on 1 November.
        (
            "America/New_York",
            daily("23:00", "04:00"),
            "2026-03-08T00:00:00Z",
            "2026-03-09T12:00:00Z",
            &[
                ("2026-03-08T04:00:00Z", "2026-03-08T08:00:00Z"),
                ("2026-03-09T03:00:00Z", "2026-03-09T08:00:00Z"),
            ],
        ),
        (
            "America/New_York",
            daily("23:00", "04:00"),
            "2026-11-01T00:00:00Z",
            "2026-11-01T12:00:00Z",
            &[("2026-11-01T03:00:00Z", "2026-11-01T09:00:00Z")],
        ),
        // Lord Howe skips 02:00 to 02:30 on 4 October, and repeats 01:30 to 02:00 on 5 April.
        (
            "Australia/Lord_Howe",
            daily("01:45", "02:15"),
            "2026-10-03T12:00:00Z",
            "2026-10-04T12:00:00Z",
            &[("2026-10-03T15:15:00Z", "2026-10-03T15:30:00Z")],
        ),
        (
            "Australia/Lord_Howe",
            daily("01:45", "02:15"),
            "2026-04-04T12:00:00Z",
            "2026-04-05T12:00:00Z",
            &[("2026-04-04T14:45:00Z", "2026-04-04T15:45:00Z")],
        ),
    ] {
        let found = found(&rule, zone, from, to);
        let found: Vec<_> = found
            .iter()
            .map(|(from, to)| (from.as_str(), to.as_str()))
            .collect();
        assert_eq!(found, expected, "{zone} {rule:?} {from}");
    }
}

#[test]
fn weeks_and_months_have_their_days() {
    let starts = |rule: &Rule, from: &str, to: &str| -> Vec<String> {
        let found = found(rule, "UTC", from, to);
        found
            .into_iter()
            .map(|(from, _)| from[..10].to_owned())
            .collect()
    };
    let weekly = |days: &[i8]| Rule::Weekly {
        days: days.to_vec(),
        hours: hours("22:00", "02:00"),
    };
    // 2 November 2026 is a Monday.
    let in_november = ("2026-11-02T03:00:00Z", "2026-11-16T00:00:00Z");
    assert_eq!(
        starts(&weekly(&[1, 7]), in_november.0, in_november.1),
        ["2026-11-02", "2026-11-08", "2026-11-09", "2026-11-15"]
    );
    // One that began yesterday goes on.
    let sunday = starts(
        &weekly(&[7]),
        "2026-11-02T01:59:59Z",
        "2026-11-03T00:00:00Z",
    );
    assert_eq!(sunday, ["2026-11-01"]);
    let monthly = |days: &[i8]| Rule::Monthly {
        days: days.to_vec(),
        hours: hours("01:00", "02:00"),
    };
    for (days, expected) in [
        (
            &[31][..],
            &["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"][..],
        ),
        (
            &[29],
            &["2028-01-29", "2028-02-29", "2028-03-29", "2028-04-29"],
        ),
        (
            &[30, 31],
            &[
                "2028-01-30",
                "2028-01-31",
                "2028-02-29",
                "2028-03-30",
                "2028-03-31",
                "2028-04-30",
            ],
        ),
    ] {
        let found = starts(
            &monthly(days),
            "2028-01-02T00:00:00Z",
            "2028-05-01T00:00:00Z",
        );
        assert_eq!(found, expected, "{days:?}");
    }
    let common = starts(
        &monthly(&[29]),
        "2027-02-02T00:00:00Z",
        "2027-03-02T00:00:00Z",
    );
    assert_eq!(common, ["2027-02-28"]);
    let leap = cron("0 1 29 2 *", 3_600);
    let leap = starts(&leap, "2026-01-01T00:00:00Z", "2033-01-01T00:00:00Z");
    assert_eq!(leap, ["2028-02-29", "2032-02-29"]);
    let last = starts(
        &cron("0 1 L * *", 60),
        "2028-02-01T00:00:00Z",
        "2028-05-01T00:00:00Z",
    );
    assert_eq!(last, ["2028-02-29", "2028-03-31", "2028-04-30"]);
}

#[test]
fn a_cron_expression_fires_by_the_same_rule_for_a_length_of_its_own() {
    for (zone, expression, from, to, expected) in [
        (
            "Europe/Berlin",
            "30 2 * * *",
            "2026-03-28T12:00:00Z",
            "2026-03-30T12:00:00Z",
            ["2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"].as_slice(),
        ),
        (
            "Europe/Berlin",
            "30 2 * * *",
            "2026-10-24T12:00:00Z",
            "2026-10-26T12:00:00Z",
            &["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"],
        ),
        (
            "America/New_York",
            "*/30 1 1 11 *",
            "2026-11-01T00:00:00Z",
            "2026-11-02T00:00:00Z",
            &[
                "2026-11-01T05:00:00Z",
                "2026-11-01T05:30:00Z",
                "2026-11-01T06:00:00Z",
                "2026-11-01T06:30:00Z",
            ],
        ),
        (
            "Australia/Lord_Howe",
            "15 2 4 10 *",
            "2026-10-01T00:00:00Z",
            "2026-10-31T00:00:00Z",
            &["2026-10-03T15:30:00Z"],
        ),
    ] {
        let found = found(&cron(expression, 600), zone, from, to);
        let starts: Vec<_> = found.iter().map(|(from, _)| from.as_str()).collect();
        assert_eq!(starts, expected, "{zone} {expression}");
        for (from, to) in &found {
            assert_eq!(ms(to) - ms(from), 600_000);
        }
    }
}

#[test]
fn what_goes_on_is_there_and_what_is_over_is_not() {
    let now = "2026-11-30T12:00:00Z";
    for (rule, expected) in [
        (
            Rule::Once {
                from_ms: ms("2026-11-30T11:00:00Z"),
                to_ms: ms("2026-11-30T13:00:00Z"),
            },
            Some("2026-11-30T11:00:00Z"),
        ),
        (
            Rule::Once {
                from_ms: ms("2029-11-30T11:00:00Z"),
                to_ms: ms("2029-11-30T13:00:00Z"),
            },
            Some("2029-11-30T11:00:00Z"),
        ),
        (
            Rule::Once {
                from_ms: ms("2026-11-30T11:00:00Z"),
                to_ms: ms(now),
            },
            None,
        ),
        (daily("11:00", "12:01"), Some("2026-11-30T11:00:00Z")),
        (daily("11:00", "12:00"), Some("2026-12-01T11:00:00Z")),
        (cron("0 11 * * *", 3_601), Some("2026-11-30T11:00:00Z")),
        (cron("0 11 * * *", 3_600), Some("2026-12-01T11:00:00Z")),
    ] {
        let planned = plan(&rule, &TimeZone::UTC, ms(now));
        let first = planned.ok().and_then(|it| it.windows.first().copied());
        assert_eq!(
            first.map(|(from_ms, _)| text(from_ms)).as_deref(),
            expected,
            "{rule:?}"
        );
    }
}

#[test]
fn what_cannot_be_planned_says_why() {
    let now_ms = ms("2026-11-30T12:00:00Z");
    let problem = |rule: &Rule| plan(rule, &TimeZone::UTC, now_ms).unwrap_err();
    assert_eq!(problem(&cron("0 0 30 2 *", 60)), Problem::Never);
    assert_eq!(problem(&cron("*/10 * * * *", 60)), Problem::TooOften);
    assert_eq!(problem(&cron("0,1 0 1 1 *", 60)), Problem::TooOften);
    for wrong in [
        "",
        "* * *",
        "0 0 * * * *",
        "61 * * * *",
        "0 0 * * * * 2027",
        "@never",
    ] {
        assert!(
            matches!(problem(&cron(wrong, 60)), Problem::Cron(_)),
            "{wrong}"
        );
    }
    let once = |from_ms, to_ms| Rule::Once { from_ms, to_ms };
    assert_eq!(problem(&once(now_ms + 2, now_ms + 1)), Problem::Empty);
    assert_eq!(problem(&once(now_ms + 2, now_ms + 2)), Problem::Empty);
    let often = plan(&cron("*/15 * * * *", 60), &TimeZone::UTC, now_ms).unwrap();
    assert_eq!((often.windows.len(), often.is_all), (MOST_AHEAD, false));
    assert_eq!(
        often.to_ms,
        often.windows[MOST_AHEAD - 1].0 + SHORTEST_STEP_MS
    );
    // A leap day that is further ahead than is planned is planned later.
    let leap = plan(&cron("0 1 29 2 *", 60), &TimeZone::UTC, now_ms).unwrap();
    assert_eq!((leap.windows.len(), leap.is_all), (0, false));
}

#[test]
fn a_zone_has_its_usual_spelling() {
    assert_eq!(zone("europe/berlin").unwrap().1, "Europe/Berlin");
    for bad in ["", "Mars/Base", "+02:00", "UTC+2"] {
        assert!(zone(bad).is_none(), "{bad}");
    }
}
