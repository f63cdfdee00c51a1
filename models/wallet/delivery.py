"""How far an issued document is on each of its ways; the document itself says nothing of it and never changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Identity,
    Index,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base
from models.wallet.invoice import Invoice

WORDS = 500
# In the network who isn't there gets it by mail: nobody need look after that.
_STUCK = "state in ('refused', 'unsure') and reason <> 'unreachable'"


class Delivery(Base):
    """One document on one way. `round` counts how often it was asked to go out anew after it was refused for good:
    document, way and round are the key under which it is sent. `reference`: the access point's, or of the letter.

    `ask_at`: when the next step is due, None for never; while somebody is at it, when he is given up. `words`:
    what the network said, one line. `told_at`: when its state changed last.
    """

    __tablename__ = "wallet_delivery"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        UniqueConstraint("organisation_id", "invoice_id", "channel"),
        ForeignKeyConstraint(
            ["organisation_id", "invoice_id"], ["wallet_invoice.organisation_id", "wallet_invoice.id"]
        ),
        CheckConstraint("channel in ('peppol', 'mail')", name="channel"),
        CheckConstraint("state in ('waiting', 'handed_over', 'delivered', 'refused', 'unsure')", name="state"),
        CheckConstraint(
            "reason in ('', 'unreachable', 'invalid', 'sent_back', 'no_network', 'silent', 'not_known_there',"
            " 'no_address', 'bounced')",
            name="reason",
        ),
        CheckConstraint("round >= 1 and tries >= 0", name="counts"),
        CheckConstraint("ask_at is not null or state <> 'waiting'", name="waits"),
        Index("ix_wallet_delivery_id", "id"),
        Index("ix_wallet_delivery_told_at_id", "told_at", "id"),
        Index("ix_wallet_delivery_organisation_id_told_at_id", "organisation_id", "told_at", "id"),
        Index("ix_wallet_delivery_ask_at", "channel", "ask_at", "id", postgresql_where=text("ask_at is not null")),
        Index("ix_wallet_delivery_stuck", "told_at", "id", postgresql_where=text(_STUCK)),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    invoice_id: Mapped[int]
    channel: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(12), default="waiting", server_default="waiting")
    reason: Mapped[str] = mapped_column(String(20), default="", server_default="")
    words: Mapped[str] = mapped_column(String(WORDS), default="", server_default="")
    reference: Mapped[str] = mapped_column(String(80), default="", server_default="")
    round: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")
    tries: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    ask_at: Mapped[datetime | None]
    told_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    invoice: Mapped[Invoice] = relationship(lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    def __str__(self) -> str:
        return self.channel
