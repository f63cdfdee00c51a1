"""The act: Filip grants rights from a list, to who is here and who is new, and takes them back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tests.app.imports.files import delimited, person
from tests.stories.cast import Cast
from tests.stories.stage import Browser, enter

HEADS = ("Numéro NISS", "Naam", "Voornaam", "Recht", "Van", "Tot en met", "In dienst")


def _rows(cast: Cast) -> list[Sequence[str]]:
    new = person(1)
    return [
        (str(cast.numbers["Bram"]), "", "", "Dossiers behandelen", "15/03/2027", "", ""),
        (new[0], new[1], new[2], "Handle files", "01/04/2027", "30/06/2027", "01/04/2027"),
        (str(cast.numbers["Chloé"]), "", "", "Dossiers behandelen", "15/03/2027", "", ""),
    ]


def test_rights_come_from_a_list_and_are_taken_back(browser: Browser, cast: Cast) -> None:
    filip = enter(browser, "filip.janssens").follow("Grant to several").follow("From a list instead")
    filip.attach("File", delimited(_rows(cast), HEADS), "rechten.csv").press("Upload the file")
    filip.press("Check the rows").reads(
        "1 row is refused", "New right 1", "New person with a right 1", "A relation is added, from 01/04/2027",
        "This person has no relation with you on the first day of the right.",
    )  # fmt: skip
    filip.follow("Go on").press("Import 2 rows").reads("2 rows were imported.")
    filip.follow("All rights").reads("Handle files", "Bram Claes")
    filip.follow("Imports").follow("rechten.csv").follow("Undo this import")
    filip.reads("Taken back: 2 rows. These rights are revoked").press("Undo the import").reads("Undone")


@pytest.mark.slow
def test_six_hundred_rights_come_in_and_go_by_a_worker(
    browser: Browser, cast: Cast, worker: Callable[[], None]
) -> None:
    rows = []
    for number in range(600):
        told = person(number)
        rows.append((told[0], told[1], told[2], "Handle files", "01/04/2027", "30/06/2027", "01/04/2027"))
    filip = enter(browser, "filip.janssens").follow("Grant to several").follow("From a list instead")
    filip.attach("File", delimited(rows, HEADS), "rechten.csv").press("Upload the file").press("Check the rows")
    filip.reads("You may leave this page and come back.")
    worker()
    filip.follow("Imports").follow("rechten.csv").follow("Go on with it").follow("Go on").press("Import 600 rows")
    worker()
    filip.reload().reads("Imported", "New person with a right 600")
    filip.follow("All rights").reads("601 results")  # and Filip's own role
    filip.follow("Imports").follow("rechten.csv").follow("Undo this import").press("Undo the import")
    worker()
    filip.reload().reads("Undone", "Taken back 600")


@pytest.mark.parametrize(
    ("code", "way", "file", "upload", "check", "told"),
    [
        (
            "NL",
            ("Toekennen aan verschillende", "Liever uit een lijst"),
            "Bestand",
            "Het bestand opladen",
            "De rijen nakijken",
            ("Nieuw recht 1", "Er komt een relatie bij, vanaf 01/04/2027", "geen relatie met u"),
        ),
        (
            "FR",
            ("Octroyer à plusieurs", "Plutôt à partir d’une liste"),
            "Fichier",
            "Téléverser le fichier",
            "Contrôler les lignes",
            ("Nouveau droit 1", "Une relation est ajoutée, dès le 01/04/2027", "pas de relation avec vous"),
        ),
    ],
    ids=["NL", "FR"],
)
def test_the_check_speaks_the_readers_language(
    browser: Browser,
    cast: Cast,
    code: str,
    way: tuple[str, ...],
    file: str,
    upload: str,
    check: str,
    told: tuple[str, ...],
) -> None:
    filip = enter(browser, "filip.janssens").follow(code)
    for link in way:
        filip.follow(link)
    filip.attach(file, delimited(_rows(cast), HEADS), "rechten.csv").press(upload).press(check).reads(*told)
