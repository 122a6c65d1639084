//! Jira Service Management, and Opsgenie until 2027-04-05: alerts by the key of an integration.
//! Source: <https://developer.atlassian.com/cloud/jira/service-desk-ops/rest/v2/api-group-integration-events/>.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::field::{self, Address, Hidden, Problem};
use super::incident::{self, Step};
use super::request::{below, segment};
use super::{Http, Request, Settings};
use crate::message::Message;
use crate::text::{Text, Tone, Unit, cut};

/// Most characters of a message and of a description.
const MESSAGE_CHARS: usize = 130;
const DESCRIPTION_CHARS: usize = 15_000;

/// Most characters of an entity and of a note.
const ENTITY_CHARS: usize = 512;
const NOTE_CHARS: usize = 2_000;

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Key of an integration "API".
    pub key: Hidden,
    /// Where alerts are made; Jira Service Management by default,
    /// `https://api.opsgenie.com/v2/alerts` for Opsgenie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<Address>,
}

impl Settings for Config {
    const SECRETS: &'static [&'static str] = &["key"];
    const IS_MACHINE: bool = true;

    fn check(&self) -> Result<(), Problem> {
        field::token("key", self.key.expose())?;
        field::base_url(self.base_url.as_ref())
    }
}

impl Http for Config {
    fn request(&self, message: &Message<'_>) -> Request {
        let base = self.base_url.as_ref().map(Address::as_str);
        let base = base.unwrap_or("https://api.atlassian.com/jsm/ops/integration/v2/alerts");
        let text = Text::of(message);
        let alias = incident::key(message);
        let on_alert = |what: &str| {
            let url = below(base, &format!("{}/{what}", segment(&alias)));
            let note = text.short(NOTE_CHARS, Unit::Chars);
            let body = json!({ "source": "Upbeat", "note": note });
            Request::post(format!("{url}?identifierType=alias")).json(&body)
        };
        let request = match incident::step(message) {
            Step::Open => {
                let body = payload(&text, &alias);
                Request::post(base.trim_end_matches('/')).json(&body)
            }
            Step::Acknowledge => on_alert("acknowledge"),
            Step::Resolve => on_alert("close"),
        };
        request.header("authorization", format!("GenieKey {}", self.key.expose()))
    }
}

fn payload(text: &Text, alias: &str) -> Value {
    let mut details = Map::new();
    for fact in &text.facts {
        details.insert(fact.label.to_owned(), json!(fact.value));
    }
    let entity = text.url.as_deref().unwrap_or("Upbeat");
    json!({
        "message": cut(&text.title, MESSAGE_CHARS, Unit::Chars),
        "alias": alias,
        "description": cut(&text.body(), DESCRIPTION_CHARS, Unit::Chars),
        "entity": cut(entity, ENTITY_CHARS, Unit::Chars),
        "source": "Upbeat",
        "details": details,
        "priority": match text.tone {
            Tone::Bad => "P1",
            Tone::Warning => "P3",
            Tone::Good | Tone::Neutral => "P5",
        },
    })
}
