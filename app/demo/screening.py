"""Contacts of Immo Peeters, some weeks old: who stands on a practice list, and one who was looked at already.

Everybody here is invented, as are the lists.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import events
from app.aml.contacts import add_contact
from app.aml.hits import clear_hit
from app.aml.shelf import Shelf
from app.clock import BRUSSELS, day_of
from app.demo.cast import AN, BRAM, Member
from app.demo.governments import IMMO_PEETERS
from app.demo.plan import working_day
from app.demo.wallets import Office, office_of
from app.policy import Identity, Role
from app.transaction import transaction
from models.aml import Contact, Hit
from models.values import BirthDate, Subject, SubjectKind, SubjectName

_ROLES = {AN: Role.AML_OFFICER, BRAM: Role.AML_MEMBER}


@dataclass(frozen=True)
class _Contact:
    """Who was added how many days ago, by whom; `cleared`: why An found it to be somebody else than the list
    means."""

    ago: int
    by: Member
    name: str
    born: date | None = None
    country: str = "BE"
    firm: bool = False
    cleared: str = ""

    @property
    def subject(self) -> Subject:
        return Subject(
            kind=SubjectKind.ORGANISATION if self.firm else SubjectKind.PERSON,
            names=(SubjectName(self.name),),
            birth_dates=(BirthDate(self.born, self.born),) if self.born else (),
            countries=(self.country,),
        )


_CONTACTS = (
    _Contact(34, AN, "Nadia El Ghazouani-Drăgan",
             cleared="Op haar identiteitskaart staat 2 maart 1991; wie op de lijst staat is van 1974."),
    _Contact(33, BRAM, "Tine Verbruggen-Saelens", date(1990, 6, 12)),
    _Contact(29, BRAM, "Vastgoed Zilvermeeuw bv", date(2014, 3, 3), firm=True),
    _Contact(22, BRAM, "Casper Vandersmissen-Okafor", date(1969, 4, 17)),
    _Contact(22, BRAM, "Gust Boeykens-Achterberg", date(1958, 12, 30)),
    _Contact(17, AN, "Immobilière Les Trois Tilleuls srl", date(2009, 10, 19), firm=True),
    _Contact(13, BRAM, "Fatoumata Diallo-Hellebuyck", date(1986, 1, 23), "FR"),
    _Contact(9, BRAM, "Lieven Droogenbroodt"),
    _Contact(6, AN, "Pieterjan Ostyn-Vermeirsch", date(1993, 8, 8)),
    _Contact(2, BRAM, "Brouwerij De Oude Sluis nv", date(1926, 5, 1), firm=True),
)  # fmt: skip


def add_contacts(session: Session, now: datetime, shelf: Shelf | None = None) -> int:
    """Adds them, each at its own moment, and has An decide on one; returns how many, none where there are contacts
    already. In office scope, once the lists were loaded: nobody gets a letter about it."""
    if session.scalar(select(Contact.id).limit(1)) is not None:
        return 0
    office = office_of(session, IMMO_PEETERS, (AN, BRAM))
    shelf = shelf or Shelf(None)
    with events.quietly(session), transaction(session):
        for at, one in enumerate(_CONTACTS):
            moment = _moment(one.ago, at, now)
            contact = add_contact(session, _who(office, one.by), shelf, one.subject, moment)
            if one.cleared:
                later = min(moment + timedelta(hours=3), now)
                for hit in session.scalars(select(Hit).where(Hit.contact_id == contact.id)).all():
                    clear_hit(session, _who(office, AN), hit.id, one.cleared, hit.version, later)
    return len(_CONTACTS)


def _who(office: Office, member: Member) -> Identity:
    known = office.identity(member)
    return replace(known, roles=known.roles | {_ROLES[member]}, key_level="high")


def _moment(ago: int, at: int, now: datetime) -> datetime:
    """On a working day so long ago, in the morning; no two at once."""
    day = working_day(day_of(now) - timedelta(days=ago))
    return min(datetime.combine(day, time(9, 7 + 4 * at), BRUSSELS).astimezone(UTC), now)
