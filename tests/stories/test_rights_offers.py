"""The catalogue, read by whoever comes by: what each tool does, for whom, and what it takes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from models.rights import Price, Tool
from tests.stories.cast import Cast
from tests.stories.office import SINCE, changed, furnish
from tests.stories.stage import Browser, enter

SAID = {
    "EN": ("Which tools are there, and what do they take?", "Files", "organisations on its list", "Institute of",
           "whoever has a right, in:", "No tool has these words", "excl. VAT of 21 %"),
    "NL": ("Welke toepassingen zijn er, en wat vragen ze?", "Dossiers", "organisaties op de lijst ervan",
           "erkend door Beroepsinstituut", "wie er een recht voor heeft, bij:",
           "Geen toepassing heeft deze woorden", "excl. 21 % btw"),
    "FR": ("Quelles applications existent, et qu’exigent-elles ?", "Dossiers", "les organisations de sa liste",
           "agréé par Institut", "qui en a le droit, auprès de", "Aucune application ne contient",
           "hors TVA de 21 %"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _office(factory: sessionmaker[Session], cast: Cast) -> None:
    furnish(factory, cast)

    def priced(session: Session) -> None:
        tool_id = session.scalars(select(Tool.id).where(Tool.code == "files")).one()
        for code, first, last, net in (("file", SINCE, None, "3.50"), ("old", SINCE, SINCE, "9.99")):
            session.add(
                Price(tool_id=tool_id, code=code, name_nl=code, name_fr=code, name_en=code, net=Decimal(net),
                      vat_percent=21, first_day=first, last_day=last)
            )  # fmt: skip

    changed(factory, priced)


@pytest.mark.parametrize("language", SAID)
def test_without_signing_in_everybody_reads_what_a_tool_takes(browser: Browser, cast: Cast, language: str) -> None:
    door, name, whom, asked, right, nothing, vat = SAID[language]
    anybody = browser().visit().follow(language).follow(door)
    anybody.reads(name, whom, asked, right, vat)
    assert "9.99" not in anybody.text
    assert "9,99" not in anybody.text
    anybody.typed_address("/catalogue/?q=DOSS&x=1" if language != "EN" else "/catalogue/?q=FIL").reads(name)
    anybody.typed_address("/catalogue/?q=zzzz").reads(nothing)


def test_from_ones_own_tools_the_catalogue_is_one_click_away(browser: Browser, cast: Cast) -> None:
    bram = enter(browser, "bram.claes").follow("My tools").follow("What each tool takes and costs")
    bram.reads("Files", "My tools").follow("My tools")
