"""Letters for the furnished governments: one that didn't arrive, marked as all there is, and one in a mailbox."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from app import events
from models.mail import Letter, LetterTry

BEGAN = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


def undelivered(session: Session, subject: events.Subject, event_id: int, mark: str) -> int:
    """The letter about that event, which its server refused; its texts bear the mark."""
    assert subject.person_id is not None
    letter = _letter(subject.organisation_id, event_id, subject.person_id, mark)
    letter.state, letter.problem, letter.status_code = "undelivered", "mailbox_full", "5.2.2"
    session.add(letter)
    session.flush()
    for _ in range(4):  # so its version is one that no form of the house tests was opened on
        letter.tries += 1
        session.flush()
    session.add(
        LetterTry(
            organisation_id=subject.organisation_id,
            letter_id=letter.id,
            person_id=subject.person_id,
            round=1,
            way="smtp",
            outcome="undelivered",
            problem="mailbox_full",
            code="5.2.2",
            answer=f"5.2.2 {mark}full",
            began_at=BEGAN,
            ended_at=BEGAN,
        )
    )
    return letter.id


def in_the_mailbox(session: Session, organisation_id: int, event_id: int, person_id: int) -> int:
    """A letter of every day to that person, who finds it in his mailbox."""
    letter = _letter(organisation_id, event_id, person_id, "everyday")
    letter.state = "delivered"
    session.add(letter)
    session.flush()
    session.add(
        LetterTry(
            organisation_id=organisation_id,
            letter_id=letter.id,
            person_id=person_id,
            round=1,
            way="mailbox",
            outcome="delivered",
            began_at=BEGAN,
            ended_at=BEGAN,
        )
    )
    return letter.id


def _letter(organisation_id: int, event_id: int, person_id: int, mark: str) -> Letter:
    return Letter(
        organisation_id=organisation_id,
        event_id=event_id,
        kind=events.Tag.RIGHT_GRANTED,
        person_id=person_id,
        language="nl",
        address=f"{mark}work@example.be",
        name=f"{mark}given",
        subject=f"U kreeg een recht {mark}",
        body=f"Beste {mark}given,\n\nU kreeg een recht.\nTot morgen.\n",
        html=f"<p>{mark}</p>",
        token=f"{mark}token",
        written_at=BEGAN,
    )
