//! A channel's settings: their validation.

use entity::alert::AlertKind;
use entity::channel::{Quiet, Rules};
use entity::{OrganizationId, WebsiteKey};
use jiff::tz::TimeZone;
use net::EgressPolicy;
use notify::channel::Config;
use notify::channel::field::camel_case;
use notify::{Message, sample, template};
use url::{Host, Url};
use uuid::Uuid;

use super::Kind;
use crate::service::input::{in_range, within};
use crate::service::text::line;
use crate::service::{Error, Handles, Result};

/// Longest name, in characters.
const MAX_NAME_CHARS: usize = 100;

/// How often a channel may repeat that an incident is open, in seconds.
const REPEAT_SECS: std::ops::RangeInclusive<i32> = 300..=604_800;

/// Kinds that a channel hears unless it chooses.
const DEFAULT_KINDS: [AlertKind; 2] = [AlertKind::IncidentOpened, AlertKind::IncidentResolved];

/// Hours of quiet, as a person gives them.
#[derive(Clone, Debug)]
pub struct QuietHours {
    /// Local time at which they begin, such as `22:00`.
    pub from: String,
    /// Local time at which they end.
    pub to: String,
    /// Days on which they begin, 1 (Monday) to 7; every day if empty.
    pub days: Vec<i32>,
    /// Kinds of alerts that break them.
    pub except: Vec<AlertKind>,
}

/// A validated name.
pub(super) fn name(text: &str) -> Result<String> {
    line("name", text, MAX_NAME_CHARS)
}

/// The rules of a new channel.
pub(super) fn default_rules() -> Rules {
    Rules {
        kinds: DEFAULT_KINDS.to_vec(),
        ..Rules::default()
    }
}

/// Validated kinds of alerts.
pub(super) fn kinds(mut kinds: Vec<AlertKind>) -> Result<Vec<AlertKind>> {
    if kinds.is_empty() {
        let problem = "must name a kind at least; omit it for openings and resolves, or pause the \
                       channel";
        return Err(Error::input("kinds", problem));
    }
    kinds.sort_unstable();
    kinds.dedup();
    Ok(kinds)
}

/// Validated keys of websites.
pub(super) fn websites(mut keys: Vec<WebsiteKey>) -> Result<Vec<WebsiteKey>> {
    if keys.is_empty() {
        let problem = "must name a website at least; null stands for all";
        return Err(Error::input("websiteIds", problem));
    }
    keys.sort_unstable();
    keys.dedup();
    Ok(keys)
}

/// A validated interval of repetitions.
pub(super) fn repeat_secs(secs: i32) -> Result<i32> {
    in_range("repeatSecs", secs, &REPEAT_SECS)
}

/// The IANA time zone called `name`, in its usual spelling.
pub(super) fn time_zone(name: &str) -> Result<String> {
    let problem = "must be an IANA time zone, such as Europe/Berlin";
    let zone = TimeZone::get(name).ok();
    let zone = zone.as_ref().and_then(TimeZone::iana_name);
    let zone = zone.ok_or_else(|| Error::input("timeZone", problem))?;
    Ok(zone.to_owned())
}

/// Validated hours of quiet.
pub(super) fn quiet(hours: &QuietHours) -> Result<Quiet> {
    let mut days = Vec::with_capacity(hours.days.len());
    for day in &hours.days {
        let day = in_range(within("quiet", "days"), *day, &(1..=7))?;
        days.push(i16::try_from(day).unwrap_or_default());
    }
    days.sort_unstable();
    days.dedup();
    let from_minute = minute("from", &hours.from)?;
    // The end of a day is the beginning of the next.
    let to_minute = match hours.to.as_str() {
        "24:00" => 0,
        to => minute("to", to)?,
    };
    if from_minute == to_minute && matches!(days.len(), 0 | 7) {
        let problem = "must not be the same as from on every day: nobody would ever be told";
        return Err(Error::input(within("quiet", "to"), problem));
    }
    Ok(Quiet {
        from_minute,
        to_minute,
        days,
        except: hours.except.clone(),
    })
}

/// The minute of a day at a local time such as `22:00`.
fn minute(field: &str, text: &str) -> Result<i16> {
    let parts = text.split_once(':').filter(|(hours, minutes)| {
        let is_number = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        is_number(hours) && is_number(minutes)
    });
    let minute = parts.and_then(|(hours, minutes)| {
        let (hours, minutes) = (hours.parse::<i16>().ok()?, minutes.parse::<i16>().ok()?);
        (hours < 24 && minutes < 60).then_some(60 * hours + minutes)
    });
    let problem = "must be a time of day such as 22:00";
    minute.ok_or_else(|| Error::input(within("quiet", field), problem))
}

/// The settings of the kind `kind` for the channel `id`, checked, as the columns of its row.
pub(super) fn stored(
    handles: &Handles,
    (kind, settings): Kind,
    organization: OrganizationId,
    id: Uuid,
) -> Result<(String, Option<Vec<u8>>)> {
    let field = camel_case(kind);
    let mut settings = settings;
    if let Some(settings) = settings.as_object_mut() {
        settings.insert("kind".to_owned(), kind.into());
    }
    let config = Config::join(settings, None)
        .map_err(|_| Error::input(field.clone(), "does not have the settings of its kind"))?;
    config.check().map_err(|err| {
        let field = within(&field, camel_case(err.field));
        Error::input(field, err.problem)
    })?;
    if let Config::Email(email) = &config
        && email.host.is_none()
        && handles.alerts.means.mail.is_none()
    {
        let problem = "is missing: this installation has no mail server of its own, which \
                       UPBEAT_SMTP_URL sets";
        return Err(Error::input("email.host", problem));
    }
    for (name, url) in config.addresses() {
        if let Some(problem) = refused(&url, &handles.alerts.means.egress) {
            return Err(Error::input(within(&field, camel_case(name)), problem));
        }
    }
    let unwritable = |_| Error::input(field.clone(), "cannot be stored");
    let (public, secrets) = config.split().map_err(unwritable)?;
    let Some(secrets) = secrets else {
        return Ok((public.to_string(), None));
    };
    let secrets = secrets.to_string();
    let sealed = (handles.keys).seal_channel(secrets.as_bytes(), organization.0, id);
    let sealed = sealed.map_err(|_| Error::Conflict {
        field: None,
        message: "a channel's secrets cannot be stored without a key: set UPBEAT_SECRET_KEY"
            .to_owned(),
    })?;
    Ok((public.to_string(), Some(sealed)))
}

/// Why this process may not reach the host of `url`, as far as that is known without asking for
/// its name.
fn refused(url: &Url, egress: &EgressPolicy) -> Option<String> {
    let (address, name) = match url.host()? {
        Host::Ipv4(address) => (address.into(), address.to_string()),
        Host::Ipv6(address) => (address.into(), address.to_string()),
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            let is_local = name == "localhost" || name.ends_with(".localhost");
            let loopback = std::net::Ipv4Addr::LOCALHOST.into();
            is_local.then_some((loopback, name.to_owned()))?
        }
    };
    let refusal = egress.refusal(address)?;
    Some(format!(
        "leads to {name}, which is {refusal}: channels may reach only public addresses, and the \
         networks in UPBEAT_EGRESS_ALLOW"
    ))
}

/// What a webhook with this template would receive for a sample of `kind`.
///
/// # Errors
/// [`Error::Input`] on `template`.
pub fn preview(template: &str, kind: AlertKind, now_ms: i64) -> Result<String> {
    let refused = |err: notify::Error| Error::input("template", err.of_template());
    template::check(template).map_err(refused)?;
    let alert = sample::alert(kind, now_ms);
    let message = Message {
        id: Uuid::nil(),
        alert: &alert,
        now_ms,
        zone: &TimeZone::UTC,
        link: None,
        thread: None,
        taken: None,
        is_plain: false,
    };
    template::render(template, &message).map_err(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_has_hours_and_minutes() {
        for (text, expected) in [("00:00", 0), ("07:30", 450), ("23:59", 1_439)] {
            assert_eq!(minute("from", text).unwrap(), expected);
        }
        for bad in [
            "", "7:30", "24:00", "12:60", "12:3", "+1:00", "12-30", "１2:00",
        ] {
            assert!(minute("from", bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn quiet_hours_may_end_with_the_day() {
        let hours = |from: &str, to: &str, days: &[i32]| QuietHours {
            from: from.to_owned(),
            to: to.to_owned(),
            days: days.to_vec(),
            except: Vec::new(),
        };
        let night = quiet(&hours("22:00", "24:00", &[])).unwrap();
        assert_eq!((night.from_minute, night.to_minute), (1_320, 0));
        assert!(quiet(&hours("00:00", "24:00", &[6, 7])).is_ok());
        for bad in [hours("00:00", "24:00", &[]), hours("24:00", "07:00", &[])] {
            assert!(quiet(&bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_zone_is_one_that_is_known() {
        assert_eq!(time_zone("europe/berlin").unwrap(), "Europe/Berlin");
        for bad in ["", "Mars/Base", "+02:00", "UTC+2"] {
            assert!(time_zone(bad).is_err(), "{bad}");
        }
    }
}
