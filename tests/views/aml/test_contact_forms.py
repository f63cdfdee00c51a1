"""What is typed of a contact becomes what is compared, and stands in the form again as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict

import run  # noqa: F401 - so that the labels of the whole house are there
from models.values import BirthDate, Identifier, IdentifierKind, NameKind, Subject, SubjectKind, SubjectName
from views.aml.contact_forms import OrganisationForm, PersonForm
from views.labels.countries import countries_in, country_of

BORN = date(1969, 3, 14)
PERSON = Subject(
    SubjectKind.PERSON,
    (SubjectName("Vladimir Sobolev", NameKind.MAIN, "Vladimir", "Sobolev"), SubjectName("Вова", NameKind.ALIAS)),
    (BirthDate(BORN, BORN),),
    ("RU", "BE"),
    (Identifier(IdentifierKind.PASSPORT, "AB12", "RU"),),
    "male",
)
ORGANISATION = Subject(
    SubjectKind.ORGANISATION,
    (SubjectName("Severny Port NV"),),
    (BirthDate(date(2001, 1, 1), date(2001, 12, 31)),),
    ("BE", "LU"),
    (
        Identifier(IdentifierKind.REGISTRATION, "0403170701", "BE"),
        Identifier(IdentifierKind.REGISTRATION, "B12345", "LU"),
    ),
)


@pytest.fixture(autouse=True)
def reader() -> Iterator[None]:
    app = Flask("reader")
    app.config.update(SECRET_KEY="x", WTF_CSRF_ENABLED=False)
    Babel(app, default_locale="en")
    with app.test_request_context():
        yield


TYPED_PERSON = {
    "family_name": " Sobolev", "given_names": "Vladimir", "other_names": "Вова", "day_known": "1969-03-14",
    "country_1": "Russia", "country_2": "be", "document_kind": "passport", "document_number": "ab 12",
    "document_country": "RU", "sex": "male",
}  # fmt: skip
TYPED_ORGANISATION = {
    "name": "Severny Port NV", "year_known": "2001", "country_1": "Belgium", "country_2": "LU",
    "enterprise_number": "BE 0403.170.701", "foreign_number": "b 12345",
}  # fmt: skip


@pytest.mark.parametrize(
    ("form", "typed", "subject"),
    [(PersonForm, TYPED_PERSON, PERSON), (OrganisationForm, TYPED_ORGANISATION, ORGANISATION)],
)
def test_what_is_typed_is_what_is_compared(
    form: type[PersonForm] | type[OrganisationForm], typed: dict[str, str], subject: Subject
) -> None:
    sent = form(formdata=MultiDict(typed))
    assert sent.validate(), sent.errors
    assert sent.subject() == subject


def test_a_number_is_kept_without_dots_and_a_name_without_gaps() -> None:
    form = PersonForm(
        formdata=MultiDict(
            {
                "family_name": "  Van   Damme ",
                "given_names": "Jean  Claude",
                "sex": "",
                "document_kind": "identity_card",
                "document_number": "592-1234567.89",
                "document_country": "belgië",
            }
        )
    )
    assert form.validate(), form.errors
    subject = form.subject()
    assert subject.names == (SubjectName("Jean Claude Van Damme", NameKind.MAIN, "Jean Claude", "Van Damme"),)
    assert subject.identifiers == (Identifier(IdentifierKind.IDENTITY_CARD, "592123456789", "BE"),)
    assert (subject.birth_dates, subject.countries, subject.sex) == ((), (), "")


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_each_country_is_known_by_each_of_its_names_and_by_its_letters(language: str) -> None:
    names = countries_in(language)
    assert len(names) > 240
    for code, name in names.items():
        assert country_of(code) == code
        assert country_of(name.upper()) == code, (name, code)


@pytest.mark.parametrize(
    ("typed", "code"),
    [("cote d'ivoire", "CI"), ("Vs", "US"), ("bosnie  herzegovine", "BA"), ("noord korea", "KP"), ("", None),
     ("Atlantis", None), ("EU", None), ("ZZ", None), ("'; drop", None)],
)  # fmt: skip
def test_a_country_is_typed_as_people_do(typed: str, code: str | None) -> None:
    assert country_of(typed) == code
