//! A stand-in for a service: it records requests and answers as a test says, also badly.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) path: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(it, _)| it == name);
        found.map_or("", |(_, value)| value)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// What is answered.
#[derive(Clone, Debug)]
pub(crate) enum Answer {
    /// Status, further headers as lines, and a body.
    Full(u16, &'static str, String),
    /// A head that promises more than comes.
    Half(u16),
    /// Nothing, and the connection stays.
    Silence,
    /// Nothing, and the connection ends.
    Close,
    /// A status, and 1 GiB.
    Huge(u16),
}

impl Answer {
    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self::Full(status, "", body.to_string())
    }

    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self::Full(status, "", body.to_owned())
    }
}

/// A service that lives as long as the test's runtime.
#[derive(Clone)]
pub(crate) struct StandIn {
    /// Its URL without a slash at the end.
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl StandIn {
    /// A service that answers each request by `answer`.
    pub(crate) async fn new(answer: impl Fn(&Seen) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (answer, recorded) = (Arc::new(answer), Arc::clone(&seen));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (answer, recorded) = (Arc::clone(&answer), Arc::clone(&recorded));
                tokio::spawn(async move {
                    let mut stream = stream;
                    let Some(request) = read(&mut stream).await else {
                        return;
                    };
                    let answer = answer(&request);
                    recorded.lock().unwrap().push(request);
                    write(&mut stream, answer).await;
                });
            }
        });
        Self { url, seen }
    }

    /// A service that always answers so.
    pub(crate) async fn always(answer: Answer) -> Self {
        Self::new(move |_| answer.clone()).await
    }

    /// What arrived so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The only request that arrived.
    pub(crate) fn only(&self) -> Seen {
        let mut seen = self.seen();
        assert_eq!(seen.len(), 1, "{seen:?}");
        seen.remove(0)
    }
}

async fn read(stream: &mut TcpStream) -> Option<Seen> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let len = headers.iter().find(|(name, _)| name == "content-length");
    let len = len.map_or(0, |(_, value)| value.parse().unwrap());
    let mut body = vec![0; len];
    stream.read_exact(&mut body).await.ok()?;
    Some(Seen {
        method,
        path,
        headers,
        body,
    })
}

/// The client may leave at any time.
async fn write(stream: &mut TcpStream, answer: Answer) {
    let head = |status: u16, headers: &str, len: usize| {
        format!("HTTP/1.1 {status} Said\r\nContent-Length: {len}\r\n{headers}\r\n")
    };
    match answer {
        Answer::Full(status, headers, body) => {
            let text = head(status, headers, body.len()) + &body;
            let _ = stream.write_all(text.as_bytes()).await;
        }
        Answer::Half(status) => {
            let text = head(status, "", 1_000) + "{\"ok\":tr";
            let _ = stream.write_all(text.as_bytes()).await;
        }
        Answer::Silence => sleep(Duration::from_secs(600)).await,
        Answer::Close => {}
        Answer::Huge(status) => {
            let text = head(status, "", 1 << 30);
            let _ = stream.write_all(text.as_bytes()).await;
            while stream.write_all(&[b'x'; 64 * 1024]).await.is_ok() {}
        }
    }
}
