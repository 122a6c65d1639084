//! Common validation of inputs: ranges, sizes, and names of nested fields.

use std::borrow::Cow;
use std::fmt::Display;
use std::ops::RangeInclusive;

use super::{Error, Result};

/// `value`, if it is in `range`.
///
/// # Errors
/// [`Error::Input`] on `field`.
pub fn in_range(
    field: impl Into<Cow<'static, str>>,
    value: i32,
    range: &RangeInclusive<i32>,
) -> Result<i32> {
    if range.contains(&value) {
        Ok(value)
    } else {
        let problem = format!("must be {} to {}", range.start(), range.end());
        Err(Error::input(field, problem))
    }
}

/// As [`in_range`], converted to a type that can represent all of `range`.
///
/// # Errors
/// [`Error::Input`] on `field`.
pub fn number<T: TryFrom<i32>>(
    field: impl Into<Cow<'static, str>>,
    value: i32,
    range: &RangeInclusive<i32>,
) -> Result<T> {
    let field = field.into();
    let value = in_range(field.clone(), value, range)?;
    T::try_from(value).map_err(|_| Error::input(field, "is out of range"))
}

/// Checks that `text` has 1 to `max_bytes` bytes.
///
/// # Errors
/// [`Error::Input`] on `field`.
pub fn sized(field: impl Into<Cow<'static, str>>, text: &str, max_bytes: usize) -> Result<()> {
    if text.is_empty() {
        Err(Error::input(field, "is empty"))
    } else if text.len() > max_bytes {
        Err(Error::input(
            field,
            format!("is longer than {max_bytes} bytes"),
        ))
    } else {
        Ok(())
    }
}

/// Name of a field nested in `parent`.
pub fn within(parent: impl Display, field: impl Display) -> String {
    format!("{parent}.{field}")
}

/// Name of an item of the list `parent`.
pub fn item(parent: impl Display, index: usize) -> String {
    format!("{parent}[{index}]")
}
