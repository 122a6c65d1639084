//! Jobs as they lie in Redis, read by its protocol: an entry's id tells when it was
//! added, its body for which slot.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;

use anyhow::{Context, bail, ensure};

use crate::stores::Stores;

/// Entries read at once.
const PAGE: usize = 10_000;

/// A published job.
pub(super) struct Job {
    /// When it was added to its stream, milliseconds of Unix time, by Redis' clock.
    pub(super) added_ms: i64,
    /// Its slot, milliseconds of Unix time.
    pub(super) slot_ms: i64,
}

/// A region's stream of jobs.
pub(super) fn key(region: usize) -> String {
    format!("upbeat:{{r{region}}}:checks")
}

/// The jobs of `region` that were added from `from_ms` to before `to_ms`.
pub(super) fn read(
    stores: &Stores,
    region: usize,
    from_ms: i64,
    to_ms: i64,
) -> anyhow::Result<Vec<Job>> {
    let stream = UnixStream::connect(stores.redis_socket())?;
    let mut answers = BufReader::new(stream.try_clone()?);
    let mut commands = stream;
    let (key, count) = (key(region), PAGE.to_string());
    let mut jobs = Vec::new();
    let mut from = from_ms.to_string();
    loop {
        let to = (to_ms - 1).to_string();
        let words = ["XRANGE", &key, &from, &to, "COUNT", &count];
        let mut command = format!("*{}\r\n", words.len());
        for word in words {
            command += &format!("${}\r\n{word}\r\n", word.len());
        }
        commands.write_all(command.as_bytes())?;
        let entries = length(&mut answers, '*')?;
        for _ in 0..entries {
            ensure!(length(&mut answers, '*')? == 2, "an id and fields");
            let id = String::from_utf8(bulk(&mut answers)?)?;
            ensure!(length(&mut answers, '*')? == 2, "one field");
            bulk(&mut answers)?;
            let body = bulk(&mut answers)?;
            let added = id.split('-').next().unwrap_or_default();
            jobs.push(Job {
                added_ms: added.parse()?,
                slot_ms: slot(&body).context("a job")?,
            });
            from = format!("({id}");
        }
        if entries < PAGE {
            return Ok(jobs);
        }
    }
}

/// The slot of an encoded job: a version, the website's id with its length, its key, the
/// revision, the slot.
fn slot(body: &[u8]) -> Option<i64> {
    let mut rest = body.get(18..)?;
    number(&mut rest)?;
    number(&mut rest)?;
    number(&mut rest)
}

/// A whole number of variable length, zigzag.
fn number(rest: &mut &[u8]) -> Option<i64> {
    let mut bits = 0_u64;
    for place in 0..10 {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        bits |= u64::from(byte & 0x7F) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((bits >> 1).cast_signed() ^ -(bits & 1).cast_signed());
        }
    }
    None
}

fn length(answers: &mut impl BufRead, kind: char) -> anyhow::Result<usize> {
    let mut line = String::new();
    answers.read_line(&mut line)?;
    match line.trim_end().strip_prefix(kind) {
        Some(number) => Ok(number.parse()?),
        None => bail!("Redis says {line:?}"),
    }
}

fn bulk(answers: &mut impl BufRead) -> anyhow::Result<Vec<u8>> {
    let mut bytes = vec![0; length(answers, '$')?];
    answers.read_exact(&mut bytes)?;
    answers.read_exact(&mut [0; 2])?;
    Ok(bytes)
}
