//! What a server says by an alert, in plain words, and what it was offered.
//! Source: IANA's registry "TLS Alerts", and RFC 8446, section 6.2.

use rustls::AlertDescription;

/// What is offered in every handshake, as `docs/CHECKS.md` lists it.
pub(super) const OFFER: &str = "TLS 1.2 and 1.3, AES-GCM and ChaCha20-Poly1305 with ECDHE, the \
                                groups X25519, P-256 and P-384, and signatures by ECDSA, Ed25519 \
                                and RSA";

/// The sentence of a handshake that `host` refused.
pub(super) fn sentence(host: &str, alert: AlertDescription) -> String {
    let (name, meaning) = words(alert);
    format!("{host} refused the TLS handshake with {name}: {meaning}")
}

/// The same of one that asked for a client certificate and got none.
pub(super) fn without_client(host: &str, alert: AlertDescription) -> String {
    let (name, _) = words(alert);
    format!("{host} refused the TLS handshake with {name}: it demands a client certificate")
}

/// An alert's name, and what it means of the server.
fn words(alert: AlertDescription) -> (String, String) {
    use AlertDescription as A;
    const CERTIFICATE: &str = "it demands a client certificate, or another one";
    let offered = |what: &str| format!("{what}: {OFFER}");
    let (name, meaning) = match alert {
        A::HandshakeFailure => {
            let what = offered("it accepts nothing of what was offered");
            return ("handshake_failure".to_owned(), what);
        }
        A::InsufficientSecurity => {
            let what = offered("it demands something safer than what was offered");
            return ("insufficient_security".to_owned(), what);
        }
        A::UnrecognisedName => ("unrecognized_name", "it does not serve this name"),
        A::CertificateRequired => ("certificate_required", "it demands a client certificate"),
        A::NoCertificate => ("no_certificate", "it demands a client certificate"),
        A::BadCertificate => ("bad_certificate", CERTIFICATE),
        A::UnsupportedCertificate => ("unsupported_certificate", CERTIFICATE),
        A::CertificateRevoked => ("certificate_revoked", CERTIFICATE),
        A::CertificateExpired => ("certificate_expired", CERTIFICATE),
        A::CertificateUnknown => ("certificate_unknown", CERTIFICATE),
        A::UnknownCA => ("unknown_ca", CERTIFICATE),
        A::AccessDenied => ("access_denied", "it denies access"),
        A::InternalError => ("internal_error", "it has an error of its own"),
        A::UserCanceled => ("user_canceled", "it does not want to go on"),
        A::CloseNotify => ("close_notify", "it ended the connection"),
        A::DecodeError => ("decode_error", "it cannot read what was sent"),
        A::DecryptError => ("decrypt_error", "it cannot verify what was sent"),
        A::BadRecordMac => ("bad_record_mac", "it cannot decrypt what was sent"),
        A::RecordOverflow => ("record_overflow", "a record is too large for it"),
        A::IllegalParameter => ("illegal_parameter", "something that was sent is not legal"),
        A::UnexpectedMessage => ("unexpected_message", "it expected another message"),
        A::MissingExtension => ("missing_extension", "it misses an extension"),
        A::UnsupportedExtension => ("unsupported_extension", "it does not expect an extension"),
        A::InappropriateFallback => ("inappropriate_fallback", "it speaks a newer version"),
        A::ExportRestriction => ("export_restriction", "it is not permitted to go on"),
        A::NoRenegotiation => ("no_renegotiation", "it does not begin anew"),
        A::UnknownPSKIdentity => ("unknown_psk_identity", "it does not know the client"),
        A::EncryptedClientHelloRequired => ("ech_required", "it demands a hidden name"),
        other => {
            let number = u8::from(other);
            let meaning = "it does not say why".to_owned();
            return (format!("the alert {number}"), meaning);
        }
    };
    (name.to_owned(), meaning.to_owned())
}

#[cfg(test)]
mod tests {
    use rustls::NamedGroup;

    use super::*;
    use crate::probe::tls::provider;

    #[test]
    fn what_is_said_to_be_offered_is_what_is_offered() {
        let provider = provider();
        let suites = provider.cipher_suites.iter();
        let mut suites: Vec<_> = suites
            .map(|suite| suite.suite().as_str().unwrap().replace("TLS13_", "TLS_"))
            .collect();
        suites.sort_unstable();
        assert_eq!(
            suites,
            [
                "TLS_AES_128_GCM_SHA256",
                "TLS_AES_256_GCM_SHA384",
                "TLS_CHACHA20_POLY1305_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            ]
        );
        let docs = include_str!("../../../../docs/CHECKS.md");
        for suite in suites {
            assert!(docs.contains(&suite), "{suite} is not in docs/CHECKS.md");
        }
        let groups: Vec<_> = provider
            .kx_groups
            .iter()
            .map(|group| group.name())
            .collect();
        use NamedGroup::{X25519, secp256r1, secp384r1};
        assert_eq!(groups, [X25519, secp256r1, secp384r1]);
    }

    #[test]
    fn alerts_are_named_as_their_registry_has_them() {
        for (alert, expected) in [
            (
                40,
                "a.test refused the TLS handshake with handshake_failure: it accepts nothing",
            ),
            (
                112,
                "a.test refused the TLS handshake with unrecognized_name: it does not serve",
            ),
            (
                116,
                "a.test refused the TLS handshake with certificate_required: it demands",
            ),
            (
                80,
                "a.test refused the TLS handshake with internal_error: it has an error",
            ),
            (
                77,
                "a.test refused the TLS handshake with the alert 77: it does not say why",
            ),
        ] {
            let said = sentence("a.test", AlertDescription::from(alert));
            assert!(said.starts_with(expected), "{said}");
        }
    }
}
