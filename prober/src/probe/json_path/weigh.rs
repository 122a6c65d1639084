//! Which paths a check may be saved with: those whose steps are about as many as the
//! nodes of the text. What is looked up has its budget all the same.

use super::{Comparable, Logical, Query, Segment, Selector};

/// How often a node may be met again, by selectors beside each other.
const AGAIN: usize = 8;

/// Most paths within filters.
const QUERIES: usize = 16;

/// What multiplies in a path.
#[derive(Default)]
struct Weight {
    deep: usize,
    queries: usize,
}

/// Whether a path of `segments` may be saved.
///
/// # Errors
/// What multiplies, as the rest of a sentence.
pub(super) fn weigh(segments: &[Segment]) -> Result<(), String> {
    let mut weight = Weight::default();
    weight.segments(segments)?;
    if weight.deep > 1 {
        return Err("has more than one `..`".to_owned());
    }
    if weight.queries > QUERIES {
        return Err(format!("has more than {QUERIES} paths in its filters"));
    }
    Ok(())
}

impl Weight {
    fn segments(&mut self, segments: &[Segment]) -> Result<(), String> {
        let mut again = 1;
        for segment in segments {
            self.deep += usize::from(segment.is_deep);
            again *= overlap(&segment.selectors);
            if again > AGAIN {
                return Err(format!(
                    "selects the same nodes more than {AGAIN} times by its commas"
                ));
            }
            for selector in &segment.selectors {
                if let Selector::Filter(logical) = selector {
                    self.logical(logical)?;
                }
            }
        }
        Ok(())
    }

    fn logical(&mut self, logical: &Logical) -> Result<(), String> {
        match logical {
            Logical::Any(parts) | Logical::All(parts) => {
                parts.iter().try_for_each(|part| self.logical(part))
            }
            Logical::Not(part) => self.logical(part),
            Logical::Finds(query) => self.query(query),
            Logical::Compare(left, _, right) => {
                self.comparable(left)?;
                self.comparable(right)
            }
        }
    }

    fn comparable(&mut self, comparable: &Comparable) -> Result<(), String> {
        match comparable {
            Comparable::Null
            | Comparable::Bool(_)
            | Comparable::Number(_)
            | Comparable::String(_) => Ok(()),
            Comparable::Length(of) => self.comparable(of),
            Comparable::Single(query) | Comparable::Count(query) | Comparable::Value(query) => {
                self.query(query)
            }
        }
    }

    fn query(&mut self, query: &Query) -> Result<(), String> {
        self.queries += 1;
        if query.from_root && !query.is_single() {
            return Err(
                "looks through the whole body again for each node, by a second `$`".to_owned(),
            );
        }
        self.segments(&query.segments)
    }
}

/// How many of `selectors` may select the same node.
fn overlap(selectors: &[Selector]) -> usize {
    let mut names = std::collections::HashMap::new();
    let mut indices = std::collections::HashMap::new();
    let mut others = 0;
    for selector in selectors {
        match selector {
            Selector::Name(name) => *names.entry(name).or_insert(0_usize) += 1,
            // From the begin or from the end, two numbers may mean one element.
            Selector::Index(index) => {
                *indices
                    .entry(*index < 0)
                    .or_insert_with(std::collections::HashMap::new)
                    .entry(*index)
                    .or_insert(0_usize) += 1
            }
            Selector::Wildcard | Selector::Slice { .. } | Selector::Filter(_) => others += 1,
        }
    }
    let most_of_name = names.values().max().copied().unwrap_or_default();
    let most_of_index: usize = indices
        .values()
        .map(|of_end| of_end.values().max().copied().unwrap_or_default())
        .sum();
    (others + most_of_name.max(most_of_index)).max(1)
}
