//! incident.io, by an HTTP alert source.
//! Source: <https://api-docs.incident.io/tag/Alert-Events-V2/>.

use serde::{Deserialize, Serialize};
use serde_json::{Map, json};

use super::field::{self, Address, Hidden, Problem};
use super::incident::{self, Step};
use super::request::{below, segment};
use super::{Http, Request, Settings};
use crate::message::Message;
use crate::text::Text;

/// The settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// Id of the alert source, the last part of its URL.
    pub source: String,
    /// Token of the alert source.
    pub token: Hidden,
    /// Where the API is; incident.io's own by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<Address>,
}

impl Settings for Config {
    const SECRETS: &'static [&'static str] = &["token"];
    const IS_MACHINE: bool = true;

    fn check(&self) -> Result<(), Problem> {
        field::token("source", &self.source)?;
        if self.source.contains(['/', '?', '#', ':']) {
            let problem = "must be the id of an alert source, not its URL";
            return Err(Problem::new("source", problem));
        }
        field::token("token", self.token.expose())?;
        field::base_url(self.base_url.as_ref())
    }
}

impl Http for Config {
    fn request(&self, message: &Message<'_>) -> Request {
        let base = self.base_url.as_ref().map(Address::as_str);
        let path = format!("v2/alert_events/http/{}", segment(&self.source));
        let url = below(base.unwrap_or("https://api.incident.io"), &path);
        let text = Text::of(message);
        let mut metadata = Map::new();
        for fact in &text.facts {
            metadata.insert(fact.label.to_owned(), json!(fact.value));
        }
        if let Some(url) = &text.url {
            metadata.insert("url".to_owned(), json!(url));
        }
        if let Some(website) = &message.alert.website {
            metadata.insert("website".to_owned(), json!(website.id));
        }
        let mut body = json!({
            "title": text.title,
            "description": text.body(),
            "deduplication_key": incident::key(message),
            // It knows no third status: what somebody has in hand still fires.
            "status": match incident::step(message) {
                Step::Open | Step::Acknowledge => "firing",
                Step::Resolve => "resolved",
            },
            "metadata": metadata,
        });
        if let Some(link) = &text.link {
            body["source_url"] = json!(link);
        }
        Request::post(url).bearer(self.token.expose()).json(&body)
    }
}
