//! The two export formats: a CSV table, or one JSON object per line.

use std::borrow::Cow;

use serde::Serialize;

/// Format of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values (RFC 4180), with a header; lines end in LF.
    Csv,
    /// One JSON object per line.
    Ndjson,
}

/// A line cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum Unwritable {
    /// CSV encoding failed.
    #[error("a row cannot be written")]
    Csv(#[from] csv::Error),
    /// JSON encoding failed.
    #[error("a row cannot be written")]
    Json(#[from] serde_json::Error),
}

impl Format {
    /// Value of `Content-Type`. Source: RFC 7111, and the NDJSON specification.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Ndjson => "application/x-ndjson; charset=utf-8",
        }
    }

    /// The content type without parameters.
    pub fn essence(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Ndjson => "application/x-ndjson",
        }
    }

    /// Name in query parameters and file extensions.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }

    /// A user's text, escaped for this format.
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
    /// A table, whose lines may have different lengths.
    Csv(Box<csv::Writer<Vec<u8>>>),
    /// JSON objects.
    Ndjson(Vec<u8>),
}

impl Sheet {
    /// A sheet without lines.
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

    /// Adds a table's header; in JSON each line has the names instead.
    ///
    /// # Errors
    /// If it cannot be written.
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
    /// If it cannot be written.
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

    /// The encoded lines.
    ///
    /// # Errors
    /// If they cannot be written.
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

    /// Column names of `row` as a table.
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
