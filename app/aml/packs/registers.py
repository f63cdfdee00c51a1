"""What a pack tells of the office itself: its procedures and policies, who was AML officer when, trainings, cash
above the limit, registers of owners that differ, and the signed reports of years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload, undefer

from app.aml.officers import OFFICER
from app.aml.packs import papers
from app.aml.packs.contents import Folder
from app.aml.packs.making import Making
from app.aml.packs.rows import acted_by
from app.aml.packs.tables import csv_chunks
from app.rights.built_in import AML
from app.words import Words
from models.aml import (
    AnnualReport,
    Attendance,
    CashBreach,
    Deputy,
    Discrepancy,
    Enrolment,
    Policy,
    Training,
)
from models.rights import Access, Tool, ToolRole
from models.values.registers import OfficeRisk, PolicyKind


def put_registers(making: Making) -> None:
    """All of the office, whoever the contacts are that are asked for."""
    folder = Folder().inside(making.words("Registers"))
    _put_policies(making, folder)
    _put_officers(making, folder)
    _put_trainings(making, folder)
    _put_cash(making, folder)
    _put_discrepancies(making, folder)
    if making.asked.with_annual:
        _put_annual(making, folder)


def _rows(making: Making, table: Any, order: Any, *along: Any) -> Sequence[Any]:
    found = making.session.scalars(
        select(table).where(table.organisation_id == making.office_id).options(*along).order_by(order, table.id)
    ).all()
    making.people.know(acted_by(found))
    return found


def _table(making: Making, folder: Folder, name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    making.packing.put(folder.place(f"{name}.csv"), csv_chunks(making.words, heads, rows))


def _put_policies(making: Making, folder: Folder) -> None:
    _, by = making.words, making.people.name
    found = _rows(making, Policy, Policy.first_day, joinedload(Policy.document))
    heads = (
        _("Kind"), _("Title"), _("In force from"), _("Last day"), _("Risk of the office"), _("Written by"),
        _("Written at"), _("Ended by"), _("File"),
    )  # fmt: skip
    inside, lines = folder.inside(_("Procedures and policies")), []
    for one in found:
        kind = policy_in(_, PolicyKind(one.kind))
        stem = f"{one.first_day.isoformat()} {one.title[:36].strip()}"
        content = papers.policy(_, one, kind, making.office.name, by(one.made_by))
        paper = making.packing.put(inside.place(f"{stem}.pdf"), [content]).path
        if one.document is not None:
            making.document(inside, one.document, f"{stem[:30].strip()} {one.document.name}")
        risk = risk_in(_, OfficeRisk(one.overall)) if one.overall else ""
        lines.append(
            (kind, one.title, one.first_day, one.last_day, risk, by(one.made_by), one.made_at, by(one.ended_by),
             paper)
        )  # fmt: skip
    _table(making, folder, _("Procedures and policies"), heads, lines)


def _put_officers(making: Making, folder: Folder) -> None:
    """Who was set to be officer, from when until when; what each declared; and who stood in for whom."""
    _, by, members = making.words, making.people.name, making.people.members
    given = making.session.execute(
        select(Access.membership_id, Access.state, Access.given_on, Access.ended_on, Access.given_by)
        .join(ToolRole, ToolRole.id == Access.role_id)
        .join(Tool, Tool.id == ToolRole.tool_id)
        .where(Access.organisation_id == making.office_id, Tool.code == AML, ToolRole.code == OFFICER)
        .order_by(Access.given_on, Access.id)
    ).all()
    making.people.know(row.given_by for row in given)
    _table(
        making,
        folder,
        _("AML officers"),
        (_("Name"), _("First day"), _("Until"), _("Set by")),
        [
            (members.get(row.membership_id, ""), row.given_on, row.ended_on, by(row.given_by))
            for row in given
            if row.given_on is not None
        ],
    )
    heads = (
        _("Name"), _("State"), _("Asked"), _("Answered"), _("Answered by"), _("Reason"), _("Ended"),
        _("Experience"), _("Level in the hierarchy"), _("Powers"), _("Accreditation number"),
    )  # fmt: skip
    _table(
        making,
        folder,
        _("Declarations of AML officers"),
        heads,
        [
            (members.get(one.membership_id, ""), one.state, one.asked_at, one.decided_at, by(one.decided_by),
             one.reason, one.ended_at, one.experience, one.hierarchy, one.powers, one.license_number)
            for one in _rows(making, Enrolment, Enrolment.asked_at)
        ],
    )  # fmt: skip
    _table(
        making,
        folder,
        _("Deputies of AML officers"),
        (_("Deputy"), _("AML officer"), _("First day"), _("Last day"), _("Ended on"), _("Named by")),
        [
            (members.get(one.deputy_id, ""), members.get(one.officer_id, ""), one.first_day, one.last_day,
             one.ended_on, by(one.named_by))
            for one in _rows(making, Deputy, Deputy.first_day)
        ],
    )  # fmt: skip


def _put_trainings(making: Making, folder: Folder) -> None:
    _, by, members = making.words, making.people.name, making.people.members
    along = (joinedload(Training.document), selectinload(Training.attendances).load_only(Attendance.membership_id))
    inside, lines = folder.inside(_("Trainings")), []
    for one in _rows(making, Training, Training.held_on, *along):
        paper = None
        if one.document is not None:
            paper = making.document(inside, one.document, f"{one.held_on.isoformat()} {one.document.name}")
        there = ", ".join(sorted(members.get(there.membership_id, "–") for there in one.attendances))
        lines.append(
            (one.held_on, one.title, one.given_by, one.minutes, there, one.notes, by(one.made_by), one.made_at,
             one.withdrawn_at, by(one.withdrawn_by), paper)
        )  # fmt: skip
    heads = (
        _("Day"), _("Title"), _("Given by"), _("Minutes"), _("Who was there"), _("Notes"), _("Written by"),
        _("Written at"), _("Withdrawn at"), _("Withdrawn by"), _("File"),
    )  # fmt: skip
    _table(making, folder, _("Trainings"), heads, lines)


def _put_cash(making: Making, folder: Folder) -> None:
    _, by = making.words, making.people.name
    heads = (
        _("Day"), _("Amount in euro"), _("Contact"), _("Client transaction"), _("What happened"),
        _("What was done"), _("Written by"), _("Written at"), _("Withdrawn at"), _("Withdrawn by"),
    )  # fmt: skip
    along = (joinedload(CashBreach.contact), joinedload(CashBreach.deal))
    _table(
        making,
        folder,
        _("Cash above the limit"),
        heads,
        [
            (one.happened_on, one.amount, _named(one.contact, one.root_id), _named(one.deal, one.deal_id),
             one.told, one.measure, by(one.made_by), one.made_at, one.withdrawn_at, by(one.withdrawn_by))
            for one in _rows(making, CashBreach, CashBreach.happened_on, *along)
        ],
    )  # fmt: skip


def _put_discrepancies(making: Making, folder: Folder) -> None:
    _, by = making.words, making.people.name
    heads = (
        _("Noted on"), _("Contact"), _("What the register says"), _("What the office found"),
        _("Told to the register on"), _("Reference"), _("Settled on"), _("Outcome"), _("Written by"),
        _("Written at"), _("Withdrawn at"), _("Withdrawn by"),
    )  # fmt: skip
    _table(
        making,
        folder,
        _("UBO discrepancies"),
        heads,
        [
            (one.noted_on, _named(one.contact, one.root_id), one.register_says, one.found, one.reported_on,
             one.reference, one.settled_on, one.outcome, by(one.made_by), one.made_at, one.withdrawn_at,
             by(one.withdrawn_by))
            for one in _rows(making, Discrepancy, Discrepancy.noted_on, joinedload(Discrepancy.contact))
        ],
    )  # fmt: skip


def _put_annual(making: Making, folder: Folder) -> None:
    """The papers that were signed, one at a time."""
    inside = folder.inside(making.words("Annual reports"))
    signed = making.session.scalars(
        select(AnnualReport.id)
        .where(AnnualReport.organisation_id == making.office_id, AnnualReport.state == "signed")
        .order_by(AnnualReport.year)
    ).all()
    for number in signed:
        one = making.session.scalars(
            select(AnnualReport)
            .where(AnnualReport.organisation_id == making.office_id, AnnualReport.id == number)
            .options(undefer(AnnualReport.pdf))
        ).one()
        making.packing.put(inside.place(f"{one.year}.pdf"), [bytes(one.pdf or b"")])
        making.session.expunge(one)


def _named(row: Any, number: int | None) -> str:
    """What a register is about: its name and its number, as its folder is called."""
    return f"{row} ({number})" if row is not None else ""


def policy_in(_: Words, kind: PolicyKind) -> str:
    """What kind of text it is, in those words."""
    return {
        PolicyKind.PROCEDURE: _("Procedure"),
        PolicyKind.RISK_ASSESSMENT: _("Assessment of the office’s own risk"),
        PolicyKind.ACCEPTANCE_POLICY: _("Client acceptance policy"),
    }[kind]


def risk_in(_: Words, risk: OfficeRisk) -> str:
    """The risk of the office, in those words."""
    return {
        OfficeRisk.LOW: _("Low risk"),
        OfficeRisk.STANDARD: _("Standard risk"),
        OfficeRisk.HIGH: _("High risk"),
    }[risk]
