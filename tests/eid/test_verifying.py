"""From a card in a reader to a person, by the one function that every way in shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from eid.card import File, Visit
from eid.errors import EidError, Fault
from eid.integrity import certificate_of
from eid.revocation import Standing
from eid.token import new_nonce
from eid.verifying import Verified, Verifier, sign_at_desk
from eid.virtual import Content, SoftwareCard
from eid.virtual_people import Authority, card_of
from eid.virtual_responder import Responder
from tests.eid.people import NORA, NOW, SERVICES, mutant_of

ORIGIN, NONCE = "https://sleutelbos.example.be", new_nonce()


def _with_more(identity: bytes) -> bytes:
    return identity + b"\x7e\x01A"


def _signed_in(verifier: Verifier, content: Content, origin: str = ORIGIN, nonce: str = NONCE) -> Verified:
    with Visit(SoftwareCard(content)) as visit:
        signed = sign_at_desk(visit, "1234", ORIGIN, NONCE)
        verifier.learn_issuer(visit, signed.certificate, NOW)
    return verifier.verify_token(signed.token, origin, nonce, NOW)


def test_a_card_with_its_pin_is_a_person(verifier: Verifier, content: Content) -> None:
    found = _signed_in(verifier, content)
    assert found.holder.national_number == NORA.national_number
    assert (found.standing.source, found.standing.told_at) == ("ocsp", NOW)


def test_at_a_desk_the_register_tells_more_than_the_certificate(verifier: Verifier, content: Content) -> None:
    with Visit(SoftwareCard(content)) as visit:
        found = verifier.read_desk(visit, NOW, photo=True)
    assert (found.birth_date.whole, found.identity.sex) == (NORA.birth_date, "female")
    assert found.photo.startswith(b"\xff\xd8")
    assert "Kerkstraat" not in repr(found)


def test_who_signs_in_needs_few_commands_and_who_is_read_some_more(verifier: Verifier, content: Content) -> None:
    with Visit(SoftwareCard(content)) as visit:
        verifier.read_desk(visit, NOW, photo=True)  # learns the authorities
    with Visit(SoftwareCard(content)) as visit:
        signed = sign_at_desk(visit, "1234", ORIGIN, NONCE)
        verifier.learn_issuer(visit, signed.certificate, NOW)
        assert visit.commands.sent <= 13
    with Visit(SoftwareCard(content)) as visit:
        verifier.read_desk(visit, NOW, photo=True)
        assert visit.commands.sent <= 36


@pytest.mark.parametrize(
    ("origin", "nonce"), [("https://evil.example", NONCE), (ORIGIN, new_nonce())], ids=["origin", "nonce"]
)
def test_what_was_signed_for_another_place_or_time_is_refused(
    verifier: Verifier, content: Content, origin: str, nonce: str
) -> None:
    with pytest.raises(EidError) as refused:
        _signed_in(verifier, content, origin, nonce)
    assert refused.value.fault is Fault.CHALLENGE_FAILED


def test_a_revoked_card_and_one_nobody_knows_are_refused_each_in_its_way(
    verifier: Verifier, content: Content, responder: Responder
) -> None:
    responder.revoked |= responder.issued
    with pytest.raises(EidError) as revoked:
        _signed_in(verifier, content)
    assert revoked.value.fault is Fault.CERT_REVOKED
    responder.revoked.clear()
    responder.issued.clear()
    responder.age = timedelta(days=30)
    with pytest.raises(EidError) as unknown:
        _signed_in(verifier, content)
    assert unknown.value.fault is Fault.REVOCATION_UNKNOWN
    found = _signed_in(replace(verifier, takes_unknown=True), content)
    assert found.standing == Standing(found.standing.serial_number, "unknown", NOW)


def test_a_setting_for_the_unknown_lets_no_revoked_card_in(
    verifier: Verifier, content: Content, responder: Responder
) -> None:
    responder.revoked |= responder.issued
    with pytest.raises(EidError):
        _signed_in(replace(verifier, takes_unknown=True), content)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            lambda files: files | {File.IDENTITY.value: files[File.IDENTITY.value] + b"\x7e\x01A"},
            Fault.DATA_TAMPERED,
        ),
        (lambda files: files | {File.ADDRESS.value: b"\x01\x01A"}, Fault.DATA_TAMPERED),
        (lambda files: files | {File.PHOTO.value: b"\xff\xd8"}, Fault.DATA_TAMPERED),
        (lambda files: files | {File.REGISTER.value: files[File.ISSUER.value]}, Fault.DATA_TAMPERED),
        (lambda files: files | {File.REGISTER.value: b""}, Fault.NO_CERTIFICATE),
        (lambda files: files | {File.IDENTITY.value: b""}, Fault.DATA_TAMPERED),
    ],
    ids=["identity", "address", "photo", "register", "no register", "empty"],
)
def test_at_a_desk_nothing_is_believed_that_the_register_did_not_sign(
    verifier: Verifier, content: Content, change: Callable[[dict[str, bytes]], dict[str, bytes]], fault: Fault
) -> None:
    changed = replace(content, files=change(dict(content.files)))
    with pytest.raises(EidError) as refused, Visit(SoftwareCard(changed)) as visit:
        verifier.read_desk(visit, NOW, photo=True)
    assert refused.value.fault is fault


def test_a_card_after_its_last_day_is_refused_at_a_desk(verifier: Verifier, content: Content) -> None:
    later = NOW + timedelta(days=3640)
    with pytest.raises(EidError) as refused, Visit(SoftwareCard(content)) as visit:
        verifier.read_desk(visit, later)
    assert refused.value.fault is Fault.CARD_EXPIRED


class TestAtTheDesk:
    def test_it_takes_few_commands(self, verifier: Verifier, content: Content) -> None:
        card = SoftwareCard(content)
        with Visit(card) as visit:
            verifier.sign_in_at_desk(visit, "1234", ORIGIN, NONCE, NOW)  # learns the authorities
        with Visit(card) as visit:
            found = verifier.sign_in_at_desk(visit, "1234", ORIGIN, NONCE, NOW)
            assert visit.commands.sent <= 25
        assert found.identity.national_number == found.verified.holder.national_number == NORA.national_number

    @pytest.mark.parametrize(
        ("changed", "fault"),
        [
            ({File.IDENTITY: b""}, Fault.DATA_TAMPERED),
            ({File.IDENTITY_SIGNATURE: bytes(112)}, Fault.DATA_TAMPERED),
            ({File.REGISTER: b""}, Fault.NO_CERTIFICATE),
            ({File.AUTHENTICATION: b""}, Fault.NO_CERTIFICATE),
            ({File.AUTHENTICATION: bytes(900)}, Fault.NO_CERTIFICATE),
        ],
    )
    def test_what_is_not_in_order_costs_no_try_of_the_pin(
        self, verifier: Verifier, content: Content, changed: dict[File, bytes], fault: Fault
    ) -> None:
        files = dict(content.files) | {file.value: data for file, data in changed.items()}
        card = SoftwareCard(replace(content, files=files))
        with pytest.raises(EidError) as found, Visit(card) as visit:
            verifier.sign_in_at_desk(visit, "9999", ORIGIN, NONCE, NOW)
        assert found.value.fault is fault
        assert card.tries == 3

    def test_a_certificate_of_another_person_beside_the_identity_is_no_card(
        self, verifier: Verifier, content: Content, authority: Authority, responder: Responder
    ) -> None:
        other = card_of(replace(NORA, national_number="85073003427"), NOW, authority=authority, services=SERVICES)
        file = File.AUTHENTICATION.value
        responder.issued.add(certificate_of(other.files[file]).serial_number)
        card = SoftwareCard(replace(content, files=dict(content.files) | {file: other.files[file]}))
        with pytest.raises(EidError) as found, Visit(card) as visit:
            verifier.sign_in_at_desk(visit, "1234", ORIGIN, NONCE, NOW)
        assert found.value.fault is Fault.DATA_TAMPERED

    def test_mutants_of_a_whole_card_give_only_declared_errors_and_let_nobody_else_in(
        self, verifier: Verifier, content: Content
    ) -> None:
        random = Random(20270315)  # noqa: S311 - the same mutants each time
        with Visit(SoftwareCard(content)) as visit:
            verifier.sign_in_at_desk(visit, "1234", ORIGIN, NONCE, NOW)
        for number in range(600):
            file = list(File)[number % len(File)]
            files = dict(content.files) | {file.value: mutant_of(content.files[file.value], random)}
            try:
                with Visit(SoftwareCard(replace(content, files=files))) as visit:
                    found = verifier.sign_in_at_desk(visit, "1234", ORIGIN, NONCE, NOW)
                    assert found.identity.national_number == NORA.national_number
                    verifier.read_desk(visit, NOW, photo=True)
            except EidError:
                continue
