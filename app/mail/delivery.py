"""Getting one letter out, at most once.

Everything before the last step may be repeated; the last step is written down, and committed, before it is taken.
Whoever finds a letter at that step and isn't the one who took it can't know whether it arrived: it is called
unsure, and only a person sends it again. A unique key in the database keeps a second from taking the step.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.errors import Missing, Outage
from app.letters import SECRET
from app.mail import rules
from app.mail.post import Enclosed, Post
from app.mail.services import ask_to_send, nobody_knows
from app.outside.files import Files
from app.outside.mail import Answer, Never, NotNow, Unsure
from app.transaction import Scope, enter, transaction
from models.documents import Document
from models.mail import Letter, LetterTry
from models.values import LetterState, MailProblem

T = TypeVar("T")
_WAITS = (0.2, 0.5, 1.0, 2.0, 4.0)
_REFUSED = (LetterState.QUEUED, LetterState.UNDELIVERED)
_OPEN = (LetterState.HANDING_OVER, LetterState.UNSURE)


class _Overtaken(Exception):
    """Somebody else took the last step, or took the letter back."""


@dataclass
class _Try:
    """A try that is going on; `number` is its row, once the last step was written down."""

    letter: Letter
    began_at: datetime
    number: int | None = None


def send(
    sessions: sessionmaker[Session], post: Post, organisation_id: int, letter_id: int, files: Files | None = None
) -> str:
    """Sends the letter if it waits; returns the word of its state. Called twice, it is sent once.

    Raises Outage when the place of the file that is enclosed is away.
    """

    def office(act: Callable[[Session], T]) -> T:
        with sessions() as session, transaction(session):
            enter(session, Scope.office())
            return act(session)

    if not post.carrier.outside:
        return office(lambda session: _keep(session, post, organisation_id, letter_id))
    letter = office(lambda session: _take(session, organisation_id, letter_id))
    if letter.state != LetterState.QUEUED:
        return letter.state
    going = _Try(letter, clock.now())

    def last_step() -> None:
        going.number = office(lambda session: _write_down(session, post, going))

    try:
        enclosed = office(lambda session: _enclosed(session, files, letter))
        message = post.message(letter, letter.address, going.began_at, enclosed)
        answer = post.carrier.hand_over(message, post.envelope_sender(letter), letter.address, last_step)
        state = LetterState.SENT
    except _Overtaken:
        return "overtaken"
    except Unsure as problem:
        answer, state = problem.answer, LetterState.UNSURE
    except Never as problem:
        answer, state = problem.answer, LetterState.UNDELIVERED
    except NotNow as problem:
        answer, state = problem.answer, LetterState.QUEUED
    except (ValueError, LookupError, TypeError, AttributeError, Missing):  # there is no way to write this
        answer, state = Answer(problem=MailProblem.UNWRITABLE), LetterState.UNDELIVERED
    return _insist(lambda: office(lambda session: _settle(session, post, going, state, answer)))


def _enclosed(session: Session, files: Files | None, letter: Letter) -> Enclosed | None:
    """What goes with the letter. Raises Missing where it is gone or isn't what it was, and Outage."""
    if letter.document_id is None:
        return None
    own = (Document.organisation_id == letter.organisation_id, Document.id == letter.document_id)
    one = session.scalars(select(Document).where(*own)).one()
    if files is None or one.file is None:
        raise Missing("document", one.id)
    with files.open(one.file) as file:
        content = file.read(one.size + 1)
    if hashlib.sha256(content).digest() != one.sha256:
        raise Missing("document", one.id)
    return Enclosed(one.name, one.media_type, content)


def _insist(settle: Callable[[], str]) -> str:
    """What a server answered is known once only: a database that is away for a moment is waited for."""
    for wait in _WAITS:
        try:
            return settle()
        except Outage:
            time.sleep(wait)
    return settle()


def _locked(session: Session, organisation_id: int, letter_id: int) -> Letter:
    return session.scalars(
        select(Letter).where(Letter.organisation_id == organisation_id, Letter.id == letter_id).with_for_update()
    ).one()


def _take(session: Session, organisation_id: int, letter_id: int) -> Letter:
    """The letter as it stands; one that somebody was handing over when he died is unsure from now on."""
    letter = _locked(session, organisation_id, letter_id)
    if letter.secret is None and SECRET in letter.body and letter.state == LetterState.QUEUED:
        letter.state, letter.problem = LetterState.UNREACHABLE, MailProblem.ERASED  # its code is gone by now
        letter.settled_at = clock.now()
    elif letter.state == LetterState.HANDING_OVER:
        nobody_knows(session, letter, clock.now())
    elif letter.state == LetterState.QUEUED and not (letter.address and letter.body):
        letter.state, letter.problem = LetterState.UNREACHABLE, MailProblem.ERASED
        letter.settled_at = clock.now()
    session.flush()
    return letter


def _keep(session: Session, post: Post, organisation_id: int, letter_id: int) -> str:
    """Into the mailbox: the letter and its arrival are one transaction."""
    letter = _take(session, organisation_id, letter_id)
    if letter.state == LetterState.QUEUED:
        going = _Try(letter, clock.now())
        going.number = _write_down(session, post, going)
        return _settle(session, post, going, LetterState.DELIVERED, Answer())
    return letter.state


def _write_down(session: Session, post: Post, going: _Try) -> int:
    """The last step is about to be taken, by us and nobody else. Raises _Overtaken."""
    letter, now = _locked(session, going.letter.organisation_id, going.letter.id), clock.now()
    if letter.state != LetterState.QUEUED or letter.round != going.letter.round or not letter.body:
        raise _Overtaken
    row = insert(LetterTry).values(
        organisation_id=letter.organisation_id,
        letter_id=letter.id,
        person_id=letter.person_id,
        round=letter.round,
        way=post.carrier.way,
        outcome=LetterState.HANDING_OVER,
        began_at=going.began_at,
    )
    number: int | None = session.scalar(row.on_conflict_do_nothing().returning(LetterTry.id))
    if number is None:
        raise _Overtaken
    letter.state, letter.settled_at, letter.next_try_at = LetterState.HANDING_OVER, now, None
    return number


def _settle(session: Session, post: Post, going: _Try, state: LetterState, answer: Answer) -> str:
    """Writes down what became of the try. An answer that comes after others gave up on it still counts."""
    letter, now = _locked(session, going.letter.organisation_id, going.letter.id), clock.now()
    code, words = _code(answer), rules.sanitised(answer.words)
    problem = answer.problem or (rules.problem_of(code) if state in _REFUSED else "")
    told = {"outcome": state, "problem": problem, "code": code, "answer": words, "ended_at": now}
    if going.number is not None:
        session.execute(update(LetterTry).where(LetterTry.id == going.number).values(**told))
    mine = letter.round == going.letter.round
    if going.number is None:
        if not mine or letter.state != LetterState.QUEUED:
            return "overtaken"
        session.add(
            LetterTry(
                organisation_id=letter.organisation_id,
                letter_id=letter.id,
                person_id=letter.person_id,
                round=letter.round,
                way=post.carrier.way,
                began_at=going.began_at,
                **told,
            )
        )
    elif not mine or letter.state not in _OPEN:
        return "overtaken"
    letter.tries += 1
    letter.state, letter.problem, letter.status_code = state, problem, code
    letter.settled_at, letter.next_try_at = now, None
    if state != LetterState.QUEUED and post.carrier.outside:
        letter.secret = None
    if state == LetterState.QUEUED:
        letter.settled_at, letter.next_try_at = None, rules.next_try(letter.tries, now)
        if letter.next_try_at is None:
            letter.state, letter.settled_at, letter.secret = LetterState.UNDELIVERED, now, None
        else:
            ask_to_send(session, letter.organisation_id, letter.id, letter.round, letter.next_try_at)
    return letter.state


def _code(answer: Answer) -> str:
    """`5.1.1` where the server says it so, else the three digits; '' where it said nothing."""
    return rules.enhanced(answer.words) or (str(answer.code) if answer.code else "")
