"""Words of packs: what was asked to be in one, and what became of the question whether one is as it was made."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.aml.packs.asked import Asked, WhoseFiles
from app.aml.packs.verifying import PackAnswer
from models.values.following import PackKind
from views.labels.aml_registers import PACK_KINDS

WHICH: dict[WhoseFiles, Any] = {
    WhoseFiles.CHOSEN: _l("Those I choose below"),
    WhoseFiles.YEAR: _l("All that were added or decided in a year"),
    WhoseFiles.LEVEL: _l("All of one level of vigilance"),
    WhoseFiles.ALL: _l("All contacts and transactions of the office"),
}
ANSWERS: dict[PackAnswer, Any] = {
    PackAnswer.SAME: _l("As it was made"),
    PackAnswer.REPACKED: _l("As it was made, packed anew"),
    PackAnswer.DIFFERS: _l("It was changed"),
    PackAnswer.UNREADABLE: _l("It can’t be read"),
    PackAnswer.UNKNOWN: _l("Not known here"),
}
TONES = {
    PackAnswer.SAME: "good",
    PackAnswer.REPACKED: "good",
    PackAnswer.DIFFERS: "bad",
    PackAnswer.UNREADABLE: "bad",
    PackAnswer.UNKNOWN: "off",
}
LEVELS = (("simplified", _l("Simplified")), ("standard", _l("Standard")), ("raised", _l("Raised")))


def kind_word(kind: str) -> str:
    return str(PACK_KINDS[PackKind(kind)])


def asked_word(asked: Asked) -> str:
    """Whom it is about, in a line."""
    if asked.everybody:
        return str(WHICH[WhoseFiles.ALL])
    if asked.which is WhoseFiles.YEAR:
        return str(gettext("Added or decided in %(year)s", year=asked.year))
    if asked.which is WhoseFiles.LEVEL:
        return str(gettext("Level: %(level)s", level=dict(LEVELS)[asked.level]))
    contacts, deals = len(asked.contacts), len(asked.deals)
    said = (
        ngettext("%(num)s contact chosen", "%(num)s contacts chosen", contacts) if contacts else "",
        ngettext("%(num)s transaction chosen", "%(num)s transactions chosen", deals) if deals else "",
    )
    return " · ".join(str(one) for one in said if one)


def beside_word(asked: Asked) -> str:
    """What of the officers alone is in it."""
    said = (
        gettext("reports to the FIU and atypical operations") if asked.with_reports else "",
        gettext("signed annual reports") if asked.with_annual else "",
    )
    return " · ".join(str(one) for one in said if one) or str(gettext("nothing that only officers read"))
