use async_graphql::parser::parse_query;

use super::*;

fn check(text: &str) -> Result<(), Refusal> {
    check_text(text, MEMBERS)?;
    check_document(&parse_query(text).unwrap())
}

fn too_many(what: &'static str, limit: u32) -> Result<(), Refusal> {
    Err(Refusal::TooMany {
        what,
        limit: limit as usize,
    })
}

fn too_deep(what: &'static str, limit: u32) -> Result<(), Refusal> {
    Err(Refusal::TooDeep {
        what,
        limit: limit as usize,
    })
}

fn nested(open: &str, levels: usize) -> String {
    format!("{{ {} a {} }}", open.repeat(levels), "}".repeat(levels))
}

/// `pairs` fragments, each of which spreads the next one twice.
fn bomb(pairs: usize) -> String {
    let mut text = "{ r { ...f0 } }".to_owned();
    for n in 0..pairs {
        let next = n + 1;
        text += &format!(" fragment f{n} on Query {{ ...f{next} ...f{next} }}");
    }
    text + &format!(" fragment f{pairs} on Query {{ a }}")
}

#[test]
fn each_limit_holds_at_its_edge() {
    let fields = |count: usize| format!("{{ r {{ {} }} }}", "a ".repeat(count - 1));
    let aliases = |count| format!("{{ r {{ {} }} }}", "b: a ".repeat(count));
    let roots = |count| format!("{{ {} }}", "a ".repeat(count));
    let spreads = |count| {
        format!(
            "{{ r {{ {} }} }} fragment f on R {{ a }}",
            "...f ".repeat(count)
        )
    };
    let directives = |count| format!("{{ a {} }}", "@b ".repeat(count));
    let definitions = |count: usize| {
        let fragments = (1..count).map(|n| format!(" fragment f{n} on R {{ a }}"));
        "{ a }".to_owned() + &fragments.collect::<String>()
    };
    for (text, expected) in [
        (fields(4_000), Ok(())),
        (fields(4_001), too_many("fields", MAX_FIELDS)),
        (aliases(200), Ok(())),
        (aliases(201), too_many("aliases", MAX_ALIASES)),
        (roots(100), Ok(())),
        (roots(101), too_many("root fields", MAX_ROOT_FIELDS)),
        (spreads(1_000), Ok(())),
        (spreads(1_001), too_many("fragment spreads", MAX_SPREADS)),
        (directives(200), Ok(())),
        (directives(201), too_many("directives", MAX_DIRECTIVES)),
        (definitions(100), Ok(())),
        (definitions(101), too_many("definitions", 100)),
        (nested("a {", 19), Ok(())),
        (nested("a {", 20), too_deep("fields", MAX_DEPTH)),
        (nested("... {", 31), Ok(())),
        (nested("... {", 32), too_deep("selections", MAX_NESTING)),
        (nested("a {", 64), too_deep("brackets", 64)),
        (
            format!("{{ a }} #{}", "x".repeat(MEMBERS.bytes)),
            too_many("bytes", 65_536),
        ),
        (
            "{ a } ".to_owned() + &"b ".repeat(8_000),
            too_many("tokens", 8_000),
        ),
        ("{ a(b: \"\"\") }".to_owned(), Err(Refusal::Endless)),
    ] {
        assert_eq!(check(&text), expected, "{}", &text[..text.len().min(60)]);
    }
}

#[test]
fn limits_are_counted_through_fragments() {
    let ten = "a: x b: x c: x d: x e: x f: x g: x h: x i: x j: x";
    let aliases = format!(
        "{{ r {{ {} }} }} fragment f on R {{ {ten} }}",
        "...f ".repeat(21)
    );
    assert_eq!(check(&aliases), too_many("aliases", MAX_ALIASES));
    let roots = format!(
        "mutation {{ {} }} fragment f on M {{ ... {{ {} }} }}",
        "...f ".repeat(11),
        "x ".repeat(10)
    );
    assert_eq!(check(&roots), too_many("root fields", MAX_ROOT_FIELDS));
    let deep = "{ a { b { c { ...f } } } } fragment f on R { ".to_owned()
        + &"a {".repeat(17)
        + " a "
        + &"}".repeat(18);
    assert_eq!(check(&deep), too_deep("fields", MAX_DEPTH));
}

#[test]
fn all_operations_count_together() {
    let operations = (0..50).map(|n| format!("query q{n} {{ r {{ {} }} }} ", "a ".repeat(90)));
    assert_eq!(
        check(&operations.collect::<String>()),
        too_many("fields", MAX_FIELDS)
    );
}

#[test]
fn doubling_fragments_are_refused_at_once() {
    assert_eq!(check(&bomb(8)), Ok(()));
    for pairs in [9, 24, 28] {
        assert_eq!(
            check(&bomb(pairs)),
            too_many("fragment spreads", MAX_SPREADS),
            "{pairs}"
        );
    }
    // Such a deep chain is rejected for its depth, even if it is not spread.
    assert_eq!(check(&bomb(60)), too_deep("selections", MAX_NESTING));
    let unused = bomb(24).replace("{ ...f0 }", "{ a }");
    assert_eq!(check(&unused), too_many("fragment spreads", MAX_SPREADS));
}

#[test]
fn a_fragment_that_spreads_itself_is_refused() {
    for text in [
        "{ ...a } fragment a on Q { ...a }",
        "{ ...a } fragment a on Q { ...b } fragment b on Q { x { ...a } }",
        "{ x } fragment a on Q { ...b } fragment b on Q { ...a }",
    ] {
        assert!(matches!(check(text), Err(Refusal::Cycle(_))), "{text}");
    }
}

#[test]
fn an_unknown_fragment_is_left_to_validation() {
    assert_eq!(check("{ ...nobody }"), Ok(()));
}

#[test]
fn introspection_passes() {
    let of_type = "ofType { kind name ".repeat(9) + &"}".repeat(9);
    let text = format!(
        "query IntrospectionQuery {{ __schema {{ description queryType {{ name kind }} \
         mutationType {{ name kind }} subscriptionType {{ name kind }} types {{ ...FullType }} \
         directives {{ name description isRepeatable locations \
         args(includeDeprecated: true) {{ ...InputValue }} }} }} }} \
         fragment FullType on __Type {{ kind name description specifiedByURL isOneOf \
         fields(includeDeprecated: true) {{ name description \
         args(includeDeprecated: true) {{ ...InputValue }} type {{ ...TypeRef }} \
         isDeprecated deprecationReason }} \
         inputFields(includeDeprecated: true) {{ ...InputValue }} interfaces {{ ...TypeRef }} \
         enumValues(includeDeprecated: true) {{ name description isDeprecated \
         deprecationReason }} possibleTypes {{ ...TypeRef }} }} \
         fragment InputValue on __InputValue {{ name description type {{ ...TypeRef }} \
         defaultValue isDeprecated deprecationReason }} \
         fragment TypeRef on __Type {{ kind name {of_type} }}"
    );
    assert_eq!(check(&text), Ok(()));
}
