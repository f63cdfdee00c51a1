"""Letters to people and every try to get them out: the outbox, and the mailbox where no mail server is set.

A letter belongs to the organisation of the event that caused it (0 is the platform) and to the person it is for.
Its text stands here as it was sent. `round` counts how often it was asked to go out: once when it was written,
once more each time the helpdesk sends it again; per round at most one try may have handed it over.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import BLANK, GONE, Encrypted

_STATES = "'queued', 'handing_over', 'sent', 'delivered', 'unsure', 'undelivered', 'bounced', 'unreachable'"
_MAY_HAVE_ARRIVED = "outcome in ('handing_over', 'sent', 'delivered', 'unsure')"
SUBJECT, ADDRESS, ANSWER = 300, 320, 300
SECRET = "mail_letter.secret"  # noqa: S105 - a name


class Letter(Base):
    """One letter to one reader because of one event; whatever runs twice, it is written once."""

    __tablename__ = "mail_letter"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(["organisation_id", "event_id"], ["event.organisation_id", "event.id"]),
        ForeignKeyConstraint(["organisation_id", "document_id"], ["document.organisation_id", "document.id"]),
        CheckConstraint(f"state in ({_STATES})", name="state"),
        CheckConstraint("language in ('nl', 'fr', 'en')", name="language"),
        CheckConstraint("round >= 1 and tries >= 0", name="counts"),
        CheckConstraint("forgotten_at is null or (body = '' and html = '' and address = '')", name="forgotten"),
        Index(
            "uq_mail_letter_once",
            "organisation_id",
            "event_id",
            "kind",
            text("coalesce(person_id, 0)"),
            text("coalesce(account_id, 0)"),
            unique=True,
        ),
        Index("ix_mail_letter_id", "id"),
        Index("ix_mail_letter_organisation_id_written_at_id", "organisation_id", "written_at", "id"),
        Index("ix_mail_letter_written_at_id", "written_at", "id"),
        Index("ix_mail_letter_state_written_at_id", "state", "written_at", "id"),
        Index("ix_mail_letter_person_id_written_at_id", "person_id", "written_at", "id"),
        Index("ix_mail_letter_account_id_written_at_id", "account_id", "written_at", "id"),
        Index(
            "ix_mail_letter_document_id",
            "organisation_id",
            "document_id",
            postgresql_where=text("document_id is not null"),
        ),
        Index("ix_mail_letter_secret", "written_at", postgresql_where=text("secret is not null")),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    event_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(80))
    # Neither for an address of which nobody is known yet; the account outlives no letter, so there is no key.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("account_person.id"))
    account_id: Mapped[int | None]
    language: Mapped[str] = mapped_column(String(2))
    address: Mapped[str] = mapped_column(String(ADDRESS), info=BLANK)
    name: Mapped[str] = mapped_column(String(401), info=BLANK)
    subject: Mapped[str] = mapped_column(String(SUBJECT), info=BLANK)
    body: Mapped[str] = mapped_column(info=BLANK)
    html: Mapped[str] = mapped_column(info=BLANK)
    # What is enclosed; its file is read when the letter goes out.
    document_id: Mapped[int | None]
    # What takes the place of the mark in the text when the letter goes out; gone once it did.
    secret: Mapped[str | None] = mapped_column(Encrypted(SECRET), deferred=True, info=GONE)
    # Stands in its Message-ID and in the address that bounces come back to; nobody can guess it.
    token: Mapped[str] = mapped_column(String(32), unique=True)
    state: Mapped[str] = mapped_column(String(12), default="queued")
    problem: Mapped[str] = mapped_column(String(20), default="", server_default="")
    status_code: Mapped[str] = mapped_column(String(12), default="", server_default="")
    round: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")
    tries: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    written_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    forgotten_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    # By name: persons stand on a higher shelf than letters.
    person: Mapped[Any] = relationship("Person", lazy="raise")

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    def __str__(self) -> str:
        return self.subject


class LetterTry(Base):
    """One try to hand a letter over, or one report on it that came back; `outcome` is the state it led to.

    The unique index is what keeps a letter from going out twice: of all tries of a round, one may reach the
    moment after which the letter could have arrived.
    """

    __tablename__ = "mail_try"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(["organisation_id", "letter_id"], ["mail_letter.organisation_id", "mail_letter.id"]),
        CheckConstraint(f"outcome in ({_STATES})", name="outcome"),
        CheckConstraint("way in ('mailbox', 'smtp', 'report')", name="way"),
        CheckConstraint("ended_at is not null or outcome in ('handing_over', 'unsure')", name="ended"),
        Index("ix_mail_try_id", "id"),
        Index("ix_mail_try_organisation_id_letter_id_id", "organisation_id", "letter_id", "id"),
        Index("ix_mail_try_person_id", "person_id"),
        Index(
            "uq_mail_try_handed_over",
            "organisation_id",
            "letter_id",
            "round",
            unique=True,
            postgresql_where=text(_MAY_HAVE_ARRIVED),
        ),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    letter_id: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("account_person.id"))
    round: Mapped[int] = mapped_column(SmallInteger)
    way: Mapped[str] = mapped_column(String(10))
    outcome: Mapped[str] = mapped_column(String(12))
    problem: Mapped[str] = mapped_column(String(20), default="", server_default="")
    code: Mapped[str] = mapped_column(String(12), default="", server_default="")
    answer: Mapped[str] = mapped_column(String(ANSWER), default="", server_default="", info=BLANK)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __mapper_args__ = {"primary_key": ["id"]}
