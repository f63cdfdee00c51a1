"""Which packs an officer sees, and what a search finds to put in one. Reading only."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.orm import Session

from app.aml import choosing, dealt
from app.aml.packs.asked import Found
from app.policy import Identity, Permission, may
from models.aml import Contact, Deal, Pack
from models.columns import among
from models.values import SearchText, SubjectKind

SHOWN = 10


def visible_to(who: Identity) -> ColumnElement[bool]:
    """The packs of the office, for its officers."""
    if not may(who, Permission.PACK_MAKE) or who.organisation_id is None:
        return false()
    return Pack.organisation_id == who.organisation_id


def found(session: Session, who: Identity, text: str) -> Found:
    """Contacts with these words in their name, and deals with them in reference or address; a few of each."""
    sought = SearchText.read(text)
    if not sought.words or not may(who, Permission.PACK_MAKE):
        return Found()
    contacts = choosing.named(session, who, text, tuple(SubjectKind), limit=SHOWN)
    deals = session.execute(
        select(Deal.id, Deal.reference)
        .where(dealt.visible_to(who), dealt.says(f"%{_plain(text)}%"))
        .order_by(Deal.id.desc())
        .limit(SHOWN)
    ).all()
    return Found(
        tuple((one.root_id, one.name) for one in contacts[:SHOWN]), tuple((row.id, row.reference) for row in deals)
    )


def chosen(session: Session, who: Identity, contacts: tuple[int, ...], deals: tuple[int, ...]) -> Found:
    """What was chosen, by name; what isn't there, or isn't of this office, is left out."""
    if not may(who, Permission.PACK_MAKE):
        return Found()
    people = session.execute(
        select(Contact.root_id, Contact.name)
        .where(Contact.organisation_id == who.organisation_id, among(Contact.root_id, contacts), Contact.head)
        .order_by(Contact.sort_name, Contact.id)
    ).all()
    dealings = session.execute(
        select(Deal.id, Deal.reference)
        .where(dealt.visible_to(who), among(Deal.id, deals))
        .order_by(Deal.reference)
    ).all()
    return Found(
        tuple((row.root_id, row.name) for row in people), tuple((row.id, row.reference) for row in dealings)
    )


def _plain(text: str) -> str:
    """What was typed, with nothing in it that stands for anything else in a pattern."""
    return text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
