"""What stands around a matter before an officer does something with it. Reading only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from app import clock
from app.aml.handing import WITH_OFFICER, was_handed_by
from app.aml.matters import Row, is_about, matter_of
from app.aml.notifications import other_officers
from app.aml.notified import visible_to
from app.aml.officer_acts import fiu_has_it
from app.errors import Missing
from app.policy import Identity, Permission, may, require
from models.aml import Block, Contact, Deal, FiuReport, Hold, Notification, RiskProfile
from models.values.fiu import ReportState
from models.values.matters import Matter, MatterKind, MatterState


@dataclass(frozen=True)
class Around:
    """The matter's row, its name, since when it is blocked. For officers only: who holds it, the report that isn't
    ended, and `others`: who decides in his place what he handed over himself."""

    row: Row
    name: str
    blocked_since: datetime | None = None
    hold: Hold | None = None
    report: FiuReport | None = None
    others: tuple[str, ...] = ()
    own: bool = False
    with_fiu: bool = False
    notification_id: int | None = None

    @property
    def matter(self) -> Matter:
        """Which one it is."""
        return matter_of(self.row)

    @property
    def waits(self) -> bool:
        """For the officer's decision, or for a reply to what he asked before it."""
        return not isinstance(self.row, Contact) and self.row.state in WITH_OFFICER

    @property
    def report_state(self) -> ReportState | None:
        """How the report stands."""
        return ReportState(self.report.state) if self.report is not None else None

    @property
    def decidable(self) -> bool:
        """By this officer, now."""
        return self.waits and not self.with_fiu and not self.others

    @property
    def reportable(self) -> bool:
        """Nothing of it is under way to the FIU yet."""
        return self.report is None

    @property
    def asked_back(self) -> bool:
        """The member may correct it, and hand it over again."""
        return not isinstance(self.row, Contact) and self.row.state == MatterState.ASKED_BACK


def around(session: Session, who: Identity, matter: Matter, now: datetime, *, deciding: bool = True) -> Around:
    """A member reads no more than the row and since when it is blocked. `deciding`: whether `others` is asked.
    Raises Forbidden, Missing."""
    require(who, Permission.DEAL_SEE)
    officer = may(who, Permission.MATTER_HOLD)
    row, own, *found = _found(session, who, matter, officer=officer)
    others = other_officers(session, who, row.organisation_id, now) if own and deciding else ()
    name, since, held, report, notified = found
    with_fiu = fiu_has_it(report, clock.day_of(now))
    return Around(row, name, since, held, report, others, own=own, with_fiu=with_fiu, notification_id=notified)


def _found(session: Session, who: Identity, matter: Matter, *, officer: bool) -> tuple[Any, ...]:
    """The row, its name, since when it is blocked, the hold, the report, the notification: in one question."""
    table: Any = {MatterKind.CONTACT: Contact, MatterKind.PROFILE: RiskProfile, MatterKind.DEAL: Deal}[matter.kind]
    head = aliased(Contact)
    notified = select(func.max(Notification.id)).where(is_about(Notification, matter), visible_to(who))
    if matter.kind is MatterKind.CONTACT:
        notified = notified.where(Notification.profile_id.is_(None))
    asked = select(table, Block.since, notified.scalar_subquery().label("notified")).select_from(table)
    if matter.kind is MatterKind.DEAL:
        asked = asked.add_columns(Deal.reference.label("name"))
    else:
        same = and_(head.organisation_id == table.organisation_id, head.root_id == table.root_id, head.head)
        asked = asked.add_columns(head.name.label("name")).outerjoin(head, same)
    if matter.kind is MatterKind.CONTACT:
        asked = asked.where(Contact.copy_of.is_(None))
    elif officer:
        asked = asked.add_columns(was_handed_by(table, who.account_id).label("own"))
    asked = asked.outerjoin(Block, and_(is_about(Block, matter), Block.ended_at.is_(None)))
    if officer:
        under_way = FiuReport.state != ReportState.ENDED
        asked = (
            asked.add_columns(Hold, FiuReport)
            .outerjoin(Hold, and_(is_about(Hold, matter), Hold.ended_at.is_(None)))
            .outerjoin(FiuReport, and_(is_about(FiuReport, matter), under_way))
        )
    mine = asked.where(table.organisation_id == who.organisation_id, table.id == matter.id)
    # What the page read of the row before stays read.
    row = session.execute(mine).one_or_none()
    if row is None:
        raise Missing(str(matter.kind), matter.id)
    held, report = (row.Hold, row.FiuReport) if officer else (None, None)
    own = officer and matter.kind is not MatterKind.CONTACT and row.own
    return row[0], own, row.name or "", row.since, held, report, row.notified
