"""Wallets of organisations: what they hold, and every transaction with the lines it is booked in.

Lines are the truth, in double entry: columns of their transaction; a wallet keeps their sum. They are written by
one function of the database, `house_wallet_post`, and by nothing else, and read line by line in its view
`wallet_line`. What the bank says of the house's own accounts stands beside them, and so do the documents about
what was spent.
"""

from models.wallet.bank import BankEntry, BankFile, BankStatement, KnownAccount
from models.wallet.books import DaySum, VatReturn
from models.wallet.delivery import Delivery
from models.wallet.invoice import (
    Invoice,
    InvoiceFile,
    InvoicePaper,
    InvoicePart,
    InvoiceRun,
    InvoiceSeries,
    Invoicing,
)
from models.wallet.readings import InvoiceLine, InvoiceRate, LedgerLine
from models.wallet.top_up import TopUp
from models.wallet.transaction import BOOKED_ON, Line, Transaction
from models.wallet.wallet import SpendingLimit, Wallet

__all__ = [
    "BOOKED_ON",
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
    "LedgerLine",
    "Line",
    "SpendingLimit",
    "TopUp",
    "Transaction",
    "VatReturn",
    "Wallet",
]
