//! Finds the nodes of a path, one after the other, so that whoever needs only the
//! first pays for no other. Source: RFC 9535, sections 2.3 and 2.5.

use super::compare::{self, Item};
use super::{Comparable, Logical, Query, Segment, Selector};
use crate::probe::budget::{Budget, Spent};
use crate::probe::json::{Json, Value};

/// Of the bytes of two strings, so many are compared in one step.
const BYTES_A_STEP: usize = 16;

/// Gives `found` each node that `segments` lead to from the root, until it says that
/// it needs no more.
pub(super) fn each(
    json: &Json<'_>,
    budget: &mut Budget,
    segments: &[Segment],
    found: &mut dyn FnMut(usize) -> bool,
) -> Result<bool, Spent> {
    Walk { json, budget }.each(segments, 0, found)
}

struct Walk<'w, 'j> {
    json: &'w Json<'j>,
    budget: &'w mut Budget,
}

/// Whether more are needed.
type GoesOn = Result<bool, Spent>;

impl<'w> Walk<'w, '_> {
    fn each(
        &mut self,
        segments: &[Segment],
        node: usize,
        found: &mut dyn FnMut(usize) -> bool,
    ) -> GoesOn {
        self.budget.spend(1)?;
        let Some((segment, rest)) = segments.split_first() else {
            return Ok(found(node));
        };
        if !segment.is_deep {
            return self.select(segment, rest, node, found);
        }
        let json = self.json;
        for inner in json.descendants(node) {
            self.budget.spend(1)?;
            if !self.select(segment, rest, inner, found)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Follows the selectors of `segment` from `node`, and `rest` from there.
    fn select(
        &mut self,
        segment: &Segment,
        rest: &[Segment],
        node: usize,
        found: &mut dyn FnMut(usize) -> bool,
    ) -> GoesOn {
        let json = self.json;
        for selector in &segment.selectors {
            let goes_on = match selector {
                Selector::Name(name) => match self.member(node, name)? {
                    Some(child) => self.each(rest, child, found)?,
                    None => true,
                },
                Selector::Index(index) => match self.element(node, *index)? {
                    Some(child) => self.each(rest, child, found)?,
                    None => true,
                },
                Selector::Wildcard => {
                    let mut children = json.children(node);
                    self.all(&mut children, rest, found)?
                }
                Selector::Slice { start, end, step } => {
                    let mut slice = self.slice(node, *start, *end, *step)?.into_iter();
                    self.all(&mut slice, rest, found)?
                }
                Selector::Filter(logical) => {
                    let mut goes_on = true;
                    for child in json.children(node) {
                        self.budget.spend(1)?;
                        if self.holds(logical, child)? && !self.each(rest, child, found)? {
                            goes_on = false;
                            break;
                        }
                    }
                    goes_on
                }
            };
            if !goes_on {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn all(
        &mut self,
        nodes: &mut dyn Iterator<Item = usize>,
        rest: &[Segment],
        found: &mut dyn FnMut(usize) -> bool,
    ) -> GoesOn {
        for node in nodes {
            if !self.each(rest, node, found)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn member(&mut self, node: usize, name: &str) -> Result<Option<usize>, Spent> {
        if self.json.value(node) != Value::Object {
            return Ok(None);
        }
        for child in self.json.children(node) {
            let theirs = self.json.name(child).unwrap_or_default();
            let is_as_long = theirs.len() == name.len();
            let bytes = if is_as_long { name.len() } else { 0 };
            self.budget.spend(1 + bytes / BYTES_A_STEP)?;
            if is_as_long && theirs == name.as_bytes() {
                return Ok(Some(child));
            }
        }
        Ok(None)
    }

    fn element(&mut self, node: usize, index: i64) -> Result<Option<usize>, Spent> {
        if self.json.value(node) != Value::Array {
            return Ok(None);
        }
        let len = self.json.len(node);
        let distance = usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX);
        let place = if index < 0 {
            len.checked_sub(distance)
        } else {
            Some(distance).filter(|place| *place < len)
        };
        let Some(place) = place else {
            return Ok(None);
        };
        self.budget.spend(place)?;
        Ok(self.json.children(node).nth(place))
    }

    /// Source: RFC 9535, section 2.3.4.2.2.
    fn slice(
        &mut self,
        node: usize,
        start: Option<i64>,
        end: Option<i64>,
        step: i64,
    ) -> Result<Vec<usize>, Spent> {
        if self.json.value(node) != Value::Array || step == 0 {
            return Ok(Vec::new());
        }
        self.budget.spend(self.json.len(node))?;
        let elements: Vec<_> = self.json.children(node).collect();
        let len = i64::try_from(elements.len()).unwrap_or(i64::MAX);
        let (first, last) = if step > 0 { (0, len) } else { (len - 1, -1) };
        let bound = |index: Option<i64>, default: i64| {
            let index = match index {
                None => return default,
                Some(index) if index < 0 => len + index,
                Some(index) => index,
            };
            index.clamp(first.min(last), first.max(last))
        };
        let (mut place, end) = (bound(start, first), bound(end, last));
        let mut slice = Vec::new();
        while if step > 0 { place < end } else { place > end } {
            let element = usize::try_from(place).ok();
            slice.extend(element.and_then(|place| elements.get(place)));
            place = place.saturating_add(step);
        }
        Ok(slice)
    }

    fn holds(&mut self, logical: &Logical, node: usize) -> Result<bool, Spent> {
        self.budget.spend(1)?;
        match logical {
            Logical::Any(parts) => {
                for part in parts {
                    if self.holds(part, node)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Logical::All(parts) => {
                for part in parts {
                    if !self.holds(part, node)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Logical::Not(part) => Ok(!self.holds(part, node)?),
            Logical::Finds(query) => Ok(self.first(query, node)?.is_some()),
            Logical::Compare(left, operator, right) => {
                let left = self.item(left, node)?;
                let right = self.item(right, node)?;
                compare::items(self.json, &left, *operator, &right, self.budget)
            }
        }
    }

    fn item<'c>(&mut self, comparable: &'c Comparable, node: usize) -> Result<Item<'c>, Spent>
    where
        'w: 'c,
    {
        let json = self.json;
        let of_node = |node| Item::Value(json.value(node), Some(node));
        Ok(match comparable {
            Comparable::Null => Item::Value(Value::Null, None),
            Comparable::Bool(value) => Item::Value(Value::Bool(*value), None),
            Comparable::Number(digits) => Item::Value(Value::Number(digits), None),
            Comparable::String(text) => Item::Value(Value::String(text.as_bytes()), None),
            Comparable::Single(query) => self.first(query, node)?.map_or(Item::Nothing, of_node),
            Comparable::Count(query) => {
                let mut count = 0_usize;
                self.query(query, node, &mut |_| {
                    count += 1;
                    true
                })?;
                Item::Count(count.to_string())
            }
            Comparable::Value(query) => {
                let (mut first, mut is_one) = (None, true);
                self.query(query, node, &mut |found| {
                    is_one = first.replace(found).is_none();
                    is_one
                })?;
                first.filter(|_| is_one).map_or(Item::Nothing, of_node)
            }
            Comparable::Length(of) => match self.item(of, node)? {
                Item::Value(Value::String(text), _) => {
                    self.budget.spend(text.len() / BYTES_A_STEP)?;
                    Item::Count(chars(text).to_string())
                }
                Item::Value(Value::Array | Value::Object, Some(node)) => {
                    Item::Count(json.len(node).to_string())
                }
                _ => Item::Nothing,
            },
        })
    }

    fn first(&mut self, query: &Query, node: usize) -> Result<Option<usize>, Spent> {
        let mut first = None;
        self.query(query, node, &mut |found| {
            first = Some(found);
            false
        })?;
        Ok(first)
    }

    fn query(
        &mut self,
        query: &Query,
        node: usize,
        found: &mut dyn FnMut(usize) -> bool,
    ) -> GoesOn {
        let begin = if query.from_root { 0 } else { node };
        self.each(&query.segments, begin, found)
    }
}

/// The characters of UTF-8: each begins with a byte that does not go on with another.
fn chars(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}
