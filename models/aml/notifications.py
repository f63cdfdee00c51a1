"""What members tell the AML officer about a contact, a risk profile or a deal, and every act that followed."""

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
from models.aml.matters import Deal
from models.base import Base


class Notification(Base):
    """A notification about a contact, in the version it was sent from (`root_id`: the contact itself), about a
    risk profile of one (`profile_id` beside them), or about a deal (`deal_id` alone).

    `state`: waiting (for the officer), asked_back (for a reply), closed; `moved_at`: when it got there, or when
    it was sent. `about`: client, counterparty or deal. `wish`: what the member wants of a raised matter he handed
    over. What was said stands in its acts. Nothing here moves when an officer holds or reports.
    """

    __tablename__ = "aml_notification"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(["organisation_id", "contact_id"], ["aml_contact.organisation_id", "aml_contact.id"]),
        ForeignKeyConstraint(["organisation_id", "root_id"], ["aml_contact.organisation_id", "aml_contact.id"]),
        ForeignKeyConstraint(["organisation_id", "profile_id"], ["aml_profile.organisation_id", "aml_profile.id"]),
        ForeignKeyConstraint(["organisation_id", "deal_id"], ["aml_deal.organisation_id", "aml_deal.id"]),
        CheckConstraint("about in ('client', 'counterparty', 'deal')", name="about"),
        CheckConstraint("(deal_id is null) = (root_id is not null)", name="matter"),
        CheckConstraint("(root_id is null) = (contact_id is null)", name="contact"),
        CheckConstraint("profile_id is null or root_id is not null", name="profile"),
        CheckConstraint("(about = 'deal') = (deal_id is not null)", name="about_deal"),
        CheckConstraint("wish in ('accept', 'refuse')", name="wish"),
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
        Index("ix_aml_notification_organisation_id_profile_id", "organisation_id", "profile_id"),
        Index("ix_aml_notification_organisation_id_deal_id", "organisation_id", "deal_id"),
    )

    organisation_id: Mapped[int]
    id: Mapped[int] = mapped_column(Identity())
    contact_id: Mapped[int | None]
    root_id: Mapped[int | None]
    profile_id: Mapped[int | None]
    deal_id: Mapped[int | None]
    about: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), default="waiting", server_default="waiting")
    wish: Mapped[str | None] = mapped_column(String(8))
    sent_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    sent_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    contact: Mapped[Contact | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Notification.organisation_id == Contact.organisation_id,"
        " foreign(Notification.contact_id) == Contact.id)",
    )
    deal: Mapped[Deal | None] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(Notification.organisation_id == Deal.organisation_id,"
        " foreign(Notification.deal_id) == Deal.id)",
    )
    sender: Mapped[Account] = relationship(lazy="raise", viewonly=True)

    __mapper_args__ = {"primary_key": ["id"], "version_id_col": version}

    @property
    def title(self) -> str:
        """The name of the contact, or the reference of the deal, that it is about; both have to be read."""
        if self.contact is not None:
            return self.contact.name
        return self.deal.reference if self.deal is not None else ""

    def __str__(self) -> str:
        return self.state


class NotificationAct(Base):
    """One act about a notification, with its text. `by_officer`: who did it was AML officer then; `self_decided`:
    an officer closed or decided what he had sent himself, as the office had no other. It never changes."""

    __tablename__ = "aml_notification_act"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "id"),
        ForeignKeyConstraint(
            ["organisation_id", "notification_id"], ["aml_notification.organisation_id", "aml_notification.id"]
        ),
        CheckConstraint(
            "kind in ('sent', 'raised', 'handed', 'asked_back', 'replied', 'closed', 'accepted', 'refused')",
            name="kind",
        ),
        CheckConstraint("text <> ''", name="text"),
        CheckConstraint("by_officer or kind in ('sent', 'raised', 'handed', 'replied')", name="by_officer"),
        CheckConstraint("not self_decided or kind in ('closed', 'accepted', 'refused')", name="self_decided"),
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
