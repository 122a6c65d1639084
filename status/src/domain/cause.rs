//! Why a website is down, partial or degraded, in one sentence.

/// Longest reason of a region in the sentence, in characters.
const REASON_CHARS: usize = 200;

/// What each region that counts says of a website, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Regions that see it down, each with the reason.
    pub failing: Vec<(String, Option<String>)>,
    /// Regions that see it degraded, each with the reason.
    pub degraded: Vec<(String, Option<String>)>,
    /// Regions that see it up.
    pub healthy: Vec<String>,
    /// Regions without a fresh vote.
    pub silent: Vec<String>,
}

/// "connection refused by 203.0.113.5:443 from usa and india; europe sees it up".
pub fn sentence(said: &Said) -> String {
    let mut parts = reasons(&said.failing, "it failed");
    parts.extend(reasons(&said.degraded, "it is degraded"));
    let mut others = |regions: &[String], one: &str, several: &str| {
        let regions: Vec<&str> = regions.iter().map(String::as_str).collect();
        match regions.len() {
            0 => {}
            1 => parts.push(format!("{} {one}", listed(&regions))),
            _ => parts.push(format!("{} {several}", listed(&regions))),
        }
    };
    others(&said.healthy, "sees it up", "see it up");
    others(&said.silent, "is silent", "are silent");
    parts.join("; ")
}

/// Each reason, or `otherwise`, with the regions that have it.
fn reasons(of_regions: &[(String, Option<String>)], otherwise: &str) -> Vec<String> {
    let mut reasons: Vec<(&str, Vec<&str>)> = Vec::new();
    for (region, reason) in of_regions {
        let reason = reason.as_deref().unwrap_or(otherwise);
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, regions)) => regions.push(region),
            None => reasons.push((reason, vec![region])),
        }
    }
    let reasons = reasons.into_iter().map(|(reason, regions)| {
        let reason: String = reason.chars().take(REASON_CHARS).collect();
        format!("{reason} from {}", listed(&regions))
    });
    reasons.collect()
}

fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_names_who_sees_what() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        for (failing, healthy, silent, expected) in [
            (
                &[("usa", Some("refused")), ("india", Some("refused"))][..],
                &["europe"][..],
                &[][..],
                "refused from usa and india; europe sees it up",
            ),
            (
                &[("local", Some("status 500"))],
                &[],
                &[],
                "status 500 from local",
            ),
            (
                &[("a", Some("timeout")), ("b", None), ("c", Some("timeout"))],
                &["d", "e"],
                &["f", "g", "h"],
                "timeout from a and c; it failed from b; d and e see it up; f, g and h are silent",
            ),
            (&[("a", Some("x"))], &[], &["b"], "x from a; b is silent"),
        ] {
            let said = Said {
                failing: with_reasons(failing),
                degraded: Vec::new(),
                healthy: names(healthy),
                silent: names(silent),
            };
            assert_eq!(sentence(&said), expected);
        }
    }

    #[test]
    fn who_sees_it_degraded_does_not_see_it_up() {
        for (failing, degraded, expected) in [
            (
                &[][..],
                &[("local", Some("took 606 ms"))][..],
                "took 606 ms from local; europe sees it up",
            ),
            (
                &[("usa", Some("refused"))],
                &[("india", None)],
                "refused from usa; it is degraded from india; europe sees it up",
            ),
        ] {
            let said = Said {
                failing: with_reasons(failing),
                degraded: with_reasons(degraded),
                healthy: vec!["europe".to_owned()],
                silent: Vec::new(),
            };
            assert_eq!(sentence(&said), expected);
        }
    }

    fn with_reasons(regions: &[(&str, Option<&str>)]) -> Vec<(String, Option<String>)> {
        let regions = regions.iter();
        regions
            .map(|(region, reason)| ((*region).to_owned(), reason.map(str::to_owned)))
            .collect()
    }
}
