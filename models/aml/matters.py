"""What an office decides beside contacts: risk profiles of contacts, and deals with their parties; and what is
blocked until the AML officer says otherwise."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    LargeBinary,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from models.accounts import Account, Person, Profile
from models.aml.contacts import REASON, Contact
from models.aml.files import RuleSet
from models.base import Base

_STATES = "('draft', 'assessed', 'with_officer', 'asked_back', 'accepted', 'refused', 'dropped')"
_LEVELS = "('simplified', 'standard', 'raised', 'stop')"
_OPEN = "state in ('draft', 'assessed', 'with_officer', 'asked_back')"
_DECIDED = "(state in ('accepted', 'refused')) = (decided_at is not null)"
ONE_MATTER = "num_nonnulls(root_id, profile_id, deal_id) = 1"


class RiskProfile(Base):
    """Questions on a contact during the relation, and what was decided of them. `root_id`: the contact itself,
    `contact_id`: the version whose file was assessed. The newest one that was decided or handed to the officer
    says whether the contact may enter a deal. What was decided never changes but for `review_on`, the day on which
    it is looked at again."""

    __tablename__ = "aml_profile"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(["organisation_id", "root_id"], ["aml_contact.organisation_id", "aml_contact.id"]),
        ForeignKeyConstraint(["organisation_id", "contact_id"], ["aml_contact.organisation_id", "aml_contact.id"]),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint(f"state in {_STATES}", name="state"),
        CheckConstraint(f"level in {_LEVELS}", name="level"),
        CheckConstraint("state in ('draft', 'refused', 'dropped') or level is not null", name="assessed"),
        CheckConstraint(_DECIDED, name="decided_at"),
        CheckConstraint("(handed_at is null) = (handed_by is null)", name="handed"),
        CheckConstraint(
            "state not in ('with_officer', 'asked_back') or handed_at is not null", name="with_officer"
        ),
        UniqueConstraint("organisation_id", "root_id", "number", name="uq_aml_profile_number"),
        Index("uq_aml_profile_open", "organisation_id", "root_id", unique=True, postgresql_where=text(_OPEN)),
        Index("ix_aml_profile_id", "id"),
        Index("ix_aml_profile_made_at_id", "made_at", "id"),
        Index("ix_aml_profile_organisation_id_made_at_id", "organisation_id", "made_at", "id"),
        Index("ix_aml_profile_organisation_id_contact_id", "organisation_id", "contact_id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    root_id: Mapped[int]
    contact_id: Mapped[int]
    number: Mapped[int] = mapped_column(SmallInteger)
    state: Mapped[str] = mapped_column(String(12), default="draft", server_default="draft")
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    level: Mapped[str | None] = mapped_column(String(10))
    assessed_at: Mapped[datetime | None]
    # The fingerprint of the result that was assessed (`result_print`).
    assessed_print: Mapped[bytes | None] = mapped_column(LargeBinary)
    made_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    handed_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    handed_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    review_on: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    contact: Mapped[Contact] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(RiskProfile.organisation_id == Contact.organisation_id,"
        " foreign(RiskProfile.contact_id) == Contact.id)",
    )
    maker: Mapped[Account] = relationship(foreign_keys=[made_by], lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    def __str__(self) -> str:
        return f"{self.root_id}/{self.number}"


class Deal(Base):
    """A transaction in which the office acts, with its parties; transaction is the ledger's word. Its level is
    told once it is paid. `details`: `models.values.dealt.DealDetails`; `pages`: those of its form that were saved.
    `closed_on`: when it was closed, where somebody says another day than that of the decision. What was decided
    never changes but for that day, and whose file it is."""

    __tablename__ = "aml_deal"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        CheckConstraint("reference <> ''", name="reference"),
        CheckConstraint(
            "kind in ('sale', 'purchase', 'exchange', 'letting', 'business_transfer', 'management')", name="kind"
        ),
        CheckConstraint(f"state in {_STATES}", name="state"),
        CheckConstraint(f"level in {_LEVELS}", name="level"),
        CheckConstraint("price > 0", name="price"),
        CheckConstraint("state in ('draft', 'refused', 'dropped') or level is not null", name="assessed"),
        CheckConstraint("level is null or paid_at is not null", name="paid"),
        CheckConstraint(_DECIDED, name="decided_at"),
        CheckConstraint("(handed_at is null) = (handed_by is null)", name="handed"),
        CheckConstraint(
            "state not in ('with_officer', 'asked_back') or handed_at is not null", name="with_officer"
        ),
        Index(
            "uq_aml_deal_reference",
            "organisation_id",
            "reference",
            unique=True,
            postgresql_where=text("state <> 'dropped'"),
        ),
        Index("ix_aml_deal_id", "id"),
        Index("ix_aml_deal_made_at_id", "made_at", "id"),
        Index("ix_aml_deal_organisation_id_made_at_id", "organisation_id", "made_at", "id"),
        Index("ix_aml_deal_reference_id", "reference", "id"),
        Index("ix_aml_deal_organisation_id_reference_id", "organisation_id", "reference", "id"),
        Index("ix_aml_deal_organisation_id_owner_id", "organisation_id", "owner_id"),
        Index("ix_aml_deal_organisation_id_decided_at", "organisation_id", "decided_at"),
        Index("ix_aml_deal_organisation_id_expected_on", "organisation_id", text("(details ->> 'expected_on')")),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    reference: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12), default="draft", server_default="draft")
    price: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    pages: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    level: Mapped[str | None] = mapped_column(String(10))
    assessed_at: Mapped[datetime | None]
    # The fingerprint of the result that was assessed (`result_print`).
    assessed_print: Mapped[bytes | None] = mapped_column(LargeBinary)
    paid_at: Mapped[datetime | None]
    made_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    made_at: Mapped[datetime]
    # Whose file it is in the office: its maker's, until it was handed over.
    owner_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    changed_at: Mapped[datetime]
    handed_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    handed_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    closed_on: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    maker: Mapped[Account] = relationship(foreign_keys=[made_by], lazy="raise", viewonly=True)
    owner: Mapped[Account] = relationship(foreign_keys=[owner_id], lazy="raise", viewonly=True)
    # Read where asked for: since when it is blocked, and by what way it was paid; None for neither.
    blocked_since: ClassVar[Any]
    paid_way: ClassVar[Any]
    # Whose file it is, by his name.
    owner_name: ClassVar[Any]

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    def __str__(self) -> str:
        return self.reference


class DealParty(Base):
    """A contact in a deal, as what (`FilePart`). `contact_id` and `profile_id`: the version that was accepted and
    the profile that stood for it when the party was added; a trigger lets none in that is blocked or not accepted.
    A party that is gone stays readable."""

    __tablename__ = "aml_party"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(["organisation_id", "deal_id"], ["aml_deal.organisation_id", "aml_deal.id"]),
        ForeignKeyConstraint(["organisation_id", "root_id"], ["aml_contact.organisation_id", "aml_contact.id"]),
        ForeignKeyConstraint(["organisation_id", "contact_id"], ["aml_contact.organisation_id", "aml_contact.id"]),
        ForeignKeyConstraint(["organisation_id", "profile_id"], ["aml_profile.organisation_id", "aml_profile.id"]),
        CheckConstraint(
            "role in ('seller', 'buyer', 'landlord', 'tenant', 'mandatary', 'beneficial_owner', 'representative')",
            name="role",
        ),
        CheckConstraint("(removed_at is null) = (removed_by is null)", name="removed"),
        Index(
            "uq_aml_party_role",
            "organisation_id",
            "deal_id",
            "root_id",
            "role",
            unique=True,
            postgresql_where=text("removed_at is null"),
        ),
        Index("ix_aml_party_id", "id"),
        Index("ix_aml_party_organisation_id_root_id", "organisation_id", "root_id"),
        Index("ix_aml_party_organisation_id_contact_id", "organisation_id", "contact_id"),
        Index("ix_aml_party_organisation_id_profile_id", "organisation_id", "profile_id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    deal_id: Mapped[int]
    root_id: Mapped[int]
    contact_id: Mapped[int]
    profile_id: Mapped[int | None]
    role: Mapped[str] = mapped_column(String(20))
    added_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    added_at: Mapped[datetime]
    removed_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    removed_at: Mapped[datetime | None]

    contact: Mapped[Contact] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(DealParty.organisation_id == Contact.organisation_id,"
        " foreign(DealParty.contact_id) == Contact.id)",
    )
    deal: Mapped[Deal] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(DealParty.organisation_id == Deal.organisation_id,"
        " foreign(DealParty.deal_id) == Deal.id)",
    )

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return self.role


class MatterDecision(Base):
    """What was decided of a risk profile or a deal, and on what: `file` is all that was known, `result` what the
    rules made of it, `print` the fingerprint of both. `asked_by`: who handed it to the officer; he isn't the one
    who decides, but where the office has no other officer, which is marked `self_decided`. It never changes."""

    __tablename__ = "aml_matter_decision"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(["organisation_id", "profile_id"], ["aml_profile.organisation_id", "aml_profile.id"]),
        ForeignKeyConstraint(["organisation_id", "deal_id"], ["aml_deal.organisation_id", "aml_deal.id"]),
        CheckConstraint("num_nonnulls(profile_id, deal_id) = 1", name="matter"),
        CheckConstraint("verdict in ('accepted', 'refused')", name="verdict"),
        CheckConstraint(f"level in {_LEVELS}", name="level"),
        CheckConstraint("verdict = 'refused' or level is not null", name="accepted"),
        CheckConstraint(
            "verdict = 'refused' or level not in ('raised', 'stop') or as_officer", name="officer_decides"
        ),
        CheckConstraint("asked_by is null or asked_by <> decided_by or self_decided", name="four_eyes"),
        CheckConstraint("verdict = 'accepted' or reason <> ''", name="reason"),
        CheckConstraint("octet_length(print) = 32", name="print"),
        Index(
            "uq_aml_matter_decision_profile",
            "organisation_id",
            "profile_id",
            unique=True,
            postgresql_where=text("profile_id is not null"),
        ),
        Index(
            "uq_aml_matter_decision_deal",
            "organisation_id",
            "deal_id",
            unique=True,
            postgresql_where=text("deal_id is not null"),
        ),
        Index("ix_aml_matter_decision_id", "id"),
        Index("ix_aml_matter_decision_organisation_id_decided_at_id", "organisation_id", "decided_at", "id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    profile_id: Mapped[int | None]
    deal_id: Mapped[int | None]
    verdict: Mapped[str] = mapped_column(String(10))
    level: Mapped[str | None] = mapped_column(String(10))
    as_officer: Mapped[bool] = mapped_column(default=False, server_default=false())
    self_decided: Mapped[bool] = mapped_column(default=False, server_default=false())
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    reason: Mapped[str] = mapped_column(String(REASON), default="", server_default="")
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("aml_rule_set.id"))
    edition: Mapped[int]
    file: Mapped[dict[str, Any]] = mapped_column(JSONB)
    result: Mapped[dict[str, Any]] = mapped_column(JSONB)
    print: Mapped[bytes] = mapped_column(LargeBinary)
    decided_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    decided_at: Mapped[datetime]

    rule_set: Mapped[RuleSet] = relationship(lazy="raise", viewonly=True)
    decider: Mapped[Account] = relationship(foreign_keys=[decided_by], lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return self.verdict


class Block(Base):
    """A contact, risk profile or deal that nothing may be done with, since then. Why stands nowhere members read:
    whether the officer decides, holds it, or the FIU has it is his to know."""

    __tablename__ = "aml_block"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(["organisation_id", "root_id"], ["aml_contact.organisation_id", "aml_contact.id"]),
        ForeignKeyConstraint(["organisation_id", "profile_id"], ["aml_profile.organisation_id", "aml_profile.id"]),
        ForeignKeyConstraint(["organisation_id", "deal_id"], ["aml_deal.organisation_id", "aml_deal.id"]),
        CheckConstraint(ONE_MATTER, name="matter"),
        CheckConstraint("ended_at >= since", name="ended_at"),
        *(
            Index(
                f"uq_aml_block_{column}",
                "organisation_id",
                column,
                unique=True,
                postgresql_where=text(f"ended_at is null and {column} is not null"),
            )
            for column in ("root_id", "profile_id", "deal_id")
        ),
        Index("ix_aml_block_id", "id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    root_id: Mapped[int | None]
    profile_id: Mapped[int | None]
    deal_id: Mapped[int | None]
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return str(self.since)


_blocking, _block = Block.__table__.alias("blocking"), Block.__table__.alias("blocked")
Contact.blocked_since = column_property(
    select(_blocking.c.since)
    .where(
        _blocking.c.organisation_id == Contact.organisation_id,
        _blocking.c.root_id == Contact.root_id,
        _blocking.c.ended_at.is_(None),
    )
    .correlate_except(_blocking)
    .scalar_subquery(),
    deferred=True,
)
Deal.blocked_since = column_property(
    select(_block.c.since)
    .where(
        _block.c.organisation_id == Deal.organisation_id,
        _block.c.deal_id == Deal.id,
        _block.c.ended_at.is_(None),
    )
    .correlate_except(_block)
    .scalar_subquery(),
    deferred=True,
)


def _owner_name(owner_id: Any) -> Any:
    """As people call him; his account's name where none is known of him."""
    account, person, profile = (one.__table__.alias() for one in (Account, Person, Profile))
    named = (
        func.coalesce(person.c.given_names, profile.c.given_names),
        func.coalesce(person.c.family_name, profile.c.family_name),
    )
    joined = account.outerjoin(person, person.c.id == account.c.person_id).outerjoin(
        profile, profile.c.account_id == account.c.id
    )
    words = func.coalesce(func.nullif(func.btrim(func.concat_ws(" ", *named)), ""), account.c.username)
    asked = select(words).select_from(joined).where(account.c.id == owner_id)
    return column_property(asked.correlate_except(account, person, profile).scalar_subquery(), deferred=True)


Contact.owner_name = _owner_name(Contact.owner_id)
Deal.owner_name = _owner_name(Deal.owner_id)
