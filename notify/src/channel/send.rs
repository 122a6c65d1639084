//! One attempt to deliver.

use std::time::{Duration, Instant};

use net::fetch::{BODY_BYTES, FetchErrorKind, Reply, Tls, fetch};
use net::{Dialer, EgressPolicy, Family, Purpose, Resolver};

use super::email::Smtp;
use super::{Attempt, Http, Outcome, Request, reply};
use crate::message::Message;

/// Most bytes of what a service calls a message; those of Matrix have at most 255.
const RECEIPT_BYTES: usize = 300;

/// How long a further request may take: until it ends, nobody knows that the message is delivered.
const FURTHER_LIMIT: Duration = Duration::from_secs(10);

/// By what means messages are sent.
#[derive(Clone, Debug)]
pub struct Means {
    /// Which addresses may be reached.
    pub egress: EgressPolicy,
    /// Who is asked for names.
    pub resolver: Resolver,
    /// Whom TLS trusts.
    pub tls: Tls,
    /// The operator's mail server, for channels that bring none. Its address is trusted.
    pub mail: Option<Smtp>,
    /// How long one attempt may take, everything included.
    pub deadline: Duration,
}

/// How an attempt went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// What became of the message.
    pub outcome: Outcome,
    /// Status of the reply.
    pub status: Option<u16>,
    /// The beginning of the reply, at most 1 KiB without control characters, or why there was
    /// none. The channel's own secrets in it are `***`.
    pub reply: String,
    /// How long it took.
    pub took: Duration,
    /// Who has the message now, if it is for several and the receivers take it one by one. The
    /// next attempt must be told, or they get it twice: [`Message::taken`].
    pub taken: Option<String>,
}

impl<C: Http + Sync> Attempt for C {
    async fn attempt(&self, secrets: Vec<String>, message: &Message<'_>, means: &Means) -> Sent {
        over_http(self, secrets, message, means).await
    }
}

/// Makes one attempt to say `message` by a request.
async fn over_http<C: Http>(
    config: &C,
    mut secrets: Vec<String>,
    message: &Message<'_>,
    means: &Means,
) -> Sent {
    let began = Instant::now();
    let request = config.request(message);
    secrets.extend(request.credentials());
    let mut sent = match ask(request, C::REPLY_BYTES, means, means.deadline).await {
        Ok(mut answer) => {
            hide(&mut answer.body, &secrets);
            Sent {
                outcome: config.judge(&answer, message.now_ms),
                status: Some(answer.status.as_u16()),
                reply: reply::text(&answer.body),
                took: began.elapsed(),
                taken: None,
            }
        }
        Err((outcome, reply)) => Sent {
            outcome,
            status: None,
            reply,
            took: began.elapsed(),
            taken: None,
        },
    };
    if let Outcome::Delivered { receipt } = &mut sent.outcome {
        *receipt = receipt.take().filter(|it| is_receipt(it));
    }
    let left = means.deadline.saturating_sub(began.elapsed());
    if matches!(sent.outcome, Outcome::Delivered { .. })
        && let Some(further) = config.further(message)
        && !left.is_zero()
    {
        // The message is delivered, so whatever this one meets changes nothing.
        let _ = ask(further, BODY_BYTES, means, left.min(FURTHER_LIMIT)).await;
        sent.took = began.elapsed();
    }
    sent
}

/// The reply to `request`, or what its lack means and why there is none.
async fn ask(
    request: Request,
    reply_bytes: usize,
    means: &Means,
    limit: Duration,
) -> Result<Reply, (Outcome, String)> {
    let broken = |why: String| {
        let outcome = Outcome::Broken { why: why.clone() };
        (outcome, why)
    };
    let request = request
        .into_fetched(reply_bytes)
        .map_err(|problem| broken(format!("the request cannot be sent: {problem}")))?;
    let dialer = Dialer {
        egress: &means.egress,
        resolver: &means.resolver,
        family: Family::Any,
        purpose: Purpose::Any,
    };
    let reply = fetch(dialer, &means.tls, request, limit).await;
    reply.map_err(|err| match err.kind {
        // Neither changes by itself.
        FetchErrorKind::Blocked | FetchErrorKind::Request => broken(err.reason),
        _ => (Outcome::Later { after: None }, err.reason),
    })
}

/// Whether what a service calls a message can be kept.
fn is_receipt(receipt: &str) -> bool {
    receipt.len() <= RECEIPT_BYTES && !receipt.chars().any(char::is_control)
}

/// Replaces what is secret in `body`, the longest first. This comes before any cut, which could
/// leave half of a secret.
pub(super) fn hide(body: &mut Vec<u8>, secrets: &[String]) {
    let mut secrets: Vec<_> = secrets.iter().collect();
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    let mut text = String::from_utf8_lossy(body).into_owned();
    let len = text.len();
    for secret in secrets {
        text = text.replace(secret.as_str(), "***");
    }
    if text.len() != len {
        *body = text.into_bytes();
    }
}
