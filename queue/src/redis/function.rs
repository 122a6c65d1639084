//! What must happen at once or not at all, as functions that Redis runs.
//!
//! Functions rather than `MULTI`, for three reasons: they can look before they
//! write; when adding a report fails (out of memory), the function ends before
//! its job is acknowledged, where `EXEC` would go on; and fred sends a
//! transaction command by command, with no time limit on the answer. Functions
//! rather than scripts, as a prober's user may then be denied to run its own.
//!
//! The api loads them when it connects, and again when a server turns out to
//! have lost them; a prober waits for that.

use fred::clients::Client;
use fred::error::Error;
use fred::interfaces::FunctionInterface;
use fred::types::{MultipleKeys, Value};

/// The library. Its name and its functions' carry a version, so that processes
/// of two releases work on one server: whoever changes what one does, or takes,
/// gives all of them the next one.
pub(super) const LIBRARY: &str = include_str!("functions.lua");

/// A library beside it, so that its functions could come without a new version of the
/// others: a prober beats without them where no api has loaded them yet.
pub(super) const BEAT_LIBRARY: &str = include_str!("beat.lua");

/// A function of the libraries.
#[derive(Clone, Copy, Debug)]
pub(super) enum Function {
    Answer,
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
            Self::Trim => "upbeat_v1_trim",
            Self::Keep => "upbeat_v1_keep",
            Self::Leave => "upbeat_v1_leave",
            Self::Lead => "upbeat_v1_lead",
            Self::Resign => "upbeat_v1_resign",
            Self::Beat => "upbeat_v2_beat",
        }
    }
}

/// Who connects: what it may do where the server lacks our functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Loads them.
    Api,
    /// May not, and waits for the api.
    Prober,
}

/// Loads the libraries, on every node of a cluster.
pub(super) async fn load(client: &Client) -> Result<(), Error> {
    for library in [LIBRARY, BEAT_LIBRARY] {
        client
            .function_load_cluster::<Value, _>(true, library)
            .await?;
    }
    Ok(())
}

/// Calls `function`, and once more where an api had to load it first.
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

/// Whether the server does not know the function: it came back empty, or no api
/// has connected yet.
pub(super) fn is_missing(err: &Error) -> bool {
    err.details().starts_with("ERR Function not found")
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    /// Two releases that disagree about one version would break each other: a
    /// library that differs from this takes the next version.
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
        ] {
            let digest = Sha256::digest(library);
            let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(hex, known);
        }
    }
}
