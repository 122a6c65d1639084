//! Counts what a document would cost before anything walks it.
//!
//! The GraphQL library computes depth and complexity by walking every path, and a document of
//! 0.8 KB with 24 nested pairs of fragment spreads has 2^24 of them (Parse Server:
//! GHSA-mfj6-6p54-m98c). So a pass with memory per fragment comes first. It knows nothing of the
//! schema; what a field costs there is the schema's own limit.

mod escapes;
mod scan;
mod twice;

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};

pub(super) use escapes::written_out;
pub(super) use twice::given_twice;

/// Longest document, and most words and signs in it: what is looked at before it is parsed,
/// which takes some microseconds for each of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Length {
    bytes: usize,
    tokens: usize,
}

/// Of those who are signed in.
pub(super) const MEMBERS: Length = Length {
    bytes: 64 * 1024,
    tokens: 8_000,
};

/// Of strangers, who sign up or in, or ask what there is: by the usual tools in 200 words and
/// signs.
const STRANGERS: Length = Length {
    bytes: 8 * 1024,
    tokens: 500,
};

/// Most brackets open at once: the parser recurses over them.
const MAX_BRACKETS: usize = 64;
/// Most fields, every spread of a fragment counted with all its fields.
const MAX_FIELDS: u32 = 4_000;
/// Most fields on the way from the root. Introspection by the usual tools needs 15.
const MAX_DEPTH: u32 = 20;
/// Most selection sets on that way, fragments included. Source: the library's recursion limit.
const MAX_NESTING: u32 = 32;
/// Most aliases, counted like fields.
const MAX_ALIASES: u32 = 200;
/// Most fields of the root type: each may be a mutation, or an attempt to sign in.
const MAX_ROOT_FIELDS: u32 = 100;
/// Most fragment spreads, counted like fields.
const MAX_SPREADS: u32 = 1_000;
/// Most directives, counted like fields.
const MAX_DIRECTIVES: u32 = 200;
/// Most definitions of fragments and operations.
const MAX_DEFINITIONS: usize = 100;

/// Why a document is not looked at any further.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// One count is above its limit.
    #[error("the document has too many {what}: more than {limit}")]
    TooMany {
        /// What was counted.
        what: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// It is nested too deep.
    #[error("the document is nested too deep: more than {limit} {what}")]
    TooDeep {
        /// What was counted.
        what: &'static str,
        /// How many there may be.
        limit: usize,
    },
    /// A block string is not closed.
    #[error("a block string has no end")]
    Endless,
    /// A fragment leads back to itself.
    #[error("the fragment \"{0}\" spreads itself")]
    Cycle(String),
}

/// How long a document may be of somebody who is signed in, or is not.
pub(super) fn most_of(is_member: bool) -> Length {
    if is_member { MEMBERS } else { STRANGERS }
}

/// Checks the text, before the parser sees it: in linear time and without recursion.
///
/// # Errors
/// A [`Refusal`] where it is too long or its brackets nest too deep.
pub(super) fn check_text(text: &str, most: Length) -> Result<(), Refusal> {
    if text.len() > most.bytes {
        return Err(Refusal::TooMany {
            what: "bytes",
            limit: most.bytes,
        });
    }
    let found = scan::scan(text);
    if found.endless {
        return Err(Refusal::Endless);
    }
    if found.tokens > most.tokens {
        return Err(Refusal::TooMany {
            what: "tokens",
            limit: most.tokens,
        });
    }
    if found.brackets > MAX_BRACKETS {
        return Err(Refusal::TooDeep {
            what: "brackets",
            limit: MAX_BRACKETS,
        });
    }
    Ok(())
}

/// Checks the parsed document, all its operations together, in time linear in its length.
///
/// # Errors
/// A [`Refusal`] where a count is above its limit or a fragment spreads itself.
pub(super) fn check_document(document: &ExecutableDocument) -> Result<(), Refusal> {
    if document.operations.iter().len() + document.fragments.len() > MAX_DEFINITIONS {
        return Err(Refusal::TooMany {
            what: "definitions",
            limit: MAX_DEFINITIONS,
        });
    }
    let mut count = Count {
        document,
        fragments: HashMap::new(),
    };
    let mut total = Measure::default();
    for (_, operation) in document.operations.iter() {
        let mut measure = count.selection_set(&operation.node.selection_set.node, 1)?;
        let on_variables = operation
            .node
            .variable_definitions
            .iter()
            .map(|it| it.node.directives.len());
        measure.directives += small(operation.node.directives.len() + on_variables.sum::<usize>());
        if measure.root_fields > MAX_ROOT_FIELDS {
            return Err(Refusal::TooMany {
                what: "root fields",
                limit: MAX_ROOT_FIELDS as usize,
            });
        }
        total.join(&measure);
        total.check()?;
    }
    // Validation walks fragments that nobody spreads, too.
    for name in document.fragments.keys() {
        count.fragment(name, 1)?;
    }
    Ok(())
}

/// What a selection set holds when every spread in it is written out.
#[derive(Clone, Copy, Debug, Default)]
struct Measure {
    fields: u32,
    depth: u32,
    nesting: u32,
    aliases: u32,
    /// Those that stand in the set itself, the ones of its fragments with them.
    root_fields: u32,
    spreads: u32,
    directives: u32,
}

impl Measure {
    /// Adds what stands beside it.
    fn join(&mut self, other: &Self) {
        self.fields = self.fields.saturating_add(other.fields);
        self.depth = self.depth.max(other.depth);
        self.nesting = self.nesting.max(other.nesting);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.root_fields = self.root_fields.saturating_add(other.root_fields);
        self.spreads = self.spreads.saturating_add(other.spreads);
        self.directives = self.directives.saturating_add(other.directives);
    }

    fn check(&self) -> Result<(), Refusal> {
        for (count, limit, what) in [
            (self.fields, MAX_FIELDS, "fields"),
            (self.aliases, MAX_ALIASES, "aliases"),
            (self.spreads, MAX_SPREADS, "fragment spreads"),
            (self.directives, MAX_DIRECTIVES, "directives"),
        ] {
            if count > limit {
                return Err(Refusal::TooMany {
                    what,
                    limit: limit as usize,
                });
            }
        }
        if self.depth > MAX_DEPTH {
            return Err(Refusal::TooDeep {
                what: "fields",
                limit: MAX_DEPTH as usize,
            });
        }
        if self.nesting > MAX_NESTING {
            return Err(Refusal::TooDeep {
                what: "selections",
                limit: MAX_NESTING as usize,
            });
        }
        Ok(())
    }
}

struct Count<'d> {
    document: &'d ExecutableDocument,
    /// What is known of each fragment; `None` while it is being measured.
    fragments: HashMap<&'d str, Option<Measure>>,
}

impl<'d> Count<'d> {
    /// `level` is how deep the recursion is, which a hostile document decides.
    fn selection_set(&mut self, set: &'d SelectionSet, level: u32) -> Result<Measure, Refusal> {
        if level > MAX_NESTING {
            return Err(Refusal::TooDeep {
                what: "selections",
                limit: MAX_NESTING as usize,
            });
        }
        let mut total = Measure {
            nesting: 1,
            ..Measure::default()
        };
        for item in &set.items {
            let mut measure = match &item.node {
                Selection::Field(field) => {
                    let below = &field.node.selection_set.node;
                    let mut measure = if below.items.is_empty() {
                        Measure::default()
                    } else {
                        self.selection_set(below, level + 1)?
                    };
                    measure.fields += 1;
                    measure.depth += 1;
                    measure.aliases += u32::from(field.node.alias.is_some());
                    measure.root_fields = 1;
                    measure
                }
                Selection::InlineFragment(inline) => {
                    self.selection_set(&inline.node.selection_set.node, level + 1)?
                }
                Selection::FragmentSpread(spread) => {
                    let mut measure = self.fragment(&spread.node.fragment_name.node, level + 1)?;
                    measure.spreads += 1;
                    measure
                }
            };
            measure.nesting += 1;
            measure.directives += small(item.node.directives().len());
            total.join(&measure);
            total.check()?;
        }
        Ok(total)
    }

    fn fragment(&mut self, name: &'d str, level: u32) -> Result<Measure, Refusal> {
        match self.fragments.get(name) {
            Some(Some(measure)) => return Ok(*measure),
            Some(None) => return Err(Refusal::Cycle(name.to_owned())),
            None => {}
        }
        // An unknown fragment costs nothing; validation names it.
        let Some(definition) = self.document.fragments.get(name) else {
            return Ok(Measure::default());
        };
        self.fragments.insert(name, None);
        let mut measure = self.selection_set(&definition.node.selection_set.node, level)?;
        measure.directives += small(definition.node.directives.len());
        self.fragments.insert(name, Some(measure));
        Ok(measure)
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX / 2)
}

#[cfg(test)]
mod tests {
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
        // So deep a chain is refused for its depth, whoever spreads it.
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
}
