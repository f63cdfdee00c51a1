"""What stands against laundering in a furnished organisation: who may use the tool, contacts, possible matches.

The lists are everybody's and bear no mark; contacts, and what was decided of them, do.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.aml.screening import compare
from app.rights.built_in import AML
from models.accounts import Account
from models.aml import Contact, Hit, Listed, SanctionsList, Snapshot
from models.organisations import Member
from models.rights import Access, Tool, ToolRegistration, ToolRole
from models.values import (
    BirthDate,
    Identifier,
    IdentifierKind,
    ListedEntry,
    NameKind,
    Subject,
    SubjectKind,
    SubjectName,
    Topic,
)
from tests.house.crowd import BEGAN, Ids, known_person
from tests.house.evidence_rows import evidence
from tests.house.members import one_member
from tests.house.officer_rows import officered
from tests.house.portfolio_rows import brought_in
from tests.house.review_rows import reviewed
from tests.stories.cast import SINCE

USER = "zq{0}.aml"
_ENTRIES = (
    ListedEntry(
        "EU.1",
        Subject(
            SubjectKind.PERSON,
            (
                SubjectName("Wladimir Sobolew", NameKind.MAIN, "Wladimir", "Sobolew"),
                SubjectName("Владимир Соболев", NameKind.ALIAS),
                SubjectName("Volodymyr Sobolev", NameKind.ALIAS),
                SubjectName("Vladimir Sobolov", NameKind.ALIAS),
                SubjectName("فلاديمير سوبوليف", NameKind.ALIAS),
            ),
            (BirthDate(date(1969, 1, 1), date(1969, 12, 31)),),
            ("RU",),
            (Identifier(IdentifierKind.PASSPORT, "751234567", "RU"),),
            "male",
        ),
        programmes=("UKR",),
        functions=("Minister of ports", "Member of the council"),
        addresses=("Moskou", "Sint-Petersburg", "Sotsji", "Kazan"),
        remarks="Responsible for the harbours.",
        reference="2014/145/GBVB",
        url="https://lists.example/entry/1",
        listed_on=date(2022, 2, 25),
    ),
    ListedEntry(
        "EU.2",
        Subject(SubjectKind.ORGANISATION, (SubjectName("Северный Порт ООО"), SubjectName("Severny Port LLC"))),
        topics=(Topic.SANCTION, Topic.OTHER),
        programmes=("UKR",),
    ),
)


def screened(session: Session, organisation_id: int, letter: str) -> Ids:
    """Somebody who uses the tool, a contact with a match that waits, and one about which was decided before."""
    mark = f"zq{letter}p"
    member = _user(session, organisation_id, letter, mark)
    person, port = _listed(session)
    contact = _contact(session, organisation_id, member, _somebody("Vladimir", f"Sobolev {mark}name", 1969))
    company = _contact(session, organisation_id, member, _company(f"Droogenbroodt {mark}name NV"))
    waits = _hit(session, contact, person)
    before = _hit(session, contact, person, facts=b"b" * 32)
    decided = _hit(session, contact, port)
    for hit in (before, decided):
        hit.state, hit.reason = "cleared", f"{mark}reason"
        hit.decided_by, hit.decided_at = member.account_id, BEGAN
    session.flush()
    for count in range(4):  # so that no form of the house tests was opened on their version
        contact.edition = company.edition = count + 2
        waits.reason = str(count) if count < 3 else ""
        decided.reason = f"{mark}reason{count}"
        session.flush()
    return {
        "contact": contact.id,
        "company_contact": company.id,
        "hit": waits.id,
        "cleared_hit": decided.id,
        "aml_role": _role(session),
        **evidence(session, contact, mark),
        **officered(session, member, letter),
        **reviewed(session, contact, member.account_id or 0, letter),
        **brought_in(session, member, contact.id, letter),
    }


def _user(session: Session, organisation_id: int, letter: str, mark: str) -> Member:
    member = one_member(session, organisation_id, USER.format(letter), mark, "confirmed")
    account = session.get_one(Account, member.account_id)
    account.person_id = known_person(session, "Agent", "Aml", date(1990, 3, 3), 60 + 2 * ord(letter)).id
    tool = session.scalars(select(Tool).where(Tool.code == AML)).one_or_none()
    if tool is None:
        tool = Tool(
            code=AML, name_nl="Antiwitwas", name_fr="Anti-blanchiment", name_en="AML files", opened_by="manager",
            key_level="basic", link="/hits/list/",
        )  # fmt: skip
        session.add(tool)
        session.flush()
        for code, names in (("member", ("Lid", "Membre", "User")), ("officer", ("AMLCO", "AMLCO", "Officer"))):
            nl, fr, en = names
            session.add(ToolRole(tool_id=tool.id, code=code, name_nl=nl, name_fr=fr, name_en=en))
        session.flush()
    session.add(
        ToolRegistration(
            organisation_id=organisation_id, tool_id=tool.id, registered_on=SINCE, registered_by=account.id
        )
    )
    session.flush()
    session.add(
        Access(
            organisation_id=organisation_id, membership_id=member.id, tool_id=tool.id, role_id=_role(session),
            state="user", given_on=SINCE, given_by=account.id,
        )
    )  # fmt: skip
    session.flush()
    return member


def _role(session: Session) -> int:
    return session.scalars(
        select(ToolRole.id).join(Tool).where(Tool.code == AML, ToolRole.code == "member")
    ).one()  # fmt: skip


def _listed(session: Session) -> tuple[Listed, Listed]:
    """Two entries of the list of the EU, as one load brought them."""
    of = session.scalars(select(SanctionsList).where(SanctionsList.code == "eu")).one()
    if not of.edition:
        edition = (session.scalar(select(func.max(Snapshot.edition))) or 0) + 1
        session.add(
            Snapshot(
                list_id=of.id, edition=edition, state="loaded", asked_at=BEGAN, file_name="eu.xml",
                published_on=SINCE, entries=len(_ENTRIES), added=len(_ENTRIES), sha256=bytes(32), ended_at=BEGAN,
                screened_at=BEGAN,
            )
        )  # fmt: skip
        of.edition, of.published_on, of.entries, of.loaded_at = edition, SINCE, len(_ENTRIES), BEGAN
        session.add_all(
            Listed(
                list_id=of.id, key=one.key, name=one.name, kind=str(one.subject.kind),
                topics=[str(topic) for topic in one.topics], judged=one.judged, whole=one.whole, told=one.told(),
                since=edition,
            )
            for one in _ENTRIES
        )  # fmt: skip
        session.flush()
    found = session.scalars(select(Listed).where(Listed.list_id == of.id).order_by(Listed.key)).all()
    return found[0], found[1]


def _somebody(given: str, family: str, year: int) -> Subject:
    return Subject(
        SubjectKind.PERSON,
        (SubjectName(f"{given} {family}", NameKind.MAIN, given, family),),
        (BirthDate(date(year, 3, 14), date(year, 3, 14)),),
        ("BE",),
    )


def _company(name: str) -> Subject:
    number = Identifier(IdentifierKind.REGISTRATION, "0403170701", "BE")
    return Subject(SubjectKind.ORGANISATION, (SubjectName(name),), (), ("BE",), (number,))


def _contact(session: Session, organisation_id: int, member: Member, subject: Subject) -> Contact:
    made = Contact(
        organisation_id=organisation_id,
        kind=str(subject.kind),
        name=subject.names[0].text,
        facts=subject.told(),
        print=subject.fingerprint,
        made_by=member.account_id,
        made_at=BEGAN,
        changed_at=BEGAN,
        edition=1,
        screened_at=BEGAN,
    )
    session.add(made)
    session.flush()
    return made


def _hit(session: Session, contact: Contact, listed: Listed, facts: bytes = b"") -> Hit:
    """What the matcher says of both, whatever the score."""
    comparison = compare(Subject.read(contact.facts), ListedEntry.read(listed.key, listed.told).subject)
    made = Hit(
        organisation_id=contact.organisation_id,
        contact_id=contact.id,
        list_id=listed.list_id,
        key=listed.key,
        listed_id=listed.id,
        contact_print=facts or contact.print,
        judged=listed.judged,
        score=Decimal(str(comparison.score)),
        open_facts=comparison.open_facts,
        comparison={"features": [asdict(one) for one in comparison.features]},
        edition=1,
        found_at=BEGAN,
    )
    if facts:
        made.closed_at, made.closed_why = BEGAN, "contact_changed"
    session.add(made)
    session.flush()
    return made
