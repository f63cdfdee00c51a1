"""Pure decisions about incidents and cases: what kind it is, which browser somebody has, how much is too much."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum

# Per hour: what one session (or, signed out, one address) may leave behind.
INCIDENTS_PER_HOUR = 60
REPORTS_PER_HOUR = 10
REPORTS_PER_HOUR_SIGNED_OUT = 3
HOUR = timedelta(hours=1)
INCIDENTS_KEPT = timedelta(days=90)
LONGEST_REPORT = 4000


class IncidentKind(StrEnum):
    """What became of a page that didn't do what was asked."""

    BUG = "bug"
    FORBIDDEN = "forbidden"
    MISSING = "missing"
    DECLINED = "declined"
    STALE = "stale"
    OUTAGE = "outage"
    UNREAD = "unread"
    TESTED = "tested"


class CaseState(StrEnum):
    """How far a reported problem is."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


# The first that fits: browsers name the ones they resemble too.
_BROWSERS = (
    ("Edge", re.compile(r"Edg(?:e|A|iOS)?/(\d+)")),
    ("Opera", re.compile(r"OPR/(\d+)")),
    ("Samsung Internet", re.compile(r"SamsungBrowser/(\d+)")),
    ("Firefox", re.compile(r"(?:Firefox|FxiOS)/(\d+)")),
    ("Chrome", re.compile(r"(?:Chrome|CriOS|HeadlessChrome)/(\d+)")),
    ("Safari", re.compile(r"Version/(\d+)[.\d]* (?:Mobile/\w+ )?Safari/")),
)
_SYSTEMS = (
    ("Android", re.compile(r"Android (\d+)")),
    ("iOS", re.compile(r"(?:iPhone|CPU) OS (\d+)")),
    ("Windows", re.compile(r"Windows NT (\d+)")),
    ("macOS", re.compile(r"Mac OS X ()")),
    ("ChromeOS", re.compile(r"CrOS ()")),
    ("Linux", re.compile(r"Linux()")),
)


def browser_of(user_agent: str) -> str:
    """Name and major version of the browser, `Firefox 128`; '' for one we don't know."""
    return _first(_BROWSERS, user_agent)


def system_of(user_agent: str) -> str:
    """Name, and version where it tells it, of the system: `Windows 10`; '' for one we don't know."""
    return _first(_SYSTEMS, user_agent)


def _first(known: tuple[tuple[str, re.Pattern[str]], ...], user_agent: str) -> str:
    for name, pattern in known:
        found = pattern.search(user_agent[:1000])
        if found is not None:
            return f"{name} {found.group(1)[:6]}".strip()
    return ""


def kind_of_status(status: int) -> IncidentKind:
    """What an answer of the web itself (a wrong address, a wrong method, too much sent) is called."""
    if status in (401, 403):
        return IncidentKind.FORBIDDEN
    if status in (404, 410):
        return IncidentKind.MISSING
    if status == 409:
        return IncidentKind.STALE
    if status == 503:
        return IncidentKind.OUTAGE
    return IncidentKind.BUG if status >= 500 else IncidentKind.UNREAD
