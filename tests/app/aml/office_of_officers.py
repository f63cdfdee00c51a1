"""An office with the tool registered, whose members have their eID linked: An manages it and is AML officer, Bram
and Els are members; and what the tool asks of an officer, where a test wants that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.demo.office_tools import linked_eid
from app.policy import Identity, Role
from app.rights.authority import acting_person
from app.rights.built_in import AML
from app.transaction import Scope, enter, within
from models import keyring
from models.accounts import Account, Accreditation, Person
from models.organisations import Member
from models.rights import Access, Requirement, Tool, ToolRegistration, ToolRole
from tests.app.aml.lists_of_today import MEMBER as WORKS
from tests.app.aml.lists_of_today import OFFICER, aml_office
from tests.app.wallet.offices import NOW, account
from tests.house.crowd import national_number

SINCE = date(2026, 9, 1)
TODAY = NOW.date()
TOMORROW = TODAY + timedelta(days=1)
MANAGER = Role.MANAGER


@dataclass(frozen=True)
class Staffed:
    """The office; each as he acts, and the number of his membership."""

    id: int
    an: Identity
    bram: Identity
    els: Identity
    members: dict[int, int]
    roles: dict[str, int]

    def of(self, who: Identity) -> int:
        return self.members[who.account_id]

    @property
    def manager(self) -> Identity:
        """An as manager, without being officer."""
        return replace(self.an, roles=frozenset({Role.PERSON, Role.MEMBER, MANAGER}))


def staffed(session: Session, *, officer: bool = True) -> Staffed:
    """The session ends in the scope of the office."""
    made = aml_office(session)
    els = account(session, "els")
    session.add(
        Member(
            organisation_id=made.id, account_id=els, state="confirmed", first_day=SINCE, created_at=NOW,
            is_manager=False,
        )
    )  # fmt: skip
    session.execute(update(Account).values(language="en"))
    tool = Tool(code=AML, name_nl="AML", name_fr="AML", name_en="AML", opened_by="manager", key_level="basic")
    session.add(tool)
    session.flush()
    roles = {
        code: ToolRole(tool_id=tool.id, code=code, name_nl=code, name_fr=code, name_en=code)
        for code in ("member", "officer")
    }
    session.add_all(roles.values())
    session.add(
        ToolRegistration(
            organisation_id=made.id, tool_id=tool.id, registered_on=SINCE, registered_by=made.an.account_id
        )
    )
    session.flush()
    found = session.scalars(select(Member).where(Member.organisation_id == made.id)).all()
    members = {one.account_id: one.id for one in found if one.account_id is not None}
    given = {made.bram.account_id: "member", els: "member", made.an.account_id: "officer" if officer else "member"}
    for order, who in enumerate(members, 1):
        known = _known(session, order)
        session.execute(update(Account).where(Account.id == who).values(person_id=known.id))
        session.add(linked_eid(who, NOW))
    session.add_all(
        Access(
            organisation_id=made.id, membership_id=members[who], tool_id=tool.id, role_id=roles[code].id,
            state="user", given_on=SINCE, given_by=made.an.account_id,
        )
        for who, code in given.items()
    )  # fmt: skip
    for one in found:
        one.is_manager = one.account_id == made.an.account_id
    session.flush()
    enter(session, Scope.organisation(made.id))
    an = replace(made.an, roles=frozenset({*(OFFICER if officer else WORKS), MANAGER}))
    return Staffed(
        made.id,
        an,
        made.bram,
        Identity(els, None, WORKS, made.id),
        members,
        {code: one.id for code, one in roles.items()},
    )


def ask_for_biv(session: Session, one: Staffed) -> None:
    """From now on nobody is officer who is no estate agent."""
    with within(session, Scope.office()):
        tool_id = session.scalars(select(Tool.id).where(Tool.code == AML)).one()
        session.add(
            Requirement(
                tool_id=tool_id, role_id=one.roles["officer"], purpose="use", holder="person", registers=["biv"]
            )
        )
        session.flush()


def accredit(session: Session, who: Identity, number: str, last_day: date | None = None) -> None:
    """The institute names him."""
    with within(session, Scope.office()):
        whose = select(Person.number_hash).join(Account, Account.person_id == Person.id)
        holder = session.scalars(whose.where(Account.id == who.account_id)).one()
        session.add(
            Accreditation(register="biv", number=number, holder_hash=holder, first_day=SINCE, last_day=last_day)
        )
        session.flush()


def _known(session: Session, order: int) -> Person:
    """Somebody known by his number."""
    number = national_number(date(1985, 5, 5), order)
    made = Person(
        number=number.digits, number_hash=keyring.installed().lookup_hash(number.digits),
        masked_number=number.masked(), family_name="Lambrecht", given_names=f"Nr{order}", source="register",
        birth_date=date(1985, 5, 5), sex=str(number.sex), created_at=NOW,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def roles_on(session: Session, who: Identity, day: date) -> frozenset[Role]:
    """What the house takes him for in the tool, on that day; asked as at each click."""
    with within(session, Scope.own(who.person_id, who.account_id)):
        _, contexts, _ = acting_person(session, who.person_id, who.account_id, day)
    return next((one.roles for one in contexts if one.organisation_id == who.organisation_id), frozenset())


def at(day: date, hour: int = 9) -> datetime:
    """That hour of the day, UTC."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=NOW.tzinfo)
