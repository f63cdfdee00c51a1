"""What a statement says of a right, in each language, and that it says it as the right stands that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.erasure import erase_person
from app.documents.copies import Answer, origin_of_bytes
from app.errors import Forbidden, Missing
from app.outside.files import Folder
from app.policy import Identity, Role
from app.rights.services import grant_right, revoke_right
from app.rights.statements import Asked, issue_statement
from app.transaction import Scope, enter, transaction
from models.accounts import Person
from models.documents import Document
from models.issued import Issued
from models.rights import Right
from tests.app.pdf.test_paper import words
from tests.app.rights.grants import NOW, TODAY, new_right
from tests.stories.cast import EXEMPLEVILLE, VOORBEELDEGEM, Cast, assemble

HERE = "https://rechten.example.be"


@pytest.fixture
def files(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "files")


@pytest.fixture
def cast(session: Session) -> Cast:
    made = assemble(session, NOW - timedelta(days=200))
    session.commit()
    enter(session, Scope.organisation(made.organisations[VOORBEELDEGEM]))
    return made


def granted(session: Session, cast: Cast, **changed: object) -> Right:
    with transaction(session):
        return grant_right(session, cast.administrator(), new_right(cast, **changed), NOW)


def stated(
    session: Session, files: Folder, cast: Cast, right: Right, language: str = "en", later: timedelta = timedelta()
) -> tuple[Issued, bytes]:
    asked = Asked(right.id, language, HERE)
    with transaction(session):
        made = issue_statement(session, files, cast.administrator(), asked, NOW + later)
    return made, files.open(str(session.get_one(Document, made.document_id).file)).read()


@pytest.mark.parametrize(
    ("language", "said", "name"),
    [
        (
            "nl",
            ["Bewijs van recht", "Nr. 2027-000001", "Dossiers behandelen", "Toestand op 15/03/2027"],
            "bewijs-van-recht",
        ),
        (
            "fr",
            ["Attestation de droit", "N° 2027-000001", "Traiter les dossiers", "Situation au 15/03/2027"],
            "attestation-de-droit",
        ),
        (
            "en",
            ["Statement of a right", "No. 2027-000001", "Handle files", "State on 15/03/2027"],
            "statement-of-a-right",
        ),
    ],
)
def test_it_says_who_has_what_until_when_by_whose_authority(
    session: Session, files: Folder, cast: Cast, language: str, said: list[str], name: str
) -> None:
    right = granted(session, cast)
    made, content = stated(session, files, cast, right, language)
    read = words(content)
    for words_of_it in (
        *said,
        "Bram Claes",
        cast.numbers["Bram"].masked(),
        VOORBEELDEGEM,
        "15/03/2027 – 14/03/2028",
        "filip.janssens",
        str(cast.authority["Filip"]),
        HERE,
        made.code,
    ):
        assert words_of_it in read.replace("\n", " "), words_of_it
    assert cast.numbers["Bram"].digits not in read
    document = session.get_one(Document, made.document_id)
    assert document.name == f"{name}-2027-000001.pdf"
    assert document.person_id == cast.persons["Bram"]


def test_it_says_how_the_right_stands_that_day(session: Session, files: Folder, cast: Cast) -> None:
    right = granted(session, cast, first_day=TODAY + timedelta(days=10))
    assert "Pending: it begins later" in words(stated(session, files, cast, right)[1])
    assert "Active" in words(stated(session, files, cast, right, later=timedelta(days=10))[1])
    assert "Expired" in words(stated(session, files, cast, right, later=timedelta(days=800))[1])
    with transaction(session):
        revoke_right(session, cast.administrator(), right.id, right.version, "weg", NOW)
    read = words(stated(session, files, cast, right, later=timedelta(days=30))[1])
    assert "Revoked on 15/03/2027" in read
    assert "weg" not in read


def test_it_names_the_part_as_people_know_it(session: Session, files: Folder, cast: Cast) -> None:
    new = replace(new_right(cast), kind_id=cast.kinds["half_year"], context="sport", last_day=date(2027, 9, 1))
    with transaction(session):
        right = grant_right(session, cast.administrator(), new, NOW)
    assert "For which part\nSport" in words(stated(session, files, cast, right)[1])


def test_a_right_of_the_central_team_says_so(session: Session, files: Folder, cast: Cast) -> None:
    right = session.get_one(Right, cast.authority["Filip"])
    assert "by greet.desmet, of the central team." in words(stated(session, files, cast, right)[1])


@pytest.mark.trust("PDF text injection")
def test_a_name_of_ten_thousand_letters_or_full_of_tricks_is_stated_all_the_same(
    session: Session, files: Folder, cast: Cast
) -> None:
    right = granted(session, cast)
    enter(session, Scope.office())
    tricks = "Cl\u202eae\u0007s) Tj <41>"
    session.execute(update(Person).where(Person.id == right.person_id).values(family_name=tricks))
    session.commit()
    session.expire_all()
    enter(session, Scope.organisation(cast.organisations[VOORBEELDEGEM]))
    assert "Bram Claes) Tj <41>" in words(stated(session, files, cast, right)[1])


@pytest.mark.trust("Tenants")
def test_a_stranger_can_not_have_it_stated(session: Session, files: Folder, cast: Cast) -> None:
    right = granted(session, cast)
    asked = Asked(right.id, "nl", HERE)
    with pytest.raises(Missing), transaction(session):
        issue_statement(session, files, cast.administrator("Chloé", EXEMPLEVILLE), asked, NOW)
    central = Identity(cast.accounts["Greet"], None, frozenset({Role.PERSON, Role.CENTRAL}))
    with pytest.raises(Forbidden), transaction(session):
        issue_statement(session, files, central, asked, NOW)


@pytest.mark.trust("Privacy")
def test_once_the_person_is_anonymised_the_file_goes_and_a_copy_is_still_known(
    session: Session, files: Folder, cast: Cast
) -> None:
    made, content = stated(session, files, cast, granted(session, cast))
    enter(session, Scope.office())
    greet = Identity(cast.accounts["Greet"], None, frozenset({Role.PERSON, Role.CENTRAL}))
    with transaction(session):
        erase_person(session, greet, cast.persons["Bram"], "gevraagd", NOW)
    session.expire_all()
    assert session.get_one(Document, made.document_id).file is None
    answer, origin = origin_of_bytes(session, BytesIO(content))
    assert answer is Answer.ISSUED
    assert origin is not None
    assert origin.reference == "2027-000001"
