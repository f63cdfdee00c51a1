"""What may be told of a deal, who has to be in it, and what keeps it from being paid or accepted. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from app.errors import Refusal
from models.values import Iban, ValueProblem
from models.values.dealt import DealDetails, DealKind, FinancingPart
from models.values.identified import FilePart, Place

NEEDED: Mapping[DealKind, tuple[FilePart, ...]] = {
    DealKind.SALE: (FilePart.SELLER, FilePart.BUYER),
    DealKind.PURCHASE: (FilePart.SELLER, FilePart.BUYER),
    DealKind.EXCHANGE: (FilePart.SELLER, FilePart.BUYER),
    DealKind.LETTING: (FilePart.LANDLORD, FilePart.TENANT),
    DealKind.BUSINESS_TRANSFER: (FilePart.SELLER, FilePart.BUYER),
    DealKind.MANAGEMENT: (FilePart.LANDLORD,),
}
"""Of each kind, as what somebody has to be in it."""
LONGEST = {
    "reference": 60, "street": 150, "postal_code": 12, "place": 80, "cadastral": 60, "account_holder": 150,
    "notary": 150, "remarks": 2000, "note": 150,
}  # fmt: skip
MOST_CENTS = 99_999_999_999_999
"""One cent less than a million million euro: what the column holds."""
MOST_PARTS = 12
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class DealFacts:
    """What people tell of a deal. `reference`, `kind` and `price` are columns, the price in euro."""

    reference: str
    kind: DealKind
    price: Decimal | None = None
    details: DealDetails = field(default_factory=DealDetails)


def tidied_facts(facts: DealFacts) -> DealFacts:
    """The same: each text on one line (remarks keep theirs), countries in capitals, the account as it is stored
    where it is one."""
    told, at = facts.details, facts.details.property
    return replace(
        facts,
        reference=line(facts.reference),
        details=replace(
            told,
            property=Place(line(at.street), line(at.postal_code), line(at.place), line(at.country).upper()),
            cadastral=line(told.cadastral),
            financing=tuple(replace(one, note=line(one.note)) for one in told.financing),
            account=_stored(told.account),
            account_holder=line(told.account_holder),
            notary=line(told.notary),
            remarks=told.remarks.replace("\x00", "").replace("\r\n", "\n").strip(),
        ),
    )


def facts_faults(facts: DealFacts, today: date) -> tuple[Refusal, ...]:
    """Everything that stands in the way of keeping these, as they are after `tidied_facts`: aml.deal.…,
    each with its field."""
    return (*_text_faults(facts), *_day_faults(facts.details, today), *_money_faults(facts))


def facts_lacking(facts: DealFacts) -> tuple[Refusal, ...]:
    """What has to be known before it can be paid, with the `page` where it is told."""
    at, found = facts.details.property, []
    if not (at.street and at.place and at.country):
        found.append(Refusal("aml.deal.no_address", field="street", page="property"))
    if facts.price is None:
        found.append(Refusal("aml.deal.no_price", field="price", page="money"))
    return tuple(found)


def sides_lacking(kind: DealKind, roles: frozenset[FilePart]) -> tuple[Refusal, ...]:
    """As what nobody is in it yet and somebody has to be."""
    missing = tuple(str(one) for one in NEEDED[kind] if one not in roles)
    return (Refusal("aml.deal.party_missing", page="parties", roles=missing),) if missing else ()


def cents_of(price: Decimal | None) -> int | None:
    """The price in whole cents."""
    return None if price is None else int(price * 100)


def line(text: str) -> str:
    """The text on one line, without what can't be seen."""
    normal = unicodedata.normalize("NFC", text)
    seen = "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in normal)
    kept = "".join(one for one in seen if unicodedata.category(one) not in ("Cf", "Cs", "Co", "Cn"))
    return " ".join(kept.split())


def _stored(account: str) -> str:
    try:
        return Iban.parse(account).digits if account.strip() else ""
    except ValueProblem:
        return account.strip()


def _text_faults(facts: DealFacts) -> Iterator[Refusal]:
    details, at = facts.details, facts.details.property
    if not facts.reference:
        yield Refusal("aml.deal.no_reference", field="reference")
    texts = {
        "reference": facts.reference,
        "street": at.street,
        "postal_code": at.postal_code,
        "place": at.place,
        **{name: getattr(details, name) for name in ("cadastral", "account_holder", "notary", "remarks")},
    }
    for name, text in texts.items():
        if len(text) > LONGEST[name]:
            yield Refusal("aml.deal.too_long", field=name, most=LONGEST[name])
    if at.country and not (len(at.country) == 2 and at.country.isascii() and at.country.isalpha()):
        yield Refusal("aml.deal.country", field="country")
    if details.account:
        try:
            Iban(details.account)
        except ValueProblem:
            yield Refusal("aml.deal.account", field="account")


def _day_faults(details: DealDetails, today: date) -> Iterator[Refusal]:
    for name, day in (("expected_on", details.expected_on), ("mandate_on", details.mandate_on)):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            yield Refusal("aml.deal.day", field=name, first=FIRST_YEAR, last=LAST_YEAR)
    if details.mandate_on is not None and today < details.mandate_on <= date(LAST_YEAR, 12, 31):
        yield Refusal("aml.deal.mandate_in_future", field="mandate_on")


def _money_faults(facts: DealFacts) -> Iterator[Refusal]:
    price = facts.price
    if price is not None:
        yield from _amount_faults(price, "price")
    if facts.details.deposit_cents is not None:
        deposit = Decimal(facts.details.deposit_cents) / 100
        yield from _amount_faults(deposit, "deposit")
        if price is not None and price.is_finite() and deposit > price > 0:
            yield Refusal("aml.deal.deposit_above_price", field="deposit")
    yield from _financing_faults(facts.details.financing, price)


def _financing_faults(parts: tuple[FinancingPart, ...], price: Decimal | None) -> Iterator[Refusal]:
    if len(parts) > MOST_PARTS:
        yield Refusal("aml.deal.too_many_parts", field="financing", most=MOST_PARTS)
    for one in parts:
        yield from _amount_faults(Decimal(one.cents) / 100, "financing")
        if len(one.note) > LONGEST["note"]:
            yield Refusal("aml.deal.too_long", field="financing", most=LONGEST["note"])
    total = Decimal(sum(one.cents for one in parts)) / 100
    if parts and price is not None and price.is_finite() and total > price:
        yield Refusal("aml.deal.financing_above_price", field="financing", total=total, price=price)


def _amount_faults(amount: Decimal, field: str) -> Iterator[Refusal]:
    if not amount.is_finite() or amount <= 0:
        yield Refusal("aml.deal.amount_not_positive", field=field)
    elif amount * 100 > MOST_CENTS:
        yield Refusal("aml.deal.amount_too_high", field=field)
    elif amount != round(amount, 2):
        yield Refusal("aml.deal.amount_in_cents", field=field)
