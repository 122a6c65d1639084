//! Mails of the installation itself.

use std::time::Duration;

use notify::channel::email;
use notify::text::{Text, Tone};
use tracing::warn;

use super::Handles;

/// Pauses before further attempts: whoever waits for a mail does so for a minute or two.
const PAUSES: [Duration; 3] = [
    Duration::from_secs(5),
    Duration::from_secs(20),
    Duration::from_secs(60),
];

/// What a mail says.
#[derive(Debug)]
pub struct Mail {
    /// Its subject.
    pub title: String,
    /// What it is about, in a sentence or two.
    pub lead: String,
    /// Where it leads to.
    pub link: Option<String>,
}

/// Sends `mail` to `to` in the background, if there is a mail server. How that goes changes no
/// answer: it would tell who has an account.
pub fn send(handles: &Handles, to: String, mail: Mail) {
    let deliverer = handles.alerts.clone();
    if deliverer.means.mail.is_none() {
        return;
    }
    let text = Text {
        tone: Tone::Neutral,
        title: mail.title,
        lead: Some(mail.lead),
        facts: Vec::new(),
        url: None,
        link: mail.link,
        details: Vec::new(),
    };
    tokio::spawn(async move {
        let mut pauses = PAUSES.iter();
        loop {
            let now_ms = deliverer.clock.now_ms();
            let sent = email::send(&deliverer.means, &to, text.clone(), now_ms).await;
            let Err(why) = sent else { return };
            let Some(pause) = pauses.next() else {
                warn!("A mail of the installation could not be sent: {why}");
                return;
            };
            tokio::time::sleep(*pause).await;
        }
    });
}
