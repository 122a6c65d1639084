//! The files with the resolver's settings, which may change while the process runs.
//!
//! A file that has changed is read again before the next question, at most a second later.
//! Watching costs two system calls a second.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use tracing::{info, warn};

use super::hosts::Hosts;
use super::resolv_conf::ResolvConf;

/// The system's own files.
const RESOLV_CONF: &str = "/etc/resolv.conf";
const HOSTS: &str = "/etc/hosts";

/// How often the files are checked for changes.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Settings that may change.
#[derive(Debug)]
pub(super) struct Source {
    /// `None` if the servers are given.
    resolv_conf: Option<PathBuf>,
    hosts: PathBuf,
    known: Mutex<Known>,
}

#[derive(Debug)]
struct Known {
    looked_at: Instant,
    stamps: [Option<Stamp>; 2],
    conf: Arc<ResolvConf>,
    hosts: Arc<Hosts>,
}

/// What changes when a file is written: time, length and inode.
type Stamp = (Option<SystemTime>, u64, u64);

impl Source {
    /// The system's files.
    pub(super) fn system() -> Self {
        Self::files(Path::new(RESOLV_CONF), Path::new(HOSTS))
    }

    pub(super) fn files(resolv_conf: &Path, hosts: &Path) -> Self {
        let stamps = [stamp(resolv_conf), stamp(hosts)];
        if stamps[0].is_none() {
            let path = resolv_conf.display();
            warn!("{path} names no servers for names, asking 127.0.0.1");
        }
        let conf = ResolvConf::parse(&text(resolv_conf).unwrap_or_default()).or_local();
        Self::new(Some(resolv_conf.to_owned()), hosts, conf, stamps)
    }

    /// `conf`, and the system's hosts file.
    pub(super) fn given(conf: ResolvConf) -> Self {
        let hosts = Path::new(HOSTS);
        Self::new(None, hosts, conf, [None, stamp(hosts)])
    }

    fn new(
        resolv_conf: Option<PathBuf>,
        hosts: &Path,
        conf: ResolvConf,
        stamps: [Option<Stamp>; 2],
    ) -> Self {
        // A missing hosts file counts as an empty one.
        let known_hosts = Hosts::parse(&text(hosts).unwrap_or_default());
        Self {
            resolv_conf,
            hosts: hosts.to_owned(),
            known: Mutex::new(Known {
                looked_at: Instant::now(),
                stamps,
                conf: Arc::new(conf),
                hosts: Arc::new(known_hosts),
            }),
        }
    }

    /// The settings as they are now.
    pub(super) fn now(&self) -> (Arc<ResolvConf>, Arc<Hosts>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.looked_at.elapsed() >= LOOK_EVERY {
            known.looked_at = Instant::now();
            self.look(&mut known);
        }
        (Arc::clone(&known.conf), Arc::clone(&known.hosts))
    }

    fn look(&self, known: &mut Known) {
        // The stamps are taken first, so that a file that is written while it is read is read
        // again.
        let resolv_conf = self.resolv_conf.as_deref();
        let stamps = [resolv_conf.and_then(stamp), stamp(&self.hosts)];
        if stamps[0] != known.stamps[0]
            && let Some(text) = resolv_conf.and_then(text)
        {
            let conf = ResolvConf::parse(&text);
            // A file without any server is being written: the known settings stay.
            if !conf.servers.is_empty() && conf != *known.conf {
                let servers = conf.servers.len();
                info!(servers, "The system's name servers have changed");
                known.conf = Arc::new(conf);
            }
            known.stamps[0] = stamps[0];
        }
        if stamps[1] != known.stamps[1] {
            let text = stamps[1].map_or_else(|| Some(String::new()), |_| text(&self.hosts));
            if let Some(text) = text {
                known.hosts = Arc::new(Hosts::parse(&text));
                known.stamps[1] = stamps[1];
            }
        }
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let file = fs::metadata(path).ok()?;
    Some((file.modified().ok(), file.len(), file.ino()))
}

/// The file's text; bytes that are not UTF-8 spoil only their own line.
fn text(path: &Path) -> Option<String> {
    let bytes = fs::read(path).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_gone_or_half_written_changes_nothing() {
        let home = tempfile::tempdir().unwrap();
        let (conf, hosts) = (home.path().join("resolv.conf"), home.path().join("hosts"));
        fs::write(&conf, "nameserver 192.0.2.1\n").unwrap();
        fs::write(&hosts, "192.0.2.9 a.test\n").unwrap();
        let source = Source::files(&conf, &hosts);
        let look = || {
            let mut known = source.known.lock().unwrap();
            source.look(&mut known);
            let server = known.conf.servers[0].ip().to_string();
            (server, known.hosts.get("a.test").len())
        };
        assert_eq!(look(), ("192.0.2.1".to_owned(), 1));
        for text in ["", "nameserver\n", "nameserver 1.2\n\0\n", "# nothing\n"] {
            fs::write(&conf, text).unwrap();
            assert_eq!(look(), ("192.0.2.1".to_owned(), 1), "{text:?}");
        }
        fs::remove_file(&conf).unwrap();
        assert_eq!(look(), ("192.0.2.1".to_owned(), 1));
        fs::write(&conf, "odd\nnameserver 192.0.2.2\n").unwrap();
        fs::remove_file(&hosts).unwrap();
        assert_eq!(look(), ("192.0.2.2".to_owned(), 0));
        fs::write(&hosts, b"\xff\xfe\n192.0.2.8\ta.test\n").unwrap();
        assert_eq!(look(), ("192.0.2.2".to_owned(), 1));
    }

    #[test]
    fn without_files_there_is_the_local_host() {
        let home = tempfile::tempdir().unwrap();
        let absent = home.path().join("absent");
        let (conf, _) = Source::files(&absent, &absent).now();
        assert_eq!(conf.servers, ["127.0.0.1:53".parse().unwrap()]);
    }
}
