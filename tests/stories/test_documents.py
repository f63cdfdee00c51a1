"""Files with a relation, a statement of a right, and whether a copy is the one that was issued."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app import chain
from app.transaction import Scope, transaction
from app.transaction import enter as act_as
from models.documents import Document
from models.events import Event
from models.issued import Issued
from tests.app.documents.corpus import EICAR
from tests.app.documents.making import archive, docx, docx_parts, parts, pdf, picture, xlsx
from tests.database import TestServer
from tests.stories.cast import Cast
from tests.stories.stage import MOMENT, Browser, days_for_bram, enter
from tests.stories.walker import Walker


def _bram(browser: Browser) -> Walker:
    """Filip, on the record of Bram's relation."""
    return enter(browser, "filip.janssens").follow("Relations").follow("Bram Claes")


def _right(browser: Browser, cast: Cast) -> Walker:
    """Filip, on the record of a right that he just granted Bram."""
    filip = days_for_bram(browser, cast).fill("Reason", "Nieuw").press("Go on")
    return filip.press("Grant")


def _issued(browser: Browser, cast: Cast) -> tuple[Walker, bytes]:
    filip = _right(browser, cast).follow("Statement of this right").press("Issue the statement")
    return filip, filip.download("Download")


# -- files with a relation


@pytest.mark.trust("5.1.1")
def test_a_file_is_put_with_a_relation_opened_and_taken_away(browser: Browser) -> None:
    filip = _bram(browser).reads("No file yet").follow("Add a file")
    filip.reads("PDF, Word, JPEG or PNG, at most 10 MB. Without macros, scripts or a password.")
    sent = docx("<w:p/>")
    filip.attach("File", sent, "overeenkomst.docx").press("Upload").reads("Uploaded: overeenkomst.docx.")
    assert filip.title == "Relation of Bram Claes"
    assert filip.download("overeenkomst.docx") == sent
    assert "File uploaded" in filip.part("History")

    filip.follow("Remove", beside="overeenkomst.docx").press("Remove")
    assert filip.error("Reason") == "Say why the file is removed."
    filip.fill("Reason", "Hoort bij iemand anders").press("Remove").reads(
        "Removed: overeenkomst.docx.", "No file yet"
    )
    assert "File removed" in filip.part("History")


@pytest.mark.trust("5.4.1")
@pytest.mark.trust("5.4.2")
@pytest.mark.trust("3.4.4")
def test_a_file_leaves_as_an_attachment_that_can_do_nothing(browser: Browser) -> None:
    name = "../br\u202eief; filename=evil.html.pdf"
    filip = _bram(browser).follow("Add a file").attach("File", pdf(), name).press("Upload")
    filip.download("_brief; filename=evil.html.pdf")
    document = filip.page.xpath("//section[@id='files']//td/a/@href")[0]
    answer = filip.client.get(document, query_string={"name": "../evil.html"})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="_brief; filename=evil.html.pdf"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "application/pdf"


def _laughs() -> bytes:
    return archive(parts({**docx_parts(), "word/document.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}))


@pytest.mark.trust("Hostile files refused / good files accepted")
@pytest.mark.trust("Wider attack list")
@pytest.mark.trust("5.2.1")
@pytest.mark.trust("5.2.2")
@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "leeg.pdf", "This file is empty. Choose another one."),
        (b"%PDF-1.7" + bytes(11 << 20), "groot.pdf", "This file is larger than 10 MB."),
        (picture("PNG"), "foto.jpg", "The name says “JPEG picture”, but the content is “PNG picture”."),
        (b"MZ\x90\0\3\0", "brief.pdf", "The name says “PDF document”, but the content is “program”."),
        (xlsx(), "a.xlsx", "Files with this ending aren't taken here."),
        (docx(word__media__a_dot_bin=bytes(30 << 20)), "a.docx", "Unpacked, this file becomes far larger"),
        (docx(word__vbaProject_dot_bin=b"x"), "a.docx", "This file contains macros"),
        (pdf(b"<</S /JavaScript>>"), "a.pdf", "This file does something by itself when it is opened"),
        (docx(word__a_dot_txt=EICAR), "a.docx", "The virus scanner found something in this file"),
        (_laughs(), "a.docx", "This file isn't put together as its program would do it"),
    ],
    ids=[
        "empty",
        "large",
        "other picture",
        "program",
        "spreadsheet",
        "bomb",
        "macros",
        "script",
        "virus",
        "entities",
    ],
)
def test_a_file_that_is_refused_says_why_and_nothing_is_kept(
    browser: Browser, factory: sessionmaker[Session], content: bytes, name: str, said: str
) -> None:
    filip = _bram(browser).follow("Add a file").attach("File", content, name).press("Upload")
    assert filip.status == 422
    assert said in filip.error("File")
    with factory() as session:
        act_as(session, Scope.office())
        assert session.scalars(select(Document)).all() == []


@pytest.mark.trust("5.2.1")
def test_a_file_far_too_large_is_not_even_read(browser: Browser) -> None:
    filip = _bram(browser).follow("Add a file").attach("File", bytes(13 << 20), "groot.pdf").press("Upload")
    assert filip.status == 413


def test_a_name_of_ten_thousand_letters_or_without_a_file_is_no_bug(browser: Browser) -> None:
    filip = _bram(browser).follow("Add a file").press("Upload")
    assert filip.error("File") == "Choose a file."
    filip.attach("File", pdf(), "n" * 10_000 + ".pdf").press("Upload").reads(f"Uploaded: {'n' * 196}.pdf.")


def test_a_photograph_loses_what_it_told_of_its_maker(browser: Browser) -> None:
    told = Image.Exif()
    told[0x010F] = "Camera of An"
    sent = BytesIO()
    Image.new("RGB", (60, 40), "red").save(sent, "JPEG", exif=told)
    filip = _bram(browser).follow("Add a file").attach("File", sent.getvalue(), "foto.jpg").press("Upload")
    kept = filip.download("foto.jpg")
    assert b"Camera" not in kept
    assert Image.open(BytesIO(kept)).size == (60, 40)


# -- statements


@pytest.mark.trust("Numbers of issued documents")
def test_a_right_is_stated_on_paper_once_however_often_one_presses(browser: Browser, cast: Cast) -> None:
    filip = _right(browser, cast).follow("Statement of this right")
    filip.reads("What was issued can't be changed or withdrawn; a later statement takes its place.")
    assert filip.chosen("In which language?") == "English"
    filip.press("Issue the statement", times=2).reads("Issued as number 2027-000001.", "English")
    assert filip.title == "Statement of a right 2027-000001"
    content = filip.download("Download")
    assert content.startswith(b"%PDF-")
    filip.follow("Issued documents").reads("1 result", "Bram Claes").fill("Number", "2027-000002").press("Search")
    filip.reads("Nothing found")


@pytest.mark.trust("Numbers of issued documents")
@pytest.mark.trust("Tenants")
def test_a_copy_is_the_one_that_was_issued_and_a_stranger_learns_no_more(browser: Browser, cast: Cast) -> None:
    filip, content = _issued(browser, cast)
    filip.follow("Check a copy").attach("The copy you have", content, "kopie.pdf").press("Check")
    filip.reads("Unaltered", "2027-000001", "Gemeente Voorbeeldegem", "Still the latest yes").follow(
        "Open the document"
    )
    assert filip.title == "Statement of a right 2027-000001"

    chloe = enter(browser, "chloe.dubois").follow("Check a copy")
    chloe.attach("The copy you have", content, "kopie.pdf").press("Check")
    chloe.reads("Unaltered", "2027-000001", "Gemeente Voorbeeldegem", "15/03/2027 10:05")
    chloe.reads_nothing_of("Bram", "Claes", "Handle files")
    assert not chloe.sees_link("Open the document")


@pytest.mark.trust("Numbers of issued documents")
def test_an_altered_copy_and_one_nobody_issued_are_told_apart(browser: Browser, cast: Cast) -> None:
    bram, content = enter(browser, "bram.claes"), _issued(browser, cast)[1]
    bram.follow("Check a copy").attach("The copy you have", content + b"\n", "kopie.pdf").press("Check")
    bram.reads("Altered", "it isn't the one that was issued: don't rely on it.", "2027-000001")
    bram.attach("The copy you have", pdf(), "kopie.pdf").press("Check")
    bram.reads("Not known here", "No document with this content was issued here.").reads_nothing_of("2027-000001")
    bram.attach("The copy you have", b"", "kopie.pdf").press("Check")
    assert bram.error("The copy you have") == "This file is empty. Choose another one."


def test_a_later_statement_takes_the_place_of_the_first(browser: Browser, cast: Cast) -> None:
    filip, content = _issued(browser, cast)
    filip.follow("The right it is about").follow("Statement of this right").choose("In which language?", "French")
    filip.press("Issue the statement").reads("Issued as number 2027-000002.")
    filip.follow("Check a copy").attach("The copy you have", content, "kopie.pdf").press("Check")
    filip.reads("Unaltered", "a newer one was issued about the same since", "Still the latest no")


def test_the_code_on_the_paper_leads_to_what_it_belongs_to(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    _issued(browser, cast)
    with factory() as session:
        act_as(session, Scope.office())
        code = session.scalars(select(Issued.code)).one()
    bram = enter(browser, "bram.claes").typed_address(f"/copies/?code={code.lower()}")
    bram.reads("The code belongs to the document below.", "2027-000001")
    for wrong in ("A" * 24, "2027-000001", "%", "'", "a" * 5000):
        bram.typed_address(f"/copies/?code={wrong}").reads(
            "This code belongs to no document that was issued here."
        )
        bram.reads_nothing_of("Issued by")


@pytest.mark.trust("Audit log")
@pytest.mark.trust("Numbers of issued documents")
def test_the_answer_says_whether_the_trail_confirms_it(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], server: TestServer
) -> None:
    filip, content = _issued(browser, cast)
    filip.reads("Audit trail Sealed within minutes")
    with factory() as session, transaction(session):
        act_as(session, Scope.office())
        chain.seal(session, MOMENT)
    filip.reload().reads("Audit trail Sealed Fingerprint")
    filip.follow("Check a copy").attach("The copy you have", content, "kopie.pdf").press("Check")
    filip.reads("Audit trail Sealed")
    admin = server.admin_engine(str(factory.kw["bind"].url.database))
    with admin.begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text("update event set actor_id = 8 where tag = 'documents.document.issued'"))
    admin.dispose()
    filip.attach("The copy you have", content, "kopie.pdf").press("Check")
    filip.reads(
        "the audit trail doesn't confirm that it was issued: don't rely on it", "Audit trail Not confirmed"
    )


@pytest.mark.trust("16.3.2")
def test_who_asked_about_which_copy_is_recorded(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    enter(browser, "bram.claes").follow("Check a copy").attach("The copy you have", pdf(), "k.pdf").press("Check")
    with factory() as session:
        act_as(session, Scope.office())
        event = session.scalars(select(Event).where(Event.tag == "documents.copy.checked")).one()
    assert (event.actor_id, event.facts["answer"]) == (cast.accounts["Bram"], "not_known")


@pytest.mark.trust("8.2.1")
@pytest.mark.parametrize("username", ["bram.claes", "dirk.maes", "hugo.baert", "joris.vandamme"])
def test_only_administrators_issue_and_put_files(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], username: str
) -> None:
    _right(browser, cast)
    stranger = enter(browser, username)
    assert not stranger.sees_link("Issued documents")
    for path in ("/rights/statement/4", f"/relation-files/add/{cast.relations['Bram']}", "/issued/list/"):
        assert stranger.typed_address(path).status == 403
