//! A mail server that is not ours: Python's aiosmtpd, in a process of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::eventually;

/// A mail server that takes everything; it ends with the test.
pub(crate) struct MailServer {
    port: u16,
    child: Child,
    directory: TempDir,
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl MailServer {
    pub(crate) fn start() -> Self {
        let directory = TempDir::new().unwrap();
        // The package is Debian's, and so is this Python.
        let mut child = Command::new("/usr/bin/python3")
            .args(["-W", "ignore"])
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../notify/tests/it/smtp_server.py"
            ))
            .arg(directory.path())
            .arg("{}")
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
        }
    }

    /// Flags of `upbeat serve` by which mails of the installation go here.
    pub(crate) fn flags(&self) -> [String; 2] {
        [
            format!(
                "--smtp-url=smtp://127.0.0.1:{}?starttls=never&from=upbeat@upbeat.test",
                self.port
            ),
            "--public-url=https://upbeat.test".to_owned(),
        ]
    }

    /// What it took so far, in that order.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        let entries = std::fs::read_dir(self.directory.path()).unwrap();
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        // A name that begins with a dot is still being written.
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
        paths.sort();
        let read = |path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        paths.into_iter().map(|path| Mail(read(path))).collect()
    }

    /// The mail number `n` to `address`, counted from 1, once it has arrived.
    pub(crate) async fn mail(&self, address: &str, n: usize) -> Mail {
        let what = format!("mail {n} to {address}");
        eventually(&what, async || {
            let mut to_it = self.mails().into_iter().filter(|mail| mail.to() == address);
            to_it.nth(n - 1)
        })
        .await
    }

    /// The newest mail to `address` that says `text`, once there is one.
    pub(crate) async fn last(&self, address: &str, text: &str) -> Mail {
        let what = format!("a mail to {address} that says {text}");
        eventually(&what, async || {
            let mails = self.mails().into_iter().rev();
            let mut found = mails.filter(|mail| mail.to() == address && mail.says(text));
            found.next()
        })
        .await
    }

    /// The token in the link of the mail number `n` to `address`.
    pub(crate) async fn token(&self, address: &str, n: usize) -> String {
        self.mail(address, n).await.token()
    }
}

/// A mail as it arrived.
#[derive(Debug)]
pub(crate) struct Mail(Value);

impl Mail {
    /// The only recipient.
    pub(crate) fn to(&self) -> &str {
        let to = self.0["to"].as_array().unwrap();
        assert_eq!(to.len(), 1);
        to[0].as_str().unwrap()
    }

    /// Its plain text.
    pub(crate) fn text(&self) -> &str {
        self.0["text"].as_str().unwrap()
    }

    /// Whether it says `text`, however its lines are broken.
    pub(crate) fn says(&self, text: &str) -> bool {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        words(self.text()).contains(&words(text))
    }

    /// The token in its link.
    pub(crate) fn token(&self) -> String {
        let (_, rest) = self.text().split_once("#upm_").unwrap();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
        format!("upm_{}", &rest[..end.unwrap_or(rest.len())])
    }
}
