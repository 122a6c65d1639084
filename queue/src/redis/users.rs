//! Redis users of an installation, with new passwords.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::{DEFAULT_PREFIX, acl};
use crate::RegionName;

/// Output for the operator.
#[derive(Debug)]
pub struct Users {
    /// Lines for the server's ACL file, with the passwords' hashes.
    pub lines: String,
    /// The passwords by user. For the operator only.
    pub passwords: String,
}

/// Users for the api and for each of `regions`, and no others.
pub fn fresh(regions: &[RegionName]) -> Users {
    let mut users = Users {
        lines: "user default off resetpass resetkeys resetchannels -@all\n".to_owned(),
        passwords: String::new(),
    };
    users.add("upbeat", "the api", &acl::api(DEFAULT_PREFIX));
    for region in regions {
        let rules = acl::region(DEFAULT_PREFIX, region);
        let whose = format!("the probers of {region}");
        users.add(&format!("upbeat-{region}"), &whose, &rules);
    }
    users
}

impl Users {
    fn add(&mut self, user: &str, whose: &str, rules: &[String]) {
        let password = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        let hash = Sha256::digest(&password);
        let hash = hash.iter().fold(String::new(), |mut hex, byte| {
            // Writing to a string does not fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        let rules = rules.join(" ");
        self.lines += &format!("user {user} on resetpass #{hash} {rules}\n");
        self.passwords += &format!("REDIS_URL of {whose}: redis://{user}:{password}@HOST:6379\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_user_has_a_password_of_its_own_which_only_the_operator_sees() {
        let regions = ["india".parse().unwrap(), "usa".parse().unwrap()];
        let users = fresh(&regions);
        let names: Vec<&str> = users
            .lines
            .lines()
            .filter_map(|line| line.split(' ').nth(1))
            .collect();
        assert_eq!(names, ["default", "upbeat", "upbeat-india", "upbeat-usa"]);
        let mut passwords = std::collections::HashSet::new();
        for (line, said) in users.lines.lines().skip(1).zip(users.passwords.lines()) {
            let password = said.split([':', '@']).nth(3).unwrap();
            assert_eq!(password.len(), 43);
            assert!(!line.contains(password), "{line}");
            let hash = Sha256::digest(password);
            let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            assert!(line.contains(&format!(" on resetpass #{hash} ")), "{line}");
            assert!(passwords.insert(password));
        }
        assert_eq!(passwords.len(), 3);
    }
}
