"""Closed lists of the wallet: what happens to money, and how."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from models.values import LedgerAccount, PaymentMethod, TransactionKind, TransactionState

LABELS: dict[Any, Any] = {
    TransactionKind.TOP_UP: _l("Top-up"),
    TransactionKind.CHARGE: _l("Purchase"),
    TransactionKind.REVERSAL: _l("Reversal"),
    TransactionKind.TAKEN_BACK: _l("Taken back by the bank"),
    TransactionKind.GIVEN_BACK: _l("Given back by the bank"),
    LedgerAccount.WALLET: _l("Wallet"),
    LedgerAccount.RECEIVABLE: _l("Owed to us"),
    LedgerAccount.TRANSIT: _l("Money in transit"),
    LedgerAccount.BANK: _l("Bank"),
    LedgerAccount.REVENUE: _l("Revenue"),
    LedgerAccount.VAT: _l("VAT due"),
    LedgerAccount.SUSPENSE: _l("Not assigned yet"),
    PaymentMethod.BANCONTACT: _l("Bancontact"),
    PaymentMethod.DEBIT_CARD: _l("Debit card (Maestro, Mastercard, Visa)"),
}

# How far a transaction is: a case that is open waits for something else.
STATES: dict[str, Any] = {
    TransactionState.OPEN: _l("Waiting for payment"),
    TransactionState.COMPLETED: _l("Completed"),
    TransactionState.FAILED: _l("Failed"),
    TransactionState.EXPIRED: _l("Expired"),
    TransactionState.REVERSED: _l("Reversed"),
}
