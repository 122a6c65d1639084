//! How many votes must say down.

use std::fmt;
use std::str::FromStr;

/// How many of a website's regions must report down before it is down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quorum {
    /// At least one region.
    Any,
    /// More than half of the regions.
    #[default]
    Majority,
    /// Every region.
    All,
    /// This many regions, or all if there are fewer.
    Count(u16),
}

/// The text is not a quorum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be any, majority, all, or a number of regions from 1")]
pub struct InvalidQuorum;

impl Quorum {
    /// Number of votes needed among `regions` regions: at least 1, at most all.
    pub fn needed(self, regions: usize) -> usize {
        let needed = match self {
            Self::Any => 1,
            Self::Majority => regions / 2 + 1,
            Self::All => regions,
            Self::Count(count) => usize::from(count),
        };
        needed.clamp(1, regions.max(1))
    }
}

impl FromStr for Quorum {
    type Err = InvalidQuorum;
    fn from_str(text: &str) -> Result<Self, InvalidQuorum> {
        match text {
            "any" => Ok(Self::Any),
            "majority" => Ok(Self::Majority),
            "all" => Ok(Self::All),
            number => match number.parse() {
                Ok(count) if count > 0 => Ok(Self::Count(count)),
                _ => Err(InvalidQuorum),
            },
        }
    }
}

impl fmt::Display for Quorum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("any"),
            Self::Majority => f.write_str("majority"),
            Self::All => f.write_str("all"),
            Self::Count(count) => write!(f, "{count}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn needed_votes() {
        for (quorum, needed) in [
            ("any", [1, 1, 1, 1]),
            ("majority", [1, 2, 2, 3]),
            ("all", [1, 2, 3, 4]),
            ("3", [1, 2, 3, 3]),
        ] {
            let quorum: Quorum = quorum.parse().unwrap();
            assert_eq!([1, 2, 3, 4].map(|n| quorum.needed(n)), needed, "{quorum}");
        }
        assert_eq!(Quorum::All.needed(0), 1);
    }

    #[test]
    fn text_comes_back() {
        for text in ["any", "majority", "all", "2"] {
            assert_eq!(text.parse::<Quorum>().unwrap().to_string(), text);
        }
        for text in ["", "0", "-1", "most", "1.5", "Majority"] {
            assert_eq!(text.parse::<Quorum>(), Err(InvalidQuorum), "{text:?}");
        }
    }
}
