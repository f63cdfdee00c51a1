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
    "wallet.transfer.nothing": _l("Fill in how much you will transfer: an amount above zero."),
    "wallet.transfer.above_maximum": _l(
        "%(gross)s is too much for one transfer: the maximum is %(most)s. Fill in a lower amount, or make several"
        " transfers."
    ),
    "wallet.delivery.on_its_way": _l("It was sent again meanwhile, or arrived. Look at it again."),
    "wallet.bank.not_ours": _l(
        "Account %(account)s in this file isn't ours, so nothing of it was taken in. Ask the bank for the"
        " statements of our own account."
    ),
    "wallet.bank.missing_statement": _l(
        "Between the last statement of account %(account)s and statement %(found)s of this file there is a hole:"
        " %(expected)s is missing. The balances lie %(difference)s apart. Nothing was taken in. Import the missing"
        " statement first."
    ),
    "wallet.bank.balance_gap": _l(
        "Statement %(found)s of account %(account)s opens with %(opening)s, while the last one closed with"
        " %(closing)s: %(difference)s is missing. Nothing was taken in. Import what lies between them first."
    ),
    "wallet.bank.older": _l(
        "Statement %(found)s of account %(account)s is older than %(last)s, which was imported already, and was"
        " never imported itself. Nothing was taken in. Ask the bank which of them is right."
    ),
    "wallet.bank.other_content": _l(
        "Statement %(found)s of account %(account)s was imported before with other amounts. Nothing was taken in."
        " Ask the bank which of them is right."
    ),
    "wallet.bank.empty": _l("There is no statement in this file. Choose another file."),
    "wallet.bank.decided_already": _l("Somebody decided about this payment meanwhile. Look at it again."),
    "wallet.bank.not_a_credit": _l("This money went out, so it can't be assigned or sent back."),
    "wallet.bank.not_a_debit": _l("This money came in, so it settles nothing that went out."),
    "wallet.bank.closed_wallet": _l(
        "%(name)s was merged into another organisation. Assign the payment to that one."
    ),
    "wallet.bank.no_reason": _l("Say why this is sent back; it stays in the books."),
    "wallet.bank.other_amount": _l("The amounts differ: %(one)s and %(other)s. Choose another payment."),
    "wallet.bank.more_than_paid": _l(
        "%(gross)s is more than what can still be taken back of this top-up: %(left)s. Choose another top-up."
    ),
    "wallet.vat.not_over": _l("This month isn't over. Declare its VAT from the first day of the next one on."),
    "wallet.vat.declared_already": _l("The VAT of this month was declared already. Look at it again."),
    "wallet.vat.earlier_open": _l(
        "An earlier month has documents and wasn't declared yet. Declare the months one after another."
    ),
    "wallet.vat.changed": _l(
        "A document of this month was issued meanwhile, so its figures are others now. Look at them again."
    ),
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
    "wallet.invoice.no_seller": _l(
        "The settings of this installation don't say who sells, so nothing can be invoiced. Whoever runs it sets"
        " SELLER_NAME and the others."
    ),
    "wallet.invoice.month_not_over": _l("This month isn't over. It can be invoiced from %(from_day)s."),
    "wallet.credit.nothing": _l("Fill in how many of which line are credited."),
    "wallet.credit.more_than_left": _l(
        "%(quantity)s is more than what isn't credited yet: %(most)s. Fill in that much at most."
    ),
    "wallet.credit.more_than_left_now": _l(
        "Somebody credited some of this meanwhile. Look at what is left of it, and try again."
    ),
    "wallet.credit.no_reason": _l("Say why this is credited; it stands on the credit note."),
    "wallet.credit.of_credit_note": _l("This is a credit note: it can't be credited itself."),
    "wallet.credit.sent_twice": _l("This credit note was made already. Look at the document again."),
    "wallet.credit.credited_already": _l(
        "This purchase was credited already, on a credit note of %(reference)s. The money is back in the wallet."
    ),
    "wallet.invoicing.too_long": _l("This is too long: at most %(most)s characters."),
    "wallet.invoicing.email": _l("No mail can be sent to “%(email)s”. Write it as name@example.be."),
    "wallet.invoicing.half_an_address": _l(
        "An address has a street, a postal code and a municipality. Fill in all three, or leave all three empty."
    ),
    "wallet.invoicing.postal_code": _l("“%(postal_code)s” is no Belgian postal code: four figures."),
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
