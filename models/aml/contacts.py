"""Contacts of an office, as far as lists ask; and hits: where a contact and an entry of a list look alike.

Who stands here is a third party, not somebody with an account: the law has an office keep this, and erasing an
account leaves it.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    UniqueConstraint,
    case,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from models.aml.lists import Listed, SanctionsList, Snapshot
from models.base import Base
from models.columns import Encrypted
from models.organisations import Organisation

REASON = 2000
_URGENCY = "(1000 - score * 1000)::integer * 100 + least(open_facts, 99)"


class Contact(Base):
    """Somebody an office deals with, in one version: `facts` are what is compared (`Subject.told`), `print` their
    fingerprint, `details` all that is known (`PersonDetails` or `OrganisationDetails`), `answers` what was
    answered.

    A version that was decided never changes: who changes a contact makes another version, a copy. All versions
    have one `root_id`, the id of the first. `head`: the one lists show, the last decided or, before that, the
    first. `level`: what the newest rules say of it, as of `assessed_at`; None while they can't.

    `edition`: of the lists, with which they were compared when they were added or last changed, and `screened_at`
    when; None for one that came from a file, until it is compared. What came on a list since is the load's to
    compare, which doesn't touch these rows.
    """

    __tablename__ = "aml_contact"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        CheckConstraint("kind in ('person', 'organisation')", name="kind"),
        CheckConstraint("name <> ''", name="name"),
        CheckConstraint("octet_length(print) = 32", name="print"),
        CheckConstraint("state in ('draft', 'accepted', 'refused', 'replaced', 'dropped')", name="state"),
        CheckConstraint("level in ('simplified', 'standard', 'raised', 'stop')", name="level"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("(state in ('accepted', 'refused')) <= (decided_at is not null)", name="decided_at"),
        CheckConstraint("not head or state <> 'replaced'", name="head"),
        ForeignKeyConstraint(["organisation_id", "copy_of"], ["aml_contact.organisation_id", "aml_contact.id"]),
        UniqueConstraint("organisation_id", "root_id", "number", name="uq_aml_contact_number"),
        Index("uq_aml_contact_head", "organisation_id", "root_id", unique=True, postgresql_where=text("head")),
        Index(
            "uq_aml_contact_draft",
            "organisation_id",
            "root_id",
            unique=True,
            postgresql_where=text("state = 'draft'"),
        ),
        Index(
            "uq_aml_contact_in_force",
            "organisation_id",
            "root_id",
            unique=True,
            postgresql_where=text("state = 'accepted'"),
        ),
        Index("ix_aml_contact_live", "id", postgresql_where=text("state not in ('replaced', 'dropped')")),
        Index("ix_aml_contact_id", "id"),
        Index("ix_aml_contact_sort_name_id", "sort_name", "id"),
        Index("ix_aml_contact_organisation_id_sort_name_id", "organisation_id", "sort_name", "id"),
        Index("ix_aml_contact_made_at_id", "made_at", "id"),
        Index("ix_aml_contact_organisation_id_made_at_id", "organisation_id", "made_at", "id"),
        Index("ix_aml_contact_organisation_id_owner_id", "organisation_id", "owner_id"),
        Index(
            "ix_aml_contact_organisation_id_state_level",
            "organisation_id",
            "state",
            "level",
            postgresql_where=text("head"),
        ),
        Index(
            "ix_aml_contact_organisation_id_decided_at",
            "organisation_id",
            "decided_at",
            postgresql_where=text("head"),
        ),
        Index("ix_aml_contact_uncompared", "id", postgresql_where=text("screened_at is null")),
        Index("ix_aml_contact_words", text("house_words(sort_name)"), postgresql_using="gin"),
        # Whom it names, so that nobody goes who is named.
        Index("ix_aml_contact_named", text("house_named(details)"), postgresql_using="gin"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    id: Mapped[int] = mapped_column(Identity())
    kind: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(500))
    sort_name: Mapped[str] = mapped_column(Computed("house_sort_name(name)", persisted=True))
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    print: Mapped[bytes] = mapped_column(LargeBinary)
    made_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    made_at: Mapped[datetime]
    # Whose file it is in the office: its maker's, until it was handed over.
    owner_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    changed_at: Mapped[datetime]
    edition: Mapped[int] = mapped_column(default=0, server_default="0")
    screened_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    copy_of: Mapped[int | None]
    root_id: Mapped[int] = mapped_column(Computed("coalesce(copy_of, id)", persisted=True))
    number: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")
    state: Mapped[str] = mapped_column(String(10), default="draft", server_default="draft")
    head: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    national_number: Mapped[str | None] = mapped_column(Encrypted("aml_contact.national_number"))
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    # The pages of the wizard that were saved, by their names.
    pages: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default=text("'[]'"))
    level: Mapped[str | None] = mapped_column(String(10))
    assessed_at: Mapped[datetime | None]
    # The fingerprint of what the level rests on beside the file: rules, lists of countries, the day.
    assessed_under: Mapped[bytes | None] = mapped_column(LargeBinary)
    decided_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise", viewonly=True)
    owner: Mapped[Any] = relationship("Account", foreign_keys=[owner_id], lazy="raise", viewonly=True)
    # Read where they are asked for: how many hits wait, and when it was compared last, by itself or by a load.
    open_hits: ClassVar[Any]
    compared_at: ClassVar[Any]
    # Since when it is blocked, whichever version this is; None where it isn't.
    blocked_since: ClassVar[Any]
    # When this version is looked at again and why, where it is in force; and whose file it is, by his name.
    review_on: ClassVar[Any]
    review_why: ClassVar[Any]
    owner_name: ClassVar[Any]

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    def __str__(self) -> str:
        return self.name


class Hit(Base):
    """A contact and an entry that look alike, with both sides' facts as they were: `contact_print`, `judged`.

    What was found never changes; what is decided of it does. When the facts of a side change, the hit closes and,
    if they still look alike, another one opens; when the same facts come back, so does the hit with its decision.
    `edition`: of the lists, when it was found. `comparison`: every feature, as the matcher told them; `open_facts`
    are those that one side lacks. `urgency` is the order in which they are decided: the highest score first, of
    those the one with the fewest open facts.
    """

    __tablename__ = "aml_hit"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        UniqueConstraint(
            "organisation_id", "contact_id", "list_id", "key", "contact_print", "judged", name="uq_aml_hit_facts"
        ),
        ForeignKeyConstraint(["organisation_id", "contact_id"], ["aml_contact.organisation_id", "aml_contact.id"]),
        CheckConstraint("score between 0 and 1", name="score"),
        CheckConstraint("state in ('open', 'cleared', 'confirmed')", name="state"),
        CheckConstraint("(state = 'open') = (decided_at is null)", name="decided_at"),
        CheckConstraint("(decided_at is null) = (decided_by is null)", name="decided_by"),
        CheckConstraint("state <> 'cleared' or reason <> ''", name="reason"),
        CheckConstraint(
            "closed_why in ('', 'contact_changed', 'entry_changed', 'no_longer_listed', 'contact_replaced')",
            name="closed_why",
        ),
        CheckConstraint("(closed_why = '') = (closed_at is null)", name="closed_at"),
        Index(
            "uq_aml_hit_current",
            "organisation_id",
            "contact_id",
            "list_id",
            "key",
            unique=True,
            postgresql_where=text("closed_at is null"),
        ),
        Index("ix_aml_hit_id", "id"),
        Index("ix_aml_hit_found_at_id", "found_at", "id"),
        Index("ix_aml_hit_organisation_id_found_at_id", "organisation_id", "found_at", "id"),
        Index("ix_aml_hit_urgency_id", "urgency", "id"),
        Index("ix_aml_hit_organisation_id_urgency_id", "organisation_id", "urgency", "id"),
        Index(
            "ix_aml_hit_open",
            "organisation_id",
            "urgency",
            "id",
            postgresql_where=text("state = 'open' and closed_at is null"),
        ),
        Index("ix_aml_hit_list_id_key", "list_id", "key", postgresql_where=text("closed_at is null")),
        Index("ix_aml_hit_listed_id", "listed_id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    contact_id: Mapped[int]
    list_id: Mapped[int] = mapped_column(ForeignKey("aml_list.id"))
    key: Mapped[str] = mapped_column(String(200))
    listed_id: Mapped[int] = mapped_column(ForeignKey("aml_listed.id"))
    contact_print: Mapped[bytes] = mapped_column(LargeBinary)
    judged: Mapped[bytes] = mapped_column(LargeBinary)
    score: Mapped[Decimal] = mapped_column(Numeric(4, 3))
    open_facts: Mapped[int] = mapped_column(SmallInteger)
    urgency: Mapped[int] = mapped_column(Integer, Computed(_URGENCY, persisted=True))
    comparison: Mapped[dict[str, Any]] = mapped_column(JSONB)
    edition: Mapped[int]
    found_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(9), default="open", server_default="open")
    reason: Mapped[str] = mapped_column(String(REASON), default="", server_default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    decided_at: Mapped[datetime | None]
    closed_why: Mapped[str] = mapped_column(String(16), default="", server_default="")
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    contact: Mapped[Contact] = relationship(lazy="raise", viewonly=True)
    list: Mapped[SanctionsList] = relationship(lazy="raise", viewonly=True)
    listed: Mapped[Listed] = relationship(lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    def __str__(self) -> str:
        return f"{self.key} {self.score}"


_hit, _load = Hit.__table__.alias("waiting"), Snapshot.__table__.alias("screened")
Contact.open_hits = column_property(
    select(func.count())
    .where(
        _hit.c.organisation_id == Contact.organisation_id,
        _hit.c.contact_id == Contact.id,
        _hit.c.state == "open",
        _hit.c.closed_at.is_(None),
    )
    .correlate_except(_hit)
    .scalar_subquery(),
    deferred=True,
)
# A load that was read isn't compared yet: only one that all contacts were compared with counts. A contact that
# came from a file wasn't compared with anything before it was by itself.
Contact.compared_at = column_property(
    case(
        (
            Contact.screened_at.is_not(None),
            func.greatest(Contact.screened_at, select(func.max(_load.c.screened_at)).scalar_subquery()),
        )
    ),
    deferred=True,
)
