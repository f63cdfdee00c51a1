"""Packages: an organisation names sets of rights per function. Changing one changes no right that stands."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from app import events
from app.errors import Missing, Refusal, Stale
from app.events import Subject
from app.policy import Identity, Permission, may, require
from app.rights.sets import Wanted
from app.transaction import refuse_as
from models.rights import ContextValue, Package, PackageLine, RightKind

refuse_as("uq_rights_package_organisation_id_name", "rights.package.name_taken", field="name")


def visible_to(who: Identity) -> ColumnElement[bool]:
    """The packages of one's own organisation; for staff, all."""
    if not may(who, Permission.RIGHT_SEE):
        return false()
    return true() if who.is_staff else Package.organisation_id == who.organisation_id


def package_record(session: Session, who: Identity, package_id: int) -> Package:
    """One package with its lines. Raises Missing."""
    found = session.scalars(
        select(Package)
        .where(Package.id == package_id, visible_to(who))
        .options(selectinload(Package.lines).joinedload(PackageLine.kind).joinedload(RightKind.tool))
    ).one_or_none()
    if found is None:
        raise Missing("package", package_id)
    return found


def packages_of(session: Session, who: Identity) -> list[Package]:
    """All packages one may give, by name, with their lines."""
    return list(
        session.scalars(
            select(Package)
            .where(visible_to(who), Package.organisation_id == who.organisation_id)
            .options(selectinload(Package.lines))
            .order_by(Package.name)
        )
    )


def choices(session: Session, kinds: Collection[RightKind]) -> list[tuple[Wanted, RightKind, ContextValue | None]]:
    """Everything these kinds offer to a package: each kind, or each of its parts where it asks for one."""
    asking = [kind.id for kind in kinds if kind.asks_context]
    values: dict[int, list[ContextValue]] = {}
    for value in session.scalars(
        select(ContextValue).where(ContextValue.kind_id.in_(asking)).order_by(ContextValue.code)
    ):
        values.setdefault(value.kind_id, []).append(value)
    found: list[tuple[Wanted, RightKind, ContextValue | None]] = []
    for kind in kinds:
        if kind.asks_context:
            found += [(Wanted(kind.id, value.code), kind, value) for value in values.get(kind.id, [])]
        else:
            found.append((Wanted(kind.id), kind, None))
    return found


def offered_kinds(session: Session, government_kind: str) -> list[RightKind]:
    """The kinds of right such an organisation may grant to anybody."""
    return [
        kind
        for kind in session.scalars(
            select(RightKind)
            .where(RightKind.offered)
            .options(joinedload(RightKind.tool))
            .order_by(RightKind.tool_id, RightKind.name_nl, RightKind.id)
        )
        if government_kind in kind.government_kinds
    ]


def keep_package(
    session: Session,
    actor: Identity,
    package_id: int | None,
    version: int,
    name: str,
    wanted: Collection[Wanted],
    now: datetime,
) -> Package:
    """Makes a package (no id), or gives one another name and other rights.

    Raises Missing, Forbidden, Stale, Refusal rights.package.empty, name_taken.
    """
    require(actor, Permission.PACKAGE_KEEP)
    if actor.organisation_id is None:
        raise Missing("organisation", 0)
    if not wanted:
        raise Refusal("rights.package.empty", field="wanted")
    if package_id is None:
        one = Package(organisation_id=actor.organisation_id, name=name, changed_at=now, lines=[])
        session.add(one)
    else:
        one = package_record(session, actor, package_id)
        require(actor, Permission.PACKAGE_KEEP, one)
        if one.version != version:
            raise Stale("package", package_id)
    one.name, one.changed_at = name, now
    kept = {Wanted(line.kind_id, line.context): line for line in one.lines}
    one.lines = [
        kept.get(w) or PackageLine(organisation_id=one.organisation_id, kind_id=w.kind_id, context=w.context)
        for w in sorted(wanted)
    ]
    session.flush()
    facts = {"name": name, "rights": [w.key for w in sorted(wanted)]}
    events.record(
        session,
        events.Tag.PACKAGE_CHANGED,
        Subject("package", one.id, one.organisation_id),
        actor,
        now,
        facts=facts,
    )
    return one


def remove_package(session: Session, actor: Identity, package_id: int, version: int, now: datetime) -> None:
    """Removes a package; the rights that were given with it stay. Raises Missing, Forbidden, Stale."""
    require(actor, Permission.PACKAGE_KEEP)
    one = package_record(session, actor, package_id)
    require(actor, Permission.PACKAGE_KEEP, one)
    if one.version != version:
        raise Stale("package", package_id)
    session.delete(one)
    session.flush()
    events.record(
        session,
        events.Tag.PACKAGE_REMOVED,
        Subject("package", package_id, one.organisation_id),
        actor,
        now,
        facts={"name": one.name},
    )
