//! What a failed handshake is called, and the sentence that says so.

use std::fmt;
use std::io;

use chrono::DateTime;
use queue::FailureClass;
use rustls::{AlertDescription, CertificateError, OtherError, PeerIncompatible};

use super::alert::{self, OFFER};
use super::verifier::Finding;
use crate::probe::answer::one_line;
use crate::probe::fault::Fault;

/// The fault of a handshake with `host` that failed with `err`, for a check of `url`:
/// perhaps after the server asked for a client certificate that there is not.
pub(super) fn handshake(host: &str, err: &io::Error, wants_client: bool, url: &str) -> Fault {
    if let (Some(rustls::Error::AlertReceived(alert)), true) = (rustls_error(err), wants_client) {
        return down("tls.alert", alert::without_client(host, *alert));
    }
    let mut fault = explain(host, err);
    let failure = &mut fault.failure;
    match (failure.detail.as_str(), without_tls(url)) {
        ("tls.closed" | "tls.reset", _) if wants_client => {
            failure.reason += ", after it had asked for a client certificate";
        }
        ("tls.not_tls", Some(plain)) => {
            failure.reason += &format!(": try {plain}");
        }
        _ => {}
    }
    fault
}

/// The server of `url` without TLS.
fn without_tls(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let plain = match scheme {
        "https" => "http",
        "wss" => "ws",
        "smtps" => "smtp",
        _ => return None,
    };
    let server = rest.split(['/', '?']).next()?;
    Some(format!("{plain}://{server}"))
}

/// The fault of a TLS connection with `host` that failed with `err`.
pub(crate) fn explain(host: &str, err: &io::Error) -> Fault {
    if let Some(fault) = Fault::of_this_host(err) {
        return fault;
    }
    match rustls_error(err) {
        Some(rustls::Error::InvalidCertificate(err)) => certificate(host, err),
        Some(
            rustls::Error::AlertReceived(AlertDescription::ProtocolVersion)
            | rustls::Error::PeerIncompatible(
                PeerIncompatible::ServerDoesNotSupportTls12Or13
                | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig,
            ),
        ) => down(
            "tls.old_version",
            format!("{host} speaks no version of TLS that is still safe: 1.2 and 1.3 were offered"),
        ),
        Some(
            rustls::Error::AlertReceived(AlertDescription::NoApplicationProtocol)
            | rustls::Error::NoApplicationProtocol,
        ) => down(
            "tls.no_alpn",
            format!("{host} speaks none of the HTTP versions that it was offered"),
        ),
        Some(rustls::Error::AlertReceived(alert)) => {
            down("tls.alert", alert::sentence(host, *alert))
        }
        Some(rustls::Error::PeerIncompatible(why)) => down(
            "tls.incompatible",
            format!(
                "{host} offers no TLS that can be used ({}): {OFFER} were offered",
                words(why)
            ),
        ),
        Some(rustls::Error::InvalidMessage(_)) => down(
            "tls.not_tls",
            format!("{host} answered the TLS handshake with something that is not TLS"),
        ),
        Some(err) => down(
            "tls.handshake",
            format!("the TLS handshake with {host} failed: {}", fault_of(err)),
        ),
        None => match err.kind() {
            io::ErrorKind::UnexpectedEof => down(
                "tls.closed",
                format!("{host} closed the connection during the TLS handshake"),
            ),
            io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => down(
                "tls.reset",
                format!("{host} reset the connection during the TLS handshake"),
            ),
            _ => down(
                "tls.handshake",
                format!(
                    "the TLS handshake with {host} failed: {}",
                    net::words::io_error(err)
                ),
            ),
        },
    }
}

/// What is wrong with what the other side sent.
fn fault_of(err: &rustls::Error) -> String {
    use rustls::Error as E;
    match err {
        E::NoCertificatesPresented => "it sent no certificate".to_owned(),
        E::DecryptError => "what it sent cannot be decrypted".to_owned(),
        E::PeerSentOversizedRecord => "it sent a record that is too large".to_owned(),
        E::InappropriateMessage { .. } | E::InappropriateHandshakeMessage { .. } => {
            "it sent a message out of turn".to_owned()
        }
        E::PeerMisbehaved(why) => format!("it breaks the rules of TLS ({})", words(why)),
        err => words(err),
    }
}

/// A name that the library gives to what it found, as words: `NoKxGroupsInCommon` is
/// `no kx groups in common`.
fn words(name: &impl fmt::Debug) -> String {
    let name = format!("{name:?}");
    let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next();
    let mut words = String::new();
    for letter in name.unwrap_or_default().chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}

/// The TLS library's error within `err`, if it is one.
pub(crate) fn rustls_error(err: &io::Error) -> Option<&rustls::Error> {
    err.get_ref()?.downcast_ref()
}

/// The fault of a certificate of `host` that does not pass.
pub(super) fn certificate(host: &str, err: &CertificateError) -> Fault {
    use CertificateError as E;
    let of = |what: &str| format!("the TLS certificate of {host} {what}");
    if let Some((detail, what)) = time(err) {
        return down(detail, of(&what));
    }
    let (detail, reason) = match err {
        E::Other(OtherError(err)) => match err.downcast_ref() {
            Some(Finding::OtherNames(names)) => ("tls.wrong_name", of(&other_names(host, names))),
            Some(Finding::SelfSigned) => ("tls.self_signed", of("is self-signed")),
            Some(Finding::Weak(what)) => ("tls.weak", of(&format!("cannot be trusted: {what}"))),
            Some(Finding::Intermediate(subject, err)) => {
                let title = super::certificate::title(subject);
                let (detail, what) =
                    time(err).unwrap_or(("tls.bad_certificate", "is not valid".to_owned()));
                let reason = format!(
                    "the intermediate certificate {title}, by which that of {host} is trusted, \
                     {what}"
                );
                (detail, reason)
            }
            None => ("tls.bad_certificate", of(&invalid(err.downcast_ref()))),
        },
        E::UnknownIssuer => (
            "tls.unknown_issuer",
            of("has an unknown issuer, or its chain is incomplete"),
        ),
        E::Revoked => ("tls.revoked", of("is revoked")),
        E::BadEncoding => (
            "tls.bad_certificate",
            of("is not valid: it is not encoded as a certificate is"),
        ),
        E::BadSignature => (
            "tls.bad_certificate",
            of("is not valid: a signature of it does not fit"),
        ),
        E::InvalidPurpose | E::InvalidPurposeContext { .. } => (
            "tls.bad_certificate",
            of("is not valid: it is not made for websites (extended key usage)"),
        ),
        E::UnsupportedSignatureAlgorithmContext { .. }
        | E::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => (
            "tls.bad_certificate",
            of("is not valid: it, or one of its issuers', is signed in a way that is not known"),
        ),
        err => (
            "tls.bad_certificate",
            of(&format!("is not valid: {}", words(err))),
        ),
    };
    down(detail, reason)
}

/// That a certificate is for `names` and not for `host`, as words that follow it.
fn other_names(host: &str, names: &[String]) -> String {
    if names.is_empty() {
        return "names no host that it is for: a common name does not count".to_owned();
    }
    let shown = one_line(&names.get(..3).unwrap_or(names).join(", "));
    let more = if names.len() > 3 { ", …" } else { "" };
    format!("is for {shown}{more}, not for {host}")
}

/// What `err` says of the time of a certificate, as words that follow it.
fn time(err: &CertificateError) -> Option<(&'static str, String)> {
    use CertificateError as E;
    let found = match err {
        E::ExpiredContext { time, not_after } => {
            let ago = time.as_secs().saturating_sub(not_after.as_secs()) / 86_400;
            let ago = match ago {
                0 => "today".to_owned(),
                1 => "1 day ago".to_owned(),
                days => format!("{days} days ago"),
            };
            let on = date(i64::try_from(not_after.as_secs()).unwrap_or(i64::MAX));
            ("tls.expired", format!("expired {ago} ({on})"))
        }
        E::Expired => ("tls.expired", "has expired".to_owned()),
        E::NotValidYetContext { not_before, .. } => {
            let on = date(i64::try_from(not_before.as_secs()).unwrap_or(i64::MAX));
            ("tls.not_yet_valid", format!("is not valid before {on}"))
        }
        E::NotValidYet => ("tls.not_yet_valid", "is not valid yet".to_owned()),
        _ => return None,
    };
    Some(found)
}

/// What the library below finds wrong, as words that follow the certificate.
fn invalid(err: Option<&webpki::Error>) -> String {
    use webpki::Error as E;
    let what = match err {
        Some(E::UnsupportedCertVersion) => "it is of version 1 or 2 of X.509, not of version 3",
        Some(E::UnsupportedCriticalExtension) => "it has a critical extension that is not known",
        Some(E::CaUsedAsEndEntity) => "it is an authority's (CA), not a website's",
        Some(E::EndEntityUsedAsCa) => "it is issued by what is not an authority (CA)",
        Some(E::NameConstraintViolation) => "its issuer may not issue it for such names",
        Some(E::PathLenConstraintViolated | E::MaximumPathDepthExceeded) => {
            "its chain is longer than its issuers permit"
        }
        Some(E::EmptyEkuExtension) => "it is made for no purpose (extended key usage)",
        Some(E::SignatureAlgorithmMismatch) => "it names two ways in which it is signed",
        Some(E::MalformedExtensions | E::ExtensionValueInvalid) => {
            "an extension of it cannot be read"
        }
        Some(E::InvalidSerialNumber) => "its serial number cannot be read",
        Some(
            E::MaximumPathBuildCallsExceeded
            | E::MaximumSignatureChecksExceeded
            | E::MaximumNameConstraintComparisonsExceeded,
        ) => "its chain takes too long to look at",
        Some(other) => return format!("is not valid: {}", words(other)),
        None => "for a reason that is not known",
    };
    format!("is not valid: {what}")
}

/// How long `days` are that are left.
pub(super) fn days_left(days: i64) -> String {
    match days {
        0 => "less than a day".to_owned(),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

/// The day of `unix_secs`, `2026-11-20`.
pub(super) fn date(unix_secs: i64) -> String {
    DateTime::from_timestamp(unix_secs, 0).map_or_else(
        || "no date".to_owned(),
        |at| at.format("%Y-%m-%d").to_string(),
    )
}

fn down(detail: &str, reason: String) -> Fault {
    Fault::down(FailureClass::Tls, detail, reason)
}
