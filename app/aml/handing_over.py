"""Whose files they are: a leaver's go to a colleague, or one file does. Who made, decided or signed what stays as
it was; only whose work it is from now on changes.

A contact's versions have one owner together. What somebody makes while his files are handed over stays his: it is
handed over by doing it once more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, union_all, update
from sqlalchemy.orm import Session

from app import clock, events
from app.aml.officers import MEMBER, OFFICER, were_set
from app.aml.queries import shown
from app.errors import Forbidden, Missing, Refusal
from app.organisations.members import with_names
from app.policy import Identity, Permission, Role, may, require
from models.aml import Contact, Deal, Notification, RiskProfile
from models.columns import among
from models.organisations import Member
from models.values.matters import Matter, MatterKind
from models.values.notified import NotificationState

OPEN_MATTERS = ("draft", "assessed", "with_officer", "asked_back")
MOST_NAMED = 20


@dataclass(frozen=True)
class What:
    """Which of his files: all of a sort, or those chosen, contacts by their root ids; none for an empty choice."""

    contacts: bool = True
    deals: bool = True
    contact_ids: tuple[int, ...] | None = None
    deal_ids: tuple[int, ...] | None = None

    @property
    def is_chosen(self) -> bool:
        return self.contact_ids is not None or self.deal_ids is not None


EVERYTHING = What()


@dataclass(frozen=True)
class Holdings:
    """How many files somebody has: contacts, those of them that aren't decided yet, transactions, and those that
    are open. `in_tool`: whether he uses the tool now; `account_id` is his."""

    account_id: int
    name: str
    in_tool: bool
    contacts: int = 0
    drafts: int = 0
    deals: int = 0
    open_deals: int = 0

    @property
    def files(self) -> int:
        return self.contacts + self.deals


@dataclass(frozen=True)
class Preview:
    """What would move, and what stays his: risk profiles go with their contact; `sent` are the notifications he
    sent, `unanswered` those of them that wait for his reply, which is still his to give."""

    whose: Holdings
    profiles: int
    sent: int
    unanswered: int
    unanswered_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Handed:
    """What went over."""

    contacts: int
    deals: int

    @property
    def files(self) -> int:
        return self.contacts + self.deals


def holders(session: Session, who: Identity, day: date) -> tuple[Holdings, ...]:
    """Who of the office has files: first who left the tool, then the others, each by name. Counts alone.

    Raises Forbidden.
    """
    require(who, Permission.FILES_HAND_OVER)
    return tuple(one for one in _everybody(session, who.organisation_id or 0, day) if one.files)


def receivers(session: Session, who: Identity, day: date) -> Sequence[Member]:
    """Colleagues who use the tool now, by name."""
    organisation_id = who.organisation_id or 0
    return session.scalars(
        select(Member)
        .where(Member.organisation_id == organisation_id, in_tool(organisation_id, day))
        .options(*with_names())
        .order_by(Member.sort_name, Member.id)
    ).all()


def colleagues(session: Session, organisation_id: int, day: date) -> Sequence[Member]:
    """Whose files there may be: who uses the tool now, and whoever has files; by name."""
    has = [
        select(table.id)
        .where(table.organisation_id == organisation_id, table.owner_id == Member.account_id)
        .exists()
        for table in (Contact, Deal)
    ]
    found = session.scalars(
        select(Member)
        .where(
            Member.organisation_id == organisation_id,
            Member.account_id.is_not(None),
            Member.state.in_(("confirmed", "ended")),
            or_(in_tool(organisation_id, day), *has),
        )
        .options(*with_names())
        .order_by(Member.sort_name, Member.id)
    )
    return list({one.account_id: one for one in found}.values())


def in_tool(organisation_id: int, day: date) -> ColumnElement[bool]:
    """Whether a member uses the tool on that day."""
    set_to_be = (Member.id.in_(were_set(organisation_id, role, day)) for role in (MEMBER, OFFICER))
    return and_(Member.state == "confirmed", Member.account_id.is_not(None), or_(*set_to_be))


def preview(session: Session, actor: Identity, from_account: int, now: datetime) -> Preview:
    """What handing all of his files over would do. Raises Forbidden, Missing for who never was of the office."""
    require(actor, Permission.FILES_HAND_OVER)
    office = actor.organisation_id or 0
    whose = _one(session, office, from_account, clock.day_of(now))
    profiles = (
        select(func.count())
        .select_from(RiskProfile)
        .join(
            Contact,
            and_(
                Contact.organisation_id == RiskProfile.organisation_id,
                Contact.root_id == RiskProfile.root_id,
                shown(),
            ),
        )
        .where(
            RiskProfile.organisation_id == office,
            RiskProfile.state.in_(OPEN_MATTERS),
            Contact.owner_id == from_account,
        )
    ).scalar_subquery()
    mine = (Notification.organisation_id == office, Notification.sent_by == from_account)
    sent = select(func.count()).select_from(Notification).where(*mine).scalar_subquery()
    many, open_profiles = session.execute(select(sent, profiles)).one()
    unanswered = session.scalars(
        select(Notification.id)
        .where(*mine, Notification.state == NotificationState.ASKED_BACK)
        .order_by(Notification.id)
    ).all()
    return Preview(whose, open_profiles, many, len(unanswered), tuple(unanswered[:MOST_NAMED]))


def hand_over(
    session: Session, actor: Identity, from_account: int, to_account: int, what: What, now: datetime
) -> Handed:
    """His files are a colleague's from now on. Done again it finds nothing more, and does nothing.

    A manager who isn't AML officer hands over all of a sort: he chooses none, since he sees none.

    Raises Forbidden, Missing for who never was of the office, Refusal aml.files.same_person, .nothing_chosen,
    .not_in_tool for a receiver who doesn't use the tool.
    """
    require(actor, Permission.FILES_HAND_OVER)
    if what.is_chosen and Role.AML_OFFICER not in actor.roles:
        raise Forbidden(Permission.FILES_HAND_OVER)
    if not what.contacts and not what.deals:
        raise Refusal("aml.files.nothing_chosen")
    office = actor.organisation_id or 0
    if from_account == to_account:
        raise Refusal("aml.files.same_person", field="receiver")
    if not session.scalar(select(_belonged(office, from_account))):
        raise Missing("member", from_account)
    _receives(session, office, to_account, clock.day_of(now))
    return _moved(session, actor, from_account, to_account, what, now)


def hand_file(session: Session, actor: Identity, matter: Matter, to_account: int, now: datetime) -> Handed:
    """One contact, or one transaction, becomes a colleague's: by whose file it is, or by an AML officer.

    Raises Forbidden, Missing, Refusal aml.files.same_person, .not_in_tool.
    """
    owner = owner_of(session, actor, matter)
    if not may_hand(actor, owner):
        raise Forbidden(Permission.FILES_HAND_OVER)
    if owner == to_account:
        raise Refusal("aml.files.same_person", field="receiver")
    _receives(session, matter.organisation_id, to_account, clock.day_of(now))
    of_contact = matter.kind is MatterKind.CONTACT
    what = What(of_contact, not of_contact, (matter.id,), (matter.id,))
    return _moved(session, actor, owner, to_account, what, now)


def owner_of(session: Session, who: Identity, matter: Matter) -> int:
    """Whose file it is, by account. Raises Missing when it isn't there or isn't yours."""
    if not may(who, Permission.CONTACT_SEE) or matter.organisation_id != who.organisation_id:
        raise Missing(str(matter.kind), matter.id)
    if matter.kind is MatterKind.CONTACT:
        asked = select(Contact.owner_id).where(Contact.root_id == matter.id, shown())
        asked = asked.where(Contact.organisation_id == matter.organisation_id)
    else:
        asked = select(Deal.owner_id).where(Deal.organisation_id == matter.organisation_id, Deal.id == matter.id)
    found = session.scalar(asked)
    if found is None:
        raise Missing(str(matter.kind), matter.id)
    return found


def may_hand(who: Identity, owner_id: int) -> bool:
    """Whether he may give this file to a colleague: his own, or as AML officer anybody's."""
    return may(who, Permission.CONTACT_CHANGE) and (owner_id == who.account_id or Role.AML_OFFICER in who.roles)


def files_of(session: Session, organisation_id: int, account_id: int) -> Handed:
    """How many contacts and transactions are somebody's, in one question."""
    contacts, deals = session.execute(
        select(
            _count(Contact, organisation_id, account_id, shown()),
            _count(Deal, organisation_id, account_id),
        )
    ).one()
    return Handed(contacts, deals)


def _count(
    table: type[Contact] | type[Deal], office: int, account_id: int, *more: ColumnElement[bool]
) -> ColumnElement[int]:
    mine = (table.organisation_id == office, table.owner_id == account_id)
    return select(func.count()).select_from(table).where(*mine, *more).scalar_subquery()


def _moved(
    session: Session, actor: Identity, from_account: int, to_account: int, what: What, now: datetime
) -> Handed:
    office = actor.organisation_id or 0
    roots = _contacts_moved(session, office, from_account, to_account, what) if what.contacts else []
    deals = _deals_moved(session, office, from_account, to_account, what) if what.deals else []
    told = {"from": from_account, "to": to_account, "contacts": len(roots), "deals": len(deals)}
    _tell(session, actor, "contact", roots, told, now)
    _tell(session, actor, "deal", deals, told | ({"beside": True} if roots else {}), now)
    return Handed(len(roots), len(deals))


def _contacts_moved(session: Session, office: int, from_account: int, to_account: int, what: What) -> list[int]:
    """The contacts that moved, by root id. The versions lists show are locked first, in their order: who begins a
    new version meanwhile is waited for, and his is among those that move."""
    mine = [Contact.organisation_id == office, Contact.owner_id == from_account]
    chosen = [] if what.contact_ids is None else [among(Contact.root_id, what.contact_ids)]
    roots = session.scalars(
        select(Contact.root_id).where(*mine, *chosen, shown()).order_by(Contact.id).with_for_update(key_share=True)
    ).all()
    if not roots:
        return []
    session.execute(
        update(Contact)
        .where(*mine, among(Contact.root_id, roots))
        .values(owner_id=to_account)
        .execution_options(synchronize_session=False)
    )
    _forget(session, Contact)
    return sorted(roots)


def _deals_moved(session: Session, office: int, from_account: int, to_account: int, what: What) -> list[int]:
    mine = [Deal.organisation_id == office, Deal.owner_id == from_account]
    chosen = [] if what.deal_ids is None else [among(Deal.id, what.deal_ids)]
    ids = session.scalars(
        select(Deal.id).where(*mine, *chosen).order_by(Deal.id).with_for_update(key_share=True)
    ).all()
    if not ids:
        return []
    session.execute(
        update(Deal)
        .where(Deal.organisation_id == office, among(Deal.id, ids))
        .values(owner_id=to_account)
        .execution_options(synchronize_session=False)
    )
    _forget(session, Deal)
    return list(ids)


def _forget(session: Session, table: type[Contact] | type[Deal]) -> None:
    """Rows that were read say whose they were: they are read again."""
    for row in session.identity_map.values():
        if isinstance(row, table):
            session.expire(row, ["owner_id", "owner"])


def _tell(
    session: Session, actor: Identity, kind: str, ids: list[int], told: Mapping[str, object], now: datetime
) -> None:
    if not ids:
        return
    subject = events.Subject("deal", 0, actor.organisation_id or 0)
    if kind == "contact":
        subject = events.Subject("contact", 0, actor.organisation_id or 0)
    facts = {**told, "ids": ids}
    events.record(session, events.Tag.FILES_HANDED_OVER, subject, actor, now, facts=facts)


def _receives(session: Session, office: int, account_id: int, day: date) -> None:
    """Raises Refusal aml.files.not_in_tool. He stays in the office until this is done."""
    found = session.scalar(
        select(Member.id)
        .where(Member.organisation_id == office, Member.account_id == account_id, in_tool(office, day))
        .with_for_update(key_share=True, read=True)
    )
    if found is None:
        raise Refusal("aml.files.not_in_tool", field="receiver")


def _belonged(office: int, account_id: int) -> ColumnElement[bool]:
    return (
        select(Member.id)
        .where(
            Member.organisation_id == office,
            Member.account_id == account_id,
            Member.state.in_(("confirmed", "ended")),
        )
        .exists()
    )


def _one(session: Session, office: int, account_id: int, day: date) -> Holdings:
    found = next((one for one in _everybody(session, office, day) if one.account_id == account_id), None)
    if found is None:
        raise Missing("member", account_id)
    return found


def _everybody(session: Session, office: int, day: date) -> tuple[Holdings, ...]:
    """Everybody who is or was of the office, with what he has: two questions."""
    counts = {
        (row.kind, row.owner_id): row
        for row in session.execute(
            union_all(
                select(
                    literal("contact").label("kind"),
                    Contact.owner_id,
                    func.count().label("many"),
                    func.count().filter(Contact.state == "draft").label("going"),
                )
                .where(Contact.organisation_id == office, shown())
                .group_by(Contact.owner_id),
                select(
                    literal("deal"),
                    Deal.owner_id,
                    func.count(),
                    func.count().filter(Deal.state.in_(OPEN_MATTERS)),
                )
                .where(Deal.organisation_id == office)
                .group_by(Deal.owner_id),
            )
        )
    }
    rows = session.execute(
        select(Member, in_tool(office, day).label("works"))
        .where(
            Member.organisation_id == office,
            Member.account_id.is_not(None),
            Member.state.in_(("confirmed", "ended")),
        )
        .options(*with_names())
        .order_by(Member.sort_name, Member.id)
    ).all()
    found: dict[int, Holdings] = {}
    for member, works in rows:
        known = found.get(member.account_id)
        one, deals = counts.get(("contact", member.account_id)), counts.get(("deal", member.account_id))
        found[member.account_id] = Holdings(
            member.account_id,
            member.name or (known.name if known else ""),
            bool(works) or (known is not None and known.in_tool),
            one.many if one else 0,
            one.going if one else 0,
            deals.many if deals else 0,
            deals.going if deals else 0,
        )
    return tuple(sorted(found.values(), key=lambda one: one.in_tool))
