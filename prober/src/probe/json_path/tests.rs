use std::time::{Duration, Instant};

use super::*;

mod random;

/// All nodes that `path` finds in `body`, as JSON.
fn all(path: &str, body: &str) -> Vec<String> {
    let path = Path::parse(path).unwrap_or_else(|problem| panic!("{path} {problem}"));
    let json = Json::parse(body).unwrap();
    let mut budget = Budget::of(1_000_000);
    let mut found = Vec::new();
    evaluate::each(&json, &mut budget, &path.0, &mut |node| {
        found.push(match json.value(node) {
            crate::probe::json::Value::String(_) => format!("\"{}\"", json.text(node)),
            _ => json.text(node).into_owned(),
        });
        true
    })
    .unwrap();
    found
}

#[test]
fn paths_find_what_the_standard_says() {
    let store = r#"{"o":{"j j":{"k.k":3}},"'":{"@":2},"a":[3,5,1,2,4,6,{"b":"j"},{"b":"k"},
        {"b":{}},{"b":"kilo"}],"p":{"x":1,"y":5,"z":2,"t":{"u":6}},"e":"f"}"#;
    let digits = r#"["a","b","c","d","e","f","g"]"#;
    for (path, body, expected) in [
        ("$", "7", "7"),
        ("$.o['j j']['k.k']", store, "3"),
        (r#"$.o["j j"]["k.k"]"#, store, "3"),
        (r#"$["'"]["@"]"#, store, "2"),
        (r"$['\'']['@']", store, "2"),
        (r"$['\u0061'][0]", store, "3"),
        (r#"$["\ud83d\ude00"]"#, "{\"\u{1f600}\":1}", "1"),
        ("$.ünï", r#"{"ünï":1}"#, "1"),
        ("$._id['$oid']", r#"{"_id":{"$oid":"x"}}"#, "\"x\""),
        ("$['$schema']", r#"{"$schema":"s"}"#, "\"s\""),
        ("$['a','b'].c", r#"{"b":{"c":2},"a":{"c":1}}"#, "1 2"),
        ("$[1]", digits, "\"b\""),
        ("$[-2]", digits, "\"f\""),
        ("$[7]", digits, ""),
        ("$[-8]", digits, ""),
        ("$[1:3]", digits, "\"b\" \"c\""),
        ("$[5:]", digits, "\"f\" \"g\""),
        ("$[1:5:2]", digits, "\"b\" \"d\""),
        ("$[5:1:-2]", digits, "\"f\" \"d\""),
        ("$[::-3]", digits, "\"g\" \"d\" \"a\""),
        ("$[-2:]", digits, "\"f\" \"g\""),
        ("$[:-5]", digits, "\"a\" \"b\""),
        ("$[-1:-3:-1]", digits, "\"g\" \"f\""),
        ("$[10:-10:-6]", digits, "\"g\" \"a\""),
        ("$[ 1 : 2 : 1 ]", digits, "\"b\""),
        ("$[1:2:0]", digits, ""),
        ("$[3:1]", digits, ""),
        ("$[0:9007199254740991:9007199254740991]", digits, "\"a\""),
        ("$[::-9007199254740991]", digits, "\"g\""),
        ("$[0]", r#"{"0":1}"#, ""),
        ("$['0']", "[1]", ""),
        ("$.*", r#"{"a":1,"b":[2]}"#, "1 [2]"),
        ("$[*,0]", "[1,2]", "1 2 1"),
        ("$..[0]", "[[1,[2]],3]", "[1,[2]] 1 2"),
        ("$..*", "[[1],2]", "[1] 2 1"),
        ("$..b", r#"{"b":{"b":1},"a":[{"b":2}]}"#, r#"{"b":1} 1 2"#),
        ("$ .a [0]\n..b", r#"{"a":[{"b":1}]}"#, "1"),
        ("$.a[?@.b == 'kilo']", store, r#"{"b":"kilo"}"#),
        ("$.a[?(@.b == 'kilo')].b", store, "\"kilo\""),
        ("$.a[?@>3.5]", store, "5 4 6"),
        (
            "$.a[?@.b]",
            store,
            r#"{"b":"j"} {"b":"k"} {"b":{}} {"b":"kilo"}"#,
        ),
        ("$[?@.*]", r#"{"a":1,"b":[2],"c":[]}"#, "[2]"),
        ("$[?@[?@.b]]", r#"[[{"b":1}],[2]]"#, r#"[{"b":1}]"#),
        ("$.a[?@<2 || @.b == \"k\"]", store, r#"1 {"b":"k"}"#),
        ("$.p[?@>1 && @<4]", store, "2"),
        ("$.p[?!(@>1)]", store, r#"1 {"u":6}"#),
        ("$.p[?@.u || @.x]", store, r#"{"u":6}"#),
        ("$.p[?!@.u && @==1]", store, "1"),
        ("$.a[?@.b == $.e]", store, ""),
        ("$.a[?@.b == $.a[6].b].b", store, "\"j\""),
        (
            "$[?@.a==@.b]",
            r#"[{"a":[1,{"x":1.0,"y":2}],"b":[1.0,{"y":2,"x":1}]},{},{"a":1}]"#,
            r#"{"a":[1,{"x":1.0,"y":2}],"b":[1.0,{"y":2,"x":1}]} {}"#,
        ),
        (
            "$[?@.a!=@.b]",
            r#"[{"a":1},{},{"a":1,"b":1.0}]"#,
            r#"{"a":1}"#,
        ),
        (
            "$[?@.a<=@.b]",
            r#"[{},{"a":"a","b":"b"},{"a":null,"b":null},{"a":1,"b":"1"},{"a":2,"b":1}]"#,
            r#"{} {"a":"a","b":"b"} {"a":null,"b":null}"#,
        ),
        ("$[?@>=1]", "[0,1,\"1\",null,true,1.5]", "1 1.5"),
        ("$[?@=='']", "[\"\",null,0]", "\"\""),
        ("$[?@==null]", "[\"\",null,0,false]", "null"),
        ("$[?@!=null]", "[null,0]", "0"),
        ("$[?@==1e2]", "[100,100.0,1E+2,\"100\"]", "100 100.0 1E+2"),
        ("$[?@==-0]", "[0,-0.0,1]", "0 -0.0"),
        (
            "$[?@==12345678901234567890123]",
            "[12345678901234567890123,12345678901234567890124]",
            "12345678901234567890123",
        ),
        ("$[?@<1e400]", "[1e399,1e401]", "1e399"),
        ("$[?true==false]", "[1]", ""),
        (
            "$[?length(@)==2]",
            "[\"ab\",\"\u{1f600}x\",[1,2],{\"a\":1,\"b\":2},2,null]",
            "\"ab\" \"\u{1f600}x\" [1,2] {\"a\":1,\"b\":2}",
        ),
        ("$[?length(@.a)==length(@.b)]", "[1]", "1"),
        (
            "$[?count(@.*)>1]",
            r#"[[1],[1,2],{"a":1,"b":2},3]"#,
            r#"[1,2] {"a":1,"b":2}"#,
        ),
        ("$[?count(@..*)==3]", "[[1,[2]],[1]]", "[1,[2]]"),
        (
            "$[?value(@..a)==1]",
            r#"[{"a":1},{"a":1,"b":{"a":1}},{"b":{"a":1}}]"#,
            r#"{"a":1} {"b":{"a":1}}"#,
        ),
        (
            "$[?length(value(@.a))==1]",
            r#"[{"a":"x"},{"a":"xy"}]"#,
            r#"{"a":"x"}"#,
        ),
        (
            "$[?@.a>'a']",
            r#"[{"a":"b"},{"a":"A"},{"a":"aa"}]"#,
            r#"{"a":"b"} {"a":"aa"}"#,
        ),
        (
            r"$[?@=='\ud83d\ude00']",
            r#"["\ud83d\ude00","\ud83d"]"#,
            "\"\u{1f600}\"",
        ),
        ("$.a", r#"{"a":1,"a":2}"#, "2"),
        ("$.*", r#"{"a":1,"b":3,"a":2}"#, "3 2"),
        ("$[?length(@)==1]", r#"[{"a":1,"a":2}]"#, r#"{"a":2}"#),
    ] {
        assert_eq!(all(path, body).join(" "), expected, "{path} in {body}");
    }
}

#[test]
fn what_is_not_a_path_says_what_it_needs() {
    for (path, problem) in [
        ("", "needs `$` at its end"),
        ("a", "needs `$` at character 1, found `a`"),
        (" $", "needs `$` at character 1"),
        ("$ ", "needs `.`, `[` or the end at character 2"),
        ("$.", "needs a name or `*` at its end"),
        ("$.1", "needs a name or `*`"),
        ("$. a", "needs a name or `*`"),
        (
            "$.a-b",
            "needs `.`, `[` or the end at character 4, found `-`",
        ),
        ("$a", "needs `.`, `[` or the end"),
        ("$...a", "needs a name"),
        (
            "$[",
            "needs a name in quotes, a number, `*` or `?` at its end",
        ),
        ("$[a]", "needs a name in quotes"),
        ("$[]", "needs a name in quotes"),
        ("$['a]", "needs the end of a string at its end"),
        (r"$['\x']", "needs an escape"),
        (r"$['\ud83d']", "needs an escape"),
        (r#"$['\"']"#, "needs an escape"),
        ("$[01]", "needs a whole number without leading zeros"),
        ("$[-0]", "needs a whole number"),
        ("$[9007199254740992]", "needs a whole number"),
        ("$[1", "needs `,` or `]`"),
        ("$[1:2:3:4]", "needs `,` or `]`"),
        ("$[?]", "needs a path that begins with `@`, or a value"),
        ("$[?@.a = 1]", "needs `,` or `]`"),
        (
            "$[?@.* == 1]",
            "compares a path that may find several nodes",
        ),
        (
            "$[?@..a == 1]",
            "compares a path that may find several nodes",
        ),
        ("$[?1]", "needs a comparison such as `==`"),
        ("$[?true]", "needs a comparison such as `==`"),
        ("$[?!1]", "needs a path or `(`"),
        ("$[?!@.a == 1]", "needs `,` or `]`"),
        ("$[?@.a == 01]", "needs a number without leading zeros"),
        ("$[?@.a == 1.]", "needs a digit"),
        ("$[?length(@.a)]", "needs a comparison"),
        (
            "$[?length(@.*) > 1]",
            "compares a path that may find several nodes",
        ),
        ("$[?count(1) > 1]", "needs a path in `count(…)`"),
        ("$[?size(@) > 1]", "needs `length(`, `count(` or `value(`"),
        ("$[?length (@) > 1]", "needs `length(`"),
        ("$[?(@.a]", "needs `)`"),
        (
            "$[?match(@.a, 'x')]",
            "has a `match(…)`, which is a comparison of its own",
        ),
        ("$..[?search(@, '(a{1000}){1000}')]", "has a `search(…)`"),
        (
            &format!("$[?{}@{}]", "(".repeat(300), ")".repeat(300)),
            "is nested deeper than 64",
        ),
        (
            &format!("${}", "[?@".repeat(300)),
            "is nested deeper than 64",
        ),
    ] {
        let found = Path::parse(path).unwrap_err();
        assert!(found.starts_with(problem), "{path}: {found}");
    }
}

#[test]
fn paths_that_multiply_are_refused() {
    let many = |part: &str, times: usize| vec![part; times].join("&&");
    for path in [
        "$.a.b[0]",
        "$..a",
        "$.list[?@.up == true].name",
        "$['a','b']",
        "$['a','b','c','d','e','f','g','h','i','j']['a','b','c']",
        "$[0,1,2,3,4,5][0,1,2,3]",
        "$.a[?length(@.b) > 2]",
        "$['$schema']",
        "$._id['$oid']",
        "$['a..b']['c..d']",
        "$['1,2,3,4,5,6,7,8,9,10']",
        "$[\"match(\"]",
        "$.list[?@.name == 'search(x), $, .., $']",
        "$.list[?@.id == $.current].state",
        "$.a[?@.x && @.y || @.z == 1]",
    ] {
        assert!(Path::parse_to_save(path).is_ok(), "{path}");
    }
    for path in [
        "$..*..*",
        "$..a..b",
        "$[?$[*]]",
        "$[?$..a]",
        "$[?@.a == 1 && count($.*) > 1]",
        "$[?@..a]..b",
        "$[?@[?@..a]]..b",
        "$[?count(@..a) == count(@..b)]",
        "$[?value(@..a) == 1 || !@..b]",
        "$[*,*][*,*][*,*][*,*]",
        "$[0:,*,::-1][0:,*,::-1,?@]",
        "$['a','a']['a','a']['a','a']['a','a']",
        "$[0,-1][0,-1][0,-1][0,-1]",
        &format!("$..[?{}]", many("@==@", 80)),
        &format!("$..[?{}]", many("@[0]==@[1]", 9)),
        &format!("$[?@[?{}]]", many("@.a", 16)),
        &format!("$[?{}]", many("length(@)==length(@)", 9)),
    ] {
        assert!(Path::parse_to_save(path).is_err(), "{path}");
        assert!(Path::parse(path).is_ok(), "{path} may be stored already");
    }
}

#[test]
fn no_path_costs_more_than_its_budget_whatever_the_body() {
    let many = |part: &str, times: usize| vec![part; times].join("&&");
    let nested = format!("{}1{}", "[".repeat(480_000), "]".repeat(480_000));
    let twins = {
        let mut tree = "[1,1]".to_owned();
        while tree.len() < 400_000 {
            tree = format!("[{tree},{tree}]");
        }
        tree
    };
    let wide = format!("[{}0]", "0,".repeat(480_000));
    let objects = format!(
        "{{{}\"b\":0}}",
        "\"a\":{\"x\":[1,2]},\"c\":{},".repeat(30_000)
    );
    let strings = format!(
        "[{}]",
        vec![format!("\"{}\"", "x".repeat(10_000)); 90].join(",")
    );
    for path in [
        format!("$..[?{}]", many("@==@", 80)),
        format!("$..[?{}]", many("@[0]==@[1]", 40)),
        format!("$..[?{} && @.nothing]", many("@<=@", 80)),
        format!("$[?{}]", many("@==$[-1]", 60)),
        "$..*..*..*..*..x".to_owned(),
        format!("${}.x", "[*,*]".repeat(100)),
        format!("${}.x", "..[*,?@]".repeat(80)),
        format!("${}.x", "[::-1,0:]".repeat(80)),
        "$[?$..[?$..[?$..x]]]".to_owned(),
        "$..[?count($..*)>count($..*)]".to_owned(),
        "$..[?length(@)>99999999]..[?value($..*)==1]".to_owned(),
    ] {
        let path = Path::parse(&path).unwrap_or_else(|problem| panic!("{path} {problem}"));
        for body in [&nested, &twins, &wide, &objects, &strings] {
            let json = Json::parse(body).unwrap();
            let mut budget = Budget::of(2_000_000);
            let start = Instant::now();
            let _ = path.first(&json, &mut budget);
            let took = start.elapsed();
            assert!(took < Duration::from_secs(10), "{path:?} took {took:?}");
        }
    }
}

#[test]
fn an_early_end_is_told_from_nothing() {
    let path = Path::parse("$..x").unwrap();
    let json = Json::parse("[1,2,3,4,5,6,7,8,9]").unwrap();
    assert_eq!(path.first(&json, &mut Budget::of(5)), Err(Spent));
    assert_eq!(path.first(&json, &mut Budget::of(500)), Ok(None));
}
