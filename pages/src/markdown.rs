//! Markdown that people write, as HTML that can do nothing: no markup of theirs, no images of other
//! hosts, and links only by HTTP, HTTPS and mail.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// `text` as HTML.
pub(crate) fn html(text: &str) -> String {
    let mut dropped = 0_u32;
    let events = Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH).filter_map(|event| {
        Some(match event {
            Event::Html(markup) | Event::InlineHtml(markup) => Event::Text(markup),
            // What would be a picture is its text.
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => return None,
            Event::Start(Tag::Link { dest_url, .. }) if !is_harmless(&dest_url) => {
                dropped += 1;
                return None;
            }
            Event::End(TagEnd::Link) if dropped > 0 => {
                dropped -= 1;
                return None;
            }
            // A page has its own headings.
            Event::Start(Tag::Heading { .. }) => Event::Html(CowStr::from("<p><strong>")),
            Event::End(TagEnd::Heading(_)) => Event::Html(CowStr::from("</strong></p>\n")),
            Event::SoftBreak => Event::HardBreak,
            event => event,
        })
    });
    let mut page = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut page, events);
    page
}

/// Whether a link may lead there.
pub(crate) fn is_harmless(url: &str) -> bool {
    let lower = url.trim_start().to_ascii_lowercase();
    ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| lower.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_of_people_is_text() {
        assert_eq!(
            html("<script>alert(1)</script>"),
            "&lt;script&gt;alert(1)&lt;/script&gt;"
        );
        assert_eq!(
            html("a <b>b</b> *c*"),
            "<p>a &lt;b&gt;b&lt;/b&gt; <em>c</em></p>\n"
        );
    }

    #[test]
    fn links_lead_only_where_they_may() {
        assert_eq!(html("[x](javascript:alert(1))"), "<p>x</p>\n");
        assert_eq!(html("[x](data:text/html,1)"), "<p>x</p>\n");
        assert_eq!(
            html("[x](https://a.test/?a=1&b=2)"),
            "<p><a href=\"https://a.test/?a=1&amp;b=2\">x</a></p>\n"
        );
        assert_eq!(html("![x](https://a.test/x.png)"), "<p>x</p>\n");
    }

    #[test]
    fn headings_are_paragraphs_and_lines_stay() {
        assert_eq!(html("# a"), "<p><strong>a</strong></p>\n");
        assert_eq!(html("a\nb"), "<p>a<br />\nb</p>\n");
    }
}
