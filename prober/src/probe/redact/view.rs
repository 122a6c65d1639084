//! A text as it reads once its escapes are undone, and where each byte came from.

use std::ops::Range;

/// The names of HTML that stand for ASCII.
const NAMES: [(&str, char); 40] = [
    ("amp", '&'),
    ("AMP", '&'),
    ("lt", '<'),
    ("LT", '<'),
    ("gt", '>'),
    ("GT", '>'),
    ("quot", '"'),
    ("QUOT", '"'),
    ("apos", '\''),
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("excl", '!'),
    ("num", '#'),
    ("dollar", '$'),
    ("percnt", '%'),
    ("lpar", '('),
    ("rpar", ')'),
    ("ast", '*'),
    ("midast", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("period", '.'),
    ("sol", '/'),
    ("colon", ':'),
    ("semi", ';'),
    ("equals", '='),
    ("quest", '?'),
    ("commat", '@'),
    ("lsqb", '['),
    ("lbrack", '['),
    ("bsol", '\\'),
    ("rsqb", ']'),
    ("rbrack", ']'),
    ("Hat", '^'),
    ("lowbar", '_'),
    ("grave", '`'),
    ("lcub", '{'),
    ("verbar", '|'),
    ("vert", '|'),
    ("rcub", '}'),
];

/// The names of HTML that stand for Latin-1, from U+00A0 on.
const LATIN: [&str; 96] = [
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf",
    "laquo", "not", "shy", "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro",
    "para", "middot", "cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34", "iquest",
    "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute",
    "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute",
    "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute",
    "THORN", "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil",
    "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde",
    "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave", "uacute", "ucirc",
    "uuml", "yacute", "thorn", "yuml",
];

/// Longest escape whose digits are looked at, bytes.
const LONGEST: usize = 12;

/// A text with some of its escapes undone.
pub(super) struct View {
    bytes: Vec<u8>,
    /// Where in the text each byte came from, unless it is the text itself.
    places: Option<Vec<Range<usize>>>,
}

/// An escape that was undone: how long it was, and what it says.
enum Undone {
    Byte(usize, u8),
    Char(usize, char),
}

impl View {
    pub(super) fn of(text: &str) -> Self {
        Self::of_bytes(text.as_bytes())
    }

    pub(super) fn of_bytes(bytes: &[u8]) -> Self {
        Self {
            bytes: bytes.to_vec(),
            places: None,
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where `range` of the bytes came from.
    pub(super) fn place(&self, range: Range<usize>) -> Range<usize> {
        let Some(places) = &self.places else {
            return range;
        };
        match (
            places.get(range.start),
            places.get(range.end.wrapping_sub(1)),
        ) {
            (Some(first), Some(last)) => first.start..last.end,
            _ => 0..0,
        }
    }

    /// Where the bytes are that come from behind `place` of the text.
    pub(super) fn behind(&self, place: usize) -> usize {
        match &self.places {
            None => place,
            Some(places) => places.partition_point(|from| from.start < place),
        }
    }

    /// Where an escape begins that may not have come to its end before `end`.
    pub(super) fn last_escape(&self, end: usize) -> Option<usize> {
        let tail = end.saturating_sub(LONGEST);
        let last = self.bytes[tail..end].iter().rposition(is_escape);
        last.map(|at| tail + at)
    }

    /// The same with one layer of escapes less, if there is one.
    pub(super) fn undone(&self) -> Option<Self> {
        let first = self.bytes.iter().position(is_escape)?;
        let mut bytes = self.bytes[..first].to_vec();
        let mut places: Vec<_> = (0..first).map(|at| self.place(at..at + 1)).collect();
        let mut at = first;
        let mut is_other = false;
        while at < self.bytes.len() {
            let rest = &self.bytes[at..];
            let undone = match rest[0] {
                b'%' => percent(rest),
                b'&' => entity(rest),
                b'\\' => backslash(rest),
                _ => None,
            };
            let mut utf8 = [0; 4];
            let (len, said) = match undone {
                None => (1, &rest[..1]),
                Some(Undone::Byte(len, byte)) => {
                    utf8[0] = byte;
                    (len, &utf8[..1])
                }
                Some(Undone::Char(len, char)) => (len, char.encode_utf8(&mut utf8).as_bytes()),
            };
            is_other |= said.len() != len;
            let place = self.place(at..at + len);
            places.extend(said.iter().map(|_| place.clone()));
            bytes.extend_from_slice(said);
            at += len;
        }
        is_other.then_some(Self {
            bytes,
            places: Some(places),
        })
    }
}

fn is_escape(byte: &u8) -> bool {
    matches!(byte, b'%' | b'&' | b'\\')
}

/// `%C3`, and `%u00e4` as some old servers write it.
fn percent(text: &[u8]) -> Option<Undone> {
    if let Some(code) = code(text.get(2..6), 16).filter(|_| matches!(text[1], b'u' | b'U')) {
        return char::from_u32(code).map(|char| Undone::Char(6, char));
    }
    let byte = code(text.get(1..3), 16)?;
    Some(Undone::Byte(3, u8::try_from(byte).ok()?))
}

/// `&amp;`, `&#38;`, `&#x26;`; browsers take them without their end too.
fn entity(text: &[u8]) -> Option<Undone> {
    let name = &text[1..text.len().min(LONGEST)];
    let (digits, radix, skipped) = match name {
        [b'#', b'x' | b'X', ..] => (&name[2..], 16, 3),
        [b'#', ..] => (&name[1..], 10, 2),
        _ => (name, 0, 1),
    };
    let is_part = |byte: &&u8| match radix {
        16 => byte.is_ascii_hexdigit(),
        10 => byte.is_ascii_digit(),
        _ => byte.is_ascii_alphanumeric(),
    };
    let len = digits.iter().take_while(is_part).count();
    let digits = &digits[..len];
    let char = if radix == 0 {
        named(std::str::from_utf8(digits).ok()?)?
    } else {
        char::from_u32(code(Some(digits), radix)?)?
    };
    let end = skipped + len;
    let is_ended = text.get(end) == Some(&b';');
    Some(Undone::Char(end + usize::from(is_ended), char))
}

fn named(name: &str) -> Option<char> {
    let ascii = NAMES.iter().find(|(known, _)| *known == name);
    let latin = || {
        let place = LATIN.iter().position(|known| *known == name)?;
        char::from_u32(0xa0 + u32::try_from(place).ok()?)
    };
    ascii.map(|(_, char)| *char).or_else(latin)
}

/// `\/`, `\u00e4`, `\u{e4}`, `\xe4`.
fn backslash(text: &[u8]) -> Option<Undone> {
    let char = match *text.get(1)? {
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        byte @ (b'/' | b'\\' | b'"' | b'\'') => char::from(byte),
        b'x' => {
            let byte = code(text.get(2..4), 16)?;
            return Some(Undone::Byte(4, u8::try_from(byte).ok()?));
        }
        b'u' if text.get(2) == Some(&b'{') => {
            let digits = &text[3..text.len().min(LONGEST)];
            let len = digits.iter().position(|byte| *byte == b'}')?;
            let char = char::from_u32(code(Some(&digits[..len]), 16)?)?;
            return Some(Undone::Char(len + 4, char));
        }
        b'u' => {
            let first = code(text.get(2..6), 16)?;
            if let Some(char) = char::from_u32(first) {
                return Some(Undone::Char(6, char));
            }
            let second = code(text.get(8..12), 16).filter(|_| text[6..8] == *b"\\u")?;
            let units = [first, second].map(|unit| u16::try_from(unit).unwrap_or(u16::MAX));
            let char = char::decode_utf16(units).next()?.ok()?;
            return Some(Undone::Char(12, char));
        }
        _ => return None,
    };
    Some(Undone::Char(2, char))
}

/// The number that all of `digits` say.
fn code(digits: Option<&[u8]>, radix: u32) -> Option<u32> {
    let digits = digits.filter(|digits| !digits.is_empty())?;
    digits.iter().try_fold(0_u32, |code, digit| {
        let digit = char::from(*digit).to_digit(radix)?;
        code.checked_mul(radix)?.checked_add(digit)
    })
}
