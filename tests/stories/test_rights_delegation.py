"""Filip shares his role: who gets it administers at once, extends his colleague's and never his own."""

from __future__ import annotations

import pytest

from tests.stories.cast import Cast
from tests.stories.stage import Browser, sign_in
from tests.stories.walker import Walker


def _grant(filip: Walker, steps: tuple[str, ...]) -> Walker:
    kind, go_on, grant, granted = steps
    return filip.follow(kind).press(go_on).press(grant).reads(granted)


@pytest.mark.trust("Rights")
@pytest.mark.parametrize(
    ("code", "grant_a_right", "number", "find", "steps", "extend", "change", "own", "all_rights"),
    [
        (
            "NL",
            "Recht toekennen",
            "Rijksregisternummer",
            "Zoeken",
            ("Lokaal beheerder", "Verder", "Toekennen", "Toegekend."),
            "Verlengen",
            "Wijzigen",
            "U kunt uw eigen rol van beheerder niet wijzigen of verlengen.",
            "Alle rechten",
        ),
        (
            "FR",
            "Octroyer un droit",
            "Numéro de registre national",
            "Rechercher",
            ("Administrateur local", "Continuer", "Octroyer", "Octroyé."),
            "Prolonger",
            "Modifier",
            "Vous ne pouvez pas modifier ni prolonger votre propre rôle de gestionnaire.",
            "Tous les droits",
        ),
    ],
    ids=["NL", "FR"],
)
def test_who_gets_the_role_administers_at_once_and_extends_the_others(
    browser: Browser,
    cast: Cast,
    code: str,
    grant_a_right: str,
    number: str,
    find: str,
    steps: tuple[str, ...],
    extend: str,
    change: str,
    own: str,
    all_rights: str,
) -> None:
    bram = sign_in(browser().visit(), "bram.claes").follow(code)
    assert not bram.sees_link(grant_a_right)
    filip = sign_in(browser().visit(), "filip.janssens").follow(code)
    filip.follow(grant_a_right).fill(number, str(cast.numbers["Bram"])).press(find)
    _grant(filip, steps)
    bram.visit().follow(grant_a_right)  # he does at once what he couldn't a moment ago
    bram.follow(all_rights).follow("Filip Janssens").follow(extend).press(change).reads("14/03/2029")
    bram.follow(all_rights).follow("Bram Claes").follow(extend).press(change).reads(own)
    assert bram.text.count(own) == 1
