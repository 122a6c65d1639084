//! What delivers alerts.

use std::sync::Arc;
use std::time::Duration;

use api::app::App;
use net::EgressPolicy;
use net::fetch::Tls;
use notify::channel::Means;
use notify::deliver::Deliverer;
use prober::config::ProbeArgs;
use sea_orm::DatabaseConnection;

use super::{Error, Result};
use crate::config::{AlertArgs, Config};

/// How long an attempt to deliver an alert may take. Source: the specification of Standard
/// Webhooks, "Operational considerations": 15 to 30 s.
const ALERT_DEADLINE: Duration = Duration::from_secs(30);

/// What delivers alerts. It reaches what the probers of this process may reach.
pub(super) fn deliverer(
    config: &Config,
    app: &App,
    work: &DatabaseConnection,
) -> Result<Deliverer> {
    Ok(Deliverer {
        db: work.clone(),
        clock: app.clock.clone(),
        keys: app.keys.clone(),
        means: Arc::new(means(&config.probe, &config.alerts)?),
        public_url: config.alerts.public_url.0.clone(),
        wake: Arc::clone(&app.alerts),
    })
}

/// By what means alerts are sent.
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
