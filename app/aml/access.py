"""Whether the tool against laundering is open to whoever asks for one of its pages: each page asks anew."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.errors import Forbidden, Refusal
from app.policy import Identity, Permission, Role
from app.rights.access_facts import Answer
from app.rights.built_in import AML, answers_of

_FIRST = (Role.AML_OFFICER, Role.AML_MEMBER)


def require_open(session: Session, who: Identity, day: date) -> Answer:
    """The access decision that lets him in, of what his manager set him to be.

    Raises Forbidden when he was set to be nothing in it; Refusal aml.access.not_open when something stands in the
    way, with `role_id`: the role whose conditions tell him what (`/our-tools/why/<role_id>`).
    """
    mine = [role for role in _FIRST if role in who.roles]
    if not mine:
        raise Forbidden(Permission.CONTACT_SEE)
    answers = answers_of(session, who, AML, day)
    found = [answers[role] for role in mine if role in answers]
    if not found:
        raise Forbidden(Permission.CONTACT_SEE)
    for one in found:
        if one.decision.allowed:
            return one
    # Who stands in for the officer was given another role: that one's conditions tell him more.
    given = next((one for one in found if one.facts.access), found[0])
    raise Refusal("aml.access.not_open", role_id=given.role_id)
