//! `ping://host`: echo requests (ICMP) and the round trips of their answers.
//! Source: RFC 792 and RFC 4443.

mod echoes;
mod packet;

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use net::{Candidates, Phase, Purpose, race};
use queue::{FailureClass, Finding, PingCheck, Verdict};
use tokio::net::UdpSocket;
use tokio::time::timeout_at;

use self::echoes::Echoes;
use super::talk;
use crate::probe::Run;
use crate::probe::fault::Fault;
use crate::probe::trace::{Stage, Trace, micros};

/// The longest pause between two requests.
const PAUSE_LIMIT: Duration = Duration::from_secs(1);

/// One attempt: sends the requests to the first address that echoes, and looks at
/// what was lost and at how much the round trips differ.
pub(super) async fn attempt(
    run: &Run<'_>,
    check: &PingCheck,
    trace: &mut Trace,
) -> Result<(), Fault> {
    let target = run.target;
    trace.begin_hop(target.url.to_string(), target.host.to_string());
    let limit = talk::time_left(trace);
    let candidates = Candidates::find(run.dialer(Purpose::Any), &target.host, 0, trace).await?;
    series(candidates, check, &limit, echoes::open, trace).await
}

/// The requests, on the sockets that `open` opens.
async fn series(
    candidates: Candidates<'_>,
    check: &PingCheck,
    limit: &str,
    open: impl Fn(SocketAddr) -> Result<UdpSocket, net::Error>,
    trace: &mut Trace,
) -> Result<(), Fault> {
    let last_call = talk::last_call(trace);
    let left = trace.deadline.saturating_duration_since(Instant::now());
    let count = usize::from(check.count.max(1));
    // The last one has half of the time for its way.
    let pause = PAUSE_LIMIT.min(left / (2 * u32::from(check.count.max(1))));
    let echoing = race::first(candidates, Phase::Ttfb, trace, async |mut address| {
        // An IPv4-mapped address is one of IPv4, which has an ICMP of its own.
        address.set_ip(address.ip().to_canonical());
        let mut echoes = Echoes::new(address, open(address)?, count, pause);
        echoes.collect(1).await?;
        Ok(echoes)
    });
    let Ok(echoes) = timeout_at(last_call, echoing).await else {
        trace.pause();
        if let Some(shortage) = trace.shortage.take() {
            return Err(shortage.into());
        }
        note_loss(check, 0, count, trace);
        let reason = format!("no echo from {} within {limit}", trace.peer);
        return Err(Fault::down(FailureClass::Timeout, "timeout.ping", reason));
    };
    let mut echoes = echoes?;
    trace.reached(echoes.address);
    // What has not come by then is lost.
    if let Ok(result) = timeout_at(last_call, echoes.collect(count)).await {
        result?;
    }
    let trips = echoes.trips();
    trace.took(Stage::Ttfb, mean(&trips));
    note_loss(check, trips.len(), count, trace);
    note_jitter(check, &trips, trace);
    Ok(())
}

fn note_loss(check: &PingCheck, answered: usize, count: usize, trace: &mut Trace) {
    let lost = count.saturating_sub(answered);
    let most = usize::from(check.max_loss_percent);
    let percent = lost * 100 / count;
    // Compared without rounding: a third is more than 33 percent.
    let holds = lost * 100 <= most * count;
    let actual = format!("{lost} of {count} lost ({percent} %)");
    let finding = talk::finding(format!("at most {most} % are lost"), actual, holds);
    trace.note(finding, |trace| {
        let reason = format!(
            "{} echoed {answered} of {count} requests, at most {most} % may be lost",
            trace.peer
        );
        Fault::down(FailureClass::Assertion, "assertion.loss", reason)
    });
}

fn note_jitter(check: &PingCheck, trips: &[Duration], trace: &mut Trace) {
    let Some(limit_ms) = check.degraded_above_jitter_ms else {
        return;
    };
    let us = micros(jitter(trips));
    let holds = u64::from(us) <= u64::from(limit_ms) * 1_000;
    let actual = format!("{}.{:03} ms", us / 1_000, us % 1_000);
    let reason = format!("by {actual} from one to the next, at most {limit_ms} ms is expected");
    let finding = Finding {
        expected: format!("jitter is at most {limit_ms} ms"),
        actual,
        verdict: if holds {
            Verdict::Passed
        } else {
            Verdict::Degraded
        },
    };
    trace.note(finding, |trace| {
        let reason = format!("the round trips to {} differ {reason}", trace.peer);
        Fault::degraded(FailureClass::Assertion, "assertion.jitter", reason)
    });
}

fn mean(times: &[Duration]) -> Duration {
    let count = u32::try_from(times.len()).unwrap_or(u32::MAX);
    let sum: Duration = times.iter().sum();
    sum.checked_div(count).unwrap_or_default()
}

/// The mean difference between neighbouring round trips.
fn jitter(trips: &[Duration]) -> Duration {
    let pairs = trips.windows(2);
    let differences: Vec<_> = pairs.map(|pair| pair[0].abs_diff(pair[1])).collect();
    mean(&differences)
}

#[cfg(test)]
mod series_tests;
