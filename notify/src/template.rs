//! What a webhook receives, in the words of a user: a template in the language of Jinja.
//!
//! Its names are those of the event, with `id`, `title`, `text` and `link`. It can neither loop
//! for ever nor fill the memory, and an unknown name is an error.

use entity::alert::Alert;
use jiff::tz::TimeZone;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior, Value};
use uuid::Uuid;

use crate::event::Event;
use crate::message::Message;
use crate::text::Text;
use crate::{Error, Result, sample};

/// Most bytes of a template, and of what it renders.
const BYTES: usize = 20_000;

/// Most steps of a template; they bound its time and its memory.
const FUEL: u64 = 20_000;

/// Most levels of a template's macros.
const RECURSION: usize = 50;

/// Checks that `template` can be used: it is rendered for a sample of each kind of alert.
///
/// # Errors
/// [`Error::Template`] if it has an error, or uses what one kind of alert does not have;
/// [`Error::Blank`] if it makes nothing of all of them.
pub fn check(template: &str) -> Result<()> {
    if template.trim().is_empty() {
        return Err(Error::Blank("must not be empty; null for the usual event"));
    }
    let zone = TimeZone::UTC;
    let mut is_blank = true;
    for alert in samples() {
        for link in [
            None,
            Some("https://upbeat.example.org/incidents/1".to_owned()),
        ] {
            let message = Message {
                id: Uuid::from_u128(0x019a_d000_0000_7000_8000_0000_0000_0003),
                alert: &alert,
                now_ms: alert.at_ms,
                zone: &zone,
                link,
                thread: None,
                taken: None,
                is_plain: false,
            };
            is_blank &= render(template, &message)?.trim().is_empty();
        }
    }
    if is_blank {
        let problem = "must not make nothing of every alert; null for the usual event";
        return Err(Error::Blank(problem));
    }
    Ok(())
}

/// Each kind of alert, each with an incident once more with all that an incident can have, and each
/// with a trouble once more at its end: a filter that does not exist is found only where a template
/// comes to it.
fn samples() -> Vec<Alert> {
    let mut samples = Vec::new();
    for kind in sample::KINDS {
        let mut alert = sample::alert(kind, 1_796_029_925_000);
        samples.push(alert.clone());
        if let Some(trouble) = &mut alert.trouble {
            trouble.is_over = true;
            samples.push(alert.clone());
        }
        if let Some(incident) = &mut alert.incident {
            incident.is_flapping = true;
            incident.is_repeated = true;
            incident.by = Some("ada@example.org".to_owned());
            incident.acknowledged_at_ms = Some(incident.opened_at_ms);
            samples.push(alert);
        }
    }
    samples
}

/// What `template` makes of `message`.
///
/// # Errors
/// [`Error::Template`] if it has an error, or takes too long.
pub fn render(template: &str, message: &Message<'_>) -> Result<String> {
    if template.len() > BYTES {
        return Err(too_large());
    }
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(RECURSION);
    let template = environment.template_from_str(template).map_err(explain)?;
    let undeclared = template.undeclared_variables(false);
    let known = ["id", "type", "timestamp", "title", "text", "link"];
    let parts = [
        "incident", "website", "regions", "summary", "listed", "trouble",
    ];
    let is_known = |name: &str| {
        known.contains(&name)
            || parts.contains(&name)
            || environment.globals().any(|(global, _)| global == name)
    };
    let mut unknown = undeclared.iter().filter(|name| !is_known(name));
    if let Some(name) = unknown.next() {
        return Err(Error::Template {
            place: place(line_of(template.source(), name)),
            problem: format!("{name} is not known"),
        });
    }
    let rendered = template.render(context(message)).map_err(explain)?;
    if rendered.len() > BYTES {
        return Err(too_large());
    }
    Ok(rendered)
}

/// What a template can name.
fn context(message: &Message<'_>) -> Value {
    let Event {
        kind,
        timestamp,
        data,
    } = Event::of(message);
    let text = Text::of(message);
    minijinja::context! {
        id => message.id.to_string(),
        type => kind,
        timestamp,
        title => data.title,
        text => text.body(),
        link => data.link,
        incident => Serde(data.incident),
        website => Serde(data.website),
        regions => Serde(data.regions),
        summary => data.summary,
        listed => Serde(data.listed),
        trouble => Serde(data.trouble),
    }
}

/// The first line of `source` that says `name`.
fn line_of(source: &str, name: &str) -> Option<usize> {
    let at = source.lines().position(|line| line.contains(name))?;
    Some(at + 1)
}

fn place(line: Option<usize>) -> String {
    line.map_or_else(|| "as a whole".to_owned(), |line| format!("in line {line}"))
}

fn too_large() -> Error {
    Error::Template {
        place: "as a whole".to_owned(),
        problem: "it, or what it makes, has more than 20,000 bytes".to_owned(),
    }
}

fn explain(err: minijinja::Error) -> Error {
    let problem = match (err.kind(), err.detail()) {
        (ErrorKind::OutOfFuel, _) => "it takes too long".to_owned(),
        (ErrorKind::UndefinedError, None) => {
            "it uses what not every kind of alert has: ask with `if` first".to_owned()
        }
        (kind, None) => kind.to_string(),
        (kind, Some(detail)) => format!("{kind}: {detail}"),
    };
    Error::Template {
        place: place(err.line()),
        problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_templates_pass() {
        for template in [
            "{{ title }}",
            r#"{"text": {{ (title ~ "\n" ~ text)|tojson }}}"#,
            "{% if incident %}{{ incident.cause }}{% endif %}",
            "{% if website %}{{ website.name|upper }}{% else %}-{% endif %}",
            "{% for region in regions %}{{ region.name }}: {{ region.status }}\n{% endfor %}",
            "{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(type) }} {{ timestamp }} {{ id }}",
            "{{ link or 'no link' }} {{ listed.worst|join(', ') if listed else '' }}",
            "{% for i in range(3) %}{{ loop.index }}{% endfor %}",
            "{% if trouble %}{{ trouble.region or '-' }} {{ trouble.isOver }}{% endif %}",
        ] {
            check(template).unwrap_or_else(|err| panic!("{template}: {err}"));
        }
    }

    #[test]
    fn the_example_of_the_docs_is_json_for_each_kind() {
        let docs = include_str!("../../docs/ALERTS.md");
        let (_, example) = docs.split_once("```jinja\n").unwrap();
        let (example, _) = example.split_once("```").unwrap();
        for alert in samples() {
            let message = Message {
                id: Uuid::nil(),
                alert: &alert,
                now_ms: alert.at_ms,
                zone: &TimeZone::UTC,
                link: None,
                thread: None,
                taken: None,
                is_plain: false,
            };
            let body = render(example, &message).unwrap();
            let body: serde_json::Value = serde_json::from_str(&body).unwrap();
            let is_down = alert.kind != entity::alert::AlertKind::IncidentResolved;
            let is_down = is_down && alert.incident.is_some();
            assert_eq!(body["down"], is_down, "{body}");
        }
    }

    #[test]
    fn bad_templates_are_told_where_they_are_bad() {
        for (template, expected) in [
            ("a\n{{ nobody }}", "in line 2: nobody is not known"),
            (
                "{{ incident.cause }}",
                "in line 1: it uses what not every kind",
            ),
            ("a\n\n{{ title|shout }}", "in line 3: unknown filter"),
            (
                "{% if incident and incident.isFlapping %}{{ 1|shout }}{% endif %}",
                "in line 1: unknown filter",
            ),
            ("{{ title", "in line 1: syntax error"),
            ("{% include 'x' %}", "in line 1: syntax error"),
            (
                "{% if summary %}{{ website.nothing }}{% endif %}",
                "in line 1: ",
            ),
            (
                "{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}",
                "it takes too long",
            ),
            ("{{ 'x' * 1000000000 }}", ""),
            (
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                "recursion",
            ),
            (
                "{% set x = 'xxxxxxxxxx' %}{% for i in range(200) %}{{ x * 1000 }}{% endfor %}",
                "",
            ),
        ] {
            let err = check(template).expect_err(template).to_string();
            assert!(err.contains(expected), "{template}: {err}");
        }
    }
}
