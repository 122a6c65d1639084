//! Redirects: where to, whether to follow, and who counts as the same website.

use hyper::header::LOCATION;
use queue::FailureClass;
use url::Url;

use crate::probe::answer::Answer;
use crate::probe::fault::Fault;

/// Whether an answer redirects, and that is to be followed. With no redirects to
/// be followed, the redirect itself is the answer.
pub(super) fn is_one(answer: &Answer, max_redirects: u8) -> bool {
    max_redirects > 0
        && matches!(answer.status.as_u16(), 301 | 302 | 303 | 307 | 308)
        && answer.headers.contains_key(LOCATION)
}

/// Where the answer of `url` redirects to.
pub(super) fn next(
    url: &Url,
    answer: &Answer,
    max_redirects: u8,
    followed: usize,
) -> Result<Url, Fault> {
    if followed >= usize::from(max_redirects) {
        let reason = format!("redirected more than {max_redirects} times");
        return Err(redirect("redirect.too_many", reason));
    }
    let next = answer
        .headers
        .get(LOCATION)
        .and_then(|location| std::str::from_utf8(location.as_bytes()).ok())
        .and_then(|to| url.join(to).ok());
    let followable = |next: &Url| matches!(next.scheme(), "http" | "https") && next.has_host();
    match next.filter(followable) {
        Some(mut next) => {
            next.set_fragment(None);
            Ok(next)
        }
        None => Err(redirect(
            "redirect.invalid",
            format!(
                "the {} redirects to something that is not a website",
                answer.status.as_u16()
            ),
        )),
    }
}

/// The fault of a redirect to where the check has been.
pub(super) fn looped(to: &Url) -> Fault {
    redirect(
        "redirect.loop",
        format!("redirected in a loop, back to {to}"),
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
