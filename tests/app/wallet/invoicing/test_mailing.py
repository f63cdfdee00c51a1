"""Mailed documents: one letter each, with the PDF and its file inside, to the address for invoices."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session, sessionmaker

from app import notices
from app.errors import Missing, Outage
from app.mail import delivery as mail
from app.mail.post import Post
from app.outside.files import Folder
from app.outside.mail import Smtp
from app.transaction import Scope, enter, transaction
from app.wallet.charging import reverse
from app.wallet.invoicing.issuing import Issued
from app.wallet.invoicing.mailing import COMES_BACK, LOOKED_AFTER, look_some, take_some, write_letter
from models.accounts import Account
from models.documents import Document
from models.mail import Letter
from models.organisations import Organisation
from models.values import Channel, DeliveryState, LetterState, MailProblem, WhyNotDelivered
from models.wallet import Invoicing, Transaction
from tests.app.pdf.reading import attached
from tests.app.wallet.invoicing.invoices import FIRST, xml_of
from tests.app.wallet.invoicing.sent import invoiced, way
from tests.app.wallet.offices import Office, finance
from tests.mailserver import MailServer, serving

pytestmark = pytest.mark.trust("Invoices, receipts")
T = TypeVar("T")
SITE = "https://rechten.example.be"


@pytest.fixture
def files(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "files")


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with serving() as running:
        yield running


def _write(session: Session, organisation_id: int, event_id: int) -> None:
    notices.notify(session, organisation_id, event_id, SITE, FIRST)


def written(session: Session, files: Folder) -> list[Letter]:
    """What waits is written; all letters about documents."""
    for one in take_some(session, FIRST):
        assert write_letter(session, files, _write, one, FIRST)
    found = select(Letter).where(Letter.kind == "wallet.invoice.issued").order_by(Letter.id)
    return list(session.scalars(found))


@pytest.mark.parametrize(
    ("language", "subject", "says"),
    [
        ("nl", "2026-000001", "11/2026"),
        ("fr", "2026-000001", "11/2026"),
    ],
)
def test_the_letter_goes_to_the_address_for_invoices_in_the_language_of_the_organisation(
    session: Session, files: Folder, language: str, subject: str, says: str
) -> None:
    one, made = invoiced(session, email="kantoor@immo.example")
    session.add(Invoicing(organisation_id=one.id, email="facturen@immo.example"))
    session.execute(update(Organisation).where(Organisation.id == one.id).values(language=language))
    session.flush()
    (letter,) = written(session, files)
    assert (letter.address, letter.language, letter.person_id, letter.account_id) == (
        "facturen@immo.example", language, None, None,
    )  # fmt: skip
    assert subject in letter.subject
    assert says in letter.body
    assert f"{SITE}/invoices/show/{made.id}" in letter.body
    assert letter.document_id is not None


def test_without_an_address_of_its_own_for_invoices_the_one_of_the_organisation_counts(
    session: Session, files: Folder
) -> None:
    invoiced(session, email="kantoor@immo.example")
    (letter,) = written(session, files)
    assert letter.address == "kantoor@immo.example"


def test_an_organisation_without_any_address_has_its_managers_told(session: Session, files: Folder) -> None:
    one, _ = invoiced(session)
    (letter,) = written(session, files)
    manager = session.get_one(Account, one.an.account_id)
    assert (letter.account_id, letter.address) == (manager.id, manager.email)


def test_what_runs_twice_writes_one_letter(session: Session, files: Folder) -> None:
    _, made = invoiced(session, email="kantoor@immo.example")
    (one,) = take_some(session, FIRST)
    assert [write_letter(session, files, _write, one, FIRST) for _ in range(2)] == [True, False]
    assert take_some(session, FIRST) == []
    assert len(written(session, files)) == 1
    assert way(session, made, Channel.MAIL).state == DeliveryState.HANDED_OVER


def test_a_document_that_can_not_be_written_about_does_not_stand_before_the_others(
    session: Session, files: Folder
) -> None:
    _, broken = invoiced(session, email="kantoor@immo.example")
    waits = way(session, broken, Channel.MAIL)
    session.execute(text("update wallet_delivery set ask_at = ask_at - interval '1 hour'"))
    _, sound = invoiced(session, email="kantoor@immo.example")
    first, second = take_some(session, FIRST)
    assert first == waits.id

    def breaks(*_: object) -> None:
        raise Missing("event", 1)

    with pytest.raises(Missing):
        write_letter(session, files, breaks, first, FIRST)
    session.expire_all()
    assert write_letter(session, files, _write, second, FIRST)
    assert way(session, sound, Channel.MAIL).state == DeliveryState.HANDED_OVER


def test_a_credit_note_says_that_the_money_is_back(session: Session, files: Folder) -> None:
    one, _ = invoiced(session, email="kantoor@immo.example")
    written(session, files)
    bought = session.scalars(
        select(Transaction).where(Transaction.organisation_id == one.id, Transaction.kind == "charge")
    ).one()
    reverse(session, finance(session), one.id, bought.id, "Bought twice", FIRST)
    _, letter = written(session, files)
    assert "C2026-000001" in letter.subject
    assert "Bought twice" in letter.body
    assert session.get_one(Document, letter.document_id).name == "C2026-000001.pdf"


# -- through the post


@pytest.fixture
def post(mail_server: MailServer) -> Post:
    smtp = Smtp(mail_server.host, mail_server.port, "none")
    return Post(smtp, "noreply@sleutelbos.example", site=SITE)


def _do(sessions: sessionmaker[Session], act: Callable[[Session], T]) -> T:
    with sessions() as session, transaction(session):
        enter(session, Scope.office())
        return act(session)


def _arranged(sessions: sessionmaker[Session], files: Folder) -> tuple[Office, Issued, Letter]:
    def act(session: Session) -> tuple[Office, Issued, Letter]:
        one, made = invoiced(session, email="kantoor@immo.example")
        return one, made, written(session, files)[0]

    return _do(sessions, act)


def test_the_pdf_arrives_with_the_file_of_the_document_inside(
    sessions: sessionmaker[Session], files: Folder, post: Post, mail_server: MailServer
) -> None:
    _, made, letter = _arranged(sessions, files)
    assert mail.send(sessions, post, letter.organisation_id, letter.id, files) == "sent"
    (taken,) = mail_server.taken
    message = taken.message
    (enclosed,) = message.iter_attachments()
    assert (enclosed.get_content_type(), enclosed.get_filename()) == ("application/pdf", "2026-000001.pdf")
    (content,) = attached(enclosed.get_content()).values()
    assert content == _do(sessions, lambda session: xml_of(session, made))
    body = message.get_body(("plain",))
    assert body is not None
    assert "2026-000001" in body.get_content()
    assert message["Content-Language"] == "nl"


@pytest.mark.trust("Faults")
@pytest.mark.parametrize("what", ["changed", "gone", "no place"])
def test_an_enclosed_file_that_is_not_what_it_was_is_never_sent(
    sessions: sessionmaker[Session], files: Folder, post: Post, mail_server: MailServer, what: str
) -> None:
    _, _, letter = _arranged(sessions, files)
    document = _do(
        sessions, lambda session: session.scalars(select(Document).where(Document.id == letter.document_id)).one()
    )
    place = files._place(str(document.file))
    if what == "changed":
        place.write_bytes(b"%PDF-another")
    elif what == "gone":
        place.unlink()
    told = None if what == "no place" else files
    assert mail.send(sessions, post, letter.organisation_id, letter.id, told) == "undelivered"
    assert mail_server.taken == []
    after = _do(sessions, lambda session: session.scalars(select(Letter).where(Letter.id == letter.id)).one())
    assert after.problem == MailProblem.UNWRITABLE


@pytest.mark.trust("Faults")
def test_a_place_of_files_that_is_away_is_waited_for(
    sessions: sessionmaker[Session], files: Folder, post: Post, mail_server: MailServer
) -> None:
    class Away(Folder):
        def open(self, name: str) -> BytesIO:
            raise Outage("files")

    _, _, letter = _arranged(sessions, files)
    with pytest.raises(Outage):
        mail.send(sessions, post, letter.organisation_id, letter.id, Away(files.folder))
    assert mail.send(sessions, post, letter.organisation_id, letter.id, files) == "sent"
    assert len(mail_server.taken) == 1


# -- what becomes of letters


@pytest.mark.parametrize(
    ("state", "problem", "became", "reason"),
    [
        (LetterState.QUEUED, "", DeliveryState.HANDED_OVER, ""),
        (LetterState.HANDING_OVER, "", DeliveryState.HANDED_OVER, ""),
        (LetterState.SENT, "", DeliveryState.HANDED_OVER, ""),
        (LetterState.DELIVERED, "", DeliveryState.DELIVERED, ""),
        (LetterState.UNSURE, MailProblem.WORKER_GONE, DeliveryState.UNSURE, WhyNotDelivered.SILENT),
        (LetterState.BOUNCED, MailProblem.NO_SUCH_MAILBOX, DeliveryState.REFUSED, WhyNotDelivered.BOUNCED),
        (LetterState.UNDELIVERED, MailProblem.NOT_TAKEN, DeliveryState.REFUSED, WhyNotDelivered.BOUNCED),
        (LetterState.UNREACHABLE, MailProblem.NO_ADDRESS, DeliveryState.REFUSED, WhyNotDelivered.NO_ADDRESS),
    ],
)
def test_a_document_is_as_far_as_its_letter(
    session: Session, files: Folder, state: str, problem: str, became: DeliveryState, reason: str
) -> None:
    _, made = invoiced(session, email="kantoor@immo.example")
    (letter,) = written(session, files)
    letter.state, letter.problem, letter.settled_at = state, problem, FIRST
    session.flush()
    now = FIRST + (COMES_BACK / 20)
    assert look_some(session, now) == 1
    told = way(session, made, Channel.MAIL)
    assert (told.state, told.reason) == (became, reason)
    assert (told.ask_at is None) == (became is DeliveryState.DELIVERED)
    assert look_some(session, now) == 0


def test_mail_that_did_not_come_back_in_five_days_is_there(session: Session, files: Folder) -> None:
    _, made = invoiced(session, email="kantoor@immo.example")
    (letter,) = written(session, files)
    letter.state, letter.settled_at = LetterState.SENT, FIRST
    session.flush()
    looked = 0
    while (ask_at := way(session, made, Channel.MAIL).ask_at) is not None:
        assert ask_at <= FIRST + COMES_BACK
        looked += look_some(session, ask_at)
    assert way(session, made, Channel.MAIL).state == DeliveryState.DELIVERED
    assert looked < 30


def test_a_letter_that_the_helpdesk_sent_again_is_seen_to_be_on_its_way(session: Session, files: Folder) -> None:
    _, made = invoiced(session, email="kantoor@immo.example")
    (letter,) = written(session, files)
    states = []
    for state in (LetterState.BOUNCED, LetterState.BOUNCED, LetterState.QUEUED, LetterState.DELIVERED):
        letter.state, letter.settled_at = state, FIRST
        session.flush()
        asked = way(session, made, Channel.MAIL).ask_at
        assert asked is not None
        look_some(session, asked)
        states.append(str(way(session, made, Channel.MAIL).state))
    assert states == ["refused", "refused", "handed_over", "delivered"]


def test_what_did_not_arrive_is_looked_after_for_a_month(session: Session, files: Folder) -> None:
    _, made = invoiced(session, email="kantoor@immo.example")
    (letter,) = written(session, files)
    letter.state = LetterState.BOUNCED
    session.flush()
    last = FIRST
    while (ask_at := way(session, made, Channel.MAIL).ask_at) is not None:
        last = ask_at
        look_some(session, ask_at)
    assert LOOKED_AFTER <= last - FIRST < LOOKED_AFTER * 1.1
