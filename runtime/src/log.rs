//! Logging and tracing, the same in both binaries.

mod args;
#[cfg(feature = "otlp")]
mod jobs;

use std::io::IsTerminal;

use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt, registry};

pub use args::{LogArgs, LogFormat};

use crate::InvalidSetting;

/// Sends the remaining traces when dropped, at the end of the process.
#[derive(Default)]
pub struct Guard {
    #[cfg(feature = "otlp")]
    traces: Option<std::sync::Arc<jobs::Traces>>,
}

impl std::fmt::Debug for Guard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guard").finish_non_exhaustive()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        #[cfg(feature = "otlp")]
        if let Some(traces) = &self.traces {
            traces.shutdown();
        }
    }
}

/// Starts logging to standard error and, if configured, exporting traces as `service`. Must be
/// called once, within the runtime.
///
/// # Errors
/// The setting that breaks a rule.
pub fn init(args: &LogArgs, service: &'static str) -> Result<Guard, InvalidSetting> {
    let filter: Targets = args.log.parse().map_err(|err| {
        InvalidSetting::new("UPBEAT_LOG", format!("must be a level or a filter: {err}"))
    })?;
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines = match args.log_format {
        LogFormat::Pretty => lines
            .with_ansi(std::io::stderr().is_terminal())
            .with_filter(filter)
            .boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_filter(filter).boxed(),
    };
    let (guard, traces) = traces(args, service)?;
    registry().with(lines).with(traces).init();
    Ok(guard)
}

type BoxedLayer<S> = Option<Box<dyn Layer<S> + Send + Sync>>;

#[cfg(feature = "otlp")]
fn traces<S>(
    args: &LogArgs,
    service: &'static str,
) -> Result<(Guard, BoxedLayer<S>), InvalidSetting>
where
    S: tracing::Subscriber + for<'a> registry::LookupSpan<'a>,
{
    if args.otlp_url.is_empty() {
        return Ok((Guard::default(), None));
    }
    let traces = jobs::Traces::export(&args.otlp_url, args.otlp_ratio, service)?;
    let layer = jobs::Jobs::new(std::sync::Arc::clone(&traces));
    let guard = Guard {
        traces: Some(traces),
    };
    Ok((guard, Some(layer.with_filter(jobs::only_jobs()).boxed())))
}

#[cfg(not(feature = "otlp"))]
fn traces<S>(
    args: &LogArgs,
    _service: &'static str,
) -> Result<(Guard, BoxedLayer<S>), InvalidSetting>
where
    S: tracing::Subscriber,
{
    if args.otlp_url.is_empty() {
        return Ok((Guard::default(), None));
    }
    Err(InvalidSetting::new(
        "UPBEAT_OTLP_URL",
        "must be empty: this program was built without tracing; to enable it, build with --features runtime/otlp",
    ))
}
