"""What stands on the page of a contact, a risk profile or a transaction of notifications about it: every act, and
for an officer what he can do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.aml.officer_view import around
from app.aml.timeline import acts_about
from app.policy import Identity, Permission, may
from models.values.matters import Matter
from views.aml.notification_page import officer_part
from views.aml.register_part import atypical_url
from views.aml.timeline import acts_shown


def acts_part(session: Session, who: Identity, matter: Matter, now: datetime) -> dict[str, Any]:
    """`acts`: those this reader may see, in their order; `officer`: None for members. The template is
    `aml/matter_acts.html`."""
    acts, officer = acts_shown(acts_about(session, who, matter)), None
    if may(who, Permission.MATTER_HOLD):
        found = around(session, who, matter, now, deciding=False)
        officer = officer_part(found) | {"atypical_url": atypical_url(found.row)}
    return {"acts": acts, "officer": officer}
