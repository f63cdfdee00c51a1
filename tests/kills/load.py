"""What goes on meanwhile: people at their browsers over real HTTP, and jobs asked for in transactions.

Whoever is cut off tries again as a person does: loads the page anew, or sends the same form once more.
"""

from __future__ import annotations

import http.client
import random
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from http.cookies import SimpleCookie
from typing import Any

from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from app import clock, events
from app.errors import HouseError
from app.queue import enqueue
from app.transaction import Scope, enter, transaction
from tests.kills.money import OFFICE
from tests.kills.part import JOB
from tests.stories.cast import PASSWORD, Cast
from tests.stories.walker import Walker

_ASK = text("insert into kill_asked (key) values (:key)")
_BEHIND = text(
    "select count(*) = 400 from (select from procrastinate_jobs where status = 'todo' limit 400) waiting"
)
# Web processes are killed every few seconds: an act of many pages may take long, but not for ever.
TOO_LONG = 600.0
PEOPLE = 2


class CutOff(Exception):
    """The page didn't come: the process died, or the database is away."""


@dataclass
class Answer:
    """What the walker reads of an answer."""

    status_code: int
    headers: http.client.HTTPMessage
    body: bytes

    def get_data(self, as_text: bool = True) -> str:
        return self.body.decode()

    @property
    def mimetype(self) -> str:
        return str(self.headers.get_content_type())


@dataclass
class Browser:
    """The walker's client over real connections, to one of the webs at random; keeps cookies."""

    ports: list[int]
    chance: random.Random
    cookies: SimpleCookie = field(default_factory=SimpleCookie)

    def open(self, path: str, method: str, data: Any, content_type: str | None, headers: Any, **_: Any) -> Answer:
        told = {**headers, "Host": "localhost"}
        if content_type:
            told["Content-Type"] = content_type
        if self.cookies:
            told["Cookie"] = "; ".join(f"{name}={one.value}" for name, one in self.cookies.items())
        line = http.client.HTTPConnection("127.0.0.1", self.chance.choice(self.ports), timeout=20)
        try:
            line.request(method, path, body=data, headers=told)
            came = line.getresponse()
            answer = Answer(came.status, came.headers, came.read())
        except (OSError, http.client.HTTPException) as problem:
            raise CutOff from problem
        finally:
            line.close()
        for cookie in came.headers.get_all("Set-Cookie") or []:
            self.cookies.load(cookie)
        if answer.status_code == 503:
            raise CutOff
        return answer


class Load:
    """People and jobs at work until told to stop; afterwards it says what was answered."""

    def __init__(self, ports: list[int], sessions: sessionmaker[Session], cast: Cast, seed: int) -> None:
        self.ports, self.sessions, self.cast, self.seed = ports, sessions, cast, seed
        self.pages = 0
        self.cut_off = 0
        self.granted = 0
        self.paid = 0
        self.broken: list[str] = []
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._administers, args=(0, "filip.janssens", "Bram")),
            threading.Thread(target=self._administers, args=(1, "chloe.dubois", "Els")),
            *(threading.Thread(target=self._asks, args=(number,)) for number in range(2)),
            threading.Thread(target=self._pays_in, args=("an.peeters",)),
        ]

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def at_work(self, seconds: float) -> None:
        """Returns once everybody is: what is killed before says nothing."""
        end = time.monotonic() + seconds
        while (self.granted < PEOPLE or not self.paid) and not self.broken and time.monotonic() < end:
            time.sleep(0.1)

    def end(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    # -- jobs, each with an event of its own; one in ten transactions is rolled back, and its job must not be

    def _asks(self, number: int) -> None:
        chance = random.Random(self.seed + number)  # noqa: S311 - replayed by its seed
        key = number * 10_000_000
        while not self._stop.wait(0.02):
            if key % 20 == 0 and self._is_behind():
                self._stop.wait(1)
                continue
            key += 1
            try:
                with self.sessions() as session, transaction(session):
                    enter(session, Scope.office())
                    session.execute(_ASK, {"key": key})
                    enqueue(session, JOB, number=key)
                    events.record(session, events.Tag.TOOL_ENTERED, events.Subject("tool", 1), None, clock.now())
                    if chance.random() < 0.1:
                        raise HouseError
            except (HouseError, SQLAlchemyError):
                continue  # whether it was committed stands in the database

    def _is_behind(self) -> bool:
        """Whether the workers, who get killed, have enough to do: a queue that only grows shows nothing."""
        try:
            with self.sessions() as session, transaction(session):
                enter(session, Scope.office())
                return bool(session.execute(_BEHIND).scalar_one())
        except (HouseError, SQLAlchemyError):
            return False

    # -- people

    def _administers(self, number: int, username: str, person: str) -> None:
        chance = random.Random(self.seed + 100 + number)  # noqa: S311 - replayed by its seed
        browser = Browser(self.ports, chance)
        walker = Walker(Flask("nobody"), client=browser)
        walker = self._until(lambda: self._signed_in(walker, username)) or walker
        while not self._stop.is_set():
            if not self._until(lambda: self._grants(walker, person)):
                return

    def _pays_in(self, username: str) -> None:
        """Tops up and pays at the practice bank, again and again; now and then refuses there, or never presses."""
        chance = random.Random(self.seed + 200)  # noqa: S311 - replayed by its seed
        walker = Walker(Flask("nobody"), client=Browser(self.ports, chance))
        walker = self._until(lambda: self._signed_in(walker, username)) or walker
        self._until(lambda: self._acts_for(walker, OFFICE))
        while not self._stop.is_set():
            form = self._until(lambda: walker.visit().follow("Balance and use").follow("Top up"))
            if form is None:
                return
            form.fill("Amount", str(chance.randrange(50, 400))).choose("How do you pay?", "Bancontact")
            bank = self._until(partial(self._tab, form, "Go and pay", "Practice bank"))
            act = chance.choice(("Pay", "Pay", "Pay", "Pay", "Refuse", ""))
            self.pages += 4
            if bank is None or not act:
                continue
            if self._until(partial(self._tab, bank, act, "")) is not None:
                self.paid += act == "Pay"
                self.pages += 2

    def _tab(self, walker: Walker, button: str, title: str) -> Walker:
        """Presses on the same page again until there is an answer."""
        tab = walker.new_tab().press(button)
        assert title in tab.title, f"{button}: {tab.text[:300]}"
        return tab

    def _acts_for(self, walker: Walker, office: str) -> Walker:
        walker.visit().follow("My organisations").follow(office)
        return walker.press("Act for it") if walker.sees_button("Act for it") else walker

    def _until(self, act: Any) -> Any:
        """Does it over until it isn't cut off; a page that breaks is written down and ends this person's day."""
        end = time.monotonic() + TOO_LONG
        while not self._stop.is_set():
            try:
                return act()
            except CutOff:
                self.cut_off += 1
                time.sleep(0.2)
            except Exception as problem:  # a page that broke, or said what nobody expected
                self.broken.append(f"{type(problem).__name__}: {problem}"[:400])
                return None
            if time.monotonic() > end:
                self.broken.append(f"cut off for {TOO_LONG:.0f} s")
                return None
        return None

    def _signed_in(self, walker: Walker, username: str) -> Walker:
        walker.visit()
        if walker.title == "Sign in":
            walker.fill("Username", username).fill("Password", PASSWORD).press("Sign in")
        return walker.follow("EN")

    def _grants(self, walker: Walker, person: str) -> bool:
        """One right granted, sent again until there is an answer, then revoked; some pages are read on the way."""
        walker.visit().follow("All rights")
        self.pages += 2
        walker.follow("Grant a right").fill("National number", str(self.cast.numbers[person])).press("Find")
        walker.follow("Handle files").press("Go on")
        if not self._pressed(walker, "Grant", "Granted. The right counts at once.", "the right is granted once"):
            return False  # told to stop before there was an answer
        self.granted += 1
        self.pages += 6
        rights = self._until(lambda: walker.visit().follow("All rights").choose("State", "Active").press("Search"))
        if rights is None:
            return False
        self._until(lambda: walker.follow(self.cast_name(person), beside="Handle files"))
        self._until(lambda: walker.follow("Revoke"))
        self._pressed(
            walker, "Revoke", "lost this right at once", "is final", "never comes back", "nothing to revoke"
        )
        self.pages += 4
        return True

    def cast_name(self, person: str) -> str:
        return {"Bram": "Bram Claes", "Els": "Els Wouters"}[person]

    def _pressed(self, walker: Walker, button: str, *answers: str) -> bool:
        def press() -> bool:
            tab = walker.new_tab().press(button)
            assert any(answer in tab.text for answer in answers), f"{button}: {tab.text[:300]}"
            return True

        return bool(self._until(press))
