"""The act: Filip brings two thousand people in from a file, corrects forty, and takes it all back."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_as
from models.organisations import Membership
from tests.app.imports.files import delimited, person
from tests.stories.cast import Cast
from tests.stories.stage import Browser, enter
from tests.stories.walker import Walker


def relations(factory: sessionmaker[Session], state: str = "confirmed") -> int:
    with factory() as session:
        act_as(session, Scope.office())
        counted = select(func.count()).select_from(Membership)
        return session.scalar(counted.where(Membership.state == state, Membership.email.like("persoon%"))) or 0


def uploaded(walker: Walker, content: bytes, name: str = "personeel.csv") -> Walker:
    return walker.follow("Import a list").attach("File", content, name).press("Upload the file")


@pytest.mark.slow
@pytest.mark.trust("2.3.3")
def test_two_thousand_people_come_in_forty_are_corrected_and_all_is_taken_back(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], worker: Callable[[], None]
) -> None:
    rows = [person(number, **({"Eerste dag": "31/02/2027"} if number % 50 == 7 else {})) for number in range(2000)]
    filip = uploaded(enter(browser, "filip.janssens"), delimited(rows))
    assert filip.title == "Which column is which?"
    filip.reads("personeel.csv", "2000 rows", "55.01.01…").press("Check the rows")
    filip.reads("Checking the rows", "You may leave this page and come back.")
    filip.follow("Home")
    worker()
    filip.follow("Imports").follow("personeel.csv").follow("Go on with it")
    filip.reads("40 rows are refused", "New person and relation 1960", "Refused 40").follow("Refused 40")
    filip.reads("First day “31/02/2027”: This is no day of the calendar.", "Zoë Peeters H")
    assert relations(factory) == 0

    refused = list(
        csv.reader(io.StringIO(filip.download("Download the refused rows").decode("utf-8-sig")), delimiter=";")
    )
    assert (len(refused), refused[0][-1]) == (41, "Reason of refusal")
    assert "First day: This is no day of the calendar" in refused[1][-1]
    filip.follow("Go on").press("Import 1960 rows")
    worker()
    filip.reload().reads("Imported", "New person and relation 1960")
    assert relations(factory) == 1960

    corrected = [[cell.replace("31/02/2027", "28/02/2027") for cell in row] for row in refused[1:]]
    again = uploaded(filip, delimited(corrected, heads=refused[0]), "personeel-refused.csv")
    again.press("Check the rows").reads("Every row is good.").follow("Go on").press("Import 40 rows")
    again.reads("New person and relation 40", "Imported")
    assert relations(factory) == 2000

    filip.follow("Imports").follow("personeel.csv").follow("Undo this import")
    filip.reads("Taken back: 1960 rows").press("Undo the import")
    worker()
    filip.reload().reads("Undone", "Taken back 1960")
    assert (relations(factory), relations(factory, "withdrawn")) == (40, 1960)
    assert not filip.sees_link("Undo this import")
    filip.follow("Relations").reads("43 results")  # forty, and three of the cast
