//! Text messages, by Twilio.
//! Source: <https://www.twilio.com/docs/messaging/api/message-resource>,
//! <https://www.twilio.com/docs/api/errors>.
//!
//! Twilio has no key that makes a request idempotent: one whose reply is lost is sent again.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::field::{self, Address, Hidden, Problem};
use super::request::{below, form, segment};
use super::{Http, Outcome, Reply, Request, Settings, reply};
use crate::message::Message;
use crate::text::{Text, Unit, cut};

/// Most characters of the words: with a short link they are two segments, if all characters are
/// of the GSM alphabet.
const WORDS_CHARS: usize = 200;

/// Most characters of a link; a longer one is left out.
const LINK_CHARS: usize = 100;

/// Codes of errors that say that a number or a right is gone.
const BROKEN: [i64; 14] = [
    20_003, 20_404, 21_211, 21_212, 21_214, 21_217, 21_408, 21_606, 21_608, 21_610, 21_612, 21_614,
    21_659, 21_660,
];

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Id of the account: `AC…`.
    pub account: String,
    /// Id of an API key, `SK…`, if the token is its secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_key: Option<String>,
    /// Token of the account, or secret of the API key.
    pub token: Hidden,
    /// Who sends: a number as `+15005550006`, a name, or a messaging service as `MG…`.
    pub from: String,
    /// Who receives: a number as `+15005550006`.
    pub to: String,
    /// Where the API is; Twilio's own by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<Address>,
}

impl Settings for Config {
    const SECRETS: &'static [&'static str] = &["token"];

    fn check(&self) -> Result<(), Problem> {
        check_id("account", &self.account, "AC")?;
        if let Some(key) = &self.api_key {
            check_id("api_key", key, "SK")?;
        }
        field::token("token", self.token.expose())?;
        field::given("from", &self.from)?;
        let digits = self.to.strip_prefix('+').unwrap_or_default();
        let are_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
        if !(7..=15).contains(&digits.len()) || !are_digits {
            let problem = "must be a number as +15005550006";
            return Err(Problem::new("to", problem));
        }
        field::base_url(self.base_url.as_ref())
    }
}

impl Http for Config {
    fn request(&self, message: &Message<'_>) -> Request {
        let base = self.base_url.as_ref().map(Address::as_str);
        let path = format!(
            "2010-04-01/Accounts/{}/Messages.json",
            segment(&self.account)
        );
        let url = below(base.unwrap_or("https://api.twilio.com"), &path);
        let sender = match self.from.starts_with("MG") {
            true => "MessagingServiceSid",
            false => "From",
        };
        let words = words(message);
        let fields = [
            ("To", self.to.as_str()),
            (sender, &self.from),
            ("Body", &words),
        ];
        let user = self.api_key.as_ref().unwrap_or(&self.account);
        let basic = STANDARD.encode(format!("{user}:{}", self.token.expose()));
        Request::post(url)
            .header("authorization", format!("Basic {basic}"))
            .body("application/x-www-form-urlencoded", form(&fields))
    }

    fn judge(&self, reply: &Reply, now_ms: i64) -> Outcome {
        let said = reply::json(reply).unwrap_or_default();
        let code = said["code"].as_i64().unwrap_or_default();
        match reply::usual(reply, now_ms) {
            Outcome::Delivered { .. } => Outcome::Delivered {
                receipt: said["sid"].as_str().map(str::to_owned),
            },
            Outcome::Refused if BROKEN.contains(&code) => reply::broken(reply),
            outcome => outcome,
        }
    }
}

fn check_id(field: &'static str, id: &str, start: &str) -> Result<(), Problem> {
    let rest = id.strip_prefix(start).unwrap_or_default();
    if rest.is_empty() || !rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        let problem = format!("must begin with {start}");
        return Err(Problem::new(field, problem));
    }
    Ok(())
}

/// The words, without signs of our own that would make every segment shorter.
fn words(message: &Message<'_>) -> String {
    let text = Text::of(message);
    let words = text.short(WORDS_CHARS, Unit::Chars);
    let words = words.replace('–', "-").replace('…', "...");
    let link = text.link.filter(|link| link.chars().count() <= LINK_CHARS);
    match link {
        Some(link) => format!("{words} {link}"),
        None => cut(&words, WORDS_CHARS + 10, Unit::Chars),
    }
}
