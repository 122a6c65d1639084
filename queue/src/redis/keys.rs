//! Names of our keys. A change here loses what running instances have queued.

use crate::{RegionName, Stream};

/// Builds key names from the instance's prefix.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    prefix: String,
}

impl Keys {
    pub(super) fn new(prefix: &str) -> Self {
        Self {
            prefix: prefix.to_owned(),
        }
    }

    /// `upbeat:{india}:checks`
    pub(super) fn stream(&self, stream: &Stream) -> String {
        format!("{}:{stream}", self.prefix)
    }

    /// `upbeat:{india}:trimmed`
    pub(super) fn trimmed(&self, region: &RegionName) -> String {
        format!("{}:{{{region}}}:trimmed", self.prefix)
    }

    /// `upbeat:{india}:probers`
    pub(super) fn probers(&self, region: &RegionName) -> String {
        format!("{}:{{{region}}}:probers", self.prefix)
    }

    /// A glob that matches [`Keys::probers`] of every region.
    pub(super) fn probers_pattern(&self) -> String {
        format!("{}:{{*}}:probers", escape_glob(&self.prefix))
    }

    /// The region of a key built by [`Keys::probers`]; a glob matches more.
    pub(super) fn region_of_probers(&self, key: &str) -> Option<RegionName> {
        self.region_of(key, "probers")
    }

    fn region_of(&self, key: &str, last: &str) -> Option<RegionName> {
        let rest = key.strip_prefix(&self.prefix)?.strip_prefix(":{")?;
        let name = rest.strip_suffix(last)?.strip_suffix("}:")?;
        name.parse().ok()
    }

    /// `upbeat:regions`
    pub(super) fn regions(&self) -> String {
        format!("{}:regions", self.prefix)
    }

    /// `upbeat:{india}:hello`, the channel on which a region's probers announce themselves.
    pub(super) fn hello(&self, region: &RegionName) -> String {
        format!("{}:{{{region}}}:hello", self.prefix)
    }

    /// A glob that matches [`Keys::hello`] of every region.
    pub(super) fn hello_pattern(&self) -> String {
        format!("{}:{{*}}:hello", escape_glob(&self.prefix))
    }

    /// The region of a channel built by [`Keys::hello`].
    pub(super) fn region_of_hello(&self, channel: &str) -> Option<RegionName> {
        self.region_of(channel, "hello")
    }

    /// `upbeat:health`
    pub(super) fn health(&self) -> String {
        format!("{}:health", self.prefix)
    }

    /// `upbeat:{leader}`
    pub(super) fn lease(&self) -> String {
        format!("{}:{{leader}}", self.prefix)
    }

    /// `upbeat:feed`
    pub(super) fn feed(&self) -> String {
        format!("{}:feed", self.prefix)
    }
}

/// `text` as a glob that matches only itself.
pub(super) fn escape_glob(text: &str) -> String {
    let mut glob = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '*' | '?' | '[' | ']' | '^' | '\\') {
            glob.push('\\');
        }
        glob.push(c);
    }
    glob
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_carry_the_region_as_a_hash_tag() {
        let keys = Keys::new("upbeat");
        let india: RegionName = "india".parse().unwrap();
        assert_eq!(
            keys.stream(&Stream::checks(&india)),
            "upbeat:{india}:checks"
        );
        assert_eq!(
            keys.stream(&Stream::results(&india)),
            "upbeat:{india}:results"
        );
        assert_eq!(keys.stream(&Stream::dead(&india)), "upbeat:{india}:dead");
        assert_eq!(keys.trimmed(&india), "upbeat:{india}:trimmed");
        assert_eq!(keys.probers(&india), "upbeat:{india}:probers");
        assert_eq!(keys.hello(&india), "upbeat:{india}:hello");
        assert_eq!(keys.regions(), "upbeat:regions");
        assert_eq!(keys.health(), "upbeat:health");
        assert_eq!(keys.lease(), "upbeat:{leader}");
        assert_eq!(keys.feed(), "upbeat:feed");
    }

    #[test]
    fn a_region_is_read_back_from_its_own_key_only() {
        let keys = Keys::new("up*t");
        assert_eq!(keys.probers_pattern(), "up\\*t:{*}:probers");
        let india: RegionName = "india".parse().unwrap();
        assert_eq!(keys.hello_pattern(), "up\\*t:{*}:hello");
        assert_eq!(
            keys.region_of_hello(&keys.hello(&india)),
            Some(india.clone())
        );
        assert_eq!(keys.region_of_hello(&keys.probers(&india)), None);
        assert_eq!(keys.region_of_probers(&keys.probers(&india)), Some(india));
        for other in [
            "up*t:{a}:b}:probers",
            "up*t:{A}:probers",
            "upbeat:{a}:probers",
            "up*t:{a}",
        ] {
            assert_eq!(keys.region_of_probers(other), None, "{other}");
        }
    }
}
