//! The name by which a prober greets mail servers.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A name for mail servers, if one is set. Source: RFC 5321, section 4.1.2: a domain, or an
/// address in brackets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SmtpName(pub Option<String>);

impl FromStr for SmtpName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self(None));
        }
        let address = text
            .strip_prefix('[')
            .and_then(|text| text.strip_suffix(']'));
        let good = match address {
            Some(address) => match address.strip_prefix("IPv6:") {
                Some(address) => address.parse::<Ipv6Addr>().is_ok(),
                None => address.parse::<Ipv4Addr>().is_ok(),
            },
            None => text.len() <= 255 && text.split('.').all(is_label),
        };
        if good {
            Ok(Self(Some(text.to_owned())))
        } else {
            Err(format!(
                "UPBEAT_SMTP_NAME: must be a host name or an address in brackets, like probe-1.example.org or [192.0.2.1], not {text:?}"
            ))
        }
    }
}

/// Whether `text` is a valid label of a host name. Source: RFC 1123, section 2.1.
fn is_label(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || c == '-';
    (1..=63).contains(&text.len())
        && text.chars().all(inner)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_servers_are_greeted_by_a_name_or_an_address() {
        for name in [
            "probe-1.example.org",
            "localhost",
            "[192.0.2.1]",
            "[IPv6:2001:db8::1]",
        ] {
            assert_eq!(name.parse(), Ok(SmtpName(Some(name.to_owned()))));
        }
        assert_eq!("".parse(), Ok(SmtpName(None)));
    }
}
