"""Documents kept, shown to those they are for, forgotten in time, swept when nobody points at them."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.erasure import erase_person
from app.documents.queries import document_record, visible_to
from app.documents.services import NewDocument, file_name, forget_expired, keep, sweep
from app.errors import Missing
from app.events import Subject
from app.outside.files import Folder
from app.policy import Identity, Role
from app.transaction import Scope, enter, transaction
from models.documents import Document
from tests.app.rights.grants import NOW
from tests.stories.cast import EXEMPLEVILLE, VOORBEELDEGEM, Cast, assemble


@pytest.fixture
def files(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "files")


@pytest.fixture
def cast(session: Session) -> Cast:
    made = assemble(session, NOW - timedelta(days=200))
    session.commit()
    enter(session, Scope.organisation(made.organisations[VOORBEELDEGEM]))
    return made


def kept(session: Session, files: Folder, actor: Identity, **changed: object) -> Document:
    new = NewDocument(**{"kind": "import", "name": "lijst.csv", "media_type": "text/csv", **changed})  # type: ignore[arg-type]
    with transaction(session):
        return keep(session, files, actor, new, [b"a;b"], NOW)


def test_a_document_is_its_organisations_and_a_private_one_its_makers(
    session: Session, files: Folder, cast: Cast
) -> None:
    filip = cast.administrator()
    shared, own = kept(session, files, filip), kept(session, files, filip, private=True)
    colleague = cast.administrator("An", VOORBEELDEGEM)

    def seen(who: Identity) -> set[int]:
        return set(session.scalars(select(Document.id).where(visible_to(who))))

    assert seen(filip) == {shared.id, own.id}
    assert seen(colleague) == {shared.id}
    enter(session, Scope.organisation(cast.organisations[EXEMPLEVILLE]))
    assert seen(cast.administrator("Chloé", EXEMPLEVILLE)) == set()
    enter(session, Scope.office())
    assert seen(Identity(cast.accounts["Greet"], None, frozenset({Role.CENTRAL}))) == {shared.id}
    assert seen(Identity(cast.accounts["Dirk"], None, frozenset({Role.HELPDESK}))) == set()


@pytest.mark.trust("Tenants")
def test_the_wall_hides_a_document_even_without_a_filter(session: Session, files: Folder, cast: Cast) -> None:
    kept(session, files, cast.administrator())
    enter(session, Scope.organisation(cast.organisations[EXEMPLEVILLE]))
    assert session.scalars(select(Document.id)).all() == []
    enter(session, Scope.own(cast.persons["Filip"]))
    with pytest.raises(Exception, match="permission denied"):
        session.scalars(select(Document.id)).all()


@pytest.mark.trust("14.2.7")
def test_a_document_whose_time_is_over_is_gone_at_once_and_its_bytes_at_the_next_run(
    session: Session, files: Folder, cast: Cast
) -> None:
    filip = cast.administrator()
    found = kept(session, files, filip, expires_at=NOW + timedelta(days=7))
    name = str(found.file)
    assert document_record(session, filip, found.id, NOW + timedelta(days=6)).id == found.id
    with pytest.raises(Missing):
        document_record(session, filip, found.id, NOW + timedelta(days=7))
    enter(session, Scope.office())
    assert forget_expired(session, files, NOW + timedelta(days=6)) == 0
    assert forget_expired(session, files, NOW + timedelta(days=7)) == 1
    with pytest.raises(Missing):
        files.open(name)


def test_bytes_without_a_row_are_swept_after_a_day_and_others_stay(
    session: Session, files: Folder, cast: Cast
) -> None:
    named, orphan, fresh = (
        str(kept(session, files, cast.administrator()).file),
        *(files.put([b"x"]).name for _ in range(2)),
    )
    then = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    for name in (named, orphan):
        os.utime(files.folder / name[:2] / name, (then, then))
    enter(session, Scope.office())
    assert sweep(session, files, datetime.now(UTC)) == 1
    assert sorted(files.names(datetime.now(UTC) + timedelta(days=1))) == sorted([named, fresh])


@pytest.mark.trust("Privacy")
def test_an_anonymised_person_leaves_no_document_about_him(session: Session, files: Folder, cast: Cast) -> None:
    person = cast.persons["Bram"]
    about = Subject("relation", cast.relations["Bram"], cast.organisations[VOORBEELDEGEM], person)
    found = kept(session, files, cast.administrator(), name="Bram Claes.pdf", subject=about)
    enter(session, Scope.office())
    greet = Identity(cast.accounts["Greet"], None, frozenset({Role.CENTRAL}))
    with transaction(session):
        erase_person(session, greet, person, "asked", NOW)
    session.refresh(found)
    assert (found.name, found.file, found.removed_at) == ("", None, NOW)


@pytest.mark.trust("Wider attack list")
@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("verslag.pdf", "verslag.pdf"),
        ("../../etc/passwd", ".._.._etc_passwd".strip(" .")),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("fdp\u202eexe.pdf", "fdpexe.pdf"),
        ("", "document"),
        ("...", "document"),
        ("x" * 10_000 + ".pdf", "x" * 196 + ".pdf"),
        ("Chloé Dubois.docx", "Chloé Dubois.docx"),
    ],
)
def test_a_name_is_one_that_any_system_takes(given: str, plain: str) -> None:
    assert file_name(given) == plain
