"""What officers read of reports to the FIU: which they see, what each is about, and what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, select
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
    ids = {kind: {one.id for one in matters.values() if one.kind is kind} for kind in MatterKind}
    offices = {one.organisation_id for one in matters.values()}
    roots = (
        {
            row.id: row.root_id
            for row in session.execute(
                select(RiskProfile.id, RiskProfile.root_id).where(
                    among(RiskProfile.organisation_id, offices), among(RiskProfile.id, ids[MatterKind.PROFILE])
                )
            )
        }
        if ids[MatterKind.PROFILE]
        else {}
    )
    wanted = {*ids[MatterKind.CONTACT], *roots.values()}
    contacts = (
        {
            row.root_id: row
            for row in session.execute(
                select(Contact.id, Contact.root_id, Contact.name).where(
                    among(Contact.organisation_id, offices), among(Contact.root_id, wanted), Contact.head
                )
            )
        }
        if wanted
        else {}
    )
    deals = (
        {
            row.id: row.reference
            for row in session.execute(
                select(Deal.id, Deal.reference).where(
                    among(Deal.organisation_id, offices), among(Deal.id, ids[MatterKind.DEAL])
                )
            )
        }
        if ids[MatterKind.DEAL]
        else {}
    )
    found = {}
    for report_id, matter in matters.items():
        if matter.kind is MatterKind.DEAL:
            found[report_id] = About(matter, deals.get(matter.id, _GONE))
            continue
        contact = contacts.get(roots.get(matter.id, 0) if matter.kind is MatterKind.PROFILE else matter.id)
        found[report_id] = About(matter, contact.name, contact.id) if contact else About(matter, _GONE)
    return found


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
