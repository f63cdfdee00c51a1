"""Reads for the screens of the rules: who sees which sets, and what one has otherwise than the one before."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session

from app.aml.vigilance.rule_set import RuleSet
from app.policy import Identity, Permission, may
from models import aml


def sets_visible_to(who: Identity) -> ColumnElement[bool]:
    """All of them for the central team; for who works in the tool, those that were published."""
    if may(who, Permission.RULES_KEEP):
        return true()
    return aml.RuleSet.state == "published" if may(who, Permission.RULES_SEE) else false()


def set_before(session: Session, one: aml.RuleSet) -> RuleSet | None:
    """The rules that were published before these; before a draft, the newest."""
    asked = select(aml.RuleSet.data).where(aml.RuleSet.state == "published").limit(1)
    if one.number is not None:
        asked = asked.where(aml.RuleSet.number < one.number)
    told = session.scalars(asked.order_by(aml.RuleSet.number.desc())).one_or_none()
    return RuleSet.read(told) if told is not None else None


def newest_id(session: Session) -> int | None:
    """The set that counts now."""
    return session.scalars(
        select(aml.RuleSet.id).where(aml.RuleSet.state == "published").order_by(aml.RuleSet.number.desc()).limit(1)
    ).one_or_none()
