//! HTTP requests to a program of the user, signed as Standard Webhooks has it.
//! Source: <https://github.com/standard-webhooks/standard-webhooks>, "Specification".

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use hyper::header::{HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::field::{self, Address, Hidden, Problem};
use super::{Http, Outcome, Reply, Request, Settings, reply};
use crate::event::Event;
use crate::message::Message;
use crate::template;

/// Most headers of the user.
const HEADERS: usize = 20;

/// Most bytes of a header's value.
const HEADER_BYTES: usize = 4_096;

/// Headers that the user cannot set, in lower case: they belong to the connection or to us.
const OURS: [&str; 13] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "accept-encoding",
];

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Who is asked.
    pub url: Address,
    /// What requests are signed with: `whsec_` and the Base64 of 24 to 64 bytes.
    pub secret: Hidden,
    /// The secret before, which also signs while receivers change over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_secret: Option<Hidden>,
    /// Further headers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, Hidden>,
    /// What the body is made from, instead of the usual event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
}

impl Settings for Config {
    const SECRETS: &'static [&'static str] = &["secret", "previous_secret", "headers"];
    const IS_MACHINE: bool = true;

    fn check(&self) -> Result<(), Problem> {
        field::url("url", self.url.as_str())?;
        check_secret("secret", &self.secret)?;
        if let Some(secret) = &self.previous_secret {
            check_secret("previous_secret", secret)?;
        }
        check_headers(&self.headers)?;
        if let Some(template) = &self.template {
            template::check(template).map_err(|err| Problem::new("template", err.of_template()))?;
        }
        Ok(())
    }
}

impl Http for Config {
    fn request(&self, message: &Message<'_>) -> Request {
        let (content_type, body) = self.body(message);
        let id = message.id.to_string();
        let secs = message.now_ms.div_euclid(1_000);
        let secrets = [Some(&self.secret), self.previous_secret.as_ref()];
        let signatures: Vec<_> = secrets
            .into_iter()
            .flatten()
            .filter_map(|secret| sign(secret, &id, secs, &body))
            .collect();
        let mut request = Request::post(self.url.as_str()).body(content_type, body);
        for (name, value) in &self.headers {
            request = request.header(name, value.expose());
        }
        request
            .header("webhook-id", id)
            .header("webhook-timestamp", secs.to_string())
            .header("webhook-signature", signatures.join(" "))
    }

    /// Nobody knows what the statuses of this program mean: it may be just being deployed. Only
    /// "gone" is final, as the specification has it.
    fn judge(&self, reply: &Reply, now_ms: i64) -> Outcome {
        match reply.status.as_u16() {
            200..=299 => Outcome::Delivered { receipt: None },
            410 => reply::broken(reply),
            _ => reply::later(reply, now_ms),
        }
    }
}

impl Config {
    /// The body and its type. A template that fails must not keep the message from being sent.
    fn body(&self, message: &Message<'_>) -> (&'static str, String) {
        const JSON: &str = "application/json";
        let template = self.template.as_ref().filter(|_| !message.is_plain);
        let rendered = template.and_then(|template| template::render(template, message).ok());
        if let Some(body) = rendered {
            let is_json = serde_json::from_str::<serde::de::IgnoredAny>(&body).is_ok();
            let content_type = if is_json {
                JSON
            } else {
                "text/plain; charset=utf-8"
            };
            return (content_type, body);
        }
        let body = Event::of(message).to_json();
        (JSON, body.unwrap_or_default())
    }
}

/// The signature of a request. `None` if the secret is none, which [`Settings::check`] excludes.
fn sign(secret: &Hidden, id: &str, secs: i64, body: &str) -> Option<String> {
    let key = key(secret)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{secs}.{body}").as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    Some(format!("v1,{signature}"))
}

/// The bytes of a secret.
fn key(secret: &Hidden) -> Option<Vec<u8>> {
    let key = secret.expose().strip_prefix("whsec_")?;
    STANDARD.decode(key).ok()
}

fn check_secret(field: &'static str, secret: &Hidden) -> Result<(), Problem> {
    match key(secret) {
        Some(key) if (24..=64).contains(&key.len()) => Ok(()),
        _ => {
            let problem = "must be whsec_ and the Base64 of 24 to 64 bytes";
            Err(Problem::new(field, problem))
        }
    }
}

fn check_headers(headers: &BTreeMap<String, Hidden>) -> Result<(), Problem> {
    let problem = |problem: String| Err(Problem::new("headers", problem));
    if headers.len() > HEADERS {
        return problem(format!("must be at most {HEADERS}"));
    }
    let mut known = BTreeSet::new();
    for (name, value) in headers {
        let lower = name.to_ascii_lowercase();
        if HeaderName::from_bytes(name.as_bytes()).is_err() {
            return problem("must have names that HTTP permits".to_owned());
        }
        if OURS.contains(&lower.as_str()) || lower.starts_with("webhook-") {
            return problem(format!("must not contain {lower}, which Upbeat sets"));
        }
        if known.contains(&lower) {
            return problem(format!("must contain {lower} only once"));
        }
        let is_value = HeaderValue::from_str(value.expose()).is_ok();
        if !is_value || value.expose().len() > HEADER_BYTES {
            return problem(format!("must have a value of {lower} that HTTP permits"));
        }
        known.insert(lower);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use entity::alert::AlertKind;
    use jiff::tz::TimeZone;

    use super::*;
    use crate::sample;

    fn config() -> Config {
        Config {
            url: "https://a.test/hook".into(),
            secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into(),
            previous_secret: None,
            headers: BTreeMap::new(),
            template: None,
        }
    }

    /// The signature was made with the Python library `standardwebhooks` 1.1.0:
    /// `Webhook(secret).sign(id, timestamp, body)`.
    #[test]
    fn signatures_are_those_of_standard_webhooks() {
        let secret = config().secret;
        let body = r#"{"test": 2432232314}"#;
        let signature = sign(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signature.as_deref(), Some(expected));
    }

    #[test]
    fn a_request_is_signed_anew_at_each_attempt_and_by_both_secrets() {
        let alert = sample::alert(AlertKind::IncidentOpened, 1_796_029_925_000);
        let mut message = Message {
            id: uuid::Uuid::nil(),
            alert: &alert,
            now_ms: alert.at_ms,
            zone: &TimeZone::UTC,
            link: None,
            thread: None,
            taken: None,
            is_plain: false,
        };
        let mut config = config();
        let header = |request: &Request, name: &str| {
            let mut headers = request.headers.iter();
            headers.find(|(it, _)| it == name).unwrap().1.clone()
        };
        let first = config.request(&message);
        message.now_ms += 60_000;
        config.previous_secret = Some(format!("whsec_{}", STANDARD.encode([7; 24])).into());
        let second = config.request(&message);
        assert_eq!(first.body, second.body);
        assert_eq!(header(&first, "webhook-id"), header(&second, "webhook-id"));
        assert_eq!(header(&first, "webhook-timestamp"), "1796029925");
        assert_eq!(header(&second, "webhook-timestamp"), "1796029985");
        let signatures = header(&second, "webhook-signature");
        assert_eq!(signatures.split(' ').count(), 2);
        assert_ne!(
            header(&first, "webhook-signature"),
            signatures.split(' ').next().unwrap()
        );
    }

    #[test]
    fn wrong_settings_are_named() {
        let check = |change: fn(&mut Config)| {
            let mut config = config();
            change(&mut config);
            config.check().map_err(|problem| problem.field)
        };
        assert_eq!(check(|_| ()), Ok(()));
        assert_eq!(check(|it| it.url = "a.test".into()), Err("url"));
        assert_eq!(check(|it| it.secret = "whsec_AAAA".into()), Err("secret"));
        assert_eq!(
            check(|it| it.secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".into()),
            Err("secret")
        );
        let previous = |it: &mut Config| it.previous_secret = Some("x".into());
        assert_eq!(check(previous), Err("previous_secret"));
        for (name, value, expected) in [
            ("Authorization", "Bearer x", Ok(())),
            ("content-type", "text/xml", Ok(())),
            ("Host", "b.test", Err("headers")),
            ("Webhook-Id", "x", Err("headers")),
            ("a b", "x", Err("headers")),
            ("x-a", "b\r\nx-c: d", Err("headers")),
        ] {
            let mut config = config();
            config.headers.insert(name.to_owned(), value.into());
            let found = config.check().map_err(|problem| problem.field);
            assert_eq!(found, expected, "{name}");
        }
        for (template, expected) in [
            ("{{ nobody }}", "fails in line 1: nobody is not known"),
            ("", "must not be empty; null for the usual event"),
            (
                " {# nothing #}\n",
                "must not make nothing of every alert; null for the usual event",
            ),
        ] {
            let mut config = config();
            config.template = Some(template.to_owned());
            let expected = Problem::new("template", expected);
            assert_eq!(config.check(), Err(expected), "{template}");
        }
        for headers in [["X-Key", "x-key"], ["x-KEY", "x-key"]] {
            let mut config = config();
            config.headers = headers.map(|name| (name.to_owned(), "1".into())).into();
            let expected = Problem::new("headers", "must contain x-key only once");
            assert_eq!(config.check(), Err(expected));
        }
    }
}
