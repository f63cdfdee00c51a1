"""Members of the furnished organisations: who manages, who waits, who was invited; all bear the mark."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import passwords
from models.accounts import Account, Profile, SignUp
from models.organisations import Branch, Invitation, Member, Placement, Takeover
from models.rights import Tool, ToolRegistration, ToolRole
from tests.house.crowd import BEGAN, Ids
from tests.stories.cast import PASSWORD, SINCE

MANAGER = "zq{0}.manager"


def managed(session: Session, organisation_id: int, letter: str) -> Ids:
    """Its manager, whose eID isn't linked, somebody who asked to join, and an invitation that waits."""
    mark = f"zq{letter}p"
    manager = one_member(session, organisation_id, MANAGER.format(letter), mark, "confirmed")
    manager.is_manager = True
    waiting = one_member(session, organisation_id, f"{mark}.waiting", mark, "awaiting_confirmation")
    invited = Invitation(
        organisation_id=organisation_id,
        token_hash=letter.encode() * 32,
        email=f"{mark}invited@example.be",
        function=f"{mark}function",
        invited_by=manager.account_id,
        made_at=BEGAN,
        ends_at=BEGAN.replace(year=BEGAN.year + 5),
    )
    session.add(invited)
    session.flush()
    for one in (manager, waiting, invited):  # so that no form of the house tests was opened on their version
        for count in range(4):
            one.phone = f"{mark}{count}"
            session.flush()
    return {
        "member": waiting.id,
        "manager": manager.id,
        "invitation": invited.id,
        "takeover": _takeover(session, organisation_id, manager.account_id, mark),
        "branch": _branch(session, organisation_id, manager.id, mark),
        "our_tool": _registered(session, organisation_id, manager.account_id),
    }


def _branch(session: Session, organisation_id: int, membership_id: int, mark: str) -> int:
    """A branch, with its manager in it."""
    one = Branch(organisation_id=organisation_id, name=f"{mark}branch", street=f"{mark}street", opened_on=SINCE)
    session.add(one)
    session.flush()
    for count in range(4):
        one.place = f"{mark}{count}"
        session.flush()
    session.add(
        Placement(organisation_id=organisation_id, membership_id=membership_id, branch_id=one.id, placed_on=SINCE)
    )
    session.flush()
    return one.id


def _takeover(session: Session, organisation_id: int, account_id: int, mark: str) -> int:
    one = Takeover(
        organisation_id=organisation_id,
        account_id=account_id,
        why=f"{mark}why",
        dismisses=True,
        asked_by=account_id,
        asked_at=BEGAN,
    )
    session.add(one)
    session.flush()
    for count in range(4):
        one.why = f"{mark}why{count}"
        session.flush()
    return one.id


def _registered(session: Session, organisation_id: int, account_id: int) -> int:
    """A tool that managers open, registered here."""
    tool = session.scalars(select(Tool).where(Tool.code == "agenda")).one_or_none()
    if tool is None:
        tool = Tool(code="agenda", name_nl="Agenda", name_fr="Agenda", name_en="Agenda", opened_by="manager")
        session.add(tool)
        session.flush()
        session.add(ToolRole(tool_id=tool.id, code="user", name_nl="Lid", name_fr="Membre", name_en="User"))
    standing = ToolRegistration(
        organisation_id=organisation_id, tool_id=tool.id, registered_on=SINCE, registered_by=account_id
    )
    session.add(standing)
    session.flush()
    return tool.id


def one_member(session: Session, organisation_id: int, username: str, mark: str, state: str) -> Member:
    account = Account(
        username=username,
        email=f"{username}@example.be",
        first_name="",
        last_name="",
        password=passwords.hashed(PASSWORD),
        active=True,
        language="nl",
    )
    session.add(account)
    session.flush()
    names = Profile(
        account_id=account.id,
        given_names=f"{mark}given",
        family_name=f"{mark}family",
        terms="2026-11",
        terms_at=BEGAN,
    )
    session.add(names)
    session.flush()
    member = Member(
        organisation_id=organisation_id,
        account_id=account.id,
        state=state,
        first_day=SINCE,
        function=f"{mark}function",
        email=f"{mark}work@example.be",
        created_at=BEGAN,
    )
    session.add(member)
    session.flush()
    return member


def one_sign_up(session: Session) -> int:
    """An account somebody asked for, whose code never came back."""
    one = SignUp(
        reference="house-sign-up",
        username="iemand.nieuw",
        email="iemand@prive.example",
        given_names="Iemand",
        family_name="Nieuw",
        password="none",
        language="nl",
        terms="2026-11",
        visitor_hash=b"s" * 32,
        asked_at=BEGAN,
        ends_at=BEGAN + timedelta(days=3650),
    )
    session.add(one)
    session.flush()
    return one.id
