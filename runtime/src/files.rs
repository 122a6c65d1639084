//! The limit of open files: every running check uses a few.
//!
//! Many systems start processes with a historical soft limit of 1,024 that they may raise
//! themselves.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tracing::{info, warn};

/// Files for everything else: the queue, the log, the runtime.
const FILES_BESIDES: u64 = 64;

/// Raises this process's limit of open files as far as the system allows, if `checks`
/// concurrent checks with `files_of_a_check` files each and `connections` of clients need it.
/// Logs a warning if that is not enough.
pub fn raise_limit(checks: usize, files_of_a_check: usize, connections: usize) {
    let of = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
    let needed = of(checks)
        .saturating_mul(of(files_of_a_check))
        .saturating_add(of(connections))
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
            "Raised the limit of open files for {checks} checks and {connections} connections"
        );
    } else {
        warn!(
            needed,
            limit = if raised.is_ok() { maximum } else { current },
            "The limit of open files is too low for {checks} checks and {connections} \
             connections at once: checks beyond it are reported as unmeasured"
        );
    }
}

/// `None` means unlimited.
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
        raise_limit(5, 5, 5);
        assert_eq!(getrlimit(Resource::Nofile).current, Some(100));
        raise_limit(10, 5, 50);
        assert_eq!(getrlimit(Resource::Nofile).current, maximum);
    }
}
