"""The payment code as banks read it, and the paper of a transfer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app import pdf
from app.pdf import Code, Facts
from app.wallet import epc
from app.wallet.transfer_paper import sheet
from app.wallet.transfers import HouseAccount
from app.words import words_in
from models.organisations import Organisation
from models.values import Iban, Money, StructuredReference, euro
from tests.app.wallet.bank_days import transfer
from tests.app.wallet.offices import office

OURS = HouseAccount(Iban("BE68539007547034"), "Sleutelbos vzw")
REFERENCE = StructuredReference.make(108068171)
_NAMES = st.text(st.characters(categories=("L", "Nd"), max_codepoint=0x24F), min_size=1, max_size=70)


def test_the_code_says_whom_to_pay_how_much_and_with_which_communication() -> None:
    assert epc.payload(OURS, euro("12.5"), REFERENCE) == (
        "BCD\n002\n1\nSCT\n\nSleutelbos vzw\nBE68539007547034\nEUR12.50\n\n\n+++010/8068/17183+++"
    )


@given(_NAMES, st.integers(1, 500_000), st.sampled_from(["", "GEBABEBB", "GEBABEBBXXX"]))
def test_every_code_is_within_what_banks_read(name: str, cents: int, bic: str) -> None:
    told = epc.payload(HouseAccount(OURS.iban, name, bic), Money(euro(cents).euro / 100), REFERENCE)
    assert len(told.encode()) <= 331
    assert told.split("\n")[4:8] == [bic, name, "BE68539007547034", f"EUR{cents // 100}.{cents % 100:02}"]
    assert len(epc.modules(told)) <= 69


@pytest.mark.parametrize(("name", "gross"), [("", "1"), ("x" * 71, "1"), ("Sleutelbos", "0")])
def test_what_no_bank_reads_is_no_code(name: str, gross: str) -> None:
    with pytest.raises(ValueError, match=r"the name|an amount"):
        epc.payload(HouseAccount(OURS.iban, name), euro(gross), REFERENCE)


def test_the_picture_for_a_page_has_no_style_and_no_script() -> None:
    told = epc.as_svg(epc.payload(OURS, euro("12.5"), REFERENCE))
    assert told.startswith("<svg ")
    assert "style" not in told
    assert "script" not in told
    assert epc.as_png("x").startswith(b"\x89PNG")


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_the_paper_says_all_that_one_fills_in(session: Session, language: str) -> None:
    one = office(session)
    made = transfer(session, one, "1234.50")
    organisation = session.get_one(Organisation, one.id)
    paper = sheet(words_in(language), made, organisation, OURS)
    facts = [value for block in paper.blocks if isinstance(block, Facts) for _, value in block.rows]
    assert str(OURS.iban) in facts
    assert str(StructuredReference(made.reference or "")) in facts
    assert any("1.234,50" in value or "1\u202f234,50" in value or "1,234.50" in value for value in facts)
    assert [block for block in paper.blocks if isinstance(block, Code)]
    assert pdf.made(paper) == pdf.made(paper)
