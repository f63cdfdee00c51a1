"""Rules of vigilance that say what a test wants them to, published as the newest."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.aml.vigilance.rule_set import Option, Rule, RuleSet, Words
from app.transaction import Scope, within
from models import aml
from models.values.vigilance import AsksOf, Effect
from tests.app.wallet.offices import NOW

BOTH = (AsksOf.PERSON, AsksOf.ORGANISATION)


def rule(code: str, *effects: Effect, **beside: object) -> Rule:
    """A question whose *yes* does that, and whose *no* does nothing."""
    yes = Option("yes", Words("Ja", "Oui", "Yes"), effects, **beside)  # type: ignore[arg-type]
    no = Option("no", Words("Nee", "Non", "No"))
    asked = Words(f"Is er sprake van {code}?", f"Est-il question de {code} ?", f"Is there any {code}?")
    basis = Words(f"Wet, art. {code}", f"Loi, art. {code}", f"Act, art. {code}")
    return Rule(code, BOTH, asked, (no, yes), basis)


# One of each: what raises, what only the officer accepts, what wants a text, what lowers, what is weak.
EACH = RuleSet(
    (
        rule("R1", Effect.RAISED),
        rule("S1", Effect.STOP),
        rule("O1", Effect.OFFICER),
        rule("D1", Effect.DOCUMENT, needed=Words("Een verklaring", "Une explication", "An explanation")),
        rule("L1", Effect.LOW),
        rule("W1", Effect.WEAK),
    )
)


def publish(session: Session, rules: RuleSet) -> aml.RuleSet:
    """These rules are in force."""
    with within(session, Scope.office()):
        newest = session.scalar(select(func.max(aml.RuleSet.number))) or 0
        made = aml.RuleSet(
            number=newest + 1,
            state="published",
            data=rules.told(),
            print=rules.print,
            made_at=NOW,
            published_at=NOW,
        )
        session.add(made)
        session.flush()
    return made


def profile_rule(code: str, *effects: Effect, **beside: object) -> Rule:
    """The same, asked on a risk profile."""
    return replace(rule(code, *effects, **beside), on=(AsksOf.PROFILE,))


# Contacts and their risk profiles: of the latter what raises, stops, wants a text, and is weak.
WITH_PROFILES = RuleSet(
    (
        *EACH.rules,
        profile_rule("KR", Effect.RAISED),
        profile_rule("KS", Effect.STOP),
        profile_rule("KD", Effect.DOCUMENT, needed=Words("Een uitleg", "Une explication", "An explanation")),
        profile_rule("KW", Effect.WEAK),
        profile_rule("KL", Effect.LOW),
    )
)
