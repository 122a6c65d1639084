//! Twilio.

use std::collections::HashMap;

use entity::alert::AlertKind;
use notify::channel::{Config, Outcome};
use serde_json::json;

use crate::alerts::send;
use crate::kind::Kind;
use crate::stand_in::{Answer, Seen, StandIn};

pub(crate) fn kinds(base: &str) -> Vec<Kind> {
    let config = json!({
        "kind": "twilio",
        "account": "AC1",
        "token": "tokS3CRET",
        "from": "+15005550006",
        "to": "+15005550009",
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
    // AC1:tokS3CRET
    if seen.header("authorization") != "Basic QUMxOnRva1MzQ1JFVA==" {
        return Answer::json(401, json!({ "code": 20003 }));
    }
    let fields = fields(seen);
    let is_good = seen.path == "/2010-04-01/Accounts/AC1/Messages.json"
        && fields["To"] == "+15005550009"
        && fields["From"] == "+15005550006"
        && (1..=1_600).contains(&fields["Body"].chars().count());
    match is_good {
        true => Answer::json(201, json!({ "sid": "SM1" })),
        false => Answer::json(400, json!({ "code": 21617 })),
    }
}

#[tokio::test]
async fn a_text_message_is_short_and_of_plain_letters() {
    let twilio = StandIn::new(service).await;
    let config = kinds(&twilio.url).remove(0).config;
    let sent = send(&config, AlertKind::IncidentOpened).await;
    let receipt = Some("SM1".to_owned());
    assert_eq!(sent.outcome, Outcome::Delivered { receipt });
    let body = fields(&twilio.only())["Body"].clone();
    let expected = "DOWN: Shop - connection refused by 192.0.2.1:443 in 2 of 3 regions \
                    https://upbeat.test/incidents/1?a=b&c=d";
    assert_eq!(body, expected);
    assert!(body.is_ascii());
}

#[tokio::test]
async fn a_number_that_wants_no_more_breaks_the_channel() {
    for (code, is_broken) in [(21_610, true), (21_211, true), (21_617, false)] {
        let twilio = StandIn::always(Answer::json(400, json!({ "code": code }))).await;
        let config: Config = kinds(&twilio.url).remove(0).config;
        let sent = send(&config, AlertKind::IncidentOpened).await;
        assert_eq!(
            matches!(sent.outcome, Outcome::Broken { .. }),
            is_broken,
            "{sent:?}"
        );
    }
}

#[test]
fn wrong_settings_are_named() {
    for (field, value) in [
        ("account", "SK1"),
        ("account", "AC/../x"),
        ("to", "5005550006"),
        ("to", "+1500555000x"),
        ("token", "a b"),
        ("from", ""),
    ] {
        let (mut public, secrets) = kinds("https://a.test").remove(0).config.split().unwrap();
        let mut secrets = secrets.unwrap();
        match field {
            "token" => secrets[field] = json!(value),
            _ => public[field] = json!(value),
        }
        let config = Config::join(public, Some(secrets)).unwrap();
        assert_eq!(config.check().unwrap_err().field, field, "{value}");
    }
}
