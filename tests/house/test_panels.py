"""What a domain offers the desk arrives there: registered, named, with a page that shows it, in few statements."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest
from flask_babel.speaklater import LazyString

import run
from app.panels import Panels
from app.policy import Role
from tests.house.visitors import House
from views import menu
from views.desk import person
from views.desk.places import CARDS, CONSEQUENCES, KINDS, PANEL_TITLES
from views.screens import SCREENS

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "app").glob("*/panels.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.name)
def test_each_domains_panels_are_registered_under_the_roof(file: Path) -> None:
    offered: Panels = importlib.import_module(f"app.{file.parent.name}.panels").PANELS
    assert offered in run.PANELS
    assert offered != Panels(), "an empty offer"


def test_the_domains_are_found_and_the_roof_registers_no_stranger() -> None:
    assert {"accounts", "cases", "organisations", "rights"} <= {file.parent.name for file in FILES}
    assert len(run.PANELS) == len(FILES)


def test_everything_offered_has_its_name_and_its_page_and_nothing_is_named_in_vain(house: House) -> None:
    offered: Panels = house.app.extensions["panels"]
    assert {one.name for one in offered.worklists} == CARDS.keys()
    assert {one.name for one in offered.persons} == PANEL_TITLES.keys() == person.PANELS.keys()
    assert {one.name for one in offered.consequences} == CONSEQUENCES.keys()
    names = [one.name for one in (*offered.worklists, *offered.sources, *offered.persons)]
    assert len({one.name for one in offered.sources}) == len(offered.sources)
    assert all(name.count(".") == 1 for name in names)
    for name in PANEL_TITLES:
        assert (ROOT / "views" / "templates" / "panels" / f"{name.replace('.', '-')}.html").exists(), name


def test_every_kind_and_card_leads_to_a_screen_its_readers_may_open(house: House) -> None:
    screens = {screen.__name__ for screen in SCREENS}
    assert {kind.screen for kind in KINDS.values()} <= screens
    offered: Panels = house.app.extensions["panels"]
    for worklist in offered.worklists:
        screen = CARDS[worklist.name].endpoint.split(".")[0]
        for role in worklist.roles:
            assert menu.opens({role, Role.PERSON}, screen, "can_list"), (worklist.name, role)


def _words() -> list[Any]:
    cards = [(card.title, card.nothing, card.action) for card in CARDS.values()]
    return [
        *(word for words in cards for word in words if word != ""),
        *(kind.label for kind in KINDS.values()),
        *PANEL_TITLES.values(),
        *CONSEQUENCES.values(),
    ]


def test_they_are_all_said_in_the_readers_language() -> None:
    assert all(isinstance(word, LazyString) for word in _words())


@pytest.mark.parametrize("role", ["person", "owner", "administrator", "helpdesk", "finance", "counter", "central"])
def test_no_home_is_an_empty_welcome(house: House, role: str) -> None:
    page = house.as_role(role).get("/").get_data(as_text=True)
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    assert "<section" in main
    assert "<h2" in main
