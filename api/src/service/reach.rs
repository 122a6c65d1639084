//! Whether somebody may reach an address that a person names.

use std::net::IpAddr;
use std::time::Duration;

use ::url::{Host, Url};
use entity::website::RegionKeys;
use prober::EgressPolicy;
use queue::{How, Kind};
use tracing::warn;

use super::check::server_address;
use super::region::{self, Staffed};
use super::{Error, Result};
use crate::app::App;

/// How long the probers are looked for; what they may reach is only asked to tell
/// a person early what every check would tell.
const LIMIT: Duration = Duration::from_secs(1);

/// Every region with its living probers; none where they cannot be looked for.
pub async fn probers(app: &App) -> Vec<Staffed> {
    let staffed = region::staffed(&app.db, app.transport.as_ref(), app.clock.now_ms());
    match tokio::time::timeout(LIMIT, staffed).await {
        Ok(Ok(staffed)) => staffed,
        Ok(Err(error)) => {
            warn!(
                error = &error as &dyn std::error::Error,
                "Cannot look for probers"
            );
            Vec::new()
        }
        Err(_) => Vec::new(),
    }
}

/// Refuses an address that every living prober of the website's regions refuses. A
/// name is judged when it is resolved, and where no prober is alive nothing is
/// known.
///
/// # Errors
/// [`Error::Input`] on `url` or `check.dns.server`.
pub fn check(
    url: &str,
    how: &How,
    regions: Option<&RegionKeys>,
    staffed: &[Staffed],
) -> Result<()> {
    let policies: Vec<EgressPolicy> = staffed
        .iter()
        .filter(|staffed| regions.is_none_or(|keys| keys.0.contains(&staffed.region.key)))
        .flat_map(Staffed::living)
        .map(|prober| {
            let networks = &prober.heartbeat.egress_allow;
            EgressPolicy::new(networks.iter().filter_map(|net| net.parse().ok()).collect())
        })
        .collect();
    for (field, address) in [("url", literal(url)), ("check.dns.server", server(how))] {
        let Some(address) = address else { continue };
        let refusals: Vec<&str> = policies
            .iter()
            .filter_map(|policy| policy.refusal(address))
            .collect();
        if let Some(refusal) = refusals
            .first()
            .filter(|_| refusals.len() == policies.len())
        {
            let problem = format!(
                "is an address ({address}, {refusal}) that no region of the website may reach"
            );
            return Err(Error::input(field, problem));
        }
    }
    Ok(())
}

/// The address that a website's URL names.
fn literal(url: &str) -> Option<IpAddr> {
    let url = Url::parse(url).ok()?;
    match url.host()? {
        Host::Ipv4(address) => Some(address.into()),
        Host::Ipv6(address) => Some(address.into()),
        // Where the scheme is none of the web's, an IPv4 address is left as text.
        Host::Domain(name) => name.parse().ok(),
    }
}

fn server(how: &How) -> Option<IpAddr> {
    match &how.kind {
        Kind::Dns(dns) => server_address(dns.server.as_deref()?),
        _ => None,
    }
}
