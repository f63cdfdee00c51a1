"""Registers of the demonstration: what is in force, what was replaced, and who followed a training."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import day_of
from app.demo.aml_registers import add_registers
from app.demo.cast import AN, BRAM
from app.outside.files import Folder
from app.rights.built_in import AML
from app.transaction import Scope, enter
from models.accounts import Account
from models.aml import Attendance, Policy, Training
from models.organisations import Member
from models.rights import Access, Tool, ToolRole
from tests.app.demo.conftest import NOW, Played


def test_policies_are_in_force_one_was_replaced_and_both_followed_trainings(played: Played) -> None:
    with played.sessions() as session:
        enter(session, Scope.office())
        _use_the_tool(session)
        session.commit()
        assert add_registers(session, Folder(played.folder), NOW) == 10
        today = day_of(NOW)
        there = session.scalars(select(Policy).order_by(Policy.first_day)).all()
        assert Counter((one.kind, one.last_day is None) for one in there) == {
            ("procedure", True): 3, ("risk_assessment", True): 1, ("risk_assessment", False): 1,
            ("acceptance_policy", True): 1,
        }  # fmt: skip
        assert all(one.first_day <= today for one in there)
        assert len({one.held_on.year for one in session.scalars(select(Training))}) >= 2
        assert len(session.scalars(select(Attendance.id)).all()) == 6
        assert add_registers(session, Folder(played.folder), NOW) == 0


def _use_the_tool(session: Session) -> None:
    """An and Bram do, since years."""
    roles = session.scalars(select(ToolRole).join(Tool, Tool.id == ToolRole.tool_id).where(Tool.code == AML)).all()
    by_code = {one.code: one for one in roles}
    both = select(Account.id).where(Account.username.in_((AN.username, BRAM.username)))
    for member in session.scalars(select(Member).where(Member.account_id.in_(both))).all():
        role = by_code["officer" if member.is_manager else "member"]
        session.add(
            Access(
                organisation_id=member.organisation_id, membership_id=member.id, tool_id=role.tool_id,
                role_id=role.id, state="user", given_on=day_of(NOW) - timedelta(days=1000),
                given_by=member.account_id,
            )
        )  # fmt: skip
    session.flush()
