//! Validates what a status page is given.

use std::collections::HashSet;
use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use entity::page_component::{ComponentStatus, Shows};
use entity::status_page::{Link, Networks};
use ipnet::IpNet;
use uuid::Uuid;

use crate::service::input::{item, within};
use crate::service::text::{is_one_line, line, prose};
use crate::service::{Error, Result};

/// Longest title, and name of a component, in characters.
const MAX_NAME_CHARS: usize = 200;

/// Longest text, in characters.
pub(super) const MAX_TEXT_CHARS: usize = 10_000;

/// Most components of a page.
const MOST_COMPONENTS: usize = 500;

/// Most links in the head of a page.
const MOST_LINKS: usize = 10;

/// Most networks from which a page may be seen.
const MOST_NETWORKS: usize = 100;

/// Largest logo, in bytes.
const MAX_LOGO_BYTES: usize = 65_536;

/// Media types that a logo may have, with how such a file begins; an SVG begins in many ways.
const LOGO_TYPES: [(&str, &[u8]); 4] = [
    ("image/png", b"\x89PNG"),
    ("image/jpeg", b"\xff\xd8\xff"),
    ("image/webp", b"RIFF"),
    ("image/svg+xml", b""),
];

/// A component as it is given.
#[derive(Clone, Debug)]
pub struct GivenComponent {
    /// The component that it changes; a new one if `None`.
    pub id: Option<Uuid>,
    /// The website that it shows.
    pub website: Option<Uuid>,
    /// The tag whose websites it shows.
    pub tag: Option<String>,
    /// The state that people set.
    pub status: Option<ComponentStatus>,
    /// Displayed name.
    pub name: String,
    /// What it is.
    pub description: Option<String>,
    /// Section in which it stands.
    pub section: Option<String>,
    /// What is shown of it.
    pub shows: Shows,
}

/// A link as it is given.
#[derive(Clone, Debug)]
pub struct GivenLink {
    /// Its text.
    pub label: String,
    /// Where it leads to.
    pub url: String,
}

/// A logo as it is given.
#[derive(Clone, Debug)]
pub struct GivenLogo {
    /// Media type of the image.
    pub media_type: String,
    /// The image in Base64.
    pub base64: String,
}

/// A validated slug.
pub(super) fn slug(text: &str) -> Result<String> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_slug = (1..=63).contains(&text.len())
        && text.chars().all(is_plain)
        && !text.starts_with('-')
        && !text.ends_with('-');
    if !is_slug {
        let problem = "must be 1 to 63 lower-case letters, digits and hyphens, with no hyphen at \
                       its ends, such as acme";
        return Err(Error::input("slug", problem));
    }
    Ok(text.to_owned())
}

/// A validated host, in lower case and with letters of other alphabets encoded.
pub(super) fn host(text: &str) -> Result<String> {
    let problem = "must be a host name without scheme, port and path, such as status.example.org";
    let host = idna::domain_to_ascii_strict(text.trim()).unwrap_or_default();
    let is_name = host.contains('.')
        && host.len() <= 253
        && !host.ends_with('.')
        && host.parse::<IpAddr>().is_err();
    is_name
        .then_some(host)
        .ok_or_else(|| Error::input("host", problem))
}

/// A validated title.
pub(super) fn title(text: &str) -> Result<String> {
    line("title", text, MAX_NAME_CHARS)
}

/// A validated color.
pub(super) fn color(text: &str) -> Result<String> {
    let digits = text.strip_prefix('#').unwrap_or_default();
    let is_color = digits.len() == 6 && digits.chars().all(|c| c.is_ascii_hexdigit());
    if !is_color {
        return Err(Error::input("color", "must be a color such as #1f5fbf"));
    }
    Ok(text.to_ascii_lowercase())
}

/// Validated links.
pub(super) fn links(given: &[GivenLink]) -> Result<Vec<Link>> {
    if given.len() > MOST_LINKS {
        let problem = format!("must be at most {MOST_LINKS}");
        return Err(Error::input("links", problem));
    }
    let links = given.iter().enumerate().map(|(at, link)| {
        let at = item("links", at);
        let label = link.label.trim();
        if label.chars().count() > MAX_NAME_CHARS || !is_one_line(label) {
            let problem = format!("must be 1 to {MAX_NAME_CHARS} characters on one line");
            return Err(Error::input(within(&at, "label"), problem));
        }
        let url = link.url.trim();
        let is_harmless = ["https://", "http://", "mailto:"]
            .iter()
            .any(|scheme| url.starts_with(scheme));
        if !is_harmless || url.len() > 2_000 || url::Url::parse(url).is_err() {
            let problem = "must be an address that begins with https://, http:// or mailto:";
            return Err(Error::input(within(&at, "url"), problem));
        }
        Ok(Link {
            label: label.to_owned(),
            url: url.to_owned(),
        })
    });
    links.collect()
}

/// Validated networks.
pub(super) fn networks(given: &[String]) -> Result<Networks> {
    if given.is_empty() || given.len() > MOST_NETWORKS {
        let problem = format!("must be 1 to {MOST_NETWORKS} networks");
        return Err(Error::input("networks", problem));
    }
    let networks = given.iter().enumerate().map(|(at, text)| {
        let address = text.parse::<IpAddr>().map(IpNet::from);
        let network = text.parse::<IpNet>().or(address);
        let network = network.map_err(|_| {
            let problem = "must be a network such as 192.0.2.0/24 or 2001:db8::/32";
            Error::input(item("networks", at), problem)
        })?;
        Ok(network.trunc().to_string())
    });
    Ok(Networks(networks.collect::<Result<_>>()?))
}

/// A validated logo: its media type, and the image.
pub(super) fn logo(given: &GivenLogo) -> Result<(String, Vec<u8>)> {
    let known = LOGO_TYPES
        .iter()
        .find(|(media_type, _)| *media_type == given.media_type);
    let Some((media_type, beginning)) = known else {
        let problem = "must be image/png, image/jpeg, image/webp or image/svg+xml";
        return Err(Error::input(within("logo", "mediaType"), problem));
    };
    let image = STANDARD.decode(given.base64.trim());
    let image = image.map_err(|_| Error::input(within("logo", "base64"), "must be Base64"))?;
    if image.is_empty() || image.len() > MAX_LOGO_BYTES {
        let problem = format!("must be an image of at most {} KiB", MAX_LOGO_BYTES / 1_024);
        return Err(Error::input(within("logo", "base64"), problem));
    }
    let is_svg = *media_type == "image/svg+xml";
    let is_text = || std::str::from_utf8(&image).is_ok_and(|text| text.contains("<svg"));
    if !image.starts_with(beginning) || (is_svg && !is_text()) {
        let problem = format!("must be an image of the type {media_type}");
        return Err(Error::input(within("logo", "base64"), problem));
    }
    Ok(((*media_type).to_owned(), image))
}

/// Components whose texts, sources and number are valid.
pub(super) fn components(
    field: &'static str,
    given: Vec<GivenComponent>,
) -> Result<Vec<GivenComponent>> {
    if given.len() > MOST_COMPONENTS {
        let problem = format!("must be at most {MOST_COMPONENTS}");
        return Err(Error::input(field, problem));
    }
    let mut ids = HashSet::new();
    let components = given.into_iter().enumerate().map(|(at, mut component)| {
        let at = item(field, at);
        if component.id.is_some_and(|id| !ids.insert(id)) {
            let problem = "is named by another component of the list, too";
            return Err(Error::input(within(&at, "id"), problem));
        }
        let sources = [
            component.website.is_some(),
            component.tag.is_some(),
            component.status.is_some(),
        ];
        if sources.iter().filter(|is_given| **is_given).count() != 1 {
            let problem = "must have exactly one of websiteId, tag and status";
            return Err(Error::input(at, problem));
        }
        component.name = short(&at, "name", &component.name)?;
        let section = component.section.as_deref().map(str::trim);
        let section = section.filter(|text| !text.is_empty());
        component.section = section
            .map(|text| short(&at, "section", text))
            .transpose()?;
        let description = component.description.as_deref().unwrap_or_default();
        let field = within(&at, "description");
        component.description = prose(field, description, MAX_TEXT_CHARS)?;
        Ok(component)
    });
    components.collect()
}

fn short(at: &str, field: &str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.chars().count() > MAX_NAME_CHARS || !is_one_line(text) {
        let problem = format!(
            "must be 1 to {MAX_NAME_CHARS} characters on one line, without characters that change \
             the direction of writing"
        );
        return Err(Error::input(within(at, field), problem));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_a_plain_part_of_an_address() {
        assert_eq!(slug("acme-2").unwrap(), "acme-2");
        for wrong in ["", "-a", "a-", "A", "a_b", "a/b", "ä", &"a".repeat(64)] {
            assert!(slug(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_host_is_a_name_alone() {
        assert_eq!(host("Status.Example.org").unwrap(), "status.example.org");
        assert_eq!(host("bücher.example").unwrap(), "xn--bcher-kva.example");
        for wrong in [
            "",
            "localhost",
            "https://a.b",
            "a.b/c",
            "a.b:80",
            "10.0.0.1",
            "a.b.",
        ] {
            assert!(host(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_logo_is_the_image_that_it_says() {
        let given = |media_type: &str, image: &[u8]| GivenLogo {
            media_type: media_type.to_owned(),
            base64: STANDARD.encode(image),
        };
        assert!(logo(&given("image/png", b"\x89PNG\r\n")).is_ok());
        assert!(logo(&given("image/svg+xml", b"<svg/>")).is_ok());
        assert!(logo(&given("image/png", b"<svg/>")).is_err());
        assert!(logo(&given("text/html", b"<p>")).is_err());
        assert!(logo(&given("image/png", &[0x89; MAX_LOGO_BYTES + 1])).is_err());
    }

    #[test]
    fn links_lead_only_where_they_may() {
        let link = |url: &str| {
            links(&[GivenLink {
                label: "Home".to_owned(),
                url: url.to_owned(),
            }])
        };
        assert!(link("https://example.org/").is_ok() && link("mailto:a@b.test").is_ok());
        assert!(link("javascript:alert(1)").is_err() && link("//a").is_err());
    }
}
