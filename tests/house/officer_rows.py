"""The AML officer of a furnished organisation, a member who asked to become one, and who is to stand in in a far
future; what was declared bears the mark."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.rights.built_in import AML, OFFICER
from models.aml import Deputy, Enrolment
from models.organisations import Member
from models.rights import Access, Tool, ToolRole
from tests.house.crowd import BEGAN, Ids
from tests.house.members import one_member
from tests.stories.cast import SINCE


def officered(session: Session, member: Member, letter: str) -> Ids:
    """`member`: who uses the tool, and asks."""
    mark = f"zq{letter}p"
    officer = one_member(session, member.organisation_id, f"zq{letter}.officer", mark, "confirmed")
    role = session.scalars(
        select(ToolRole).join(Tool, Tool.id == ToolRole.tool_id).where(Tool.code == AML, ToolRole.code == OFFICER)
    ).one()
    session.add(
        Access(
            organisation_id=member.organisation_id, membership_id=officer.id, tool_id=role.tool_id,
            role_id=role.id, state="user", given_on=SINCE, given_by=officer.account_id,
        )
    )  # fmt: skip
    asked = Enrolment(
        organisation_id=member.organisation_id,
        membership_id=member.id,
        experience=f"{mark}experience",
        hierarchy=f"{mark}hierarchy",
        powers=f"{mark}powers",
        license_number=f"{mark}number",
        asked_by=member.account_id,
        asked_at=BEGAN,
    )
    deputy = Deputy(
        organisation_id=member.organisation_id,
        officer_id=officer.id,
        deputy_id=member.id,
        first_day=date(2199, 1, 1),
        last_day=date(2199, 1, 31),
        named_by=officer.account_id,
        named_at=BEGAN,
    )
    session.add_all((asked, deputy))
    session.flush()
    for count in range(4):  # so that no form of the house tests was opened on its version
        asked.reason = f"{mark}{count}"
        session.flush()
    asked.reason = ""
    session.flush()
    return {
        "officer": officer.id,
        "enrolment": asked.id,
        "deputy": deputy.id,
        "file_holder": member.account_id,
        "file_receiver": officer.account_id,
    }
