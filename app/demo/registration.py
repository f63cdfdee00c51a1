"""How the demo begins: staff, tools, organisations, and the first two administrators of each government.

The central team registers a government and gives its secretary the first administrator's right; he appoints the
second; from then on each renews the other's, since nobody extends his own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from app.clock import day_of
from app.demo.cast import (
    AN,
    BRAM,
    CHLOE,
    DIRK,
    ELS,
    GREET,
    HUGO,
    INES,
    JORIS,
    Member,
    add_member,
    open_account,
)
from app.demo.functions import Function
from app.demo.governments import IMMO_PEETERS, GovernmentHome, appoint, join, register
from app.demo.history import Administrator, Government, play
from app.demo.people import Human, Post
from app.demo.plan import Arrival, Draw, Grant, working_day
from app.demo.tools import add_tools
from app.organisations.joining import WorkDetails, admit
from app.organisations.representatives import take_over
from app.outside.businesses import Represents
from app.policy import Identity, Role
from app.rights.rules import LOCAL_ADMINISTRATOR
from app.transaction import Scope, within
from models.rights import RightKind
from models.values import EnterpriseNumber, last_day_within

_DAY = timedelta(days=1)
_STAFF = (DIRK, HUGO, INES, JORIS, CHLOE)
_OFFICE = ((AN, "Zaakvoerder"), (BRAM, "Medewerker"), (ELS, "Antiwitwas-verantwoordelijke"))
_SIGNED = {"nl": "Ondertekende gebruiksvoorwaarden", "fr": "Conditions d'utilisation signées"}
_SECOND = Function("Stafmedewerker organisatie", "Collaborateur de la direction", (), 0, ())
_BEFORE_THE_END = timedelta(days=5)  # when administrators renew each other's right


@dataclass
class Opened:
    """What stands before the first government works: the central team, the kinds, who has which person."""

    central: Identity
    kinds: dict[str, RightKind]
    persons: dict[Member, int]
    accounts: dict[Member, int]


def open_house(session: Session, password_hash: str, now: datetime) -> Opened:
    """The central team first, then staff, tools and the estate agency; in office scope."""
    persons, accounts = {GREET: add_member(session, None, GREET, now)}, {}
    accounts[GREET] = open_account(session, None, GREET, persons[GREET], password_hash, now)
    central = Identity(
        accounts[GREET], persons[GREET], frozenset({Role.PERSON, Role.CENTRAL}), key_level="high",
        session_reference="5a1e2b3c", address="192.0.2.1",
    )  # fmt: skip
    for member in (*_STAFF, *(member for member, _ in _OFFICE)):
        persons[member] = add_member(session, central, member, now)
        accounts[member] = open_account(session, central, member, persons[member], password_hash, now)
    kinds = add_tools(session, central, persons[JORIS], now)
    office = register(session, central, IMMO_PEETERS, now)
    for member, function in _OFFICE:
        details = WorkDetails(function, member.email)
        admit(session, central, office, accounts[member], details, now, is_manager=member is AN)
    take_over(session, [_manages(AN, day_of(now))], now)
    return Opened(central, kinds, persons, accounts)


def _manages(member: Member, today: date) -> Represents:
    """The manager of the estate agency, as the register of enterprises would tell."""
    return Represents(
        EnterpriseNumber.parse(IMMO_PEETERS.number).digits,
        member.number,
        member.family_name,
        member.given_names,
        "Zaakvoerder",
        today,
        None,
    )


def open_government(
    session: Session, opened: Opened, home: GovernmentHome, seed: str, password_hash: str, now: datetime
) -> Government:
    """The government, and its secretary as first administrator; in office scope."""
    member = home.secretary
    organisation_id = register(session, opened.central, home, now)
    government = Government(organisation_id, Random(f"{seed} {home.number} acts"), opened.kinds)
    if member not in opened.persons:
        opened.persons[member] = add_member(session, opened.central, member, now)
        opened.accounts[member] = open_account(
            session, opened.central, member, opened.persons[member], password_hash, now
        )
    person_id = opened.persons[member]
    membership_id = join(
        session, opened.central, organisation_id, person_id, home.function, member.email, now, "secretary"
    )
    first = Administrator(member, person_id, opened.accounts[member], membership_id, busy=1)
    first.hold(
        appoint(session, opened.central, organisation_id, person_id, membership_id, _SIGNED[home.language], now)
    )
    government.administrators.append(first)
    return government


def appoint_second(
    session: Session,
    opened: Opened,
    government: Government,
    home: GovernmentHome,
    draw: Draw,
    password_hash: str,
    now: datetime,
) -> None:
    """The secretary adds a second administrator, who gets an account; their renewals are added to the acts."""
    secretary, member = government.administrators[0], home.second
    post = Post(Human(member.number, member.new_person), _SECOND, _SECOND.named(home.language), member.email, "")
    arrival = Arrival(now, post, day_of(now) - timedelta(days=1400))
    play(session, government, [arrival])
    with within(session, Scope.office()):
        account_id = open_account(session, opened.central, member, arrival.person_id, password_hash, now)
    opened.persons[member], opened.accounts[member] = arrival.person_id, account_id
    government.administrators.append(
        Administrator(member, arrival.person_id, account_id, arrival.membership_id, busy=3)
    )
    until = last_day_within(day_of(now), home.months)
    first = Grant(now + timedelta(minutes=4), arrival, LOCAL_ADMINISTRATOR, day_of(now), until)
    play(session, government, [first])
    _renew(draw, arrival, until, draw.today + home.ends_in * _DAY if home.ends_in else None)
    signed = Arrival(now, post, day_of(now), None, False, secretary.person_id, secretary.membership_id)
    _renew(draw, signed, secretary.authorities[0].last_day, None)


def _renew(draw: Draw, arrival: Arrival, until: date, ends: date | None) -> None:
    """Each administrator's right is renewed shortly before its end, for as long as a right may last."""
    while until - _BEFORE_THE_END < draw.today:
        at = draw.instant(working_day(until - _BEFORE_THE_END, -1))
        first_day, until = until + _DAY, last_day_within(until + _DAY, 24)
        if ends is not None and first_day <= ends:
            until = min(until, ends)
        reason = draw.reason("renew", 1)
        draw.acts.append(Grant(at, arrival, LOCAL_ADMINISTRATOR, first_day, until, "", reason))
