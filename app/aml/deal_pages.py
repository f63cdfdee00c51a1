"""The pages of a deal's form, and what still keeps it from being paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.aml.deal_assessing import PartyStanding, assessed_deal, parties_standing
from app.aml.deal_rules import DealFacts, facts_lacking, sides_lacking
from app.aml.vigilance.level import Assessment
from app.errors import Refusal
from models.aml import Deal
from models.values.dealt import DealDetails, DealKind
from models.values.identified import FilePart


class DealPage(StrEnum):
    """A page, by its name in addresses and in `Deal.pages`; in the order in which they come."""

    PROPERTY = "property"
    PARTIES = "parties"
    MONEY = "money"
    QUESTIONS = "questions"
    PAY = "pay"
    RESULT = "result"


FILLED = (DealPage.PROPERTY, DealPage.PARTIES, DealPage.MONEY, DealPage.QUESTIONS)
"""Those on which something is told."""


def facts_of(deal: Deal) -> DealFacts:
    """What people told of it."""
    return DealFacts(deal.reference, DealKind(deal.kind), deal.price, DealDetails.read(deal.details))


def lacking_in_deal(session: Session, deal: Deal, now: datetime | None = None) -> tuple[Refusal, ...]:
    """Everything that keeps it from being paid and from having a level, each with the `page` where it is told:
    aml.deal.no_address, .no_price, .party_missing, .party_unusable, .unanswered. By the lists of countries of that
    day, or of the one on which it was changed last. Raises Refusal aml.rules.none."""
    standing = parties_standing(session, deal)
    found = assessed_deal(session, deal, now or deal.changed_at, standing).found
    return lacking_of(deal, standing, found)


def lacking_of(deal: Deal, standing: Sequence[PartyStanding], found: Assessment) -> tuple[Refusal, ...]:
    """The same, of what was read already."""
    roles = frozenset(FilePart(one.party.role) for one in standing)
    unusable = {one.party.root_id: one.contact.name for one in standing if not one.usable}
    asked = (Refusal("aml.deal.unanswered", page="questions", rules=found.unanswered),) if found.unanswered else ()
    return (
        *facts_lacking(facts_of(deal)),
        *sides_lacking(DealKind(deal.kind), roles),
        *(Refusal("aml.deal.party_unusable", page="parties", name=name) for name in unusable.values()),
        *asked,
    )
