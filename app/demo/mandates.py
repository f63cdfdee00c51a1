"""The register of mandates of the demonstration: who was syndic of each association, one after the other.

Immo Peeters brought its own mandates in from a list; those before it are told as they were found. An, Bram and Els
represent it; in two mandates nobody does yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from app.clock import day_of
from app.demo.associations import BUILDINGS, OF_IMMO_PEETERS, Building
from app.demo.cast import AN, BRAM, ELS, Member
from app.demo.enterprises import number_of
from app.demo.governments import IMMO_PEETERS
from models import keyring
from models.syndics import MandateRow, RepresentativeRow
from models.values import EnterpriseNumber
from models.values.mandates import AppointedBy, SyndicCapacity, SyndicKind

SEED = "Mandaten"
LAMBERT, CLAES = (
    ("Syndic Lambert BV", number_of(9_992_005).digits),
    ("Vastgoed Claes BV", number_of(9_992_002).digits),
)
TAKEN_OVER = "Windroos"
"""Where Syndic Lambert still was when Immo Peeters came."""
_COMPANIES = (LAMBERT, CLAES)
_PEOPLE = (
    "Godelieve Ameloot-Baeyens", "Firmin Kesteloot-Dhoore", "Marie-Rose Platteau-Vink", "Hubert Rombaut-Leyssens",
)  # fmt: skip
ACCREDITED = {AN: "500.101", BRAM: "512.345", ELS: "508.777"}
"""By what number each of them stood in the list of the BIV."""
_TURNS = (AN, AN, BRAM, AN, BRAM, ELS, AN, BRAM, None, AN, BRAM, AN)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Portfolio:
    """Whose mandates they are: the organisation, its people by name, and who brought them in when."""

    organisation_id: int
    persons: dict[Member, int | None]
    made_by: int
    now: datetime


def add_mandates(session: Session, portfolio: Portfolio) -> int:
    """Writes all of them; returns how many. In office scope."""
    made: list[MandateRow] = []
    for at, one in enumerate(BUILDINGS):
        rows = list(_before(portfolio, one))
        if one.name.endswith(TAKEN_OVER):
            rows = [_row(portfolio, one, day_of(portfolio.now) - timedelta(days=1400), None, *LAMBERT)]
        if at < OF_IMMO_PEETERS:
            rows.append(_own(portfolio, one, rows[-1].last_day if rows else None))
        made += rows
    session.add_all(made)
    session.flush()
    own = [one for one in made if one.syndic_id is not None]
    for mandate, place in zip(own, range(len(own)), strict=True):
        session.add_all(_represented(portfolio, mandate, _TURNS[place % len(_TURNS)]))
    session.flush()
    return len(made)


def _before(portfolio: Portfolio, one: Building) -> Iterator[MandateRow]:
    """Those who were syndic earlier: up to three, each for some years."""
    random, today = Random(f"{SEED} {one.name}"), day_of(portfolio.now)
    day = today - timedelta(days=random.randint(2600, 4600))
    for _ in range(random.randint(0, 3)):
        last = day + timedelta(days=random.randint(2, 4) * 365)
        if last > today - timedelta(days=500):
            return
        if random.random() < 0.5:
            name, number = random.choice(_COMPANIES)
            yield _row(portfolio, one, day, last, name, number)
        else:
            yield _row(portfolio, one, day, last, random.choice(_PEOPLE))
        day = last + _DAY


def _own(portfolio: Portfolio, one: Building, last_day: date | None) -> MandateRow:
    random, today = Random(f"{SEED} own {one.name}"), day_of(portfolio.now)
    first = last_day + _DAY if last_day is not None else today - timedelta(days=random.randint(420, 2200))
    made = _row(
        portfolio, one, first, None, f"{IMMO_PEETERS.name} BV", EnterpriseNumber.parse(IMMO_PEETERS.number).digits
    )
    made.syndic_id = portfolio.organisation_id
    return made


def _row(
    portfolio: Portfolio, one: Building, first: date, last: date | None, name: str, number: str = ""
) -> MandateRow:
    return MandateRow(
        association_number=number_of(one.base).digits,
        association_name=one.name,
        syndic_kind=SyndicKind.COMPANY if number else SyndicKind.PERSON,
        syndic_name=name,
        syndic_number=number or None,
        capacity=SyndicCapacity.ESTATE_AGENT if number else SyndicCapacity.CO_OWNER,
        appointed_by=AppointedBy.ASSEMBLY,
        decided_on=first - timedelta(days=21),
        first_day=first,
        last_day=last,
        source="import",
        made_by=portfolio.made_by,
        made_at=portfolio.now,
    )


def _represented(portfolio: Portfolio, mandate: MandateRow, by: Member | None) -> Iterator[RepresentativeRow]:
    """Who represents it since it began; half of Bram's took over from An."""
    if by is None:
        return
    first = mandate.first_day
    if by is BRAM and mandate.id % 2:
        change = day_of(portfolio.now) - timedelta(days=200)
        if change > first:
            yield _one(portfolio, mandate, AN, first, change - _DAY)
            first = change
    yield _one(portfolio, mandate, by, first)


def _one(
    portfolio: Portfolio, mandate: MandateRow, who: Member, first: date, last: date | None = None
) -> RepresentativeRow:
    return RepresentativeRow(
        mandate_id=mandate.id,
        given_names=who.given_names,
        family_name=who.family_name,
        number_hash=keyring.installed().lookup_hash(who.number.digits),
        person_id=portfolio.persons[who],
        capacity=SyndicCapacity.ESTATE_AGENT,
        accreditation=ACCREDITED[who],
        first_day=first,
        last_day=last,
        made_at=portfolio.now,
    )
