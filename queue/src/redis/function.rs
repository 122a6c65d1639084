//! Atomic operations, as Redis functions.
//!
//! Functions rather than `MULTI`, for three reasons: they can read before they write; if
//! adding a report fails (out of memory), the function ends before its job is acknowledged,
//! whereas `EXEC` would continue; and fred sends a transaction command by command, without a
//! time limit for the response. Functions rather than scripts, so that a prober's user can be
//! denied its own scripts.
//!
//! The api loads them when it connects, and again when a server turns out to have lost them; a
//! prober waits for that.

use fred::clients::Client;
use fred::error::Error;
use fred::interfaces::FunctionInterface;
use fred::types::{MultipleKeys, Value};

/// The library. Its name and those of its functions contain a version, so that processes of
/// two releases can share one server: a change to what any function does or takes requires a
/// new version of all of them.
pub(super) const LIBRARY: &str = include_str!("functions.lua");

/// A separate library, so that its functions could be added without a new version of the
/// others: a prober announces itself without them until an api has loaded them.
pub(super) const BEAT_LIBRARY: &str = include_str!("beat.lua");

/// A library of its own for the same reason: only the api publishes, which loads it.
pub(super) const PUBLISH_LIBRARY: &str = include_str!("publish.lua");

/// A function of the libraries.
#[derive(Clone, Copy, Debug)]
pub(super) enum Function {
    Answer,
    Publish,
    Trim,
    Keep,
    Leave,
    Lead,
    Resign,
    Beat,
}

impl Function {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Answer => "upbeat_v1_answer",
            Self::Publish => "upbeat_v1_publish",
            Self::Trim => "upbeat_v1_trim",
            Self::Keep => "upbeat_v1_keep",
            Self::Leave => "upbeat_v1_leave",
            Self::Lead => "upbeat_v1_lead",
            Self::Resign => "upbeat_v1_resign",
            Self::Beat => "upbeat_v2_beat",
        }
    }
}

/// The role of a client: what it does if the server lacks our functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It loads them.
    Api,
    /// It may not load them, and waits for an api.
    Prober,
}

/// Loads the libraries, on every node of a cluster.
pub(super) async fn load(client: &Client) -> Result<(), Error> {
    for library in [LIBRARY, BEAT_LIBRARY, PUBLISH_LIBRARY] {
        client
            .function_load_cluster::<Value, _>(true, library)
            .await?;
    }
    Ok(())
}

/// Calls `function`, and repeats the call if an api had to load it first.
pub(super) async fn call(
    client: &Client,
    role: Role,
    function: Function,
    keys: impl Into<MultipleKeys>,
    args: impl IntoIterator<Item: Into<Value>>,
) -> Result<Value, Error> {
    let keys: MultipleKeys = keys.into();
    let args: Vec<Value> = args.into_iter().map(Into::into).collect();
    let first = client
        .fcall(function.name(), keys.clone(), args.clone())
        .await;
    match first {
        Err(err) if role == Role::Api && is_missing(&err) => {
            load(client).await?;
            client.fcall(function.name(), keys, args).await
        }
        result => result,
    }
}

/// Whether the server does not have the function: it lost its data, or no api has connected
/// yet.
pub(super) fn is_missing(err: &Error) -> bool {
    err.details().starts_with("ERR Function not found")
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    /// Two releases with different contents of the same version would break each other: a
    /// changed library must take the next version.
    #[test]
    fn a_version_of_the_library_never_changes() {
        for (library, known) in [
            (
                LIBRARY,
                "040cd25a4e2288c0160f21c2d6231bba604648af394eaf8f5d774f32d878b1de",
            ),
            (
                BEAT_LIBRARY,
                "0e5aa2a438f7f969e5ef605a579fd116804d827110f29eae38ee4495862b0411",
            ),
            (
                PUBLISH_LIBRARY,
                "cf13271965f2a7c28051e729110bc415ee0284786f2476ccd100e8a16a85cd74",
            ),
        ] {
            let digest = Sha256::digest(library);
            let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(hex, known);
        }
    }
}
