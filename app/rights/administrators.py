"""Who administers an organisation: told by name to whoever signed in; and which governments will have nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, bindparam, select, text
from sqlalchemy.orm import Session
from sqlalchemy.types import BigInteger, Date

from app.rights.rules import LOCAL_ADMINISTRATOR
from models.rights import Right, RightKind
from models.values import SearchText

MOST_FOUND = 20
WARNED = timedelta(days=30)

_FOUND = text("select * from house_organisations_found(:words, :wanted, :wanted_id, :most)")
_OF = text("select given_names, family_name, capacity from house_administrators_of(:organisation_id, :on_day)")
# The first day of the coming ones on which nobody's right to administer counts: what is left of those days.
_UNCOVERED = (
    "datemultirange(daterange(:today, least(:until, coalesce(o.merged_on - 1, :until)), '[]'))"
    " - coalesce(range_agg(daterange(r.first_day, r.last_day, '[]')) filter (where r.id is not null), '{}')"
)
_WITHOUT = f"""select o.id, o.name, lower({_UNCOVERED}) as from_day from organisation o
    left join rights_right r on r.organisation_id = o.id and r.revoked_at is null and r.last_day >= :today
        and r.kind_id in (select k.id from rights_kind k where k.code = '{LOCAL_ADMINISTRATOR}')
    where o.kind = 'local_government' and (o.merged_on is null or o.merged_on > :today)
    group by o.id, o.name, o.sort_name having not isempty({_UNCOVERED})"""  # noqa: S608


@dataclass(frozen=True)
class FoundOrganisation:
    """An organisation as anybody may find it, and from which day on another government is in its place."""

    id: int
    name: str
    place: str
    kind: str
    government_kind: str | None
    merged_on: date | None = None
    merged_into_id: int | None = None


@dataclass(frozen=True)
class Administrator:
    """Somebody who administers, by name; `capacity` says what makes him so."""

    name: str
    capacity: str


@dataclass(frozen=True)
class Unadministered:
    """A government, and the first day from today on which nobody administers it."""

    organisation_id: int
    name: str
    from_day: date


def organisations_found(session: Session, sought: SearchText) -> list[FoundOrganisation]:
    """Organisations by the words of their name, or by enterprise number; at most twenty, by name."""
    if not (sought.words or sought.enterprise):
        return []
    return _found(session, words=list(sought.words), wanted=sought.enterprise or "", wanted_id=None)


def organisation_found(session: Session, organisation_id: int) -> FoundOrganisation | None:
    """That one, whoever asks; None where there is none."""
    return next(iter(_found(session, words=[], wanted="", wanted_id=organisation_id)), None)


def _found(session: Session, **wanted: object) -> list[FoundOrganisation]:
    return [FoundOrganisation(*row) for row in session.execute(_FOUND, {**wanted, "most": MOST_FOUND})]


def administrators_of(session: Session, organisation_id: int, day: date) -> list[Administrator]:
    """Who administers it on that day, by name."""
    rows = session.execute(_OF, {"organisation_id": organisation_id, "on_day": day})
    return [Administrator(f"{given_names} {family_name}", capacity) for given_names, family_name, capacity in rows]


def governments_without(session: Session, today: date, most: int) -> list[Unadministered]:
    """Local governments with nobody on a day of the coming month, the first to be so first. In office scope."""
    rows = session.execute(
        text(f"{_WITHOUT} order by from_day, o.sort_name, o.id limit :most"),
        {"today": today, "until": today + WARNED, "most": most},
    )
    return [Unadministered(*row) for row in rows]


def without_administrator(today: date, until: date) -> Select[tuple[int]]:
    """The ids of those governments, for a condition on organisations."""
    own = text(f"select id from ({_WITHOUT}) uncovered").bindparams(  # noqa: S608 - of our own making
        bindparam("today", today, Date), bindparam("until", until, Date)
    )
    return own.columns(id=BigInteger)  # type: ignore[return-value]


def in_force_administrators(session: Session, organisation_id: int, day: date, kind_id: int) -> frozenset[int]:
    """The local administrators' rights in force, locked; none for another kind of right.

    Of two who take the role from each other at once, one is refused.
    """
    return frozenset(
        session.scalars(
            select(Right.id)
            .join(RightKind, RightKind.id == Right.kind_id)
            .where(
                Right.organisation_id == organisation_id,
                Right.kind_id == kind_id,
                RightKind.code == LOCAL_ADMINISTRATOR,
                Right.first_day <= day,
                Right.last_day >= day,
                Right.revoked_at.is_(None),
            )
            .order_by(Right.id)
            .with_for_update(of=Right)
        )
    )
