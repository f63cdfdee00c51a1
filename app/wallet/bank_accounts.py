"""Under which hash the account of who pays is found again; the account itself is encrypted."""

from __future__ import annotations

from app.wallet.bank_files.statement import iban_of
from models import keyring


def account_hash(account: str) -> bytes | None:
    """The same for the same account, however the bank writes it; None where it told none."""
    iban = iban_of(account) if account else None
    plain = iban.digits if iban is not None else "".join(account.split()).upper()
    return keyring.installed().lookup_hash(f"bank account {plain}") if plain else None
