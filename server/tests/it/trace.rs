//! One job is one trace, whichever process a part of it runs in.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use hyper::HeaderMap;
use sha2::{Digest, Sha256};
use tokio::net::{TcpListener, TcpStream};

use crate::fleet::wait_for_regions;
use crate::support::{Client, Process, Target, TestRedis, eventually};

/// A collector that takes OTLP over gRPC and keeps each request as it came.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<Bytes>>>);

impl Collector {
    async fn start() -> (Self, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let collector = Self::default();
        let taking = collector.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(taking.clone().take(stream));
            }
        });
        (collector, url)
    }

    async fn take(self, stream: TcpStream) {
        let Ok(mut connection) = h2::server::handshake(stream).await else {
            return;
        };
        while let Some(Ok((request, mut respond))) = connection.accept().await {
            let collector = self.clone();
            tokio::spawn(async move {
                assert_eq!(
                    request.uri().path(),
                    "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
                );
                let mut body = request.into_body();
                let mut whole = Vec::new();
                while let Some(Ok(part)) = body.data().await {
                    let _ = body.flow_control().release_capacity(part.len());
                    whole.extend_from_slice(&part);
                }
                collector.0.lock().unwrap().push(whole.into());
                let head = hyper::Response::builder()
                    .header("content-type", "application/grpc")
                    .body(())
                    .unwrap();
                let mut answer = respond.send_response(head, false).unwrap();
                // An empty message, and that all is well.
                let _ = answer.send_data(Bytes::from_static(&[0; 5]), false);
                let mut end = HeaderMap::new();
                end.insert("grpc-status", "0".parse().unwrap());
                let _ = answer.send_trailers(end);
            });
        }
    }

    /// Whether a span called `name` of the trace `id` came from `service`.
    fn has(&self, service: &str, name: &str, id: &[u8]) -> bool {
        let finds = |body: &[u8], what: &[u8]| body.windows(what.len()).any(|part| part == what);
        // The span's name is field 5, the trace's id field 1 of the message.
        let named = [&[0x2a, u8::try_from(name.len()).unwrap()], name.as_bytes()].concat();
        let bodies = self.0.lock().unwrap();
        bodies.iter().any(|body| {
            let len = u8::try_from(service.len()).unwrap();
            // A value, which holds a text: the one of the attribute `service.name`.
            let of_service = [&[0x12, len + 2, 0x0a, len], service.as_bytes()].concat();
            finds(body, &of_service)
                && body.windows(id.len() + 2).enumerate().any(|(at, part)| {
                    part[..2] == [0x0a, 16]
                        && part[2..] == *id
                        && finds(&body[at..body.len().min(at + 80)], &named)
                })
        })
    }
}

#[tokio::test]
async fn a_job_is_one_trace_through_all_processes() {
    let (collector, url) = Collector::start().await;
    let redis = TestRedis::start().await;
    let database = migration::testing::TestDb::postgres().await.unwrap();
    let listen = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let tracing = [
        ("REDIS_URL", redis.url.as_str()),
        ("UPBEAT_EGRESS_ALLOW", "127.0.0.0/8"),
        ("UPBEAT_OTLP_URL", url.as_str()),
        ("UPBEAT_OTLP_RATIO", "1"),
    ];
    let address = listen.to_string();
    let of_server = [
        ("DATABASE_URL", database.url.as_str()),
        ("UPBEAT_LISTEN", address.as_str()),
    ];
    let _server = Process::start("upbeat", &["serve"], &[&tracing[..], &of_server].concat());
    let of_prober = [("UPBEAT_REGION", "india"), ("UPBEAT_PROBER", "india-1")];
    let _prober = Process::start("upbeat-prober", &[], &[&tracing[..], &of_prober].concat());
    eventually("the server to listen", async || {
        TcpStream::connect(listen).await.ok()
    })
    .await;
    let ada = Client::sign_up(listen, "ada").await;
    wait_for_regions(&ada, &["india"]).await;

    let target = Target::start().await;
    let website = ada.create_website(&target.url()).await;
    let slot = eventually("a tick", async || {
        let query = "ticks(first: 1) { edges { node { slot } } }";
        let ticks = ada.website(&website, query).await;
        let slot = ticks
            .pointer("/ticks/edges/0/node/slot")?
            .as_str()?
            .to_owned();
        Some(slot)
    })
    .await;
    let slot_ms = slot.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let slot_ms = slot_ms.timestamp_millis();
    let hash = Sha256::digest(format!("{website}/india/{slot_ms}"));
    let trace = &hash[..16];
    for (service, name) in [
        ("upbeat", "publish"),
        ("upbeat-prober", "run"),
        ("upbeat-prober", "probe"),
        ("upbeat-prober", "attempt"),
        ("upbeat-prober", "hand_in"),
        ("upbeat", "ingest"),
    ] {
        eventually(&format!("{name} from {service}"), async || {
            collector.has(service, name, trace).then_some(())
        })
        .await;
    }
}
