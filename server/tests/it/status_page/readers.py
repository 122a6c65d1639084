"""Reads what a status page offers with the libraries that others read it with, and prints what it
found as JSON. The documents come as one JSON object on standard input."""

import json
import sys

import feedparser
import icalendar
import jsonschema

documents = json.load(sys.stdin)
found = {}
for name in ("atom", "rss"):
    feed = feedparser.parse(documents[name].encode())
    assert not feed.bozo, (name, feed.bozo_exception)
    found[name] = {
        "version": feed.version,
        "title": feed.feed.title,
        "link": feed.feed.link,
        "entries": [
            {"title": entry.title, "link": entry.link, "html": entry.description, "id": entry.id}
            for entry in feed.entries
        ],
    }
    assert all(entry.published_parsed for entry in feed.entries), name
calendar = icalendar.Calendar.from_ical(documents["calendar"])
found["calendar"] = [
    {
        "summary": str(event["summary"]),
        "description": str(event["description"]),
        "from": event["dtstart"].dt.isoformat(),
        "to": event["dtend"].dt.isoformat(),
    }
    for event in calendar.walk("VEVENT")
]
schema = json.loads(documents["schema"])
jsonschema.Draft202012Validator.check_schema(schema)
checker = jsonschema.FormatChecker()
jsonschema.Draft202012Validator(schema, format_checker=checker).validate(json.loads(documents["json"]))
print(json.dumps(found))
