"""What a transaction can't say of money, whoever writes it: the owner of the tables is refused as well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError

from models.invariants import MONEY, broken
from models.values import LedgerAccount
from models.wallet import BOOKED_ON

pytestmark = pytest.mark.trust("Ledger")

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
TOOL = 990
PARKED: dict[str, Any] = {
    "organisation_id": 0, "kind": "parked", "state": "completed", "key": "k", "at": NOW, "asked_at": NOW,
    "gross": 50, "reference": "", "reason": "", "change": 0, "bank": -50, "suspense": 50, "balance": 0, "owed": 0,
    "year": 2026, "number": 1,
}  # fmt: skip
BOUGHT = {
    **PARKED, "kind": "charge", "tool_id": TOOL, "product": "search", "named": ["o", "r", "s"], "quantity": 2,
    "unit_net": 5, "net": 10, "vat_percent": 21, "vat": "2.10", "gross": "12.10", "change": "-12.10", "bank": 0,
    "suspense": 0, "revenue": 10, "vat_due": "2.10",
}  # fmt: skip
WAITS = {**PARKED, "kind": "top_up", "state": "open"} | dict.fromkeys(
    ("change", "balance", "owed", "year", "number")
)
for _name in ("bank", "suspense"):
    del WAITS[_name]


@pytest.fixture
def owner(owner_engine: Engine) -> Iterator[Connection]:
    """The house's own wallet and a tool, in a transaction of the owner that is rolled back."""
    with owner_engine.connect() as connection, connection.begin() as outer:
        connection.execute(text("insert into wallet (organisation_id) values (0) on conflict do nothing"))
        connection.execute(
            text(
                "insert into rights_tool (id, code, name_nl, name_fr, name_en, description_nl, description_fr,"
                " description_en, link, key_level, helpdesk_email, admits_legal_representative, usable_as_oneself,"
                " opened_by) overriding system value values"
                " (:id, 'books', 'T', 'T', 'T', '', '', '', '', 'basic', '', false, false, 'manager')"
            ),
            {"id": TOOL},
        )
        yield connection
        outer.rollback()


def write(owner: Connection, said: dict[str, Any]) -> None:
    names = ", ".join(said)
    values = ", ".join(f":{name}" for name in said)
    owner.execute(text(f"insert into wallet_transaction ({names}) values ({values})"), said)


@pytest.mark.parametrize("said", [PARKED, BOUGHT, WAITS], ids=["parked", "bought", "waits"])
def test_what_balances_is_written(owner: Connection, said: dict[str, Any]) -> None:
    write(owner, said)


@pytest.mark.parametrize(
    ("constraint", "said"),
    [
        ("balances", PARKED | {"suspense": 0}),
        ("balances", PARKED | {"suspense": "49.99"}),
        ("balances", PARKED | {"rounding": "0.01"}),
        ("booked", PARKED | {"bank": 0, "suspense": 0}),
        ("booked", PARKED | {"bank": 0, "transit": -50}),
        ("booked", PARKED | {"provider": "mollie"}),
        ("booked", PARKED | {"suspense": 0, "revenue": 50}),
        ("completed", PARKED | {"change": None}),
        ("completed", PARKED | {"number": None}),
        ("amounts", PARKED | {"gross": 0}),
        ("amounts", PARKED | {"balance": -1}),
        ("amounts", PARKED | {"owed": -1}),
        ("kind", PARKED | {"kind": "gift"}),
        ("state", WAITS | {"state": "lost"}),
        ("state", WAITS | {"kind": "parked"}),
        ("booked", WAITS | {"bank": -50, "suspense": 50}),
        ("completed", WAITS | {"change": 0}),
        ("undoes", PARKED | {"kind": "reversal"}),
        ("charge", PARKED | {"kind": "charge"}),
        ("charge", BOUGHT | {"kind": "parked"}),
        ("charge", BOUGHT | {"product": None}),
        ("charge", BOUGHT | {"quantity": 0}),
        ("charge", BOUGHT | {"net": 9}),
        ("charge", BOUGHT | {"gross": 12}),
        ("charge", BOUGHT | {"revenue": 11, "vat_due": "1.10"}),
        ("charge", BOUGHT | {"change": -12, "bank": "-0.10"}),
    ],
)
def test_what_does_not_balance_is_refused(owner: Connection, constraint: str, said: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=f"ck_wallet_transaction_{constraint}"), owner.begin_nested():
        write(owner, said)


@pytest.mark.parametrize(
    "change",
    [
        "update wallet_transaction set bank = bank - 1, suspense = suspense + 1",
        "update wallet_transaction set gross = gross + 1",
        "update wallet_transaction set state = 'expired'",
        "update wallet_transaction set provider = 'mollie', transit = 5, bank = bank - 5",
        "delete from wallet_transaction",
        "truncate wallet_transaction cascade",
    ],
)
def test_what_was_written_never_changes(owner: Connection, change: str) -> None:
    write(owner, PARKED)
    with pytest.raises(IntegrityError, match="never changes"), owner.begin_nested():
        owner.execute(text(change))


def test_who_waits_is_completed_with_its_lines_and_nothing_else_of_it_changes(owner: Connection) -> None:
    write(owner, WAITS)
    done = "state = 'completed', change = 50, bank = -50, balance = 50, owed = 0, year = 2026, number = 1"
    with pytest.raises(IntegrityError, match="never changes"), owner.begin_nested():
        owner.execute(text(f"update wallet_transaction set {done}, reference = 'other'"))
    owner.execute(text(f"update wallet_transaction set {done}"))


@pytest.mark.parametrize("account", BOOKED_ON)
def test_every_account_has_its_line(owner: Connection, account: LedgerAccount) -> None:
    said = PARKED | {"bank": 0, "suspense": 0, "tool_id": TOOL} | {BOOKED_ON[account]: 50}
    other = "bank" if account != "bank" else "suspense"
    if account == "transit":
        said["provider"] = "mollie"
    write(owner, said | {other: -50})
    lines = owner.execute(
        text(
            "select account, amount, tool_id, provider from wallet_line where organisation_id = 0 order by number"
        )
    ).all()
    assert {(row.account, int(row.amount)) for row in lines} == {(account, 50), (other, -50)}
    assert [row.tool_id for row in lines if row.account == account] == [TOOL if account == "revenue" else None]
    assert [row.provider for row in lines if row.account == account] == [said.get("provider")]


@pytest.mark.parametrize(
    "said",
    [PARKED | {"change": 5, "bank": -55}, PARKED | {"number": 2}, PARKED | {"balance": 1}],
    ids=["another balance", "a number left out", "a balance of its own"],
)
def test_what_got_past_the_ledger_is_found(owner: Connection, said: dict[str, Any]) -> None:
    assert broken(owner, MONEY) == []
    write(owner, said)
    assert broken(owner, MONEY) != []
