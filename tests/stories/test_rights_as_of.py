"""Who had what on a day that is gone: what was known then, what changed since, and all of it on paper."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_in
from models.issued import Issued
from tests.app.pdf.test_paper import words
from tests.stories.cast import Cast, standing_right
from tests.stories.stage import Browser, Time, enter, worked_off
from tests.stories.walker import Walker

GRANTED = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def yesterday(cast: Cast, factory: sessionmaker[Session]) -> None:
    """Until today Bram and An handle files, to the 25th; nobody had anything before April."""
    with factory.begin() as session:
        act_in(session, Scope.office())
        session.add_all(
            standing_right(cast, name, "planner", date(2026, 4, 1), date(2027, 3, 25), GRANTED)
            for name in ("Bram", "An")
        )


def _moved(browser: Browser) -> Walker:
    """Today Filip extends Bram's right and revokes An's."""
    filip = enter(browser, "filip.janssens").follow("EN").follow("All rights").follow("Bram Claes")
    filip.follow("Extend").press("Change").reads("Bram Claes has this right until 14/03/2028.")
    filip.follow("All rights").follow("An Peeters").follow("Revoke").press("Revoke")
    return filip


@pytest.mark.parametrize(
    ("code", "menu", "label", "search", "active", "nothing"),
    [
        ("NL", "Alle rechten", "Peildatum", "Zoeken", "Actief", "Niets gevonden"),
        ("FR", "Tous les droits", "Date de référence", "Rechercher", "Actif", "Rien trouvé"),
    ],
    ids=["NL", "FR"],
)
def test_the_list_on_a_day_is_what_was_known_then(
    browser: Browser, yesterday: None, code: str, menu: str, label: str, search: str, active: str, nothing: str
) -> None:
    filip = _moved(browser).follow(code).follow(menu)
    filip.fill(label, "2027-03-14").press(search)
    filip.reads("Bram Claes", "An Peeters", "01/04/2026", "25/03/2027", active).reads_nothing_of("14/03/2028")
    filip.fill(label, "2027-03-15").press(search)
    filip.reads("Bram Claes", "15/03/2027", "14/03/2028").reads_nothing_of("An Peeters")
    filip.fill(label, "2028-03-15").press(search).reads_nothing_of("Bram Claes")
    filip.fill(label, "2026-03-31").press(search).reads(nothing)


def test_a_state_on_a_day_and_the_file_of_it(browser: Browser, yesterday: None) -> None:
    filip = _moved(browser).follow("All rights").fill("Reference date", "2027-03-15")
    _state(filip, "revoked", on=True).press("Search")
    filip.reads("An Peeters", "Revoked").reads_nothing_of("Bram Claes")
    filip.fill("Reference date", "2027-03-14").press("Search").reads("Nothing found")
    _state(filip, "revoked", on=False).press("Search")
    rows = _lines(filip.download("Text with semicolons (CSV)"))
    assert {(row[0], row[2], row[3]) for row in rows[1:]} >= {("Bram Claes", "01/04/2026", "25/03/2027")}


def _state(walker: Walker, state: str, *, on: bool) -> Walker:
    """Ticks a state in the search; a column has the same name."""
    (box,) = walker.page.xpath("//input[@name='state'][@value=$state]", state=state)
    box.attrib.pop("checked", None)
    if on:
        box.set("checked", "checked")
    return walker


@pytest.mark.parametrize(
    ("code", "menu", "compare", "gone", "moved", "file"),
    [
        (
            "NL",
            "Tussen twee dagen",
            "Vergelijken",
            "herroepen op 15/03/2027 door filip.janssens",
            "gewijzigd op 15/03/2027 door filip.janssens",
            "Allemaal als CSV",
        ),
        (
            "FR",
            "Entre deux jours",
            "Comparer",
            "révoqué le 15/03/2027 par filip.janssens",
            "modifié le 15/03/2027 par filip.janssens",
            "Tous en CSV",
        ),
    ],
    ids=["NL", "FR"],
)
def test_the_difference_of_two_days_names_each_act(
    browser: Browser, yesterday: None, code: str, menu: str, compare: str, gone: str, moved: str, file: str
) -> None:
    filip = _moved(browser).follow(code).follow(menu)
    filip.reads("An Peeters", gone, "Bram Claes", moved, "01/04/2026 – 25/03/2027", "15/03/2027 – 14/03/2028")
    rows = _lines(filip.download(file))
    assert len(rows) == 3
    filip.fill(_labels(code)[0], "2026-03-31").fill(_labels(code)[1], "2026-04-02").press(compare)
    filip.reads("greet.desmet", "01/04/2026").reads_nothing_of(gone)
    filip.fill(_labels(code)[1], "2026-03-31").press(compare).reads_nothing_of("Bram Claes")


def _labels(code: str) -> tuple[str, str]:
    return ("Van het einde van", "Tot het einde van") if code == "NL" else ("De la fin du", "À la fin du")


def test_staff_compare_an_organisation_they_opened(browser: Browser, yesterday: None) -> None:
    greet = enter(browser, "greet.desmet").follow("Between two days").reads("Of which organisation?")
    greet.follow("Organisations").follow("Gemeente Voorbeeldegem").follow("What changed between two days")
    greet.fill("From the end of", "2026-03-31").fill("To the end of", "2026-04-30").press("Compare")
    greet.reads("2 gained", "An Peeters", "granted on 01/04/2026 by greet.desmet")


@pytest.mark.parametrize(
    ("code", "menu", "show", "day", "figures", "make", "tasks", "task", "document", "title"),
    [
        (
            "NL",
            "Op een dag",
            "Die dag tonen",
            "Op het einde van",
            "3 rechten van kracht",
            "Het overzicht als pdf maken",
            "Mijn taken",
            "Overzicht van rechten",
            "Naar het document",
            "Rechten op 14/03/2027",
        ),
        (
            "FR",
            "À un jour donné",
            "Afficher ce jour",
            "À la fin du",
            "3 droits en vigueur",
            "Produire l’aperçu en PDF",
            "Mes tâches",
            "Aperçu des droits",
            "Vers le document",
            "Droits au 14/03/2027",
        ),
    ],
    ids=["NL", "FR"],
)
def test_the_whole_organisation_on_paper(
    browser: Browser,
    app: Flask,
    factory: sessionmaker[Session],
    state: Path,
    time: Time,
    yesterday: None,
    code: str,
    menu: str,
    show: str,
    day: str,
    figures: str,
    make: str,
    tasks: str,
    task: str,
    document: str,
    title: str,
) -> None:
    filip = _moved(browser).follow(code).follow(menu).fill(day, "2027-03-14").press(show).reads(figures)
    filip.press(make)
    worked_off(app, factory, state)
    filip.follow(tasks).follow(task).follow(document).reads("2027-000001")
    read = words(filip.download("Download" if code == "EN" else {"NL": "Downloaden", "FR": "Télécharger"}[code]))
    for said in (title, "Bram Claes", "An Peeters", "Filip Janssens", "01/04/2026 –", "25/03/2027"):
        assert said in read.replace("\n", " "), said
    worked_off(app, factory, state)
    with factory() as session:
        act_in(session, Scope.office())
        assert session.scalars(select(Issued.number)).all() == [1]


def test_a_day_that_cant_be_read_is_named(browser: Browser, yesterday: None) -> None:
    filip = enter(browser, "filip.janssens").typed_address("/rights-overview/?day=31-31-2027")
    assert filip.status == 422
    filip.reads("“31-31-2027” is not a date.")
    filip.typed_address("/rights-between/?first=2027-03-01&second=").reads("Fill in the last day.")
    assert filip.status == 422


def _lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
