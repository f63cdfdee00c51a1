"""Refusals about transactions as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.deal.no_reference": _l("Fill in a reference: how your office calls this transaction."),
    "aml.deal.reference_taken": _l(
        "Your office has another transaction with this reference. Choose another one, or go on with that one."
    ),
    "aml.deal.kind": _l("Choose what kind of transaction it is."),
    "aml.deal.too_long": _l("This is too long: at most %(most)s characters."),
    "aml.deal.country": _l("This is no country. Choose one of the list."),
    "aml.deal.account": _l("This is no account number (IBAN). Check each figure and letter."),
    "aml.deal.day": _l("The year can’t be right. Check the date: from %(first)s to %(last)s."),
    "aml.deal.mandate_in_future": _l("The mandate is of a day still to come. Check the date."),
    "aml.deal.amount_not_positive": _l("Fill in an amount above zero."),
    "aml.deal.amount_too_high": _l("This amount is too high to be right. Check it."),
    "aml.deal.amount_in_cents": _l("An amount has at most two decimals."),
    "aml.deal.deposit_above_price": _l("The deposit is more than the price. Check both."),
    "aml.deal.financing_above_price": _l(
        "What it is paid with comes to %(total)s, which is more than the price of %(price)s. Check the amounts."
    ),
    "aml.deal.too_many_parts": _l("At most %(most)s parts can be told."),
    "aml.deal.no_address": _l("The address of the property isn’t filled in: street, town and country."),
    "aml.deal.no_price": _l("The price or rent isn’t filled in."),
    "aml.deal.no_seller": _l("Nobody is in it as seller yet. Add the seller to the parties."),
    "aml.deal.no_buyer": _l("Nobody is in it as buyer yet. Add the buyer to the parties."),
    "aml.deal.no_landlord": _l("Nobody is in it as landlord yet. Add the landlord to the parties."),
    "aml.deal.no_tenant": _l("Nobody is in it as tenant yet. Add the tenant to the parties."),
    "aml.deal.party_unusable": _l(
        "Nobody can deal with %(name)s now: the file, the risk profile or a block changed meanwhile. Look on its"
        " page, or take it out."
    ),
    "aml.deal.unanswered": _l("Questions that must be answered are still open."),
    "aml.deal.unpaid": _l("This transaction isn’t paid yet. Pay it first: then its level is told."),
    "aml.deal.paid": _l("This transaction was paid, so it can’t be given up. Refuse it instead."),
    "aml.deal.decided": _l("This transaction was decided or given up, and stays as it is."),
    "aml.deal.raised": _l("The vigilance is raised: the AML officer decides. Hand it over, or refuse it."),
    "aml.deal.officer_told": _l(
        "The AML officer was told that the vigilance was raised. Once the officer closed that, you can accept it."
    ),
    "aml.deal.officer_asks": _l(
        "The AML officer asked something about it and decides. Answer the question, or hand it over again."
    ),
    "aml.deal.reply": _l(
        "The vigilance isn’t raised any more, but the AML officer asked something. Answer the question: the"
        " officer decides."
    ),
    "aml.party.twice": _l("This contact is in this transaction as that already."),
    "aml.party.role": _l("Choose what this party is in the transaction."),
    "aml.party.none_chosen": _l("Choose one of your office’s contacts."),
}
