"""The page of a transaction: what was told, who is in it, its level with every reason, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.aml import dealt
from app.aml.assessing import Rules
from app.aml.deal_assessing import PartyStanding, assessed_deal, parties_standing
from app.aml.dealt import Part
from app.aml.vigilance.deals import DealFile
from app.aml.vigilance.level import Assessment
from app.aml.vigilance.rule_set import RuleSet
from models.aml import Deal, MatterDecision
from models.values import Iban, Money
from models.values.dealt import DealDetails, DealKind, FinancingPart
from models.values.identified import FilePart
from models.values.matters import MatterState
from models.values.subscribed import PaidBy
from models.values.vigilance import Level, Verdict
from views.aml import deal_cells
from views.aml.deal_file.parties import party_line
from views.aml.deal_reasons import deal_reasons, without_parties
from views.aml.matter_level import matter_level
from views.aml.reasons import rows_of
from views.framework.register import Fact
from views.labels import day, instant, money
from views.labels.aml_deals import PRICES, deal_state, deal_tone, is_shown_blocked
from views.labels.aml_file import PARTS
from views.labels.aml_matters import DEAL_KINDS, FINANCING, WAYS
from views.labels.aml_record import VERDICTS, level_tone, level_word
from views.labels.countries import country_name


def page_of(session: Session, deal: Deal, now: datetime) -> dict[str, Any]:
    """What the template shows."""
    standing = parties_standing(session, deal)
    made = dealt.decision_record(session, deal) if deal.decided_at is not None else None
    rules, file, found = _said(session, deal, made, standing, now)
    blocked = is_shown_blocked(deal.state, deal.blocked_since)
    return {
        "facts": list(_facts(deal)),
        "state": deal_tone(deal.state, deal.blocked_since),
        "state_word": deal_state(deal.state, deal.blocked_since),
        "pills": ((level_tone(deal.level), level_word(deal.level)),),
        "blocked": gettext("Blocked, ask your AML officer. Since %(when)s.", when=instant(deal.blocked_since))
        if blocked
        else "",
        "asked_back": deal.state == MatterState.ASKED_BACK,
        "next": None if blocked else _next(deal),
        "drop_url": url_for("DealScreen.drop", pk=deal.id) if _drops(deal, blocked=blocked) else None,
        "known": list(_known(deal)),
        "financing": [_part(one) for one in DealDetails.read(deal.details).financing],
        "parties": [party_line(one) for one in standing],
        "closed": deal.decided_at is not None,
        "level": matter_level(Level(deal.level), undecided=deal.state == MatterState.ASSESSED)
        if deal.level and found is not None
        else None,
        "changed": deal.level is not None and made is None and found is not None and _is_stale(deal),
        "reasons": deal_reasons(rules, found, standing) if rules and found is not None else [],
        "answers": rows_of(rules.rules, file.answers, without_parties(found))
        if rules and file is not None and found is not None
        else [],
        "decision": _decision(made) if made is not None else None,
    }


def _said(
    session: Session,
    deal: Deal,
    made: MatterDecision | None,
    standing: Sequence[PartyStanding],
    now: datetime,
) -> tuple[Rules | None, DealFile | None, Assessment | None]:
    """Of what was decided, as it was decided; else as the rules see it now. Without a level nothing is told."""
    if made is not None:
        rules = Rules(made.rule_set.id, made.rule_set.number or 0, RuleSet.read(made.rule_set.data))
        return rules, DealFile.read(made.file), Assessment.read(made.result)
    if deal.paid_at is None or deal.level is None:
        return None, None, None
    found = assessed_deal(session, deal, now, standing)
    return found.rules, DealFile.read(found.file), found.found


def _is_stale(deal: Deal) -> bool:
    return deal.assessed_print is None


def _drops(deal: Deal, *, blocked: bool) -> bool:
    return deal.state == MatterState.DRAFT and deal.paid_at is None and not blocked


def _next(deal: Deal) -> tuple[str, str] | None:
    """The one thing to do from here, and where; none where nothing can be done any more."""
    if deal.state in (MatterState.DRAFT, MatterState.ASKED_BACK):
        return gettext("Go on with the transaction"), url_for("DealFileScreen.open", pk=deal.id)
    if deal.state == MatterState.ASSESSED:
        return gettext("Decide"), f"/deal-file/result/{deal.id}"
    return None


def _facts(deal: Deal) -> Iterable[Fact]:
    kind = DealKind(deal.kind)
    yield Fact(gettext("Kind"), str(DEAL_KINDS[kind]))
    yield Fact(gettext("Address"), deal_cells.address(deal) or "–")
    yield Fact(str(PRICES[kind]), money(Money(deal.price)) if deal.price is not None else "–")
    yield Fact(gettext("Begun"), instant(deal.made_at), deal.maker.username)
    way = str(WAYS[PaidBy(deal.paid_way)]) if deal.paid_way else ""
    yield Fact(gettext("Paid"), instant(deal.paid_at) if deal.paid_at else gettext("Not paid yet"), way)
    if deal.handed_at is not None:
        yield Fact(gettext("Handed to the officer"), instant(deal.handed_at))
    if deal.closed_on is not None:
        yield Fact(gettext("Closed on"), day(deal.closed_on))


def _known(deal: Deal) -> Iterable[tuple[str, str]]:
    """What else was told, as far as it was."""
    told = DealDetails.read(deal.details)
    lines = (
        (gettext("Country"), country_name(told.property.country) if told.property.country else ""),
        (gettext("Cadastral number"), told.cadastral),
        (gettext("Date of the mandate"), day(told.mandate_on) if told.mandate_on else ""),
        (gettext("Expected to be closed on"), day(told.expected_on) if told.expected_on else ""),
        (gettext("Notary"), told.notary),
        (gettext("Account that is debited (IBAN)"), str(Iban(told.account)) if told.account else ""),
        (gettext("Whose account it is"), told.account_holder),
        (gettext("Deposit"), _cents(told.deposit_cents) if told.deposit_cents is not None else ""),
        (gettext("Remarks"), told.remarks),
    )
    return ((str(label), value) for label, value in lines if value)


def _part(one: FinancingPart) -> dict[str, str]:
    return {"kind": str(FINANCING[one.kind]), "amount": _cents(one.cents), "note": one.note}


def _cents(cents: int) -> str:
    return money(Money(Decimal(cents) / 100))


def _decision(made: MatterDecision) -> dict[str, Any]:
    return {
        "verdict": str(VERDICTS[Verdict(made.verdict)]),
        "when": instant(made.decided_at),
        "by": made.decider.username,
        "as_officer": made.as_officer,
        "self_decided": made.self_decided,
        "reason": made.reason,
        "rules": made.rule_set.number,
        "edition": made.edition,
    }


def on_contact(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """The transactions of a contact, as its page shows them."""
    return [
        {
            "reference": one.deal.reference,
            "url": url_for("DealScreen.show", pk=one.deal.id),
            "kind": str(DEAL_KINDS[DealKind(one.deal.kind)]),
            "role": str(PARTS[FilePart(one.role)]),
            "removed": one.removed,
            "state": (
                deal_tone(one.deal.state, one.deal.blocked_since),
                deal_state(one.deal.state, one.deal.blocked_since),
            ),
            "begun": day(one.deal.made_at.date()),
        }
        for one in parts
    ]
