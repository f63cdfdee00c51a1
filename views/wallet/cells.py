"""How a transaction reads: the cells of its row, and the facts of its record."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import get_template_attribute, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.wallet.queries import state_of
from models.values import LedgerAccount, Money, StructuredReference, TransactionState
from models.wallet import TopUp, Transaction, Wallet
from models.wallet.top_up import BANK
from views.framework.register import Fact
from views.labels import instant, label_of, language, money
from views.labels.wallet import STATES

TONES = {
    TransactionState.OPEN: "wait",
    TransactionState.COMPLETED: "good",
    TransactionState.FAILED: "bad",
    TransactionState.EXPIRED: "off",
    TransactionState.REVERSED: "soon",
}


def states() -> list[tuple[str, str]]:
    """How a transaction may stand, as choices."""
    return [(str(state), str(word)) for state, word in STATES.items()]


# As people know who takes the money; by what we call it inside.
PROVIDERS: dict[str, Any] = {"practice_bank": _l("Practice bank"), "mollie": "Mollie", BANK: _l("Our bank")}


def holder(item: Wallet | Transaction) -> str:
    """Whose it is; what isn't anybody's yet is called so."""
    return item.organisation.name if item.organisation is not None else label_of(LedgerAccount.SUSPENSE)


def holder_number(item: Wallet | Transaction) -> str | None:
    """The enterprise number by which lists are asked for what is its."""
    return item.organisation.enterprise_number if item.organisation is not None else None


def money_or_none(amount: Decimal | None) -> Money | None:
    return Money(amount) if amount is not None else None


def tool(item: Transaction) -> str:
    return item.tool.named(language()) if item.tool is not None else ""


def bought(item: Transaction) -> Markup | str:
    """What was bought, and in which tool."""
    if item.tool is None:
        return ""
    return Markup('<span>{} <span class="quiet">{}</span></span>').format(
        item.product_named(language()), tool(item)
    )


def bought_plainly(item: Transaction) -> str:
    """The same without markup: `Land registry: Search`."""
    return ": ".join(part for part in (tool(item), item.product_named(language())) if part)


def member(item: Transaction) -> str:
    return item.member.name if item.member is not None else ""


def moved(item: Transaction) -> Money | None:
    """What it did to the balance; None for what did nothing to it, or not yet."""
    return money_or_none(item.change)


def amount(item: Transaction) -> Money:
    """What it did to the balance; while it waits, what it will do."""
    return Money(item.change if item.change is not None else item.gross)


def state_word(item: Transaction) -> str:
    return str(STATES[state_of(item)])


def tone(item: Transaction) -> str:
    return TONES[state_of(item)]


def loose(text: str | None) -> Markup | str:
    """What others call something; a long word is broken rather than the table widened."""
    return Markup('<span class="loose">{}</span>').format(text) if text else ""


def reference(item: Transaction) -> Markup | str:
    """What the tool calls it."""
    return loose(item.reference)


def receipt(item: Transaction) -> Markup | str:
    """Its number, which saves the receipt; nothing while it isn't completed."""
    if not item.receipt:
        return ""
    drawing = get_template_attribute("parts/icon.html", "icon")("download")
    return Markup('<a class="whole" href="{}" title="{}">{}<span class="hidden">{} {}</span></a>').format(
        url_for("TransactionScreen.receipt", pk=item.id),
        item.receipt,
        drawing,
        gettext("Receipt (PDF)"),
        item.receipt,
    )


def communication(item: TopUp) -> str:
    """By which a transfer is known; '' for what is paid online."""
    return str(StructuredReference(item.reference)) if item.reference else ""


def facts_of(item: Transaction, tied: Sequence[Transaction], payment: TopUp | None) -> list[Fact]:
    """What its record says; `payment` for who looks after payments."""
    found = [
        Fact(gettext("Type"), label_of(item.kind)),
        Fact(gettext("Receipt"), item.receipt),
        Fact(gettext("Date"), instant(item.at)),
        Fact(gettext("Organisation"), holder(item)),
        Fact(gettext("Amount"), money(amount(item))),
        *_price(item),
        *_balances(item),
        Fact(gettext("Member"), member(item)),
        Fact(gettext("Reference"), item.reference) if item.reference else None,
        Fact(gettext("Reason"), item.reason) if item.reason else None,
        *(_tie(item, one) for one in tied),
    ]
    if payment is not None:
        found.append(
            Fact(
                gettext("Payment"),
                label_of(payment.method),
                f"{PROVIDERS.get(payment.provider, payment.provider)} {payment.payment or communication(payment)}",
            )
        )
    return [fact for fact in found if fact is not None]


def _price(item: Transaction) -> list[Fact]:
    if item.net is None or item.unit_net is None or item.vat is None:
        return []
    each = f"{item.quantity} × {money(Money(item.unit_net))}"
    return [
        Fact(gettext("Product"), bought(item)),
        Fact(gettext("Net"), money(Money(item.net)), each),
        Fact(gettext("VAT"), money(Money(item.vat)), f"{item.vat_percent} %"),
        Fact(gettext("Total"), money(Money(item.gross))),
    ]


def _balances(item: Transaction) -> list[Fact]:
    if item.balance is None or item.change is None or item.owed is None:
        return []
    before, after = Money(item.balance - item.change), Money(item.balance)
    found = [Fact(gettext("Balance before"), money(before)), Fact(gettext("Balance after"), money(after))]
    return [*found, Fact(gettext("Owed after it"), money(Money(item.owed)))] if item.owed else found


def _tie(item: Transaction, one: Transaction) -> Fact:
    """A link to what it undoes, or what undid it."""
    label = gettext("Undoes") if one.id == item.reverses_id else gettext("Undone by")
    link = Markup('<a href="{}">{} {}</a>').format(
        url_for("TransactionScreen.show", pk=one.id), label_of(one.kind), one.receipt
    )
    return Fact(label, link, instant(one.at))
