"""The self-test tells which check failed and why, goes on with the others, and names nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from eid import selftest
from eid.apdu import Connection
from eid.card import File
from eid.errors import EidError, Fault
from eid.selftest import Check, Outcome, Reading, Step
from eid.verifying import Verifier
from eid.virtual import Content, SoftwareCard
from eid.virtual_people import Authority, card_of, new_authority
from eid.virtual_responder import Responder
from tests.eid.people import NORA, NOW, SERVICES


def _reading(card: Connection | None, readers: Callable[[], list[str]] = lambda: ["reader"]) -> Reading:
    @contextmanager
    def inserted() -> Iterator[Connection]:
        if card is None:
            raise EidError(Fault.NO_CARD)
        yield card

    return Reading(readers, inserted)


def _failed(steps: list[Step]) -> dict[Check, Fault | None]:
    assert [one.check for one in steps] == list(Check)
    return {one.check: one.fault for one in steps if one.outcome is Outcome.FAILED}


def test_a_good_card_passes_everything_and_with_its_pin_signs(verifier: Verifier, content: Content) -> None:
    steps = selftest.run(_reading(SoftwareCard(content)), verifier, NOW, "1234")
    assert {one.outcome for one in steps} == {Outcome.PASSED}
    without = selftest.run(_reading(SoftwareCard(content)), verifier, NOW)
    assert [one.check for one in without if one.outcome is Outcome.NOT_DONE] == [Check.SIGNATURE]
    assert next(one for one in without if one.check is Check.PIN).tries_left == 3
    for secret in (NORA.national_number, NORA.family_name, "1234"):
        assert secret not in repr(steps)


def test_without_reader_or_card_the_first_step_that_fails_is_told(verifier: Verifier) -> None:
    def down() -> list[str]:
        raise EidError(Fault.SERVICE_DOWN)

    assert _failed(selftest.run(_reading(None, down), verifier, NOW)) == {Check.READER: Fault.SERVICE_DOWN}
    assert _failed(selftest.run(_reading(None, list), verifier, NOW)) == {Check.READER: Fault.NO_READER}
    assert _failed(selftest.run(_reading(None), verifier, NOW)) == {Check.CARD: Fault.NO_CARD}


def test_another_card_and_one_that_sleeps_are_told_apart(verifier: Verifier, content: Content) -> None:
    class Bank:
        def transmit(self, apdu: list[int]) -> tuple[list[int], int, int]:
            return [], 0x6A, 0x82

    sleeping = SoftwareCard(replace(content, activated=False))
    assert _failed(selftest.run(_reading(Bank()), verifier, NOW)) == {Check.BELGIAN: Fault.NOT_BELGIAN}
    assert _failed(selftest.run(_reading(sleeping), verifier, NOW)) == {Check.BELGIAN: Fault.NOT_ACTIVATED}


def test_a_revoked_card_fails_there_and_passes_elsewhere(
    verifier: Verifier, content: Content, responder: Responder
) -> None:
    responder.revoked |= responder.issued
    failed = _failed(selftest.run(_reading(SoftwareCard(content)), verifier, NOW))
    assert failed == {Check.REVOCATION: Fault.CERT_REVOKED}


def test_a_card_past_its_day_fails_wherever_days_count(verifier: Verifier, content: Content) -> None:
    failed = _failed(selftest.run(_reading(SoftwareCard(content)), verifier, NOW + timedelta(days=3649)))
    assert failed[Check.VALIDITY] is Fault.CARD_EXPIRED
    assert Check.PHOTO not in failed


def test_a_blocked_pin_a_wrong_one_and_a_changed_address(verifier: Verifier, content: Content) -> None:
    wrong = selftest.run(_reading(SoftwareCard(content)), verifier, NOW, "9999")
    assert _failed(wrong) == {Check.SIGNATURE: Fault.PIN_WRONG}
    assert next(one for one in wrong if one.check is Check.SIGNATURE).tries_left == 2
    blocked = SoftwareCard(content)
    blocked.tries = 0
    assert _failed(selftest.run(_reading(blocked), verifier, NOW, "1234")) == {Check.PIN: Fault.PIN_BLOCKED}
    changed = SoftwareCard(replace(content, files={**content.files, File.ADDRESS.value: b"\x01\x01A"}))
    assert _failed(selftest.run(_reading(changed), verifier, NOW)) == {Check.ADDRESS: Fault.DATA_TAMPERED}


def test_a_card_nobody_vouches_for_asks_no_service(verifier: Verifier, authority: Authority) -> None:
    rogue = card_of(NORA, NOW, authority=new_authority(authority.has_curve, NOW), services=SERVICES)
    steps = selftest.run(_reading(SoftwareCard(rogue)), verifier, NOW)
    assert _failed(steps) == {Check.CHAIN: Fault.CERT_UNTRUSTED, Check.IDENTITY: Fault.DATA_TAMPERED}
    assert next(one for one in steps if one.check is Check.REVOCATION).outcome is Outcome.NOT_DONE


def test_a_childs_card_has_no_certificate_and_the_rest_is_read(verifier: Verifier, authority: Authority) -> None:
    without = frozenset({File.AUTHENTICATION, File.SIGNATURE})
    child = card_of(replace(NORA, document_type=6), NOW, authority=authority, without=without)
    failed = _failed(selftest.run(_reading(SoftwareCard(child)), verifier, NOW, "1234"))
    assert failed == {Check.CHAIN: Fault.NO_CERTIFICATE}
