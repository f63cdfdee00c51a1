"""Who is told of what: one letter per act and reader, in the reader's language, with what he may know."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from app import clock, events, notices
from app.accounts.erasure import erase_person
from app.policy import Identity, Role
from app.rights.services import revoke_right
from app.transaction import Scope, enter, transaction
from models.accounts import Account
from models.mail import Letter
from models.organisations import Organisation
from models.rights import Right
from models.values import LetterState, MailProblem
from tests.app.mail.conftest import Desk, desk, inside, mail_server, time  # noqa: F401 - fixtures
from tests.stories.cast import VOORBEELDEGEM


def _account(inside: Desk, **changed: object) -> None:  # noqa: F811
    bram = Account.person_id == inside.cast.persons["Bram"]
    inside.do(lambda session: session.execute(update(Account).where(bram).values(**changed)))


def test_events_put_the_job_of_exactly_the_notices_there_are() -> None:
    assert set(notices.NOTICES) == events.NOTICED


def test_an_act_puts_one_job_in_the_queue_with_it(inside: Desk) -> None:  # noqa: F811
    event_id = inside.grant()
    facts = inside.asked("select task_name, args from procrastinate_jobs")
    assert facts == [("notify", {"organisation_id": inside.organisation, "event_id": event_id})]


def test_history_told_long_afterwards_sends_nobody_a_letter(inside: Desk) -> None:  # noqa: F811
    subject = events.Subject("right", 1, inside.organisation)
    with inside.sessions() as session, transaction(session):
        enter(session, Scope.office())
        with events.quietly(session):
            events.record(session, events.Tag.RIGHT_GRANTED, subject, None, clock.now())
        assert inside.jobs() == []
        events.record(session, events.Tag.RIGHT_GRANTED, subject, None, clock.now())
    assert [name for name, _ in inside.jobs()] == ["notify"]


def test_an_event_is_told_once_however_often_its_job_runs(inside: Desk) -> None:  # noqa: F811
    event_id = inside.grant()
    assert [inside.notify(event_id) for _ in range(3)] == [1, 0, 0]
    assert [name for name, _ in inside.jobs()] == ["notify", "send_letter"]


def test_the_person_who_gets_a_right_reads_which_where_and_until_when(inside: Desk) -> None:  # noqa: F811
    letter = inside.write("bram@werk.example", reason="Vervangt An tijdens haar ziekte")
    assert (letter.language, letter.address, letter.name) == ("nl", "bram@werk.example", "Bram Claes")
    assert letter.subject == "U kreeg het recht “Dossiers behandelen” in Omgevingsloket"
    assert letter.body == (
        "Beste Bram Claes,\n\n"
        "Gemeente Voorbeeldegem gaf u een recht in Omgevingsloket.\n\n"
        "Recht: Dossiers behandelen\n"
        "Toepassing: Omgevingsloket\n"
        "Organisatie: Gemeente Voorbeeldegem\n"
        "Eerste dag: 15/03/2027\n"
        "Laatste dag: 14/03/2028\n\n"
        "Bekijk al uw rechten\nhttps://rechten.example.be/\n\n"
        "Klopt dit niet? Vraag het aan een lokale beheerder van Gemeente Voorbeeldegem.\n\n"
        "-- \nSleutelbos\n"
        "Dit bericht werd automatisch verstuurd omdat er iets aan uw rechten veranderde."
        " U kunt er niet op antwoorden.\n"
        "Sleutelbos vraagt nooit per e-mail naar uw wachtwoord of uw rijksregisternummer.\n"
    )


def test_who_loses_a_right_reads_that_in_his_own_language(inside: Desk) -> None:  # noqa: F811
    _account(inside, language="fr")
    inside.write()
    with inside.sessions() as session, transaction(session):
        enter(session, Scope.organisation(inside.organisation))
        right = session.scalars(select(Right).where(Right.person_id == inside.cast.persons["Bram"])).one()
        revoke_right(session, inside.cast.administrator(), right.id, right.version, "Fraude?", clock.now())
    assert inside.notify(int(str(inside.asked("select max(id) from event")[0][0]))) == 1
    letter = inside.letters()[-1]
    assert letter.subject == "Votre droit « Traiter les dossiers » dans Guichet de l'urbanisme a été révoqué"
    for words in (
        "Bonjour Bram Claes,",
        "Gemeente Voorbeeldegem a révoqué l’un de vos droits dans Guichet de l'urbanisme.",
        "Il aurait duré jusqu’au : 14/03/2028",
        "Vous ne pouvez pas y répondre.",
    ):
        assert words in letter.body
    assert '<html lang="fr">' in letter.html


@pytest.mark.trust("14.2.6")
@pytest.mark.trust("National numbers")
def test_a_letter_says_nothing_its_reader_may_not_know(inside: Desk) -> None:  # noqa: F811
    letter = inside.write(reason="Vervangt An tijdens haar ziekte")
    number = inside.cast.numbers["Bram"]
    for text in (letter.subject, letter.body, letter.html):
        for secret in ("ziekte", "Filip", "filip", number.digits, str(number), number.masked()):
            assert secret not in text


@pytest.mark.parametrize(
    ("of_relation", "of_account", "goes_to"),
    [
        ("bram@werk.example", "bram@thuis.example", "bram@werk.example"),
        ("", "bram@thuis.example", "bram@thuis.example"),
        ("bij de balie vragen", "bram@thuis.example", "bram@thuis.example"),
        ("bram@werk.example\r\nBcc: x@y.example", "bram@thuis.example", "bram@thuis.example"),
    ],
)
def test_the_relations_address_comes_first_then_the_accounts(
    inside: Desk,  # noqa: F811
    of_relation: str,
    of_account: str,
    goes_to: str,
) -> None:
    _account(inside, email=of_account)
    assert inside.write(of_relation).address == goes_to


def test_who_has_no_address_that_can_be_used_is_listed_and_nothing_is_sent(inside: Desk) -> None:  # noqa: F811
    _account(inside, email="bram")
    letter = inside.write("geen")
    assert (letter.state, letter.problem, letter.address) == (LetterState.UNREACHABLE, MailProblem.NO_ADDRESS, "")
    assert [name for name, _ in inside.jobs()] == ["notify"]


def test_who_has_no_account_reads_the_language_of_the_organisation(inside: Desk) -> None:  # noqa: F811
    _account(inside, person_id=None)
    house = Organisation.id == inside.cast.organisations[VOORBEELDEGEM]
    inside.do(lambda session: session.execute(update(Organisation).where(house).values(language="fr")))
    assert inside.write("bram@werk.example").language == "fr"


def test_nobody_writes_to_somebody_anonymised(inside: Desk) -> None:  # noqa: F811
    event_id = inside.grant()
    central = Identity(inside.cast.accounts["Greet"], inside.cast.persons["Greet"], frozenset({Role.CENTRAL}))
    inside.do(lambda session: erase_person(session, central, inside.cast.persons["Bram"], "x", clock.now()))
    assert inside.notify(event_id) == 0
    assert inside.do(lambda session: session.scalars(select(Letter)).all()) == []


@pytest.mark.trust("Wider attack list")
def test_links_in_letters_lead_to_the_address_of_the_settings_only(inside: Desk) -> None:  # noqa: F811
    letter = inside.write()
    assert letter.body.count("http") == 1
    assert letter.html.count("http") == 1
    assert "https://rechten.example.be/" in letter.body
