"""What members tell the AML officer about a contact, and every act that followed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    PrimaryKeyConstraint,
    String,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import Account
from models.aml.contacts import REASON, Contact
from models.base import Base


class Notification(Base):
    """A member's notification about a contact, in the version he sent it from (`root_id`: the contact itself).

    `state`: waiting (for the officer), asked_back (for a reply), closed; `moved_at`: when it got there, or when
    it was sent. `about`: client or counterparty. What was said stands in its acts.
    """

    __tablename__ = "aml_notification"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(["organisation_id", "contact_id"], ["aml_contact.organisation_id", "aml_contact.id"]),
        ForeignKeyConstraint(["organisation_id", "root_id"], ["aml_contact.organisation_id", "aml_contact.id"]),
        CheckConstraint("about in ('client', 'counterparty')", name="about"),
        CheckConstraint("state in ('waiting', 'asked_back', 'closed')", name="state"),
        CheckConstraint("moved_at >= sent_at", name="moved_at"),
        Index("ix_aml_notification_id", "id"),
        Index("ix_aml_notification_moved_at_id", "moved_at", "id"),
        Index("ix_aml_notification_organisation_id_moved_at_id", "organisation_id", "moved_at", "id"),
        Index("ix_aml_notification_sent_at_id", "sent_at", "id"),
        Index("ix_aml_notification_organisation_id_sent_at_id", "organisation_id", "sent_at", "id"),
        Index("ix_aml_notification_waits", "organisation_id", "state", "moved_at", "id"),
        Index("ix_aml_notification_organisation_id_contact_id", "organisation_id", "contact_id"),
        Index("ix_aml_notification_organisation_id_root_id", "organisation_id", "root_id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    contact_id: Mapped[int]
    root_id: Mapped[int]
    about: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), default="waiting", server_default="waiting")
    sent_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    sent_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    contact: Mapped[Contact] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Notification.organisation_id == Contact.organisation_id,"
        " foreign(Notification.contact_id) == Contact.id)",
    )
    sender: Mapped[Account] = relationship(lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    def __str__(self) -> str:
        return self.state


class NotificationAct(Base):
    """One act about a notification, with its text. `by_officer`: who did it was AML officer then; `self_decided`:
    an officer closed what he had sent himself, as the office had no other. It never changes."""

    __tablename__ = "aml_notification_act"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(
            ["organisation_id", "notification_id"], ["aml_notification.organisation_id", "aml_notification.id"]
        ),
        CheckConstraint("kind in ('sent', 'asked_back', 'replied', 'closed')", name="kind"),
        CheckConstraint("text <> ''", name="text"),
        CheckConstraint("by_officer or kind in ('sent', 'replied')", name="by_officer"),
        CheckConstraint("not self_decided or kind = 'closed'", name="self_decided"),
        Index("ix_aml_notification_act_id", "id"),
        Index("ix_aml_notification_act_notification", "organisation_id", "notification_id", "id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    notification_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(String(REASON))
    by_officer: Mapped[bool]
    self_decided: Mapped[bool] = mapped_column(default=False, server_default=false())
    acted_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    acted_at: Mapped[datetime]

    actor: Mapped[Account] = relationship(lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"]}

    def __str__(self) -> str:
        return self.kind
