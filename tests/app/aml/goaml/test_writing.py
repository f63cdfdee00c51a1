"""The file of a report: every element in its place, every text clean, and nothing of it cut."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.aml.goaml.elements import cleaned
from app.aml.goaml.gathered import Gathered
from app.aml.goaml.readiness import are_required, findings
from app.aml.goaml.told import ReportDetails
from app.aml.goaml.writing import checked_against, written_file
from app.errors import Refusal
from models.values import IdentifierKind
from models.values.identified import IdentityDocument, PersonDetails
from tests.app.aml.complete_files import NUMBER
from tests.app.aml.goaml.known import (
    BARE_SAR,
    BARE_STR,
    BARE_TOLD,
    PROFILE,
    SAR,
    SAR_TOLD,
    SELLER,
    STR,
    TOLD,
    report_of,
)  # fmt: skip
from tests.app.aml.goaml.order import problems

FILES = {
    "rich STR": (STR, TOLD),
    "rich SAR": (SAR, SAR_TOLD),
    "SAR of an organisation": (
        replace(SAR, parties=(STR.parties[1],)),
        replace(SAR_TOLD, parties=TOLD.parties[1:]),
    ),
    "minimal STR": (BARE_STR, BARE_TOLD),
    "minimal SAR": (BARE_SAR, BARE_TOLD),
}


def file_of(known: Gathered, told: ReportDetails) -> bytes:
    return written_file(report_of(known, told))


def texts(content: bytes, path: str) -> list[str]:
    return [one.text or "" for one in etree.fromstring(content).findall(path)]


@pytest.mark.trust("AML")
@pytest.mark.parametrize("name", FILES)
def test_every_element_stands_where_the_portal_wants_it(name: str) -> None:
    known, told = FILES[name]
    assert not are_required(findings(PROFILE, known, report_of(known, told)))
    assert problems(file_of(known, told)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<submission_code>", b"<rentity_id>1</rentity_id><submission_code>"),
        (b"<role>", b"<comments>x</comments><role>"),
        (b"<first_name>", b"<last_name>x</last_name><first_name>"),
        (b"<amount_local>", b"<nothing>x</nothing><amount_local>"),
    ],
)
def test_the_checker_sees_what_stands_elsewhere(before: bytes, after: bytes) -> None:
    assert problems(file_of(STR, TOLD).replace(before, after, 1))


def test_a_report_of_a_transaction_tells_who_what_and_how_much() -> None:
    content = file_of(STR, TOLD)
    for path, found in {
        "report_code": ["STR"],
        "submission_date": ["2026-12-01T00:30:00"],
        "currency_code_local": ["EUR"],
        "reporting_person/last_name": ["Peeters"],
        "transaction/transactionnumber": ["2026-014"],
        "transaction/transaction_location": ["9300 Aalst"],
        "transaction/transaction_description": ["Sale: 2026-014"],
        "transaction/date_transaction": ["2026-12-18T00:00:00"],
        "transaction/transmode_code": ["CASH"],
        "transaction/amount_local": ["425000.00"],
        "transaction/involved_parties/party/role": ["SELL", "BUY"],
        "transaction/involved_parties/party/is_suspected": ["true"],
        "transaction/involved_parties/party/significance": ["2", "9"],
        "transaction/involved_parties/party/person/ssn": [NUMBER.digits],
        "transaction/involved_parties/party/person/gender": ["M"],
        "transaction/involved_parties/party/person/id_number": ["592123456784"],
        "transaction/involved_parties/party/entity/incorporation_number": ["0403170701"],
        "transaction/involved_parties/party/entity/director_id/last_name": ["Baele"],
        "transaction/involved_parties/party/entity/director_id/role": ["REPR"],
        "transaction/goods_services/item/item_type": ["REAL"],
        "transaction/goods_services/item/registration_number": ["41002A0123/00B000"],
        "transaction/goods_services/item/address/address": ["Kerkstraat 3"],
        "report_indicators/indicator": ["RE03", "RE04"],
        "activity": [],
    }.items():
        assert texts(content, path) == found, path
    comments = texts(content, "transaction/comments")[0]
    for words in (
        "Loan [LOAN]: 300000.00 EUR (KBC)",
        "42500.00",
        "BE68539007547034",
        "Meester Peeters",
        "in cash",
    ):
        assert words in comments


def test_a_report_of_an_activity_has_no_transaction_and_nobody_left_out() -> None:
    party = replace(SAR_TOLD.parties[0], is_suspected=True)
    two = replace(SAR, parties=(SELLER, replace(SELLER, root_id=9, name="Other", role="")))
    left = replace(SAR_TOLD, parties=(party, replace(party, root_id=9, role="", left_out=True)))
    content = file_of(two, left)
    assert texts(content, "transaction") == []
    assert texts(content, "activity/report_parties/report_party/role") == ["SELL"]
    assert texts(content, "activity/report_parties/report_party/reason") == ["He sells."]


def test_a_passport_stands_among_passports() -> None:
    assert isinstance(SELLER.details, PersonDetails)
    paper = IdentityDocument(IdentifierKind.PASSPORT, "EK123", "FR")
    known = replace(SAR, parties=(replace(SELLER, details=replace(SELLER.details, document=paper)),))
    content = file_of(known, SAR_TOLD)
    person = "activity/report_parties/report_party/person/"
    assert texts(content, f"{person}passport_number") == ["EK123"]
    assert texts(content, f"{person}passport_country") == ["FR"]
    assert texts(content, f"{person}id_number") == []
    assert texts(content, f"{person}identifications/identification/type") == ["PASS"]


def test_where_the_fiu_wants_nothing_around_documents_nothing_stands_there() -> None:
    flat = replace(PROFILE, identifications="")
    content = written_file(report_of(SAR, SAR_TOLD, flat))
    assert texts(content, "activity/report_parties/report_party/person/identification/number") == ["592123456784"]
    assert problems(content) == []


@pytest.mark.trust("Wider attack list")
@given(st.text(max_size=300), st.text(max_size=60))
def test_whatever_is_typed_the_file_can_be_read_and_says_it(reason: str, name: str) -> None:
    assert isinstance(SELLER.details, PersonDetails)
    details = replace(SELLER.details, family_name=f"V{name}")
    known = replace(SAR, parties=(replace(SELLER, details=details),))
    content = file_of(known, replace(SAR_TOLD, reason=f"R {reason}"))
    assert problems(content) == []
    assert texts(content, "reason") == [cleaned(f"R {reason}")]
    assert texts(content, "activity/report_parties/report_party/person/last_name") == [cleaned(f"V{name}")]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\x08c", "abc"),
        ("a\r\nb\rc\x85d", "a\nb\nc\nd"),
        ("\u202egnirts\u202c", "gnirts"),
        ("\ud800x\ufffe", "x"),
        (" <b>&amp;\t", "<b>&amp;"),
    ],
)
def test_what_no_file_can_hold_and_nobody_sees_is_gone(typed: str, kept: str) -> None:
    assert cleaned(typed) == kept


def test_the_same_report_gives_the_same_bytes() -> None:
    assert file_of(STR, TOLD) == file_of(STR, TOLD)


SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="report"><xs:complexType>
<xs:sequence>{0}<xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
</xs:complexType></xs:element></xs:schema>"""
FIRST = '<xs:element name="schema_version" type="xs:string"/><xs:element name="rentity_id" type="xs:integer"/>'


@pytest.mark.trust("AML")
@pytest.mark.trust("1.5.1")
def test_the_fius_own_schema_is_asked_as_well(tmp_path: Path) -> None:
    path = tmp_path / "goaml.xsd"
    path.write_text(SCHEMA.format(FIRST), encoding="utf-8")
    checked_against(path, file_of(STR, TOLD))
    with pytest.raises(Refusal) as found:
        checked_against(path, file_of(STR, replace(TOLD, rentity_id="no number")))
    assert found.value.code == "aml.fiu.schema"
    assert "rentity_id" in str(found.value.facts["told"])
    secret = tmp_path / "secret"
    secret.write_text("xs:integer")
    outside = f'<!DOCTYPE s [<!ENTITY e SYSTEM "{secret}">]>' + SCHEMA.format(FIRST.replace("xs:integer", "&e;"))
    for text in ("", "<nothing/>", outside):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(Refusal) as found:
            checked_against(path, file_of(STR, TOLD))
        assert found.value.code == "aml.fiu.no_schema"
    with pytest.raises(Refusal):
        checked_against(tmp_path / "nowhere", file_of(STR, TOLD))
