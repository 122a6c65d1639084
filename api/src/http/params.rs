//! Parameters of a request, in a body or a query string.

use serde::Deserialize;
use serde_json::{Map, Value};
use url::form_urlencoded;

/// Some clients put this in front of UTF-8, where it has no meaning (RFC 8259, 8.1).
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The parameters of a request. Source: GraphQL over HTTP, "Request Parameters".
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Params {
    /// Text of the document.
    pub(super) query: Option<String>,
    /// Name of the operation to execute.
    pub(super) operation_name: Option<String>,
    /// Values of the variables.
    pub(super) variables: Option<Map<String, Value>>,
    /// Extensions of the protocol: `persistedQuery` names a document, `cost` asks for the cost of
    /// the request.
    pub(super) extensions: Option<Map<String, Value>>,
}

impl Params {
    /// Whether the client wants to know what the request costs.
    pub(super) fn tells_cost(&self) -> bool {
        let extensions = self.extensions.as_ref();
        extensions.and_then(|it| it.get("cost")) == Some(&Value::Bool(true))
    }
}

/// Parses the parameters in a body.
///
/// # Errors
/// The problem, as a sentence.
pub(super) fn of_body(body: &[u8]) -> Result<Params, String> {
    let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
    serde_json::from_slice(body).map_err(|error| match serde_json::from_slice(body) {
        Ok(Value::Object(fields)) => problem(&fields),
        Ok(_) => "the body must be a JSON object with a query".to_owned(),
        Err(_) if body.trim_ascii().is_empty() => "the request has no body".to_owned(),
        Err(_) => {
            let (line, column) = (error.line(), error.column());
            format!("the body is not valid JSON: see line {line}, column {column}")
        }
    })
}

/// Why an object is not valid as parameters.
fn problem(fields: &Map<String, Value>) -> String {
    let takes = |name: &str, value: &Value| match name {
        "query" | "operationName" => value.is_string(),
        _ => value.is_object(),
    };
    for name in ["query", "operationName", "variables", "extensions"] {
        let given = fields.get(name).filter(|value| !value.is_null());
        if given.is_some_and(|value| !takes(name, value)) {
            let kind = if takes(name, &Value::String(String::new())) {
                "a string"
            } else {
                "a JSON object"
            };
            return format!("{name} must be {kind}");
        }
    }
    "a parameter is given twice".to_owned()
}

/// Parses the parameters in a query string, in which `variables` and `extensions` are JSON.
///
/// # Errors
/// The problem, as a sentence.
pub(super) fn of_query(query: &str) -> Result<Params, String> {
    let mut params = Params::default();
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        let object = || {
            serde_json::from_str::<Option<Map<String, Value>>>(&value)
                .map_err(|_| format!("{key} must be a JSON object"))
        };
        let was_there = match &*key {
            "query" => params.query.replace(value.into_owned()).is_some(),
            "operationName" => params.operation_name.replace(value.into_owned()).is_some(),
            "variables" | "extensions" if value.is_empty() => false,
            "variables" => std::mem::replace(&mut params.variables, object()?).is_some(),
            "extensions" => std::mem::replace(&mut params.extensions, object()?).is_some(),
            _ => false,
        };
        if was_there {
            return Err(format!("{key} is given twice"));
        }
    }
    Ok(params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_string_is_read_like_a_body() {
        let params = of_query(
            "query=%7Ba+%7D&operationName=x&variables=%7B%22a%22%3A1%7D&extensions=&other=1",
        )
        .unwrap();
        assert_eq!(params.query.as_deref(), Some("{a }"));
        assert_eq!(params.operation_name.as_deref(), Some("x"));
        assert_eq!(
            serde_json::to_value(params.variables).unwrap(),
            serde_json::json!({ "a": 1 })
        );
        assert!(of_query("variables=null").unwrap().variables.is_none());
        for bad in [
            "query=a&query=b",
            "variables=%7B",
            "variables=1",
            "extensions=%5B%5D",
        ] {
            assert!(of_query(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_body_is_told_in_words() {
        for (body, problem) in [
            ("", "the request has no body"),
            ("null", "the body must be a JSON object with a query"),
            ("\"{ a }\"", "the body must be a JSON object with a query"),
            ("{\"query\": 1}", "query must be a string"),
            ("{\"operationName\": []}", "operationName must be a string"),
            ("{\"variables\": []}", "variables must be a JSON object"),
            ("{\"variables\": \"{}\"}", "variables must be a JSON object"),
            ("{\"extensions\": 1}", "extensions must be a JSON object"),
            (
                "{\"query\": \"a\", \"query\": \"b\"}",
                "a parameter is given twice",
            ),
            (
                "{\n 'query'}",
                "the body is not valid JSON: see line 2, column 2",
            ),
        ] {
            assert_eq!(of_body(body.as_bytes()).unwrap_err(), problem, "{body}");
        }
        let marked = of_body(b"\xef\xbb\xbf{\"query\": \"a\"}").unwrap();
        assert_eq!(marked.query.as_deref(), Some("a"));
    }
}
