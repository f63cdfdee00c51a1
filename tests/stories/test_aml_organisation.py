"""Bram makes a file of a company: from the register, with who runs, represents and owns it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from app.aml.shelf import FOLDER, shelf_in
from tests.stories import office
from tests.stories.aml_office import put_tool
from tests.stories.cast import Cast
from tests.stories.office import acting
from tests.stories.stage import Browser
from tests.stories.walker import Walker


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    office.furnish(factory, cast)
    put_tool(factory, cast)
    shutil.rmtree(state / FOLDER, ignore_errors=True)
    app.extensions["shelf"] = shelf_in(state)


def _company(browser: Browser, page: str) -> Walker:
    """Bram, on a page of the file of Harbour Works, beside a person who is a contact already."""
    bram = acting(browser, "bram.claes").follow("Contacts").follow("Add contact")
    bram.fill("Name", "Verhaeghe").fill("First names", "Lieve").press("Add")
    bram.follow("Contacts").follow("Add contact").follow("Organisation").fill("Name", "Harbour Works").press("Add")
    return bram.typed_address(f"/contact-file/{page}/{bram.url.rsplit('/', 1)[-1]}")


def test_the_representative_is_a_contact_that_is_searched_or_added(browser: Browser) -> None:
    bram = _company(browser, "representative")
    bram.fill("Search your contacts by name", "verhaeg").press("Search contacts")
    bram.choose("Who represents the organisation?", "Lieve Verhaeghe Draft").press("Save and continue later")
    bram.reads("Saved.").back()
    bram.reload()
    assert bram.chosen("Who represents the organisation?").startswith("Lieve Verhaeghe")
    bram.fill("Search your contacts by name", "nobody").press("Search contacts").reads(
        "None of your contacts has that"
    )
    bram.fill("Name", "Dupont").press("Save and continue later").reads("You chose somebody else above.")
    bram.choose("Who represents the organisation?", "It is this person").fill("First names", "Jeanne")
    bram.fill("Birth date", "2030-01-01").press("Save and continue later").reads("This day is still to come.")
    bram.fill("Birth date", "1980-01-01").fill("Nationality", "frankrijk").press("Save and continue later")
    bram.reads("Saved.", "Jeanne Dupont is a contact of your office now").follow("Contacts").reads("Jeanne Dupont")
