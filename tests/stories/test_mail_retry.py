"""The act: a right is granted, its mail isn't taken at first, the helpdesk sees that, and it arrives once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.orm import Session, sessionmaker

from app.mail.post import Post
from app.outside.mail import Mailbox, Smtp
from app.transaction import Scope, enter
from models.organisations import Membership
from scheduler.jobs import work_off
from tests.mailserver import MailServer, serving
from tests.stories.cast import Cast
from tests.stories.stage import Browser, Time, days_for_bram, sign_in
from tests.stories.stage import enter as come_in
from tests.stories.walker import Walker

SITE = "https://rechten.example.be"


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with serving() as running:
        yield running


Work = Callable[[], None]


@pytest.fixture
def worker(factory: sessionmaker[Session], mail_server: MailServer, tmp_path: Path) -> Work:
    """Does what waits in the queue, with that mail server."""
    carrier = Smtp(mail_server.host, mail_server.port, "none")
    return _worker(factory, Post(carrier, "noreply@sleutelbos.example", site=SITE), tmp_path)


def _worker(factory: sessionmaker[Session], post: Post, folder: Path) -> Work:
    url = factory.kw["bind"].url.render_as_string(hide_password=False)

    def work() -> None:
        for _ in range(2):  # what a job puts in the queue may come too late for the hand that was free
            work_off(url, factory, folder, post=post)

    return work


def _its_hour_comes(factory: sessionmaker[Session]) -> None:
    """The queue goes by the database's own clock, which no test moves: what waits for its hour is due now."""
    with factory.begin() as session:
        session.execute(text("update procrastinate_jobs set scheduled_at = now() where status = 'todo'"))


def _bram_reads(browser: Browser, language: str) -> Walker:
    return sign_in(browser().visit(), "bram.claes").follow(language)


def _granted(browser: Browser, cast: Cast) -> None:
    days_for_bram(browser, cast).fill("Reason", "Vervangt An").press("Go on").press("Grant").reads("Granted.")


@dataclass(frozen=True)
class Words:
    """What Bram reads, in his language."""

    code: str
    mailbox: str
    subject: str
    greeting: str
    site: str
    copy: str


DUTCH = Words(
    "NL",
    "Postvak",
    "U kreeg het recht “Dossiers behandelen” in Omgevingsloket",
    "Beste Bram Claes,",
    "Bekijk al uw rechten",
    "Hier staat van elk een kopie.",
)
FRENCH = Words(
    "FR",
    "Boîte de réception",
    "Vous avez reçu le droit « Traiter les dossiers » dans Guichet de l'urbanisme",
    "Bonjour Bram Claes,",
    "Voir tous vos droits",
    "Vous trouvez ici une copie de chacun.",
)


@pytest.mark.parametrize("words", [DUTCH, FRENCH], ids=lambda words: words.code)
@pytest.mark.parametrize(
    "settings", [{"DEMO_PASSWORD_IS_HIGH": "1", "SMTP_URL": "smtp://localhost", "MAIL_FROM": "a@b.be"}], ids=[""]
)
@pytest.mark.trust("Faults")
def test_a_mail_that_fails_is_retried_and_arrives_once(
    browser: Browser,
    cast: Cast,
    factory: sessionmaker[Session],
    worker: Work,
    mail_server: MailServer,
    time: Time,
    words: Words,
) -> None:
    bram = _bram_reads(browser, words.code)
    _granted(browser, cast)
    mail_server.recipient = "450 4.2.0 <bram.claes@example.be>: try again later"
    worker()
    dirk = come_in(browser, "dirk.maes").follow("Mails")
    dirk.reads(words.subject, "Bram Claes", "15/03/2027 10:05", "15/03/2027 10:06", "Waiting to be sent")
    dirk.follow(words.subject).reads("bram.claes@example.be", "Not taken yet", "“4.2.0 <…>: try again later”")
    assert words.greeting in dirk.part("Text")
    assert not dirk.sees_link("Send again")

    mail_server.recipient = ""
    worker()
    assert mail_server.taken == [], "not before its hour"
    time.passes(minutes=1)
    _its_hour_comes(factory)
    for _ in range(3):
        worker()
    dirk.reload().reads("Sent", "mail server")
    assert [(one.recipient, one.message["Subject"]) for one in mail_server.taken] == [
        ("bram.claes@example.be", words.subject)
    ]
    text_of = mail_server.taken[0].message.get_body(("plain",))
    assert text_of is not None
    assert words.greeting in text_of.get_content()
    assert f"{SITE}/" in text_of.get_content()
    bram.follow(words.mailbox).reads(words.copy).follow(words.subject).reads(words.greeting, words.site)
    bram.reads_nothing_of("Vervangt An")


def test_a_mail_that_is_refused_waits_for_the_helpdesk_who_sends_it_again(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], worker: Work, mail_server: MailServer
) -> None:
    _granted(browser, cast)
    mail_server.recipient = "550 5.1.1 no such user"
    worker()
    dirk = come_in(browser, "dirk.maes").follow("Mails").choose("State", "Not sent").press("Search")
    dirk.follow("U kreeg het recht “Dossiers behandelen” in Omgevingsloket")
    dirk.reads("This address doesn't exist. Correct it on the relation, then send again.", "5.1.1")
    with factory.begin() as session:  # Filip corrects the address: no screen does that yet
        enter(session, Scope.office())
        relation = Membership.id == cast.relations["Bram"]
        session.execute(update(Membership).where(relation).values(email="bram@nieuw.example"))
    dirk.follow("Send again").reads("It goes to bram@nieuw.example, the address that is known today.")
    assert "Say why" in dirk.press("Send again").error("Why is it sent again?")
    dirk.fill("Why is it sent again?", "Adres verbeterd").press("Send again").reads("It is on its way again.")
    assert "Mail sent again" in dirk.part("History")
    mail_server.recipient = ""
    worker()
    dirk.reload().reads("Sent", "bram@nieuw.example")
    assert [one.recipient for one in mail_server.taken] == ["bram@nieuw.example"]


def test_a_mail_that_perhaps_arrived_goes_out_again_only_by_somebodys_hand(
    browser: Browser, cast: Cast, worker: Work, mail_server: MailServer, time: Time, factory: sessionmaker[Session]
) -> None:
    _granted(browser, cast)
    mail_server.content = "take and drop"
    worker()
    mail_server.content = ""
    time.passes(days=2)
    _its_hour_comes(factory)
    worker()
    assert mail_server.begun == 1
    dirk = come_in(browser, "dirk.maes").follow("Mails")
    first, second = dirk.follow("U kreeg het recht “Dossiers behandelen” in Omgevingsloket"), dirk.new_tab()
    for tab in (first, second):
        tab.reads("Perhaps sent", "The mail server broke off the connection.")
        tab.follow("Send again").reads("It may have arrived the first time.")
        tab.fill("Why is it sent again?", "Bram heeft niets")
    first.press("Send again").reads("It is on its way again.")
    second.press("Send again").reads("Somebody changed this in the meantime")
    worker()
    assert mail_server.begun == 2


def test_without_a_mail_server_everybody_finds_his_own_mails_in_his_mailbox(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], tmp_path: Path
) -> None:
    bram = _bram_reads(browser, "EN").follow("Mailbox").reads("No mail yet")
    _granted(browser, cast)
    _worker(factory, Post(Mailbox(), site="http://localhost"), tmp_path)()
    bram.reload().follow("You received the right “Handle files” in Planning desk")
    bram.reads("Dear Bram Claes,", "Gemeente Voorbeeldegem gave you a right in Planning desk.")
    filip = come_in(browser, "filip.janssens").follow("Mailbox").reads("No mail yet")
    assert filip.typed_address(bram.url).status == 404
    come_in(browser, "dirk.maes").follow("Mails").reads("In the mailbox")
