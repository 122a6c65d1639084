//! The limit of open files: every running check takes a few of them.
//!
//! Many systems start a process with a soft limit of 1,024, for programs of
//! another age, and let it raise that itself.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tracing::{info, warn};

/// Most files of one check: two racing connections, or a name's two questions.
const FILES_PER_CHECK: u64 = 2;

/// What the process needs besides: the queue, the log, the runtime.
const FILES_BESIDES: u64 = 64;

/// Raises this process's limit of open files as far as the system allows, if
/// `concurrency` checks at once need that, and warns where it is not enough.
pub fn raise_limit(concurrency: usize) {
    let concurrency = u64::try_from(concurrency).unwrap_or(u64::MAX);
    let needed = concurrency
        .saturating_mul(FILES_PER_CHECK)
        .saturating_add(FILES_BESIDES);
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if is_enough(current, needed) {
        return;
    }
    let raised = setrlimit(
        Resource::Nofile,
        Rlimit {
            current: maximum,
            maximum,
        },
    );
    if raised.is_ok() && is_enough(maximum, needed) {
        info!(
            needed,
            "Raised the limit of open files for {concurrency} checks at once"
        );
    } else {
        warn!(
            needed,
            limit = if raised.is_ok() { maximum } else { current },
            "The limit of open files is too low for {concurrency} checks at once: \
             some will be reported as unmeasured"
        );
    }
}

/// No limit is enough for anything.
fn is_enough(limit: Option<u64>, needed: u64) -> bool {
    limit.is_none_or(|limit| limit >= needed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_raises_the_limit_where_the_system_allows_it() {
        let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
        setrlimit(
            Resource::Nofile,
            Rlimit {
                current: Some(100),
                maximum,
            },
        )
        .unwrap();
        raise_limit(10);
        assert_eq!(getrlimit(Resource::Nofile).current, Some(100));
        raise_limit(50);
        assert_eq!(getrlimit(Resource::Nofile).current, maximum);
    }
}
