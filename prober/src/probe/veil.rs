//! Hides a check's secrets in what is kept of an answer: many error pages show the
//! request that they answer.

use queue::{Credentials, Evidence, Secrets};

use super::kind::http::basic_pair;

/// What is shorter says too little to be a secret, and stands everywhere.
const LEAST_BYTES: usize = 4;

/// What hides secrets.
pub(crate) struct Veil(Vec<String>);

impl Veil {
    /// What hides `secrets`.
    pub(crate) fn of(secrets: &Secrets) -> Self {
        let mut hidden = secrets.headers.clone();
        match &secrets.credentials {
            Some(Credentials::Basic { user, password }) => {
                hidden.push(basic_pair(user, password));
                hidden.push(password.clone());
            }
            Some(Credentials::Bearer { token }) => hidden.push(token.clone()),
            None => {}
        }
        hidden.retain(|secret| secret.len() >= LEAST_BYTES);
        // The longest first: one may be part of another.
        hidden.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        Self(hidden)
    }

    /// Hides the secrets in `text`.
    pub(crate) fn over(&self, text: &mut String) {
        for secret in &self.0 {
            if text.contains(secret.as_str()) {
                *text = text.replace(secret.as_str(), "***");
            }
        }
    }

    /// Hides them in all that is kept.
    pub(crate) fn over_all(&self, evidence: &mut Evidence) {
        if self.0.is_empty() {
            return;
        }
        let findings = evidence.findings.iter_mut();
        let findings = findings.flat_map(|finding| [&mut finding.expected, &mut finding.actual]);
        let hops = evidence.hops.iter_mut().map(|hop| &mut hop.url);
        let rest = evidence.head.iter_mut().chain(&mut evidence.body);
        for text in findings.chain(hops).chain(rest) {
            self.over(text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_echoed_request_shows_no_secret() {
        let secrets = Secrets {
            headers: vec!["hush".to_owned(), "hush-hush".to_owned(), "a".to_owned()],
            credentials: Some(Credentials::Basic {
                user: "ada".to_owned(),
                password: "secret".to_owned(),
            }),
            client: None,
        };
        let mut text = "a: hush-hush, hush, Basic YWRhOnNlY3JldA==, secret".to_owned();
        Veil::of(&secrets).over(&mut text);
        assert_eq!(text, "a: ***, ***, Basic ***, ***");
    }
}
