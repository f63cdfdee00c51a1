"""Lists of countries that somebody calls risky: each dated, with its source, loaded from a file by the central
team.

A list that was loaded stays; a later one takes over on its day. An earlier day is fine too: that is history.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import BinaryIO

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session

from app import events
from app.aml import reassessing
from app.aml.lists.reading.countries import country_of
from app.errors import Refusal, refuse
from app.imports.cells import fold
from app.imports.reading.delimited import open_text
from app.policy import Identity, Permission, may, require
from app.transaction import refuse_as
from models.aml import CountryList

refuse_as("uq_aml_country_list_code", "aml.countries.same_day", field="since")
ENDINGS = ("csv", "txt")
SOURCE = 500
MOST_LINES = 1000
MOST_TOLD = 20
"""So many wrong lines are named; a file that has more is another file."""
_SHOWN = 40
# What stands above the codes, in files that say so.
_HEADS = frozenset(
    fold(one) for one in ("code", "country", "country code", "land", "landcode", "landencode", "pays",
                          "code pays", "code du pays", "iso", "iso2", "iso 3166", "alpha-2")
)  # fmt: skip


class CountryListCode(StrEnum):
    """Whose list it is and of what."""

    HIGH_RISK = "high_risk"
    TAX = "tax"


@dataclass(frozen=True)
class NewList:
    """A list to load: codes of ISO 3166-1 in their order."""

    code: CountryListCode
    since: date
    source: str
    countries: tuple[str, ...]


@dataclass(frozen=True)
class Beside:
    """What a list has otherwise than the one before it, by code; `before` is None for the first there is."""

    before: CountryList | None
    came: tuple[str, ...]
    went: tuple[str, ...]


def read_countries(file: BinaryIO, name: str) -> tuple[str, ...]:
    """The codes in a file: one on each line, or in the first column of lines with names beside them; a line with
    heads may stand above. Sorted.

    Raises Refusal imports.file.… for what is no such file, aml.countries.unknown and .twice for each wrong line
    with its number and what stands there, .empty for a file without a country.
    """
    if name.rpartition(".")[2].lower() not in ENDINGS:
        raise Refusal("aml.countries.ending", field="file")
    try:
        found = list(_cells(file))
    except Refusal as problem:
        problem.field = "file"
        raise
    refuse(list(_wrong(found))[:MOST_TOLD])
    if not found:
        raise Refusal("aml.countries.empty", field="file")
    return tuple(sorted(code.upper() for _, code in found))


def load_countries(session: Session, actor: Identity, new: NewList, now: datetime) -> CountryList:
    """Keeps the list; from its day on it counts, and contacts are assessed anew by a worker. In office scope.

    Raises Forbidden, Refusal aml.countries.empty, .unknown, .twice, .source_missing, .source_too_long, .same_day.
    """
    beside = looked_at(session, actor, new)
    made = CountryList(
        code=str(new.code),
        since=new.since,
        source=new.source.strip(),
        countries=sorted(new.countries),
        loaded_by=actor.account_id,
        loaded_at=now,
    )
    session.add(made)
    session.flush()
    reassessing.ask(session)
    facts = {"list": str(new.code), "since": new.since.isoformat(), "count": len(new.countries)}
    facts |= {"came": len(beside.came), "went": len(beside.went)}
    events.record(
        session, events.Tag.COUNTRIES_LOADED, events.Subject("country_list", made.id), actor, now, facts=facts
    )
    return made


def looked_at(session: Session, actor: Identity, new: NewList) -> Beside:
    """What the list would change, before it is loaded. Raises as `load_countries`."""
    require(actor, Permission.RULES_KEEP)
    source, found = new.source.strip(), []
    if not source:
        found.append(Refusal("aml.countries.source_missing", field="source"))
    if len(source) > SOURCE:
        found.append(Refusal("aml.countries.source_too_long", field="source", most=SOURCE))
    if not new.countries:
        found.append(Refusal("aml.countries.empty", field="file"))
    found += _wrong(list(enumerate(new.countries, 1)))
    same = (CountryList.code == new.code, CountryList.since == new.since)
    if session.scalar(select(CountryList.id).where(*same)) is not None:
        found.append(Refusal("aml.countries.same_day", field="since"))
    refuse(found)
    return beside_of(session, new.code, new.since, new.countries)


def beside_of(session: Session, code: str, since: date, countries: Sequence[str]) -> Beside:
    """These countries from that day on, beside the list that stands before it."""
    before = session.scalars(
        select(CountryList)
        .where(CountryList.code == code, CountryList.since < since)
        .order_by(CountryList.since.desc())
        .limit(1)
    ).one_or_none()
    stood = set(before.countries) if before is not None else set()
    return Beside(before, tuple(sorted(set(countries) - stood)), tuple(sorted(stood - set(countries))))


def lists_visible_to(who: Identity) -> ColumnElement[bool]:
    """All of them, for whoever may read the rules."""
    return true() if may(who, Permission.RULES_SEE) else false()


def in_force_ids(session: Session, day: date) -> set[int]:
    """The list of each code that counts on that day."""
    rows = session.execute(
        select(CountryList.id, CountryList.code)
        .where(CountryList.since <= day)
        .order_by(CountryList.code, CountryList.since)
    )
    return set({row.code: row.id for row in rows}.values())


def _cells(file: BinaryIO) -> Iterator[tuple[int, str]]:
    """The number of each line, and what stands first on it; heads left out."""
    file.seek(0)
    _, _, rows = open_text(file, ())
    first = True
    for number, cells in rows:
        text = cells[0].strip()
        if first and fold(text) in _HEADS:
            first = False
            continue
        first = False
        if number > MOST_LINES:
            raise Refusal("aml.countries.too_long", most=MOST_LINES)
        yield number, text


def _wrong(found: Sequence[tuple[int, str]]) -> Iterator[Refusal]:
    seen: dict[str, int] = {}
    for number, text in found:
        code, shown = text.upper(), text[:_SHOWN]
        if len(code) != 2 or country_of(code) != code:
            yield Refusal("aml.countries.unknown", field="file", line=number, value=shown)
        elif code in seen:
            yield Refusal("aml.countries.twice", field="file", line=number, value=shown, first=seen[code])
        else:
            seen[code] = number
