//! What a check holds while it waits for its answer.

use super::{GOAL_KIB, Load, Place, Prober, Run, SCHEMES};
use crate::process::Process;

/// How long the website takes, milliseconds: all checks are in flight together.
const DELAY_MS: &str = "5000";

/// How many checks that are.
const IN_FLIGHT: usize = 1_000;

/// Many more.
const CROWD: usize = 10_000;

/// How long a check of many may take, milliseconds: on a small machine, the
/// handshakes alone take seconds.
const CROWD_LIMIT_MS: u32 = 60_000;

#[expect(clippy::print_stdout, reason = "the result")]
pub(crate) async fn run(place: &Place) -> anyhow::Result<()> {
    println!("KiB of a check in flight, of {IN_FLIGHT} that wait {DELAY_MS} ms");
    let mut slow = Vec::new();
    for (_, tls) in SCHEMES {
        slow.push(slow_site(place, tls)?);
    }
    for prober in [Prober::Hyper, Prober::Ours, Prober::Blackbox] {
        let mut line = format!("{:<22}", prober.name());
        for (((scheme, tls), (_, slow)), goal) in SCHEMES.into_iter().zip(&slow).zip(GOAL_KIB) {
            let alone = Load::new(place.url(scheme, place.site.address(tls)), 1, 1);
            let together = Load::new(place.url(scheme, *slow), IN_FLIGHT, 1);
            let before = place.run(prober, &alone).await?.peak_kib;
            let run = place.run(prober, &together).await?;
            let held = run.peak_kib.saturating_sub(before) as f64 / (IN_FLIGHT - 1) as f64;
            line += &format!(" {:>5} {held:>6.1}", scheme.to_uppercase());
            if prober == Prober::Ours {
                line += &format!(" (at most {goal:.0}: {})", super::met(held <= goal));
            }
            line += &amiss(&run, IN_FLIGHT);
        }
        println!("{line}");
    }
    for ((scheme, _), (_, slow)) in SCHEMES.into_iter().zip(&slow) {
        let load = Load {
            timeout_ms: CROWD_LIMIT_MS,
            ..Load::new(place.url(scheme, *slow), CROWD, 1)
        };
        let run = place.run(Prober::Ours, &load).await?;
        println!(
            "{CROWD} at once over {}: {} MiB, {:.1} KiB a check{}",
            scheme.to_uppercase(),
            run.peak_kib / 1_024,
            run.peak_kib as f64 / CROWD as f64,
            amiss(&run, CROWD)
        );
    }
    Ok(())
}

/// A slow website in a process of its own, which has its own open files.
fn slow_site(place: &Place, tls: bool) -> anyhow::Result<(Process, std::net::SocketAddr)> {
    let certificate = place.authority.certificate.to_string_lossy();
    let key = place.authority.key.to_string_lossy();
    let mut args = vec!["target", "--delay-ms", DELAY_MS];
    if tls {
        args.extend(["--certificate", &certificate, "--key", &key]);
    }
    Process::serve("slow website", &args)
}

/// What makes the number of `planned` checks at once a wrong one.
fn amiss(run: &Run, planned: usize) -> String {
    let mut text = String::new();
    if run.failed > 0 {
        text += &format!(" [{} FAILED]", run.failed);
    }
    if u64::try_from(planned) != Ok(run.checks) {
        text += &format!(" [{} CHECKS, NOT {planned}]", run.checks);
    }
    text
}
