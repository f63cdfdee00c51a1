"""Recertification: a campaign lists every right of an organisation; its administrators keep or take each one.

What nobody said anything of when the deadline is over is revoked or flagged, by the campaign's policy. The last
administrator's right is only ever flagged: it can't be revoked, only lapse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    and_,
    false,
    func,
    insert,
    literal,
    null,
    select,
    true,
    update,
)
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.types import BigInteger

from app import clock, events
from app.errors import Missing, Refusal
from app.events import Subject
from app.lists.acts import Chosen, Wont
from app.policy import Identity, Permission, may, require
from app.rights.administrators import in_force_administrators
from app.rights.bulk import revoke_rights
from app.rights.following import take_back_there
from app.rights.rules import ADMINISTRATIONS
from app.transaction import refuse_as
from models.columns import among
from models.organisations import Membership
from models.rights import Campaign, CampaignLine, Right, RightKind
from models.values import CampaignOutcome, CampaignPolicy, is_working_day, next_working_day

refuse_as("uq_rights_campaign_open", "rights.campaign.open_already")

REMINDED = (14, 7, 1)
SHORTEST, LONGEST = timedelta(days=7), timedelta(days=180)


@dataclass(frozen=True)
class NewCampaign:
    """How long people have, what becomes of what nobody confirmed, and whether it comes back every year."""

    deadline: date
    policy: CampaignPolicy
    yearly: bool


@dataclass(frozen=True)
class Progress:
    """How many lines there are, and how many have which outcome; `open` have none yet."""

    total: int
    outcomes: dict[str, int]

    @property
    def open(self) -> int:
        return self.total - sum(self.outcomes.values())


def visible_to(who: Identity) -> ColumnElement[bool]:
    """The campaigns of one's own organisation; for staff, all."""
    if not may(who, Permission.RIGHT_SEE):
        return false()
    return true() if who.is_staff else Campaign.organisation_id == who.organisation_id


def campaign_record(session: Session, who: Identity, campaign_id: int, *, lock: bool = False) -> Campaign:
    """One campaign. Raises Missing."""
    query = select(Campaign).where(Campaign.id == campaign_id, visible_to(who))
    found = session.scalars(query.with_for_update(of=Campaign) if lock else query).one_or_none()
    if found is None:
        raise Missing("campaign", campaign_id)
    return found


def usual_deadline(today: date) -> date:
    """Thirty days on; on a weekend or a holiday, the next working day."""
    return _working(today + timedelta(days=30))


def _working(day: date) -> date:
    return day if is_working_day(day) else next_working_day(day)


def start_campaign(session: Session, actor: Identity, new: NewCampaign, now: datetime) -> Campaign:
    """Lists every right that stands. A deadline on a weekend or a holiday moves to the next working day.

    Raises Forbidden, Refusal rights.campaign.open_already, deadline_out_of_range, nothing_to_confirm.
    """
    require(actor, Permission.RIGHT_REVOKE)
    if actor.organisation_id is None:
        raise Missing("organisation", 0)
    today = clock.day_of(now)
    if not today + SHORTEST <= new.deadline <= today + LONGEST:
        raise Refusal(
            "rights.campaign.deadline_out_of_range",
            field="deadline",
            first_day=today + SHORTEST,
            last_day=today + LONGEST,
        )
    return _started(session, actor.organisation_id, actor, new, now)


def _started(
    session: Session, organisation_id: int, actor: Identity | None, new: NewCampaign, now: datetime
) -> Campaign:
    made = Campaign(
        organisation_id=organisation_id,
        started_at=now,
        started_on=clock.day_of(now),
        started_by=actor.account_id if actor is not None else None,
        deadline=_working(new.deadline),
        policy=new.policy,
        yearly=new.yearly,
    )
    session.add(made)
    session.flush()
    rights = select(literal(organisation_id, BigInteger), literal(made.id, BigInteger), Right.id).where(
        Right.organisation_id == organisation_id,
        Right.revoked_at.is_(None),
        Right.last_day >= clock.day_of(now),
    )
    columns = ["organisation_id", "campaign_id", "right_id"]
    count = len(
        session.execute(
            insert(CampaignLine).from_select(columns, rights, include_defaults=False).returning(CampaignLine.id)
        ).all()
    )
    if not count and actor is not None:
        raise Refusal("rights.campaign.nothing_to_confirm")
    facts = {"deadline": made.deadline.isoformat(), "policy": made.policy, "count": count}
    _record(session, events.Tag.CAMPAIGN_STARTED, made, actor, now, facts)
    return made


def progress_of(session: Session, campaign: Campaign) -> Progress:
    rows = session.execute(
        select(CampaignLine.outcome, func.count())
        .where(CampaignLine.organisation_id == campaign.organisation_id, CampaignLine.campaign_id == campaign.id)
        .group_by(CampaignLine.outcome)
    ).all()
    counts = dict(rows)
    return Progress(sum(counts.values()), {str(k): v for k, v in counts.items() if k is not None})


def lines_of(
    session: Session,
    campaign: Campaign,
    start: int,
    most: int,
    *,
    only_open: bool,
    named: Sequence[int] | None = None,
) -> list[CampaignLine]:
    """Its lines by name of the person, from the `start`-th on; only these, where some are named."""
    conditions = [
        CampaignLine.organisation_id == campaign.organisation_id,
        CampaignLine.campaign_id == campaign.id,
    ]
    if only_open:
        conditions.append(CampaignLine.outcome.is_(None))
    if named is not None:
        conditions.append(among(CampaignLine.id, named))
    return list(
        session.scalars(
            select(CampaignLine)
            .join(CampaignLine.right)
            .join(Right.membership)
            .where(*conditions)
            .options(
                joinedload(CampaignLine.right).joinedload(Right.person),
                joinedload(CampaignLine.right).joinedload(Right.kind).joinedload(RightKind.tool),
                joinedload(CampaignLine.right).joinedload(Right.membership).load_only(Membership.function),
            )
            .order_by(Membership.sort_name, CampaignLine.id)
            .offset(start)
            .limit(most)
        )
    )


def keep_lines(
    session: Session,
    actor: Identity,
    campaign_id: int,
    ids: Sequence[int],
    now: datetime,
    *,
    everything: bool = False,
) -> int:
    """Says of these lines, or of all that are open, that the right is still needed; gives how many.

    Raises Missing, Forbidden, Refusal rights.campaign.closed.
    """
    campaign = _open(session, actor, campaign_id)
    chosen = true() if everything else among(CampaignLine.id, ids)
    kept = session.execute(
        update(CampaignLine)
        .where(
            CampaignLine.organisation_id == campaign.organisation_id,
            CampaignLine.campaign_id == campaign.id,
            CampaignLine.outcome.is_(None),
            chosen,
        )
        .values(outcome=CampaignOutcome.KEPT, decided_at=now, decided_by=actor.account_id)
        .returning(CampaignLine.right_id)
        .execution_options(synchronize_session=False)
    ).all()
    if kept:
        facts = {"rights": sorted(right_id for (right_id,) in kept), "count": len(kept)}
        _record(session, events.Tag.CAMPAIGN_KEPT, campaign, actor, now, facts)
    return len(kept)


def take_lines(
    session: Session, actor: Identity, campaign_id: int, ids: Sequence[int], now: datetime
) -> tuple[int, Wont]:
    """Revokes the rights of these lines; gives how many, and which couldn't be (by right).

    Raises Missing, Forbidden, Refusal rights.campaign.closed.
    """
    campaign = _open(session, actor, campaign_id)
    found = session.execute(
        select(CampaignLine.id, Right.id, Right.version)
        .join(CampaignLine.right)
        .where(
            CampaignLine.organisation_id == campaign.organisation_id,
            CampaignLine.campaign_id == campaign.id,
            CampaignLine.outcome.is_(None),
            among(CampaignLine.id, ids),
        )
    ).all()
    chosen = [Chosen(right_id, version) for _, right_id, version in found]
    wont = revoke_rights(session, actor, chosen, {}, now) if chosen else {}
    taken = [line_id for line_id, right_id, _ in found if right_id not in wont]
    _decide(session, campaign, taken, CampaignOutcome.TAKEN, now, actor.account_id)
    return len(taken), wont


def _open(session: Session, actor: Identity, campaign_id: int) -> Campaign:
    require(actor, Permission.RIGHT_REVOKE)
    campaign = campaign_record(session, actor, campaign_id, lock=True)
    require(actor, Permission.RIGHT_REVOKE, campaign)
    if campaign.closed_at is not None:
        raise Refusal("rights.campaign.closed")
    return campaign


def _decide(
    session: Session,
    campaign: Campaign,
    ids: Sequence[int],
    outcome: CampaignOutcome,
    now: datetime,
    by: int | None,
) -> None:
    session.execute(
        update(CampaignLine)
        .where(CampaignLine.organisation_id == campaign.organisation_id, among(CampaignLine.id, ids))
        .values(outcome=outcome, decided_at=now, decided_by=by)
        .execution_options(synchronize_session=False)
    )


def look_after_campaigns(session: Session, now: datetime) -> tuple[int, int, int]:
    """Starts what comes back yearly, reminds, and closes what is past its deadline; gives how many of each. In
    office scope; run twice it does nothing twice."""
    today = clock.day_of(now)
    return _start_due(session, today, now), _remind_due(session, today, now), _close_due(session, today, now)


def _start_due(session: Session, today: date, now: datetime) -> int:
    """A year after a yearly campaign began, the next one, unless one began since."""
    last = (
        select(Campaign.organisation_id, func.max(Campaign.id).label("id"))
        .group_by(Campaign.organisation_id)
        .subquery()
    )
    due = session.scalars(
        select(Campaign)
        .join(last, and_(last.c.organisation_id == Campaign.organisation_id, last.c.id == Campaign.id))
        .where(
            Campaign.yearly,
            Campaign.closed_at.is_not(None),
            Campaign.started_on <= today - timedelta(days=365),
        )
        .with_for_update(of=Campaign)
    ).all()
    for one in due:
        new = NewCampaign(today + (one.deadline - one.started_on), CampaignPolicy(one.policy), yearly=True)
        _started(session, one.organisation_id, None, new, now)
    return len(due)


def _remind_due(session: Session, today: date, now: datetime) -> int:
    """One reminder at each of the marks, while something is open; marks that were missed count as one."""
    reminded = 0
    for campaign in session.scalars(
        select(Campaign).where(Campaign.closed_at.is_(None)).order_by(Campaign.id).with_for_update(of=Campaign)
    ):
        left = (campaign.deadline - today).days
        mark = min((days for days in REMINDED if left <= days), default=None)
        if left < 0 or mark is None or (campaign.reminded_days is not None and campaign.reminded_days <= mark):
            continue
        campaign.reminded_days = mark
        still = progress_of(session, campaign).open
        if still:
            facts = {"open": still, "deadline": campaign.deadline.isoformat()}
            _record(session, events.Tag.CAMPAIGN_REMINDED, campaign, None, now, facts)
            reminded += 1
    session.flush()
    return reminded


def _close_due(session: Session, today: date, now: datetime) -> int:
    due = session.scalars(
        select(Campaign)
        .where(Campaign.closed_at.is_(None), Campaign.deadline < today)
        .order_by(Campaign.id)
        .with_for_update(of=Campaign)
    ).all()
    for campaign in due:
        _close(session, campaign, today, now)
    return len(due)


def _close(session: Session, campaign: Campaign, today: date, now: datetime) -> None:
    """By the policy; the rights are locked by id, so that an act on them waits."""
    rows = session.execute(
        select(CampaignLine.id, Right.id, Right.revoked_at, Right.last_day, RightKind.code, RightKind.id)
        .join(CampaignLine.right)
        .join(Right.kind)
        .where(
            CampaignLine.organisation_id == campaign.organisation_id,
            CampaignLine.campaign_id == campaign.id,
            CampaignLine.outcome.is_(None),
        )
        .order_by(Right.id)
        .with_for_update(of=Right)
    ).all()
    gone = [line for line, _, revoked_at, last_day, *_ in rows if revoked_at is not None or last_day < today]
    standing = [row for row in rows if row[0] not in set(gone)]
    flagged = [row[0] for row in standing if campaign.policy == CampaignPolicy.FLAG]
    lapsing: list[tuple[int, int]] = []
    if campaign.policy == CampaignPolicy.REVOKE:
        left: dict[int, set[int]] = {}
        for line_id, right_id, _, _, code, kind_id in standing:
            if code in ADMINISTRATIONS:
                others = left.setdefault(
                    kind_id, set(in_force_administrators(session, campaign.organisation_id, today, kind_id))
                )
                if others == {right_id}:
                    flagged.append(line_id)
                    continue
                others.discard(right_id)
            lapsing.append((line_id, right_id))
    _decide(session, campaign, gone, CampaignOutcome.GONE, now, None)
    _decide(session, campaign, flagged, CampaignOutcome.FLAGGED, now, None)
    _lapse(session, campaign, lapsing, today, now)
    campaign.closed_at = now
    session.flush()
    facts = {"lapsed": len(lapsing), "flagged": len(flagged), "gone": len(gone)}
    _record(session, events.Tag.CAMPAIGN_CLOSED, campaign, None, now, facts)


def _lapse(
    session: Session, campaign: Campaign, lines: Sequence[tuple[int, int]], today: date, now: datetime
) -> None:
    if not lines:
        return
    ids = sorted(right_id for _, right_id in lines)
    session.execute(
        update(Right)
        .where(
            Right.organisation_id == campaign.organisation_id,
            among(Right.id, ids),
        )
        .values(revoked_at=now, revoked_on=today, revoked_by=null(), version=Right.version + 1)
        .execution_options(synchronize_session=False)
    )
    _decide(session, campaign, [line_id for line_id, _ in lines], CampaignOutcome.LAPSED, now, None)
    facts = {"ids": ids, "count": len(ids), "campaign_id": campaign.id}
    events.record(
        session, events.Tag.RIGHTS_REVOKED, Subject("right", 0, campaign.organisation_id), None, now, facts=facts
    )
    take_back_there(session, None, campaign.organisation_id, now, rights=ids)


def _record(
    session: Session,
    tag: events.Tag,
    campaign: Campaign,
    actor: Identity | None,
    now: datetime,
    facts: Mapping[str, object],
) -> None:
    subject = Subject("campaign", campaign.id, campaign.organisation_id)
    events.record(session, tag, subject, actor, now, facts=dict(facts))
