"""A letter that waits, because Bram got a right, and a real mail server to take it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app import clock, notices
from app.mail import delivery
from app.mail.post import Post
from app.outside.mail import Mailbox, Smtp
from app.rights.services import grant_right
from app.transaction import Scope, enter, transaction
from models.mail import Letter, LetterTry
from models.organisations import Membership
from tests.app.rights.grants import NOW, new_right
from tests.mailserver import MailServer, serving
from tests.stories.cast import VOORBEELDEGEM, Cast, assemble
from tests.stories.stage import Time

T = TypeVar("T")
SITE = "https://rechten.example.be"


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    standing = Time(NOW)
    monkeypatch.setattr(clock, "now", standing)
    return standing


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with serving() as running:
        yield running


@dataclass
class Desk:
    """Everything a test of letters asks for, in office scope."""

    sessions: sessionmaker[Session]
    cast: Cast
    post: Post

    def grant(self, address: str = "", name: str = "Bram", **changed: object) -> int:
        """Filip grants a right to somebody who is written to at that address; gives the event's id."""
        with self.sessions() as session, transaction(session):
            enter(session, Scope.office())
            session.get_one(Membership, self.cast.relations[name]).email = address
        with self.sessions() as session, transaction(session):
            enter(session, Scope.organisation(self.organisation))
            new = new_right(self.cast, membership_id=self.cast.relations[name], **changed)
            grant_right(session, self.cast.administrator(), new, clock.now())
        return int(str(self.asked("select max(id) from event")[0][0]))

    @property
    def organisation(self) -> int:
        return self.cast.organisations[VOORBEELDEGEM]

    def notify(self, event_id: int) -> int:
        return self.do(lambda session: notices.notify(session, self.organisation, event_id, SITE, clock.now()))

    def write(self, address: str = "", name: str = "Bram", **changed: object) -> Letter:
        """Somebody got a right, and the letter about it waits."""
        assert self.notify(self.grant(address, name, **changed)) == 1
        return self.letters()[-1]

    def send(self, letter: Letter, post: Post | None = None) -> str:
        """As the worker that takes the job out of the queue."""
        self.asked("update procrastinate_jobs set status = 'succeeded' where status = 'todo' returning 1")
        return delivery.send(self.sessions, post or self.post, letter.organisation_id, letter.id)

    def do(self, act: Callable[[Session], T]) -> T:
        with self.sessions() as session, transaction(session):
            enter(session, Scope.office())
            return act(session)

    def letters(self) -> list[Letter]:
        return self.do(lambda session: list(session.scalars(select(Letter).order_by(Letter.id))))

    def letter(self, letter: Letter) -> Letter:
        return self.do(lambda session: session.scalars(select(Letter).where(Letter.id == letter.id)).one())

    def tries(self, letter: Letter) -> list[tuple[str, str, str]]:
        """(outcome, problem, code) of each try, the first one first."""
        rows = self.do(
            lambda session: session.scalars(
                select(LetterTry).where(LetterTry.letter_id == letter.id).order_by(LetterTry.id)
            ).all()
        )
        return [(one.outcome, one.problem, one.code) for one in rows]

    def asked(self, question: str) -> list[tuple[object, ...]]:
        return self.do(lambda session: [tuple(row) for row in session.execute(text(question))])

    def jobs(self) -> list[tuple[object, ...]]:
        """What waits in the queue: name and from when, the first put first."""
        return self.asked(
            "select task_name, scheduled_at from procrastinate_jobs where status = 'todo' order by id"
        )


def _smtp(server: MailServer) -> Smtp:
    return Smtp(server.host, server.port, "none")


@pytest.fixture
def desk(sessions: sessionmaker[Session], mail_server: MailServer, time: Time) -> Desk:
    """With a mail server."""
    with sessions() as session, transaction(session):
        cast = assemble(session, NOW)
    return Desk(sessions, cast, Post(_smtp(mail_server), "noreply@sleutelbos.example", site=SITE))


@pytest.fixture
def inside(desk: Desk) -> Desk:
    """Without one."""
    return replace(desk, post=Post(Mailbox(), site=SITE))
