//! Pushover.

use std::collections::HashMap;

use entity::alert::AlertKind;
use notify::channel::{self, Config, Outcome};
use serde_json::json;

use crate::alerts::{alert, means, message, send};
use crate::kind::Kind;
use crate::stand_in::{Answer, Seen, StandIn};

pub(crate) fn kinds(base: &str) -> Vec<Kind> {
    let config = json!({
        "kind": "pushover",
        "token": "azGS3CRET",
        "user": "uQiS3CRET",
        "is_emergency": true,
        "base_url": base,
    });
    vec![Kind::new(config, service)]
}

fn fields(seen: &Seen) -> HashMap<String, String> {
    url::form_urlencoded::parse(&seen.body)
        .into_owned()
        .collect()
}

fn service(seen: &Seen) -> Answer {
    let fields = fields(seen);
    let chars = |name: &str| fields.get(name).map_or(0, |text| text.chars().count());
    if fields["token"] != "azGS3CRET" {
        return Answer::json(400, json!({ "token": "invalid", "status": 0 }));
    }
    if seen.path == "/1/receipts/r1/cancel.json" {
        return Answer::json(200, json!({ "status": 1 }));
    }
    let is_emergency = fields["priority"] == "2";
    let number = |name: &str| fields.get(name).map_or(0, |text| text.parse().unwrap());
    let repeats = || number("retry") >= 30 && (1..=10_800).contains(&number("expire"));
    let is_good = seen.path == "/1/messages.json"
        && fields["user"] == "uQiS3CRET"
        && (1..=1_024).contains(&chars("message"))
        && chars("title") <= 250
        && chars("url") <= 512
        && (!is_emergency || repeats());
    match (is_good, is_emergency) {
        (false, _) => Answer::json(
            400,
            json!({ "status": 0, "errors": ["message is too long"] }),
        ),
        (true, true) => Answer::json(200, json!({ "status": 1, "receipt": "r1" })),
        (true, false) => Answer::json(200, json!({ "status": 1 })),
    }
}

#[tokio::test]
async fn an_emergency_sounds_until_it_is_in_hand() {
    let pushover = StandIn::new(service).await;
    let config = kinds(&pushover.url).remove(0).config;
    let sent = send(&config, AlertKind::IncidentOpened).await;
    let receipt = Some("r1".to_owned());
    assert_eq!(
        sent.outcome,
        Outcome::Delivered {
            receipt: receipt.clone()
        }
    );
    assert_eq!(fields(&pushover.only())["priority"], "2");
    for kind in [AlertKind::IncidentAcknowledged, AlertKind::IncidentResolved] {
        let alert = alert(kind);
        let mut message = message(&alert);
        message.thread = receipt.as_deref();
        channel::send(&config, &message, &means()).await;
        let cancelled = pushover.seen().pop().unwrap();
        assert_eq!(cancelled.path, "/1/receipts/r1/cancel.json");
        assert_eq!(fields(&cancelled)["token"], "azGS3CRET");
    }
}

#[tokio::test]
async fn a_key_that_is_gone_breaks_the_channel() {
    for (said, is_broken) in [
        (
            json!({ "user": "invalid", "errors": ["user key is not valid"], "status": 0 }),
            true,
        ),
        (json!({ "message": "cannot be blank", "status": 0 }), false),
    ] {
        let pushover = StandIn::always(Answer::json(400, said)).await;
        let config: Config = kinds(&pushover.url).remove(0).config;
        let sent = send(&config, AlertKind::IncidentOpened).await;
        assert_eq!(
            matches!(sent.outcome, Outcome::Broken { .. }),
            is_broken,
            "{sent:?}"
        );
    }
}
