//! Ways to follow a page that are no HTML page: feeds for readers, calendars and programs.

mod calendar;
mod json;
mod news;
mod statuspage;

pub(crate) use self::calendar::calendar;
pub(crate) use self::json::{SCHEMA, json};
pub(crate) use self::news::{atom, rss};
pub use self::statuspage::Part;
pub(crate) use self::statuspage::statuspage;
