"""A person found by number, filled in from the register of persons, aligned with it, and corrected by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.outside.persons import PersonsFile
from app.transaction import Scope
from app.transaction import enter as act_in
from models.accounts import Person
from models.events import Event
from tests.stories.cast import Cast, national_number
from tests.stories.stage import Browser, enter, sign_in
from tests.stories.walker import Walker

LOTTE = national_number(date(1997, 3, 4), 250)


@pytest.fixture
def register(app: Flask, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A register that knows Lotte, whom nobody here knows, and Bram by a longer name."""
    path = tmp_path / "persons.csv"
    lines = (
        f"{LOTTE};Hermans;Lotte Marie;1997-03-04;female",
        f"{cast.numbers['Bram']};Claes;Bram Jozef;1985-07-30;male",
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setitem(app.extensions, "persons", PersonsFile(path))
    return path


def _person(factory: sessionmaker[Session], name: str) -> Person:
    with factory() as session:
        act_in(session, Scope.office())
        return session.scalars(select(Person).where(Person.family_name == name)).one()


def _tags(factory: sessionmaker[Session]) -> list[str]:
    with factory() as session:
        act_in(session, Scope.office())
        found = session.scalars(
            select(Event.tag).where(Event.tag.startswith("accounts.person")).order_by(Event.id)
        )
        return list(found)


def _bram(filip: Walker, persons: str = "Persons") -> Walker:
    return filip.follow(persons).follow("Bram Claes")


def test_whom_nobody_knew_is_filled_in_from_the_register(
    browser: Browser, register: Path, factory: sessionmaker[Session]
) -> None:
    filip = (
        enter(browser, "filip.janssens").follow("Grant a right").fill("National number", str(LOTTE)).press("Find")
    )
    filip.reads(
        "The register of persons gives name, birth date and sex.", "Lotte Marie Hermans", "04/03/1997", "Female"
    )
    filip.press("Add person and go on").reads("Which right for Lotte Marie Hermans?")
    assert _person(factory, "Hermans").source == "register"


def test_without_a_register_the_person_is_typed_and_marked(
    browser: Browser, factory: sessionmaker[Session]
) -> None:
    filip = (
        enter(browser, "filip.janssens").follow("Grant a right").fill("National number", str(LOTTE)).press("Find")
    )
    filip.reads("Nobody is known here").fill("First names", "Lotte").fill("Name", "Hermans")
    filip.press("Add person and go on").reads("Which right for Lotte Hermans?")
    assert _person(factory, "Hermans").source == "hand"


@pytest.mark.trust("Audit log")
@pytest.mark.parametrize(
    ("code", "persons", "align", "said", "marked", "correct", "family", "corrected", "by_hand"),
    [
        (
            "NL",
            "Personen",
            "Gelijkstellen met het register",
            "Overgenomen uit het personenregister: Voornamen.",
            "Het personenregister",
            "Verbeteren",
            "Naam",
            "Verbeterd, en gemerkt als met de hand ingevuld.",
            "Met de hand ingevuld",
        ),
        (
            "FR",
            "Personnes",
            "Aligner sur le registre",
            "Repris du registre des personnes : Prénoms.",
            "Le registre des personnes",
            "Corriger",
            "Nom",
            "Corrigé, et marqué comme saisi à la main.",
            "Saisi à la main",
        ),
    ],
)
def test_filip_corrects_bram_by_hand_and_the_register_overwrites_it(
    browser: Browser,
    register: Path,
    factory: sessionmaker[Session],
    code: str,
    persons: str,
    align: str,
    said: str,
    marked: str,
    correct: str,
    family: str,
    corrected: str,
    by_hand: str,
) -> None:
    filip = _bram(sign_in(browser().visit(), "filip.janssens").follow(code), persons)
    filip.follow(correct).fill(family, "Claeys").press(correct).reads(corrected, "Bram Claeys", by_hand)
    assert _person(factory, "Claeys").source == "hand"
    filip.press(align).reads("Bram Jozef Claes", marked)
    filip.follow(correct).fill(family, "Claes").press(correct)  # the same: nothing to record
    register.write_text(register.read_text(encoding="utf-8").replace("Bram Jozef", "Bram"), encoding="utf-8")
    filip.press(align).reads(said, "Bram Claes")
    assert _tags(factory) == ["accounts.person.corrected", "accounts.person.aligned", "accounts.person.aligned"]


def test_what_cannot_be_put_right_is_said(browser: Browser, register: Path, cast: Cast) -> None:
    filip = _bram(enter(browser, "filip.janssens"))
    filip.follow("Correct").fill("Name", " ").press("Correct").reads("Fill in both name and first names")
    filip.fill("Name", "Claes").fill("Birth date", "2027-03-16").press("Correct").reads("lies in the future")
    assert filip.value("Birth date") == "2027-03-16"
    tab = filip.new_tab()
    filip.fill("Birth date", "1985-07-30").fill("Name", "Claeys").press("Correct").reads("Corrected")
    tab.fill("Birth date", "1985-07-30").fill("Name", "Klaas").press("Correct").reads("changed")
    assert tab.value("Name") == "Klaas"
    register.write_text("", encoding="utf-8")
    filip.press("Align with the register").reads("The register of persons doesn't know this number.")
    register.unlink()
    filip.press("Align with the register").reads("The register of persons can't be asked now.")


def test_only_where_he_works_are_his_data_put_right(browser: Browser, cast: Cast, register: Path) -> None:
    """Chloé knows neither Bram nor his page; An left Filip's town, and her page is read only."""
    chloe = enter(browser, "chloe.dubois")
    chloe.typed_address(f"/persons/correct/{cast.persons['Bram']}")
    assert chloe.status == 404
    greet = enter(browser, "greet.desmet").follow("Persons").follow("Bram Claes")
    assert not greet.sees_link("Correct")


@pytest.mark.trust("National numbers")
def test_by_full_number_anybody_is_found_and_no_more_than_that(
    browser: Browser, register: Path, cast: Cast, factory: sessionmaker[Session]
) -> None:
    """Filip finds Chloé of the other town: name, birth date, sex, and nothing of her work."""
    filip = enter(browser, "filip.janssens").follow("Find by number")
    filip.fill("National number", str(cast.numbers["Chloé"])).press("Find")
    filip.reads("Chloé Dubois", "28/02/1990", "Female").reads_nothing_of("Exempleville", "Employee")
    assert not filip.sees_link("Open the page of this person")
    assert str(cast.numbers["Chloé"].digits) not in filip.url
    assert _tags(factory) == ["accounts.person.looked_up"]
    (link,) = filip.page.xpath("//main//a[normalize-space()='Grant a right']/@href")
    filip.typed_address(link).reads("Chloé Dubois", "28/02/1990", "has no relation with your organisation yet")
    bram = filip.follow("Find by number").fill("National number", str(cast.numbers["Bram"])).press("Find")
    bram.follow("Open the page of this person").reads("Bram Claes")


def test_whom_only_the_register_knows_is_shown_and_not_added(
    browser: Browser, register: Path, factory: sessionmaker[Session]
) -> None:
    filip = enter(browser, "filip.janssens").follow("Find by number")
    filip.fill("National number", str(LOTTE)).press("Find").reads("Nobody is known here", "Lotte Marie Hermans")
    with factory() as session:
        act_in(session, Scope.office())
        assert session.scalars(select(Person).where(Person.family_name == "Hermans")).all() == []
    filip.press("Grant a right").reads("Lotte Marie Hermans").press("Add person and go on").reads(
        "Which right for"
    )
