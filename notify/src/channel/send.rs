//! One attempt to deliver.

use std::time::{Duration, Instant};

use net::fetch::{FetchErrorKind, Reply, Tls, fetch};
use net::{Dialer, EgressPolicy, Family, Purpose, Resolver};

use super::{Config, Outcome, Request, reply};
use crate::message::Message;

/// By what means messages are sent.
#[derive(Clone, Debug)]
pub struct Means {
    /// Which addresses may be reached.
    pub egress: EgressPolicy,
    /// Who is asked for names.
    pub resolver: Resolver,
    /// Whom TLS trusts.
    pub tls: Tls,
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
}

/// Makes one attempt to say `message` on the channel with `config`.
pub async fn send(config: &Config, message: &Message<'_>, means: &Means) -> Sent {
    let began = Instant::now();
    let request = config.request(message);
    let mut secrets = config.secret_texts();
    secrets.extend(request.credentials());
    let mut sent = match ask(request, means, means.deadline).await {
        Ok(mut answer) => {
            hide(&mut answer.body, &secrets);
            Sent {
                outcome: config.judge(&answer, message.now_ms),
                status: Some(answer.status.as_u16()),
                reply: reply::text(&answer.body),
                took: began.elapsed(),
            }
        }
        Err((outcome, reply)) => Sent {
            outcome,
            status: None,
            reply,
            took: began.elapsed(),
        },
    };
    let left = means.deadline.saturating_sub(began.elapsed());
    if matches!(sent.outcome, Outcome::Delivered { .. })
        && let Some(further) = config.further(message)
        && !left.is_zero()
    {
        // The message is delivered, so whatever this one meets changes nothing.
        let _ = ask(further, means, left).await;
        sent.took = began.elapsed();
    }
    sent
}

/// The reply to `request`, or what its lack means and why there is none.
async fn ask(request: Request, means: &Means, limit: Duration) -> Result<Reply, (Outcome, String)> {
    let broken = |why: String| {
        let outcome = Outcome::Broken { why: why.clone() };
        (outcome, why)
    };
    let request = request
        .into_fetched()
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

/// Replaces what is secret in `body`, the longest first. This comes before any cut, which could
/// leave half of a secret.
fn hide(body: &mut Vec<u8>, secrets: &[String]) {
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
