//! Converts flags to the API's input of a website.

use std::path::Path;

use anyhow::{Context, bail};
use api::service::url::kind_field;
use serde_json::{Map, Value, json};
use url::Url;

use super::condition;
use crate::config::{CheckArgs, HttpVersion, IpVersion, StartTls, TlsVersion};

/// The website that `args` describe, as a `CreateWebsiteInput`.
pub(super) fn input(args: &CheckArgs, url: &Url) -> anyhow::Result<Value> {
    let mut website = match &args.input {
        None => Map::new(),
        Some(given) => {
            let text = text_or_file(given.expose()).context("--input")?;
            match serde_json::from_str(&text) {
                Ok(Value::Object(website)) => website,
                Ok(_) => bail!("--input must be an object, like {{\"check\":{{…}}}}"),
                Err(err) => bail!("--input is not valid JSON: {err}"),
            }
        }
    };
    website.insert("url".to_owned(), args.url.clone().into());
    website.entry("retries").or_insert(json!(0));
    let version = match (args.ipv4, args.ipv6, args.ip_version) {
        (true, ..) | (_, _, Some(IpVersion::V4)) => Some("V4"),
        (_, true, _) | (_, _, Some(IpVersion::V6)) => Some("V6"),
        (.., Some(IpVersion::Any)) => Some("ANY"),
        (.., None) => None,
    };
    for (name, value) in [
        ("timeoutMs", args.timeout_ms.map(Value::from)),
        ("retries", args.retries.map(Value::from)),
        ("ipVersion", version.map(Value::from)),
        ("degradedAboveMs", args.degraded_above_ms.map(Value::from)),
        ("downAboveMs", args.down_above_ms.map(Value::from)),
    ] {
        if let Some(value) = value {
            website.insert(name.to_owned(), value);
        }
    }
    let least = args.min_tls_version.map(|version| match version {
        TlsVersion::Tls12 => "TLS_1_2",
        TlsVersion::Tls13 => "TLS_1_3",
    });
    let tls = [
        (
            "ignoreErrors",
            args.ignore_tls_errors.then_some(Value::from(true)),
        ),
        ("minVersion", least.map(Value::from)),
        (
            "degradedBelowDays",
            args.degraded_below_days.map(Value::from),
        ),
    ];
    let said = tls
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    for (name, value) in said {
        object(&mut website, "tls")?.insert(name.to_owned(), value);
    }
    let said = details(args, kind_field(url))?;
    if !said.is_empty() {
        let check = object(&mut website, "check")?;
        object(check, kind_field(url))?.extend(said);
    }
    Ok(website.into())
}

/// The object `name` of `parent`, which is created if missing.
fn object<'a>(
    parent: &'a mut Map<String, Value>,
    name: &str,
) -> anyhow::Result<&'a mut Map<String, Value>> {
    let value = parent.entry(name).or_insert_with(|| json!({}));
    value
        .as_object_mut()
        .with_context(|| format!("{name} in --input must be an object"))
}

/// Input of the details of `kind` from the flags; flags of other kinds are rejected.
fn details(args: &CheckArgs, kind: &'static str) -> anyhow::Result<Map<String, Value>> {
    const HTTP: &[&str] = &["http"];
    const WEB: &[&str] = &["http", "webSocket"];
    let (headers, named) = headers(args)?;
    let host = args.host.clone().or(named);
    let body = args
        .body
        .as_deref()
        .map(text_or_file)
        .transpose()
        .context("--body")?;
    let method = args
        .method
        .clone()
        .or(body.as_ref().map(|_| "POST".to_owned()));
    let version = args.http_version.map(|version| match version {
        HttpVersion::Any => "ANY",
        HttpVersion::Http1 => "HTTP_1_1",
        HttpVersion::Http2 => "HTTP_2",
    });
    let starttls = args.starttls.map(|when| match when {
        StartTls::Required => "REQUIRED",
        StartTls::IfOffered => "IF_OFFERED",
        StartTls::Never => "NEVER",
    });
    let conditions: Vec<Value> = args
        .assertions
        .iter()
        .map(|text| condition::parse(text))
        .collect::<anyhow::Result<_>>()?;
    let listed = |list: Vec<Value>| (!list.is_empty()).then_some(Value::from(list));
    let expect = match (kind, args.expect.as_slice()) {
        (_, []) => None,
        ("dns", values) => Some(json!(values)),
        (_, [one]) => Some(json!(one)),
        _ => bail!("--expect may be given only once here; only dns:// takes several"),
    };
    let text = |text: &Option<String>| text.clone().map(Value::from);
    let number = |number: Option<i32>| number.map(Value::from);
    let mut said = Map::new();
    for (flag, kinds, name, value) in [
        (
            "--connect-to",
            &["http", "webSocket", "tls"][..],
            "connectTo",
            text(&args.connect_to),
        ),
        ("--host", WEB, "host", text(&host)),
        ("--header", WEB, "headers", listed(headers)),
        ("--method", HTTP, "method", text(&method)),
        ("--body", HTTP, "body", text(&body)),
        ("--basic-auth", HTTP, "basicAuth", basic_auth(args)?),
        (
            "--bearer-token",
            HTTP,
            "bearerToken",
            args.bearer_token
                .as_ref()
                .map(|token| token.expose().into()),
        ),
        (
            "--client-certificate",
            HTTP,
            "clientCertificate",
            client_certificate(args)?,
        ),
        ("--http-version", HTTP, "version", version.map(Value::from)),
        (
            "--max-redirects",
            HTTP,
            "maxRedirects",
            number(args.max_redirects),
        ),
        (
            "--body-limit-bytes",
            HTTP,
            "bodyLimitBytes",
            number(args.body_limit_bytes),
        ),
        ("--statuses", HTTP, "statuses", text(&args.statuses)),
        ("--assert", HTTP, "assertions", listed(conditions)),
        (
            "--tls",
            &["tcp"],
            "tls",
            args.tls.then_some(Value::from(true)),
        ),
        ("--send", &["tcp", "webSocket"], "send", text(&args.send)),
        ("--expect", &["tcp", "webSocket", "dns"], "expect", expect),
        (
            "--subprotocol",
            &["webSocket"],
            "subprotocol",
            text(&args.subprotocol),
        ),
        (
            "--record",
            &["dns"],
            "record",
            args.record
                .as_ref()
                .map(|record| record.to_ascii_uppercase().into()),
        ),
        ("--server", &["dns"], "server", text(&args.server)),
        ("--rcode", &["dns"], "rcode", text(&args.rcode)),
        ("--count", &["ping"], "count", number(args.count)),
        (
            "--max-loss-percent",
            &["ping"],
            "maxLossPercent",
            number(args.max_loss_percent),
        ),
        (
            "--degraded-above-jitter-ms",
            &["ping"],
            "degradedAboveJitterMs",
            number(args.degraded_above_jitter_ms),
        ),
        (
            "--starttls",
            &["smtp"],
            "startTls",
            starttls.map(Value::from),
        ),
    ] {
        let Some(value) = value else { continue };
        if !kinds.contains(&kind) {
            bail!("{flag} is not for this kind of URL; see docs/CHECKS.md");
        }
        said.insert(name.to_owned(), value);
    }
    Ok(said)
}

/// The headers, and the host if one of them names it.
fn headers(args: &CheckArgs) -> anyhow::Result<(Vec<Value>, Option<String>)> {
    let mut headers = Vec::new();
    let mut host = None;
    for header in &args.headers {
        let Some((name, value)) = header.expose().split_once(':') else {
            bail!("--header must be a name and a value, like 'Accept: text/html'");
        };
        let (name, value) = (name.trim(), value.trim());
        if name.eq_ignore_ascii_case("host") {
            host = Some(value.to_owned());
        } else {
            headers.push(json!({ "name": name, "value": value }));
        }
    }
    Ok((headers, host))
}

fn basic_auth(args: &CheckArgs) -> anyhow::Result<Option<Value>> {
    let Some(pair) = &args.basic_auth else {
        return Ok(None);
    };
    let Some((user, password)) = pair.expose().split_once(':') else {
        bail!("--basic-auth must be a user and a password, like ada:secret");
    };
    Ok(Some(json!({ "user": user, "password": password })))
}

fn client_certificate(args: &CheckArgs) -> anyhow::Result<Option<Value>> {
    let (Some(certificate), Some(key)) = (&args.client_certificate, &args.client_key) else {
        return Ok(None);
    };
    let certificate = read(certificate).context("--client-certificate")?;
    let key = read(key).context("--client-key")?;
    Ok(Some(
        json!({ "certificatePem": certificate, "keyPem": key }),
    ))
}

/// `text` itself, or the content of the file it names.
fn text_or_file(text: &str) -> anyhow::Result<String> {
    match text.strip_prefix('@') {
        Some(path) => read(Path::new(path)),
        None => Ok(text.to_owned()),
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
