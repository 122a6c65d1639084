//! Regular expressions whose search has an end that the text of a stranger cannot
//! put off.
//!
//! A search by a lazily built automaton takes a step a byte as long as few states
//! are met. A pattern and a body that are made for each other meet a new one at
//! almost every byte, and a search that then goes on in the slow way holds its thread
//! for seconds. So it is given up instead.

use std::fmt;

use regex_automata::Input;
use regex_automata::hybrid::dfa::DFA;
use regex_automata::nfa::thompson;
use regex_automata::util::syntax;

/// Most memory of a compiled expression, bytes.
const COMPILED_BYTES: usize = 128 * 1024;

/// Memory of the states that a search meets, bytes; full, it begins anew.
const STATES_BYTES: usize = 256 * 1024;

/// How often it may begin anew before it must be worth it.
const ANEW: usize = 3;

/// Where it began anew so often, it is given up if it meets a new state more often
/// than once in so many bytes.
const BYTES_A_STATE: usize = 50;

/// A compiled expression. A word's boundary (`\b`) is one of ASCII words.
pub(super) struct Expression(DFA);

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Expression")
    }
}

impl Expression {
    /// The expression that `pattern` says.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn parse(pattern: &str) -> Result<Self, String> {
        let states = DFA::config()
            .cache_capacity(STATES_BYTES)
            .skip_cache_capacity_check(true)
            .minimum_cache_clear_count(Some(ANEW))
            .minimum_bytes_per_state(Some(BYTES_A_STATE));
        let compiled = thompson::Config::new()
            .utf8(false)
            .nfa_size_limit(Some(COMPILED_BYTES));
        let built = DFA::builder()
            .configure(states)
            .thompson(compiled)
            .syntax(syntax::Config::new().utf8(false))
            .build(&with_ascii_boundaries(pattern));
        built.map(Self).map_err(|err| chain(&err))
    }

    /// Whether it finds something in `text`.
    ///
    /// # Errors
    /// Where that would take too long.
    pub(super) fn is_match(&self, text: &str) -> Result<bool, String> {
        let mut states = self.0.create_cache();
        let input = Input::new(text).earliest(true);
        let found = self.0.try_search_fwd(&mut states, &input);
        found
            .map(|found| found.is_some())
            .map_err(|_| "its expression takes too long on this body".to_owned())
    }
}

impl Expression {
    /// Whether it finds something in `begin` whatever follows on that.
    pub(super) fn is_settled(&self, begin: &str) -> bool {
        let mut states = self.0.create_cache();
        let input = Input::new(begin).earliest(true);
        let found = self.0.try_search_fwd(&mut states, &input);
        // What looks ahead looks no further than at one byte.
        matches!(found, Ok(Some(end)) if end.offset() < begin.len())
    }
}

/// An automaton cannot tell the boundaries of Unicode words.
fn with_ascii_boundaries(pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match (c, chars.clone().next()) {
            ('\\', Some(next @ ('b' | 'B'))) => {
                chars.next();
                text.push_str(&format!("(?-u:\\{next})"));
            }
            ('\\', Some(next)) => {
                chars.next();
                text.extend([c, next]);
            }
            _ => text.push(c),
        }
    }
    text
}

/// An error with its causes, on one line.
fn chain(err: &dyn std::error::Error) -> String {
    let mut text = err.to_string();
    let mut cause = err.source();
    while let Some(err) = cause {
        text = format!("{text}: {err}");
        cause = err.source();
    }
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_match(pattern: &str, text: &str) -> Result<bool, String> {
        Expression::parse(pattern).unwrap().is_match(text)
    }

    #[test]
    fn what_people_write_is_found() {
        for (pattern, text, expected) in [
            ("^a.c$", "abc", true),
            ("^b", "abc", false),
            ("", "", true),
            ("(?i)HELLO", "say hello", true),
            (r"\d{4}-\d{2}", "on 2026-11", true),
            (r"\bcat\b", "ein Kätzchen, a cat", true),
            (r"\bcat\b", "concatenate", false),
            (r"\\b", r"a\b", true),
            (r"\w+ü", "kühü", true),
            (r"(?s)<title>.*</title>", "<title>\n</title>", true),
        ] {
            assert_eq!(is_match(pattern, text), Ok(expected), "{pattern} in {text}");
        }
        let long = "lorem ipsum dolor ".repeat(50_000);
        assert_eq!(is_match(r"dolor (sit|amet)", &long), Ok(false));
    }

    #[test]
    fn a_search_that_would_take_too_long_is_given_up() {
        // A body in which nearly every byte leads to a new state.
        let mut seed = 1_u64;
        let body: String = std::iter::repeat_with(|| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            if seed >> 63 == 0 { 'a' } else { 'b' }
        })
        .take(1024 * 1024)
        .collect();
        let found = is_match("[ab]*a[ab]{400,419}c", &body);
        assert_eq!(
            found,
            Err("its expression takes too long on this body".to_owned())
        );
    }

    #[test]
    fn what_compiles_to_too_much_is_refused() {
        for pattern in ["(", "(a{1000}){1000}", r"\w{500}"] {
            assert!(Expression::parse(pattern).is_err(), "{pattern}");
        }
    }
}
