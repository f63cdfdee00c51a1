"""Refusals about paying for the vigilance of transactions, and about subscriptions, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.payment.not_draft": _l("This transaction isn’t waiting for payment any more. Look at it again."),
    "aml.payment.paid_already": _l("The vigilance of this transaction was paid already. Nothing was taken again."),
    "aml.payment.ended": _l(
        "The subscription you saw has ended meanwhile. Nothing was taken. Below stands how you can pay now."
    ),
    "aml.payment.used_up": _l(
        "The last unit of the subscription was used a moment ago. Nothing was taken. Below stands how you can pay"
        " now."
    ),
    "aml.payment.price_changed": _l(
        "The price isn’t what you saw: it is %(gross)s now, VAT included. Nothing was taken. Look at it and"
        " confirm again."
    ),
    "aml.payment.no_prices": _l(
        "The tool has no price list today, so nothing can be bought. Ask the helpdesk to have it set."
    ),
    "aml.payment.no_way": _l("Choose how you pay."),
    "aml.payment.returned_already": _l("What was paid for this transaction was given back already."),
}
