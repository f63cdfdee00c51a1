"""The audit trail, which is the timeline too: append-only, sealed in hash-chained batches per organisation.

`organisation_id` 0 is the platform itself (signing in, staff acts). Personal before/after values live in
`EventPayload`; the event keeps their salted hash, so erasing a person leaves the chain whole.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Identity, Index, LargeBinary, PrimaryKeyConstraint, String, text
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import BigInteger, Uuid

from models.base import Base

PLATFORM = 0


class Event(Base):
    """Something that happened, `domain.thing.past`. `seal` is the application's keyed proof of this very row."""

    __tablename__ = "event"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        Index("ix_event_id", "id"),
        Index(
            "ix_event_organisation_id_subject_kind_subject_id_id",
            "organisation_id",
            "subject_kind",
            "subject_id",
            "id",
        ),
        Index("ix_event_person_id_id", "person_id", "id"),
        Index("ix_event_organisation_id_happened_at_id", "organisation_id", "happened_at", "id"),
        Index("ix_event_happened_at_id", "happened_at", "id"),
        Index("ix_event_tag_happened_at_id", "tag", "happened_at", "id"),
        Index(
            "ix_event_session_reference_id",
            "session_reference",
            "id",
            postgresql_where=text("session_reference <> ''"),
        ),
    )

    organisation_id: Mapped[int] = mapped_column(default=PLATFORM)
    id: Mapped[int] = mapped_column(Identity())
    uid: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    tag: Mapped[str] = mapped_column(String(80))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    person_id: Mapped[int | None]
    actor_id: Mapped[int | None]
    session_reference: Mapped[str] = mapped_column(String(16), default="")
    address: Mapped[str] = mapped_column(String(45), default="")
    happened_at: Mapped[datetime]
    facts: Mapped[dict[str, object]] = mapped_column(JSONB, default=dict)
    payload_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    seal: Mapped[bytes] = mapped_column(LargeBinary)

    # By name and without a foreign key: the trail outlives whoever it names, and knows no other room.
    actor: Mapped[Any] = relationship(
        "Account", primaryjoin="foreign(Event.actor_id) == Account.id", viewonly=True, lazy="raise"
    )
    person: Mapped[Any] = relationship(
        "Person", primaryjoin="foreign(Event.person_id) == Person.id", viewonly=True, lazy="raise"
    )

    __mapper_args__ = {"primary_key": ["id"]}


class EventPayload(Base):
    """Personal values of an event, before and after, with the salt of their hash. Erasable."""

    __tablename__ = "event_payload"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "event_id"),
        Index("ix_event_payload_person_id", "person_id"),
    )

    organisation_id: Mapped[int]
    event_id: Mapped[int]
    person_id: Mapped[int | None]
    content: Mapped[dict[str, object] | None] = mapped_column(JSONB(none_as_null=True))
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    erased_at: Mapped[datetime | None]
    erased_by: Mapped[str] = mapped_column(String(80), default="", server_default="")
    erased_why: Mapped[str] = mapped_column(default="", server_default="")

    __mapper_args__ = {"primary_key": ["event_id"]}


class EventWaiting(Base):
    """An event not yet in a sealed batch; the row is put here by trigger and taken away by the sealing job."""

    __tablename__ = "event_waiting"
    __table_args__ = (PrimaryKeyConstraint("organisation_id", "event_id"),)

    organisation_id: Mapped[int]
    event_id: Mapped[int]


class EventSeal(Base):
    """A batch: which events, each one's hash, and the chain over them (hash covers the previous hash)."""

    __tablename__ = "event_seal"
    __table_args__ = (PrimaryKeyConstraint("organisation_id", "number"),)

    organisation_id: Mapped[int]
    number: Mapped[int]
    event_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    event_hashes: Mapped[list[bytes]] = mapped_column(ARRAY(BYTEA))
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
