"""Handing a letter to a real mail server: whatever it answers, or doesn't, we know whether it has the letter."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from app.outside.mail import Answer, Mailbox, Never, NotNow, Smtp, Unsure
from models.values import MailProblem
from tests.mailserver import ACCOUNT, MailServer, certificate, serving, until

SENDER, RECIPIENT = "noreply@sleutelbos.example", "bram.claes@example.be"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with serving() as running:
        yield running


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    return certificate(tmp_path_factory.mktemp("authority"))


def _plain(server: MailServer, **more: object) -> Smtp:
    made = Smtp(server.host, server.port, "none")
    return replace(made, **more)  # type: ignore[arg-type]


def _message(text: str = "Beste Bram,\n\n.begint met een punt\n..en dit met twee\n") -> EmailMessage:
    made = EmailMessage(policy=policy.SMTP.clone(cte_type="7bit"))
    made["From"], made["To"], made["Subject"] = SENDER, RECIPIENT, "Uw recht"
    made.set_content(text)
    return made


class Steps:
    """Counts the points of no return."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


def _hand_over(carrier: Smtp, last_step: Callable[[], None]) -> Answer:
    return carrier.hand_over(_message(), SENDER, RECIPIENT, last_step)


def test_a_letter_arrives_as_it_was_written_dots_and_all(server: MailServer) -> None:
    steps = Steps()
    answer = _hand_over(_plain(server), steps)
    (taken,) = server.taken
    assert (taken.sender, taken.recipient, steps.count) == (SENDER, RECIPIENT, 1)
    assert ".begint met een punt\r\n..en dit met twee\r\n" in taken.raw.decode()
    assert (answer.code, answer.words) == (250, "2.0.0 taken")


@pytest.mark.parametrize("step", ["greeting", "sender", "recipient"])
@pytest.mark.parametrize(
    ("said", "kind", "code"),
    [("450 4.2.0 later", NotNow, 450), ("421 4.3.2 closing", NotNow, 421), ("550 5.1.1 nobody", Never, 550)],
)
def test_before_the_dot_a_no_is_a_no_and_nothing_was_handed_over(
    server: MailServer, step: str, said: str, kind: type[NotNow], code: int
) -> None:
    steps = Steps()
    setattr(server, step, said)
    with pytest.raises(NotNow) as found:
        _hand_over(_plain(server), steps)
    # A server that doesn't even greet us says nothing of this letter.
    assert type(found.value) is (NotNow if step == "greeting" else kind)
    assert found.value.answer.code == code or step == "greeting"
    assert (steps.count, server.begun) == (0, 0)


@pytest.mark.parametrize(
    ("said", "kind"),
    [("451 4.3.0 disk full", NotNow), ("554 5.7.1 not welcome", Never), ("552 5.2.2 full", Never)],
)
def test_a_no_after_the_dot_is_known_too(server: MailServer, said: str, kind: type[NotNow]) -> None:
    server.content, steps = said, Steps()
    with pytest.raises(NotNow) as found:
        _hand_over(_plain(server), steps)
    assert type(found.value) is kind
    assert (found.value.answer.words, steps.count, server.taken) == (said[4:], 1, [])


@pytest.mark.trust("Faults")
@pytest.mark.parametrize("step", ["greeting", "sender", "recipient"])
def test_a_server_that_falls_silent_before_the_dot_has_nothing(server: MailServer, step: str) -> None:
    setattr(server, step, "silent")
    steps = Steps()
    with pytest.raises(NotNow) as found:
        _hand_over(_plain(server, seconds=0.5), steps)
    assert type(found.value) is NotNow
    assert (found.value.answer.problem, steps.count) == (MailProblem.SILENT, 0)


@pytest.mark.trust("Faults")
@pytest.mark.parametrize(
    ("manner", "problem", "has_it"),
    [
        ("silent", MailProblem.SILENT, 0),
        ("drop", MailProblem.CUT_OFF, 0),
        ("take and drop", MailProblem.CUT_OFF, 1),
    ],
)
def test_after_the_dot_without_an_answer_nobody_knows(
    server: MailServer, manner: str, problem: MailProblem, has_it: int
) -> None:
    server.content, steps = manner, Steps()
    with pytest.raises(Unsure) as found:
        _hand_over(_plain(server, seconds_after=0.7 if manner == "silent" else 60), steps)
    until(lambda: server.begun == 1)
    assert (found.value.answer.problem, steps.count, len(server.taken)) == (problem, 1, has_it)


@pytest.mark.trust("Faults")
def test_a_server_that_is_away_can_be_tried_again(server: MailServer) -> None:
    with pytest.raises(NotNow) as found:
        _hand_over(replace(_plain(server), port=1), Steps())
    assert found.value.answer.problem == MailProblem.NOT_THERE


def test_a_slow_server_is_waited_for(server: MailServer) -> None:
    server.slow = 0.4  # at each of four steps
    assert _hand_over(_plain(server, seconds=1.5, seconds_after=1.5), Steps()).code == 250


def test_who_stops_at_the_last_step_has_handed_nothing_over(server: MailServer) -> None:
    def stop() -> None:
        raise LookupError("somebody else did")

    with pytest.raises(LookupError):
        _hand_over(_plain(server), stop)
    assert (server.begun, server.taken) == (0, [])


@pytest.mark.parametrize("at_once", [False, True])
def test_letters_travel_encrypted_to_a_server_our_authority_vouches_for(
    tls: tuple[ssl.SSLContext, Path], at_once: bool
) -> None:
    context, authority = tls
    with serving(context, at_once=at_once) as server:
        carrier = _plain(server, security="tls" if at_once else "starttls", ca_file=str(authority))
        assert _hand_over(carrier, Steps()).code == 250
        assert server.taken[0].encrypted


@pytest.mark.parametrize("at_once", [False, True])
def test_a_certificate_nobody_vouches_for_gets_no_letter(tls: tuple[ssl.SSLContext, Path], at_once: bool) -> None:
    with serving(tls[0], at_once=at_once) as server:
        carrier = _plain(server, security="tls" if at_once else "starttls")
        with pytest.raises(NotNow) as found:
            _hand_over(carrier, Steps())
        assert (found.value.answer.problem, server.begun) == (MailProblem.CERTIFICATE, 0)


def test_a_server_that_no_longer_offers_encryption_gets_no_letter(server: MailServer) -> None:
    with pytest.raises(NotNow) as found:
        _hand_over(_plain(server, security="starttls", user=ACCOUNT[0], password=ACCOUNT[1]), Steps())
    assert (found.value.answer.problem, server.begun) == (MailProblem.NO_TLS, 0)


def test_signing_in(tls: tuple[ssl.SSLContext, Path]) -> None:
    context, authority = tls
    with serving(context, signs_in=True) as server:
        carrier = _plain(server, security="starttls", ca_file=str(authority), user=ACCOUNT[0])
        with pytest.raises(NotNow) as found:
            _hand_over(replace(carrier, password="wrong"), Steps())
        assert (found.value.answer.problem, server.begun) == (MailProblem.SIGN_IN, 0)
        assert _hand_over(replace(carrier, password=ACCOUNT[1]), Steps()).code == 250


def test_a_server_that_knows_no_signing_in_gets_no_password(server: MailServer) -> None:
    with pytest.raises(NotNow) as found:
        _hand_over(_plain(server, user="house", password="a secret"), Steps())
    assert (found.value.answer.problem, server.begun) == (MailProblem.SIGN_IN, 0)


def test_the_password_stands_in_no_description_of_the_carrier() -> None:
    assert "geheim" not in repr(Smtp("mail", 587, user="house", password="geheim"))


@pytest.mark.parametrize("address", ["a@b.be>\r\nRCPT TO:<c@d.be", "a@b.be\r\nDATA", "a@b.be\nX"])
def test_an_address_with_a_line_break_is_no_command(server: MailServer, address: str) -> None:
    with pytest.raises(ValueError, match="newline"):
        _plain(server).hand_over(_message(), SENDER, address, Steps())
    assert (server.begun, server.taken) == (0, [])


def test_the_mailbox_keeps_what_it_is_given() -> None:
    steps = Steps()
    Mailbox().hand_over(_message(), SENDER, RECIPIENT, steps)
    assert (steps.count, Mailbox().outside) == (1, False)
