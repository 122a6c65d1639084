//! The provider: what it says about itself, its keys, and what it exchanges a code for. Sources:
//! OpenID Connect Discovery 1.0; RFC 6749, 4.1.3; RFC 7636; OpenID Connect Core 1.0, 5.3.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::{Method, StatusCode};
use jsonwebtoken::jwk::Jwk;
use net::fetch::{MOST_BODY_BYTES, Reply, Request, fetch};
use net::{Dialer, Family, Purpose};
use notify::channel::Means;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tokio::sync::{Mutex, Semaphore};
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

use super::id_token::{Claims, Expected, Invalid, verify};
use super::{Attempt, Error, Result, Settings};

/// How long a request to the provider may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long what the provider says about itself is taken as it was, in milliseconds.
const FRESH_MS: i64 = 3_600_000;

/// How long after a failure nothing is read again, in milliseconds.
const FAILURE_PAUSE_MS: i64 = 5_000;

/// How long after a key was looked for that was not known no other is, in milliseconds. Providers
/// publish keys before they use them, so it hardly ever comes to that.
const KEY_PAUSE_MS: i64 = 60_000;

/// Most sign-ins that wait for the provider at once.
const AT_ONCE: usize = 32;

/// The provider. What it says about itself is kept.
#[derive(Debug)]
pub(super) struct Provider {
    means: Arc<Means>,
    state: Mutex<State>,
    places: Semaphore,
}

#[derive(Debug, Default)]
struct State {
    known: Option<Arc<Known>>,
    /// Why it could not be read last, and when.
    failed: Option<(String, i64)>,
    /// When it was read for a key that was not known, in milliseconds of Unix time.
    key_missed_at_ms: i64,
}

/// What the provider said about itself.
#[derive(Debug)]
struct Known {
    metadata: Metadata,
    keys: Vec<Jwk>,
    read_at_ms: i64,
}

#[derive(Debug, Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    jwks_uri: Url,
    userinfo_endpoint: Option<Url>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: Option<String>,
    access_token: Option<String>,
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

impl Provider {
    pub(super) fn new(means: Arc<Means>) -> Self {
        Self {
            means,
            state: Mutex::default(),
            places: Semaphore::new(AT_ONCE),
        }
    }

    /// Where the browser is sent to sign in.
    pub(super) async fn authorization_url(
        &self,
        settings: &Settings,
        attempt: &Attempt,
        now_ms: i64,
    ) -> Result<Url> {
        let known = self.known(settings, now_ms).await?;
        let mut url = known.metadata.authorization_endpoint.clone();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &settings.client_id)
            .append_pair("redirect_uri", settings.redirect_url.as_str())
            .append_pair("scope", &settings.scopes)
            .append_pair("state", &attempt.state())
            .append_pair("nonce", &attempt.nonce())
            .append_pair("code_challenge", &attempt.challenge())
            .append_pair("code_challenge_method", "S256");
        Ok(url)
    }

    /// Refuses an answer that another provider sent the browser with. Source: RFC 9207, 2.4.
    pub(super) async fn check_issuer(
        &self,
        settings: &Settings,
        named: Option<&str>,
        now_ms: i64,
    ) -> Result<()> {
        let known = self.known(settings, now_ms).await?;
        let is_named = known
            .metadata
            .authorization_response_iss_parameter_supported;
        match named {
            Some(named) if named == settings.issuer => Ok(()),
            None if !is_named => Ok(()),
            _ => Err(Error::Unbound),
        }
    }

    /// What the provider says about the person who came back with `code`.
    pub(super) async fn redeem(
        &self,
        settings: &Settings,
        attempt: &Attempt,
        code: &str,
        now_ms: i64,
    ) -> Result<Claims> {
        let Ok(_place) = self.places.try_acquire() else {
            return Err(Error::Busy);
        };
        let known = self.known(settings, now_ms).await?;
        let tokens = self.exchange(settings, &known.metadata, attempt, code);
        let tokens = tokens.await?;
        let token = tokens.id_token;
        let token = token.ok_or_else(|| Error::provider("there is no ID token"))?;
        let nonce = attempt.nonce();
        let expected = Expected {
            issuer: &settings.issuer,
            client_id: &settings.client_id,
            nonce: &nonce,
        };
        let now_secs = now_ms / 1_000;
        let mut claims = match verify(&token, &known.keys, expected, now_secs) {
            Err(Invalid::Unverified) => {
                // The provider may have a new key.
                let known = self.read_again(settings, &known, now_ms).await?;
                verify(&token, &known.keys, expected, now_secs)
            }
            verified => verified,
        }?;
        let lacks = |name: &str| !claims.other.contains_key(name);
        let lacks_some = lacks("email") || lacks(&settings.groups_claim);
        if let (true, Some(url), Some(token)) = (
            lacks_some,
            &known.metadata.userinfo_endpoint,
            tokens.access_token,
        ) {
            let more = self.user_info(url, &token).await?;
            // Source: OpenID Connect Core 1.0, 5.3.2: it may be of somebody else.
            if more.get("sub").and_then(Value::as_str) != Some(&claims.sub) {
                return Err(Error::provider(
                    "the UserInfo endpoint told of somebody else",
                ));
            }
            for (name, value) in more {
                claims.other.entry(name).or_insert(value);
            }
        }
        Ok(claims)
    }

    async fn exchange(
        &self,
        settings: &Settings,
        metadata: &Metadata,
        attempt: &Attempt,
        code: &str,
    ) -> Result<Tokens> {
        let mut headers = HeaderMap::new();
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        headers.insert(CONTENT_TYPE, kind);
        let verifier = attempt.verifier();
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", settings.redirect_url.as_str()),
            ("code_verifier", verifier.as_str()),
        ];
        let secret = settings.client_secret.as_ref();
        let methods = metadata.token_endpoint_auth_methods_supported.as_ref();
        // Source: OpenID Connect Discovery 1.0, 3: the default is client_secret_basic.
        let takes_basic =
            methods.is_none_or(|known| known.iter().any(|one| one == "client_secret_basic"));
        match secret {
            Some(secret) if takes_basic => {
                let credentials = basic(&settings.client_id, secret.expose())?;
                headers.insert(AUTHORIZATION, credentials);
            }
            Some(secret) => form.extend([
                ("client_id", settings.client_id.as_str()),
                ("client_secret", secret.expose()),
            ]),
            None => form.push(("client_id", &settings.client_id)),
        }
        let body = Serializer::new(String::new()).extend_pairs(form).finish();
        let request = Request {
            method: Method::POST,
            url: metadata.token_endpoint.clone(),
            headers,
            body: Bytes::from(body),
            reply_bytes: MOST_BODY_BYTES,
        };
        let reply = self.ask("the token endpoint", request).await?;
        if reply.status == StatusCode::BAD_REQUEST
            && let Ok(refusal) = serde_json::from_slice::<Refusal>(&reply.body)
            && refusal.error == "invalid_grant"
        {
            return Err(Error::Code);
        }
        json("the token endpoint", &reply)
    }

    async fn user_info(&self, url: &Url, token: &str) -> Result<Map<String, Value>> {
        let mut headers = HeaderMap::new();
        let bearer = HeaderValue::from_str(&format!("Bearer {token}"));
        let bearer = bearer.map_err(|_| Error::provider("the access token is malformed"))?;
        headers.insert(AUTHORIZATION, bearer);
        let request = get(url.clone(), headers);
        json(
            "the UserInfo endpoint",
            &self.ask("the UserInfo endpoint", request).await?,
        )
    }

    /// What the provider says about itself; read anew once an hour. If that fails, the old remains.
    async fn known(&self, settings: &Settings, now_ms: i64) -> Result<Arc<Known>> {
        let mut state = self.state.lock().await;
        match &state.known {
            Some(known) if now_ms - known.read_at_ms < FRESH_MS => Ok(Arc::clone(known)),
            _ => self.read(settings, &mut state, now_ms).await,
        }
    }

    /// Reads it again for a key that is not in `old`, unless that has been done just now.
    async fn read_again(
        &self,
        settings: &Settings,
        old: &Arc<Known>,
        now_ms: i64,
    ) -> Result<Arc<Known>> {
        let mut state = self.state.lock().await;
        match &state.known {
            Some(known) if !Arc::ptr_eq(known, old) => return Ok(Arc::clone(known)),
            _ if now_ms - state.key_missed_at_ms < KEY_PAUSE_MS => return Ok(Arc::clone(old)),
            _ => {}
        }
        state.key_missed_at_ms = now_ms;
        self.read(settings, &mut state, now_ms).await
    }

    async fn read(
        &self,
        settings: &Settings,
        state: &mut State,
        now_ms: i64,
    ) -> Result<Arc<Known>> {
        let failed = match &state.failed {
            Some((reason, at_ms)) if now_ms - at_ms < FAILURE_PAUSE_MS => {
                Error::provider(reason.clone())
            }
            _ => match self.discover(settings, now_ms).await {
                Ok(known) => {
                    let known = Arc::new(known);
                    state.known = Some(Arc::clone(&known));
                    state.failed = None;
                    return Ok(known);
                }
                Err(err) => {
                    state.failed = Some((err.reason(), now_ms));
                    err
                }
            },
        };
        state.known.clone().ok_or(failed)
    }

    async fn discover(&self, settings: &Settings, now_ms: i64) -> Result<Known> {
        let what = "the discovery document";
        let issuer = settings.issuer.trim_end_matches('/');
        let url = format!("{issuer}/.well-known/openid-configuration");
        let url = Url::parse(&url).map_err(|_| Error::provider("its URL is malformed"))?;
        let reply = self.ask(what, get(url, HeaderMap::new())).await?;
        let metadata: Metadata = json(what, &reply)?;
        if metadata.issuer != settings.issuer {
            let reason = format!("{what} is of the issuer {}", metadata.issuer);
            return Err(Error::provider(reason));
        }
        let keys = get(metadata.jwks_uri.clone(), HeaderMap::new());
        let keys: Keys = json("the key set", &self.ask("the key set", keys).await?)?;
        // A kind of key that is not known here may be beside one that is.
        let keys = keys.keys.into_iter().map(serde_json::from_value);
        Ok(Known {
            keys: keys.filter_map(std::result::Result::ok).collect(),
            metadata,
            read_at_ms: now_ms,
        })
    }

    async fn ask(&self, what: &str, request: Request) -> Result<Reply> {
        let dialer = Dialer {
            egress: &self.means.egress,
            resolver: &self.means.resolver,
            family: Family::Any,
            purpose: Purpose::Any,
        };
        let reply = fetch(dialer, &self.means.tls, request, PATIENCE).await;
        let failed = |reason| Error::provider(format!("{what} cannot be read: {reason}"));
        reply.map_err(|err| failed(err.reason))
    }
}

fn get(url: Url, mut headers: HeaderMap) -> Request {
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    Request {
        method: Method::GET,
        url,
        headers,
        body: Bytes::new(),
        reply_bytes: MOST_BODY_BYTES,
    }
}

/// What a reply says. A body is never repeated in an error: it may hold tokens.
fn json<T: DeserializeOwned>(what: &str, reply: &Reply) -> Result<T> {
    if reply.status != StatusCode::OK {
        let reason = format!("{what} answered {}", reply.status.as_u16());
        return Err(Error::provider(reason));
    }
    let read = reply.is_whole.then(|| serde_json::from_slice(&reply.body));
    match read {
        Some(Ok(read)) => Ok(read),
        _ => Err(Error::provider(format!(
            "{what} answered something else than it should"
        ))),
    }
}

/// Credentials of the client. Source: RFC 6749, 2.3.1: both parts are encoded as in a form.
fn basic(client_id: &str, secret: &str) -> Result<HeaderValue> {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encoded(client_id), encoded(secret));
    let mut value = HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(pair)))
        .map_err(|_| Error::provider("the client's credentials cannot be sent"))?;
    value.set_sensitive(true);
    Ok(value)
}
