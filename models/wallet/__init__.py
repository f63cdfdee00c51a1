"""Wallets of organisations: what they hold, every transaction, and the lines it is booked in.

Lines are the truth, in double entry; a transaction says what they are about, a wallet keeps their sum. All three
are written by one function of the database, `house_wallet_post`, and by nothing else. What the bank says of the
house's own accounts stands beside them, and so do the documents about what was spent.
"""

from models.wallet.bank import BankEntry, BankFile, BankStatement, KnownAccount
from models.wallet.books import DaySum, VatReturn
from models.wallet.delivery import Delivery
from models.wallet.invoice import (
    Invoice,
    InvoiceFile,
    InvoiceLine,
    InvoicePaper,
    InvoicePart,
    InvoiceRate,
    InvoiceRun,
    InvoiceSeries,
    Invoicing,
)
from models.wallet.top_up import TopUp
from models.wallet.transaction import Line, Transaction
from models.wallet.wallet import SpendingLimit, Wallet

__all__ = [
    "BankEntry",
    "BankFile",
    "BankStatement",
    "DaySum",
    "Delivery",
    "Invoice",
    "InvoiceFile",
    "InvoiceLine",
    "InvoicePaper",
    "InvoicePart",
    "InvoiceRate",
    "InvoiceRun",
    "InvoiceSeries",
    "Invoicing",
    "KnownAccount",
    "Line",
    "SpendingLimit",
    "TopUp",
    "Transaction",
    "VatReturn",
    "Wallet",
]
