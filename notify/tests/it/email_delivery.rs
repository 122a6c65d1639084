//! How mails are handed over to a real mail server, and what its answers mean.

use std::time::Duration;

use entity::alert::AlertKind;
use net::EgressPolicy;
use notify::channel::email::Smtp;
use notify::channel::{self, Config, Means, Outcome, Sent};
use notify::text::{Text, Tone};
use serde_json::json;
use tokio::task::JoinSet;

use crate::alerts::{alert, means, message};
use crate::email::{DELIVERED, send};
use crate::mail_server::{MailServer, own};

const LATER: Outcome = Outcome::Later { after: None };

fn why(sent: &Sent) -> &str {
    match &sent.outcome {
        Outcome::Broken { why } => why,
        other => panic!("{other:?}: {}", sent.reply),
    }
}

#[tokio::test]
async fn the_server_is_spoken_to_as_the_settings_say() {
    for (tls, security) in [("implicit", "tls"), ("starttls", "starttls")] {
        for mechanism in ["PLAIN", "LOGIN"] {
            let login = json!({ "user": "ada@upbeat.test", "password": "p\u{e4}ss word" });
            let mut settings = login.clone();
            settings["tls"] = json!(tls);
            settings["mechanisms"] = json!([mechanism]);
            let server = MailServer::new(settings);
            let mut more = login;
            more["security"] = json!(security);
            let config = own(server.port, &["ada@example.org"], more);
            let sent = send(&server, &config).await;
            assert_eq!(sent.outcome, DELIVERED, "{tls} {mechanism}: {sent:?}");
            let mail = server.only();
            assert_eq!(mail.0["is_encrypted"], true);
            assert_eq!(mail.text("login"), "ada@upbeat.test");
        }
    }
}

#[tokio::test]
async fn without_tls_where_it_is_wanted_nothing_is_said() {
    let login = json!({ "user": "ada", "password": "S3CRET", "security": "starttls" });
    let plain = MailServer::new(json!({ "user": "ada", "password": "S3CRET" }));
    let sent = send(
        &plain,
        &own(plain.port, &["ada@example.org"], login.clone()),
    )
    .await;
    assert_eq!(why(&sent), "the mail server does not offer STARTTLS");

    let mut tls = login.clone();
    tls["security"] = json!("tls");
    let sent = send(&plain, &own(plain.port, &["ada@example.org"], tls)).await;
    assert_eq!(sent.outcome, LATER);
    assert_eq!(
        sent.reply,
        "TLS: the answer is not TLS; does this port expect STARTTLS?"
    );

    // The certificate is for another name, and of nobody whom all trust.
    for tls in ["implicit", "starttls"] {
        let server = MailServer::with_name("other.test", json!({ "tls": tls }));
        let security = if tls == "implicit" { "tls" } else { "starttls" };
        let config = own(
            server.port,
            &["ada@example.org"],
            json!({ "security": security }),
        );
        let sent = send(&server, &config).await;
        assert_eq!(sent.outcome, LATER);
        assert_eq!(sent.reply, "TLS: certificate for another name");
        let alert = alert(AlertKind::IncidentOpened);
        let sent = channel::send(&config, &message(&alert), &means()).await;
        assert!(
            sent.reply
                .starts_with("TLS: certificate of an unknown issuer"),
            "{sent:?}"
        );
        assert!(server.mails().is_empty());
    }
}

#[tokio::test]
async fn a_server_that_lets_nobody_in_breaks_the_channel() {
    let to = &["ada@example.org"];
    let locked = json!({ "user": "ada", "password": "S3CRET!" });
    let server = MailServer::new(locked);
    let wrong = json!({ "user": "ada", "password": "WR0NG!" });
    let sent = send(&server, &own(server.port, to, wrong)).await;
    assert_eq!(sent.status, Some(535));
    assert!(
        why(&sent).starts_with("the mail server refuses the login: 535 "),
        "{sent:?}"
    );
    let sent = send(&server, &own(server.port, to, json!({}))).await;
    assert_eq!(sent.status, Some(530));
    assert!(
        why(&sent).starts_with("the mail server refuses the sender: 530 "),
        "{sent:?}"
    );

    let server = MailServer::new(json!({}));
    let sent = send(
        &server,
        &own(server.port, to, json!({ "user": "a", "password": "b" })),
    )
    .await;
    assert_eq!(why(&sent), "the mail server offers no login without TLS");

    for (settings, expected, code) in [
        (
            json!({ "mail": "553 5.7.1 not your address" }),
            "the mail server refuses the sender: 553 5.7.1 not your address",
            553,
        ),
        (
            json!({ "rcpt": { "ada@example.org": "454 4.7.1 Relay access denied" } }),
            "the mail server takes no mail from this sender: 454 4.7.1 Relay access denied",
            454,
        ),
        (
            json!({ "rcpt": { "ada@example.org": "550 5.7.1 relaying denied" } }),
            "the mail server takes no mail from this sender: 550 5.7.1 relaying denied",
            550,
        ),
    ] {
        let server = MailServer::new(settings);
        let sent = send(&server, &own(server.port, to, json!({}))).await;
        assert_eq!((why(&sent), sent.status), (expected, Some(code)));
    }
}

#[tokio::test]
async fn a_server_that_says_no_is_asked_later_or_never() {
    let rcpt = |reply: &str| json!({ "rcpt": { "relay@example.org": reply } });
    for (settings, outcome, reply) in [
        (
            json!({ "mail": "451 4.3.0 busy" }),
            LATER,
            "the mail server refuses the sender: 451 4.3.0 busy",
        ),
        (rcpt("450 4.2.0 greylisted"), LATER, "450 4.2.0 greylisted"),
        (
            rcpt("550 5.1.1 relay@example.org: no such user"),
            Outcome::Refused,
            "550 5.1.1 relay@example.org: no such user",
        ),
        (
            json!({ "data": "451 4.3.0 disk full" }),
            LATER,
            "451 4.3.0 disk full",
        ),
        (
            json!({ "data": "554 5.5.1 no" }),
            Outcome::Refused,
            "554 5.5.1 no",
        ),
        (
            json!({ "end": "451 4.3.0 try again" }),
            LATER,
            "451 4.3.0 try again",
        ),
        (
            json!({ "end": "554 5.7.0 spam" }),
            Outcome::Refused,
            "554 5.7.0 spam",
        ),
        (
            json!({ "end": "close" }),
            LATER,
            "the mail server closed the connection",
        ),
    ] {
        let server = MailServer::new(settings.clone());
        let sent = send(
            &server,
            &own(server.port, &["relay@example.org"], json!({})),
        )
        .await;
        assert_eq!(
            (&sent.outcome, sent.reply.as_str()),
            (&outcome, reply),
            "{settings}"
        );
        assert_eq!(sent.taken, None);
    }
}

#[tokio::test]
async fn each_recipient_gets_a_mail_of_its_own_and_only_once() {
    let server = MailServer::new(json!({ "rcpt": {
        "bob@example.org": "550 5.1.1 no such user",
        "cy@example.org": "450 4.2.0 later",
    } }));
    let to = &[
        "ada@example.org",
        "bob@example.org",
        "cy@example.org",
        "Di@Example.org",
    ];
    let config = own(server.port, to, json!({}));
    let sent = send(&server, &config).await;
    assert_eq!((&sent.outcome, sent.status), (&LATER, Some(450)));
    let expected = "bob@example.org: 550 5.1.1 no such user; cy@example.org: 450 4.2.0 later; \
                    ada@example.org: 250 2.0.0 OK: queued as 0; \
                    Di@example.org: 250 2.0.0 OK: queued as 1";
    assert_eq!(sent.reply, expected);
    let to: Vec<_> = server
        .mails()
        .iter()
        .map(|mail| mail.to().to_owned())
        .collect();
    assert_eq!(to, ["ada@example.org", "Di@example.org"]);

    // The one that waited gets it from a server that is ready now.
    let ready = MailServer::new(json!({ "rcpt": { "bob@example.org": "550 no such user" } }));
    let Config::Email(mut email) = config else {
        panic!("it is mail");
    };
    email.port = Some(ready.port);
    let config = Config::Email(email);
    let alert = alert(AlertKind::IncidentOpened);
    let mut message = message(&alert);
    message.taken = sent.taken.as_deref();
    let sent = channel::send(&config, &message, &means()).await;
    assert_eq!(sent.outcome, DELIVERED);
    assert_eq!(ready.only().to(), "cy@example.org");

    // All of those who will ever get it have it.
    message.taken = sent.taken.as_deref();
    let sent = channel::send(&config, &message, &means()).await;
    assert_eq!(sent.outcome, DELIVERED);
    assert_eq!(sent.reply, "bob@example.org: 550 no such user");
    assert_eq!(ready.mails().len(), 1);
}

#[tokio::test]
async fn a_connection_that_ends_early_is_opened_again() {
    let server = MailServer::new(json!({ "leave_after": 2 }));
    let to: Vec<_> = (0..5)
        .map(|number| format!("u{number}@example.org"))
        .collect();
    let to: Vec<_> = to.iter().map(String::as_str).collect();
    let sent = send(&server, &own(server.port, &to, json!({}))).await;
    assert_eq!(sent.outcome, DELIVERED, "{sent:?}");
    assert_eq!(server.mails().len(), 5);
}

#[tokio::test]
async fn a_silent_server_costs_no_more_than_the_deadline() {
    let mut attempts = JoinSet::new();
    for (hang, expected) in [
        ("mail", "no answer to the sender within 4 s"),
        ("rcpt", "no answer to a recipient within 4 s"),
        ("end", "no answer to a mail within 4 s"),
    ] {
        attempts.spawn(async move {
            let server = MailServer::new(json!({ "hang": hang }));
            let config = own(server.port, &["ada@example.org"], json!({}));
            let alert = alert(AlertKind::IncidentOpened);
            let mut means = means();
            means.deadline = Duration::from_secs(4);
            let sent = channel::send(&config, &message(&alert), &means).await;
            assert_eq!((&sent.outcome, sent.reply.as_str()), (&LATER, expected));
            assert!(sent.took < Duration::from_secs(6), "{:?}", sent.took);
        });
    }
    attempts.join_all().await;
}

#[tokio::test]
async fn the_operators_server_is_trusted_and_a_channels_own_is_not() {
    let server = MailServer::new(json!({ "tls": "starttls", "user": "u", "password": "S3CRET:/" }));
    let alert = alert(AlertKind::IncidentOpened);
    let mut means = means();
    means.egress = EgressPolicy::new(vec![]);
    means.tls = server.tls();
    let own = own(server.port, &["ada@example.org"], json!({}));
    let sent = channel::send(&own, &message(&alert), &means).await;
    assert!(
        why(&sent).contains("127.0.0.1 is a loopback address"),
        "{sent:?}"
    );

    let config = json!({ "kind": "email", "to": ["ada@example.org"] });
    let config: Config = serde_json::from_value(config).unwrap();
    let sent = channel::send(&config, &message(&alert), &means).await;
    assert!(
        why(&sent).starts_with("there is no mail server"),
        "{sent:?}"
    );

    let port = server.port;
    let url = format!("smtp://u:S3CRET%3A%2F@127.0.0.1:{port}?from=Ops <ops@upbeat.test>");
    let smtp: Smtp = url.parse().unwrap();
    means.mail = Some(smtp);
    let debug = format!("{means:?}");
    assert!(!debug.contains("S3CRET"), "{debug}");
    let sent = channel::send(&config, &message(&alert), &means).await;
    assert_eq!(sent.outcome, DELIVERED, "{sent:?}");
    assert_eq!(server.only().header("From"), "Ops <ops@upbeat.test>");
}

#[tokio::test]
async fn the_installation_sends_mails_of_its_own() {
    let server = MailServer::new(json!({}));
    let url = format!(
        "smtp://127.0.0.1:{}?starttls=never&from=upbeat@upbeat.test",
        server.port
    );
    let mut means = Means {
        mail: Some(url.parse::<Smtp>().unwrap()),
        ..means()
    };
    let text = Text {
        tone: Tone::Neutral,
        title: "Invitation to <Acme>".to_owned(),
        lead: Some("ada@example.org invites you".to_owned()),
        facts: Vec::new(),
        url: None,
        link: Some("https://upbeat.example.org/invitation#upi_x".to_owned()),
        details: Vec::new(),
    };
    let sent = channel::email::send(&means, "bob@example.org", text.clone(), 0).await;
    assert_eq!(sent, Ok(()));
    let mail = server.only();
    assert_eq!(mail.to(), "bob@example.org");
    assert_eq!(mail.header("Subject"), "Invitation to <Acme>");
    assert!(
        mail.text("text")
            .contains("https://upbeat.example.org/invitation#upi_x")
    );
    means.mail = None;
    let sent = channel::email::send(&means, "bob@example.org", text, 0).await;
    assert!(sent.unwrap_err().contains("UPBEAT_SMTP_URL"));
}
