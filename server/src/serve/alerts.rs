//! By what means alerts are sent.

use std::sync::Arc;
use std::time::Duration;

use net::EgressPolicy;
use net::fetch::Tls;
use notify::channel::Means;
use prober::config::ProbeArgs;

use super::{Error, Result};
use crate::config::AlertArgs;

/// How long an attempt to deliver an alert may take. Source: the specification of Standard
/// Webhooks, "Operational considerations": 15 to 30 s.
const ALERT_DEADLINE: Duration = Duration::from_secs(30);

/// By what means alerts are sent. They reach what the probers of this process may reach.
///
/// # Errors
/// If the file of roots cannot be read or TLS cannot be set up.
pub fn means(probe: &ProbeArgs, alerts: &AlertArgs) -> Result<Means> {
    Ok(Means {
        egress: EgressPolicy::new(probe.egress_allow.0.clone()),
        resolver: probe.means.resolver(),
        tls: Tls::new(Arc::new(probe.means.roots()?)).map_err(Error::Tls)?,
        mail: alerts.smtp_url.0.clone(),
        deadline: ALERT_DEADLINE,
    })
}
