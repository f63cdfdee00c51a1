"""Which certificates are believed, and what proves that somebody holds the card now."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509

from eid import integrity, token
from eid.card import File, Visit
from eid.errors import EidError, Fault
from eid.trust import PINNED_ROOTS, TrustStore, fingerprint_of, holder_of
from eid.verifying import Verifier
from eid.virtual import Content, SoftwareCard
from eid.virtual_people import Authority, card_of, new_authority
from tests.eid.people import NORA, NOW

ORIGIN, NONCE = "https://sleutelbos.example.be", token.new_nonce()


@pytest.fixture
def store(authority: Authority) -> TrustStore:
    made = TrustStore(frozenset({fingerprint_of(authority.root)}))
    assert made.learn([authority.root, authority.issuer], NOW) == 2
    return made


def _certificate(content: Content, file: File = File.AUTHENTICATION) -> x509.Certificate:
    return integrity.certificate_of(content.files[file.value])


class TestCertificate:
    def test_a_card_of_a_known_authority_is_believed(self, store: TrustStore, authority: Authority) -> None:
        certificate = _certificate(card_of(NORA, NOW, authority=authority))
        assert store.check_signing_in(certificate, NOW) == authority.issuer
        holder = holder_of(certificate)
        assert (holder.national_number, holder.family_name) == (NORA.national_number, "Specimen")
        assert NORA.national_number not in repr(holder)

    def test_what_a_card_carries_is_learned_only_when_a_root_vouches_for_it(
        self, store: TrustStore, authority: Authority
    ) -> None:
        rogue = new_authority(authority.has_curve, NOW)  # its names are those of the genuine one
        assert store.learn([rogue.root, rogue.issuer, rogue.register], NOW) == 0
        with pytest.raises(EidError) as refused:
            store.check_signing_in(_certificate(card_of(NORA, NOW, authority=rogue)), NOW)
        assert refused.value.fault is Fault.CERT_UNTRUSTED
        with pytest.raises(EidError) as register:
            store.check_register(rogue.register, NOW)
        assert register.value.fault is Fault.DATA_TAMPERED

    def test_one_for_signing_documents_is_the_wrong_one(self, store: TrustStore, authority: Authority) -> None:
        signs = _certificate(card_of(NORA, NOW, authority=authority), File.SIGNATURE)
        with pytest.raises(EidError) as refused:
            store.check_signing_in(signs, NOW)
        assert refused.value.fault is Fault.WRONG_CERT

    def test_one_under_another_policy_is_the_wrong_one(self, store: TrustStore, authority: Authority) -> None:
        narrow = replace(store, policies=frozenset({"2.16.56.9.1.1.2.2"}))
        with pytest.raises(EidError) as refused:
            narrow.check_signing_in(_certificate(card_of(NORA, NOW, authority=authority)), NOW)
        assert refused.value.fault is Fault.WRONG_CERT

    @pytest.mark.parametrize("when", [timedelta(days=-2), timedelta(days=31)], ids=["early", "late"])
    def test_one_out_of_date_is_refused(self, store: TrustStore, authority: Authority, when: timedelta) -> None:
        short = card_of(NORA, NOW, authority=authority, life=(timedelta(days=1), timedelta(days=30)))
        with pytest.raises(EidError) as refused:
            store.check_signing_in(_certificate(short), NOW + when)
        expected = Fault.CERT_EXPIRED if when > timedelta(0) else Fault.CERT_UNTRUSTED
        assert refused.value.fault is expected  # two days ago the authority itself wasn't there yet

    def test_an_authority_and_a_citizen_are_no_register(self, store: TrustStore, authority: Authority) -> None:
        store.check_register(authority.register, NOW)
        for other in (authority.issuer, _certificate(card_of(NORA, NOW, authority=authority))):
            with pytest.raises(EidError):
                store.check_register(other, NOW)

    def test_the_real_roots_are_pinned_and_the_invented_ones_never(self, authority: Authority) -> None:
        assert {len(one) for one in PINNED_ROOTS} == {64}
        assert TrustStore().learn([authority.root, authority.issuer], NOW) == 0


class TestProof:
    """A signature over this site and this nonce, by the key of that certificate."""

    @pytest.fixture
    def sent(self, authority: Authority) -> dict[str, str]:
        with Visit(SoftwareCard(card_of(NORA, NOW, authority=authority))) as visit:
            file = visit.read(File.AUTHENTICATION)
            digest = token.digest_to_sign(ORIGIN, NONCE, visit.hash_algorithm())
            return token.token_of(integrity.certificate_of(file), file, visit.sign("1234", digest))

    def test_a_card_proves_that_it_is_there(self, sent: dict[str, str]) -> None:
        token.check_possession(token.proof_of(sent), ORIGIN, NONCE)

    @pytest.mark.parametrize(
        ("origin", "nonce"),
        [
            (ORIGIN + "/", NONCE),
            ("https://sleutelbos.example.be.evil.example", NONCE),
            ("http://sleutelbos.example.be", NONCE),
            (ORIGIN, token.new_nonce()),
            (ORIGIN + NONCE, ""),
        ],
        ids=["slash", "suffix", "scheme", "nonce", "moved"],
    )
    def test_another_place_or_another_nonce_was_not_signed(
        self, sent: dict[str, str], origin: str, nonce: str
    ) -> None:
        with pytest.raises(EidError) as refused:
            token.check_possession(token.proof_of(sent), origin, nonce)
        assert refused.value.fault is Fault.CHALLENGE_FAILED

    def test_somebody_elses_certificate_does_not_fit(self, sent: dict[str, str], authority: Authority) -> None:
        other = card_of(replace(NORA, national_number="82062199818"), NOW, authority=authority)
        stolen = {
            **sent,
            "unverifiedCertificate": base64.b64encode(other.files[File.AUTHENTICATION.value]).decode(),
        }
        with pytest.raises(EidError) as refused:
            token.check_possession(token.proof_of(stolen), ORIGIN, NONCE)
        assert refused.value.fault is Fault.CHALLENGE_FAILED

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda sent: {**sent, "algorithm": "none"},
            lambda sent: {**sent, "algorithm": "HS256"},
            lambda sent: {**sent, "algorithm": "RS256" if sent["algorithm"] == "ES384" else "ES384"},
            lambda sent: {**sent, "format": "web-eid:2.0"},
            lambda sent: {**sent, "signature": ""},
            lambda sent: {**sent, "signature": "%%%"},
            lambda sent: {**sent, "signature": None},
            lambda sent: {**sent, "signature": "A" * 100_000},
            lambda sent: {**sent, "signature": base64.b64encode(bytes(96)).decode()},
            lambda sent: {**sent, "unverifiedCertificate": base64.b64encode(b"no certificate").decode()},
            lambda sent: {"format": sent["format"]},
            lambda sent: {},
        ],
    )
    def test_a_token_that_is_none_is_refused(
        self, sent: dict[str, str], spoil: Callable[[dict[str, str]], dict[str, str]]
    ) -> None:
        with pytest.raises(EidError):
            token.check_possession(token.proof_of(spoil(sent)), ORIGIN, NONCE)

    def test_a_nonce_is_long_and_never_the_same(self) -> None:
        drawn = {token.new_nonce() for _ in range(100)}
        assert len(drawn) == 100
        assert min(len(base64.b64decode(one)) for one in drawn) >= 32


def test_an_authority_renewed_under_its_old_name_is_learned_as_well() -> None:
    store, before, after = TrustStore(), new_authority(True, NOW), new_authority(True, NOW)
    store.roots = frozenset(fingerprint_of(one.root) for one in (before, after))
    cards = [card_of(NORA, NOW, authority=one) for one in (before, after)]
    verifier = Verifier(store, lambda url, body=None: b"")
    for one, content in zip((before, after), cards, strict=True):
        with Visit(SoftwareCard(content)) as visit:
            certificate = integrity.certificate_of(visit.read(File.AUTHENTICATION))
            verifier.learn_issuer(visit, certificate, NOW)
        assert store.issuer_of(certificate, NOW) == one.issuer
