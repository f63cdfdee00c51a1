"""A token that speaks PKCS #11, labelled as the middleware labels cards: SoftHSM2 with an invented person."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from sqlalchemy import select

from app.accounts.card_ways import CardWays
from app.accounts.desk_reading import holder_of_token
from app.database import engine_for, session_factory
from app.transaction import Scope, enter
from eid import integrity
from eid.backends import pkcs11
from eid.card import File
from eid.errors import EidError, Fault
from eid.token import check_possession, new_nonce, proof_of
from eid.trust import TrustStore, fingerprint_of
from eid.verifying import Verifier
from eid.virtual import Content
from eid.virtual_people import card_of, demo_authority
from models.accounts import CardAuthority
from tests.database import TestServer
from tests.eid.people import NORA, NOW

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
ORIGIN = "https://sleutelbos.example.be"


def _lacks() -> str:
    if not MODULE.exists() or shutil.which("softhsm2-util") is None:
        return "softhsm2 isn't installed"
    try:
        with pkcs11.token_in("/nowhere.so"):
            pass
    except EidError as problem:
        return "python-pkcs11 isn't installed" if problem.fault is Fault.SUPPORT_MISSING else ""
    return ""


pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(_lacks()), reason=_lacks())]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where tokens lie; the module reads it once for each process."""
    folder = tmp_path_factory.mktemp("tokens")
    settings = folder / "softhsm2.conf"
    settings.write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\nlog.level = ERROR\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(settings))
        yield folder


@pytest.fixture(scope="module", params=[False, True], ids=["rsa", "curve"])
def label(request: pytest.FixtureRequest, place: Path) -> str:
    """A token with the authentication key and certificate of a card."""
    name = f"BELPIC {'curve' if request.param else 'rsa'}"
    made = card_of(NORA, NOW, has_curve=bool(request.param))
    _run("softhsm2-util", "--init-token", "--free", "--label", name, "--so-pin", "12345678", "--pin", "1234")
    _put(place, name, made)
    return name


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _put(place: Path, name: str, content: Content) -> None:
    library = pkcs11._library()
    key = content.keys[0x82].private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = place / "key.pem"
    file.write_bytes(key)
    _run(
        "softhsm2-util",
        *("--import", str(file), "--token", name, "--label", "Authentication", "--id", "01", "--pin", "1234"),
    )
    labels = {File.AUTHENTICATION: "Authentication", File.ISSUER: "CA", File.ROOT: "Root"}
    with pkcs11.token_in(str(MODULE), name) as token, token.open(rw=True, user_pin="1234") as session:
        for one, label in labels.items():
            certificate = integrity.certificate_of(content.files[one.value])
            session.create_object(
                {
                    library.Attribute.CLASS: library.ObjectClass.CERTIFICATE,
                    library.Attribute.CERTIFICATE_TYPE: library.CertificateType.X_509,
                    library.Attribute.TOKEN: True,
                    library.Attribute.LABEL: label,
                    library.Attribute.SUBJECT: certificate.subject.public_bytes(),
                    library.Attribute.VALUE: content.files[one.value],
                }
            )


def test_a_token_signs_what_a_browser_would_send(label: str) -> None:
    nonce = new_nonce()
    with pkcs11.token_in(str(MODULE), label) as token:
        check_possession(proof_of(pkcs11.sign_with_token(token, "1234", ORIGIN, nonce)), ORIGIN, nonce)


def test_a_wrong_pin_is_wrong_and_what_is_no_pin_is_not_sent(label: str) -> None:
    with pkcs11.token_in(str(MODULE), label) as token:
        for pin, fault in (("9999", Fault.PIN_WRONG), ("12", Fault.PIN_FORMAT)):
            with pytest.raises(EidError) as refused:
                pkcs11.sign_with_token(token, pin, ORIGIN, new_nonce())
            assert refused.value.fault is fault


def test_its_holder_signs_in_and_who_issued_it_is_learned(
    label: str, server: TestServer, cloned_database: str
) -> None:
    def silent(url: str, body: bytes | None = None) -> bytes:
        raise EidError(Fault.REVOCATION_UNKNOWN)

    root = demo_authority("curve" in label).root
    verifier = Verifier(TrustStore(frozenset({fingerprint_of(root)})), silent, takes_unknown=True)
    ways = CardWays(verifier, ORIGIN, module=str(MODULE), module_label=label)
    assert (ways.at_desk("127.0.0.1"), ways.at_desk("203.0.113.9"), ways.desk_for("127.0.0.1")) == (
        True,
        False,
        None,
    )
    engine = engine_for(server.url("house_app", cloned_database), seconds=120)
    with session_factory(engine)() as session:
        with pytest.raises(EidError) as refused:
            holder_of_token(session, ways, "9999", NOW)
        assert refused.value.fault is Fault.PIN_WRONG
        found = holder_of_token(session, ways, "1234", NOW)
        assert (found.number.digits, found.way, found.source) == (NORA.national_number, "desk_reader", "number")
        enter(session, Scope.office())
        learned = session.scalars(select(CardAuthority.is_root).order_by(CardAuthority.is_root)).all()
    engine.dispose()
    assert learned == [False, True]


def test_a_token_nobody_we_know_issued_is_not_asked_for_its_pin(label: str) -> None:
    verifier = Verifier(TrustStore(frozenset()), lambda url, body=None: b"")
    with pkcs11.token_in(str(MODULE), label) as token, pytest.raises(EidError) as refused:
        pkcs11.sign_in_with_token(token, verifier, "9999", ORIGIN, new_nonce(), NOW)
    assert refused.value.fault is Fault.CERT_UNTRUSTED


def test_no_card_and_no_middleware_are_told_apart(place: Path) -> None:
    for module, fault in ((str(MODULE), Fault.NO_CARD), ("/nowhere.so", Fault.MIDDLEWARE_MISSING)):
        with pytest.raises(EidError) as refused, pkcs11.token_in(module, "nobody"):
            pass
        assert refused.value.fault is fault
