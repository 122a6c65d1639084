//! An answer's body: streamed, decoded on the way, cut at the check's limit, and
//! not waited for where it has no end and nobody looks at the rest of it.
//!
//! The limit holds for what comes in and for what it decodes to, so neither an
//! endless body nor a small one that decodes to a huge one costs more.

pub(super) mod coding;
mod patience;

use std::io;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::HeaderMap;
use hyper::body::{Body, Incoming};
use queue::{Assertion, FailureClass, HttpCheck};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::yield_now;
use tokio::time::{Instant, sleep_until};

use self::coding::{Decoder, Sink};
use self::patience::Patience;
use super::{explain, http1};
use crate::probe::assertion::{self, Compiled};
use crate::probe::fault::Fault;
use crate::probe::room::{Held, Room};
use crate::probe::trace::{Stage, Trace};
use crate::probe::{Run, charset};

/// How much is kept of a body that no condition looks at: what may be shown of it.
const KEPT_BYTES: usize = 16 * 1024;

/// Pieces that are decoded before others have their turn.
const TURN_PIECES: u32 = 32;

/// A body as it was read.
pub(super) struct Read {
    pub(super) bytes: Vec<u8>,
    /// The room that it takes.
    pub(super) held: Held,
    /// Whether there was more.
    pub(super) cut: bool,
    /// What was odd about its coding and did not keep it from being decoded.
    pub(super) flaw: Option<String>,
}

/// A body that comes, in either version of HTTP.
pub(super) trait Pieces: Send {
    /// Why it may break off.
    type Broken: Send;

    /// How long it is, where that is said beforehand, bytes.
    fn announced(&self) -> Option<u64>;

    /// What comes next of it; nothing at its end.
    fn piece(&mut self) -> impl Future<Output = Result<Option<Bytes>, Self::Broken>> + Send;

    /// What it means that it broke off.
    fn explain(broken: Self::Broken, trace: &Trace) -> Fault;

    /// Says that nothing more is read.
    fn close(self) -> impl Future<Output = ()> + Send;
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Pieces for http1::Body<S> {
    type Broken = http1::Broken;

    fn announced(&self) -> Option<u64> {
        self.announced()
    }

    fn piece(&mut self) -> impl Future<Output = Result<Option<Bytes>, Self::Broken>> + Send {
        self.piece()
    }

    fn explain(broken: Self::Broken, trace: &Trace) -> Fault {
        explain::http1_body(broken, trace)
    }

    fn close(self) -> impl Future<Output = ()> + Send {
        self.close()
    }
}

impl Pieces for Incoming {
    type Broken = hyper::Error;

    fn announced(&self) -> Option<u64> {
        self.size_hint().exact()
    }

    async fn piece(&mut self) -> Result<Option<Bytes>, Self::Broken> {
        while let Some(frame) = self.frame().await {
            if let Ok(data) = frame?.into_data() {
                return Ok(Some(data));
            }
        }
        Ok(None)
    }

    fn explain(broken: Self::Broken, trace: &Trace) -> Fault {
        explain::http2_body(&broken, trace)
    }

    async fn close(self) {}
}

/// A body that is to be read.
pub(super) struct Reader<'a, B> {
    body: B,
    decoder: Decoder,
    room: &'a Room,
    held: Held,
    /// Most bytes that are read.
    limit: usize,
    assertions: &'a [Assertion],
    compiled: &'a Compiled,
    /// Whether any condition looks at the body.
    looks: bool,
    /// Why it cannot be decoded, should there be any of it.
    unknown: Option<String>,
    /// How long it is waited for; nothing where it says where it ends, and that is
    /// near: then it is expected to end there.
    patience: Option<Patience>,
}

impl<'a, B: Pieces> Reader<'a, B> {
    /// Reads `body`, of an answer with `headers`, as far as `check` asks for.
    ///
    /// # Errors
    /// A fault of ours where there is no decoder.
    pub(super) fn new(
        body: B,
        headers: &HeaderMap,
        run: &Run<'a>,
        check: &'a HttpCheck,
        trace: &Trace,
    ) -> Result<Self, Fault> {
        let limit = usize::try_from(check.body_limit_bytes).unwrap_or(usize::MAX);
        let looks = check.assertions.iter().any(assertion::looks_at_body);
        let (codings, unknown) = match coding::named(headers) {
            Ok(codings) => (codings, None),
            // Answers without a body name an encoding all the same.
            Err(problem) => (Vec::new(), Some(problem).filter(|_| looks)),
        };
        let keep = if looks { limit } else { KEPT_BYTES.min(limit) };
        let decoder = Decoder::new(&codings, Sink::new(limit, keep))
            .map_err(|err| Fault::internal("internal.memory", format!("no decoder: {err}")))?;
        let announced = body.announced();
        let is_near = announced.is_some_and(|len| len <= u64::from(check.body_limit_bytes));
        let slow_ms = run.how.degraded_above_ms.max(run.how.down_above_ms);
        let slow = Duration::from_millis(slow_ms.unwrap_or_default().into());
        let patience = (!is_near).then(|| Patience::new(headers, !looks, slow, trace.deadline));
        Ok(Self {
            body,
            decoder,
            room: &run.probes.room,
            held: Held::default(),
            limit,
            assertions: &check.assertions,
            compiled: &run.probes.compiled,
            looks,
            unknown,
            patience,
        })
    }

    /// Reads it.
    ///
    /// # Errors
    /// Where it breaks off, or cannot be decoded and its text matters.
    pub(super) async fn read(mut self, trace: &mut Trace) -> Result<Read, Fault> {
        let mut alarm = pin!(sleep_until(self.next_look(trace)));
        let mut received = 0;
        loop {
            let piece = tokio::select! {
                biased;
                piece = self.body.piece() => piece,
                () = &mut alarm, if self.patience.is_some() => {
                    if self.is_over(received, trace) {
                        return Ok(self.cut());
                    }
                    alarm.as_mut().reset(self.next_look(trace));
                    continue;
                }
            };
            let piece = piece.map_err(|broken| B::explain(broken, trace))?;
            let Some(data) = piece else {
                break;
            };
            if let Some(problem) = self.unknown.as_ref().filter(|_| !data.is_empty()) {
                return Err(unknown(problem, trace));
            }
            received += data.len();
            trace.body_bytes = Some(received);
            if let Some(patience) = &mut self.patience {
                patience.goes_on();
            }
            self.decoder.feed(data);
            let decoded = self.decode(trace).await?;
            if self.decoder.sink.full || received > self.limit {
                return Ok(self.cut());
            }
            decoded.map_err(|err| undecodable(&err, trace))?;
        }
        // Answers without a body name an encoding all the same.
        let finished = if received > 0 {
            self.decoder.finish()
        } else {
            Ok(None)
        };
        let flaw = finished.map_err(|err| undecodable(&err, trace))?;
        self.body.close().await;
        Ok(Read {
            bytes: self.decoder.sink.bytes,
            held: self.held,
            cut: false,
            flaw: flaw.filter(|_| self.looks),
        })
    }

    /// Decodes what has come, as there is room for it.
    async fn decode(&mut self, trace: &mut Trace) -> Result<io::Result<()>, Fault> {
        for number in 1_u32.. {
            match self.decoder.advance() {
                Ok(true) => {}
                Ok(false) => break,
                Err(err) => return Ok(Err(err)),
            }
            if number.is_multiple_of(TURN_PIECES) {
                yield_now().await;
            }
            let bytes = self.decoder.held_bytes();
            if !self.held.covers(bytes) {
                // Waiting is nothing that the website does.
                trace.pause();
                self.room.make(&mut self.held, bytes, trace).await?;
                trace.begin(Stage::Transfer);
            }
        }
        Ok(Ok(()))
    }

    fn next_look(&self, trace: &Trace) -> Instant {
        let patience = self.patience.as_ref();
        patience.map_or(trace.deadline.into(), Patience::next)
    }

    /// Whether to leave the body, of which `received` bytes have come; what it took
    /// is the time until more of it came last.
    fn is_over(&mut self, received: usize, trace: &mut Trace) -> bool {
        let Some(patience) = &mut self.patience else {
            return false;
        };
        let is_over = patience.is_over(received, || {
            // What follows on the begin cannot change what any condition finds.
            let headers = trace.answer.as_ref().map(|answer| &answer.headers);
            headers.is_some_and(|headers| {
                let text = charset::decode(headers, &self.decoder.sink.bytes, true);
                assertion::is_decided(self.compiled, self.assertions, &text)
            })
        });
        if is_over {
            trace.pause_at(patience.last());
        }
        is_over
    }

    fn cut(self) -> Read {
        Read {
            bytes: self.decoder.sink.bytes,
            held: self.held,
            cut: true,
            flaw: None,
        }
    }
}

fn unknown(problem: &str, trace: &Trace) -> Fault {
    let reason = format!("the body of {}'s answer {problem}", trace.peer);
    Fault::down(FailureClass::Body, "body.unknown_encoding", reason)
}

fn undecodable(err: &io::Error, trace: &Trace) -> Fault {
    let reason = format!(
        "the body of {}'s answer cannot be decoded: {err}",
        trace.peer
    );
    Fault::down(FailureClass::Body, "body.bad_encoding", reason)
}
