//! Settings of logging and tracing, the same for both binaries.

use clap::Args;

/// Settings of logging and tracing.
#[derive(Args, Clone, Debug)]
pub struct LogArgs {
    /// Filter of the log: a level, or levels by module: `info`, `debug`, `warn,status=debug`.
    #[arg(
        long,
        env = "UPBEAT_LOG",
        value_name = "FILTER",
        default_value = "info",
        global = true
    )]
    pub log: String,

    /// Format of the log: `pretty` for people, `json` for programs.
    #[arg(
        long,
        env = "UPBEAT_LOG_FORMAT",
        value_name = "FORMAT",
        default_value = "pretty",
        value_parser = log_format,
        global = true
    )]
    pub log_format: LogFormat,

    /// A collector of traces that speaks OTLP over gRPC: http://127.0.0.1:4317. Without
    /// it there are none.
    #[arg(
        long,
        env = "UPBEAT_OTLP_URL",
        value_name = "URL",
        default_value = "",
        hide_default_value = true,
        value_parser = otlp_url,
        global = true
    )]
    pub otlp_url: String,

    /// Share of the jobs to trace, the same in all processes: 0 to 1.
    #[arg(
        long,
        env = "UPBEAT_OTLP_RATIO",
        value_name = "RATIO",
        default_value = "0.01",
        value_parser = otlp_ratio,
        global = true
    )]
    pub otlp_ratio: f64,
}

/// Format of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Text for people.
    Pretty,
    /// One JSON object per line.
    Json,
}

fn log_format(text: &str) -> Result<LogFormat, String> {
    match text {
        // An empty variable counts as unset.
        "pretty" | "" => Ok(LogFormat::Pretty),
        "json" => Ok(LogFormat::Json),
        _ => Err("UPBEAT_LOG_FORMAT: must be pretty or json".to_owned()),
    }
}

fn otlp_url(text: &str) -> Result<String, String> {
    let is_usable = |url: url::Url| url.scheme() == "http" && url.has_host();
    if text.is_empty() || url::Url::parse(text).is_ok_and(is_usable) {
        Ok(text.to_owned())
    } else {
        Err("UPBEAT_OTLP_URL: must begin with http:// and name a host".to_owned())
    }
}

fn otlp_ratio(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(ratio) if (0.0..=1.0).contains(&ratio) => Ok(ratio),
        _ => Err("UPBEAT_OTLP_RATIO: must be a number from 0 to 1".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_value_names_its_variable() {
        assert!(log_format("xml").unwrap_err().contains("UPBEAT_LOG_FORMAT"));
        for text in ["127.0.0.1:4317", "https://h:4317", "http:/"] {
            let error = otlp_url(text).unwrap_err();
            assert!(error.contains("UPBEAT_OTLP_URL"), "{text}");
        }
        for text in ["1.5", "-1", "NaN", "all"] {
            let error = otlp_ratio(text).unwrap_err();
            assert!(error.contains("UPBEAT_OTLP_RATIO"), "{text}");
        }
        assert_eq!(log_format(""), Ok(LogFormat::Pretty));
        assert_eq!(otlp_url("http://h:4317").as_deref(), Ok("http://h:4317"));
        assert_eq!(otlp_ratio("0.5"), Ok(0.5));
    }
}
