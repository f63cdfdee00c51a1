"""The ledger line by line: all of it, once, in order, and as much as the trial balance says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.errors import Forbidden
from app.policy import Identity, Role
from app.wallet.books import days, ledger_lines, sums
from app.wallet.books.ledger_lines import Entry
from models.organisations import Organisation
from models.values import NOTHING, Money
from tests.app.wallet.books.house import NOVEMBER, OCTOBER, SEPTEMBER, House, at, business, house

END = NOVEMBER + timedelta(days=20)
PERIODS = [(SEPTEMBER, END), (OCTOBER, OCTOBER + timedelta(days=30)), (SEPTEMBER, SEPTEMBER)]


def _lines(session: Session, made: House, period: tuple[object, object]) -> list[Entry]:
    return [one for piece in ledger_lines.pieces(session, made.hugo, *period) for one in piece]  # type: ignore[arg-type]


@pytest.mark.trust("Ledger")
@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("at_once", [1, 2, 1000])
def test_every_line_comes_once_however_it_is_cut(
    session: Session, monkeypatch: pytest.MonkeyPatch, period: tuple[object, object], at_once: int
) -> None:
    made = business(session)
    session.commit()
    monkeypatch.setattr(ledger_lines, "TRANSACTIONS_AT_ONCE", at_once)
    found = _lines(session, made, period)
    balance = sums.trial_balance(session, made.hugo, *period)  # type: ignore[arg-type]
    moved: dict[str, Money] = {}
    for one in found:
        moved[one.account] = moved.get(one.account, NOTHING) + one.amount
    wanted: dict[str, Money] = {}
    for line in balance.lines:
        wanted[line.account] = wanted.get(line.account, NOTHING) + line.credit - line.debit
    assert moved == {account: amount for account, amount in wanted.items() if amount or account in moved}
    assert sum((one.amount for one in found), NOTHING) == NOTHING
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert len(found) == ledger_lines.counted(session, made.hugo, *period)  # type: ignore[arg-type]


def test_a_line_says_whose_it_is_and_what_it_is_about(session: Session) -> None:
    made = house(session)
    made.undoes(session, made.buys(session, OCTOBER), OCTOBER + timedelta(days=1))
    session.commit()
    office = session.get_one(Organisation, made.one.id)
    name, number = office.name, office.enterprise_number
    lines = _lines(session, made, (OCTOBER, END))
    assert {(one.organisation, one.enterprise_number) for one in lines} == {(name, number)}
    assert [(one.kind, one.number, one.account, str(one.amount)) for one in lines] == [
        ("charge", "2026-000002", "wallet", "-5.45"), ("charge", "2026-000002", "revenue", "4.50"),
        ("charge", "2026-000002", "vat", "0.95"), ("reversal", "2026-000003", "wallet", "5.45"),
        ("reversal", "2026-000003", "revenue", "-4.50"), ("reversal", "2026-000003", "vat", "-0.95"),
    ]  # fmt: skip
    assert {one.tool_id for one in lines} == {made.searches}
    assert all(one.provider == "" for one in lines)


def test_counting_reads_the_sums_of_days_where_they_are_kept(session: Session) -> None:
    made = business(session)
    before = [ledger_lines.counted(session, made.hugo, *period) for period in PERIODS]
    while days.keep_some(session, at(END)):
        pass
    assert [ledger_lines.counted(session, made.hugo, *period) for period in PERIODS] == before
    assert before[0] == 4 + 3 * 5


@pytest.mark.parametrize("role", [Role.CENTRAL, Role.HELPDESK, Role.MANAGER])
def test_only_finance_takes_the_ledger_along(session: Session, role: Role) -> None:
    made = house(session)
    who = Identity(made.hugo.account_id, None, frozenset({Role.PERSON, role}), made.one.id)
    with pytest.raises(Forbidden):
        ledger_lines.counted(session, who, SEPTEMBER, END)
    with pytest.raises(Forbidden):
        next(ledger_lines.pieces(session, who, SEPTEMBER, END))
