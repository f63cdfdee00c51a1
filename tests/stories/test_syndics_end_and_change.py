"""A mandate that ends with no other after it, and one whose syndic moves: each is submitted, filed, and stands in
the register."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from app.syndics.register import syndic_on
from app.transaction import Scope
from app.transaction import enter as act_in
from tests.app.syndics import stage
from tests.app.syndics.stage import LINDEN
from tests.stories import syndics
from tests.stories.stage import Browser, Time
from tests.stories.syndics import DUTCH, FRENCH, Said

DECIDED, ENDS = date(2027, 3, 10), date(2027, 4, 12)


@pytest.fixture
def settings(state: Path) -> dict[str, str]:
    return syndics.at_home(state)


@pytest.mark.parametrize("said", [DUTCH, FRENCH], ids=lambda said: said.language)
def test_an_end_leaves_the_association_without_a_syndic_from_the_day_it_takes_effect(
    browser: Browser, said: Said, factory: sessionmaker[Session], time: Time
) -> None:
    syndics.furnished(factory, LINDEN)
    with factory.begin() as session:
        act_in(session, Scope.office())
        stage.add_mandate(session, LINDEN, stage.BARE_COMPANY)
    joris = syndics.begun(syndics.himself(browser, said), said, "End of a mandate", LINDEN)
    joris.choose(said("Who ended the mandate?"), said("The general assembly"))
    joris.fill(said("Date of that decision"), str(DECIDED)).fill(said("The end takes effect on"), str(ENDS))
    joris.press(said("Save and go on"))
    syndics.reached(joris, said)
    syndics.uploaded(joris, said, "ontslag.pdf", "Proof of dismissal").press(said("Save and go on"))
    syndics.paid_in(joris, said).press(said("Submit and pay %(gross)s", gross=syndics.money(said, "112.50")))
    joris.reads(said("Submitted and paid, in time. The proof of submission stands below."))
    time.passes(hours=2)
    syndics.filed(syndics.at_the_desk(browser, LINDEN), "KBO 2027/0600")
    syndics.himself(browser, said).follow(said("Who is syndic")).follow(LINDEN.name).reads("11/04/2027")
    with factory() as session:
        act_in(session, Scope.office())
        last = syndic_on(session, LINDEN.number, date(2027, 4, 11))
        assert [one.mandate.syndic_name for one in last] == ["Syndic Lambert BV"]
        assert syndic_on(session, LINDEN.number, ENDS) == []


@pytest.mark.parametrize("said", [DUTCH, FRENCH], ids=lambda said: said.language)
def test_a_change_goes_on_under_the_new_name(
    browser: Browser, said: Said, factory: sessionmaker[Session], time: Time
) -> None:
    syndics.furnished(factory, LINDEN)
    with factory.begin() as session:
        act_in(session, Scope.office())
        before = stage.add_mandate(session, LINDEN, stage.CO_OWNER).id
    joris = syndics.begun(syndics.himself(browser, said), said, "Change of the syndic’s data", LINDEN)
    joris.choose(said("The syndic is"), said("A natural person")).press(said("Save and go on"))
    joris.fill(said("First names"), "Wim").fill(said("Name"), "Verlinden-Maes")
    joris.fill(said("National or BIS number"), stage.WIM.number).fill(said("Street and number"), "Zeedijk 12")
    joris.fill(said("Postal code"), "8400").fill(said("Place"), "Oostende")
    joris.choose(said("Is the syndic a co-owner of the building?"), said("Yes"))
    joris.fill(said("The change takes effect on"), str(ENDS)).press(said("Save and go on"))
    syndics.reached(joris, said).press(said("Save and go on"))
    syndics.paid_in(joris, said).press(said("Submit and pay %(gross)s", gross=syndics.money(said, "112.50")))
    joris.reads(said("Submitted and paid, in time. The proof of submission stands below."))
    time.passes(hours=2)
    syndics.filed(syndics.at_the_desk(browser, LINDEN), "KBO 2027/0700")
    syndics.himself(browser, said).follow(said("Who is syndic")).follow(LINDEN.name).reads("Wim Verlinden-Maes")
    with factory() as session:
        act_in(session, Scope.office())
        (now,) = syndic_on(session, LINDEN.number, ENDS)
        assert (now.mandate.id, now.mandate.syndic_name) == (before, "Wim Verlinden-Maes")
