//! What a Node engineer would build for the same work, in `bench/peers`, each in a process of
//! its own.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

use anyhow::ensure;
use clap::Args;

use crate::process::Process;

#[derive(Args, Clone, Debug)]
pub(crate) struct PeerOptions {
    /// Leaves the Node peer out: nothing but Upbeat is measured.
    #[arg(long)]
    no_peer: bool,

    /// The directory of the peers.
    #[arg(long, value_name = "DIRECTORY", default_value = "bench/peers")]
    peers: PathBuf,
}

/// A running peer; it ends when this value is dropped.
pub(crate) struct Peer {
    pub(crate) address: SocketAddr,
    process: Process,
}

impl Peer {
    /// Starts `script`; `None` where peers are left out.
    pub(crate) fn start(
        options: &PeerOptions,
        script: &str,
        environment: &[(&str, &str)],
    ) -> anyhow::Result<Option<Self>> {
        if options.no_peer {
            return Ok(None);
        }
        ensure!(
            options.peers.join("node_modules").is_dir(),
            "the peers' packages are missing: run scripts/install-node-packages bench/peers, or \
             leave them out with --no-peer"
        );
        let mut command = Command::new("node");
        command
            .arg(script)
            .current_dir(&options.peers)
            .env("NODE_ENV", "production")
            .envs(environment.iter().copied());
        let (process, address) = Process::announced(script, command)?;
        Ok(Some(Self { address, process }))
    }

    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }
}
