"""Delivery reports: read whoever wrote them, known by the letter's token; or a declared error, never another."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import clock, operation
from app.mail import bounces
from app.mail.bounces import NotAReport, Report, parse
from app.transaction import Scope, enter
from models.values import LetterState, MailProblem
from tests.app.mail.conftest import Desk
from tests.little_work import little_work

TOKEN = "0123456789abcdef0123456789abcdef"
REPORT = """\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example.be>
To: bounces+{token}@sleutelbos.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="edge"
MIME-Version: 1.0

--edge
Content-Type: text/plain; charset=utf-8

I'm sorry, but your mail could not be delivered.

--edge
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.be
Arrival-Date: Mon, 15 Mar 2027 10:05:00 +0100

Final-Recipient: rfc822; bram.claes@example.be
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <bram.claes@example.be>: user unknown

--edge
Content-Type: message/rfc822

Message-ID: <{message_token}@sleutelbos.example>
From: Sleutelbos <noreply@sleutelbos.example>
Subject: Uw recht

Beste Bram
--edge--
"""


def _report(
    token: str = TOKEN, message_token: str = TOKEN, action: str = "failed", status: str = "5.1.1"
) -> bytes:
    made = REPORT.format(token=token, message_token=message_token, action=action, status=status)
    return made.replace("\n", "\r\n").encode()


def test_a_report_says_which_letter_came_back_and_why() -> None:
    assert parse(_report()) == Report(TOKEN, "failed", "5.1.1", "550 5.1.1 <…>: user unknown")


@pytest.mark.parametrize(
    ("data", "recipient"),
    [
        (_report(message_token="x"), ""),
        (_report(token="x"), ""),
        (_report(token="x", message_token="x"), f"bounces+{TOKEN}@sleutelbos.example"),
        (
            _report(token="x").replace(b"message/rfc822", b"text/rfc822-headers"),
            "",
        ),
    ],
    ids=["in its receiver", "in the letter it brings back", "in the envelope", "in the headers it brings back"],
)
def test_the_letter_is_known_by_its_token_wherever_that_stands(data: bytes, recipient: str) -> None:
    assert parse(data, recipient).token == TOKEN


@pytest.mark.parametrize(
    ("action", "status", "means"),
    [
        ("delayed", "4.4.1", ("delayed", "4.4.1")),
        ("Failed ", "5.0.0", ("failed", "5.0.0")),
        ("nonsense", "5.2.2", ("failed", "5.2.2")),
        ("nonsense", "4.2.2", ("delayed", "4.2.2")),
        ("failed", "nonsense", ("failed", "5.0.0")),
        ("delivered", "2.0.0", ("delivered", "2.0.0")),
    ],
)
def test_what_a_server_says_badly_is_understood_as_far_as_it_goes(
    action: str, status: str, means: tuple[str, str]
) -> None:
    report = parse(_report(action=action, status=status))
    assert (report.action, report.status) == means


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no_report"),
        (b"\x00\xff" * 500, "no_report"),
        (b"Subject: ik ben er niet\r\n\r\nTot maandag.", "no_report"),
        (_report(token="x", message_token="x"), "no_letter"),
        (b"x" * (bounces.SIZE + 1), "too_large"),
        (b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 100, "too_deep"),
        (b"Content-Type: message/rfc822\r\n\r\n" * 40, "too_deep"),
    ],
    ids=["nothing", "bytes", "an absence notice", "of no letter", "too large", "nested parts", "nested messages"],
)
def test_anything_else_is_said_not_to_be_a_report(data: bytes, why: str) -> None:
    with pytest.raises(NotAReport) as found:
        parse(data)
    assert found.value.why == why


@st.composite
def _mutants(draw: st.DrawFn) -> bytes:
    """The report with pieces cut out, doubled, swapped for bytes or put elsewhere."""
    data = _report()
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, max(len(data) - 1, 0)))
        end = min(len(data), start + draw(st.integers(0, 80)))
        piece = draw(
            st.one_of(
                st.just(b""),
                st.binary(max_size=30),
                st.just(data[start:end] * draw(st.integers(1, 40))),
                st.sampled_from(
                    [
                        b"\r\n",
                        b"--edge",
                        b"=?utf-8?b?",
                        b"Content-Type: message/delivery-status\r\n\r\n",
                        b'"',
                        b";",
                    ]
                ),
            )
        )
        data = data[:start] + piece + data[end:]
    return data


@pytest.mark.trust("Parsers")
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_mutants(), st.text(max_size=60))
def test_a_spoilt_report_is_read_or_refused_and_nothing_else(data: bytes, recipient: str) -> None:
    try:
        with little_work():
            report = parse(data, recipient)
    except NotAReport:
        pass
    else:
        assert len(report.token) == 32
        assert report.action in ("failed", "delayed", "delivered", "relayed", "expanded")
        assert len(report.words) <= 300


@pytest.mark.trust("Parsers")
@pytest.mark.parametrize(
    "line",
    [b"Action: " + b"a" * 500_000, b"To: " + b"(" * 500_000, b"Status: " + b"5." * 250_000, b" \t" * 250_000],
)
def test_a_very_long_line_costs_no_time(line: bytes) -> None:
    data = _report().replace(b"Action: failed", line)
    with little_work():
        assert parse(data).token == TOKEN


def _sent(desk: Desk) -> tuple[int, str]:
    letter = desk.write()
    assert desk.send(letter) == LetterState.SENT
    return letter.id, letter.token


def _comes_back(desk: Desk, token: str, **changed: str) -> None:
    report = parse(_report(token=token, **changed))
    desk.do(lambda session: bounces.record(session, report, clock.now()))


def test_a_letter_that_came_back_says_so_with_a_remedy(desk: Desk) -> None:
    _, token = _sent(desk)
    _comes_back(desk, token)
    _comes_back(desk, token)
    letter = desk.letters()[0]
    assert (letter.state, letter.problem, letter.status_code) == (
        LetterState.BOUNCED,
        MailProblem.NO_SUCH_MAILBOX,
        "5.1.1",
    )
    assert desk.tries(letter) == [("sent", "", "2.0.0"), ("bounced", "no_such_mailbox", "5.1.1")]


def test_a_delay_is_noted_and_the_letter_stays_sent(desk: Desk) -> None:
    _, token = _sent(desk)
    _comes_back(desk, token, action="delayed", status="4.4.1")
    letter = desk.letters()[0]
    assert letter.state == LetterState.SENT
    assert desk.tries(letter)[-1] == ("queued", "not_now", "4.4.1")


def test_reports_without_end_are_not_written_down_without_end(desk: Desk) -> None:
    letter_id, token = _sent(desk)
    for _ in range(30):
        _comes_back(desk, token, action="delayed", status="4.4.1")
    assert desk.asked(f"select count(*) from mail_try where letter_id = {letter_id}") == [(21,)]


@pytest.mark.parametrize("state", ["queued", "undelivered", "delivered"])
def test_a_late_report_on_a_letter_that_isnt_out_changes_nothing(desk: Desk, state: str) -> None:
    letter_id, token = _sent(desk)
    desk.asked(f"update mail_letter set state = '{state}' where id = {letter_id} returning 1")
    _comes_back(desk, token)
    assert desk.letters()[0].state == state


def test_a_report_on_a_letter_nobody_wrote_is_nobodys(desk: Desk) -> None:
    assert desk.do(lambda session: bounces.record(session, parse(_report()), clock.now())) is None


def test_the_pipe_of_a_mail_server_is_told_what_was_done_and_no_name(desk: Desk) -> None:
    letter_id, token = _sent(desk)

    def told(data: bytes, recipient: str = "") -> str:
        with desk.sessions() as session:
            enter(session, Scope.office())
            return operation.take_report(session, BytesIO(data), recipient, clock.now())

    of_ours = f"bounces+{token}@sleutelbos.example"
    assert told(_report(token="x", message_token="x"), of_ours) == (
        f"Mail {letter_id} of organisation {desk.organisation}: failed 5.1.1."
    )
    assert desk.letters()[0].state == LetterState.BOUNCED
    assert told(_report()) == "A report on a mail that isn't ours."
    assert told(b"x" * (bounces.SIZE + 1)) == "Not a delivery report that can be used: too_large."
