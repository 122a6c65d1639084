//! Redirects: where to, whether to follow, and who counts as the same website.

use std::fmt::Write;

use hyper::header::LOCATION;
use queue::FailureClass;
use url::Url;

use crate::probe::answer::Answer;
use crate::probe::fault::Fault;
use crate::probe::kind::talk;
use crate::probe::userinfo;

/// Whether an answer redirects, and that is to be followed. With no redirects to
/// be followed, the redirect itself is the answer, and so is one to nowhere.
pub(super) fn is_one(answer: &Answer, max_redirects: u8) -> bool {
    max_redirects > 0
        && matches!(answer.status.as_u16(), 301 | 302 | 303 | 307 | 308)
        && locations(answer).next().is_some()
}

/// Where the answer says to go; what is empty says nothing.
fn locations(answer: &Answer) -> impl Iterator<Item = &[u8]> {
    let lines = answer.headers.get_all(LOCATION).into_iter();
    lines
        .map(|line| line.as_bytes().trim_ascii())
        .filter(|line| !line.is_empty())
}

/// Where the answer of `url` redirects to.
pub(super) fn next(
    url: &Url,
    answer: &Answer,
    max_redirects: u8,
    followed: usize,
) -> Result<Url, Fault> {
    if followed >= usize::from(max_redirects) {
        let times = if max_redirects == 1 {
            "once".to_owned()
        } else {
            format!("{max_redirects} times")
        };
        let reason = format!("redirected more than {times}");
        return Err(redirect("redirect.too_many", reason));
    }
    let status = answer.status.as_u16();
    let invalid =
        |what: String| redirect("redirect.invalid", format!("the {status} redirects {what}"));
    let mut locations = locations(answer);
    let first = locations.next().unwrap_or_default();
    // One of them would be followed by some browsers, and none by others.
    if locations.any(|other| other != first) {
        return Err(invalid("to several places at once".to_owned()));
    }
    let to = encoded(first);
    let Ok(mut next) = url.join(&to) else {
        let shown = talk::quoted(userinfo::hide(&to).as_bytes());
        return Err(invalid(format!("to {shown}, which is not a valid URL")));
    };
    if !matches!(next.scheme(), "http" | "https") {
        let shown = talk::shown(userinfo::without(&next).as_bytes());
        return Err(invalid(format!(
            "to {shown}, which is not a website: only http and https are followed"
        )));
    }
    next.set_fragment(None);
    Ok(next)
}

/// The bytes of a location as text, where those that are not ASCII are encoded one by
/// one, whatever their charset is: the server knows it.
fn encoded(location: &[u8]) -> String {
    let mut text = String::with_capacity(location.len());
    for byte in location {
        if byte.is_ascii() {
            text.push(char::from(*byte));
        } else {
            // A string takes everything.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// The fault of a redirect to where the check has been.
pub(super) fn looped(to: &Url) -> Fault {
    redirect(
        "redirect.loop",
        format!("redirected in a loop, back to {}", userinfo::without(to)),
    )
}

/// Whether secrets for `first` may be sent to `other` too: the same scheme, host
/// and port, or the step from HTTP up to HTTPS on the host's usual ports.
pub fn is_same_website(first: &Url, other: &Url) -> bool {
    let ports = (first.port_or_known_default(), other.port_or_known_default());
    first.host() == other.host()
        && match (first.scheme(), other.scheme()) {
            ("http", "https") => ports == (Some(80), Some(443)),
            (a, b) => a == b && ports.0 == ports.1,
        }
}

fn redirect(detail: &str, reason: String) -> Fault {
    Fault::down(FailureClass::Redirect, detail, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_stay_with_their_website() {
        let same = |a: &str, b: &str| is_same_website(&a.parse().unwrap(), &b.parse().unwrap());
        for (a, b, expected) in [
            ("https://a.test/", "https://a.test/other", true),
            ("http://a.test/", "https://a.test/", true),
            ("https://a.test/", "http://a.test/", false),
            ("https://a.test/", "https://a.test:8443/", false),
            ("http://a.test:8080/", "https://a.test/", false),
            ("https://a.test/", "https://www.a.test/", false),
            ("https://a.test/", "https://b.test/", false),
        ] {
            assert_eq!(same(a, b), expected, "{a} to {b}");
        }
    }
}
