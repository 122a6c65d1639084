//! Retention periods.

use clap::Args;
use status::Keep;

use super::rule;

/// Retention periods.
#[derive(Args, Clone, Copy, Debug)]
pub struct KeepArgs {
    /// Days for which ticks and the evidence of failing checks are kept, 2 at least; older
    /// reports are not accepted.
    #[arg(
        long,
        env = "UPBEAT_KEEP_TICKS_DAYS",
        value_name = "DAYS",
        default_value = "30",
        value_parser = keep_ticks_days
    )]
    pub keep_ticks_days: u16,

    /// Days for which response times are kept by the hour, at least as long as ticks.
    #[arg(
        long,
        env = "UPBEAT_KEEP_HOURS_DAYS",
        value_name = "DAYS",
        default_value = "90",
        value_parser = keep_hours_days
    )]
    pub keep_hours_days: u16,

    /// Days for which status changes, and uptime and response times by the day, are kept, at
    /// least as long as hours. Empty: forever.
    #[arg(
        long,
        env = "UPBEAT_KEEP_HISTORY_DAYS",
        value_name = "DAYS",
        default_value = "",
        hide_default_value = true,
        value_parser = keep_history_days
    )]
    pub keep_history_days: HistoryDays,
}

/// A number of days; `None` means forever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryDays(pub Option<u16>);

/// Data is kept for less time than the data it is computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKeep {
    /// Hours would be kept for less time than ticks.
    #[error(
        "UPBEAT_KEEP_HOURS_DAYS: must be at least UPBEAT_KEEP_TICKS_DAYS, which is {ticks_days}"
    )]
    Hours {
        /// Retention period of ticks.
        ticks_days: u16,
    },
    /// History would be kept for less time than hours.
    #[error(
        "UPBEAT_KEEP_HISTORY_DAYS: must be empty or at least UPBEAT_KEEP_HOURS_DAYS, which is {hours_days}"
    )]
    History {
        /// Retention period of hours.
        hours_days: u16,
    },
}

impl KeepArgs {
    /// The retention periods.
    ///
    /// # Errors
    /// [`InvalidKeep`] if the three contradict one another.
    pub fn keep(&self) -> Result<Keep, InvalidKeep> {
        let keep = Keep {
            ticks_days: self.keep_ticks_days,
            hours_days: self.keep_hours_days,
            history_days: self.keep_history_days.0,
        };
        if keep.hours_days < keep.ticks_days {
            return Err(InvalidKeep::Hours {
                ticks_days: keep.ticks_days,
            });
        }
        if keep.history_days.is_some_and(|days| days < keep.hours_days) {
            return Err(InvalidKeep::History {
                hours_days: keep.hours_days,
            });
        }
        Ok(keep)
    }
}

/// A retention period in days: a hundred years at most.
fn days(text: &str) -> Option<u16> {
    text.parse().ok().filter(|days| (2..=36_500).contains(days))
}

fn keep_ticks_days(text: &str) -> Result<u16, String> {
    if text.is_empty() {
        return Ok(Keep::default().ticks_days);
    }
    let broken = || rule("UPBEAT_KEEP_TICKS_DAYS", "must be a number from 2 to 36500");
    days(text).ok_or_else(broken)
}

fn keep_hours_days(text: &str) -> Result<u16, String> {
    if text.is_empty() {
        return Ok(Keep::default().hours_days);
    }
    let broken = || rule("UPBEAT_KEEP_HOURS_DAYS", "must be a number from 2 to 36500");
    days(text).ok_or_else(broken)
}

fn keep_history_days(text: &str) -> Result<HistoryDays, String> {
    if text.is_empty() {
        return Ok(HistoryDays(None));
    }
    let broken = || {
        rule(
            "UPBEAT_KEEP_HISTORY_DAYS",
            "must be empty or a number from 2 to 36500",
        )
    };
    Ok(HistoryDays(Some(days(text).ok_or_else(broken)?)))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::{Cli, Command};
    use super::*;

    #[test]
    fn what_is_made_of_something_is_kept_as_long_at_least() {
        let keep = |args: &[&str]| {
            let cli = Cli::try_parse_from([&["upbeat", "serve"], args].concat()).unwrap();
            let Command::Serve(config) = cli.command else {
                panic!()
            };
            config.keep.keep()
        };
        assert_eq!(keep(&[]), Ok(Keep::default()));
        let empty = [
            "--keep-ticks-days=",
            "--keep-hours-days=",
            "--keep-history-days=",
        ];
        assert_eq!(keep(&empty), Ok(Keep::default()));
        let given = keep(&[
            "--keep-ticks-days=2",
            "--keep-hours-days=3",
            "--keep-history-days=4",
        ]);
        let expected = Keep {
            ticks_days: 2,
            hours_days: 3,
            history_days: Some(4),
        };
        assert_eq!(given, Ok(expected));
        for (args, variable) in [
            (["--keep-hours-days", "29"], "UPBEAT_KEEP_HOURS_DAYS"),
            (["--keep-ticks-days", "91"], "UPBEAT_KEEP_HOURS_DAYS"),
            (["--keep-history-days", "89"], "UPBEAT_KEEP_HISTORY_DAYS"),
        ] {
            let error = keep(&args).unwrap_err().to_string();
            assert!(error.starts_with(variable), "{args:?}: {error}");
        }
    }
}
