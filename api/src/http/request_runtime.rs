//! Separate threads for answering requests.
//!
//! A document takes a core for milliseconds at a time: it is parsed, validated, weighed and
//! encoded. Some dozens of them at once would delay everything that shares their threads,
//! including `/healthz`. Here they only delay each other; and if the machine has no free core,
//! the kernel prefers the threads that accept connections, plan and ingest.

use std::future::Future;
use std::io;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use rustix::process::{getpriority_process, setpriority_process};
use tokio::runtime::{Builder, Runtime};
use tokio::time::sleep;
use tokio_util::task::AbortOnDropHandle;
use tracing::Instrument;

/// Niceness of the threads: of a contended core they get a third of what the other threads of
/// this process get.
const NICE: i32 = 5;

/// Stack of a thread, in bytes: fields nest, and so do the futures that resolve them. The deepest
/// documents need more than the 2 MiB that threads have otherwise, in builds without optimization.
const STACK_BYTES: usize = 8 << 20;

/// Tasks between two polls of the network; each may take long.
const LOOK_EVERY: u32 = 8;

/// Interval at which the threads report that they run, and how long they may be silent.
const BEAT_EVERY: Duration = Duration::from_secs(1);
const STALLED_AFTER: Duration = Duration::from_secs(30);

/// The threads; cheap to clone. They end with the last clone.
#[derive(Clone, Debug)]
pub struct RequestRuntime(Arc<Threads>);

#[derive(Debug)]
struct Threads {
    /// `None` once the threads end.
    runtime: Option<Runtime>,
    pulse: Arc<Pulse>,
}

/// When the threads last reported that they run.
#[derive(Debug)]
struct Pulse {
    began: Instant,
    /// Milliseconds after the start.
    beat_at_ms: AtomicU64,
}

impl RequestRuntime {
    /// Starts a thread for each core.
    ///
    /// # Errors
    /// If the system cannot start more threads.
    pub fn new() -> io::Result<Self> {
        Self::of(&mut Builder::new_multi_thread())
    }

    fn of(builder: &mut Builder) -> io::Result<Self> {
        Self::since(Instant::now(), builder)
    }

    fn since(began: Instant, builder: &mut Builder) -> io::Result<Self> {
        let priority = priority();
        let runtime = builder
            .thread_name("upbeat-request")
            .thread_stack_size(STACK_BYTES)
            .on_thread_start(move || give_way(priority))
            .event_interval(LOOK_EVERY)
            .enable_all()
            .build()?;
        let pulse = Arc::new(Pulse {
            began,
            beat_at_ms: AtomicU64::new(0),
        });
        let beating = Arc::clone(&pulse);
        runtime.spawn(async move {
            loop {
                beating.beat();
                sleep(BEAT_EVERY).await;
            }
        });
        Ok(Self(Arc::new(Threads {
            runtime: Some(runtime),
            pulse,
        })))
    }

    /// Whether the threads have been silent for so long that they will not recover.
    pub fn is_stalled(&self) -> bool {
        self.0.pulse.silence() > STALLED_AFTER
    }

    /// Runs `work`, which is cancelled if the caller stops waiting for it. `None` when the
    /// process stops.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        let work = self.0.runtime.as_ref()?.spawn(work.in_current_span());
        match AbortOnDropHandle::new(work).await {
            Ok(done) => Some(done),
            Err(err) => match err.try_into_panic() {
                Ok(panic) => resume_unwind(panic),
                Err(_) => None,
            },
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Pulse {
    fn beat(&self) {
        self.beat_at_ms.store(self.now_ms(), Relaxed);
    }

    fn silence(&self) -> Duration {
        Duration::from_millis(self.now_ms().saturating_sub(self.beat_at_ms.load(Relaxed)))
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Has a request answered by the threads of `runtime`.
pub(super) async fn answer(
    State(runtime): State<RequestRuntime>,
    request: Request,
    next: Next,
) -> Response {
    let answer = runtime.run(next.run(request)).await;
    answer.unwrap_or_else(|| StatusCode::SERVICE_UNAVAILABLE.into_response())
}

/// Priority of this thread; `None` if the system only has priorities of processes.
fn priority() -> Option<i32> {
    let is_a_threads = cfg!(target_os = "linux");
    is_a_threads.then(|| getpriority_process(None).ok())?
}

/// Lowers the priority of this thread below `priority`.
fn give_way(priority: Option<i32>) {
    if let Some(priority) = priority {
        // If this is not permitted, all threads have the same priority.
        let _ = setpriority_process(None, priority + NICE);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    fn one_thread() -> RequestRuntime {
        RequestRuntime::of(Builder::new_multi_thread().worker_threads(1)).unwrap()
    }

    async fn asked(router: &Router, path: &str) -> StatusCode {
        let request = Request::get(path).body(Body::empty()).unwrap();
        router.clone().oneshot(request).await.unwrap().status()
    }

    /// This test has a single thread for everything outside that runtime.
    #[tokio::test]
    async fn what_is_asked_holds_up_nothing_else() {
        let runtime = one_thread();
        let (end, ended) = mpsc::channel::<()>();
        let ended = Arc::new(std::sync::Mutex::new(ended));
        let long = move || {
            let ended = Arc::clone(&ended);
            async move {
                let _ = ended.lock().unwrap().recv();
            }
        };
        let router = Router::new()
            .route("/long", get(long))
            .route_layer(from_fn_with_state(runtime.clone(), answer))
            .route("/short", get(async || ()));
        let waiting = tokio::spawn({
            let router = router.clone();
            async move { asked(&router, "/long").await }
        });
        tokio::task::yield_now().await;
        assert_eq!(asked(&router, "/short").await, StatusCode::OK);
        assert!(!waiting.is_finished());
        end.send(()).unwrap();
        assert_eq!(waiting.await.unwrap(), StatusCode::OK);
    }

    #[tokio::test]
    async fn threads_that_stand_still_are_seen() {
        let minute_ago = Instant::now() - Duration::from_secs(60);
        let runtime =
            RequestRuntime::since(minute_ago, Builder::new_multi_thread().worker_threads(1))
                .unwrap();
        runtime.run(async {}).await.unwrap();
        assert!(!runtime.is_stalled());

        let (begin, begun) = tokio::sync::oneshot::channel();
        let (end, ended) = mpsc::channel::<()>();
        let held = async move {
            begin.send(()).unwrap();
            let _ = ended.recv();
        };
        let held = tokio::spawn({
            let runtime = runtime.clone();
            async move { runtime.run(held).await }
        });
        begun.await.unwrap();
        // Pretends that no thread has reported since the start.
        runtime.0.pulse.beat_at_ms.store(0, Relaxed);
        assert!(runtime.is_stalled());
        drop(end);
        held.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn work_ends_where_nobody_waits_for_it() {
        let runtime = one_thread();
        let (held, dropped) = tokio::sync::oneshot::channel::<()>();
        let work = runtime.run(async move {
            let _held = held;
            std::future::pending::<()>().await;
        });
        assert!(
            tokio::time::timeout(Duration::from_millis(20), work)
                .await
                .is_err()
        );
        assert!(dropped.await.is_err());
    }

    #[tokio::test]
    #[should_panic(expected = "at the runtime")]
    async fn a_panic_is_whose_request_it_was() {
        one_thread()
            .run(async { panic!("at the runtime") })
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn its_threads_give_way() {
        let runtime = one_thread();
        let there = runtime.run(async { priority() }).await.unwrap();
        let blocking = runtime.run(async { tokio::task::spawn_blocking(priority).await.unwrap() });
        let lower = priority().map(|priority| priority + NICE);
        assert_eq!((there, blocking.await.unwrap()), (lower, lower));
    }
}
