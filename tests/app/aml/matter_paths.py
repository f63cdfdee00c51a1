"""How lives begin: each path gets to where chance seldom does, and from there on steps are drawn."""

from __future__ import annotations

from collections.abc import Callable

from models.values.fiu import OfficerActKind as Act
from models.values.subscribed import PaidBy
from models.values.vigilance import Verdict
from tests.app.aml.matter_lives import Life
from tests.app.aml.matter_never import Known

WALLET, SUBSCRIPTION = PaidBy.WALLET, PaidBy.SUBSCRIPTION
ACCEPTED, REFUSED = Verdict.ACCEPTED, Verdict.REFUSED


def a_raised_deal(life: Life, number: int = 0, way: PaidBy = WALLET) -> Known:
    deal = life.deals[number]
    life.does("answer", lambda: life.answer(deal, "yes"))
    life.does(f"pay by {way}", lambda: life.pay(deal, way))
    life.does("pay again", lambda: life.pay(deal, way))
    return deal


def a_raised_profile(life: Life) -> Known:
    life.does("begin", lambda: life.begin(life.contacts[0]))
    (profile,) = life.profiles
    life.does("answer", lambda: life.answer(profile, "yes"))
    life.does("assess", lambda: life.assess(profile))
    return profile


def asked_back_and_accepted(life: Life) -> None:
    deal = a_raised_deal(life)
    life.does("hand", lambda: life.hand(deal, life.one.bram))
    life.does("ask", lambda: life.ask(deal))
    life.does("reply", lambda: life.reply(deal))
    life.does("officer accepted", lambda: life.decide(deal, ACCEPTED, life.one.an))
    life.does("again accepted", lambda: life.decide(deal, ACCEPTED, life.one.an))
    life.is_refused("aml.matter.decided", lambda: life.decide(deal, REFUSED, life.els))


def by_another_officer(life: Life) -> None:
    """Who handed it over doesn't decide it."""
    deal = a_raised_deal(life, way=SUBSCRIPTION)
    life.does("hand", lambda: life.hand(deal, life.one.an))
    for verdict in Verdict:
        life.is_refused("aml.matter.own", lambda to=verdict: life.decide(deal, to, life.one.an))
    life.does("officer refused", lambda: life.decide(deal, REFUSED, life.els))
    profile = a_raised_profile(life)
    life.does("hand", lambda: life.hand(profile, life.one.an))
    life.is_refused("aml.matter.own", lambda: life.decide(profile, ACCEPTED, life.one.an))
    life.does("officer accepted", lambda: life.decide(profile, ACCEPTED, life.els))


def his_own(life: Life) -> None:
    """Where he is the only one, and it is marked."""
    deal = a_raised_deal(life)
    life.does("hand", lambda: life.hand(deal, life.one.an))
    life.does("officer decides his own", lambda: life.decide(deal, REFUSED, life.one.an))


def closed_and_known(life: Life) -> None:
    """A deal is closed: its parties need a profile before they enter another one."""
    deal = life.deals[0]
    life.does("pay by subscription", lambda: life.pay(deal, SUBSCRIPTION))
    life.does("decide oneself", lambda: life.decide_oneself(deal, accepts=True))
    life.is_refused("aml.deal.party_unusable", lambda: life.pay(life.deals[1], WALLET))
    for number, contact in enumerate(life.contacts):
        life.does("begin", lambda of=contact: life.begin(of))
        profile = life.profiles[number]
        life.does("answer", lambda of=profile: life.answer(of, "no"))
        life.does("assess", lambda of=profile: life.assess(of))
        life.does("decide oneself", lambda of=profile: life.decide_oneself(of, accepts=True))
    life.does("pay by wallet", lambda: life.pay(life.deals[1], WALLET))


def with_the_fiu(life: Life) -> None:
    """Everything the FIU says of a profile that waits; then it is decided, which ends the report."""
    profile = a_raised_profile(life)
    life.does("hand", lambda: life.hand(profile, life.one.bram))
    life.does("hold", lambda: life.hold(profile, life.one.an))
    life.does("release", lambda: life.release(profile))
    life.does("report", lambda: life.report(profile))
    for kind in (Act.SENT, Act.QUESTION, Act.QUESTION_ANSWERED, Act.OPPOSED):
        life.does(str(kind), lambda to=kind: life.fiu(profile, to))
    life.is_refused("aml.matter.not_now", lambda: life.decide(profile, ACCEPTED, life.one.an))
    life.does(str(Act.NO_OBJECTION), lambda: life.fiu(profile, Act.NO_OBJECTION))
    life.does("officer accepted", lambda: life.decide(profile, ACCEPTED, life.one.an))
    assert profile.report is None


def a_contact_reported(life: Life) -> None:
    """Rejected by the portal, made anew; meanwhile nothing is paid that it is a party to, nor is it renewed."""
    contact, deal = life.contacts[0], life.deals[0]
    life.does("report", lambda: life.report(contact))
    life.is_refused("aml.deal.party_unusable", lambda: life.pay(deal, WALLET))
    life.is_refused("aml.matter.blocked", lambda: life.new_version(contact, accepts=True))
    life.does(str(Act.REJECTED), lambda: life.fiu(contact, Act.REJECTED))
    life.does("report again", lambda: life.report(contact))
    for kind in (Act.SENT, Act.NO_OBJECTION):
        life.does(str(kind), lambda to=kind: life.fiu(contact, to))
    life.does("end", lambda: life.end(contact))
    life.does("pay by wallet", lambda: life.pay(deal, WALLET))


def held_and_renewed(life: Life) -> None:
    contact, deal = life.contacts[1], life.deals[0]
    life.does("hold", lambda: life.hold(contact, life.one.an))
    life.is_refused("aml.deal.party_unusable", lambda: life.pay(deal, SUBSCRIPTION))
    life.does("drop", lambda: life.drop(life.deals[1]))
    life.does("release", lambda: life.release(contact))
    life.does("accept a new version", lambda: life.new_version(contact, accepts=True))
    life.does("drop a new version", lambda: life.new_version(contact, accepts=False))
    life.does("pay by subscription", lambda: life.pay(deal, SUBSCRIPTION))
    life.does("hold", lambda: life.hold(deal, life.one.an))
    life.is_refused("aml.matter.blocked", lambda: life.decide_oneself(deal, accepts=True))
    life.does("release", lambda: life.release(deal))
    life.does("decide oneself", lambda: life.decide_oneself(deal, accepts=True))


PATHS: tuple[Callable[[Life], None], ...] = (
    asked_back_and_accepted,
    by_another_officer,
    his_own,
    closed_and_known,
    with_the_fiu,
    a_contact_reported,
    held_and_renewed,
)
