"""What only AML officers read, where it is asked for: what is held, reports to the financial intelligence unit
with their files, every act of these, written reports on atypical operations, and the protocol of what was deleted.

Without the question nothing of it is read, let alone written: no file, no number, no gap.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import undefer

from app.aml.packs.asked import deals, roots
from app.aml.packs.contents import Folder
from app.aml.packs.making import Making
from app.aml.packs.rows import acted_by
from models.aml import Atypical, Block, Deletion, FiuFile, FiuReport, Hold, OfficerAct, RiskProfile
from models.columns import among


def put_apart(making: Making) -> None:
    """In a folder of its own, about the contacts and deals that are in the pack; of the whole office where all of
    it is asked for."""
    if not making.asked.with_reports:
        return
    folder = Folder().inside(making.words("Reports to the FIU"))
    reports = _about(making, FiuReport)
    making.packing.json(folder.place("reports.json"), [making.told(one) for one in reports])
    making.packing.json(folder.place("holds.json"), [making.told(one) for one in _about(making, Hold)])
    making.packing.json(folder.place("blocks.json"), [making.told(one) for one in _about(making, Block)])
    making.packing.json(folder.place("acts.json"), [making.told(one) for one in _about(making, OfficerAct)])
    _put_files(making, folder, {one.id: one for one in reports})
    making.packing.json(folder.place("atypical.json"), [making.told(one) for one in _about(making, Atypical)])
    if making.asked.everybody:
        gone = making.session.scalars(
            select(Deletion).where(Deletion.organisation_id == making.office_id).order_by(Deletion.id)
        )
        making.packing.json(folder.place("deleted.json"), [making.told(one) for one in gone])


def _about(making: Making, table: Any) -> list[Any]:
    """The rows about what is in the pack, in their order."""
    rows = making.session.scalars(
        select(table).where(table.organisation_id == making.office_id, _of_pack(making, table)).order_by(table.id)
    ).all()
    making.people.know(acted_by(rows))
    return list(rows)


def _of_pack(making: Making, table: Any) -> ColumnElement[bool]:
    if making.asked.everybody:
        return true()
    office, asked = making.office_id, making.asked
    told = [table.root_id.in_(roots(office, asked)), table.deal_id.in_(deals(office, asked))]
    if hasattr(table, "profile_id"):
        profiles = select(RiskProfile.id).where(
            RiskProfile.organisation_id == office, RiskProfile.root_id.in_(roots(office, asked))
        )
        told.append(table.profile_id.in_(profiles))
    return or_(*told)


def _put_files(making: Making, folder: Folder, reports: dict[int, FiuReport]) -> None:
    """The files as they were made for the portal, to the byte, one at a time."""
    made = making.session.execute(
        select(FiuFile.id, FiuFile.report_id, FiuFile.number)
        .where(FiuFile.organisation_id == making.office_id, among(FiuFile.report_id, reports))
        .order_by(FiuFile.id)
    ).all()
    for row in made:
        one = making.session.scalars(
            select(FiuFile)
            .where(FiuFile.organisation_id == making.office_id, FiuFile.id == row.id)
            .options(undefer(FiuFile.content))
        ).one()
        report = reports[row.report_id]
        name = f"{report.kind}-{report.number}-{row.number}.xml"
        making.packing.put(folder.place(name), [one.content.encode()])
        making.session.expunge(one)
