"""What the bank says of the accounts of the house: files, their statements, each payment, and who paid before.

They belong to the house, so only its office reads them. A payment never changes; what is decided about it does.
Who paid, from which account and with which words is encrypted: it may be somebody who has no account here. It is
kept as long as the books are: ten years.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from models.base import Base
from models.columns import Encrypted
from models.organisations import Organisation
from models.wallet.transaction import Transaction

NAME, ACCOUNT, TEXT = "bank_entry.name", "bank_entry.account", "bank_entry.text"
KNOWN_ACCOUNT = "bank_known_account.account"


class BankFile(Base):
    """A file of the bank that brought something new; `imported_by` is None for one from the folder.

    The file itself isn't kept: all that counts of it is in its statements.
    """

    __tablename__ = "bank_file"
    __table_args__ = (
        UniqueConstraint("sha256"),
        CheckConstraint("format in ('coda', 'camt')", name="format"),
        Index("ix_bank_file_imported_at_id", "imported_at", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    name: Mapped[str] = mapped_column(String(200))
    format: Mapped[str] = mapped_column(String(4))
    size: Mapped[int]
    imported_at: Mapped[datetime]
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))

    def __str__(self) -> str:
        return self.name


class BankStatement(Base):
    """A statement of one account, proved complete; the next of that account follows it without a hole.

    `key` is what it is called within its account, however often it comes; `movements` a digest of its balances and
    amounts, by which it is known again in another format. `number` is None where the bank gives none.
    """

    __tablename__ = "bank_statement"
    __table_args__ = (
        UniqueConstraint("account", "key"),
        CheckConstraint("format in ('coda', 'camt')", name="format"),
        CheckConstraint("last_day >= first_day", name="days"),
        Index("ix_bank_statement_account_id", "account", "id"),
        Index("ix_bank_statement_last_day_id", "last_day", "id"),
        Index("ix_bank_statement_file_id", "file_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("bank_file.id"))
    format: Mapped[str] = mapped_column(String(4))
    account: Mapped[str] = mapped_column(String(34))
    currency: Mapped[str] = mapped_column(String(3))
    key: Mapped[str] = mapped_column(String(200))
    year: Mapped[int] = mapped_column(SmallInteger)
    number: Mapped[int | None]
    first_day: Mapped[date]
    last_day: Mapped[date]
    opening: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    closing: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    count: Mapped[int]
    movements: Mapped[bytes] = mapped_column(LargeBinary)

    file: Mapped[BankFile] = relationship(lazy="raise", viewonly=True)

    @property
    def named(self) -> str:
        """What people call it: year and number, or its last day where the bank doesn't count."""
        return f"{self.year}/{self.number}" if self.number is not None else self.last_day.isoformat()

    def __str__(self) -> str:
        return self.named


class BankEntry(Base):
    """One payment of a statement: the whole movement (`leaf` 0), or its place among those it was made of.

    `amount` is above zero for what came in. `reference`: the communication it carried, if one of ours. Booked
    once: `organisation_id` and `transaction_id` say where, the house's own wallet while it waits for somebody to
    decide; `settled_…` is the transaction by which that was decided. `state`, and `why` it wasn't credited by
    itself: see `BankEntryState` and `WhyParked`.
    """

    __tablename__ = "bank_entry"
    __table_args__ = (
        UniqueConstraint("statement_id", "sequence", "leaf"),
        ForeignKeyConstraint(
            ["organisation_id", "transaction_id"], ["wallet_transaction.organisation_id", "wallet_transaction.id"]
        ),
        ForeignKeyConstraint(
            ["settled_organisation_id", "settled_transaction_id"],
            ["wallet_transaction.organisation_id", "wallet_transaction.id"],
        ),
        CheckConstraint(
            "state in ('credited', 'parked', 'assigned', 'returning', 'returned', 'paid_out', 'taken_back',"
            " 'given_back', 'undone', 'foreign', 'empty')",
            name="state",
        ),
        CheckConstraint(
            "why in ('', 'no_reference', 'unknown', 'several', 'details', 'above_maximum', 'closed',"
            " 'debit', 'reversal', 'currency')",
            name="why",
        ),
        CheckConstraint("(state in ('foreign', 'empty')) = (transaction_id is null)", name="booked"),
        CheckConstraint("(organisation_id is null) = (transaction_id is null)", name="whole"),
        CheckConstraint(
            "(settled_organisation_id is null) = (settled_transaction_id is null)", name="settled_whole"
        ),
        CheckConstraint("(decided_by is null) = (decided_at is null)", name="decided"),
        CheckConstraint("sequence > 0 and leaf >= 0", name="place"),
        Index("uq_bank_entry_transaction", "organisation_id", "transaction_id", unique=True),
        Index("ix_bank_entry_settled", "settled_organisation_id", "settled_transaction_id"),
        Index("ix_bank_entry_waiting", "state", "id", postgresql_where=text("state in ('parked', 'returning')")),
        Index("ix_bank_entry_entry_day_id", "entry_day", "id"),
        Index("ix_bank_entry_amount_id", "amount", "id"),
        Index("ix_bank_entry_account_hash", "account_hash", postgresql_where=text("account_hash is not null")),
        Index("ix_bank_entry_reference", "reference", postgresql_where=text("reference is not null")),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("bank_statement.id"))
    sequence: Mapped[int] = mapped_column(Integer)
    leaf: Mapped[int] = mapped_column(Integer)
    amount: Mapped[Decimal] = mapped_column(Numeric(14, 2))
    currency: Mapped[str] = mapped_column(String(3))
    entry_day: Mapped[date]
    value_day: Mapped[date | None]
    code: Mapped[str] = mapped_column(String(40))
    is_reversal: Mapped[bool]
    bank_reference: Mapped[str] = mapped_column(String(140))
    reference: Mapped[str | None] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(Encrypted(NAME))
    account: Mapped[str] = mapped_column(Encrypted(ACCOUNT))
    account_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    text: Mapped[str] = mapped_column(Encrypted(TEXT))
    leaves_off: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    state: Mapped[str] = mapped_column(String(12))
    why: Mapped[str] = mapped_column(String(16))
    organisation_id: Mapped[int | None]
    transaction_id: Mapped[int | None]
    settled_organisation_id: Mapped[int | None]
    settled_transaction_id: Mapped[int | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    decided_at: Mapped[datetime | None]
    forgotten_at: Mapped[datetime | None]

    statement: Mapped[BankStatement] = relationship(lazy="raise", viewonly=True)
    booked: Mapped[Transaction | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin=lambda: (
            (foreign(BankEntry.organisation_id) == Transaction.organisation_id)
            & (foreign(BankEntry.transaction_id) == Transaction.id)
        ),
    )
    settled: Mapped[Transaction | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin=lambda: (
            (foreign(BankEntry.settled_organisation_id) == Transaction.organisation_id)
            & (foreign(BankEntry.settled_transaction_id) == Transaction.id)
        ),
    )

    @property
    def place(self) -> str:
        """Where it stands in its statement: `3`, or `3.2` for the second payment of the third movement."""
        return f"{self.sequence}.{self.leaf}" if self.leaf else str(self.sequence)

    def __str__(self) -> str:
        return self.place


class KnownAccount(Base):
    """From this account an organisation was paid for before: finance said so, and it is proposed ever after."""

    __tablename__ = "bank_known_account"
    __table_args__ = (
        UniqueConstraint("account_hash", "organisation_id"),
        Index("ix_bank_known_account_organisation_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    account_hash: Mapped[bytes] = mapped_column(LargeBinary)
    account: Mapped[str] = mapped_column(Encrypted(KNOWN_ACCOUNT))
    learned_at: Mapped[datetime]
    learned_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))

    organisation: Mapped[Organisation] = relationship(lazy="raise", viewonly=True)
