//! The HTML of a mail: small, styled in place, readable on light and dark, without anything that
//! is loaded from elsewhere.

use crate::text::Text;

/// What comes first. Without colors of its own, a mail has those of the reader's program.
const HEAD: &str = "<!DOCTYPE html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width\">
<meta name=\"color-scheme\" content=\"light dark\">
<meta name=\"supported-color-schemes\" content=\"light dark\">
";

/// The words of an alert as HTML.
pub(super) fn html(text: &Text) -> String {
    let title = escaped(&text.title);
    let color = text.tone.color();
    let mut lines = vec![
        format!("{HEAD}<title>{title}</title>"),
        "</head>".to_owned(),
        "<body style=\"margin:0;padding:16px;font:15px/1.5 system-ui,sans-serif\">".to_owned(),
        format!(
            "<div style=\"max-width:600px;padding-left:16px;border-left:4px solid #{color:06x};\
             overflow-wrap:anywhere\">"
        ),
        format!("<h1 style=\"margin:0 0 8px;font-size:20px;line-height:1.3\">{title}</h1>"),
    ];
    let lead = text.lead.iter().chain(&text.url);
    lines.extend(lead.map(|line| format!("<p style=\"margin:0 0 8px\">{}</p>", escaped(line))));
    if !text.facts.is_empty() {
        lines.push("<table style=\"margin:0 0 8px;border-spacing:0;font-size:15px\">".to_owned());
        lines.extend(text.facts.iter().map(|fact| {
            format!(
                "<tr><th style=\"padding:0 16px 0 0;text-align:left;vertical-align:top;\
                 font-weight:600\">{}</th><td style=\"padding:0\">{}</td></tr>",
                escaped(fact.label),
                escaped(&fact.value)
            )
        }));
        lines.push("</table>".to_owned());
    }
    if !text.details.is_empty() {
        lines.push("<ul style=\"margin:0 0 8px;padding-left:20px\">".to_owned());
        let details = text.details.iter();
        lines.extend(details.map(|detail| format!("<li>{}</li>", escaped(detail))));
        lines.push("</ul>".to_owned());
    }
    if let Some(link) = &text.link {
        let link = escaped(link);
        lines.push(format!(
            "<p style=\"margin:0\"><a href=\"{link}\">Open in Upbeat</a></p>"
        ));
    }
    lines.push("</div>\n</body>\n</html>\n".to_owned());
    lines.join("\n")
}

/// `text` as it is, in HTML and in its attributes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
