"""Refusals of relations and organisations, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "organisations.relation.overlaps": _l(
        "This person already has such a relation in that period. Choose another first day, or use the relation"
        " that stands."
    ),
    "organisations.relation.end_before_begin": _l(
        "The last day comes before the first day. Choose a last day on or after the first."
    ),
    "organisations.relation.rights_stand": _l(
        "Rights still stand on this relation after that day. Revoke those rights first, or choose a later day."
    ),
    "organisations.relation.no_organisation": _l(
        "You are not acting for an organisation. Choose one under your name, at the top of the page."
    ),
    "organisations.relation.merged": _l(
        "By then this government is part of another one: nothing runs further here. Choose a last day before the"
        " merger, and add the person at the other government from that day on."
    ),
    "organisations.relation.over": _l(
        "This relation ended on %(last_day)s already. Start it again if the person is back."
    ),
    "organisations.relation.rights_unfit": _l(
        "Rights stand on this relation (%(count)s) that aren't meant for such a relation. Revoke those first."
    ),
}
