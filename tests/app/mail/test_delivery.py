"""A letter goes out once: whatever the server says, whoever else tries, whenever somebody dies."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest

from app import clock
from app.accounts.erasure import erase_person
from app.mail import rules, services
from app.outside.mail import Smtp
from app.policy import Identity, Role
from models.values import LetterState, MailProblem
from tests.app.mail.conftest import Desk
from tests.mailserver import MailServer
from tests.stories.stage import Time

MINUTE = timedelta(minutes=1)


def _hasty(desk: Desk) -> Desk:
    """A server that is silent after the dot isn't waited for long."""
    assert isinstance(desk.post.carrier, Smtp)
    return replace(desk, post=replace(desk.post, carrier=replace(desk.post.carrier, seconds_after=0.5)))


def _helpdesk(desk: Desk, name: str = "Dirk", role: Role = Role.HELPDESK) -> Identity:
    return Identity(desk.cast.accounts[name], desk.cast.persons[name], frozenset({role}))


def test_a_letter_that_is_taken_is_sent_and_told_so(desk: Desk, mail_server: MailServer) -> None:
    letter = desk.write("bram@werk.example")
    assert desk.send(letter) == LetterState.SENT
    (taken,) = mail_server.taken
    assert (taken.recipient, taken.message["Subject"]) == (
        "bram@werk.example",
        "U kreeg het recht “Dossiers behandelen” in Omgevingsloket",
    )
    assert desk.tries(letter) == [("sent", "", "2.0.0")]
    assert desk.letter(letter).settled_at == clock.now()


@pytest.mark.trust("Faults")
def test_whoever_calls_again_sends_nothing(desk: Desk, mail_server: MailServer) -> None:
    letter = desk.write()
    assert [desk.send(letter) for _ in range(3)] == [LetterState.SENT] * 3
    assert mail_server.begun == 1


@pytest.mark.trust("Faults")
def test_what_isnt_taken_now_is_tried_later_and_later_until_it_is_given_up(
    desk: Desk, mail_server: MailServer, time: Time
) -> None:
    letter, waits = desk.write(), []
    mail_server.recipient = "450 4.2.0 greylisted, bram.claes@example.be"
    for _ in rules.WAITS:
        assert desk.send(letter) == LetterState.QUEUED
        due = desk.letter(letter).next_try_at
        assert due is not None
        waits.append(due - time.moment)
        assert desk.jobs()[-1] == ("send_letter", due)
        time.moment = due
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (MINUTE, timedelta(days=1))
    assert desk.send(letter) == LetterState.UNDELIVERED
    assert desk.jobs() == []
    last = desk.letter(letter)
    assert (last.tries, last.problem, last.status_code) == (len(rules.WAITS) + 1, MailProblem.NOT_NOW, "4.2.0")
    assert desk.asked("select distinct answer from mail_try") == [("4.2.0 greylisted, …",)]


def test_a_letter_that_is_taken_at_the_second_try_arrives_once(desk: Desk, mail_server: MailServer) -> None:
    letter = desk.write()
    mail_server.content = "451 4.3.0 disk full"
    assert desk.send(letter) == LetterState.QUEUED
    mail_server.content = ""
    assert desk.send(letter) == LetterState.SENT
    assert desk.tries(letter) == [("queued", "not_now", "4.3.0"), ("sent", "", "2.0.0")]
    assert (len(mail_server.taken), mail_server.begun) == (1, 2)


@pytest.mark.trust("Faults")
@pytest.mark.parametrize("manner", ["silent", "take and drop"])
def test_a_letter_that_may_have_arrived_is_never_sent_again_by_itself(
    desk: Desk, mail_server: MailServer, time: Time, manner: str
) -> None:
    letter = desk.write()
    mail_server.content = manner
    assert (_hasty(desk) if manner == "silent" else desk).send(letter) == LetterState.UNSURE
    mail_server.content = ""
    time.passes(days=3)
    assert desk.do(lambda session: services.look_after(session, clock.now())) == 0
    assert desk.send(letter) == LetterState.UNSURE
    assert mail_server.begun == 1


@pytest.mark.trust("Faults")
def test_of_a_worker_that_died_at_the_last_step_nobody_knows_what_it_did(
    desk: Desk, mail_server: MailServer
) -> None:
    letter = desk.write()
    _dies_at_the_last_step(desk, letter.id)
    assert desk.send(letter) == LetterState.UNSURE
    assert mail_server.begun == 0
    assert desk.tries(letter) == [("unsure", "worker_gone", "")]


def _dies_at_the_last_step(desk: Desk, letter_id: int) -> None:
    step = f"state = 'handing_over', settled_at = '{clock.now()}'"
    desk.asked(f"update mail_letter set {step} where id = {letter_id} returning 1")
    desk.asked(
        "insert into mail_try (organisation_id, letter_id, person_id, round, way, outcome, began_at)"
        f" select organisation_id, id, person_id, round, 'smtp', 'handing_over', written_at from mail_letter"
        f" where id = {letter_id} returning 1"
    )


@pytest.mark.trust("Faults")
def test_the_database_itself_lets_one_try_of_a_round_hand_over(desk: Desk) -> None:
    letter = desk.write()
    desk.send(letter)
    with pytest.raises(Exception, match="uq_mail_try_handed_over"):
        _dies_at_the_last_step(desk, letter.id)


def test_an_answer_that_comes_after_others_gave_up_still_counts(desk: Desk, mail_server: MailServer) -> None:
    """A worker that was only frozen, and called dead meanwhile."""
    letter, found = desk.write(), []
    mail_server.held = threading.Event()
    thread = threading.Thread(target=lambda: found.append(desk.send(letter)))
    # One connection carries the test's transaction, so the other looks only while the first waits for the server.
    thread.start()
    assert mail_server.reading.wait(60)
    assert desk.send(letter) == LetterState.UNSURE
    mail_server.held.set()
    thread.join()
    assert found == [LetterState.SENT]
    assert desk.letter(letter).state == LetterState.SENT
    assert desk.tries(letter) == [("sent", "", "2.0.0")]
    assert mail_server.begun == 1


def test_letters_whose_job_got_lost_are_found_again(desk: Desk, time: Time) -> None:
    waiting, handed = desk.write(), desk.write(name="An", last_day=date(2027, 12, 31))
    _dies_at_the_last_step(desk, handed.id)
    desk.asked("delete from procrastinate_jobs returning 1")
    assert desk.do(lambda session: services.look_after(session, clock.now())) == 0
    time.passes(minutes=16)
    assert desk.do(lambda session: services.look_after(session, clock.now())) == 2
    assert desk.do(lambda session: services.look_after(session, clock.now())) == 1, "one still waits"
    assert [name for name, _ in desk.jobs()] == ["send_letter"]
    assert (desk.letter(waiting).state, desk.letter(handed).state) == (LetterState.QUEUED, LetterState.UNSURE)


def test_a_letter_to_somebody_anonymised_meanwhile_is_empty_and_stays_here(
    desk: Desk, mail_server: MailServer
) -> None:
    letter = desk.write()
    central = _helpdesk(desk, "Greet", Role.CENTRAL)
    desk.do(lambda session: erase_person(session, central, desk.cast.persons["Bram"], "Op vraag", clock.now()))
    assert desk.send(letter) == LetterState.UNREACHABLE
    gone = desk.letter(letter)
    assert (gone.body, gone.html, gone.subject, gone.name, gone.address) == ("", "", "", "", "")
    assert (gone.problem, mail_server.begun) == (MailProblem.ERASED, 0)


def test_without_a_mail_server_a_letter_lies_in_the_mailbox_at_once(inside: Desk) -> None:
    letter = inside.write()
    assert [inside.send(letter), inside.send(letter)] == [LetterState.DELIVERED] * 2
    assert inside.tries(letter) == [("delivered", "", "")]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("550 5.1.1 bram.claes@example.be: no such user", "no_such_mailbox"),
        ("554 5.7.1 not from you", "not_welcome"),
        ("552 over quota", "mailbox_full"),
    ],
)
def test_a_refusal_says_what_can_be_done_and_no_address(
    desk: Desk, mail_server: MailServer, answer: str, problem: str
) -> None:
    letter = desk.write()
    mail_server.recipient = answer
    assert desk.send(letter) == LetterState.UNDELIVERED
    assert desk.letter(letter).problem == problem
    assert "@" not in str(desk.asked("select answer from mail_try"))
    assert desk.send(letter) == LetterState.UNDELIVERED, "it isn't tried again by itself"
