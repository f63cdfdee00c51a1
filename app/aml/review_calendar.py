"""Reviews as a calendar program reads them: a whole day for each, which names nobody. Source: RFC 5545, and
RFC 7986 for its name, and for how often it is worth reading."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from app.aml.review_feeds import Day, Feed
from app.words import Words, words_in

_SINCE = datetime(2020, 1, 1, tzinfo=UTC)
_EVERY = timedelta(hours=12)


def calendar_of(feed: Feed, site: str) -> bytes:
    """The calendar; `site` is where its links lead, without a slash at its end. The same reviews give the same
    bytes."""
    _ = words_in(feed.language)
    made = Calendar()
    made.add("prodid", f"-//Sleutelbos//Reviews//{_.language.upper()}")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    for name in ("name", "x-wr-calname"):
        made.add(name, _("Reviews of contacts"))
    made.add("refresh-interval", _EVERY, parameters={"value": "DURATION"})
    made.add("x-published-ttl", "PT12H")
    for event in _events(feed.days, _, site):
        made.add_component(event)
    return bytes(made.to_ical())


def _events(days: Sequence[Day], _: Words, site: str) -> list[Event]:
    host = urlsplit(site).hostname or "sleutelbos"
    return [_event(one, _("Review of a contact"), site, host) for one in days]


def _event(one: Day, title: str, site: str, host: str) -> Event:
    """Of one contact it is always the same event; its sequence grows whenever its day was reckoned anew."""
    event, url = Event(), f"{site}/contacts/show/{one.contact_id}"
    event.add("uid", f"review-{one.root_id}@{host}")
    event.add("dtstamp", one.reckoned_at.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", one.reckoned_at.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", int((one.reckoned_at - _SINCE).total_seconds()))
    event.add("dtstart", one.due_on)
    event.add("dtend", one.due_on + timedelta(days=1))
    event.add("summary", title)
    event.add("description", url)
    event.add("url", url)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event
