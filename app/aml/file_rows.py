"""What files of contacts are made of, read in one question however many they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, String, and_, cast, false, func, or_, select, tuple_
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on
from sqlalchemy.orm import Session

from app.aml.queries import shown
from app.aml.vigilance.file import FoundHit, Lists
from models.aml import Contact, CountryList, Evidence, Hit, Listed, SanctionsList, Snapshot
from models.values import Topic
from models.values.identified import EvidenceKind
from models.values.vigilance import ContactState

Root = tuple[int, int]
"""A contact whatever its version: the organisation, and the id of the first version."""


@dataclass(frozen=True)
class FileRow:
    """A contact with its hits that count, by list and key, and the kinds of evidence in its file."""

    contact: Contact
    hits: tuple[FoundHit, ...]
    evidence: tuple[EvidenceKind, ...]


@dataclass(frozen=True)
class FileRows:
    """Versions by id, and the lists that are in force. Who was asked for by root is there in the version lists
    show, and isn't where it was given up."""

    by_id: dict[int, FileRow]
    by_root: dict[Root, FileRow]
    lists: Lists


def lists_in_force(session: Session, day: date) -> Lists:
    """The lists of countries in force on that day, and how far the sanctions lists are loaded."""
    return _lists(session.execute(select(_countries(day), _edition())).one())


def file_rows(session: Session, contacts: Sequence[Contact], roots: set[Root], day: date) -> FileRows:
    """Rows of these versions, at least one, and of these roots."""
    versions = tuple_(Contact.organisation_id, Contact.id).in_({(one.organisation_id, one.id) for one in contacts})
    others = tuple_(Contact.organisation_id, Contact.root_id).in_(roots) if roots else false()
    rows = session.execute(
        select(Contact, _hits(), _evidence(), _countries(day), _edition()).where(
            or_(versions, and_(shown(), others))
        )
    ).all()
    made = [
        FileRow(
            row.Contact,
            tuple(_hit(told) for told in row.hits or ()),
            tuple(sorted(EvidenceKind(one) for one in row.evidence or ())),
        )
        for row in rows
    ]
    heads = {(one.contact.organisation_id, one.contact.root_id): one for one in made if _is_shown(one.contact)}
    return FileRows({one.contact.id: one for one in made}, heads, _lists(rows[0]))


def _is_shown(contact: Contact) -> bool:
    return contact.head and contact.state != ContactState.DROPPED


def _lists(row: Any) -> Lists:
    told = {code: tuple(countries) for code, countries in (row.countries or {}).items()}
    return Lists(told.get("high_risk", ()), told.get("tax", ()), row.edition or 0)


def _hit(told: dict[str, Any]) -> FoundHit:
    return FoundHit(**{**told, "topics": tuple(Topic(one) for one in told["topics"])})


def _hits() -> Any:
    told = func.jsonb_build_object(
        *("list_code", SanctionsList.code, "key", Hit.key, "topics", Listed.topics, "state", Hit.state),
        *("score", cast(Hit.score, String), "judged", func.encode(Hit.judged, "hex")),
    )
    mine = and_(Hit.organisation_id == Contact.organisation_id, Hit.contact_id == Contact.id)
    return (
        select(func.jsonb_agg(aggregate_order_by(told, Hit.list_id, Hit.key)))
        .join(SanctionsList, SanctionsList.id == Hit.list_id)
        .join(Listed, Listed.id == Hit.listed_id)
        .where(mine, Hit.closed_at.is_(None))
        .correlate(Contact)
        .scalar_subquery()
        .label("hits")
    )


def _evidence() -> Any:
    mine = and_(Evidence.organisation_id == Contact.organisation_id, Evidence.contact_id == Contact.id)
    return (
        select(func.array_agg(Evidence.kind.distinct()))
        .where(mine, Evidence.removed_at.is_(None))
        .correlate(Contact)
        .scalar_subquery()
        .label("evidence")
    )


def _countries(day: date) -> Any:
    """The latest of each list that has come, by its code."""
    latest = (
        select(CountryList.code, CountryList.countries)
        .where(CountryList.since <= day)
        .ext(distinct_on(CountryList.code))
        .order_by(CountryList.code, CountryList.since.desc())
        .subquery()
    )
    found: ScalarSelect[Any] = select(func.jsonb_object_agg(latest.c.code, latest.c.countries)).scalar_subquery()
    return found.label("countries")


def _edition() -> Any:
    return select(func.max(Snapshot.edition)).scalar_subquery().label("edition")
