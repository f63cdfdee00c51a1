"""What a credit note may take back, and what VAT is on it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal

from app.errors import Refusal
from app.wallet.invoicing.paper import Rate, Row
from models.values import NOTHING, Money, euro, vat_of
from models.values.money import CENT

MOST_APART = euro("0.50")
"""So close VAT on all credit notes of a rate stays to that on their net. Pieces that bear less than half a cent
would leave it all to the last one, and the rules want VAT of a document within a euro of right (BR-CO-17)."""


@dataclass(frozen=True)
class Left:
    """What of a document isn't credited yet: its rows with the quantity that is left, its rates with net and VAT
    that are left, and what of the money the wallet paid didn't come back."""

    rows: tuple[Row, ...]
    rates: tuple[Rate, ...]
    paid: Money


@dataclass(frozen=True)
class Credit:
    """What a credit note says: its rows, numbered anew, each with the number of the row it credits, and its rates;
    `paid` comes back to the wallet, `shares` says how much of it for each row."""

    rows: tuple[Row, ...]
    credited: tuple[int, ...]
    rates: tuple[Rate, ...]
    paid: Money
    shares: tuple[Money, ...]


def credit_refusals(left: Left, wanted: Mapping[int, int], reason: str) -> tuple[Refusal, ...]:
    """Why these quantities, by row number, can't be credited; nothing for what can."""
    found = []
    if not any(wanted.values()):
        found.append(Refusal("wallet.credit.nothing", field="quantity"))
    rows = {row.number: row for row in left.rows}
    for number, quantity in sorted(wanted.items()):
        most = rows[number].quantity if number in rows else 0
        if not 0 <= quantity <= most:
            found.append(
                Refusal("wallet.credit.more_than_left", field=f"quantity-{number}", quantity=quantity, most=most)
            )
    if not reason.strip():
        found.append(Refusal("wallet.credit.no_reason", field="reason"))
    return tuple(found)


def credit_of(left: Left, wanted: Mapping[int, int], paid: Money | None = None) -> Credit:
    """The credit note for these quantities. `paid`: what did come back already; None: it is to come back now.

    VAT is rounded half up on the sum of each rate, never beyond what is left of it, and without letting more than
    half a euro of it pile up; with all of a rate its whole rest goes, with all of the document all that the wallet
    paid comes back.
    """
    taken = [row for row in left.rows if wanted.get(row.number)]
    rows = tuple(
        replace(row, number=place, quantity=(many := wanted[row.number]), net=row.unit_net * many)
        for place, row in enumerate(taken, 1)
    )
    rates = []
    for rate in left.rates:
        net = sum((row.net for row in rows if row.percent == rate.percent), NOTHING)
        if net:
            rates.append(Rate(rate.percent, net, rate.vat if net == rate.net else _vat_of(net, rate)))
    net = sum((rate.net for rate in rates), NOTHING)
    if paid is None:
        rest = sum((rate.net for rate in left.rates), NOTHING) - net
        gross = net + sum((rate.vat for rate in rates), NOTHING)
        # Pieces of a cent may have been paid without VAT: what is left to come back is never less than its net,
        # nor is what comes back now, though reversals of some pieces brought back a cent more than others.
        paid = max(min(gross, left.paid - rest) if rest else left.paid, net)
    vats = shared_out(paid - net, [row.net.euro * row.percent for row in rows])
    shares = tuple(row.net + vat for row, vat in zip(rows, vats, strict=True))
    return Credit(rows, tuple(row.number for row in taken), tuple(rates), paid, shares)


def _vat_of(net: Money, left: Rate) -> Money:
    """VAT on a part of what is left of a rate; what stays of it is about what its net bears."""
    percent = Decimal(left.percent)
    apart = left.vat - vat_of(left.net - net, percent)
    return max(min(max(vat_of(net, percent), apart - MOST_APART), apart + MOST_APART, left.vat), NOTHING)


def shared_out(whole: Money, weights: Sequence[Decimal]) -> tuple[Money, ...]:
    """The whole in shares of whole cents by weight; the cents that are left over go where most was cut off."""
    total = sum(weights)
    exact = (
        [whole.euro * weight / total for weight in weights] if total else [whole.euro, *[Decimal()] * len(weights)]
    )
    down = [one.quantize(CENT, ROUND_DOWN) for one in exact[: len(weights)]]
    cents = int((whole.euro - sum(down)) / CENT)
    order = sorted(range(len(down)), key=lambda place: (down[place] - exact[place], place))
    return tuple(Money(one + CENT * (place in order[:cents])) for place, one in enumerate(down))
