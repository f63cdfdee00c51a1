"""What stories share beside the cast: the moment they play at, the clock, and coming in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from scheduler.jobs import work_off
from tests.stories.cast import PASSWORD, Cast
from tests.stories.walker import Walker
from views.tasks import kinds_of_work

# Monday, 10:05 in Brussels; two weeks before the clocks change.
MOMENT = datetime(2027, 3, 15, 9, 5, tzinfo=UTC)
Browser = Callable[..., Walker]
# Has the mails written, and opens the page where the demonstration shows them, beside where one stands.
Post = Callable[[Walker], Walker]


class Time:
    """The clock of one test; it stands still until the test moves it."""

    def __init__(self, moment: datetime = MOMENT) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def passes(self, **amount: float) -> None:
        self.moment += timedelta(**amount)


def enter(browser: Browser, username: str, **where: str) -> Walker:
    """Comes in by the front door with a browser of his own, signs in, and reads on in English."""
    return sign_in(browser(**where).visit(), username).follow("EN")


def sign_in(walker: Walker, username: str, password: str = PASSWORD) -> Walker:
    """On an English sign-in page."""
    return walker.fill("Username", username).fill("Password", password).press("Sign in")


def days_for_bram(browser: Browser, cast: Cast) -> Walker:
    """Filip, on the page that asks which days Bram gets a right for."""
    filip = enter(browser, "filip.janssens").follow("Grant a right")
    return filip.fill("National number", str(cast.numbers["Bram"])).press("Find").follow("Handle files")


def worked_off(app: Flask, factory: sessionmaker[Session], state: Path) -> None:
    """Does the jobs that wait, as a worker would."""
    url = factory.kw["bind"].url.render_as_string(hide_password=False)
    outside = {name: app.extensions[name] for name in ("payments", "network", "seller", "lists")}
    work_off(url, factory, state, kinds=kinds_of_work(app), **outside)
