"""A syndic who is no company registers the start of his mandate: saved, gone on with from a mail, paid, submitted,
asked about, answered and filed; from then on he manages the association."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session, sessionmaker

from tests.app.syndics.stage import LINDEN
from tests.stories import syndics
from tests.stories.stage import Browser, Post, Time
from tests.stories.syndics import DUTCH, FRENCH, Said

DECIDED, STARTS = date(2027, 3, 12), date(2027, 4, 12)


@pytest.mark.parametrize("said", [DUTCH, FRENCH], ids=lambda said: said.language)
def test_he_begins_goes_on_from_the_mail_submits_answers_and_is_syndic(
    browser: Browser, said: Said, factory: sessionmaker[Session], post: Post, time: Time
) -> None:
    syndics.furnished(factory, LINDEN)
    joris = syndics.begun(syndics.himself(browser, said), said, "Start of a mandate", LINDEN)
    syndics.appointed(joris, said, DECIDED, STARTS).press(said("Save and continue later"))
    joris.reads(said("Saved. You get a mail with a link to go on whenever you like."))
    post(joris)
    time.passes(days=2)
    way = syndics.way_on(syndics.last_letter(factory, "joris.vandamme@example.be"))
    for _ in range(2):  # the link works as often as he likes, also where he signs in anew
        joris = syndics.himself(browser, said).typed_address(way)
        print("AT", joris.url, joris.text)
        assert joris.value(said("First day of the mandate")) == "2027-04-12"
    joris.press(said("Save and go on"))
    syndics.is_syndic_himself(joris, said)
    syndics.reached(joris, said)
    joris.follow(said("Check and submit")).reads(said("Signed minutes of the general assembly"))
    assert not joris.sees_button(said("Top up and go on")), "the minutes lack"
    joris.follow(said.here("Evidence"))
    syndics.uploaded(joris, said, "notulen.pdf").press(said("Save and go on"))
    joris.reads(said("Submit on %(day)s at the latest, Brussels time: then it is in time.", day="09/04/2027"))
    syndics.paid_in(joris, said, "120").reads("120,00")
    joris.press(said("Submit and pay %(gross)s", gross=syndics.money(said, "112.50")), times=2)
    joris.reads(said("Submitted and paid, in time. The proof of submission stands below."))
    print(joris.text)
