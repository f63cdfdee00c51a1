"""Mollie's adapter: what it asks, and that nothing counts but an answer that can be believed."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from app.errors import Outage
from app.outside.mollie import Mollie
from app.outside.payments import Payment, PaymentMethod, PaymentState
from models.values import NOTHING, Money, euro
from tests.app.outside.mollie_server import KEY, MollieServer, serving
from tests.app.outside.test_payments import FIFTY

FAULTS = (
    *("silent", "slow", "reset", "torn", "html", "endless", "elsewhere"),
    *("400", "401", "403", "409", "422", "429", "500", "503", "html-404", "html-410", "html-503"),
)
Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def there() -> Iterator[MollieServer]:
    with serving(MollieServer()) as server:
        yield server


@pytest.fixture
def ours(there: MollieServer) -> Mollie:
    return Mollie(KEY, endpoint=there.url)


@pytest.fixture
def paid(ours: Mollie, there: MollieServer) -> str:
    reference = ours.begin(FIFTY).reference
    there.pay(reference)
    return reference


def _outage(act: Callable[[], object]) -> dict[str, Any]:
    """The act is an outage of payments; gives the one line that was logged."""
    with capture_logs() as lines, pytest.raises(Outage) as raised:
        act()
    assert raised.value.system == "payments"
    (line,) = lines
    return dict(line)


def _bent(there: MollieServer, change: Change) -> None:
    def bend(body: bytes) -> bytes:
        told = json.loads(body)
        change(told)
        return json.dumps(told).encode()

    there.bend = bend


# -- what is asked


def test_a_payment_is_asked_for_in_mollies_words(ours: Mollie, there: MollieServer) -> None:
    ours.begin(replace(FIFTY, notice_url="https://rechten.example.be/wallet/told", described="x" * 300))
    (asked,) = there.asked
    assert asked.sent == {
        "amount": {"currency": "EUR", "value": "50.00"},
        "description": "x" * 255,
        "redirectUrl": "https://rechten.example.be/wallet/back",
        "webhookUrl": "https://rechten.example.be/wallet/told",
        "method": "bancontact",
        "metadata": {"note": "top-up 1"},
        "locale": "nl_BE",
    }
    assert asked.headers["idempotency-key"] == "first"


@pytest.mark.parametrize(
    ("language", "method", "locale", "card"),
    [
        ("fr", PaymentMethod.DEBIT_CARD, "fr_BE", "creditcard"),
        ("en", PaymentMethod.DEBIT_CARD, "en_GB", "creditcard"),
        ("de", PaymentMethod.BANCONTACT, None, "bancontact"),
    ],
)
def test_language_and_method_have_mollies_names(
    ours: Mollie, there: MollieServer, language: str, method: PaymentMethod, locale: str | None, card: str
) -> None:
    ours.begin(replace(FIFTY, language=language, method=method))
    (asked,) = there.asked
    assert (asked.sent.get("locale"), asked.sent["method"], "webhookUrl" in asked.sent) == (locale, card, False)


def test_neither_the_name_of_this_machine_nor_a_proxy_of_the_environment_has_a_part_in_it(
    there: MollieServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    Mollie(KEY, endpoint=there.url).begin(FIFTY)
    assert there.asked[0].headers["x-mollie-client-info"] == ""


@pytest.mark.trust("Top-up")
def test_a_reference_that_can_not_be_mollies_is_not_asked_about(ours: Mollie, there: MollieServer) -> None:
    for reference in ("", "tb_1", "tr_", "tr_1/chargebacks", "tr_1?x", "tr_%2e", "tr_1\n", "tr_é", "TR_1"):
        assert ours.look(reference) is None
    assert there.asked == []


def test_what_a_notice_carries_is_the_reference_alone(ours: Mollie, there: MollieServer) -> None:
    reference = ours.begin(replace(FIFTY, notice_url="https://rechten.example.be/told")).reference
    assert there.notices(reference) == ("https://rechten.example.be/told", {"id": reference})


# -- what became of it


@pytest.mark.trust("Top-up")
@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("open", PaymentState.OPEN),
        ("pending", PaymentState.OPEN),
        ("authorized", PaymentState.OPEN),
        ("paid", PaymentState.PAID),
        ("failed", PaymentState.FAILED),
        ("canceled", PaymentState.FAILED),
        ("expired", PaymentState.EXPIRED),
    ],
)
def test_each_status_means_one_state_and_only_paid_is_money(
    ours: Mollie, there: MollieServer, status: str, state: PaymentState
) -> None:
    reference = ours.begin(FIFTY).reference
    there.payments[reference]["status"] = status
    found = ours.look(reference)
    assert found == Payment(reference, state, euro("50.00") if state is PaymentState.PAID else NOTHING, "top-up 1")


def test_a_payment_that_was_cancelled_there_failed(ours: Mollie, there: MollieServer) -> None:
    reference = ours.begin(FIFTY).reference
    there.cancel(reference)
    assert ours.look(reference) == Payment(reference, PaymentState.FAILED, NOTHING, "top-up 1")


def test_a_payment_mollie_does_not_know_or_no_longer_has_is_none(ours: Mollie, there: MollieServer) -> None:
    assert ours.look("tr_unknown") is None
    there.fault = "410"
    assert ours.look("tr_unknown") is None


@pytest.mark.parametrize("metadata", [None, "top-up 1", ["note"], {}, {"note": 1}, {"order": "7"}])
def test_a_payment_that_was_not_made_here_has_no_note(
    ours: Mollie, there: MollieServer, paid: str, metadata: object
) -> None:
    there.payments[paid]["metadata"] = metadata
    assert ours.look(paid) == Payment(paid, PaymentState.PAID, euro("50.00"), "")


@pytest.mark.trust("Top-up")
def test_parts_taken_back_are_told_each_with_its_moment_the_first_one_first(
    ours: Mollie, there: MollieServer, paid: str
) -> None:
    moments = [datetime(2027, 4, day, 10, tzinfo=UTC) for day in (1, 2, 3)]
    there.now = lambda: moments[0]
    first = there.charge_back(paid, "20.00")
    there.now = lambda: moments[2]
    there.reverse_chargeback(paid)
    there.now = lambda: moments[1]
    second = there.charge_back(paid, "30.00")
    found = ours.look(paid)
    assert found is not None
    assert [(one.reference, str(one.gross), one.taken_at, one.given_back_at) for one in found.taken_back] == [
        (first, "20.00", moments[0], moments[2]),
        (second, "30.00", moments[1], None),
    ]


# -- what isn't believed


@pytest.mark.trust("Faults")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_provider_that_is_silent_slow_or_talks_nonsense_is_an_outage_soon_and_sound_again_after(
    ours: Mollie, there: MollieServer, paid: str, fault: str
) -> None:
    there.fault = fault
    hasty = Mollie(KEY, endpoint=there.url, seconds=0.3)
    for act in (lambda: hasty.begin(replace(FIFTY, key="other")), lambda: hasty.look(paid)):
        began = time.monotonic()
        line = _outage(act)
        assert time.monotonic() - began < 15
        assert not any(word in str(line) for word in (KEY, paid, "Maintenance"))
    assert not any(asked.path.endswith("elsewhere") for asked in there.asked)
    there.fault = ""
    assert ours.begin(replace(FIFTY, key="other")).reference != paid
    found = ours.look(paid)
    assert found is not None
    assert found.state is PaymentState.PAID


@pytest.mark.trust("Faults")
def test_a_provider_that_is_not_there_is_an_outage() -> None:
    nowhere = Mollie(KEY, endpoint="http://127.0.0.1:9", seconds=0.3)
    assert _outage(lambda: nowhere.look("tr_1"))["why"] == "ConnectionError"


def test_a_key_mollie_does_not_know_is_told_to_the_operator_without_showing_it(there: MollieServer) -> None:
    stranger = Mollie("test_another", endpoint=there.url)
    line = _outage(lambda: stranger.begin(FIFTY))
    assert line["status"] == 401
    assert "another" not in str(line)


def test_the_field_mollie_says_no_about_is_told_to_the_operator(ours: Mollie) -> None:
    line = _outage(lambda: ours.begin(replace(FIFTY, back_url="nowhere")))
    assert (line["status"], line["field"]) == (422, "redirectUrl")


@pytest.mark.trust("Top-up")
@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(id="tr_another"),
        lambda told: told.update(resource="order"),
        lambda told: told.update(mode="live"),
        lambda told: told.update(status="settled"),
        lambda told: told.update(status=["paid"]),
        lambda told: told.pop("status"),
        lambda told: told.pop("amount"),
        lambda told: told["amount"].update(currency="USD"),
        lambda told: told["amount"].update(value=50),
        lambda told: told["amount"].update(value="5e3"),
        lambda told: told["amount"].update(value="-50.00"),
        lambda told: told["amount"].update(value="٥٠.٠٠"),
        lambda told: told["amount"].update(value="50.000"),
        lambda told: told.update(amountChargedBack={"currency": "USD", "value": "1.00"}),
        lambda told: told.pop("_links"),
    ],
)
def test_an_answer_about_something_else_or_that_can_not_be_read_is_an_outage(
    ours: Mollie, there: MollieServer, paid: str, change: Change
) -> None:
    _bent(there, change)
    _outage(lambda: ours.look(paid))


@pytest.mark.trust("Top-up")
@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(id="../tr_1"),
        lambda told: told.update(mode="live"),
        lambda told: told["amount"].update(value="5000.00"),
        lambda told: told["amount"].update(currency="USD"),
        lambda told: told["_links"].pop("checkout"),
        lambda told: told["_links"]["checkout"].update(href="javascript:alert(1)"),
        lambda told: told["_links"]["checkout"].update(href="http:no-host"),
        lambda told: told["_links"]["checkout"].update(href="http://[broken"),
    ],
)
def test_a_payment_that_begins_as_another_one_does_not_begin(
    ours: Mollie, there: MollieServer, change: Change
) -> None:
    _bent(there, change)
    _outage(lambda: ours.begin(FIFTY))


@pytest.mark.trust("Top-up")
@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(paymentId="tr_another"),
        lambda told: told["amount"].update(value="50.01"),
        lambda told: told["amount"].update(value="0.00"),
        lambda told: told["amount"].update(currency="GBP"),
        lambda told: told.update(id="re_1"),
        lambda told: told.update(createdAt="yesterday"),
        lambda told: told.update(createdAt="2027-04-01T10:00:00"),
        lambda told: told.update(createdAt="0001-01-01T00:00:00+23:59"),
        lambda told: told.update(reversedAt=0),
    ],
)
def test_a_chargeback_that_can_not_be_of_this_payment_is_an_outage(
    ours: Mollie, there: MollieServer, paid: str, change: Change
) -> None:
    there.charge_back(paid, "50.00")
    change(there.chargebacks[paid][0])
    _outage(lambda: ours.look(paid))


def test_a_list_of_chargebacks_that_goes_on_or_repeats_itself_is_an_outage(
    ours: Mollie, there: MollieServer, paid: str
) -> None:
    there.charge_back(paid, "10.00")
    _bent(there, lambda told: told["_links"].update(next={"href": f"{there.url}/more"}))
    _outage(lambda: ours.look(paid))
    there.bend = None
    there.chargebacks[paid] *= 2
    _outage(lambda: ours.look(paid))


# -- mutants

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 50, 1e308, 10**400, "", "x", "paid", "open", "EUR", "USD", "50.00", "5000.00"),
    *("-1.00", "1,00", "٥", "\ud800", "x" * 5000, "2027-04-01T10:00:00Z", "2027-04-01", [], {}, [[]], {"id": 1}),
    *({"currency": "EUR", "value": "50.00"}, [{"resource": "chargeback"}], "tr_1", "chb_1", "http://x/"),
)


def _places(told: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, value in told.items() if isinstance(told, dict) else enumerate(told):
        yield (*way, key)
        if isinstance(value, dict | list):
            yield from _places(value, (*way, key))


def _mutant(body: bytes, dice: random.Random) -> bytes:
    """The answer with a place of it replaced or left out, or bytes of it torn, twisted or doubled."""
    kind = dice.randrange(6)
    if kind < 4:
        told = json.loads(body)
        for _ in range(dice.choice((1, 1, 1, 2))):
            *way, last = dice.choice(list(_places(told)))
            inner = told
            for step in way:
                inner = inner[step]
            if kind == 3:
                del inner[last]
            else:
                inner[last] = dice.choice(ODD)
            if not told:
                break
        return json.dumps(told).encode()
    at = dice.randrange(len(body))
    if kind == 4:
        return body[:at] + bytes([dice.randrange(256)]) + body[at + dice.randrange(2) :]
    return dice.choice((body[:at], body[at:], body[:at] + body, b"[" * 9000 + body, b"[" + body + b"]", b""))


@pytest.mark.trust("Top-up")
@pytest.mark.trust("Parsers")
def test_no_mutant_of_an_answer_is_anything_but_a_payment_or_an_outage(
    there: MollieServer, ours: Mollie, paid: str
) -> None:
    there.charge_back(paid, "20.00")
    dice, seen = random.Random(20270315), {"payment": 0, "outage": 0}  # noqa: S311
    there.bend = lambda body: _mutant(body, dice) if dice.randrange(4) else body
    for _ in range(2200):
        try:
            found = ours.look(paid)
        except Outage:
            seen["outage"] += 1
            continue
        seen["payment"] += 1
        assert isinstance(found, Payment)
        assert (found.reference, type(found.paid), type(found.note)) == (paid, Money, str)
        assert bool(found.paid) <= (found.state is PaymentState.PAID)
        assert all(NOTHING < one.gross <= found.paid for one in found.taken_back)
    assert min(seen.values()) > 200
