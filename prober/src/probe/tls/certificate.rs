//! What is written in a certificate, and in a stapled answer about it.

use queue::{Certificate, ClientIdentity};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use x509_parser::oid_registry;
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};
use x509_parser::public_key::PublicKey;

use crate::probe::answer::{cut_text, one_line};

/// Most certificates of a chain that are reported: those who are asked seldom send
/// more than three, and 64 KiB can hold thousands that are none.
pub(super) const MOST: usize = 10;

/// Most names of a certificate that are kept, and bytes of one text.
const NAMES: usize = 100;
const TEXT_BYTES: usize = 256;

/// Keys of RSA with fewer bits can be factored by those who want it. Source: NIST
/// SP 800-57, part 1, table 2; the web's authorities stopped issuing them in 2013.
const LEAST_RSA_BITS: usize = 2_048;

/// Ways to sign of which another certificate can be made with the same signature.
/// Source: RFC 6151 and RFC 9155, RFC 3279 and RFC 5758 for the numbers.
const BROKEN_SIGNATURES: [(&str, &str); 6] = [
    ("1.2.840.113549.1.1.2", "MD2"),
    ("1.2.840.113549.1.1.4", "MD5"),
    ("1.2.840.113549.1.1.5", "SHA-1"),
    ("1.3.14.3.2.29", "SHA-1"),
    ("1.2.840.10045.4.1", "SHA-1"),
    ("1.2.840.10040.4.3", "SHA-1"),
];

/// What is written in a certificate; of bytes that are none, only their fingerprint.
pub(super) fn read(der: &CertificateDer<'_>, fingerprint: [u8; 32]) -> Certificate {
    let mut facts = Certificate {
        subject: String::new(),
        names: vec![],
        issuer: String::new(),
        not_before_secs: 0,
        not_after_secs: 0,
        key: String::new(),
        fingerprint,
    };
    let Ok((_, certificate)) = X509Certificate::from_der(der) else {
        return facts;
    };
    facts.subject = text(certificate.subject().to_string());
    facts.issuer = text(certificate.issuer().to_string());
    facts.not_before_secs = certificate.validity().not_before.timestamp();
    facts.not_after_secs = certificate.validity().not_after.timestamp();
    facts.key = key(&certificate);
    if let Ok(Some(names)) = certificate.subject_alternative_name() {
        let names = names.value.general_names.iter().filter_map(name);
        facts.names = names.take(NAMES).collect();
    }
    facts
}

fn name(name: &GeneralName<'_>) -> Option<String> {
    match name {
        GeneralName::DNSName(name) => Some(text((*name).to_owned())),
        GeneralName::IPAddress(bytes) => {
            let v4 = <[u8; 4]>::try_from(*bytes).map(std::net::IpAddr::from);
            let v6 = <[u8; 16]>::try_from(*bytes).map(std::net::IpAddr::from);
            v4.or(v6).ok().map(|address| address.to_string())
        }
        _ => None,
    }
}

/// As one line, whatever the certificate's author has written.
fn text(text: String) -> String {
    let mut text = one_line(&text);
    cut_text(&mut text, TEXT_BYTES);
    text
}

/// `ECDSA P-256`, `RSA 2048`, `Ed25519`.
fn key(certificate: &X509Certificate<'_>) -> String {
    match certificate.public_key().parsed() {
        Ok(PublicKey::RSA(key)) => format!("RSA {}", key.key_size()),
        Ok(PublicKey::EC(point)) => format!("ECDSA P-{}", point.key_size()),
        _ if certificate.public_key().algorithm.algorithm == oid_registry::OID_SIG_ED25519 => {
            "Ed25519".to_owned()
        }
        _ => certificate.public_key().algorithm.algorithm.to_id_string(),
    }
}

/// Whether the certificate's issuer is its subject.
pub(super) fn names_itself(der: &CertificateDer<'_>) -> bool {
    let parsed = X509Certificate::from_der(der);
    parsed.is_ok_and(|(_, certificate)| certificate.issuer() == certificate.subject())
}

/// What a certificate is called by people: its common name, else its whole subject.
pub(super) fn title(subject: &str) -> &str {
    let name = subject
        .split(", ")
        .find_map(|part| part.strip_prefix("CN="));
    name.unwrap_or(subject)
}

/// The public key, as it is written.
pub(super) fn public_key(der: &CertificateDer<'_>) -> Option<Vec<u8>> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    Some(certificate.public_key().raw.to_vec())
}

/// What of the certificate nobody should trust any more.
pub(super) fn weakness(der: &CertificateDer<'_>) -> Option<String> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    if let Ok(PublicKey::RSA(key)) = certificate.public_key().parsed()
        && key.key_size() < LEAST_RSA_BITS
    {
        return Some(format!("its RSA key has only {} bits", key.key_size()));
    }
    let signature = certificate.signature_algorithm.algorithm.to_id_string();
    BROKEN_SIGNATURES
        .iter()
        .find(|(oid, _)| *oid == signature)
        .map(|(_, name)| format!("it is signed with {name}"))
}

/// Whether a stapled answer (OCSP) says that the certificate is revoked. Its
/// signature is not looked at: a website that says so of itself is believed.
pub(super) fn is_revoked(ocsp: &[u8]) -> bool {
    status_tag(ocsp) == Some(0xa1)
}

/// The tag of the first answer's `certStatus`. Layout: RFC 6960, section 4.2.1.
fn status_tag(ocsp: &[u8]) -> Option<u8> {
    let (_, response, _) = element(ocsp)?;
    let (_, _status, rest) = element(response)?;
    let (_, bytes, _) = element(rest)?;
    let (_, bytes, _) = element(bytes)?;
    let (_, _kind, rest) = element(bytes)?;
    let (_, basic, _) = element(rest)?;
    let (_, basic, _) = element(basic)?;
    let (_, mut data, _) = element(basic)?;
    // The version is optional, under its own tag.
    if let (0xa0, _, rest) = element(data)? {
        data = rest;
    }
    let (_, _responder, rest) = element(data)?;
    let (_, _produced_at, rest) = element(rest)?;
    let (_, answers, _) = element(rest)?;
    let (_, answer, _) = element(answers)?;
    let (_, _certificate, rest) = element(answer)?;
    element(rest).map(|(tag, _, _)| tag)
}

/// The first DER element of `input`: its tag, its content, and what follows.
fn element(input: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = input.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (len, rest) = if first < 0x80 {
        (usize::from(first), rest)
    } else {
        let (bytes, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        if bytes.len() > 4 {
            return None;
        }
        let len = bytes
            .iter()
            .fold(0, |len, byte| len << 8 | usize::from(*byte));
        (len, rest)
    };
    let (content, rest) = rest.split_at_checked(len)?;
    Some((tag, content, rest))
}

/// The chain and the key of a client certificate.
///
/// # Errors
/// What is wrong with it, as words that follow "the client certificate".
pub(crate) fn identity(
    client: &ClientIdentity,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), String> {
    let chain: Vec<_> = CertificateDer::pem_slice_iter(client.certificate_pem.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|err| format!("cannot be read: {err}"))?;
    if chain.is_empty() {
        return Err("contains no certificate".to_owned());
    }
    let key = PrivateKeyDer::from_pem_slice(client.key_pem.as_bytes())
        .map_err(|err| format!("has a key that cannot be read: {err}"))?;
    Ok((chain, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truncated_certificates_are_no_certificates() {
        let key = rcgen::generate_simple_self_signed(vec!["a.test".to_owned()]).unwrap();
        let der = key.cert.der();
        assert!(names_itself(der));
        let first = read(der, [0; 32]);
        assert_eq!(first.names, ["a.test"]);
        assert_eq!(first.key, "ECDSA P-256");
        for len in 0..der.len() {
            let part = CertificateDer::from(&der[..len]);
            assert!(!names_itself(&part), "{len}");
            assert_eq!(read(&part, [0; 32]).names, Vec::<String>::new(), "{len}");
        }
    }

    #[test]
    fn what_is_written_in_it_is_one_line() {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params =
            rcgen::CertificateParams::new(vec!["x\u{1b}[2Jy.test".to_owned()]).unwrap();
        let name = &mut params.distinguished_name;
        name.push(rcgen::DnType::CommonName, "a\u{1b}[31mb\nc");
        let certificate = params.self_signed(&key).unwrap();
        let facts = read(certificate.der(), [0; 32]);
        assert_eq!(facts.names, ["x [2Jy.test"]);
        assert_eq!(facts.subject, "CN=a [31mb c");
    }

    #[test]
    fn truncated_answers_about_a_certificate_say_nothing() {
        for len in 0..8 {
            assert!(!is_revoked(
                &[0x30, 0x82, 0xff, 0xff, 0x0a, 0x01, 0, 0xa0][..len]
            ));
        }
    }
}
