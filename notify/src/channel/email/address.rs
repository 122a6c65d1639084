//! Addresses as people write them, in the form that every mail server takes: ASCII alone.

use lettre::Address;
use lettre::message::Mailbox;
use url::Host;

/// Most bytes of an address. Source: RFC 5321, section 4.5.3.1.3.
const BYTES: usize = 254;

/// Most characters of a sender's name.
const NAME_CHARS: usize = 100;

/// The address in `text`, with its domain in lower-case ASCII; `None` if it is none, has quotes, or
/// has letters before the `@` that only few servers take (RFC 6531).
pub(super) fn address(text: &str) -> Option<Address> {
    let (user, domain) = text.rsplit_once('@')?;
    // A quoted part could hide what ends a command.
    let is_plain = user.bytes().all(|byte| byte.is_ascii_graphic());
    if text.len() > BYTES || !is_plain || user.contains(['"', '<', '>', '\\']) {
        return None;
    }
    let Ok(Host::Domain(domain)) = Host::parse(domain) else {
        return None;
    };
    Address::new(user, domain).ok()
}

/// Whether mail can be sent to the address in `text`.
pub fn is_address(text: &str) -> bool {
    address(text).is_some()
}

/// The sender in `text`: an address, or a name and an address in angle brackets.
pub(super) fn sender(text: &str) -> Option<Mailbox> {
    let Some((name, rest)) = text.rsplit_once('<') else {
        return Some(Mailbox::new(None, address(text)?));
    };
    let name = name.trim();
    let quoted = name
        .strip_prefix('"')
        .and_then(|name| name.strip_suffix('"'));
    let name = quoted.unwrap_or(name);
    let is_fit = name.chars().count() <= NAME_CHARS && !name.chars().any(char::is_control);
    let address = address(rest.strip_suffix('>')?)?;
    let name = Some(name.to_owned()).filter(|name| !name.is_empty());
    is_fit.then(|| Mailbox::new(name, address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_of_a_form_that_every_server_takes() {
        for (text, expected) in [
            ("ada@example.org", "ada@example.org"),
            ("Ada.L+x@EXAMPLE.org", "Ada.L+x@example.org"),
            ("root@localhost", "root@localhost"),
            ("o'neil@example.org", "o'neil@example.org"),
            ("ada@b\u{fc}cher.test", "ada@xn--bcher-kva.test"),
        ] {
            let found = address(text).map(|address| address.to_string());
            assert_eq!(found.as_deref(), Some(expected), "{text}");
        }
        let long = format!("{}@example.org", "a".repeat(250));
        for text in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "ada@@example.org",
            "ada @example.org",
            "ada@example.org ",
            "ada@exa mple.org",
            "ada@example.org\r\nRCPT TO:<eve@evil.test>",
            "ada\r\n@example.org",
            "ada\0@example.org",
            "\"a>b\"@example.org",
            "<ada@example.org>",
            "ada@[192.0.2.1]",
            "ada@192.0.2.1",
            "j\u{fc}rgen@example.org",
            "a@b.test,c@d.test",
            long.as_str(),
        ] {
            assert_eq!(address(text), None, "{text:?}");
        }
    }

    #[test]
    fn senders_may_have_a_name() {
        for (text, expected) in [
            ("ops@b.test", "ops@b.test"),
            ("<ops@b.test>", "ops@b.test"),
            ("Upbeat <ops@b.test>", "Upbeat <ops@b.test>"),
            ("\"Ops, Inc.\" <ops@b.test>", "\"Ops, Inc.\" <ops@b.test>"),
            ("Ops, Inc. <ops@b.test>", "\"Ops, Inc.\" <ops@b.test>"),
        ] {
            let found = sender(text).map(|sender| sender.to_string());
            assert_eq!(found.as_deref(), Some(expected), "{text}");
        }
        for text in [
            "Upbeat",
            "Upbeat <ops@b.test",
            "Upbeat ops@b.test",
            "Up\r\nBcc: eve@evil.test <ops@b.test>",
        ] {
            assert_eq!(sender(text), None, "{text:?}");
        }
    }
}
