"""Filip makes a package, gives it, takes it away; and gives Bram the same as a colleague, ticked one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_in
from models.events import Event
from models.rights import Package, Right
from tests.stories.cast import Cast, standing_right
from tests.stories.stage import Browser, enter
from tests.stories.walker import Walker

GRANTED = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


def _given(factory: sessionmaker[Session]) -> list[tuple[date, date, bool]]:
    with factory() as session:
        act_in(session, Scope.office())
        rights = session.scalars(select(Right).where(Right.first_day == date(2027, 3, 15)).order_by(Right.id))
        return [(one.first_day, one.last_day, one.revoked_at is None) for one in rights]


@pytest.mark.parametrize(
    ("code", "menu", "add", "name", "save", "kinds", "give", "grant", "granted", "take", "revoke", "revoked"),
    [
        (
            "NL",
            "Pakketten van rechten",
            "Toevoegen",
            "Naam",
            "Bewaren",
            ("Dossiers behandelen", "Premies nakijken"),
            "Pakket geven",
            "Deze rechten toekennen",
            "2 rechten toegekend.",
            "Pakket wegnemen",
            "Deze rechten herroepen",
            "2 rechten herroepen.",
        ),
        (
            "FR",
            "Ensembles de droits",
            "Ajouter",
            "Nom",
            "Enregistrer",
            ("Traiter les dossiers", "Vérifier les primes"),
            "Donner un ensemble",
            "Octroyer ces droits",
            "2 droits octroyés.",
            "Retirer un ensemble",
            "Révoquer ces droits",
            "2 droits révoqués.",
        ),
    ],
    ids=["NL", "FR"],
)
def test_a_package_is_made_given_and_taken_away(
    browser: Browser,
    cast: Cast,
    factory: sessionmaker[Session],
    code: str,
    menu: str,
    add: str,
    name: str,
    save: str,
    kinds: tuple[str, str],
    give: str,
    grant: str,
    granted: str,
    take: str,
    revoke: str,
    revoked: str,
) -> None:
    filip = enter(browser, "filip.janssens").follow(code).follow(menu).follow(add).fill(name, "Team Wonen")
    _one_of_each(filip, kinds).press(save).reads("Team Wonen", *kinds)
    filip.typed_address(f"/relations/show/{cast.relations['Bram']}").follow(give).follow("Team Wonen")
    filip.reads("15/03/2027 – 14/03/2028", "15/03/2027 – 14/09/2027").press(grant, times=2)
    filip.typed_address(f"/relations/show/{cast.relations['Bram']}")
    assert _given(factory) == [
        (date(2027, 3, 15), date(2028, 3, 14), True),
        (date(2027, 3, 15), date(2027, 9, 14), True),
    ]
    filip.follow(take).follow("Team Wonen").reads(*kinds).press(revoke).reads(revoked)
    assert [standing for *_, standing in _given(factory)] == [False, False]
    with factory() as session:
        act_in(session, Scope.office())
        acts = session.scalars(select(Event.tag).where(Event.tag.startswith("rights.rights")).order_by(Event.id))
        assert list(acts) == ["rights.rights.granted", "rights.rights.revoked"]


def _one_of_each(filip: Walker, kinds: tuple[str, str]) -> Walker:
    """One box for each kind: of a kind with parts, its first part."""
    for kind in kinds:
        boxes = [
            one.get("for")
            for one in filip.page.xpath("//label[@for]")
            if " ".join("".join(one.itertext()).split()).startswith(kind)
        ]
        filip.page.get_element_by_id(boxes[0]).set("checked", "checked")
    return filip


def test_what_cant_be_given_is_told_and_the_rest_is_given(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    with factory.begin() as session:
        act_in(session, Scope.office())
        session.add(standing_right(cast, "Bram", "planner", date(2026, 4, 1), date(2027, 3, 31), GRANTED))
    filip = enter(browser, "filip.janssens").follow("Packages of rights").follow("Add").fill("Name", "Team")
    filip.press("Save").reads("Tick at least one right.")
    _one_of_each(filip, ("Handle files", "Check grants")).press("Save").reads("Added.")
    filip.typed_address(f"/relations/show/{cast.relations['Bram']}").follow("Give a package").follow("Team")
    filip.reads("has this right").press("Grant these rights")
    filip.reads("1 right granted.", "Not granted: Handle files.")
    filip.typed_address(f"/relations/show/{cast.relations['An']}").follow("Give a package").follow("Team")
    filip.reads("isn't meant for a relation of category")
    filip.follow("Packages of rights").follow("Team").follow("Remove").press("Remove").reads("Removed: Team.")
    with factory() as session:
        act_in(session, Scope.office())
        assert session.scalars(select(Package.id)).all() == []


def test_the_name_is_ones_own_and_another_government_sees_none(browser: Browser, cast: Cast) -> None:
    filip = enter(browser, "filip.janssens").follow("Packages of rights")
    for said in ("Added.", "has a package of this name already"):
        filip.follow("Packages of rights").follow("Add").fill("Name", "Team")
        _one_of_each(filip, ("Handle files", "Check grants")).press("Save").reads(said)
    filip.follow("Packages of rights").follow("Team")
    chloe = enter(browser, "chloe.dubois").follow("EN")
    assert chloe.typed_address(filip.url.removeprefix("http://localhost")).status == 404
    chloe.follow("Packages of rights").reads("No package yet")
    assert chloe.typed_address(f"/right-sets/give/{cast.relations['Bram']}").status == 404


@pytest.mark.parametrize(
    ("code", "same", "grant", "granted"),
    [
        ("NL", "Dezelfde als een collega", "Deze rechten toekennen", "1 recht toegekend."),
        ("FR", "Les mêmes qu’un collègue", "Octroyer ces droits", "1 droit octroyé."),
    ],
    ids=["NL", "FR"],
)
def test_the_same_as_a_colleague_ticked_one_by_one(
    browser: Browser,
    cast: Cast,
    factory: sessionmaker[Session],
    code: str,
    same: str,
    grant: str,
    granted: str,
) -> None:
    with factory.begin() as session:
        act_in(session, Scope.office())
        session.add_all(
            [
                standing_right(cast, "Filip", "planner", date(2026, 4, 1), date(2027, 3, 31), GRANTED),
                standing_right(cast, "Filip", "half_year", date(2026, 11, 1), date(2027, 4, 30), GRANTED),
            ]
        )
    filip = enter(browser, "filip.janssens").follow(code)
    filip.typed_address(f"/relations/show/{cast.relations['Bram']}").follow(same).follow("Filip Janssens")
    boxes = filip.page.xpath("//input[@name='right']")
    assert len(boxes) == 3
    for box in boxes:
        if not box.get("value").startswith(f"{cast.kinds['planner']}:"):
            box.attrib.pop("checked", None)
    filip.press(grant).reads(granted)
    assert _given(factory) == [(date(2027, 3, 15), date(2028, 3, 14), True)]
