"""Cards one signs in with: whose account each opens, what a browser was asked to sign, who issues them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.columns import Encrypted

SHOWN = "account_shown_card.content"


class CardLink(Base):
    """Since when an account is opened by the card of its person; how its certificate stood when last shown.

    Whose card it is stands on the account: its person, by national number, whatever certificate a card carries.
    """

    __tablename__ = "account_card"
    __table_args__ = (
        CheckConstraint("way in ('web_eid', 'desk_reader', 'client_certificate')", name="way"),
        CheckConstraint("standing in ('good', 'unknown')", name="standing"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"), primary_key=True)
    linked_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    way: Mapped[str] = mapped_column(String(20))
    # The certificate's serial number, in hexadecimal: what the revocation service was asked about.
    serial: Mapped[str] = mapped_column(String(64))
    standing: Mapped[str] = mapped_column(String(10))
    standing_at: Mapped[datetime]


class Challenge(Base):
    """Something that was to be signed by one browser's session, which keeps it; good once, for five minutes."""

    __tablename__ = "account_challenge"
    __table_args__ = (Index("ix_account_challenge_ends_at", "ends_at"),)

    nonce_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    ends_at: Mapped[datetime]


class ShownCard(Base):
    """Whom a card named that was shown in full, until its holder says what to do with it; its ticket is good once.

    `challenge_hash` stands there when it was shown at the host for certificates: only the browser that was sent
    there may bring the ticket back.
    """

    __tablename__ = "account_shown_card"
    __table_args__ = (Index("ix_account_shown_card_ends_at", "ends_at"),)

    ticket_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    challenge_hash: Mapped[bytes | None]
    content: Mapped[str] = mapped_column(Encrypted(SHOWN))
    ends_at: Mapped[datetime]


class CardAuthority(Base):
    """A root, or an authority it vouches for, which issues cards: learned from a card, or put in by hand."""

    __tablename__ = "account_card_authority"
    __table_args__ = (
        CheckConstraint("source in ('card', 'hand')", name="source"),
        Index("ix_account_card_authority_subject_id", "subject", "id"),
    )

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    subject: Mapped[str] = mapped_column(String(400))
    is_root: Mapped[bool]
    certificate: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    ends_at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(10))
    learned_at: Mapped[datetime]

    def __str__(self) -> str:
        return self.subject
