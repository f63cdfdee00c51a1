"""A file is looked at, scanned and kept, in that order; removed, it is gone for everybody, and that is told."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents import uploads
from app.documents.services import lost, sweep
from app.documents.uploads import NewUpload, attachment_record, remove, upload, uploaded_with
from app.errors import Forbidden, Missing, Outage, Refusal
from app.events import Subject
from app.outside.files import Folder
from app.outside.virus import Clamd, Scanner, TestFileOnly
from app.policy import Identity, Role
from app.transaction import Scope, enter, transaction
from models.documents import Document
from models.events import Event, EventPayload
from tests.app.documents.corpus import EICAR
from tests.app.documents.making import docx, pdf, picture
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


def bram(cast: Cast) -> Subject:
    return Subject("relation", cast.relations["Bram"], cast.organisations[VOORBEELDEGEM], cast.persons["Bram"])


def put(
    session: Session,
    files: Folder,
    cast: Cast,
    content: bytes,
    name: str = "overeenkomst.pdf",
    scanner: Scanner | None = None,
    actor: Identity | None = None,
) -> Document:
    new = NewUpload(name, bram(cast))
    with transaction(session):
        who = actor or cast.administrator()
        return upload(session, files, scanner or TestFileOnly(), who, new, BytesIO(content), NOW)


def _stored(files: Folder) -> list[bytes]:
    return [place.read_bytes() for place in files.folder.glob("??/*")]


def test_an_uploaded_file_is_kept_as_it_came_and_told_in_the_trail(
    session: Session, files: Folder, cast: Cast
) -> None:
    made = put(session, files, cast, pdf())
    assert _stored(files) == [pdf()]
    assert [one.id for one in uploaded_with(session, bram(cast))] == [made.id]
    event = session.scalars(select(Event).where(Event.tag == "documents.document.uploaded")).one()
    assert (event.subject_kind, event.subject_id) == ("relation", cast.relations["Bram"])
    assert event.facts["sha256"] == made.sha256.hex()
    assert "overeenkomst" not in str(event.facts)


@pytest.mark.trust("5.3.2")
def test_a_file_lies_under_a_name_of_ours(session: Session, files: Folder, cast: Cast) -> None:
    made = put(session, files, cast, pdf(), "../../etc/cron.d/evil.pdf")
    places = [str(place.relative_to(files.folder)) for place in files.folder.glob("**/*") if place.is_file()]
    assert places == [f"{str(made.file)[:2]}/{made.file}"]
    assert made.name == "_.._etc_cron.d_evil.pdf"


@pytest.mark.trust("5.4.2")
@pytest.mark.trust("Wider attack list")
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie_ x=1.pdf"),
        ("brief\u202efdp.exe.pdf", "brieffdp.exe.pdf"),
        ("n" * 10_000 + ".pdf", "n" * 196 + ".pdf"),
        ('"; filename="evil.html.pdf', "_; filename=_evil.html.pdf"),
        ("  .pdf", None),
    ],
)
def test_a_name_is_made_harmless(session: Session, files: Folder, cast: Cast, name: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(Refusal) as refused:
            put(session, files, cast, pdf(), name)
        assert refused.value.code == "documents.file.not_taken"
    else:
        assert put(session, files, cast, pdf(), name).name == kept


def test_a_picture_is_drawn_anew_without_what_was_hidden_in_it(
    session: Session, files: Folder, cast: Cast
) -> None:
    told = Image.Exif()
    told[0x010F] = "Camera of An"
    told[0x0112] = 6  # lies on its side
    sent = BytesIO()
    Image.new("RGB", (40, 20), "red").save(sent, "JPEG", exif=told)
    put(session, files, cast, sent.getvalue() + b"<script>alert(1)</script>", "foto.jpg")
    (stored,) = _stored(files)
    assert b"script" not in stored
    assert b"Camera" not in stored
    assert Image.open(BytesIO(stored)).size == (20, 40)


def test_a_picture_that_breaks_off_is_refused(session: Session, files: Folder, cast: Cast) -> None:
    whole = picture("JPEG", (400, 300))
    with pytest.raises(Refusal) as refused:
        put(session, files, cast, whole[: len(whole) // 2], "foto.jpg")
    assert refused.value.code == "documents.file.damaged"


@pytest.mark.trust("5.4.3")
@pytest.mark.parametrize(
    ("content", "name"),
    [(docx(word__media__a_dot_txt=EICAR), "brief.docx"), (pdf() + EICAR + b"startxref\n9\n%%EOF\n", "brief.pdf")],
    ids=["packed", "bare"],
)
def test_a_file_with_a_virus_is_refused_and_not_kept(
    session: Session, files: Folder, cast: Cast, content: bytes, name: str
) -> None:
    with pytest.raises(Refusal) as refused:
        put(session, files, cast, content, name)
    assert refused.value.code == "documents.file.virus"
    assert _stored(files) == []


@pytest.mark.trust("5.4.3")
def test_while_the_scanner_is_silent_nothing_is_taken(session: Session, files: Folder, cast: Cast) -> None:
    with pytest.raises(Outage):
        put(session, files, cast, pdf(), scanner=Clamd("tcp://127.0.0.1:1", seconds=1))
    assert _stored(files) == []


@pytest.mark.trust("5.2.4")
def test_so_many_files_with_one_row_and_no_more(
    session: Session, files: Folder, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_ON_ONE", 2)
    first = put(session, files, cast, pdf())
    put(session, files, cast, pdf())
    with pytest.raises(Refusal) as refused:
        put(session, files, cast, pdf())
    assert refused.value.code == "documents.upload.too_many_here"
    with transaction(session):
        remove(session, cast.administrator(), first.id, "dubbel", NOW)
    put(session, files, cast, pdf())


@pytest.mark.trust("5.2.4")
@pytest.mark.parametrize(("bound", "most"), [("MOST_A_DAY", 1), ("MOST_BYTES_A_DAY", len(pdf()) * 2 - 1)])
def test_so_much_a_day_and_no_more(
    session: Session, files: Folder, cast: Cast, monkeypatch: pytest.MonkeyPatch, bound: str, most: int
) -> None:
    monkeypatch.setattr(uploads, bound, most)
    put(session, files, cast, pdf())
    with pytest.raises(Refusal) as refused:
        put(session, files, cast, pdf())
    assert refused.value.code == "documents.upload.too_much_today"


@pytest.mark.trust("8.2.1")
def test_only_who_administers_puts_or_removes_files(session: Session, files: Folder, cast: Cast) -> None:
    made = put(session, files, cast, pdf())
    helpdesk = Identity(cast.accounts["Dirk"], None, frozenset({Role.PERSON, Role.HELPDESK}))
    with pytest.raises(Forbidden):
        put(session, files, cast, pdf(), actor=helpdesk)
    with pytest.raises(Forbidden), transaction(session):
        remove(session, helpdesk, made.id, "", NOW)
    stranger = cast.administrator("Chloé", EXEMPLEVILLE)
    with pytest.raises(Forbidden):
        put(session, files, cast, pdf(), actor=stranger)
    with pytest.raises(Missing), transaction(session):
        remove(session, stranger, made.id, "", NOW)


def test_a_removed_file_is_gone_its_reason_is_told_and_the_sweep_takes_the_bytes(
    session: Session, files: Folder, cast: Cast
) -> None:
    made = put(session, files, cast, pdf())
    with transaction(session):
        remove(session, cast.administrator(), made.id, "hoort niet hier", NOW)
    with pytest.raises(Missing):
        attachment_record(session, cast.administrator(), made.id)
    with pytest.raises(Missing), transaction(session):
        remove(session, cast.administrator(), made.id, "nog eens", NOW)
    event = session.scalars(select(Event).where(Event.tag == "documents.document.removed")).one()
    told = session.scalars(select(EventPayload.content).where(EventPayload.event_id == event.id)).one()
    assert told == {"name": "overeenkomst.pdf", "reason": "hoort niet hier"}
    enter(session, Scope.office())
    with transaction(session):
        assert sweep(session, files, NOW + timedelta(days=9000)) == 1
    assert _stored(files) == []
    assert session.get_one(Document, made.id).removed_at == NOW


def test_nothing_half_written_stays(session: Session, files: Folder, cast: Cast) -> None:
    """The row rolls back, the bytes are left for the sweep."""

    def cut_off() -> None:
        with transaction(session):
            new = NewUpload("a.pdf", bram(cast))
            upload(session, files, TestFileOnly(), cast.administrator(), new, BytesIO(pdf()), NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cut_off()
    assert session.scalars(select(Document)).all() == []
    enter(session, Scope.office())
    with transaction(session):
        assert sweep(session, files, NOW + timedelta(days=9000)) == 1


def test_a_document_whose_bytes_are_gone_is_told(session: Session, files: Folder, cast: Cast) -> None:
    kept, gone = put(session, files, cast, pdf()), put(session, files, cast, pdf())
    files.remove(str(gone.file))
    enter(session, Scope.office())
    assert lost(session, files, NOW + timedelta(hours=23)) == []
    assert lost(session, files, NOW + timedelta(days=9000)) == [gone.id]
    files.remove(str(kept.file))
    assert lost(session, files, NOW + timedelta(days=9000)) == [kept.id, gone.id]
