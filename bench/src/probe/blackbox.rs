//! prometheus-blackbox-exporter, told to do what our checks do, and asked by
//! clients that keep their connections.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::Request;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::Run;
use crate::process::{self, Process};

/// What its page says of a check that went well.
const SUCCESS: &str = "\nprobe_success 1\n";

/// A running exporter; it ends when this value is dropped.
pub(crate) struct Blackbox {
    address: SocketAddr,
    process: Process,
}

impl Blackbox {
    /// Starts one that trusts the root certificate in `ca`.
    pub(crate) async fn start(directory: &Path, ca: &Path) -> anyhow::Result<Self> {
        let file = directory.join("blackbox.yml");
        fs::write(&file, settings(ca))?;
        let address = process::free_address()?;
        let mut command = Command::new("prometheus-blackbox-exporter");
        command
            .arg(format!("--config.file={}", file.display()))
            .arg(format!("--web.listen-address={address}"))
            .arg("--log.level=error");
        let process = Process::spawn("prometheus-blackbox-exporter", command)?;
        process::accepting(address).await?;
        Ok(Self { address, process })
    }

    /// Lets it check `url`, `concurrency` at a time for `secs`.
    pub(crate) async fn run(
        &self,
        url: &str,
        concurrency: usize,
        secs: u64,
    ) -> anyhow::Result<Run> {
        let end = Duration::from_secs(secs);
        let mut clients = Vec::new();
        for _ in 0..concurrency {
            clients.push(self.connect().await?);
        }
        let (cpu, began) = (process::cpu(self.process.id()), Instant::now());
        let mut tasks = JoinSet::new();
        for mut client in clients {
            let request = format!("/probe?module=page&target={url}");
            tasks.spawn(async move {
                let (mut checks, mut failed) = (0, 0);
                loop {
                    checks += 1;
                    failed += u64::from(!ask(&mut client, &request).await?);
                    if began.elapsed() >= end {
                        return anyhow::Ok((checks, failed));
                    }
                }
            });
        }
        let mut run = Run::default();
        while let Some(done) = tasks.join_next().await {
            let (checks, failed) = done??;
            run.checks += checks;
            run.failed += failed;
        }
        let used = process::cpu(self.process.id()).saturating_sub(cpu);
        run.cpu_us_per_check = used.as_secs_f64() * 1e6 / run.checks as f64;
        run.peak_kib = process::peak_kib(self.process.id());
        Ok(run)
    }

    async fn connect(&self) -> anyhow::Result<SendRequest<Empty<Bytes>>> {
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(sender)
    }
}

/// Whether one check went well.
async fn ask(client: &mut SendRequest<Empty<Bytes>>, request: &str) -> anyhow::Result<bool> {
    let request = Request::get(request)
        .header("host", "localhost")
        .body(Empty::new())?;
    client.ready().await?;
    let response = client.send_request(request).await?;
    ensure!(
        response.status().is_success(),
        "the exporter answers {}",
        response.status()
    );
    let page = response.into_body().collect().await?.to_bytes();
    let page = std::str::from_utf8(&page).context("its page")?;
    Ok(page.contains(SUCCESS))
}

/// A good status and two conditions, as in `upbeat-prober bench`.
fn settings(ca: &Path) -> String {
    format!(
        "modules:
  page:
    prober: http
    timeout: 30s
    http:
      preferred_ip_protocol: ip4
      valid_status_codes: [200]
      fail_if_body_matches_regexp: [upbeat-never-sent]
      fail_if_header_matches:
        - header: upbeat-never-sent
          regexp: .
          allow_missing: true
      tls_config:
        ca_file: {}
",
        ca.display()
    )
}
