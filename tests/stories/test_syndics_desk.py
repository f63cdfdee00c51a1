"""Ines at the business counter: from her worklist to the register's reference; a refusal that pays back; a number
for an association that had none."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.policy import Identity, Role
from app.transaction import Scope
from app.transaction import enter as act_in
from app.words import Words, words_in
from models.syndics import Case, MandateRow
from models.values import Money
from models.values.mandates import CaseState
from tests.app.syndics import stage
from tests.app.wallet.offices import balance, office
from tests.stories.cast import Cast
from tests.stories.stage import MOMENT, Browser, Time, enter
from tests.stories.walker import Walker

OWN = (
    "You began this case yourself, so you don’t treat it at the counter. Another officer of the business counter"
    " does; you can still answer or withdraw it as its applicant."
)
WHY = "De notulen zijn niet ondertekend."


@pytest.fixture(params=["nl", "fr"])
def said(request: pytest.FixtureRequest) -> Words:
    """The words that are read, by their English sentence."""
    return words_in(str(request.param))


def lies(factory: sessionmaker[Session], cast: Cast, *states: CaseState) -> tuple[int, list[int]]:
    """Cases of Joris, who acts for himself, in these states, paid by an office; its number and theirs."""
    himself = Identity(cast.accounts["Joris"], cast.persons["Joris"], frozenset({Role.PERSON}))
    with factory.begin() as session:
        act_in(session, Scope.office())
        payer = office(session).id
        stage.everybody_registered(session)
        found = []
        for at, state in enumerate(states):
            new = state is CaseState.ANNOUNCED
            details = stage.told(association=stage.NEW_ONE if new else (stage.LINDEN, stage.PARC)[at])
            case = stage.add_case(
                session, himself, state, details=details, payer_id=payer, now=MOMENT - timedelta(days=1)
            )
            found.append(case.id)
    return payer, found


def ines_at_her_desk(browser: Browser, said: Words) -> Walker:
    return enter(browser, "ines.lemaire").follow(said.language.upper()).follow(said("Counter desk"))


def case_of(factory: sessionmaker[Session], case_id: int) -> Case:
    with factory() as session:
        act_in(session, Scope.office())
        return session.get_one(Case, case_id)


def test_ines_takes_a_case_asks_reads_the_answer_and_files_it(
    browser: Browser, said: Words, factory: sessionmaker[Session], cast: Cast, time: Time
) -> None:
    _, (number,) = lies(factory, cast, CaseState.SUBMITTED)
    ines = ines_at_her_desk(browser, said)
    ines.reads(stage.LINDEN.name, said("Handed in"), said("The counter"))
    ines.follow(stage.LINDEN.name).reads(said("The proofs are there"), said("Handed in late"))
    ines.reads(stage.WIM.name).reads_nothing_of(stage.WIM.number)
    assert not ines.sees_link(said("File the act")), "she has to take it first"
    ines.follow(said("Take up")).reads(
        said("From here on it is in treatment: whoever withdraws it no longer gets the fee back.")
    )
    ines.press(said("Take up"), times=2).follow(said("Ask the applicant"))
    ines.fill(said("Your question"), "?").press(said("Ask"))
    assert ines.error(said("Your question")) == said(
        "Write at least %(least)s characters: the applicant has to understand it without you.", least=10
    )
    ines.fill(said("Your question"), WHY).press(said("Ask"), times=2)
    ines.reads(said("Asked. The applicant gets a mail."), said("No other case waits for you."))

    joris = enter(browser, "joris.vandamme").follow(said.language.upper())
    joris.typed_address(f"/mandate-cases/show/{number}").reads(WHY).reads_nothing_of("Ines")
    joris.follow(said("Answer the question")).fill(said("What do you want to say with it?"), "Zie bijlage.")
    joris.press(said("Answer the question"))

    time.passes(minutes=10)
    ines.follow(stage.LINDEN.name).reads("Zie bijlage.", said("Answer to your question"))
    ines.fill(said("Your message"), "Dank u.").press(said("Send the message"))
    ines.reads(said("Sent. The applicant gets a mail."), "Dank u.")
    ines.press(said("Filing sheet to print")).reads("68.05.14", said("Filing sheet"))
    ines.follow(said("Back to the case")).follow(said("File the act"))
    ines.press(said("File the act")).reads(said("Fill in the reference that the business register gave."))
    ines.fill(said("Reference of the business register"), " KBO  2027/1 ").press(said("File the act"), times=2)
    ines.reads(said("Filed. The register of mandates follows it, and the applicant gets a mail."))
    ines.reads(said("No case lies at the counter. What applicants hand in appears here by itself."))
    filed = case_of(factory, number)
    assert (filed.state, filed.reference, filed.taken_by) == ("filed", "KBO 2027/1", cast.accounts["Ines"])
    with factory() as session:
        act_in(session, Scope.office())
        assert session.scalars(select(MandateRow.reference)).all() == ["KBO 2027/1"]


def test_ines_refuses_one_case_with_its_fee_back_and_numbers_the_next(
    browser: Browser, said: Words, factory: sessionmaker[Session], cast: Cast
) -> None:
    payer, (treated, announced) = lies(factory, cast, CaseState.ANSWERED, CaseState.ANNOUNCED)
    wallet: Any = SimpleNamespace(id=payer)
    ines = ines_at_her_desk(browser, said).follow(stage.LINDEN.name)
    ines.follow(said("Take up")).press(said("Take up")).follow(said("Refuse"))
    ines.reads(said("The applicant gets a mail with your reason. Nothing is entered in the register."), "112,50")
    ines.press(said("Refuse")).reads_nothing_of("?:")
    assert ines.status == 422
    ines.fill(said("Why is it refused?"), WHY).press(said("Refuse"), times=2)
    ines.reads(said("Refused. The applicant gets a mail with your reason."), said("This is the next case."))
    assert ines.title == stage.NEW_ONE.name
    with factory() as session:
        act_in(session, Scope.office())
        assert balance(session, wallet) == Money(Decimal(stage.FEE))
    assert case_of(factory, treated).state == "refused"

    ines.follow(said("Fill in the number"))
    ines.fill(said("Enterprise number"), stage.BARE_COMPANY.enterprise_number).press(said("Compare"))
    ines.reads(stage.BARE_COMPANY.name).press(said("Fill in"))
    assert stage.BARE_COMPANY.name in ines.error(said("Enterprise number"))
    number = stage.fresh_association().number
    ines.fill(said("Enterprise number"), number).press(said("Compare")).reads(stage.NEW_ONE.name)
    ines.press(said("Fill in"), times=2)
    ines.reads(said("Filled in. The applicant gets a mail, and pays and submits now."))
    numbered = case_of(factory, announced)
    assert (numbered.state, numbered.association_number) == ("draft", number)


def test_ines_leaves_her_own_case_to_a_colleague(
    browser: Browser, factory: sessionmaker[Session], cast: Cast
) -> None:
    fr = words_in("fr")
    _, (number,) = lies(factory, cast, CaseState.SUBMITTED)
    with factory.begin() as session:
        act_in(session, Scope.office())
        payer = session.get_one(Case, number).payer_id
        herself = Identity(cast.accounts["Ines"], cast.persons["Ines"], frozenset({Role.PERSON}))
        told = stage.told(association=stage.PARC)
        stage.add_case(session, herself, CaseState.SUBMITTED, details=told, payer_id=payer, now=MOMENT)
    ines = ines_at_her_desk(browser, fr).reads(fr("For a colleague: your own case"))
    own = ines.new_tab().follow(stage.PARC.name).reads(fr(OWN))
    for act in ("Take up", "Refuse", "Filing sheet (PDF)", "Send the message"):
        assert not own.sees_link(fr(act))
        assert fr(act) not in own.text
    ines.follow(stage.LINDEN.name).follow(fr("Take up"))
