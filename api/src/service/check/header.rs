//! Additional request headers of a check.

use hyper::header::{HeaderName, HeaderValue};
use queue::Secrets;

use crate::service::input::{item, within};
use crate::service::{Error, Result};

/// Most headers of one check.
const MAX_HEADERS: usize = 50;

/// Longest header value, in bytes.
pub(super) const MAX_VALUE_BYTES: usize = 8 * 1024;

/// Headers that control message framing and connections, which only the prober sets. Source:
/// RFC 9110, sections 7.2, 7.6 and 8.6; RFC 9112, section 6.1.
const FORBIDDEN: [&str; 8] = [
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "upgrade",
    "te",
    "trailer",
    "keep-alive",
];

/// Further such headers, by prefix; the second belongs to the WebSocket handshake.
const FORBIDDEN_BEGINNINGS: [&str; 2] = ["proxy-", "sec-websocket-"];

/// A request header. It is never printed.
#[derive(Clone)]
pub struct Header {
    /// Name of the header.
    pub name: String,
    /// Value of the header; `None` keeps the stored value of this name.
    pub value: Option<String>,
}

/// Validates `headers` and returns their names and values. Values of the names in `before` are
/// stored; `stored` opens them.
pub(super) fn check(
    field: &str,
    headers: Vec<Header>,
    before: &[String],
    stored: impl Fn() -> Result<Secrets>,
) -> Result<(Vec<String>, Vec<String>)> {
    if headers.len() > MAX_HEADERS {
        return Err(Error::input(
            field.to_owned(),
            format!("must have at most {MAX_HEADERS} items"),
        ));
    }
    let mut kept = if headers.iter().any(|header| header.value.is_none()) {
        before.iter().cloned().zip(stored()?.headers).collect()
    } else {
        Vec::new()
    };
    let mut names = Vec::with_capacity(headers.len());
    let mut values = Vec::with_capacity(headers.len());
    for (index, header) in headers.into_iter().enumerate() {
        let field = item(field, index);
        let name = check_name(&field, &header.name)?;
        // If several headers have the same name, each keeps its own value.
        let at = kept.iter().position(|(known, _)| *known == name);
        let known = at.map(|at| kept.remove(at).1);
        let value = header.value.or(known).ok_or_else(|| {
            let problem = format!("is required: no value of {name} is stored");
            Error::input(within(&field, "value"), problem)
        })?;
        check_value(&within(&field, "value"), &value)?;
        names.push(name);
        values.push(value);
    }
    Ok((names, values))
}

/// The name in lower case, since HTTP ignores case in names.
fn check_name(field: &str, text: &str) -> Result<String> {
    let field = within(field, "name");
    let Ok(name) = HeaderName::from_bytes(text.as_bytes()) else {
        return Err(Error::input(field, "is not a valid header name"));
    };
    let name = name.as_str();
    if FORBIDDEN.contains(&name)
        || FORBIDDEN_BEGINNINGS
            .iter()
            .any(|begin| name.starts_with(begin))
    {
        let problem = if name == "host" {
            "is host; use the field host instead".to_owned()
        } else {
            format!("is {name}, which only the prober sets")
        };
        return Err(Error::input(field, problem));
    }
    Ok(name.to_owned())
}

pub(super) fn check_value(field: &str, value: &str) -> Result<()> {
    if value.len() > MAX_VALUE_BYTES {
        let problem = format!("is longer than {MAX_VALUE_BYTES} bytes");
        return Err(Error::input(field.to_owned(), problem));
    }
    if HeaderValue::from_bytes(value.as_bytes()).is_err() {
        let problem = "contains a line break or another control character";
        return Err(Error::input(field.to_owned(), problem));
    }
    Ok(())
}
