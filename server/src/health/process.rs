//! Resource usage of this process, from Linux' `/proc`.

use std::fs;

/// CPU, memory and open files of this process.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Usage {
    /// CPU time since the start, in seconds.
    pub(super) cpu_secs: f64,
    /// Resident memory, in bytes.
    pub(super) resident_bytes: u64,
    /// Open file descriptors.
    pub(super) open_files: u64,
}

/// Clock ticks of `/proc` per second: `USER_HZ`, 100 on every Linux. Source: proc_pid_stat(5).
const TICKS_A_SECOND: f64 = 100.0;

/// Current usage; `None` if there is no `/proc`.
pub(super) fn usage() -> Option<Usage> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name in parentheses may contain anything; user and system time are the 14th and 15th
    // field.
    let after_name = stat.rsplit_once(')')?.1;
    let mut fields = after_name.split_ascii_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    let cpu_secs = (ticks()? + ticks()?) / TICKS_A_SECOND;
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let resident = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let resident_kib: u64 = resident.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(Usage {
        cpu_secs,
        resident_bytes: resident_kib * 1_024,
        open_files: fs::read_dir("/proc/self/fd").ok()?.count() as u64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_knows_what_it_takes() {
        let usage = usage().unwrap();
        assert!(usage.resident_bytes > 1_000_000, "{usage:?}");
        assert!(usage.open_files >= 3, "{usage:?}");
        assert!((0.0..1e6).contains(&usage.cpu_secs), "{usage:?}");
    }
}
