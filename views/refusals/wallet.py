"""Refusals of the wallet, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "money.empty": _l("Fill in an amount."),
    "money.characters": _l("This isn't an amount. Write it in figures, for example 1.234,50."),
    "money.decimals": _l("An amount has two decimals at most. Check the cents."),
    "money.ambiguous": _l(
        "Is this one euro and something, or thousands? Write the cents too, for example 1.234,00."
    ),
    "money.too_large": _l("This amount is larger than we can note down. Check it."),
    "wallet.top_up.below_minimum": _l(
        "%(gross)s is too little to pay online: the minimum is %(least)s. Fill in a higher amount."
    ),
    "wallet.top_up.above_maximum": _l(
        "%(gross)s is too much to pay online: the maximum is %(most)s. Fill in a lower amount, or top up several"
        " times."
    ),
    "wallet.top_up.method": _l("You can't pay in that way here. Choose another way."),
    "wallet.charge.no_price": _l(
        "The price list of this tool has no product “%(product)s” on %(day)s. Report it to the makers of the tool."
    ),
    "wallet.charge.free": _l("“%(product)s” costs nothing, so there is nothing to charge."),
    "wallet.charge.quantity": _l("The quantity lies between 1 and %(most)s."),
    "wallet.charge.reference": _l("The reference has more than %(most)s characters. Shorten it."),
    "wallet.charge.not_open": _l(
        "This person may not use the tool for this organisation now, so nothing can be charged. His or her page"
        " “My tools” says why."
    ),
    "wallet.charge.too_low": _l(
        "The balance of %(balance)s is too low for %(gross)s: %(missing)s is missing. Top up the wallet first."
    ),
    "wallet.charge.too_low_now": _l("The balance is too low for this. Top up the wallet first."),
    "wallet.charge.owed": _l(
        "%(owed)s still has to be paid, because a bank took back a top-up. Top up the wallet: that is settled"
        " first."
    ),
    "wallet.charge.owed_now": _l(
        "An amount still has to be paid, because a bank took back a top-up. Top up the wallet: that is settled"
        " first."
    ),
    "wallet.charge.over_limit_of_member": _l(
        "%(gross)s is more than you may still spend this month: %(left)s of %(monthly)s. Ask a manager of your"
        " organisation for a higher limit."
    ),
    "wallet.charge.over_limit_of_tool": _l(
        "%(gross)s is more than your organisation may still spend in this tool this month: %(left)s of"
        " %(monthly)s. Ask a manager for a higher limit."
    ),
    "wallet.charge.another_request": _l(
        "This key was used before, for another purchase. Use a key of its own for each purchase."
    ),
    "wallet.reversal.no_reason": _l("Say why this is reversed; the organisation reads it."),
    "wallet.reversal.done_already": _l("This purchase was reversed already. Look at it again."),
    "wallet.limit.exists": _l("There is a limit for this already. Change that one."),
    "wallet.limit.below_zero": _l("A limit can't lie below zero. Fill in zero or more."),
    "wallet.threshold.below_zero": _l(
        "The threshold can't lie below zero. Fill in zero or more, or leave it empty."
    ),
}
