"""Billit's adapter: what it asks, and that nothing counts but an answer that can be believed."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.errors import Outage
from app.outside.access_point import Fate, Message, NotTaken, WhyNot
from app.outside.billit import Billit
from tests.app.outside.billit_server import KEY, PARTY, BillitServer, serving
from tests.app.outside.documents import CREDIT_NOTE, FIRST, RECEIVER

FAULTS = (
    *("silent", "slow", "reset", "torn", "html", "endless", "elsewhere"),
    *("400", "401", "403", "404", "409", "413", "429", "500", "503"),
)


@pytest.fixture
def there() -> Iterator[BillitServer]:
    with serving(BillitServer()) as server:
        yield server


@pytest.fixture
def ours(there: BillitServer) -> Billit:
    return Billit(KEY, PARTY, endpoint=there.url)


def _outage(act: Callable[[], object]) -> dict[str, Any]:
    """The act is an outage of the network; gives the one line that was logged."""
    with capture_logs() as lines, pytest.raises(Outage) as raised:
        act()
    assert raised.value.system == "network"
    (line,) = lines
    return dict(line)


def _bent(there: BillitServer, change: Callable[[dict[str, Any]], object]) -> None:
    def bend(body: bytes) -> bytes:
        told = json.loads(body)
        change(told)
        return json.dumps(told).encode()

    there.bend = bend


def test_a_document_is_sent_in_billits_words(ours: Billit, there: BillitServer) -> None:
    assert ours.send(FIRST) == Message("3327952", Fate.DELIVERED)
    (asked,) = there.asked
    assert (asked.verb, asked.path, asked.sent) == ("POST", "/v1/peppol/sendxml", {"XML": FIRST.document.decode()})
    key = asked.headers["idempotency-key"]
    assert key.isalnum()
    assert asked.headers["idempotent-key"] == key


def test_neither_a_proxy_nor_a_password_of_the_environment_has_a_part_in_it(
    there: BillitServer, ours: Billit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    ours.send(FIRST)
    assert there.asked[0].headers["user-agent"] == "sleutelbos"


@pytest.mark.trust("Invoices, receipts")
@pytest.mark.trust("Faults")
def test_a_document_whose_answer_was_lost_is_sent_once_however_often_it_is_sent_again(
    ours: Billit, there: BillitServer
) -> None:
    there.fault = "lost"
    _outage(lambda: ours.send(FIRST))
    there.fault = ""
    assert [ours.send(FIRST) for _ in range(2)] == [Message("", Fate.DELIVERED)] * 2
    assert list(there.messages.values()) == [FIRST.document]


@pytest.mark.trust("Invoices, receipts")
def test_of_many_who_send_the_same_at_once_one_is_taken(ours: Billit, there: BillitServer) -> None:
    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda _: ours.send(FIRST), range(8)))
    assert {one.reference for one in sent} == {"3327952", ""}
    assert len(there.messages) == 1


def test_what_is_wrong_with_a_document_is_told_in_billits_words(ours: Billit, there: BillitServer) -> None:
    _bent(there, lambda told: None)
    there.sender_unknown = True
    with pytest.raises(NotTaken) as refused:
        ours.send(FIRST)
    # The receiver is in the network, so it isn't he.
    assert refused.value.why is WhyNot.INVALID
    assert refused.value.words == "De klant ondersteunt geen Peppol voor type Invoice"
    assert [one.verb for one in there.asked] == ["POST", "GET"]
    assert there.asked[1].path == f"/v1/peppol/participantInformation/0208:{RECEIVER}"


def test_who_takes_invoices_only_can_not_be_reached_for_a_credit_note(ours: Billit, there: BillitServer) -> None:
    there.invoices_only.add(RECEIVER)
    with pytest.raises(NotTaken) as refused:
        ours.send(CREDIT_NOTE)
    assert refused.value.why is WhyNot.UNREACHABLE
    assert ours.send(FIRST).fate is Fate.DELIVERED


@pytest.mark.trust("Faults")
@pytest.mark.parametrize("fault", FAULTS)
def test_an_access_point_that_is_silent_slow_or_talks_nonsense_is_an_outage_soon_and_sound_again_after(
    ours: Billit, there: BillitServer, fault: str
) -> None:
    there.fault = fault
    hasty = Billit(KEY, PARTY, endpoint=there.url, seconds=0.3)
    began = time.monotonic()
    line = _outage(lambda: hasty.send(FIRST))
    assert time.monotonic() - began < 15
    assert not any(word in str(line) for word in (KEY, RECEIVER, "Maintenance", "Not now"))
    assert not any(asked.path.endswith("elsewhere") for asked in there.asked)
    there.fault = ""
    assert ours.send(FIRST).fate is Fate.DELIVERED
    assert len(there.messages) == 1


@pytest.mark.trust("Faults")
def test_an_access_point_that_is_not_there_is_an_outage() -> None:
    nowhere = Billit(KEY, PARTY, endpoint="http://127.0.0.1:9", seconds=0.3)
    assert _outage(lambda: nowhere.send(FIRST))["why"] == "ConnectionError"


@pytest.mark.parametrize(("key", "party"), [("another", PARTY), (KEY, "7654321")])
def test_a_key_billit_does_not_know_is_told_to_the_operator_without_showing_it(
    there: BillitServer, key: str, party: str
) -> None:
    line = _outage(lambda: Billit(key, party, endpoint=there.url).send(FIRST))
    assert line["status"] == 401
    assert not any(word in str(line) for word in ("another", "7654321"))


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.pop("InboxItemID"),
        lambda told: told.update(InboxItemID=None),
        lambda told: told.update(InboxItemID=True),
        lambda told: told.update(InboxItemID=0),
        lambda told: told.update(InboxItemID=-5),
        lambda told: told.update(InboxItemID=10**40),
        lambda told: told.update(InboxItemID="1/2"),
        lambda told: told.update(InboxItemID=[1]),
        lambda told: told.update(InboxItemID="٣"),
    ],
)
def test_a_number_that_can_be_none_is_an_outage(
    ours: Billit, there: BillitServer, change: Callable[[dict[str, Any]], object]
) -> None:
    _bent(there, change)
    _outage(lambda: ours.send(FIRST))


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(errors=[]),
        lambda told: told.update(errors={}),
        lambda told: told.update(errors=["no"]),
        lambda told: told.update(errors=[{"Code": 5}]),
        lambda told: told.update(errors=[{"Code": "x", "Description": 5}]),
        lambda told: told.pop("errors"),
    ],
)
def test_a_no_that_does_not_say_what_is_wrong_is_an_outage(
    ours: Billit, there: BillitServer, change: Callable[[dict[str, Any]], object]
) -> None:
    ours.send(FIRST)
    _bent(there, change)
    _outage(lambda: ours.send(FIRST))


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(Registered="yes"),
        lambda told: told.update(Identifier="0208:0000000000"),
        lambda told: told.update(ServiceDetails={}),
        lambda told: told.pop("Registered"),
    ],
)
def test_what_is_said_of_another_receiver_is_an_outage(
    ours: Billit, there: BillitServer, change: Callable[[dict[str, Any]], object]
) -> None:
    there.sender_unknown = True
    _bent(there, lambda told: change(told) if "Registered" in told else None)
    _outage(lambda: ours.send(FIRST))


ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 50, 1e308, 10**400, "", "x", "\ud800", "x" * 5000, "٥", [], {}, [[]], {"id": 1}),
    *("TheCustomerDoesNotSupportPeppolForType_0", "Idempotent token already exists", [{"Code": "GenericError"}]),
)


def _mutant(body: bytes, dice: random.Random) -> bytes:
    """The answer with a value of it replaced or left out, or bytes of it torn, twisted or doubled."""
    kind = dice.randrange(5)
    if kind < 3:
        told = json.loads(body)
        name = dice.choice(list(told))
        if kind == 2:
            del told[name]
        else:
            told[name] = dice.choice(ODD)
        return json.dumps(told).encode()
    at = dice.randrange(len(body))
    if kind == 3:
        return body[:at] + bytes([dice.randrange(256)]) + body[at + dice.randrange(2) :]
    return dice.choice((body[:at], body[at:], body[:at] + body, b"[" * 9000 + body, b"[" + body + b"]", b""))


@pytest.mark.trust("Parsers")
def test_no_mutant_of_an_answer_is_anything_but_a_message_a_no_or_an_outage(
    there: BillitServer, ours: Billit
) -> None:
    dice, seen = random.Random(20261130), {"message": 0, "no": 0, "outage": 0}  # noqa: S311
    there.bend = lambda body: _mutant(body, dice) if dice.randrange(4) else body
    for number in range(1200):
        there.sender_unknown = number % 3 == 0
        there.absent = {RECEIVER} if number % 3 == 1 else set()
        there.keys.clear()
        try:
            sent = ours.send(FIRST)
            assert (sent.fate, sent.why) == (Fate.DELIVERED, None)
            seen["message"] += 1
        except NotTaken:
            seen["no"] += 1
        except Outage:
            seen["outage"] += 1
    assert min(seen.values()) > 100
