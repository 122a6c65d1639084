//! Regular expressions whose search has an end that the text of a stranger cannot
//! put off.
//!
//! A search by a lazily built automaton takes a step a byte as long as it goes ways
//! that it knows. Each new way costs as much as the expression is large, and a pattern
//! and a body that are made for each other meet one at almost every byte. So each is
//! paid for, and a search that costs too much is given up.

use std::fmt;

use regex_automata::Input;
use regex_automata::hybrid::LazyStateID;
use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::nfa::thompson;
use regex_automata::util::syntax;

use super::budget::{Budget, Spent};

/// Most memory of a compiled expression, bytes.
const COMPILED_BYTES: usize = 128 * 1024;

/// Memory of the states that a search meets, bytes; full, it begins anew.
const STATES_BYTES: usize = 256 * 1024;

/// So many bytes are looked at in one step, where all ways are known.
const BYTES_A_STEP: usize = 4;

/// So many bytes are paid for together.
const PIECE: usize = 16 * 1024;

/// What a search found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A match, whatever may follow.
    Yes,
    /// None, whatever may follow.
    No,
    /// None so far.
    NotYet,
}

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
            .skip_cache_capacity_check(true);
        let compiled = thompson::Config::new()
            .utf8(false)
            .nfa_size_limit(Some(COMPILED_BYTES));
        let built = DFA::builder()
            .configure(states)
            .thompson(compiled)
            .syntax(syntax::Config::new().utf8(false))
            .build(&with_ascii_boundaries(pattern));
        built.map(Self).map_err(|err| said(&err))
    }

    /// Its memory, bytes.
    pub(super) fn memory(&self) -> usize {
        self.0.memory_usage() + self.0.get_nfa().memory_usage()
    }

    /// Whether it finds something in `text`, which goes on behind its end unless it
    /// `is_whole`: then the end is none for `$` and `\z`.
    ///
    /// # Errors
    /// Where telling costs more than `budget`.
    pub(super) fn search(
        &self,
        text: &str,
        is_whole: bool,
        budget: &mut Budget,
    ) -> Result<Found, Spent> {
        let mut search = Search {
            dfa: &self.0,
            states: self.0.create_cache(),
            price: 64 + self.0.get_nfa().states().len() / 4,
        };
        let start = self
            .0
            .start_state_forward(&mut search.states, &Input::new(text));
        let mut state = start.map_err(|_| Spent)?;
        if state.is_dead() {
            return Ok(Found::No);
        }
        for piece in text.as_bytes().chunks(PIECE) {
            budget.spend(piece.len().div_ceil(BYTES_A_STEP))?;
            for byte in piece {
                state = search.next(state, *byte, budget)?;
                if state.is_tagged() {
                    if state.is_match() {
                        return Ok(Found::Yes);
                    }
                    if state.is_dead() {
                        return Ok(Found::No);
                    }
                }
            }
        }
        // A match shows one step behind its end.
        if !search.matches_at_end(state, budget)? {
            return Ok(if is_whole { Found::No } else { Found::NotYet });
        }
        if is_whole || search.matches_before_all(state, budget)? {
            return Ok(Found::Yes);
        }
        Ok(Found::NotYet)
    }
}

struct Search<'a> {
    dfa: &'a DFA,
    states: Cache,
    /// What a new way costs, in steps.
    price: usize,
}

impl Search<'_> {
    fn next(
        &mut self,
        state: LazyStateID,
        byte: u8,
        budget: &mut Budget,
    ) -> Result<LazyStateID, Spent> {
        let next = self.dfa.next_state_untagged(&self.states, state, byte);
        if !next.is_unknown() {
            return Ok(next);
        }
        budget.spend(self.price)?;
        let next = self.dfa.next_state(&mut self.states, state, byte);
        next.map_err(|_| Spent)
    }

    /// Whether there is a match if nothing follows.
    fn matches_at_end(&mut self, state: LazyStateID, budget: &mut Budget) -> Result<bool, Spent> {
        budget.spend(self.price)?;
        let end = self.dfa.next_eoi_state(&mut self.states, state);
        Ok(end.map_err(|_| Spent)?.is_match())
    }

    /// Whether there is a match before whatever follows.
    fn matches_before_all(
        &mut self,
        state: LazyStateID,
        budget: &mut Budget,
    ) -> Result<bool, Spent> {
        for byte in 0..=u8::MAX {
            if !self.next(state, byte, budget)?.is_match() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// On which side of a word a boundary may be asked for.
const SIDES: [&str; 4] = ["{start}", "{end}", "{start-half}", "{end-half}"];

/// An automaton cannot tell the boundaries of Unicode words.
fn with_ascii_boundaries(pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match (c, chars.clone().next()) {
            ('\\', Some(next @ ('b' | 'B' | '<' | '>'))) => {
                chars.next();
                // Such as `\b{start}`.
                let half = SIDES.iter().find(|side| chars.as_str().starts_with(**side));
                let half = half.filter(|_| next == 'b').copied().unwrap_or_default();
                chars = chars.as_str()[half.len()..].chars();
                text.push_str(&format!("(?-u:\\{next}{half})"));
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

/// What an error says at its bottom, on one line.
fn said(err: &dyn std::error::Error) -> String {
    let mut bottom = err;
    while let Some(cause) = bottom.source() {
        bottom = cause;
    }
    let text = bottom.to_string();
    if text.contains("exceeded limit") {
        return format!("it compiles to more than {} KiB", COMPILED_BYTES / 1024);
    }
    // The parser draws the pattern, and says behind that what is wrong with it.
    let said = text.rsplit("error: ").next().unwrap_or(&text);
    let words: Vec<_> = said.split_whitespace().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(pattern: &str, text: &str, is_whole: bool) -> Result<Found, Spent> {
        let expression = Expression::parse(pattern).unwrap();
        expression.search(text, is_whole, &mut Budget::of(20_000_000))
    }

    #[test]
    fn what_people_write_is_found() {
        for (pattern, text, expected) in [
            ("^a.c$", "abc", true),
            ("^b", "abc", false),
            ("", "", true),
            ("^$", "", true),
            ("c$", "abc", true),
            ("(?m)^b$", "a\nb\nc", true),
            ("(?i)HELLO", "say hello", true),
            (r"\d{4}-\d{2}", "on 2026-11", true),
            (r"\bcat\b", "ein Kätzchen, a cat", true),
            (r"\bcat\b", "concatenate", false),
            (r"\b{start}cat\b{end}", "a cat", true),
            (r"\<cat\>", "a cat", true),
            (r"\<cat\>", "cats", false),
            (r"\B{2}", "", true),
            (r"\\b", r"a\b", true),
            (r"\w+ü", "kühü", true),
            (r"(?s)<title>.*</title>", "<title>\n</title>", true),
        ] {
            let expected = if expected { Found::Yes } else { Found::No };
            let found = search(pattern, text, true);
            assert_eq!(found, Ok(expected), "{pattern} in {text}");
        }
        let long = "lorem ipsum dolor ".repeat(50_000);
        assert_eq!(search(r"dolor (sit|amet)", &long, true), Ok(Found::No));
    }

    #[test]
    fn the_end_of_what_was_read_is_not_the_end() {
        for (pattern, text, expected) in [
            ("abc", "xabc", Found::Yes),
            ("abc", "abcd", Found::Yes),
            ("abc$", "abc", Found::NotYet),
            (r"abc\z", "abc", Found::NotYet),
            (r"abc\b", "abc", Found::NotYet),
            (r"abc\b", "abc ", Found::Yes),
            ("(?m)abc$", "abc\n", Found::Yes),
            ("(?m)abc$", "abc", Found::NotYet),
            ("abc", "xab", Found::NotYet),
            ("^b", "abc", Found::No),
            ("^$", "", Found::NotYet),
            ("", "", Found::Yes),
            ("(?s)^.*$", "abc", Found::NotYet),
            ("(?s)^.*", "abc", Found::Yes),
        ] {
            assert_eq!(
                search(pattern, text, false),
                Ok(expected),
                "{pattern} in {text}"
            );
        }
    }

    #[test]
    fn a_search_that_would_take_too_long_is_given_up() {
        let mut seed = 1_u64;
        let mut coin = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            seed >> 63 == 0
        };
        // Bodies in which nearly every byte leads a new way.
        let letters: String = std::iter::repeat_with(|| if coin() { 'a' } else { 'b' })
            .take(1024 * 1024)
            .collect();
        let mut quick = String::new();
        while quick.len() < 10 * 1024 * 1024 {
            quick.push(if coin() { 'q' } else { 'p' });
            quick.push_str(if coin() { "x" } else { "yz" });
        }
        for (pattern, body) in [
            ("[ab]*a[ab]{400,419}c", letters.as_str()),
            ("q(?:[^pq]*[pq]){200}X", quick.as_str()),
        ] {
            for is_whole in [true, false] {
                assert_eq!(search(pattern, body, is_whole), Err(Spent), "{pattern}");
            }
        }
    }

    #[test]
    fn what_is_wrong_with_a_pattern_is_said_without_a_drawing_of_it() {
        for (pattern, problem) in [
            (
                "(?=x)",
                "look-around, including look-ahead and look-behind, is not supported",
            ),
            ("(", "unclosed group"),
            ("error: (", "unclosed group"),
            ("(a{1000}){1000}", "it compiles to more than 128 KiB"),
        ] {
            assert_eq!(Expression::parse(pattern).unwrap_err(), problem);
        }
    }

    #[test]
    fn what_compiles_to_too_much_is_refused() {
        for pattern in ["(", "(a{1000}){1000}", r"\w{500}"] {
            assert!(Expression::parse(pattern).is_err(), "{pattern}");
        }
    }
}
