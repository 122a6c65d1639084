//! JSON (RFC 8259) as it was sent: a tree over its text.
//!
//! Numbers keep their digits and strings what no `String` can hold, so what cannot
//! be represented matters only to whoever asks for it. No recursion: how deep the
//! text is nested is the stranger's choice who wrote it.

mod problem;
mod reader;
mod text;

pub(crate) use self::problem::NotJson;

/// A tree. Its nodes are named by their places in the text's order; 0 is the root.
#[derive(Debug)]
pub(crate) struct Json<'a> {
    text: &'a str,
    /// Every node before what is in it.
    nodes: Vec<Node>,
    /// What strings with escapes say, as UTF-8 in which a lone surrogate may stand.
    unescaped: Vec<u8>,
}

#[derive(Debug)]
struct Node {
    kind: Kind,
    /// The name of an object's member.
    name: Option<Span>,
    /// The first node that is not in it any more.
    end: u32,
    /// Whether a later member has the same name, and counts instead.
    is_replaced: bool,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Null,
    Bool(bool),
    Number(Span),
    String(Span),
    /// With the number of its nodes.
    Array(u32),
    Object(u32),
}

/// A piece of the text, or of what was unescaped.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: u32,
    end: u32,
    is_unescaped: bool,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    Null,
    Bool(bool),
    /// As it stands in the text.
    Number(&'a str),
    /// UTF-8 in which a lone surrogate may stand.
    String(&'a [u8]),
    Array,
    Object,
}

impl Json<'_> {
    /// What `node` is.
    pub(crate) fn value(&self, node: usize) -> Value<'_> {
        match self.nodes[node].kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(value),
            Kind::Number(span) => Value::Number(&self.text[span.range()]),
            Kind::String(span) => Value::String(self.bytes(span)),
            Kind::Array(_) => Value::Array,
            Kind::Object(_) => Value::Object,
        }
    }

    /// How many elements or members `node` has.
    pub(crate) fn len(&self, node: usize) -> usize {
        match self.nodes[node].kind {
            Kind::Array(len) | Kind::Object(len) => len as usize,
            _ => 0,
        }
    }

    /// The name of the member that `node` is.
    pub(crate) fn name(&self, node: usize) -> Option<&[u8]> {
        self.nodes[node].name.map(|span| self.bytes(span))
    }

    /// The elements or members of `node`, in order.
    pub(crate) fn children(&self, node: usize) -> impl Iterator<Item = usize> {
        let end = self.end(node);
        let mut next = node + 1;
        std::iter::from_fn(move || {
            while next < end {
                let child = next;
                next = self.end(child);
                if !self.nodes[child].is_replaced {
                    return Some(child);
                }
            }
            None
        })
    }

    /// `node` and all that is in it, in order.
    pub(crate) fn descendants(&self, node: usize) -> impl Iterator<Item = usize> {
        let end = self.end(node);
        let mut next = node;
        std::iter::from_fn(move || {
            while next < end {
                let found = next;
                if !self.nodes[found].is_replaced {
                    next += 1;
                    return Some(found);
                }
                next = self.end(found);
            }
            None
        })
    }

    /// How many nodes there are in `node`, itself among them.
    pub(crate) fn size(&self, node: usize) -> usize {
        self.end(node) - node
    }

    fn end(&self, node: usize) -> usize {
        self.nodes[node].end as usize
    }

    fn bytes(&self, span: Span) -> &[u8] {
        if span.is_unescaped {
            &self.unescaped[span.range()]
        } else {
            &self.text.as_bytes()[span.range()]
        }
    }
}

impl Span {
    fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}
