//! A website to watch: it can be switched off and on, and counts its visits.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A small web server on loopback.
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    visits: Arc<AtomicUsize>,
    last_request: Arc<Mutex<String>>,
    serving: Option<JoinHandle<()>>,
}

impl Target {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut target = Self {
            address,
            visits: Arc::default(),
            last_request: Arc::default(),
            serving: None,
        };
        target.serve(listener);
        target
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// Requests answered so far.
    pub(crate) fn visits(&self) -> usize {
        self.visits.load(Ordering::Relaxed)
    }

    /// The last request, as it came.
    pub(crate) fn last_request(&self) -> String {
        self.last_request.lock().unwrap().clone()
    }

    /// Closes the port: connections are refused from now on.
    pub(crate) async fn switch_off(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.abort();
            let _ = serving.await;
        }
    }

    /// Opens the port again.
    pub(crate) async fn switch_on(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.serve(listener);
    }

    /// Opens the port again, and answers nobody: the kernel takes the connections.
    pub(crate) async fn hang(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.serving = Some(tokio::spawn(async move {
            std::future::pending::<()>().await;
            drop(listener);
        }));
    }

    fn serve(&mut self, listener: TcpListener) {
        let visits = Arc::clone(&self.visits);
        let last_request = Arc::clone(&self.last_request);
        self.serving = Some(tokio::spawn(async move {
            loop {
                let Ok((mut stream, _)) = listener.accept().await else {
                    continue;
                };
                let visits = Arc::clone(&visits);
                let last_request = Arc::clone(&last_request);
                tokio::spawn(async move {
                    let mut request = [0; 4_096];
                    let read = stream.read(&mut request).await.unwrap_or(0);
                    if read > 0 {
                        let text = String::from_utf8_lossy(&request[..read]);
                        *last_request.lock().unwrap() = text.into_owned();
                        visits.fetch_add(1, Ordering::Relaxed);
                        let answer =
                            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
                        let _ = stream.write_all(answer).await;
                    }
                });
            }
        }));
    }
}
