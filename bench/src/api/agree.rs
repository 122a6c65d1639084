//! Whether two servers answer the same: one that answers something else is no peer.

use anyhow::{bail, ensure};
use sea_orm::prelude::ChronoDateTimeWithTimeZone;
use serde_json::Value;

use super::works::Work;
use crate::client::Client;

/// How far seconds of a rolling window may lie apart: the one answers later than the other.
const SECS: f64 = 10.0;

/// How far shares of such a window may lie apart.
const SHARE: f64 = 1e-5;

/// Asks both every question of `work`.
pub(super) async fn ask(ours: &mut Client, peers: &mut Client, work: &Work) -> anyhow::Result<()> {
    for question in &work.questions {
        let mut answers = Vec::new();
        for client in [&mut *ours, peers] {
            let mut answer: Value = serde_json::from_slice(&client.send(question.clone()).await?)?;
            ensure!(
                answer.get("errors").is_none(),
                "{}: {} is answered",
                work.name,
                answer["errors"]
            );
            answers.push(answer["data"].take());
        }
        compare("data", &answers[0], &answers[1])?;
    }
    Ok(())
}

/// Fails where the answers differ, and says where.
fn compare(path: &str, ours: &Value, peers: &Value) -> anyhow::Result<()> {
    let agree = match (ours, peers) {
        (Value::Object(left), Value::Object(right)) => {
            for (name, value) in left {
                let path = format!("{path}.{name}");
                compare(&path, value, right.get(name).unwrap_or(&Value::Null))?;
            }
            left.len() == right.len()
        }
        (Value::Array(left), Value::Array(right)) => {
            for (n, (left, right)) in left.iter().zip(right).enumerate() {
                compare(&format!("{path}[{n}]"), left, right)?;
            }
            left.len() == right.len()
        }
        (Value::Number(left), Value::Number(right)) => {
            let apart = left.as_f64().unwrap_or(0.0) - right.as_f64().unwrap_or(0.0);
            apart.abs() <= room(path)
        }
        (Value::String(left), Value::String(right)) => left == right || is_one_instant(left, right),
        _ => ours == peers,
    };
    if !agree {
        bail!("the answers differ at {path}: {ours} and {peers}");
    }
    Ok(())
}

/// How far numbers at `path` may lie apart.
fn room(path: &str) -> f64 {
    match path.rsplit('.').next() {
        Some("ratio" | "coverage") => SHARE,
        Some(name) if name.ends_with("Secs") => SECS,
        _ => 0.0,
    }
}

fn is_one_instant(left: &str, right: &str) -> bool {
    let instant = |text| ChronoDateTimeWithTimeZone::parse_from_rfc3339(text);
    matches!((instant(left), instant(right)), (Ok(left), Ok(right)) if left == right)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn answers_agree_in_what_they_say() {
        let ours = json!({ "a": [{ "at": "2026-11-26T00:00:00+00:00", "ratio": 0.5, "n": 1 }] });
        for (peers, expected) in [
            (
                json!({ "a": [{ "n": 1.0, "at": "2026-11-26T00:00:00.000Z", "ratio": 0.500_001 }] }),
                true,
            ),
            (
                json!({ "a": [{ "n": 2, "at": "2026-11-26T00:00:00.000Z", "ratio": 0.5 }] }),
                false,
            ),
            (
                json!({ "a": [{ "n": 1, "at": "2026-11-26T00:00:01Z", "ratio": 0.5 }] }),
                false,
            ),
            (
                json!({ "a": [{ "n": 1, "at": "2026-11-26T00:00:00Z", "ratio": 0.6 }] }),
                false,
            ),
            (
                json!({ "a": [{ "n": 1, "at": "2026-11-26T00:00:00Z", "ratio": null }] }),
                false,
            ),
            (json!({ "a": [] }), false),
            (json!({}), false),
        ] {
            assert_eq!(compare("data", &ours, &peers).is_ok(), expected, "{peers}");
        }
    }
}
