//! Traces of jobs. A span with the field `job.id` belongs to the trace derived from that id,
//! in whichever process it is. So no trace context travels with the job, and all processes
//! agree on which jobs are traced.

use std::sync::Arc;
use std::time::SystemTime;

use opentelemetry::trace::{
    SpanContext, SpanId, SpanKind, Status, TraceFlags, TraceId, TraceState,
};
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_otlp::{SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{BatchSpanProcessor, SpanData, SpanProcessor};
use rand::RngCore;
use sha2::{Digest, Sha256};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Metadata, Subscriber};
use tracing_subscriber::filter::{FilterFn, filter_fn};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

use crate::InvalidSetting;

/// The field that marks a span of a job.
const JOB_ID: &str = "job.id";

/// The first span of a job: the root of its trace.
const ROOT: &str = "publish";

/// The export of spans.
pub(super) struct Traces {
    processor: BatchSpanProcessor,
    scope: InstrumentationScope,
    /// Share of the jobs that is traced, 0 to 1.
    ratio: f64,
}

impl Traces {
    /// Exports a share `ratio` (0 to 1) of the jobs to the collector at `url`, by OTLP over
    /// gRPC.
    pub(super) fn export(
        url: &str,
        ratio: f64,
        service: &'static str,
    ) -> Result<Arc<Self>, InvalidSetting> {
        let exporter = SpanExporter::builder()
            .with_tonic()
            .with_endpoint(url)
            .build()
            .map_err(|err| {
                let rule = format!("must be the address of a collector: {err}");
                InvalidSetting::new("UPBEAT_OTLP_URL", rule)
            })?;
        let mut processor = BatchSpanProcessor::builder(exporter).build();
        let resource = Resource::builder_empty()
            .with_service_name(service)
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
        processor.set_resource(&resource.build());
        Ok(Arc::new(Self {
            processor,
            scope: InstrumentationScope::builder("jobs").build(),
            ratio,
        }))
    }

    pub(super) fn shutdown(&self) {
        // Undeliverable spans are lost, which is acceptable for traces.
        let _ = self.processor.shutdown();
    }
}

/// Whether `trace` belongs to the share `ratio`: 0 means none, 1 means all.
fn is_kept(trace: TraceId, ratio: f64) -> bool {
    let [_, _, _, _, _, _, _, _, number @ ..] = trace.to_bytes();
    u64::from_be_bytes(number) as f64 <= ratio * 2_f64.powi(64)
}

/// The trace id and root span id derived from a job's id.
fn ids(job_id: &str) -> (TraceId, SpanId) {
    let hash: [u8; 32] = Sha256::digest(job_id.as_bytes()).into();
    let (mut trace, mut root) = ([0; 16], [0; 8]);
    trace.copy_from_slice(&hash[..16]);
    root.copy_from_slice(&hash[16..24]);
    (TraceId::from_bytes(trace), SpanId::from_bytes(root))
}

/// Passes only spans of jobs.
pub(super) fn only_jobs() -> FilterFn {
    let is_of_job =
        |metadata: &Metadata<'_>| metadata.is_span() && metadata.fields().field(JOB_ID).is_some();
    filter_fn(is_of_job as fn(&Metadata<'_>) -> bool)
}

/// A span that has not ended.
struct Open {
    trace: TraceId,
    id: SpanId,
    parent: SpanId,
    began: SystemTime,
    fields: Fields,
}

/// The layer that adds spans of jobs to their traces.
pub(super) struct Jobs {
    traces: Arc<Traces>,
}

impl Jobs {
    pub(super) fn new(traces: Arc<Traces>) -> Self {
        Self { traces }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Jobs {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let Some(span) = context.span(id) else {
            return;
        };
        let around = span.parent();
        let around = around.as_ref().and_then(|span| {
            let extensions = span.extensions();
            let open = extensions.get::<Open>()?;
            Some((open.trace, open.id))
        });
        // A span without a job id belongs to the job of its parent.
        let (trace, root) = match (&fields.job_id, around) {
            (Some(job_id), _) => ids(job_id),
            (None, Some(around)) => around,
            (None, None) => return,
        };
        if !is_kept(trace, self.traces.ratio) {
            return;
        }
        let is_root = span.name() == ROOT;
        let around = around.filter(|around| around.0 == trace);
        let open = Open {
            trace,
            id: if is_root { root } else { random() },
            parent: if is_root {
                SpanId::INVALID
            } else {
                around.map_or(root, |around| around.1)
            },
            began: SystemTime::now(),
            fields,
        };
        span.extensions_mut().insert(open);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(open) = span.extensions_mut().get_mut::<Open>()
        {
            values.record(&mut open.fields);
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id) else {
            return;
        };
        let Some(open) = span.extensions_mut().remove::<Open>() else {
            return;
        };
        let state = TraceState::default();
        self.traces.processor.on_end(SpanData {
            span_context: SpanContext::new(open.trace, open.id, TraceFlags::SAMPLED, false, state),
            parent_span_id: open.parent,
            parent_span_is_remote: false,
            span_kind: SpanKind::Internal,
            name: span.name().into(),
            start_time: open.began,
            end_time: SystemTime::now(),
            attributes: open.fields.attributes,
            dropped_attributes_count: 0,
            events: Default::default(),
            links: Default::default(),
            status: Status::Unset,
            instrumentation_scope: self.traces.scope.clone(),
        });
    }
}

fn random() -> SpanId {
    SpanId::from_bytes(rand::rng().next_u64().to_be_bytes())
}

/// Fields recorded by a span.
#[derive(Default)]
struct Fields {
    job_id: Option<String>,
    attributes: Vec<KeyValue>,
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let text = format!("{value:?}");
        if field.name() == JOB_ID {
            self.job_id = Some(text.clone());
        }
        self.attributes.push(KeyValue::new(field.name(), text));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_has_one_trace_everywhere() {
        let id = "0192aaaa-0000-7000-8000-000000000001/india/1790000000000";
        assert_eq!(ids(id), ids(id));
        assert_ne!(ids(id).0, ids(&id.replace("india", "usa")).0);
        assert_ne!(ids(id).0, TraceId::INVALID);
    }

    #[test]
    fn a_share_of_jobs_is_traced() {
        let kept = |ratio: f64| {
            let traces = (0..10_000).map(|n: u32| ids(&n.to_string()).0);
            traces.filter(|trace| is_kept(*trace, ratio)).count()
        };
        assert_eq!((kept(0.0), kept(1.0)), (0, 10_000));
        let some = kept(0.1);
        assert!((850..1_150).contains(&some), "{some}");
    }
}
