"""Which browser somebody has, and what an answer of the web itself is called."""

# ruff: noqa: E501 - browsers name themselves at length

from __future__ import annotations

import pytest

from app.cases.rules import IncidentKind, browser_of, kind_of_status, system_of

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36"
EDGE = f"{CHROME} Edg/128.0.2739.42"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 Version/17.6 Mobile/15E148 Safari/604.1"
ANDROID = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Mobile Safari/537.36"
)


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        (CHROME, "Chrome 128", "Windows 10"),
        (EDGE, "Edge 128", "Windows 10"),
        (FIREFOX, "Firefox 130", "Linux"),
        (SAFARI, "Safari 17", "macOS"),
        (IPHONE, "Safari 17", "iOS 17"),
        (ANDROID, "Chrome 128", "Android 14"),
        ("curl/8.1", "", ""),
        ("", "", ""),
        ("Chrome/99999999999999999999", "Chrome 999999", ""),
        ("x" * 100_000 + FIREFOX, "", ""),
    ],
)
def test_a_browser_and_its_system_are_told_by_name_and_version(agent: str, browser: str, system: str) -> None:
    assert (browser_of(agent), system_of(agent)) == (browser, system)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, IncidentKind.UNREAD),
        (401, IncidentKind.FORBIDDEN),
        (403, IncidentKind.FORBIDDEN),
        (404, IncidentKind.MISSING),
        (405, IncidentKind.UNREAD),
        (409, IncidentKind.STALE),
        (413, IncidentKind.UNREAD),
        (500, IncidentKind.BUG),
        (503, IncidentKind.OUTAGE),
    ],
)
def test_every_answer_of_the_web_is_of_one_kind(status: int, kind: IncidentKind) -> None:
    assert kind_of_status(status) is kind
