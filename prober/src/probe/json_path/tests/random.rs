//! Random paths and values, compared with an independent implementation.

use proptest::prelude::*;
use serde_json::json;

use super::{Path, all};

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|value| json!(value)),
        (-2_i32..4).prop_map(|value| json!(value)),
        Just(json!(1.5)),
        "[ab]{0,2}".prop_map(|value| json!(value)),
    ];
    leaf.prop_recursive(4, 30, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|value| json!(value)),
            prop::collection::hash_map("[abc]", inner, 0..4).prop_map(|value| json!(value)),
        ]
    })
}

fn any_path() -> impl Strategy<Value = String> {
    let index = prop_oneof![Just(String::new()), (-4_i32..5).prop_map(|n| n.to_string())];
    let plain = prop_oneof![
        "\\['[abc]'\\]",
        "\\.[abc]",
        (-4_i32..5).prop_map(|n| format!("[{n}]")),
    ];
    let single = prop::collection::vec(plain.clone(), 0..3).prop_map(|parts| parts.concat());
    let value = prop_oneof![
        single.clone().prop_map(|path| format!("@{path}")),
        single.prop_map(|path| format!("${path}")),
        Just("1".to_owned()),
        Just("-1.50e0".to_owned()),
        Just("'a'".to_owned()),
        Just("\"b\"".to_owned()),
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("length(@.a)".to_owned()),
        Just("count(@..*)".to_owned()),
        Just("value(@.*)".to_owned()),
    ];
    // The other takes nothing for neither less than nothing nor equal to it.
    let operator = prop::sample::select(vec!["==", "!=", "<", ">"]);
    let test = prop_oneof![
        (value.clone(), operator, value).prop_map(|(a, op, b)| format!("{a} {op} {b}")),
        Just("@.a".to_owned()),
        Just("@[*]".to_owned()),
        Just("!@.b".to_owned()),
        Just("@..c".to_owned()),
    ];
    let logical = test.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} && {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a}||{b}")),
            inner.clone().prop_map(|a| format!("({a})")),
            inner.clone().prop_map(|a| format!("! ( {a} )")),
            inner.prop_map(|a| format!("@[?{a}]")),
        ]
    });
    let selector = prop_oneof![
        "'[abc]'",
        Just("*".to_owned()),
        (-4_i32..5).prop_map(|n| n.to_string()),
        (index.clone(), index.clone(), index).prop_map(|(a, b, c)| format!("{a}:{b}:{c}")),
        logical.prop_map(|a| format!("?{a}")),
    ];
    let brackets = prop::collection::vec(selector, 1..3);
    let brackets = brackets.prop_map(|selectors| format!("[{}]", selectors.join(", ")));
    let segment = prop_oneof![
        plain,
        brackets.clone(),
        brackets.prop_map(|brackets| format!("..{brackets}")),
        Just(".*".to_owned()),
        Just("..a".to_owned()),
    ];
    let segments = prop::collection::vec(segment, 0..4);
    segments.prop_map(|segments| format!("${}", segments.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn an_independent_reader_of_paths_finds_the_same(path in any_path(), value in any_json()) {
        let theirs = serde_json_path::JsonPath::parse(&path).unwrap();
        let theirs: Vec<_> = theirs.query(&value).iter().map(|node| node.to_string()).collect();
        // Written in the order of the other's names.
        prop_assert_eq!(all(&path, &value.to_string()), theirs, "{} in {}", path, value);
    }

    #[test]
    fn what_another_reader_takes_is_taken(path in "\\$[.\\[\\]a1*:?@'\",=<>!&|() -]{0,9}") {
        if serde_json_path::JsonPath::parse(&path).is_ok() {
            prop_assert!(Path::parse(&path).is_ok(), "{}: {:?}", path, Path::parse(&path));
        }
    }
}
