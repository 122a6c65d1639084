//! Chunks as browsers take them: their lines may end in a bare line feed, and the
//! last empty line may be missing. What is wrong otherwise, the library says.
//! Source: RFC 9112, section 7.1, and Chromium's `net/http`.

/// Longest line of a chunk's size that is looked at, bytes.
const LINE_BYTES: usize = 256;

/// Turns what comes into what the library takes.
#[derive(Debug)]
pub(super) struct Chunks(At);

#[derive(Debug)]
enum At {
    /// In the line of a size.
    Size(Vec<u8>),
    /// In data, of which there is so much to come.
    Data(u64),
    /// Behind data, and whether a carriage return has come.
    End(bool),
    /// In the lines behind the last chunk, and what has come of one.
    Trailer(Line),
    /// Where nothing is to be mended.
    Raw,
}

#[derive(Clone, Copy, Debug, Default)]
struct Line {
    is_begun: bool,
    has_return: bool,
}

impl Default for Chunks {
    fn default() -> Self {
        Self(At::Size(Vec::new()))
    }
}

impl Chunks {
    /// Adds `came` to `out`.
    pub(super) fn pass(&mut self, mut came: &[u8], out: &mut Vec<u8>) {
        while let Some((&byte, rest)) = came.split_first() {
            match &mut self.0 {
                At::Raw => {
                    out.extend_from_slice(came);
                    return;
                }
                At::Data(left) => {
                    let most = usize::try_from(*left).unwrap_or(usize::MAX);
                    let (data, rest) = came.split_at(came.len().min(most));
                    out.extend_from_slice(data);
                    *left -= u64::try_from(data.len()).unwrap_or(*left);
                    if *left == 0 {
                        self.0 = At::End(false);
                    }
                    came = rest;
                    continue;
                }
                At::Size(line) => {
                    line.push(byte);
                    if byte == b'\n' {
                        self.0 = after_size(line, out);
                    } else if line.len() > LINE_BYTES {
                        out.append(line);
                        self.0 = At::Raw;
                    }
                }
                At::End(has_return) => match (byte, *has_return) {
                    (b'\n', _) => {
                        out.extend_from_slice(b"\r\n");
                        self.0 = At::Size(Vec::new());
                    }
                    (b'\r', false) => *has_return = true,
                    (_, has_return) => {
                        if has_return {
                            out.push(b'\r');
                        }
                        out.push(byte);
                        self.0 = At::Raw;
                    }
                },
                At::Trailer(line) => {
                    if byte == b'\n' {
                        let is_last = !line.is_begun;
                        if !line.has_return {
                            out.push(b'\r');
                        }
                        *line = Line::default();
                        if is_last {
                            self.0 = At::Raw;
                        }
                    } else {
                        line.is_begun |= byte != b'\r';
                        line.has_return = byte == b'\r';
                    }
                    out.push(byte);
                }
            }
            came = rest;
        }
    }

    /// Adds to `out` what is missing where nothing more comes.
    pub(super) fn end(&mut self, out: &mut Vec<u8>) {
        if let At::Trailer(line) = &self.0
            && !line.is_begun
        {
            let end: &[u8] = if line.has_return { b"\n" } else { b"\r\n" };
            out.extend_from_slice(end);
        }
        self.0 = At::Raw;
    }
}

/// What comes behind the `line` of a size, which is added to `out`.
fn after_size(line: &[u8], out: &mut Vec<u8>) -> At {
    let text = line.strip_suffix(b"\n").unwrap_or(line);
    let text = text.strip_suffix(b"\r").unwrap_or(text);
    out.extend_from_slice(text);
    out.extend_from_slice(b"\r\n");
    let digits = text.iter().take_while(|byte| byte.is_ascii_hexdigit());
    let digits = std::str::from_utf8(&text[..digits.count()]);
    match digits.map(|digits| u64::from_str_radix(digits, 16)) {
        Ok(Ok(0)) => At::Trailer(Line::default()),
        Ok(Ok(size)) => At::Data(size),
        _ => At::Raw,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the library reads of `text`, which comes in pieces of `len` bytes.
    fn passed(text: &str, len: usize) -> String {
        let (mut chunks, mut out) = (Chunks::default(), Vec::new());
        for piece in text.as_bytes().chunks(len) {
            chunks.pass(piece, &mut out);
        }
        chunks.end(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn line_ends_are_made_whole_and_nothing_else_is_changed() {
        let good = "2\r\nok\r\n3;a=b\r\n\n\r\n\r\n0\r\n\r\n";
        for (text, expected) in [
            (good, good),
            ("2\nok\n3;a=b\n\n\r\n\n0\n\n", good),
            ("2\nok\r\n0\r\n\n", "2\r\nok\r\n0\r\n\r\n"),
            ("2\r\nok\r\n0\r\n", "2\r\nok\r\n0\r\n\r\n"),
            ("2\r\nok\r\n0\r\n\r", "2\r\nok\r\n0\r\n\r\n"),
            ("2\r\nok\r\n0\nX: a\n\n", "2\r\nok\r\n0\r\nX: a\r\n\r\n"),
            ("0\r\nX: a", "0\r\nX: a"),
            ("2\r\nok\r\n", "2\r\nok\r\n"),
            ("2\r\nokay\r\n0\n", "2\r\nokay\r\n0\n"),
            ("2\r\nok\rx0\n", "2\r\nok\rx0\n"),
            ("xyz\r\n5\n", "xyz\r\n5\n"),
            ("", ""),
        ] {
            for len in [1, 2, 100] {
                assert_eq!(passed(text, len), expected, "{text:?} by {len}");
            }
        }
        let long = format!("2;{}\nok\n", "a".repeat(300));
        assert_eq!(passed(&long, 7), long);
    }
}
