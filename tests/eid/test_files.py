"""The files of a card: read by tag, dates in three languages, and only what the register signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

import pytest

from eid import integrity
from eid.card import File
from eid.dates import MONTHS, BirthDate, birth_date_of, validity_day_of
from eid.errors import EidError, Fault
from eid.identity import address_of, identity_of
from eid.tlv import field_of, fields_of
from eid.virtual import Content
from eid.virtual_people import card_of, demo_authority, identity_file
from tests.eid.people import NORA, NOW, mutant_of


@pytest.fixture(scope="module")
def nora() -> Content:
    return card_of(NORA, NOW)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 MEI 1985", BirthDate(1985, 5, 12)),
        ("12 MAI  1985", BirthDate(1985, 5, 12)),
        ("1.MÄR.1931", BirthDate(1931, 3, 1)),
        ("01.JUIL 1999", BirthDate(1999, 7, 1)),
        ("29 FEV 2000", BirthDate(2000, 2, 29)),
        ("1947", BirthDate(1947)),
        ("30 dez 2012", BirthDate(2012, 12, 30)),
    ],
)
def test_birth_dates_are_read_as_cards_write_them(text: str, expected: BirthDate) -> None:
    assert birth_date_of(text) == expected


def test_every_month_of_every_language_is_known() -> None:
    assert {MONTHS[name] for name in ("MARS", "MAAR", "MÄR")} == {3}
    for name, number in MONTHS.items():
        assert birth_date_of(f"28 {name} 1985").whole == date(1985, number, 28)


@pytest.mark.parametrize(
    "text", ["12 MAY 1985", "12 05 1985", "30 FEB 1985", "", "MEI 1985", "12 MEI 85", "1 MEI 3000"]
)
def test_an_unknown_month_is_never_january(text: str) -> None:
    with pytest.raises(EidError) as refused:
        birth_date_of(text)
    assert refused.value.fault is Fault.UNREADABLE


@pytest.mark.parametrize("text", ["31.02.2030", "1.1.2030", "2030-01-01", ""])
def test_a_day_of_validity_has_one_form(text: str) -> None:
    with pytest.raises(EidError):
        validity_day_of(text)


def test_the_version_of_the_structure_and_unknown_tags_are_no_trouble() -> None:
    plain = identity_file(NORA, b"photo", NOW, has_curve=True)
    newer = identity_file(NORA, b"photo", NOW, has_curve=True, version=True) + field_of(0x7E, b"later")
    assert identity_of(newer + bytes(33)) == identity_of(plain)


def test_a_last_field_may_end_in_zeros_and_a_file_be_filled_up() -> None:
    assert fields_of(b"\x01\x02\x41\x00" + bytes(9)) == {1: b"A\x00"}
    assert fields_of(b"\x01\x00") == {1: b""}
    assert fields_of(bytes(20)) == {}


@pytest.mark.parametrize(
    "data",
    [b"\x01", b"\x01\x05AB", b"\x01\x80" + b"A" * 200, b"\x01\x01A\x01\x01B"],
    ids=["tag", "cut", "long", "twice"],
)
def test_a_file_that_does_not_add_up_is_refused(data: bytes) -> None:
    with pytest.raises(EidError):
        fields_of(data)


@pytest.mark.parametrize("kind", [1, 8, 11, 28, 33, 69])
def test_cards_of_foreigners_and_children_are_read(kind: int) -> None:
    found = identity_of(identity_file(replace(NORA, document_type=kind), b"", NOW, has_curve=False))
    assert (found.document_type, found.is_of_child) == (kind, kind == 69)


def test_a_number_or_a_name_stands_in_no_text_of_an_identity() -> None:
    found = identity_of(identity_file(NORA, b"", NOW, has_curve=True))
    for secret in (NORA.national_number, NORA.family_name, NORA.given_names):
        assert secret not in repr(found)


@pytest.mark.parametrize("file", [File.IDENTITY, File.ADDRESS, File.PHOTO], ids=lambda one: one.name)
@pytest.mark.parametrize("has_curve", [False, True], ids=["1.7", "1.8"])
def test_a_changed_file_is_found_out(file: File, has_curve: bool) -> None:
    made = card_of(NORA, NOW, has_curve=has_curve)
    files = {one: made.files[one.value] for one in File}
    begin = {File.IDENTITY: b"Specimen", File.ADDRESS: b"9999", File.PHOTO: b"\xff\xda"}
    at = files[file].index(begin[file])
    files[file] = files[file][:at] + bytes((files[file][at] ^ 1,)) + files[file][at + 1 :]
    with pytest.raises(EidError) as refused:
        _check_all(files)
    assert refused.value.fault is Fault.DATA_TAMPERED


def _check_all(files: dict[File, bytes]) -> None:
    register = integrity.certificate_of(files[File.REGISTER])
    integrity.check_identity(files[File.IDENTITY], files[File.IDENTITY_SIGNATURE], register)
    signatures = files[File.ADDRESS_SIGNATURE], files[File.IDENTITY_SIGNATURE]
    integrity.check_address(files[File.ADDRESS], *signatures, register)
    integrity.check_photo(files[File.PHOTO], identity_of(files[File.IDENTITY]))


def test_an_address_of_another_card_does_not_fit(nora: Content) -> None:
    files = {one: nora.files[one.value] for one in File}
    other = card_of(replace(NORA, national_number="82062199818", given_names="Ann"), NOW)
    register = demo_authority(True).register
    with pytest.raises(EidError):
        integrity.check_address(
            other.files[File.ADDRESS.value],
            other.files[File.ADDRESS_SIGNATURE.value],
            files[File.IDENTITY_SIGNATURE],
            register,
        )


def test_twenty_thousand_mutants_give_only_declared_errors(nora: Content) -> None:
    random = Random(20270315)  # noqa: S311 - the same mutants each time
    register = demo_authority(True).register
    files = {one: nora.files[one.value] for one in File}
    readers = {
        File.IDENTITY: identity_of,
        File.ADDRESS: address_of,
        File.AUTHENTICATION: integrity.certificate_of,
    }
    refused = 0
    for number in range(20_000):
        file = list(readers)[number % 3]
        mutant = mutant_of(files[file], random)
        try:
            readers[file](mutant)
            if file is File.IDENTITY and mutant != files[file]:
                integrity.check_identity(mutant, files[File.IDENTITY_SIGNATURE], register)
                raise AssertionError("the register signed no such thing")
        except EidError:
            refused += 1
    assert refused > 5_000
