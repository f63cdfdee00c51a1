"""Invented people with cards: a hierarchy of certificates like the real one, and files the register signed.

Made anew for each process, under roots nobody else trusts. Nobody real is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256, sha384
from io import BytesIO

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from PIL import Image, ImageDraw

from eid.card import EC_APPLET, File
from eid.identity import AddressTag, Tag
from eid.tlv import field_of
from eid.virtual import Content, PrivateKey

CITIZEN_SIGNS_IN = x509.ObjectIdentifier("2.16.56.12.1.1.2.2")
CITIZEN_SIGNS = x509.ObjectIdentifier("2.16.56.12.1.1.2.1")
_LIFE = timedelta(days=3650)
_MONTHS = ("JAN", "FEB", "MAAR", "APR", "MEI", "JUN", "JUL", "AUG", "SEP", "OKT", "NOV", "DEC")


@dataclass(frozen=True)
class Human:
    """Somebody who gets a card. `national_number` is eleven digits that fit together."""

    national_number: str
    family_name: str
    given_names: str
    birth_date: date
    sex: str = "M"
    birth_place: str = "Voorbeeldegem"
    street: str = "Kerkstraat 1"
    postal_code: str = "9999"
    municipality: str = "Voorbeeldegem"
    document_type: int = 1


@dataclass(frozen=True)
class Authority:
    """Who issues cards: a root, the authority for citizens beneath it, and the national register."""

    has_curve: bool
    root: x509.Certificate
    issuer: x509.Certificate
    issuer_key: PrivateKey = field(repr=False)
    register: x509.Certificate
    register_key: PrivateKey = field(repr=False)


def _new_key(has_curve: bool) -> PrivateKey:
    return ec.generate_private_key(ec.SECP384R1()) if has_curve else rsa.generate_private_key(65537, 2048)


def _name(common: str, **more: str) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "BE"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if "number" in more:
        parts += [
            x509.NameAttribute(NameOID.SURNAME, more["family_name"]),
            x509.NameAttribute(NameOID.GIVEN_NAME, more["given_names"]),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, more["number"]),
        ]
    if "organisation" in more:
        parts.insert(1, x509.NameAttribute(NameOID.ORGANIZATION_NAME, more["organisation"]))
    return x509.Name(parts)


def _usage(*, signs: bool = False, commits: bool = False, issues: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=commits,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issues,
        crl_sign=issues,
        encipher_only=False,
        decipher_only=False,
    )


def _certificate(
    subject: x509.Name,
    key: PrivateKey,
    issuer: x509.Name,
    issuer_key: PrivateKey,
    now: datetime,
    *extensions: tuple[x509.ExtensionType, bool],
    life: tuple[timedelta, timedelta] = (timedelta(days=1), _LIFE),
) -> x509.Certificate:
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - life[0])
        .not_valid_after(now + life[1])
    )
    for extension, critical in extensions:
        made = made.add_extension(extension, critical)
    return made.sign(issuer_key, hash_of(issuer_key))


def _access(address: str) -> x509.AuthorityInformationAccess:
    where = x509.UniformResourceIdentifier(address)
    return x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.OCSP, where)])


def _points(address: str) -> x509.CRLDistributionPoints:
    where = [x509.UniformResourceIdentifier(address)]
    return x509.CRLDistributionPoints([x509.DistributionPoint(where, None, None, None)])


def new_deputy(
    authority: Authority, now: datetime, *, may_answer: bool = True
) -> tuple[x509.Certificate, PrivateKey]:
    """Somebody whom the authority appointed to answer about its certificates, or for something else."""
    key = _new_key(authority.has_curve)
    use = ExtendedKeyUsageOID.OCSP_SIGNING if may_answer else ExtendedKeyUsageOID.CLIENT_AUTH
    extensions = ((_usage(signs=True), True), (x509.ExtendedKeyUsage([use]), False))
    issuer = authority.issuer.subject
    return _certificate(_name("Invented answers"), key, issuer, authority.issuer_key, now, *extensions), key


def hash_of(key: PrivateKey) -> hashes.SHA256 | hashes.SHA384:
    return hashes.SHA256() if isinstance(key, rsa.RSAPrivateKey) else hashes.SHA384()


def new_authority(has_curve: bool, now: datetime) -> Authority:
    """A root of its own, which has to be trusted by name before anybody trusts its cards."""
    root_key, issuer_key, register_key = (_new_key(has_curve) for _ in range(3))
    root_name = _name("Invented Root CA", organisation="Sleutelbos demonstration")
    issuer_name = _name("Invented Citizen CA", organisation="Sleutelbos demonstration")
    root = _certificate(
        root_name,
        root_key,
        root_name,
        root_key,
        now,
        (x509.BasicConstraints(ca=True, path_length=1), True),
        (_usage(issues=True), True),
    )
    issuer = _certificate(
        issuer_name,
        issuer_key,
        root_name,
        root_key,
        now,
        (x509.BasicConstraints(ca=True, path_length=0), True),
        (_usage(issues=True), True),
    )
    register = _certificate(
        _name("RRN", organisation="RRN"),
        register_key,
        root_name,
        root_key,
        now,
        (_usage(signs=True, commits=True), True),
    )
    return Authority(has_curve, root, issuer, issuer_key, register, register_key)


@cache
def demo_authority(has_curve: bool) -> Authority:
    """One for each kind of key, as long as the process lives."""
    return new_authority(has_curve, datetime.now(UTC))


@cache
def _photo() -> bytes:
    """A grey figure, about as many bytes as the portrait of a real card."""
    drawn = Image.linear_gradient("L").resize((140, 200))
    pen = ImageDraw.Draw(drawn)
    pen.ellipse((15, 135, 125, 260), fill=70)
    pen.ellipse((38, 30, 102, 120), fill=215)
    grained = Image.blend(drawn, Image.effect_noise(drawn.size, 40), 0.12)
    made = BytesIO()
    grained.save(made, "JPEG", quality=60)
    return made.getvalue()


def _der(certificate: x509.Certificate) -> bytes:
    """As a card keeps it: filled up with zeros."""
    return certificate.public_bytes(serialization.Encoding.DER) + bytes(40)


def _birth_date(born: date) -> str:
    return f"{born.day:02} {_MONTHS[born.month - 1]}  {born.year}"


def identity_file(human: Human, photo: bytes, now: datetime, *, has_curve: bool, version: bool = False) -> bytes:
    """The identity file; with `version` it begins with the tag of the structure's version."""
    day, hashed = now.date(), (sha384(photo) if has_curve else sha256(photo)).digest()
    values: dict[int, str | bytes] = {
        Tag.CARD_NUMBER: "592123456789",
        Tag.CHIP_NUMBER: bytes(range(16)),
        Tag.VALID_FROM: f"{day - timedelta(days=30):%d.%m.%Y}",
        Tag.VALID_UNTIL: f"{day + _LIFE - timedelta(days=30):%d.%m.%Y}",
        Tag.MUNICIPALITY: human.municipality,
        Tag.NATIONAL_NUMBER: human.national_number,
        Tag.FAMILY_NAME: human.family_name,
        Tag.GIVEN_NAMES: human.given_names,
        Tag.THIRD_INITIAL: "",
        Tag.NATIONALITY: "Belg",
        Tag.BIRTH_PLACE: human.birth_place,
        Tag.BIRTH_DATE: _birth_date(human.birth_date),
        Tag.SEX: human.sex,
        Tag.NOBILITY: "",
        Tag.DOCUMENT_TYPE: f"{human.document_type:02}" if human.document_type > 9 else f"{human.document_type}",
        Tag.PHOTO_HASH: hashed,
    }
    begin = field_of(0x00, b"\x00\x01") if version else b""
    return begin + b"".join(field_of(t, v.encode() if isinstance(v, str) else v) for t, v in values.items())


def address_file(human: Human) -> bytes:
    values = {
        AddressTag.STREET: human.street,
        AddressTag.POSTAL_CODE: human.postal_code,
        AddressTag.MUNICIPALITY: human.municipality,
    }
    return b"".join(field_of(tag, value.encode()) for tag, value in values.items()) + bytes(20)


def signed_by(key: PrivateKey, data: bytes) -> bytes:
    """The register's signature as it stands on a card: one on a curve has room to spare."""
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    made = key.sign(data, ec.ECDSA(hashes.SHA384()))
    return made + bytes(112 - len(made))


def card_of(
    human: Human,
    now: datetime,
    *,
    pin: str = "1234",
    authority: Authority | None = None,
    has_curve: bool = True,
    life: tuple[timedelta, timedelta] = (timedelta(days=1), _LIFE),
    version: bool = False,
    without: frozenset[File] = frozenset(),
    changed: Mapping[File, bytes] | None = None,
    services: tuple[str, str] | None = None,
) -> Content:
    """A card for somebody: applet 1.8 with a curve, else 1.7. `without` leaves files empty, as on a child's card;
    `changed` puts other bytes in their place after the register signed; `services` are the addresses of a
    revocation service and of its list."""
    made_by = authority or demo_authority(has_curve)
    curve = made_by.has_curve
    keys = {0x82: _new_key(curve), 0x83: _new_key(curve)}
    more = {
        "family_name": human.family_name,
        "given_names": human.given_names,
        "number": human.national_number,
    }
    certificates = {}
    for file, number, said, policy, usage, extended in (
        (File.AUTHENTICATION, 0x82, "Authentication", CITIZEN_SIGNS_IN, _usage(signs=True), True),
        (File.SIGNATURE, 0x83, "Signature", CITIZEN_SIGNS, _usage(commits=True), False),
    ):
        extensions: list[tuple[x509.ExtensionType, bool]] = [
            (usage, True),
            (x509.CertificatePolicies([x509.PolicyInformation(policy, None)]), False),
        ]
        if services is not None:
            extensions += [(_access(services[0]), False), (_points(services[1]), False)]
        if extended:
            extensions.append((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False))
        subject = _name(f"{human.given_names} {human.family_name} ({said})", **more)
        issuer = made_by.issuer.subject
        certificates[file] = _certificate(
            subject, keys[number], issuer, made_by.issuer_key, now, *extensions, life=life
        )
    photo = _photo()
    identity = identity_file(human, photo, now, has_curve=curve, version=version)
    identity_signature = signed_by(made_by.register_key, identity)
    address = address_file(human)
    files = {
        File.AUTHENTICATION: _der(certificates[File.AUTHENTICATION]),
        File.SIGNATURE: _der(certificates[File.SIGNATURE]),
        File.ISSUER: _der(made_by.issuer),
        File.ROOT: _der(made_by.root),
        File.REGISTER: _der(made_by.register),
        File.IDENTITY: identity,
        File.IDENTITY_SIGNATURE: identity_signature,
        File.ADDRESS: address,
        File.ADDRESS_SIGNATURE: signed_by(made_by.register_key, address.rstrip(b"\0") + identity_signature),
        File.PHOTO: photo,
    }
    files.update(dict.fromkeys(without, b""))
    files.update(changed or {})
    return Content(EC_APPLET if curve else 0x17, {file.value: data for file, data in files.items()}, keys, pin)
