//! Threads of their own for whatever people ask.
//!
//! A document takes a core for milliseconds at a time: it is parsed, validated, weighed and
//! written. Some dozens of them at once would hold up everything that shares their threads,
//! down to `/healthz`. Here they hold up each other; and where the machine has no core left,
//! the kernel lets them wait for the threads that accept, plan and take in reports.

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

/// How much the threads give way: of a core that all want they get a third of what the others
/// of this process get.
const NICE: i32 = 5;

/// Tasks between two looks at what has come in from the network. Each may take long.
const LOOK_EVERY: u32 = 8;

/// How often the threads say that they run, and after how long a silence they do not.
const BEAT_EVERY: Duration = Duration::from_secs(1);
const STALLED_AFTER: Duration = Duration::from_secs(30);

/// The threads; cheap to clone. They end with the last clone.
#[derive(Clone, Debug)]
pub struct Desk(Arc<Threads>);

#[derive(Debug)]
struct Threads {
    /// `None` once they end.
    runtime: Option<Runtime>,
    pulse: Arc<Pulse>,
}

/// When the threads said last that they run.
#[derive(Debug)]
struct Pulse {
    began: Instant,
    /// Milliseconds after it began.
    beat_at_ms: AtomicU64,
}

impl Desk {
    /// Starts a thread for each core.
    ///
    /// # Errors
    /// Where the system has none left.
    pub fn new() -> io::Result<Self> {
        Self::of(&mut Builder::new_multi_thread())
    }

    fn of(builder: &mut Builder) -> io::Result<Self> {
        Self::since(Instant::now(), builder)
    }

    fn since(began: Instant, builder: &mut Builder) -> io::Result<Self> {
        let priority = priority();
        let runtime = builder
            .thread_name("upbeat-desk")
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

    /// Whether the threads have stood still for so long that they will not come back.
    pub(super) fn is_stalled(&self) -> bool {
        self.0.pulse.silence() > STALLED_AFTER
    }

    /// What `work` gives; it ends where nobody waits for it any more. `None` when the process
    /// stops.
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

/// Has a request answered by the threads of `desk`.
pub(super) async fn answer(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let answer = desk.run(next.run(request)).await;
    answer.unwrap_or_else(|| StatusCode::SERVICE_UNAVAILABLE.into_response())
}

/// This thread's priority; none where a priority is a whole process's.
fn priority() -> Option<i32> {
    let is_a_threads = cfg!(target_os = "linux");
    is_a_threads.then(|| getpriority_process(None).ok())?
}

/// Lets this thread wait for those of `priority` where there are too few cores.
fn give_way(priority: Option<i32>) {
    if let Some(priority) = priority {
        // Where it is forbidden, all are alike.
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

    use super::super::health::alive;
    use super::*;

    fn one_thread() -> Desk {
        Desk::of(Builder::new_multi_thread().worker_threads(1)).unwrap()
    }

    async fn asked(router: &Router, path: &str) -> StatusCode {
        let request = Request::get(path).body(Body::empty()).unwrap();
        router.clone().oneshot(request).await.unwrap().status()
    }

    /// This test has one thread for all that is not done at the desk.
    #[tokio::test]
    async fn what_is_asked_holds_up_nothing_else() {
        let desk = one_thread();
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
            .route_layer(from_fn_with_state(desk.clone(), answer))
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
        let desk = Desk::since(minute_ago, Builder::new_multi_thread().worker_threads(1)).unwrap();
        let router = Router::new().route("/", get(alive).with_state(desk.clone()));
        desk.run(async {}).await.unwrap();
        assert_eq!(asked(&router, "/").await, StatusCode::OK);

        let (begin, begun) = tokio::sync::oneshot::channel();
        let (end, ended) = mpsc::channel::<()>();
        let held = async move {
            begin.send(()).unwrap();
            let _ = ended.recv();
        };
        let held = tokio::spawn({
            let desk = desk.clone();
            async move { desk.run(held).await }
        });
        begun.await.unwrap();
        // Nobody is there to say anything since the process began.
        desk.0.pulse.beat_at_ms.store(0, Relaxed);
        assert_eq!(asked(&router, "/").await, StatusCode::SERVICE_UNAVAILABLE);
        drop(end);
        held.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn work_ends_where_nobody_waits_for_it() {
        let desk = one_thread();
        let (held, dropped) = tokio::sync::oneshot::channel::<()>();
        let work = desk.run(async move {
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
    #[should_panic(expected = "at the desk")]
    async fn a_panic_is_whose_request_it_was() {
        one_thread()
            .run(async { panic!("at the desk") })
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn its_threads_give_way() {
        let desk = one_thread();
        let there = desk.run(async { priority() }).await.unwrap();
        let blocking = desk.run(async { tokio::task::spawn_blocking(priority).await.unwrap() });
        let lower = priority().map(|priority| priority + NICE);
        assert_eq!((there, blocking.await.unwrap()), (lower, lower));
    }
}
