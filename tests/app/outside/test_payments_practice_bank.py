"""The practice bank: what is over stays over, through double clicks, restarts and processes beside each other."""

from __future__ import annotations

import multiprocessing
import stat
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from app.errors import Missing, Outage
from app.outside.mollie import PAGES, Mollie
from app.outside.paying import PaymentSettings, payments_of
from app.outside.payments import PaymentMethod, PaymentState
from app.outside.practice_bank import PracticeBank
from models.values import NOTHING, euro
from tests.app.outside.test_payments import FIFTY
from tests.stories.stage import MOMENT, Time

ADDRESS = "http://localhost:8080"
ENDS = {"pay": PaymentState.PAID, "fail": PaymentState.FAILED, "expire": PaymentState.EXPIRED}


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def bank(tmp_path: Path, clock: Time) -> PracticeBank:
    return PracticeBank(tmp_path / "bank", ADDRESS, now=clock)


def _begin_elsewhere(folder: Path) -> str:
    return PracticeBank(folder, ADDRESS).begin(FIFTY).reference


def _end_elsewhere(folder: Path, reference: str, act: str) -> PaymentState:
    state: PaymentState = getattr(PracticeBank(folder, ADDRESS, now=Time()), act)(reference).state
    return state


@pytest.mark.trust("Top-up")
@pytest.mark.parametrize("acts", [*permutations(ENDS)], ids="-".join)
def test_what_is_over_stays_over_whatever_is_pressed_next(bank: PracticeBank, acts: tuple[str, ...]) -> None:
    reference = bank.begin(FIFTY).reference
    for act in (*acts, *acts):
        assert getattr(bank, act)(reference).state is ENDS[acts[0]]


@pytest.mark.parametrize(("minutes", "state"), [(59.99, PaymentState.OPEN), (60, PaymentState.EXPIRED)])
def test_a_payment_waits_for_an_hour(bank: PracticeBank, clock: Time, minutes: float, state: PaymentState) -> None:
    reference = bank.begin(FIFTY).reference
    clock.passes(minutes=minutes)
    found = bank.look(reference)
    assert found is not None
    assert found.state is state


@pytest.mark.trust("Top-up")
def test_what_expired_is_paid_by_nobody_not_even_when_a_clock_is_put_back(bank: PracticeBank, clock: Time) -> None:
    reference = bank.begin(FIFTY).reference
    clock.passes(hours=2)
    assert bank.pay(reference).state is PaymentState.EXPIRED
    clock.passes(hours=-2)
    assert bank.pay(reference).paid == NOTHING


@pytest.mark.trust("Top-up")
def test_a_paid_payment_never_expires(bank: PracticeBank, clock: Time) -> None:
    reference = bank.begin(FIFTY).reference
    bank.pay(reference)
    clock.passes(days=400)
    found = bank.look(reference)
    assert found is not None
    assert found.paid == euro("50.00")


@pytest.mark.trust("Top-up")
def test_money_is_taken_back_once_and_only_what_was_paid(bank: PracticeBank, clock: Time) -> None:
    reference = bank.begin(FIFTY).reference
    assert bank.take_back(reference, clock()).taken is None
    assert bank.give_back(reference, clock()).taken is None
    bank.pay(reference)
    taken = bank.take_back(reference, clock()).taken
    assert taken is not None
    clock.passes(days=1)
    assert bank.take_back(reference, clock()).taken == taken
    given = bank.give_back(reference, clock()).taken
    clock.passes(days=1)
    assert bank.give_back(reference, clock()).taken == given == bank.take_back(reference, clock()).taken
    assert given == replace(taken, given_back_at=MOMENT.replace(day=MOMENT.day + 1))


def test_a_payment_outlives_a_restart(bank: PracticeBank, clock: Time) -> None:
    begun = bank.begin(FIFTY)
    bank.pay(begun.reference)
    bank.take_back(begun.reference, clock())
    after = PracticeBank(bank.folder, ADDRESS, now=clock)
    assert after.find(begun.reference) == bank.find(begun.reference)
    assert after.begin(FIFTY) == begun


def test_its_folder_and_its_files_are_closed_to_others(bank: PracticeBank) -> None:
    bank.begin(FIFTY)
    places = [bank.folder, *bank.folder.iterdir()]
    assert [place.name for place in places if stat.S_IMODE(place.stat().st_mode) & 0o077] == []
    assert not list(bank.folder.glob("*.half"))


@pytest.mark.trust("Top-up")
def test_processes_beside_each_other_begin_one_payment_and_end_it_once(bank: PracticeBank) -> None:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        (reference,) = set(pool.map(_begin_elsewhere, [bank.folder] * 8))
        reference = bank.begin(replace(FIFTY, key="second")).reference
        ended = set(pool.map(_end_elsewhere, [bank.folder] * 12, [reference] * 12, [*ENDS] * 4))
    found = bank.look(reference)
    assert found is not None
    assert ended == {found.state}


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '"x"', "{}", '{"gross": 1}', "\x00"])
def test_a_file_that_somebody_else_wrote_in_is_an_outage(bank: PracticeBank, text: str) -> None:
    reference = bank.begin(FIFTY).reference
    (bank.folder / reference).write_text(text)
    for act in (bank.look, bank.pay):
        with pytest.raises(Outage):
            act(reference)


def test_a_place_that_is_not_there_is_an_outage(tmp_path: Path) -> None:
    (tmp_path / "bank").write_text("a file")
    with pytest.raises(Outage):
        PracticeBank(tmp_path / "bank", ADDRESS).begin(FIFTY)


@pytest.mark.parametrize("reference", ["", "lock", "../lock", "tb_" + "0" * 32, "tb_" + "0" * 31 + "\n"])
def test_nothing_happens_to_a_payment_that_is_not_there(bank: PracticeBank, clock: Time, reference: str) -> None:
    bank.begin(FIFTY)
    acts: list[Callable[[], object]] = [
        *(lambda act=act: getattr(bank, act)(reference) for act in ENDS),  # type: ignore[misc]
        lambda: bank.take_back(reference, clock()),
        lambda: bank.give_back(reference, clock()),
    ]
    for act in acts:
        with pytest.raises(Missing):
            act()
    assert bank.find(reference) is None


def test_references_are_not_to_be_guessed(bank: PracticeBank) -> None:
    found = {bank.begin(replace(FIFTY, key=str(number))).reference for number in range(50)}
    assert len(found) == 50
    assert all(len(one) == len("tb_") + 32 for one in found)


def test_settings_say_who_takes_money(tmp_path: Path) -> None:
    card = (PaymentMethod.DEBIT_CARD,)
    real, invented = PaymentSettings("live_a", card), PaymentSettings("", card, practice_bank=True)
    assert payments_of(PaymentSettings(), ADDRESS, tmp_path) is None
    assert (real.pages, invented.pages) == (PAGES, ())
    for settings, kind in ((real, Mollie), (invented, PracticeBank)):
        found = payments_of(settings, ADDRESS, tmp_path)
        assert isinstance(found, kind)
        assert found.methods == card
