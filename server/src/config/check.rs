//! Flags of `upbeat check`, named like the fields of a website.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use prober::config::MeansArgs;
use runtime::Secret;

const HTTP: &str = "HTTP and WebSocket";
const TALK: &str = "TCP, WebSocket, DNS, ping and SMTP";

/// A single check in the terminal.
#[derive(Args, Clone, Debug)]
pub struct CheckArgs {
    /// What to check; `https://` is prepended if the scheme is missing.
    pub url: String,

    /// Prints the result as JSON, with the API's field names.
    #[arg(long)]
    pub json: bool,

    /// The website as `createWebsite` takes it, as JSON or @FILE:
    /// {"check":{"http":{"method":"HEAD"}}}. Flags take precedence.
    #[arg(long, value_name = "JSON")]
    pub input: Option<Secret>,

    /// Time limit of each attempt, milliseconds, 500 to 60000; 10000 by default.
    #[arg(long, value_name = "MS")]
    pub timeout_ms: Option<i32>,

    /// Further attempts after a failed one, 0 to 3; 0 by default.
    #[arg(long, value_name = "NUMBER")]
    pub retries: Option<i32>,

    /// Which IP versions to use.
    #[arg(long, value_name = "VERSION", value_enum)]
    pub ip_version: Option<IpVersion>,

    /// IPv4 only.
    #[arg(short = '4', long, conflicts_with_all = ["ip_version", "ipv6"])]
    pub ipv4: bool,

    /// IPv6 only.
    #[arg(short = '6', long, conflicts_with = "ip_version")]
    pub ipv6: bool,

    /// Degraded if the response time is above this.
    #[arg(long, value_name = "MS")]
    pub degraded_above_ms: Option<i32>,

    /// Down if the response time is above this.
    #[arg(long, value_name = "MS")]
    pub down_above_ms: Option<i32>,

    /// Records certificate problems without failing the check.
    #[arg(short = 'k', long)]
    pub ignore_tls_errors: bool,

    /// Down below this version of TLS.
    #[arg(long, value_name = "VERSION", value_enum)]
    pub min_tls_version: Option<TlsVersion>,

    /// Degraded if the certificate expires in fewer days, 0 to 365; 14 by default.
    #[arg(long, value_name = "DAYS")]
    pub degraded_below_days: Option<i32>,

    /// The address or name to connect to instead of the URL's host, with or without a port:
    /// one server behind a load balancer. Also for tls://.
    #[arg(long, value_name = "HOST", help_heading = HTTP)]
    pub connect_to: Option<String>,

    /// The host to ask for instead of the URL's, in the request and in TLS.
    #[arg(long, value_name = "HOST", help_heading = HTTP)]
    pub host: Option<String>,

    /// An additional request header; `Host: NAME` is --host.
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", help_heading = HTTP)]
    pub headers: Vec<Secret>,

    /// The method; GET by default, POST with a body.
    #[arg(short = 'X', long, value_name = "METHOD", help_heading = HTTP)]
    pub method: Option<String>,

    /// The request's body, or @FILE.
    #[arg(short = 'd', long, value_name = "TEXT", help_heading = HTTP)]
    pub body: Option<String>,

    /// User and password.
    #[arg(short = 'u', long, value_name = "USER:PASSWORD", help_heading = HTTP)]
    pub basic_auth: Option<Secret>,

    /// A token (RFC 6750).
    #[arg(long, value_name = "TOKEN", help_heading = HTTP)]
    pub bearer_token: Option<Secret>,

    /// A client certificate as PEM, with --client-key.
    #[arg(long, value_name = "FILE", requires = "client_key", help_heading = HTTP)]
    pub client_certificate: Option<PathBuf>,

    /// The private key of the client certificate as PEM.
    #[arg(long, value_name = "FILE", requires = "client_certificate", help_heading = HTTP)]
    pub client_key: Option<PathBuf>,

    /// The required HTTP version.
    #[arg(long, value_name = "VERSION", value_enum, help_heading = HTTP)]
    pub http_version: Option<HttpVersion>,

    /// How many redirects to follow, 0 to 10; 10 by default.
    #[arg(long, value_name = "NUMBER", help_heading = HTTP)]
    pub max_redirects: Option<i32>,

    /// Most bytes to read of the decoded body; 1 MiB by default.
    #[arg(long, value_name = "BYTES", help_heading = HTTP)]
    pub body_limit_bytes: Option<i32>,

    /// The accepted statuses; 200-399 by default.
    #[arg(long, value_name = "RANGES", help_heading = HTTP)]
    pub statuses: Option<String>,

    /// A condition on the answer, given as often as there are conditions.
    ///
    /// `header NAME COMPARISON VALUE`, `body COMPARISON VALUE` or
    /// `json PATH COMPARISON VALUE`, like
    ///   --assert 'header content-type contains json'
    ///   --assert 'body not-contains error'
    ///   --assert 'json $.queue.length at-most 100'
    ///   --assert 'json $.ready exists'
    /// Comparisons are those of the API: exists, not-exists, equals (=), not-equals (!=),
    /// contains, not-contains, matches (~), not-matches (!~), less-than (<), at-most (<=),
    /// greater-than (>), at-least (>=). A condition may be JSON too, as the API takes it:
    ///   --assert '{"subject":"BODY","comparison":"CONTAINS","value":"ok"}'
    #[arg(long = "assert", value_name = "CONDITION", verbatim_doc_comment, help_heading = HTTP)]
    pub assertions: Vec<String>,

    /// Uses TLS on tcp://.
    #[arg(long, help_heading = TALK)]
    pub tls: bool,

    /// A text to send once connected (tcp, ws).
    #[arg(long, value_name = "TEXT", help_heading = TALK)]
    pub send: Option<String>,

    /// What must come back (tcp, ws), or be among the answers (dns, several times).
    #[arg(long, value_name = "TEXT", help_heading = TALK)]
    pub expect: Vec<String>,

    /// The subprotocol to offer, which the server must select (ws).
    #[arg(long, value_name = "NAME", help_heading = TALK)]
    pub subprotocol: Option<String>,

    /// The type of record: A, AAAA, CAA, CNAME, MX, NS, PTR, SOA, SRV or TXT (dns).
    #[arg(
        long,
        value_name = "TYPE",
        ignore_case = true,
        hide_possible_values = true,
        value_parser = ["A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT"],
        help_heading = TALK
    )]
    pub record: Option<String>,

    /// The name server to query, with or without a port (dns).
    #[arg(long, value_name = "HOST", help_heading = TALK)]
    pub server: Option<String>,

    /// The expected response code, like NXDOMAIN (dns).
    #[arg(long, value_name = "CODE", help_heading = TALK)]
    pub rcode: Option<String>,

    /// How many echo requests to send, 1 to 10 (ping).
    #[arg(long, value_name = "NUMBER", help_heading = TALK)]
    pub count: Option<i32>,

    /// Down if a greater percentage is lost (ping).
    #[arg(long, value_name = "PERCENT", help_heading = TALK)]
    pub max_loss_percent: Option<i32>,

    /// Degraded if consecutive round trips differ by more (ping).
    #[arg(long, value_name = "MS", help_heading = TALK)]
    pub degraded_above_jitter_ms: Option<i32>,

    /// Whether to use STARTTLS (smtp).
    #[arg(long, value_name = "WHEN", value_enum, help_heading = TALK)]
    pub starttls: Option<StartTls>,

    /// Resources of the check. No address is refused: anyone who can run this command can
    /// reach all of them anyway.
    #[command(flatten)]
    pub means: MeansArgs,
}

/// Which IP versions to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum IpVersion {
    /// Both, raced against each other.
    Any,
    /// IPv4 only.
    #[value(alias = "v4")]
    #[value(name = "4")]
    V4,
    /// IPv6 only.
    #[value(alias = "v6")]
    #[value(name = "6")]
    V6,
}

/// The required HTTP version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum HttpVersion {
    /// The server's choice.
    Any,
    /// HTTP/1.1.
    #[value(name = "1.1")]
    Http1,
    /// HTTP/2.
    #[value(name = "2")]
    Http2,
}

/// A version of TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TlsVersion {
    /// TLS 1.2.
    #[value(name = "1.2")]
    Tls12,
    /// TLS 1.3.
    #[value(name = "1.3")]
    Tls13,
}

/// Whether to use STARTTLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StartTls {
    /// Down if it is not offered.
    Required,
    /// Used if it is offered.
    IfOffered,
    /// Not used.
    Never,
}
