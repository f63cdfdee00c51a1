"""Anybody asks who administers an organisation; the central team sees in time that nobody will."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_in
from models.rights import Right
from tests.stories.cast import VOORBEELDEGEM, Cast
from tests.stories.stage import Browser, Time, enter, sign_in


@pytest.mark.parametrize(
    ("code", "menu", "field", "press", "title", "other"),
    [
        ("NL", "Wie beheert?", "Organisatie", "Opzoeken", "Wie beheert {}?", "Lokale beheerder"),
        ("FR", "Qui administre ?", "Organisation", "Chercher", "Qui administre {} ?", "Gestionnaire local"),
    ],
    ids=["NL", "FR"],
)
def test_a_person_of_elsewhere_reads_names_and_nothing_else(
    browser: Browser, code: str, menu: str, field: str, press: str, title: str, other: str
) -> None:
    joris = enter(browser, "joris.vandamme").follow(code).follow(menu)
    joris.fill(field, "voorbeeldegem").press(press).follow("Gemeente Voorbeeldegem")
    assert joris.title == title.format(VOORBEELDEGEM)
    joris.reads("Filip Janssens", other).reads_nothing_of("Bram", "Chloé", "31/05/2028", "82.06.21")


def test_by_number_and_nothing_found(browser: Browser) -> None:
    joris = enter(browser, "joris.vandamme").follow("Who administers?")
    joris.fill("Organisation", "BE 0207.501.014").press("Look up").reads("Gemeente Voorbeeldegem")
    joris.fill("Organisation", "%").press("Look up").reads("No organisation found")


def test_the_central_team_sees_it_before_it_happens(
    browser: Browser, time: Time, factory: sessionmaker[Session]
) -> None:
    card = "Governments without local administrator within a month"
    greet = enter(browser, "greet.desmet").reads("Every government has an administrator for the coming month.")
    _last_day_of_filip(factory, "2027-04-14")
    greet.visit().reads_nothing_of("The first ends in")
    _last_day_of_filip(factory, "2027-04-13")
    greet.visit().reads(card, "Gemeente Voorbeeldegem", "14/04/2027").follow(card)
    greet.reads("Gemeente Voorbeeldegem").reads_nothing_of("Commune d'Exempleville")
    greet.follow("Gemeente Voorbeeldegem").reads("Filip Janssens")
    time.passes(days=32)
    enter(browser, "greet.desmet").follow(card).follow("Gemeente Voorbeeldegem").reads("nobody at the moment")


def _last_day_of_filip(factory: sessionmaker[Session], last_day: str) -> None:
    with factory.begin() as session:
        act_in(session, Scope.office())
        session.execute(
            text(
                "update rights_right r set last_day = :day from organisation o"
                " where o.id = r.organisation_id and o.name = 'Gemeente Voorbeeldegem' and r.kind_id ="
                " (select id from rights_kind where code = 'local_administrator')"
            ),
            {"day": last_day},
        )


@pytest.mark.trust("Late access after expiry or revocation")
@pytest.mark.parametrize(
    ("code", "grant_a_right", "number", "find", "kind", "go_on", "grant", "sentence"),
    [
        (
            "NL",
            "Recht toekennen",
            "Rijksregisternummer",
            "Zoeken",
            "Dossiers behandelen",
            "Verder",
            "Toekennen",
            "U mag deze pagina niet openen",
        ),
        (
            "FR",
            "Octroyer un droit",
            "Numéro de registre national",
            "Rechercher",
            "Traiter les dossiers",
            "Continuer",
            "Octroyer",
            "Vous ne pouvez pas ouvrir cette page",
        ),
    ],
    ids=["NL", "FR"],
)
def test_his_role_lapses_while_the_form_stands_open(
    browser: Browser,
    cast: Cast,
    factory: sessionmaker[Session],
    time: Time,
    code: str,
    grant_a_right: str,
    number: str,
    find: str,
    kind: str,
    go_on: str,
    grant: str,
    sentence: str,
) -> None:
    """At five to twelve he has everything ready; at five past he grants nothing any more, and no clock ran."""
    time.moment = datetime(2027, 3, 15, 22, 55, tzinfo=UTC)
    with factory.begin() as session:
        act_in(session, Scope.office())
        own = session.scalars(select(Right).where(Right.id == cast.authority["Filip"])).one()
        own.last_day, own.known_from = date(2027, 3, 15), time.moment
    filip = sign_in(browser().visit(), "filip.janssens").follow(code).follow(grant_a_right)
    filip.fill(number, str(cast.numbers["Bram"])).press(find).follow(kind).press(go_on)
    time.passes(minutes=10)
    filip.press(grant).reads(sentence)
    assert filip.status == 403
    with factory() as session:
        act_in(session, Scope.office())
        planner = Right.kind_id == cast.kinds["planner"]
        assert session.scalars(select(Right.id).where(planner)).all() == []
