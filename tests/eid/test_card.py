"""A visit to a card: reading, the PIN, signing, and what goes wrong with each; on the card's own commands."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256, sha384
from typing import ClassVar

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils

from eid import integrity
from eid.card import File, Visit, pin_block
from eid.errors import EidError, Fault
from eid.identity import address_of, identity_of
from eid.virtual import SoftwareCard
from eid.virtual_people import card_of
from tests.eid.people import NORA, NOW


@pytest.fixture(params=[False, True], ids=["1.7", "1.8"])
def has_curve(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def card(has_curve: bool) -> SoftwareCard:
    return SoftwareCard(card_of(NORA, NOW, has_curve=has_curve))


def test_everything_on_a_card_is_read_and_signed_by_the_register(card: SoftwareCard, has_curve: bool) -> None:
    with Visit(card) as visit:
        assert visit.has_curve is has_curve
        files = {file: visit.read(file) for file in File}
    identity, address = identity_of(files[File.IDENTITY]), address_of(files[File.ADDRESS])
    assert (identity.family_name, identity.given_names, identity.sex) == ("Specimen", "Nora Élise", "female")
    assert identity.national_number == NORA.national_number
    assert identity.birth_date.whole == NORA.birth_date
    assert (address.street, address.postal_code) == ("Kerkstraat 1", "9999")
    register = integrity.certificate_of(files[File.REGISTER])
    integrity.check_identity(files[File.IDENTITY], files[File.IDENTITY_SIGNATURE], register)
    signatures = files[File.ADDRESS_SIGNATURE], files[File.IDENTITY_SIGNATURE]
    integrity.check_address(files[File.ADDRESS], *signatures, register)
    integrity.check_photo(files[File.PHOTO], identity)


def test_the_key_for_signing_in_signs_what_its_certificate_verifies(card: SoftwareCard, has_curve: bool) -> None:
    challenge = b"once and never again"
    digest = (sha384 if has_curve else sha256)(challenge).digest()
    with Visit(card) as visit:
        certificate = integrity.certificate_of(visit.read(File.AUTHENTICATION))
        signature = visit.sign("1234", digest)
    key = certificate.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey):
        both = [int.from_bytes(part, "big") for part in (signature[:48], signature[48:])]
        key.verify(utils.encode_dss_signature(*both), challenge, ec.ECDSA(hashes.SHA384()))
    else:
        assert isinstance(key, rsa.RSAPublicKey)
        key.verify(signature, challenge, padding.PKCS1v15(), hashes.SHA256())


def test_who_only_signs_in_sends_a_dozen_commands(card: SoftwareCard) -> None:
    with Visit(card) as visit:
        integrity.certificate_of(visit.read(File.AUTHENTICATION))
        visit.sign("1234", bytes(visit.hash_algorithm().digest_size))
        assert visit.commands.sent <= 13


class TestPin:
    """Sent once, counted by the card, forgotten at the end."""

    def test_three_wrong_ones_block_it_and_the_right_one_comes_too_late(self, card: SoftwareCard) -> None:
        digest = bytes(48 if card.content.applet == 0x18 else 32)
        with Visit(card) as visit:
            assert visit.tries_left() == 3
            for left in (2, 1):
                with pytest.raises(EidError) as wrong:
                    visit.sign("0000", digest)
                assert (wrong.value.fault, wrong.value.tries_left) == (Fault.PIN_WRONG, left)
            for pin in ("0000", "1234"):
                with pytest.raises(EidError) as blocked:
                    visit.sign(pin, digest)
                assert blocked.value.fault is Fault.PIN_BLOCKED
            assert visit.tries_left() == 0

    def test_the_right_one_gives_all_tries_back(self, card: SoftwareCard) -> None:
        with Visit(card) as visit:
            digest = bytes(visit.hash_algorithm().digest_size)
            with pytest.raises(EidError):
                visit.sign("12345", digest)
            visit.sign("1234", digest)
            assert visit.tries_left() is None
        with Visit(card) as later:
            assert later.tries_left() == 3

    @pytest.mark.parametrize("pin", ["123", "1234567890123", "12a4", "١٢٣٤", ""])
    def test_what_is_no_pin_is_never_sent(self, card: SoftwareCard, pin: str) -> None:
        with Visit(card) as visit:
            sent = visit.commands.sent
            with pytest.raises(EidError) as refused:
                visit.sign(pin, bytes(48))
            assert (refused.value.fault, visit.commands.sent) == (Fault.PIN_FORMAT, sent)
        assert card.tries == 3

    def test_it_is_sent_as_a_card_wants_it(self) -> None:
        assert pin_block("1234").hex().upper() == "241234FFFFFFFFFF"
        assert pin_block("123456789012").hex().upper() == "2C123456789012FF"

    def test_it_stands_in_no_error(self, card: SoftwareCard) -> None:
        with Visit(card) as visit, pytest.raises(EidError) as wrong:
            visit.sign("8765", bytes(48))
        assert "8765" not in f"{wrong.value!r} {wrong.value} {wrong.value.because}"

    def test_the_next_visit_has_to_give_it_again(self, card: SoftwareCard) -> None:
        with Visit(card) as visit:
            digest = bytes(visit.hash_algorithm().digest_size)
            visit.sign("1234", digest)
        with Visit(card) as later:
            later.commands.select(bytes.fromhex("3F00DF00"))
            algorithm = 0x02 if later.has_curve else 0x08
            later.commands.send(bytes.fromhex("002241B6050480") + bytes((algorithm, 0x84, 0x82)))
            _, status = later.commands.send(b"\x00\x2a\x9e\x9a" + bytes((len(digest),)) + digest)
        assert status == 0x6982


class TestTrouble:
    """Readers and cards as they are."""

    def test_a_card_of_a_child_has_no_certificate_for_signing_in(self, has_curve: bool) -> None:
        without = frozenset({File.AUTHENTICATION, File.SIGNATURE})
        child = card_of(replace(NORA, document_type=6), NOW, has_curve=has_curve, without=without)
        with Visit(SoftwareCard(child)) as visit:
            assert identity_of(visit.read(File.IDENTITY)).is_of_child
            with pytest.raises(EidError) as none:
                integrity.certificate_of(visit.read(File.AUTHENTICATION))
        assert none.value.fault is Fault.NO_CERTIFICATE

    def test_a_card_that_is_not_activated_says_so(self, card: SoftwareCard) -> None:
        sleeping = SoftwareCard(replace(card.content, activated=False))
        with pytest.raises(EidError) as refused, Visit(sleeping):
            pass
        assert refused.value.fault is Fault.NOT_ACTIVATED

    def test_another_card_is_none_of_ours(self) -> None:
        class Bank:
            def transmit(self, apdu: list[int]) -> tuple[list[int], int, int]:
                return [], 0x6A, 0x82

        with pytest.raises(EidError) as refused, Visit(Bank()):
            pass
        assert refused.value.fault is Fault.NOT_BELGIAN

    def test_a_reader_that_loses_an_answer_is_asked_once_more(self, card: SoftwareCard) -> None:
        whole = card.content.files[File.PHOTO.value]
        answers = ((0x6B, 0x00), (0x69, 0x86), (0x90, 0x00))

        class Forgetful:
            """Gives nothing the first time it is asked for a block."""

            asked: ClassVar[list[int]] = []

            def transmit(self, apdu: list[int]) -> tuple[list[int], int, int]:
                at = apdu[2] << 8 | apdu[3]
                if apdu[:2] == [0x00, 0xB0] and at and at not in self.asked:
                    self.asked.append(at)
                    return [], *answers[len(self.asked) % 3]
                return card.transmit(apdu)

        with Visit(Forgetful()) as visit:
            assert visit.read(File.PHOTO) == whole
        assert Forgetful.asked

    def test_a_reader_that_keeps_losing_them_cuts_no_file_short(self, card: SoftwareCard) -> None:
        class Broken:
            def transmit(self, apdu: list[int]) -> tuple[list[int], int, int]:
                if apdu[:2] == [0x00, 0xB0] and apdu[2:4] != [0, 0]:
                    return [], 0x69, 0x86
                return card.transmit(apdu)

        with Visit(Broken()) as visit, pytest.raises(EidError) as refused:
            visit.read(File.PHOTO)
        assert refused.value.fault is Fault.UNREADABLE

    def test_a_card_pulled_mid_read_is_told_as_such(self, card: SoftwareCard) -> None:
        class Pulled:
            left = 5

            def transmit(self, apdu: list[int]) -> tuple[list[int], int, int]:
                self.left -= 1
                if self.left < 0:
                    raise EidError(Fault.CARD_REMOVED)
                return card.transmit(apdu)

        def read_all() -> None:
            with Visit(Pulled()) as visit:
                for file in File:
                    visit.read(file)

        with pytest.raises(EidError) as refused:
            read_all()
        assert refused.value.fault is Fault.CARD_REMOVED

    def test_a_file_of_whole_blocks_ends_where_it_ends(self, card: SoftwareCard) -> None:
        files = {**card.content.files, File.PHOTO.value: bytes(range(252)) * 3}
        with Visit(SoftwareCard(replace(card.content, files=files))) as visit:
            assert visit.read(File.PHOTO) == bytes(range(252)) * 3

    def test_a_card_that_knows_no_paths_is_walked_step_by_step(self, card: SoftwareCard) -> None:
        class Old:
            def transmit(self, apdu: list[int]) -> tuple[list[int], int, int]:
                if apdu[:3] == [0x00, 0xA4, 0x08]:
                    return [], 0x6A, 0x87
                return card.transmit(apdu)

        with Visit(Old()) as visit:
            assert visit.read(File.IDENTITY) == card.content.files[File.IDENTITY.value]
