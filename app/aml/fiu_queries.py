"""What officers read of reports to the FIU: which they see, what each is about, and what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, cast, false, null, select
from sqlalchemy.orm import Session

from app.aml.matters import matter_in
from app.errors import Missing
from app.organisations.members import with_names
from app.policy import Identity, Permission, may
from models.aml import Contact, Deal, FiuReport, OfficerAct, RiskProfile
from models.columns import among
from models.organisations import Member
from models.values.matters import Matter, MatterKind

_GONE = "–"


@dataclass(frozen=True)
class About:
    """What a report is about: its name, and of a contact or a risk profile the version that lists show."""

    matter: Matter
    name: str
    contact_id: int | None = None


@dataclass(frozen=True)
class Done:
    """An act, and the name of whoever did it."""

    act: OfficerAct
    by: str


def reports_visible_to(who: Identity) -> ColumnElement[bool]:
    """The reports of the office, for its officers."""
    if not may(who, Permission.FIU_SEE) or who.organisation_id is None:
        return false()
    return FiuReport.organisation_id == who.organisation_id


def abouts(session: Session, reports: Sequence[FiuReport]) -> dict[int, About]:
    """What each of these is about, by the report's id; a few questions, however many they are."""
    return _abouts(session, {one.id: matter_in(one) for one in reports})


def about_matter(session: Session, matter: Matter) -> About:
    """The same of one that isn't reported yet. Raises Missing where it isn't there, or isn't yours."""
    found = _abouts(session, {0: matter})[0]
    if found.name == _GONE:
        raise Missing(str(matter.kind), matter.id)
    return found


def _abouts(session: Session, matters: Mapping[int, Matter]) -> dict[int, About]:
    """One question for each kind that is among them."""
    found: dict[Matter, About] = {}
    for kind, question in (
        (MatterKind.CONTACT, _contacts),
        (MatterKind.PROFILE, _profiles),
        (MatterKind.DEAL, _deals),
    ):
        of_kind = {one for one in matters.values() if one.kind is kind}
        if not of_kind:
            continue
        rows = session.execute(
            question({one.organisation_id for one in of_kind}, {one.id for one in of_kind})
        ).all()
        for row in rows:
            matter = Matter(row.organisation_id, kind, row.id)
            found[matter] = About(matter, row.name, row.contact_id)
    return {report_id: found.get(matter, About(matter, _GONE)) for report_id, matter in matters.items()}


def _contacts(offices: set[int], ids: set[int]) -> Any:
    return select(
        Contact.organisation_id, Contact.root_id.label("id"), Contact.name, Contact.id.label("contact_id")
    ).where(among(Contact.organisation_id, offices), among(Contact.root_id, ids), Contact.head)


def _profiles(offices: set[int], ids: set[int]) -> Any:
    same = (Contact.organisation_id == RiskProfile.organisation_id) & (Contact.root_id == RiskProfile.root_id)
    return (
        select(RiskProfile.organisation_id, RiskProfile.id, Contact.name, Contact.id.label("contact_id"))
        .join(Contact, same & Contact.head)
        .where(among(RiskProfile.organisation_id, offices), among(RiskProfile.id, ids))
    )


def _deals(offices: set[int], ids: set[int]) -> Any:
    return select(
        Deal.organisation_id, Deal.id, Deal.reference.label("name"), cast(null(), BigInteger).label("contact_id")
    ).where(among(Deal.organisation_id, offices), among(Deal.id, ids))


def done_of(session: Session, report: FiuReport) -> list[Done]:
    """Every act on it in its order, each with its person."""
    rows = session.execute(
        select(OfficerAct, Member)
        .outerjoin(
            Member,
            (Member.organisation_id == OfficerAct.organisation_id) & (Member.account_id == OfficerAct.acted_by),
        )
        .where(OfficerAct.organisation_id == report.organisation_id, OfficerAct.report_id == report.id)
        .options(*with_names())
        .order_by(OfficerAct.id, Member.id)
    )
    # Who left and came back is a member twice.
    found = {act.id: Done(act, member.name if member is not None else "–") for act, member in rows}
    return list(found.values())
