//! What every kind of channel does with what services do.

use std::time::{Duration, Instant};

use entity::alert::AlertKind;
use notify::channel::{self, Outcome};
use notify::sample;

use crate::alerts::{HOSTILE, alert, alert_of, means, message, send};
use crate::kind::{Kind, kinds};
use crate::stand_in::{Answer, StandIn};

/// Every kind with a service that always answers so.
async fn each(answer: Answer) -> Vec<(Kind, StandIn)> {
    let service = StandIn::always(answer).await;
    let kinds = kinds(&service.url).into_iter();
    kinds.map(|kind| (kind, service.clone())).collect()
}

#[tokio::test]
async fn every_kind_delivers_every_kind_of_alert_within_the_limits() {
    let mut served = Vec::new();
    for (place, kind) in kinds("").into_iter().enumerate() {
        let service = StandIn::new(kind.service).await;
        let config = kinds(&service.url).into_iter().nth(place).unwrap().config;
        served.push((config, service));
    }
    let long = "\"<&>\u{1}😀@everyone ".repeat(3_000);
    for (config, service) in served {
        for kind in sample::KINDS {
            for alert in [alert(kind), alert_of(kind, HOSTILE), alert_of(kind, &long)] {
                for is_plain in [false, true] {
                    let mut message = message(&alert);
                    message.is_plain = is_plain;
                    let sent = channel::send(&config, &message, &means()).await;
                    let is_delivered = matches!(sent.outcome, Outcome::Delivered { .. });
                    assert!(
                        is_delivered,
                        "{config:?} {kind:?} {sent:?} {:?}",
                        service.seen().last()
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn every_kind_waits_as_long_as_a_service_asks_for() {
    for (header, expected) in [
        ("Retry-After: 7\r\n", Some(Duration::from_secs(7))),
        ("Retry-After: 0.5\r\n", Some(Duration::from_millis(500))),
        (
            "Retry-After: Mon, 30 Nov 2026 09:12:35 GMT\r\n",
            Some(Duration::from_secs(30)),
        ),
        ("Retry-After: 86400\r\n", Some(Duration::from_secs(3_600))),
        ("", None),
    ] {
        for status in [408, 425, 429, 500, 503] {
            let answer = Answer::Full(status, header, "slow down".to_owned());
            for (kind, _) in each(answer).await {
                let sent = send(&kind.config, AlertKind::IncidentOpened).await;
                let expected = Outcome::Later { after: expected };
                assert_eq!(sent.outcome, expected, "{:?}", kind.config);
                assert_eq!(
                    (sent.status, sent.reply.as_str()),
                    (Some(status), "slow down")
                );
            }
        }
    }
}

#[tokio::test]
async fn statuses_mean_what_services_document_and_nothing_to_a_webhook() {
    for status in [302, 400, 401, 403, 404, 410, 413, 422] {
        let headers = "Location: http://127.0.0.1:1/\r\n";
        let answer = Answer::Full(status, headers, "no: S3CRET \u{1b}[31m".to_owned());
        for (kind, service) in each(answer).await {
            let before = service.seen().len();
            let sent = send(&kind.config, AlertKind::IncidentOpened).await;
            assert_eq!(service.seen().len(), before + 1);
            let is_right = match (&sent.outcome, status) {
                (Outcome::Broken { why }, 410) => why.contains("410 Gone"),
                (Outcome::Later { .. }, _) => !kind.is_known,
                (Outcome::Refused, 400 | 413 | 422) => kind.is_known,
                (Outcome::Broken { .. }, 302 | 401 | 403 | 404) => kind.is_known,
                _ => false,
            };
            assert!(is_right, "{:?} to {status}: {sent:?}", kind.config);
            assert!(!sent.reply.contains('\u{1b}'));
        }
    }
}

#[tokio::test]
async fn whatever_a_service_does_costs_little_and_is_told_without_secrets() {
    for answer in [
        Answer::Close,
        Answer::Silence,
        Answer::Half(500),
        Answer::Huge(500),
        Answer::text(500, "S3CRET ".repeat(1_000).as_str()),
    ] {
        for (kind, _) in each(answer.clone()).await {
            let mut means = means();
            if matches!(answer, Answer::Silence) {
                means.deadline = Duration::from_millis(200);
            }
            let began = Instant::now();
            let alert = alert(AlertKind::IncidentOpened);
            let sent = channel::send(&kind.config, &message(&alert), &means).await;
            assert_eq!(sent.outcome, Outcome::Later { after: None }, "{answer:?}");
            assert!(began.elapsed() < Duration::from_secs(20), "{answer:?}");
            assert!(sent.reply.len() <= 1_024);
        }
    }
}

#[tokio::test]
async fn a_service_that_echoes_what_it_got_reveals_nothing() {
    for place in 0..kinds("").len() {
        for status in [403, 500] {
            let service = StandIn::new(move |seen| {
                let headers: Vec<_> = seen
                    .headers
                    .iter()
                    .map(|(_, value)| value.as_str())
                    .collect();
                Answer::text(status, &format!("{} {}", seen.path, headers.join(" ")))
            })
            .await;
            let config = kinds(&service.url).into_iter().nth(place).unwrap().config;
            let (_, secrets) = config.clone().split().unwrap();
            let sent = send(&config, AlertKind::IncidentOpened).await;
            let said = format!("{sent:?}");
            for secret in secrets.unwrap().as_object().unwrap().values() {
                let secret = secret.as_str().unwrap_or("Bearer S3CRET");
                assert!(!said.contains(secret), "{said}");
                let last = secret.rsplit('/').next().unwrap();
                assert!(last.len() < 6 || !said.contains(last), "{said}");
                let encoded = "QUMxOnRva1MzQ1JFVA==";
                assert!(
                    !said.contains("S3CRET") && !said.contains(encoded),
                    "{said}"
                );
            }
        }
    }
}

#[tokio::test]
async fn a_private_address_breaks_a_channel_and_a_refused_connection_does_not() {
    let alert = alert(AlertKind::IncidentOpened);
    for kind in kinds("http://10.0.0.1") {
        let sent = channel::send(&kind.config, &message(&alert), &means()).await;
        let Outcome::Broken { why } = &sent.outcome else {
            panic!("{sent:?}");
        };
        assert!(why.contains("10.0.0.1 is private"), "{why}");
        assert_eq!((sent.status, &sent.reply), (None, why));
    }
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap();
    for kind in kinds(&format!("http://{address}")) {
        let sent = channel::send(&kind.config, &message(&alert), &means()).await;
        assert_eq!(sent.outcome, Outcome::Later { after: None });
        assert_eq!(sent.reply, format!("connection refused by {address}"));
    }
}
