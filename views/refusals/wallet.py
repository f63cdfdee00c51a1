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
    "wallet.bank_file.empty": _l("This file is empty. Ask your bank for it again."),
    "wallet.bank_file.too_large": _l("This file is larger than %(most)s MB. Ask your bank for shorter periods."),
    "wallet.bank_file.too_many": _l(
        "This file holds more than %(most)s parts or payments. Ask your bank for shorter periods."
    ),
    "wallet.bank_file.packed": _l("This file is packed. Unpack it, and give the file that is in it."),
    "wallet.bank_file.not_a_statement": _l(
        "This is no bank statement: CODA 2 and camt.053 are read. Ask your bank for one of these formats."
    ),
    "wallet.bank_file.version": _l(
        "This file is of another version of CODA (%(found)s): version 2 is read. Ask your bank for it."
    ),
    "wallet.bank_file.separate": _l(
        "This file holds only details of movements that stand in another statement. Give that statement."
    ),
    "wallet.bank_file.encoding": _l(
        "The text of this file can't be read. Take the file as your bank gives it, not opened and saved again."
    ),
    "wallet.bank_file.hostile_xml": _l(
        "This file has definitions that no bank writes, so nothing of it was read. Find out where it comes from."
    ),
    "wallet.bank_file.damaged_xml": _l("This file is damaged or incomplete XML. Ask your bank for it again."),
    "wallet.bank_file.truncated": _l(
        "This file is incomplete: its end, or a balance, is missing. Ask your bank for it again."
    ),
    "wallet.bank_file.no_balance": _l(
        "A statement in this file has no opening or no closing balance. Ask your bank for one that has both."
    ),
    "wallet.bank_file.bad_line": _l(
        "Line %(line)s doesn't belong there in a CODA file. Ask your bank for the file again."
    ),
    "wallet.bank_file.bad_amount": _l(
        "An amount can't be read (line or movement %(place)s). Ask your bank for the file again."
    ),
    "wallet.bank_file.bad_date": _l(
        "A date can't be read (line or movement %(place)s). Ask your bank for the file again."
    ),
    "wallet.bank_file.account": _l(
        "The account of a statement is missing, wrong, or not the same at its end. Ask your bank for the file"
        " again."
    ),
    "wallet.bank_file.wrong_currency": _l(
        "The amounts of one statement are in more than one currency, or in one that doesn't exist (%(found)s)."
    ),
    "wallet.bank_file.sequence_hole": _l(
        "Movements are missing or stand double: line %(line)s has number %(found)s where %(expected)s comes next."
        " Ask your bank for the file again."
    ),
    "wallet.bank_file.balance_off": _l(
        "The entries don't make the closing balance: the difference is %(difference)s. Ask your bank for the file"
        " again."
    ),
    "wallet.bank_file.totals_off": _l(
        "The movements don't make the total at the end of the file: the difference is %(difference)s. Ask your"
        " bank for the file again."
    ),
    "wallet.bank_file.count_off": _l(
        "The file says that it has %(expected)s records, and has %(found)s. Ask your bank for it again."
    ),
    "wallet.bank_file.number_twice": _l(
        "Two different statements in this file have the same number (%(number)s). Ask your bank which is right."
    ),
}
