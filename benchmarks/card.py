"""Reading a whole card and verifying who signed, against the least that could be done.

The reference of reading sends the very commands that our reading sent, and looks at nothing: what is left is what
blocks, status words and counting cost. That of verifying makes the three signature checks with the bare keys; ours
also parses the token and the certificate, finds the path, and looks at use, policy and dates. Revocation is asked
elsewhere, at the speed of the network. The size is how often each is done; the software card signs with a curve.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from benchmarks.measure import Job, Times, interleaved, main
from eid import integrity, token
from eid.card import File, Visit
from eid.trust import TrustStore, fingerprint_of
from eid.verifying import sign_at_desk
from eid.virtual import SoftwareCard
from eid.virtual_people import Human, card_of, new_authority

JOBS = (
    Job("a whole card, read and signed", "the same commands, bare", goal=2.0),
    Job("who signed, verified", "three signature checks", goal=2.0),
)
SIZES = (50, 200)
ORIGIN = "https://sleutelbos.example.be"
_NORA = Human("85073003328", "Specimen", "Nora", date(1985, 7, 30))


class _Listening:
    """A card, and what it was asked."""

    def __init__(self, card: SoftwareCard) -> None:
        self.card = card
        self.asked: list[list[int]] = []

    def transmit(self, apdu: list[int]) -> tuple[list[int], int, int]:
        self.asked.append(apdu)
        return self.card.transmit(apdu)


def measured(size: int, rounds: int) -> Iterator[Times]:
    """Both jobs at one size."""
    now, nonce = datetime.now(UTC), token.new_nonce()
    authority = new_authority(has_curve=True, now=now)
    card = SoftwareCard(card_of(_NORA, now, authority=authority))
    heard = _Listening(card)

    def read(connection: SoftwareCard | _Listening) -> dict[str, str]:
        with Visit(connection) as visit:
            for file in File:
                if file is not File.AUTHENTICATION:  # read with the signature
                    visit.read(file)
            return sign_at_desk(visit, "1234", ORIGIN, nonce).token

    sent = read(heard)

    def replay() -> None:
        for apdu in heard.asked:
            card.transmit(apdu)

    times = interleaved(
        {"ours": lambda: _often(size, lambda: read(card)), "bare": lambda: _often(size, replay)}, rounds
    )
    each = times["ours"] / size / len(heard.asked) * 1000
    yield Times(JOBS[0].name, times["ours"], times["bare"], f"{len(heard.asked)} commands, {each:.0f} µs each")

    store = TrustStore(frozenset({fingerprint_of(authority.root)}))
    store.learn([authority.root, authority.issuer], now)

    def verify() -> None:
        proof = token.proof_of(sent)
        store.check_signing_in(proof.certificate, now)
        token.check_possession(proof, ORIGIN, nonce)

    leaf = integrity.certificate_of(card.content.files[File.AUTHENTICATION.value])
    signature = base64.b64decode(sent["signature"])
    both = (int.from_bytes(part, "big") for part in (signature[:48], signature[48:]))
    checks = (
        (authority.root, authority.issuer.signature, authority.issuer.tbs_certificate_bytes),
        (authority.issuer, leaf.signature, leaf.tbs_certificate_bytes),
        (leaf, utils.encode_dss_signature(*both), token.to_sign(ORIGIN, nonce, hashes.SHA384())),
    )
    keys = [(one.public_key(), made, signed) for one, made, signed in checks]

    def bare() -> None:
        for key, made, signed in keys:
            if isinstance(key, ec.EllipticCurvePublicKey):
                key.verify(made, signed, ec.ECDSA(hashes.SHA384()))

    times = interleaved({"ours": lambda: _often(size, verify), "bare": lambda: _often(size, bare)}, rounds)
    yield Times(JOBS[1].name, times["ours"], times["bare"], f"{size / times['ours'] * 1000:.0f} a second")


def _often(size: int, work: Callable[[], object]) -> None:
    for _ in range(size):
        work()


if __name__ == "__main__":
    main(__file__)
