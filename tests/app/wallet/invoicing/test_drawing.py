"""The PDF of a document is drawn once and kept; all documents of a month lie in one file, the same each time."""

from __future__ import annotations

import io
import threading
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database import engine_for, session_factory
from app.outside.files import Folder
from app.policy import Identity
from app.transaction import Scope, enter
from app.wallet.charging import charge
from app.wallet.invoicing import bundles
from app.wallet.invoicing.drawing import drawn, file_of, kept_of, pdf_bytes, pdf_of
from models.documents import Document
from models.wallet import Invoice, InvoicePaper
from tests.app.pdf.reading import attached
from tests.app.wallet.invoicing.invoices import FIRST, MONTH, SEARCH, issued, whole
from tests.app.wallet.offices import FINANCE_ROLES, NOW, Office, office
from tests.database import TestServer

pytestmark = pytest.mark.trust("Invoices, receipts")


@pytest.fixture
def files(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "files")


def _invoiced(session: Session) -> tuple[Office, Invoice]:
    one = whole(session, office(session))
    charge(session, one.bram, SEARCH, "k", NOW)
    (made,) = issued(session, one)
    return one, session.get_one(Invoice, made.id)


def test_it_is_drawn_once_and_kept_with_its_file_inside(session: Session, files: Folder) -> None:
    one, invoice = _invoiced(session)
    looked = pdf_bytes(session, files, invoice)
    assert kept_of(session, invoice) is None, "looking keeps nothing"
    kept = pdf_of(session, files, invoice, FIRST)
    assert pdf_of(session, files, invoice, FIRST).id == kept.id
    assert (kept.organisation_id, kept.subject_kind, kept.subject_id) == (one.id, "invoice", invoice.id)
    assert (kept.private, kept.account_id, kept.expires_at) == (True, None, None)
    assert pdf_bytes(session, files, invoice) == looked == drawn(session, invoice)
    assert attached(looked) == {f"{invoice.reference}.xml": file_of(session, invoice).xml}
    assert file_of(session, invoice).sha256 is not None


def test_a_kept_one_that_was_lost_is_drawn_again_byte_for_byte(session: Session, files: Folder) -> None:
    one, invoice = _invoiced(session)
    kept = pdf_of(session, files, invoice, FIRST)
    before = pdf_bytes(session, files, invoice)
    files.remove(str(kept.file))
    assert pdf_bytes(session, files, invoice) == before
    told = io.BytesIO()
    bundles.write(session, files, Identity(one.an.account_id, None, FINANCE_ROLES), MONTH, told)
    with zipfile.ZipFile(told) as archive:
        assert archive.read(f"{invoice.reference}.pdf") == before


def test_an_organisation_draws_its_own_in_its_own_scope(session: Session, files: Folder) -> None:
    one, invoice = _invoiced(session)
    enter(session, Scope.organisation(one.id))
    assert pdf_of(session, files, invoice, FIRST).organisation_id == one.id


def test_two_who_need_it_at_once_keep_one(server: TestServer, cloned_database: str, files: Folder) -> None:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120)
    factory = session_factory(engine)
    with factory.begin() as session:
        _, invoice = _invoiced(session)
        number = invoice.id
    found, ready = [], threading.Barrier(4)

    def need() -> None:
        with factory() as session:
            enter(session, Scope.office())
            one = session.get_one(Invoice, number)
            ready.wait(120)
            found.append(pdf_of(session, files, one, FIRST).id)
            session.commit()

    threads = [threading.Thread(target=need) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with factory() as session:
        enter(session, Scope.office())
        assert session.scalar(select(func.count()).select_from(InvoicePaper)) == 1
        assert session.scalar(select(func.count()).where(Document.subject_kind == "invoice")) == 1
    assert len(set(found)) == 1
    assert len(found) == 4
    engine.dispose()


def test_a_month_in_one_file_is_the_same_each_time_and_holds_only_what_one_may_see(
    session: Session, files: Folder
) -> None:
    one, _ = _invoiced(session)
    _invoiced(session)
    everything = Identity(one.an.account_id, None, FINANCE_ROLES)
    assert (bundles.count_of(session, one.manager, MONTH), bundles.count_of(session, everything, MONTH)) == (1, 2)
    written = []
    for who in (one.member, one.member, everything):
        target = io.BytesIO()
        bundles.write(session, files, who, MONTH, target)
        written.append(target.getvalue())
    assert written[0] == written[1]
    names = [zipfile.ZipFile(io.BytesIO(content)).namelist() for content in written]
    assert [len(one) for one in names] == [2, 2, 4]
    assert len(set(names[2])) == 4
