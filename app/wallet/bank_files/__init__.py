"""Files of banks: bytes in, statements out. No table, no screen, no clock.

`read_bank_file` (reading.py) is the way in. What comes out of it is complete: each statement's entries make its
closing balance from its opening one, or there is a `BankFileProblem` and no statement at all.
"""

from app.wallet.bank_files.chain import Hole, Link, holes
from app.wallet.bank_files.reading import read_bank_file
from app.wallet.bank_files.references import communication_of, credits_of, near_misses, one_digit_wrong
from app.wallet.bank_files.statement import (
    BankEntry,
    BankFileProblem,
    BankFormat,
    BankPayment,
    BankStatement,
    same_movements,
)

__all__ = [
    "BankEntry",
    "BankFileProblem",
    "BankFormat",
    "BankPayment",
    "BankStatement",
    "Hole",
    "Link",
    "communication_of",
    "credits_of",
    "holes",
    "near_misses",
    "one_digit_wrong",
    "read_bank_file",
    "same_movements",
]
