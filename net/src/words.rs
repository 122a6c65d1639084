//! Errors of the system and time limits, in words for sentences.

use std::io;
use std::time::Duration;

/// `err` in the words of the system, without its number: `network is unreachable`.
pub fn io_error(err: &io::Error) -> String {
    let text = err.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    let Some(first) = letters.next() else {
        return "for no reason that is known".to_owned();
    };
    first.to_lowercase().chain(letters).collect()
}

/// A time limit: `10 s`, `500 ms`.
pub fn limit(limit: Duration) -> String {
    let ms = limit.as_millis();
    if ms.is_multiple_of(1_000) {
        format!("{} s", ms / 1_000)
    } else {
        format!("{ms} ms")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_the_system_are_words() {
        for (code, text) in [(113, "no route to host"), (71, "protocol error")] {
            assert_eq!(io_error(&io::Error::from_raw_os_error(code)), text);
        }
        let err = io::Error::other("Something else");
        assert_eq!(io_error(&err), "something else");
    }

    #[test]
    fn limits_read_well() {
        assert_eq!(limit(Duration::from_secs(10)), "10 s");
        assert_eq!(limit(Duration::from_millis(500)), "500 ms");
        assert_eq!(limit(Duration::from_millis(1_500)), "1500 ms");
    }
}
