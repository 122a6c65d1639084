//! The rules of GraphQL, implemented once more.

use std::collections::HashSet;

use super::{FIELDS, Fate, Pick, Seed, key};

/// Executes by the rules of GraphQL, October 2021, 6.3 and 6.4, as they are written there.
pub(super) struct Rules<'d> {
    pub(super) fragments: &'d [Vec<Pick>],
    pub(super) seed: Seed,
}

type Keys<'d> = Vec<(String, usize, Vec<&'d Pick>)>;

impl<'d> Rules<'d> {
    fn collect(&self, picks: &[&'d Pick], found: &mut Keys<'d>, spread: &mut HashSet<usize>) {
        for pick in picks {
            match pick {
                Pick::Field(field, alias, when, below) if when.holds() => {
                    let key = key(*field, *alias);
                    match found.iter_mut().find(|(known, ..)| *known == key) {
                        Some((.., all)) => all.extend(below),
                        None => found.push((key, *field, below.iter().collect())),
                    }
                }
                Pick::Inline(_, when, below) if when.holds() => {
                    self.collect(&below.iter().collect::<Vec<_>>(), found, spread);
                }
                Pick::Spread(which, when) if when.holds() && spread.insert(*which) => {
                    let below: Vec<&Pick> = self.fragments[*which].iter().collect();
                    self.collect(&below, found, spread);
                }
                _ => {}
            }
        }
    }

    /// An object's JSON; `None` where it must be null.
    pub(super) fn object(&self, picks: &[&'d Pick], path: &str) -> Option<String> {
        let mut found = Vec::new();
        self.collect(picks, &mut found, &mut HashSet::new());
        let fields = found.into_iter().map(|(key, field, below)| {
            let path = if path.is_empty() {
                key.clone()
            } else {
                format!("{path}/{key}")
            };
            Some(format!("\"{key}\":{}", self.field(field, &below, &path)?))
        });
        let fields: Option<Vec<String>> = fields.collect();
        Some(format!("{{{}}}", fields?.join(",")))
    }

    fn field(&self, field: usize, below: &[&'d Pick], path: &str) -> Option<String> {
        let null = || Some("null".to_owned());
        let fate = self.seed.fate(path);
        let items = |length: usize| (0..length).map(|n| self.object(below, &format!("{path}/{n}")));
        let list = |items: Vec<String>| format!("[{}]", items.join(","));
        match (FIELDS[field], fate) {
            ("__typename", _) => Some("\"Node\"".to_owned()),
            ("maybe" | "maybes" | "count", Fate::Fails | Fate::IsNull) => null(),
            (_, Fate::Fails) => None,
            ("maybe", _) => self.object(below, path).or_else(null),
            ("node", _) => self.object(below, path),
            ("number", Fate::IsNull) => Some("0".to_owned()),
            ("number" | "count", Fate::Has(number)) => Some(number.to_string()),
            ("list", Fate::IsNull) => Some("[]".to_owned()),
            ("list", Fate::Has(length)) => items(length).collect::<Option<_>>().map(list),
            ("maybes", Fate::Has(length)) => {
                let there = |(n, item): (usize, Option<String>)| item.filter(|_| n != 1);
                let items = items(length).enumerate().map(there);
                Some(list(items.filter_map(|item| item.or_else(null)).collect()))
            }
            other => unreachable!("{other:?}"),
        }
    }
}
