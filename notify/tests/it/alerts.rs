//! Alerts and means for tests.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use entity::alert::{Alert, AlertKind, AlertRegion};
use jiff::tz::TimeZone;
use net::fetch::Tls;
use net::roots::Roots;
use net::{EgressPolicy, Resolver};
use notify::channel::{self, Config, Means, Sent};
use notify::{Message, sample};
use uuid::Uuid;

pub(crate) const AT_MS: i64 = 1_796_029_925_000;
pub(crate) const ID: Uuid = Uuid::from_u128(0x019a_d000_0000_7000_8000_0000_0000_0003);

/// What a user may call a website, or a website say of itself, to do harm.
pub(crate) const HOSTILE: &str = "<!channel> @everyone @here @all @channel <@U1> <users/all> \
                                  <b>&amp;*x*_y_~z~`c` [a](https://evil.test) \"q\" \\ |t| {{7*7}}";

/// Means with which only loopback is reached.
pub(crate) fn means() -> Means {
    // Reading the system's roots takes long.
    static TLS: LazyLock<Tls> = LazyLock::new(|| {
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        Tls::new(Arc::new(Roots::new(vec![], &provider).unwrap())).unwrap()
    });
    Means {
        egress: EgressPolicy::new(vec!["127.0.0.0/8".parse().unwrap()]),
        resolver: Resolver::with_servers(&["127.0.0.1:9".parse().unwrap()]),
        tls: TLS.clone(),
        mail: None,
        deadline: Duration::from_secs(30),
    }
}

/// A message about `alert`.
pub(crate) fn message(alert: &Alert) -> Message<'_> {
    Message {
        id: ID,
        alert,
        now_ms: alert.at_ms,
        zone: const { &TimeZone::UTC },
        link: Some("https://upbeat.test/incidents/1?a=b&c=d".to_owned()),
        thread: None,
        taken: None,
        is_plain: false,
    }
}

/// The usual alert of `kind`.
pub(crate) fn alert(kind: AlertKind) -> Alert {
    sample::alert(kind, AT_MS)
}

/// The beginning of a trouble of a region, and its end 5 minutes later, which are messages of their
/// own.
pub(crate) async fn send_trouble(config: &Config) -> [Sent; 2] {
    let begun = alert(AlertKind::RegionTrouble);
    let mut over = begun.clone();
    over.at_ms += 300_000;
    over.trouble.as_mut().unwrap().is_over = true;
    let other = Message {
        id: Uuid::from_u128(4),
        ..message(&over)
    };
    [
        channel::send(config, &message(&begun), &means()).await,
        channel::send(config, &other, &means()).await,
    ]
}

/// The key of that trouble.
pub(crate) const TROUBLE: &str = "upbeat:silent_region:tokyo:1796029925000";

/// One in which every text is as `text` says.
pub(crate) fn alert_of(kind: AlertKind, text: &str) -> Alert {
    let mut alert = alert(kind);
    if let Some(website) = &mut alert.website {
        website.name = text.to_owned();
        website.url = format!("https://shop.test/{text}");
    }
    if let Some(incident) = &mut alert.incident {
        incident.cause = text.to_owned();
        incident.by = Some(text.to_owned());
    }
    let region = AlertRegion {
        name: text.to_owned(),
        status: entity::WebsiteStatus::Down,
        reason: Some(text.to_owned()),
    };
    alert.regions = vec![region; 40];
    alert.summary = Some(text.to_owned());
    if let Some(listed) = &mut alert.listed {
        listed.worst = vec![text.to_owned(); 10];
    }
    alert
}

/// Sends the usual alert of `kind`.
pub(crate) async fn send(config: &Config, kind: AlertKind) -> Sent {
    let alert = alert(kind);
    channel::send(config, &message(&alert), &means()).await
}
