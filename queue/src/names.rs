//! Names that are part of stream keys, validated when they are created.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Longest region or prober name, in bytes, which keeps keys and labels short.
const MAX_NAME_BYTES: usize = 64;

/// Why a name was rejected; the message contains the rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be 1 to {MAX_NAME_BYTES} of a-z, 0-9 and -, and begin and end with a letter or digit"
)]
pub struct InvalidName;

fn is_slug(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    !text.is_empty()
        && text.len() <= MAX_NAME_BYTES
        && text.bytes().all(allowed)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

macro_rules! slug {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = InvalidName;
            fn from_str(text: &str) -> Result<Self, InvalidName> {
                Self::try_from(text.to_owned())
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidName;
            fn try_from(text: String) -> Result<Self, InvalidName> {
                if is_slug(&text) { Ok(Self(text)) } else { Err(InvalidName) }
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

slug!(
    /// Name of a region, such as `india`, `usa` or `local`.
    RegionName
);
slug!(
    /// Name of a prober, such as `india-1`. Unique within the region.
    ProberName
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_slugs() {
        for good in ["india", "us-east-1", "a", "1"] {
            assert_eq!(good.parse::<RegionName>().unwrap().as_str(), good);
        }
        for bad in [
            "",
            "India",
            "a b",
            "-a",
            "a-",
            "a}",
            "a:b",
            "é",
            &"x".repeat(65),
        ] {
            assert_eq!(bad.parse::<ProberName>(), Err(InvalidName), "{bad:?}");
        }
    }
}
