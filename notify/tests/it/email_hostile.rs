//! Email to servers that break the rules.

use std::time::Duration;

use entity::alert::AlertKind;
use notify::channel::{self, Outcome, Sent};
use serde_json::{Value, json};

use crate::alerts::{alert, means, message};
use crate::mail_server::{own, scripted};

const LATER: Outcome = Outcome::Later { after: None };

/// Sends the usual alert to a server that says `replies`.
async fn send(replies: &[&[u8]], more: Value) -> Sent {
    let is_silent = replies.contains(&&b""[..]);
    let replies = replies.iter().map(|reply| reply.to_vec()).collect();
    let config = own(scripted(replies).await, &["ada@example.org"], more);
    let alert = alert(AlertKind::IncidentOpened);
    let mut means = means();
    if is_silent {
        means.deadline = Duration::from_secs(2);
    }
    channel::send(&config, &message(&alert), &means).await
}

#[tokio::test]
async fn what_is_no_smtp_is_tried_again_later() {
    let starttls = json!({ "security": "starttls" });
    let plain = json!({});
    let endless = "2".repeat(600_000);
    let endless = endless.as_bytes();
    for (replies, expected, encrypted) in [
        (
            vec![&b""[..]],
            "no greeting within 2 s",
            "no greeting (does this port expect TLS from the beginning?) within 2 s",
        ),
        (
            vec![b"HTTP/1.1 400 Bad Request\r\n\r\n"],
            "the answer is not SMTP",
            "the answer is not SMTP",
        ),
        (
            vec![b"\x15\x03\x01\0\x02\x02\x46\r\n"],
            "the answer is not SMTP",
            "the answer is not SMTP",
        ),
        (
            vec![b"220 h\r\n"],
            "the mail server closed the connection",
            "the mail server closed the connection",
        ),
        (
            vec![b"421 4.3.2 busy\r\n", b"221 bye\r\n"],
            "the mail server refuses mail from this server: 421 4.3.2 busy",
            "the mail server refuses mail from this server: 421 4.3.2 busy",
        ),
        (
            vec![endless],
            "the mail server says too much",
            "the answer is not SMTP",
        ),
    ] {
        let sent = send(&replies, plain.clone()).await;
        assert_eq!((&sent.outcome, sent.reply.as_str()), (&LATER, expected));
        let sent = send(&replies, starttls.clone()).await;
        assert_eq!((&sent.outcome, sent.reply.as_str()), (&LATER, encrypted));
    }
}

#[tokio::test]
async fn blank_lines_and_old_letters_are_taken() {
    for (greeting, offers, end, expected) in [
        (
            &b"220  h\r\n"[..],
            &b"250-h\r\n250- \r\n250-\t\r\n250  \r\n"[..],
            &b"250  \r\n"[..],
            "250 -",
        ),
        (
            b"220 \xfcber\r\n",
            b"250-h\r\n250 \xe4\r\n",
            b"250 nie\xdfen\r\n",
            "250 nie?en",
        ),
    ] {
        let ok: &[u8] = b"250 ok\r\n";
        // The lines of the mail count as commands: the rest is never said.
        let replies = [greeting, offers, ok, ok, b"354 go\r\n", end, b"221 bye\r\n"];
        let sent = send(&replies, json!({})).await;
        assert_eq!(
            sent.outcome,
            Outcome::Delivered { receipt: None },
            "{sent:?}"
        );
        assert_eq!(sent.reply, expected);
    }
}

#[tokio::test]
async fn what_is_put_in_before_tls_is_not_heard_after_it() {
    // Everything that the rest takes is there already.
    let injected = b"220 go\r\n250 mine\r\n250 mine\r\n250 mine\r\n354 mine\r\n250 mine\r\n";
    let replies: [&[u8]; 3] = [b"220 h\r\n", b"250-h\r\n250 StartTLS \r\n", injected];
    let sent = send(&replies, json!({ "security": "starttls" })).await;
    assert_eq!(sent.outcome, LATER);
    assert_eq!(sent.reply, "TLS: the answer is not TLS");
}

#[tokio::test]
async fn a_server_that_repeats_the_login_reveals_nothing() {
    for said in ["S3CRET-9", "AGFkYQBTM0NSRVQtOQ==", "UzNDUkVULTk="] {
        for code in [454, 501, 535] {
            let reply = format!("{code} you said {said}\r\n");
            let replies: [&[u8]; 4] = [
                b"220 h\r\n",
                b"250-h\r\n250 AUTH PLAIN\r\n",
                reply.as_bytes(),
                b"221 bye\r\n",
            ];
            let login = json!({ "user": "ada", "password": "S3CRET-9" });
            let sent = send(&replies, login).await;
            assert_eq!(sent.status, Some(code), "{sent:?}");
            let line = format!("the mail server refuses the login: {code} you said ***");
            assert_eq!(sent.reply, line);
            assert!(!format!("{sent:?}").contains(said));
        }
    }
}
