"""Writing letters into the outbox, sending one again, forgetting what they said. All in office scope.

A letter is written in the transaction of the job that makes it, under a key of event, reader and kind; the job
that sends it goes into the queue with it.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app import events, letters
from app.errors import Missing, Refusal, Stale
from app.letters import Reader
from app.mail import rules
from app.policy import Identity, Permission, require
from app.queue import enqueue
from models.events import Event
from models.mail import Letter, LetterTry
from models.values import LetterState, MailProblem

KEPT = timedelta(days=90)
BATCH = 500
STUCK = (LetterState.UNDELIVERED, LetterState.BOUNCED, LetterState.UNSURE, LetterState.UNREACHABLE)


def put(
    session: Session,
    event: Event,
    kind: str,
    reader: Reader,
    letter: letters.Letter,
    now: datetime,
    *,
    secret: str | None = None,
    document_id: int | None = None,
) -> int | None:
    """Puts a letter in the outbox and its sending in the queue; None when this event wrote it before.

    A `secret` takes the place of its mark when the letter goes out, and isn't kept after that. The document, of
    the same organisation as the event, is enclosed then.
    """
    address = rules.usable(reader.address)
    row = insert(Letter).values(
        organisation_id=event.organisation_id,
        event_id=event.id,
        kind=kind,
        person_id=reader.person_id,
        account_id=reader.account_id,
        secret=secret,
        document_id=document_id,
        language=reader.language,
        address=address,
        name=letters.one_line(reader.name),
        subject=letter.subject,
        body=letter.text,
        html=letter.html,
        token=secrets.token_hex(16),
        state=LetterState.QUEUED if address else LetterState.UNREACHABLE,
        problem="" if address else MailProblem.NO_ADDRESS,
        written_at=now,
        settled_at=None if address else now,
    )
    # RETURNING, not rowcount, which says 1 on a conflict too.
    letter_id = session.scalar(row.on_conflict_do_nothing().returning(Letter.id))
    if letter_id is not None and address:
        ask_to_send(session, event.organisation_id, letter_id, 1)
    return letter_id


def ask_to_send(
    session: Session, organisation_id: int, letter_id: int, round_: int, at: datetime | None = None
) -> None:
    """Puts the sending in the queue; of one round of one letter at most one waits."""
    key = f"send_letter {organisation_id} {letter_id} {round_}"
    enqueue(session, "send_letter", key=key, at=at, organisation_id=organisation_id, letter_id=letter_id)


def send_again(
    session: Session, actor: Identity, letter_id: int, version: int, address: str, reason: str, now: datetime
) -> Letter:
    """Sends a letter that didn't get there once more, to that address; the reason is recorded.

    Raises Forbidden, Missing, Stale (it moved since the form was opened), Refusal mail.letter.on_its_way,
    mail.letter.forgotten, mail.letter.held_a_code, mail.letter.no_address.
    """
    require(actor, Permission.MAIL_SEND_AGAIN)
    letter = session.scalars(select(Letter).where(Letter.id == letter_id).with_for_update()).one_or_none()
    if letter is None:
        raise Missing("letter", letter_id)
    if letter.version != version:
        raise Stale("letter", letter_id)
    if letter.state not in STUCK:
        raise Refusal("mail.letter.on_its_way")
    return once_more(session, actor, letter, address, reason, now)


def once_more(
    session: Session, actor: events.Actor, letter: Letter, address: str, reason: str, now: datetime
) -> Letter:
    """The same, for a caller who asked whether the actor may and holds what the letter is about.

    Raises Refusal mail.letter.forgotten, mail.letter.held_a_code, mail.letter.no_address.
    """
    if not letter.body:
        raise Refusal("mail.letter.forgotten")
    if letters.SECRET in letter.body:
        raise Refusal("mail.letter.held_a_code")
    usable = rules.usable(address)
    if not usable:
        raise Refusal("mail.letter.no_address")
    before = letter.state
    letter.address, letter.state, letter.problem, letter.status_code = usable, LetterState.QUEUED, "", ""
    letter.round, letter.tries = letter.round + 1, 0
    letter.next_try_at = letter.settled_at = None
    session.flush()
    events.record(
        session,
        events.Tag.LETTER_SENT_AGAIN,
        events.Subject("letter", letter.id, letter.organisation_id, letter.person_id),
        actor,
        now,
        facts={"was": before, "round": letter.round},
        personal={"reason": reason},
    )
    ask_to_send(session, letter.organisation_id, letter.id, letter.round)
    return letter


def look_after(session: Session, now: datetime, patience: timedelta = timedelta(minutes=15)) -> int:
    """Letters whose job got lost: those that wait are asked for again, those handed over long ago are unsure.

    Returns how many; one look takes a batch.
    """
    long_ago = now - patience
    found = session.scalars(
        select(Letter)
        .where(
            or_(
                (Letter.state == LetterState.QUEUED)
                & (Letter.written_at < long_ago)
                & (Letter.next_try_at.is_(None) | (Letter.next_try_at < long_ago)),
                (Letter.state == LetterState.HANDING_OVER) & (Letter.settled_at < long_ago),
            )
        )
        .order_by(Letter.written_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for letter in found:
        if letter.state == LetterState.QUEUED:
            ask_to_send(session, letter.organisation_id, letter.id, letter.round)
        else:
            nobody_knows(session, letter, now)
    session.flush()
    return len(found)


def nobody_knows(session: Session, letter: Letter, now: datetime) -> None:
    """Whoever was handing this letter over is gone: it may have arrived."""
    letter.state, letter.problem, letter.settled_at = LetterState.UNSURE, MailProblem.WORKER_GONE, now
    session.execute(
        update(LetterTry)
        .where(
            LetterTry.organisation_id == letter.organisation_id,
            LetterTry.letter_id == letter.id,
            LetterTry.outcome == LetterState.HANDING_OVER,
        )
        .values(outcome=LetterState.UNSURE, problem=MailProblem.WORKER_GONE)
    )


def forget_secrets(session: Session, now: datetime) -> int:
    """Drops codes and tokens of letters that never left the house, a day after they were written; how many."""
    gone = session.execute(
        update(Letter)
        .where(Letter.secret.is_not(None), Letter.written_at < now - rules.SECRETS_KEPT)
        .values(secret=None)
        .returning(Letter.id)
    )
    return len(gone.all())


def forget(session: Session, now: datetime, limit: int = BATCH) -> int:
    """Empties up to `limit` letters written more than 90 days ago, and what servers answered; returns how many."""
    old = session.execute(
        select(Letter.organisation_id, Letter.id)
        .where(Letter.written_at < now - KEPT, Letter.forgotten_at.is_(None))
        .order_by(Letter.written_at, Letter.id)
        .limit(limit)
    ).all()
    numbers = [row.id for row in old]
    session.execute(
        update(Letter)
        .where(Letter.id.in_(numbers))
        .values(address="", body="", html="", forgotten_at=now, version=Letter.version + 1)
    )
    session.execute(update(LetterTry).where(LetterTry.letter_id.in_(numbers)).values(answer=""))
    return len(numbers)
