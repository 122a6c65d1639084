//! What a failed handshake is called, and the sentence that says so.

use std::io;

use chrono::DateTime;
use queue::FailureClass;
use rustls::{AlertDescription, CertificateError, OtherError, PeerIncompatible};

use super::verifier::Finding;
use crate::probe::fault::{self, Fault};

/// The fault of a TLS connection with `host` that failed with `err`.
pub(crate) fn explain(host: &str, err: &io::Error) -> Fault {
    if let Some(fault) = fault::ours(err) {
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
            format!("{host} speaks no version of TLS that is still safe (1.2 or 1.3)"),
        ),
        Some(
            rustls::Error::AlertReceived(AlertDescription::NoApplicationProtocol)
            | rustls::Error::NoApplicationProtocol,
        ) => down(
            "tls.no_alpn",
            format!("{host} speaks none of the HTTP versions that it was offered"),
        ),
        Some(rustls::Error::AlertReceived(alert)) => down(
            "tls.alert",
            format!("{host} refused the TLS handshake: {alert:?}"),
        ),
        Some(rustls::Error::PeerIncompatible(why)) => down(
            "tls.incompatible",
            format!("{host} offers no TLS that can be used: {why:?}"),
        ),
        Some(rustls::Error::InvalidMessage(_)) => down(
            "tls.not_tls",
            format!("{host} answered the TLS handshake with something that is not TLS"),
        ),
        Some(err) => down(
            "tls.handshake",
            format!("the TLS handshake with {host} failed: {err}"),
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
                format!("the TLS handshake with {host} failed: {err}"),
            ),
        },
    }
}

/// The TLS library's error within `err`, if it is one.
pub(crate) fn rustls_error(err: &io::Error) -> Option<&rustls::Error> {
    err.get_ref()?.downcast_ref()
}

/// The fault of a certificate of `host` that does not pass.
pub(super) fn certificate(host: &str, err: &CertificateError) -> Fault {
    use CertificateError as E;
    let of = |what: &str| format!("the TLS certificate of {host} {what}");
    let (detail, reason) = match err {
        E::ExpiredContext { time, not_after } => {
            let ago = time.as_secs().saturating_sub(not_after.as_secs()) / 86_400;
            let ago = match ago {
                0 => "today".to_owned(),
                1 => "1 day ago".to_owned(),
                days => format!("{days} days ago"),
            };
            let on = date(i64::try_from(not_after.as_secs()).unwrap_or(i64::MAX));
            ("tls.expired", of(&format!("expired {ago} ({on})")))
        }
        E::Expired => ("tls.expired", of("has expired")),
        E::NotValidYetContext { not_before, .. } => {
            let on = date(i64::try_from(not_before.as_secs()).unwrap_or(i64::MAX));
            (
                "tls.not_yet_valid",
                of(&format!("is not valid before {on}")),
            )
        }
        E::NotValidYet => ("tls.not_yet_valid", of("is not valid yet")),
        E::NotValidForNameContext { presented, .. } if !presented.is_empty() => {
            let names: Vec<&str> = presented.iter().take(3).map(String::as_str).collect();
            let more = if presented.len() > 3 { ", …" } else { "" };
            let valid_for = format!("is for {}{more}, not for {host}", names.join(", "));
            ("tls.wrong_name", of(&valid_for))
        }
        E::NotValidForName | E::NotValidForNameContext { .. } => {
            ("tls.wrong_name", of("is for another name"))
        }
        E::Other(OtherError(err)) => match err.downcast_ref() {
            Some(Finding::SelfSigned) => ("tls.self_signed", of("is self-signed")),
            Some(Finding::Weak(what)) => ("tls.weak", of(&format!("cannot be trusted: {what}"))),
            None => ("tls.bad_certificate", of(&format!("is not valid: {err}"))),
        },
        E::UnknownIssuer => (
            "tls.unknown_issuer",
            of("has an unknown issuer, or its chain is incomplete"),
        ),
        E::Revoked => ("tls.revoked", of("is revoked")),
        err => ("tls.bad_certificate", of(&format!("is not valid: {err}"))),
    };
    down(detail, reason)
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
