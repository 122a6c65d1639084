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

impl Mail {
    /// A mail that leads nowhere.
    pub fn new(title: &str, lead: String) -> Self {
        Self {
            title: title.to_owned(),
            lead,
            link: None,
        }
    }

    /// A mail with a link to the page `path`, which is given `token`. An installation that does not
    /// know its own address mails the token alone.
    pub fn with_token(handles: &Handles, title: &str, lead: &str, path: &str, token: &str) -> Self {
        let link = link(handles, path, token);
        let lead = match &link {
            Some(_) => lead.to_owned(),
            None => format!("{lead} This installation has no link for it; the token is {token}"),
        };
        Self {
            link,
            ..Self::new(title, lead)
        }
    }
}

/// Whether this installation has a mail server.
pub fn is_possible(handles: &Handles) -> bool {
    handles.alerts.means.mail.is_some()
}

/// Link to the page `path`, which is given `token`, if the installation knows its own address. The
/// token is in the fragment, which no server and no log sees.
pub fn link(handles: &Handles, path: &str, token: &str) -> Option<String> {
    let base = handles.alerts.public_url.as_ref()?;
    let mut url = base.join(path).ok()?;
    url.set_fragment(Some(token));
    Some(url.into())
}

/// A name that whoever makes somebody get a mail chose, if no mail program makes a link of it.
pub fn harmless(name: &str) -> Option<&str> {
    let chars: Vec<char> = name.chars().collect();
    let is_domain =
        |part: &[char]| matches!(part, [a, '.', b] if a.is_alphanumeric() && b.is_alphanumeric());
    let is_link = name.contains("://") || name.contains('@') || chars.windows(3).any(is_domain);
    (!is_link).then_some(name)
}

/// Sends `mail` to `to` in the background, if there is a mail server. How that goes changes no
/// answer: it would tell who has an account.
pub fn send(handles: &Handles, to: String, mail: Mail) {
    let deliverer = handles.alerts.clone();
    if !is_possible(handles) {
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
