"""The application behind a real socket, and how a browser comes in."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, ViewportSize
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.serving import WSGIRequestHandler, make_server

import config
import run
from app import clock
from app.database import engine_for, session_factory
from app.outside.practice_bank import PracticeBank
from tests.database import TestServer
from tests.house.conftest import SETTINGS
from tests.house.governments import Governments, furnish
from tests.stories.cards import Cards
from tests.stories.cast import PASSWORD
from tests.stories.stage import Time

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDE: ViewportSize = {"width": 1280, "height": 900}
# Notes every breach of the content policy from the first byte on.
_WATCH = """
window.breaches = [];
document.addEventListener('securitypolicyviolation',
    e => window.breaches.push(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample));
"""


def chromium() -> str | None:
    """Where a browser of that family is, if there is one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class _Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


@dataclass
class Live:
    """The running server, where it keeps its files, and the browser profiles of those who came in."""

    url: str
    governments: Governments
    cards: Cards
    factory: sessionmaker[Session]
    bank: PracticeBank
    state: Path
    kept: dict[str, Any] = field(default_factory=dict)
    profiles: dict[tuple[str, str], BrowserContext] = field(default_factory=dict)
    open: dict[tuple[str, str], Watched] = field(default_factory=dict)

    def context(self, browser: Browser, username: str, light: str = "light") -> BrowserContext:
        """A profile in which that account is signed in, '' for nobody; the same one each time."""
        if (username, light) not in self.profiles:
            self.profiles[username, light] = self.fresh(browser, light, self._signed_in(browser, username))
        return self.profiles[username, light]

    def fresh(self, browser: Browser, light: str = "light", cookies: Any = None) -> BrowserContext:
        """A new profile, where nobody signed in unless these cookies say so."""
        made = browser.new_context(
            base_url=self.url,
            storage_state=cookies,
            color_scheme="dark" if light == "dark" else "light",
            viewport=WIDE,
            reduced_motion="reduce",
            locale="nl-BE",
        )
        made.set_default_timeout(90_000)  # of a busy machine
        made.add_init_script(_WATCH)
        return made

    @contextmanager
    def looking(self, browser: Browser, username: str, light: str = "light") -> Iterator[Watched]:
        """The page of that profile, of which nobody complained yet. One is opened for all addresses, as people do:
        a new one costs as much as what is looked at. After a failure the next is a fresh one."""
        watched = self.open.pop((username, light), None)
        if watched is None:
            watched = Watched(self.context(browser, username, light).new_page())
        else:
            watched.complaints.clear()
            watched.page.set_viewport_size(WIDE)
        try:
            yield watched
        except BaseException:
            watched.page.close()
            raise
        self.open[username, light] = watched

    def _signed_in(self, browser: Browser, username: str) -> Any:
        """The cookies of a sign-in, which happens once per account."""
        if username and username not in self.kept:
            context = browser.new_context(base_url=self.url, locale="nl-BE")
            page = context.new_page()
            page.goto("/sign-in/")
            page.fill("[name=username]", username)
            page.fill("[name=password]", PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(f"{self.url}/")
            self.kept[username] = context.storage_state()
            context.close()
        return self.kept.get(username)


@dataclass
class Watched:
    """A page with everything the browser complained about since it was opened."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    menu_is_new: bool = True

    def __post_init__(self) -> None:
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda problem: self.complaints.append(f"script: {problem}"))
        self.page.on("requestfailed", self._failed)

    def _failed(self, request: Request) -> None:
        # A page that is left lets go of what was still to come; what is missing shows by its status.
        if not any(one in request.url for one in ("/favicon.", "/search/hits", "/still")):
            self.complaints.append(f"failed: {request.url}, {request.failure}")

    def _said(self, message: Any) -> None:
        # A refused form answers 422, a page of another 403: the browser notes the status of the page itself.
        of_the_page = message.location.get("url", "").split("?")[0] == self.page.url.split("?")[0]
        if message.type in ("error", "warning") and not (
            of_the_page and "responded with a status of 4" in message.text
        ):
            self.complaints.append(f"console: {message.text} {message.location}")

    def breaches(self) -> list[str]:
        return [f"content policy: {breach}" for breach in self.page.evaluate("window.breaches")]


@contextmanager
def serve(server: TestServer, many: int = 300, **settings: str) -> Iterator[Live]:
    """Serves on a free port from a thread, with the clock of the stories standing still."""
    with pytest.MonkeyPatch.context() as patch, server.copy() as name, TemporaryDirectory() as state:
        patch.setattr(clock, "now", Time())
        engine = engine_for(server.url("house_app", name))
        factory = session_factory(engine)
        with factory.begin() as session:
            governments = furnish(session, many)
        read = config.read(SETTINGS | settings | {"STATE_DIR": state})
        app = run.create_app(read, factory, run.connect_with(engine))
        # The reader holds cards of the cast; there is no host for certificates here to be sent to.
        cards = Cards(Path(state))
        app.extensions["cards"] = replace(cards.ways, certificate_host="", proxy=None)
        running = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
        app.config["ADDRESS"] = f"http://127.0.0.1:{running.server_port}"
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        try:
            bank = app.extensions["payments"] = PracticeBank(read.practice_bank, app.config["ADDRESS"])
            yield Live(app.config["ADDRESS"], governments, cards, factory, bank, Path(state))
        finally:
            running.shutdown()
            thread.join(10)
            engine.dispose()
