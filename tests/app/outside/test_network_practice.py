"""The practice network: one message of a key, through restarts, torn writes and processes beside each other."""

from __future__ import annotations

import multiprocessing
import stat
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import Missing, Outage
from app.outside.access_point import Fate, NewMessage, NotTaken, WhyNot
from app.outside.billit import ENDPOINT, SANDBOX, Billit
from app.outside.networks import NetworkSettings, access_point_of
from app.outside.practice_network import TAKES, PracticeNetwork
from tests.app.outside.documents import CREDIT_NOTE, FIRST, OTHER, RECEIVER, SENDER, document
from tests.stories.stage import Time


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def network(tmp_path: Path, clock: Time) -> PracticeNetwork:
    return PracticeNetwork(tmp_path / "network", clock)


def _send_elsewhere(folder: Path) -> str:
    return PracticeNetwork(folder).send(FIRST).reference


def test_a_message_is_on_its_way_for_a_moment(network: PracticeNetwork, clock: Time) -> None:
    sent = network.send(FIRST)
    assert sent.fate is Fate.ON_ITS_WAY
    clock.passes(seconds=TAKES.total_seconds() - 1)
    assert network.send(FIRST) == sent == network.ask(sent.reference)
    clock.passes(seconds=1)
    found = network.ask(sent.reference)
    assert found is not None
    assert found.fate is Fate.DELIVERED


def test_a_receiver_may_send_it_back_for_good(network: PracticeNetwork, clock: Time) -> None:
    sent = network.send(FIRST)
    network.send_back(sent.reference)
    clock.passes(days=1)
    for found in (network.ask(sent.reference), network.send(FIRST)):
        assert found is not None
        assert (found.fate, found.why) == (Fate.REFUSED, WhyNot.SENT_BACK)


def test_who_left_the_network_may_come_back(network: PracticeNetwork) -> None:
    for _ in range(2):
        network.leave(RECEIVER)
    network.leave(OTHER)
    assert network.absent() == [RECEIVER, OTHER]
    for _ in range(2):
        network.join(RECEIVER)
    assert network.absent() == [OTHER]
    assert network.send(FIRST).fate is Fate.ON_ITS_WAY


@pytest.mark.parametrize(
    "text", ["", "1", "BE0998000138", "0998.000.138", "٠٩٩٨٠٠٠١٣٨", "../../etc/x", "0998000138\n"]
)
def test_only_an_enterprise_leaves_or_comes_back(network: PracticeNetwork, text: str) -> None:
    for act in (network.leave, network.join):
        with pytest.raises(Missing):
            act(text)


@pytest.mark.trust("Invoices, receipts")
@pytest.mark.parametrize(
    "new",
    [
        replace(FIRST, sender=OTHER),
        replace(FIRST, receiver=SENDER),
        replace(FIRST, credit_note=True),
        replace(CREDIT_NOTE, credit_note=False),
        replace(FIRST, document=FIRST.document.replace(b"0208", b"9925")),
        replace(FIRST, document=FIRST.document.replace(RECEIVER.encode(), "٠٩٩٨٠٠٠١٣٨".encode())),
        replace(FIRST, document=b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>' + FIRST.document),
        replace(FIRST, document=document("x" * 81)),
    ],
)
def test_a_document_that_is_not_what_its_envelope_says_is_not_taken(
    network: PracticeNetwork, new: NewMessage
) -> None:
    with pytest.raises(NotTaken) as refused:
        network.send(new)
    assert refused.value.why is WhyNot.INVALID
    assert network.latest() == []


@pytest.mark.trust("Invoices, receipts")
def test_processes_beside_each_other_send_one_message(network: PracticeNetwork) -> None:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        (reference,) = set(pool.map(_send_elsewhere, [network.folder] * 8))
    assert [one.reference for one in network.latest()] == [reference]


@pytest.mark.trust("Invoices, receipts")
def test_a_message_cut_off_while_it_was_taken_was_not_taken_and_is_one_when_it_comes_again(
    network: PracticeNetwork,
) -> None:
    reference = network.send(FIRST).reference
    (network.folder / f"{reference}.json").unlink()
    (network.folder / f"{reference}.half").write_text("{")
    assert (network.latest(), network.ask(reference)) == ([], None)
    assert network.send(FIRST).reference == reference
    assert [one.number for one in network.latest()] == ["2026-000001"]


def test_the_latest_come_first_and_outlive_a_restart(network: PracticeNetwork, clock: Time) -> None:
    for number in range(1, 5):
        network.send(replace(FIRST, key=str(number), document=document(f"2026-00000{number}")))
    after = PracticeNetwork(network.folder, clock)
    assert [one.number for one in after.latest(3)] == ["2026-000004", "2026-000003", "2026-000002"]
    assert after.latest() == network.latest()


def test_its_folder_and_its_files_are_closed_to_others(network: PracticeNetwork) -> None:
    network.send(FIRST)
    network.leave(OTHER)
    places = [network.folder, *network.folder.iterdir()]
    assert [place.name for place in places if stat.S_IMODE(place.stat().st_mode) & 0o077] == []
    assert not list(network.folder.glob("*.half"))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '"x"', "{}", '{"taken_at": 1}', "\x00", '{"taken_at": "x"}']
)
def test_a_file_that_somebody_else_wrote_in_is_an_outage(network: PracticeNetwork, text: str) -> None:
    reference = network.send(FIRST).reference
    (network.folder / f"{reference}.json").write_text(text)
    for act in (lambda: network.ask(reference), lambda: network.send(FIRST), network.latest):
        with pytest.raises(Outage):
            act()


def test_a_place_that_is_not_there_is_an_outage(tmp_path: Path) -> None:
    (tmp_path / "network").write_text("a file")
    with pytest.raises(Outage):
        PracticeNetwork(tmp_path / "network").send(FIRST)


def test_settings_say_who_carries_documents(tmp_path: Path) -> None:
    assert access_point_of(NetworkSettings(), tmp_path) is None
    assert isinstance(access_point_of(NetworkSettings("key", "1"), tmp_path), Billit)
    assert isinstance(access_point_of(NetworkSettings(practice=True), tmp_path), PracticeNetwork)


@pytest.mark.parametrize(
    ("told", "production", "settings"),
    [
        ({}, False, NetworkSettings(practice=True)),
        ({}, True, NetworkSettings()),
        ({"PRACTICE_NETWORK": "0"}, False, NetworkSettings()),
        ({"PEPPOL_KEY": "k", "PEPPOL_PARTY": "12"}, False, NetworkSettings("k", "12", ENDPOINT)),
        (
            {"PEPPOL_KEY": "k", "PEPPOL_PARTY": "12", "PEPPOL_ADDRESS": SANDBOX},
            True,
            NetworkSettings("k", "12", SANDBOX),
        ),
    ],
)
def test_settings_are_read_from_the_environment(
    told: dict[str, str], production: bool, settings: NetworkSettings
) -> None:
    assert NetworkSettings.read(told, production=production) == settings


@pytest.mark.parametrize(
    "told",
    [
        {"PEPPOL_KEY": "secret"},
        {"PEPPOL_PARTY": "12"},
        {"PEPPOL_KEY": "secret", "PEPPOL_PARTY": "one"},
        {"PEPPOL_KEY": "sec\nret", "PEPPOL_PARTY": "12"},
        {"PEPPOL_KEY": "secret", "PEPPOL_PARTY": "12", "PEPPOL_ADDRESS": "http://api.billit.be"},
        {"PEPPOL_KEY": "secret", "PEPPOL_PARTY": "12", "PRACTICE_NETWORK": "1"},
    ],
)
def test_settings_that_can_not_be_meant_are_said_without_repeating_the_key(told: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"PEPPOL_|PRACTICE_NETWORK") as refused:
        NetworkSettings.read(told, production=False)
    assert "secret" not in str(refused.value)
