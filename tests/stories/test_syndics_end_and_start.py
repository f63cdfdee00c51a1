"""One mandate ends and the next one starts in one act: charged once, in time for both, and in the register one
after the other."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.syndics.register import syndic_on
from app.transaction import Scope
from app.transaction import enter as act_in
from models.wallet import Transaction
from tests.app.syndics import stage
from tests.app.syndics.stage import LINDEN
from tests.stories import syndics
from tests.stories.stage import Browser, Time
from tests.stories.syndics import DUTCH, FRENCH, Said

DECIDED, STARTS = date(2027, 3, 10), date(2027, 4, 12)


@pytest.fixture
def settings(state: Path) -> dict[str, str]:
    return syndics.at_home(state)


@pytest.mark.parametrize("said", [DUTCH, FRENCH], ids=lambda said: said.language)
def test_one_act_of_two_costs_one_fee_and_stands_as_two_mandates(
    browser: Browser, said: Said, factory: sessionmaker[Session], time: Time
) -> None:
    syndics.furnished(factory, LINDEN)
    with factory.begin() as session:
        act_in(session, Scope.office())
        stage.add_mandate(session, LINDEN, stage.BARE_COMPANY)
    joris = syndics.begun(syndics.himself(browser, said), said, "End and start in one act", LINDEN)
    assert joris.value(said("Syndic whose mandate ends")) == "Syndic Lambert BV", "as our register has it"
    joris.choose(said("Who ended the mandate?"), said("The general assembly"))
    joris.fill(said("Date of that decision"), str(DECIDED)).fill(said("The end takes effect on"), str(STARTS))
    joris.press(said("Save and go on"))
    syndics.appointed(joris, said, DECIDED, STARTS).press(said("Save and go on"))
    syndics.is_syndic_himself(joris, said)
    syndics.reached(joris, said)
    syndics.uploaded(joris, said, "notulen.pdf", "Signed minutes of the general assembly")
    syndics.uploaded(joris, said, "ontslag.pdf", "Proof of dismissal").press(said("Save and go on"))
    syndics.paid_in(joris, said).press(said("Submit and pay %(gross)s", gross=syndics.money(said, "112.50")))
    joris.reads(said("Submitted and paid, in time. The proof of submission stands below."))
    time.passes(hours=2)
    syndics.filed(syndics.at_the_desk(browser, LINDEN), "KBO 2027/0500")
    joris = syndics.himself(browser, said).follow(said("Who is syndic"))
    joris.follow(LINDEN.name, beside="Joris Van Damme")
    joris.reads("Syndic Lambert BV", "11/04/2027", "Joris Van Damme", "12/04/2027")
    with factory() as session:
        act_in(session, Scope.office())
        days = {day: [one.mandate.syndic_name for one in syndic_on(session, LINDEN.number, day)]
                for day in (date(2027, 4, 11), STARTS)}  # fmt: skip
        assert days == {date(2027, 4, 11): ["Syndic Lambert BV"], STARTS: ["Joris Van Damme"]}
        charges = session.scalars(select(Transaction.gross).where(Transaction.kind == "charge")).all()
        assert charges == [syndics.FEE]
