use super::*;

fn parse(args: &[&str]) -> Result<Config, String> {
    Config::try_parse_from([&["upbeat-prober"], args].concat()).map_err(|err| err.to_string())
}

#[test]
fn a_region_a_name_and_a_queue_are_enough() {
    let config = parse(&[
        "--region",
        "india",
        "--name",
        "india-1",
        "--redis-url",
        "redis://h",
    ])
    .unwrap();
    let settings = config.check().unwrap();
    assert_eq!(settings.worker.region.as_str(), "india");
    assert_eq!(settings.worker.name.as_str(), "india-1");
    assert_eq!(settings.worker.concurrency, 1_000);
    assert_eq!(settings.redis_url.expose(), "redis://h");
}

#[test]
fn a_name_is_made_up_from_the_region() {
    let config = parse(&["--region", "india", "--redis-url", "redis://h"]).unwrap();
    let (a, b) = (
        config.check().unwrap().worker.name,
        config.check().unwrap().worker.name,
    );
    assert!(a.as_str().starts_with("india-"), "{a}");
    assert_ne!(a, b);
}

#[test]
fn a_broken_rule_names_its_variable() {
    for (args, variable) in [
        (&["--region", "India"][..], "UPBEAT_REGION: must be"),
        (&["--name", "a b"], "UPBEAT_PROBER: must be"),
        (&["--region-key", "abc"], "UPBEAT_REGION_KEY: must be"),
        (&["--concurrency", "0"], "UPBEAT_CONCURRENCY: must be"),
        (&["--concurrency", "many"], "UPBEAT_CONCURRENCY: must be"),
        (
            &["--egress-allow", "10.0.0.0"],
            "UPBEAT_EGRESS_ALLOW: must be",
        ),
        (&["--smtp-name", "a b"], "UPBEAT_SMTP_NAME: must be"),
        (&["--smtp-name", "a..b"], "UPBEAT_SMTP_NAME: must be"),
        (&["--smtp-name", "a-.b"], "UPBEAT_SMTP_NAME: must be"),
        (
            &["--smtp-name", "192.0.2.1:25"],
            "UPBEAT_SMTP_NAME: must be",
        ),
        (&["--smtp-name", "[fd00::1]"], "UPBEAT_SMTP_NAME: must be"),
        (&["--smtp-name", "a\r\nRCPT"], "UPBEAT_SMTP_NAME: must be"),
    ] {
        let text = parse(args).unwrap_err();
        assert!(text.contains(variable), "{text}");
    }
    for (args, variable) in [
        (
            &["--redis-url", "redis://h"][..],
            "UPBEAT_REGION: must be set",
        ),
        (&["--region", "india"], "REDIS_URL: must be set"),
        (
            &["--region", "india", "--redis-url", ""],
            "REDIS_URL: must be set",
        ),
        (
            &["--region", "india", "--redis-url", "http://h"],
            "REDIS_URL: must begin with redis://",
        ),
        (
            &["--region", "india", "--redis-url", "redis://h:port"],
            "REDIS_URL: must begin with redis://",
        ),
        (
            &["--region", "india", "--redis-url", "redis-sentinel://h"],
            "REDIS_URL: must begin with redis://",
        ),
    ] {
        let text = parse(args).unwrap().check().unwrap_err().to_string();
        assert!(text.starts_with(variable), "{text}");
    }
}

#[test]
fn networks_are_separated_by_commas() {
    let networks: Networks = "127.0.0.0/8, ::1/128,".parse().unwrap();
    assert_eq!(networks.0.len(), 2);
    assert_eq!("".parse(), Ok(Networks::default()));
}

#[test]
fn addresses_have_a_port_or_the_usual_one() {
    let addresses: Addresses<53> = "9.9.9.9, 9.9.9.9:5353,[::1]:54,::1,".parse().unwrap();
    let texts: Vec<_> = addresses.0.iter().map(ToString::to_string).collect();
    assert_eq!(
        texts,
        ["9.9.9.9:53", "9.9.9.9:5353", "[::1]:54", "[::1]:53"]
    );
    let text = parse(&["--canaries", "example.org"]).unwrap_err();
    assert!(
        text.contains("--canaries") && text.contains("must be addresses"),
        "{text}"
    );
}

#[test]
fn secrets_are_not_printed() {
    let config = parse(&["--redis-url", "redis://:hunter2@h"]).unwrap();
    assert!(!format!("{config:?}").contains("hunter2"));
}
