//! Settings of channels: stored in two halves, checked, and never shown.

use notify::channel::Config;
use serde_json::json;

use crate::kind::kinds;

#[test]
fn settings_are_split_and_joined_again() {
    for kind in kinds("https://a.test/base") {
        let config = kind.config;
        let debug = format!("{config:?}");
        assert!(!debug.contains("S3CRET"), "{debug}");
        let (public, secrets) = config.clone().split().unwrap();
        assert_eq!(public["kind"], config.kind());
        assert!(!public.to_string().contains("S3CRET"), "{public}");
        assert!(Config::KINDS.contains(&config.kind()));
        let secrets_of = secrets.as_ref().unwrap().as_object().unwrap();
        assert!(!secrets_of.is_empty());
        for name in secrets_of.keys() {
            assert!(config.secrets().contains(&name.as_str()), "{name}");
        }
        assert_eq!(Config::join(public, secrets).unwrap(), config);
    }
}

#[test]
fn all_kinds_are_tested() {
    let mut tested: Vec<_> = kinds("https://a.test")
        .into_iter()
        .map(|kind| kind.config.kind())
        .collect();
    tested.dedup();
    // Mail does not travel over HTTP and has tests of its own.
    tested.push("email");
    assert_eq!(tested, Config::KINDS);
}

#[test]
fn the_usual_settings_are_good() {
    for kind in kinds("https://a.test/base") {
        assert_eq!(kind.config.check(), Ok(()), "{:?}", kind.config);
    }
}

#[test]
fn what_is_stored_badly_is_told_without_its_secrets() {
    let public = json!({ "kind": "slack", "channel": "#ops" });
    for secrets in [
        json!({ "token": ["S3CRET"] }),
        json!({ "url": { "S3CRET": 1 } }),
    ] {
        let err = Config::join(public.clone(), Some(secrets)).unwrap_err();
        let said = format!("{err} {err:?}");
        assert!(said.contains("slack") && !said.contains("S3CRET"), "{said}");
    }
    assert!(Config::join(json!({ "kind": "pigeon" }), None).is_err());
    assert!(Config::join(json!(7), None).is_err());
}
