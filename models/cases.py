"""What the helpdesk works with: incidents (whatever was refused or broke, by its reference) and reported cases.

These belong to the platform, not to an organisation. Of an incident nothing that was typed is stored: a kind, a
code of ours, the page by its route. A case holds what somebody wrote, and is erased with him.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.columns import BLANK


class Incident(Base):
    """A page that said no or broke, under the reference it showed. Kept ninety days."""

    __tablename__ = "case_incident"
    __table_args__ = (
        CheckConstraint(
            "kind in ('bug', 'forbidden', 'missing', 'declined', 'stale', 'outage', 'unread', 'tested')",
            name="kind",
        ),
        Index("ix_case_incident_reference", "reference"),
        Index("ix_case_incident_happened_at_id", "happened_at", "id"),
        Index("ix_case_incident_visitor_hash_happened_at", "visitor_hash", "happened_at"),
        Index("ix_case_incident_kind_happened_at", "kind", "happened_at"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    reference: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(80), default="", server_default="")
    status: Mapped[int]
    method: Mapped[str] = mapped_column(String(8))
    endpoint: Mapped[str] = mapped_column(String(80), default="", server_default="")
    page: Mapped[str] = mapped_column(String(200), default="", server_default="")
    visitor_hash: Mapped[bytes] = mapped_column(LargeBinary)
    # Who it happened to, without foreign keys: it is written apart from the request's work, and outlives accounts.
    account_id: Mapped[int | None]
    person_id: Mapped[int | None]
    acting_for_id: Mapped[int | None]
    session_reference: Mapped[str] = mapped_column(String(16), default="", server_default="")
    happened_at: Mapped[datetime]

    account: Mapped[Any] = relationship(
        "Account", primaryjoin="foreign(Incident.account_id) == Account.id", viewonly=True, lazy="raise"
    )
    person: Mapped[Any] = relationship(
        "Person", primaryjoin="foreign(Incident.person_id) == Person.id", viewonly=True, lazy="raise"
    )


class Report(Base):
    """A problem somebody told us of: a case, with a number, open until the helpdesk closes it."""

    __tablename__ = "case_report"
    __table_args__ = (
        CheckConstraint("state in ('open', 'answered', 'closed')", name="state"),
        CheckConstraint("(state = 'closed') = (closed_at is not null)", name="closed"),
        Index("ix_case_report_opened_at_id", "opened_at", "id"),
        Index("ix_case_report_account_id", "account_id"),
        Index("ix_case_report_person_id", "person_id"),
        Index("ix_case_report_tool_id", "tool_id"),
        Index("ix_case_report_visitor_hash_opened_at", "visitor_hash", "opened_at"),
        Index(
            "ix_case_report_waiting",
            "opened_at",
            "id",
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("account_person.id"))
    acting_for_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    email: Mapped[str] = mapped_column(String(320), default="", server_default="", info=BLANK)
    told: Mapped[str] = mapped_column(info=BLANK)
    tool_id: Mapped[int | None] = mapped_column(ForeignKey("rights_tool.id"))
    # When he last got into that tool, before it went wrong.
    tool_used_at: Mapped[datetime | None]
    error_text: Mapped[str] = mapped_column(String(1000), default="", server_default="", info=BLANK)
    # Asked where it is about a card: which browsers were tried, and what guards the machine.
    browsers_tried: Mapped[str] = mapped_column(String(200), default="", server_default="", info=BLANK)
    protection: Mapped[str] = mapped_column(String(200), default="", server_default="", info=BLANK)
    page: Mapped[str] = mapped_column(String(200), default="", server_default="")
    reference: Mapped[str] = mapped_column(String(16), default="", server_default="")
    browser: Mapped[str] = mapped_column(String(40), default="", server_default="")
    system: Mapped[str] = mapped_column(String(40), default="", server_default="")
    language: Mapped[str] = mapped_column(String(2), default="nl", server_default="nl")
    visitor_hash: Mapped[bytes] = mapped_column(LargeBinary)
    form_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(10), default="open", server_default="open")
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    account: Mapped[Any] = relationship("Account", lazy="raise")
    person: Mapped[Any] = relationship("Person", lazy="raise")
    acting_for: Mapped[Any] = relationship("Organisation", lazy="raise")
    tool: Mapped[Any] = relationship("Tool", lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    @property
    def number(self) -> str:
        """The number people name on the phone."""
        return number_of(self.id)

    def __str__(self) -> str:
        return self.number


class Answer(Base):
    """What the helpdesk wrote on a case; the person who reported it reads it."""

    __tablename__ = "case_answer"
    __table_args__ = (Index("ix_case_answer_report_id_id", "report_id", "id"),)

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("case_report.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("account_person.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    told: Mapped[str] = mapped_column(info=BLANK)
    answered_at: Mapped[datetime]

    account: Mapped[Any] = relationship("Account", lazy="raise")


def number_of(case_id: int) -> str:
    return f"C-{case_id:06}"
