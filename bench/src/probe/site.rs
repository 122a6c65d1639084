//! A website of our own: nginx on loopback, plain and with TLS, and the private
//! authority that its certificate comes from.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

use crate::process::{self, Process};

/// A line of the page; with [`LINES`] of them it is about 10 KiB.
const LINE: &str = "The quick brown fox jumps over the lazy dog, and then again.\n";

/// How many lines the page has.
const LINES: usize = 168;

/// Certificates in files: a P-256 authority, and a website of it on loopback.
pub(crate) struct Authority {
    pub(crate) root: PathBuf,
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

impl Authority {
    /// Writes them into `directory`.
    pub(crate) fn new(directory: &Path) -> anyhow::Result<Self> {
        let mut params = CertificateParams::new(vec![])?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let name = &mut params.distinguished_name;
        name.push(DnType::CommonName, "Upbeat bench authority");
        let key = KeyPair::generate()?;
        let root = params.self_signed(&key)?;
        let issuer = Issuer::new(params, key);

        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let mut params = CertificateParams::new(names)?;
        let name = &mut params.distinguished_name;
        name.push(DnType::CommonName, "localhost");
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &issuer)?;

        let write = |name: &str, text: String| {
            let path = directory.join(name);
            fs::write(&path, text).map(|()| path)
        };
        Ok(Self {
            root: write("root.pem", root.pem())?,
            certificate: write("certificate.pem", certificate.pem())?,
            key: write("key.pem", key.serialize_pem())?,
        })
    }
}

/// nginx; it ends when this value is dropped.
pub(crate) struct Site {
    plain: SocketAddr,
    tls: SocketAddr,
    _process: Process,
}

impl Site {
    /// Starts it with its files in `directory`.
    pub(crate) async fn start(directory: &Path, authority: &Authority) -> anyhow::Result<Self> {
        let (plain, tls) = (process::free_address()?, process::free_address()?);
        fs::write(directory.join("index.html"), LINE.repeat(LINES))?;
        let file = directory.join("nginx.conf");
        fs::write(&file, settings(directory, plain, tls, authority))?;
        let mut command = Command::new("nginx");
        command.args(["-e", "stderr", "-c"]).arg(&file);
        let site = Self {
            plain,
            tls,
            _process: Process::spawn("nginx", command)?,
        };
        process::accepting(plain).await?;
        process::accepting(tls).await?;
        Ok(site)
    }

    pub(crate) fn address(&self, tls: bool) -> SocketAddr {
        if tls { self.tls } else { self.plain }
    }
}

/// One process that ends with us, and nginx' own defaults besides; TLS 1.3 is among
/// them since 1.23.4 only.
fn settings(directory: &Path, plain: SocketAddr, tls: SocketAddr, authority: &Authority) -> String {
    let directory = directory.display();
    let certificate = authority.certificate.display();
    let key = authority.key.display();
    format!(
        "daemon off;
master_process off;
worker_processes 1;
pid {directory}/nginx.pid;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    default_type text/html;
    client_body_temp_path {directory}/client;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    scgi_temp_path {directory}/scgi;
    uwsgi_temp_path {directory}/uwsgi;
    root {directory};
    server {{ listen {plain}; }}
    server {{
        listen {tls} ssl;
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_certificate {certificate};
        ssl_certificate_key {key};
    }}
}}
"
    )
}
