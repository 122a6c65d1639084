//! A full queue must refuse entries rather than lose them, which Redis needs a setting for.

use fred::clients::Client;
use fred::interfaces::ClientLike;
use fred::types::{ClusterHash, CustomCommand, Value};
use tracing::warn;

/// Warns if the server may evict keys, unless the user lacks the permission to ask.
pub(super) async fn warn_if_it_may_happen(client: &Client) {
    let command = CustomCommand::new_static("INFO", ClusterHash::Random, false);
    let info = client
        .custom::<Value, Value>(command, vec!["memory".into()])
        .await
        .and_then(Value::convert::<String>);
    if let Some(policy) = info.ok().as_deref().and_then(policy_of) {
        warn!(
            policy,
            "Redis may evict jobs and results when it is full: set maxmemory-policy noeviction"
        );
    }
}

/// The eviction policy in this `INFO memory`, if the server may evict keys.
fn policy_of(info: &str) -> Option<&str> {
    let value = |name: &str| {
        let mut lines = info.lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
    };
    let limited = value("maxmemory").is_some_and(|bytes| bytes != "0");
    value("maxmemory_policy").filter(|policy| limited && *policy != "noeviction")
}

#[cfg(test)]
mod tests {
    use super::policy_of;

    #[test]
    fn only_a_limited_server_with_another_policy_evicts() {
        let info = |bytes, policy| {
            format!(
                "# Memory\r\nused_memory:1\r\nmaxmemory:{bytes}\r\nmaxmemory_policy:{policy}\r\n"
            )
        };
        assert_eq!(policy_of(&info("1024", "allkeys-lru")), Some("allkeys-lru"));
        assert_eq!(policy_of(&info("1024", "noeviction")), None);
        assert_eq!(policy_of(&info("0", "allkeys-lru")), None);
        assert_eq!(policy_of(""), None);
    }
}
