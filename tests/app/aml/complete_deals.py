"""Deals in which nothing lacks: parties who are accepted, a price, an address, and every question answered so that
it does nothing. What a test is about, it changes from there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from app.aml.assessing import rules_in_force
from app.aml.deal_assessing import assessed_deal
from app.aml.deal_pages import DealPage
from app.aml.deal_rules import DealFacts
from app.aml.deals import add_party, answer_deal, assess_deal, begin_deal, save_deal_page
from app.aml.deciding import accept_contact
from app.aml.vigilance.file import Given
from app.policy import Identity
from models.aml import Contact, Deal
from models.values.dealt import DealKind, FinancingKind, FinancingPart
from models.values.identified import FilePart, Place
from tests.app.aml.complete_files import add_complete, complete_person
from tests.app.wallet.offices import NOW

HOUSE = Place("Molenstraat 8", "9300", "Aalst", "BE")
ACCOUNT = "BE68539007547034"
PRICE = Decimal("250000.00")
WHY = "We know them for years."


def accepted(
    session: Session,
    actor: Identity,
    family_name: str = "Verlinden",
    given_names: str = "Wim",
    country: str = "BE",
) -> Contact:
    """A contact the office deals with."""
    details = complete_person(family_name, given_names)
    details = replace(details, address=replace(details.address, country=country))
    made = add_complete(session, actor, NOW, details)
    accept_contact(session, actor, made.id, made.version, WHY, NOW)
    return made


def told(facts: DealFacts) -> DealFacts:
    """Where it is, and how it is paid."""
    part = FinancingPart(FinancingKind.LOAN, 20_000_000, "KBC")
    details = replace(
        facts.details, property=HOUSE, account=ACCOUNT, account_holder="Lies Wauters", financing=(part,),
        deposit_cents=2_500_000,
    )  # fmt: skip
    return replace(facts, price=PRICE, details=details)


def harmless(session: Session, actor: Identity, deal: Deal, now: datetime = NOW) -> None:
    """To every question that is asked the answer that does nothing."""
    rules, found = rules_in_force(session).rules, assessed_deal(session, deal, now).found
    answers = {}
    for code in found.asked:
        rule = rules.rule(code)
        assert rule is not None
        answers[code] = Given(next(one.code for one in rule.options if not one.effects))
    answer_deal(session, actor, deal.id, answers, deal.version, now)


def add_deal(
    session: Session,
    actor: Identity,
    reference: str = "2026-014",
    kind: DealKind = DealKind.SALE,
    parties: tuple[tuple[Contact, FilePart], ...] | None = None,
) -> Deal:
    """Nothing lacks: it can be paid."""
    assert actor.organisation_id is not None
    deal = begin_deal(session, actor, actor.organisation_id, reference, str(kind), NOW)
    save_deal_page(session, actor, deal.id, DealPage.PROPERTY, told, deal.version, NOW)
    if parties is None:
        parties = (
            (accepted(session, actor), FilePart.SELLER),
            (accepted(session, actor, "Wauters", "Lies"), FilePart.BUYER),
        )
    for contact, role in parties:
        add_party(session, actor, deal.id, contact.root_id, str(role), deal.version, NOW)
    harmless(session, actor, deal)
    return deal


def paid(session: Session, deal: Deal, now: datetime = NOW) -> Deal:
    """As if its price was taken."""
    deal.paid_at = now
    session.flush()
    return deal


def add_assessed(session: Session, actor: Identity, reference: str = "2026-014", **answers: str) -> Deal:
    """Paid, with its level; `answers` are options by rule, whatever they do."""
    deal = add_deal(session, actor, reference)
    if answers:
        given = {code: Given(option, "Looked at.") for code, option in answers.items()}
        answer_deal(session, actor, deal.id, given, deal.version, NOW)
    assess_deal(session, actor, paid(session, deal), NOW)
    return deal
