"""What makes a file of a contact: its evidence and the decisions about it; and what decisions rest on: sets of
rules, and lists of countries."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from models.accounts import Account
from models.aml.contacts import REASON, Contact
from models.base import Base
from models.documents import Document


class Evidence(Base):
    """A file that proves something of a version of a contact. A later version begins with the same files."""

    __tablename__ = "aml_evidence"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(["organisation_id", "contact_id"], ["aml_contact.organisation_id", "aml_contact.id"]),
        ForeignKeyConstraint(["organisation_id", "document_id"], ["document.organisation_id", "document.id"]),
        CheckConstraint(
            "kind in ('identity_card', 'passport', 'articles', 'directors', 'powers', 'owners_extract',"
            " 'representative_identity', 'owner_identity', 'mandate', 'source_of_wealth', 'other')",
            name="kind",
        ),
        CheckConstraint("(removed_at is null) = (removed_by is null)", name="removed"),
        Index("ix_aml_evidence_id", "id"),
        Index("ix_aml_evidence_organisation_id_contact_id", "organisation_id", "contact_id"),
        Index("ix_aml_evidence_organisation_id_document_id", "organisation_id", "document_id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    contact_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(24))
    document_id: Mapped[int]
    added_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    added_at: Mapped[datetime]
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    removed_at: Mapped[datetime | None]

    contact: Mapped[Contact] = relationship(lazy="raise", viewonly=True)
    document: Mapped[Document] = relationship(lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return self.kind


class RuleSet(Base):
    """A version of the rules of vigilance, of the whole house: `data` is `app.aml.vigilance.rule_set.RuleSet` as
    JSON, `print` its fingerprint. Once published it never changes; one draft at a time."""

    __tablename__ = "aml_rule_set"
    __table_args__ = (
        CheckConstraint("state in ('draft', 'published')", name="state"),
        CheckConstraint("(state = 'published') = (published_at is not null)", name="published_at"),
        CheckConstraint("(state = 'published') = (number is not null)", name="number"),
        CheckConstraint("octet_length(print) = 32", name="print"),
        UniqueConstraint("number", name="uq_aml_rule_set_number"),
        Index("uq_aml_rule_set_draft", "state", unique=True, postgresql_where=text("state = 'draft'")),
        Index("ix_aml_rule_set_made_at_id", "made_at", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    number: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(10), default="draft")
    note: Mapped[str] = mapped_column(String(REASON), default="", server_default="")
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    print: Mapped[bytes] = mapped_column(LargeBinary)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    made_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    published_at: Mapped[datetime | None]
    # What publishing would do to the files there are, of which version of the draft; counts only, nobody's name.
    what_if: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    what_if_of: Mapped[bytes | None] = mapped_column(LargeBinary)
    what_if_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    publisher: Mapped[Any] = relationship("Account", foreign_keys=[published_by], lazy="raise", viewonly=True)
    # Read where it is asked for: how many rules there are in it.
    size: ClassVar[Any]

    __mapper_args__ = {"version_id_col": version}

    def __str__(self) -> str:
        return str(self.number or "")


RuleSet.size = column_property(func.jsonb_array_length(RuleSet.data["rules"]), deferred=True)


class CountryList(Base):
    """Which countries somebody calls risky from a day on: `code` high_risk (EU, high-risk third countries) or tax
    (EU, non-cooperative jurisdictions). The one with the latest `since` that has come is in force."""

    __tablename__ = "aml_country_list"
    __table_args__ = (
        CheckConstraint("code in ('high_risk', 'tax')", name="code"),
        CheckConstraint("source <> ''", name="source"),
        UniqueConstraint("code", "since", name="uq_aml_country_list_code"),
        Index("ix_aml_country_list_since_id", "since", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    code: Mapped[str] = mapped_column(String(10))
    since: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(500))
    countries: Mapped[list[str]] = mapped_column(ARRAY(String(2)))
    loaded_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    loaded_at: Mapped[datetime]

    def __str__(self) -> str:
        return self.code


class ContactDecision(Base):
    """What was decided of a version of a contact, and on what: `file` is all that was known
    (`app.aml.vigilance.file.File`), `result` what the rules made of it (`Assessment`), `print` the fingerprint of
    both. It never changes."""

    __tablename__ = "aml_decision"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(["organisation_id", "contact_id"], ["aml_contact.organisation_id", "aml_contact.id"]),
        UniqueConstraint("organisation_id", "contact_id", name="uq_aml_decision_contact"),
        CheckConstraint("verdict in ('accepted', 'refused')", name="verdict"),
        CheckConstraint("level in ('simplified', 'standard', 'raised', 'stop')", name="level"),
        CheckConstraint("verdict = 'refused' or level is not null", name="accepted"),
        CheckConstraint("level <> 'stop' or verdict = 'refused' or as_officer", name="stop"),
        CheckConstraint("in_spite = (verdict = 'accepted' and level in ('raised', 'stop'))", name="in_spite"),
        CheckConstraint("not in_spite or reason <> ''", name="reason"),
        CheckConstraint("octet_length(print) = 32", name="print"),
        Index("ix_aml_decision_id", "id"),
        Index("ix_aml_decision_decided_at_id", "decided_at", "id"),
        Index("ix_aml_decision_organisation_id_decided_at_id", "organisation_id", "decided_at", "id"),
        Index("ix_aml_decision_organisation_id_root_id", "organisation_id", "root_id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    contact_id: Mapped[int]
    root_id: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(10))
    level: Mapped[str | None] = mapped_column(String(10))
    in_spite: Mapped[bool] = mapped_column(default=False)
    as_officer: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(REASON), default="", server_default="")
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("aml_rule_set.id"))
    edition: Mapped[int]
    file: Mapped[dict[str, Any]] = mapped_column(JSONB)
    result: Mapped[dict[str, Any]] = mapped_column(JSONB)
    print: Mapped[bytes] = mapped_column(LargeBinary)
    decided_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    decided_at: Mapped[datetime]

    contact: Mapped[Contact] = relationship(lazy="raise", viewonly=True)
    rule_set: Mapped[RuleSet] = relationship(lazy="raise", viewonly=True)
    decider: Mapped[Account] = relationship(lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return self.verdict
