"""The folder of the bank: what is whole is taken in once, a refused file says why, who paid is forgotten."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.wallet import bank_folder
from app.wallet.bank_files import BankStatement
from models.wallet import BankEntry
from scheduler.bank import forget_payers, read_bank_files
from scheduler.jobs import Workplace
from tests.app.wallet.bank.statements import OURS
from tests.app.wallet.bank.writer import camt, coda
from tests.app.wallet.bank_days import days, entries_of, paid, transfer
from tests.app.wallet.offices import NOW, Office, balance, office

pytestmark = pytest.mark.trust("Bank file")


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return NOW


@pytest.fixture
def place(own_sessions: sessionmaker[Session], tmp_path: Path, now: datetime) -> Workplace:
    return Workplace(own_sessions, tmp_path, bank_accounts=frozenset({OURS.digits}))


def _office(session: Session) -> tuple[Office, str]:
    made = office(session)
    return made, str(transfer(session, made).reference)


def lay(place: Workplace, name: str, content: bytes, age: int = 120) -> Path:
    """Puts a file in the folder, so many seconds ago."""
    path = place.state / "bank" / "in" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    moment = NOW.timestamp() - age
    os.utime(path, (moment, moment))
    return path


def names(place: Workplace, folder: str) -> list[str]:
    return sorted(path.name.partition("-")[2] or path.name for path in (place.state / "bank" / folder).iterdir())


def three(reference: str) -> list[BankStatement]:
    return days([paid("10", reference)], [paid("20", reference)], [paid("30", reference)])


def test_files_are_taken_in_by_their_statements_whatever_they_are_called(place: Workplace) -> None:
    one, reference = place.office(_office)
    first, second, third = three(reference)
    lay(place, "c.cod", coda([first]))
    lay(place, "a.xml", camt([third]))
    lay(place, "b.cod", coda([second]))
    assert read_bank_files(place) == "3 + 0 refused, 0 waiting"
    assert place.office(lambda session: str(balance(session, one))) == "60.00"
    assert (names(place, "in"), names(place, "done")) == ([], ["a.xml", "b.cod", "c.cod"])
    lay(place, "again.cod", coda([second]))
    assert read_bank_files(place) == "1 + 0 refused, 0 waiting"
    assert place.office(lambda session: len(entries_of(session))) == 3


def test_what_is_still_coming_is_left_alone_and_a_hole_waits_for_it(place: Workplace) -> None:
    _, reference = place.office(_office)
    first, second, third = three(reference)
    lay(place, "1.cod", coda([first]))
    lay(place, "2.cod", coda([second]), age=5)
    lay(place, "3.cod", coda([third]))
    lay(place, "x.part", b"half")
    lay(place, ".hidden", b"x")
    assert read_bank_files(place) == "1 + 0 refused, 3 waiting"
    lay(place, "2.cod", coda([second]))
    assert read_bank_files(place) == "2 + 0 refused, 1 waiting"
    assert names(place, "in") == [".hidden", "x.part"]


def test_a_refused_file_has_the_reason_beside_it(place: Workplace) -> None:
    _, reference = place.office(_office)
    first, _, third = three(reference)
    lay(place, "1.cod", coda([first]))
    lay(place, "3.cod", coda([third]))
    lay(place, "rubbish.cod", b"no bank wrote this")
    assert read_bank_files(place) == "1 + 2 refused, 0 waiting"
    assert names(place, "refused") == ["3.cod", "3.cod.why.txt", "rubbish.cod", "rubbish.cod.why.txt"]
    why = next((place.state / "bank" / "refused").glob("*-3.cod.why.txt")).read_text()
    assert why.startswith("wallet.bank.missing_statement\n")
    assert "expected: 2026/2\n" in why
    assert "difference: 20.00\n" in why


def test_who_dies_before_the_file_moved_reads_it_again_without_harm(
    place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, reference = place.office(_office)
    lay(place, "1.cod", coda(three(reference)[:1]))
    with monkeypatch.context() as dying:
        dying.setattr(bank_folder, "_move", lambda *_: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            read_bank_files(place)
    assert names(place, "in") == ["1.cod"]
    assert read_bank_files(place) == "1 + 0 refused, 0 waiting"
    assert place.office(lambda session: str(balance(session, one))) == "10.00"


def test_without_an_account_nothing_is_read(place: Workplace, own_sessions: sessionmaker[Session]) -> None:
    lay(place, "1.cod", b"x")
    assert read_bank_files(Workplace(own_sessions, place.state)) == "no account"
    assert names(place, "in") == ["1.cod"]


def test_who_paid_is_forgotten_with_the_books(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    _, reference = place.office(_office)
    lay(place, "1.cod", coda(three(reference)[:1]))
    read_bank_files(place)
    for years, count in ((10, "0"), (12, "1")):
        monkeypatch.setattr(clock, "now", lambda years=years: NOW + timedelta(days=366 * years))
        assert forget_payers(place) == count
    entry: BankEntry = place.office(entries_of)[0]
    assert (entry.name, entry.account, entry.text, entry.account_hash) == ("", "", "", None)
    kept = place.office(lambda session: session.execute(text("select sum(amount) from bank_entry")).scalar())
    assert str(kept) == "10.00"
    assert forget_payers(place) == "0"
