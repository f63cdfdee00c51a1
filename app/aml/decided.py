"""What was decided about contacts of an office, and what stands around a version of one. Reading only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, cast, false, func, literal_column, null, or_, select
from sqlalchemy.dialects.postgresql import JSONPATH, aggregate_order_by
from sqlalchemy.orm import Session, aliased, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from app.aml.keeping import ContactFacts
from app.aml.kept import contact_columns, contact_told
from app.aml.profiled import Profiles, profiles_column, profiles_read
from app.aml.queries import visible_to
from app.aml.vigilance.file import File
from app.aml.vigilance.level import Assessment
from app.aml.vigilance.rule_set import RuleSet
from app.errors import Missing
from app.policy import Identity, Permission, may
from models import aml
from models.accounts import Account
from models.aml import Contact, ContactDecision, Evidence
from models.documents import Document


def decisions_visible_to(who: Identity) -> ColumnElement[bool]:
    """The decisions this reader may see: those of the organisation he works for in the tool."""
    if not may(who, Permission.CONTACT_SEE) or who.organisation_id is None:
        return false()
    return ContactDecision.organisation_id == who.organisation_id


def along() -> tuple[ORMOption, ...]:
    """What the record of a decision reads along; a function, as loader options aren't made while modules load."""
    return (
        joinedload(ContactDecision.contact).joinedload(Contact.organisation),
        joinedload(ContactDecision.rule_set),
        joinedload(ContactDecision.decider),
    )


def decision_record(session: Session, who: Identity, decision_id: int) -> ContactDecision:
    """One decision. Raises Missing when it isn't there or isn't yours."""
    found = session.scalars(
        select(ContactDecision)
        .where(ContactDecision.id == decision_id, decisions_visible_to(who))
        .options(*along())
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise Missing("contact_decision", decision_id)
    return found


@dataclass(frozen=True)
class Version:
    """A version of a contact among its others, with what was decided of it; `decision_id` None: nothing yet."""

    id: int
    number: int
    state: str
    head: bool
    made_at: datetime
    made_by: str
    level: str | None = None
    decision_id: int | None = None
    verdict: str = ""
    decided_level: str | None = None
    decided_at: datetime | None = None
    decided_by: str = ""
    reason: str = ""
    rules: int = 0


@dataclass(frozen=True)
class OnFile:
    """A file that proves something, in this version."""

    id: int
    kind: str
    name: str
    size: int
    added_at: datetime
    added_by: str


@dataclass(frozen=True)
class Other:
    """A contact that counts for this one, in the version lists show."""

    id: int
    name: str


@dataclass(frozen=True)
class Dossier:
    """A version of a contact and what stands around it. `versions` the latest first. Of a version that was decided
    `file`, `result` and `rules` are the decision's; of another one `rules` are those in force, None for none."""

    contact: Contact
    versions: Sequence[Version]
    evidence: Sequence[OnFile]
    others: Mapping[int, Other]
    rules: RuleSet | None
    file: File | None
    result: Assessment | None
    profiles: Profiles
    # Until when it is kept, where that was asked.
    kept: ContactFacts | None = None

    @property
    def id(self) -> int:
        return self.contact.id

    @property
    def organisation_id(self) -> int:
        return self.contact.organisation_id

    @property
    def mine(self) -> Version:
        """This version."""
        return next(one for one in self.versions if one.id == self.contact.id)

    @property
    def open(self) -> Version | None:
        """The version that is worked on, if there is one."""
        return next((one for one in self.versions if one.state == "draft"), None)

    @property
    def shown(self) -> Version | None:
        """The version that counts: the last one decided, or before that the first."""
        return next((one for one in self.versions if one.head and one.state != "dropped"), None)

    def __str__(self) -> str:
        return self.contact.name


def dossier_of(
    session: Session, who: Identity, contact_id: int, *options: ORMOption, kept: bool = False
) -> Dossier:
    """One version with what stands around it, in one question; `kept`: until when, too. Raises Missing when it
    isn't there or isn't yours."""
    also = contact_columns(who.organisation_id or 0) if kept else ()
    row = session.execute(
        select(Contact, _versions(), _evidence(), _others(), _decided(), profiles_column(), *also)
        .where(Contact.id == contact_id, visible_to(who))
        .options(*options)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise Missing("contact", contact_id)
    contact, versions, evidence, others, decided, profiles = row[:6]
    rules, file, result = decided or (None, None, None)
    return Dossier(
        contact=contact,
        versions=[_version(one) for one in versions],
        evidence=[
            OnFile(**{**one, "added_at": datetime.fromisoformat(one["added_at"])}) for one in evidence or ()
        ],
        others={one["root_id"]: Other(one["id"], one["name"]) for one in others or ()},
        rules=RuleSet.read(rules) if rules else None,
        file=File.read(file) if file else None,
        result=Assessment.read(result) if result else None,
        profiles=profiles_read(profiles),
        kept=contact_told(row) if kept else None,
    )


def _version(told: dict[str, Any]) -> Version:
    days = {name: datetime.fromisoformat(told[name]) for name in ("made_at", "decided_at") if told[name]}
    return Version(**{name: value for name, value in {**told, **days}.items() if value is not None})


def _row(**columns: Any) -> Any:
    return func.jsonb_build_object(*(one for pair in columns.items() for one in pair))


def _versions() -> Any:
    version, decision, rules = aliased(Contact), aliased(ContactDecision), aliased(aml.RuleSet)
    maker, decider = aliased(Account), aliased(Account)
    row = _row(
        id=version.id, number=version.number, state=version.state, level=version.level, head=version.head,
        made_at=version.made_at, made_by=maker.username, decision_id=decision.id, verdict=decision.verdict,
        decided_level=decision.level, decided_at=decision.decided_at, decided_by=decider.username,
        reason=decision.reason, rules=rules.number,
    )  # fmt: skip
    same = and_(decision.organisation_id == version.organisation_id, decision.contact_id == version.id)
    return (
        select(func.jsonb_agg(aggregate_order_by(row, version.number.desc())))
        .select_from(version)
        .outerjoin(maker, maker.id == version.made_by)
        .outerjoin(decision, same)
        .outerjoin(rules, rules.id == decision.rule_set_id)
        .outerjoin(decider, decider.id == decision.decided_by)
        .where(version.organisation_id == Contact.organisation_id, version.root_id == Contact.root_id)
        .correlate(Contact)
        .scalar_subquery()
        .label("versions")
    )


def _evidence() -> Any:
    row = _row(
        id=Evidence.id, kind=Evidence.kind, name=Document.name, size=Document.size, added_at=Evidence.added_at,
        added_by=Account.username,
    )  # fmt: skip
    same = and_(Document.organisation_id == Evidence.organisation_id, Document.id == Evidence.document_id)
    return (
        select(func.jsonb_agg(aggregate_order_by(row, Evidence.kind, Evidence.id)))
        .select_from(Evidence)
        .join(Document, same)
        .outerjoin(Account, Account.id == Evidence.added_by)
        .where(
            Evidence.organisation_id == Contact.organisation_id,
            Evidence.contact_id == Contact.id,
            Evidence.removed_at.is_(None),
        )
        .correlate(Contact)
        .scalar_subquery()
        .label("evidence")
    )


_NAMED = "$.dealing.principal_id, $.representative_id, $.ownership.holders[*].contact_id"


def _others() -> Any:
    """Those that the details name: for whom it acts, who represents it, who owns it."""
    other = aliased(Contact)
    named = [
        select(
            cast(
                func.jsonb_path_query(Contact.details, cast(path, JSONPATH)).op("#>>")(literal_column("'{}'")),
                BigInteger,
            )
        ).correlate(Contact)
        for path in _NAMED.split(", ")
    ]
    return (
        select(func.jsonb_agg(_row(root_id=other.root_id, id=other.id, name=other.name)))
        .where(
            other.organisation_id == Contact.organisation_id,
            other.head,
            or_(*(other.root_id.in_(one) for one in named)),
        )
        .correlate(Contact)
        .scalar_subquery()
        .label("others")
    )


def _decided() -> Any:
    """The rules, the file and the result of this version's decision; before there is one, the rules in force."""
    of_decision = aliased(aml.RuleSet)
    decided = (
        select(func.jsonb_build_array(of_decision.data, ContactDecision.file, ContactDecision.result))
        .select_from(ContactDecision)
        .join(of_decision, of_decision.id == ContactDecision.rule_set_id)
        .where(
            ContactDecision.organisation_id == Contact.organisation_id, ContactDecision.contact_id == Contact.id
        )
        .correlate(Contact)
        .scalar_subquery()
    )
    in_force = (
        select(func.jsonb_build_array(aml.RuleSet.data, null(), null()))
        .where(aml.RuleSet.state == "published")
        .order_by(aml.RuleSet.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(decided, in_force).label("decided")
