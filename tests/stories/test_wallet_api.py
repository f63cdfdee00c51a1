"""A tool reads the balance, asks a price, charges the wallet and gives the money back, with a token of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from models.rights import Access, Price
from models.wallet import SpendingLimit, Wallet
from tests.stories.api_program import NOBODY, PEETERS, Program, handed, integrated, problem
from tests.stories.openid_tool import Diary, changed
from tests.stories.stage import Browser, Time
from tests.stories.wallet_program import CHARGES, READS, buyer, buys, charges, held, priced, topped_up

Factory = sessionmaker[Session]


@pytest.fixture
def shop(browser: Browser, app: Flask, diary: Diary, factory: Factory) -> Program:
    """The diary sells reminder letters at 10.00 without VAT; its program may charge."""
    priced(factory)
    return buyer(browser, app)


def why(answer: TestResponse) -> tuple[int, str, str | None]:
    """Status, rule and field of a refusal."""
    status, _, field = problem(answer)
    return status, answer.get_json(force=True).get("code", ""), field


# -- balance and price


@pytest.mark.trust("Spending")
def test_the_balance_is_told_with_what_is_owed_and_whether_it_is_low(
    shop: Program, bram: str, factory: Factory
) -> None:
    answer = shop.get("balance", account=bram, organisation=PEETERS)
    told = answer.get_json()
    assert (answer.status_code, told["balance"], told["owed"], told["currency"]) == (200, "0.00", "0.00", "EUR")
    assert held(factory) == "none"  # looking opens no wallet
    topped_up(factory, "50")
    changed(factory, lambda session: session.execute(update(Wallet).values(threshold=50)))
    assert shop.get("balance", account=bram, organisation=PEETERS).get_json()["low"] is False
    changed(factory, lambda session: session.execute(update(Wallet).values(threshold=51)))
    told = shop.get("balance", account=bram, organisation=PEETERS).get_json()
    assert (told["balance"], told["low"]) == ("50.00", True)
    assert told["top_up_url"].endswith("/top-up/")


def test_a_price_is_told_to_be_confirmed_and_nothing_is_written(
    shop: Program, bram: str, factory: Factory
) -> None:
    topped_up(factory, "50")
    told = shop.get("quote", account=bram, organisation=PEETERS, product="reminder", quantity="3").get_json()
    assert told["name"] == {"nl": "Herinneringsbrief", "fr": "Lettre de rappel", "en": "Reminder letter"}
    assert [told[one] for one in ("unit_net", "quantity", "net", "vat_percent", "vat", "gross")] == [
        "10.00",
        3,
        "30.00",
        21,
        "6.30",
        "36.30",
    ]
    assert (told["balance_before"], told["balance_after"]) == ("50.00", "13.70")
    assert (told["can_be_paid"], told["reasons"]) == (True, [])
    assert (charges(factory), held(factory)) == ([], "50.00")


def test_a_price_that_cannot_be_paid_says_why_in_the_language_asked_for(shop: Program, bram: str) -> None:
    sentences = {}
    for shop.speaks in ("nl", "fr", "en"):
        told = shop.get("quote", account=bram, organisation=PEETERS, product="reminder").get_json()
        assert (told["can_be_paid"], told["balance_after"]) == (False, "-12.10")
        assert [one["code"] for one in told["reasons"]] == ["wallet.charge.too_low"]
        sentences[shop.speaks] = told["reasons"][0]["text"]
    assert sentences["en"] == (
        "The balance of €0.00 is too low for €12.10: €12.10 is missing. Top up the wallet first."
    )
    assert len(set(sentences.values())) == 3


def test_what_costs_nothing_cannot_be_paid(shop: Program, bram: str, factory: Factory) -> None:
    priced(factory, "0", code="free")
    told = shop.get("quote", account=bram, organisation=PEETERS, product="free").get_json()
    assert [one["code"] for one in told["reasons"]] == ["wallet.charge.free"]
    assert why(buys(shop, bram, product="free"))[1] == "wallet.charge.free"


# -- charging


@pytest.mark.trust("Spending")
def test_a_charge_is_paid_at_once_and_told_with_its_receipt(shop: Program, bram: str, factory: Factory) -> None:
    topped_up(factory, "50")
    answer = buys(shop, bram, quantity=2, reference="file 118")
    assert answer.status_code == 201
    told = answer.get_json()
    assert told.pop("id") > 0
    assert told == {
        "receipt": "2027-000002",
        "at": "2027-03-15T09:05:00Z",
        "net": "20.00",
        "vat_percent": 21,
        "vat": "4.20",
        "gross": "24.20",
        "currency": "EUR",
        "balance_after": "25.80",
    }
    (one,) = charges(factory)
    assert (one.product, one.quantity, one.reference, str(one.balance)) == ("reminder", 2, "file 118", "25.80")
    assert one.membership_id is not None


@pytest.mark.trust("Spending")
def test_the_same_key_gets_the_same_answer_for_ever_and_charges_once(
    shop: Program, bram: str, factory: Factory, time: Time
) -> None:
    topped_up(factory, "50")
    first = buys(shop, bram)
    changed(factory, lambda session: session.execute(update(Price).values(last_day=date(2027, 3, 15))))
    changed(factory, lambda session: session.execute(update(Access).values(state="blocked")))
    time.passes(days=300)
    again = buys(shop, bram)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.get_json() == first.get_json()
    assert (first.headers.get("Idempotent-Replayed"), again.headers["Idempotent-Replayed"]) == (None, "true")
    assert len(charges(factory)) == 1


@pytest.mark.trust("Spending")
@pytest.mark.parametrize("other", [{"quantity": 2}, {"reference": "x"}, {"product": "letter"}])
def test_another_request_with_a_key_that_was_used_is_refused(
    shop: Program, bram: str, factory: Factory, other: dict[str, object]
) -> None:
    topped_up(factory, "50")
    assert buys(shop, bram).status_code == 201
    told = why(buys(shop, bram, **other))
    assert told == (422, "wallet.charge.another_request", "Idempotency-Key")
    assert len(charges(factory)) == 1


@pytest.mark.trust("Spending")
def test_too_little_money_is_refused_with_where_to_top_up_and_the_same_key_may_try_again(
    shop: Program, bram: str, factory: Factory
) -> None:
    shop.speaks = "fr"
    answer = buys(shop, bram)
    assert why(answer) == (422, "wallet.charge.too_low", None)
    told = answer.get_json(force=True)
    assert told["top_up_url"].endswith("/top-up/")
    assert "Rechargez" in told["detail"]
    assert (charges(factory), held(factory)) == ([], "none")
    topped_up(factory, "50")
    again = buys(shop, bram)
    assert (again.status_code, again.headers.get("Idempotent-Replayed")) == (201, None)


@pytest.mark.trust("Spending")
def test_a_limit_that_is_reached_is_no_matter_of_topping_up(shop: Program, bram: str, factory: Factory) -> None:
    topped_up(factory, "500")

    def limited(session: Session) -> None:
        office = session.scalars(select(Wallet.organisation_id)).one()
        tool_id = session.scalars(select(Price.tool_id)).one()
        session.add(SpendingLimit(organisation_id=office, tool_id=tool_id, monthly=20))

    changed(factory, limited)
    assert buys(shop, bram, "a").status_code == 201
    answer = buys(shop, bram, "b")
    assert why(answer)[1] == "wallet.charge.over_limit_of_tool"
    assert "top_up_url" not in answer.get_json(force=True)


@pytest.mark.trust("Spending")
def test_of_two_at_once_with_one_key_one_charges_and_both_hear_the_same(
    shop: Program, bram: str, factory: Factory
) -> None:
    topped_up(factory, "50")
    buys(shop, bram, "warm")
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: buys(shop, bram, "race"), range(4)))
    assert [one.status_code for one in answers] == [201] * 4
    assert len({one.get_json()["id"] for one in answers}) == 1
    assert [one.headers.get("Idempotent-Replayed") for one in answers].count(None) == 1
    assert len(charges(factory)) == 2


@pytest.mark.trust("Spending")
def test_the_last_euro_is_spent_by_one_of_two(shop: Program, bram: str, factory: Factory) -> None:
    topped_up(factory, "12.10")
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda key: buys(shop, bram, key), ("a", "b")))
    assert sorted(one.status_code for one in answers) == [201, 422]
    (refused,) = (one for one in answers if one.status_code == 422)
    assert why(refused)[1] == "wallet.charge.too_low"
    assert held(factory) == "0.00"


@pytest.mark.trust("Spending")
def test_a_new_price_goes_in_at_midnight_in_brussels(
    shop: Program, bram: str, factory: Factory, time: Time
) -> None:
    topped_up(factory, "100")
    changed(factory, lambda session: session.execute(update(Price).values(last_day=date(2027, 3, 15))))
    priced(factory, "11", first_day=date(2027, 3, 16))
    time.moment = datetime(2027, 3, 15, 22, 59, 59, tzinfo=UTC)
    assert buys(shop, bram, "before").get_json()["net"] == "10.00"
    time.passes(seconds=1)
    assert buys(shop, bram, "after").get_json()["net"] == "11.00"


def test_a_gap_in_the_price_list_is_refused(shop: Program, bram: str, factory: Factory) -> None:
    topped_up(factory, "50")
    changed(factory, lambda session: session.execute(update(Price).values(last_day=date(2027, 3, 14))))
    assert why(buys(shop, bram)) == (422, "wallet.charge.no_price", "product")
    answer = shop.get("quote", account=bram, organisation=PEETERS, product="reminder")
    assert why(answer) == (422, "wallet.charge.no_price", "product")


# -- who may be charged


@pytest.mark.trust("Spending")
def test_whom_the_tool_does_not_know_and_what_is_not_here_are_charged_nothing(
    shop: Program, bram: str, factory: Factory
) -> None:
    topped_up(factory, "50")
    for account, organisation in ((NOBODY, PEETERS), (bram, "0000000000"), (NOBODY, "0000000000")):
        for answer in (
            buys(shop, account, organisation=organisation),
            shop.get("balance", account=account, organisation=organisation),
            shop.get("quote", account=account, organisation=organisation, product="reminder"),
        ):
            assert problem(answer) == (404, "not_found", None)
    assert charges(factory) == []


@pytest.mark.trust("Spending")
def test_where_the_tool_is_closed_to_him_nothing_is_charged(shop: Program, bram: str, factory: Factory) -> None:
    topped_up(factory, "50")
    # A government where he works, which didn't register the tool.
    assert why(buys(shop, bram, organisation="0207499628"))[:2] == (422, "wallet.charge.not_open")
    changed(factory, lambda session: session.execute(update(Access).values(state="blocked")))
    assert why(buys(shop, bram))[:2] == (422, "wallet.charge.not_open")
    assert why(shop.get("balance", account=bram, organisation=PEETERS))[1] == "wallet.charge.not_open"
    assert charges(factory) == []


@pytest.mark.trust("Programs")
def test_the_token_of_another_tool_charges_nobody_here(
    browser: Browser, app: Flask, shop: Program, bram: str, factory: Factory
) -> None:
    topped_up(factory, "50")
    mine = buys(shop, bram).get_json()
    ledger = Program(app, handed(integrated(browser, "Ledger"), READS, CHARGES))
    assert problem(buys(ledger, bram))[0] == 404
    back = ledger.post(f"charges/{mine['id']}/reversal", {"organisation": PEETERS, "reason": "Mine now"})
    assert problem(back) == (404, "not_found", None)
    assert held(factory) == "37.90"


@pytest.mark.trust("Programs")
def test_reading_is_not_charging(browser: Browser, app: Flask, shop: Program, bram: str) -> None:
    reads, spends = buyer(browser, app, READS), buyer(browser, app, CHARGES)
    refused = (
        (buys(reads, bram), "wallet:charge"),
        (reads.post("charges/1/reversal", {}), "wallet:charge"),
        (spends.get("balance", account=bram, organisation=PEETERS), "wallet:read"),
        (spends.get("quote", account=bram, organisation=PEETERS, product="reminder"), "wallet:read"),
    )
    for answer, scope in refused:
        assert problem(answer) == (403, "insufficient_scope", None)
        assert f'scope="{scope}"' in answer.headers["WWW-Authenticate"]


@pytest.mark.trust("Programs")
def test_a_successor_charges_and_a_token_past_its_end_does_not(
    shop: Program, app: Flask, bram: str, factory: Factory, time: Time
) -> None:
    topped_up(factory, "50")
    successor = Program(app, shop.rotate("once").get_json()["token"])
    first = buys(shop, bram)
    time.passes(hours=24)
    assert problem(buys(shop, bram)) == (401, "no_token", None)
    again = buys(successor, bram)  # a key is the tool's, not the token's
    assert (again.get_json(), again.headers["Idempotent-Replayed"]) == (first.get_json(), "true")


# -- what is sent wrong


@pytest.mark.trust("1.2.4")
@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"account": None}, "account"),
        ({"account": "' or 1=1 --" + "a" * 32}, "account"),
        ({"organisation": "0999.000.030"}, "organisation"),
        ({"product": ""}, "product"),
        ({"product": "a\x00b"}, "product"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": -1}, "quantity"),
        ({"quantity": 10_001}, "quantity"),
        ({"quantity": 1.5}, "quantity"),
        ({"quantity": "1"}, "quantity"),
        ({"quantity": True}, "quantity"),
        ({"quantity": 1e300}, "quantity"),
        ({"reference": "x" * 201}, "reference"),
        ({"reference": "a\nb"}, "reference"),
        ({"reference": "\ud800"}, "reference"),
        ({"reference": ["x"]}, "reference"),
        ({"price": "0.01"}, "price"),
        ({"\ud800": "x"}, "?"),
    ],
)
def test_what_is_not_written_as_described_is_refused_by_its_name(
    shop: Program, bram: str, factory: Factory, other: dict[str, object], field: str
) -> None:
    assert problem(buys(shop, bram, **other)) == (422, "unprocessable", field)
    assert held(factory) == "none"


@pytest.mark.trust("1.2.4")
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 60_000, b"9" * 5000])
def test_a_body_that_is_no_object_is_refused(shop: Program, body: bytes) -> None:
    assert problem(shop.post("charges", body, "k")) == (422, "unprocessable", None)


def test_a_member_that_comes_twice_and_a_parameter_in_the_address_are_refused(shop: Program) -> None:
    assert problem(shop.post("charges", b'{"quantity": 1, "quantity": 2}', "k"))[2] == "quantity"
    assert problem(shop.post("charges?quantity=1", b"{}", "k"))[2] == "quantity"


@pytest.mark.parametrize("key", [None, "", "a b", "k" * 256])
def test_without_a_key_nothing_is_charged(shop: Program, bram: str, key: str | None) -> None:
    assert problem(buys(shop, bram, key)) == (422, "unprocessable", "Idempotency-Key")


# -- money back


@pytest.mark.trust("Spending")
def test_the_tool_that_charged_gives_the_money_back_whole_and_once(
    shop: Program, bram: str, factory: Factory
) -> None:
    topped_up(factory, "50")
    charged = buys(shop, bram).get_json()["id"]
    asked = {"organisation": PEETERS, "reason": "The letter never left."}
    first = shop.post(f"charges/{charged}/reversal", asked)
    told = first.get_json()
    assert (first.status_code, told["gross"], told["balance_after"]) == (201, "12.10", "50.00")
    again = shop.post(f"charges/{charged}/reversal", {**asked, "reason": "Once more"})
    assert (again.get_json(), again.headers["Idempotent-Replayed"]) == (told, "true")
    assert held(factory) == "50.00"
    assert buys(shop, bram).headers["Idempotent-Replayed"] == "true"  # its key charges nothing new
    assert problem(shop.post(f"charges/{told['id']}/reversal", asked))[0] == 404  # money back isn't undone


@pytest.mark.trust("Spending")
def test_money_is_given_back_once_by_two_at_once(shop: Program, bram: str, factory: Factory) -> None:
    topped_up(factory, "50")
    charged = buys(shop, bram).get_json()["id"]
    asked = {"organisation": PEETERS, "reason": "Twice"}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: shop.post(f"charges/{charged}/reversal", asked), range(4)))
    assert [one.status_code for one in answers] == [201] * 4
    assert len({one.get_json()["id"] for one in answers}) == 1
    assert held(factory) == "50.00"


def test_money_is_given_back_with_a_reason_and_where_it_came_from(
    shop: Program, bram: str, factory: Factory
) -> None:
    topped_up(factory, "50")
    charged = buys(shop, bram).get_json()["id"]
    place = f"charges/{charged}/reversal"
    assert why(shop.post(place, {"organisation": PEETERS, "reason": " "}))[1] == "wallet.reversal.no_reason"
    assert problem(shop.post(place, {"organisation": PEETERS}))[2] == "reason"
    assert problem(shop.post(place, {"organisation": "0207499628", "reason": "x"}))[0] == 404
    assert problem(shop.post("charges/999999/reversal", {"organisation": PEETERS, "reason": "x"}))[0] == 404
    assert held(factory) == "37.90"


def test_the_page_for_makers_explains_charging_in_three_languages(browser: Browser, diary: Diary) -> None:
    greet = integrated(browser).follow("What it can ask")
    greet.reads("Charge a wallet", "POST /api/v1/charges", "What something would cost", "Give the money")
    said = {language: greet.follow(language).text for language in ("NL", "FR")}
    assert "Een portefeuille belasten" in said["NL"]
    assert "Débiter un portefeuille" in said["FR"]
