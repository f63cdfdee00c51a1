"""The cast: who signs in to the demo, everybody with the same password. Invented, like all names here.

Numbers have right check digits and a counter of 900 or more, which the register hardly ever reaches in a day:
they belong to nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app import clock, events
from app.accounts.people import NewPerson
from app.policy import Identity
from models import keyring
from models.accounts import Account, Person, StaffRole
from models.values import NationalNumber, Sex


@dataclass(frozen=True)
class Member:
    """One of the cast, before anything of it is stored. `at` is the name of the mail domain."""

    username: str
    given_names: str
    family_name: str
    birth_date: date
    sex: Sex
    at: str
    language: str = "nl"
    staff_role: str = ""

    @property
    def number(self) -> NationalNumber:
        """A number of that birth date and sex; 990 and up is kept for the cast."""
        return national_number(self.birth_date, 990 if self.sex is Sex.FEMALE else 991)

    @property
    def email(self) -> str:
        return f"{self.username}@{self.at}.example"

    @property
    def new_person(self) -> NewPerson:
        return NewPerson(self.family_name, self.given_names, self.birth_date, self.sex, "register")


def national_number(birth_date: date, counter: int, added_to_month: int = 0) -> NationalNumber:
    """The number with that counter; 20 or 40 added to the month makes it a BIS number."""
    return checked(
        f"{birth_date:%y}{birth_date.month + added_to_month:02}{birth_date:%d}{counter:03}", birth_date.year
    )


def checked(nine: str, year: int) -> NationalNumber:
    """The number that begins with these nine digits, for somebody born in that year."""
    counted = int(nine) + (2_000_000_000 if year >= 2000 else 0)
    return NationalNumber(f"{nine}{97 - counted % 97:02}")


AN = Member("an.peeters", "An", "Peeters", date(1976, 3, 14), Sex.FEMALE, "immo-peeters")
BRAM = Member("bram.claes", "Bram", "Claes", date(1991, 8, 2), Sex.MALE, "immo-peeters")
CHLOE = Member("chloe.dubois", "Chloé", "Dubois", date(1988, 11, 27), Sex.FEMALE, "elders", "fr")
DIRK = Member("dirk.maes", "Dirk", "Maes", date(1969, 5, 9), Sex.MALE, "sleutelbos", staff_role="helpdesk")
ELS = Member("els.wouters", "Els", "Wouters", date(1983, 1, 30), Sex.FEMALE, "immo-peeters")
FILIP = Member("filip.janssens", "Filip", "Janssens", date(1979, 6, 18), Sex.MALE, "voorbeeldegem")
GREET = Member("greet.desmet", "Greet", "Desmet", date(1972, 9, 5), Sex.FEMALE, "sleutelbos", staff_role="central")
HUGO = Member("hugo.baert", "Hugo", "Baert", date(1965, 12, 11), Sex.MALE, "sleutelbos", staff_role="finance")
INES = Member("ines.lemaire", "Ines", "Lemaire", date(1994, 4, 22), Sex.FEMALE, "sleutelbos", "fr", "counter")
JORIS = Member("joris.vandamme", "Joris", "Van Damme", date(1981, 7, 7), Sex.MALE, "toepassingen")
KATRIEN = Member("katrien.devos", "Katrien", "Devos", date(1968, 2, 16), Sex.FEMALE, "voorbeeldegem")
LIEVE = Member("lieve.goossens", "Lieve", "Goossens", date(1977, 10, 3), Sex.FEMALE, "ocmw-voorbeeldegem")
MARC = Member("marc.hermans", "Marc", "Hermans", date(1964, 8, 25), Sex.MALE, "voorbeeldland")
NELE = Member("nele.willems", "Nele", "Willems", date(1986, 5, 19), Sex.FEMALE, "voorbeeldland")
OLIVIER = Member("olivier.lambert", "Olivier", "Lambert", date(1974, 1, 8), Sex.MALE, "exempleville", "fr")
PASCALE = Member("pascale.simon", "Pascale", "Simon", date(1970, 6, 29), Sex.FEMALE, "exempleville", "fr")

CAST = (
    *(AN, BRAM, CHLOE, DIRK, ELS, FILIP, GREET, HUGO, INES, JORIS),
    *(KATRIEN, LIEVE, MARC, NELE, OLIVIER, PASCALE),
)
ACCOUNTS = tuple(member.username for member in CAST)


# Nobody made a relation with them yet: only the register of persons knows them.
NEWCOMERS = (
    Member("lotte.hermans", "Lotte", "Hermans", date(1997, 3, 4), Sex.FEMALE, "elders"),
    Member("mehdi.benali", "Mehdi", "Ben Ali", date(1990, 12, 2), Sex.MALE, "elders", "fr"),
    Member("anneke.vandenbroeck", "Anneke", "Van den Broeck", date(1962, 7, 19), Sex.FEMALE, "elders"),
)


def register_of_persons() -> str:
    """The register's file: the cast and the newcomers, one line each."""
    return "".join(
        f"{one.number.digits};{one.family_name};{one.given_names};{one.birth_date.isoformat()};{one.sex}\n"
        for one in (*CAST, *NEWCOMERS)
    )


def add_member(session: Session, actor: Identity | None, member: Member, now: datetime) -> int:
    """A person of the cast whom no local administrator added: known through the office. Returns the id."""
    number, new = member.number, member.new_person
    person = Person(
        number=number.digits,
        number_hash=keyring.installed().lookup_hash(number.digits),
        masked_number=number.masked(),
        family_name=new.family_name,
        given_names=new.given_names,
        birth_date=new.birth_date,
        sex=new.sex,
        source=new.source,
        created_at=now,
    )
    session.add(person)
    session.flush()
    events.record(
        session,
        events.Tag.PERSON_ADDED,
        events.Subject("person", person.id, person_id=person.id),
        actor,
        now,
        facts={"source": new.source},
        personal={"after": {"family_name": new.family_name, "given_names": new.given_names}},
    )
    return person.id


def open_account(
    session: Session, actor: Identity | None, member: Member, person_id: int, password_hash: str, now: datetime
) -> int:
    """The account of a member, with his staff role when he has one; returns its id."""
    account = Account(
        username=member.username,
        first_name="",
        last_name="",
        email=member.email,
        password=password_hash,
        active=True,
        person_id=person_id,
        language=member.language,
        created_on=now.replace(tzinfo=None),
        changed_on=now.replace(tzinfo=None),
    )
    session.add(account)
    session.flush()
    account_id = int(account.id)
    subject = events.Subject("account", account_id, person_id=person_id)
    events.record(
        session,
        events.Tag.ACCOUNT_MADE,
        subject,
        actor,
        now,
        facts={"role": member.staff_role} if member.staff_role else {},
    )
    if member.staff_role:
        session.add(StaffRole(account_id=account_id, role=member.staff_role, first_day=clock.day_of(now)))
        session.flush()
    return account_id
