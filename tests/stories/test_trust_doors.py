"""Attacks that walk in by the front door: what is smuggled into a form, skipped, typed as markup, or guessed."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.accounts.services import make_one_time_link
from app.transaction import Scope
from app.transaction import enter as act_as
from models.accounts import Account
from models.rights import Right
from tests.stories.cast import EXEMPLEVILLE, Cast
from tests.stories.stage import Browser, Time, days_for_bram, enter
from views.framework import web

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}"


@pytest.mark.trust("15.3.3")
def test_what_a_form_did_not_ask_for_is_not_taken(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    asking = days_for_bram(browser, cast).press("Go on")
    for name, value in (
        ("organisation_id", str(cast.organisations[EXEMPLEVILLE])),
        ("granted_by", "1"),
        ("max_months", "120"),
        ("version", "9"),
        ("revoked_at", "2027-01-01"),
    ):
        asking.smuggle(name, value)
    asking.press("Grant").reads("Granted. The right counts at once.")
    with factory() as session:
        act_as(session, Scope.office())
        right = session.scalars(select(Right).where(Right.form_key.is_not(None))).one()
        filip = session.scalars(select(Account.id).where(Account.username == "filip.janssens")).one()
        assert (right.organisation_id, right.granted_by) != (cast.organisations[EXEMPLEVILLE], 1)
        assert (right.granted_by, right.max_months, right.version, right.revoked_at) == (filip, 12, 1, None)


@pytest.mark.trust("2.3.1")
def test_a_confirmation_that_skips_the_page_before_is_decided_like_any_other(browser: Browser, cast: Cast) -> None:
    days = days_for_bram(browser, cast)
    days.fill("Last day", "2031-01-01").smuggle("confirmed", "1").press("Go on")
    assert days.status == 422
    days.reads("past the longest this right may last: until 14/03/2028")


@pytest.mark.trust("1.2.1")
@pytest.mark.trust("Wider attack list")
def test_markup_that_was_typed_stays_text(browser: Browser, cast: Cast) -> None:
    filip = days_for_bram(browser, cast)
    filip.fill("Reason", MARKUP).press("Go on").reads(MARKUP).press("Grant").reads(MARKUP)
    assert "<script>alert" not in filip.sent
    assert "<img src=x" not in filip.sent
    filip.follow("All rights").typed_address("/rights/list/?name=" + "%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in filip.sent


@pytest.mark.trust("6.2.1")
@pytest.mark.trust("6.4.6")
@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("1234567", "at least 8 characters"),
        ("12345678", "guessed easily"),
        ("desmet2027!koffie", "Your name, username or address stands in this password"),
        ("vier paarse fietsen", "Sign in with it now"),
    ],
)
def test_a_first_password_is_chosen_by_its_owner_and_long_enough(
    browser: Browser, factory: sessionmaker[Session], time: Time, password: str, said: str
) -> None:
    with factory.begin() as session:
        act_as(session, Scope.office())
        account = session.scalars(select(Account).where(Account.username == "greet.desmet")).one()
        token = make_one_time_link(session, account, time.moment)
    page = browser().typed_address(f"/password/new/{token}")
    page.fill("New password", password).fill("The same once more", password).press("Set password").reads(said)


@pytest.mark.trust("16.5.1")
def test_a_bug_shows_a_reference_and_nothing_else(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("Marjolijn Zonneveld 85.07.30-033.28")

    monkeypatch.setitem(app.view_functions, "LanguageScreen.index", lambda **_: broken())
    answer = app.test_client().get("/language/nl")
    assert answer.status_code == 500
    shown = answer.get_data(as_text=True)
    assert "Zonneveld" not in shown
    assert "RuntimeError" not in shown
    assert "033.28" not in shown


class _Heard:
    """Where the log goes in a test."""

    def __init__(self) -> None:
        self.lines: list[dict[str, object]] = []

    def info(self, event: str, **facts: object) -> None:
        self.lines.append({"event": event, **facts})


@pytest.mark.trust("16.3.2")
def test_a_door_that_stays_shut_is_in_the_log(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    heard = _Heard()
    monkeypatch.setattr(web, "log", heard)
    assert enter(browser, "bram.claes").typed_address("/staff/list/").status == 403
    refused = heard.lines[-1]
    assert (refused["status"], refused["endpoint"]) == (403, "StaffRoleScreen.list")
    assert refused["session"]
    assert refused["reference"]
