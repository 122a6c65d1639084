//! Estimates the size of an introspection before it runs.
//!
//! The lists of the schema refer to each other, so that some hundred bytes can request
//! gigabytes. Each list is assumed to have the length of such lists, and each field counts as
//! one item.

use super::{Shape, Types};

/// Most items of one introspection. The query of the usual tools requests 200,000.
const MOST: u32 = 600_000;

/// The root fields of introspection.
pub(in crate::http) const ROOTS: &[&str] = &["__schema", "__type"];

impl Shape {
    /// Whether it contains an introspection.
    pub(in crate::http) fn introspects(&self) -> bool {
        self.count(ROOTS) > 0
    }

    /// Whether its introspection is larger than any tool needs.
    pub(in crate::http) fn introspects_too_much(&self, types: &Types) -> bool {
        let slots = self.0.iter();
        let slots = slots.filter(|slot| ROOTS.contains(&slot.field.as_str()));
        let weights = slots.map(|slot| slot.below.as_ref().map_or(0, |below| below.weight(types)));
        weights.fold(0_u32, u32::saturating_add) > MOST
    }

    fn weight(&self, types: &Types) -> u32 {
        let weights = self.0.iter().map(|slot| {
            let length = match slot.field.as_str() {
                "types" => types.count,
                "fields" => 12,
                "inputFields" | "enumValues" | "directives" => 6,
                "args" => 2,
                _ => 1,
            };
            let below = slot.below.as_ref().map_or(0, |below| below.weight(types));
            length.saturating_mul(below.saturating_add(1))
        });
        weights.fold(0, u32::saturating_add)
    }
}
