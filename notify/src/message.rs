//! What a channel is asked to say.

use entity::alert::Alert;
use jiff::tz::TimeZone;
use uuid::Uuid;

/// One alert for one channel, at one attempt.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    /// Id of the delivery, the same at every attempt.
    pub id: Uuid,
    /// The facts.
    pub alert: &'a Alert,
    /// When this attempt is made, in milliseconds of Unix time.
    pub now_ms: i64,
    /// Zone of the times in texts.
    pub zone: &'a TimeZone,
    /// Absolute URL of the incident or the website in the dashboard; left out if `None`.
    pub link: Option<String>,
    /// Receipt of the incident's first message on this channel, to reply to.
    pub thread: Option<&'a str>,
    /// [`Sent::taken`](crate::channel::Sent::taken) of the attempt before this one at the same
    /// delivery.
    pub taken: Option<&'a str>,
    /// Whether only short plain text is said, because more was refused.
    pub is_plain: bool,
}
