//! Verifies ID tokens: signature, algorithm and claims. Source: OpenID Connect Core 1.0, 3.1.3.7.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::{Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, Header, Validation};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Algorithms that are accepted: signatures by a key that the provider alone has. None at all, and
/// those by a shared secret, are refused.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// How far the provider's clock may be off, in seconds.
const LEEWAY_SECS: i64 = 60;

/// Longest subject, in bytes. Source: OpenID Connect Core 1.0, 2.
const MAX_SUBJECT_BYTES: usize = 255;

/// What a token must be for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Expected<'a> {
    /// Identifier of the provider.
    pub(super) issuer: &'a str,
    /// Identifier of this installation at the provider.
    pub(super) client_id: &'a str,
    /// What the sign-in was started with.
    pub(super) nonce: &'a str,
}

/// What the provider says about a person.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Claims {
    pub(super) iss: String,
    pub(super) sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    nonce: Option<String>,
    /// All others.
    #[serde(flatten)]
    pub(super) other: Map<String, Value>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Why a token is refused, in words without secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Invalid {
    /// No known key has signed it; a newer one may have.
    #[error("no key of the provider has signed the ID token")]
    Unverified,
    /// It is malformed or not for us.
    #[error("{0}")]
    Token(&'static str),
}

/// The claims of `token`, which one of `keys` has signed for this sign-in. `now_secs` is seconds
/// of Unix time.
pub(super) fn verify(
    token: &str,
    keys: &[Jwk],
    expected: Expected<'_>,
    now_secs: i64,
) -> Result<Claims, Invalid> {
    let malformed = |_| Invalid::Token("the ID token is malformed");
    let header = jsonwebtoken::decode_header(token).map_err(malformed)?;
    if !ALGORITHMS.contains(&header.alg) {
        return Err(Invalid::Token(
            "the ID token has an algorithm that is not accepted",
        ));
    }
    let mut rules = Validation::new(header.alg);
    // The claims are checked below, exactly and by the fleet's clock.
    rules.required_spec_claims.clear();
    rules.validate_exp = false;
    rules.validate_aud = false;
    let candidates = keys.iter().filter(|key| may_have_signed(key, &header));
    let mut verified = candidates.filter_map(|key| {
        let key = DecodingKey::from_jwk(key).ok()?;
        match jsonwebtoken::decode::<Claims>(token, &key, &rules) {
            Ok(token) => Some(Ok(token.claims)),
            // Claims are read once the signature is verified.
            Err(err) if matches!(err.kind(), ErrorKind::Json(_)) => {
                Some(Err(Invalid::Token("the ID token is malformed")))
            }
            Err(_) => None,
        }
    });
    let claims = verified.next().ok_or(Invalid::Unverified)??;
    claims.check(expected, now_secs).map_err(Invalid::Token)?;
    Ok(claims)
}

/// Whether a key is one for such tokens. Source: RFC 7517, 4; RFC 7515, 4.1.4.
fn may_have_signed(key: &Jwk, header: &Header) -> bool {
    use jsonwebtoken::jwk::AlgorithmParameters as P;
    let family = match key.algorithm {
        P::RSA(_) => AlgorithmFamily::Rsa,
        P::EllipticCurve(_) => AlgorithmFamily::Ec,
        P::OctetKeyPair(_) => AlgorithmFamily::Ed,
        _ => return false,
    };
    let common = &key.common;
    family == header.alg.family()
        && (header.kid.is_none() || header.kid == common.key_id)
        && !matches!(common.public_key_use, Some(PublicKeyUse::Encryption))
        && common
            .key_algorithm
            .is_none_or(|of_key| of_key == KeyAlgorithm::from(header.alg))
}

impl Claims {
    fn check(&self, expected: Expected<'_>, now_secs: i64) -> Result<(), &'static str> {
        let Expected {
            issuer,
            client_id,
            nonce,
        } = expected;
        let audience = match &self.aud {
            Audience::One(one) => std::slice::from_ref(one),
            Audience::Several(several) => several,
        };
        let is_authorized = match &self.azp {
            Some(party) => party == client_id,
            None => audience.len() == 1,
        };
        if self.iss != issuer {
            Err("the ID token is of another issuer")
        } else if !audience.iter().any(|one| one == client_id) || !is_authorized {
            Err("the ID token is for another client")
        } else if self.nonce.as_deref() != Some(nonce) {
            Err("the ID token is of another sign-in")
        } else if self.exp <= now_secs - LEEWAY_SECS {
            Err("the ID token has expired")
        } else if self.iat > now_secs + LEEWAY_SECS {
            Err("the ID token is from the future")
        } else if self.sub.is_empty() || self.sub.len() > MAX_SUBJECT_BYTES {
            Err("the ID token names nobody")
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::EncodingKey;
    use serde_json::json;

    use super::*;

    const EXPECTED: Expected<'_> = Expected {
        issuer: "https://id.test",
        client_id: "upbeat",
        nonce: "n",
    };

    const NOW_SECS: i64 = 1_800_000_000;

    /// A key of the provider called `id`, and the public half.
    fn key(id: &str) -> (EncodingKey, Jwk) {
        let key = rcgen::KeyPair::generate().unwrap();
        let key = EncodingKey::from_ec_der(key.serialized_der());
        let mut public = Jwk::from_encoding_key(&key, Algorithm::ES256).unwrap();
        public.common.key_id = Some(id.to_owned());
        (key, public)
    }

    fn header(algorithm: Algorithm, id: Option<&str>) -> Header {
        let mut header = Header::new(algorithm);
        header.kid = id.map(str::to_owned);
        header
    }

    fn claims() -> Value {
        json!({
            "iss": "https://id.test", "sub": "ada", "aud": "upbeat", "nonce": "n",
            "exp": NOW_SECS + 300, "iat": NOW_SECS, "groups": ["ops"],
        })
    }

    fn signed(key: &EncodingKey, claims: &Value) -> String {
        jsonwebtoken::encode(&header(Algorithm::ES256, Some("1")), claims, key).unwrap()
    }

    #[test]
    fn a_token_is_for_this_sign_in_and_no_other() {
        let (key, public) = key("1");
        let keys = [public];
        let with = |name: &str, value: Value| {
            let mut claims = claims();
            claims[name] = value;
            verify(&signed(&key, &claims), &keys, EXPECTED, NOW_SECS)
        };
        let good = with("groups", json!(["ops"])).unwrap();
        assert_eq!(
            (good.sub.as_str(), &good.other["groups"]),
            ("ada", &json!(["ops"]))
        );
        for (name, value) in [
            ("aud", json!(["upbeat"])),
            ("azp", json!("upbeat")),
            ("exp", json!(NOW_SECS - 59)),
            ("iat", json!(NOW_SECS + 60)),
        ] {
            assert!(with(name, value.clone()).is_ok(), "{name} {value}");
        }
        for (name, value, problem) in [
            ("iss", json!("https://id.test/"), "of another issuer"),
            ("iss", json!(["https://id.test"]), "malformed"),
            ("aud", json!("other"), "for another client"),
            ("aud", json!([]), "for another client"),
            ("aud", json!(["upbeat", "other"]), "for another client"),
            ("azp", json!("other"), "for another client"),
            ("nonce", json!("m"), "of another sign-in"),
            ("nonce", Value::Null, "of another sign-in"),
            ("exp", json!(NOW_SECS - 60), "has expired"),
            ("exp", Value::Null, "malformed"),
            ("iat", json!(NOW_SECS + 61), "from the future"),
            ("sub", json!(""), "names nobody"),
            ("sub", json!("x".repeat(256)), "names nobody"),
        ] {
            let refused = with(name, value.clone()).unwrap_err().to_string();
            assert!(refused.contains(problem), "{name} {value}: {refused}");
        }
    }

    #[test]
    fn only_a_key_of_the_provider_signs() {
        let ((first, public), (second, other)) = (key("1"), key("2"));
        let token = |key, header: &Header| jsonwebtoken::encode(header, &claims(), key).unwrap();
        let check = |token: &str, keys: &[Jwk]| verify(token, keys, EXPECTED, NOW_SECS);
        let named = header(Algorithm::ES256, Some("1"));
        let nameless = header(Algorithm::ES256, None);
        let both = [other.clone(), public.clone()];
        assert!(check(&token(&first, &named), &both).is_ok());
        assert!(check(&token(&first, &nameless), &both).is_ok());
        let unverified = |token: &str, keys: &[Jwk]| {
            assert_eq!(check(token, keys), Err(Invalid::Unverified));
        };
        unverified(&token(&second, &named), &both);
        unverified(&token(&first, &named), &[other]);
        unverified(&token(&first, &named), &[]);
        let mut for_encryption = public.clone();
        for_encryption.common.public_key_use = Some(PublicKeyUse::Encryption);
        unverified(&token(&first, &named), &[for_encryption]);
        let mut of_another_kind = public.clone();
        of_another_kind.common.key_algorithm = Some(KeyAlgorithm::ES384);
        unverified(&token(&first, &named), &[of_another_kind]);
    }

    /// What a shared secret signs, or nothing, anybody may have made.
    #[test]
    fn a_token_that_no_private_key_signed_is_refused() {
        let (key, public) = key("1");
        let secret = EncodingKey::from_secret(b"the client's secret").unwrap();
        let by_secret = header(Algorithm::HS256, Some("1"));
        let by_secret = jsonwebtoken::encode(&by_secret, &claims(), &secret).unwrap();
        let good = signed(&key, &claims());
        let (_, rest) = good.split_once('.').unwrap();
        let (payload, _) = rest.split_once('.').unwrap();
        // {"alg":"none"}
        let unsigned = format!("eyJhbGciOiJub25lIn0.{payload}.");
        for token in [by_secret.as_str(), &unsigned, "", "a.b", "a.b.c"] {
            let refused = verify(token, std::slice::from_ref(&public), EXPECTED, NOW_SECS);
            assert!(matches!(refused, Err(Invalid::Token(_))), "{token}");
        }
        let (head, signature) = good.rsplit_once('.').unwrap();
        let forged = format!("{head}x.{signature}");
        assert!(verify(&forged, &[public], EXPECTED, NOW_SECS).is_err());
    }
}
