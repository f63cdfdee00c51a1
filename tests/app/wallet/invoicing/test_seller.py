"""Who invoices, as the settings name him: whole, or not at all."""

from __future__ import annotations

import pytest

from app.wallet.invoicing.paper import Party
from app.wallet.invoicing.papers import noted
from app.wallet.invoicing.seller import read_seller

WHOLE = {
    "SELLER_NAME": "Sleutelbos vzw",
    "SELLER_NUMBER": "0403.170.701",
    "SELLER_STREET": "Kerkstraat 12",
    "SELLER_POSTAL_CODE": "2800",
    "SELLER_PLACE": "Mechelen",
}


def test_who_invoices_is_named_whole_with_an_address_for_mails_or_without() -> None:
    named = Party("Sleutelbos vzw", "0403170701", True, "Kerkstraat 12", "2800", "Mechelen")
    assert read_seller(WHOLE) == named
    told = read_seller(WHOLE | {"SELLER_EMAIL": " facturen@sleutelbos.example "})
    assert told is not None
    assert told.email == noted(told)["email"] == "facturen@sleutelbos.example"


def test_an_installation_that_names_nobody_invoices_nothing() -> None:
    assert read_seller({}) is read_seller(dict.fromkeys(WHOLE, " ")) is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        *(({name: ""}, "go together") for name in WHOLE),
        ({"SELLER_NAME": "x" * 101}, "100 letters"),
        ({"SELLER_STREET": "Markt\n1"}, "go together"),
        ({"SELLER_NUMBER": "0403.170.702"}, "SELLER_NUMBER must be an enterprise number"),
        ({"SELLER_EMAIL": "facturen"}, "SELLER_EMAIL must be an address"),
        (dict.fromkeys(WHOLE, "") | {"SELLER_EMAIL": "facturen@sleutelbos.example"}, "go together"),
    ],
)
def test_what_is_named_by_halves_or_wrong_stops_the_start(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_seller(WHOLE | wrong)
