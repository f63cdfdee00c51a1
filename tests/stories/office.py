"""An office as several stories find it: who manages it, who works there, and two tools its manager may open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from app.demo.enterprises import PEETERS
from app.demo.office_tools import linked_eid
from app.transaction import Scope
from app.transaction import enter as act_as
from models import keyring
from models.accounts import Accreditation
from models.organisations import Member, Organisation
from models.rights import Requirement, Tool, ToolRole
from tests.stories.cast import Cast
from tests.stories.stage import MOMENT, Browser, enter
from tests.stories.walker import Walker

SINCE = date(2026, 6, 1)


def _tool(session: Session, code: str, names: tuple[str, str, str], **values: Any) -> tuple[int, int]:
    nl, fr, en = names
    tool = Tool(
        code=code,
        name_nl=nl,
        name_fr=fr,
        name_en=en,
        opened_by="manager",
        key_level="basic",
        link=f"https://{code}.example/",
        **values,
    )
    session.add(tool)
    session.flush()
    role = ToolRole(tool_id=tool.id, code="user", name_nl="Gebruiker", name_fr="Utilisateur", name_en="User")
    session.add(role)
    session.flush()
    return tool.id, role.id


def accredited(session: Session, cast: Cast, name: str) -> Accreditation:
    holder = keyring.installed().lookup_hash(cast.numbers[name].digits)
    one = Accreditation(register="biv", number=f"500.{name}", holder_hash=holder, first_day=SINCE)
    session.add(one)
    return one


def furnish(factory: sessionmaker[Session], cast: Cast) -> None:
    """Immo Peeters: An manages, Bram and Joris are members; a diary, and files for agents of listed offices."""
    with factory() as session:
        act_as(session, Scope.office())
        office = Organisation(
            kind="enterprise", name="Immo Peeters", enterprise_number=PEETERS.number.digits, created_at=MOMENT
        )
        session.add(office)
        session.flush()
        for name in ("An", "Bram", "Joris"):
            session.add(
                Member(
                    organisation_id=office.id,
                    account_id=cast.accounts[name],
                    state="confirmed",
                    is_manager=name == "An",
                    first_day=SINCE,
                    created_at=MOMENT,
                )
            )
        for name in ("An", "Bram"):
            session.add(linked_eid(cast.accounts[name], MOMENT))
        _tool(session, "diary", ("Kantooragenda", "Agenda d’agence", "Office diary"))
        files, role = _tool(session, "files", ("Dossiers", "Dossiers", "Files"), listed_only=True)
        session.add(Requirement(tool_id=files, role_id=role, purpose="use", holder="person", registers=["biv"]))
        session.add(Requirement(tool_id=files, purpose="registration", holder="person", registers=["biv", "cib"]))
        session.commit()


def acting(browser: Browser, username: str, language: str = "EN") -> Walker:
    """Somebody of the office, who acts for it."""
    walker = enter(browser, username)
    walker.follow("My organisations").follow("Immo Peeters")
    if walker.sees_button("Act for it"):
        walker.press("Act for it")
    return walker.follow(language)


def changed(factory: sessionmaker[Session], change: Callable[[Session], object]) -> None:
    """What happens elsewhere meanwhile."""
    with factory() as session:
        act_as(session, Scope.office())
        change(session)
        session.commit()
