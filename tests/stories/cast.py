"""The fixed cast: ten people, two governments, three tools and their kinds of right, put in an empty database.

Everybody has the same password. Filip administers Voorbeeldegem, Chloé administers Exempleville, and so is the
strongest stranger there is to Voorbeeldegem; An belongs to both and administers Exempleville only. Bram works
in Voorbeeldegem; Joris is known, but belongs nowhere. Made through the mapper, as what stood there before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.accounts import passwords
from app.policy import Identity, Role
from app.rights.rules import LOCAL_ADMINISTRATOR
from app.transaction import Scope, enter
from models import keyring
from models.accounts import Account, Person, StaffRole
from models.organisations import LOCAL_GOVERNMENT, Membership, Organisation
from models.rights import ContextValue, Right, RightKind, Tool, ToolOwner, ToolRole
from models.values import NationalNumber

PASSWORD = "trage kamelen drinken thee"
VOORBEELDEGEM, EXEMPLEVILLE = "Gemeente Voorbeeldegem", "Commune d'Exempleville"
SINCE = date(2026, 1, 1)

# name: (given names, family name, username, born, order of that day, language)
PEOPLE = {
    "An": ("An", "Peeters", "an.peeters", date(1979, 4, 2), 114, "nl"),
    "Bram": ("Bram", "Claes", "bram.claes", date(1985, 7, 30), 33, "nl"),
    "Chloé": ("Chloé", "Dubois", "chloe.dubois", date(1990, 2, 28), 252, "fr"),
    "Dirk": ("Dirk", "Maes", "dirk.maes", date(1971, 11, 5), 91, "nl"),
    "Els": ("Els", "Wouters", "els.wouters", date(1988, 9, 17), 410, "nl"),
    "Filip": ("Filip", "Janssens", "filip.janssens", date(1982, 6, 21), 175, "nl"),
    "Greet": ("Greet", "De Smet", "greet.desmet", date(1968, 1, 9), 302, "nl"),
    "Hugo": ("Hugo", "Baert", "hugo.baert", date(1975, 12, 24), 57, "nl"),
    "Ines": ("Ines", "Lemaire", "ines.lemaire", date(1994, 8, 13), 298, "fr"),
    "Joris": ("Joris", "Van Damme", "joris.vandamme", date(2001, 5, 3), 21, "nl"),
}
_STAFF = {"Dirk": "helpdesk", "Greet": "central", "Hugo": "finance", "Ines": "counter"}
# name of the relation: (who, where, category, type, first day, last day)
_RELATIONS = {
    "Filip": ("Filip", VOORBEELDEGEM, "employee", "standard", SINCE, None),
    "Bram": ("Bram", VOORBEELDEGEM, "employee", "standard", SINCE, None),
    "An": ("An", VOORBEELDEGEM, "external", "standard", SINCE, date(2027, 12, 31)),
    "An in Exempleville": ("An", EXEMPLEVILLE, "employee", "secretary", SINCE, None),
    "Chloé": ("Chloé", EXEMPLEVILLE, "employee", "standard", SINCE, None),
    "Els": ("Els", EXEMPLEVILLE, "external", "standard", SINCE, None),
}
_EVERY_GOVERNMENT = ["municipality", "city", "province", "social_welfare", "other"]
# code: (names, tool, months, who grants, categories, types, asks for a part, offered)
_KINDS = {
    LOCAL_ADMINISTRATOR: (
        ("Lokaal beheerder", "Administrateur local", "Local administrator"),
        "house",
        24,
        _EVERY_GOVERNMENT,
        ["employee"],
        ["standard", "secretary"],
        False,
        True,
    ),
    "planner": (
        ("Dossiers behandelen", "Traiter les dossiers", "Handle files"),
        "planning",
        12,
        _EVERY_GOVERNMENT,
        ["employee", "external"],
        ["standard", "secretary"],
        False,
        True,
    ),
    "half_year": (
        ("Premies nakijken", "Vérifier les primes", "Check grants"),
        "grants",
        6,
        _EVERY_GOVERNMENT,
        ["employee"],
        ["standard"],
        True,
        True,
    ),
    "withdrawn": (
        ("Oude premies", "Anciennes primes", "Old grants"),
        "grants",
        6,
        _EVERY_GOVERNMENT,
        ["employee"],
        ["standard"],
        False,
        False,
    ),
    "for_cities": (
        ("Stadspremies", "Primes urbaines", "City grants"),
        "grants",
        6,
        ["city"],
        ["employee"],
        ["standard"],
        False,
        True,
    ),
}
_TOOLS = {
    "house": ("Sleutelbos", "Sleutelbos", "Sleutelbos"),
    "planning": ("Omgevingsloket", "Guichet de l'urbanisme", "Planning desk"),
    "grants": ("Premiewijzer", "Guide des primes", "Grant guide"),
}


def national_number(born: date, order: int) -> NationalNumber:
    """The number of the `order`-th child of that day; with a month above 12 none of a real calendar."""
    stem = f"{born:%y%m%d}{order:03}"
    rest = int(("2" if born.year >= 2000 else "") + stem) % 97
    return NationalNumber.parse(f"{stem}{97 - rest:02}")


@dataclass
class Cast:
    """Who and what stands in the database, by the name tests use; ids are the same in every copy of it."""

    organisations: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, NationalNumber] = field(default_factory=dict)
    persons: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    relations: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    authority: dict[str, int] = field(default_factory=dict)

    def administrator(self, name: str = "Filip", where: str = VOORBEELDEGEM) -> Identity:
        """This person as local administrator, signed in with a key of level high."""
        return Identity(
            account_id=self.accounts[name],
            person_id=self.persons[name],
            roles=frozenset({Role.PERSON, Role.LOCAL_ADMINISTRATOR}),
            organisation_id=self.organisations[where],
            key_level="high",
            authority_right_id=self.authority[name],
            session_reference="cast0001",
            address="127.0.0.1",
            name=name,
        )


def assemble(session: Session, now: datetime) -> Cast:
    """Puts the cast on the stage of an empty database; the caller commits."""
    enter(session, Scope.office())
    cast = Cast()
    _organisations(session, cast, now)
    _people(session, cast, now)
    _relations(session, cast, now)
    _catalogue(session, cast)
    for name, where in (("Filip", VOORBEELDEGEM), ("Chloé", EXEMPLEVILLE), ("An in Exempleville", EXEMPLEVILLE)):
        right = standing_right(cast, name, LOCAL_ADMINISTRATOR, date(2026, 6, 1), date(2028, 5, 31), now, where)
        session.add(right)
        session.flush()
        cast.authority[name.split(" ", maxsplit=1)[0]] = right.id
    return cast


def standing_right(
    cast: Cast,
    relation: str,
    kind: str,
    first_day: date,
    last_day: date,
    now: datetime,
    where: str = VOORBEELDEGEM,
) -> Right:
    """A right that was granted before the story begins; the caller adds it."""
    return Right(
        organisation_id=cast.organisations[where],
        membership_id=cast.relations[relation],
        person_id=cast.persons[_RELATIONS[relation][0]],
        kind_id=cast.kinds[kind],
        first_day=first_day,
        last_day=last_day,
        granted_at=now,
        granted_by=cast.accounts["Greet"],
        known_from=now,
    )


def _organisations(session: Session, cast: Cast, now: datetime) -> None:
    for name, number, language in ((VOORBEELDEGEM, "0207501014", "nl"), (EXEMPLEVILLE, "0207499628", "fr")):
        made = Organisation(
            kind=LOCAL_GOVERNMENT,
            government_kind="municipality",
            name=name,
            enterprise_number=number,
            place=name.split(" ")[-1],
            postal_code="9999",
            street="Markt 1",
            language=language,
            created_at=now,
        )
        session.add(made)
        session.flush()
        cast.organisations[name] = made.id


def _people(session: Session, cast: Cast, now: datetime) -> None:
    secret = passwords.hashed(PASSWORD)
    for name, (given_names, family_name, username, born, order, language) in PEOPLE.items():
        number = national_number(born, order)
        person = Person(
            number=number.digits,
            number_hash=keyring.installed().lookup_hash(number.digits),
            masked_number=number.masked(),
            given_names=given_names,
            family_name=family_name,
            birth_date=born,
            sex=str(number.sex),
            source="register",
            created_at=now,
        )
        session.add(person)
        session.flush()
        account = Account(
            username=username,
            first_name="",
            last_name="",
            email=f"{username}@example.be",
            password=secret,
            active=True,
            person_id=person.id,
            language=language,
        )
        session.add(account)
        session.flush()
        cast.numbers[name], cast.persons[name], cast.accounts[name] = number, person.id, account.id
    for name, role in _STAFF.items():
        session.add(StaffRole(account_id=cast.accounts[name], role=role, first_day=SINCE))


def _relations(session: Session, cast: Cast, now: datetime) -> None:
    for name, (who, where, category, kind, first_day, last_day) in _RELATIONS.items():
        made = Membership(
            organisation_id=cast.organisations[where],
            person_id=cast.persons[who],
            category=category,
            type=kind,
            state="confirmed",
            first_day=first_day,
            last_day=last_day,
            created_at=now,
        )
        session.add(made)
        session.flush()
        cast.relations[name] = made.id


def _catalogue(session: Session, cast: Cast) -> None:
    tools = {}
    for code, (nl, fr, en) in _TOOLS.items():
        tool = Tool(code=code, name_nl=nl, name_fr=fr, name_en=en)
        session.add(tool)
        session.flush()
        role = ToolRole(tool_id=tool.id, code="user", name_nl="Gebruiker", name_fr="Utilisateur", name_en="User")
        session.add(role)
        session.flush()
        tools[code] = (tool.id, role.id)
    session.add(ToolOwner(tool_id=tools["planning"][0], person_id=cast.persons["Joris"]))
    for code, (names, tool_code, months, governments, categories, types, asks, offered) in _KINDS.items():
        kind = RightKind(
            tool_id=tools[tool_code][0],
            role_id=tools[tool_code][1],
            code=code,
            name_nl=names[0],
            name_fr=names[1],
            name_en=names[2],
            max_months=months,
            offered=offered,
            government_kinds=governments,
            categories=categories,
            types=types,
            asks_context=asks,
        )
        session.add(kind)
        session.flush()
        cast.kinds[code] = kind.id
    for code, (nl, fr, en) in {
        "youth": ("Jeugd", "Jeunesse", "Youth"),
        "sport": ("Sport", "Sport", "Sport"),
    }.items():
        session.add(ContextValue(kind_id=cast.kinds["half_year"], code=code, name_nl=nl, name_fr=fr, name_en=en))
