//! Request headers of a check's own.

use hyper::header::{HeaderName, HeaderValue};
use queue::Secrets;

use crate::service::input::{item, within};
use crate::service::{Error, Result};

/// Most headers of one check.
const MAX_HEADERS: usize = 50;

/// Longest value, bytes.
pub(super) const MAX_VALUE_BYTES: usize = 8 * 1024;

/// Headers that say how a message travels: they are the prober's to write.
/// Source: RFC 9110, sections 7.2, 7.6 and 8.6; RFC 9112, section 6.1.
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

/// The same, by how they begin; the second one is the WebSocket handshake's own.
const FORBIDDEN_BEGINNINGS: [&str; 2] = ["proxy-", "sec-websocket-"];

/// A request header. It is never printed.
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its value; `None` keeps the stored value of that name.
    pub value: Option<String>,
}

/// The names of `headers` and their values. `before` are the names whose values
/// are stored, which `stored` opens.
pub(super) fn check(
    field: &str,
    headers: Vec<Header>,
    before: &[String],
    stored: impl Fn() -> Result<Secrets>,
) -> Result<(Vec<String>, Vec<String>)> {
    if headers.len() > MAX_HEADERS {
        return Err(Error::input(
            field.to_owned(),
            format!("are more than {MAX_HEADERS}"),
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
        // Of several headers of one name each keeps its own.
        let at = kept.iter().position(|(known, _)| *known == name);
        let known = at.map(|at| kept.remove(at).1);
        let value = header.value.or(known).ok_or_else(|| {
            let problem = format!("is needed: no value of {name} is stored");
            Error::input(within(&field, "value"), problem)
        })?;
        check_value(&within(&field, "value"), &value)?;
        names.push(name);
        values.push(value);
    }
    Ok((names, values))
}

/// The name in lower case, as HTTP compares it.
fn check_name(field: &str, text: &str) -> Result<String> {
    let field = within(field, "name");
    let Ok(name) = HeaderName::from_bytes(text.as_bytes()) else {
        return Err(Error::input(field, "is not a valid name of a header"));
    };
    let name = name.as_str();
    if FORBIDDEN.contains(&name)
        || FORBIDDEN_BEGINNINGS
            .iter()
            .any(|begin| name.starts_with(begin))
    {
        let problem = if name == "host" {
            "is host, which has a field of its own beside the headers: host".to_owned()
        } else {
            format!("is {name}, which the prober writes itself")
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
