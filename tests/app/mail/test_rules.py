"""Decisions about letters on their way: addresses, waits, what a server's words mean and what of them is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mail import rules
from models.values import MailProblem

NOW = datetime(2027, 3, 28, 0, 59, tzinfo=UTC)  # the night the clocks change


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("bram@werk.example", "bram@werk.example"),
        (" Bram.Claes+werk@Gemeente.be ", "Bram.Claes+werk@gemeente.be"),
        ("o'neill@werk.example", "o'neill@werk.example"),
        ("bram@gemeente-hé.be", "bram@xn--gemeente-h-k7a.be"),
        ("x" * 64 + "@b.be", "x" * 64 + "@b.be"),
    ],
)
def test_an_address_is_written_as_a_mail_server_takes_it(text: str, address: str) -> None:
    found = rules.usable(text)
    assert found.lower() == address.lower() or found.startswith("bram@xn--")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "bram",
            "@b.be",
            "bram@",
            "bram@localhost",
            "bram@-b.be",
            "bram@b..be",
            ".bram@b.be",
            "bram..c@b.be",
        ),
        *("bram@b.be, c@d.be", "Bram <bram@b.be>", '"bram"@b.be', "brâm@b.be", "bram claes@b.be", "a@b@c.be"),
        *("bram@b.be\r\nBcc: c@d.be", "bram@b.be\x00", "bram\n@b.be", "bram@b.be>", "x" * 65 + "@b.be"),
        *("bram@" + "b" * 64 + ".be", "b@" + "b.be." * 60 + "be", "bram@\u202eeb.b", "bram@b.be;rm -rf /"),
    ],
)
def test_what_cant_be_written_to_is_no_address(text: str) -> None:
    assert rules.usable(text) == ""


@pytest.mark.trust("Wider attack list")
@given(st.text(max_size=80), st.text(max_size=80))
def test_an_address_holds_nothing_that_ends_a_line_or_a_command(local: str, domain: str) -> None:
    found = rules.usable(f"{local}@{domain}")
    assert found == "" or (found.isascii() and found.isprintable() and not set(found) & set(' <>"(),;:\\[]'))


def test_the_waits_grow_to_a_day_and_end() -> None:
    waits = [(rules.next_try(tries, NOW) or NOW) - NOW for tries in range(1, len(rules.WAITS) + 1)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(minutes=1), timedelta(days=1))
    assert timedelta(days=3) < sum(waits, timedelta()) < timedelta(days=5)
    assert rules.next_try(len(rules.WAITS) + 1, NOW) is None


@pytest.mark.trust("14.2.6")
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("5.1.1 <bram@b.be>: unknown", "5.1.1 <…>: unknown"),
        ("number 85.07.30-033.28 refused", "number … refused"),
        ("two\r\nlines\x1b[2J \u202eand more", "two lines [2J and more"),
        ("x" * 900, "x" * 300),
    ],
)
def test_of_what_a_server_says_no_address_number_or_control_is_kept(said: str, kept: str) -> None:
    assert rules.sanitised(said) == kept


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        ("5.1.1", MailProblem.NO_SUCH_MAILBOX),
        ("5.1.2", MailProblem.NO_SUCH_DOMAIN),
        ("4.2.2", MailProblem.MAILBOX_FULL),
        ("5.2.1", MailProblem.MAILBOX_CLOSED),
        ("5.3.4", MailProblem.TOO_LARGE),
        ("5.7.26", MailProblem.NOT_WELCOME),
        ("4.3.0", MailProblem.NOT_NOW),
        ("450", MailProblem.NOT_NOW),
        ("550", MailProblem.NO_SUCH_MAILBOX),
        ("554", MailProblem.NOT_TAKEN),
        ("", MailProblem.NOT_TAKEN),
    ],
)
def test_a_status_is_told_in_words_that_say_what_to_do(status: str, problem: MailProblem) -> None:
    assert rules.problem_of(status) == problem


@pytest.mark.parametrize(
    ("answer", "status"),
    [("5.1.1 nobody", "5.1.1"), ("nobody 5.1.1", ""), ("5.1.1234 x", ""), ("9.1.1 x", ""), ("", "")],
)
def test_the_status_is_what_an_answer_begins_with(answer: str, status: str) -> None:
    assert rules.enhanced(answer) == status
