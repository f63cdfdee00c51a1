"""Closed lists of the wallet: what happens to money, and how."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from models.values import (
    BankEntryState,
    Channel,
    DeliveryState,
    LedgerAccount,
    NotInvoiced,
    PaperKind,
    PaymentMethod,
    ProposalReason,
    TransactionKind,
    TransactionState,
    WhyNotDelivered,
    WhyParked,
)
from models.wallet.top_up import BANK_TRANSFER

LABELS: dict[Any, Any] = {
    TransactionKind.TOP_UP: _l("Top-up"),
    TransactionKind.CHARGE: _l("Purchase"),
    TransactionKind.REVERSAL: _l("Reversal"),
    TransactionKind.TAKEN_BACK: _l("Taken back by the bank"),
    TransactionKind.GIVEN_BACK: _l("Given back by the bank"),
    TransactionKind.CREDITED: _l("Credit note"),
    TransactionKind.PARKED: _l("Not assigned yet"),
    TransactionKind.RETURNED: _l("Sent back to who paid"),
    TransactionKind.PAID_OUT: _l("Paid out by the bank"),
    TransactionKind.ROUNDING: _l("Rounding of VAT"),  # and the account it is booked on
    LedgerAccount.WALLET: _l("Wallet"),
    LedgerAccount.RECEIVABLE: _l("Owed to us"),
    LedgerAccount.TRANSIT: _l("Money in transit"),
    LedgerAccount.BANK: _l("Bank"),
    LedgerAccount.REVENUE: _l("Revenue"),
    LedgerAccount.VAT: _l("VAT due"),
    LedgerAccount.SUSPENSE: _l("Not assigned yet"),
    PaperKind.INVOICE: _l("Invoice"),
    PaperKind.FEES: _l("Statement of statutory fees"),
    PaperKind.CREDIT_NOTE: _l("Credit note"),
    NotInvoiced.NO_ADDRESS: _l("Its address is missing, or not complete"),
    PaymentMethod.BANCONTACT: _l("Bancontact"),
    PaymentMethod.DEBIT_CARD: _l("Debit card (Maestro, Mastercard, Visa)"),
    BANK_TRANSFER: _l("Bank transfer"),
}

# How far a transaction is: a case that is open waits for something else.
STATES: dict[str, Any] = {
    TransactionState.OPEN: _l("Waiting for payment"),
    TransactionState.COMPLETED: _l("Completed"),
    TransactionState.FAILED: _l("Failed"),
    TransactionState.EXPIRED: _l("Expired"),
    TransactionState.REVERSED: _l("Reversed"),
}

# What became of a payment in a bank statement.
BANK_STATES: dict[str, Any] = {
    BankEntryState.CREDITED: _l("In a wallet"),
    BankEntryState.PARKED: _l("To be decided"),
    BankEntryState.ASSIGNED: _l("Assigned to a wallet"),
    BankEntryState.RETURNING: _l("To be sent back"),
    BankEntryState.RETURNED: _l("Sent back"),
    BankEntryState.PAID_OUT: _l("Paid out"),
    BankEntryState.TAKEN_BACK: _l("Taken back"),
    BankEntryState.GIVEN_BACK: _l("Given back"),
    BankEntryState.UNDONE: _l("Undone by the bank"),
    BankEntryState.FOREIGN: _l("In another currency, not booked"),
    BankEntryState.EMPTY: _l("Moved no money"),
}
# How an issued document gets to whom it is for.
CHANNELS: dict[str, Any] = {Channel.PEPPOL: _l("Peppol network"), Channel.MAIL: _l("Mail")}
DELIVERY_STATES: dict[str, Any] = {
    DeliveryState.WAITING: _l("Waiting"),
    DeliveryState.HANDED_OVER: _l("On its way"),
    DeliveryState.DELIVERED: _l("Delivered"),
    DeliveryState.REFUSED: _l("Not delivered"),
    DeliveryState.UNSURE: _l("Perhaps delivered"),
}
WHY_NOT_DELIVERED: dict[str, Any] = {
    WhyNotDelivered.UNREACHABLE: _l(
        "The receiver can't be reached in the network; the mail carries the document."
    ),
    WhyNotDelivered.INVALID: _l("The network refuses the document as it is."),
    WhyNotDelivered.SENT_BACK: _l("The receiver sent it back."),
    WhyNotDelivered.NO_NETWORK: _l("This installation has no access point; the document waits for one."),
    WhyNotDelivered.SILENT: _l("No answer came."),
    WhyNotDelivered.NOT_KNOWN_THERE: _l("The access point doesn't know it any more."),
    WhyNotDelivered.NO_ADDRESS: _l("No address is known that it can be mailed to."),
    WhyNotDelivered.BOUNCED: _l("The mail didn't arrive."),
}
WHY_PARKED: dict[str, Any] = {
    WhyParked.NO_REFERENCE: _l("Without a structured communication."),
    WhyParked.UNKNOWN: _l("The structured communication isn't one of ours."),
    WhyParked.SEVERAL: _l("There are several structured communications in it."),
    WhyParked.DETAILS: _l("The payments it is made of don't make its amount."),
    WhyParked.ABOVE_MAXIMUM: _l("More than the maximum for a transfer."),
    WhyParked.CLOSED: _l("The wallet of this communication is closed."),
    WhyParked.DEBIT: _l("Money that went out."),
    WhyParked.REVERSAL: _l("The bank undid something that isn't found here."),
    WhyParked.CURRENCY: _l("In another currency than the euro."),
}
PROPOSAL_REASONS: dict[str, Any] = {
    ProposalReason.COMMUNICATION: _l("The communication is theirs."),
    ProposalReason.NEARLY: _l("The communication is one slip away from one of theirs."),
    ProposalReason.SUCCESSOR: _l("The organisation of this communication was merged into this one."),
    ProposalReason.KNOWN_ACCOUNT: _l("They were paid for from this account before."),
    ProposalReason.SAME_AMOUNT: _l("They wait for a transfer of exactly this amount."),
}
