"""Sending again, forgetting, what waits at the desk, and whose letters the database shows to whom."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app import clock
from app.errors import Forbidden, Missing, Refusal, Stale
from app.mail import panels, services
from app.mail.services import send_again
from app.policy import Identity, Role
from app.transaction import Scope, enter, in_our_words
from models.events import Event, EventPayload
from models.mail import Letter
from models.values import LetterState, MailProblem
from tests.app.mail.conftest import Desk
from tests.mailserver import MailServer
from tests.stories.stage import Time

ADDRESS = "bram@nieuw.example"


def _acting(desk: Desk, name: str = "Dirk", role: Role = Role.HELPDESK) -> Identity:
    return Identity(desk.cast.accounts[name], desk.cast.persons[name], frozenset({role}))


def _refused(desk: Desk, mail_server: MailServer) -> Letter:
    letter = desk.write()
    mail_server.recipient = "550 5.1.1 no such user"
    desk.send(letter)
    mail_server.recipient = ""
    return desk.letter(letter)


def _again(desk: Desk, letter: Letter, who: Identity | None = None, **changed: object) -> Letter:
    given = {"version": letter.version, "address": ADDRESS, "reason": "Adres verbeterd"} | changed
    actor = who or _acting(desk)
    return desk.do(lambda session: send_again(session, actor, letter.id, now=clock.now(), **given))  # type: ignore[arg-type]


def test_sending_again_goes_to_todays_address_once_and_says_who_and_why(
    desk: Desk, mail_server: MailServer
) -> None:
    letter = _refused(desk, mail_server)
    _again(desk, letter)
    assert [desk.send(letter), desk.send(letter)] == [LetterState.SENT] * 2
    assert [one.recipient for one in mail_server.taken] == [ADDRESS]
    assert str(mail_server.taken[0].message["Message-ID"]).startswith(f"<{letter.token}@")
    event = desk.do(lambda session: session.scalars(select(Event).order_by(Event.id.desc())).first())
    assert event is not None
    assert (event.tag, event.actor_id, event.facts) == (
        "mail.letter.sent_again",
        desk.cast.accounts["Dirk"],
        {"was": "undelivered", "round": 2},
    )
    payload = desk.do(
        lambda session: session.scalars(select(EventPayload).where(EventPayload.event_id == event.id)).one()
    )
    assert payload.content == {"reason": "Adres verbeterd"}


@pytest.mark.trust("15.4.2")
def test_of_two_who_send_again_at_once_one_is_told_so(desk: Desk, mail_server: MailServer) -> None:
    letter = _refused(desk, mail_server)
    _again(desk, letter)
    with pytest.raises(Stale):
        _again(desk, letter)


@pytest.mark.parametrize(
    ("state", "code"), [("sent", "on_its_way"), ("queued", "on_its_way"), ("delivered", "on_its_way")]
)
def test_what_arrived_or_is_on_its_way_isnt_sent_again(
    desk: Desk, mail_server: MailServer, state: str, code: str
) -> None:
    letter = _refused(desk, mail_server)
    desk.asked(f"update mail_letter set state = '{state}' returning 1")
    desk.asked(f"update mail_try set outcome = '{state}' returning 1")
    with pytest.raises(Refusal, match=code):
        _again(desk, letter)


def test_without_text_or_address_nothing_is_sent_again(desk: Desk, mail_server: MailServer, time: Time) -> None:
    letter = _refused(desk, mail_server)
    with pytest.raises(Refusal, match="no_address"):
        _again(desk, letter, address="bij de balie")
    time.passes(days=91)
    desk.do(lambda session: services.forget(session, clock.now()))
    with pytest.raises(Refusal, match="forgotten"):
        _again(desk, desk.letter(letter))


@pytest.mark.parametrize("role", [Role.LOCAL_ADMINISTRATOR, Role.PERSON, Role.FINANCE, Role.COUNTER])
def test_only_helpdesk_and_central_team_send_again(desk: Desk, mail_server: MailServer, role: Role) -> None:
    letter = _refused(desk, mail_server)
    with pytest.raises(Forbidden):
        _again(desk, letter, _acting(desk, "Hugo", role))
    with pytest.raises(Missing):
        _again(desk, Letter(id=10**9, version=1))


@pytest.mark.trust("14.2.7")
def test_the_words_of_a_letter_are_forgotten_after_ninety_days_and_the_facts_stay(
    desk: Desk, mail_server: MailServer, time: Time
) -> None:
    letter = _refused(desk, mail_server)
    time.passes(days=90)
    assert desk.do(lambda session: services.forget(session, clock.now())) == 0
    time.passes(seconds=1)
    assert desk.do(lambda session: services.forget(session, clock.now())) == 1
    assert desk.do(lambda session: services.forget(session, clock.now())) == 0
    gone = desk.letter(letter)
    assert (gone.body, gone.html, gone.address) == ("", "", "")
    assert (gone.subject, gone.state, gone.status_code) == (letter.subject, LetterState.UNDELIVERED, "5.1.1")
    assert desk.asked("select distinct answer from mail_try") == [("",)]


def test_what_didnt_arrive_waits_for_the_helpdesk_the_oldest_first(
    desk: Desk, mail_server: MailServer, time: Time
) -> None:
    def waiting(who: Identity) -> tuple[int, list[str]]:
        told = desk.do(lambda session: panels.stuck(session, who, clock.now()))
        return told.count, [str(item.notes[1]) for item in told.first]

    assert waiting(_acting(desk)) == (0, [])
    _refused(desk, mail_server)
    assert waiting(_acting(desk)) == (1, ["undelivered"])
    assert waiting(_acting(desk, "Hugo", Role.FINANCE)) == (0, [])
    assert panels.stuck.__module__ in {one.read.__module__ for one in panels.PANELS.worklists}


@pytest.mark.trust("Tenants")
@pytest.mark.trust("8.2.2")
def test_the_database_shows_a_letter_to_its_reader_and_the_office_only(
    desk: Desk, mail_server: MailServer
) -> None:
    _refused(desk, mail_server)

    def seen(scope: Scope, table: str = "mail_letter") -> int:
        with desk.sessions() as session:
            enter(session, scope)
            found: int = session.execute(text(f"select count(*) from {table}")).scalar_one()
            session.rollback()
            return found

    assert seen(Scope.office()) == 1
    assert seen(Scope.own(desk.cast.persons["Bram"])) == 1
    assert seen(Scope.own(desk.cast.persons["An"])) == 0
    for scope, table in (
        (Scope.organisation(desk.organisation), "mail_letter"),
        (Scope.organisation(desk.organisation), "mail_try"),
        (Scope.own(desk.cast.persons["Bram"]), "mail_try"),
        (Scope(), "mail_letter"),
    ):
        with pytest.raises(DBAPIError) as refused:
            seen(scope, table)
        assert isinstance(in_our_words(refused.value), Forbidden)


def test_nobody_but_the_office_writes_letters(desk: Desk, mail_server: MailServer) -> None:
    _refused(desk, mail_server)
    with desk.sessions() as session:
        enter(session, Scope.own(desk.cast.persons["Bram"]))
        with pytest.raises(DBAPIError):
            session.execute(text("update mail_letter set state = 'queued'"))
        session.rollback()
    assert desk.do(lambda session: session.scalar(select(func.count()).select_from(Letter))) == 1
    assert desk.letters()[0].problem == MailProblem.NO_SUCH_MAILBOX
