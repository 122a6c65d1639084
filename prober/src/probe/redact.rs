//! Hides a check's secrets in what is kept of an answer: many error pages show the
//! request that they answer, whole or in parts, and written in their own way.
//!
//! A text is undone step by step (URL encoding, HTML, escapes of JSON and scripts),
//! and each step is looked through for every part of every secret: as it is, in
//! Base64 wherever it may begin, and in hexadecimal digits. What is in Base64 is undone
//! too, for what was escaped or wrapped on its way into it.

mod encoded;
mod needles;
mod parts;
mod view;

use std::ops::Range;

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use queue::{Evidence, Kind, Secrets};

use self::needles::{Needle, Needles, Spent};
use self::view::View;
use super::answer::{CUT, cut_text};

/// What is shorter says too little to be a secret, and stands everywhere.
const LEAST_BYTES: usize = 4;

/// A text may be wrapped so often: JSON in HTML in a URL.
const LAYERS: usize = 3;

/// Texts of evidence that are as long may have been cut at their end.
const PERHAPS_CUT_BYTES: usize = 100;

/// Base64 in Base64 is undone so often.
const DEPTH: usize = 2;

/// What stands in a secret's place.
const HIDDEN: &str = "***";

/// Most parts of secrets that are looked for, and most bytes of them; who has more has all
/// texts hidden.
const MOST_PARTS: usize = 512;
const MOST_BYTES: usize = 32 * 1024;

/// Most bytes of a text that are looked through; far more than is kept of any.
pub(crate) const MOST_TEXT_BYTES: usize = 16 * 1024;

/// What hides secrets.
pub(crate) enum Redactor {
    /// There are none.
    Nothing,
    /// Whatever looks like one.
    Secrets(Needles),
    /// All, for there are too many.
    Everything,
}

impl Redactor {
    /// What hides `secrets` of a check of this `kind`, and the users and passwords that
    /// `redirects` gave.
    pub(crate) fn of(secrets: &Secrets, kind: &Kind, redirects: &[(String, String)]) -> Self {
        let parts: Vec<_> = parts::of(secrets, kind)
            .into_iter()
            .chain(redirects.iter().flat_map(parts::of_pair))
            .filter(|part| part.len() >= LEAST_BYTES)
            .collect();
        let bytes: usize = parts.iter().map(String::len).sum();
        if parts.is_empty() {
            return Self::Nothing;
        }
        if parts.len() > MOST_PARTS || bytes > MOST_BYTES {
            return Self::Everything;
        }
        let mut needles = Vec::new();
        for part in parts {
            looks(part.as_bytes(), &mut needles);
        }
        Self::Secrets(Needles::of(needles))
    }

    /// Hides the secrets in `text`; where its end `is_cut`, the begin of one too.
    pub(crate) fn redact(&self, text: &mut String, is_cut: bool) {
        let end = [text.len()];
        self.redact_cut(text, if is_cut { &end } else { &[] });
    }

    /// The same where the text may have been cut at each of `ends`.
    fn redact_cut(&self, text: &mut String, ends: &[usize]) {
        let hidden = match self {
            Self::Nothing => return,
            Self::Secrets(needles) => hidden(needles, text, ends),
            Self::Everything => Err(Spent),
        };
        match hidden {
            Ok(hidden) => hide(text, hidden),
            // What cannot be told from a secret is not shown.
            Err(Spent) => HIDDEN.clone_into(text),
        }
    }

    /// Hides them in all that is kept.
    pub(crate) fn redact_all(&self, evidence: &mut Evidence) {
        if matches!(self, Self::Nothing) {
            return;
        }
        let findings = evidence.findings.iter_mut();
        let findings = findings.flat_map(|finding| [&mut finding.expected, &mut finding.actual]);
        let hops = evidence.hops.iter_mut().map(|hop| &mut hop.url);
        for text in findings.chain(hops) {
            cut_text(text, MOST_TEXT_BYTES);
            self.redact_sentence(text);
        }
        for text in evidence.head.iter_mut().chain(&mut evidence.body) {
            let may_be_cut = text.len() >= PERHAPS_CUT_BYTES;
            self.redact(text, may_be_cut);
        }
    }

    /// Hides them in a sentence, which shows by [`CUT`] where a text in it was cut, and
    /// may have been cut itself if it is long.
    pub(crate) fn redact_sentence(&self, text: &mut String) {
        if matches!(self, Self::Nothing) {
            return;
        }
        let mut ends: Vec<_> = text.match_indices(CUT).map(|(at, _)| at).collect();
        if text.len() >= PERHAPS_CUT_BYTES {
            ends.push(text.len());
        }
        self.redact_cut(text, &ends);
    }
}

/// Where `needles` are in `text`, which may have been cut at each of `ends`.
fn hidden(needles: &Needles, text: &str, ends: &[usize]) -> Result<Vec<Range<usize>>, Spent> {
    let mut hidden = places(needles, View::of(text), ends)?;
    for run in encoded::runs(text.as_bytes()) {
        if is_in(needles, &text.as_bytes()[run.clone()], DEPTH)? {
            hidden.push(run);
        }
    }
    Ok(hidden)
}

/// Where `needles` are in `view` and in what its escapes say.
fn places(needles: &Needles, mut view: View, ends: &[usize]) -> Result<Vec<Range<usize>>, Spent> {
    let mut hidden = Vec::new();
    for layer in 0..=LAYERS {
        find(needles, &view, ends, &mut hidden)?;
        match view.undone() {
            Some(undone) if layer < LAYERS => view = undone,
            _ => break,
        }
    }
    Ok(hidden)
}

/// Whether one of `needles` is in what `run` says in Base64.
fn is_in(needles: &Needles, run: &[u8], depth: usize) -> Result<bool, Spent> {
    let said = encoded::undone(run);
    if !places(needles, View::of_bytes(&said), &[])?.is_empty() {
        return Ok(true);
    }
    if depth > 1 {
        for run in encoded::runs(&said) {
            if is_in(needles, &said[run], depth - 1)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Where `needles` are in `view`, as places of the text, which may have been cut at each
/// of `ends`.
fn find(
    needles: &Needles,
    view: &View,
    ends: &[usize],
    hidden: &mut Vec<Range<usize>>,
) -> Result<(), Spent> {
    let bytes = view.bytes();
    // Where it was cut, an escape may have been cut too: what is before it, and all of it.
    let wholes = ends.iter().map(|end| view.behind(*end));
    let mut ends: Vec<_> = wholes
        .flat_map(|whole| [(Some(whole), whole), (view.last_escape(whole), whole)])
        .filter_map(|(end, whole)| Some((end?, whole)))
        .collect();
    ends.sort_unstable();
    needles.each(bytes, |needle, begin, len| {
        if len == needle.bytes.len() {
            let found = needle.whole(bytes, begin..begin + len);
            hidden.push(view.place(found));
            return;
        }
        let first = ends.partition_point(|(end, _)| *end < begin + LEAST_BYTES);
        let reached = ends[first..].iter();
        for (_, whole) in reached.take_while(|(end, _)| *end <= begin + len) {
            hidden.push(view.place(needle.whole(bytes, begin..*whole)));
        }
    })
}

impl Needle {
    /// What was found with the characters around it that belong to it.
    fn whole(&self, bytes: &[u8], found: Range<usize>) -> Range<usize> {
        if !self.is_base64 {
            return found;
        }
        let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
        let before = bytes[..found.start].last().is_some_and(is_digit);
        let mut end = found.end;
        end += usize::from(bytes.get(end).is_some_and(is_digit));
        let padding = bytes[end..]
            .iter()
            .take_while(|byte| **byte == b'=')
            .count();
        found.start - usize::from(before)..end + padding.min(2)
    }
}

/// All that `secret` looks like, beside the escapes that a view undoes.
fn looks(secret: &[u8], needles: &mut Vec<Needle>) {
    let mut plain = |bytes: Vec<u8>| {
        needles.push(Needle {
            bytes,
            is_base64: false,
        });
    };
    let swapped = |from: u8, to: u8| -> Vec<u8> {
        let swap = |byte: &u8| if *byte == from { to } else { *byte };
        secret.iter().map(swap).collect()
    };
    plain(secret.to_vec());
    // Forms write a blank as `+`, and read it so.
    plain(swapped(b' ', b'+'));
    plain(swapped(b'+', b' '));
    // Names of hosts and headers lose their case.
    plain(secret.to_ascii_lowercase());
    plain(secret.to_ascii_uppercase());
    // What is in the secret itself is undone as well.
    let mut undone = View::of_bytes(secret).undone();
    for _ in 0..LAYERS {
        let Some(view) = undone.filter(|view| view.bytes().len() >= LEAST_BYTES) else {
            break;
        };
        plain(view.bytes().to_vec());
        undone = view.undone();
    }
    let cases: [fn(&u8) -> String; 2] =
        [|byte| format!("{byte:02x}"), |byte| format!("{byte:02X}")];
    for digit in cases {
        let digits: Vec<_> = secret.iter().map(digit).collect();
        for between in ["", " ", ":"] {
            plain(digits.join(between).into_bytes());
        }
    }
    for shift in 0..3 {
        let standard = base64(secret, shift);
        let url: Vec<u8> = standard
            .iter()
            .map(|digit| match digit {
                b'+' => b'-',
                b'/' => b'_',
                other => *other,
            })
            .collect();
        for bytes in [standard, url] {
            needles.push(Needle {
                bytes,
                is_base64: true,
            });
        }
    }
}

/// The digits of Base64 that `secret` alone says, where `shift` bytes stand between
/// it and the last group of three.
fn base64(secret: &[u8], shift: usize) -> Vec<u8> {
    let mut bytes = vec![0; shift];
    bytes.extend_from_slice(secret);
    let digits = BASE64_STANDARD_NO_PAD.encode(&bytes);
    let begin = (shift * 8).div_ceil(6);
    let end = bytes.len() * 8 / 6;
    digits.as_bytes()[begin..end].to_vec()
}

/// Puts [`HIDDEN`] in the place of each of `ranges`.
fn hide(text: &mut String, mut ranges: Vec<Range<usize>>) {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut shown = String::with_capacity(text.len());
    let mut end = 0;
    for range in ranges {
        let start = text.floor_char_boundary(range.start);
        if start > end || shown.is_empty() && end == 0 {
            shown.push_str(&text[end..start]);
            shown.push_str(HIDDEN);
        }
        end = end.max(text.ceil_char_boundary(range.end));
    }
    if end > 0 {
        shown.push_str(&text[end..]);
        *text = shown;
    }
}

#[cfg(test)]
mod tests;
