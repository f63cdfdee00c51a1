"""Wallets of organisations: what they hold, and every transaction with the lines it is booked in.

Lines are the truth, in double entry: columns of their transaction; a wallet keeps their sum. They are written by
one function of the database, `house_wallet_post`, and by nothing else, and read line by line in its view
`wallet_line`. What the bank says of the house's own accounts stands beside them.
"""

from models.wallet.bank import BankEntry, BankFile, BankStatement, KnownAccount
from models.wallet.top_up import TopUp
from models.wallet.transaction import BOOKED_ON, Line, Transaction
from models.wallet.wallet import SpendingLimit, Wallet

__all__ = [
    "BOOKED_ON",
    "BankEntry",
    "BankFile",
    "BankStatement",
    "KnownAccount",
    "Line",
    "SpendingLimit",
    "TopUp",
    "Transaction",
    "Wallet",
]
