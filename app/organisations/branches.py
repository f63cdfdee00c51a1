"""Branches of an organisation: opened, changed and closed by its managers; members are put in one, or in none.

The establishment unit number is the business register's: one that it gives to another enterprise is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, select, true
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import ORMOption

from app import clock, events
from app.errors import Missing, Refusal, Stale
from app.organisations.businesses import Unit, unit_with, units_of
from app.policy import Identity, Permission, may, require
from app.transaction import refuse_as
from models.organisations import Branch, Invitation, Member, Organisation, Placement
from models.values import EnterpriseNumber, EstablishmentNumber

refuse_as("uq_organisation_branch_unit_number", "organisations.branch.exists", field="unit_number")
refuse_as("uq_organisation_placement_open", "form.changed_meanwhile")
MOST = 500


@dataclass(frozen=True)
class BranchDetails:
    """A branch as its manager tells it; `number` None where it has no establishment unit number of its own."""

    name: str
    number: EstablishmentNumber | None
    street: str = ""
    postal_code: str = ""
    place: str = ""


def visible_to(who: Identity) -> ColumnElement[bool]:
    """The branches this reader may see: those of the organisation he manages; for the desk, all."""
    if not may(who, Permission.MEMBER_SEE):
        return false()
    return true() if who.is_staff else Branch.organisation_id == who.organisation_id


def open_branches(session: Session, organisation_id: int) -> list[Branch]:
    """The branches that are open, by name."""
    return list(
        session.scalars(
            select(Branch)
            .where(Branch.organisation_id == organisation_id, Branch.closed_on.is_(None))
            .order_by(Branch.name, Branch.id)
            .limit(MOST)
        )
    )


def open_branch_of(session: Session, organisation_id: int, branch_id: int) -> Branch:
    """An open branch of that organisation, kept from closing meanwhile. Raises Missing."""
    found = session.scalars(
        select(Branch)
        .where(Branch.id == branch_id, Branch.organisation_id == organisation_id, Branch.closed_on.is_(None))
        .with_for_update(read=True)
    ).one_or_none()
    if found is None:
        raise Missing("branch", branch_id)
    return found


def units_to_add(session: Session, organisation_id: int, language: str) -> list[Unit]:
    """What the business register has of this enterprise and isn't a branch here yet, by number."""
    number = _own_number(session, organisation_id)
    here = {one.unit_number for one in open_branches(session, organisation_id)}
    return [one for one in units_of(session, number, language) if one.number.digits not in here]


def members_in(session: Session, branch: Branch, *along: ORMOption) -> list[Member]:
    """Who is in it today, by name; nobody once it is closed. `along`: what is read of each besides."""
    return list(
        session.scalars(
            select(Member)
            .join(Placement, Placement.membership_id == Member.id)
            .where(
                Placement.branch_id == branch.id,
                Placement.ended_on.is_(None),
                Member.state == "confirmed",
                Member.organisation_id == branch.organisation_id,
            )
            .options(*along)
            .order_by(Member.sort_name, Member.id)
        )
    )


def open_branch(session: Session, actor: Identity, details: BranchDetails, now: datetime) -> Branch:
    """Adds a branch to the organisation the actor manages.

    Raises Forbidden, Refusal organisations.branch.of_another, .exists, .too_many.
    """
    require(actor, Permission.ORGANISATION_CHANGE)
    organisation_id = actor.organisation_id or 0
    _check_number(session, organisation_id, details.number)
    standing = select(func.count()).select_from(Branch)
    if (
        session.scalar(standing.where(Branch.organisation_id == organisation_id, Branch.closed_on.is_(None)))
        == MOST
    ):
        raise Refusal("organisations.branch.too_many", most=MOST)
    made = Branch(organisation_id=organisation_id, opened_on=clock.day_of(now), **_columns(details))
    session.add(made)
    session.flush()
    _record(session, events.Tag.BRANCH_OPENED, made, actor, now)
    return made


def change_branch(
    session: Session, actor: Identity, branch_id: int, version: int, details: BranchDetails, now: datetime
) -> Branch:
    """Other name, number or address. Raises Forbidden, Missing, Stale, Refusal organisations.branch.of_another,
    .exists, .over."""
    branch = _to_change(session, actor, branch_id, version)
    new = _columns(details)
    if new["unit_number"] != branch.unit_number:
        _check_number(session, branch.organisation_id, details.number)
    changed = {name: value for name, value in new.items() if getattr(branch, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(branch, name, value)
        session.flush()
        _record(session, events.Tag.BRANCH_CHANGED, branch, actor, now)
    return branch


def close_branch(session: Session, actor: Identity, branch_id: int, version: int, now: datetime) -> Branch:
    """The branch is no more from today; who was in it is in none, and so is who was invited for it.

    Raises Forbidden, Missing, Stale, Refusal organisations.branch.over.
    """
    branch = _to_change(session, actor, branch_id, version)
    today = clock.day_of(now)
    for one in session.scalars(
        select(Placement).where(Placement.branch_id == branch.id, Placement.ended_on.is_(None)).with_for_update()
    ):
        one.ended_on = today
    for invited in session.scalars(
        select(Invitation)
        .where(Invitation.branch_id == branch.id, Invitation.accepted_at.is_(None))
        .with_for_update()
    ):
        invited.branch_id = None
    branch.closed_on = today
    session.flush()
    _record(session, events.Tag.BRANCH_CLOSED, branch, actor, now)
    return branch


def place_member(session: Session, actor: Identity, member: Member, branch_id: int | None, now: datetime) -> None:
    """Puts a member in a branch of his organisation from today, or in none. Raises Missing."""
    today = clock.day_of(now)
    standing = session.scalars(
        select(Placement)
        .where(Placement.membership_id == member.id, Placement.ended_on.is_(None))
        .with_for_update()
    ).one_or_none()
    if (standing.branch_id if standing is not None else None) == branch_id:
        return
    if standing is not None:
        standing.ended_on = today
        session.flush()
    name = ""
    if branch_id is not None:
        name = open_branch_of(session, member.organisation_id, branch_id).name
        session.add(
            Placement(
                organisation_id=member.organisation_id,
                membership_id=member.id,
                branch_id=branch_id,
                placed_on=today,
            )
        )
    session.flush()
    session.expire(member, ["branch"])
    subject = events.Subject("member", member.id, member.organisation_id, member.person_id)
    facts = {"account_id": member.account_id, "branch_id": branch_id, "named": name}
    events.record(session, events.Tag.MEMBER_PLACED, subject, actor, now, facts=facts)


def _to_change(session: Session, actor: Identity, branch_id: int, version: int) -> Branch:
    branch = session.scalars(
        select(Branch)
        .where(Branch.id == branch_id, visible_to(actor))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if branch is None:
        raise Missing("branch", branch_id)
    require(actor, Permission.ORGANISATION_CHANGE, branch)
    if branch.closed_on is not None:
        raise Refusal("organisations.branch.over")
    if branch.version != version:
        raise Stale("branch", branch_id)
    return branch


def _check_number(session: Session, organisation_id: int, number: EstablishmentNumber | None) -> None:
    """What the register doesn't know is taken on the manager's word: it is a day or a month behind."""
    told = unit_with(session, number, "nl") if number is not None else None
    if told is not None and told.enterprise != _own_number(session, organisation_id):
        raise Refusal("organisations.branch.of_another", field="unit_number", enterprise=str(told.enterprise))


def _own_number(session: Session, organisation_id: int) -> EnterpriseNumber:
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise Missing("organisation", organisation_id)
    return EnterpriseNumber(organisation.enterprise_number)


def _columns(details: BranchDetails) -> dict[str, str | None]:
    return {
        "name": details.name,
        "unit_number": details.number.digits if details.number is not None else None,
        "street": details.street,
        "postal_code": details.postal_code,
        "place": details.place,
    }


def _record(session: Session, tag: events.Tag, branch: Branch, actor: Identity, now: datetime) -> None:
    subject = events.Subject("branch", branch.id, branch.organisation_id)
    events.record(session, tag, subject, actor, now, facts={"name": branch.name})
