use std::time::{Duration, Instant};

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::probe::json::Value;

fn whole(text: &str) -> String {
    Json::parse(text).unwrap().text(0).into_owned()
}

#[test]
fn what_other_readers_choke_on_is_read() {
    let deep = format!("{}7{}", "[".repeat(400_000), "]".repeat(400_000));
    for (text, expected) in [
        ("\u{feff}{\"a\": 1}", r#"{"a":1}"#),
        (r#"["\ud83d", 1]"#, r#"["\ud83d",1]"#),
        (r#"["\ude00\ud83d"]"#, r#"["\ude00\ud83d"]"#),
        (r#"["\ud83d\ud83d\ude00"]"#, "[\"\\ud83d\u{1f600}\"]"),
        (r#"["\ud83d\u0041"]"#, r#"["\ud83dA"]"#),
        ("[1e400, -1E-999999999999]", "[1e400,-1E-999999999999]"),
        (
            "[12345678901234567890123, 1.10, -0]",
            "[12345678901234567890123,1.10,-0]",
        ),
        (r#"{"a":1,"b":2,"a":3}"#, r#"{"b":2,"a":3}"#),
        (r#"{"a":[1,2],"a":{"b":[]},"\u0061":null}"#, r#"{"a":null}"#),
        (
            r#"{"a":{"x":1,"x":2},"a":{"x":3,"x":4}}"#,
            r#"{"a":{"x":4}}"#,
        ),
        (" \r\n\t[ ] \n\n", "[]"),
        ("{ }", "{}"),
        ("[[],{},[{}],\"\"]", "[[],{},[{}],\"\"]"),
        (r#"{"":{"":{}}}"#, r#"{"":{"":{}}}"#),
        (
            r#""\"\\\/\b\f\n\r\t\u001fä""#,
            "\"\\/\u{8}\u{c}\n\r\t\u{1f}ä",
        ),
        ("[\"\\u0000\\u001F\"]", "[\"\\u0000\\u001f\"]"),
        ("0", "0"),
        ("true", "true"),
        ("null", "null"),
        ("[\"\u{7f}\u{fffd}\"]", "[\"\u{7f}\u{fffd}\"]"),
        (deep.as_str(), deep.as_str()),
    ] {
        assert_eq!(whole(text), expected, "{}", &text[..text.len().min(60)]);
    }
    let json = Json::parse(r#""a\ud83db""#).unwrap();
    assert_eq!(json.text(0), "a\u{fffd}b");
}

#[test]
fn what_is_not_json_says_what_stands_where() {
    for (text, expected) in [
        ("", "it is empty"),
        (" \n\t\r", "it is empty"),
        ("\u{feff}", "it is empty"),
        ("<!DOCTYPE html><html>", "it looks like HTML"),
        ("\n <html>", "it looks like HTML"),
        (
            "{\"a\": <b>",
            "expected a value at line 1 column 7, found `<b>`",
        ),
        ("ok", "expected a value at line 1 column 1, found `ok`"),
        ("NaN", "expected a value at line 1 column 1, found `NaN`"),
        (
            "[1,\n  tru]",
            "expected a value at line 2 column 3, found `tru]`",
        ),
        ("[1,]", "expected a value at line 1 column 4, found `]`"),
        (
            "[1 2]",
            "expected `,` or `]` at line 1 column 4, found `2]`",
        ),
        (
            "{\"a\":1",
            "expected `,` or `}` at line 1 column 7, and it ends there",
        ),
        ("{\"a\" 1}", "expected `:` at line 1 column 6, found `1}`"),
        (
            "{\"a\":1,}",
            "expected a name in double quotes at line 1 column 8, found `}`",
        ),
        (
            "{a:1}",
            "expected a name in double quotes at line 1 column 2, found `a:1}`",
        ),
        (
            "[",
            "expected a value at line 1 column 2, and it ends there",
        ),
        (
            "{\"a\":1}\n{\"a\":2}",
            "expected nothing more at line 2 column 1, found `{\"a\":2}`",
        ),
        ("[1}", "expected `,` or `]` at line 1 column 3, found `}`"),
        ("01", "expected nothing more at line 1 column 2, found `1`"),
        (
            "-",
            "expected a digit at line 1 column 2, and it ends there",
        ),
        ("[1.]", "expected a digit at line 1 column 4, found `]`"),
        ("+1", "expected a value at line 1 column 1, found `+1`"),
        (
            "\"ä\n\"",
            "expected the end of a string at line 1 column 3, found `\\u{a}`",
        ),
        (
            "\"a",
            "expected the end of a string at line 1 column 3, and it ends there",
        ),
        (
            r#"["\x"]"#,
            "expected an escape such as `\\n` or `\\u00e4` at line 1 column 3, found `\\x\"]`",
        ),
        (
            r#"["\u12g4"]"#,
            "expected an escape such as `\\n` or `\\u00e4` at line 1 column 3, found `\\u12g4\"]`",
        ),
        (
            r#"["\u12"#,
            "expected an escape such as `\\n` or `\\u00e4` at line 1 column 3, found `\\u12`",
        ),
        (
            "[\"\\u00ä\"]",
            "expected an escape such as `\\n` or `\\u00e4` at line 1 column 3, found `\\u00ä\"]`",
        ),
    ] {
        assert_eq!(
            Json::parse(text).unwrap_err().to_string(),
            expected,
            "{text}"
        );
    }
}

#[test]
fn its_time_is_the_texts_length_whatever_is_in_it() {
    let names = "{".to_owned() + &r#""a":0,"#.repeat(150_000) + r#""a":1}"#;
    let long: String = (0..500)
        .map(|n| format!("\"{}{n}\":0,", "x".repeat(1_900)))
        .collect();
    let escapes = format!("\"{}\"", r"\ud83d".repeat(150_000));
    let start = Instant::now();
    for text in [
        names,
        format!("{{{long}\"\":0}}"),
        escapes,
        "[".repeat(1_000_000),
    ] {
        let _ = Json::parse(&text);
    }
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{:?}",
        start.elapsed()
    );
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|value| json!(value)),
        any::<i64>().prop_map(|value| json!(value)),
        "[ab\\\\\"\u{0}-\u{20}äß\u{1f600}]{0,6}".prop_map(|value| json!(value)),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(|value| json!(value)),
            prop::collection::hash_map("[ab\"\n]{0,2}", inner, 0..5).prop_map(|value| json!(value)),
        ]
    })
}

proptest! {
    #[test]
    fn what_another_writer_wrote_is_read_as_it_was_meant(value in any_json(), pretty: bool) {
        let text = if pretty {
            serde_json::to_string_pretty(&value).unwrap()
        } else {
            value.to_string()
        };
        let json = Json::parse(&text).unwrap();
        prop_assert_eq!(json.size(0), json.descendants(0).count());
        if let Value::String(_) = json.value(0) {
            prop_assert_eq!(json.text(0), value.as_str().unwrap());
        } else {
            prop_assert_eq!(json.text(0), value.to_string());
        }
    }

    #[test]
    fn text_of_any_kind_is_taken_as_another_reader_takes_it(text in "[\\[\\]{},:\"0-3.eE+tru nl\\\\-]{0,12}") {
        let theirs = serde_json::from_str::<serde_json::Value>(&text);
        let ours = Json::parse(&text);
        let is_too_large = |err: &serde_json::Error| err.to_string().contains("out of range");
        match theirs {
            Ok(_) => prop_assert!(ours.is_ok()),
            Err(err) => prop_assert!(ours.is_err() || is_too_large(&err)),
        }
    }
}
