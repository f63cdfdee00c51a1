"""What the pages of a contact and a transaction tell of keeping: until when, and how that is
noted."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.aml.decided import Dossier
from app.aml.keeping import ContactFacts, DealFacts
from app.aml.kept import deal_facts
from models.aml import Deal
from models.values.matters import MatterState
from views.labels import day


def of_contact(dossier: Dossier) -> dict[str, Any]:
    """Whether the relation ended, what can be noted of it, and until when the file is kept; read along."""
    root_id, facts = dossier.contact.root_id, dossier.kept
    if facts is None:
        return {}
    ended = facts.recorded_on
    act = (
        (gettext("The relation goes on…"), url_for("KeepingScreen.goes_on", pk=root_id))
        if ended
        else (gettext("The relation ended…"), url_for("KeepingScreen.end", pk=root_id))
    )
    lines = [gettext("The relation ended on %(day)s.", day=day(ended))] if ended else []
    return {"kept": {"lines": [*lines, _until(facts)], "act": act}}


def of_deal(session: Session, deal: Deal) -> dict[str, Any]:
    """The same of a transaction; when an accepted one was closed can be noted."""
    act = None
    if deal.state == MatterState.ACCEPTED:
        act = gettext("Closed on another day…"), url_for("KeepingScreen.closed", pk=deal.id)
    return {"kept": {"lines": [_until(deal_facts(session, deal))], "act": act}}


def _until(facts: ContactFacts | DealFacts) -> str:
    if facts.kept_until is not None:
        return str(gettext("Kept until %(day)s at least.", day=day(facts.kept_until)))
    if isinstance(facts, DealFacts):
        return str(gettext("Kept while it goes on, and for ten years after it has ended."))
    return str(gettext("Kept while something is open, and for ten years after the relation has ended."))
