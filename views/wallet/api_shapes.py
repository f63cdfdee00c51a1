"""What programs ask and are answered of wallets; amounts are text with two decimals, in euro."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l

from app.wallet.charging import MOST_REFERENCE
from app.wallet.rules import MOST_OF_A_PRODUCT
from models.values import ApiScope
from views.framework.shapes import told
from views.rights.api_shapes import A_SUBJECT, NUMBER, SUBJECT, Endpoint, Words

_AMOUNT = r"^-?[0-9]{1,12}\.[0-9]{2}$"
_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]{%d,%d}$"
MOST_REASON = 500
_EURO = _l("The currency: always EUR.")
_WHO = _l("Who: the “sub” of his ID token.")
_FOR_WHOM = _l("For whom he acts: an enterprise number.")
_PRODUCT = _l("The code of a product in the price list of your own tool.")
_HOW_MANY = _l("How many.")
_NET = _l("Its price without VAT.")
_VAT = _l("The VAT on it.")
_GROSS = _l("What is paid, VAT included.")
_TOP_UP = _l("Where people top up the wallet.")


@dataclass(frozen=True)
class BalanceQuery:
    """Whose wallet is asked about."""

    account: str = told(_WHO, A_SUBJECT, pattern=SUBJECT)
    organisation: str = told(_FOR_WHOM, "0999000030", pattern=NUMBER)


@dataclass(frozen=True)
class Balance:
    """What a wallet holds."""

    balance: str = told(_l("What may be spent."), pattern=_AMOUNT)
    owed: str = told(_l("What has to be paid first, because a bank took back a top-up."), pattern=_AMOUNT)
    currency: str = told(_EURO, pattern="^EUR$")
    low: bool = told(_l("Whether it is below what the managers of the organisation set."))
    top_up_url: str = told(_TOP_UP)


@dataclass(frozen=True)
class QuoteQuery:
    """What somebody would buy."""

    account: str = told(_WHO, A_SUBJECT, pattern=SUBJECT)
    organisation: str = told(_FOR_WHOM, "0999000030", pattern=NUMBER)
    product: str = told(_PRODUCT, "reminder", pattern=_LINE % (1, 64))
    quantity: int = told(_HOW_MANY, 2, least=1, most=MOST_OF_A_PRODUCT, default=1)


@dataclass(frozen=True)
class Reason:
    """One thing that stands in the way."""

    code: str = told(_l("Which rule says no; it stays the same in every language."))
    text: str = told(_l("What is so, or what stands in the way, as a sentence."))


@dataclass(frozen=True)
class Quoted:
    """What it would cost, for a page on which somebody confirms it."""

    name: Words = told(_l("What the price list calls the product."))
    unit_net: str = told(_l("What one costs, without VAT."), pattern=_AMOUNT)
    quantity: int = told(_HOW_MANY)
    net: str = told(_NET, pattern=_AMOUNT)
    vat_percent: int = told(_l("The rate of VAT, in percent."))
    vat: str = told(_VAT, pattern=_AMOUNT)
    gross: str = told(_GROSS, pattern=_AMOUNT)
    currency: str = told(_EURO, pattern="^EUR$")
    balance_before: str = told(_l("What may be spent now."), pattern=_AMOUNT)
    balance_after: str = told(_l("What would be left; below zero where it can't be paid."), pattern=_AMOUNT)
    can_be_paid: bool = told(_l("Whether it can be paid now."))
    reasons: list[Reason] = told(_l("Why it can't be paid now, if it can't."))
    top_up_url: str = told(_TOP_UP)


@dataclass(frozen=True)
class NewCharge:
    """What somebody buys."""

    account: str = told(_WHO, A_SUBJECT, pattern=SUBJECT)
    organisation: str = told(_FOR_WHOM, "0999000030", pattern=NUMBER)
    product: str = told(_PRODUCT, "reminder", pattern=_LINE % (1, 64))
    quantity: int = told(_HOW_MANY, 2, least=1, most=MOST_OF_A_PRODUCT, default=1)
    reference: str = told(
        _l("What your tool calls it; people find it beside the purchase."), "file 2027-118",
        pattern=_LINE % (0, MOST_REFERENCE), default="",
    )  # fmt: skip


@dataclass(frozen=True)
class ChargeMade:
    """A purchase that was paid."""

    id: int = told(_l("By which you name it when you give the money back."))
    receipt: str = told(_l("The number of its receipt, within the organisation."))
    at: datetime = told(_l("When it was paid."))
    net: str = told(_NET, pattern=_AMOUNT)
    vat_percent: int = told(_l("The rate of VAT, in percent."))
    vat: str = told(_VAT, pattern=_AMOUNT)
    gross: str = told(_GROSS, pattern=_AMOUNT)
    currency: str = told(_EURO, pattern="^EUR$")
    balance_after: str = told(_l("What was left just after it."), pattern=_AMOUNT)


@dataclass(frozen=True)
class ChargePlace:
    """Which purchase."""

    charge: int = told(_l("The “id” of the purchase."), 4711, least=1)


@dataclass(frozen=True)
class NewReversal:
    """Why a purchase is undone."""

    organisation: str = told(_l("The enterprise number of who paid."), "0999000030", pattern=NUMBER)
    reason: str = told(
        _l("Why; the organisation reads it."), "The letter never left.", pattern=_LINE % (1, MOST_REASON)
    )


@dataclass(frozen=True)
class ReversalMade:
    """Money that was given back."""

    id: int = told(_l("By which we name it."))
    receipt: str = told(_l("The number of its receipt, within the organisation."))
    at: datetime = told(_l("When it was given back."))
    gross: str = told(_l("What was given back, VAT included."), pattern=_AMOUNT)
    currency: str = told(_EURO, pattern="^EUR$")
    balance_after: str = told(_l("What was left just after it."), pattern=_AMOUNT)


BALANCE = Endpoint(
    "balance",
    "GET",
    "/api/v1/balance",
    _l("What a wallet holds"),
    _l(
        "For the top right of your pages. Somebody your tool doesn't know and an organisation that isn't here are"
        " both answered 404."
    ),
    ApiScope.WALLET_READ,
    Balance,
    BalanceQuery,
    refuses=(400, 401, 403, 404, 422, 500, 503),
)
QUOTE = Endpoint(
    "quote",
    "GET",
    "/api/v1/quote",
    _l("What something would cost"),
    _l("For the page on which somebody confirms it: price, VAT, total, the balance before and after."),
    ApiScope.WALLET_READ,
    Quoted,
    QuoteQuery,
    refuses=(400, 401, 403, 404, 422, 500, 503),
)
CHARGE = Endpoint(
    "charge",
    "POST",
    "/api/v1/charges",
    _l("Charge a wallet"),
    _l(
        "What it costs is paid from the wallet, or nothing is. The same request with the same key gets the same"
        " answer, for ever; after a refusal it may be sent again. A key counts for one organisation."
    ),
    ApiScope.WALLET_CHARGE,
    ChargeMade,
    body=NewCharge,
    status=201,
    once=True,
    replays=True,
    refuses=(400, 401, 403, 404, 413, 422, 500, 503),
)
REVERSAL = Endpoint(
    "reversal",
    "POST",
    "/api/v1/charges/{charge}/reversal",
    _l("Give the money of a purchase back"),
    _l("The whole of it, once: asked again, it tells what was given back. Only what your own tool charged."),
    ApiScope.WALLET_CHARGE,
    ReversalMade,
    place=ChargePlace,
    body=NewReversal,
    status=201,
    replays=True,
    refuses=(400, 401, 403, 404, 413, 422, 500, 503),
)
ENDPOINTS = (BALANCE, QUOTE, CHARGE, REVERSAL)
