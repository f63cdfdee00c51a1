"""What tools charge: the price of that day, once per key, and never more than there is or may be spent."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.database import engine_for, session_factory
from app.errors import Missing, Refusal
from app.transaction import Scope, enter, transaction
from app.wallet.charging import MOST_REFERENCE, Quote, Wanted, charge, quote, reverse
from app.wallet.ledger import Posted, Posting, hold, post
from app.wallet.limits import set_limit
from app.wallet.rules import MOST_OF_A_PRODUCT, lines_of_money_back
from models.values import LedgerAccount, Money, TransactionKind, euro
from tests.app.wallet.offices import NOW, Office, balance, filled, finance, office, price, tool
from tests.database import TestServer

SEARCH = Wanted("search")
MIDNIGHT = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
"""The first instant of 2027 in Brussels."""
pytestmark = pytest.mark.trust("Spending")


@pytest.fixture
def one(session: Session) -> Office:
    """An office with € 50.00, whose tool asks 4.50 + 21 % = € 5.45 (5.445, half up) for a search."""
    made = office(session)
    filled(session, made, "50")
    session.commit()
    return made


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as found:
        act()
    return found.value


def owing(session: Session, one: Office, gross: str) -> None:
    """A bank takes back so much, of which one search was spent."""
    paid = filled(session, one, gross)
    charge(session, one.bram, SEARCH, f"spent:{gross}", NOW)
    held = hold(session, one.id)
    lines = lines_of_money_back(euro(gross), held.balance, LedgerAccount.TRANSIT)
    post(
        session,
        Posting(
            one.id, TransactionKind.TAKEN_BACK, f"back:{gross}", euro(gross), lines, undone_id=paid.id,
            provider="practice_bank",
        ),
        NOW,
    )  # fmt: skip


def test_a_purchase_takes_price_and_vat_and_says_what_is_left(session: Session, one: Office) -> None:
    asked = quote(session, one.bram, SEARCH, clock.day_of(NOW))
    assert (str(asked.cost.net), str(asked.cost.vat), str(asked.cost.gross)) == ("4.50", "0.95", "5.45")
    assert (str(asked.balance), str(asked.balance_after), asked.refusals) == ("50.00", "44.55", ())
    made = charge(session, one.bram, SEARCH, "first", NOW)
    assert (str(made.change), str(made.balance), made.again) == ("-5.45", "44.55", False)
    told = session.execute(
        text("select tag, facts from event where subject_id = :id and tag = 'wallet.charge.made'"), {"id": made.id}
    ).one()
    assert told.facts["receipt"] == made.receipt


def test_a_quote_holds_and_writes_nothing(session: Session, one: Office) -> None:
    before = session.execute(text("select count(*), max(version) from wallet_transaction, wallet")).one()
    for _ in range(3):
        quote(session, one.bram, SEARCH, clock.day_of(NOW))
    assert session.execute(text("select count(*), max(version) from wallet_transaction, wallet")).one() == before


@pytest.mark.parametrize(
    ("quantity", "gross"), [(1, "5.45"), (2, "10.89"), (3, "16.34"), (7, "38.12"), (9, "49.01")]
)
def test_vat_is_rounded_once_for_the_whole_line(session: Session, one: Office, quantity: int, gross: str) -> None:
    made = charge(session, one.bram, Wanted("search", quantity), "many", NOW)
    assert str(-made.change) == gross


@pytest.mark.parametrize("quantity", [0, -1, MOST_OF_A_PRODUCT + 1, 2**63])
def test_a_quantity_nobody_means_is_refused(session: Session, one: Office, quantity: int) -> None:
    no = refused(lambda: charge(session, one.bram, Wanted("search", quantity), "many", NOW))
    assert no.code == "wallet.charge.quantity"


def test_the_price_is_the_one_of_that_day_in_brussels(session: Session, one: Office) -> None:
    session.execute(text("update rights_price set last_day = '2026-12-31'"))
    session.add(price(one.tool_id, "6.00", 6, date(2027, 1, 1)))
    session.flush()
    last = charge(session, one.bram, SEARCH, "before", MIDNIGHT - timedelta(microseconds=1))
    first = charge(session, one.bram, SEARCH, "after", MIDNIGHT)
    assert (str(last.change), str(first.change)) == ("-5.45", "-6.36")
    assert (last.receipt, first.receipt) == ("2026-000002", "2027-000001")


def test_vat_changes_at_midnight_with_the_price_line(session: Session, one: Office) -> None:
    session.execute(text("update rights_price set last_day = '2026-12-31'"))
    session.add(price(one.tool_id, "4.50", 12, date(2027, 1, 1)))
    session.flush()
    made = charge(session, one.bram, SEARCH, "after", MIDNIGHT)
    assert str(made.change) == "-5.04"


@pytest.mark.parametrize("at", [MIDNIGHT, MIDNIGHT + timedelta(days=8)])
def test_in_a_gap_of_the_price_list_nothing_is_charged(session: Session, one: Office, at: datetime) -> None:
    session.execute(text("update rights_price set last_day = '2026-12-31'"))
    session.add(price(one.tool_id, "6.00", 21, date(2027, 1, 11)))
    session.flush()
    no = refused(lambda: charge(session, one.bram, SEARCH, "gap", at))
    assert (no.code, no.facts["day"]) == ("wallet.charge.no_price", clock.day_of(at))
    assert balance(session, one) == euro("50")


def test_what_isn_t_in_the_list_or_is_of_another_tool_is_refused(session: Session, one: Office) -> None:
    other = tool(session, code="copy")
    for payer, product in ((one.bram, "copy"), (replace(one.bram, tool_id=other), "search"), (one.bram, "")):
        no = refused(lambda payer=payer, product=product: charge(session, payer, Wanted(product), "x", NOW))
        assert no.code == "wallet.charge.no_price"


def test_what_is_free_is_not_charged(session: Session, one: Office) -> None:
    session.add(price(one.tool_id, "0", 21, date(2026, 1, 1), code="look"))
    session.flush()
    assert refused(lambda: charge(session, one.bram, Wanted("look"), "x", NOW)).code == "wallet.charge.free"


def test_a_reference_too_long_is_refused_and_the_longest_is_kept(session: Session, one: Office) -> None:
    long = Wanted("search", reference="r" * (MOST_REFERENCE + 1))
    assert refused(lambda: charge(session, one.bram, long, "x", NOW)).code == "wallet.charge.reference"
    charge(session, one.bram, Wanted("search", reference="r" * MOST_REFERENCE), "x", NOW)


def test_the_same_key_charges_once_also_when_nothing_is_left_meanwhile(session: Session, one: Office) -> None:
    first = charge(session, one.bram, Wanted("search", 9), "key", NOW)
    again = charge(session, one.bram, Wanted("search", 9), "key", NOW + timedelta(days=1))
    assert (again == first, again.again) == (True, True)
    assert str(balance(session, one)) == "0.99"
    owing(session, one, "20")
    assert charge(session, one.bram, Wanted("search", 9), "key", NOW).again


@pytest.mark.parametrize(
    "other",
    [Wanted("search", 2), Wanted("search", 1, "another file"), Wanted("copy")],
    ids=["quantity", "reference", "product"],
)
def test_a_key_used_for_something_else_is_refused(session: Session, one: Office, other: Wanted) -> None:
    session.add(price(one.tool_id, "4.50", 21, date(2026, 1, 1), code="copy"))
    charge(session, one.bram, SEARCH, "key", NOW)
    assert refused(lambda: charge(session, one.bram, other, "key", NOW)).code == "wallet.charge.another_request"
    assert refused(lambda: charge(session, one.an, SEARCH, "key", NOW)).code == "wallet.charge.another_request"
    assert str(balance(session, one)) == "44.55"


def test_two_tools_and_two_offices_may_use_the_same_key(session: Session, one: Office) -> None:
    other, second = office(session, one.tool_id), tool(session)
    filled(session, other, "50")
    made = [
        charge(session, payer, SEARCH, "key", NOW)
        for payer in (one.bram, other.bram, replace(one.bram, tool_id=second))
    ]
    assert [one.again for one in made] == [False, False, False]


def test_too_little_is_refused_with_what_is_missing_and_nothing_is_taken(session: Session, one: Office) -> None:
    no = refused(lambda: charge(session, one.bram, Wanted("search", 10), "x", NOW))
    assert (no.code, str(no.facts["missing"])) == ("wallet.charge.too_low", "4.45")
    assert balance(session, one) == euro("50")
    asked = quote(session, one.bram, Wanted("search", 10), clock.day_of(NOW))
    assert [refusal.code for refusal in asked.refusals] == ["wallet.charge.too_low"]


def test_the_last_cent_can_be_spent(session: Session, one: Office) -> None:
    session.add(price(one.tool_id, "41.32", 21, date(2026, 1, 1), code="all"))
    session.flush()
    assert str(charge(session, one.bram, Wanted("all"), "x", NOW).balance) == "0.00"


def test_while_something_is_owed_nothing_is_spent(session: Session, one: Office) -> None:
    charge(session, one.bram, Wanted("search", 9), "spent", NOW)
    owing(session, one, "10")
    no = refused(lambda: charge(session, one.bram, SEARCH, "x", NOW))
    assert (no.code, no.facts["owed"]) == ("wallet.charge.owed", hold(session, one.id).owed)
    asked = quote(session, one.bram, SEARCH, clock.day_of(NOW))
    assert [refusal.code for refusal in asked.refusals] == ["wallet.charge.owed"]


def test_an_office_without_a_wallet_has_nothing_to_spend(session: Session, one: Office) -> None:
    other = office(session, one.tool_id)
    asked: Quote = quote(session, other.bram, SEARCH, clock.day_of(NOW))
    assert (asked.balance, [no.code for no in asked.refusals]) == (Money.parse("0"), ["wallet.charge.too_low"])
    assert refused(lambda: charge(session, other.bram, SEARCH, "x", NOW)).code == "wallet.charge.too_low"


def test_a_reversal_gives_all_of_it_back_once(session: Session, one: Office) -> None:
    hugo, made = finance(session), charge(session, one.bram, Wanted("search", 2), "x", NOW)
    back = reverse(session, hugo, one.id, made.id, " Twice by mistake ", NOW)
    assert (str(back.change), balance(session, one)) == ("10.89", euro("50"))
    assert refused(lambda: reverse(session, hugo, one.id, made.id, "again", NOW)).code == (
        "wallet.reversal.done_already"
    )
    assert refused(lambda: reverse(session, hugo, one.id, made.id, "  ", NOW)).code == "wallet.reversal.no_reason"


def test_only_a_purchase_is_reversed_and_a_tool_reverses_its_own(session: Session, one: Office) -> None:
    hugo, other = finance(session), office(session, one.tool_id)
    paid, made = filled(session, one, "10"), charge(session, one.bram, SEARCH, "x", NOW)
    for organisation_id, number in ((one.id, paid.id), (one.id, 0), (other.id, made.id)):
        with pytest.raises(Missing):
            reverse(session, hugo, organisation_id, number, "no", NOW)
    with pytest.raises(Missing):
        reverse(session, replace(one.bram, tool_id=tool(session)), one.id, made.id, "no", NOW)
    assert not reverse(session, one.bram, one.id, made.id, "Nothing was found", NOW).again


# -- many at once


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> tuple[sessionmaker[Session], Office]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=16)
    sessions = session_factory(engine)
    with sessions() as session, transaction(session):
        one = office(session)
        filled(session, one, "50")
    return sessions, one


def at_once(
    sessions: sessionmaker[Session], many: int, act: Callable[[Session, int], Posted | None]
) -> list[Posted | str]:
    """What came of each: what was posted, or why it was refused."""
    start = Barrier(many)

    def play(number: int) -> Posted | str:
        with sessions() as session:
            enter(session, Scope.office())
            start.wait()
            try:
                with transaction(session):
                    made = act(session, number)
            except Refusal as refusal:
                return refusal.code
            return made or ""

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(play, range(many)))


def test_the_last_euro_is_spent_by_nine_of_sixteen(crowd: tuple[sessionmaker[Session], Office]) -> None:
    sessions, one = crowd
    found = at_once(sessions, 16, lambda s, i: charge(s, one.bram, SEARCH, f"key-{i}", NOW))
    assert sorted(map(str, (x for x in found if isinstance(x, str)))) == ["wallet.charge.too_low"] * 7
    with sessions() as session:
        enter(session, Scope.office())
        assert str(balance(session, one)) == "0.95"


def test_sixteen_clicks_with_one_key_pay_once(crowd: tuple[sessionmaker[Session], Office]) -> None:
    sessions, one = crowd
    found = at_once(sessions, 16, lambda s, _: charge(s, one.bram, SEARCH, "one key", NOW))
    assert len({made.id for made in found if isinstance(made, Posted)}) == 1
    assert sum(not made.again for made in found if isinstance(made, Posted)) == 1
    with sessions() as session:
        enter(session, Scope.office())
        assert str(balance(session, one)) == "44.55"


def test_a_limit_holds_against_sixteen_at_once(crowd: tuple[sessionmaker[Session], Office]) -> None:
    sessions, one = crowd
    with sessions() as session, transaction(session):
        enter(session, Scope.office())
        set_limit(session, one.manager, one.bram.membership_id, None, euro("16.35"), NOW)
    found = at_once(sessions, 16, lambda s, i: charge(s, one.bram, SEARCH, f"key-{i}", NOW))
    assert sum(isinstance(made, Posted) for made in found) == 3
    assert {made for made in found if isinstance(made, str)} == {"wallet.charge.over_limit_of_member"}


def test_a_limit_set_while_others_spend_counts_what_they_spent(
    crowd: tuple[sessionmaker[Session], Office],
) -> None:
    sessions, one = crowd

    def act(session: Session, number: int) -> Posted | None:
        if number == 0:
            set_limit(session, one.manager, None, one.tool_id, euro("10.90"), NOW)
            return None
        return charge(session, one.bram, SEARCH, f"key-{number}", NOW)

    at_once(sessions, 8, act)
    with sessions() as session:
        enter(session, Scope.office())
        spent = euro("50") - balance(session, one)
        left = refused(lambda: charge(session, one.bram, Wanted("search", 2), "late", NOW))
        assert left.code == "wallet.charge.over_limit_of_tool"
        assert left.facts["left"] == max(euro("10.90") - spent, Money.parse("0"))


def test_a_charge_reversed_by_sixteen_at_once_is_reversed_once(
    crowd: tuple[sessionmaker[Session], Office],
) -> None:
    sessions, one = crowd
    with sessions() as session, transaction(session):
        enter(session, Scope.office())
        made, hugo = charge(session, one.bram, SEARCH, "x", NOW), finance(session)
    found = at_once(sessions, 16, lambda s, _: reverse(s, hugo, one.id, made.id, "once", NOW))
    assert sum(isinstance(back, Posted) for back in found) == 1
    assert {back for back in found if isinstance(back, str)} == {"wallet.reversal.done_already"}
