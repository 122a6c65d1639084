//! Settings of email.

use notify::channel::Config;
use serde_json::{Value, json};

fn config(settings: &Value) -> Config {
    let mut all = settings.clone();
    all["kind"] = json!("email");
    serde_json::from_value(all).unwrap()
}

#[test]
fn good_settings_pass() {
    let twenty: Vec<_> = (0..20)
        .map(|number| format!("u{number}@example.org"))
        .collect();
    for settings in [
        json!({ "to": ["ada@example.org"] }),
        json!({ "to": twenty }),
        json!({ "to": ["a@b.test"], "host": "h.test", "from": "Ops <ops@b.test>" }),
        json!({ "to": ["a@b.test"], "host": "::1", "port": 25, "security": "none", "from": "o@b.test" }),
        json!({ "to": ["a@b.test"], "host": "h.test", "user": "o@b.test", "password": "S3CRET" }),
    ] {
        let config = config(&settings);
        assert_eq!(config.check(), Ok(()), "{settings}");
        assert!(!Config::is_machine(config.kind()));
        let (public, secrets) = config.clone().split().unwrap();
        assert!(!format!("{public} {config:?}").contains("S3CRET"));
        assert!(!format!("{config:?}").contains('@'));
        assert_eq!(secrets.is_some(), settings["password"].is_string());
        assert_eq!(Config::join(public, secrets).unwrap(), config);
    }
}

#[test]
fn bad_settings_are_told_by_their_names() {
    let to = |to: Value| json!({ "to": to });
    let own = |more: Value| {
        let mut all = json!({ "to": ["a@b.test"], "host": "h.test", "from": "o@b.test" });
        all.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        all
    };
    let many: Vec<_> = (0..21)
        .map(|number| format!("u{number}@example.org"))
        .collect();
    for (settings, field, problem) in [
        (to(json!([])), "to", "must have between 1 and 20"),
        (to(json!(many)), "to", "must have between 1 and 20"),
        (to(json!(["ada"])), "to", "must be addresses"),
        (
            to(json!(["a@b.test\r\nRCPT TO:<c@d.test>"])),
            "to",
            "must be addresses",
        ),
        (
            to(json!(["a@b.test", "a@B.test"])),
            "to",
            "must have each address once",
        ),
        (
            json!({ "to": ["a@b.test"], "port": 25 }),
            "port",
            "must not be given without a host",
        ),
        (
            json!({ "to": ["a@b.test"], "from": "c@d.test" }),
            "from",
            "must not be given without",
        ),
        (own(json!({ "host": "" })), "host", "must be the name"),
        (
            own(json!({ "host": "h.test:25" })),
            "host",
            "must be the name",
        ),
        (
            own(json!({ "host": "https://h.test" })),
            "host",
            "must be the name",
        ),
        (
            own(json!({ "port": 0 })),
            "port",
            "must be between 1 and 65535",
        ),
        (
            own(json!({ "user": "u" })),
            "password",
            "must be given with a user",
        ),
        (
            own(json!({ "password": "S3CRET" })),
            "user",
            "must be given with a password",
        ),
        (
            own(json!({ "user": "u", "password": "S3CRET\0" })),
            "password",
            "must be given, without",
        ),
        (own(json!({ "from": "Ops" })), "from", "must be an address"),
    ] {
        let found = config(&settings).check().unwrap_err();
        assert_eq!(found.field, field, "{settings}");
        assert!(found.problem.starts_with(problem), "{}", found.problem);
        assert!(!found.problem.contains("S3CRET"));
    }
}
