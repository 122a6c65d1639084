//! What mails say, as a real mail server gets them.

use entity::alert::AlertKind;
use notify::channel::{self, Config, Outcome, Sent};
use serde_json::{Value, json};

use crate::alerts::{AT_MS, HOSTILE, alert, alert_of, means, message};
use crate::mail_server::{MailServer, own};

pub(crate) const DELIVERED: Outcome = Outcome::Delivered { receipt: None };

/// Sends the usual alert by `config`, whose own server is `server`.
pub(crate) async fn send(server: &MailServer, config: &Config) -> Sent {
    let alert = alert(AlertKind::IncidentOpened);
    let mut means = means();
    means.tls = server.tls();
    channel::send(config, &message(&alert), &means).await
}

#[tokio::test]
async fn a_mail_says_it_in_text_and_in_html() {
    let server = MailServer::new(json!({}));
    let config = own(server.port, &["ada@example.org"], json!({}));
    let sent = send(&server, &config).await;
    assert_eq!(
        (&sent.outcome, sent.status),
        (&DELIVERED, Some(250)),
        "{sent:?}"
    );
    assert_eq!(sent.reply, "250 2.0.0 OK: queued as 0");

    let mail = server.only();
    assert_eq!(mail.text("peer"), "upbeat.test");
    assert_eq!(mail.text("from"), "ops@upbeat.test");
    assert_eq!(mail.to(), "ada@example.org");
    for (name, expected) in [
        ("From", "Upbeat <ops@upbeat.test>"),
        ("To", "ada@example.org"),
        ("Subject", "DOWN: Shop"),
        ("Date", "Mon, 30 Nov 2026 09:12:05 +0000"),
        (
            "Message-ID",
            "<019ad000-0000-7000-8000-000000000003@upbeat.test>",
        ),
        (
            "In-Reply-To",
            "<019ad000-0000-7000-8000-000000000001@upbeat.test>",
        ),
        (
            "References",
            "<019ad000-0000-7000-8000-000000000001@upbeat.test>",
        ),
        ("Auto-Submitted", "auto-generated"),
    ] {
        assert_eq!(mail.header(name), expected);
    }
    let kind = mail.header("Content-Type");
    assert!(kind.starts_with("multipart/alternative;"), "{kind}");
    assert!(mail.text("raw").is_ascii());
    let text = mail.text("text").replace("\r\n", "\n");
    let start = "DOWN: Shop\n\nconnection refused by 192.0.2.1:443 in 2 of 3 regions\n\
                 Since: 2026-11-30 09:12:05 UTC\nhttps://shop.example.org/\n\
                 https://upbeat.test/incidents/1?a=b&c=d\n- frankfurt: down, ";
    assert!(text.starts_with(start), "{text}");
    let html = mail.text("html");
    for part in [
        ">DOWN: Shop</h1>",
        "solid #d92d20",
        ">Since</th><td style=\"padding:0\">2026-11-30 09:12:05 UTC</td>",
        "<li>virginia: up</li>",
        "<a href=\"https://upbeat.test/incidents/1?a=b&amp;c=d\">Open in Upbeat</a>",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[tokio::test]
async fn only_what_has_a_page_has_a_link_and_nothing_is_loaded() {
    let server = MailServer::new(json!({}));
    let config = own(server.port, &["ada@example.org"], json!({}));
    let alert = alert(AlertKind::Summary);
    let mut message = message(&alert);
    message.link = None;
    let sent = channel::send(&config, &message, &means()).await;
    assert_eq!(sent.outcome, DELIVERED);
    message.is_plain = true;
    let sent = channel::send(&config, &message, &means()).await;
    assert_eq!(sent.outcome, DELIVERED);
    let [full, plain] = &server.mails()[..] else {
        panic!("two mails");
    };
    let html = full.text("html");
    for part in ["href", "src", "url(", "<img", "<link", "<script", "@import"] {
        assert!(!html.contains(part), "{part}");
    }
    // It is about no incident.
    assert_eq!(full.header("References"), "");
    assert_eq!(plain.0["html"], Value::Null);
    assert_eq!(plain.text("text").trim(), "SUMMARY: 12 down, 3 resolved");
}

#[tokio::test]
async fn whatever_a_website_is_called_it_stays_text() {
    let server = MailServer::new(json!({}));
    let config = own(server.port, &["ada@example.org"], json!({}));
    let names = [
        HOSTILE,
        "\r\nBcc: eve@evil.test\r\n\r\n<script>",
        ".\r\n.\r\nMAIL FROM:<eve@evil.test>",
        "=?utf-8?q?x?= J\u{fc}rgen \u{1f600} \u{202e}",
    ];
    for name in names {
        for kind in notify::sample::KINDS {
            let alert = alert_of(kind, name);
            let sent = channel::send(&config, &message(&alert), &means()).await;
            assert_eq!(sent.outcome, DELIVERED, "{name}: {sent:?}");
        }
    }
    let mails = server.mails();
    assert_eq!(mails.len(), names.len() * notify::sample::KINDS.len());
    for mail in &mails {
        assert_eq!(mail.header("Bcc"), "");
        assert!(mail.text("raw").is_ascii());
        let raw = mail.text("raw").lines().map(str::len).max().unwrap();
        assert!(raw <= 998, "{raw}");
        let html = mail.text("html");
        assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
    }
    let emoji = mails[names.len() * notify::sample::KINDS.len() - 11].header("Subject");
    assert_eq!(emoji, "DOWN: = ?utf-8?q?x?= J\u{fc}rgen \u{1f600}");
    let dots = mails[22].text("text").replace("\r\n", "\n");
    assert!(
        dots.starts_with("DOWN: . . MAIL FROM:<eve@evil.test>\n\n"),
        "{dots}"
    );
}

#[tokio::test]
async fn every_attempt_has_the_same_id_and_its_own_date() {
    let server = MailServer::new(json!({}));
    let config = own(server.port, &["ada@example.org"], json!({}));
    let alert = alert(AlertKind::IncidentResolved);
    let mut message = message(&alert);
    for late_ms in [0, 240_000, i64::MAX - AT_MS] {
        message.now_ms = AT_MS + late_ms;
        channel::send(&config, &message, &means()).await;
    }
    let mails = server.mails();
    let ids: Vec<_> = mails.iter().map(|mail| mail.header("Message-ID")).collect();
    assert_eq!(
        ids,
        ["<019ad000-0000-7000-8000-000000000003@upbeat.test>"; 3]
    );
    assert_eq!(mails[1].header("Date"), "Mon, 30 Nov 2026 09:16:05 +0000");
    assert!(mails[1].text("text").contains("Late: delayed by 4 min"));
}
