//! What is logged, the same in both binaries.

use tracing_subscriber::EnvFilter;

/// The filter that a person's `text` means: `info`, `debug,prober=trace`. What a
/// library says of each bad certificate is left out: a website's failure is data.
///
/// # Errors
/// Where it is no filter.
pub fn filter(text: &str) -> Result<EnvFilter, tracing_subscriber::filter::ParseError> {
    EnvFilter::try_new(format!("{text},rustls_platform_verifier=off"))
}
