//! Processes: starting ours, and reading what any of them has used, from Linux'
//! /proc.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::Context;

/// Clock ticks per second in /proc, the same on every Linux (USER_HZ).
const TICKS_PER_SEC: f64 = 100.0;

/// One of our processes; it is stopped when this value is dropped.
pub(crate) struct Process {
    pub(crate) name: String,
    child: Child,
}

impl Process {
    /// Starts the binary `program`, which lies beside this one.
    pub(crate) fn start(
        name: &str,
        program: &str,
        args: &[&str],
        environment: &[(&str, &str)],
    ) -> anyhow::Result<Self> {
        let path = beside(program)?;
        let child = Command::new(&path)
            .args(args)
            .envs(environment.iter().copied())
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start {}", path.display()))?;
        Ok(Self {
            name: name.to_owned(),
            child,
        })
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it at once, as `kill -9` does.
    pub(crate) fn kill(&mut self) -> anyhow::Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn beside(program: &str) -> anyhow::Result<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name(program))
}

/// CPU time that a process has used, with the children it has waited for.
pub(crate) fn cpu(id: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    // The name in brackets may contain blanks; fields are counted from behind it.
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks: f64 = (11..15)
        .filter_map(|i| fields.get(i)?.parse::<f64>().ok())
        .sum();
    Duration::from_secs_f64(ticks / TICKS_PER_SEC)
}

/// Most memory that a process has held at once, MiB.
pub(crate) fn peak_mib(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1_024
}

/// A process and its living children.
pub(crate) fn family(id: u32) -> Vec<u32> {
    let mut parents = HashMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Ok(child) = entry.file_name().to_string_lossy().parse::<u32>() else {
            continue;
        };
        let stat = fs::read_to_string(format!("/proc/{child}/stat")).unwrap_or_default();
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        let parent = after_name
            .split_whitespace()
            .nth(1)
            .and_then(|field| field.parse().ok());
        parents.insert(child, parent.unwrap_or(0));
    }
    let children = parents
        .iter()
        .filter(|(_, parent)| **parent == id)
        .map(|(child, _)| *child);
    std::iter::once(id).chain(children).collect()
}
