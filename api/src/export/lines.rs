//! The two formats: a table, or a JSON object a line.

use std::borrow::Cow;

use serde::Serialize;

/// How lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma separated values by RFC 4180, with a head and lines that end in LF.
    Csv,
    /// A JSON object a line.
    Ndjson,
}

/// Lines could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Unwritable {
    /// As a table.
    #[error("a row cannot be written")]
    Csv(#[from] csv::Error),
    /// As JSON.
    #[error("a row cannot be written")]
    Json(#[from] serde_json::Error),
}

impl Format {
    /// The value for `Content-Type`. Source: RFC 7111, and the NDJSON specification.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Ndjson => "application/x-ndjson; charset=utf-8",
        }
    }

    /// The same without parameters.
    pub fn essence(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Ndjson => "application/x-ndjson",
        }
    }

    /// What a query and the end of a file's name call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }

    /// A text that is not ours, as this format has it.
    pub(super) fn text(self, text: &str) -> Cow<'_, str> {
        match self {
            Self::Csv => super::cell(text),
            Self::Ndjson => Cow::Borrowed(text),
        }
    }
}

/// Lines of one format, in memory.
#[derive(Debug)]
pub enum Sheet {
    /// A table, of which the lines may have different lengths.
    Csv(Box<csv::Writer<Vec<u8>>>),
    /// JSON objects.
    Ndjson(Vec<u8>),
}

impl Sheet {
    /// No line yet.
    pub fn new(format: Format) -> Self {
        match format {
            Format::Csv => {
                let mut builder = csv::WriterBuilder::new();
                builder.has_headers(false).flexible(true);
                Self::Csv(Box::new(builder.from_writer(Vec::new())))
            }
            Format::Ndjson => Self::Ndjson(Vec::new()),
        }
    }

    /// Adds a table's head; in JSON each line has its names.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn head(&mut self, columns: &[&str]) -> Result<(), Unwritable> {
        match self {
            Self::Csv(writer) => writer.write_record(columns)?,
            Self::Ndjson(_) => {}
        }
        Ok(())
    }

    /// Adds a line.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn line(&mut self, row: impl Serialize) -> Result<(), Unwritable> {
        match self {
            Self::Csv(writer) => writer.serialize(row)?,
            Self::Ndjson(lines) => {
                serde_json::to_writer(&mut *lines, &row)?;
                lines.push(b'\n');
            }
        }
        Ok(())
    }

    /// The lines.
    ///
    /// # Errors
    /// Where they cannot be written.
    pub fn finish(self) -> Result<Vec<u8>, Unwritable> {
        match self {
            Self::Csv(writer) => {
                let lines = writer
                    .into_inner()
                    .map_err(|err| csv::Error::from(err.into_error()));
                Ok(lines?)
            }
            Self::Ndjson(lines) => Ok(lines),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// The names that `row` has as a table.
    pub(in crate::export) fn head_of(row: impl Serialize) -> Vec<String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.serialize(row).unwrap();
        let text = writer.into_inner().unwrap();
        let mut reader = csv::Reader::from_reader(&*text);
        reader
            .headers()
            .unwrap()
            .iter()
            .map(str::to_owned)
            .collect()
    }

    #[derive(Serialize)]
    struct Row {
        a: Option<f64>,
        b: &'static str,
    }

    #[test]
    fn lines_are_quoted_where_they_must_be() {
        let row = |a, b| Row { a, b };
        for (format, expected) in [
            (Format::Csv, "a,b\n1.5,\"one, \"\"two\"\"\nthree\"\n,\n"),
            (
                Format::Ndjson,
                "{\"a\":1.5,\"b\":\"one, \\\"two\\\"\\nthree\"}\n{\"a\":null,\"b\":\"\"}\n",
            ),
        ] {
            let mut sheet = Sheet::new(format);
            sheet.head(&["a", "b"]).unwrap();
            sheet.line(row(Some(1.5), "one, \"two\"\nthree")).unwrap();
            sheet.line(row(None, "")).unwrap();
            let text = String::from_utf8(sheet.finish().unwrap()).unwrap();
            assert_eq!(text, expected);
        }
    }
}
