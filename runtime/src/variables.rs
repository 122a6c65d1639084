//! Names of all environment variables, to detect misspelled ones.

use tracing::warn;

/// Prefix of our variables.
const PREFIX: &str = "UPBEAT_";

/// Variables of both binaries and of the files beside them, since one file of variables may
/// serve all of them. A test compares the list with `.env.sample`.
pub const VARIABLES: &[&str] = &[
    "UPBEAT_ANONYMOUS_COST_PER_MINUTE",
    "UPBEAT_CACHE_DIR",
    "UPBEAT_CANARIES",
    "UPBEAT_CONCURRENCY",
    "UPBEAT_CORS_ORIGINS",
    "UPBEAT_COST_PER_MINUTE",
    "UPBEAT_DATABASE_CONNECTIONS",
    "UPBEAT_DB_PASSWORD",
    "UPBEAT_DEADMAN_SECS",
    "UPBEAT_DEADMAN_URL",
    "UPBEAT_EGRESS_ALLOW",
    "UPBEAT_EXTRA_CA",
    "UPBEAT_KEEP_HISTORY_DAYS",
    "UPBEAT_KEEP_HOURS_DAYS",
    "UPBEAT_KEEP_TICKS_DAYS",
    "UPBEAT_LISTEN",
    "UPBEAT_LOG",
    "UPBEAT_LOG_FORMAT",
    "UPBEAT_OIDC_CLIENT_ID",
    "UPBEAT_OIDC_CLIENT_SECRET",
    "UPBEAT_OIDC_GROUPS_CLAIM",
    "UPBEAT_OIDC_ISSUER",
    "UPBEAT_OIDC_NAME",
    "UPBEAT_OIDC_ROLES",
    "UPBEAT_OIDC_SCOPES",
    "UPBEAT_OIDC_TRUST_EMAILS",
    "UPBEAT_OPERATORS",
    "UPBEAT_OTLP_RATIO",
    "UPBEAT_OTLP_URL",
    "UPBEAT_PASSWORDS",
    "UPBEAT_PROBER",
    "UPBEAT_PUBLIC_URL",
    "UPBEAT_REDIS_MAXMEMORY",
    "UPBEAT_REDIS_PASSWORD",
    "UPBEAT_REDIS_PASSWORD_INDIA",
    "UPBEAT_REDIS_PASSWORD_USA",
    "UPBEAT_REGION",
    "UPBEAT_REGION_KEY",
    "UPBEAT_REGION_KEY_INDIA",
    "UPBEAT_REGION_KEY_USA",
    "UPBEAT_REGISTRATION",
    "UPBEAT_RESOLVERS",
    "UPBEAT_SECRET_KEY",
    "UPBEAT_SMTP_NAME",
    "UPBEAT_SMTP_URL",
    "UPBEAT_SOCKETS",
    "UPBEAT_SOCKET_IDLE_SECS",
    "UPBEAT_SUBSCRIPTIONS",
    "UPBEAT_TLS_CERT",
    "UPBEAT_TLS_KEY",
    "UPBEAT_TRUSTED_PROXIES",
];

/// Warns about variables with our prefix that do not exist.
pub fn warn_of_unknown() {
    let names = std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
    for name in unknown(names) {
        warn!(
            variable = name,
            "{name} is set but unknown: is it misspelled?"
        );
    }
}

fn unknown(names: impl Iterator<Item = String>) -> Vec<String> {
    let is_ours = |name: &String| name.starts_with(PREFIX);
    // Tests and benchmarks find their stores by these variables.
    let is_known =
        |name: &String| VARIABLES.contains(&name.as_str()) || name.starts_with("UPBEAT_TEST_");
    names
        .filter(|name| is_ours(name) && !is_known(name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_variable_is_noticed() {
        let names = ["PATH", "UPBEAT_REGION", "UPBEAT_REGOIN", "DATABASE_URL"];
        let names = names.into_iter().map(str::to_owned);
        assert_eq!(unknown(names), ["UPBEAT_REGOIN"]);
    }
}
