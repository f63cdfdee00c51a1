"""A draft of the rules that was tried on all files, beside those that count; and a list of countries: the
platform's, and without a mark."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.aml.vigilance.rule_set import RuleSet
from app.aml.vigilance.trying import Outcome
from models import aml
from models.aml import CountryList
from tests.house.crowd import BEGAN, Ids


def rules_kept(session: Session, account_id: int) -> Ids:
    """The draft makes its first rule one that need not be answered."""
    counts = session.scalars(
        select(aml.RuleSet).where(aml.RuleSet.state == "published").order_by(aml.RuleSet.number.desc()).limit(1)
    ).one()
    rules = RuleSet.read(counts.data)
    first, *others = rules.rules
    changed = replace(rules, rules=(replace(first, mandatory=not first.mandatory), *others))
    outcome = Outcome(4, {"none": {"none": 2, "standard": 1}, "raised": {"raised": 1}}, 0, {first.code: 1})
    draft = aml.RuleSet(
        data=changed.told(), print=changed.print, made_by=account_id, made_at=BEGAN, what_if=outcome.told(),
        what_if_of=changed.print, what_if_at=BEGAN,
    )  # fmt: skip
    session.add(draft)
    session.flush()
    for count in range(4):  # so that no form of the house tests was opened on its version
        draft.note = "x" * (3 - count)
        session.flush()
    listed = session.scalars(select(CountryList.id).order_by(CountryList.id)).first()
    return {"rule_set": counts.id, "rule_draft": draft.id, "country_list": listed or 0}
