//! A mail server that is not ours: Python's aiosmtpd, in a process of its own.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use net::fetch::Tls;
use net::roots::Roots;
use notify::channel::Config;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::alerts::means;

/// A mail server that takes what `tests/it/smtp_server.py` says; it ends with the test.
pub(crate) struct MailServer {
    pub(crate) port: u16,
    child: Child,
    directory: TempDir,
    certificate: rcgen::Certificate,
    is_encrypted: bool,
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl MailServer {
    /// A server with `settings`, and a certificate for `name` if it speaks TLS.
    pub(crate) fn with_name(name: &str, mut settings: Value) -> Self {
        let directory = TempDir::new().unwrap();
        let key = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        let place = TempDir::new().unwrap();
        let (cert, pem) = (place.path().join("cert"), place.path().join("key"));
        std::fs::write(&cert, key.cert.pem()).unwrap();
        std::fs::write(&pem, key.signing_key.serialize_pem()).unwrap();
        settings["cert"] = json!(cert);
        settings["key"] = json!(pem);
        // The package is Debian's, and so is this Python.
        let mut child = Command::new("/usr/bin/python3")
            .args(["-W", "ignore"])
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/tests/it/smtp_server.py"
            ))
            .arg(directory.path())
            .arg(settings.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut port = String::new();
        let mut said = BufReader::new(child.stdout.take().unwrap());
        said.read_line(&mut port).unwrap();
        let hint = "apt install python3-aiosmtpd, as `make test` does";
        let port = port.trim().parse().unwrap_or_else(|_| panic!("{hint}"));
        Self {
            port,
            child,
            directory,
            certificate: key.cert,
            is_encrypted: settings["tls"].is_string(),
        }
    }

    /// A server with `settings`.
    pub(crate) fn new(settings: Value) -> Self {
        Self::with_name("127.0.0.1", settings)
    }

    /// Who trusts its certificate, if it has one.
    pub(crate) fn tls(&self) -> Tls {
        if !self.is_encrypted {
            return means().tls;
        }
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        let roots = Roots::new(vec![self.certificate.der().clone()], &provider).unwrap();
        Tls::new(Arc::new(roots)).unwrap()
    }

    /// What it took so far, in that order.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        let entries = std::fs::read_dir(self.directory.path()).unwrap();
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let read = |path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        paths.into_iter().map(|path| Mail(read(path))).collect()
    }

    /// The only mail that it took.
    pub(crate) fn only(&self) -> Mail {
        let mut mails = self.mails();
        assert_eq!(mails.len(), 1);
        mails.remove(0)
    }
}

/// A mail as it arrived.
pub(crate) struct Mail(pub(crate) Value);

impl Mail {
    pub(crate) fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap()
    }

    /// The only header `name`.
    pub(crate) fn header(&self, name: &str) -> &str {
        let headers = self.0["headers"].as_array().unwrap().iter();
        let mut found = headers.filter(|header| header[0] == name);
        let value = found
            .next()
            .map_or("", |header| header[1].as_str().unwrap());
        assert!(found.next().is_none(), "{name} twice");
        value
    }

    /// The only recipient.
    pub(crate) fn to(&self) -> &str {
        let to = self.0["to"].as_array().unwrap();
        assert_eq!(to.len(), 1);
        to[0].as_str().unwrap()
    }
}

/// Settings of a channel that has its own server on `port`.
pub(crate) fn own(port: u16, to: &[&str], more: Value) -> Config {
    let mut config = json!({
        "kind": "email",
        "to": to,
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "from": "Upbeat <ops@upbeat.test>",
    });
    let all = config.as_object_mut().unwrap();
    all.extend(more.as_object().unwrap().clone());
    serde_json::from_value(config).unwrap()
}

/// A server that says the next of `replies` at each line that it gets, the first at once, and
/// closes after the last; one that is empty is never said. Returns its port.
pub(crate) async fn scripted(replies: Vec<Vec<u8>>) -> u16 {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listener = TcpListener::bind(address).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let replies = replies.clone();
            tokio::spawn(async move {
                for (place, reply) in replies.into_iter().enumerate() {
                    if place > 0 && !read_line(&mut stream).await {
                        return;
                    }
                    if reply.is_empty() {
                        std::future::pending::<()>().await;
                    }
                    if stream.write_all(&reply).await.is_err() {
                        return;
                    }
                }
                // What is left unread would reset the connection.
                let _ = stream.shutdown().await;
                while read_line(&mut stream).await {}
            });
        }
    });
    port
}

/// Whether a whole line came.
async fn read_line(stream: &mut TcpStream) -> bool {
    loop {
        match stream.read_u8().await {
            Ok(b'\n') => return true,
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}
