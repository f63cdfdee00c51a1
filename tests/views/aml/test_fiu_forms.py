"""What an officer writes of a party stays with that party, whoever came into the deal or left it meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict

import run  # noqa: F401 - so that the labels of the whole house are there
from app.aml.goaml.gathered import Involved
from app.aml.goaml.told import ReportDetails
from tests.app.aml.goaml.known import BUYER, PROFILE, SELLER, STR
from views.aml.fiu_forms import write_form


@pytest.fixture(autouse=True)
def reader() -> Iterator[None]:
    app = Flask("reader")
    app.config.update(SECRET_KEY="x", WTF_CSRF_ENABLED=False)
    Babel(app, default_locale="en")
    with app.test_request_context():
        yield


@pytest.mark.trust("AML")
@pytest.mark.parametrize(
    "now", [(BUYER,), (BUYER, SELLER), (replace(SELLER, root_id=9, name="Lies"), SELLER, BUYER)]
)
def test_nobody_is_suspected_in_the_place_of_another(now: tuple[Involved, ...]) -> None:
    shown = write_form(PROFILE, STR, ReportDetails(), 1)
    asked = {str(field.label.text): field.name for field in shown}
    typed = MultiDict(
        {asked[f"{BUYER.name} is suspected"]: "y", asked[f"What is the matter with {BUYER.name}"]: "Pays."}
    )
    form = write_form(PROFILE, replace(STR, parties=now), ReportDetails(), 1, formdata=typed)
    said = form.details(ReportDetails(), now).parties
    assert [(one.root_id, one.role, one.is_suspected, one.reason) for one in said] == [(2, "buyer", True, "Pays.")]
