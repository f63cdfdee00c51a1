"""What every access point promises us, asked of Billit's adapter and of the practice network alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.outside.access_point import AccessPoint, Fate, NotTaken, WhyNot
from app.outside.billit import Billit
from app.outside.practice_network import PracticeNetwork
from tests.app.outside.billit_server import KEY, PARTY, BillitServer, serving
from tests.app.outside.documents import CREDIT_NOTE, FIRST, OTHER, RECEIVER, document
from tests.stories.stage import Time


@dataclass
class Played:
    """An access point, who leaves its network, and what came through it."""

    point: AccessPoint
    leaves: Callable[[str], object]
    carried: Callable[[], list[bytes]]


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture(params=["billit", "practice network"])
def played(request: pytest.FixtureRequest, tmp_path: Path, clock: Time) -> Iterator[Played]:
    if request.param == "billit":
        with serving(BillitServer()) as there:
            ours = Billit(KEY, PARTY, endpoint=there.url)
            yield Played(ours, there.absent.add, lambda: list(there.messages.values()))
    else:
        network = PracticeNetwork(tmp_path / "network", clock)
        yield Played(
            network, network.leave, lambda: [network.document(one.reference) for one in network.latest()[::-1]]
        )


@pytest.mark.trust("Invoices, receipts")
def test_a_document_arrives_to_the_byte(played: Played, clock: Time) -> None:
    for new in (FIRST, CREDIT_NOTE):
        sent = played.point.send(new)
        clock.passes(minutes=5)
        found = played.point.ask(sent.reference)
        assert found is not None
        assert (found.reference, found.fate, found.why) == (sent.reference, Fate.DELIVERED, None)
    assert played.carried() == [FIRST.document, CREDIT_NOTE.document]


@pytest.mark.trust("Invoices, receipts")
def test_the_same_key_sent_twice_is_one_message(played: Played) -> None:
    first, again = (played.point.send(FIRST) for _ in range(2))
    assert again.reference in (first.reference, "")
    assert again.fate is first.fate
    assert len(played.carried()) == 1
    played.point.send(replace(FIRST, key="another"))
    assert len(played.carried()) == 2


@pytest.mark.trust("Invoices, receipts")
def test_a_receiver_who_is_not_in_the_network_gets_nothing(played: Played) -> None:
    played.leaves(RECEIVER)
    for new in (FIRST, CREDIT_NOTE):
        with pytest.raises(NotTaken) as refused:
            played.point.send(new)
        assert (refused.value.why, refused.value.words) == (WhyNot.UNREACHABLE, "")
    assert played.carried() == []
    played.point.send(replace(FIRST, receiver=OTHER, document=document(receiver=OTHER)))
    assert len(played.carried()) == 1


@pytest.mark.parametrize(
    "content", [b"", b"PDF", b"<Invoice/>", b"\xff\xfe", document(root="Order"), document("")]
)
def test_what_is_no_document_is_not_taken_and_its_key_stays_free(played: Played, content: bytes) -> None:
    with pytest.raises(NotTaken) as refused:
        played.point.send(replace(FIRST, document=content))
    assert refused.value.why is WhyNot.INVALID
    assert played.carried() == []
    played.point.send(FIRST)
    assert played.carried() == [FIRST.document]


def test_a_key_and_a_number_may_hold_any_letters(played: Played) -> None:
    for key in ("ünïcode €", "x" * 2000, "a\nb", ""):
        played.point.send(replace(FIRST, key=key))
    assert len(played.carried()) == 4


@pytest.mark.parametrize("reference", ["", "1/../2", "pn_1", "pn_" + "0" * 32 + "\n", "0", "-1", "٣", "x" * 5000])
def test_nobody_knows_a_reference_that_was_never_given(played: Played, reference: str) -> None:
    assert played.point.ask(reference) is None
