"""An office that works with the tool against laundering: An is its officer, Bram a member; and lists to load."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.sax.saxutils import quoteattr

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.aml.shelf import FOLDER, shelf_in
from app.rights.built_in import AML
from app.transaction import Scope, enter
from models.organisations import Member, Organisation
from models.rights import Access, Tool, ToolRegistration, ToolRole
from tests.stories import office
from tests.stories.cast import Cast
from tests.stories.office import SINCE
from tests.stories.stage import MOMENT, worked_off
from tests.stories.walker import Walker

MONDAY, TUESDAY = date(2027, 3, 8), date(2027, 3, 9)
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<export xmlns="http://eu.europa.ec/fpi/fsd/export"'
    ' generationDate="{0}T06:00:00.000+01:00">\n'
)


@dataclass(frozen=True)
class Sanctioned:
    """Somebody on the list, by the names it has of him, the first one his own."""

    names: tuple[str, ...]
    born: str = ""
    country: str = ""


def open_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    """Immo Peeters with the tool, and no list loaded yet. Each story has a database of its own, whose loads are of
    the same moment as those of the one before: so no index is kept."""
    office.furnish(factory, cast)
    put_tool(factory, cast)
    shutil.rmtree(state / FOLDER, ignore_errors=True)
    app.extensions["shelf"] = shelf_in(state)


def eu_list(day: date, entries: Mapping[int, Sanctioned]) -> bytes:
    """The list of the EU as it was on that day."""
    said = [_entry(number, one) for number, one in entries.items()]
    return (_HEAD.format(day.isoformat()) + "\n".join(said) + "\n</export>\n").encode()


def _entry(number: int, one: Sanctioned) -> str:
    names = "".join(f'<nameAlias wholeName={quoteattr(name)} strong="true"/>' for name in one.names)
    born = f'<birthdate year="{one.born}"/>' if len(one.born) == 4 else f'<birthdate birthdate="{one.born}"/>'
    country = f'<citizenship countryIso2Code="{one.country}"/>'
    return (
        f'<sanctionEntity logicalId="{number}" euReferenceNumber="EU.{number}.1">'
        '<regulation programme="PRACTICE" publicationDate="2026-01-02"/><subjectType code="person"/>'
        f"{names}{born if one.born else ''}{country if one.country else ''}</sanctionEntity>"
    )


def load(greet: Walker, content: bytes, app: Flask, factory: sessionmaker[Session], state: Path) -> None:
    """Greet brings the file, and a worker reads it and compares all contacts with what it changed."""
    greet.follow("Sanctions lists").follow("Load a file").choose("List", "EU sanctions list")
    greet.attach("File", content, "20270308-FULL.xml").press("Load it")
    worked_off(app, factory, state)
    greet.reload().reads("Loaded")


def put_tool(factory: sessionmaker[Session], cast: Cast, key_level: str = "basic") -> None:
    """The tool, registered by Immo Peeters with An as officer and Bram as member; and by an office of Joris."""
    with factory() as session:
        enter(session, Scope.office())
        tool = Tool(
            code=AML, name_nl="Antiwitwasdossier", name_fr="Dossier anti-blanchiment", name_en="AML files",
            opened_by="manager", key_level=key_level, link="/hits/list/",
        )  # fmt: skip
        session.add(tool)
        session.flush()
        roles = [
            ToolRole(tool_id=tool.id, code=code, name_nl=nl, name_fr=fr, name_en=en)
            for code, nl, fr, en in (
                ("member", "Gebruiker", "Utilisateur", "User"),
                ("officer", "Verantwoordelijke", "Responsable", "Officer"),
            )
        ]
        session.add_all(roles)
        session.flush()
        peeters = session.scalars(select(Organisation).where(Organisation.name == "Immo Peeters")).one()
        dubois = Organisation(
            kind="enterprise", name="Immo Dubois", enterprise_number="0403170701", created_at=MOMENT
        )
        session.add(dubois)
        session.flush()
        other = Member(
            organisation_id=dubois.id, account_id=cast.accounts["Joris"], state="confirmed", is_manager=True,
            first_day=SINCE, created_at=MOMENT,
        )  # fmt: skip
        session.add(other)
        session.flush()
        use_tool(session, tool, dubois.id, {other.id: roles[0]})
        members = {
            one.account_id: one.id
            for one in session.scalars(select(Member).where(Member.organisation_id == peeters.id))
        }
        who = {members[cast.accounts["An"]]: roles[1], members[cast.accounts["Bram"]]: roles[0]}
        use_tool(session, tool, peeters.id, who)
        session.commit()


def use_tool(session: Session, tool: Tool, organisation_id: int, who: Mapping[int, ToolRole]) -> None:
    """An organisation registered it, and these of its memberships have these roles in it."""
    by = session.scalars(select(Member.account_id).where(Member.id.in_(who))).first()
    session.add(
        ToolRegistration(organisation_id=organisation_id, tool_id=tool.id, registered_on=SINCE, registered_by=by)
    )
    session.flush()
    session.add_all(
        Access(
            organisation_id=organisation_id, membership_id=membership_id, tool_id=tool.id, role_id=role.id,
            state="user", given_on=SINCE, given_by=by,
        )
        for membership_id, role in who.items()
    )  # fmt: skip
    session.flush()


Load = Callable[[date, Mapping[int, Sanctioned]], None]
