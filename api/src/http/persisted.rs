//! Documents that clients send once and then name by their hash.
//!
//! Source: Apollo's automatic persisted queries, `extensions.persistedQuery` with `version` 1 and
//! `sha256Hash`. A document is kept once a signed-in caller has sent it and it was accepted, so
//! strangers cannot displace what others use. What displaces it costs its users one more request.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::ServerError;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::answer::failure;
use super::params::Params;
use crate::code::Code;

/// Most bytes of documents kept by this process.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// Approximate memory of a document besides its text.
const ENTRY_BYTES: usize = 128;

/// A document's SHA-256.
pub(super) type Hash = [u8; 32];

/// The documents of this process.
#[derive(Default)]
pub(super) struct PersistedQueries(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    documents: HashMap<Hash, Document>,
    bytes: usize,
    /// Number of uses so far.
    uses: u64,
}

struct Document {
    text: Arc<str>,
    /// Number of its last use.
    used: u64,
}

/// A document that came with its hash, to be kept once it is accepted.
pub(super) struct New {
    hash: Hash,
    text: Arc<str>,
}

/// The hash by which `params` name their document, if they do.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub(super) fn named(params: &Params) -> Result<Option<Hash>, &'static str> {
    let extensions = params.extensions.as_ref();
    let Some(named) = extensions.and_then(|it| it.get("persistedQuery")) else {
        return Ok(None);
    };
    if named.get("version") != Some(&Value::from(1)) {
        return Err("extensions.persistedQuery.version must be 1");
    }
    let hash = named.get("sha256Hash").and_then(Value::as_str);
    let hash = hash
        .and_then(decoded)
        .ok_or("extensions.persistedQuery.sha256Hash must be a SHA-256 in 64 hexadecimal digits")?;
    match &params.query {
        Some(query) if Hash::from(Sha256::digest(query)) != hash => {
            Err("extensions.persistedQuery.sha256Hash is not the SHA-256 of the query")
        }
        _ => Ok(Some(hash)),
    }
}

impl PersistedQueries {
    /// Adds the document that `params` name by `hash`, or returns the one that they bring for it.
    ///
    /// # Errors
    /// If the client is to send the document.
    pub(super) fn complete(
        &self,
        params: &mut Params,
        hash: Option<Hash>,
    ) -> Result<Option<New>, ServerError> {
        let Some(hash) = hash else { return Ok(None) };
        let known = self.find(&hash);
        let Some(query) = &params.query else {
            // Clients compare this text.
            let unknown = || failure(Code::PersistedQueryNotFound, "PersistedQueryNotFound");
            params.query = Some(known.ok_or_else(unknown)?.as_ref().to_owned());
            return Ok(None);
        };
        let new = || New {
            hash,
            text: query.as_str().into(),
        };
        Ok(known.is_none().then(new))
    }

    /// Keeps a document, in place of those that nobody has used for the longest.
    pub(super) fn keep(&self, new: New) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let New { hash, text } = new;
        let bytes = ENTRY_BYTES + text.len();
        if kept.bytes + bytes > MOST_BYTES {
            kept.halve();
        }
        kept.uses += 1;
        let used = kept.uses;
        if kept
            .documents
            .insert(hash, Document { text, used })
            .is_none()
        {
            kept.bytes += bytes;
        }
    }

    fn find(&self, hash: &Hash) -> Option<Arc<str>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.uses += 1;
        let used = kept.uses;
        let document = kept.documents.get_mut(hash)?;
        document.used = used;
        Some(Arc::clone(&document.text))
    }
}

impl Kept {
    /// Drops the documents that were used the longest ago, until half of the room is free.
    fn halve(&mut self) {
        let documents = self.documents.iter();
        let mut oldest: Vec<_> = documents.map(|(hash, it)| (it.used, *hash)).collect();
        oldest.sort_unstable();
        for (_, hash) in oldest {
            if self.bytes <= MOST_BYTES / 2 {
                break;
            }
            if let Some(document) = self.documents.remove(&hash) {
                self.bytes -= ENTRY_BYTES + document.text.len();
            }
        }
    }
}

fn decoded(text: &str) -> Option<Hash> {
    let digits: Vec<u8> = text
        .chars()
        .map(|c| u8::try_from(c.to_digit(16)?).ok())
        .collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits
        .chunks_exact(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect();
    (digits.len() == 64).then(|| bytes.try_into().ok())?
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn hex(text: &str) -> String {
        let hash = Sha256::digest(text);
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn params(query: Option<&str>, hash: &str) -> Params {
        let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
        Params {
            query: query.map(str::to_owned),
            extensions: extensions.as_object().cloned(),
            ..Params::default()
        }
    }

    /// What the hash of `text` stands for.
    fn found(kept: &PersistedQueries, text: &str) -> Option<String> {
        let mut params = params(None, &hex(text));
        let hash = named(&params).unwrap();
        kept.complete(&mut params, hash).ok()?;
        params.query
    }

    /// Whether `text` was new.
    fn keep(kept: &PersistedQueries, text: &str) -> bool {
        let mut params = params(Some(text), &hex(text));
        let hash = named(&params).unwrap();
        let new = kept.complete(&mut params, hash).unwrap();
        new.map(|new| kept.keep(new)).is_some()
    }

    #[test]
    fn a_document_is_found_by_its_hash_once_it_is_kept() {
        let kept = PersistedQueries::default();
        assert!(found(&kept, "{ a }").is_none());
        assert!(keep(&kept, "{ a }"));
        assert_eq!(found(&kept, "{ a }").as_deref(), Some("{ a }"));
        assert!(!keep(&kept, "{ a }"));
    }

    #[test]
    fn only_version_1_with_the_documents_hash_is_taken() {
        let hash = hex("{ a }");
        let is_taken = |asked: Value| {
            let extensions = json!({ "persistedQuery": asked });
            let of = |query: Option<&str>| Params {
                query: query.map(str::to_owned),
                extensions: extensions.as_object().cloned(),
                ..Params::default()
            };
            assert!(named(&of(Some("{ b }"))).is_err());
            [None, Some("{ a }")].map(|query| matches!(named(&of(query)), Ok(Some(_))))
        };
        for asked in [
            json!({ "version": 1, "sha256Hash": hash }),
            json!({ "version": 1, "sha256Hash": hash.to_uppercase() }),
        ] {
            assert_eq!(is_taken(asked), [true, true]);
        }
        for asked in [
            json!({ "version": 2, "sha256Hash": hash }),
            json!({ "sha256Hash": hash }),
            json!({ "version": 1, "sha256Hash": hash[1..] }),
            json!({ "version": 1, "sha256Hash": format!("{hash}0") }),
            json!({ "version": 1, "sha256Hash": "é".repeat(32) }),
            json!({ "version": 1 }),
            json!(null),
            json!("x"),
        ] {
            assert_eq!(is_taken(asked.clone()), [false, false], "{asked}");
        }
        assert!(named(&Params::default()).unwrap().is_none());
    }

    #[test]
    fn what_is_kept_is_bounded_and_what_is_used_stays() {
        let kept = PersistedQueries::default();
        let text = |n: usize| format!("{{ a{n} }}{}", " ".repeat(60 * 1024));
        keep(&kept, "{ used }");
        for n in 0..400 {
            keep(&kept, &text(n));
            assert!(found(&kept, "{ used }").is_some(), "{n}");
            assert!(kept.0.lock().unwrap().bytes <= MOST_BYTES);
        }
        assert!(found(&kept, &text(0)).is_none());
        assert!(found(&kept, &text(399)).is_some());
        let kept = kept.0.lock().unwrap();
        let bytes = kept
            .documents
            .values()
            .map(|it| ENTRY_BYTES + it.text.len());
        assert_eq!(kept.bytes, bytes.sum::<usize>());
    }
}
